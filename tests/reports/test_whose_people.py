"""Registered people are called so in every document, and nowhere residents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from layers.project.exportlayers import computed_layers
from models.county.layer import Layer, Role
from models.county.population import PeopleChoice
from models.kernel.progress import run_to_end
from models.kernel.text import t
from models.project.project import Project
from reports.context import make_context
from reports.identity import identity_line
from reports.leader import leader_page
from reports.textreport.draft import Draft
from reports.webmap.page import write_webmap
from reports.workbook.book import write_workbook
from reports.workbook.document import Document
from tests.reports.conftest import MADE_ON, small_project
from ui.cli.checkjob import findings_json, findings_text
from ui.printing.sheet import default_sheet, usual_words

OTHER = ("术语", "参数与依据", "数据来源")
"""Sheets that explain the word, name the parameters of rules, or tell what the files hold."""


def registered_project() -> Project:
    project = small_project()
    layers = [
        replace(layer, frame=layer.frame.assign(population_kind="registered"))
        if "population_persons" in layer.frame
        else layer
        for layer in project.layers
    ]
    return Project(project.settings, layers, project.scenarios, active_scenario_id="plan")


def test_registered_people_are_nowhere_called_residents(tmp_path: Path) -> None:
    context = make_context(registered_project(), made_on=MADE_ON)
    assert context.main.assessment.county.people_kind == "registered"
    findings = context.main.findings
    assert not [name for one in findings if "常住" in (name := one.name("zh"))]
    assert "固定避难场所容量占户籍人口比例" in [one.name("zh") for one in findings]
    assert "户籍" in Draft(context, "zh", {}).words("fact.population", value="3 万人")
    run_to_end(write_workbook(context, tmp_path / "x.xlsx", "zh"))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True)
    told = [
        f"{sheet.title}: {cell}"
        for sheet in book
        if sheet.title not in OTHER
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str) and "常住人口" in cell and "避难人数占常住人口比例" not in cell
    ]
    assert told == []
    run_to_end(write_webmap(context, tmp_path / "x.html", "zh"))
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "户籍人口" in page and "常住人口" not in page
    exported = computed_layers(context.main.assessment, {}, context.rules, 4548, "zh")
    aliases = [one.alias for layer in exported for one in layer.fields if "人口" in one.alias]
    assert aliases and all("常住人口" not in alias for alias in aliases)


def test_headings_say_that_figures_count_who_is_there_by_night(tmp_path: Path) -> None:
    project = small_project()
    layers = [
        replace(one, frame=one.frame.assign(夜间人口=one.frame["population_persons"]))
        if "population_persons" in one.frame
        else one
        for one in project.layers
    ]
    by_night = replace(project.settings, people=PeopleChoice(group="night"))
    context = make_context(
        Project(by_night, layers, project.scenarios, active_scenario_id="plan"), made_on=MADE_ON
    )
    sheet = default_sheet(context, "zh")
    for lang, note in (("zh", "按夜间人口计算"), ("en", "Figures count people there by night")):
        headings = (
            identity_line(context, lang),
            leader_page(context, lang).subtitle,
            Document(context, lang).subtitle,
            usual_words(context, lang, sheet)["subtitle"],
            findings_text([context], lang),
        )
        assert all(note in heading for heading in headings)
    assert findings_json([context], None, "zh")["people"] == {"kind": "night", "year": 0}
    run_to_end(write_webmap(context, tmp_path / "x.html", "zh"))
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "按夜间人口计算" in page.partition("</header>")[0].partition("<header")[2]
    of_residents = make_context(project, made_on=MADE_ON)
    assert "计算" not in leader_page(of_residents, "zh").subtitle + identity_line(of_residents, "zh")


def test_residents_stay_residents() -> None:
    context = make_context(small_project(), made_on=MADE_ON)
    names = [one.name("zh") for one in context.main.findings]
    assert "固定避难场所容量占常住人口比例" in names


def test_sheets_of_a_county_without_townships_speak_of_its_districts(tmp_path: Path) -> None:
    small = small_project()
    halves = next(layer for layer in small.layers if layer.role == Role.TOWNSHIPS)
    layers = [layer for layer in small.layers if layer.role not in (Role.COUNTY, Role.TOWNSHIPS)]
    units = Layer("县界", Role.COUNTY, halves.frame.assign(code=["371501", "371502"]))
    project = Project(small.settings, [units, *layers], small.scenarios, active_scenario_id="plan")
    context = make_context(project, made_on=MADE_ON)
    assert context.main.assessment.county.is_by_units
    for lang, name, word in (("zh", "乡镇（街道）", "县（区）"), ("en", "Township", "District")):
        run_to_end(write_workbook(context, tmp_path / "x.xlsx", lang))
        book = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True)
        heads = [
            cell
            for key in ("townships", "ledger.shelter", "unserved", "fire_towns", "demand")
            for row in book[Document(context, lang).sheet_name(key)].iter_rows(max_row=5, values_only=True)
            for cell in row
            if isinstance(cell, str)
        ]
        assert word in heads
        tabs = {"zh": {"分县（区）", "消防响应（县区）"}, "en": {"District figures", "Fire response"}}
        assert tabs[lang] <= set(book.sheetnames)
        rest = [
            row[7] for row in book[t("workbook.sheet.summary", lang)].iter_rows(min_row=5, values_only=True)
        ]
        assert [text for text in rest if text and ("逐乡镇" in text or "each township" in text)] == []
        assert [tab for tab in book.sheetnames if "乡镇" in tab or "ownship" in tab] == []
        assert [cell for cell in heads if name in cell and cell != "Township brigades"] == []
        abouts = [row[2] for row in book[t("workbook.sheet.contents", lang)].iter_rows(values_only=True)]
        assert [
            about for about in abouts if about and about.startswith(("各乡镇", "Residents, shelter"))
        ] == ["Residents, shelter area, shortfall and coverage by district"] * (lang == "en")


def test_people_of_whom_none_is_known_are_not_summed_up_to_nought(tmp_path: Path) -> None:
    small = small_project()
    layers = [
        layer
        if layer.role not in (Role.VILLAGES, Role.TOWNSHIPS)
        else layer.with_changes(frame=layer.frame.drop(columns="population_persons"))
        for layer in small.layers
    ]
    project = Project(small.settings, layers, small.scenarios, active_scenario_id="plan")
    run_to_end(write_workbook(make_context(project, made_on=MADE_ON), tmp_path / "x.xlsx", "zh"))
    for live in (False, True):
        book = openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=not live)
        said = book[t("workbook.sheet.unserved", "zh")].cell(3, 4).value
        assert said.startswith("=IF(AND(SUBTOTAL(103,") if live else said == t("verdict.nodata", "zh")


def test_a_depot_of_a_township_is_one_where_districts_are_counted() -> None:
    small = small_project()
    halves = next(layer for layer in small.layers if layer.role == Role.TOWNSHIPS)
    layers = [layer for layer in small.layers if layer.role not in (Role.COUNTY, Role.TOWNSHIPS)]
    units = Layer("县界", Role.COUNTY, halves.frame.assign(code=["371501", "371502"]))
    project = Project(small.settings, [units, *layers], small.scenarios, active_scenario_id="plan")
    draft = Draft(make_context(project, made_on=MADE_ON), "en", {})
    levels = draft.parts_of({"township": 1}, "choice.depot_level", "count_of_sites")
    assert levels == "Township: 1"
    said = draft.words("depots_now", county="C", count="1", levels=levels, storages="own", floor="townships")
    assert "(Township: 1)" in said and "districts" in said
