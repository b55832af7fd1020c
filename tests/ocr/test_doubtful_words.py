"""Tesseract is shown the words in doubt, once each, and the other words stay as our own reader saw them."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from effort import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ocr.elements import Box
from ocr.readers import doubtful_words, recognise
from ocr.readers.line_reader import Glyph, LineReading, Net
from ocr.readers.recognise import Segment, own_lines, read_segments
from ocr.readers.word_boxes import spans, word_boxes
from synthesis.typesetting import fonts

TEXT = "Ban Chấp hành Trung ương đã ban hành Nghị quyết về xây dựng kết cấu hạ tầng"
WORDS = TEXT.split()
FONT = fonts.face("tinos", 14.0)
IMAGE = Image.new("L", (2600, 160), 255)
ImageDraw.Draw(IMAGE).text((60, 50), TEXT, fill=0, font=FONT)
PAGE = np.asarray(IMAGE)
SEGMENT = Segment(PAGE, Box(*(int(edge) for edge in ImageDraw.Draw(IMAGE).textbbox((60, 50), TEXT, font=FONT))))
(LINE,) = own_lines([SEGMENT])


def doubting(*words: int) -> LineReading:
    """The line as our own reader saw it, with the first letter of some words in doubt."""
    at = {spans(LINE.glyphs)[word][0] for word in words}
    glyphs = [
        dataclasses.replace(glyph, confidence=0.3) if number in at else glyph
        for number, glyph in enumerate(LINE.glyphs)
    ]
    return LineReading(tuple(glyphs), LINE.log_probs)


def unsure(letters: tuple[Glyph, ...]) -> bool:
    return min(glyph.confidence for glyph in letters) < 0.7


def shown_of(*words: int) -> list[doubtful_words.Part]:
    line = doubting(*words)
    return doubtful_words.in_doubt(PAGE, SEGMENT.box, line, word_boxes(PAGE, SEGMENT.box, line), unsure)


def text_of(part: doubtful_words.Part) -> str:
    return "".join(glyph.text for glyph in LINE.glyphs[part.start : part.stop])


def test_one_word_in_doubt_is_shown_alone():
    (part,) = shown_of(4)
    before, own, after = word_boxes(PAGE, SEGMENT.box, LINE)[3:6]
    assert text_of(part) == "ương"
    assert before.right <= part.left < own.left < own.right < part.right <= after.left


def test_neighbours_in_doubt_are_shown_together():
    assert [text_of(part) for part in shown_of(0, 1, 5)] == ["Ban Chấp", "đã"]
    assert [text_of(part) for part in shown_of(15, 16)] == ["hạ tầng"]


def test_a_line_in_doubt_is_shown_whole():
    (part,) = shown_of(*range(14))
    assert part == doubtful_words.whole(PAGE, SEGMENT.box, LINE)


@given(st.sets(st.integers(0, len(WORDS) - 1), min_size=1))
@settings(max_examples=examples(60))
def test_every_word_in_doubt_is_shown_once(words):
    parts = shown_of(*words)
    assert all(one.stop < two.start and one.right <= two.left for one, two in pairwise(parts))
    at = [spans(LINE.glyphs)[word] for word in sorted(words)]
    assert all(sum(part.start <= start and stop <= part.stop for part in parts) == 1 for start, stop in at)


@given(st.lists(st.floats(-50, 2700), min_size=len(LINE.glyphs), max_size=len(LINE.glyphs)), st.integers(0, 60))
@example([2700.0] * len(LINE.glyphs), 0)
@settings(max_examples=examples(60))
def test_wherever_letters_are_seen_there_is_something_to_show(middles, room):
    box = SEGMENT.box
    image = PAGE[:, : box.right + room]
    glyphs = [dataclasses.replace(glyph, x=x) for glyph, x in zip(doubting(3, 5, 16).glyphs, middles, strict=True)]
    line = LineReading(tuple(glyphs), LINE.log_probs)
    for part in doubtful_words.in_doubt(image, box, line, word_boxes(image, box, line), unsure):
        crop = doubtful_words.cut(image, box, part)
        assert crop.image.shape[1] > 20
        assert crop.box.intersection(Box(0, 0, *reversed(image.shape))) == crop.box.area > 0


@pytest.mark.parametrize("words", [(4,), (0,), (16,), (0, 3, 4, 16), tuple(range(0, 17, 2)), tuple(range(17))])
def test_no_word_is_lost_or_read_twice(monkeypatch, words):
    monkeypatch.setattr(recognise, "own_lines", lambda segments, **_: [doubting(*words) for _ in segments])
    (reading,) = read_segments([SEGMENT])
    assert reading.text == TEXT
    assert [stretch.second for stretch in reading.stretches if stretch.tokens]
    lefts = [word.box.left for word in reading.words]
    assert lefts == sorted(lefts)
    own = word_boxes(PAGE, SEGMENT.box, LINE)
    assert all(abs(box.left - word.box.left) < 8 for box, word in zip(own, reading.words, strict=True))
    assert all(abs(box.right - word.box.right) < 8 for box, word in zip(own, reading.words, strict=True))


@pytest.mark.parametrize(
    ("segment", "line"),
    [(dataclasses.replace(SEGMENT, net=Net.STAMPS), doubting(4)), (SEGMENT, LineReading((), LINE.log_probs))],
)
def test_what_a_stamp_says_and_what_is_no_line_is_shown_whole(monkeypatch, segment, line):
    widths = []

    def read_lines(images, _timeout):
        widths.extend(image.shape[1] / image.shape[0] for image in images)
        return [[] for _ in images]

    monkeypatch.setattr(recognise, "own_lines", lambda segments, **_: [line for _ in segments])
    monkeypatch.setattr(recognise.tesseract, "read_lines", read_lines)
    read_segments([segment])
    assert widths == [pytest.approx(19, abs=2)]
