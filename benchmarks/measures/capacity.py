"""What a second worker brings, and whether workers keep to their memory over many pages.

The pool is the one of the real batch (`batch.workers`). Each worker tells its own memory after each page, from the
kernel (`VmRSS` and its high water mark `VmHWM`, proc_pid_status(5)), with that of the Tesseract that it keeps: shared
libraries and what all workers share by forking are in it.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.pool import readers
from benchmarks.processes import memory
from ocr.elements import Page, ProcessingStep
from ocr.read import read_page
from ocr.sources.page_image import PageImage

PAGES = 500
"""Pages of a full run: a night's batch of a small archive, and enough for a leak of 100 kB a page to show."""
SETTLED = 50
"""Pages after which models are loaded and the allocator has seen every kind of page."""
IMAGES = 12
"""Different images read over and over; two texts in all kinds of wear and both resolutions."""

_STEP = "memory"
_WARMING = 2
"""Pages a worker reads before the clock starts: it loads its models with the first."""


@dataclass(frozen=True, slots=True)
class Memory:
    """A worker's resident memory after a page, and its highest so far, in MiB."""

    resident: float
    peak: float


@dataclass(frozen=True, slots=True)
class Capacity:
    """Pages a minute with one and with two workers, and the two workers' memory after each of their pages in turn."""

    one_worker: float
    two_workers: float
    images: int
    memory: tuple[Memory, ...]

    @property
    def pages(self) -> int:
        """Pages that the two workers read."""
        return len(self.memory)

    @property
    def ratio(self) -> float:
        """How many times faster two workers are."""
        return self.two_workers / self.one_worker

    @property
    def peak(self) -> float:
        """The highest that any worker's memory ever was, in MiB."""
        return max(one.peak for one in self.memory)

    def resident(self, pages: int) -> float:
        """Return the highest memory of a worker, in MiB, over the last round of images that ends with page `pages`."""
        return max(one.resident for one in self.memory[max(0, pages - self.images) : pages])


def measure(images: Sequence[Path], pages: int = PAGES, on_page: Callable[[], None] = lambda: None) -> Capacity:
    """Read `images` once with one worker, then over and over with two, `pages` in all; `on_page` is called for each.

    Raises:
        ValueError: not one page could be read.
    """
    one, _ = _run(1, images, len(images), on_page)
    two, memory = _run(2, images, pages, on_page)
    if not one or not memory:
        raise ValueError(f"none of {len(images)} images could be read")
    return Capacity(one, two, len(images), memory)


def _run(
    workers: int, images: Sequence[Path], pages: int, on_page: Callable[[], None]
) -> tuple[float, tuple[Memory, ...]]:
    """Return the pages a minute of warm workers, and their memory after each page."""
    with readers(workers, read_and_weigh) as read:
        list(read(islice(cycle(images), _WARMING * workers)))
        start, memory = time.perf_counter(), []
        for page in read(islice(cycle(images), pages)):
            memory += [weight(page)] if page else []
            on_page()
        return 60 * len(memory) / (time.perf_counter() - start), tuple(memory)


def read_and_weigh(image: PageImage) -> Page:
    """Read a page and return, instead of what it says, what the process then weighs."""
    page = read_page(image)
    resident, peak = memory()
    settings = {"resident": resident, "peak": peak}
    return dataclasses.replace(page, regions=(), stamps=(), steps=(ProcessingStep(_STEP, 0.0, settings),))


def weight(page: Page) -> Memory:
    """Return what `read_and_weigh` wrote down."""
    return Memory(**page.steps[0].settings)
