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
