"""What an official would strike out: changes without a unit, numbers torn from units, vague documents."""

from __future__ import annotations

from typing import Any

import pytest

from models.findings.findings import Target
from models.kernel.text import Lang, t
from models.project.settings import Indicator
from reports.context import ReportContext, make_context
from reports.textreport.blocks import Items, Note, Paragraph, Table
from reports.textreport.contents.goals import _short
from reports.textreport.draft import Draft
from reports.textreport.outline import OutlineName, blocks_of
from reports.textreport.xml import bound
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
        gap = "" if lang == "zh" else " "
        draft: Any = Draft(planned(), lang, {})
        parts = draft.words("cover_first", county="小县"), draft.words("cover_second")
        assert gap.join(parts) == draft.words("title", county="小县")


def test_the_plan_that_all_is_held_against_is_named_once() -> None:
    assert (
        _short("某规划（某字〔2022〕15号） 二(三)表7、五(三)", "某规划", "二(三)表7、五(三)")
        == "二(三)表7、五(三)"
    )
    assert _short("Some plan (No. 15) 2(3) table 7", "Some plan", "2(3) table 7") == "2(3) table 7"
    assert _short("某规划", "某规划", "") == "某规划"
    assert _short("GB 51143-2015 3.1.10", "某规划", "") == "GB 51143-2015 3.1.10"
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
