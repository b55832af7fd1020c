"""Count syllables, pairs and triples of a corpus into the language model that correction uses.

`python -m training.make_lm CORPUS_DIR` reads every `*.txt` and `*.txt.xz` of a folder (a sentence or a line each) and
writes `models/syllables.npz` and its card. An archive can rebuild it from texts of its own that people verified.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from array import array
from collections import Counter
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from postprocess.words.language_model import (
    MODEL_FILE,
    SPECIAL,
    START,
    UNKNOWN,
    LanguageModel,
    quantise,
    tokens,
)
from postprocess.words.syllables import is_syllable
from synthesis.corpus import HELD_OUT, corpus_files, lines_of
from training import options

# A syllable seen less is as likely a typo as a word; a spelling that no syllable has needs more.
SYLLABLE_SEEN, OTHER_SEEN = 3, 20
# Pairs and triples seen less are left to the back-off: half the size for a perplexity a few percent higher.
PAIR_SEEN, TRIPLE_SEEN = 2, 2
_BITS = 14
_MOST_WORDS = (1 << _BITS) - 1


def _vocabulary(folder: Path) -> tuple[list[str], dict[str, int]]:
    """Return (words by falling frequency, syllables a file)."""
    seen: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    for path in corpus_files(folder):
        before = seen.total()
        for line in lines_of(path):
            seen.update(tokens(line.split()))
        sizes[path.name] = seen.total() - before
    for special in SPECIAL:
        del seen[special]
    kept = [w for w, n in seen.most_common() if n >= (SYLLABLE_SEEN if is_syllable(w) else OTHER_SEEN) and len(w) <= 16]
    return kept[: _MOST_WORDS - len(SPECIAL)], sizes


def _ids(folder: Path, ids: dict[str, int]) -> tuple[NDArray[np.int64], list[int]]:
    """Return (ids of the counted lines, each line led by two starts; ids of the held-out lines)."""
    counted = array("H")
    held: list[int] = []
    number = 0
    for path in corpus_files(folder):
        for line in lines_of(path):
            number += 1
            row = [ids.get(token, UNKNOWN) for token in tokens(line.split())]
            if number % HELD_OUT == 0:
                held += [*row, START]
                continue
            counted.extend((START, START))
            for one in row:
                counted.append(one)
                if one == START:
                    counted.append(START)
    counted.extend((START, START))
    return np.frombuffer(counted, dtype=np.uint16).astype(np.int64), held


def _discounts(counts: NDArray[np.int64]) -> tuple[float, float, float]:
    """Return the discounts of counts 1, 2 and 3 or more (Chen and Goodman, 1999, equation 26)."""
    n1, n2, n3, n4 = (max(1, int((counts == k).sum())) for k in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    return 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3


def _discounted(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    one, two, more = _discounts(counts)
    discount = np.select([counts == 1, counts == 2], [one, two], more)
    rest: NDArray[np.float64] = np.maximum(counts - discount, 0.0)
    return rest


def _known(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each of `wanted` stands in sorted `keys`, which hold them all."""
    return np.searchsorted(keys, wanted)


def estimate(stream: NDArray[np.int64], size: int) -> dict[str, NDArray[Any]]:
    """Return the arrays of the model: modified Kneser-Ney over `size` words, thin pairs and triples pruned."""
    first, second, third = stream[:-2], stream[1:-1], stream[2:]
    # A start is never predicted after a start: it only leads.
    real = ~((third == START) & (second == START))
    key3, count3 = np.unique((first << 2 * _BITS | second << _BITS | third)[real], return_counts=True)
    mask = (1 << _BITS) - 1
    # Lower orders count how many different words lead a pair or a word (continuation counts), but a start leads itself.
    pair_of, lead = key3 & (1 << 2 * _BITS) - 1, key3 >> 2 * _BITS
    key2, continuation2 = np.unique(pair_of, return_counts=True)
    after_start = (key2 >> _BITS) == START
    raw2 = np.zeros(len(key2), dtype=np.int64)
    np.add.at(raw2, _known(key2, pair_of), np.where(lead == START, count3, 0))
    count2 = np.where(after_start, np.maximum(raw2, 1), continuation2)
    word1, count1 = np.unique(key2 & mask, return_counts=True)
    uni = np.full(size, 0.5)
    uni[word1] += count1
    uni /= uni.sum()

    top2 = _discounted(count2)
    lead2 = key2 >> _BITS
    total2 = np.bincount(lead2, weights=count2, minlength=size)
    keep2 = count2 >= PAIR_SEEN
    # Triples kept need their pair as context.
    keep3 = count3 >= TRIPLE_SEEN
    contexts = np.unique(key3[keep3] >> _BITS)
    keep2 |= np.isin(key2, contexts)
    mass2 = np.bincount(lead2[keep2], weights=top2[keep2], minlength=size)
    back1 = np.where(total2 > 0, 1.0 - mass2 / np.maximum(total2, 1), 1.0)
    p2 = top2 / total2[lead2] + back1[lead2] * uni[key2 & mask]

    top3 = _discounted(count3)
    lead3 = key3 >> _BITS
    pairs, where = np.unique(lead3, return_inverse=True)
    total3 = np.bincount(where, weights=count3)
    mass3 = np.bincount(where[keep3], weights=top3[keep3], minlength=len(pairs))
    back2 = 1.0 - mass3 / total3
    key3, top3, where = key3[keep3], top3[keep3], where[keep3]
    lower = p2[_known(key2, key3 & (1 << 2 * _BITS) - 1)]
    p3 = top3 / total3[where] + back2[where] * lower

    kept2 = key2[keep2]
    at = np.minimum(np.searchsorted(pairs, kept2), len(pairs) - 1)
    back_kept = np.where(pairs[at] == kept2, back2[at], 1.0)
    tri_count = np.bincount(np.searchsorted(kept2, key3 >> _BITS), minlength=len(kept2))
    return {
        "uni": quantise(np.log(uni)),
        "uni_back": quantise(np.log(np.maximum(back1, 1e-9))),
        "bi_word": (kept2 & mask).astype(np.uint16),
        "bi_count": np.bincount(kept2 >> _BITS, minlength=size).astype(np.uint16),
        "bi": quantise(np.log(p2[keep2])),
        "bi_back": quantise(np.log(np.maximum(back_kept, 1e-9))),
        "tri_word": (key3 & mask).astype(np.uint16),
        "tri_count": tri_count.astype(np.uint16),
        "tri": quantise(np.log(p3)),
    }


def make(folder: Path, out: Path) -> dict[str, Any]:
    """Count `folder` into `out` and return what the card says.

    Raises:
        FileNotFoundError: the folder holds no text.

    """
    if not corpus_files(folder):
        raise FileNotFoundError(f"no *.txt or *.txt.xz in {folder}")
    words, sizes = _vocabulary(folder)
    ids = {word: index for index, word in enumerate([*SPECIAL, *words])}
    stream, held = _ids(folder, ids)
    arrays = estimate(stream, len(ids))
    card: dict[str, Any] = {
        "sources": sizes,
        "words": len(words),
        "pairs": len(arrays["bi"]),
        "triples": len(arrays["tri"]),
        "held_out_syllables": len(held),
    }
    text = np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)
    for _ in range(2):  # the second time with the perplexity that the first file showed
        note = np.frombuffer(json.dumps(card).encode("utf-8"), dtype=np.uint8)
        np.savez_compressed(out, allow_pickle=False, **{"words": text, "card": note, **arrays})
        card["held_out_perplexity"] = round(math.exp(LanguageModel(out).surprise(held)), 1)
    return card


def write_card(path: Path, card: dict[str, Any], size: int) -> None:
    """Write the card beside the model."""
    sources = "\n".join(f"  - `{name}`: {count:,} syllables and marks" for name, count in card["sources"].items())
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    path.write_text(
        f"""# Card: `{MODEL_FILE}`

Trigram model of Vietnamese syllables, for correcting misread marks. Lower case, tone placement and i/y folded, numbers
as one token, `<s>` where a sentence ends, commas and quotes left out.

- **Made by** `python -m training.make_lm CORPUS_DIR` on {today}; any folder of verified text works.
- **Made from** official Vietnamese prose: Party documents, theory and political news; laws, decrees, circulars and
  resolutions. Only counts are kept, no text.
{sources}
- **Method**: interpolated modified Kneser-Ney (Chen and Goodman, 1999); pairs and triples seen once are left to the
  back-off; logarithms in a byte.
- **Size**: {card["words"]:,} words, {card["pairs"]:,} pairs, {card["triples"]:,} triples; {size / 1e6:.1f} MB.
- **Held out**: each {HELD_OUT}th line, {card["held_out_syllables"]:,} syllables; perplexity
  {card["held_out_perplexity"]} (laws repeat themselves: prose of another hand is harder).
""",
        encoding="utf-8",
    )


@options.command
@options.corpus
@options.out(f"models/{MODEL_FILE}", "the model; its card goes beside it")
def main(corpus: Path, out: Path) -> None:
    """Make the model from a folder of text."""
    card = make(corpus, out)
    write_card(out.with_suffix(".md"), card, out.stat().st_size)
    click.echo(json.dumps(card, indent=1))


if __name__ == "__main__":
    main()
