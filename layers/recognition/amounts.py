"""Amounts as people write them in a cell: 约1.2万平方米左右, 1万2千, 12000余人, 560户2000人."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_MANY = {"百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_PARTS = re.compile(r"((?:\d+(?:\.\d+)?[亿万千百])+)(\d*)(?![\d.])")
_PART = re.compile(r"(\d+(?:\.\d+)?)([亿万千百])")
_ABOUT_BEFORE = re.compile(
    r"^(?:大约|约为|约|大概|近|共计|共有|共|总计|总|计|不少于|不低于|不小于|至少|超过|大于|达到|达|≈|~)\s*"
)
_ABOUT_AFTER = re.compile(r"(?:左右|上下|以上|余|多|许)$")
_BRACKET = re.compile(r"(.*?)[(\[【]([^()\[\]【】]*)[)\]】]")
_THIN_SPACE = re.compile(r"(?<=\d)\s(?=\d{3}(\D|$))")
_RESIDENTS = re.compile(r"常住(?:人口|人数)?[:为]?\s*(约?[\d.,]+\s*万?\s*[余多]?\s*人?)")
_HOUSEHOLDS = re.compile(r"[\d,]+\s*户\s*[,/、;]?\s*([\d.,]+\s*万?\s*[余多]?\s*人)")
_THREE_PLACES = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_PLACES = re.compile(r"\d+\.(\d+)")


@dataclass(frozen=True)
class Amount:
    """A number, how many times it counts (万, 千; 1 when it says nothing), and the unit that follows."""

    value: float
    times: float
    unit: str


def read_amount(text: str, base: str) -> Amount | None:
    """Amount in a cell; ``None`` where it is none, or nobody can say which of several it is.

    Parameters
    ----------
    text
        Narrow, without blanks at the ends.
    base
        Base unit that is wanted; of ``persons`` residents (常住) count, not households.
    """
    if base == "persons":
        text = _residents(text)
    text = _THIN_SPACE.sub("", _ABOUT_BEFORE.sub("", text)).rstrip(" ;,。.、")
    bare = _without_bracket(text)
    if bare is None:
        return None
    text = bare
    several = _PARTS.match(text)
    if several is not None:
        found = _in_parts(several)
        rest = text[several.end() :]
    else:
        match = _NUMBER.match(text)
        if match is None:
            return None
        found, rest = (float(match.group().replace(",", "")), 1.0), text[match.end() :].strip()
        if rest[:1] in _MANY:  # with commas: 1,200万
            found, rest = (found[0], _MANY[rest[0]]), rest[1:]
    if found is None or not math.isfinite(found[0]):
        return None
    unit = _ABOUT_AFTER.sub("", re.sub(r"^[余多]", "", rest.strip())).strip()
    return Amount(found[0], found[1], unit)


def _residents(text: str) -> str:
    """The part of a cell that tells residents, where it tells other people or households as well."""
    stated = _RESIDENTS.findall(text)
    if len(stated) == 1:
        return str(stated[0]).strip()
    beside = _HOUSEHOLDS.fullmatch(text)
    return beside.group(1) if beside is not None else text


def _without_bracket(text: str) -> str | None:
    """Text without a remark in brackets at its end; ``None`` if the remark holds another number."""
    found = _BRACKET.fullmatch(text)
    if found is None:
        return text
    before, inside = found[1].rstrip(), found[2]
    if any(char.isdigit() for char in re.sub(r"[mM]\^?2", "", inside)):
        return None
    is_unit = before[-1:].isdigit() and re.search(r"[亩顷米人平里]$|[mM]\^?2$|㎡$|ha$", inside) is not None
    return before + inside if is_unit else before


def _in_parts(found: re.Match[str]) -> tuple[float, float] | None:
    """Number and how many times it counts, of 1万2千; ``None`` for 1万2: too little is said."""
    parts = [(float(digits), _MANY[sign]) for digits, sign in _PART.findall(found.group(1))]
    signs = [times for _, times in parts]
    if any(later >= earlier for earlier, later in pairwise(signs)):
        return None
    last = found.group(2)
    if last and len(last) != round(math.log10(signs[-1])):
        return None
    total = sum(value * times for value, times in parts) + float(last or 0)
    return total / signs[0], signs[0]


def thousands_by_point(texts: Sequence[str]) -> list[int]:
    """Places of numbers such as ``12.000`` whose point may mark thousands.

    Such a number is doubtful where other cells are whole numbers of thousands and none has decimals of
    another length: then this one may be twelve or twelve thousand.
    """
    places = {len(match.group(1)) for text in texts if (match := _PLACES.fullmatch(text))}
    if places != {3} or not any(text.isdigit() and float(text) >= 1000 for text in texts):
        return []
    return [index for index, text in enumerate(texts) if _THREE_PLACES.fullmatch(text)]
