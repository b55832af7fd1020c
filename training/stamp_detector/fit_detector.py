"""Maker of `stamps.onnx`: the stamp finder, taught on made pages.

    pip install torch onnx
    python -m training.stamp_detector.fit_detector pages CORPUS FOLDER [--count 2000] [--seed 1]
    python -m training.stamp_detector.fit_detector learn FOLDER [--minutes 60] [--start FILE.pt] [--out FILE]

CORPUS is a folder of Vietnamese text (`*.txt`, `*.txt.xz`, a paragraph a line). Pages are made first, as slowly as one
process makes them (0.7 s each); several processes with other seeds may fill one FOLDER, even while the network learns.
Every hundredth page is held out. Neither torch nor onnx is needed to find stamps.
"""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import click
import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ocr.detectors.stamp_detector import CLASSES, STRIDE
from ocr.image.cleanup import as_uint8
from synthesis.corpus import paragraphs_of
from training import options
from training.stamp_detector.layout import pages as made_pages
from training.stamp_detector.net import StampNet, export, loss

CROP, BATCH, RATE = 576, 4, 2e-3
"""Side of a crop in pixels, crops a step, peak learning rate of AdamW."""
_WARM_UP, _LEAST_RATE, _DECAY, _CLIP = 100, 0.02, 1e-2, 5.0
_HELD_OUT, _LONGEST, _AVERAGED = 100, 900, 0.99
_EMPTY = 0.25
"""Share of crops that are taken anywhere; the others have something stamped or written in them."""

_FOLDER = click.argument("folder", type=options.PATH, metavar="FOLDER", help="folder of the made pages")


@click.group(context_settings={"show_default": True})
def app() -> None:
    """Make pages and teach the stamp finder on them."""


@app.command("pages")
@options.corpus
@_FOLDER
@click.option("--count", default=2000, help="pages to make")
@click.option("--seed", default=1, help="whatever is left to chance follows from it")
def make(corpus: Path, folder: Path, count: int, seed: int) -> None:
    """Make pages with their truth: `*.jpg`, and `*.png` with a bit a class."""
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = [line.replace("_", "") for line in paragraphs_of(corpus) if 20 < len(line) < _LONGEST]
    random.Random(1).shuffle(paragraphs)
    for number, page in enumerate(itertools.islice(made_pages(paragraphs, seed), count)):
        name = f"{seed}-{number:05d}"
        cv2.imwrite(str(folder / f"{name}.png"), page.classes)
        cv2.imwrite(str(folder / f"{name}.jpg"), page.image[..., ::-1], [int(cv2.IMWRITE_JPEG_QUALITY), 92])


def crop(path: Path, rng: random.Random) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a crop of a page, scaled and tinted at random, (CROP, CROP, 3), and its classes."""
    image, stored = cv2.imread(str(path)), cv2.imread(str(path.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
    assert image is not None and stored is not None
    bits = as_uint8(stored)
    scale = math.exp(rng.gauss(0, 0.1))
    height, width = image.shape[:2]
    x, y = rng.uniform(-40, width - CROP / scale + 40), rng.uniform(-40, height - CROP / scale + 40)
    present = [1 << number for number in range(len(CLASSES)) if (bits & (1 << number)).any()]
    if present and rng.random() > _EMPTY:
        # A class first, then a place of it: small stamps come up as often as large ones.
        marked = np.argwhere(bits & rng.choice(present))
        row, column = marked[rng.randrange(len(marked))] * STRIDE
        x, y = column - rng.uniform(0.1, 0.9) * CROP / scale, row - rng.uniform(0.1, 0.9) * CROP / scale
    shift = np.array([[scale, 0, -x * scale], [0, scale, -y * scale]])
    edge = tuple(int(v) for v in image[0, 0])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    taken = cv2.warpAffine(image, shift, (CROP, CROP), flags=how, borderValue=edge)
    shift[:, 2] /= STRIDE
    side = CROP // STRIDE
    cells = as_uint8(cv2.warpAffine(bits, shift, (side, side), flags=cv2.INTER_NEAREST))
    level: NDArray[np.float32] = taken[..., ::-1].astype(np.float32)
    if rng.random() < 0.5:
        level = (255 * (level / 255) ** math.exp(rng.gauss(0, 0.25))).astype(np.float32)
    if rng.random() < 0.3:
        level = cv2.GaussianBlur(level, (0, 0), rng.uniform(0.3, 1.0)).astype(np.float32)
    if rng.random() < 0.12:
        level = np.repeat(level.mean(axis=2, keepdims=True), 3, axis=2)
    if rng.random() < 0.2:
        level = level[..., ::-1]
    classes = np.stack([(cells >> np.uint8(number)) & np.uint8(1) for number in range(len(CLASSES))])
    return np.asarray(np.clip(level, 0, 255), np.uint8), classes.astype(np.float32)


def batch(paths: Sequence[Path], rng: random.Random, size: int = BATCH) -> tuple[Tensor, Tensor]:
    """Return crops of random pages and their truth."""
    taken = [crop(rng.choice(paths), rng) for _ in range(size)]
    images = torch.from_numpy(np.stack([image for image, _ in taken])).permute(0, 3, 1, 2).float() / 255
    return images, torch.from_numpy(np.stack([classes for _, classes in taken]))


def judged(net: StampNet, paths: Sequence[Path]) -> str:
    """Return intersection over union a class on held-out crops."""
    rng, both, either = random.Random(5), torch.zeros(len(CLASSES)), torch.zeros(len(CLASSES))
    net.eval()
    with torch.no_grad():
        for _ in range(len(paths)):
            images, truth = batch(paths, rng, 2)
            found = net(images) > 0
            both += (found & (truth > 0)).sum(dim=(0, 2, 3))
            either += (found | (truth > 0)).sum(dim=(0, 2, 3))
    return " ".join(f"{name} {float(b / e.clamp(min=1)):.3f}" for name, b, e in zip(CLASSES, both, either, strict=True))


@app.command()
@_FOLDER
@click.option("--minutes", default=60.0, help="time to train")
@click.option("--threads", default=1, help="processor threads of the network")
@options.out("models/stamps.onnx", "the network; its weights go beside it")
@click.option("--start", type=options.PATH, help="weights (*.pt) to go on from")
@click.option("--rate", default=RATE, help="peak learning rate")
@click.option("--seed", default=7, help="whatever is left to chance follows from it")
def learn(folder: Path, minutes: float, threads: int, out: Path, start: Path | None, rate: float, seed: int) -> None:
    """Teach the network and write it, as ONNX and as weights (`*.pt`); its running average is kept.

    A run may go on from the weights of another (`--start`).
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    rng = random.Random(seed)
    net = StampNet().to(memory_format=torch.channels_last)
    if start:
        net.load_state_dict(torch.load(start))
    decay = torch.optim.swa_utils.get_ema_multi_avg_fn(_AVERAGED)
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=decay, use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=_DECAY)
    begun, step, recent = time.monotonic(), 0, 0.0
    paths: list[Path] = []
    while (done := (time.monotonic() - begun) / (60 * minutes)) < 1:
        if step % 100 == 0:
            found = sorted(path for path in folder.glob("*.jpg") if path.with_suffix(".png").is_file())
            # The youngest may not be written to its end yet.
            paths = [path for number, path in enumerate(found[:-1]) if number % _HELD_OUT and path.stat().st_size]
            held_out = found[::_HELD_OUT]
        now = rate * min(1.0, (step + 1) / _WARM_UP) * max(_LEAST_RATE, 0.5 + 0.5 * math.cos(math.pi * done))
        for group in optimiser.param_groups:
            group["lr"] = now
        images, truth = batch(paths, rng)
        value = loss(net(images.contiguous(memory_format=torch.channels_last)), truth)
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), _CLIP)
        optimiser.step()
        average.update_parameters(net)
        recent += (float(value.detach()) - recent) / min(step + 1, 100)
        step += 1
        if step % 50 == 0:
            click.echo(f"{done:5.1%} step {step} loss {recent:.4f} pages {len(paths)}")
        if step % 500 == 0:
            click.echo(f"      {judged(average.module, held_out)}")
            _write(average.module, out)
    click.echo(judged(average.module, held_out))
    _write(average.module, out)


def _write(net: StampNet, out: Path) -> None:
    torch.save(net.state_dict(), out.with_suffix(".pt"))
    export(net, out)


if __name__ == "__main__":
    app()
