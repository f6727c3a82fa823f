"""Stock ledgers from workbooks, text tables and the clipboard: whatever columns, words and dates they use.

Nothing is guessed in silence: what is not understood stays as the ledger says it, and a problem says so.
"""

from __future__ import annotations

import csv
import io
import math
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from layers.formats import table
from layers.formats.gdal import local_file
from layers.formats.sniff import WORKBOOKS, sniff
from layers.recognition.cells import is_missing, number, plain
from layers.recognition.recognise import STOCK_FIELDS, match_columns, normalised
from models.facilities.facility import Depot
from models.facilities.stock import StockRow, taken_in
from models.kernel.errors import HavenError
from models.project.project import Project
from models.supplies.items import find_item, items, supplies_table, unit_factor

Problem = tuple[str, Mapping[str, Any]]
"""Text key under ``supplies.problem`` and the values of its placeholders."""

FIELDS = STOCK_FIELDS
"""Columns in the order that a pasted block without a heading has them."""
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv")

_DATE = re.compile(
    r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(?:(\d{1,2})\s*日?)?)?(?:[T ]\d{1,2}:\d{2}.*)?"
)
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_AMOUNT = re.compile(r"([\d.,，\s]*\d)\s*([^\d\s.,，]\D*)")
_SERIAL_DAYS = range(20_000, 80_000)  # 1954 to 2119: what spreadsheets keep dates as
_SERIAL_START = date(1899, 12, 30)


@dataclass(frozen=True)
class StockLine:
    """One line of a ledger as it was read.

    Parameters
    ----------
    sheet, number
        Where it stands; lines are counted from 1, as programs show them.
    depot_text
        What the ledger calls its depot.
    """

    row: StockRow
    sheet: str
    number: int
    depot_text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class StockImport:
    """A ledger as it was read.

    Parameters
    ----------
    columns
        Our names of the columns and the ledger's own, of its first sheet; empty for rows without a heading.
    totals
        Lines left out because they sum up others.
    """

    file: str
    lines: tuple[StockLine, ...]
    columns: Mapping[str, str]
    totals: int = 0

    def rows(self, depot_id: str = "") -> tuple[StockRow, ...]:
        """Rows of the ledger; ``depot_id`` for those whose depot was not found."""
        return tuple(
            replace(line.row, depot_id=depot_id) if depot_id and not line.row.depot_id else line.row
            for line in self.lines
        )

    def count(self, problem: str) -> int:
        """Lines with a problem."""
        return sum(
            any(key == f"supplies.problem.{problem}" for key, _ in line.problems) for line in self.lines
        )


def read_stock(
    path: Path,
    depots: Iterable[Depot],
    *,
    encoding: str | None = None,
    sheet: str = "",
    fields: Mapping[str, str] = MappingProxyType({}),
) -> StockImport:
    """Read a ledger from a workbook (all of its visible sheets that are ledgers) or a text table.

    Parameters
    ----------
    depots
        Depots that its names are looked up among.
    sheet
        The only sheet of a workbook to read; empty for all.
    fields
        Our names of columns to the ledger's own, where they are known; else these are told by their words.

    Raises
    ------
    HavenError
        The file is of another kind, damaged, too large, or no ledger (``stock_columns``, ``stock_empty``).
    """
    path = local_file(path)
    if path.suffix.lower() not in SUFFIXES:
        raise HavenError("stock_file_type", file=path.name, ending=path.suffix or "?")
    kind = sniff(path)
    names = [sheet] if sheet else table.sheet_names(path, kind) if kind in WORKBOOKS else [""]
    known = _Depots(depots)
    lines: list[StockLine] = []
    columns: dict[str, str] = {}
    totals, headings = 0, ""
    for name in names:
        try:
            found = (
                table.read_sheet(path, kind, name, _known_names())
                if kind in WORKBOOKS
                else table.read_text(path, encoding, _known_names())
            )
        except HavenError as error:
            if error.key != "no_features":
                raise
            continue
        matched = dict(fields) or _columns([str(column) for column in found.frame.columns])
        headings = headings or "、".join(str(column) for column in found.frame.columns[:8])
        if not {"name", "quantity"} <= matched.keys() or not set(matched.values()) <= set(
            found.frame.columns
        ):
            continue
        columns = columns or matched
        cells = [list(row) for row in found.frame.itertuples(index=False, name=None)]
        order = {field: list(found.frame.columns).index(column) for field, column in matched.items()}
        made, left_out = _lines(cells, found.row_numbers.tolist(), order, matched, name, known)
        lines += made
        totals += found.totals + left_out
    if not columns:
        raise HavenError("stock_columns", file=path.name, columns=headings or "–")
    if not lines:
        raise HavenError("stock_empty", file=path.name)
    return StockImport(path.name, tuple(lines), columns, totals)


def renewed_stock(path: Path, project: Project) -> tuple[StockRow, ...]:
    """The whole ledger as a file has it.

    Lots that the project knows keep their ids, and what the file is silent on.
    """
    held = (one for scenario in project.scenarios for one in scenario.facilities.values())
    depots = {one.id: one for one in held if isinstance(one, Depot)}
    read = read_stock(path, depots.values())
    return taken_in(project.settings.stock, read.rows(), "replace", read.columns).after


def rows_of_text(text: str, depots: Iterable[Depot]) -> StockImport:
    """Read rows that were copied from a spreadsheet.

    With a heading the columns may stand in any order, else they are those of ``FIELDS``.

    Raises
    ------
    HavenError
        There is nothing in it (``stock_paste_empty``).
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:  # a cell too long to be one
        raise HavenError("stock_paste_empty", details=str(error)) from error
    rows = [row for row in lines if any(map(str.strip, row))]
    matched = _columns([cell or f"column_{index}" for index, cell in enumerate(rows[0])]) if rows else {}
    has_heading = "name" in matched and len(matched) >= 2
    if has_heading:
        names = [cell or f"column_{index}" for index, cell in enumerate(rows[0])]
        order = {field: names.index(column) for field, column in matched.items()}
    else:
        order, matched = {field: index for index, field in enumerate(FIELDS)}, {}
    body = rows[1:] if has_heading else rows
    first = 2 if has_heading else 1
    made, totals = _lines(body, list(range(first, first + len(body))), order, matched, "", _Depots(depots))
    if not made:
        raise HavenError("stock_paste_empty")
    return StockImport("", tuple(made), matched, totals)


# -- ledgers among other tables ----------------------------------------------------------------------------
def is_ledger(columns: Sequence[str], names: Mapping[str, Sequence[str]]) -> bool:
    """Whether a table is a ledger of stock: it has items that the catalogue knows, and how many of them.

    Parameters
    ----------
    columns
        Headings of the table.
    names
        Some cells of each column.
    """
    matched = _columns(columns)
    if not {"name", "quantity"} <= matched.keys():
        return False
    said = [text for text in map(plain, names[matched["name"]]) if text]
    return sum(bool(find_item(text)) for text in said) * 2 >= max(len(said), 1)


def ledger_columns(columns: Sequence[str]) -> dict[str, str]:
    """Our names of the columns of a ledger to its own, by their words."""
    return _columns(columns)


def lots_beside(columns: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Columns of a list of depots that say how much of an item lies there: 帐篷（顶）.

    Returns
    -------
    dict
        Column to the item's name and its unit as they stand in the heading. Either the whole name is one of
        the item's, or the unit is one that it is counted in: 帐篷区面积（m²） is no stock.
    """
    found = {}
    for column in columns:
        name, unit = re.sub(r"[(（\[【].*", "", column).strip(), _bracketed(column)
        item = find_item(name)
        if item and (normalised(name) in _item_names(item) or (unit and unit_factor(item, unit) is not None)):
            found[column] = (name, unit)
    return found


@cache
def _item_names(item: str) -> frozenset[str]:
    entry = items()[item]
    return frozenset(normalised(name) for name in (*entry.aliases, entry.name("zh"), entry.name("en")))


def lot_of(depot: Depot, name: str, cell: Any, unit: str) -> tuple[StockRow | None, bool]:
    """What a cell of such a column says, ``None`` for an empty one; and whether its number could be read."""
    if is_missing(plain(cell)):
        return None, True
    problems: list[Problem] = []
    quantity, said = _quantity(cell, unit, problems)
    row = StockRow(depot_id=depot.id, item=find_item(name), name=name, quantity=quantity, unit=said)
    return row, not problems


# -- columns -----------------------------------------------------------------------------------------------
@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    found = msgspec.structs.asdict(supplies_table().columns)
    return {field: tuple(normalised(word) for word in words) for field, words in found.items()}


@cache
def _known_names() -> frozenset[str]:
    return frozenset(word for words in _aliases().values() for word in words)


def _columns(names: Sequence[str]) -> dict[str, str]:
    return match_columns(names, _aliases())


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(normalised(word) for word in getattr(supplies_table().rows, name))


# -- lines -------------------------------------------------------------------------------------------------
class _Depots:
    """Depots by what ledgers call them."""

    def __init__(self, depots: Iterable[Depot]) -> None:
        self._ids: dict[str, set[str]] = {}
        for depot in depots:
            if depot.name:
                self._ids.setdefault(normalised(depot.name), set()).add(depot.id)

    def find(self, text: str) -> str:
        """Id of the one depot of that name, or whose name holds it or is held by it; empty if not one."""
        wanted = normalised(text)
        if not wanted:
            return ""
        exact = self._ids.get(wanted, set())
        if exact:
            return next(iter(exact)) if len(exact) == 1 else ""
        near = {
            depot_id
            for name, ids in self._ids.items()
            if len(wanted) > 1 and (wanted in name or name in wanted)
            for depot_id in ids
        }
        return next(iter(near)) if len(near) == 1 else ""


def _lines(
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int],
    order: Mapping[str, int],
    headings: Mapping[str, str],
    sheet: str,
    depots: _Depots,
) -> tuple[list[StockLine], int]:
    lines, totals, above = [], 0, ""
    in_title = depots.find(sheet) if "depot" not in order else ""
    heading_unit = _bracketed(headings.get("quantity", ""))
    for row, line_number in zip(rows, numbers, strict=True):

        def cell(field: str, row: Sequence[Any] = row) -> Any:
            index = order.get(field, -1)
            return row[index] if 0 <= index < len(row) else None

        name = _text(cell("name"))
        first = next((plain(value) for value in row if plain(value)), "")
        if _is_total(name) or _is_total(first):
            totals += 1
            continue
        if not name or (name.isdigit() and number(cell("quantity")) is None):
            continue
        problems: list[Problem] = []
        depot_text = _text(cell("depot"))
        if not depot_text and above:  # a cell that goes over several lines says so in its first one only
            depot_text = above
            problems.append(_problem("depot_filled", depot=depot_text))
        above = depot_text
        depot_id = depots.find(depot_text) or in_title
        if not depot_id:
            problems.append(_problem("depot_unknown", depot=depot_text or "–"))
        item = find_item(name)
        if not item:
            problems.append(_problem("item_unknown", name=name))
        code = plain(cell("code"))
        if item and re.fullmatch(r"[123]\d{0,6}", code) and items()[item].code not in ("", code[:1]):
            problems.append(_problem("code_differs", code=code, name=name))
        quantity, unit = _quantity(cell("quantity"), _text(cell("unit")) or heading_unit, problems)
        if item and quantity is not None and unit_factor(item, unit) is None:
            problems.append(_problem("unit_unknown", unit=unit or "–", name=name))
        lines.append(
            StockLine(
                StockRow(
                    depot_id=depot_id,
                    code=code,
                    item=item,
                    name=name,
                    quantity=quantity,
                    unit=unit,
                    expires=_day(cell("expires"), problems),
                    place=_text(cell("place")),
                    note=_text(cell("note")),
                ),
                sheet,
                line_number,
                depot_text,
                tuple(problems),
            )
        )
    return lines, totals


def _problem(key: str, /, **values: Any) -> Problem:
    return f"supplies.problem.{key}", values


def _text(value: Any) -> str:
    """Text of a cell as the ledger writes it, without blanks at the ends and line breaks."""
    return " ".join(value.split()) if isinstance(value, str) else plain(value)


def _is_total(text: str) -> bool:
    form = normalised(text)
    return any(form.startswith(word) if not word.isascii() else form == word for word in _words("totals"))


def _bracketed(heading: str) -> str:
    found = re.findall(r"[(（\[【]([^)）\]】]*)[)）\]】]", heading)
    return plain(found[-1]).removeprefix("单位").lstrip(":： ") if found else ""


def _quantity(value: Any, unit: str, problems: list[Problem]) -> tuple[float | None, str]:
    """Quantity of a cell and its unit, which may stand behind the number."""
    found = number(value)
    if found is not None and math.isnan(found):
        match = _AMOUNT.fullmatch(plain(value))
        inner = number(match[1]) if match else None
        if match and inner is not None and math.isfinite(inner):
            found, unit = inner, plain(match[2])
    if found is None or not math.isfinite(found) or found < 0:
        if found is not None:
            problems.append(_problem("quantity_unreadable", text=plain(value)))
        else:
            problems.append(_problem("quantity_missing"))
        return None, unit
    return found, unit


def _day(value: Any, problems: list[Problem]) -> str | None:
    """Last day of use as an ISO date, or as the ledger says it when that is no date."""
    text = _text(value)
    if is_missing(plain(text)) or normalised(text) in _words("lasting"):
        return None
    found = day_in(plain(text))
    if found is None:
        problems.append(_problem("expires_unreadable", text=text))
        return text
    return found.isoformat()


def day_in(text: str) -> date | None:
    """Date in any of the ways that ledgers write it; a month means its last day, a year its last."""
    if match := _DATE.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), match[3]
        return _date(year, month, int(day) if day else None)
    if match := _COMPACT.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR.fullmatch(text):
        return date(int(match[1]), 12, 31)
    if text.isdigit() and int(text) in _SERIAL_DAYS:
        return _SERIAL_START + timedelta(days=int(text))
    return None


def _date(year: int, month: int, day: int | None) -> date | None:
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
