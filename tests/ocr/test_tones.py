"""The second look at tones: what it sees, what it leaves alone, and that it reads better than one look does."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ocr.elements import Box
from ocr.readers import line_reader, tones
from postprocess.words.orthography import strip_diacritics
from training.reader.lines import made_lines

# Words in which a tone on a circumflex tells one from another; and a name, since blocks have signatures too.
WORDS = """
    số sổ tổ tố đồng đổng đống thế thể thề bền bến bển cấp cẩn cần kiều kiểu phố phổ việc tiến tiền tiễn cố cổ cỗ
"""
SIGNED = "Đồng chí Nguyễn Văn Cổn, Trần Thế Bền và Lê Thị Số."


@pytest.mark.parametrize(("vowel", "tone"), [("a", 0), ("ậ", 0), ("ề", 1), ("Ố", 2), ("ử", 3), ("ỹ", 4), ("Ị", 0)])
def test_every_vowel_has_a_class_and_six_kin(vowel: str, tone: int) -> None:
    kin = tones.families()[vowel]
    assert tones.tone(vowel) == tone
    assert (len(kin), len({strip_diacritics(letter) for letter in kin})) == (6, 1)


@given(st.data())
def test_what_is_seen_has_one_size_wherever_the_line_lies(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(8, 200)), data.draw(st.integers(8, 300))
    grey = np.full((height, width), 255, np.uint8)
    left, top = data.draw(st.integers(0, width - 2)), data.draw(st.integers(0, height - 2))
    box = Box(left, top, data.draw(st.integers(left + 1, width)), data.draw(st.integers(top + 1, height)))
    middles = data.draw(st.lists(st.floats(box.left - box.height, box.right + box.height), min_size=1, max_size=5))
    seen = tones.windows(grey, box, middles)
    assert seen.shape == (len(middles), tones.HEIGHT, tones.WIDTH)
    assert seen.min() == 255


def test_a_letter_stands_in_the_middle_of_what_is_seen() -> None:
    grey = np.full((200, 900), 255, np.uint8)
    grey[80:120, 500:520] = 0
    (seen,) = tones.windows(grey, Box(100, 76, 800, 124), [510.0])
    columns = np.flatnonzero((seen < 128).any(axis=0))
    assert abs(columns.mean() - tones.WIDTH / 2) < 1.5


def test_only_kin_share_anew_and_keep_what_they_had_together() -> None:
    rng = np.random.default_rng(1)
    log_probs = np.log(rng.dirichlet(np.ones(20), 9)).astype(np.float32)
    columns = (3, 7, 8, 11, 12, 19)
    grey = np.full((60, 200), 255, np.uint8)
    settled = tones.settle(log_probs, grey, Box(10, 10, 190, 50), [tones.Vowel(2, 5, 3, 80.0, columns)])
    others = [column for column in range(20) if column not in columns]
    assert np.array_equal(settled[:, others], log_probs[:, others])
    assert np.array_equal(np.delete(settled, [2, 3, 4], axis=0), np.delete(log_probs, [2, 3, 4], axis=0))
    together = np.logaddexp.reduce(log_probs[:, columns].astype(float), axis=1)
    assert np.allclose(np.logaddexp.reduce(settled[:, columns].astype(float), axis=1), together, atol=1e-4)


def misread_tones(read: str, printed: str) -> int:
    steps = Levenshtein.opcodes(strip_diacritics(read), strip_diacritics(printed))
    return sum(
        a != b
        for step in steps
        if step.tag == "equal"
        for a, b in zip(read[step.src_start : step.src_end], printed[step.dest_start : step.dest_end], strict=True)
    )


def test_marks_on_a_circumflex_are_read_better_with_the_look_than_without() -> None:
    rng = random.Random(5)
    paragraphs = [*(" ".join(rng.choices(WORDS.split(), k=40)) for _ in range(60)), SIGNED]
    wrong = {True: 0, False: 0}
    for line in itertools.islice(made_lines(paragraphs, 77, line_reader.alphabet(), crossed=0), 120):
        for look in wrong:
            (reading,) = line_reader.read_lines([(line.image, line.box)], look=look)
            wrong[look] += misread_tones(reading.text, line.text)
    assert wrong[False] > 40
    assert wrong[True] < 0.8 * wrong[False]
