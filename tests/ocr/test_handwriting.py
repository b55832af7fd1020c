"""What a pen wrote is a place on the page, and no text."""

from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box, Stamp, StampKind, Word
from ocr.layout import handwriting
from ocr.readers.recognise import Reading

SIGNATURE = Box(700, 1400, 1000, 1500)


def reading(text: str, box: Box, agreement: float) -> Reading:
    return Reading(box, (Word(text, box, 0.5),), agreement, 0.5, ())


def test_only_what_is_surely_seen_is_handwriting() -> None:
    unsure = Spot(InkClass.HANDWRITING, Box(0, 0, 40, 40), 0.7)
    spots = [Spot(InkClass.HANDWRITING, SIGNATURE, 0.9), unsure, Spot(InkClass.SEAL, SIGNATURE, 1)]
    assert handwriting.strokes(spots, [], []) == [SIGNATURE]


def test_what_is_written_into_a_stamp_is_the_stamps_own() -> None:
    around = Box(650, 1350, 1100, 1550)
    spots = [Spot(InkClass.HANDWRITING, SIGNATURE, 0.9)]
    assert handwriting.strokes(spots, [Stamp(StampKind.INCOMING, around, (), 0.9)], []) == []
    assert handwriting.strokes(spots, [Stamp(StampKind.SEAL, around, (), 0.9)], []) == [SIGNATURE]


def test_pieces_of_a_signature_are_one_with_it() -> None:
    piece = Box(980, 1420, 1010, 1450)
    assert handwriting.strokes([Spot(InkClass.HANDWRITING, SIGNATURE, 0.9)], [], [Box(750, 1420, 790, 1450)]) == [
        SIGNATURE
    ]
    assert len(handwriting.strokes([Spot(InkClass.HANDWRITING, SIGNATURE, 0.9)], [], [piece])) == 2


def test_a_letter_on_a_signature_is_a_stroke_of_it_unless_both_readers_see_it() -> None:
    inside = Box(750, 1420, 790, 1450)
    stroke, print_, name = (
        reading("2", inside, 0.3),
        reading("NG", inside, 1.0),
        reading("Hoàng", inside, 0.3),
    )
    assert handwriting.without_strokes([stroke, print_, name], [SIGNATURE]) == [print_, name]
