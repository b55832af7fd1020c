"""Worker processes, one a core: open sources, read pages, understand documents.

A page image never crosses a process border: a worker renders the page it reads. A worker that dies (out of memory, a
fault in native code) or hangs takes down nothing but the page it had in hand.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import cv2

from core.errors import EngineError, WorkerError
from core.settings import Settings
from ocr.elements import Page
from ocr.read import ReadSettings, read_page
from ocr.sources.page_image import Limits, PageImage
from ocr.sources.source import Source, open_source
from postprocess.elements import Document
from postprocess.understand import understand

T = TypeVar("T")

# What each worker needs is loaded once and shared by forking.
_PRELOAD = ["ocr.read", "ocr.sources.source", "postprocess.understand"]
# Beyond the time the OCR engine may take: rendering, cleaning, loading models on the first page.
_SLACK_SECONDS = 120.0
# Pages of one document waiting in the pool, for each worker: enough that none is idle, few enough that a long document
# does not shut out the short ones.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Steps:
    """The two steps that a worker does. Functions of a module, or partials of such, since they are sent by name."""

    read: Callable[[PageImage], Page]
    understand: Callable[[Sequence[Page]], Document]


def default_steps(settings: Settings) -> Steps:
    """Return reading and understanding as they are."""
    read = partial(read_page, settings=ReadSettings(timeout=settings.page_timeout))
    return Steps(read, partial(understand, spoiled=settings.spoiled))


@dataclass
class WorkerPool:
    """`workers` processes. Its methods may be called from any number of threads; they raise what the steps raise.

    `task_seconds`: a worker that takes longer than this for one page or document is killed.
    """

    workers: int
    limits: Limits
    steps: Steps
    task_seconds: float
    _pool: ProcessPoolExecutor | None = None
    _spare: ProcessPoolExecutor | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _spare_lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    @classmethod
    def of(cls, settings: Settings, steps: Steps | None = None) -> WorkerPool:
        """Return the pool that `settings` ask for; no process starts before it is needed."""
        limits = Limits(settings.max_pages, settings.max_megapixels)
        seconds = settings.page_timeout + _SLACK_SECONDS
        return cls(settings.workers, limits, steps or default_steps(settings), seconds)

    def open(self, path: Path) -> tuple[str, int]:
        """Return media type and number of pages of a source; raises as `ocr.sources.source.open_source`."""
        return self._result(self._submit(_open, path, self.limits), _open, path, self.limits, page=1)

    def read_pages(self, path: Path, count: int) -> Iterator[Page]:
        """Read pages 1 to `count` of a source, some at a time, and yield them in order.

        Raises:
            EngineError, WorkerError: with the number of the page.
            DamagedError: a page cannot be decoded.

        """
        ahead: deque[Future[Page]] = deque()
        try:
            for number in range(1, count + 1):
                while len(ahead) < self.workers * _AHEAD and number + len(ahead) <= count:
                    ahead.append(self._submit(_read, path, number + len(ahead), self.limits, self.steps.read))
                first = ahead.popleft()
                yield self._result(first, _read, path, number, self.limits, self.steps.read, page=number)
        finally:
            for future in ahead:
                future.cancel()

    def understand(self, pages: Sequence[Page]) -> Document:
        """Understand the pages of a document."""
        return self._result(self._submit(self.steps.understand, pages), self.steps.understand, pages, page=1)

    def close(self) -> None:
        """Let the pages in hand be finished, drop the others, and end the workers."""
        with self._lock, self._spare_lock:
            self._closed = True
            for pool in (self._pool, self._spare):
                if pool:
                    pool.shutdown(cancel_futures=True)

    def _submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        with self._lock:
            if self._closed:
                raise WorkerError("the batch is being stopped", page=1)
            if self._pool:
                with suppress(BrokenProcessPool):
                    return self._pool.submit(_within, self.task_seconds, function, *arguments)
                self._pool.shutdown(wait=False)
            self._pool = self._start(self.workers)
            return self._pool.submit(_within, self.task_seconds, function, *arguments)

    def _result(self, future: Future[T], function: Callable[..., T], *arguments: object, page: int) -> T:
        """Return the result. If a worker died, no one knows on whose account: then the task is tried by itself."""
        try:
            return future.result()
        except BrokenProcessPool:
            return self._by_itself(page, function, *arguments)

    def _by_itself(self, page: int, function: Callable[..., T], *arguments: object) -> T:
        with self._spare_lock:
            if self._closed:
                raise WorkerError("the batch is being stopped", page=page)
            self._spare = self._spare or self._start(1)
            try:
                return self._spare.submit(_within, self.task_seconds, function, *arguments).result()
            except BrokenProcessPool as error:
                self._spare.shutdown(wait=False)
                self._spare = None
                raise WorkerError(f"page {page}: {error}", page=page) from error

    @staticmethod
    def _start(workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Prepare a worker process: one thread, and an end when its parent ends."""
    os.environ["OMP_THREAD_LIMIT"] = os.environ["OMP_NUM_THREADS"] = "1"
    cv2.setNumThreads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent decides
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker would wait for work for ever if its parent was killed: it holds both ends of the pipe."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)


def _within(seconds: float, function: Callable[..., T], *arguments: object) -> T:
    """Call `function`; if it takes longer, the kernel ends this process, native code or not."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


_last: tuple[Path, Source] | None = None


def _source(path: Path, limits: Limits) -> Source:
    """Open a source, or take the one of the page before: looking through a long PDF takes time."""
    global _last
    if _last is None or _last[0] != path:
        if _last:
            _last[1].close()
            _last = None
        _last = (path, open_source(path, limits))
    return _last[1]


def _open(path: Path, limits: Limits) -> tuple[str, int]:
    source = _source(path, limits)
    return source.kind, source.page_count


def _read(path: Path, number: int, limits: Limits, read: Callable[[PageImage], Page]) -> Page:
    try:
        return read(_source(path, limits).page(number))
    except EngineError as error:
        raise EngineError(error.detail, page=number) from error
