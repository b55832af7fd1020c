"""Put misread diacritics right, where the page was not read sharply and the phrase leaves no doubt; touch nothing else.

A noisy channel: each doubtful word has candidates (`postprocess.words.candidates`) with the probability that the engine
misread them so; a trigram model of syllables says how likely each is where it stands. Forward and backward sums over
the line give each candidate's posterior probability; a word is changed only where that leaves less doubt than the
archive accepts (`postprocess.words.boldness`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ocr.elements import Line, Page, RegionKind, Word
from postprocess.elements import Correction
from postprocess.words.boldness import CAUTIOUS, doubt_for
from postprocess.words.candidates import Candidate, candidates, often_mistaken, prints_old_style
from postprocess.words.language_model import START, UNKNOWN, LanguageModel, core, language_model, tokens
from postprocess.words.rewrite import Change, Place, rewrite_all
from postprocess.words.syllables import has_several_tones

# The most doubt that a change may carry at all: beyond it something else is likelier than the change.
BOLDEST: Final = 0.5
# What was read with this confidence is sharp: no phrase outweighs it. At 0.97, 10 of 277 words fewer were mended.
SHARP: Final = 0.99
# The model is surer than it should be of what it never saw; its logarithms are tempered by this.
# At 0.8 two words more were mended on the real pages, and one right word more was spoiled in 231,000.
TEMPER: Final = 0.7
# `<unk>` stands for very many words; this is each one's share, in nats.
_UNKNOWN_SHARE: Final = -9.0
# So many doubtful words in a row are a torn page, no phrase: nothing there can vouch for anything. With a limit of six,
# faint pages were not mended.
_LONGEST_RUN: Final = 20
# Candidates weighed for a word to be changed, and for one only to be trusted or not.
_WIDEST: Final = 10
_NARROW: Final = 5


# What a capitalised word that is no name may follow though it is capitalised itself.
_OFFICES: Final = frozenset(("luật", "bộ", "sở", "trường", "ban", "phòng", "hội", "viện", "cục", "vụ", "nghị"))


@dataclass(slots=True)
class _Node:
    """A token of the stream. `place` is set where the word may be changed."""

    choices: list[Candidate]
    place: Place | None = None

    @property
    def doubtful(self) -> bool:
        return len(self.choices) > 1


def _capital_line(line: Line) -> bool:
    letters = [char for word in line.words for char in word.text[:80] if char.isalpha()]
    return len(letters) >= 8 and sum(char.isupper() for char in letters) > 0.85 * len(letters)


def _may_change(word: Word, before: Word | None, after: Word | None, *, starts: bool, capitals: bool) -> bool:
    """Whether `word` is open to correction at all: letters only, not sharp, no abbreviation, no proper name."""
    start, end = core(word.text)
    inner = word.text[start:end]
    if not inner.isalpha() or not 2 <= len(inner) <= 8:
        return False
    sharp = not word.alternatives and word.confidence >= SHARP
    if sharp and not often_mistaken(inner) and not has_several_tones(inner):
        return False
    if inner.islower():
        return True
    if inner.isupper():
        return capitals and len(inner) >= 3 and not _named(before)
    if inner[1:] != inner[1:].lower() or capitals:
        return False
    # A capital before a small word or a number is no person's name: the start of a sentence, `Điều 8`, `Luật Tố cáo`.
    # (`đồng chí Bính đã` and `Nguyễn Bính đã` are.)
    follows = after is not None and (after.text[slice(*core(after.text))].islower() or after.text[:1].isdigit())
    return follows and (starts or _heads_no_name(before))


def _heads_no_name(before: Word | None) -> bool:
    """Whether a capitalised word behind `before` is none of a person or a place."""
    if before is None or _named(before):
        return False
    inner = before.text[slice(*core(before.text))]
    ends = before.text[-1:] in ".,;:"
    return ends or not inner[:1].isupper() or inner.lower() in _OFFICES


def _named(before: Word | None) -> bool:
    """Whether the word before announces a proper name."""
    if before is None:
        return False
    key = before.text[slice(*core(before.text))].upper()
    return key in ("TỈNH", "HUYỆN", "XÃ", "PHƯỜNG", "QUẬN", "TP", "PHỐ", "TRẤN", "KHU", "ĐỒNG", "CHÍ", "ÔNG", "BÀ")


def _stream(page: Page, model: LanguageModel) -> Iterator[_Node]:
    """Yield the page's tokens in reading order; a sentence starts with each region."""
    old_style = prints_old_style(word.text for line in page.lines for word in line.words)
    for r, region in enumerate(page.regions):
        if region.kind in (RegionKind.HANDWRITING, RegionKind.PAGE_NUMBER):
            continue
        yield _Node([Candidate("", START, 0.0)])
        starts = True
        for n, line in enumerate(region.lines):
            capitals = _capital_line(line)
            for w, word in enumerate(line.words):
                before = line.words[w - 1] if w else None
                after = line.words[w + 1] if w + 1 < len(line.words) else None
                ids = [model.id(token) for token in tokens([word.text[:80]])]
                if _may_change(word, before, after, starts=starts, capitals=capitals):
                    yield _Node(candidates(word, old_style=old_style), (r, n, w))
                    ids = ids[1:]
                for one in ids:
                    yield _Node([Candidate(word.text, one, 0.0)])
                starts = (starts and not ids and not word.text.isalpha()) or bool(ids and ids[-1] == START)


class Corrector:
    """Finds the words of a page that were misread. Keeps nothing between pages."""

    def __init__(self, model: LanguageModel, doubt: float = BOLDEST) -> None:
        """Take the model and the doubt (0 to 1) that a change may carry."""
        self._model = model
        self._doubt = doubt

    def _log(self, first: int, second: int, third: int) -> float:
        value = self._model.log_probability(first, second, third)
        return TEMPER * (value + _UNKNOWN_SHARE if third == UNKNOWN else value)

    def changes(self, page: Page) -> dict[Place, Change]:
        """Return what to change on `page`."""
        nodes = list(_stream(page, self._model))
        found: dict[Place, Change] = {}
        at = 0
        while at < len(nodes):
            if not nodes[at].doubtful:
                at += 1
                continue
            end = at + 1
            last = at
            # Doubtful words that share a trigram are weighed together.
            while end < len(nodes) and end - last <= 2:
                if nodes[end].doubtful:
                    last = end
                end += 1
            if sum(node.doubtful for node in nodes[at : last + 1]) <= _LONGEST_RUN:
                self._decide(nodes, at, last, found)
            at = last + 1
        return found

    def trust(self, words: Sequence[Word]) -> list[float]:
        """Return, for each of `words` that is a syllable's letters alone, how likely its reading is, 0 to 1.

        All words are weighed, names and sharp ones too: to be doubted is no reason to be changed.
        """
        lattice: list[list[Candidate]] = [[Candidate("", START, 0.0)]] * 2
        weighed: list[int] = []
        for word in words:
            inner = word.text[slice(*core(word.text))]
            if inner.isalpha() and 2 <= len(inner) <= 8:
                weighed.append(len(lattice))
                lattice.append(self._best(candidates(word, old_style=False), _NARROW))
            else:
                lattice += [[Candidate(word.text, self._model.id(token), 0.0)] for token in tokens([word.text[:80]])]
        if not weighed:
            return []
        posterior = self._posteriors(lattice)
        return [math.exp(min(0.0, posterior[at][0])) for at in weighed]

    def _decide(self, nodes: Sequence[_Node], first: int, last: int, found: dict[Place, Change]) -> None:
        start = [Candidate("", START, 0.0)]
        head = [nodes[k].choices if k >= 0 else start for k in (first - 2, first - 1)]
        tail = [nodes[k].choices if k < len(nodes) else start for k in (last + 1, last + 2)]
        middle = [self._best(node.choices) for node in nodes[first : last + 1]]
        lattice = [*head, *middle, *tail]
        posterior = self._posteriors(lattice)
        for offset, choices in enumerate(middle):
            place = nodes[first + offset].place
            if place is None or len(choices) == 1:
                continue
            scores = posterior[offset + 2]
            best = max(range(len(choices)), key=scores.__getitem__)
            if best and scores[best] > math.log1p(-self._doubt):
                sure = math.exp(min(0.0, scores[best]))
                found[place] = Change(
                    choices[best].text, "marks misread, by phrase", round(scores[0], 3), round(scores[best], 3), sure
                )

    def _best(self, choices: list[Candidate], most: int = _WIDEST) -> list[Candidate]:
        """Keep the reading and the candidates most likely by channel and frequency."""
        if len(choices) <= most:
            return choices
        ranked = sorted(choices[1:], key=lambda c: -(c.channel + self._log(START, START, c.token)))
        return [choices[0], *ranked[: most - 1]]

    def _posteriors(self, lattice: Sequence[Sequence[Candidate]]) -> list[list[float]]:
        """Return each candidate's log posterior by forward and backward sums over pairs of tokens."""
        steps = len(lattice)
        links = [
            [
                [[self._link(a.token, b.token, c.token) + c.channel for c in lattice[k]] for b in lattice[k - 1]]
                for a in lattice[k - 2]
            ]
            for k in range(2, steps)
        ]
        forward = [[[a.channel + b.channel for b in lattice[1]] for a in lattice[0]]]
        for k in range(2, steps):
            table = links[k - 2]
            forward.append(
                [
                    [
                        _logsum([forward[-1][a][b] + table[a][b][c] for a in range(len(lattice[k - 2]))])
                        for c in range(len(lattice[k]))
                    ]
                    for b in range(len(lattice[k - 1]))
                ]
            )
        backward = [[[0.0] * len(lattice[-1]) for _ in lattice[-2]]]
        for k in range(steps - 1, 1, -1):
            table = links[k - 2]
            after = backward[0]
            backward.insert(
                0,
                [
                    [
                        _logsum([table[a][b][c] + after[b][c] for c in range(len(lattice[k]))])
                        for b in range(len(lattice[k - 1]))
                    ]
                    for a in range(len(lattice[k - 2]))
                ],
            )
        total = _logsum([value for row in forward[-1] for value in row])
        result = [[0.0] * len(lattice[0])]
        for k in range(1, steps):
            ahead, behind = forward[k - 1], backward[k - 1]
            result.append(
                [
                    _logsum([ahead[a][b] + behind[a][b] for a in range(len(lattice[k - 1]))]) - total
                    for b in range(len(lattice[k]))
                ]
            )
        return result

    def _link(self, first: int, second: int, third: int) -> float:
        if second == START:
            first = START
        if third == START and second == START:
            return 0.0
        return self._log(first, second, third)


def _logsum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))


def correct_pages(
    pages: Sequence[Page], *, doubt: float | None = None
) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Return `pages` with misread diacritics put right, and the record. Lines, boxes and the number of words stay.

    Args:
        pages: pages whose words are in NFC (`postprocess.words.orthography.clean_pages`).
        doubt: chance of being wrong that a change may carry, 0 to `BOLDEST`; the cautious one unless given.

    Raises:
        MissingToolError: the language model is not installed (`make models`).

    """
    if not any(page.regions for page in pages):
        return tuple(pages), ()
    corrector = Corrector(language_model(), doubt_for(CAUTIOUS) if doubt is None else doubt)
    return rewrite_all(pages, [corrector.changes(page) for page in pages], "correct")
