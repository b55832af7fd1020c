"""Make documents on the command line: `python -m synthesis make …`, `python -m synthesis samples …`."""

from __future__ import annotations

from pathlib import Path

import click
from PIL import Image

from synthesis import WEARS, documents, make, samples

_PATH = click.Path(path_type=Path)


def _several(value: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    chosen = tuple(filter(None, value.split(","))) or known
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(known)}", param_hint=option)
    return chosen


@click.group(help=__doc__)
def app() -> None:
    """Lead to the commands."""


@app.command("make")
@click.option("--out", type=_PATH, required=True, help="folder for images and truth")
@click.option("--kinds", default="", help=f"kinds of wear, comma between; all: {','.join(WEARS)}")
@click.option("--dpi", type=click.IntRange(50, 300), default=200, show_default=True, help="resolution of the images")
@click.option("--seed", default=1, show_default=True, help="whatever is left to chance follows from it")
@click.option("--documents", "texts", default="", help="names of texts, comma between; default: all")
def make_(out: Path, kinds: str, dpi: int, seed: int, texts: str) -> None:
    """Write worn pages as PNG, each beside its truth: NAME-KIND-DPI-pN.png and .json."""
    out.mkdir(parents=True, exist_ok=True)
    for name in _several(texts, documents(), "--documents"):
        for kind in _several(kinds, WEARS, "--kinds"):
            for page in make(name, wear=kind, dpi=dpi, seed=seed):
                stem = f"{name}-{kind}-{dpi}-p{page.truth.page}"
                Image.fromarray(page.image).save(out / f"{stem}.png", dpi=(dpi, dpi))
                (out / f"{stem}.json").write_text(page.truth.to_json(), encoding="utf-8")
                click.echo(out / f"{stem}.png")


@app.command("samples")
@click.argument(
    "directory", type=_PATH, default=Path("data/raw"), help="where the sample scans go  [default: data/raw]"
)
def samples_(directory: Path) -> None:
    """Write the three sample scans that the repository keeps in data/raw."""
    for path in samples.write(directory):
        click.echo(f"{path} {path.stat().st_size} bytes")


if __name__ == "__main__":
    app()
