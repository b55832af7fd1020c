"""How long commands take for a document of many pages: their start is paid once for the file, not for each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from PIL import Image

from benchmarks.engines import REFERENCE, Engine, SohoaCommand, Tesseract, one_core
from benchmarks.markdown import markdown
from benchmarks.pages import TruePage

PAGES = 24
"""Pages of the file: a long document, which is read in half a minute."""

WAYS, TURNS = 3, 2
"""Ways of reading, and times that each is measured, in turn."""


@dataclass(frozen=True, slots=True)
class Way:
    """Seconds that one way of reading took for each of so many pages, on the clock and of the processor."""

    name: str
    pages: int
    seconds: float
    processor_seconds: float


def measure(pages: Sequence[TruePage], folder: Path) -> Iterator[Way]:
    """Read `pages`, one by one and as one TIFF (made in `folder`), in `TURNS * WAYS` steps, all on one core.

    Raises:
        EngineFailedError: an engine gave up.
    """
    file = replace(pages[0], name="one file", image=_tiff([page.image for page in pages], folder / "pages.tif"))
    ways: list[tuple[str, Engine, Sequence[TruePage]]] = [
        (f"{REFERENCE}, a file for each page", Tesseract(), pages),
        (f"{REFERENCE}, one file", Tesseract(), [file]),
        ("sohoa read, one file", SohoaCommand(), [file]),
    ]
    for name, engine, files in ways * TURNS:
        with one_core():
            readings = [engine.read(one) for one in files]
        seconds, processor = (sum(getattr(one, what) for one in readings) for what in ("seconds", "processor_seconds"))
        yield Way(name, len(pages), seconds / len(pages), processor / len(pages))


def table(measured: Sequence[Way]) -> str:
    """Return seconds a page of each way, and their ratios to those of the first."""
    means = {
        name: [
            mean(getattr(way, what) for way in measured if way.name == name)
            for what in ("seconds", "processor_seconds")
        ]
        for name in dict.fromkeys(way.name for way in measured)
    }
    first = means[measured[0].name]
    rows = [
        [
            name,
            *(cell for value, one in zip(own, first, strict=True) for cell in (f"{value:.2f}", f"{value / one:.2f}")),
        ]
        for name, own in means.items()
    ]
    return markdown(["", "s a page", "to the first", "processor s a page", "to the first"], rows)


def _tiff(images: Sequence[Path], path: Path) -> Path:
    """Put images into one file."""
    frames = (Image.open(image) for image in images)
    pages = (frame if frame.mode in ("1", "L", "RGB") else frame.convert("RGB") for frame in frames)
    next(pages).save(path, save_all=True, append_images=pages, compression="tiff_lzw")
    return path
