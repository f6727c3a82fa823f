"""Workbooks of the supplies: the stock ledger with its template, and the dispatch plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from models.access.words import pace_text, way_text
from models.facilities.facility import Depot
from models.facilities.stock import StockRow
from models.findings.numbers import unit_name
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.supplies.dispatch import DispatchPlan
from models.supplies.items import items
from models.supplies.need import Lot, Stock
from reports.safe import safe_cell

LEDGER_COLUMNS = ("depot", "name", "quantity", "unit", "expires", "place", "code", "note")
"""Columns of the ledger, in the order that pasting without a heading takes them in."""
_WIDTHS = {"depot": 28, "name": 26, "quantity": 12, "unit": 8, "expires": 13, "place": 16, "code": 12}
_WIDTHS |= {"note": 24, "state": 20, "item": 22, "township": 20}
_ROOM = 2000
"""Rows of the template below which nothing is checked."""
_HEAD_FILL = PatternFill("solid", fgColor="FFE8ECEF")
_STEP = 2000


def write_ledger(
    path: Path, rows: Sequence[StockRow], depots: Mapping[str, Depot], lang: Lang, stock: Stock | None = None
) -> Work[None]:
    """Write the ledger, or with no rows the template to fill in.

    Depots and units are offered as lists, quantities and dates are checked as they are typed; the second
    sheet lists the catalogue. The file can be read back as it is.

    Parameters
    ----------
    depots
        All that a row may name, by id.
    stock
        The ledger as it counts, for a column that says why a row does not.
    """
    book = Workbook()
    sheet = _first(book, t("supplies.sheet.ledger", lang))
    columns = (*LEDGER_COLUMNS, "state") if stock is not None else LEDGER_COLUMNS
    _head(sheet, columns, lang)
    states: Mapping[str, Lot] = {lot.row.id: lot for lot in stock.lots} if stock is not None else {}
    for number, row in enumerate(rows, start=2):
        if number % _STEP == 0:
            yield Progress(number, len(rows), "supplies.write")
        depot = depots.get(row.depot_id)
        values = {
            "depot": depot.name if depot is not None else "",
            "name": row.name or (items()[row.item].name(lang) if row.item in items() else ""),
            "quantity": row.quantity,
            "unit": row.unit,
            "expires": _day(row.expires),
            "place": row.place,
            "code": row.code,
            "note": row.note,
            "state": t(f"supply_state.{states[row.id].state}", lang) if row.id in states else "",
        }
        for column, key in enumerate(columns, start=1):
            _put(sheet, number, column, values[key])
    _offer_lists(book, sheet, [depot.name for depot in depots.values() if depot.name], lang)
    _catalogue(book, lang)
    yield Progress(len(rows), len(rows), "supplies.write")
    book.save(path)


def write_dispatch(path: Path, plan: DispatchPlan, title: str, lang: Lang) -> Work[None]:
    """Write a dispatch plan: its loads, what each township gets and lacks, and the totals of each item."""
    yield Progress(0, 0, "supplies.write")
    book = Workbook()
    sheet = _first(book, t("supplies.sheet.loads", lang))
    keys = ("depot", "township", "item", "quantity", "unit", "distance", "departs", "arrives")
    heads = [
        way_text(plan.way, "column", lang) if key == "distance" else t(f"supplies.column.{key}", lang)
        for key in keys
    ]
    _heads(sheet, heads, [_WIDTHS.get(key, 14) for key in keys])
    for number, leg in enumerate(plan.legs, start=2):
        values = (
            plan.depots[leg.depot].name,
            plan.name(leg.township),
            leg.item.name(lang),
            leg.quantity,
            unit_name(leg.item.unit, lang),
            round(leg.distance_m / 1000.0, 2),
            round(leg.departs_h, 2),
            round(leg.arrives_h, 2),
        )
        for column, value in enumerate(values, start=1):
            _put(sheet, number, column, value)
    _townships(book, plan, lang)
    _totals(book, plan, title, lang)
    book.save(path)


def _townships(book: Workbook, plan: DispatchPlan, lang: Lang) -> None:
    sheet = _next(book, t("supplies.sheet.townships", lang))
    heads = [t(f"supplies.column.{key}", lang) for key in ("township", "persons", "first", "last")]
    heads += [t("supplies.within", lang, hours=f"{limit:g}") for limit in plan.limits_h]
    heads += [t("supplies.lacking_of", lang, item=item.name(lang)) for item in plan.items]
    _heads(sheet, heads, [20, 12, 12, 12, *[11] * len(plan.limits_h), *[14] * len(plan.items)])
    for number, arrival in enumerate(plan.arrivals, start=2):
        values: list[Any] = [
            plan.name(arrival.township),
            arrival.persons,
            None if arrival.first_h is None else round(arrival.first_h, 2),
            None if arrival.last_h is None else round(arrival.last_h, 2),
            *(t(f"supplies.in_time.{'yes' if good else 'no'}", lang) for good in arrival.is_in_time),
            *(arrival.unmet.get(item.key, 0) for item in plan.items),
        ]
        for column, value in enumerate(values, start=1):
            _put(sheet, number, column, value)


def _totals(book: Workbook, plan: DispatchPlan, title: str, lang: Lang) -> None:
    sheet = _next(book, t("supplies.sheet.totals", lang))
    _head(sheet, ("item", "unit", "need", "stock", "sent", "unmet"), lang)
    number = 1
    for number, (item, need, stock, sent) in enumerate(
        zip(plan.items, plan.need, plan.available, plan.sent, strict=True), start=2
    ):
        values = (
            item.name(lang),
            unit_name(item.unit, lang),
            int(need.sum()),
            int(stock.sum()),
            int(sent.sum()),
            int((need - sent).sum()),
        )
        for column, value in enumerate(values, start=1):
            _put(sheet, number, column, value)
    for offset, line in enumerate((title, *basis_lines(plan, lang)), start=2):
        _put(sheet, number + offset, 1, line)


def basis_lines(plan: DispatchPlan, lang: Lang) -> list[str]:
    """What a plan was reckoned with, in words."""
    climate = {True: "cold", False: "warm", None: "unknown"}[plan.case.is_cold]
    return [
        t(
            "supplies.basis.case",
            lang,
            persons=f"{plan.case.persons:,}",
            days=f"{plan.case.days:g}",
            climate=t(f"supplies.climate.{climate}", lang),
        ),
        t(
            "supplies.basis.way",
            lang,
            loading=f"{plan.loading_h:g}",
            pace=pace_text(plan.way, lang),
        ),
        t("supplies.basis.share", lang),
        t("supplies.basis.first", lang),
    ]


# -- cells -------------------------------------------------------------------------------------------------
def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return sheet


def _next(book: Workbook, title: str) -> Worksheet:
    sheet = book.create_sheet(title)
    assert isinstance(sheet, Worksheet)
    return sheet


def _head(sheet: Worksheet, keys: Sequence[str], lang: Lang) -> None:
    _heads(sheet, [t(f"supplies.column.{key}", lang) for key in keys], [_WIDTHS.get(key, 14) for key in keys])


def _heads(sheet: Worksheet, heads: Sequence[str], widths: Sequence[float]) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        _put(sheet, 1, column, head)
        cell = sheet.cell(1, column)
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}1"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write one value; text is always text, whatever it begins with."""
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = safe_cell(value)
        cell.data_type = "s"
        cell.number_format = "@"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, int):
        cell.number_format = "#,##0"


def _day(text: str | None) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _offer_lists(book: Workbook, sheet: Worksheet, depot_names: Sequence[str], lang: Lang) -> None:
    """Depots, items and units to choose from; other words stay allowed, wrong numbers and dates are told."""
    lists = _next(book, t("supplies.sheet.lists", lang))
    lists.sheet_state = "hidden"
    names = [item.name(lang) for item in items().values()]
    units = list(dict.fromkeys(unit_name(item.unit, lang) for item in items().values()))
    columns = {"depot": list(dict.fromkeys(depot_names)), "name": names, "unit": units}
    for column, entries in enumerate(columns.values(), start=1):
        for row, entry in enumerate(entries, start=1):
            _put(lists, row, column, entry)
    for column, (key, entries) in enumerate(columns.items(), start=1):
        if not entries:
            continue
        letter = get_column_letter(column)
        source = f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(entries)}"
        _validate(sheet, key, DataValidation("list", formula1=source, showErrorMessage=False))
    wrong = t("supplies.template.quantity", lang), t("supplies.template.expires", lang)
    _validate(sheet, "quantity", _rule("decimal", "greaterThanOrEqual", "0", wrong[0]))
    _validate(sheet, "expires", _rule("date", "greaterThan", "20000", wrong[1]))
    letter = get_column_letter(LEDGER_COLUMNS.index("expires") + 1)
    for row in range(sheet.max_row + 1, _ROOM + 1):
        sheet[f"{letter}{row}"].number_format = "yyyy-mm-dd"


def _rule(kind: str, operator: str, bound: str, message: str) -> DataValidation:
    made = DataValidation(kind, operator=operator, formula1=bound, allow_blank=True, showErrorMessage=True)
    made.error = message
    made.errorStyle = "warning"
    return made


def _validate(sheet: Worksheet, key: str, rule: DataValidation) -> None:
    letter = get_column_letter(LEDGER_COLUMNS.index(key) + 1)
    rule.add(f"{letter}2:{letter}{max(_ROOM, sheet.max_row)}")
    sheet.add_data_validation(rule)


def _catalogue(book: Workbook, lang: Lang) -> None:
    """The catalogue as a sheet: names, units, other words for them, and what counts as what."""
    sheet = _next(book, t("supplies.sheet.catalogue", lang))
    heads = [
        t(f"supplies.catalogue.{key}", lang) for key in ("item", "kind", "unit", "units", "code", "aliases")
    ]
    _heads(sheet, heads, [24, 12, 10, 30, 10, 70])
    joined: Callable[[Sequence[str]], str] = t("report.separator", lang).join
    for row, item in enumerate(items().values(), start=2):
        values = (
            item.name(lang),
            t(f"supply_kind.{item.kind}", lang),
            unit_name(item.unit, lang),
            joined(list(item.units)),
            item.code,
            joined([alias.strip() for alias in item.aliases]),
        )
        for column, value in enumerate(values, start=1):
            _put(sheet, row, column, value)
