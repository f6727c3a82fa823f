"""Findings of one township: the rows that have a place there, and its own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.assessment.assess import assess
from models.facilities.facility import Depot, Shelter
from models.findings.findings import Finding, Place, Verdict
from models.findings.results import Assessment
from models.kernel.text import LANGUAGES, has_text
from models.plans.localfindings import failing_there, found_there, is_there, unit_figures
from models.plans.plans import check, load_profile
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.models import toy

RULES = load_rules()
WEST, EAST = 0, 1
NOWHERE = (float("nan"),) * 4


def held(*facilities: Shelter | Depot) -> tuple[Assessment, tuple[Finding, ...]]:
    scenario = Scenario(TODAY_ID, "", {one.id: one for one in facilities})
    assessment = assess(toy.county(), scenario, RULES)
    found = check(assessment, RULES, load_profile("yanggu"), Settings(), date(2026, 8, 1))
    return assessment, found


WESTERN = Shelter(geometry=toy.at(2, 5), status="existing", effective_area_m2=3750.0, name="西广场")


def test_a_townships_own_figures_worked_out_by_hand() -> None:
    assessment, _ = held(WESTERN, Depot(geometry=toy.at(15, 5), status="existing"))
    west, east = (
        {one.column.key: one for one in unit_figures(assessment, RULES, index)} for index in (WEST, EAST)
    )
    assert (west["population"].value, east["population"].value) == (1500, 3800)
    assert west["area"].value == pytest.approx(100e6)
    assert (west["shelters"].value, east["shelters"].value) == (1, 0)
    # 3,750 m2 for 1,500 people: exactly the 2.5 m2 that are asked for.
    per_resident = west["area_per_resident"]
    assert per_resident.value == 2.5 and per_resident.verdict == Verdict.PASS
    assert east["area_per_resident"].verdict == Verdict.FAIL
    assert (west["depots"].value, east["depots"].value) == (0, 1)
    assert west["emergency_share"].value == 1.0 and west["depots"].verdict == Verdict.INFO
    for one in west.values():
        assert has_text(f"unit.{one.column.unit}"), one.column.key


def test_unknown_residents_are_no_data_and_no_verdict() -> None:
    county = toy.county(
        townships=[toy.WEST, {**toy.EAST, "population_persons": None}], villages=[toy.VILLAGES[0]]
    )
    assessment = assess(county, Scenario(TODAY_ID, "", {WESTERN.id: WESTERN}), RULES)
    east = {one.column.key: one for one in unit_figures(assessment, RULES, EAST)}
    assert east["population"].value is None
    assert east["area_per_resident"].value is None
    assert east["area_per_resident"].verdict == Verdict.NO_DATA


def test_a_row_is_there_if_a_place_of_it_is() -> None:
    assessment, findings = held(WESTERN)
    for index, name in ((WEST, "West"), (EAST, "East")):
        found = found_there(assessment, findings, index)
        for finding in findings:
            listed = failing_there(assessment, finding, index)
            assert bool(listed) == (finding.id in found)
            assert all(place.name == name for place in listed if place.kind == "township")
    # Both townships lack a depot; only East lacks shelter area.
    west, east = (found_there(assessment, findings, index) for index in (WEST, EAST))
    lacking = {one.id for one in findings if one.figure.id == "depot.township_share"}
    assert lacking and lacking <= west & east
    assert "core.shelter.area_per_resident.townships" in east - west


def test_villages_are_told_by_where_they_lie() -> None:
    assessment, findings = held(WESTERN)
    finding = next(one for one in findings if one.figure.id == "shelter.people_share.emergency")
    assert [place.name for place in finding.figure.failing] == ["C", "B"]
    assert [place.name for place in failing_there(assessment, finding, EAST)] == ["C", "B"]
    assert failing_there(assessment, finding, WEST) == ()


def test_a_place_on_the_border_is_in_both_and_one_off_the_map_in_none() -> None:
    assessment, _ = held()
    x, y = toy.at(10, 5).coords[0]
    border = Place("demand", "0", "", (x, y, x, y))
    item = Place("item", "tent", "", NOWHERE)
    for index in (WEST, EAST):
        assert is_there(assessment, (border, item), index).tolist() == [True, False]
    assert is_there(assessment, (), WEST).shape == (0,)


def test_a_township_is_there_only_by_its_own_row() -> None:
    """A neighbour that wraps around it has its middle inside, and is another township all the same."""
    assessment, _ = held()
    units = assessment.county.places
    around = Place("township", "1", "East", units.geometries[0].bounds, units.layer_id)
    assert is_there(assessment, (around,), WEST).tolist() == [False]
    assert is_there(assessment, (around,), EAST).tolist() == [True]
    stranger = replace(around, layer_id="other", key="0", bounds=units.geometries[1].bounds)
    assert is_there(assessment, (stranger,), WEST).tolist() == [False]


def test_every_known_place_of_the_county_is_in_some_township() -> None:
    assessment, findings = held(WESTERN)
    inside = [
        {place for index in (WEST, EAST) for place in failing_there(assessment, one, index)}
        for one in findings
    ]
    for finding, found in zip(findings, inside, strict=True):
        known = [one for one in finding.figure.failing if np.isfinite(one.bounds).all()]
        if finding.figure.id.startswith("shelter."):
            assert found == set(known), finding.id


def test_names_are_there_in_both_languages() -> None:
    assessment, _ = held()
    for lang in LANGUAGES:
        names = [one.column.title(lang) for one in unit_figures(assessment, RULES, WEST)]
        assert len(set(names)) == len(names)
