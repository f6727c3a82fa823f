"""Which rows of an office's table are the heading, what its columns are called, and in which units.

Offices write one to three heading rows with joined cells (位置 over 经度 and 纬度), a row of units or of
column numbers below, and a title above that states the unit for all (单位：万平方米).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from layers.formats.limits import import_limits
from layers.recognition.cells import bracketed, is_missing, number, parted, plain, unit_base, written_unit
from layers.recognition.recognise import forms, normalised
from layers.recognition.wordfiles import table_words

Row = Sequence[Any]
Area = tuple[int, int, int, int]
"""Joined cells: first row and column, last row and column, counted from 0."""

_MOST_HEADING_ROWS = 3
_LONGEST_GROUP = 16
_STATED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:计量|面积|人口|数量)?单\s*位\s*(?:[::]|均?为|是)\s*([^)。;]*)"
    r"|(?:面积|人口|人数)(?:均|都)?以\s*(\S{1,6}?)\s*计"
)
_BRACKETED = re.compile(r"[(\[【]\s*([^()\[\]【】]*?)\s*[)\]】]\s*$")
_LIKE_A_UNIT = re.compile(
    r"(亩|顷|米|平|人|口|万|千|里|分|坪|甲|尺|町|步|m2|m²|ft|ft2|ft²|yd2|acres?)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Heading:
    """Heading of a table.

    Attributes
    ----------
    names
        Column names, of all columns up to the last that has one.
    rows
        First row of the heading, and the first row below it, counted from 0.
    units
        Units that a line above states, by base unit (``m2``, ``persons``); empty where nobody can say which.
    """

    names: tuple[str, ...]
    rows: tuple[int, int]
    units: Mapping[str, str] = field(default_factory=dict)


def find_heading(rows: Sequence[Row], known: Collection[str], joined: Sequence[Area] = ()) -> Heading | None:
    """Heading of a table; ``None`` if its first row that is filled looks like data.

    Parameters
    ----------
    known
        Normalised column names that mark a heading.
    joined
        Joined cells of the sheet.
    """
    most = import_limits().table.header_rows
    scores = [sum(_is_known(cell, known) for cell in row) for row in rows[:most]]
    highest = max(scores, default=0)
    best = scores.index(highest) if highest else _first_filled(rows[:most])
    if best is None or (not highest and _looks_like_data(rows[best])):
        return None
    first, last = best, best
    while first > 0 and last - first + 1 < _MOST_HEADING_ROWS and _stands_over(rows, first - 1, joined):
        first -= 1
    while last + 1 < min(most, len(rows)) and last - first + 1 < _MOST_HEADING_ROWS:
        if not _stands_over(rows, last, joined):
            break
        last += 1
    below = last + 1
    signs: Row = ()
    if below < len(rows) and _are_units(rows[below]):
        signs, below = rows[below], below + 1
    names = _names(rows[first : last + 1], signs, known)
    if below < len(rows) and _is_numbering(rows[below]):
        below += 1
    return Heading(tuple(names), (first, below), stated_units(rows[:first]))


def _is_known(cell: Any, known: Collection[str]) -> bool:
    return isinstance(cell, str) and any(form in known for form in forms(cell))


def _filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _first_filled(rows: Sequence[Row]) -> int | None:
    counts = [sum(map(_filled, row)) for row in rows]
    several = next((index for index, count in enumerate(counts) if count >= 2), None)
    return several if several is not None else next((n for n, count in enumerate(counts) if count), None)


def _is_number(cell: Any) -> bool:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return True
    found = number(cell) if isinstance(cell, str) else None
    return found is not None and found == found


def _is_year(cell: Any) -> bool:
    return _is_number(cell) and 1900 <= (number(cell) or 0) <= 2100


def _looks_like_data(row: Row) -> bool:
    numbers = [cell for cell in row if _is_number(cell) and not _is_year(cell)]
    return bool(numbers) and 3 * len(numbers) >= sum(map(_filled, row))


# -- several heading rows ----------------------------------------------------------------------------------
def _cell(row: Row, column: int) -> Any:
    return row[column] if column < len(row) and _filled(row[column]) else None


def _stands_over(rows: Sequence[Row], place: int, joined: Sequence[Area]) -> bool:
    """Whether a row names groups of columns, and the row below it the columns in them.

    Where the lower row is empty the upper one names the column itself; where the upper one is empty the group
    to its left goes on.
    """
    if place + 1 >= len(rows):
        return False
    upper, lower = rows[place], rows[place + 1]
    labels = [plain(cell) for cell in upper if _filled(cell)]
    if len(labels) < 2 or any(":" in label or len(label) > _LONGEST_GROUP for label in labels):
        return False
    filled = [column for column in range(len(lower)) if _filled(lower[column])]
    if not filled or any(_is_number(lower[c]) and not _is_year(lower[c]) for c in filled):
        return False
    below_gap = any(_cell(upper, column) is None for column in filled)
    in_group = all(
        _cell(upper, column) is None or _cell(upper, column + 1) is None or _is_joined(joined, place, column)
        for column in filled
    )
    alone = any(
        _cell(upper, column) is not None and _cell(lower, column) is None for column in range(len(upper))
    )
    is_wide = any(top == place and right > left and bottom == top for top, left, bottom, right in joined)
    return below_gap and in_group and (alone or is_wide)


def _is_joined(joined: Sequence[Area], row: int, column: int) -> bool:
    return any(top == row and left == column and right > left for top, left, _, right in joined)


def _names(rows: Sequence[Row], signs: Row, known: Collection[str]) -> list[str]:
    width = max((len(row) for row in rows), default=0)
    labels = [_labels(rows, column) for column in range(width)]
    last = [own[-1] if own else "" for own in labels]
    names = []
    for column, own in enumerate(labels):
        sign = plain(_cell(signs, column) or "").strip("()[]")
        often = last.count(last[column]) > 1
        names.append(_with_unit(_name(own, known, is_repeated=often), sign) or f"column_{column + 1}")
    return names


def _labels(rows: Sequence[Row], column: int) -> list[str]:
    """Names of the groups that a column stands in, from above, and its own."""
    found: list[str] = []
    for place, row in enumerate(rows):
        cell = _cell(row, column)
        if cell is None and any(_cell(lower, column) is not None for lower in rows[place + 1 :]):
            cell = next(
                (row[left] for left in range(min(column, len(row) - 1), -1, -1) if _filled(row[left])), None
            )
        if cell is not None and (text := " ".join(str(cell).split())) not in found:
            found.append(text)
    return found


def _name(labels: Sequence[str], known: Collection[str], *, is_repeated: bool) -> str:
    """One name of a column's own name and those of its groups; says the unit if any of them does."""
    if len(labels) < 2:
        return labels[0] if labels else ""
    leaf, groups = labels[-1], labels[:-1]
    if normalised(leaf) in table_words().total.leaf:
        return _name(groups, known, is_repeated=False)
    unit = next((sign for label in reversed(labels) if (sign := written_unit(label))), "")
    if _is_known(leaf, known) and not is_repeated:
        return _with_unit(leaf, unit)
    turned = _without_unit(leaf) + _without_unit(groups[-1])  # 占地 below 面积
    if _is_known(turned, known):
        return _with_unit(turned, unit)
    return _with_unit("".join(_without_unit(label) for label in labels), unit)


def _without_unit(label: str) -> str:
    sign, label = written_unit(label), plain(label)
    return re.sub(rf"[(（\[【][^()（）]*{re.escape(sign)}\s*[)）\]】]", "", label) if sign else label


def _with_unit(name: str, sign: str) -> str:
    return f"{name}（{sign}）" if name and sign and not written_unit(name) else name


def _are_units(row: Row) -> bool:
    cells = [plain(cell) for cell in row if _filled(cell)]
    signs = [cell.strip("()[]") for cell in cells if not is_missing(cell)]
    return bool(signs) and all(
        unit_base(sign) or sign in ("°", "度", "年", "个", "处", "座") for sign in signs
    )


def _is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: 1 2 3, or 甲 乙 1 2 3."""
    signs = table_words().numbering.signs
    cells = [plain(cell).strip("()") for cell in row if _filled(cell)]
    while cells and cells[0].casefold() in signs:
        cells.pop(0)
    start = int(cells[0]) if cells and cells[0].isdigit() else -1
    return len(cells) >= 3 and start in (1, 2, 3) and cells == [str(start + n) for n in range(len(cells))]


# -- units in the title ------------------------------------------------------------------------------------
def stated_units(rows: Sequence[Row]) -> dict[str, str]:
    """Units that lines above or below a table state for it, by base unit; empty if that is unclear."""
    found: dict[str, set[str]] = {}
    for text in (plain(cell) for row in rows for cell in row if isinstance(cell, str)):
        stated, bracketed = _STATED.search(text), _BRACKETED.search(text)
        if stated is not None:
            said = (stated.group(1) or stated.group(2)).strip()
            signs = [sign for sign in re.split(r"[、,/;\s和]+", said) if sign]
        elif bracketed is not None and unit_base(bracketed.group(1)):
            signs = [bracketed.group(1)]
        else:
            continue
        for sign in signs:
            base = unit_base(sign)
            if base:
                found.setdefault(base, set()).add(sign)
            elif _LIKE_A_UNIT.search(sign):
                found.setdefault("persons" if sign[-1] in "人口" else "m2", set()).add("")
    return {base: next(iter(signs)) if len(signs) == 1 else "" for base, signs in found.items()}


def unclear_unit(heading: str, base: str = "") -> str:
    """What a heading says in brackets that must be a unit, though none that can be used; else empty.

    Parameters
    ----------
    base
        Base unit that is wanted, where it is area or people: another one (万, 人 of an area) is of no use.
    """
    for remark in bracketed(plain(heading))[-1:]:
        signs = [piece.removeprefix("单位").lstrip(": ") for piece in parted(remark)]
        known = {unit_base(sign) for sign in signs if unit_base(sign)}
        if len(known) == 1 and sum(bool(unit_base(sign)) for sign in signs) > 1:
            return remark  # 平方米，亩
        if base in ("m2", "persons") and known and base not in known:
            return remark
        is_like_one = len(signs) == 1 and not known and _LIKE_A_UNIT.search(signs[0]) and len(signs[0]) <= 4
        if is_like_one:
            return signs[0]
    return ""
