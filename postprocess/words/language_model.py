"""A trigram model of Vietnamese syllables: which phrases official prose knows, however diacritics were misread.

`training.make_lm` makes the model file; probabilities are interpolated modified Kneser-Ney (Chen and Goodman, 1999,
"An empirical study of smoothing techniques"), stored as a trie, their logarithms in a byte each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.resources import model_path
from postprocess.words.syllables import style_key

MODEL_FILE: Final = "syllables.npz"
START, NUMBER, UNKNOWN = 0, 1, 2
SPECIAL: Final = ("<s>", "<n>", "<unk>")
# Logarithms (natural, 0 to -RANGE) are kept in a byte.
RANGE: Final = 20.0
ENDS: Final = frozenset(".;:!?…")


def quantise(logs: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return natural logarithms of probabilities as bytes, 0 for certain, 255 for `-RANGE` and below."""
    scaled: NDArray[np.float64] = np.rint(np.clip(-logs, 0.0, RANGE) * (255.0 / RANGE))
    return scaled.astype(np.uint8)


def core(word: str) -> tuple[int, int]:
    """Return (start, end) of the word within the punctuation around it."""
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    while end > start and not word[end - 1].isalnum():
        end -= 1
    return start, end


def tokens(words: Iterable[str]) -> Iterator[str]:
    """Yield the model's tokens for printed `words`: style keys, `<n>` for what has digits, `<s>` where a sentence ends.

    Compounds with hyphens or slashes are taken apart.
    """
    for word in words:
        start, end = core(word)
        if start == end:
            continue
        inner = word[start:end]
        if any(char.isdigit() for char in inner):
            yield SPECIAL[NUMBER]
        elif inner.isalpha():
            yield style_key(inner)
        else:
            yield from (style_key(part) for part in _letters(inner))
        if any(char in ENDS for char in word[end:]):
            yield SPECIAL[START]


def _letters(text: str) -> list[str]:
    return "".join(char if char.isalpha() else " " for char in text).split()


class LanguageModel:
    """Trigram log-probabilities over token ids. Loads in well under a second and holds a few MB."""

    def __init__(self, path: Path) -> None:
        """Load the file that `training.make_lm` wrote."""
        with np.load(path, allow_pickle=False) as data:
            words = [*SPECIAL, *bytes(data["words"]).decode("utf-8").split("\n")]
            self.card: dict[str, Any] = json.loads(bytes(data["card"]).decode("utf-8"))
            scale = -RANGE / 255.0
            self._uni: list[float] = (data["uni"] * scale).tolist()
            self._uni_back: list[float] = (data["uni_back"] * scale).tolist()
            self._bi_word: NDArray[np.uint16] = data["bi_word"]
            self._bi_at: list[int] = np.concatenate(([0], np.cumsum(data["bi_count"], dtype=np.int64))).tolist()
            self._bi: NDArray[np.float32] = (data["bi"] * np.float32(scale)).astype(np.float32)
            self._bi_back: NDArray[np.float32] = (data["bi_back"] * np.float32(scale)).astype(np.float32)
            self._tri_word: NDArray[np.uint16] = data["tri_word"]
            self._tri_at: NDArray[np.int64] = np.concatenate(([0], np.cumsum(data["tri_count"], dtype=np.int64)))
            self._tri: NDArray[np.float32] = (data["tri"] * np.float32(scale)).astype(np.float32)
        self.words = words
        self._ids = {word: index for index, word in enumerate(words)}
        self.log_probability = lru_cache(maxsize=1 << 18)(self._log_probability)

    def id(self, token: str) -> int:
        """Return the id of `token` (as `tokens` yields it)."""
        return self._ids.get(token, UNKNOWN)

    def knows(self, token: str) -> bool:
        """Whether the corpus has `token`."""
        return token in self._ids

    def _bigram(self, first: int, second: int) -> int:
        """Return where the bigram is stored; -1 if the corpus has not got it."""
        low, high = self._bi_at[first], self._bi_at[first + 1]
        at = low + int(self._bi_word[low:high].searchsorted(second))
        return at if at < high and self._bi_word[at] == second else -1

    def _log_probability(self, first: int, second: int, third: int) -> float:
        """Return the natural logarithm of P(third | first second); after `<s>` only `second` counts."""
        context = self._bigram(first, second)
        back = 0.0
        if context >= 0:
            low, high = int(self._tri_at[context]), int(self._tri_at[context + 1])
            at = low + int(self._tri_word[low:high].searchsorted(third))
            if at < high and self._tri_word[at] == third:
                return float(self._tri[at])
            back = float(self._bi_back[context])
        pair = self._bigram(second, third)
        if pair >= 0:
            return back + float(self._bi[pair])
        return back + self._uni_back[second] + self._uni[third]

    def surprise(self, ids: list[int]) -> float:
        """Return the mean negative log-probability of `ids` in nats; its exponential is the perplexity."""
        total = 0.0
        first = second = START
        for third in ids:
            total -= self.log_probability(first, second, third)
            first, second = (START, START) if third == START else (second, third)
        return total / max(1, len(ids))


@cache
def language_model() -> LanguageModel:
    """Return the model of `models/`, loaded once a process.

    Raises:
        MissingToolError: the file is not installed (`make models`).

    """
    return LanguageModel(model_path(MODEL_FILE))
