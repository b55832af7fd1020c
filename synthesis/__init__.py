"""Made documents: text in, worn page images and exact truth out.

For the sample scans in `data/raw`, for tests and for accuracy benchmarks. The ways in:

    documents() -> tuple[str, ...]
        Names of the project's own texts (`synthesis/content/texts/*.toml`).
    load(name) -> Document
        One of them, as a typed description (`synthesis.form`). `dataclasses.replace` makes variants.
    make(document, *, wear="clean", dpi=200, seed=1, font=None) -> list[MadePage]
        Set a `Document` (or the name of one) on A4 pages and wear them. Same arguments, same pixels.
    make_page(document, index, *, …) -> MadePage
        One of these pages, made alone.
    WEARS: tuple[str, ...]
        "clean", "office", "photocopy", "fax", "aged", "phone".

    MadePage.image    RGB, uint8, (height, width, 3)
    MadePage.truth    PageTruth: document, page, pages, wear, dpi, seed, width, height,
                      lines (TrueLine: text, box, kind, words, cells), stamps (TrueStamp: kind, box, text, printed),
                      handwriting (boxes), metadata (TrueMetadata, the same on every page of a document);
                      .text is the printed text in reading order, a printed line a line, no stamps;
                      .to_json() and PageTruth.from_json()

Reading order: page number if printed on top, left header block, right header block, title, body, Nơi nhận, signature
block. Several signature blocks side by side come left to right before Nơi nhận. A table row is one line, its cells
separated by a space. Boxes are in pixels of the worn image, upright hulls of what the geometry made of the set text.

On the command line: `python -m synthesis make --out DIR` and `python -m synthesis samples data/raw`.
"""

from synthesis.content.library import documents, load
from synthesis.form import Document
from synthesis.pages import WEARS, MadePage, make, make_page
from synthesis.truth import LineKind, PageTruth, TrueLine, TrueMetadata, TrueStamp, TrueWord

__all__ = [
    "WEARS",
    "Document",
    "LineKind",
    "MadePage",
    "PageTruth",
    "TrueLine",
    "TrueMetadata",
    "TrueStamp",
    "TrueWord",
    "documents",
    "load",
    "make",
    "make_page",
]
