#!/usr/bin/env bash
# Install what sohoa needs and is not there yet: Debian packages (root or sudo), then wheels from the hashed lock into .venv.
# Usage: tools/setup.sh [run|dev|bench]
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}

packages=(python3-venv tesseract-ocr tesseract-ocr-vie tesseract-ocr-script-viet poppler-utils)
[ "$kind" = run ] || packages+=(fonts-croscore fonts-texgyre fonts-noto-core fonts-wqy-microhei)
[ "$kind" = bench ] && packages+=(ghostscript unpaper)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Cần quyền root hoặc sudo để cài / need root or sudo to install: ${missing[*]}" >&2; exit 1; }
    sudo=sudo
  fi
  echo "Cài gói Debian / installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên / Python 3.11 or newer is needed" >&2; exit 1; }

# The lock is complete, so nothing is resolved here (--no-deps); "pip check" says if it were not.
lock=requirements.lock
[ "$kind" = run ] || lock=requirements-dev.lock
state=$(sha256sum requirements*.lock pyproject.toml | sha256sum | cut -c1-16)
stamp=.venv/.installed-$lock-$state
# The development lock holds the other whole.
if [ ! -e "$stamp" ] && [ ! -e ".venv/.installed-requirements-dev.lock-$state" ]; then
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  echo "Cài thư viện Python theo $lock / installing wheels from $lock"
  pip=(.venv/bin/python -m pip -q --disable-pip-version-check)
  # A pip as old as Debian's takes twice as long for the same wheels, looking through all files of each package.
  for wheels in requirements-pip.lock "$lock"; do
    "${pip[@]}" install --no-compile --only-binary :all: --no-deps --require-hashes -r "$wheels"
  done
  # pip would compile on one processor alone. Some packages bring files for other versions of Python, which fail.
  .venv/bin/python -m compileall -qq -j 0 -x /tests/ .venv/lib || true
  "${pip[@]}" check
  PYTHONWARNINGS=ignore "${pip[@]}" install --no-deps --no-build-isolation --no-index -e .
  touch "$stamp"
fi
# A package that is installed in place is compiled by nobody else, and not at all where Python may write no bytecode.
.venv/bin/python -m compileall -q core models ocr postprocess archive intake quality batch flows sohoa
