"""Zones apply from a level on; a zoning that covers the whole county closes no site where it says low."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.project.codec import settings_from_json, settings_to_json
from models.assessment.assess import assess
from models.county.levels import HazardLevels
from models.gate.gate import data_remarks
from models.hazards.screening import siting_checks
from models.hazards.zones import level_of, rules_of
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.cases import county
from tests.cases.county import SOUTH, STEP, WEST, Outcome


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("高风险区", 4),
        ("极高", 4),
        ("Ⅰ级", 4),
        ("中高易发区", 3),
        ("中", 3),
        ("中低", 2),
        ("Ⅲ", 2),
        ("低风险", 1),
        ("Ⅳ级", 1),
        ("蓝色", 1),
        ("无风险", 0),
        ("20年一遇", 4),
        ("50年一遇", 3),
        ("200年一遇", 2),
        ("500年一遇", 1),
        ("Low risk", 1),
        ("甲", None),
        ("", None),
    ],
)
def test_levels_as_written(said: str, level: int | None) -> None:
    assert level_of(said) == level


def zoned(folder: Path, *levels: str) -> Outcome:
    """The county with a zone over each township, of the levels given from west to east."""
    made = county.make_county(folder)
    rows = [
        county.feature(
            "Polygon", [county.ring(WEST + STEP * place, SOUTH, STEP, STEP)], 灾害类型="洪水", 风险等级=level
        )
        for place, level in enumerate(levels)
    ]
    county.write_geojson(made / "洪水淹没区划.geojson", rows)
    return county.imported(made)


def inside(case: Outcome) -> float | None:
    project = case.result.project
    return assess(project.county, project.active, load_rules()).figures["hazard.shelters_inside.flood"].value


def test_only_the_upper_two_levels_close_a_site(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "低风险", "中低风险", "高风险")
    assert inside(case) == 1
    (told,) = [one for one in data_remarks(case.result.project) if one.id == "data.hazards.below_level"]
    assert told.count == 2
    assert "低风险、中低风险" in told.text("zh")


def test_a_county_all_in_low_zones_has_none_inside_which_is_not_no_data(tmp_path: Path) -> None:
    assert inside(zoned(tmp_path / "c", "低", "低", "Ⅳ级")) == 0


def test_the_level_from_which_zones_apply_is_the_countys_to_say(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "低", "中低", "高")
    project = case.result.project
    project.apply(project.settings_edit(hazard_levels=HazardLevels(2)))
    assert inside(case) == 2


def test_levels_that_nobody_understands_apply_and_are_named(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "甲", "乙", "低")
    assert inside(case) == 2
    (told,) = [one for one in data_remarks(case.result.project) if one.id == "data.hazards.level_unknown"]
    assert "甲、乙" in told.text("zh")


def flood_check(case: Outcome, shelter: str) -> tuple[str, str]:
    """Verdict and note of the flood check of a shelter."""
    project = case.result.project
    (site,) = [one for one in project.active.facilities.values() if one.name == shelter]
    checks = siting_checks(project.county, [site], load_rules(), project.settings.local)[site.id]
    (check,) = [one for one in checks if one.rule == "flood"]
    return str(check.verdict), check.note


def test_a_zoning_below_the_level_of_a_rule_passes_sites_and_says_so(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "低", "中低", "低")
    assert flood_check(case, "石桥中学") == ("pass", "below_level")
    project = case.result.project
    project.apply(project.settings_edit(hazard_levels=HazardLevels(3, {"flood": 2})))
    assert flood_check(case, "柳林广场")[0] == "fail"
    assert flood_check(case, "石桥中学")[0] == "pass"
    # Figures about zones follow the rule of their kind: one shelter stands in the zone of medium-low.
    assert inside(case) == 1


def test_a_level_of_another_rule_changes_nothing_for_floods(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "低", "中低", "低")
    project = case.result.project
    project.apply(project.settings_edit(hazard_levels=HazardLevels(3, {"geological": 1})))
    assert (inside(case), flood_check(case, "柳林广场")[0]) == (0, "pass")


def test_what_a_word_means_is_the_countys_to_say(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "甲", "乙", "低")
    project = case.result.project
    project.apply(project.settings_edit(hazard_levels=HazardLevels(words={"甲": 1, "低": 4})))
    assert inside(case) == 2  # 乙 is still not understood and applies, 低 now means the highest
    (told,) = [one for one in data_remarks(project) if one.id == "data.hazards.level_unknown"]
    assert "甲" not in told.text("zh")


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("溃坝淹没区", "flood"),
        ("海啸", "flood"),
        ("风暴潮", "flood"),
        ("蓄滞洪区", "flood"),
        ("河道漫滩", "flood"),
        ("尾矿库", "tailings"),
        ("断裂带", "fault"),
        ("高陡边坡", "geological"),
        ("森林火灾", "forest_fire"),
    ],
)
def test_kinds_of_hazard_are_known_by_name(kind: str, rule: str) -> None:
    assert rules_of(kind) == (rule,)


def test_levels_are_kept_with_the_project() -> None:
    levels = HazardLevels(2, {"fault": 4}, {"甲": 0})
    kept = settings_from_json(settings_to_json(Settings(hazard_levels=levels)))
    assert kept.hazard_levels == levels
    assert settings_from_json({"hazard_level_from": 4}).hazard_levels == HazardLevels(4)
    with pytest.raises(ValueError, match="hazard level"):
        settings_from_json({"hazard_levels": {"words": {"甲": 5}}})
