"""Real pages as another scan would have them: a little turned, larger, smaller, softer, darker.

Few pages have a truth, and rules that were found on them may fit their very pixels: whether half a name under a seal is
read turns on a hundredth of a degree. What a page's readings come to on average over such small changes is nearer to
what they come to on pages that nobody has seen.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFilter

from benchmarks.markdown import markdown, rate
from benchmarks.measures.ablation import raw_text
from benchmarks.pages import TruePage
from benchmarks.pool import readers
from ocr.elements import Page
from ocr.read import read_page
from postprocess.understand import understand
from quality.measures import Measures, measure, total


def _turned(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def _scaled(image: Image.Image, scale: float) -> Image.Image:
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)


def _softer(image: Image.Image) -> Image.Image:
    packed = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.6)).save(packed, "JPEG", quality=40)
    with Image.open(packed) as opened:
        return opened.convert(image.mode)


def _darker(image: Image.Image) -> Image.Image:
    shade = image.point([round(255 * (level / 255) ** 1.2) for level in range(256)] * len(image.getbands()))
    return _scaled(
        shade.transform(image.size, Image.Transform.AFFINE, (1, 0, -7.4, 0, 1, -5.3), fillcolor="white"), 1.07
    )


CHANGES: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "turned by 0.35°": lambda image: _turned(image, 0.35),
    "turned by -0.6°, 0.92 of the size": lambda image: _scaled(_turned(image, -0.6), 0.92),
    "blurred by 0.6 px, JPEG at 40": _softer,
    "gamma 1.2, moved, 1.07 of the size": _darker,
}


@dataclass(frozen=True, slots=True)
class Again:
    """What a page's reading comes to after a change, before and after correction; read empty if it failed."""

    change: str
    page: TruePage
    raw: Measures
    corrected: Measures


def read_again(pages: Sequence[TruePage], folder: Path, cores: int) -> Iterator[Again]:
    """Yield every page's measures after each change; the changed images are written to `folder`."""
    with readers(cores, read_page) as read:
        for change, changed in CHANGES.items():
            paths = []
            for page in pages:
                path = folder / f"again-{page.name}.png"
                with Image.open(page.image) as image:
                    plain = image.convert("RGB" if image.mode not in ("L", "RGB") else image.mode)
                    changed(plain).save(path)
                paths.append(path)
            for page, reading in zip(pages, read(paths), strict=True):
                texts = (raw_text(reading), _text(reading)) if reading else ("", "")
                yield Again(change, page, *(measure(page.text, text) for text in texts))


def _text(page: Page) -> str:
    return understand([page], tag=False).text


def table(again: Sequence[Again]) -> str:
    """Return CER in percent, a row a change and one for all, before and after correction, and the worst page."""
    groups = {change: [one for one in again if one.change == change] for change in CHANGES}
    rows = []
    for name, group in [*((name, group) for name, group in groups.items() if group), ("all", list(again))]:
        worst = max(group, key=lambda one: one.corrected.cer.rate)
        sums = (rate(total(getattr(one, kind) for one in group).cer) for kind in ("raw", "corrected"))
        rows.append([name, *sums, f"{worst.page.name}: {100 * worst.corrected.cer.rate:.2f}"])
    return markdown(["CER %", "sohoa --raw", "sohoa", "worst page"], rows)
