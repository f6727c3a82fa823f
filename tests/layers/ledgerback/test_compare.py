"""Ledgers that colleagues edited: nothing is lost or made up, every cell that cannot be read is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from shapely.geometry import Point, box

from layers.ledgerback import (
    counts_text,
    difference,
    edit_of,
    field_word,
    old_and_new,
    read_ledgers,
    scenario_of,
    trouble_text,
)
from layers.project.file import load_project
from layers.sample import sample_path
from models.facilities.facility import Facility, Family, Shelter, field_specs
from models.facilities.ledgersheet import fingerprint, plain_form
from models.findings.whose import of_units
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from tests.helpers import LETTERS
from tests.layers.ledgerback.books import (
    edited,
    found,
    new_row,
    plan,
    put,
    small,
    small_book,
    small_ledgers,
    written,
)
from tests.reports.conftest import HOSTILE, X, Y, small_project


# -- nothing changed -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_not_edited_is_no_difference(tmp_path: Path, lang: Lang) -> None:
    project = small_project()
    for book in (small_book(lang), small_ledgers(lang)):
        (tmp_path / "book.xlsx").write_bytes(book)
        result = found(project, tmp_path / "book.xlsx")
        assert (result.changes, result.troubles, result.is_other_project) == ((), (), False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_made_to_harm_come_back_as_they_were(tmp_path: Path, lang: Lang) -> None:
    names = (*HOSTILE, "_x0041_ _x000D_", "字" * 40_000, "🚒" * 20_000)
    made = small_project(("=1+1", "{{7*7}}") if lang == "zh" else ("_x0041_", "\u202egnirts"))
    held = dict(plan(made))
    for number, name in enumerate(names):
        note = names[(number + 7) % len(names)]
        held[f"n{number}"] = replace(held["s1"], id=f"n{number}", name=name, note=note)
    scenarios = [replace(scenario, facilities=held) for scenario in made.scenarios]
    project = Project(made.settings, made.layers, scenarios, active_scenario_id="plan")
    path = written(project, tmp_path / "book.xlsx", lang)
    assert len(read_ledgers(path).rows) == len(held)
    result = found(project, path)
    assert (result.changes, result.troubles) == ((), ())


def test_the_sample_comes_back_in_both_languages(tmp_path: Path) -> None:
    project = load_project(sample_path())
    for lang, scenario in zip(LANGUAGES, project.scenarios[:2], strict=True):
        ledger = read_ledgers(written(project, tmp_path / "book.xlsx", lang, scenario.id))
        assert scenario_of(ledger, project) == scenario.id
        assert len(ledger.rows) == len(scenario.facilities)
        result = difference(ledger, project, scenario.id)
        assert (result.changes, result.troubles) == ((), ())


VALUES = {
    "text": st.text(LETTERS, max_size=60),
    "number": st.none() | st.floats(0, 1e9, allow_nan=False),
    "integer": st.none() | st.integers(0, 10**9),
    "flag": st.sampled_from([None, True, False]),
    "date": st.none() | st.dates().map(str) | st.sampled_from(["2025-03", "去年", "1899-12-31"]),
}


@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_any_facilities_come_back_as_they_were(tmp_path: Path, data: st.DataObject) -> None:
    made: dict[str, Facility | None] = {}
    for number in range(9):  # a workbook takes longer than all that is drawn for it
        values = {
            spec.name: data.draw(st.sampled_from(spec.values) if spec.kind == "choice" else VALUES[spec.kind])
            for spec in field_specs(Family.SHELTER)
        }
        place = Point(data.draw(st.floats(X, X + 8000)), data.draw(st.floats(Y, Y + 8000)))
        made[f"any{number}"] = Shelter(id=f"any{number}", geometry=place, **values)
    project = small_project()
    project.apply(project.facility_edit(made, "plan"))
    result = found(project, written(project, tmp_path / "book.xlsx", data.draw(st.sampled_from(LANGUAGES))))
    assert (result.changes, result.troubles) == ((), ())


@given(st.text(LETTERS, max_size=80))
def test_fingerprints_do_not_see_what_spreadsheets_change(text: str) -> None:
    from reports.safe import safe_cell

    assert fingerprint(safe_cell(text)) == fingerprint(text)
    assert fingerprint(f"  {text}\r\n") == fingerprint(text)
    assert plain_form(plain_form(text)) == plain_form(text)


# -- edits ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_fields_that_were_edited(tmp_path: Path, lang: Lang) -> None:
    """Rows 5 to 7 are the existing shelter, the planned one and the candidate."""
    project = small_project()
    result = edited(
        project,
        tmp_path,
        put(
            5,
            name="新名称",
            effective_area_m2="2.1万㎡",
            has_tents=t("report.yes", lang),
            last_drill="2026年5月3日",
            shelter_class=t("choice.shelter_class.central", "en"),
            note=None,
            contact=13800000000,
        ),
        lang=lang,
    )
    assert not result.troubles
    values = {change.field: (change.old, change.new) for change in result.changes}
    assert values == {
        "name": ("东镇", "新名称"),
        "effective_area_m2": (20_000.0, 21_000.0),
        "has_tents": (None, True),
        "last_drill": (None, "2026-05-03"),
        "shelter_class": ("short", "central"),
        "note": ("西乡", ""),
        "contact": ("", "13800000000"),
    }
    project.apply(edit_of(result, project, result.usual_keys))
    shelter = plan(project)["s1"]
    assert isinstance(shelter, Shelter)
    assert (shelter.name, shelter.effective_area_m2, shelter.note) == ("新名称", 21_000.0, "")
    assert shelter.geometry == Point(X + 2000, Y + 4000)
    # Taken over, the same file differs no more.
    assert not found(project, tmp_path / "book.xlsx").changes


def test_one_edit_takes_over_what_is_ticked_and_goes_back(tmp_path: Path) -> None:
    project = small_project()

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        put(5, name="甲", gross_area_m2=30_000)(sheet, columns)
        put(6, name="乙")(sheet, columns)

    result = edited(project, tmp_path, change)
    before = project.scenarios
    keys = {item.key for item in result.changes if item.new != "乙"}
    edit = edit_of(result, project, keys)
    project.apply(edit)
    assert (plan(project)["s1"].name, plan(project)["s2"].name) == ("甲", "西乡")
    assert project.scenario("today").facilities["s1"].name == "东镇"  # the ledgers were the plan's
    project.apply(edit.inverse())
    assert project.scenarios == before
    assert edit_of(result, project, ()).items == ()


def test_an_empty_cell_is_no_data_and_not_zero(tmp_path: Path) -> None:
    project = small_project()
    result = edited(project, tmp_path, put(5, effective_area_m2=None))
    assert [(item.field, item.new) for item in result.changes] == [("effective_area_m2", None)]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": "=A1"}, "formula"),
        ({"name": None}, "no_name"),
        ({"gross_area_m2": "很大"}, "not_a_number"),
        ({"gross_area_m2": True}, "not_a_number"),
        ({"gross_area_m2": -1}, "below"),
        ({"occupancy_persons": 1.5}, "not_whole"),
        ({"status": "看情况"}, "choice"),
        ({"shelter_class": None}, "choice"),
        ({"has_tents": "也许"}, "flag"),
        ({"last_drill": "明年"}, "date"),
        ({"last_drill": 45000}, "date"),
        ({"#derived:capacity_persons": 1}, "derived"),
        ({"#derived:township": "别处"}, "derived"),
        ({"#x": None}, "half_place"),
        ({"#lon": "东边"}, "coordinate"),
        ({"#lon": "=1+1"}, "formula"),
        ({"#lat": 200.0}, "bad_place"),
        ({"#x": Y, "#y": X}, "far_place"),
        ({"#x": X + 100, "#lon": 117.1}, "two_places"),
    ],
)
def test_cells_that_cannot_be_taken_over_are_named(tmp_path: Path, values: dict[str, Any], why: str) -> None:
    project = small_project()
    result = edited(project, tmp_path, put(5, **values))
    assert not result.changes
    (trouble,) = result.troubles
    assert trouble.why == why
    column = next(iter(values))
    sheet = t("workbook.sheet.ledger.shelter", "zh")
    heads = load_workbook(tmp_path / "book.xlsx")[sheet]
    letters = {str(cell.value): cell.column_letter for cell in heads[3]}
    assert trouble.at == f"{sheet}!{letters[column]}5"
    for lang in LANGUAGES:
        assert trouble_text(trouble, lang)


def test_a_value_just_at_the_limit_is_taken_over(tmp_path: Path) -> None:
    result = edited(small_project(), tmp_path, put(5, gross_area_m2=0, occupancy_persons=0))
    assert {item.field: item.new for item in result.changes} == {"gross_area_m2": 0.0, "occupancy_persons": 0}


def test_a_changed_formula_of_ours_is_reported(tmp_path: Path) -> None:
    key = "#derived:floor_area_share"
    result = edited(small_project(), tmp_path, put(5, **{key: 1.0}), "depot")
    assert [item.why for item in result.troubles] == ["derived"]
    assert not result.changes


# -- places --------------------------------------------------------------------------------------------------
def test_a_facility_moves_by_metres_or_by_degrees(tmp_path: Path) -> None:
    from layers.coordinates.crs import to_lonlat

    project = small_project()
    result = edited(project, tmp_path, put(5, __x=X + 2500))
    assert [(item.field, item.new) for item in result.changes] == [("geometry", (X + 2500, Y + 4000))]
    import numpy as np

    lon, lat = to_lonlat(np.array([[X + 3000, Y + 4200]]), 4548)[0]
    result = edited(project, tmp_path, put(5, __lon=float(lon), __lat=float(lat)))
    (change,) = result.changes
    assert change.new == pytest.approx((X + 3000, Y + 4200), abs=0.02)
    project.apply(edit_of(result, project, {change.key}))
    assert plan(project)["s1"].location == pytest.approx((X + 3000, Y + 4200), abs=0.02)


def test_an_outline_moves_as_a_whole(tmp_path: Path) -> None:
    project = small_project()
    outline = box(X + 100, Y + 100, X + 300, Y + 200)
    project.apply(project.facility_edit({"s1": replace(plan(project)["s1"], geometry=outline)}, "plan"))
    result = edited(project, tmp_path, put(5, __x=X + 1200))
    project.apply(edit_of(result, project, result.usual_keys))
    assert plan(project)["s1"].geometry.equals_exact(box(X + 1100, Y + 100, X + 1300, Y + 200), 1e-6)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_row_becomes_a_facility(tmp_path: Path, lang: Lang) -> None:
    project = small_project()
    status = t("choice.status.planned", lang)
    result = edited(
        project,
        tmp_path,
        lambda sheet, columns: new_row(
            sheet, columns, name="新广场", status=status, gross_area_m2=5000, __x=X + 4000, __y=Y + 1000
        ),
        lang=lang,
    )
    assert not result.troubles
    (change,) = result.changes
    assert (change.kind, change.name) == ("added", "新广场")
    project.apply(edit_of(result, project, {change.key}))
    made = plan(project)[change.facility_id]
    assert isinstance(made, Shelter)
    assert (made.status, made.gross_area_m2, made.location) == ("planned", 5000.0, (X + 4000, Y + 1000))
    # What nobody said is not known: no class is put into anybody's mouth.
    assert (made.shelter_class, made.kind) == ("unknown", "other")
    # Read a second time it is not added again.
    again = found(project, tmp_path / "book.xlsx")
    assert not again.changes
    assert [item.why for item in again.troubles] == ["already"]


def test_a_row_copied_to_begin_a_new_facility(tmp_path: Path) -> None:
    """A copied row brings the hidden id with it, and the other's coordinates."""
    project = small_project()

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        old = {key: sheet.cell(5, column).value for key, column in columns.items()}
        new_row(sheet, columns, **{**old, "name": "分园", "#x": X + 5000})
        new_row(sheet, columns, **{**old, "name": "没有改坐标"})

    result = edited(project, tmp_path, change)
    (added,) = result.changes
    assert (added.kind, added.name, added.new) == ("added", "分园", (X + 5000, Y + 4000))
    assert [item.why for item in result.troubles] == ["copy"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": "甲", "#x": X, "#y": Y}, "no_status"),
        ({"status": "现状", "#x": X, "#y": Y}, "no_name"),
        ({"name": "甲", "status": "现状"}, "no_place"),
        ({"name": "甲", "status": "现状", "#x": X}, "no_place"),
        ({"name": "甲", "status": "现状", "#x": X, "#y": Y, "gross_area_m2": "大"}, "not_a_number"),
    ],
)
def test_new_rows_that_lack_something(tmp_path: Path, values: dict[str, Any], why: str) -> None:
    result = edited(small_project(), tmp_path, lambda sheet, columns: new_row(sheet, columns, **values))
    assert not result.changes
    assert [item.why for item in result.troubles] == [why]


def test_a_facility_typed_over_the_line_that_says_where_is_not_lost(tmp_path: Path) -> None:
    values = {"name": "写在说明行", "status": "规划", "#x": X + 10, "#y": Y + 10}
    result = edited(small_project(), tmp_path, put(8, **values))
    assert [(item.kind, item.name) for item in result.changes] == [("added", "写在说明行")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_remark_on_sites_beyond_the_county_is_no_facility(tmp_path: Path, lang: Lang) -> None:
    project = small_project()
    far = replace(project.scenario("plan").facilities["s3"], geometry=Point(0.0, 0.0))
    project.apply(project.facility_edit({"s3": far}, "plan"))
    path = written(project, tmp_path / "book.xlsx", lang)
    sheet = load_workbook(path)[t("workbook.sheet.ledger.shelter", lang)]
    told = t("workbook.ledger.outside", lang, count=1)
    assert told in {cell for row in sheet.values for cell in row} and of_units(told, lang) == told
    result = found(project, path)
    assert not result.changes and not result.troubles


def test_rows_that_are_gone_are_removed_only_when_ticked(tmp_path: Path) -> None:
    project = small_project()
    result = edited(project, tmp_path, lambda sheet, _: sheet.delete_rows(6))
    (change,) = result.changes
    assert (change.kind, change.facility_id) == ("removed", "s2")
    assert result.usual_keys == frozenset()
    project.apply(edit_of(result, project, {change.key}))
    assert set(plan(project)) == {"s1", "s3", "d1", "f1"}


def test_a_sheet_that_is_gone_removes_nothing(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    book = load_workbook(path)
    del book[t("workbook.sheet.ledger.shelter", "zh")]
    book.save(path)
    assert not found(project, path).changes


def test_sorted_rows_and_new_columns_change_nothing(tmp_path: Path) -> None:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        first = [sheet.cell(5, column).value for column in columns.values()]
        second = [sheet.cell(6, column).value for column in columns.values()]
        for column, one, other in zip(columns.values(), first, second, strict=True):
            sheet.cell(5, column).value, sheet.cell(6, column).value = other, one
        sheet.insert_cols(4)

    result = edited(small_project(), tmp_path, change)
    assert (result.changes, result.troubles) == ((), ())


# -- meanwhile in the project --------------------------------------------------------------------------------
def test_what_only_the_project_changed_stays(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    project.apply(project.facility_edit({"s1": replace(plan(project)["s1"], name="工程里改的")}, "plan"))
    assert not found(project, path).changes


def test_what_both_changed_is_a_conflict(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    book = load_workbook(path)
    sheet = book[t("workbook.sheet.ledger.shelter", "zh")]
    sheet.cell(5, 2).value = "台账里改的"
    sheet.cell(6, 2).value = "两边改成一样"
    book.save(path)
    held = plan(project)
    changes = {"s1": replace(held["s1"], name="工程里改的"), "s2": replace(held["s2"], name="两边改成一样")}
    project.apply(project.facility_edit(changes, "plan"))
    result = found(project, path)
    (change,) = result.changes
    assert (change.old, change.new, change.is_conflict) == ("工程里改的", "台账里改的", True)
    assert result.usual_keys == frozenset()
    project.apply(edit_of(result, project, {change.key}))
    assert plan(project)["s1"].name == "台账里改的"


def test_an_edit_to_a_facility_that_the_project_lost_is_reported(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    book = load_workbook(path)
    book[t("workbook.sheet.ledger.shelter", "zh")].cell(5, 2).value = "新名称"
    book.save(path)
    project.apply(project.facility_edit({"s1": None, "s2": None}, "plan"))
    result = found(project, path)
    assert not result.changes
    assert [item.why for item in result.troubles] == ["gone"]


def test_another_project_is_told_apart(tmp_path: Path) -> None:
    project = small_project()
    path = small(tmp_path / "book.xlsx")
    project.apply(project.settings_edit(name="另一个县"))
    assert found(project, path).is_other_project


@pytest.mark.parametrize("lang", LANGUAGES)
def test_differences_in_words(tmp_path: Path, lang: Lang) -> None:
    result = edited(small_project(), tmp_path, put(5, status="规划", has_tents="是", __x=X + 2500))
    words = {field_word(item, lang): old_and_new(item, 4548, lang) for item in result.changes}
    assert words[t("field.status", lang)] == tuple(
        t(f"choice.status.{one}", lang) for one in ("existing", "planned")
    )
    assert words[t("field.has_tents", lang)] == (t("ledgerback.said.blank", lang), t("report.yes", lang))
    assert "°" in words[t("ledgerback.field.geometry", lang)][1]
    assert "3" in counts_text(result, lang)


def test_a_running_state_is_written_in_the_book_s_language_and_read_back_as_unchanged(tmp_path: Path) -> None:
    project = small_project()
    project.apply(project.facility_edit({"s1": replace(plan(project)["s1"], state="启用")}, "plan"))
    shown: list[Any] = []

    def read(sheet: Any, columns: dict[str, int]) -> None:
        shown.append(sheet.cell(5, columns["state"]).value)

    assert not edited(project, tmp_path, read, lang="en").changes and shown == ["in use"]
    (change,) = edited(project, tmp_path, put(5, state="burnt"), lang="en").changes
    assert (change.old, change.new, change.is_conflict) == ("启用", "burnt", False)
