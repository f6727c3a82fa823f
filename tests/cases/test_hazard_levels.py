"""Zones apply from a level on; a zoning that covers the whole county closes no site where it says low."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.assessment.assess import assess
from models.gate.gate import data_remarks
from models.hazards.zones import level_of
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
    project.apply(project.settings_edit(hazard_level_from=2))
    assert inside(case) == 2


def test_levels_that_nobody_understands_apply_and_are_named(tmp_path: Path) -> None:
    case = zoned(tmp_path / "c", "甲", "乙", "低")
    assert inside(case) == 2
    (told,) = [one for one in data_remarks(case.result.project) if one.id == "data.hazards.level_unknown"]
    assert "甲、乙" in told.text("zh")
