"""The reliability diagram: the share of right words over their confidence, as an SVG for the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.measures.calibration import BINS, Calibration

_FEWEST = 10
"""A bin of fewer words says nothing and is left out."""


def draw(calibrations: Mapping[str, Calibration], path: Path) -> None:
    """Draw a line a name into `path`; the same calibrations make the same file.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    # Here, as workers import what the benchmark imports, and would carry it in their memory.
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": path.name, "font.size": 9}):
        figure = Figure(figsize=(5, 5.4), layout="constrained")
        lines, counts = figure.subplots(2, height_ratios=(4, 1), sharex=True)
        lines.plot((0, 1), (0, 1), color="0.7", linestyle="--", linewidth=1, label="as it should be")
        for number, (name, calibration) in enumerate(calibrations.items()):
            full = [one for one in calibration.bins if one.words >= _FEWEST]
            label = f"{name}: {calibration.words} words, ECE {calibration.error:.3f}"
            lines.plot([one.confidence for one in full], [one.accuracy for one in full], marker="o", label=label)
            width = 0.8 / BINS / len(calibrations)
            left = [(at + 0.1) / BINS + number * width for at in range(BINS)]
            counts.bar(left, [one.words for one in calibration.bins], width, align="edge")
        lines.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right words")
        lines.legend(loc="upper left", frameon=False)
        counts.set(yscale="log", xlabel="confidence", ylabel="words")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
