"""Counties with thousands of facilities: what is computed of all at once is what one after another gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import models.fire.results
import models.hazards.screening
import models.shelters.placing
import models.shelters.service_limits
from models.access import coverage, jurisdictions, manysites, sited, straight, streetgrid
from models.assessment.assess import assess
from models.county import land
from models.facilities.facility import Family
from models.findings.results import Assessment
from models.rules.rules import load_rules
from tests.bench.made import large_county, many_of

PLACES = (
    *((module, "MANY") for module in (coverage, jurisdictions, sited, straight, streetgrid)),
    *((module, "MANY") for module in (models.fire.results, models.shelters.placing)),
    (models.shelters.service_limits, "MANY"),
    (land, "_MANY"),
    (models.hazards.screening, "_MANY_SITES"),
)


@contextmanager
def many_from(count: int) -> Iterator[None]:
    """Take the way of many from so many on."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in PLACES:
            patch.setattr(module, name, count)
        yield


def assessed(family: Family, count: int) -> Assessment:
    with many_from(count):
        return assess(large_county(700), many_of(family, 130), load_rules("national"))


@pytest.mark.parametrize("family", [Family.SHELTER, Family.FIRE_STATION, Family("medical_point")])
def test_many_at_once_are_assessed_like_one_after_another(family: Family) -> None:
    one_by_one, at_once = assessed(family, 10**9), assessed(family, 2)
    for key, figure in one_by_one.figures.items():
        other = at_once.figures[key]
        # Where round regions are united corners may be left out: hundredths of a percent of their area.
        assert (other.value is None) == (figure.value is None), key
        if figure.value is not None:
            assert other.value == pytest.approx(figure.value, rel=1e-4), key
        assert (other.failing, other.missing) == (figure.failing, figure.missing), key
    assert at_once.shelters == one_by_one.shelters
    assert at_once.reached_persons == one_by_one.reached_persons
    for key, station in one_by_one.stations.items():
        same = at_once.stations[key]
        assert same.adjoins == station.adjoins and same.persons_reached == station.persons_reached
        assert (same.jurisdiction is None) == (station.jurisdiction is None)
        if station.jurisdiction is not None and same.jurisdiction is not None:
            assert same.jurisdiction.symmetric_difference(station.jurisdiction).area < 1.0
            assert same.jurisdiction_area_m2 == pytest.approx(station.jurisdiction_area_m2, abs=1.0)
            assert same.reach_area_m2 == pytest.approx(station.reach_area_m2, abs=1.0)


def test_what_many_need_is_looked_at_from_hundreds_on() -> None:
    assert 200 < manysites.MANY <= 500
