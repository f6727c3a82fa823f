"""The ledger's workbook can be read back, and says nothing that a spreadsheet would run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from layers.importing.stockfile import read_stock
from models.facilities.stock import StockRow, taken_in
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang
from models.rules.rules import load_rules
from models.supplies.dispatch import DispatchPlan, dispatch
from models.supplies.items import items
from models.supplies.need import Case, stock_by_item
from reports.supplytables import LEDGER_COLUMNS, write_dispatch, write_ledger
from tests.models.supplies.test_need import depot, row
from tests.models.toy import county

DAY = date(2026, 8, 1)
DEPOTS = {"a": depot(), "b": depot(18, 5, id="b", name='Depot B, "east"')}


def ledger(path: Path, *rows: StockRow, lang: Lang = "zh", **more: Any) -> Path:
    run_to_end(write_ledger(path, rows, DEPOTS, lang, **more))
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_ledger_comes_back_as_it_went(tmp_path: Path, lang: Lang) -> None:
    rows = (
        row("tent", 1200, name="12㎡帐篷", place="A1", note="=1+1", code="1"),
        row("quilt", None, "b", name="棉被", expires="2029-10-31"),
        row("", 5, name="自热火锅", unit="箱", expires="三年"),
        row("bed", 2.5, name="折叠床", unit="千张"),
    )
    back = read_stock(ledger(tmp_path / "x.xlsx", *rows, lang=lang), DEPOTS.values())
    assert taken_in(rows, back.rows(), "update").is_nothing
    state = stock_by_item(rows, DEPOTS.values(), DAY)
    again = read_stock(ledger(tmp_path / "y.xlsx", *rows, lang=lang, stock=state), DEPOTS.values())
    assert taken_in(rows, again.rows(), "replace").is_nothing


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_offers_depots_items_and_units(tmp_path: Path, lang: Lang) -> None:
    book = load_workbook(ledger(tmp_path / "x.xlsx", lang=lang))
    sheet, lists = book.worksheets[0], book.worksheets[1]
    assert sheet.max_column == len(LEDGER_COLUMNS) and lists.sheet_state == "hidden"
    assert [lists.cell(index, 1).value for index in (1, 2)] == [one.name for one in DEPOTS.values()]
    rules = {rule.type: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert rules["decimal"].startswith("C2:C") and rules["date"].startswith("E2:E")
    kinds = [rule.type for rule in sheet.data_validations.dataValidation]
    assert kinds.count("list") == 3
    catalogue = book.worksheets[2]
    assert catalogue.max_row == 1 + len(items())


def test_every_item_of_the_catalogue_is_known_by_its_own_name(tmp_path: Path) -> None:
    from models.kernel.text import t
    from models.supplies.items import find_item, unit_factor

    for item in items().values():
        for lang in LANGUAGES:
            assert find_item(item.name(lang)) == item.key, (item.key, lang)
            assert unit_factor(item.key, t(f"unit.{item.unit}", lang)) is not None, (item.key, lang)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    bad = row("tent", 1, name="=cmd|'/c calc'!A1", place="@SUM(1)", note="+1", expires="=NOW()", unit="-顶")
    book = load_workbook(ledger(tmp_path / "x.xlsx", bad))
    for sheet in book.worksheets:
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}


def plan() -> DispatchPlan:
    rows = (row("bed", 20), row("coat", 30, "b"))
    depots = tuple(DEPOTS.values())
    stock = stock_by_item(rows, depots, DAY)
    return run_to_end(dispatch(county(), depots, stock, load_rules(), Case(53, 3, None)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dispatch_plan_as_a_workbook(tmp_path: Path, lang: Lang) -> None:
    made = plan()
    path = tmp_path / "plan.xlsx"
    run_to_end(write_dispatch(path, made, "Toy, today", lang))
    loads, places, totals = load_workbook(path).worksheets
    assert loads.max_row == 1 + len(made.legs)
    assert sum(line[3] for line in loads.iter_rows(min_row=2, values_only=True)) == int(made.sent.sum())
    head = [cell.value for cell in places[1]]
    assert len(head) == 4 + len(made.limits_h) + len(made.items)
    lacking = [sum(line[9:]) for line in places.iter_rows(min_row=2, values_only=True)]
    assert sum(lacking) == int(made.unmet.sum())
    rows = list(totals.iter_rows(min_row=2, max_row=1 + len(made.items), values_only=True))
    assert [line[2:] for line in rows] == [
        (int(need.sum()), int(stock.sum()), int(sent.sum()), int((need - sent).sum()))
        for need, stock, sent in zip(made.need, made.available, made.sent, strict=True)
    ]
