"""Sheets of need, supplies, fire response, hazards and sites: the program's numbers, and live where said."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from models.access.measures import measured_by
from models.county.layer import Role
from models.facilities.facility import Family
from models.findings.findings import Verdict
from models.kernel.glossary import terms
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from reports.context import ReportContext, make_context
from reports.workbook import write_workbook
from reports.workbook.siting import overall
from tests.reports.conftest import MADE_ON, small_project
from tests.reports.full_county import full_project
from tests.reports.liveinputs import copied

NAMES = tuple("甲乙丙丁戊己庚辛壬癸"[number % 10] + str(number) for number in range(12))


@cache
def context() -> ReportContext:
    return make_context(full_project(NAMES), made_on=MADE_ON)


@cache
def books(lang: Lang = "zh") -> tuple[Workbook, Workbook]:
    """The workbook with its formulas, and with their results."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        run_to_end(write_workbook(context(), path, lang))
        return load_workbook(path), load_workbook(path, data_only=True)


def rows_of(key: str, *, live: bool = False) -> list[tuple[Any, ...]]:
    """Rows of a sheet below its heads, up to the first that is not part of the table."""
    sheet = books()[0 if live else 1][t(f"workbook.sheet.{key}", "zh")]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=5)]
    return [row for row in rows if sum(value is not None for value in row) > 1]


def test_need_and_room_by_stay() -> None:
    shown, formulas = rows_of("demand"), rows_of("demand", live=True)
    wanted = [(row, stay) for row in context().demand for stay in row.stays]
    assert len(shown) == len(wanted) == len(formulas)
    for number, (cells, live, (row, stay)) in enumerate(zip(shown, formulas, wanted, strict=True), start=5):
        assert cells[2] == row.residents_persons
        assert cells[4] == pytest.approx(stay.need_persons)
        assert live[4] == f"=C{number}*D{number}"
        if stay.gap_persons is None:
            assert cells[6] == t("verdict.nodata", "zh")
        else:
            assert cells[6] == pytest.approx(stay.gap_persons)
            assert live[6] == f"=MAX(0,E{number}-F{number})"
        if stay.ratio is not None:
            assert cells[7] == pytest.approx(stay.ratio)


def test_stock_against_need() -> None:
    """78,000 residents, 1 in 100 relocated: 780 people; tents for so many share, quilts for so many each."""
    assert context().case is not None
    shown, formulas = rows_of("stock"), rows_of("stock", live=True)
    assert len(shown) == len(context().shortages) > 3
    for number, (cells, live, shortage) in enumerate(
        zip(shown, formulas, context().shortages, strict=True), start=5
    ):
        assert cells[2] == shortage.need.quantity
        if shortage.holding.is_unknown:
            assert cells[3] == cells[5] == t("verdict.nodata", "zh")
            continue
        assert cells[3] == shortage.holding.usable
        assert (cells[4], live[4]) == (pytest.approx(shortage.ratio), f"=D{number}/C{number}")
        assert (cells[5], live[5]) == (shortage.lacking, f"=MAX(0,C{number}-D{number})")
        assert sum(cells[6:9]) == pytest.approx(cells[3])


def test_the_stock_ledger_says_why_a_row_does_not_count() -> None:
    rows = rows_of("stock_ledger")
    assert [row[9] for row in rows] == [t(f"supply_state.{lot.state}", "zh") for lot in context().stock.lots]
    assert t("supply_state.expired", "zh") in {row[9] for row in rows}
    # Row 4 has no quantity: no data is not zero.
    assert rows[3][5] == t("verdict.nodata", "zh")


def test_what_is_sent_and_what_is_lacking_is_what_is_needed() -> None:
    plan = context().dispatch
    assert plan is not None and not plan.missing
    *rows, total = rows_of("dispatch")
    first = 4 + len(plan.limits_h)
    assert [row[1] for row in rows] == [one.persons for one in plan.arrivals]
    assert total[1] == sum(plan.township_persons) == context().case.persons  # type: ignore[union-attr]
    for index, item in enumerate(plan.items):
        assert total[first + index] == int(plan.unmet[index].sum()), item.key
    loads = rows_of("loads")
    assert len(loads) == len(plan.legs)
    for cells, leg in zip(loads, plan.legs, strict=True):
        assert cells[1:3] == (plan.depots[leg.depot].name, plan.name(leg.township))
        assert cells[4] == leg.quantity
        assert cells[8] == pytest.approx(leg.arrives_h)
    assert all(str(row[8]).startswith("=H") for row in rows_of("loads", live=True))


def test_fire_response_by_township() -> None:
    fire = context().fire
    *rows, county = rows_of("fire_towns")
    assert [row[0] for row in rows] == [town.place.name for town in fire.towns]
    for cells, town in zip(rows, fire.towns, strict=True):
        assert cells[2] == pytest.approx(town.mean_min)
        assert (cells[7], cells[8]) == (town.villages, town.villages_reached)
        if town.villages:
            assert cells[9] == pytest.approx(town.villages_reached / town.villages)
    # The county is a whole of its own, not a mean of the townships.
    assert county[2] == pytest.approx(float(fire.response.whole.mean_min[0]))
    assert county[7] == sum(town.villages for town in fire.towns)
    late = rows_of("late_villages")
    assert [row[1] for row in late] == [one.place.name for one in fire.late_villages]
    times = [row[5] for row in late]
    assert times == sorted(times, reverse=True)


def test_without_a_layer_of_villages_none_is_counted(tmp_path: Path) -> None:
    project = full_project(("甲", "乙"))
    kept = [one for one in project.layers if one.role != Role.VILLAGES]
    bare = Project(project.settings, kept, project.scenarios, project.active_scenario_id)
    path = tmp_path / "bare.xlsx"
    run_to_end(write_workbook(make_context(bare, made_on=MADE_ON), path, "zh"))
    sheet = load_workbook(path, data_only=True)[t("workbook.sheet.fire_towns", "zh")]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=7)]
    nothing = t("verdict.nodata", "zh")
    assert [row[7:9] for row in rows] == [[nothing, nothing]] * 3


def test_stations_with_their_areas() -> None:
    for number, (cells, row) in enumerate(
        zip(rows_of("fire_stations"), context().fire.stations, strict=True), start=5
    ):
        assert cells[1] == row.station.name
        assert cells[7] == pytest.approx(cells[5] / cells[6])
        assert rows_of("fire_stations", live=True)[number - 5][7] == f"=F{number}/G{number}"
        assert t(f"verdict.{row.siting}", "zh") in cells[9]


def test_hazards_by_type_and_level() -> None:
    rows = rows_of("hazards")
    assert len(rows) == len(context().hazards)
    for cells, row in zip(rows, context().hazards, strict=True):
        assert cells[3] == row.features
        assert cells[5] == (row.residents if row.residents is not None else t("verdict.nodata", "zh"))
        if row.facilities is not None:
            assert cells[11] == row.facilities == sum(cells[7:11])


def test_siting_checks_of_every_facility() -> None:
    sheet = books()[1][t("workbook.sheet.siting", "zh")]
    heads = [cell.value for cell in sheet[4]]
    rows = rows_of("siting")
    facilities = context().main.scenario.facilities
    checked = {key: checks for key, checks in context().siting.items() if checks}
    assert len(rows) == len(checked)
    assert all(facilities[key].status != "rejected" for key in checked)
    verdicts = sorted(f"{t(f'verdict.{overall(checks)}', 'zh')}" for checks in checked.values())
    assert sorted(str(row[5]).split(" ")[1] for row in rows) == verdicts
    # Somewhere a hazard stands in the way, somewhere data are lacking, and the sheet says which.
    words = [str(row[len(heads) - 1]) for row in rows]
    assert t("siting.flood", "zh").split("（")[0] in " ".join(words)
    # What is lacking for all of them is said once, below, and every row leads there.
    power = t("missing.siting_power", "zh")
    told = [cell.value for row in sheet.iter_rows() for cell in row if power in str(cell.value)]
    assert len(told) == 1 and power not in " ".join(words)
    assert all(t("workbook.siting.below", "zh") in word for word in words)
    assert {overall(checks) for checks in checked.values()} >= {Verdict.FAIL, Verdict.NO_DATA}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_site_of_which_nothing_is_known_says_so_and_a_check_left_out_is_told_apart(
    lang: Lang, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    project = small_project()
    layers = [layer for layer in project.layers if layer.role != Role.HAZARDS]
    known = make_context(copied(project, layers=layers), made_on=MADE_ON)
    run_to_end(write_workbook(known, path, lang))
    sheet = load_workbook(path)[t("workbook.sheet.siting", lang)]
    heads = [cell.value for cell in sheet[4]]
    slope = heads.index(t("siting.slope", lang))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    shelters = [row for row in rows if row[2] == t("family.shelter.short", lang)]
    stations = [row for row in rows if row[2] == t("family.fire_station.short", lang)]
    assert len(shelters) == 3 and stations
    for row in shelters:
        assert row[-1] == t("workbook.siting.all_below", lang)
        assert (row[6], row[slope]) == (t("workbook.mark.nodata", lang), t("workbook.mark.unchecked", lang))
    # What a station alone lacks stands in its row, and the rest below.
    assert str(stations[0][-1]).splitlines()[-1] == t("workbook.siting.below", lang) != stations[0][-1]
    below = [str(row[0].value or row[2].value) for row in sheet.iter_rows(min_row=6)]
    named = {"check": t("siting.slope", lang), "items": t("missing.siting_slope", lang)}
    said = t("workbook.siting.unchecked", lang, **named)
    assert below.count(said) == 1


def test_custody_counts_days_to_the_day_of_the_report() -> None:
    rows = rows_of("custody")
    shelters = [one for one in context().main.assessment.facilities if one.family == Family.SHELTER]
    assert len(rows) == len(shelters)
    overdue = t("custody.due.overdue", "zh")
    # 2024-01 counts from its first day: 732 days before 2026-01-02, of which 365 are in time.
    late = [row for row in rows if row[5] == overdue]
    assert late and all(row[6] == 732 - 365 for row in late)
    planned = [one for one in shelters if one.status == "planned"]
    assert sum(row[5] == t("custody.due.unbuilt", "zh") for row in rows) == len(planned) > 0


def test_proposed_sites_come_with_reasons() -> None:
    for cells, row in zip(rows_of("proposed"), context().proposed, strict=True):
        assert cells[1] == row.facility.name
        assert cells[9] == row.ranked.rank
        assert cells[12] == row.reason("zh")


def test_classes_of_shelter_add_up() -> None:
    *rows, total = rows_of("classes")
    assert total[1] == sum(row[1] for row in rows)
    assert sum(row[5] for row in rows) == pytest.approx(1.0)


def test_figures_in_every_way_of_measuring() -> None:
    ways = context().ways_known
    for cells, row in zip(rows_of("ways"), context().ways, strict=True):
        assert [cells[1 + number] for number in range(len(ways))] == [
            pytest.approx(row.values[way], rel=1e-6)
            if row.values[way] is not None
            else t("verdict.nodata", "zh")
            for way in ways
        ]
        used = measured_by(context().main.assessment.county)
        assert row.values[used] == context().main.assessment.figures[row.figure_id].value


def test_what_a_plan_changes() -> None:
    """The plan renames a shelter, plans it, gives it another note, and drops a team."""
    rows = rows_of("changes")
    assert [(row[2], row[3]) for row in rows] == [
        (NAMES[11], t("workbook.changes.changed", "zh")),
        (NAMES[5], t("workbook.changes.removed", "zh")),
    ]
    assert f"{NAMES[0]} → {NAMES[11]}" in str(rows[0][5])
    assert "现状 → 规划" in str(rows[0][5])


def test_every_term_of_the_glossary() -> None:
    assert [(row[1], row[2]) for row in rows_of("glossary")] == [(term.zh, term.en) for term in terms()]


def test_tables_of_a_context_are_made_once_and_when_asked_for() -> None:
    made = make_context(full_project(NAMES[:2]), made_on=MADE_ON)
    assert not {"fire", "dispatch", "siting"} & set(vars(made))
    assert made.fire is made.fire
    assert made.dispatch is made.dispatch


def test_where_districts_stand_for_townships_ledgers_name_them(tmp_path: Path) -> None:
    project = full_project(("甲", "乙"))
    towns = next(one for one in project.layers if one.role == Role.TOWNSHIPS)
    kept = [one for one in project.layers if one.role not in (Role.TOWNSHIPS, Role.COUNTY)]
    districts = replace(towns, role=Role.COUNTY)
    divided = Project(project.settings, [districts, *kept], project.scenarios, project.active_scenario_id)
    result = make_context(divided, made_on=MADE_ON)
    assert result.main.assessment.county.is_by_units
    path = tmp_path / "districts.xlsx"
    run_to_end(write_workbook(result, path, "zh"))
    book = load_workbook(path, data_only=True)
    names = set(result.main.assessment.county.places.names)
    for key, column in (("ledger.shelter", 4), ("siting", 5)):
        sheet = book[t(f"workbook.sheet.{key}", "zh")]
        assert {row[column - 1].value for row in sheet.iter_rows(min_row=5)} & names, key
