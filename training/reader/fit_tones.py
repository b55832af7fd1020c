"""Maker of `tones.onnx`: which tone mark stands above a vowel, seen at the page's own resolution.

    pip install torch onnx
    python -m training.reader.fit_tones CORPUS [--minutes 12] [--epochs 8] [--makers 2] [--out models]

CORPUS is a folder of Vietnamese text (`*.txt`, `*.txt.xz`, a paragraph a line). The line reader reads made lines and
whole worn pages; of each vowel that it reads right but for its tone, the network learns the tone printed. Neither torch
nor onnx is needed to read.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from itertools import islice
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from ocr.readers import line_reader, tones
from postprocess.words.orthography import strip_diacritics
from synthesis.corpus import paragraphs_of
from training import options
from training.reader.fit_reader import page_lines
from training.reader.lines import MadeLine, made_lines

_SEED = 31
_PAGES, _BLOCKS = 1000, 2
"""Worn pages at most, and lines of blocks to one of a page."""

_LEVEL, _PLAIN = 0.3, 0.5
"""Share of vowels without a tone that are learnt from; of vowels without a circumflex, which are easier."""

_LEAST = 6
"""Height and width in pixels of the smallest line looked at."""

_BATCH, _RATE, _DECAY = 128, 2e-3, 1e-3
_SHIFT = (2, 4)
"""Pixels by which a vowel is shifted at most, down and across, so that the network does not rely on its place."""

_HELD_OUT = 0.04


_Found = tuple[NDArray[np.uint8], str, str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class Vowels:
    """Vowels as `tones` sees them: `seen` (N, HEIGHT, WIDTH), `tone` (N,), `read` and `printed` a letter each.

    `kin` (N, 6) are the reader's log-probabilities of what was read and its kin.
    """

    seen: NDArray[np.uint8]
    tone: NDArray[np.int64]
    read: NDArray[np.str_]
    printed: NDArray[np.str_]
    kin: NDArray[np.float32]

    def part(self, which: slice) -> Vowels:
        """Return those with the numbers `which`."""
        return Vowels(*(getattr(self, field.name)[which] for field in fields(Vowels)))


class Net(nn.Module):
    """Pixels (B, 1, HEIGHT, WIDTH), 0 white to 1 black, in; logits (B, `tones.ABOVE`) out."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_layer(1, 12, 5, 2),
            *_layer(12, 24, 3, 1),
            nn.MaxPool2d(2),
            *_layer(24, 40, 3, 1),
            nn.MaxPool2d(2),
            *_layer(40, 64, 3, 1),
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(64 * (tones.HEIGHT // 8) * (tones.WIDTH // 8), 64),
            nn.ReLU(),
            nn.Linear(64, tones.ABOVE),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        logits: Tensor = self.layers(x)
        return logits


def _layer(before: int, after: int, size: int, stride: int) -> list[nn.Module]:
    conv = nn.Conv2d(before, after, size, stride, size // 2, bias=False)
    return [conv, nn.BatchNorm2d(after), nn.ReLU()]


def made(folder: Path, seconds: float, seed: int) -> Vowels:
    """Make lines and read them for so long; return their vowels."""
    rng = random.Random(seed)
    paragraphs = paragraphs_of(folder)
    rng.shuffle(paragraphs)
    blocks = made_lines(paragraphs, seed, line_reader.alphabet())
    pages = page_lines(folder, _PAGES, seed)
    stop = time.monotonic() + seconds
    found: list[_Found] = []
    while time.monotonic() < stop:
        for line in (*islice(pages, 1), *islice(blocks, _BLOCKS)):
            found += _vowels(line, rng)
    seen, read, printed, kin = zip(*found, strict=True)
    tone = np.array([tones.tone(letter) for letter in printed])
    return Vowels(np.stack(seen), tone, np.array(read), np.array(printed), np.array(kin, np.float32))


def _vowels(line: MadeLine, rng: random.Random) -> Iterator[_Found]:
    """Yield the vowels of a line that were read right but for their tone: pixels, as read, as printed, their kin's."""
    box = line.box
    if min(box.width, box.height) < _LEAST:
        return
    (reading,) = line_reader.read_lines([(line.image, box)], look=False)
    peaks = {run.start: run for run in line_reader.runs(reading.log_probs)}
    read = reading.text
    pairs = [
        (reading.glyphs[a], line.text[b])
        for step in Levenshtein.opcodes(strip_diacritics(read), strip_diacritics(line.text))
        if step.tag == "equal"
        for a, b in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True)
    ]
    kin = tones.families()
    pairs = [
        (glyph, printed)
        for glyph, printed in pairs
        if glyph.text in kin and printed in kin[glyph.text] and rng.random() < _share(glyph.text, printed)
    ]
    if not pairs:
        return
    seen = tones.windows(line.image, box, [glyph.x for glyph, _ in pairs])
    for pixels, (glyph, printed) in zip(seen, pairs, strict=True):
        run = peaks[glyph.step]
        yield pixels, glyph.text, printed, reading.log_probs[run.peak, list(line_reader.kin_columns(run.label))]


def _share(read: str, printed: str) -> float:
    share = 1.0 if tones.tone(read) or tones.tone(printed) else _LEVEL
    return share if tones.families()[read][0].lower() in "âêô" else share * _PLAIN


def teach(vowels: Vowels, epochs: int, seed: int) -> Net:
    """Teach a network the tones of `vowels`."""
    torch.manual_seed(seed)
    net, rng = Net(), np.random.default_rng(seed)
    batches = len(vowels.tone) // _BATCH
    optimizer = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=epochs * batches, pct_start=0.1)
    for _ in range(epochs):
        order = rng.permutation(len(vowels.tone))
        for which in order[: batches * _BATCH].reshape(batches, _BATCH):
            seen = pixels_of(_shifted(vowels.seen[which], rng))
            loss = cross_entropy(net(seen), torch.from_numpy(vowels.tone[which]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
    return net.eval()


def _shifted(seen: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    down, across = _SHIFT
    grown = np.pad(seen, ((0, 0), (down, down), (across, across)), mode="edge")
    moves = zip(rng.integers(0, 2 * down + 1, len(seen)), rng.integers(0, 2 * across + 1, len(seen)), strict=True)
    return np.stack([one[y : y + tones.HEIGHT, x : x + tones.WIDTH] for one, (y, x) in zip(grown, moves, strict=True)])


def pixels_of(seen: NDArray[np.uint8]) -> Tensor:
    """Return windows as the network gets them."""
    return torch.from_numpy(tones.as_input(seen))


def log_shares(net: Net, seen: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the network's log-probabilities (N, `tones.ABOVE`)."""
    with torch.no_grad():
        parts = [net(pixels_of(part)).log_softmax(1).numpy() for part in np.array_split(seen, len(seen) // 512 + 1)]
    return np.concatenate(parts)


def table(vowels: Vowels, logs: NDArray[np.float32]) -> str:
    """Say for vowels with a circumflex, and for the others, how many have another tone than printed: by whom."""
    own = np.concatenate((np.logaddexp(vowels.kin[:, :1], vowels.kin[:, 5:]), vowels.kin[:, 1:5]), 1)
    judges = {"reader": own, "network": logs, "both": tones.READER * own + tones.NETWORK * logs}
    piled = np.array([tones.families()[str(letter)][0].lower() in "âêô" for letter in vowels.read])
    rows = []
    for name, group in (("with a circumflex", piled), ("others", ~piled)):
        wrong = {judge: int((scores.argmax(1) != vowels.tone)[group].sum()) for judge, scores in judges.items()}
        rows.append(f"{int(group.sum())} {name}, wrong: {wrong}")
    return "; ".join(rows)


@options.command
@options.corpus
@click.option("--minutes", default=12.0, help="time to make lines")
@click.option("--makers", default=2, help="processes that make lines")
@click.option("--epochs", default=8, help="times to learn from each vowel")
@options.out("models", "folder of tones.onnx")
def main(corpus: Path, minutes: float, makers: int, epochs: int, out: Path) -> None:
    """Make lines, teach the network and write it."""
    with ProcessPoolExecutor(makers) as pool:
        parts = list(pool.map(partial(made, corpus, minutes * 60), range(_SEED, _SEED + makers)))
    # The last lines of each maker are held out: no vowel of theirs is learnt from.
    cuts = [len(part.tone) - round(_HELD_OUT * len(part.tone)) for part in parts]
    held_out = joined([part.part(slice(cut, None)) for part, cut in zip(parts, cuts, strict=True)])
    taught = joined([part.part(slice(cut)) for part, cut in zip(parts, cuts, strict=True)])
    net = teach(taught, epochs, _SEED)
    logs = log_shares(net, held_out.seen)
    click.echo(f"{len(taught.tone)} vowels taught; {table(held_out, logs)}")
    write(net, out / "tones.onnx")


def joined(parts: Sequence[Vowels]) -> Vowels:
    """Return all vowels of `parts`."""
    return Vowels(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Vowels)))


def write(net: Net, path: Path) -> None:
    """Write the network to `path`."""
    one = torch.zeros(2, 1, tones.HEIGHT, tones.WIDTH)
    torch.onnx.export(
        net,
        (one,),
        str(path),
        input_names=["x"],
        output_names=["logits"],
        dynamic_axes={"x": {0: "n"}, "logits": {0: "n"}},
        dynamo=False,
    )


if __name__ == "__main__":
    main()
