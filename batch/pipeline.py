"""The way of one document, and of a batch: intake, read, understand, keep. Knows no Prefect."""

from __future__ import annotations

import dataclasses
import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from archive.aside import set_aside
from archive.package import Archive, Package
from archive.record import OriginalFile, Quality, SourceRecord, record_of
from batch.provenance import models, versions
from batch.tally import Tally
from batch.workers import Steps, WorkerPool
from core.errors import DuplicateError, GoneError, SohoaError, StillWritingError, UnreadableError
from core.outcome import OnProgress, Outcome, Progress, Status
from core.settings import Settings
from intake.hot_folder import Candidate, Fingerprint, clear, fingerprint, finish_clearing, sweep, unsettled
from intake.notes import Notes, signature
from ocr.elements import Page
from postprocess.elements import Field, Metadata
from postprocess.secrecy import stop_if_secret

__all__ = ["OnProgress", "Outcome", "Progress", "Status", "digitize_batch"]

log = logging.getLogger(__name__)


def digitize_batch(
    paths: Sequence[Path],
    settings: Settings,
    on_progress: OnProgress | None = None,
    take_out: bool = False,
    again: bool = True,
    steps: Steps | None = None,
) -> list[Outcome]:
    """Digitize all that lies in `paths` (folders are swept, files taken as they are) into `settings.clean`.

    One bad file never stops the batch. `take_out` empties the hot folder as `serve` does: refused files are moved to
    `settings.aside`, and archived ones leave the folder unless `settings.keep_raw`. Otherwise all scans stay where they
    are and refused files are linked (or copied) to `settings.aside`.

    With `again` False, files that an earlier batch with `take_out` could not do, or left in the folder because of
    `keep_raw`, are passed over as long as they do not change: for sweeps that follow each other closely.

    `on_progress` is called from one thread at a time. `steps` are those of `batch.workers` unless given.
    """
    finish_clearing(paths)
    archive = Archive(settings.clean)
    archive.recover()
    notes = Notes(settings.state / "notes")
    candidates = list({found.path: found for found in sweep(paths, _own_folders(settings))}.values())
    if again:
        notes.tidy()
    else:
        candidates = [candidate for candidate in candidates if not notes.holds(candidate)]
    with ExitStack() as stack:
        pool = WorkerPool.of(settings, steps)
        stack.callback(pool.close)
        before = {candidate.path: signature(candidate) for candidate in candidates} if take_out else {}
        batch = _Batch(archive, pool, notes, Tally(candidates, on_progress), settings, take_out, before)
        return batch.run(candidates)


def _own_folders(settings: Settings) -> tuple[Path, ...]:
    return settings.clean, settings.aside, settings.state


@dataclasses.dataclass(frozen=True)
class _Batch:
    """A batch at work."""

    archive: Archive
    pool: WorkerPool
    notes: Notes
    tally: Tally
    settings: Settings
    take_out: bool
    before: Mapping[Path, str]

    def run(self, candidates: Sequence[Candidate]) -> list[Outcome]:
        """Fingerprint the candidates in order while those before are being read; return outcomes in the same order."""
        waiting = unsettled(candidates, self.settings.settle_seconds)
        # Twice as many documents as workers at a time: while some are opened or kept, others have pages to read.
        threads = ThreadPoolExecutor(2 * self.settings.workers, thread_name_prefix="document")
        begun: set[str] = set()
        repeats: list[tuple[Candidate, Fingerprint]] = []
        try:
            done: dict[Path, Outcome] = {}
            running: list[tuple[Candidate, Future[Outcome]]] = []
            for candidate in candidates:
                start = time.monotonic()
                try:
                    if candidate in waiting:
                        raise StillWritingError(f"{candidate.path} changes")
                    taken = fingerprint(candidate)
                except SohoaError as error:
                    done[candidate.path] = self._finish(self._refuse(candidate, error), candidate, start)
                    continue
                if taken.sha256 in begun:
                    repeats.append((candidate, taken))  # after the first, so that it can point there
                else:
                    begun.add(taken.sha256)
                    running.append((candidate, threads.submit(self._one, candidate, taken)))
            done |= {candidate.path: self._outcome(candidate, future) for candidate, future in running}
            running = [(candidate, threads.submit(self._one, candidate, taken)) for candidate, taken in repeats]
            done |= {candidate.path: self._outcome(candidate, future) for candidate, future in running}
            return [done[candidate.path] for candidate in candidates]
        finally:
            self.pool.close()
            threads.shutdown(cancel_futures=True)

    def _one(self, candidate: Candidate, taken: Fingerprint) -> Outcome:
        start = time.monotonic()
        try:
            outcome = self._digitize(candidate, taken)
        except SohoaError as error:
            outcome = self._refuse(candidate, error)
        return self._finish(outcome, candidate, start)

    def _digitize(self, candidate: Candidate, taken: Fingerprint) -> Outcome:
        """The way of one document."""
        with self.archive.claim(taken.sha256) as draft:
            package = self.archive.find(taken.sha256)
            if package:
                outcome = _already_there(candidate, package)
            else:
                original = draft.take_in(candidate.path.name, _pairs(candidate, taken), candidate.folder)
                kind, count = self.pool.open(original)
                self.tally.opened(candidate, count)
                pages = list(self._watched(candidate, self.pool.read_pages(original, count)))
                document = self.pool.understand(pages)
                # Over the whole scan, whatever its metadata is taken from; so far nothing but the draft holds a copy.
                stop_if_secret(document.pages, self.settings.allow_secret)
                record = record_of(_source(candidate, taken, kind, count), document, versions(), models())
                package = Package(draft.commit(_title(candidate), record, document.text))
                outcome = _described(candidate, Status.ARCHIVED, package, count, record.metadata, record.quality)
                outcome = dataclasses.replace(outcome, parts=max(1, len(document.parts)))
        if self.take_out and not self.settings.keep_raw and package.holds(taken.sha256):
            clear(candidate, taken)
        return outcome

    def _watched(self, candidate: Candidate, pages: Iterable[Page]) -> Iterable[Page]:
        for page in pages:
            yield page
            self.tally.page_done(candidate)

    def _refuse(self, candidate: Candidate, error: SohoaError) -> Outcome:
        """Decide what becomes of a file that could not be digitized."""
        outcome = Outcome(candidate.name, candidate.path, Status.FAILED, code=error.code, reason=error.message)
        if isinstance(error, StillWritingError | GoneError):
            return dataclasses.replace(outcome, status=Status.LATER)
        if error.retry and not isinstance(error, UnreadableError):
            log.warning("%s: %s: %s", candidate.path, error.code, error.detail)
            return outcome
        try:
            reason = set_aside(self.settings.aside, candidate.path, error, move=self.take_out, files=candidate.files)
        except SohoaError as worse:
            return dataclasses.replace(outcome, code=worse.code, reason=worse.message)
        location = reason.file if reason.file.exists() else reason.path
        return dataclasses.replace(outcome, status=Status.SET_ASIDE, location=location)

    def _finish(self, outcome: Outcome, candidate: Candidate, start: float) -> Outcome:
        outcome = dataclasses.replace(outcome, seconds=time.monotonic() - start)
        if self.take_out:
            self.notes.write(candidate, outcome.status, self.before[candidate.path])
        self.tally.document_done(candidate, outcome)
        return outcome

    def _outcome(self, candidate: Candidate, future: Future[Outcome]) -> Outcome:
        """Return the outcome; a fault in our own code must not cost the other documents theirs."""
        fault = future.exception()
        if fault is None:
            return future.result()
        if not isinstance(fault, Exception):
            raise fault
        log.error("%s: a fault in the program", candidate.path, exc_info=fault)
        error = SohoaError(repr(fault))
        return self._finish(
            Outcome(candidate.name, candidate.path, Status.FAILED, code=error.code, reason=error.message),
            candidate,
            time.monotonic(),
        )


def _already_there(candidate: Candidate, package: Package) -> Outcome:
    """Return the outcome for content that the archive has: skipped if from this very place, else a duplicate.

    Raises:
        DuplicateError: it came from somewhere else.

    """
    try:
        head = package.head()
    except (OSError, ValueError) as error:
        raise DuplicateError(str(error), first=package.name) from error
    if head.source.path != _printable(candidate.path):
        raise DuplicateError(f"same as {package.path}", first=f"{package.name} («{head.source.name}»)")
    return _described(candidate, Status.SKIPPED, package, head.source.pages, head.metadata, head.quality)


def _described(
    candidate: Candidate,
    status: Status,
    package: Package,
    pages: int,
    metadata: Metadata | None,
    quality: Quality,
) -> Outcome:
    fields: dict[str, Field | None] = {
        name: getattr(metadata, name) if metadata else None for name in ("doc_type", "number", "symbol", "secrecy")
    }
    return Outcome(
        name=candidate.name,
        path=candidate.path,
        status=status,
        pages=pages,
        doc_type=_value(fields["doc_type"]),
        number=_value(fields["number"]),
        symbol=_value(fields["symbol"]),
        secrecy=_value(fields["secrecy"]),
        quality=quality.confidence,
        location=package.path,
        unsure=tuple(name for name, field in fields.items() if field and not field.sure),
    )


def _value(field: Field | None) -> str:
    return field.value if field else ""


def _source(candidate: Candidate, taken: Fingerprint, kind: str, pages: int) -> SourceRecord:
    files = tuple(dataclasses.replace(file, name=_printable(file.name)) for file in taken.files)
    name = _printable(candidate.path.name)
    return SourceRecord(name, _printable(candidate.path), taken.sha256, taken.size, kind, pages, files)


def _pairs(candidate: Candidate, taken: Fingerprint) -> list[tuple[Path, OriginalFile]]:
    return list(zip(candidate.files, taken.files, strict=True))


def _title(candidate: Candidate) -> str:
    return candidate.path.name if candidate.folder else candidate.path.stem


def _printable(name: str | Path) -> str:
    """Return a name as UTF-8 can write it: file names may hold any bytes."""
    return os.fsencode(name).decode("utf-8", "replace")
