"""Maker of `reader.onnx` and `reader.json`: the line reader, taught on made lines.

    pip install torch onnx
    python -m training.reader.fit_reader CORPUS [--minutes 60] [--threads 1] [--go-on [--keep 0.5]] [--out models]

CORPUS is a folder of Vietnamese text (`*.txt`, `*.txt.xz`, a paragraph a line). Training begins from the recogniser of
the trueocr package, or goes on from the reader that is there. Lines are made as fast as other processes can while the
network learns from what there is; every fifth line comes from whole worn pages (`synthesis`), read where the detector
finds it. Neither torch nor onnx is needed to read.
"""

from __future__ import annotations

import itertools
import json
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import Process, Queue
from pathlib import Path

import click
import numpy as np
import onnx
import torch
from rapidfuzz.distance import Levenshtein
from torch import Tensor
from torch.nn.functional import ctc_loss

from models.resources import model_path
from ocr.lines import segmentation
from ocr.prepare import prepare
from ocr.sources.page_image import PageImage
from ocr.trueocr_parts import MODELS, pad_batch
from synthesis.corpus import paragraphs_of
from training import options
from training.made_pages import corpus_lines, line_at, made_pages
from training.reader.lines import RARE_SIGNS, LineSample, MadeLine, samples
from training.reader.net import LineReader, export
from training.reader.stamp_pages import stamp_rows
from training.reader.stamps import stamp_lines

BATCH = 16
RATE, RATE_GOING_ON = 1e-3, 5e-4
"""Peak learning rates of AdamW, reached after 200 steps and let down along a cosine."""
_WARM_UP, _LEAST_RATE, _DECAY, _CLIP = 200, 0.03, 1e-3, 5.0
_POOL = 2000
_FROM_PAGES, _FROM_STAMPS = 0.2, 0.12
"""Shares of lines that come from whole pages, and of the others that stamps print in their own ink."""

_FOR_STAMPS = 0.15, 0.15, 0.7
"""The stamps' reader: shares of lines of print, of what stamps print in their own ink, of rows of stamps on pages."""

_HELD_OUT = 500
_SEED = 11


def page_lines(corpus_folder: Path, pages: int, seed: int) -> Iterator[MadeLine]:
    """Yield the lines of whole worn pages where the detector finds them."""
    lines = corpus_lines(corpus_folder, random.Random(seed), pages * 12)
    for page in made_pages(lines, pages, seed):
        prepared = prepare(PageImage(1, page.image, page.truth.dpi, "made"))
        layout = segmentation.find(prepared.grey)
        for box in layout.boxes:
            text = line_at(page, prepared.frame.to_page(box))
            if text:
                corners = (box.left, box.top, box.right, box.bottom)
                yield MadeLine(layout.grey, corners, text.replace("—", "–"))


def _produce(queue: Queue[list[LineSample]], folder: Path, seed: int, alphabet: frozenset[str], stamps: bool) -> None:
    paragraphs = paragraphs_of(folder)
    random.Random(_SEED).shuffle(paragraphs)
    makers = [maker(paragraphs, seed, alphabet) for maker in (samples, stamp_lines, stamp_rows)]
    shares = _FOR_STAMPS if stamps else (1 - _FROM_STAMPS, _FROM_STAMPS, 0.0)
    while True:
        queue.put([next(maker) for maker in random.choices(makers, shares, k=200)])


def batches(pool: list[LineSample], size: int = BATCH) -> list[list[LineSample]]:
    """Take samples off the pool, and return batches of lines about equally wide."""
    taken = [pool.pop() for _ in range(min(len(pool), 6 * size))]
    taken.sort(key=lambda sample: sample.ink.shape[1])
    grouped = [taken[i : i + size] for i in range(0, len(taken), size)]
    random.shuffle(grouped)
    return grouped


def tensors(group: Sequence[LineSample]) -> tuple[Tensor, Tensor]:
    """Return ink (B, 1, 96, W) and widths (B,)."""
    ink, widths = pad_batch([sample.ink.astype(np.float32) / 255 for sample in group])
    return torch.from_numpy(ink), torch.from_numpy(widths)


def loss_of(reader: LineReader, group: Sequence[LineSample], places: dict[str, int]) -> Tensor:
    """CTC loss a character, lines without text counted as eight."""
    log_probs, lengths = reader(*tensors(group))
    targets = torch.tensor([places[c] for sample in group for c in sample.text], dtype=torch.long)
    sizes = torch.tensor([len(sample.text) for sample in group])
    losses = ctc_loss(log_probs.transpose(0, 1), targets, lengths, sizes, reduction="none", zero_infinity=True)
    mean: Tensor = (losses / sizes.clamp(min=8)).mean()
    return mean


def error_rate(reader: LineReader, held_out: Sequence[LineSample], characters: Sequence[str]) -> float:
    """Character error rate of greedy decoding."""
    errors = count = 0
    reader.eval()
    with torch.no_grad():
        ordered = sorted(held_out, key=lambda sample: sample.ink.shape[1])
        for start in range(0, len(ordered), BATCH):
            group = ordered[start : start + BATCH]
            log_probs, lengths = reader(*tensors(group))
            for row, sample in enumerate(group):
                best = log_probs[row, : int(lengths[row])].argmax(-1).tolist()
                runs = [label for label, _ in itertools.groupby(best)]
                text = "".join(characters[label - 1] for label in runs if label)
                errors += Levenshtein.distance(text, sample.text)
                count += len(sample.text)
    return errors / max(1, count)


@options.command
@options.corpus
@click.option("--minutes", default=60.0, help="time to train")
@click.option("--pages", default=200, help="whole worn pages to cut lines from")
@click.option("--threads", default=1, help="processor threads of the network")
@click.option("--producers", default=1, help="processes that make lines")
@click.option("--go-on", is_flag=True, help="begin from models/reader.onnx, not from the package's recogniser")
@click.option(
    "--keep", type=click.FloatRange(0, 1), default=0.0, help="share of the weights it began from in those written"
)
@click.option("--stamps", is_flag=True, help="teach the stamps' reader: stamp_reader.onnx")
@options.out("models", "folder of reader.onnx and reader.json")
def main(
    corpus: Path,
    minutes: float,
    pages: int,
    threads: int,
    producers: int,
    go_on: bool,
    keep: float,
    stamps: bool,
    out: Path,
) -> None:
    """Teach the reader and write it."""
    torch.set_num_threads(threads)
    torch.manual_seed(_SEED)
    random.seed(_SEED)
    known = json.loads((MODELS / "meta.json").read_text(encoding="utf-8"))["charset"]
    characters = [*known, *RARE_SIGNS]
    places = {character: place + 1 for place, character in enumerate(characters)}
    original = onnx.load(str(MODELS / "rec.onnx"))
    reader = LineReader(onnx.load(model_path("reader.onnx")), 0) if go_on else LineReader(original, len(RARE_SIGNS))
    from_pages = [
        LineSample.cut(line.image, line.corners, line.text)
        for line in page_lines(corpus, 0 if stamps else pages, 5000)
        if not set(line.text) - set(places)
    ]
    random.shuffle(from_pages)
    held_out, from_pages = from_pages[:_HELD_OUT], from_pages[_HELD_OUT:]
    paragraphs = paragraphs_of(corpus)
    crossed = list(itertools.islice(samples(paragraphs, _SEED - 1, frozenset(places), crossed=1.0), _HELD_OUT))
    stamped = list(itertools.islice(stamp_lines(paragraphs, _SEED - 1, frozenset(places)), _HELD_OUT))
    rows = list(itertools.islice(stamp_rows(paragraphs, _SEED - 1, frozenset(places)), _HELD_OUT))
    kinds = {"of worn pages": held_out, "that marks cross": crossed, "of stamps": stamped, "of pages' stamps": rows}
    queue: Queue[list[LineSample]] = Queue(maxsize=20)
    makers = [
        Process(target=_produce, args=(queue, corpus, _SEED + number, frozenset(places), stamps), daemon=True)
        for number in range(producers)
    ]
    for maker in makers:
        maker.start()
    began = {name: value.detach().clone() for name, value in reader.state_dict().items()}
    _tell("before", reader, kinds, characters)
    _train(reader, queue, from_pages, places, minutes * 60, RATE_GOING_ON if go_on else RATE)
    blend(reader, began, keep)
    _tell("after", reader, kinds, characters)
    for maker in makers:
        maker.kill()
    if stamps:
        export(reader, original, out / "stamp_reader.onnx")
        return
    export(reader, original, out / "reader.onnx")
    (out / "reader.json").write_text(json.dumps(characters, ensure_ascii=False) + "\n", encoding="utf-8")


def _tell(when: str, reader: LineReader, kinds: Mapping[str, Sequence[LineSample]], characters: Sequence[str]) -> None:
    rates = (f"{error_rate(reader, lines, characters):.4f} on lines {kind}" for kind, lines in kinds.items())
    click.echo(f"{when}: CER {', '.join(rates)}")


def blend(reader: LineReader, began: Mapping[str, Tensor], keep: float) -> None:
    """Average the weights with those that training began from: what was learnt before is kept beside what is new.

    WiSE-FT (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
    """
    reader.load_state_dict(
        {name: (1 - keep) * value + keep * began[name] for name, value in reader.state_dict().items()}
    )


def _train(
    reader: LineReader,
    queue: Queue[list[LineSample]],
    from_pages: Sequence[LineSample],
    places: dict[str, int],
    seconds: float,
    peak: float,
) -> None:
    optimizer = torch.optim.AdamW([p for p in reader.parameters() if p.requires_grad], lr=peak, weight_decay=_DECAY)
    pool: list[LineSample] = []
    kept: list[LineSample] = []
    began, step = time.monotonic(), 0
    while (spent := (time.monotonic() - began) / seconds) < 1:
        # What was made is used again until there is more: making lines is slower than learning from them.
        while not queue.empty() or not kept:
            kept.extend(s for s in queue.get() if s.text == "" or 4 * len(s.text) <= s.ink.shape[1])
        if len(pool) < 6 * BATCH:
            pool = random.sample(kept, min(_POOL, len(kept)))
            pool += random.sample(list(from_pages), min(round(_FROM_PAGES * len(pool)), len(from_pages)))
            random.shuffle(pool)
        rate = peak * min(1, step / _WARM_UP) * (_LEAST_RATE + (1 - _LEAST_RATE) * (1 + math.cos(math.pi * spent)) / 2)
        for group in optimizer.param_groups:
            group["lr"] = rate
        reader.train()
        for batch in batches(pool):
            optimizer.zero_grad()
            loss = loss_of(reader, batch, places)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), _CLIP)
            optimizer.step()
            step += 1


if __name__ == "__main__":
    main()
