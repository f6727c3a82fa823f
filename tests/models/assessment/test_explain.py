"""A finding in full: the same content as lines, as a table and as plain values."""

from __future__ import annotations

import json
from datetime import date

import pytest

from models.assessment.assess import assess
from models.assessment.explain import TABLE_HEADS, finding_json, rules_of, table_of, working_text
from models.facilities.facility import Shelter
from models.findings.findings import Finding
from models.findings.formulas import formula_text
from models.findings.sources import NO_SOURCE, Source, english_document, source_of
from models.kernel.text import LANGUAGES, Lang, t
from models.plans.plans import check, load_profile, profile_of
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import CustomProfile, Override, OwnTarget, Settings
from models.rules.rules import Rules, load_rules, ruleset_ids
from tests.models import toy

SEAT = "yanggu.shelter.per_capita"
COUNTY = "core.shelter.area_per_resident.county"
RULE = "shelter.area_per_resident_m2"


def found(rules: Rules, settings: Settings | None = None) -> dict[str, Finding]:
    shelter = Shelter(
        geometry=toy.at(1, 1),
        status="existing",
        gross_area_m2=2500.0,
        effective_area_m2=2500.0,
        name="=广场",
        id="s",
    )
    assessment = assess(toy.county(), Scenario(TODAY_ID, "", {"s": shelter}), rules)
    settings = settings or Settings(profile_id="yanggu")
    return {one.id: one for one in check(assessment, rules, profile_of(settings), settings, date(2026, 8, 1))}


def test_lines_tell_everything_of_a_row() -> None:
    own = load_rules("national", {RULE: Override(0.4, "县局", "2026-08-01", "专家会")})
    finding = found(own)[COUNTY]
    text = working_text(finding, own, "zh")
    lines = text.splitlines()
    # 2,500 m2 for 5,300 people.
    assert lines[0] == "全县人均有效避难面积" and lines[1] == "结论：达标"
    assert lines[2] == "数值：0.472 m²/人" and lines[3] == "目标：≥ 0.4 m²/人"
    assert lines[4] == "性质：参考值"
    assert lines[5] == f"计算：{formula_text(finding.figure, 'zh')}" and "2,500" in lines[5]
    assert "依据：规划实践（本县取值）" in lines
    (rule,) = (line for line in lines if line.startswith("  ") and "0.4 m²/人" in line)
    assert "标准为 2.5 m²/人" in rule and "县局，2026-08-01：专家会" in rule
    english = working_text(finding, own, "en")
    assert "own value, standard 2.5" in english and "县局" in english


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_without_data_says_what_is_missing(lang: Lang) -> None:
    rules = load_rules()
    finding = next(one for one in found(rules).values() if one.figure.missing)
    text = working_text(finding, rules, lang)
    for item in finding.figure.missing:
        assert t(f"missing.{item}", lang) in text
    assert t("verdict.nodata", lang) in text


def test_places_stand_with_their_figures() -> None:
    rules = load_rules()
    finding = found(rules)["core.shelter.area_per_resident.townships"]
    lines = working_text(finding, rules, "zh").splitlines()
    assert lines[-3:] == ["未达要求的（2）：", "  East  0 m²/人", "  West  1.67 m²/人"]
    assert [one["value"] for one in finding_json(finding, rules, "zh")["failing"]] == [
        0.0,
        pytest.approx(2500 / 1500),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_json_holds_only_plain_values(lang: Lang) -> None:
    rules = load_rules()
    for finding in found(rules).values():
        said = finding_json(finding, rules, lang)
        assert json.loads(json.dumps(said, allow_nan=False)) == said
        assert said["formula"] == formula_text(finding.figure, lang)
        assert [rule["key"] for rule in said["rules"]] == [one.key for one in rules_of(finding, rules)]
        assert said["missing_keys"] == list(finding.figure.missing)


def test_the_table_has_one_row_for_each_finding_and_plain_numbers() -> None:
    findings = list(found(load_rules()).values())
    table = table_of(findings, "en")
    assert len(table) == len(findings) + 1 and {len(row) for row in table} == {len(TABLE_HEADS)}
    row = next(row for row, one in zip(table[1:], findings, strict=True) if one.id == SEAT)
    # 2,500 m2 in the seat of 1,000 people: exactly the target.
    assert row[2:7] == [2.5, "m² per person", "≥ 2.5 m² per person", 2025, "Pass"]
    for row, one in zip(table[1:], findings, strict=True):
        assert (row[2] == "No data") == (one.figure.value is None)


def test_milestones_are_told_with_their_own_verdicts() -> None:
    targets = {SEAT: (OwnTarget(">=", 2.5, 2025), OwnTarget(">=", 3, 2030))}
    settings = Settings(
        profile_id="own.a", custom_profiles={"own.a": CustomProfile("own.a", "本县", "yanggu", targets)}
    )
    rules = load_rules()
    finding = found(rules, settings)[SEAT]
    lines = working_text(finding, rules, "zh").splitlines()
    assert "目标：≥ 3 m²/人（2030 年）" in lines
    assert "  2025 年目标 ≥ 2.5 m²/人：达标" in lines and "  2030 年目标 ≥ 3 m²/人：未达标" in lines
    assert [one["verdict"] for one in finding_json(finding, rules, "en")["milestones"]] == ["pass", "fail"]


# -- sources -----------------------------------------------------------------------------------------------
def has_chinese(text: str) -> bool:
    return any("\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef" for letter in text)


def test_every_rule_names_its_document_in_english_too() -> None:
    for ruleset in ruleset_ids():
        for quantity in load_rules(ruleset).quantities():
            assert quantity.source_text("zh") == quantity.source
            assert not has_chinese(quantity.source_text("en")), quantity.source


@pytest.mark.parametrize(
    "profile_id", ["core", "yanggu", "cangzhou", "qinhuangdao", "suzhou-anhui", "xinxiang"]
)
def test_every_row_names_its_document_in_english_too(profile_id: str) -> None:
    for row in load_profile(profile_id).rows:
        assert not has_chinese(row.source.text("en")), row.source


def test_a_source_says_whose_value_or_target_it_is() -> None:
    plain = source_of("建标 152-2017 14")
    assert (plain.text("zh"), plain.text("en")) == ("建标 152-2017 14", "Jianbiao 152-2017 14")
    own = Source("A", "B", is_own_value=True)
    assert (own.text("zh"), own.text("en")) == ("A（本县取值）", "B (own value of the county)")
    target = Source("A", "B", is_own_value=True, own_plan="甲")
    assert target.text("zh") == "本县目标：甲（原：A）"
    assert target.text("en") == "The county's own target: 甲 (before: B)"
    assert Source(own_plan="甲").text("en") == "The county's own target: 甲"
    assert NO_SOURCE.text("zh") == NO_SOURCE.text("en") == ""


def test_what_has_no_english_name_stays() -> None:
    assert english_document("某县〔2020〕1号；GB 1-2020") == "某县〔2020〕1号; GB 1-2020"
    assert english_document("甲（乙）", {"甲": "A", "甲（乙）": "whole"}) == "whole"
