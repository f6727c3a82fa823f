"""Planned facilities of the other families, by hand. The small county is described in made.py."""

from __future__ import annotations

from models.facility import Helipad, Team
from models.planned import planned_rows
from models.text import LANGUAGES
from tests.models.made import at, county, depot, micro, rules, scenario, shelter, station

# 35 km/h for 4 min over 1.4: a station reaches 1666.7 m; a micro one in 3 min 1250 m.
RULES = rules(micro__speed_km_h=35)


def rows(*facilities, of=None):
    return planned_rows(of or county(), scenario(facilities, "plan"), RULES)


def test_a_station_newly_reaches_whom_no_existing_one_does() -> None:
    # The existing one at A reaches A and B (1000 m); the planned one at C reaches B, C and D (1414 m).
    (row,) = rows(station(500, 500), station(2500, 500, id="new", status="planned"))
    assert (row.facility.id, row.newly_reached_persons, row.township) == ("new", 7000, "East")
    assert row.is_first
    assert row.reason("en") == "newly reaches 7,000 people in time; the first of its kind in East"
    assert row.class_text("zh")


def test_only_planned_ones_and_no_shelters() -> None:
    assert rows(station(0, 0), shelter(0, 0, status="planned"), depot(0, 0, status="candidate")) == ()


def test_micro_stations_are_held_against_their_own_kind() -> None:
    (row,) = rows(station(2500, 500), micro(2500, 500, id="new", status="planned"))
    assert row.newly_reached_persons == 2000 + 3000  # B at 1000 m and C; D is 1414 m off


def test_depots_teams_and_helipads_reach_nobody_of_their_own() -> None:
    found = rows(
        depot(500, 500, name="Old"),
        depot(600, 600, id="d2", name="Second", status="planned", floor_area_m2=700.0),
        depot(2500, 500, id="d3", name="First", status="planned", floor_area_m2=None),
        Team(id="t", name="T", geometry=at(500, 500), status="planned"),
        Helipad(id="h", name="H", geometry=at(9000, 500), status="planned", site_area_m2=1600.0),
    )
    assert [(row.facility.name, row.area_m2, row.is_first) for row in found] == [
        ("First", None, True),
        ("Second", 700, False),
        ("T", None, True),
        ("H", 1600, None),
    ]
    assert all(row.newly_reached_persons is None for row in found)
    assert found[1].reason("zh") == ""
    assert all(row.class_text(lang) for row in found for lang in LANGUAGES)


def test_without_people_nobody_knows() -> None:
    (row,) = rows(station(2500, 500, status="planned"), of=county(villages=None))
    assert row.newly_reached_persons is None
