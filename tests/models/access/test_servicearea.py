"""Bands and jurisdictions by hand. The small county is described in made.py."""

from __future__ import annotations

import pytest

from models.access.servicearea import ServiceAreas, service_areas
from models.county.county import County
from models.county.layer import Role
from models.facilities.facility import Facility, Family
from models.kernel.progress import run_to_end
from tests.models.made import at, county, layer, rules, station

WEST, EAST = station(500, 500, id="west"), station(3500, 500, id="east")


def areas(sites: list[Facility], minutes: list[float], of: County | None = None) -> ServiceAreas:
    return run_to_end(service_areas(of or county(), rules(), Family.FIRE_STATION, sites, minutes))


def test_bands_count_from_the_order_and_come_from_the_narrowest() -> None:
    # A minute of turnout, then 416.67 m a minute: 833 m at three minutes, 1667 m at five.
    found = areas([WEST, EAST], [5, 0.5, 3, 5])
    assert [(band.minutes, band.places, band.persons) for band in found.bands] == [
        (0.5, 0, 0.0),
        (3, 1, 1000.0),  # A; B, C, D and E are 1000 m off
        (5, 5, 10_500.0),
    ]
    none, three, _ = found.bands
    assert none.region.is_empty and none.area_m2 == 0
    # Two diamonds of 833 m round (500, 500) and (3500, 500). The outline cuts off what lies 500 m and
    # farther in the south, and in the west or in the east: two triangles each, 333 m high and twice as wide.
    radius = 2500 / 3
    assert three.area_m2 == pytest.approx(2 * (2 * radius**2 - 2 * (radius - 500) ** 2))


def test_exactly_ready_reaches_who_lives_at_the_station_and_no_land() -> None:
    (band,) = areas([WEST], [1]).bands
    assert (band.places, band.persons, band.area_m2) == (1, 1000.0, 0.0)


def test_domains_hold_whom_each_station_comes_to_first_and_second() -> None:
    found = areas([WEST, EAST], [])
    west, east = found.domains
    assert (west.area_m2, east.area_m2) == (pytest.approx(4e6), pytest.approx(4e6))
    # C is 2000 m from the west and 1000 m from the east.
    assert (west.persons, west.second_persons) == (3000, 7500)
    assert (east.persons, east.second_persons) == (7500, 3000)
    assert west.farthest_min == pytest.approx(1 + 1000 * 0.0024)
    assert (found.unreached, found.unreached_persons, found.ready_min) == (0, 0.0, 1.0)


def test_who_comes_first_to_nobody_has_no_farthest_place() -> None:
    found = areas([WEST, station(0, 900, id="remote")], [])
    assert (found.domains[1].persons, found.domains[1].farthest_min) == (0.0, None)


def test_unknown_residents_are_not_nobody() -> None:
    places = layer(Role.VILLAGES, [at(500, 500), at(3500, 500)], name=["A", "B"])
    found = areas([WEST], [5], county(villages=places))
    assert (found.bands[0].places, found.bands[0].persons) == (1, None)
    assert (found.domains[0].persons, found.domains[0].second_persons) == (None, None)


def test_without_an_outline_all_that_is_reached_counts() -> None:
    found = areas([WEST], [3], county(county=None, townships=None))
    assert found.bands[0].area_m2 == pytest.approx(2 * (2500 / 3) ** 2)
    assert found.domains[0].area_m2 > 0


def test_without_a_site_nobody_is_reached() -> None:
    found = areas([], [5])
    assert (found.bands[0].places, found.bands[0].area_m2, found.domains) == (0, 0.0, ())
    assert (found.unreached, found.unreached_persons) == (5, 10_500.0)
