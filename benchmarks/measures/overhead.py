"""What Prefect costs: the same batch through `sohoa digitize` and through the core alone, in turn.

    python -m benchmarks.measures.overhead [--pages 50] [--rounds 2]

Each round is two fresh processes, from their first import to their last goodbye. The embedded server's home is warm, as
it is from the second batch of a machine's life on.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
from PIL import Image

import synthesis

CORE = (
    "-c",
    "from batch import pipeline; from core import settings; s = settings.load_settings(); "
    "pipeline.digitize_batch([s.raw], s)",
)
FLOW = "-m", "sohoa.cli", "digitize", "--json"
# Wear that neither flatters nor tortures the reading.
WEAR = "office"
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took, in seconds: by the clock, and of processor time with all it started."""

    wall: float
    processor: float


def make_scans(folder: Path, pages: int) -> None:
    """Write made documents of `pages` pages in all into `folder`, as multi-page TIFF, no two alike."""
    folder.mkdir(parents=True)
    left, seed = pages, 0
    while left > 0:
        for name in synthesis.documents():
            made = synthesis.make(name, wear=WEAR, seed=seed)[:left]
            if not made:
                return
            images = [Image.fromarray(page.image) for page in made]
            path = folder / f"{name}-{seed}.tif"
            images[0].save(path, save_all=True, append_images=images[1:], compression="jpeg", dpi=(200, 200))
            left -= len(made)
        seed += 1


def run(command: tuple[str, ...], folder: Path) -> Cost:
    """Run a command of this Python on a fresh archive in `folder`."""
    for name in ("clean", "aside", "state/notes"):
        shutil.rmtree(folder / name, ignore_errors=True)
    places = {f"SOHOA_{name.upper()}": str(folder / name) for name in ("raw", "clean", "aside", "state")}
    before, start = os.times(), time.monotonic()
    subprocess.run([sys.executable, *command], env={**os.environ, **places}, check=True, stdout=subprocess.DEVNULL)
    with suppress(ChildProcessError):  # until none is left
        while True:
            os.wait()
    wall, after = time.monotonic() - start, os.times()
    return Cost(wall, after.children_user - before.children_user + after.children_system - before.children_system)


@click.command(context_settings={"show_default": True})
@click.option("--pages", default=50, help="pages of the batch")
@click.option("--rounds", default=2, help="times that each is run; the best counts")
def main(pages: int, rounds: int) -> None:
    """Measure and print."""
    # The pool's fork server outlives its parent by a moment: adopt such orphans, to count them as well (prctl(2)).
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="sohoa-") as name:
        folder = Path(name)
        make_scans(folder / "one", 1)
        make_scans(folder / "many", pages)
        (folder / "one").rename(folder / "raw")
        run(FLOW, folder)  # builds the server's database, and all bytecode
        shutil.rmtree(folder / "raw")
        (folder / "many").rename(folder / "raw")
        best: dict[str, Cost] = {}
        for number in range(rounds):
            for label, command in (("core", CORE), ("flow", FLOW)):
                cost = run(command, folder)
                print(f"round {number + 1} {label}: {cost.wall:.1f} s, processor {cost.processor:.1f} s", flush=True)
                best[label] = min(best.get(label, cost), cost, key=lambda cost: cost.wall)
        core, flow = best["core"], best["flow"]
        print(
            f"{pages} pages, best of {rounds}: core {core.wall:.1f} s, flow {flow.wall:.1f} s, "
            f"overhead {flow.wall - core.wall:+.1f} s = {100 * (flow.wall / core.wall - 1):+.1f} %; "
            f"processor {core.processor:.1f} s, {flow.processor:.1f} s = "
            f"{100 * (flow.processor / core.processor - 1):+.1f} %"
        )


if __name__ == "__main__":
    main()
