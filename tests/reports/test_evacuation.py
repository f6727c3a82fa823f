"""The evacuation of a scenario in the documents: the same numbers as in the plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from models.evacuation.listing import list_columns, notes, receiving, title
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from models.project.scenario import Scenario
from reports.context import ReportContext, make_context
from reports.evacuationbook import write_evacuation
from reports.textreport.blocks import Paragraph, Table
from reports.textreport.contents import PARTS
from reports.textreport.draft import Draft
from reports.webmap.evacuation import WIDEST_PX, host_layer, way_layer, zone_layer
from reports.webmap.shapes import Shapes, details
from reports.workbook.document import Document
from reports.workbook.evacuation import add_receiving, add_towns
from tests.models.evacuation.made_evacuation import FLOOD, room, street_layers

MADE_ON = date(2026, 11, 29)


@pytest.fixture(scope="module")
def context() -> ReportContext:
    held = {one.id: one for one in (room(1500, 500, 150), room(3500, 500, 60))}
    project = Project(None, street_layers(), [Scenario("today", "", held, evacuation=FLOOD)])
    return make_context(project, made_on=MADE_ON)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_receiving_list_stands_in_the_workbook(context: ReportContext, lang: Lang) -> None:
    plan, document = context.evacuation, Document(context, lang)
    assert plan is not None and (plan.inside.known, plan.moved) == (240, 210)
    add_receiving(document, plan)
    add_towns(document, plan)
    sheet, towns = document.workbook.worksheets
    heads = ["".join(str(cell.value).split()) for cell in sheet[4]]
    assert heads == ["".join(title(column, lang).split()) for column in list_columns(plan)]
    persons = list_columns(plan).index("persons")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    values = [row[persons] for row in rows[: len(receiving(plan, lang))]]
    # P; Q west, east and without a place; R; U, of whom nobody knows.
    assert values == [90, 60, 10, 30, 50, t("verdict.nodata", lang)]
    assert rows[-1][0] == notes(plan, lang)[-1]
    last = [cell.value for cell in towns[towns.max_row]]
    assert last[0] == t("evacuation.county", lang) and 240 in last and 210 in last


def test_a_scenario_that_evacuates_nobody_has_no_such_sheet() -> None:
    project = Project(None, street_layers(), [Scenario("today", "")])
    assert make_context(project, made_on=MADE_ON).evacuation is None


def test_the_list_is_a_workbook_of_its_own_too(context: ReportContext, tmp_path: Path) -> None:
    plan, path = context.evacuation, tmp_path / "名单.xlsx"
    assert plan is not None
    run_to_end(write_evacuation(path, plan, "甲县", "zh", MADE_ON))
    names = openpyxl.load_workbook(path).sheetnames
    assert names[1:] == [t(f"workbook.sheet.{key}", "zh") for key in (
        "evacuation", "evacuation_towns", "evacuation_hosts", "evacuation_supplies", "evacuation_loads"
    )]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_tells_the_sums_and_lists_the_villages(context: ReportContext, lang: Lang) -> None:
    draft = Draft(context, lang, {})
    said, more, towns = PARTS["evacuation"](draft)
    assert isinstance(said, Paragraph) and "240" in said.text and "210" in said.text
    assert isinstance(more, Paragraph) and "U" in more.text, "nobody knows how many live there"
    assert isinstance(towns, Table) and [cell.text for cell in towns.rows[-1]][1:4] == ["4", "240", "210"]
    (listed,) = PARTS["receiving_list"](draft)
    assert isinstance(listed, Table) and len(listed.rows) == len(receiving(context.evacuation, lang))


def test_a_text_of_a_scenario_without_an_evacuation_has_no_such_section() -> None:
    project = Project(None, street_layers(), [Scenario("today", "")])
    draft = Draft(make_context(project, made_on=MADE_ON), "zh", {})
    assert PARTS["evacuation"](draft) == [] and PARTS["receiving_list"](draft) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_web_map_shows_zone_ways_and_who_comes_while_the_scenario_is_chosen(
    context: ReportContext, lang: Lang
) -> None:
    other = Scenario("plan", "", {one.id: one for one in (room(1500, 500, 400),)}, evacuation=FLOOD)
    project = Project(None, street_layers(), [context.main.scenario, other, Scenario("none", "")])
    made = make_context(project, made_on=MADE_ON)
    shapes = Shapes(project.settings.crs_epsg, details()[0])
    zone, ways, hosts = (make(made, shapes, lang) for make in (zone_layer, way_layer, host_layer))
    assert zone is not None and ways is not None and hosts is not None
    told = [[one["properties"] for one in layer.parts[0].data["features"]] for layer in (zone, ways, hosts)]
    assert [[one["m"] for one in layer] for layer in told] == [
        ["100", "010"], ["100"] * 4 + ["010"] * 3, ["100", "100", "010"]
    ]  # fmt: skip
    said = dict(told[0][0]["r"])
    assert said[t("evacuation.total.moved", lang)] == "210"
    assert said[t("evacuation.total.unplaced", lang)] == "30"
    west = next(one for one in told[2] if one["t"] == "1500,500")
    # As in test_evacuate: P, 600 m away, then 60 of Q, 900 m.
    assert [name for name, _ in west["r"] if name.startswith("←")] == ["← P", "← Q"]
    assert dict(west["r"])["← Q"].startswith("60") and "0.9 km" in dict(west["r"])["← Q"]
    # The widest way is that of most people, and the others lie over it.
    assert told[1][0]["t"] == "P → 1500,500" and told[1][0]["s"]["weight"] == WIDEST_PX
    assert told[1][1]["s"]["weight"] > told[1][-4]["s"]["weight"]


def test_a_web_map_without_an_evacuation_has_no_such_layers() -> None:
    project = Project(None, street_layers(), [Scenario("today", "")])
    made, shapes = make_context(project, made_on=MADE_ON), Shapes(4525, details()[0])
    assert [make(made, shapes, "zh") for make in (zone_layer, way_layer, host_layer)] == [None] * 3
