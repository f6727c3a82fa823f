"""Whom families reach in a time, worked out by hand on the toy county."""

from __future__ import annotations

import pytest

from models.assessment.assess import assess
from models.facilities.facility import Facility
from models.facilities.medical_point import MedicalPoint
from models.findings.results import Assessment
from models.project.settings import Override
from models.rules.rules import load_rules
from tests.models import toy

# 7.8 km/h for 30 minutes over a detour of 1.3 is 3 km in a straight line.
RULES = load_rules(overrides={"medical.speed_km_h": Override(7.8), "medical.detour_factor": Override(1.3)})


def assessed(*facilities: Facility) -> Assessment:
    project = toy.project(list(facilities))
    return assess(project.county, project.scenarios[0], RULES)


def point(x_km: float, y_km: float, **values: object) -> MedicalPoint:
    return MedicalPoint(id=f"{x_km}", geometry=toy.at(x_km, y_km), status="existing", **values)


def test_people_in_reach_are_those_within_three_kilometres() -> None:
    """A holds 1,500 people at 2, 5; B 800 at 12, 5; C 3,000 at 18, 5: exactly 3 km counts."""
    found = assessed(point(5, 5), point(13, 5))
    figure = found.figures["medical.people_share"]
    assert figure.value == pytest.approx(100 * 2300 / 5300)
    assert [place.name for place in figure.failing] == ["C"]
    assert figure.inputs["minutes"] == 30 and figure.inputs["sites"] == 2
    assert found.covered["medical"].tolist() == [True, True, False]
    assert dict(found.reached_persons) == {"5": 1500.0, "13": 800.0}
    assert "medical" in found.offered_coverages


def test_beds_and_ambulances_are_added_up_as_far_as_they_are_known() -> None:
    figures = assessed(point(5, 5, beds=120, ambulances=6), point(13, 5, beds=30)).figures
    assert (figures["medical.count"].value, figures["medical.beds"].value) == (2, 150)
    assert figures["medical.ambulances"].value == 6 and figures["medical.ambulances"].is_estimated


def test_without_a_point_there_is_no_data_and_no_coverage_to_choose() -> None:
    found = assessed()
    assert found.figures["medical.people_share"].value is None
    assert found.figures["medical.people_share"].missing == ("medical_points",)
    assert "medical" not in found.offered_coverages and "fire" in found.offered_coverages
