"""Arrival times and flight radii on the toy county; ways are straight lines times 1.4."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.access.sited import Counted
from models.county.layer import Layer, Role
from models.facilities.facility import Depot, Facility, Helipad, Team
from models.findings.findings import Figure
from models.project.settings import Override
from models.rules.rules import Rules, load_rules
from models.teams.arrival import base_figures, relief_figures, team_figures
from tests.models.toy import EAST, WEST, at, county, layer, square

RULES = load_rules()


def figures(
    *facilities: Facility, more: tuple[Layer, ...] = (), rules: Rules = RULES, **changed: Any
) -> dict[str, Figure]:
    sited = Counted(county(*more, **changed), rules, facilities)
    return {**relief_figures(sited), **team_figures(sited), **base_figures(sited)}


def depot(x_km: float, y_km: float) -> Depot:
    return Depot(geometry=at(x_km, y_km))


def team(x_km: float, y_km: float, **values: Any) -> Team:
    return Team(geometry=at(x_km, y_km), **values)


def base(x_km: float, y_km: float, radius_km: float | None, kind: str = "air_base") -> Helipad:
    return Helipad(geometry=at(x_km, y_km), kind=kind, flight_radius_km=radius_km)


# -- relief ------------------------------------------------------------------------------------------------
def test_first_supplies_reach_the_farthest_village() -> None:
    # From (2, 5): C lies 16 km off: 1 h loading + 16 x 1.4 / 28 h.
    found = figures(depot(2, 5))["relief.arrival_h"]
    assert found.value == pytest.approx(1.8)
    assert found.inputs["place"] == "C"
    assert found.inputs["distance_km"] == pytest.approx(16)
    assert found.failing == ()


def test_handing_out_adds_assembly_and_its_own_time_as_practice() -> None:
    # 0.5 h to assemble, 1 h loading, 16 x 1.4 / 28 h of road, 1 h to hand out; then the county's own hours.
    found = figures(depot(2, 5))["relief.handed_out_h"]
    assert found.value == pytest.approx(0.5 + 1 + 0.8 + 1)
    own = load_rules("national", {"relief.handing_out_h": Override(2.5)})
    assert figures(depot(2, 5), rules=own)["relief.handed_out_h"].value == pytest.approx(0.5 + 1 + 0.8 + 2.5)
    assert all(own.quantity(key).confidence == "M" for key in found.rules if key.endswith("_h"))
    assert figures()["relief.handed_out_h"].missing == ("depots",)


@given(st.floats(0.1, 24), st.floats(0.1, 24))
def test_all_steps_take_what_each_takes(assembly_h: float, handing_out_h: float) -> None:
    steps = {"relief.assembly_h": Override(assembly_h), "relief.handing_out_h": Override(handing_out_h)}
    found = figures(depot(2, 5), rules=load_rules("national", steps))
    whole, arrival = (found[key].value for key in ("relief.handed_out_h", "relief.arrival_h"))
    assert whole is not None and arrival is not None
    assert whole - arrival == pytest.approx(assembly_h + handing_out_h)


def test_the_nearest_depot_serves() -> None:
    assert figures(depot(2, 5), depot(16, 5))["relief.arrival_h"].value == pytest.approx(1 + 4 * 1.4 / 28)


@pytest.mark.parametrize(("limit_h", "late"), [(1.8, []), (1.79, ["C"]), (1.4, ["C", "B"])])
def test_places_that_wait_too_long_are_listed_and_the_limit_counts(limit_h: float, late: list[str]) -> None:
    rules = load_rules("national", {"relief.first_supplies_h": Override(limit_h)})
    found = figures(depot(2, 5), rules=rules)["relief.arrival_h"]
    assert [place.name for place in found.failing] == late


def test_nobody_waits_where_nobody_lives() -> None:
    rows = [
        {"name": "near", "population_persons": 10.0, "geometry": at(2, 5)},
        {"name": "empty", "population_persons": 0.0, "geometry": at(18, 5)},
    ]
    assert figures(depot(2, 5), villages=rows)["relief.arrival_h"].value == pytest.approx(1)


def test_where_nobody_lives_anywhere_there_is_nobody_to_wait() -> None:
    rows = [{"name": "empty", "population_persons": 0.0, "geometry": at(18, 5)}]
    found = figures(depot(2, 5), villages=rows)["relief.arrival_h"]
    assert (found.value, found.missing) == (None, ("population",))


def test_relief_needs_depots_and_places() -> None:
    assert figures()["relief.arrival_h"].missing == ("depots",)
    assert figures(depot(2, 5), villages=[])["relief.arrival_h"].missing == ("demand",)


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 10)), min_size=1, max_size=6))
def test_another_depot_never_lets_anybody_wait_longer(spots: list[tuple[float, float]]) -> None:
    depots = [depot(*spot) for spot in spots]
    waits = [figures(*depots[: n + 1])["relief.arrival_h"].value for n in range(len(depots))]
    assert waits == sorted(waits, reverse=True)  # type: ignore[type-var]


# -- teams -------------------------------------------------------------------------------------------------
def test_nine_of_ten_residents_are_reached() -> None:
    # 5,300 people: A 1,500 at 0 km, B 800 at 10 km, C 3,000 at 16 km. Nine of ten are 4,770: C decides.
    found = figures(team(2, 5))["team.arrival_p90_min"]
    assert found.value == pytest.approx(10 + 60 * 16 * 1.4 / 35)
    # From (18, 5) C and B hold 3,800: A decides.
    assert figures(team(18, 5))["team.arrival_p90_min"].value == pytest.approx(10 + 60 * 16 * 1.4 / 35)


def test_a_team_at_every_village_only_has_to_set_out() -> None:
    found = figures(team(2, 5), team(12, 5), team(18, 5))["team.arrival_p90_min"]
    assert found.value == pytest.approx(10)


def test_teams_without_people_or_people_without_teams_are_no_data() -> None:
    assert figures()["team.arrival_p90_min"].missing == ("teams",)
    rows = [{"name": "A", "geometry": at(2, 5)}]
    assert figures(team(2, 5), villages=rows)["team.arrival_p90_min"].missing == ("population",)


def test_the_worst_served_county_unit_decides() -> None:
    units = [
        {"name": "near", "code": "1", "geometry": square(0, 0, 2)},
        {"name": "far", "code": "2", "geometry": square(13, 4, 2)},
    ]
    city = team(1, 1, level="city")
    found = figures(city, county=units)["team.worst_county_min"]
    distance_km = math.hypot(13, 4)  # middles (1, 1) and (14, 5)
    assert found.value == pytest.approx(10 + 60 * distance_km * 1.4 / 35)
    assert found.inputs["place"] == "far"
    assert figures(team(1, 1, level="county"))["team.worst_county_min"].missing == ("city_teams",)
    assert figures(city, county=[])["team.worst_county_min"].missing == ("county",)


@pytest.mark.parametrize("nowhere", [None, shapely.Polygon()])
def test_a_county_unit_without_an_outline_is_passed_over(nowhere: shapely.Polygon | None) -> None:
    units = [
        {"name": "nowhere", "code": "0", "geometry": nowhere},
        {"name": "near", "code": "1", "geometry": square(0, 0, 2)},
        {"name": "far", "code": "2", "geometry": square(13, 4, 2)},
    ]
    city = team(1, 1, level="city")
    assert figures(city, county=units)["team.worst_county_min"].inputs["place"] == "far"
    assert figures(city, county=units[:1])["team.worst_county_min"].missing == ("county",)


def forest_share(*facilities: Facility, keys: tuple[object, object] = (True, True), **values: Any) -> Figure:
    townships = [{**WEST, "forest_key": keys[0]}, {**EAST, "forest_key": keys[1]}]
    return figures(*facilities, townships=townships, **values)["team.forest_townships_share"]


def test_key_townships_that_a_forest_team_reaches_in_time() -> None:
    # Middles (5, 5) and (15, 5); 60 min less 10 to set out at 35 km/h and a detour of 1.4: 20.83 km.
    assert forest_share(team(5, 5, specialty="forest")).value == 100
    slower = load_rules("national", {"team.reach_min": Override(10 + 60 * 10 * 1.4 / 35)})
    assert forest_share(team(5, 5, specialty="forest"), rules=slower).value == 100  # exactly in time
    slow = load_rules("national", {"team.reach_min": Override(30.0)})
    found = forest_share(team(5, 5, specialty="forest"), rules=slow)
    assert (found.value, [place.name for place in found.failing]) == (50, ["East"])


def test_only_key_townships_and_forest_teams_count() -> None:
    assert forest_share(team(5, 5)).value == 0
    slow = load_rules("national", {"team.reach_min": Override(30.0)})
    assert forest_share(team(5, 5, specialty="forest"), keys=(True, False), rules=slow).value == 100
    assert forest_share(keys=(False, None)).missing == ("forest_key",)
    assert figures()["team.forest_townships_share"].missing == ("forest_key",)
    assert figures(townships=[])["team.forest_townships_share"].missing == ("townships",)


def test_a_key_township_without_an_outline_is_not_reached() -> None:
    rows = [{**WEST, "name": "nowhere", "geometry": None, "forest_key": True}, {**WEST, "forest_key": True}]
    found = figures(team(5, 5, specialty="forest"), townships=rows)["team.forest_townships_share"]
    assert (found.value, [place.name for place in found.failing]) == (50, ["nowhere"])
    assert not any(math.isfinite(value) for value in found.failing[0].bounds)


# -- aircraft ----------------------------------------------------------------------------------------------
def woods(*shapes: Any) -> tuple[Layer, ...]:
    return (layer(Role.FOREST, [{"geometry": shape} for shape in shapes]),)


def test_forest_inside_the_flight_radius() -> None:
    near, far = square(1, 1, 2), square(15, 1, 2)
    share = figures(base(2, 2, 5), more=woods(near, far))["air.forest_share"]
    assert share.value == pytest.approx(50)
    assert figures(base(2, 2, 5), base(16, 2, 5), more=woods(near, far))[
        "air.forest_share"
    ].value == pytest.approx(100)


def test_forest_drawn_twice_counts_once() -> None:
    share = figures(base(2, 2, 5), more=woods(square(1, 1, 2), square(1, 1, 2), square(15, 1, 2)))
    assert share["air.forest_share"].value == pytest.approx(50)


def test_the_county_inside_the_flight_radius_is_the_circles_share() -> None:
    # A disc of 2 km in the middle of a county of 20 by 10 km.
    found = figures(base(10, 5, 2))["air.county_share"]
    assert found.value == pytest.approx(100 * math.pi * 4 / 200, rel=1e-6)
    assert figures(base(10, 5, None))["air.county_share"].value == pytest.approx(100)  # 50 km by rule


def test_only_air_bases_fly() -> None:
    assert figures(base(10, 5, 2, kind="helipad"))["air.county_share"].value == 0
    assert figures()["air.county_share"].value == 0
    assert figures(base(10, 5, 2))["air.forest_share"].missing == ("forest",)
    assert figures(base(10, 5, 2), county=[], townships=[])["air.county_share"].missing == ("county",)


# -- by road -----------------------------------------------------------------------------------------------
def test_where_no_road_leads_to_more_than_a_tenth_no_time_is_made_up() -> None:
    """A street through A alone: B and C are kilometres from any road."""
    street = shapely.LineString([at(0, 5), at(4, 5)])
    roads = layer(Role.ROADS, [{"name": "street", "geometry": street}])
    made = replace(county(roads), travel_by="road")
    sited = Counted(made, RULES, [depot(2, 5), team(2, 5, level="city")])
    found = {**relief_figures(sited), **team_figures(sited)}
    for key in ("team.arrival_p90_min", "team.worst_county_min", "team.worst_township_min"):
        assert (found[key].value, found[key].missing) == (None, ("reachable_places",)), key
    # The first supplies reach A where they stand: an hour of loading; that others wait for ever is told.
    assert found["relief.arrival_h"].value == pytest.approx(RULES["relief.loading_h"])
    assert found["relief.arrival_h"].is_estimated
    # A depot off all roads reaches nobody.
    alone = relief_figures(Counted(made, RULES, [depot(15, 5)]))["relief.arrival_h"]
    assert (alone.value, alone.missing) == (None, ("reachable_places",))
