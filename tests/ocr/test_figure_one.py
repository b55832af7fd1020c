"""The figure 1 alone, told from the letter I by its flag."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.elements import Box, Word
from ocr.readers import figure_one, vote
from ocr.readers.line_reader import Glyph, LineReading
from ocr.readers.recognise import Reading
from ocr.readers.tesseract import Token
from synthesis.typesetting import fonts


def drawn(text: str, family: str = "tinos") -> tuple[np.ndarray, Box]:
    font = fonts.face(family, 28.0)
    image = Image.new("L", (400, 120), 255)
    ImageDraw.Draw(image).text((100, 30), text, fill=0, font=font)
    return np.asarray(image), Box(*(round(edge) for edge in ImageDraw.Draw(image).textbbox((100, 30), text, font=font)))


def as_read(own: str, other: str, box: Box, confidence: float = 0.9) -> Reading:
    glyphs = tuple(Glyph(letter, box.left + 9.0 * at, at, 0.97) for at, letter in enumerate(own))
    stretch = vote.Stretch((Token(other, box, confidence),), glyphs)
    line = LineReading(glyphs, np.zeros((len(own), 3), np.float32))
    return Reading(box, (Word(own, box, 0.5),), 0.0, confidence, (stretch,), line)


@pytest.mark.parametrize(
    ("printed", "own", "other"), [("1", "I", "|"), ("1", "l", "1"), ("11", "II", "11"), ("1", "I", "l")]
)
def test_a_flag_makes_a_stroke_a_one(printed: str, own: str, other: str) -> None:
    image, box = drawn(printed)
    told = figure_one.told(as_read(own, other, box), image)
    assert (told.text, told.agreement) == (printed, 1.0)
    assert [a.text for a in told.words[0].alternatives] == [own]
    assert told.words[0].confidence < 0.9


@pytest.mark.parametrize("family", ["tinos", "arimo", "noto-serif"])
@pytest.mark.parametrize(
    ("printed", "own", "other"), [("I", "I", "|"), ("II", "II", "ll"), ("|", "I", "|"), ("I", "I", "I")]
)
def test_letters_and_rules_stay_what_they_are(family: str, printed: str, own: str, other: str) -> None:
    if printed == "|" and fonts.lacks(fonts.face(family, 28.0), "|"):
        pytest.skip("no such sign in the typeface")
    image, box = drawn(printed, family)
    reading = as_read(own, other, box)
    assert figure_one.told(reading, image) is reading


@pytest.mark.parametrize(("own", "other"), [("1", "1"), ("I1a", "I1a"), ("II", "1"), ("1111", "1111"), ("I", "")])
def test_nothing_else_is_touched(own: str, other: str) -> None:
    image, box = drawn("1")
    reading = as_read(own, other, box)
    assert figure_one.told(reading, image) is reading


def test_an_empty_place_has_no_strokes() -> None:
    reading = as_read("I", "l", Box(10, 10, 20, 40))
    assert figure_one.told(reading, np.full((60, 60), 255, np.uint8)) is reading
