"""The parts of official form that are no running text: header, title, recipients and signatures.

Sizes and positions: HD05 Phụ lục 1 and 2 for the Party, NĐ30 phụ lục I for the State.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from synthesis.form import Appendix, Copy, Document, Form, Signer, dated
from synthesis.truth import LineKind
from synthesis.typesetting.rows import (
    LEFT,
    MM,
    POINT,
    RIGHT,
    Face,
    Font,
    Row,
    Rule,
    SetLine,
    balanced,
    centred,
    place,
    tokens,
    width,
    wrap,
)

THIN = 0.3 * MM
"""Thickness of a rule under a header or title."""
SIGNING_ROOM = 26 * MM
"""Left free between position and name for signature and seal."""

Words = list[tuple[str, Font]]


def _underline(middle: float, length: float, y: float) -> Rule:
    return Rule(middle - length / 2, y, middle + length / 2, y + THIN)


def header(document: Document, face: Face) -> Row:
    """Set the two columns at the head of page one: issuer and number left, Party or State title and date right."""
    party = document.form is Form.PARTY
    big = face.sized(14 if party else 12.5)
    step = 17.5 * POINT
    left_middle, right_middle = (LEFT + 34 * MM, RIGHT - 41 * MM) if party else (LEFT + 26 * MM, RIGHT - 51 * MM)
    column = 2 * (left_middle - LEFT) + 8 * MM
    rules: list[Rule] = []

    left: list[tuple[Words, float]] = []
    y = step * 0.8
    for bold, lines in ((False, document.issuer_parent), (True, document.issuer)):
        for line in lines:
            left.append((list(tokens(line, big, bold=bold)), y))
            y += step
    if party:
        left.append((list(tokens("*", big)), y + 1.5 * POINT))
        y += step * 0.95
    else:
        rules.append(_underline(left_middle, width(left[-1][0]) * 0.45, y - step + 4 * POINT))
        # The date beside the number stands below both lines of the State's title.
        y = max(y + 6 * POINT, step * 2.8)
    number_y = y
    left.append((list(tokens(document.reference, face.sized(14 if party else 13))), y))
    y += step
    if document.draft:
        left.append((list(tokens(document.draft, face.sized(14), italic=True)), y))
        y += step
    if document.letter:
        small = face.sized(12)
        subject = list(tokens(document.title, small, italic=party))
        for words in balanced(subject, column):
            left.append((words, y))
            y += 14.5 * POINT
    bottom_left = y

    y = step * 0.8
    right: list[tuple[Words, float]] = []
    if party:
        words = list(tokens("ĐẢNG CỘNG SẢN VIỆT NAM", face.sized(15), bold=True))
        right.append((words, y))
        rules.append(_underline(right_middle, width(words), y + 4.5 * POINT))
    else:
        right.append((list(tokens("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", face.sized(12.5), bold=True)), y))
        words = list(tokens("Độc lập - Tự do - Hạnh phúc", face.sized(13.5), bold=True))
        right.append((words, y + step))
        rules.append(_underline(right_middle, width(words), y + step + 4.5 * POINT))
    right.append((list(tokens(document.dated, face.sized(14 if party else 13), italic=True)), number_y))

    # Long lines give up the column's middle before they leave the margins.
    lines_ = []
    for words, y in left:
        middle = max(left_middle, LEFT + width(words) / 2)
        lines_.append(SetLine(LineKind.HEADER_LEFT, centred(words, middle, y)))
    for words, y in right:
        middle = min(right_middle, RIGHT - width(words) / 2)
        lines_.append(SetLine(LineKind.HEADER_RIGHT, centred(words, middle, y)))
    return Row(max(bottom_left, number_y + step) - step * 0.8, tuple(lines_), tuple(rules), part="header", keep=True)


def title(document: Document, face: Face) -> Iterator[Row]:
    """Set type, author and title, closed by hyphens or a rule, then `Kính gửi:` with the addressees, if any."""
    middle, step = (LEFT + RIGHT) / 2, 19 * POINT

    def centre(words: Words, space: float = 0.0) -> Row:
        line = SetLine(LineKind.TITLE, centred(words, middle, step * 0.8))
        return Row(step, (line,), space=space, part="title", keep=True)

    if not document.letter:
        yield from _titled(document, face, centre)
    if document.addressees:
        yield from _addressees(document, face)


def _titled(document: Document, face: Face, centre: Callable[..., Row]) -> Iterator[Row]:
    middle = (LEFT + RIGHT) / 2
    yield centre(list(tokens(document.doc_type, face.sized(16), bold=True)), 7 * MM)
    for line in document.author:
        yield centre(list(tokens(line, face.sized(14), bold=True)))
    for words in balanced(list(tokens(document.title, face.sized(14), bold=True)), (RIGHT - LEFT) * 0.86):
        yield centre(words)
    if document.hyphens:
        yield centre(list(tokens("-----", face.sized(14))))
    else:
        yield Row(4 * MM, (), (_underline(middle, 32 * MM, 1.5 * MM),), part="title", keep=True)


def _addressees(document: Document, face: Face) -> Iterator[Row]:
    party, step = document.form is Form.PARTY, 19 * POINT
    salute: Words = list(tokens("Kính gửi:", face.sized(14), italic=party))
    x = LEFT + 38 * MM
    first, *rest = document.addressees
    if not rest:
        words = [*salute, *tokens(first, face.sized(14))]
        line = SetLine(LineKind.TITLE, centred(words, (LEFT + RIGHT) / 2, step * 0.8))
        yield Row(step, (line,), space=7 * MM, part="title", keep=True)
        return
    for number, addressee in enumerate(document.addressees):
        words = [*(salute if number == 0 else []), *tokens(addressee, face.sized(14))]
        at = x if number == 0 else x + width(salute) + salute[-1][1].getlength(" ")
        line = SetLine(LineKind.TITLE, place(words, at, step * 0.8))
        yield Row(step, (line,), space=0 if number else 7 * MM, part="title", keep=True)


def _recipients(document: Document, face: Face, top: float) -> tuple[list[SetLine], list[Rule], float]:
    party = document.form is Form.PARTY
    small, step = face.sized(12 if party else 11), 14 * POINT
    head = list(tokens("Nơi nhận:", face.sized(14 if party else 12), bold=not party, italic=not party))
    y = top + 14 * POINT
    lines = [SetLine(LineKind.RECIPIENTS, place(head, LEFT, y))]
    rules = [Rule(LEFT, y + 3 * POINT, LEFT + width(head), y + 3 * POINT + THIN)] if party else []
    for text in document.recipients:
        y += step
        lines.append(SetLine(LineKind.RECIPIENTS, place(list(tokens(text, small)), LEFT, y)))
    return lines, rules, y + step / 2


def signing(document: Document, face: Face) -> tuple[Row, tuple[tuple[float, float], ...]]:
    """Set recipients and signature blocks as one row.

    Returns:
        The row and, block by block, the middle of the room left for a signature, y from the top of the row.
    """
    big, step = face.sized(14), 17 * POINT
    count = len(document.signers)
    middles = [RIGHT - 38 * MM] if count == 1 else [LEFT + (RIGHT - LEFT) * (n + 0.5) / count for n in range(count)]
    lines: list[SetLine] = []
    rooms: list[tuple[float, float]] = []
    bottom = 0.0
    for signer, middle in zip(document.signers, middles, strict=True):
        y = 14 * POINT
        plain = document.form is Form.PARTY
        for bold, texts in ((True, signer.authority), (not plain or not signer.authority, signer.position)):
            for text in texts:
                lines.append(SetLine(LineKind.SIGNATURE, centred(list(tokens(text, big, bold=bold)), middle, y)))
                y += step
        rooms.append((middle, y - step + SIGNING_ROOM * 0.55))
        y += SIGNING_ROOM
        name = centred(list(tokens(signer.name, big, bold=True)), middle, y)
        lines.append(SetLine(LineKind.SIGNATURE, name))
        bottom = max(bottom, y + step / 2)
    rules: list[Rule] = []
    if document.recipients:
        listed, rules, end = _recipients(document, face, 0.0 if count == 1 else bottom + 4 * MM)
        lines = [*listed, *lines] if count == 1 else [*lines, *listed]
        bottom = max(bottom, end)
    return Row(bottom, tuple(lines), tuple(rules), space=8 * MM, part="signature"), tuple(rooms)


def appendix(part: Appendix, face: Face) -> Iterator[Row]:
    """Set the head of an appendix, centred at the top of a new page."""
    middle, step = (LEFT + RIGHT) / 2, 19 * POINT
    heads = (
        (part.label, face.sized(14), True, False),
        (part.title, face.sized(14), True, False),
        (part.attached, face.sized(14), False, True),
    )
    opens = True
    for text, sized, bold, italic in heads:
        for words in (
            balanced(list(tokens(text, sized, bold=bold, italic=italic)), (RIGHT - LEFT) * 0.86) if text else ()
        ):
            line = SetLine(LineKind.APPENDIX, centred(words, middle, step * 0.8))
            yield Row(step, (line,), keep=True, part="appendix", opens=opens)
            opens = False


def copied(copy: Copy, face: Face) -> Iterator[Row]:
    """Set a copier's lower header under a rule across the page, and the signature below."""
    step, middle = 17.5 * POINT, LEFT + 34 * MM
    left = [(copy.org, 14.0, True), ("*", 14.0, False), (f"Số {copy.number}-{copy.symbol}", 14.0, False)]
    lines = [
        SetLine(LineKind.COPY, centred(list(tokens(text, face.sized(size), bold=bold)), middle, step * (n + 1.2)))
        for n, (text, size, bold) in enumerate(left)
    ]
    words = list(tokens(dated(copy.place, copy.date), face.sized(14), italic=True))
    lines.append(SetLine(LineKind.COPY, centred(words, RIGHT - width(words) / 2, step * 3.2)))
    words = list(tokens(copy.kind, face.sized(14), bold=True))
    lines.append(SetLine(LineKind.COPY, centred(words, (LEFT + RIGHT) / 2, step * 4.6)))
    rule = Rule(LEFT, 0, RIGHT, THIN * 2)
    yield Row(step * 5.4, tuple(lines), (rule,), space=6 * MM, keep=True, part="copy")
    yield second_hand(copy.signer, face)


def second_hand(signer: Signer, face: Face) -> Row:
    """Set the signature of a copier or confirmer on the right half."""
    step, middle, room = 17 * POINT, RIGHT - 42 * MM, 80 * MM
    lines, y = [], 14 * POINT
    for bold, texts in ((True, signer.authority), (False, signer.position)):
        for text in texts:
            for words in wrap(list(tokens(text, face.sized(14), bold=bold)), room):
                lines.append(SetLine(LineKind.COPY, centred(words, middle, y)))
                y += step
    y += SIGNING_ROOM
    lines.append(SetLine(LineKind.COPY, centred(list(tokens(signer.name, face.sized(14), bold=True)), middle, y)))
    return Row(y + step / 2, tuple(lines), space=4 * MM, part="copy")
