"""Fire stations by hand. The small county is described in made.py."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.access import jurisdictions
from models.access.jurisdictions import Ground
from models.access.measures import REACH_RULES, engine, engine_reach, formula_area_m2
from models.access.sited import division
from models.access.straight import StraightLine
from models.county.layer import Role
from models.findings.formulas import formula_text
from models.fire.values import area_limit_m2, divided, villages_reached
from tests.models.made import (
    ORIGIN,
    assessed,
    at,
    box,
    county,
    failing,
    layer,
    micro,
    rules,
    scenario,
    station,
    value,
)

KM2 = 1e6


def test_reach_is_speed_times_driving_time_over_the_detour() -> None:
    # 35 km/h is 583.33 m a minute; four minutes are 2333.33 m of road, 1666.67 m along a grid of streets.
    assert engine_reach(county(), rules()).limit == pytest.approx(35_000 / 60 * 4 / 1.4)
    assert engine_reach(county(), rules()).limit == pytest.approx(1666.667, abs=0.001)


def test_people_reached() -> None:
    # From A: A (0) and B (1000) are within 1667 m, C (2000) is not.
    found = assessed(station(500, 500))
    assert value(found, "fire.people_share") == pytest.approx(100 * 3000 / 10_500)
    assert failing(found, "fire.people_share") == ["D", "C", "E"]
    assert found.figures["fire.people_share"].rules == REACH_RULES
    assert value(found, "fire.people_seat_share") == 100.0


def test_exactly_at_the_limit_is_reached() -> None:
    # A detour factor of 7/3 makes the reach 1000 m, and B is 1000 m from A.
    thousand = rules(fire__detour_factor=35 * 4 / 60)
    assert value(assessed(station(500, 500), by=thousand), "fire.people_share") == pytest.approx(
        100 * 3000 / 10_500
    )
    shorter = rules(fire__detour_factor=35 * 4 / 60 + 1e-6)
    assert value(assessed(station(500, 500), by=shorter), "fire.people_share") == pytest.approx(
        100 * 1000 / 10_500
    )


def test_land_reached() -> None:
    found = assessed(station(500, 500))
    assert value(found, "fire.builtup_share") == pytest.approx(100.0)  # to its corners it is 1000 m of street
    # A small diamond: 5 km/h for 4 min over 1 makes 333.33 m, all of it inside the county.
    slow = rules(fire__speed_km_h=5, fire__detour_factor=1)
    diamond = 2 * (5000 / 60 * 4) ** 2
    found = assessed(station(500, 500), by=slow)
    assert value(found, "fire.builtup_share") == pytest.approx(100 * diamond / KM2)
    assert value(found, "fire.area_share") == pytest.approx(100 * diamond / (8 * KM2))


def test_built_up_share_falls_back_to_the_seat_and_says_so() -> None:
    found = assessed(station(500, 500), of=county(builtup=None)).figures["fire.builtup_share"]
    assert (found.value, found.inputs["land"]) == (pytest.approx(100.0), "seat")
    none = assessed(station(500, 500), of=county(builtup=None, seat=None)).figures["fire.builtup_share"]
    assert (none.value, none.missing) == (None, ("builtup",))


def test_driving_times() -> None:
    # Metres of streets from A to A, B, C, D, E, and 1.4 / 583.33 = 0.0024 min for each.
    metres = {"A": 0, "B": 1000, "C": 2000, "D": 3000 + 1000, "E": 4000}
    people = {"A": 1000, "B": 2000, "C": 3000, "D": 4000, "E": 500}
    mean = sum(metres[name] * 0.0024 * people[name] for name in people) / 10_500
    found = assessed(station(500, 500))
    assert value(found, "fire.mean_min") == pytest.approx(1 + mean)  # a minute of turnout before
    # A, B, C, D hold 10,000 of 10,500 people, A, B, C only 6000: nine of ten live as near as D or nearer.
    assert value(found, "fire.p90_min") == pytest.approx(1 + metres["D"] * 0.0024)


def test_without_stations() -> None:
    found = assessed()
    assert value(found, "fire.people_share") == 0.0
    assert value(found, "fire.builtup_share") == 0.0
    for figure_id in ("fire.jurisdiction", "fire.mean_min", "fire.p90_min"):
        assert value(found, figure_id) is None
        assert found.figures[figure_id].missing == ("fire_stations",)


def test_support_stations_have_no_reach_and_no_area() -> None:
    found = assessed(station(500, 500, station_class="support", id="support"))
    assert value(found, "fire.people_share") == 0.0
    assert value(found, "fire.jurisdiction") is None
    result = found.stations["support"]
    assert (result.jurisdiction, result.area_limit_m2, result.persons_reached) == (None, None, None)


@pytest.mark.parametrize(
    ("values", "limit_km2"),
    [
        ({"station_class": "first"}, 7),
        ({"station_class": "second"}, 4),
        ({"station_class": "small"}, 2),
        ({"station_class": "special"}, 7),
        ({"station_class": "second", "is_suburban": True}, 15),
    ],
)
def test_area_limits(values: dict, limit_km2: float) -> None:
    assert area_limit_m2(station(**values), rules()) == limit_km2 * KM2


def test_two_stations_share_the_land_by_which_is_nearer() -> None:
    # The line between them runs at x = 400: 0.4 km2 and 0.6 km2 of the built-up square.
    found = assessed(station(200, 500, id="left"), station(600, 500, id="right"))
    assert found.stations["left"].jurisdiction_area_m2 == pytest.approx(0.4 * KM2)
    assert found.stations["right"].jurisdiction_area_m2 == pytest.approx(0.6 * KM2)
    assert shapely.area(found.stations["right"].jurisdiction) == pytest.approx(0.6 * KM2)
    assert value(found, "fire.jurisdiction") == 0.0


def test_exactly_the_limit_is_allowed() -> None:
    facilities = station(200, 500, id="left", station_class="small"), station(600, 500, id="right")
    exact = rules(fire__small__area_limit_km2=0.4, fire__second__area_limit_km2=0.6)
    assert value(assessed(*facilities, by=exact), "fire.jurisdiction") == 0.0
    less = rules(fire__small__area_limit_km2=0.39, fire__second__area_limit_km2=0.1)
    found = assessed(*facilities, by=less).figures["fire.jurisdiction"]
    assert found.value == 2.0
    # right is 6 times over, left hardly.
    assert [place.key for place in found.failing] == ["right", "left"]
    assert [place.value for place in found.failing] == pytest.approx([0.6, 0.4])


def test_without_built_up_land_or_seat_the_county_is_divided() -> None:
    found = assessed(station(500, 500), of=county(builtup=None, seat=None))
    assert value(found, "fire.jurisdiction") == 1.0  # 8 km2 against 4 km2
    assert found.figures["fire.jurisdiction"].failing[0].value == pytest.approx(8.0)
    nowhere = county(builtup=None, seat=None, county=None, townships=None)
    assert value(assessed(station(500, 500), of=nowhere), "fire.jurisdiction") is None


def test_a_station_far_from_built_up_land_has_none_of_it() -> None:
    found = assessed(station(500, 500, id="near"), station(3900, 1900, id="far"))
    assert found.stations["far"].jurisdiction_area_m2 == 0.0
    assert found.stations["near"].jurisdiction_area_m2 == pytest.approx(KM2)


def test_stations_in_one_yard_share_their_area() -> None:
    found = assessed(station(500, 500, id="a"), station(500, 500, id="b", station_class="special"))
    assert found.stations["a"].jurisdiction_area_m2 == pytest.approx(0.5 * KM2)
    assert found.stations["b"].jurisdiction_area_m2 == pytest.approx(0.5 * KM2)


def test_results_of_each_station() -> None:
    result = assessed(station(500, 500, id="one")).stations["one"]
    assert (result.persons_reached, result.unit_index, result.area_limit_m2) == (3000, 0, 4 * KM2)


def test_micro_stations_have_their_own_time() -> None:
    # Three minutes at 28 km/h over 1.4 make 1000 m: A and, exactly at the limit, B.
    found = assessed(
        micro(500, 500),
        micro(2500, 500, id="v", brigade_class="volunteer"),
        by=rules(micro__speed_km_h=28),
    )
    assert value(found, "micro.people_share") == pytest.approx(100 * 3000 / 10_500)
    assert value(found, "fire.people_share") == 0.0
    assert found.units.brigades.tolist() == [0, 1]  # a micro station is no brigade


def test_units_count_stations_and_people_reached() -> None:
    units = assessed(station(500, 500)).units
    assert units.fire_stations.tolist() == [1, 0]
    assert units.fire_reached_share == pytest.approx([1.0, 0.0])


SPOTS = st.lists(st.tuples(st.integers(-500, 4500), st.integers(-500, 2500)), min_size=1, max_size=9)
LAND = county(builtup=layer(Role.BUILTUP, [box(0, 0, 1500, 2000), box(2000, 300, 4000, 1700)])).land(
    "builtup"
)
BOUNDS = LAND.geometry.bounds


def nearest_by_hand(spots, x, y):
    return min(math.hypot(px - x, py - y) for px, py in spots)


@given(SPOTS)
def test_jurisdictions_divide_all_of_the_land(spots) -> None:
    spots = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in spots]
    cells = jurisdictions.cells(StraightLine(), spots, BOUNDS)
    areas = jurisdictions.areas_m2(spots, cells, LAND)
    assert areas.sum() == pytest.approx(LAND.area_m2, rel=1e-9)
    middles = [cell.representative_point() for cell in cells if not cell.is_empty]
    whole = [spot for spot, cell in zip(spots, cells, strict=True) if not cell.is_empty]
    for (x, y), middle in zip(whole, middles, strict=True):
        own = math.hypot(x - middle.x, y - middle.y)
        assert own == pytest.approx(nearest_by_hand(spots, middle.x, middle.y))


@given(SPOTS)
def test_one_more_station_gives_the_same_as_all_at_once(spots) -> None:
    spots = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in spots]
    fewer = spots[:-1]
    joined = jurisdictions.Part.of(StraightLine(), LAND, range(len(fewer)), fewer).with_one(spots[-1])
    together = jurisdictions.areas_m2(spots, jurisdictions.cells(StraightLine(), spots, BOUNDS), LAND)
    assert joined == pytest.approx(together, rel=1e-9, abs=1e-3)


def test_villages_reached_are_those_of_the_reach_that_holds() -> None:
    """One county asked by two sets of rule values: what it kept of the first is no answer to the second."""
    made, spots = county(), (station(500, 500).location,)
    # 1667 m reach A and B (1000 m off); at 5 km/h it is 238 m, and only A is left.
    assert villages_reached(made, spots, rules()).tolist() == [True, True, False, False, False]
    slow = rules(fire__speed_km_h=5)
    assert villages_reached(made, spots, slow).tolist() == [True, False, False, False, False]


def test_two_grounds_of_one_county_are_divided_apart() -> None:
    made, by = county(), rules()
    spots = [station(500, 500).location, station(3500, 500).location]
    built, whole = (
        division(made, engine(made, by), Ground(made.land(name)), spots).area_m2
        for name in ("builtup", "county")
    )
    # The line between them runs at x = 2000: all of the built-up square is west of it, half of the county.
    assert built.tolist() == pytest.approx([KM2, 0.0])
    assert whole.tolist() == pytest.approx([4 * KM2, 4 * KM2])


def test_divisions_are_kept() -> None:
    made = county()
    rows = scenario([station(200, 500), station(600, 500)]).counted()
    assert divided(made, rows, rules()) is divided(made, rows, rules())
    assert np.isfinite(divided(made, rows, rules()).area_m2).all()


# -- second station, villages, unknown residents -----------------------------------------------------------
def test_the_second_station_comes_later() -> None:
    # 10 min less 1 of turnout, at 28 km/h over 1.4: 3000 m. The farther of both stations is 0 and 3000 m from
    # A: 3000 m (exactly in time); B 2000, C 2000, D 3000 + 1000 and E 4000 m (too far).
    by = rules(fire__second_due_min=10, fire__speed_km_h=28)
    found = assessed(station(500, 500, id="a"), station(3500, 500, id="b"), by=by)
    assert value(found, "fire.second_due_share") == pytest.approx(100 * 6000 / 10_500)
    assert failing(found, "fire.second_due_share") == ["D", "E"]
    # A, B, C hold 6000 of 10,500 and D 4000 more: nine tenths are 4000 m off or nearer, at 467 m a minute.
    p90 = 1 + 4000 * 1.4 / (28_000 / 60)
    assert value(found, "fire.second_due_p90_min") == pytest.approx(p90)
    shorter = rules(fire__second_due_min=10 - 1e-6, fire__speed_km_h=28)
    found = assessed(station(500, 500, id="a"), station(3500, 500, id="b"), by=shorter)
    assert value(found, "fire.second_due_share") == pytest.approx(100 * 5000 / 10_500)


def test_one_station_alone_has_no_second() -> None:
    found = assessed(station(500, 500))
    assert value(found, "fire.second_due_share") == 0.0
    assert found.figures["fire.second_due_p90_min"].missing == ("second_station",)
    none = assessed().figures["fire.second_due_share"]
    assert (none.value, none.missing) == (None, ("fire_stations",))


def test_two_stations_in_one_yard_are_first_and_second() -> None:
    found = assessed(station(500, 500, id="a"), station(500, 500, id="b"))
    assert value(found, "fire.second_due_p90_min") == value(found, "fire.p90_min")


def test_villages_reached_are_counted_one_by_one() -> None:
    found = assessed(station(500, 500))
    assert value(found, "fire.village_share") == pytest.approx(100 * 2 / 5)  # A and B
    assert failing(found, "fire.village_share") == ["D", "C", "E"]
    assert value(assessed(), "fire.village_share") == 0.0
    nowhere = assessed(station(500, 500), of=county(villages=None)).figures["fire.village_share"]
    assert (nowhere.value, nowhere.missing) == (None, ("village_points",))


def test_villages_with_outlines_are_measured_from_their_middle() -> None:
    squares = layer(Role.VILLAGES, [box(400, 400, 600, 600), box(3000, 0, 3200, 200)], name=["in", "out"])
    found = assessed(station(500, 500), of=county(villages=squares))
    assert value(found, "fire.village_share") == 50.0


def test_where_residents_are_unknown_places_count_alike_and_it_is_told() -> None:
    names = ["A", "B", "C"]
    unknown = layer(Role.VILLAGES, [at(500, 500), at(1500, 500), at(2500, 500)], name=names)
    found = assessed(station(500, 500), station(2500, 500), of=county(villages=unknown))
    # 0, 1000 and 0 m: on average 1000 / 3.
    assert value(found, "fire.mean_min") == pytest.approx(1 + 1000 / 3 * 0.0024)
    assert value(found, "fire.second_due_share") == 100.0  # 1000 and 2000 m, of 3750
    for figure_id in ("fire.mean_min", "fire.p90_min", "fire.second_due_share", "fire.second_due_p90_min"):
        figure = found.figures[figure_id]
        assert figure.is_estimated
        assert "按居民点个数计" in formula_text(figure, "zh")
    known = assessed(station(500, 500)).figures["fire.mean_min"]
    assert not known.is_estimated
    assert "按人口计" in formula_text(known, "zh")


STATIONS = st.lists(
    st.tuples(st.integers(-500, 4500), st.integers(-500, 2500)), min_size=1, max_size=5, unique=True
)


@given(STATIONS, STATIONS)
def test_more_stations_are_never_slower(some, more) -> None:
    made = county()

    def found(spots):
        rows = [station(x, y, id=str(index)) for index, (x, y) in enumerate(spots)]
        return values_of(made, *rows)

    few, many = found(some), found(some + more)
    for figure_id in ("fire.mean_min", "fire.p90_min"):
        assert many[figure_id] <= few[figure_id] + 1e-9
    for figure_id in ("fire.village_share", "fire.second_due_share", "fire.people_share"):
        assert many[figure_id] >= few[figure_id] - 1e-9
    if few["fire.second_due_p90_min"] is not None:
        assert many["fire.second_due_p90_min"] <= few["fire.second_due_p90_min"] + 1e-9
        assert few["fire.second_due_p90_min"] >= few["fire.p90_min"]


def values_of(made, *rows) -> dict[str, float | None]:
    return {key: figure.value for key, figure in assessed(*rows, of=made).figures.items()}


# -- each station ------------------------------------------------------------------------------------------
def test_area_by_formula_and_within_reach() -> None:
    # A = 2 (S / lambda)^2 with S = 2333.33 m and lambda 1.4: 2 x 1666.67^2 m2, the diamond within reach.
    assert formula_area_m2(rules()) == pytest.approx(2 * (7000 / 3 / 1.4) ** 2)
    assert formula_area_m2(rules()) / KM2 == pytest.approx(5.5556, abs=1e-4)
    slow = rules(fire__speed_km_h=5, fire__detour_factor=1)  # 333.33 m
    result = assessed(station(500, 500, id="one"), by=slow).stations["one"]
    assert result.reach_area_m2 == pytest.approx(2 * (1000 / 3) ** 2)
    assert result.formula_area_m2 == pytest.approx(2 * (1000 / 3) ** 2)
    assert result.is_over_limit is False  # 1 km2 of 4


def test_first_due_people_of_each_station() -> None:
    # A and B are nearest to the west one, and C, which is 2000 m of street from either; D and E (2000 m)
    # to the east one at D. 1667 m are in time.
    found = assessed(station(500, 500, id="west"), station(3500, 1500, id="east")).stations
    assert (found["west"].first_due_persons, found["west"].timely_persons) == (6000, 3000)
    assert (found["east"].first_due_persons, found["east"].timely_share) == (4500, pytest.approx(4 / 4.5))
    near = assessed(station(500, 500, id="west"), of=county()).stations["west"]
    assert near.timely_share == pytest.approx(3000 / 10_500)
    unknown = assessed(station(1, 1, id="f"), of=county(villages=None)).stations["f"]
    assert (unknown.first_due_persons, unknown.timely_share) == (None, None)


@given(STATIONS)
def test_first_due_people_are_everybody(spots) -> None:
    rows = [station(x, y, id=str(index)) for index, (x, y) in enumerate(spots)]
    found = assessed(*rows)
    assert sum(result.first_due_persons for result in found.stations.values()) == pytest.approx(10_500)
    timely = sum(result.timely_persons for result in found.stations.values())
    assert timely == pytest.approx(value(found, "fire.people_share") / 100 * 10_500)
