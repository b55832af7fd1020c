"""PDF as a page source: pikepdf looks at the structure, poppler renders.

A text layer is never used: that of signed PDFs holds only the signature's overlay, that of old scans is wrong. Pages
are rendered, not taken apart, so that stamps and electronic signatures drawn above the scan are seen.
"""

from __future__ import annotations

import io
import mmap
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pdf2image
import pikepdf
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
    PopplerNotInstalledError,
)
from pikepdf import Name
from PIL import Image

from core.errors import DamagedError, EncryptedError, EngineError, MissingToolError, UnreadableError
from ocr.sources.formats import PDF
from ocr.sources.images import collapse_grey
from ocr.sources.page_image import Limits, PageImage, plausible_dpi

POINTS_PER_INCH = 72.0
"""PDF's units of length in an inch."""

DRAWN_DPI = 300
"""Resolution for pages that are drawn rather than scanned: what Tesseract's model was trained at."""

FINEST_DPI = 400
"""Finer scans are halved until at most this: no accuracy is gained above it, and time grows with the square."""

_SAME_SIZE = 0.015
"""Share of its size by which the scan may differ from the page in either direction and be the page, up to the rounding
of its box."""

_SCANNED = 0.5
"""Share of the page that images at a resolution or finer must cover for it to be the scan's."""

_MAX_NESTING = 8
"""Forms within forms deeper than this are not searched for images."""

# qpdf would otherwise inflate a stream of any size into memory; the largest colour page allowed by default is 600 MB.
# And a page named a million times costs it 2 GB, with a warning for each time; no honest file has ten thousand.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=1 << 30,
    dct_max_memory=1 << 30,
    run_length_max_memory=1 << 30,
    doc_max_warnings=10_000,
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An image as drawn on a page: size in its own pixels, resolution as drawn."""

    width: int
    height: int
    dpi: float

    @property
    def square_inches(self) -> float:
        return self.width / self.dpi * self.height / self.dpi


class PdfSource:
    """A PDF file."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Look at the structure of `path`.

        Raises:
            DamagedError, EncryptedError, MissingToolError, TooManyPagesError, TooManyPixelsError, UnreadableError: as
                `ocr.sources.source.open_source`.

        """
        self._path = path
        self._limits = limits
        self._checked: set[tuple[int, int]] = set()
        info = _ask_poppler(path, limits)
        # First, because qpdf builds an object for every page as it opens a file.
        limits.check_pages(int(str(info.get("Pages", 0))))
        self._pdf = _open(path)
        try:
            self._count = _count_pages(self._pdf, limits)
            seen: set[tuple[int, int]] = set()
            for number, page in enumerate(self._pdf.pages, start=1):
                for image in _images(page, seen):
                    limits.check_pixels(number, _integer(image, "/Width"), _integer(image, "/Height"))
            self._sizes = _page_sizes(info, self._count)
        except pikepdf.PdfError as error:
            self._pdf.close()
            raise DamagedError(f"{path.name}: {error}") from error
        except BaseException:
            self._pdf.close()
            raise

    @property
    def kind(self) -> str:
        """Media type."""
        return PDF

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return self._count

    def page(self, number: int) -> PageImage:
        """Render page `number`; see `Source.page`."""
        if not 1 <= number <= self._count:
            raise IndexError(f"no page {number} in {self._path.name}")
        self._check_streams(number)
        width, height = self._sizes[number - 1]  # inches
        scan = self._native(number, width * height)
        dpi = scan.dpi if scan else float(DRAWN_DPI)
        size = (max(1, round(width * dpi)), max(1, round(height * dpi)))
        if scan:
            for exact in ((scan.width, scan.height), (scan.height, scan.width)):
                if all(abs(a - b) <= _SAME_SIZE * b for a, b in zip(size, exact, strict=True)):
                    size = exact  # render pixel for pixel
                    break
        while dpi > FINEST_DPI:
            dpi /= 2
            size = (max(1, size[0] // 2), max(1, size[1] // 2))
        self._limits.check_pixels(number, *size)
        # pdftocairo rounds up, now and then to a pixel more than asked for.
        rendered = np.asarray(self._render(number, size).convert("RGB"))[: size[1], : size[0]]
        pixels = collapse_grey(np.ascontiguousarray(rendered))
        return PageImage(number, pixels, plausible_dpi(dpi, *size), self._path.name)

    def pages(self, first: int = 1, last: int | None = None) -> Iterator[PageImage]:
        """Render pages one by one; see `Source.pages`."""
        for number in range(first, (last or self._count) + 1):
            yield self.page(number)

    def close(self) -> None:
        """Let go of the file."""
        self._pdf.close()

    def _native(self, number: int, square_inches: float) -> _Drawn | None:
        """Return the scan on the page: the image at the finest resolution at which half of the page is drawn.

        Pages come as one image, as strips of one resolution, or as a coarse background under a fine mask; stamps and
        signatures are small and fine. None: the page is drawn (text, vectors), not scanned.
        """
        covered = 0.0
        for image in sorted(self._drawn_images(number), key=lambda drawn: -drawn.dpi):
            covered += image.square_inches
            if covered >= _SCANNED * square_inches:
                return image
        return None

    def _drawn_images(self, number: int) -> list[_Drawn]:
        """Ask poppler's pdfimages which images the page draws, and at which resolution."""
        command = ["pdfimages", "-list", "-f", str(number), "-l", str(number), str(self._path)]
        try:
            listing = subprocess.run(command, capture_output=True, timeout=self._limits.render_seconds, check=False)
        except FileNotFoundError as error:
            raise MissingToolError("pdfimages not found", tool="poppler-utils") from error
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"pdfimages: page {number}: {error}", page=number) from error
        drawn = []
        for row in listing.stdout.decode("ascii", "replace").splitlines()[2:]:
            # page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio
            cells = row.split()
            try:
                width, height, dpi = int(cells[3]), int(cells[4]), max(float(cells[-4]), float(cells[-3]))
            except (IndexError, ValueError):
                continue
            if width > 0 and height > 0 and dpi > 0:
                drawn.append(_Drawn(width, height, dpi))
        return drawn

    def _render(self, number: int, size: tuple[int, int]) -> Image.Image:
        """Draw the page with pdftocairo.

        It puts a scan on a page of the scan's own size pixel for pixel, where pdftoppm blurs it into one pixel more,
        and takes half the time. TIFF because its PNG takes ten times as long.
        """
        try:
            images = pdf2image.convert_from_path(
                self._path,
                first_page=number,
                last_page=number,
                size=size,
                use_cropbox=True,
                use_pdftocairo=True,
                fmt="tiff",
                # pdf2image's annotation says int; it hands the value to Popen.communicate, which takes fractions.
                timeout=cast(int, self._limits.render_seconds),
            )
        except PDFPopplerTimeoutError as error:
            raise EngineError(f"pdftocairo: page {number}: timed out", page=number) from error
        except (PDFInfoNotInstalledError, PopplerNotInstalledError) as error:
            raise MissingToolError(str(error), tool="poppler-utils") from error
        except (PDFPageCountError, PDFSyntaxError, OSError, ValueError) as error:
            raise DamagedError(f"page {number}: {error}") from error
        if not images:
            raise DamagedError(f"page {number}: poppler renders nothing")
        return images[0]

    def _check_streams(self, number: int) -> None:
        """Decode the page's images to their ends; renderers pass over broken ones in silence."""
        looked_at = set(self._checked)
        try:
            for image in _images(self._pdf.pages[number - 1], looked_at):
                _check_stream(image, number)
        except pikepdf.PdfError as error:
            raise DamagedError(f"page {number}: {error}") from error
        self._checked = looked_at  # not before all are found whole: a broken one must be found again


def _open(path: Path) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise EncryptedError(str(error)) from error
    except pikepdf.PdfError as error:
        raise DamagedError(f"{path.name}: {error}") from error
    except OSError as error:
        raise UnreadableError(str(error)) from error
    if _cut_short(path, pdf.get_warnings()):
        pdf.close()
        raise DamagedError(f"{path.name}: ends before its end")
    return pdf


def _cut_short(path: Path, warnings: list[str]) -> bool:
    """Tell whether a file that qpdf had to repair lacks its end.

    qpdf rebuilds the table of objects of a cut file without complaint and shows empty pages. A cut file's last object
    is not followed by an end-of-file marker. (A file whose table is merely wrong, or that has padding behind it, is
    whole.)
    """
    if not any("reconstruct" in warning or "unable to recover" in warning for warning in warnings):
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.rfind(b"%%EOF") < max(data.rfind(b" obj"), data.rfind(b"endobj"))


def _count_pages(pdf: pikepdf.Pdf, limits: Limits) -> int:
    """Count the pages by walking their tree, without trusting its /Count and without building page objects."""
    visited = count = 0
    root = pdf.Root.get("/Pages")
    waiting = [root] if isinstance(root, pikepdf.Dictionary) else []
    while waiting:
        node = waiting.pop()
        visited += 1
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            limits.check_pages(len(kids) // 2)  # half of them may be empty branches
            waiting += [kid for kid in kids.as_list() if isinstance(kid, pikepdf.Dictionary)]
        else:
            count += 1
            limits.check_pages(count)
        # A tree whose branches hold no pages, or themselves, would never end.
        limits.check_pages(visited // 4)
    if count == 0:
        raise DamagedError("no pages")
    return count


def _images(page: pikepdf.Page, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Stream]:
    """Yield the image streams the page's resources name, also within forms and annotations' appearances.

    Objects in `seen` are passed over, and those yielded are added: in some files each page names the images of all.
    """
    waiting = [(_entry(page.obj, "/Resources"), 0)]
    annotations = _entry(page.obj, "/Annots")
    if isinstance(annotations, pikepdf.Array):
        for annotation in annotations.as_list():
            waiting.append((_entry(_entry(_entry(annotation, "/AP"), "/N"), "/Resources"), 1))
    while waiting:
        resources, depth = waiting.pop()
        objects = _entry(resources, "/XObject")
        for item in objects.as_dict().values() if isinstance(objects, pikepdf.Dictionary) else ():
            if not isinstance(item, pikepdf.Stream) or item.objgen in seen:
                continue
            seen.add(item.objgen)
            if item.get("/Subtype") == Name.Image:
                yield item
            elif item.get("/Subtype") == Name.Form and depth < _MAX_NESTING:
                waiting.append((_entry(item, "/Resources"), depth + 1))


def _entry(holder: object, key: str) -> object:
    """Return the value of `key` if `holder` is a dictionary or stream that has it, else None.

    /Resources of a page may be inherited from the tree above it.
    """
    for _ in range(_MAX_NESTING):
        if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
            return None
        value = holder.get(key)
        if value is not None or key != "/Resources":
            return value
        holder = holder.get("/Parent")
    return None


def _integer(stream: pikepdf.Stream, key: str) -> int:
    """Return a whole number of the stream's dictionary; 0 if it is none."""
    try:
        return int(stream.get(key, 0))
    except (TypeError, ValueError):
        return 0


def _check_stream(image: pikepdf.Stream, number: int) -> None:
    """Raise DamagedError if the image's JPEG or Flate data end too soon. Other codecs do not tell."""
    filters = image.get("/Filter")
    name = filters[0] if isinstance(filters, pikepdf.Array) and len(filters) == 1 else filters
    if name == Name.DCTDecode:
        try:
            Image.open(io.BytesIO(image.read_raw_bytes()), formats=["JPEG"]).load()
        except (OSError, ValueError, SyntaxError) as error:
            raise DamagedError(f"page {number}: JPEG stream: {error}") from error
    elif name == Name.FlateDecode:
        bits = _integer(image, "/Width") * max(1, _integer(image, "/BitsPerComponent"))
        least = (bits + 7) // 8 * _integer(image, "/Height")  # one component; colour has more
        if _inflated(image.read_raw_bytes(), least) < least:
            raise DamagedError(f"page {number}: Flate stream ends too soon")


def _inflated(data: bytes, enough: int) -> int:
    """Return how many bytes `data` inflates to, counting no further than `enough`."""
    inflater = zlib.decompressobj()
    count = 0
    try:
        while count < enough and not inflater.eof:
            piece = inflater.decompress(data, 1 << 20)
            data = inflater.unconsumed_tail
            count += len(piece)
            if not piece and not data:
                break
    except zlib.error:
        pass  # what came before the error counts
    return count


def _ask_poppler(path: Path, limits: Limits) -> dict[str, object]:
    """Return what poppler's pdfinfo says of the file and the sizes of its pages; nothing if it cannot open it."""
    try:
        return dict(
            pdf2image.pdfinfo_from_path(
                str(path), first_page=1, last_page=limits.max_pages, timeout=cast(int, limits.render_seconds)
            )
        )
    except PDFInfoNotInstalledError as error:
        raise MissingToolError(str(error), tool="poppler-utils") from error
    except PDFPopplerTimeoutError as error:
        raise EngineError("pdfinfo timed out", page=1) from error
    except (PDFPageCountError, PDFSyntaxError, ValueError):
        return {}  # qpdf will say why


def _page_sizes(info: dict[str, object], count: int) -> list[tuple[float, float]]:
    """Return (width, height) of every page in inches as poppler will render it, /Rotate and crop box heeded."""
    if info.get("Pages") != count:
        raise DamagedError(f"{count} pages by qpdf, {info.get('Pages')} by poppler")
    sizes = []
    for number in range(1, count + 1):
        # pdfinfo pads the number: "Page    1 size: 595 x 842 pts (A4)", "Page    1 rot: 0"
        size, turn = (str(info.get(f"Page {number:>4} {what}", "")) for what in ("size", "rot"))
        try:
            width, height = (float(side) / POINTS_PER_INCH for side in size.split()[:3:2])
            turned = int(turn) % 180 != 0
        except ValueError as error:
            raise DamagedError(f"page {number}: no size") from error
        sizes.append((height, width) if turned else (width, height))
    return sizes
