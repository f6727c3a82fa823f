"""A day as planners write it, in figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from layers.recognition.cells import plain

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?(?:[T\s].*)?月?")

_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_FIRST_DAY, _FIRST_SERIAL, _LAST_SERIAL = date(1899, 12, 30), 31048, 55153  # 1985 to 2050
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def serial_day(text: str) -> date | None:
    """Day of a number that a spreadsheet keeps for it, where its cell lost the format of a day."""
    if not _SERIAL.fullmatch(text) or not _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return None
    return _FIRST_DAY + timedelta(days=int(float(text)))


def iso_date(value: Any) -> str | None:
    """Date of a cell as ``YYYY-MM-DD`` (or ``YYYY-MM`` when it names no day); ``None`` if it is none."""
    text = plain(value)
    match = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        day_kept = serial_day(text)
        return day_kept.isoformat() if day_kept is not None else None
    year, month, day = match.groups()
    try:
        found = date(int(year), int(month), int(day or 1)).isoformat()
    except ValueError:
        return None
    return found if day else found[:7]
