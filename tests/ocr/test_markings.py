"""Marks of secrecy that lie on a stamp, of one colour or of two: read apart from it, and nothing made of letters."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
from effort import soak

import synthesis
from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box, StampKind, Word
from ocr.image.geometry import Frame
from ocr.read import read_page
from ocr.readers.recognise import Reading
from ocr.sources.page_image import PageImage
from ocr.stamps import markings, naming
from ocr.stamps.ink import Cut
from postprocess.secrecy import find_markings
from postprocess.words.secrecy_words import Sight
from synthesis.form import Ink, Over

PER_MM = 8.0


def framed(*frames: tuple[int, int, int, int]) -> np.ndarray:
    """Return a stamp's ink, 60 by 30 mm: its own frame, a label, and frames within it, in millimetres."""
    image = np.full((240, 480), 255, np.uint8)
    for left, top, right, bottom in ((0, 0, 59, 29), *frames):
        corners = [(round(x * PER_MM), round(y * PER_MM)) for x, y in ((left, top), (right, bottom))]
        cv2.rectangle(image, *corners, 0, 4)
    cv2.putText(image, "CONG VAN DEN", (60, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 6)
    return image


def test_the_frame_of_a_mark_is_found_across_letters() -> None:
    (found,) = markings.frames(framed((20, 10, 38, 18)), PER_MM)
    expected = Box(160, 80, 304, 144)
    assert found.intersection(expected) > 0.85 * max(found.area, expected.area)


def test_a_stem_taken_for_a_side_does_not_cut_the_frame() -> None:
    image = framed((10, 10, 48, 18))
    cv2.line(image, (240, 92), (240, 136), 0, 5)
    image[80:144, 78:84] = 255  # the left side is worn away
    whole = max(markings.frames(image, PER_MM), key=lambda box: box.width)
    assert abs(whole.left - 80) <= 2.5 * PER_MM and abs(whole.right - 384) <= PER_MM


@pytest.mark.parametrize("frame", [(20, 8, 38, 24), (20, 10, 28, 18)], ids=["too high", "too narrow"])
def test_other_frames_are_none(frame: tuple[int, int, int, int]) -> None:
    assert markings.frames(framed(frame), PER_MM) == []
    assert markings.frames(framed(), PER_MM) == []


def stamped(stamp: Ink, mark: str, wear: str) -> PageImage:
    document = synthesis.load("ket-luan-kinh-te-nong-nghiep")
    assert document.incoming
    incoming = dataclasses.replace(document.incoming, ink=stamp, over=Over.HEADER)
    document = dataclasses.replace(document, secrecy=mark, urgency="", incoming=incoming)
    return PageImage(1, synthesis.make_page(document, 0, wear=wear, dpi=150, seed=77004).image, 150, "made")


@pytest.mark.parametrize(
    ("stamp", "wear"), [(Ink.BLUE, "aged"), soak(Ink.BLUE, "office"), (Ink.BLACK, "office"), soak(Ink.RED, "phone")]
)
def test_a_mark_on_a_stamp_is_seen(stamp: Ink, wear: str) -> None:
    page = read_page(stamped(stamp, "TỐI MẬT", wear))
    assert next(mark.normal for mark in find_markings([page])) == "tối mật"
    assert [one.kind for one in page.stamps].count(StampKind.INCOMING) == 1


@pytest.mark.parametrize("stamp", [Ink.BLUE, soak(Ink.RED)])
def test_no_mark_is_made_of_a_stamps_own_words(stamp: Ink) -> None:
    page = read_page(stamped(stamp, "", "office"))
    kinds = {one.kind for one in page.stamps}
    assert StampKind.INCOMING in kinds and not kinds & {StampKind.SECRECY, StampKind.URGENCY}
    assert not [mark for mark in find_markings([page]) if mark.sight is Sight.MARKING]


def named(name: str, sureness: float, said: str) -> StampKind | None:
    """Return what a row read poorly is taken for where a spot of that name was seen; None for no stamp."""
    box = Box(100, 100, 260, 170)
    frame = Frame(np.eye(3), (1240, 1754), (1240, 1754))
    seen = Cut(box, frame, (), True, Spot(name, box, sureness))
    words = tuple(Word(word, box, 0.4) for word in said.split())
    stamp = naming.name(seen, [Reading(box, words, 0.3, 0.3, ())])
    return stamp.kind if naming.is_believed(stamp, seen) else None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("TỐI MẬT", StampKind.SECRECY),
        ("TỐMẬT", StampKind.SECRECY),
        ("HOẢ TỐC", StampKind.URGENCY),
        ("KHÁNH", None),
        ("Khán:", None),
        ("Mật", None),
        ("VĂN PHÒNG", None),
    ],
)
def test_what_may_be_a_mark_is_one_of_secrecy_by_likeness_of_urgency_to_the_letter(
    said: str, kind: StampKind | None
) -> None:
    assert named(InkClass.MARKING, 0.95, said) is kind


@pytest.mark.parametrize(("said", "kind"), [("MẬT", StampKind.SECRECY), ("MẬY", None), ("Số MẬT", None)])
def test_a_mark_seen_unsurely_and_read_poorly_is_one_if_it_says_so_to_the_letter(
    said: str, kind: StampKind | None
) -> None:
    assert named(InkClass.WORDS, 0.7, said) is kind
