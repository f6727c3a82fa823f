"""Cells of a ledger one by one, and words for what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from layers.formats.limits import import_limits
from layers.ledgerback import LedgerDifference, is_ledger_file, old_and_new, read_ledgers
from layers.ledgerback.cells import Unreadable, read_cell
from layers.ledgerback.compare import LedgerChange
from layers.ledgerback.file import Cell
from models.facilities.facility import Family, field_specs
from models.facilities.ledgersheet import MARKER_SHEET
from models.kernel.errors import HavenError
from tests.layers.ledgerback.books import edited, found, plan, put, small
from tests.reports.conftest import small_project

SPECS = {spec.name: spec for spec in field_specs(Family.SHELTER)}


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("note", datetime(2024, 5, 6), "2024-05-06"),
        ("note", datetime(2024, 5, 6, 7, 8), "2024-05-06T07:08:00"),
        ("note", 12, "12"),
        ("note", None, ""),
        ("status", "已建成", "existing"),  # as other files say it
        ("status", "规划", "planned"),
        ("gross_area_m2", "不详", None),
        ("gross_area_m2", "1,200", 1200.0),
        ("last_drill", datetime(2024, 5, 6, 7), "2024-05-06"),
        ("is_signed", "√", True),
        ("is_signed", None, None),
    ],
)
def test_what_a_cell_says(field: str, value: Any, expected: Any) -> None:
    assert read_cell(Cell(value, "A1"), SPECS[field]) == expected


@pytest.mark.parametrize(("field", "value"), [("last_drill", 3.5), ("is_signed", "看情况"), ("name", None)])
def test_what_no_cell_can_say(field: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        read_cell(Cell(value, "A1"), SPECS[field])


PLACE = (500_000.0, 4_000_000.0)


@pytest.mark.parametrize(
    ("kind", "field", "old", "new", "said"),
    [
        ("removed", "", None, None, ("", "")),
        ("added", "", None, PLACE, ("", "117.00000")),
        ("changed", "geometry", PLACE, None, ("117.00000", "")),
        ("changed", "name", "旧", "新", ("旧", "新")),
    ],
)
def test_both_values_of_a_change_in_words(kind: Any, field: str, old: Any, new: Any, said: Any) -> None:
    change = LedgerChange("k", kind, Family.SHELTER, "s1", "甲", field, old, new, "A1")
    for shown, part in zip(old_and_new(change, 4548, "zh"), said, strict=True):
        assert part in shown and bool(part) == bool(shown)


# -- rows and files ------------------------------------------------------------------------------------------
def test_a_row_that_was_emptied_is_a_row_that_is_gone(tmp_path: Path) -> None:
    def empty(sheet: Any, columns: dict[str, int]) -> None:
        for cell in sheet[5][1:]:
            cell.value = None

    result: LedgerDifference = edited(small_project(), tmp_path, empty)
    assert [(change.kind, change.facility_id) for change in result.changes] == [("removed", "s1")]


def test_a_flag_that_both_changed_is_a_conflict(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    held = plan(project)["s1"]
    project.apply(project.facility_edit({"s1": replace(held, is_signed=True)}, "plan"))  # type: ignore[call-arg]
    book = load_workbook(path)
    sheet = next(one for one in book.worksheets if "is_signed" in [cell.value for cell in one[3]])
    column = [cell.value for cell in sheet[3]].index("is_signed") + 1
    sheet.cell(5, column).value = "否"
    book.save(path)
    (change,) = found(project, path).changes
    assert (change.old, change.new, change.is_conflict) == (True, False, True)


def test_a_text_longer_than_a_cell_is_left_alone(tmp_path: Path) -> None:
    project = small_project()
    project.apply(project.facility_edit({"s1": replace(plan(project)["s1"], note="字" * 33_000)}, "plan"))
    result = edited(project, tmp_path, put(5, note="短"))
    assert [trouble.why for trouble in result.troubles] == ["long"] and not result.changes


def limited(monkeypatch: pytest.MonkeyPatch, part: str, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setattr(getattr(import_limits(), part), name, value)


def fault(path: Path) -> str:
    with pytest.raises(HavenError) as caught:
        read_ledgers(path)
    return caught.value.key


def test_a_workbook_larger_than_may_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small(tmp_path / "book.xlsx")
    limited(monkeypatch, "table", rows=5)
    assert fault(path) == "table_too_large"
    limited(monkeypatch, "ledger", list_bytes=10)
    assert not is_ledger_file(path)


def test_only_workbooks_are_ledgers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(MARKER_SHEET, encoding="utf-8")
    assert not is_ledger_file(tmp_path / "a.csv")
    path = small(tmp_path / "book.xlsx")
    book: Workbook = load_workbook(path)
    for sheet in book.worksheets:
        if sheet.title != MARKER_SHEET:
            book.remove(sheet)
    book[MARKER_SHEET].sheet_state = "visible"
    book.save(path)
    assert fault(path) == "ledger_not_ours"
