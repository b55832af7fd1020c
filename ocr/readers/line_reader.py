"""The line readers of our own: which characters stand where on a line, and how surely.

A small convolutional network with CTC (see `models/reader.md`), read with ONNX Runtime on one thread; `tones` then
looks at the diacritics above vowels. One set of weights is taught on a page's print, another on what stamps say.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.resources import load_json, model_path
from ocr.confidence import LETTER_UNRIVALLED, VOWEL_CLEAR
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.readers import tones
from ocr.trueocr_parts import crop_line, pad_batch, session, width_batches

NAME = "sohoa"
"""What our own reader is called in a page's record."""

WINDOW = 3
"""The reader sees a line with as much of the page above and below it."""

MAX_WIDTH = 1600
"""Pixels of the widest line image; wider lines are squeezed. A line of A4 is 700 wide."""

_PAD_Y = 0.2
"""Line heights above and below the detected box that a line image shows, as in training."""

_PAD_X = 0.3
"""Line heights on either side of the detected box that a line image shows, as in training."""

_BATCH = 16
"""Lines read at once; more costs memory and gains no time on one core."""

_BLANK = 0
"""CTC's label for no character."""


class Net(StrEnum):
    """What a network was taught to read: a page's print, or the words of stamps."""

    PRINT = "reader.onnx"
    STAMPS = "stamp_reader.onnx"


LogProbs = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as read: its middle (`x`, pixels of the page image), its time step, how sure it is (0 to 1).

    `other` is the character it may be instead, "" where there is no doubt.
    """

    text: str
    x: float
    step: int
    confidence: float
    other: str = ""
    other_confidence: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class LineReading:
    """What the reader saw: its best characters, and for each time step the log-probability of every character."""

    glyphs: tuple[Glyph, ...]
    log_probs: LogProbs

    @property
    def text(self) -> str:
        """The characters, spaces included."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def letters(self) -> tuple[Glyph, ...]:
        """The characters without the spaces."""
        return tuple(glyph for glyph in self.glyphs if not glyph.text.isspace())

    @property
    def sureness(self) -> float:
        """Mean confidence of the letters."""
        return mean_confidence(self.letters)

    def score(self, text: str, start: int, stop: int) -> float:
        """Return the log-probability that time steps `start` to `stop` say `text`; -inf if it cannot be written.

        The forward pass of CTC (Graves et al. 2006, section 4.1).
        """
        places = _places()
        labels = [places.get(c, -1) for c in text]
        if -1 in labels:
            return -math.inf
        return ctc_forward(self.log_probs[max(0, start) : stop], labels)


def mean_confidence(letters: Sequence[Glyph]) -> float:
    """Return the mean confidence of `letters`; 0 without any."""
    return sum(glyph.confidence for glyph in letters) / len(letters) if letters else 0.0


@cache
def _session(net: Net) -> Any:
    return session(model_path(net), 1)


@cache
def _characters() -> tuple[str, ...]:
    return tuple(load_json("reader.json"))


@cache
def _places() -> dict[str, int]:
    return {character: place + 1 for place, character in enumerate(_characters())}


def alphabet() -> frozenset[str]:
    """Return the characters the reader can write at all."""
    return frozenset(_characters())


def read_lines(segments: Sequence[tuple[Grey, Box]], net: Net = Net.PRINT, *, look: bool = True) -> list[LineReading]:
    """Read segments of cleaned page images, each an image and where on it (pixels) a line lies.

    `look`: whether diacritics above vowels are looked at by themselves; not worth it where lines are only looked for.
    """
    inks = [
        crop_line(
            grey,
            (box.left, box.top, box.right, box.bottom),
            window=WINDOW,
            max_width=MAX_WIDTH,
            pad_y=_PAD_Y,
            pad_x=_PAD_X,
        )
        for grey, box in segments
    ]
    found: list[LineReading] = [LineReading((), np.zeros((0, 0), np.float32))] * len(inks)
    for batch in width_batches([ink.shape[1] for ink in inks], max_batch=_BATCH):
        tensor, widths = pad_batch([inks[i] for i in batch])
        for index, line in zip(batch, _run(net, tensor, widths), strict=True):
            if look:
                line = _with_tones(line, *segments[index])
            found[index] = LineReading(_decode(line, segments[index][1]), line)
    return found


def _with_tones(log_probs: LogProbs, grey: Grey, box: Box) -> LogProbs:
    """Return the log-probabilities as a look at the diacritics above vowels leaves them (`ocr.readers.tones`)."""
    vowels = [
        tones.Vowel(run.start, run.stop, run.peak, middle(run, len(log_probs), box), columns)
        for run in runs(log_probs)
        if (columns := kin_columns(run.label)) and _is_looked_at(run, log_probs)
    ]
    return tones.settle(log_probs, grey, box, vowels) if vowels else log_probs


def _is_looked_at(run: Run, log_probs: LogProbs) -> bool:
    return log_probs[run.peak, run.label] < VOWEL_CLEAR or tones.is_piled(_letter(run.label))


@cache
def _letter(label: int) -> str:
    return unicodedata.normalize("NFC", _characters()[label - 1])


@cache
def kin_columns(label: int) -> tuple[int, ...]:
    """Return the labels of a vowel's kin; nothing for another character, and where one of them cannot be written."""
    kin = tones.families().get(_letter(label), ())
    return tuple(_places()[letter] for letter in kin) if all(letter in _places() for letter in kin) else ()


def _run(net: Net, tensor: NDArray[np.float32], widths: NDArray[np.int64]) -> list[LogProbs]:
    """Return the log-probabilities of each line image of a batch, over its own time steps."""
    log_probs, lengths = _session(net).run(["log_probs", "lengths"], {"x": tensor, "widths": widths})
    return [np.asarray(rows[: int(length)]) for rows, length in zip(log_probs, lengths, strict=True)]


@dataclass(frozen=True, slots=True)
class Run:
    """Time steps `start` to `stop` at which one character, `label` from 1, is likeliest; at `peak` it is surest."""

    label: int
    start: int
    stop: int
    peak: int


def runs(log_probs: LogProbs) -> list[Run]:
    """Return greedy CTC's characters: runs of one label are one character, label 0 is none."""
    best = log_probs.argmax(1)
    surest = log_probs[np.arange(len(best)), best].tolist()
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    return [
        Run(label, start, stop, max(range(start, stop), key=surest.__getitem__))
        for start, stop in itertools.pairwise(edges.tolist())
        if (label := int(best[start])) != _BLANK
    ]


def _decode(log_probs: LogProbs, box: Box) -> tuple[Glyph, ...]:
    """Greedy CTC; a character is as sure as the surest step of its run."""
    return tuple(
        _with_other(
            Glyph(
                _letter(run.label),
                middle(run, len(log_probs), box),
                run.start,
                float(np.exp(log_probs[run.peak, run.label])),
            ),
            log_probs[run.peak],
        )
        for run in runs(log_probs)
    )


def middle(run: Run, steps: int, box: Box) -> float:
    """Return where on the page (pixels) the character lies that begins `run`, of `steps` over the line at `box`."""
    start, width = box.left - _PAD_X * box.height, box.width + 2 * _PAD_X * box.height
    return start + (run.start + 0.5) * width / max(1, steps)


def _with_other(glyph: Glyph, log_probs: LogProbs) -> Glyph:
    if glyph.confidence > LETTER_UNRIVALLED:
        return glyph
    second = int(np.argsort(log_probs[1:])[-2])
    return dataclasses.replace(
        glyph, other=_characters()[second], other_confidence=float(np.exp(log_probs[second + 1]))
    )


def ctc_forward(log_probs: LogProbs, labels: Sequence[int]) -> float:
    """Return the log-probability of `labels` over the time steps of `log_probs` (T, C); -inf if they do not fit."""
    if not len(log_probs):
        return 0.0 if not labels else -math.inf
    states = np.full(2 * len(labels) + 1, _BLANK, np.int64)
    states[1::2] = labels
    skip = np.zeros(len(states), bool)
    skip[3::2] = states[3::2] != states[1:-2:2]
    emitted = log_probs[:, states].astype(np.float64)
    score = np.full(len(states), -np.inf)
    score[:2] = emitted[0, :2]
    for step in emitted[1:]:
        one = np.concatenate(([-np.inf], score[:-1]))
        two = np.where(skip, np.concatenate(([-np.inf, -np.inf], score[:-2]))[: len(score)], -np.inf)
        score = np.logaddexp(np.logaddexp(score, one), two) + step
    return float(np.logaddexp.reduce(score[-2:]))
