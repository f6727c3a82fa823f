"""The registry of columns: every figure once, with words in both languages and values for every row."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from models.assessment.assess import assess
from models.assessment.columns import (
    FACILITY_COLUMNS,
    PLACE_COLUMNS,
    TOWNSHIP_COLUMNS,
    Column,
    facility_columns,
    result_of,
    township_column,
    township_columns,
)
from models.facilities.facility import Depot, Facility, Family, FireStation, Shelter
from models.findings.results import Assessment, UnitResults
from models.kernel.text import LANGUAGES, has_text
from models.project.scenario import TODAY_ID, Scenario
from models.rules.rules import load_rules
from tests.models import toy

RULES = load_rules()
SHELTER = Shelter(id="s", geometry=toy.at(2, 5), status="existing", effective_area_m2=3750.0)
DEPOT = Depot(id="d", geometry=toy.at(2, 5), status="existing", floor_area_m2=700.0)
STATION = FireStation(id="f", geometry=toy.at(2, 5), status="existing")
PLANNED = Shelter(id="p", geometry=toy.at(2, 5), status="planned", effective_area_m2=3750.0)
EVERY: list[Column] = [
    *TOWNSHIP_COLUMNS,
    *PLACE_COLUMNS,
    *(column for columns in FACILITY_COLUMNS.values() for column in columns),
]


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    held: dict[str, Facility] = {one.id: one for one in (SHELTER, DEPOT, STATION, PLANNED)}
    return assess(toy.county(), Scenario(TODAY_ID, "", held), RULES)


def test_every_column_has_words_and_a_key_of_its_own() -> None:
    for column in EVERY:
        for lang in LANGUAGES:
            assert column.title(lang) and column.title(lang, "short") and column.title(lang, "tight")
    for scope in ("township", "place"):
        keys = [column.key for column in EVERY if column.scope == scope]
        assert len(keys) == len(set(keys))
    for columns in FACILITY_COLUMNS.values():
        assert len({column.key for column in columns}) == len(columns)
    for flag in (column for column in EVERY if column.unit == "flag"):
        assert has_text(f"column.facility.{flag.key}.yes")


def test_the_county_lacks_less_than_its_townships_where_one_has_too_much(assessment: Assessment) -> None:
    """By hand: what all residents need at the rule's area, less all there is; never the townships' sum."""
    gap, people = township_column("area_gap"), township_column("population")
    needed = RULES["shelter.area_per_resident_m2"] * float(people.values(assessment).sum())
    there = float(np.nansum(township_column("effective_area").values(assessment)))
    assert gap.of_county(assessment) == pytest.approx(max(0.0, needed - there))
    assert gap.of_county(replace(assessment, figures={})) is None


def test_narrow_heads_fall_back_on_wider_ones() -> None:
    ratio, people = township_column("area_per_resident"), township_column("population")
    assert [ratio.title("zh", width) for width in ("name", "short", "tight")] == [
        "人均有效避难面积",
        "人均面积",
        "人均 m²",
    ]
    assert people.title("en", "tight") == people.title("en") == "Residents"
    assert township_column("fire_share").title("zh", "tight") == "消防可达"


def test_every_result_of_a_township_is_a_column(assessment: Assessment) -> None:
    """Nothing that is computed for townships is left out of the registry."""
    held = [column.values(assessment) for column in TOWNSHIP_COLUMNS]
    for field in fields(UnitResults):
        values = getattr(assessment.units, field.name)
        if field.name in ("names", "codes", "layer_id"):
            continue
        assert any(np.array_equal(values, one, equal_nan=True) for one in held), field.name


def test_a_table_has_square_kilometres_and_per_cent(assessment: Assessment) -> None:
    area, share = township_column("area"), township_column("emergency_share")
    assert area.in_table(area.values(assessment)) == pytest.approx([100.0, 100.0])
    assert area.head("zh") == "面积（km²）" and share.head("en").endswith("(%)")
    assert share.in_table(0.25) == 25.0
    assert township_column("shelters").head("zh") == "避难场所"


def test_figures_of_the_county_are_sums_only_of_what_can_be_summed(assessment: Assessment) -> None:
    # 1,500 and 3,800 residents; 3,750 m2 of shelter; 200 km2.
    wholes = {column.key: column.of_county(assessment) for column in TOWNSHIP_COLUMNS}
    assert wholes["population"] == 5300 and wholes["effective_area"] == 3750
    assert wholes["area"] == pytest.approx(200.0) and wholes["shelters"] == 1
    figure = assessment.figures["shelter.area_per_resident.county"]
    assert wholes["area_per_resident"] == figure.value == pytest.approx(3750 / 5300)
    assert wholes["density"] is None


def test_a_facility_that_does_not_count_has_no_results(assessment: Assessment) -> None:
    for facility in (SHELTER, DEPOT, STATION):
        values = [column.of(assessment, facility) for column in FACILITY_COLUMNS[facility.family]]
        assert any(value is not None for value in values)
    assert result_of(assessment, PLANNED) is None
    assert {column.of(assessment, PLANNED) for column in FACILITY_COLUMNS[Family.SHELTER]} == {None}
    floor_share = next(one for one in FACILITY_COLUMNS[Family.DEPOT] if one.key == "floor_area_share")
    needed = assessment.depots["d"].required_floor_area_m2
    assert needed and floor_share.of(assessment, DEPOT) == pytest.approx(700.0 / needed)


def test_a_depot_for_the_whole_county_is_held_against_its_nearest_people_only_where_it_is_too_small(
    assessment: Assessment,
) -> None:
    floor_share = next(one for one in FACILITY_COLUMNS[Family.DEPOT] if one.key == "floor_area_share")
    needed = assessment.depots["d"].required_floor_area_m2
    assert needed
    for level, share in (("county", None), ("city", None), ("province", None), ("township", 10.0)):
        large = replace(DEPOT, level=level, floor_area_m2=10 * needed)
        assert floor_share.of(assessment, large) == (share and pytest.approx(share)), level
        assert floor_share.of(assessment, replace(large, floor_area_m2=needed / 2)) == pytest.approx(0.5)


def test_a_store_in_other_hands_or_of_other_use_is_not_held_against_what_the_plan_asks(
    assessment: Assessment,
) -> None:
    floor_share = next(one for one in FACILITY_COLUMNS[Family.DEPOT] if one.key == "floor_area_share")
    for other in (replace(DEPOT, storage="contract"), replace(DEPOT, kind="flood")):
        assert not other.is_relief_store and floor_share.of(assessment, other) is None


def test_a_column_can_leave_itself_out_of_an_output() -> None:
    shown = {column.key for column in township_columns("webmap")}
    left_out = {"area", "capacity", "brigades", "density", "earthquake_per_resident", "flood_per_resident"}
    assert shown == {column.key for column in TOWNSHIP_COLUMNS} - left_out
    assert "hazards" not in {column.key for column in facility_columns(Family.SHELTER, "table")}
    assert facility_columns(Family.HELIPAD, "workbook") == ()
