"""Ferries by hand: how long a crossing takes, who is let on, where one gets on and off; and roads in snow."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely

from models.access.byroad import ByRoad, OnFoot
from models.access.measures import engine, snow_factor, time_inputs
from models.access.roadnet import Network
from models.access.roadpace import Mode, metres_walked, pace_of
from models.access.roadwords import Said, class_names
from models.access.route import route
from models.county.county import County
from models.county.layer import Role
from models.gate.roads import road_remarks
from models.kernel.text import LANGUAGES
from models.project.settings import Override
from models.rules.rules import Rules, load_rules
from tests.models.access.test_byroad import costs, metres
from tests.models.access.test_roadgraph import graph, roads
from tests.models.made import ORIGIN, layer, layers

RULES = load_rules("national")
SNOW = load_rules("national", {"road.snow_factor": Override(0.5)})
BANKS = ([(0, 0), (2000, 0)], [(2000, 0), (2000, 1000)], [(2000, 1000), (4000, 1000)])
"""A road to the river, a crossing of a kilometre, a road on from there."""


def way(mode: Mode, *lines: list[tuple[float, float]], rules: Rules = RULES, **columns: list[Any]) -> ByRoad:
    made, pace = graph(*lines, **columns), pace_of(rules, mode)
    left, bottom, right, top = shapely.total_bounds(made.shapes).tolist()
    if mode != "walk":
        return ByRoad(Network(made, pace, (left, bottom, right, top)))
    walking = rules["road.walking_km_h"]
    return OnFoot(Network(made, metres_walked(pace, walking), (left, bottom, right, top)), walking)


def crossing(mode: Mode, rules: Rules = RULES, road_class: str = "ferry", **said: str) -> ByRoad:
    """BANKS with what the data say of the crossing."""
    classes = ["primary", road_class, "primary"]
    return way(
        mode, *BANKS, rules=rules, road_class=classes, **{key: ["", its, ""] for key, its in said.items()}
    )


def minutes(by: ByRoad, *places: tuple[float, float]) -> list[float]:
    return [by.minutes(cost) for cost in costs(by, (0, 0), *places)]


def test_an_engine_takes_the_ferry_at_the_ferrys_speed() -> None:
    # 2 km and 1 km of main road at 40 km/h, a kilometre of water at 5 km/h.
    by = crossing("fire")
    assert minutes(by, (3000, 1000)) == pytest.approx([3.0 + 12.0 + 1.5])
    assert metres(by, (0, 0), (3000, 1000)) == pytest.approx([4000])
    # A lorry is slower on the road alone, a crew that is nowhere faster than 20 km/h too.
    assert minutes(crossing("truck"), (3000, 1000)) == pytest.approx([4.5 / 0.8 + 12.0])
    slow = ByRoad(Network(by.network.graph, pace_of(RULES, "fire", 20.0), by.network.box))
    assert minutes(slow, (3000, 1000)) == pytest.approx([9.0 + 12.0])


def test_on_foot_the_ferry_is_as_fast_and_the_way_as_long() -> None:
    by = crossing("walk")
    walked = 3000 / (RULES["road.walking_km_h"] * 1000 / 60)
    assert minutes(by, (3000, 1000)) == pytest.approx([walked + 12.0])
    assert metres(by, (0, 0), (3000, 1000)) == pytest.approx([4000])
    # A service radius in metres counts those that one would have walked meanwhile.
    assert costs(by, (0, 0), (3000, 1000)) == pytest.approx([3000 + 12 * RULES["road.walking_km_h"] / 0.06])
    assert costs(by, (0, 0), (1500, 0)) == pytest.approx([1500])


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("00:20", 20),
        ("0:20:30", 20.5),
        ("20", 20),
        ("PT1H5M", 65),
        ("20 分钟", 20),
        ("1.5小时", 90),
        ("-", 12),
    ],
)
def test_the_time_that_the_data_give_comes_first(duration: str, expected: float) -> None:
    assert minutes(crossing("fire", duration=duration), (2000, 1000)) == pytest.approx([3.0 + expected])
    on_foot = minutes(crossing("walk", duration=duration), (2000, 1000))
    assert on_foot == pytest.approx([2000 / (RULES["road.walking_km_h"] * 1000 / 60) + expected])
    # On a road a duration means something else.
    assert minutes(crossing("fire", road_class="primary", duration=duration), (2000, 1000)) == pytest.approx(
        [4.5]
    )


def test_a_ferry_of_several_pieces_takes_its_time_once() -> None:
    """A pier in the middle cuts the line: each half takes half of it."""
    pier = [(2000, 500), (2600, 500)]
    by = way(
        "fire",
        *BANKS,
        pier,
        road_class=["primary", "ferry", "primary", "primary"],
        duration=["", "30", "", ""],
    )
    assert minutes(by, (2000, 1000), (2600, 500)) == pytest.approx([3 + 30, 3 + 15 + 0.9])


@pytest.mark.parametrize(
    ("said", "on_wheels", "on_feet"),
    [
        ({}, True, True),
        ({"motor_vehicle": "no"}, False, True),
        ({"foot": "yes"}, False, True),
        ({"foot": "yes", "bicycle": "yes", "motorcar": "yes"}, True, True),
        ({"access": "yes", "foot": "no"}, True, False),
        ({"road_class": "人渡"}, False, True),
        ({"road_class": "汽车轮渡"}, True, True),
        ({"road_class": "", "other_tags": '"route"=>"ferry","motor_vehicle"=>"no"'}, False, True),
    ],
)
def test_who_is_let_on(said: dict[str, str], on_wheels: bool, on_feet: bool) -> None:
    for mode, is_let_on in (("fire", on_wheels), ("truck", on_wheels), ("walk", on_feet)):
        found = minutes(crossing(mode, **said), (2000, 1000))  # type: ignore[arg-type]
        assert np.isfinite(found).tolist() == [is_let_on]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("ferry", "ferry"), ("轮渡", "ferry"), ("渡口", "ferry"), ("县道轮渡", "ferry"), ("客渡", "boat")],
)
def test_ferries_by_their_words(word: str, expected: str) -> None:
    assert class_names()[Said.of(roads([(0, 0), (9, 0)], 道路类型=[word])).road_class[0]] == expected


def test_a_boat_meets_nothing_that_it_passes() -> None:
    river_road, other = [(1000, 500), (3000, 500)], [(1500, 200), (2500, 800)]
    made = graph(*BANKS, river_road, other, road_class=["primary", "ferry", "primary", "primary", "ferry"])
    assert len(made) == 5 and len(made.unsplit) == 0
    # But who lives at the water stands at a road, and is no passenger under way.
    by = crossing("fire")
    assert costs(by, (0, 0), (2010, 400)) == pytest.approx([3.0 + math.hypot(400, 10) / (10_000 / 60)])
    assert costs(by, (0, 0), (2300, 495)) == [math.inf]
    region = by.region((0, 0), 13.0)
    assert shapely.contains(region, shapely.Point(1900, 10)) and not region.intersects(
        shapely.Point(2000, 505)
    )


def test_a_route_goes_over_the_water() -> None:
    found = route(crossing("fire"), (0, 0), (4000, 1000))
    assert found is not None
    assert (found.metres, found.minutes) == pytest.approx((5000, 3 + 12 + 3))
    assert found.line.length == pytest.approx(5000)


# -- snow ----------------------------------------------------------------------------------------------------
def test_snow_slows_down_what_drives_and_nothing_else() -> None:
    assert minutes(crossing("fire", SNOW), (3000, 1000)) == pytest.approx([2 * 4.5 + 12.0])
    assert minutes(crossing("walk", SNOW), (3000, 1000)) == minutes(crossing("walk"), (3000, 1000))
    assert costs(crossing("fire", SNOW), (0, 100), (1000, 0)) == pytest.approx([2 * (0.6 + 1.5)])
    slow = pace_of(SNOW, "fire", 20.0)
    assert slow.km_h[class_names().index("primary")] == 10.0 and slow.off_road_km_h == 5.0


def test_snow_counts_in_a_straight_line_too_and_is_told() -> None:
    county = County.from_layers([])
    assert engine(county, SNOW).minutes(1000.0) == pytest.approx(2 * engine(county, RULES).minutes(1000.0))
    assert time_inputs(county, SNOW)["speed_km_h"] == RULES["fire.speed_km_h"] / 2
    assert [one.id for one in road_remarks(county, [], SNOW)] == ["data.roads.snow"]
    (told,) = road_remarks(county, [], SNOW)
    assert all("0.5" in told.text(lang) for lang in LANGUAGES)
    assert (list(road_remarks(county, [], RULES)), snow_factor(RULES)) == ([], 1.0)


def test_the_words_of_a_way_by_road_tell_of_snow_where_there_is_some() -> None:
    x, y = ORIGIN
    street = layer(Role.ROADS, [shapely.LineString([(x, y), (x + 3000, y)])], name=["路"])
    county = County.from_layers(layers(roads=street), travel_by="road")
    assert (engine(county, RULES).words, engine(county, SNOW).words) == ("road", "road_snow")
    assert "snow" not in time_inputs(county, RULES) and time_inputs(county, SNOW)["snow"] == 0.5


def test_on_foot_metres_are_costs_where_no_boat_goes() -> None:
    by = way("walk", *BANKS)
    assert not by.network.has_boats and np.isnan(by.network.graph.boat_km_h).all()
    assert metres(by, (0, 0), (3000, 1000)) == costs(by, (0, 0), (3000, 1000)) == pytest.approx([4000])
