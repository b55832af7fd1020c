# sohoa: `make` explains the targets.
.DEFAULT_GOAL := help
PY := .venv/bin/python
# Real scans with verified text, if there are any: pages/ID.png and gt/ID.txt.
REAL ?= ../shared/real
.PHONY: help setup setup-dev run serve report doctor test tests soak night lint bench models samples lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## install what is missing: Debian packages (root or sudo) and locked wheels in .venv
	@tools/setup.sh run

setup-dev:  ## setup, and what tests and linting need
	@tools/setup.sh dev

run: setup  ## digitize data/raw into data/clean and print a table (setup included)
	@.venv/bin/sohoa digitize

serve: setup  ## watch data/raw and run the night job until stopped
	@.venv/bin/sohoa serve

report: setup  ## write the quality report of the archive
	@.venv/bin/sohoa report

doctor: setup  ## check that everything needed is there
	@.venv/bin/sohoa doctor

# Tests run side by side, a file at a time on each processor; a process grows to 2 GB.
PYTEST := $(PY) -m pytest -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

test:  ## lint and pass the tests (setup included)
	@$(MAKE) --no-print-directory -j2 lint tests

tests: setup-dev
	@$(PYTEST)

soak: setup-dev  ## pass all tests, the long ones too: more examples, kills at more instants, whole sheets
	@SOAK=1 $(PYTEST) -m ""

night:  ## soak, then bench: for a machine that has the night
	@$(MAKE) --no-print-directory soak
	@$(MAKE) --no-print-directory bench

lint: setup-dev  ## ruff, mypy in strict mode, layers of rooms, sizes of files, the command-line reference
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports \
	  && $(PY) tools/check_sizes.py && $(PY) -m sohoa.reference --check

bench:  ## measure beside other engines; writes docs/benchmarks.md (CORPUS=DIR: also text the model held out)
	@tools/setup.sh bench
	@$(PY) -m benchmarks.bench --real $(REAL) $(if $(CORPUS),--corpus "$(CORPUS)")

.PHONY: docs
docs: setup-dev  ## make the command-line reference from --help; writes docs/cli.md
	@$(PY) -m sohoa.reference > docs/cli.md.new && mv docs/cli.md.new docs/cli.md

models: setup-dev  ## rebuild language model, patterns and vote from a folder of text: make models CORPUS=DIR
	@test -n "$(CORPUS)" || { echo "make models CORPUS=DIR"; exit 2; }
	@$(PY) -m training.make_lm "$(CORPUS)"
	@$(PY) -m training.make_patterns
	@$(PY) -m training.fit_vote "$(CORPUS)" --pages 72 --seed 9000

samples: setup-dev  ## make the sample scans in data/raw again
	@$(PY) -m synthesis samples data/raw

lock:  ## lock all dependencies with hashes (needs uv)
	echo pip | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command "make lock" - -o requirements-pip.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  --extra dev --extra bench --extra train -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove the venv and caches; scans and archive stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info
