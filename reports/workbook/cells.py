"""What may stand in a cell, and the one way it gets there."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from models.findings.numbers import most_decimals, unit_name
from models.kernel.text import Lang, has_text, t
from models.rules.said import FRACTION_DECIMALS
from reports.words import shown_unit


class Empty(Enum):
    """A number that is not known: said in words, and never zero."""

    NO_DATA = "nodata"


NO_DATA = Empty.NO_DATA


@dataclass(frozen=True)
class Formula:
    """A live formula, and the program's own number for it.

    The number is written beside the formula, so that readers which compute nothing show it too; ``None`` is
    the empty text.
    """

    text: str
    value: float | int | str | None


def live(text: str, made: float | None, value: float | None) -> CellValue:
    """A formula where what it computes is the program's number, else that number itself.

    Parameters
    ----------
    made
        What a spreadsheet makes of the formula; ``None`` if it lacks a cell.
    value
        The program's number; ``None`` for no data.
    """
    if value is None:
        return Empty.NO_DATA
    if made is not None and math.isclose(made, value, rel_tol=1e-12, abs_tol=1e-12):
        return Formula(text, value)
    return value


@dataclass(frozen=True)
class Measured:
    """A number that carries its unit, for columns of unlike numbers.

    Parameters
    ----------
    formula
        What the cell holds instead of the number itself.
    prefix
        Sign before the number, such as that of a target.
    zero
        Words instead of zero, where zero has words of its own.
    is_factor
        A ratio that something is multiplied by: 1.4 times, not 140 %.
    """

    value: float | None
    unit: str
    signed: bool = False
    exact: bool = False
    formula: str = ""
    prefix: str = ""
    zero: str = ""
    is_factor: bool = False


CellValue = str | float | int | date | Formula | Measured | Empty | None

Format = Literal["text", "count", "area", "ratio", "share", "minutes", "number", "degrees", "metres", "date"]

NUMBER_FORMATS: dict[Format, str] = {
    "text": "@",
    "count": "#,##0",
    "area": "#,##0",
    "ratio": "#,##0.00",
    "share": "0.0%",
    "minutes": "0.0",
    "number": "#,##0",  # with as many decimals as the number has
    "degrees": "0.000000",
    "metres": "0.00",
    "date": "yyyy-mm-dd",
}

_MOST_DECIMALS = 3
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def number_format(kind: Format, value: object) -> str:
    """Number format of a kind; columns of unlike numbers show the decimals that each number has."""
    if kind != "number" or not is_number(value):
        return NUMBER_FORMATS[kind]
    assert isinstance(value, (int, float))
    places = min(_MOST_DECIMALS, decimals_of(value))
    return NUMBER_FORMATS[kind] + ("." + "0" * places if places else "")


def literal(text: str) -> str:
    """Text such that no spreadsheet takes ``_x0041_`` in it for an escaped letter."""
    return _ESCAPED.sub("_x005F_", text) if "_x" in text else text


def is_number(value: object) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def decimals_of(value: float, *, exact: bool = False) -> int:
    """Decimals that show three significant figures (or all, up to six), but none that the number has not.

    >>> [decimals_of(value) for value in (1.8249, 71.449, 12463.2, 0.0, 3.0, 0.38, 0.008)]
    [2, 1, 0, 0, 0, 2, 3]
    """
    if value == 0 or not math.isfinite(value):
        return 0
    most = max(0, 2 - math.floor(math.log10(abs(value))))
    if exact:
        is_fraction = not math.isclose(value, round(value, 6), rel_tol=1e-12)  # 9/7 has no end
        most = FRACTION_DECIMALS if is_fraction else 6
    places = min(most, 8)
    while places > 0 and math.isclose(round(value, places - 1), value, rel_tol=1e-9):
        places -= 1  # a number that has no more decimals: 0.38, 2.5
    return places


def _unit_after(measured: Measured, lang: Lang) -> str:
    """Word after a number. Percentages differ by points: 20 % to 25 % is not 5 % more."""
    if measured.signed and measured.unit == "percent":
        return t("workbook.head.points", lang)
    if measured.signed and abs(measured.value or 0.0) == 1 and has_text(f"unit_one.{measured.unit}"):
        return t(f"unit_one.{measured.unit}", lang)
    return "%" if _is_share(measured) else unit_name(measured.unit, lang)


def _unit_after_one(measured: Measured, lang: Lang) -> str:
    """Word after a one where it is another: one place. A difference has no room for it in its format."""
    key = f"unit_one.{measured.unit}"
    has_own = not measured.signed and not _places(measured) and has_text(key)
    return t(key, lang) if has_own else _unit_after(measured, lang)


def _is_share(measured: Measured) -> bool:
    return measured.unit == "share" or (shown_unit(measured.unit) == "share" and not measured.is_factor)


def _places(measured: Measured) -> int:
    value = measured.value or 0.0
    places = decimals_of(100 * value if _is_share(measured) else value, exact=measured.exact)
    return places if measured.exact else min(places, most_decimals(value, measured.unit))


def measured_format(measured: Measured, lang: Lang) -> str:
    """Number format that shows a number with its unit, once."""
    places, word = _places(measured), _unit_after(measured, lang).replace('"', "")
    decimals = "." + "0" * places if places else ""
    if _is_share(measured):
        body = f"0{decimals} %"
    else:
        body = f"#,##0{decimals}" + (f'" {word}"' if word else "")
    if measured.prefix:
        if (measured.value or 0.0) < 0:  # else the sign would stand before the words
            return f'"{measured.prefix} "{body};"{measured.prefix} "-{body}'
        body = f'"{measured.prefix} "{body}'
    one = _unit_after_one(measured, lang).replace('"', "")
    if one != word and word:  # a spreadsheet says so as long as the cell holds a one
        body = f"[=1]{body.replace(word, one)};{body}"
    if measured.zero:  # a spreadsheet says it as long as the cell holds a zero
        return f'[=0]"{measured.zero}";{body}'
    if measured.prefix or not measured.signed:
        return body
    return f"+{body};-{body};{body}"


def measured_text(measured: Measured, lang: Lang) -> str:
    """A number with its unit as its format shows it; empty for no data."""
    if measured.value is None:
        return ""
    if measured.zero and measured.value == 0:
        return measured.zero
    value = 100 * measured.value if _is_share(measured) else measured.value
    sign = "+" if measured.signed and value > 0 else ""
    word = _unit_after_one(measured, lang) if measured.value == 1 else _unit_after(measured, lang)
    text = f"{sign}{value:,.{_places(measured)}f} {word}".rstrip()
    return f"{measured.prefix} {text}" if measured.prefix else text
