"""The component `dates`: dates with their ISO form, periods with their years or their term."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from postprocess.tagging.spans import anchors, tag, text

# The Party was founded in 1930; documents cite older days (7/11/1917), none before the century.
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100
_NUMBERS: Final = re.compile(r"\d+")
_TERM: Final = re.compile(r"\b[IVXL]{1,6}\b")


def iso_date(printed: str) -> str:
    """Return `yyyy-mm-dd` of a printed date, `yyyy-mm` of a month; "" if the calendar has no such day."""
    numbers = [int(number) for number in _NUMBERS.findall(printed)]
    if len(numbers) not in (2, 3) or not _FIRST_YEAR <= numbers[-1] <= _LAST_YEAR:
        return ""
    try:
        day = dt.date(numbers[-1], numbers[-2], numbers[0] if len(numbers) == 3 else 1)
    except ValueError:
        return ""
    return day.isoformat() if len(numbers) == 3 else f"{day:%Y-%m}"


class Dates:
    """Keeps of the ruler's dates those that the calendar has: what is misread is no date."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag DATE with its ISO form, PERIOD with `from` and `to`, or `term`."""
        last = 0
        for span in anchors(doc, "DATE"):
            whole = span.start >= last and not (span.id_ == "month" and text(doc, span.start - 1).isdigit())
            iso = iso_date(span.text) if whole else ""
            if iso:
                tag(doc, "DATE", span.start, span.end, {"iso": iso})
                last = span.end
        last = 0
        for span in anchors(doc, "PERIOD"):
            years = [year for year in _NUMBERS.findall(span.text) if len(year) == 4]
            if span.start < last or (len(years) == 2 and years[0] > years[1]):
                continue
            term = _TERM.search(span.text)
            parts = {"term": term.group() if term else ""}
            if len(years) == 2:
                parts |= {"from": years[0], "to": years[1]}
            tag(doc, "PERIOD", span.start, span.end, parts)
            last = span.end
        return doc
