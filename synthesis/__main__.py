"""Make documents on the command line: `python -m synthesis make …`, `python -m synthesis samples …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from PIL import Image

from synthesis import WEARS, documents, make, samples

app = typer.Typer(add_completion=False, help=__doc__)


def _several(value: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    chosen = tuple(filter(None, value.split(","))) or known
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(known)}", param_hint=option)
    return chosen


@app.command("make")
def make_(
    out: Annotated[Path, typer.Option(help="folder for images and truth")],
    kinds: Annotated[str, typer.Option(help=f"kinds of wear, comma between; all: {','.join(WEARS)}")] = "",
    dpi: Annotated[int, typer.Option(min=50, max=300, help="resolution of the images")] = 200,
    seed: Annotated[int, typer.Option(help="whatever is left to chance follows from it")] = 1,
    texts: Annotated[str, typer.Option("--documents", help="names of texts, comma between; default: all")] = "",
) -> None:
    """Write worn pages as PNG, each beside its truth: NAME-KIND-DPI-pN.png and .json."""
    out.mkdir(parents=True, exist_ok=True)
    for name in _several(texts, documents(), "--documents"):
        for kind in _several(kinds, WEARS, "--kinds"):
            for page in make(name, wear=kind, dpi=dpi, seed=seed):
                stem = f"{name}-{kind}-{dpi}-p{page.truth.page}"
                Image.fromarray(page.image).save(out / f"{stem}.png", dpi=(dpi, dpi))
                (out / f"{stem}.json").write_text(page.truth.to_json(), encoding="utf-8")
                typer.echo(out / f"{stem}.png")


@app.command("samples")
def samples_(directory: Annotated[Path, typer.Argument(help="where the sample scans go")] = Path("data/raw")) -> None:
    """Write the three sample scans that the repository keeps in data/raw."""
    for path in samples.write(directory):
        typer.echo(f"{path} {path.stat().st_size} bytes")


if __name__ == "__main__":
    app()
