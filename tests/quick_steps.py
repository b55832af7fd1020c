"""Steps with the interfaces of reading and understanding that need no engine, for tests of what lies around them.

They look at the page: what they return depends on its pixels, so that mixed-up pages show.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from batch.workers import Steps
from core.errors import EngineError
from ocr.elements import Box, Line, Page, Region, RegionKind, Word
from ocr.sources.page_image import PageImage
from postprocess.elements import Document, Field, Metadata


def read_width(image: PageImage) -> Page:
    """Return a page whose one word is the width of the image."""
    height, width = image.pixels.shape[:2]
    box = Box(0, 0, width, height)
    line = Line(box, (Word(str(width), box, 0.8),))
    return Page(image.number, width, height, image.dpi, (Region(RegionKind.TEXT, box, (line,)),))


def read_slowly(image: PageImage) -> Page:
    time.sleep(0.15)
    return read_width(image)


def understand_plainly(pages: Sequence[Page]) -> Document:
    field = Field("Công văn", "CV", 0.9, 1, pages[0].regions[0].box, "test")
    return Document(tuple(pages), (), Metadata(doc_type=field))


QUICK = Steps(read_width, understand_plainly)
SLOW = Steps(read_slowly, understand_plainly)

# Widths that make a page a trap.
DEADLY, TRANSIENT, STUCK, FAULTY, ENGINE = 131, 132, 133, 134, 135


def read_with_traps(image: PageImage, mark: Path | None = None) -> Page:
    """Read, but on pages of certain widths die, die once (leaving `mark`), hang, raise what nobody expects, give up."""
    width = image.pixels.shape[1]
    if width == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    if width == TRANSIENT and mark and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if width == STUCK:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        time.sleep(60)
    if width == FAULTY:
        raise ZeroDivisionError("a fault in a library")
    if width == ENGINE:
        raise EngineError("no answer", page="?")
    return read_width(image)


TRAPS = Steps(read_with_traps, understand_plainly)


def traps(mark: Path) -> Steps:
    """Return TRAPS with the trap that springs once."""
    return Steps(partial(read_with_traps, mark=mark), understand_plainly)
