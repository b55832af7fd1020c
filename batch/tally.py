"""Counting a batch: documents and pages done, and how many pages there may be in all."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from core.outcome import OnProgress, Outcome, Progress
from intake.hot_folder import Candidate


class Tally:
    """Keeps count, from any number of threads, and tells `on_progress` of each step, one at a time."""

    def __init__(self, candidates: Sequence[Candidate], on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._documents = len(candidates)
        self._documents_done = 0
        self._pages: dict[Candidate, int] = {}
        self._pages_done: dict[Candidate, int] = {}
        self._closed: set[Candidate] = set()
        self._lock = threading.Lock()

    def opened(self, candidate: Candidate, pages: int) -> None:
        """Note how many pages a document has."""
        with self._lock:
            self._pages[candidate] = pages

    def page_done(self, candidate: Candidate) -> None:
        """Note that a page of it was read."""
        with self._lock:
            self._pages_done[candidate] = self._pages_done.get(candidate, 0) + 1
            self._tell(candidate, None)

    def document_done(self, candidate: Candidate, outcome: Outcome) -> None:
        """Note what became of it."""
        with self._lock:
            # Skipped and refused documents have no pages to wait for.
            self._pages[candidate] = self._pages_done.get(candidate, 0)
            self._closed.add(candidate)
            self._documents_done += 1
            self._tell(candidate, outcome)

    def _tell(self, candidate: Candidate, outcome: Outcome | None) -> None:
        if not self._on_progress:
            return
        done, known = sum(self._pages_done.values()), sum(self._pages.values())
        opened = [pages for found, pages in self._pages.items() if pages or found not in self._closed]
        unopened = self._documents - len(self._pages)
        mean = known / len(opened) if opened else 1.0
        self._on_progress(
            Progress(
                documents_done=self._documents_done,
                documents_total=self._documents,
                pages_done=done,
                pages_expected=known + round(mean * unopened),
                name=candidate.name,
                outcome=outcome,
            )
        )
