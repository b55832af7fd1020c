"""What reading needs of the trueocr package is there, and does what it is needed for."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from importlib import metadata

import numpy as np
import pytest

PARTS = "ocr.trueocr_parts"


def imported() -> list[tuple[str, str]]:
    """The names that the one module that knows trueocr imports of it; read, not run: it may no longer run."""
    spec = importlib.util.find_spec(PARTS)
    assert spec is not None and spec.loader is not None
    source = spec.loader.get_source(PARTS)  # type: ignore[attr-defined]
    return [
        (node.module, name.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("trueocr")
        for name in node.names
    ]


@pytest.mark.parametrize(("module", "name"), [*imported(), ("trueocr", "__version__")])
def test_the_installed_trueocr_has_each_part(module: str, name: str) -> None:
    version = metadata.version("trueocr")
    try:
        found = hasattr(importlib.import_module(module), name)
    except ImportError:
        found = False
    assert found, f"trueocr {version} has no {module}.{name}; ocr/trueocr_parts.py says what it is needed for"


@pytest.mark.parametrize("method", ["detect", "_detect_at"])
def test_its_page_engine_has_the_methods_of_the_detector(method: str) -> None:
    from trueocr.page import PageEngine

    assert callable(getattr(PageEngine, method, None)), f"trueocr's PageEngine has no {method} any more"


@pytest.mark.parametrize("file", ["det.onnx", "orient.onnx", "rec.onnx", "meta.json"])
def test_its_models_lie_in_the_wheel(file: str) -> None:
    from ocr.trueocr_parts import MODELS

    assert (MODELS / file).is_file(), f"trueocr's wheel holds no models/{file} any more"


def test_the_detector_finds_a_row_where_it_stands_in_pixels_of_the_page() -> None:
    from ocr.trueocr_parts import PageDetector

    page = np.full((1200, 900), 255, np.uint8)
    for left in range(200, 700, 24):  # strokes as of letters, 20 pixels high
        page[600:620, left : left + 10] = 0
    detector = PageDetector()
    for found in (detector.detect(page), detector.detect_at(page, detector.long_side)):
        assert found.shape == (1, 5)
        left, top, right, bottom, score = found[0].tolist()
        assert abs(left - 200) < 30 and abs(right - 690) < 30
        assert top < 610 < bottom and bottom - top < 60
        assert 0.5 < score <= 1


def test_line_images_are_cut_as_the_readers_were_taught() -> None:
    from ocr.trueocr_parts import crop_line, is_dark_line, pad_batch, width_batches

    page = np.full((200, 400), 255, np.uint8)
    page[95:105, 100:300] = 0
    box = (100, 80, 300, 120)
    ink = crop_line(page, box, window=3, max_width=1600, pad_y=0.2, pad_x=0.3)
    # The line with as much of the page above and below, 32 pixels each; ink is 1.
    assert ink.shape[0] == 96
    assert ink[40:56].max() == 1 and ink[:32].max() == ink[64:].max() == 0
    assert not is_dark_line(page, box) and is_dark_line(255 - page, box)
    assert np.allclose(crop_line(255 - page, box, window=3, pad_y=0.2, pad_x=0.3), ink, atol=0.01)
    tensor, widths = pad_batch([ink, ink[:, :40]])
    assert tensor.shape[:3] == (2, 1, 96) and tensor.shape[3] >= ink.shape[1]
    assert widths.tolist() == [ink.shape[1], 40] and not tensor[1, 0, :, 40:].any()
    assert sorted(index for batch in width_batches([40, 900, 50], max_batch=16) for index in batch) == [0, 1, 2]


def test_a_session_answers_on_one_thread() -> None:
    from ocr.trueocr_parts import MODELS, ORIENT_SIDE, VERTICAL, orient_input, session

    seen = orient_input(np.full((ORIENT_SIDE, ORIENT_SIDE // 2), 255, np.uint8))
    orient = session(MODELS / "orient.onnx", 1)
    shares = orient.run(None, {"x": seen[None, None]})[0][0]
    assert orient.get_session_options().intra_op_num_threads == 1
    assert len(shares) == VERTICAL + 1 and shares.sum() == pytest.approx(1, abs=1e-4)
