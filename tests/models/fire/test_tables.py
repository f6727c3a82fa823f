"""Fire response by township and village, by hand. The small county is described in made.py."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.nearest import two_nearest
from models.access.straight import StraightLine
from models.county.layer import Role
from models.county.points import PointIndex
from models.facilities.facility import Brigade, Family
from models.findings.findings import Verdict
from models.fire.response import fire_response
from models.fire.tables import FireTables, fire_tables
from models.project.local import LocalFacts
from tests.models.made import (
    ORIGIN,
    assessed,
    at,
    county,
    layer,
    micro,
    random_county,
    rules,
    station,
    value,
)

MIN_PER_M = 0.0024  # 1.4 / 583.33


def brigade(x: float, y: float, **values) -> Brigade:
    return micro(x, y, **({"brigade_class": "full_time_2"} | values))


def tables(*rows, of=None, by=None, **kinds) -> FireTables:
    by = by or rules()
    return fire_tables(assessed(*rows, of=of, by=by), by, LocalFacts(), **kinds)


# -- first and second --------------------------------------------------------------------------------------
def test_first_and_second_of_equally_near_ones_are_in_order() -> None:
    here = PointIndex(np.array([[0.0, 0.0]]))
    found = StraightLine().two_nearest(here, [(3.0, 4.0), (4.0, 3.0), (0.0, 1.0), (0.0, 5.0)])
    assert (found.first.tolist(), found.second.tolist()) == ([2], [0])
    assert (found.first_cost.tolist(), found.second_cost.tolist()) == ([1.0], [5.0])
    alone = StraightLine().two_nearest(here, [(1.0, 0.0)])
    assert (alone.second.tolist(), alone.second_cost.tolist()) == ([-1], [np.inf])


SPOTS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
        lambda s: (ORIGIN[0] + 700 * s[0], ORIGIN[1] + 400 * s[1])
    ),
    min_size=1,
    max_size=7,
)


@given(SPOTS)
def test_the_two_nearest_are_those_of_sorting_all(spots) -> None:
    made = county()
    found = two_nearest(made, StraightLine(), tuple(spots))
    for row, (x, y) in enumerate(made.demand.xy.tolist()):
        order = sorted(range(len(spots)), key=lambda i: ((spots[i][0] - x) ** 2 + (spots[i][1] - y) ** 2, i))
        assert found.first[row] == order[0]
        assert found.second[row] == (order[1] if len(order) > 1 else -1)


# -- townships ---------------------------------------------------------------------------------------------
def test_response_of_each_township_by_hand() -> None:
    # West holds A (0 m, 1000 people) and B (1000 m, 2000); East C (2000 m, 3000) and D (4000 m, 4000).
    west, east = tables(station(500, 500)).towns
    assert west.mean_min == pytest.approx(1 + MIN_PER_M * 1000 * 2 / 3)
    assert west.p90_min == pytest.approx(1 + MIN_PER_M * 1000)
    assert (west.first_share, west.second_share, west.second_p90_min) == (1.0, 0.0, None)
    assert east.mean_min == pytest.approx(1 + MIN_PER_M * (2000 * 3 + 4000 * 4) / 7)
    assert east.first_share == 0.0
    assert (west.villages, west.villages_reached, east.villages, east.villages_reached) == (2, 2, 2, 0)
    assert (west.builtup_m2, west.builtup_share) == (pytest.approx(1e6), pytest.approx(1.0))
    assert (east.builtup_m2, east.builtup_share) == (0.0, None)
    assert (west.stations, west.brigades, west.micro) == (1, 0, 0)


def test_residents_unknown_in_one_township_only() -> None:
    villages = layer(
        Role.VILLAGES,
        [at(500, 500), at(1500, 500), at(2500, 500), at(3500, 500)],
        name=list("ABCD"),
        population_persons=[None, None, 100.0, 300.0],
    )
    west, east = tables(station(500, 500), of=county(villages=villages)).towns
    assert (west.is_by_places, east.is_by_places) == (True, False)
    assert west.mean_min == pytest.approx(1 + MIN_PER_M * 500)
    assert east.mean_min == pytest.approx(1 + MIN_PER_M * (2000 * 100 + 3000 * 300) / 400)


def test_a_township_without_any_place_has_no_data() -> None:
    villages = layer(Role.VILLAGES, [at(500, 500)], name=["A"], population_persons=[5.0])
    east = tables(station(500, 500), of=county(villages=villages)).towns[1]
    assert (east.mean_min, east.p90_min, east.first_share, east.villages) == (None, None, None, 0)
    assert not east.is_by_places


def test_without_stations_nobody_comes() -> None:
    found = tables(micro(1, 1))
    west = found.towns[0]
    assert (west.mean_min, west.first_share, west.builtup_share, west.micro) == (None, 0.0, 0.0, 1)
    assert [village.place.name for village in found.late_villages] == ["D", "C", "B", "A", "E"]
    assert found.late_villages[0].first_min is None
    assert found.stations == ()


def test_needed_and_present_forces_of_each_township() -> None:
    west, east = tables(station(500, 500), brigade(3000, 500)).towns
    assert (west.needs, west.has, west.is_short) == ("volunteer", "station", False)
    assert (east.needs, east.has, east.is_short, east.brigades) == ("volunteer", "full_time_2", False, 1)
    nobody = tables().towns[0]
    assert (nobody.has, nobody.is_short) == ("", True)
    unknown = tables(of=county(builtup=None)).towns[0]
    assert (unknown.needs, unknown.has, unknown.is_short) == (None, "", None)


def test_water_of_each_township_or_no_data() -> None:
    sources = layer(Role.WATER, [at(1, 1), at(2, 2)], kind=["消火栓", "取水点"])
    west, east = tables(of=county(water=sources)).towns
    assert (west.hydrants, west.water_sources, east.water_sources) == (1, 2, 0)
    only = layer(Role.WATER, [at(1, 1)])
    assert tables(of=county(water=only)).towns[0].hydrants is None
    assert tables().towns[0].water_sources is None


def test_brigades_turn_out_where_they_are_counted() -> None:
    rows = station(500, 500), brigade(2500, 500), brigade(3500, 1500, brigade_class="volunteer")
    without, with_them = tables(*rows).towns[1], tables(*rows, counts_brigades=True).towns[1]
    assert without.first_share == 0.0
    assert with_them.first_share == pytest.approx(3 / 7)  # C at 0 m, D at 2000 m of 1667
    assert with_them.mean_min == pytest.approx(1 + MIN_PER_M * 2000 * 4 / 7)
    assert len(tables(*rows, counts_brigades=True).response.responders) == 2


@given(st.integers(0, 3), st.integers(0, 5), st.booleans())
def test_townships_agree_with_the_county_and_the_figures(seed: int, count: int, has_people: bool) -> None:
    random = np.random.default_rng(seed)
    made = random_county(random, 60, townships=4)
    if not has_people:
        bare = [one for one in made.layers if one.role != Role.VILLAGES]
        points = [at(*random.integers(0, 8000, 2)) for _ in range(30)]
        made = type(made).from_layers([*bare, layer(Role.VILLAGES, points, name=["V"] * 30)])
    rows = [station(*random.integers(0, 8000, 2).astype(float), id=str(index)) for index in range(count)]
    found, response = assessed(*rows, of=made), fire_response(made, rows, rules())
    whole = response.whole
    for figure_id, number in {
        "fire.mean_min": whole.mean_min[0],
        "fire.p90_min": whole.p90_min[0],
        "fire.second_due_p90_min": whole.second_p90_min[0],
        "fire.village_share": 100 * whole.village_share[0],
        "fire.builtup_share": 100 * whole.builtup_share[0],
    }.items():
        expected = value(found, figure_id)
        assert number == pytest.approx(np.nan if expected is None else expected, nan_ok=True), figure_id
    if count:
        assert 100 * whole.second_share[0] == pytest.approx(value(found, "fire.second_due_share"))
    if has_people:
        assert 100 * whole.first_share[0] == pytest.approx(value(found, "fire.people_share"))
    places = response.places
    outside = made.demand_place < 0
    assert places.villages.sum() == whole.villages[0] - outside.sum()
    reached_outside = (response.is_village_in_time & outside).sum()
    assert places.villages_reached.sum() == whole.villages_reached[0] - reached_outside
    assert places.builtup_m2.sum() == pytest.approx(made.land("builtup").area_m2, rel=1e-6)
    assert places.builtup_reached_m2.sum() == pytest.approx(whole.builtup_reached_m2[0], rel=1e-6, abs=1)
    weights = np.where(
        places.is_by_places,
        np.bincount(made.demand_place[~outside], minlength=4),
        np.bincount(made.demand_place[~outside], made.demand.known_persons[~outside], minlength=4),
    )
    if count and not outside.any():
        mean = (places.mean_min * weights)[weights > 0].sum() / weights.sum()
        assert mean == pytest.approx(whole.mean_min[0])


# -- stations and villages ---------------------------------------------------------------------------------
def test_rows_of_stations() -> None:
    found = tables(station(500, 500, id="f", name="F"), station(3000, 500, id="s", station_class="support"))
    first, support = found.stations
    assert (first.station.name, first.unit, first.place.key) == ("F", "West", "f")
    assert first.result.jurisdiction_area_m2 == pytest.approx(1e6)
    assert first.siting == Verdict.NO_DATA  # the small county has no layer of crowded places
    assert {"crowd_exits", "station_hazmat", "station_wind"} <= {check.rule for check in first.checks}
    assert support.result.area_limit_m2 is None


def test_villages_out_of_reach_are_listed_worst_first() -> None:
    found = tables(station(500, 500, name="F"), station(500, 400, id="g", name="G"))
    names = [village.place.name for village in found.late_villages]
    assert names == ["D", "E", "C"]  # 4000 m each, D with more residents; 2000 m
    late = found.late_villages[0]
    assert (late.unit, late.persons, late.first.name, late.second.name) == ("East", 4000, "F", "G")
    assert late.first_min == pytest.approx(1 + MIN_PER_M * 4000)
    assert late.second_min == pytest.approx(1 + MIN_PER_M * 4100)
    assert found.late_villages[1].unit == ""  # E lies outside
    assert found.limit_min == 5


def test_a_village_exactly_at_the_limit_is_not_late() -> None:
    thousand = rules(fire__detour_factor=35 * 4 / 60)  # reach 1000 m, as far as B
    names = [village.place.name for village in tables(station(500, 500), by=thousand).late_villages]
    assert "B" not in names
    shorter = rules(fire__detour_factor=35 * 4 / 60 + 1e-6)
    assert "B" in [village.place.name for village in tables(station(500, 500), by=shorter).late_villages]


def test_a_county_without_anything_has_no_rows() -> None:
    bare = county(villages=None, townships=None, seat=None, builtup=None, county=None, hazards=None)
    found = tables(station(1, 1, id="f"), of=bare)
    assert (found.towns, found.late_villages, len(found.stations)) == ((), (), 1)
    assert np.isnan(found.response.whole.mean_min).all()


def test_units_stand_in_where_there_are_no_townships() -> None:
    (row,) = tables(station(500, 500), of=county(townships=None)).towns
    assert (row.place.name, row.villages, row.needs, row.is_short) == ("Small", 4, None, None)


def test_brigades_of_which_there_is_no_list_are_not_said_to_be_lacking() -> None:
    by, kept = rules(), station(5, 5)
    whole = assessed(kept, by=by)
    known = fire_tables(whole, by, LocalFacts()).towns
    assert any(row.is_short for row in known)
    unlisted = fire_tables(replace(whole, lacking={Family.BRIGADE: "brigades"}), by, LocalFacts()).towns
    for row, before in zip(unlisted, known, strict=True):
        assert (row.brigades, row.micro, row.stations) == (None, None, before.stations)
        assert row.needs == before.needs and row.has == (before.has or None)
        assert row.is_short == (None if before.is_short else before.is_short)


def test_a_county_without_a_layer_of_villages_says_so() -> None:
    assert tables(station(5, 5)).has_villages
    assert not tables(station(5, 5), of=county(villages=None)).has_villages
