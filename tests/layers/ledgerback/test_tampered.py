"""Files that are not ours, or were tampered with: every value that would change is shown or refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from layers.ledgerback import (
    is_ledger_file,
    read_ledgers,
    scenario_of,
    trouble_text,
)
from models.facilities.ledgersheet import MARKER_SHEET
from models.kernel.errors import HavenError
from models.kernel.text import LANGUAGES, t
from tests.layers.ledgerback.books import edited, fails, found, put, small
from tests.reports.conftest import small_project


# -- files that are not ours, or made to harm ----------------------------------------------------------------
def test_a_file_of_ours_is_known_at_a_glance(tmp_path: Path) -> None:
    path = small(tmp_path / "book.xlsx")
    assert is_ledger_file(path)
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    assert not is_ledger_file(other)
    assert not is_ledger_file(tmp_path / "none.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert not is_ledger_file(tmp_path / "bad.xlsx")


def test_files_that_are_not_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    assert fails(other) == "ledger_not_ours"
    assert fails(tmp_path / "none.xlsx") == "file_missing"
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert fails(tmp_path / "bad.xlsx") == "table_damaged"


def test_a_newer_or_broken_mark(tmp_path: Path) -> None:
    path = small(tmp_path / "book.xlsx")
    for cell, value, key in (
        ("B2", "99", "ledger_newer"),
        ("B2", "x", "ledger_not_ours"),
        ("A1", "?", "ledger_not_ours"),
    ):
        book = load_workbook(path)
        book[MARKER_SHEET][cell].value = value
        book.save(tmp_path / "changed.xlsx")
        assert fails(tmp_path / "changed.xlsx") == key
    book = load_workbook(path)
    book[MARKER_SHEET]["B11"].value = "[1, 2"
    book.save(tmp_path / "changed.xlsx")
    assert fails(tmp_path / "changed.xlsx") == "table_damaged"


def test_a_scenario_that_is_gone(tmp_path: Path) -> None:
    project = small_project()
    ledger = read_ledgers(small(tmp_path / "book.xlsx"))
    project.apply(project.remove_scenario_edit("plan"))
    with pytest.raises(HavenError) as caught:
        scenario_of(ledger, project)
    assert caught.value.key == "ledger_scenario"


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = small(tmp_path / "book.xlsx")
    bomb = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
        with target.open("xl/media/big.bin", "w", force_zip64=True) as part:
            for _ in range(420):
                part.write(bytes(1_000_000))
    assert fails(bomb) == "workbook_too_large"


def test_two_sheets_of_one_ledger(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    book = load_workbook(path)
    copy = book.copy_worksheet(book[t("workbook.sheet.ledger.shelter", "zh")])
    copy.cell(5, 2).value = "副本"
    book.save(path)
    result = found(project, path)
    assert not result.changes
    assert [item.why for item in result.troubles] == ["twice"]


# -- tampered with -------------------------------------------------------------------------------------------
def test_exchanged_ids_show_every_value_that_would_change(tmp_path: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        put(5, __id="s2")(sheet, columns)
        put(6, __id="s1")(sheet, columns)

    result = edited(small_project(), tmp_path, change)
    assert {item.facility_id for item in result.changes} == {"s1", "s2"}
    assert {(item.facility_id, item.new) for item in result.changes if item.field == "name"} == {
        ("s1", "西乡"),
        ("s2", "东镇"),
    }


@pytest.mark.parametrize("id_", ["zzz", None, "d1", '="s1"', 1e308, "s" * 40_000, "s2", "__class__"])
def test_an_id_that_was_changed_is_neither_added_nor_removed_by_itself(tmp_path: Path, id_: Any) -> None:
    result = edited(small_project(), tmp_path, put(5, __id=id_))
    assert [(item.kind, item.facility_id) for item in result.changes] == [("removed", "s1")]
    assert result.usual_keys == frozenset()
    assert [item.why for item in result.troubles] == ["already"]


@pytest.mark.parametrize("value", [1e308, "1e308", 10**30, "1,000,000,000,001"])
@pytest.mark.parametrize("field", ["gross_area_m2", "occupancy_persons"])
def test_numbers_beyond_all_bounds_are_named(tmp_path: Path, field: str, value: Any) -> None:
    result = edited(small_project(), tmp_path, put(5, **{field: value}))
    assert not result.changes
    assert [item.why for item in result.troubles] == ["above"]
    assert all(trouble_text(item, lang) for item in result.troubles for lang in LANGUAGES)


@pytest.mark.parametrize("value", ["1e400", "inf", "9" * 400, "#REF!"])
def test_what_is_no_number_is_named(tmp_path: Path, value: Any) -> None:
    result = edited(small_project(), tmp_path, put(5, gross_area_m2=value))
    assert not result.changes and len(result.troubles) == 1


def test_hidden_rows_and_sheets_are_shown_like_all_others(tmp_path: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        put(5, name="藏起来的改动")(sheet, columns)
        sheet.row_dimensions[5].hidden = True
        sheet.sheet_state = "hidden"

    result = edited(small_project(), tmp_path, change)
    assert [(item.field, item.new) for item in result.changes] == [("name", "藏起来的改动")]


def test_headings_in_any_words_change_nothing(tmp_path: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        for cell in sheet[4]:
            cell.value = f"Überschrift {cell.column}"
        sheet.title = "Schutzräume"
        put(5, name="改")(sheet, columns)

    result = edited(small_project(), tmp_path, change)
    assert [(item.field, item.new) for item in result.changes] == [("name", "改")]
    assert not result.troubles


@pytest.mark.parametrize("move", [lambda sheet: sheet.delete_rows(1), lambda sheet: sheet.insert_rows(1, 5)])
def test_rows_above_the_ledger_change_nothing(tmp_path: Path, move: Callable[[Worksheet], None]) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        put(5, name="改")(sheet, columns)
        move(sheet)

    result = edited(small_project(), tmp_path, change)
    assert [(item.kind, item.field, item.new) for item in result.changes] == [("changed", "name", "改")]
    assert not result.troubles


@pytest.mark.parametrize(
    ("column", "mark", "whys"),
    [
        ("name", None, {"column_gone"}),
        ("name", "__class__", {"column_gone"}),
        ("effective_area_m2", "gross_area_m2", {"column_gone", "column_twice"}),
        ("#x", None, {"hidden_column_gone"}),
        ("#y", "#x", {"hidden_column_gone", "hidden_column_twice"}),
        ("#id", None, {"ids_gone"}),
        ("#ledger:shelter", "#ledger:depot", {"twice", "gone"}),
        ("#ledger:shelter", "#ledger:rocket", {"sheet_unknown"}),
        ("note", "#ledger:depot", {"sheet_unknown"}),
    ],
)
def test_marks_that_were_changed_are_told(
    tmp_path: Path, column: str, mark: str | None, whys: set[str]
) -> None:
    """Nobody sees the row of marks: without a word, edits in such a column would be lost."""

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        put(5, name="改", effective_area_m2=1)(sheet, columns)
        put(3, **{column: mark})(sheet, columns)

    result = edited(small_project(), tmp_path, change)
    troubles = [item for item in result.troubles if item.why != "half_place"]
    assert {item.why for item in troubles} == whys
    assert all(trouble_text(item, lang) for item in troubles for lang in LANGUAGES)
    assert not [item for item in result.changes if item.kind == "added"]
    assert not [item for item in result.changes if item.kind == "removed" and item.is_usual]


@pytest.mark.parametrize(
    "value", ["[]", "null", "5", '{"name": []}', '{"name": null}', "[" * 30_000, '{"a":' * 5000, "NaN"]
)
def test_a_mark_of_a_facility_that_was_changed_is_a_damaged_file(tmp_path: Path, value: str) -> None:
    path = small(tmp_path / "book.xlsx")
    book = load_workbook(path)
    book[MARKER_SHEET]["B11"].value = value
    book.save(path)
    assert fails(path) == "table_damaged"
