"""The sheets of an evacuation: receiving list, townships, shelters, supplies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.evacuation.listing import (
    HOST_COLUMNS,
    LOAD_COLUMNS,
    SUPPLY_COLUMNS,
    Value,
    about,
    host_rows,
    kind_of,
    list_columns,
    load_rows,
    notes,
    receiving,
    supply_rows,
    title,
    town_columns,
    town_values,
)
from models.evacuation.plan import EvacuationPlan
from models.kernel.text import t
from reports.workbook.cells import CellValue, Empty, Format
from reports.workbook.document import Book
from reports.workbook.sheet import Column, Table

SHEETS = ("evacuation", "evacuation_towns", "evacuation_hosts", "evacuation_supplies", "evacuation_loads")

_FORMATS: Mapping[str, Format] = {"count": "count", "km": "ratio", "min": "minutes", "h": "ratio"}
_WIDE = {"route": 40.0, "remark": 26.0, "state": 24.0}
_UNTOLD = ("households", "elderly", "children", "disabled", "km", "minutes", "trips", "received", "left")
"""Columns that stay empty where a row has nothing to say of them, which is no lack of data."""


def add_receiving(book: Book, plan: EvacuationPlan) -> None:
    """Village by village: people, shelter, route, distance, time, person in charge; notes below."""
    rows = [row.values for row in receiving(plan, book.lang)]
    _add(
        book,
        "evacuation",
        list_columns(plan),
        rows,
        [about(plan, book.lang), *notes(plan, book.lang)],
        frozen=2,
    )


def add_towns(book: Book, plan: EvacuationPlan) -> None:
    """Townships with people inside, with a place and without, buses, and who is taken in; the sum last."""
    rows = [town_values(plan, row, book.lang) for row in (*plan.towns, plan.total)]
    _add(book, "evacuation_towns", town_columns(plan), rows, has_total=True)


def add_hosts(book: Book, plan: EvacuationPlan) -> None:
    """Shelters that take people in, those in reserve, and those that take nobody, with the reason."""
    _add(book, "evacuation_hosts", HOST_COLUMNS, [values for _, values in host_rows(plan, book.lang)])


def add_supplies(book: Book, plan: EvacuationPlan) -> None:
    """What those who are moved need, what is sent and what is short."""
    said = []
    if plan.supplies is not None:
        climate = {True: "cold", False: "warm", None: "unknown"}[plan.supplies.is_cold]
        values = {"persons": f"{plan.supplies.persons:,}", "days": f"{plan.supplies.days:g}"}
        said.append(
            t("supplies.basis.case", book.lang, **values, climate=t(f"supplies.climate.{climate}", book.lang))
        )
    _add(book, "evacuation_supplies", SUPPLY_COLUMNS, supply_rows(plan, book.lang), said)


def add_loads(book: Book, plan: EvacuationPlan) -> None:
    """Which depot sends how much of what to which shelter."""
    _add(book, "evacuation_loads", LOAD_COLUMNS, load_rows(plan, book.lang))


def _add(
    book: Book,
    key: str,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Value]],
    said: Iterable[str] = (),
    *,
    frozen: int = 1,
    has_total: bool = False,
) -> None:
    made = [
        Column(
            title(column, book.lang),
            _FORMATS.get(kind_of(column), "text"),
            narrowest=8,
            widest=_WIDE.get(column, 20.0),
            wrap=kind_of(column) == "text",
        )
        for column in columns
    ]
    table = Table(book, key, t(f"workbook.evacuation.{key}", book.lang), made, frozen=frozen)
    every = [[_cell(row.get(column), column) for column in columns] for row in rows]
    for cells in every[:-1] if has_total else every:
        table.add(cells)
    last = table.last_row
    if has_total and every:
        table.total(str(every[-1][0]), every[-1][1:])
    for line in said:
        table.note(line)
    table.finish(t(f"workbook.about.{key}", book.lang), filter_to=last)


def _cell(value: Value, column: str) -> CellValue:
    if value is None and kind_of(column) != "text" and column not in _UNTOLD:
        return Empty.NO_DATA
    return round(value, 2) if isinstance(value, float) else value
