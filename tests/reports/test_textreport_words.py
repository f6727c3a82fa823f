"""What an official would strike out: changes without a unit, numbers torn from units, vague documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from models.county.layer import Provenance
from models.findings.findings import Target
from models.kernel.text import Lang, t
from models.project.settings import FacilityFile, Indicator
from reports.context import ReportContext, make_context
from reports.textreport.blocks import Cell, Column, Heading, Items, Note, Paragraph, Table
from reports.textreport.body import Body
from reports.textreport.contents.appendices import provenance_table
from reports.textreport.contents.general import scope
from reports.textreport.contents.layout import _changes
from reports.textreport.draft import Draft
from reports.textreport.look import look
from reports.textreport.outline import OutlineName, blocks_of
from reports.textreport.styles import set_up_styles
from reports.textreport.write import _title_lines
from reports.textreport.xml import bound
from reports.words import short_source
from tests.reports.conftest import MADE_ON, small_project


def planned() -> ReportContext:
    """The small county with one planned shelter."""
    return make_context(small_project(), made_on=MADE_ON)


def sentences(context: ReportContext, lang: Lang, outline: OutlineName = "brief") -> list[str]:
    found: list[str] = []
    for block in blocks_of(Draft(context, lang, {}), outline):
        if isinstance(block, Items):
            found += block.texts
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


@pytest.mark.parametrize(
    ("before", "after", "unit", "target", "zh", "en"),
    [
        (0.842, 1.0, "share", None, "+15.8 个百分点", "+15.8 percentage points"),
        (84.2, 100.0, "percent", None, "+15.8 个百分点", "+15.8 percentage points"),
        (1.684, 2.576, "m2_per_person", None, "+0.90 m²/人", "+0.90 m² per person"),
        (1.604, 1.356, "h", None, "−0.24 小时", "−0.24 h"),
        (4.0, 0.0, "count", None, "−4 个", "−4"),
        (1.0, 2.497, "m2_per_person", Target(">=", 2.5), "+1.497 m²/人", "+1.497 m² per person"),
    ],
)
def test_a_change_is_what_the_reader_gets_who_subtracts(
    before: float, after: float, unit: str, target: Target | None, zh: str, en: str
) -> None:
    context = planned()
    assert Draft(context, "zh", {}).change(before, after, unit, target) == zh
    assert Draft(context, "en", {}).change(before, after, unit, target) == en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_of_a_list_ends(lang: Lang) -> None:
    ends = "。；" if lang == "zh" else "."
    listed = {text for text in sentences(planned(), lang) if "变为" in text or ": from " in text}
    assert listed
    assert all(text[-1] in ends for text in listed), listed


def test_documents_are_named_in_full_and_a_collection_is_none() -> None:
    (documents,) = [
        block.text
        for block in blocks_of(Draft(planned(), "zh", {}))
        if isinstance(block, Note) and "GB 51143" in block.text
    ]
    assert documents.endswith("）。") and "《防灾避难场所设计规范》（GB 51143-2015）" in documents
    assert "地方“十四五”" not in documents


def test_shelters_are_counted_as_places() -> None:
    said = " ".join(sentences(planned(), "zh", "special"))
    assert "应急避难场所 2 处，其中现有 1 处，新增 1 处" in said


def test_numbers_keep_their_units_on_the_line() -> None:
    assert bound("比例为 47.0 %，容量 12 人", "zh") == "比例为 47.0%，容量 12\u00a0人"
    assert bound("63.2 % of 19 townships", "en") == "63.2\u00a0% of 19\u00a0townships"


def test_the_weights_that_scores_rest_on_are_in_the_appendix() -> None:
    context = planned()
    assert context.proposed
    (table,) = [
        block
        for block in blocks_of(Draft(context, "zh", {}), "special")
        if isinstance(block, Table) and block.title == t("textreport.table.parameters", "zh")
    ]
    names = {row[0].text for row in table.rows}
    weights = [key for key in context.rules if key.startswith("siting.weight.")]
    assert weights
    assert {context.rules.quantity(key).name("zh") for key in weights} <= names


def test_the_title_breaks_between_words() -> None:
    for lang in ("zh", "en"):
        draft: Any = Draft(planned(), lang, {})
        parts = draft.words("cover_first"), draft.words("cover_second")
        joined = "小县" + "".join(parts) if lang == "zh" else "小县: " + " ".join(parts)
        assert joined == draft.words("title", county="小县")


def test_the_plan_that_all_is_held_against_is_named_once() -> None:
    assert (
        short_source("某规划（某字〔2022〕15号） 二(三)表7、五(三)", "某规划", "二(三)表7、五(三)")
        == "二(三)表7、五(三)"
    )
    assert short_source("Some plan (No. 15) 2(3) table 7", "Some plan", "2(3) table 7") == "2(3) table 7"
    assert short_source("某规划", "某规划", "") == "某规划"
    assert short_source("GB 51143-2015 3.1.10", "某规划", "") == "GB 51143-2015 3.1.10"
    project = small_project()
    typed = {"yanggu.outcomes.road_deaths": Indicator(1.42, 2025, "年报")}
    project.apply(project.settings_edit(indicators=typed))
    context = make_context(project, profile_id="yanggu", made_on=MADE_ON)
    (table,) = [
        block
        for block in blocks_of(Draft(context, "zh", {}))
        if isinstance(block, Table) and block.title == t("textreport.table.targets_known", "zh")
    ]
    plan = context.profile.plan["zh"]
    assert table.rows
    assert not any(row[-1].text.startswith(plan) and row[-1].text != plan for row in table.rows)
    assert "均出自所对照的规划" in table.note and plan not in table.note


@pytest.mark.parametrize(("name", "lines"), [("小县", 2), ("甲区、乙区、丙区", 3)])
def test_a_county_of_a_long_name_has_a_line_of_the_cover(name: str, lines: int) -> None:
    context = planned()
    context.project.apply(context.project.settings_edit(county_name=name))
    title = _title_lines(Draft(context, "zh", {}))
    texts = [text.text for one in title for text in one.iter(qn("w:t"))]
    assert texts[0] == (name if lines == 3 else f"{name}应急避难场所、消防救援")
    assert len(texts) == lines


def test_one_section_alone_has_no_heading_of_its_own() -> None:
    headings = [block for block in blocks_of(Draft(planned(), "zh", {})) if isinstance(block, Heading)]
    goals = [one.text for one in headings].index(t("textreport.heading.goals", "zh"))
    assert headings[goals + 1].level == 1
    assert t("textreport.heading.aim", "zh") not in {one.text for one in headings}


def test_an_appendix_of_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no main figure depends on how distances are measured."""
    monkeypatch.setattr(ReportContext, "ways", ())
    headings = {block.text for block in blocks_of(Draft(planned(), "zh", {})) if isinstance(block, Heading)}
    assert t("textreport.heading.ways", "zh") not in headings
    assert t("textreport.heading.provenance", "zh") in headings


def test_files_of_facilities_are_among_the_sources() -> None:
    project = small_project()
    origin = Provenance(file="depots.xlsx", crs="EPSG:4490", sha256="ab" * 32)
    project.apply(project.settings_edit(facility_files=(FacilityFile("depots", origin),)))
    draft = Draft(make_context(project, made_on=MADE_ON), "zh", {})
    (table,) = [block for block in provenance_table(draft) if isinstance(block, Table)]
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    role = t("role.depots", "zh")
    assert rows["depots.xlsx"] == [f"{role}（读作设施）", "CGCS2000 经纬度", "abababababab"]


def test_areas_of_a_table_are_all_in_square_metres() -> None:
    draft = Draft(planned(), "zh", {})
    assert draft.size(20_400.0, "m2") == "20,400 m²"
    assert draft.size(1_385_059.0, "m2") == "1,385,059 m²"
    assert draft.size(None, "m2") == t("verdict.nodata", "zh")
    assert draft.size(55.0, "persons") == draft.number(55.0, "persons")


def test_what_a_plan_reaches_is_said_where_nothing_is_known_of_today() -> None:
    context = planned()
    draft = Draft(context, "zh", {})
    figure = "shelter.area_per_resident.county"
    told = " ".join(
        text for block in _changes(draft, figure) if isinstance(block, Items) for text in block.texts
    )
    assert "由" in told and "变为" in told
    unknown = tuple(
        replace(one, figure=replace(one.figure, value=None)) if one.figure.id == figure else one
        for one in context.results["today"].findings
    )
    today = replace(context.results["today"], findings=unknown)
    draft = Draft(replace(context, results={**context.results, "today": today}), "zh", {})
    (items,) = _changes(draft, figure)
    assert isinstance(items, Items)
    assert "（现状无数据）" in items.texts[0] and "变为" not in items.texts[0]


def test_a_sentence_that_leads_to_a_table_stays_with_it() -> None:
    document = docx.Document()
    set_up_styles(document, look("zh"))
    body = Body(document, look("zh"))
    table = Table(1, "表", (Column("列", 1.0),), ((Cell("值"),),))
    body.write(Paragraph("列于下表。"), table)
    body.write(Paragraph("长" * 60), table)
    body.write(Paragraph("列于下表。"), Paragraph("别的"))
    kept = [paragraph.paragraph_format.keep_with_next for paragraph in document.paragraphs]
    assert kept[-3:] == [True, None, None]


def test_families_inside_a_sentence_have_no_capitals() -> None:
    context = make_context(small_project(), made_on=MADE_ON)
    (said,) = scope(Draft(context, "en", {}))
    assert isinstance(said, Paragraph)
    assert "emergency shelters, relief depots, fire stations" in said.text
