"""What the cells of a table say: numbers as people write them, with units, and coordinates in degrees."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from msgspec.structs import asdict
from numpy.typing import NDArray

from layers.recognition.amounts import read_amount, thousands_by_point
from layers.recognition.variants import simplified
from layers.recognition.wordfiles import units

KEPT_HEADINGS = 8192
"""What was made of so many headings is kept: each is looked at for every role, field and spelling."""

_ZERO_WIDTH = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff"))
_DEGREE_SIGNS = str.maketrans("º˚∘゜‘’´`ʹ“”〞ʺ", "°°°°′′′′′″″″″")
_THREE_PARTS = re.compile(
    r"(?P<first>[NSEW]?)\s*(?P<degrees>\d{1,3})"
    r"(?:[-–—\s]+(?P<a>\d{1,2})[-–—\s]+|(?P<sign>[_/,、.∶])(?P<b>\d{1,2})(?P=sign)"
    r"|[°度]\s*(?P<c>\d{1,2})[\s'′分]+)"
    r"(?P<seconds>\d{1,2}(?:\.\d+)?)[\"″秒]?\s*(?P<last>[NSEW]?)",
    re.IGNORECASE,
)
"""Degrees, minutes and seconds parted by blanks and dashes, by one sign twice, or with a sign for degrees."""
_TWO_PARTS = re.compile(r"([NSEW]?)\s*(\d{1,3})\s+(\d{1,2}(?:\.\d+)?)\s*([NSEW]?)", re.IGNORECASE)
_TRAILING = re.compile(r"([东西南北])[经纬]?$")
_LETTERS = {"东": "E", "西": "W", "南": "S", "北": "N"}
_DIRECTION = re.compile(r"[(\[](?:[东西南北][经纬]?度?|[NSEW])[)\]]", re.IGNORECASE)
_SIMPLE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_ALONE = "亩"
_IN_TWO_UNITS = re.compile(r"([^()\[\]]{1,40})[(\[](?:折合|折|合|即|约|计|=|≈){0,3}([^()\[\]]{1,40})[)\]]")
_ROUNDED = 0.03
"""How far two roundings of one amount may lie apart."""
_VOLTAGE = re.compile(r"(\d+(?:\.\d+)?)\s*(千伏|kv|伏|v)?")
_HIGHEST_KV = 1500.0  # no line has more, so a larger number without a unit is in volts
_DEGREES = re.compile(
    r"[东西南北经纬度:]*\s*([NSEW]?)\s*([+-]?\d+(?:\.\d+)?)\s*(?:deg|[°度d:])\s*"
    r"(?:(\d+(?:\.\d+)?)\s*(?:['′’分m:](?!['′])|(?=[NSEW]?$))\s*)?(?:(\d+(?:\.\d+)?)\s*(?:[\"″”秒s]|''|′′)?\s*)?([NSEW]?)",
    re.IGNORECASE,
)


def plain(value: Any) -> str:
    """Text of a cell with full-width characters made narrow and blanks at the ends removed."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = value if isinstance(value, str) else str(value)
    return (text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_ZERO_WIDTH)).strip()


@cache
def _units() -> tuple[dict[str, tuple[str, float]], frozenset[str]]:
    table = units()
    known = {
        unicodedata.normalize("NFKC", sign).casefold(): (base, factor)
        for base, signs in asdict(table.units).items()
        for sign, factor in signs.items()
    }
    return known, frozenset(table.missing)


@cache
def _endings(base: str) -> tuple[str, ...]:
    """Written units of a base unit that a heading may end with, the longest first.

    Of those of one sign only that which ends no other word.
    """
    known = _units()[0].items()
    signs = (sign for sign, (kind, _) in known if kind == base and (len(sign) > 1 or sign in _ALONE))
    return tuple(sorted(signs, key=lambda sign: -len(sign)))


def _unit(sign: str) -> tuple[str, float] | None:
    """Base unit and factor of a written unit, blanks in it or not."""
    text, known = unicodedata.normalize("NFKC", sign).strip().casefold(), _units()[0]
    return known.get(text) or known.get("".join(text.split()))


def unit_factor(sign: str, base: str) -> float | None:
    """Factor from a written unit to a base unit (``m2``, ``persons``, ``km``); ``None`` if it is none."""
    found = _unit(sign)
    return found[1] if found and found[0] == base else None


def heading_unit(heading: str, base: str) -> float | None:
    """Factor from the unit that a heading names, in brackets or after a sign; ``None`` if it names none."""
    sign = _heading_sign(heading, base)
    return unit_factor(sign, base) if sign else None


def written_unit(heading: str) -> str:
    """Unit of area, people or length that a heading names, as it stands there; empty if it names none."""
    found = (_heading_sign(heading, base) for base in ("m2", "persons", "km"))
    return next((sign for sign in found if sign), "")


def unit_base(sign: str) -> str:
    """Base unit that a written unit turns into; empty if it is none."""
    found = _unit(sign)
    return found[0] if found else ""


@lru_cache(KEPT_HEADINGS)
def _heading_sign(heading: str, base: str) -> str:
    text = unicodedata.normalize("NFKC", heading).strip()
    for part in bracketed(text):
        # A hint may stand beside the unit: 公顷，保留两位小数; 2023年，公顷. Of two units neither is sure.
        whole = _unit_in(part, base)
        signs = [whole] if whole else [sign for one in parted(part) if (sign := _unit_in(one, base))]
        if len({unit_factor(sign, base) for sign in signs}) == 1:
            return signs[0]
    for part in re.split(r"[/_\s:,–—-]+", text)[1:]:
        if sign := _unit_in(part, base):
            return sign
    folded = text.casefold()
    return next((one for one in _endings(base) if folded.endswith(one) and len(text) > len(one)), "")


def _unit_in(text: str, base: str) -> str:
    """Unit that a piece of a heading is, without the word for unit before it; empty if it is none."""
    sign = re.sub(r"^单\s*位\s*[:为]?\s*", "", text)
    return sign if unit_factor(sign, base) is not None else ""


def bracketed(heading: str) -> list[str]:
    """What stands in the brackets of a heading, made narrow."""
    return re.findall(r"[(\[【]([^)\]】]*)[)\]】]", unicodedata.normalize("NFKC", heading))


def parted(remark: str) -> list[str]:
    """Pieces of what stands in brackets."""
    return [piece.strip() for piece in re.split(r"[,;、]", remark) if piece.strip()]


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.casefold() in _units()[1]


def number(value: Any, base: str = "") -> float | None:
    """One number, in the base unit when the cell itself names a unit.

    Returns
    -------
    float or None
        ``None`` for a cell that says nothing; NaN for one that says something that is no number.
    """
    return _number(value, base)[0]


def _number(value: Any, base: str) -> tuple[float | None, float | None]:
    """Number of a cell as :func:`number` gives it, and by what the heading's unit is to be multiplied.

    The second is ``None`` where the cell itself names its unit.
    """
    if isinstance(value, str) and _SIMPLE.fullmatch(value):
        return float(value), 1.0
    if isinstance(value, bool):
        return float(value), 1.0
    if isinstance(value, (int, float, np.integer, np.floating)):
        return (None if math.isnan(value) else float(value) if math.isfinite(value) else math.nan), 1.0
    text = plain(value)
    if is_missing(text):
        return None, 1.0
    twice = _told_twice(text, base)
    if twice is not None:
        return twice, None
    amount = read_amount(text, base)
    if amount is None or ((amount.unit or amount.times != 1.0) and not base):
        return math.nan, 1.0
    factor = unit_factor(amount.unit, base) if amount.unit else 1.0
    if factor is None:
        return math.nan, 1.0
    found = amount.value * amount.times * factor
    return (found if math.isfinite(found) else math.nan), None if amount.unit else amount.times


def _told_twice(text: str, base: str) -> float | None:
    """Amount of a cell that tells it in two units, 13.5亩（9000平方米）: the finer one, if both agree."""
    found = _IN_TWO_UNITS.fullmatch(text)
    if found is None or not base:
        return None
    told = []
    for part in found.groups():
        amount = read_amount(part.strip(), base)
        factor = unit_factor(amount.unit, base) if amount is not None and amount.unit else None
        if amount is None or factor is None:
            return None
        told.append((factor * amount.times, amount.value * amount.times * factor))
    agree = math.isclose(told[0][1], told[1][1], rel_tol=_ROUNDED)
    return min(told)[1] if agree and told[0][0] != told[1][0] else None


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers: values (NaN where there is none) and the places that could not be read."""

    values: NDArray[np.float64]
    unreadable: NDArray[np.intp]


def numbers(column: Iterable[Any], base: str = "", factor: float = 1.0) -> Numbers:
    """Read a column of numbers.

    Parameters
    ----------
    base
        Base unit of the field; cells may name another unit of the same kind.
    factor
        From the heading's unit to the base unit, for cells that name none.
    """
    column = list(column)
    values: list[float] = []
    unreadable: list[int] = []
    for index, value in enumerate(column):
        found, times = _number(value, base)
        if found is None:
            values.append(math.nan)
            continue
        if times is not None and times != 1.0:
            # 1.2万 below a heading in 万平方米 is meant once; below one in 亩 nobody knows what is meant.
            found = found if factor in (1.0, times) else math.nan
        elif times is not None:
            found *= factor
        if math.isnan(found):
            unreadable.append(index)
        values.append(found)
    are_texts = any(isinstance(value, str) for value in column)
    doubtful = thousands_by_point([plain(value) for value in column]) if are_texts else []
    for index in doubtful:
        values[index] = math.nan
    unreadable = sorted({*unreadable, *doubtful})
    return Numbers(np.array(values, dtype=np.float64), np.array(unreadable, dtype=np.intp))


def voltage_kv(value: Any) -> float:
    """Voltage of a line in kV, of several the highest; NaN where a cell states none.

    Numbers without a unit are kV, or V where no line has so many kV.
    """
    found = []
    for number_text, unit in _VOLTAGE.findall(unicodedata.normalize("NFKC", plain(value)).lower()):
        volts = float(number_text)
        in_volts = unit in ("v", "伏") or (not unit and volts > _HIGHEST_KV)
        found.append(volts / 1000 if in_volts else volts)
    return max((value for value in found if value <= _HIGHEST_KV), default=math.nan)


def degrees(value: Any) -> float:
    """Coordinate in a cell: decimal degrees or metres, or degrees, minutes, seconds; NaN if none."""
    if isinstance(value, str) and not value.isascii():
        value = re.sub(r"(?<=\d)[。．](?=\d)", ".", value.translate(_DEGREE_SIGNS))
    found = number(value)
    if found is None:
        return math.nan
    if not math.isnan(found):
        return found
    text = _DIRECTION.sub("", simplified(plain(value))).strip(" ,;")
    text = re.sub(r"(?<=\d)\.\s+(?=\d)", ".", text)
    if (parts := _THREE_PARTS.fullmatch(text)) is not None:
        minutes = parts["a"] or parts["b"] or parts["c"]
        text = f"{parts['first']}{parts['degrees']}°{minutes}′{parts['seconds']}″{parts['last']}"
    elif (parts := _TWO_PARTS.fullmatch(text)) is not None:
        text = "{}{}°{}′{}".format(*parts.groups())
    text = _TRAILING.sub(lambda found: _LETTERS[found.group(1)], "".join(text.split()))
    bare = text.strip("东西南北经纬度°NSEWnsew:")
    simple = number(bare)
    if simple is not None and not math.isnan(simple):
        return -simple if re.search(r"[SWsw西南]", text) else simple
    match = _DEGREES.fullmatch(text)
    if match is None:
        return math.nan
    before, whole, minutes, seconds, after = match.groups()
    if max(float(minutes or 0), float(seconds or 0)) > 60:  # 60 itself comes of rounding
        return math.nan
    size = abs(float(whole)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    negative = whole.startswith("-") or (before or after).upper() in ("S", "W") or text[0] in "西南"
    return -size if negative else size
