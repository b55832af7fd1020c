"""Small scans in every format and shape, made by code, for the tests of sources, intake, archive and pipeline."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw


def picture(width: int = 120, height: int = 160, seed: int = 0) -> Image.Image:
    """A small grey page unlike others of another seed, dark mark in its top left corner, so that turns can be told."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill=0)
    noise = np.random.default_rng(seed)
    for x, y in zip(noise.integers(width // 2, width, 12), noise.integers(height // 2, height, 12), strict=True):
        draw.point((int(x), int(y)), fill=100)
    return image


def jpeg(image: Image.Image, quality: int = 95) -> bytes:
    """`image` as JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def image_pdf(
    path: Path,
    images: list[Image.Image],
    dpi: float = 100,
    rotate: int = 0,
    annotation: bool = False,
    password: str | None = None,
    owner: str = "owner",
) -> Path:
    """Write a scanned PDF: each image fills a page of its own size at `dpi`."""
    pdf = pikepdf.new()
    for image in images:
        width, height = (side / dpi * 72 for side in image.size)
        page = pdf.add_blank_page(page_size=(width, height))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=_image_stream(pdf, image)))
        page.obj.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q".encode())
        if rotate:
            page.obj.Rotate = rotate
        if annotation:
            page.obj.Annots = pikepdf.Array([pdf.make_indirect(_red_square(pdf, width, height))])
    options = {}
    if password is not None:
        options["encryption"] = pikepdf.Encryption(user=password, owner=owner)
    pdf.save(path, **options)
    return path


def _image_stream(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    width, height = image.size
    return pikepdf.Stream(
        pdf,
        jpeg(image),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
    )


def _red_square(pdf: pikepdf.Pdf, width: float, height: float) -> pikepdf.Dictionary:
    """A stamp annotation, red, over the lower right quarter."""
    appearance = pikepdf.Stream(
        pdf,
        b"1 0 0 rg 0 0 10 10 re f",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 10, 10],
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Stamp,
        Rect=[width / 2, 0, width, height / 2],
        F=4,
        AP=pikepdf.Dictionary(N=pdf.make_indirect(appearance)),
    )


def drawn_pdf(path: Path, page_size: tuple[float, float] = (200, 300), pages: int = 1) -> Path:
    """Write a PDF of vector pages: a black square in the top left corner, no scan."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=page_size)
        page.obj.Contents = pdf.make_stream(
            f"0 g 0 {page_size[1] * 0.75} {page_size[0] / 4} {page_size[1]} re f".encode()
        )
    pdf.save(path)
    return path


def pixel_bomb_pdf(path: Path, side: int = 30_000) -> Path:
    """Write a PDF of some hundred kilobytes whose one image is `side` by `side` pixels."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    deflater = zlib.compressobj(9)
    rows = b"".join(deflater.compress(bytes(side)) for _ in range(200)) + deflater.flush()
    image = pikepdf.Stream(
        pdf,
        rows,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=side,
        Height=side,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
        Filter=pikepdf.Name.FlateDecode,
    )
    form = pikepdf.Stream(
        pdf,
        b"595 0 0 842 0 0 cm /Im0 Do",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 595, 842],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(image))),
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=pdf.make_indirect(form)))
    page.obj.Contents = pdf.make_stream(b"/Fm0 Do")
    pdf.save(path)
    return path


def many_pages_pdf(path: Path, pages: int) -> Path:
    """Write a PDF of that many empty pages."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] >>"
    kids = b" ".join(b"%d 0 R" % number for number in range(3, pages + 3))
    return _raw_pdf(
        path,
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (pages, kids),
        *[page] * pages,
    )


def repeated_page_pdf(path: Path, times: int, claimed: int) -> Path:
    """Write a PDF that lists its one page so many `times`, and claims to have `claimed` pages."""
    return _raw_pdf(
        path,
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (claimed, b"3 0 R " * times),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] >>",
    )


def endless_tree_pdf(path: Path) -> Path:
    """Write a PDF whose page tree holds itself."""
    return _raw_pdf(path, b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 2 /Kids [ 2 0 R 2 0 R ] >>")


def _raw_pdf(path: Path, *objects: bytes) -> Path:
    """Write objects 1, 2, … as they are given: what no library would write."""
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        data += b"%010d 00000 n \n" % offset
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    path.write_bytes(data)
    return path


def huge_png(path: Path, side: int = 30_000) -> Path:
    """Write a whole and valid 1-bit PNG of `side` by `side` white pixels in some hundred kilobytes."""
    deflater = zlib.compressobj(1)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(deflater.compress(row) for _ in range(side)) + deflater.flush()
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, body in chunks:
            file.write(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))
    return path
