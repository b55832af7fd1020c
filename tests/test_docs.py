"""The docs say what is there: links, paths, modules, targets, rooms, terms and cited rules all resolve."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from archive.layout import DOCUMENT, MANIFEST, MARKDOWN, ORIGINAL, TEXT, WORK

ROOT = Path(__file__).parents[1]
ROOMS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["root_packages"]
TEMPLATE = ROOT / "benchmarks/tables/benchmarks.md"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("models/*.md"), TEMPLATE])
CODE = sorted(path for room in (*ROOMS, "tests", "tools") for path in (ROOT / room).rglob("*.py"))

# What a document speaks of and no checkout holds: the files of a package, and of a user's folder.
AT_WORK = {DOCUMENT, MARKDOWN, TEXT, MANIFEST, f"{ORIGINAL}/", WORK, "sohoa.toml"}
TOP = {*ROOMS, "docs", "tests", "tools", ".ci"}
SUFFIXES = (".py", ".md", ".json", ".jsonl", ".toml", ".cfg", ".onnx", ".npz", ".sh", ".svg", ".png")

QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CITATION = re.compile(r"STANDARDS[\s#]+(\d(?:\.\d+)?(?:(?:,| to| and)[\s#]+\d(?:\.\d+)?)*)")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def quotes(page: Path) -> Iterator[str]:
    yield from QUOTED.findall(page.read_text("utf-8"))


def is_path(word: str) -> bool:
    if word in AT_WORK or re.search(r"[ …<>{}\[\]$:%]", word):
        return False
    return word.split("/")[0] in TOP if "/" in word else word.endswith(SUFFIXES)


def is_there(path: str, page: Path) -> bool:
    """Whether `path`, also a pattern, is below the checkout or beside the page that names it."""
    return any(next(base.glob(path), None) for base in (ROOT, page.parent))


def resolves(dotted: str) -> bool:
    """Whether `room.module.name` is a module of ours, or a name that its module holds."""
    parts, place = dotted.split("."), ROOT
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    if not parts:
        return True
    module = place / f"{parts.pop(0)}.py"
    source = module if module.is_file() else place / "__init__.py"
    wanted = parts if module.is_file() else [dotted.rpartition(".")[2]]
    return source.is_file() and all(re.search(rf"\b{part}\b", source.read_text("utf-8")) for part in wanted)


def wrong(pages: Iterable[Path], check: Callable[[Path], set[str]]) -> dict[str, set[str]]:
    """Return what `check` finds wrong on each page that has any."""
    return {name_of(page): found for page in pages if (found := check(page))}


def test_links_lead_somewhere() -> None:
    def dead(page: Path) -> set[str]:
        links = {link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8"))}
        relative = {link for link in links if link and not re.match(r"[a-z]+:", link)}
        return {link for link in relative if not (page.parent / link).exists()}

    assert wrong([page for page in PAGES if page != TEMPLATE], dead) == {}


def test_paths_exist() -> None:
    def missing(page: Path) -> set[str]:
        # A docstring may name the files that a user has: only whole paths are ours.
        paths = {word for word in quotes(page) if is_path(word) and ("/" in word or page.suffix == ".md")}
        return {path for path in paths if not is_there(path, page)}

    assert wrong([*PAGES, *CODE], missing) == {}


def test_modules_exist() -> None:
    dotted = re.compile(rf"(?<![\w./-])(?:{'|'.join(ROOMS)})(?:\.[a-zA-Z_]\w*)+")

    def missing(page: Path) -> set[str]:
        words = {word for quote in quotes(page) for word in dotted.findall(quote)}
        return {word for word in words if not word.endswith(SUFFIXES) and not resolves(word)}

    assert wrong([*PAGES, *CODE], missing) == {}


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    def missing(page: Path) -> set[str]:
        return set(re.findall(r"(?:`|«|^)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)) - targets

    assert wrong(PAGES, missing) == {}


def test_cited_rules_are_written_down() -> None:
    sections = set(re.findall(r"^##+ (\d(?:\.\d+)?)", (ROOT / "docs/standards.md").read_text("utf-8"), re.MULTILINE))

    def missing(page: Path) -> set[str]:
        cited = CITATION.findall(page.read_text("utf-8"))
        return {number for numbers in cited for number in re.findall(r"\d(?:\.\d+)?", numbers)} - sections

    assert wrong([*PAGES, *CODE], missing) == {}


def test_every_room_and_subroom_is_on_the_map() -> None:
    architecture = set(quotes(ROOT / "docs/architecture.md"))
    subrooms = {name_of(path.parent) for room in ("ocr", "postprocess") for path in (ROOT / room).glob("*/__init__.py")}
    assert {f"{room}/" for room in (*ROOMS, *subrooms)} - architecture == set()
    assert {f"{room}/" for room in ROOMS} - set(quotes(ROOT / "README.md")) == set()


def test_terms_of_the_glossary_are_in_the_code() -> None:
    words = {word for path in CODE for word in re.findall(r"\w+", path.read_text("utf-8"))}
    words |= {word for path in (ROOT / "models").glob("*.json") for word in re.findall(r"\w+", path.read_text("utf-8"))}
    rows = [line.split("|")[3] for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if "|" in line]
    names = {part for cell in rows for name in QUOTED.findall(cell) for part in re.findall(r"\w+", name)}
    assert names - words == set()
    assert len(names) > 80


def test_every_decision_is_in_the_list_and_has_its_parts() -> None:
    folder = ROOT / "docs/decisions"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert listed == pages
    for page in pages:
        text = (folder / page).read_text("utf-8")
        assert re.search(r"^Date: \d{4}-\d\d-\d\d.* Status: ", text, re.MULTILINE), page
        assert re.findall(r"^## (.+)", text, re.MULTILINE) == ["Context", "Choice", "Consequences"], page
