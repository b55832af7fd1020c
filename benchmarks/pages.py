"""The pages that engines are measured on: made ones, and real ones where they lie beside the checkout."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

import synthesis
from ocr.sources.page_image import plausible_dpi
from synthesis import PageTruth

RESOLUTIONS = (150, 300)
"""Dots per inch: the low end of what archives hold, and what they are told to scan at."""

# Far from the seeds that the vote was learnt with (`training.fit_vote`), and so from its wear.
_SEED = 90_000
# Width of A4, to guess the resolution of an image that does not say it.
_A4_INCHES = 8.27


@dataclass(frozen=True, slots=True)
class TruePage:
    """An image file and what it says, printed line by printed line, without stamps and handwriting.

    `wear` and `truth` (all that is known of a made page, its stamps and boxes of words too) are None for a real page;
    `dpi` is guessed from A4 where the image does not say.
    """

    name: str
    image: Path
    text: str
    dpi: int
    wear: str | None = None
    truth: PageTruth | None = field(default=None, compare=False, repr=False)


def made(count: int, folder: Path) -> Iterator[TruePage]:
    """Yield `count` worn pages, set into `folder` as PNG one by one; the same every time.

    Kinds of wear take turns: each has the same texts, and each text both resolutions in equal parts.
    """
    names = list(synthesis.documents())
    random.Random(_SEED).shuffle(names)
    for number in range(count):
        row, kind = divmod(number, len(synthesis.WEARS))
        turn, place = divmod(row, len(names))
        wear, dpi = synthesis.WEARS[kind], RESOLUTIONS[(row + kind) % len(RESOLUTIONS)]
        sheets = synthesis.make(names[place], wear=wear, dpi=dpi, seed=_SEED + row)
        # First, second and last pages mixed; the other pages of a document once all documents have had their turn.
        page = sheets[(place + turn) % len(sheets)]
        path = folder / f"{names[place]}-{page.truth.page}-{wear}-{dpi}.png"
        Image.fromarray(page.image).save(path, dpi=(dpi, dpi))
        yield TruePage(path.stem, path, page.truth.text, dpi, wear, page.truth)


def real(folder: Path) -> list[TruePage]:
    """Return the real pages of `folder` with a truth: `pages/ID.*` and `gt/ID.txt`; none if there is no such folder."""
    pages = []
    for truth in sorted(folder.glob("gt/*.txt")):
        images = list(folder.glob(f"pages/{truth.stem}.*"))
        if images:
            pages.append(TruePage(truth.stem, images[0], truth.read_text(encoding="utf-8"), _dpi(images[0])))
    return pages


def _dpi(path: Path) -> int:
    with Image.open(path) as image:
        said = image.info.get("dpi", (None,))[0]
        return plausible_dpi(said, *image.size) or round(min(image.size) / _A4_INCHES)
