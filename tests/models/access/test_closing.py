"""Barriers close roads: inside, not beside them."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import pytest
import shapely

from models.access.byroad import ByRoad, Network
from models.access.closing import closed_graph, in_force
from models.access.roadgraph import build
from models.county.closures import Closure
from models.county.layer import Layer, Role
from tests.models.access.test_byroad import EVEN, costs

SQUARE = [(0, 0), (1000, 0)], [(1000, 0), (1000, 1000)], [(1000, 1000), (0, 1000)], [(0, 1000), (0, 0)]
FLOOD = shapely.box(400, -100, 600, 100)


def way(closures: list[Closure], *lines: Any, layers: tuple[Layer, ...] = (), **columns: Any) -> ByRoad:
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs=4548)
    graph = build([Layer("道路", Role.ROADS, frame)])
    return ByRoad(Network(closed_graph(graph, closures, layers), EVEN, (0.0, 0.0, 1000.0, 1000.0)))


def test_one_goes_round_what_is_closed_and_up_to_it() -> None:
    open_, flooded = way([], *SQUARE), way([Closure("a", "", FLOOD)], *SQUARE)
    assert costs(open_, (0, 0), (300, 0), (1000, 0), (700, 0)) == pytest.approx([0.3, 1.0, 0.7])
    assert costs(flooded, (0, 0), (300, 0), (1000, 0), (700, 0)) == pytest.approx([0.3, 3.0, 3.3])
    assert costs(flooded, (700, 0), (300, 0)) == pytest.approx([3.6])


def test_a_place_inside_stands_at_the_nearest_road_that_is_left() -> None:
    flooded = way([Closure("a", "", FLOOD)], *SQUARE)
    assert costs(flooded, (0, 0), (500, 50)) == pytest.approx([0.4 + math.hypot(100, 50) / 100])


def test_a_line_closes_what_crosses_it() -> None:
    cut = way([Closure("a", "", shapely.LineString([(500, -50), (500, 50)]))], *SQUARE)
    assert costs(cut, (0, 0), (499, 0), (501, 0)) == pytest.approx([0.499, 3.499])


def test_one_way_roads_keep_their_direction() -> None:
    ring = way([Closure("a", "", shapely.LineString([(500, -50), (500, 50)]))], *SQUARE, oneway=["yes"] * 4)
    assert costs(ring, (0, 0), (499, 0), (501, 0)) == pytest.approx([0.499, math.inf])
    assert costs(ring, (501, 0), (0, 0), (600, 0)) == pytest.approx([3.499, 0.099])


@pytest.mark.parametrize(
    ("bridges", "minutes"), [("closed", [3.0, 3.0]), ("open", [3.0, 1.0]), ("only", [1.0, 3.0])]
)
def test_bridges_may_stay_open_or_be_the_only_ones_that_close(bridges: Any, minutes: list[float]) -> None:
    band = shapely.box(-100, 400, 1100, 600)
    lines = [(0, 0), (0, 1000)], [(0, 1000), (2000, 1000)], [(0, 0), (2000, 0)], [(2000, 0), (2000, 1000)]
    found = []
    for bridge in (["", "", "", ""], ["yes", "", "", ""]):
        by = way([Closure("a", "", band, bridges=bridges)], *lines, bridge=bridge)
        found += costs(by, (0, 0), (0, 1000))
    assert found == pytest.approx([5.0 if one == 3.0 else one for one in minutes])


def test_areas_of_a_hazard_layer_close_roads_as_long_as_it_is_there() -> None:
    frame = gpd.GeoDataFrame(geometry=[FLOOD, shapely.Point(800, 0)], crs=4548)
    flood = Layer("洪水", Role.HAZARDS, frame, id="flood")
    closure = Closure("a", "", layer_id="flood")
    assert costs(way([closure], *SQUARE, layers=(flood,)), (0, 0), (1000, 0)) == pytest.approx([3.0])
    assert costs(way([closure], *SQUARE), (0, 0), (1000, 0)) == pytest.approx([1.0])


def test_only_barriers_that_are_on_close_and_feet_only_where_it_is_said() -> None:
    on, off = Closure("a", "", FLOOD), Closure("b", "", FLOOD, is_on=False)
    both = Closure("c", "", FLOOD, stops_feet=True)
    assert in_force((on, off, both), on_foot=False) == (on, both)
    assert in_force((on, off, both), on_foot=True) == (both,)


def test_several_barriers_close_together() -> None:
    one, other = (
        Closure(name, "", shapely.LineString([(x, -50), (x, 50)])) for name, x in (("a", 300), ("b", 700))
    )
    by = way([one, other], *SQUARE)
    assert costs(by, (0, 0), (200, 0), (500, 0), (800, 0)) == pytest.approx([0.2, math.inf, 3.2])
