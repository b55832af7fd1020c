"""Reading many images by the workers of the real pool, for what is measured beside the comparison of engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from batch.workers import Steps, WorkerPool
from core.errors import SohoaError
from ocr.elements import Page
from ocr.sources.page_image import Limits, PageImage
from postprocess.understand import understand

Reader = Callable[[PageImage], Page]
"""A function of a module, or a partial of one: workers get it by its name."""

_TASK_SECONDS = 300.0
"""A page that takes a worker longer counts as not read; it takes a hundredth of this."""


@contextmanager
def readers(workers: int, read: Reader) -> Iterator[Callable[[Iterable[Path]], Iterator[Page | None]]]:
    """Keep `workers` processes; yield what reads images with them, in order: None for one that could not be read."""
    pool = WorkerPool(workers, Limits(), Steps(read, understand), _TASK_SECONDS)
    with closing(pool), ThreadPoolExecutor(2 * workers) as threads:

        def first_page(path: Path) -> Page | None:
            try:
                return next(pool.read_pages(path, 1))
            except SohoaError:
                return None

        yield lambda paths: threads.map(first_page, paths)
