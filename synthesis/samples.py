"""The sample scans of `data/raw`: what a clerk of three different offices might drop there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import gmtime

from PIL import Image

from synthesis.pages import MadePage, make

PAPER = (240, 240, 241)
"""What a scanner's lid looks like beside a page that lies askew."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample scan: its file name, and the arguments of `make`. `askew` turns the finished pages, in degrees."""

    file: str
    document: str
    wear: str
    dpi: int
    seed: int
    askew: float = 0.0

    def pages(self) -> list[MadePage]:
        """Make the pages. With `askew`, the truth's text holds and its boxes do not."""
        return make(self.document, wear=self.wear, dpi=self.dpi, seed=self.seed)

    def images(self) -> list[Image.Image]:
        """Return the pages as they go into the file."""
        images = [Image.fromarray(page.image) for page in self.pages()]
        if self.askew:
            images = [
                image.rotate(self.askew, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER) for image in images
            ]
        return images


SAMPLES = (
    Sample("mau-nghi-quyet.pdf", "nghi-quyet-chuyen-doi-so", "office", 150, seed=3),
    Sample("mau-cong-van.jpg", "cong-van-moi-hop", "office", 200, seed=5, askew=-2.4),
    Sample("mau-thong-bao.tif", "thong-bao-ket-luan-kiem-tra", "fax", 200, seed=2),
)


def write(directory: Path) -> list[Path]:
    """Write all sample scans into `directory` and return their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for sample in SAMPLES:
        path = directory / sample.file
        _WRITERS[path.suffix](sample.images(), path, sample.dpi)
        paths.append(path)
    return paths


def _pdf(images: list[Image.Image], path: Path, dpi: int) -> None:
    # The file's own dates would differ from run to run.
    then = gmtime(0)
    first, *rest = images
    first.save(path, save_all=True, append_images=rest, resolution=dpi, quality=70, creationDate=then, modDate=then)


def _jpeg(images: list[Image.Image], path: Path, dpi: int) -> None:
    (image,) = images
    image.save(path, quality=70, dpi=(dpi, dpi))


def _tiff(images: list[Image.Image], path: Path, dpi: int) -> None:
    first, *rest = [image.convert("1", dither=Image.Dither.NONE) for image in images]
    first.save(path, save_all=True, append_images=rest, compression="group4", dpi=(dpi, dpi))


_WRITERS: dict[str, Callable[[list[Image.Image], Path, int], None]] = {".pdf": _pdf, ".jpg": _jpeg, ".tif": _tiff}
