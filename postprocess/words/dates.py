"""Dates as digits to days of the calendar."""

from __future__ import annotations

import datetime as dt
import re


def iso_day(match: re.Match[str]) -> str:
    """Return `yyyy-mm-dd` of a date's `day`, `month` and `year`; "" if the calendar has no such day."""
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        return dt.date(year, int(match["month"] or 0), int(match["day"] or 0)).isoformat()
    except ValueError:
        return ""
