"""Units that only the format of a cell shows: 0.9 that Excel shows as 0.90万平方米."""

from __future__ import annotations

import html
import re
import zipfile
from functools import cache
from typing import Any

from layers.recognition.cells import unit_base, unit_factor

_CODE = re.compile(r'formatCode="([^"]*)"')
_STYLES = "xl/styles.xml"
_NUMBER_AND_UNIT = re.compile(r"([-+]?[\d,]{1,20}(?:\.(\d{1,15}))?)(\D{1,20})")
_LAST_DIGIT = re.compile(r".*[0#?]")


def shows_units(archive: zipfile.ZipFile) -> bool:
    """Whether a workbook has a format that shows a unit which its numbers are to be multiplied by."""
    try:
        styles = archive.read(_STYLES).decode("utf-8", "replace")
    except KeyError:
        return False
    return any(unit_shown(html.unescape(code)) for code in _CODE.findall(styles))


@cache
def unit_shown(code: str) -> str:
    """Unit of area or people behind the digits of a format, where a number is so many of it; else empty.

    A format that divides what it shows (a comma behind the digits, a point put in by a sign) says nothing
    of the number itself.
    """
    first = code.partition(";")[0]
    digits = _LAST_DIGIT.match(first)
    if digits is None or "!" in first:
        return ""
    behind = first[digits.end() :]
    sign = re.sub(r"[_*].|[\"\\\\\s]", "", behind)
    if behind.startswith(",") or unit_base(sign) not in ("m2", "persons"):
        return ""
    return sign if unit_factor(sign, unit_base(sign)) != 1.0 else ""


def as_shown(value: Any, code: str) -> Any:
    """Value of a cell, a number with the unit that it is shown with."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    sign = unit_shown(code)
    return f"{value:.15g}{sign}" if sign else value


def as_written(value: float, text: str) -> float | str:
    """Value of a cell whose text is known too: with the unit behind the digits, where they are the value's.

    A text that shows the value divided, such as 0.9万㎡ of 9000, says nothing of the value itself.
    """
    found = _NUMBER_AND_UNIT.fullmatch(text.strip())
    if found is None:
        return value
    digits, decimals, sign = found[1].replace(",", ""), found[2] or "", found[3].strip()
    if unit_base(sign) not in ("m2", "persons") or unit_factor(sign, unit_base(sign)) == 1.0:
        return value
    is_value = abs(float(digits) - value) <= 0.5000001 * 10.0 ** -len(decimals)
    return f"{value:.15g}{sign}" if is_value else value
