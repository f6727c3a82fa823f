"""A day as planners write it, in figures."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from layers.recognition.cells import plain

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?)?(?:[T\s].*)?月?")

_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def iso_date(value: Any) -> str | None:
    """Date of a cell as ``YYYY-MM-DD`` (or ``YYYY-MM`` when it names no day); ``None`` if it is none."""
    text = plain(value)
    match = _DATE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        found = date(int(year), int(month), int(day or 1)).isoformat()
    except ValueError:
        return None
    return found if day else found[:7]
