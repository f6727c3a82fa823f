"""Sheets of the workbook in the reader's language: words that data choose, units, remarks said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.county.layer import GENERATED
from models.findings.findings import Place
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from reports.context import ReportContext, make_context
from reports.textreport.blocks import Note
from reports.textreport.contents.appendices import provenance_table
from reports.textreport.draft import Draft
from reports.words import hazard_level_word, places_in_words
from reports.workbook.comparison import add_comparison
from reports.workbook.document import Document
from reports.workbook.fire import add_fire_towns
from reports.workbook.siting import _hazard
from reports.workbook.sources import add_provenance, add_unverified
from reports.workbook.supplies import add_stock_ledger
from reports.workbook.ways import add_ways
from tests.reports.conftest import MADE_ON, small_project
from tests.reports.full_county import full_project


@cache
def full() -> ReportContext:
    return make_context(full_project(("甲", "乙", "丙", "丁", "戊", "己", "庚")), made_on=MADE_ON)


def sheet_of(add: Callable[[Document], object], context: ReportContext, lang: Lang) -> Worksheet:
    document = Document(context, lang)
    add(document)
    return document.workbook.worksheets[-1]


def texts_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize(
    ("name", "en"),
    [
        ("洪水 高", "flood (high)"),
        ("地裂缝 Medium", "ground fissure (medium)"),
        ("洪水", "flood"),
        ("东关 高", "东关 高"),
        ("东关小学操场", "东关小学操场"),
    ],
)
def test_a_class_of_hazard_is_told_in_the_reader_s_language(name: str, en: str) -> None:
    place = Place("feature", "0", name, (0.0, 0.0, 1.0, 1.0))
    assert places_in_words([place], "en") == en
    if name.isascii() or "Medium" not in name:
        assert places_in_words([place], "zh") == name


def test_levels_of_hazard_are_told_in_the_reader_s_language() -> None:
    row = replace(full().hazards[0], kind="危险化学品", level="重大危险源")
    assert _hazard(Document(full(), "en"), row, 5)[:2] == ["hazardous substances", "major source"]
    assert _hazard(Document(full(), "zh"), row, 5)[1] == "重大危险源"
    assert [hazard_level_word(level, "en") for level in ("High", "中", "一般", "甲级")] == [
        "high", "medium", "ordinary", "甲级"
    ]  # fmt: skip


def test_units_of_the_stock_are_the_catalogue_s_and_others_stand_as_typed() -> None:
    units = {lang: sheet_of(add_stock_ledger, full(), lang)["G"][4:8] for lang in LANGUAGES}
    assert [cell.value for cell in units["zh"]] == ["顶", "床", "升", "丁"]
    assert [cell.value for cell in units["en"]] == ["pcs", "pcs", "L", "丁"]


def test_the_comparison_has_no_heading_of_rows_that_stand_elsewhere() -> None:
    project = small_project()
    project.apply(project.settings_edit(profile_id="yanggu"))
    context = make_context(project, made_on=MADE_ON)
    texts = texts_of(sheet_of(add_comparison, context, "en"))
    assert not [text for text in texts if text.startswith(t("finding_family.to_fill", "en"))]
    assert [text for text in texts if text.startswith(t("finding_family.hazard", "en"))]


@pytest.mark.parametrize("add", [add_fire_towns, add_ways])
def test_times_of_the_first_and_second_station_are_both_named(add: Callable[[Document], object]) -> None:
    assert "第一站不超过 5 分钟，第二站不超过 10 分钟" in "".join(texts_of(sheet_of(add, full(), "zh")))
    said = "at most 5 min for the first station and 10 min for the second"
    assert said in "".join(texts_of(sheet_of(add, full(), "en")))


def test_a_value_with_a_long_unit_is_wrapped() -> None:
    sheet = sheet_of(add_unverified, full(), "en")
    (cell,) = [one for one in sheet["B"] if one.value == "1 ration per person and day"]
    assert cell.alignment.wrap_text


def test_that_data_are_a_sample_is_said_once_and_is_no_problem() -> None:
    small, other = small_project(), ("import.problem.columns_unused", {"columns": "a"})
    layers = [
        replace(layer, provenance=replace(layer.provenance, problems=((GENERATED, {}), *more)))
        for layer, more in zip(small.layers, ([other], *[[]] * len(small.layers)), strict=False)
    ]
    context = make_context(Project(small.settings, layers, small.scenarios), "today", made_on=MADE_ON)
    texts = texts_of(sheet_of(add_provenance, context, "zh"))
    assert texts.count(t(GENERATED, "zh")) == 1 and texts.count(t(other[0], "zh", **other[1])) == 1
    notes = [block.text for block in provenance_table(Draft(context, "zh", {})) if isinstance(block, Note)]
    assert notes == [t(GENERATED, "zh") + "。", t("textreport.repaired", "zh", count=1)]
