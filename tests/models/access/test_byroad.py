"""Ways by road against a search of its own, and by hand."""

from __future__ import annotations

import heapq
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from models.access import byroad
from models.access.byroad import ByRoad
from models.access.coverage import Cover, WithOne, cover, cover_beside
from models.access.jurisdictions import Part, areas_m2
from models.access.roadcells import _along
from models.access.roadgraph import build
from models.access.roadnet import Network, Pace, Search
from models.access.roadpace import Mode, by_road, pace_of
from models.access.roadwords import class_names
from models.access.route import route
from models.access.straight import StraightLine
from models.access.ways import Bound, Reach, Way
from models.county.land import Land
from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.kernel.arrays import Floats, Objects
from models.rules.rules import load_rules
from tests.models.made import county

RULES = load_rules("national")
EVEN = Pace(tuple(60.0 for _ in range(len(class_names()) + 1)), 6.0, 500.0, on_wheels=True)
"""A kilometre a minute on every road, a hundred metres a minute off it."""


def way(*lines: list[tuple[float, float]], pace: Pace = EVEN, **columns: list[Any]) -> ByRoad:
    frame = gpd.GeoDataFrame(columns, geometry=[shapely.LineString(line) for line in lines], crs=4548)
    graph = build([Layer("道路", Role.ROADS, frame)])
    box = tuple(float(value) for value in shapely.total_bounds(graph.shapes))
    return ByRoad(Network(graph, pace, box))  # type: ignore[arg-type]


def costs(by: ByRoad, spot: tuple[float, float], *places: tuple[float, float]) -> list[float]:
    return by.costs(PointIndex(np.array(places, dtype=float)), spot).tolist()


def metres(by: ByRoad, spot: tuple[float, float], *places: tuple[float, float]) -> list[float]:
    xy = np.array(places, dtype=float)
    none = np.zeros(len(xy), dtype=np.intp)
    return by.metres(xy, np.array([spot], dtype=float), np.arange(len(xy)), none).tolist()


# -- by hand -------------------------------------------------------------------------------------------------
def test_the_way_to_the_road_the_road_and_the_way_from_it() -> None:
    by = way([(0, 0), (3000, 0)], [(3000, 0), (3000, 4000)])
    # 100 m to the road, 2 km and 1 km on it, 200 m from it.
    assert costs(by, (1000, 100), (3200, 1000)) == pytest.approx([1 + 3 + 2])
    assert metres(by, (1000, 100), (3200, 1000)) == pytest.approx([100 + 3000 + 200])


def test_both_on_one_road_do_not_go_round_by_its_ends() -> None:
    by = way([(0, 0), (3000, 0)])
    assert costs(by, (1000, 0), (1400, 0), (400, 0), (1000, 0)) == pytest.approx([0.4, 0.6, 0.0])
    assert metres(by, (1000, 0), (1400, 0), (400, 0)) == pytest.approx([400, 600])


def test_a_one_way_street_is_driven_round_and_walked_back() -> None:
    square = ([(0, 0), (1000, 0)], [(1000, 0), (1000, 1000)], [(1000, 1000), (0, 1000)], [(0, 1000), (0, 0)])
    driven = way(*square, oneway=["yes"] * 4)
    assert costs(driven, (800, 0), (600, 0)) == pytest.approx([3.8])
    assert metres(driven, (800, 0), (600, 0)) == pytest.approx([3800])
    assert costs(driven, (600, 0), (800, 0)) == pytest.approx([0.2])
    on_foot = way(*square, oneway=["yes"] * 4, pace=Pace(EVEN.km_h, 6.0, 500.0, on_wheels=False))
    assert costs(on_foot, (800, 0), (600, 0)) == pytest.approx([0.2])


def test_beyond_the_limit_and_on_an_island_nothing_is_reached() -> None:
    by = way([(0, 0), (1000, 0)], [(5000, 0), (6000, 0)])
    assert costs(by, (500, 0), (500, 500), (500, 500.1), (5500, 0)) == pytest.approx([5, math.inf, math.inf])
    assert costs(by, (500, 501), (500, 0)) == [math.inf]
    assert metres(by, (500, 0), (500, 500.1), (5500, 0)) == [math.inf, math.inf]


def test_a_site_on_a_junction_and_at_a_dead_end() -> None:
    by = way([(0, 0), (1000, 0)], [(1000, 0), (1000, 1000)], [(1000, 0), (2000, 0)])
    assert costs(by, (1000, 0), (0, 0), (1000, 1000), (1000, 0)) == pytest.approx([1, 1, 0])
    assert costs(by, (2000, 0), (0, 0), (1000, 1000)) == pytest.approx([2, 2])
    into = way([(1000, 0), (0, 0)], [(1000, 0), (2000, 0)], oneway=["yes", "no"])
    assert costs(into, (1000, 0), (0, 0)) == pytest.approx([1])
    assert costs(into, (0, 0), (1000, 0)) == [math.inf]


def test_a_site_on_a_bridge_stands_above_the_road_below() -> None:
    by = way([(0, 0), (1000, 0)], [(500, -500), (500, 500)], bridge=["", "yes"])
    assert costs(by, (500, 100), (500, 400)) == pytest.approx([0.3])
    assert costs(by, (500, 100), (900, 0)) == [math.inf]


def test_of_parallel_roads_the_quickest_counts() -> None:
    by = way(
        [(0, 0), (1000, 0)], [(0, 0), (500, 900), (1000, 0)], [(-500, 0), (0, 0)], [(1000, 0), (1500, 0)]
    )
    assert costs(by, (-500, 0), (1500, 0)) == pytest.approx([2])


def test_the_region_holds_what_is_reached_and_not_what_is_cut_off() -> None:
    by = way([(0, 0), (3000, 0)], [(0, 300), (1000, 300)], [(3000, 0), (3000, 3000)])
    region = by.region((0, 0), 2.0)
    assert shapely.contains(region, shapely.Point(1500, 15))
    assert not shapely.intersects(region, shapely.Point(2500, 0))
    assert not shapely.intersects(region, shapely.Point(500, 320))  # across what no road crosses
    assert by.region((0, 9000), 2.0).is_empty


def test_cells_divide_the_land_by_time() -> None:
    by = way([(0, 0), (4000, 0)])
    west, east = (by.cell(one, [other], (0, -400, 4000, 400)) for one, other in (
        ((0, 0), (4000, 0)), ((4000, 0), (0, 0))
    ))  # fmt: skip
    assert shapely.contains(west, shapely.Point(1000, 10)) and shapely.contains(east, shapely.Point(3000, 10))
    assert shapely.area(shapely.intersection(west, east)) == pytest.approx(0, abs=1)


def test_a_cell_within_a_small_box_is_its_part_of_the_whole_one() -> None:
    by = way([(0, 0), (4000, 0)], [(1000, -1500), (1000, 1500)], [(3000, -1500), (3000, 1500)])
    spots = [(0.0, 0.0), (1000.0, 900.0), (3000.0, -900.0), (4000.0, 0.0)]
    box = (400.0, 100.0, 1500.0, 1300.0)
    assert by.network.cells.is_small(by.network.cells.window(box))
    whole = (-400.0, -1900.0, 4400.0, 1900.0)
    for spot, others in ((spots[1], spots), (spots[1], [spots[0], *spots[2:]]), (spots[1], [])):
        cut = shapely.intersection(by.cell(spot, others, whole), shapely.box(*box))
        assert shapely.area(cut) > 0
        assert shapely.equals(by.cell(spot, others, box), cut)


# -- routes --------------------------------------------------------------------------------------------------
def test_a_route_runs_along_the_roads_from_point_to_point() -> None:
    by = way([(0, 0), (3000, 0)], [(3000, 4000), (3000, 0)], [(0, 0), (0, -50)])
    found = route(by, (1000, 100), (3200, 1000))
    assert found is not None
    assert list(found.line.coords) == [(1000, 100), (1000, 0), (3000, 0), (3000, 1000), (3200, 1000)]
    assert (found.metres, found.minutes, found.off_road_m) == pytest.approx((3300, 6, 300))
    assert by.network.graph.row[found.edges].tolist() == [0, 1]


def test_a_route_on_one_road_and_none_at_all() -> None:
    by = way([(0, 0), (3000, 0)], [(9000, 0), (9900, 0)])
    found = route(by, (2000, 0), (500, 0))
    assert found is not None and list(found.line.coords) == [(2000, 0), (500, 0)]
    assert route(by, (0, 0), (9500, 0)) is None and route(by, (0, 900), (500, 0)) is None
    same = route(by, (500, 0), (500, 0))
    assert same is not None and same.metres == 0 and same.line.length == 0


# -- against a search of its own -----------------------------------------------------------------------------
CLASSES = ["primary", "secondary", "village", "village", "footway", "motorway"]


def town(random: np.random.Generator) -> dict[str, Any]:
    """A town of streets with gaps, classes and one-way streets."""
    lines, classes, one_way = [], [], []
    for x in range(8):
        for y in range(8):
            for dx, dy in ((1, 0), (0, 1)):
                if random.random() < 0.15:
                    continue
                bend = random.uniform(-0.2, 0.2, 2)
                lines.append(
                    shapely.LineString(
                        np.array([(x, y), (x + dx / 2 + bend[0], y + dy / 2 + bend[1]), (x + dx, y + dy)])
                        * 700
                    )
                )
                classes.append(
                    str(random.choice(["primary", "secondary", "village", "village", "footway", "motorway"]))
                )
                one_way.append(str(random.choice(["no", "no", "no", "yes", "-1"])))
    return {"geometry": lines, "road_class": classes, "oneway": one_way}


def searched(made: dict[str, Any], pace: Pace, spot: Floats, places: Floats) -> tuple[Floats, Floats]:
    """Minutes and metres of the quickest ways, found with a heap over roads cut where points stand."""
    usable = [
        (line, pace.km_h[class_names().index("path" if name == "footway" else name)] * 1000 / 60, direction)
        for line, name, direction in zip(made["geometry"], made["road_class"], made["oneway"], strict=True)
    ]
    usable = [one for one in usable if one[1] > 0]
    stands = []
    for xy in [spot, *places]:
        point = shapely.Point(xy)
        far = [line.distance(point) for line, _, _ in usable]
        nearest = int(np.argmin(far))
        stands.append((nearest, usable[nearest][0].project(point), far[nearest]))
    links: dict[Any, list[tuple[Any, float, float]]] = {}
    for index, (line, speed, direction) in enumerate(usable):
        cuts = sorted(
            [(0.0, tuple(np.round(line.coords[0], 3))), (line.length, tuple(np.round(line.coords[-1], 3)))]
            + [(at, ("at", number)) for number, (edge, at, _) in enumerate(stands) if edge == index],
            key=lambda cut: cut[0],
        )
        for (start_m, start), (stop_m, stop) in pairwise(cuts):
            length = stop_m - start_m
            free = length < 1e-6 or not pace.on_wheels  # at a junction one stands on all its roads
            if direction != "-1" or free:
                links.setdefault(start, []).append((stop, length / speed, length))
            if direction != "yes" or free:
                links.setdefault(stop, []).append((start, length / speed, length))
    best: dict[Any, tuple[float, float]] = {}
    queue: list[Any] = [(0.0, 0.0, 0, ("at", 0))]
    count = 0
    while queue:
        minutes, along, _, node = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = (minutes, along)
        for other, time, length in links.get(node, []):
            count += 1
            heapq.heappush(queue, (minutes + time, along + length, count, other))
    off = np.array([one[2] for one in stands[1:]]) + stands[0][2]
    found = np.array([best.get(("at", number + 1), (math.inf, math.inf)) for number in range(len(places))])
    reach = np.array([one[2] for one in stands[1:]]) <= pace.snap_m
    speed = pace.off_road_km_h * 1000 / 60
    return np.where(reach, found[:, 0] + off / speed, math.inf), np.where(reach, found[:, 1] + off, math.inf)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mode", ["fire", "truck", "walk"])
def test_times_and_metres_equal_those_of_a_search_of_its_own(seed: int, mode: Any) -> None:
    random = np.random.default_rng(seed)
    made = town(random)
    pace = pace_of(RULES, mode)
    frame = gpd.GeoDataFrame(made, geometry="geometry", crs=4548)
    graph = build([Layer("道路", Role.ROADS, frame)])
    by = ByRoad(Network(graph, pace, (0.0, 0.0, 5600.0, 5600.0)))
    places, spots = random.uniform(-200, 5800, (60, 2)), random.uniform(300, 5300, (4, 2))
    reached = 0
    for number, spot in enumerate(spots):
        minutes, length = searched(made, pace, spot, places)
        np.testing.assert_allclose(by.costs(PointIndex(places), tuple(spot)), minutes, atol=1e-9)
        found = by.metres(places, spots, np.arange(60), np.full(60, number))
        np.testing.assert_allclose(found, length, atol=1e-6)
        for row in np.flatnonzero(np.isfinite(minutes))[:8].tolist():
            line = route(by, tuple(spot), tuple(places[row]))
            assert line is not None
            assert (line.metres, line.minutes) == pytest.approx((length[row], minutes[row]))
            assert line.line.length == pytest.approx(length[row], rel=1e-9)
        reached += np.isfinite(minutes).sum()
    assert reached >= 20


# -- paces ---------------------------------------------------------------------------------------------------
def test_who_may_go_where_and_how_fast() -> None:
    names = class_names()
    fire, truck, walk = (pace_of(RULES, mode) for mode in ("fire", "truck", "walk"))
    assert (
        fire.km_h[names.index("path")] == 0 and walk.km_h[names.index("path")] == RULES["road.walking_km_h"]
    )
    assert walk.km_h[names.index("motorway")] == 0 and fire.km_h[names.index("motorway")] == 80
    assert fire.km_h[-1] == fire.km_h[names.index("village")] == 17  # a class that is not known
    assert truck.km_h[names.index("primary")] == pytest.approx(0.8 * 40)
    assert fire.on_wheels and truck.on_wheels and not walk.on_wheels
    assert (fire.off_road_km_h, walk.off_road_km_h, fire.snap_m) == (10, 3, 500)


MODES: tuple[Mode, Mode] = ("fire", "truck")


@pytest.mark.parametrize(
    ("limit", "metres", "minutes"),
    [
        ({"maxspeed": ["20", "", ""]}, 1500, 1000 / (20_000 / 60) + 500 / (32_000 / 60)),
        ({"maxspeed": ["60", "", ""]}, 1500, 1500 / (32_000 / 60)),
        ({"maxweight": ["10", "", ""]}, 3500, 3500 / (32_000 / 60)),
        ({"maxweight": ["18", "", ""]}, 1500, 1500 / (32_000 / 60)),
        ({"maxwidth": ["2.5", "", ""]}, 3500, 3500 / (32_000 / 60)),
    ],
)
def test_limits_bind_a_lorry_and_no_engine(limit: dict[str, Any], metres: float, minutes: float) -> None:
    """A short cut of 1,000 m with a limit beside a way round of 3,000 m; the lorry goes at 0.8 x 40 km/h."""
    lines = ([(0, 0), (1000, 0)], [(0, 0), (0, 1000), (1000, 1000), (1000, 0)], [(1000, 0), (1500, 0)])
    engine, lorry = (
        route(
            way(*lines, pace=pace_of(RULES, mode), road_class=["primary"] * 3, **limit),
            (0.0, 0.0),
            (1500.0, 0.0),
        )
        for mode in MODES
    )
    assert engine is not None and engine.minutes == pytest.approx(1500 / (40_000 / 60))
    assert lorry is not None and (lorry.metres, lorry.minutes) == pytest.approx((metres, minutes))


def test_a_county_without_roads_has_no_way_by_road() -> None:
    assert by_road(county(), RULES, "fire") is None


def test_what_is_closed_to_vehicles_is_walked_and_what_is_closed_to_feet_driven() -> None:
    """A short cut of 1,000 m beside a way round of 3,000 m, which only whom its tags let on may take."""
    lines = ([(0, 0), (1000, 0)], [(0, 0), (0, 1000), (1000, 1000), (1000, 0)], [(1000, 0), (1500, 0)])
    on_foot = Pace(EVEN.km_h, 6.0, 500.0, on_wheels=False)
    for tags, driven_m, walked_m in (
        ({"motor_vehicle": ["no", "", ""]}, 3500, 1500),
        ({"foot": ["no", "", ""]}, 1500, 3500),
        ({"access": ["private", "", ""]}, 3500, 3500),
    ):
        drive, walk = way(*lines, **tags), way(*lines, pace=on_foot, **tags)
        assert metres(drive, (0, 0), (1500, 0)) == pytest.approx([driven_m])
        assert metres(walk, (0, 0), (1500, 0)) == pytest.approx([walked_m])
    # Who stands beside it stands at the road that may be driven.
    assert metres(way(*lines, access=["no", "", ""]), (0, 0), (100, 10)) == pytest.approx([100 + 10])


# -- several sites -------------------------------------------------------------------------------------------
def random_town(random: np.random.Generator, mode: Any = "fire") -> ByRoad:
    frame = gpd.GeoDataFrame(town(random), geometry="geometry", crs=4548)
    graph = build([Layer("道路", Role.ROADS, frame)])
    return ByRoad(Network(graph, pace_of(RULES, mode), (0.0, 0.0, 5600.0, 5600.0), cells=4000))


@pytest.mark.parametrize("seed", range(6))
def test_the_two_nearest_are_those_of_searches_from_each_site(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    by = random_town(random, ("fire", "truck", "walk")[seed % 3])
    places = PointIndex(random.uniform(-200, 5800, (150, 2)))
    spots = [tuple(spot) for spot in random.uniform(-300, 5900, (9, 2)).tolist()]
    spots += [spots[2], (float(places.columns[0][0]), float(places.columns[1][0]))]
    every = np.column_stack([by.costs(places, spot) for spot in spots])
    order = np.argsort(every, axis=1, kind="stable")
    cost = np.take_along_axis(every, order, axis=1)
    found, nearest = by.two_nearest(places, spots), by.nearest(places, spots)
    for site, its, rank in (
        (found.first, found.first_cost, 0),
        (found.second, found.second_cost, 1),
        (nearest.site, nearest.cost, 0),
    ):
        np.testing.assert_allclose(its, cost[:, rank], atol=1e-9)
        clear = np.isfinite(cost[:, rank])
        assert (site[~clear] == -1).all()
        tied = np.isclose(every, cost[:, rank][:, None], atol=1e-9)
        assert all(tied[row, one] for row, one in zip(np.flatnonzero(clear), site[clear], strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_one_more_site_joins_as_if_all_had_been_searched(seed: int) -> None:
    random = np.random.default_rng(200 + seed)
    by = random_town(random)
    places = PointIndex(random.uniform(-200, 5800, (150, 2)))
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (6 if seed else 1, 2)).tolist()]
    kept = by.two_nearest(places, spots)
    for moved in random.uniform(-300, 5900, (12, 2)).tolist():
        cost = np.full(len(places), np.inf)
        at, its = by.beside(Bound.of(places, kept.second_cost), spots, tuple(moved))
        cost[places.grid.order[at]] = its
        joined = kept.joined_by(cost, len(spots))
        want = kept.joined_by(by.costs(places, tuple(moved)), len(spots))
        np.testing.assert_array_equal(joined.first, want.first)
        np.testing.assert_allclose(joined.first_cost, want.first_cost, atol=1e-9)
        np.testing.assert_allclose(joined.second_cost, want.second_cost, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_nearest_with_one_more_are_those_of_a_search_from_all(seed: int) -> None:
    random = np.random.default_rng(300 + seed)
    by = random_town(random)
    places = PointIndex(random.uniform(-200, 5800, (150, 2)))
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (5, 2)).tolist()]
    by.nearest(places, spots)
    for moved in random.uniform(-300, 5900, (6, 2)).tolist():
        every = (*spots, tuple(moved))
        assert by.network.labels_of_fewer(every) is not None
        joined = by.nearest(places, every)
        searched_all = by.network.labels(every).nearest(by.network, by.network.places(places))
        np.testing.assert_array_equal(joined.site, searched_all.site)
        np.testing.assert_allclose(joined.cost, searched_all.cost, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_land_that_one_more_site_takes_is_that_of_the_polygons(seed: int) -> None:
    random = np.random.default_rng(400 + seed)
    by = random_town(random)
    land = Land(
        "builtup", shapely.union_all(shapely.buffer(shapely.points(random.uniform(0, 5600, (9, 2))), 500))
    )
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (5, 2)).tolist()]
    spots.append(spots[1])
    shapes: Objects = np.array(by.cells(spots, land.geometry.bounds), dtype=object)
    np.testing.assert_allclose(by.nearest_m2(spots, land), land.areas_within(list(shapes)), atol=1e-3)

    def cells() -> Objects:
        return shapes

    for moved in [*random.uniform(0, 5600, (6, 2)).tolist(), (-9e3, 0.0)]:
        taken, own = by.taken_m2(tuple(moved), spots, cells, land)
        cut, whole = Way.taken_m2(by, tuple(moved), spots, cells, land)
        np.testing.assert_allclose(taken, cut, atol=1e-3)
        assert own == pytest.approx(whole, abs=1e-3)
    assert by.taken_m2((2800.0, 2800.0), spots, cells, land)[1] > 0


def test_land_is_divided_by_road_without_the_outlines_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(450)
    by, land = random_town(random), Land("builtup", shapely.box(300, 300, 4000, 5000))
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (5, 2)).tolist()]
    spots.append(spots[2])
    expected = areas_m2(spots, by.cells(spots, land.geometry.bounds), land)
    monkeypatch.setattr(ByRoad, "cell", None)
    part = Part.of(by, land, range(6), spots)
    np.testing.assert_allclose(part.area_m2, expected, atol=1e-3)
    assert part.with_one((2500.0, 2500.0))[-1] > 0


@pytest.mark.parametrize("seed", range(3))
def test_land_in_cells_is_that_of_their_squares(seed: int) -> None:
    random = np.random.default_rng(500 + seed)
    grid = random_town(random).network.cells
    land = Land(
        "county", shapely.union_all(shapely.buffer(shapely.points(random.uniform(0, 5600, (5, 2))), 900))
    )
    rows = np.arange(grid.shape[0] * grid.shape[1])
    squares = shapely.buffer(shapely.points(grid.middles(rows)), grid.side_m / 2, cap_style="square")
    expected = shapely.area(shapely.intersection(squares, land.geometry))
    np.testing.assert_allclose(grid.land_m2(land), expected, atol=1e-6)
    assert grid.land_m2(land) is grid.land_m2(land)


@pytest.mark.parametrize("seed", range(2))
def test_land_that_a_site_adds_is_that_of_the_polygons(seed: int) -> None:
    random = np.random.default_rng(600 + seed)
    by = random_town(random)
    made, land = county(), Land("seat", shapely.box(200, 300, 5000, 4900))
    reaches = [Reach(by, 4.0), Reach(by, 7.0)]
    sites = [(x, y, reaches[row % 2]) for row, (x, y) in enumerate(random.uniform(0, 5600, (5, 2)).tolist())]
    without = cover(made, sites)
    for x, y in random.uniform(0, 5600, (5, 2)).tolist():
        more = WithOne(without, (x, y, reaches[0]))
        assert more._new_pieces is not None
        region = shapely.union_all([without.region, reaches[0].region((x, y))])
        assert more.area_m2(land) == pytest.approx(land.area_within(region), abs=1e-2)
    straight = WithOne(cover(made, [(0.0, 0.0, Reach(StraightLine(), 900.0))]), (2e3, 2e3, reaches[1]))
    assert straight._new_pieces is None and straight.area_m2(land) > 0


@pytest.mark.parametrize("seed", range(3))
def test_what_others_reach_beside_one_that_moves_is_not_united(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(620 + seed)
    by = random_town(random)
    made, land = county(), Land("seat", shapely.box(200, 300, 5000, 4900))
    reaches = [Reach(by, 4.0), Reach(by, 7.0), Reach(by, math.nan)]
    sites = [(x, y, reaches[row % 3]) for row, (x, y) in enumerate(random.uniform(0, 5600, (9, 2)).tolist())]
    whole, united = cover(made, sites), []
    assert whole.area_m2(land) > 0
    monkeypatch.setattr(shapely, "union_all", lambda *_: united.append(1))
    beside, nobody = cover_beside(made, sites), cover_beside(made, [sites[2]])
    assert beside.mask.tolist() == whole.mask.tolist()
    assert beside.area_m2(land) == pytest.approx(whole.area_m2(land), rel=1e-12, abs=1e-3)
    assert nobody.area_m2(land) == 0 and not nobody.mask.any()
    for x, y in random.uniform(0, 5600, (5, 2)).tolist():
        one, other = (WithOne(its, (x, y, reaches[0])) for its in (beside, whole))
        assert one._new_pieces is not None and other._new_pieces is not None
        assert one._new_pieces.rows.tolist() == other._new_pieces.rows.tolist()
    assert not united
    straight = [(0.0, 0.0, Reach(StraightLine(), 900.0))]
    assert cover_beside(made, straight) is cover(made, straight)


@pytest.mark.parametrize("seed", range(6))
def test_metres_of_a_way_do_not_depend_on_how_far_it_is_searched_for(seed: int) -> None:
    random = np.random.default_rng(680 + seed)
    by = random_town(random, "walk" if seed % 2 else "fire")
    xy, spots = random.uniform(-300, 5900, (12, 2)), random.uniform(0, 5600, (3, 2))
    xy[-1] = (-9e4, 0.0)  # where no road leads to
    point, site = np.arange(12), np.arange(12) % 3
    for chosen in (*np.arange(12)[:, None], np.arange(12)):
        found = by.metres(xy, spots, point[chosen], site[chosen])
        for row, metres in zip(chosen.tolist(), found.tolist(), strict=True):
            search = by.network.from_spot(tuple(spots[site[row]].tolist()))
            assert search is not None
            assert metres == search.metres(by.network.snap(xy[[row]]))[0]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_a_sites_own_among_rivals_is_that_of_the_whole_land(seed: int) -> None:
    random = np.random.default_rng(700 + seed)
    by = random_town(random, "walk" if seed % 2 else "fire")
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (5, 2)).tolist()]
    spots.append((-9e4, 0.0))
    for limit in (12.0, 30.0) if seed % 2 else (1.5, 4.0):
        every = by.territories(spots, limit)
        for row, spot in enumerate(spots):
            others = spots[:row] + spots[row + 1 :]
            own = by.territory(spot, others, limit)
            assert shapely.area(shapely.symmetric_difference(own, every[row])) == 0
            cut = Way.territory(by, spot, others, limit)
            assert shapely.area(shapely.symmetric_difference(own, cut)) == pytest.approx(0.0, abs=1e-3)
    assert max(shapely.area(every)) > 0
    assert shapely.is_empty(by.territory(spots[0], spots[1:], -1.0))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_asked_of_all_sites_together_is_what_each_says(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(740 + seed)
    by = random_town(random, "walk" if seed % 2 else "fire")
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (6, 2)).tolist()]
    spots += [spots[2], (-9e4, 0.0)]
    places = PointIndex(random.uniform(-500, 6100, (300, 2)))
    for box in ((0.0, 0.0, 5600.0, 5600.0), (1000.0, 900.0, 2300.0, 2000.0)):
        for one, other in zip(by.cells(spots, box), Way.cells(by, spots, box), strict=True):
            assert shapely.to_wkb(one) == shapely.to_wkb(other)
    assert by.cells([], box) == []
    monkeypatch.setattr(byroad, "MANY", 1)
    for limit in (0.0, 2.0, 9.0):
        assert (by.reached(places, spots, limit) == Way.reached(by, places, spots, limit)).all()
    assert by.reached(places, spots, 9.0).any()
    assert not by.reached(places, [], 9.0).any()


def test_of_a_rival_no_more_is_searched_than_a_site_reaches(monkeypatch: pytest.MonkeyPatch) -> None:
    by, searched = random_town(np.random.default_rng(720)), []
    monkeypatch.setattr(
        Search,
        "__init__",
        lambda self, *given, own=Search.__init__: (searched.append(given[4]), own(self, *given))[1],
    )
    by.territory((2800.0, 2800.0), [(2000.0, 2500.0), (4000.0, 2500.0)], 3.0)
    assert len(searched) == 3 and max(searched) < 3.1


def test_of_a_site_that_moves_only_new_pieces_of_land_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(650)
    by = random_town(random)
    made, land, reach = county(), Land("seat", shapely.box(200, 300, 5000, 4900)), Reach(by, 4.0)
    without = cover(made, [(x, y, reach) for x, y in random.uniform(0, 5600, (5, 2)).tolist()])
    asked: list[int] = []
    monkeypatch.setattr(
        Cover, "holds", lambda self, xy, own=Cover.holds: (asked.append(len(xy)), own(self, xy))[1]
    )
    for step in range(6):
        site = (2000.0 + 150.0 * step, 2500.0, reach)
        pieces = reach.pieces(site[:2], moves=True)
        assert pieces is not None
        rows = pieces.rows[~Cover.holds(without, by.grid.middles(pieces.rows))]
        asked.clear()
        area_m2 = WithOne(without, site).area_m2(land)
        assert area_m2 == without.area_m2(land) + float(by.grid.land_m2(land)[rows].sum())
        assert step == 0 or sum(asked) < len(pieces.rows)


def test_metres_to_a_few_are_those_to_many() -> None:
    random = np.random.default_rng(700)
    by = random_town(random)
    xy, spot = random.uniform(0, 5600, (40, 2)), random.uniform(0, 5600, (1, 2))
    every = by.metres(xy, spot, np.arange(40), np.zeros(40, dtype=np.intp))
    each = [by.metres(xy, spot, np.array([row]), np.array([0]))[0] for row in range(40)]
    np.testing.assert_allclose(each, every, rtol=1e-12)


def test_people_and_land_of_a_site_are_found_by_one_search() -> None:
    network = way([(0, 0), (3000, 0)]).network
    search = network.from_spot((1000, 100), 5.0)
    assert search is not None and network.from_spot((1000, 100), 5.0) is search
    assert network.from_spot((1000, 100), 6.0) is not search


@pytest.mark.parametrize("seed", range(3))
def test_many_places_stand_where_each_would_alone(seed: int) -> None:
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 3000, (2000, 2))
    network = way([(0, 0), (3000, 0)], [(3000, 0), (3000, 4000)], [(0, 0), (1000, 2000)]).network
    found, alone = network.places(PointIndex(xy)), network.snap(xy)
    for name in ("edge", "share", "off_m"):
        np.testing.assert_array_equal(getattr(found, name), getattr(alone, name))


def test_points_along_roads_are_those_that_geos_finds() -> None:
    lines = np.array([shapely.LineString(one) for one in ([(3, 4), (10, 9)], [(0, 0), (1, 5), (7, 5)])])
    edge, share = np.repeat((0, 1, 0), 11), np.tile(np.linspace(0, 1, 11), 3)
    expected = shapely.line_interpolate_point(lines[edge], share, normalized=True)
    np.testing.assert_allclose(_along(lines, edge, share), shapely.get_coordinates(expected))


def test_paces_that_may_use_the_same_roads_share_what_stands_at_them() -> None:
    random = np.random.default_rng(11)
    frame = gpd.GeoDataFrame(town(random), geometry="geometry", crs=4548)
    graph, box = build([Layer("道路", Role.ROADS, frame)]), (0.0, 0.0, 5600.0, 5600.0)
    slow = replace(EVEN, km_h=tuple(20.0 for _ in EVEN.km_h))
    one, same, nearer, fewer = (
        Network(graph, pace, box, cells=400)
        for pace in (EVEN, slow, replace(EVEN, snap_m=90.0), replace(EVEN, km_h=(0.0, *EVEN.km_h[1:])))
    )
    places = PointIndex(random.uniform(0, 5600, (50, 2)))
    assert same.places(places) is one.places(places) and same.cells is one.cells
    assert nearer.places(places) is not one.places(places) and nearer.cells is not one.cells
    assert (len(fewer.edges) < len(one.edges)) == (fewer.cells is not one.cells)


# -- what must always hold -----------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(5))
def test_by_road_nobody_comes_sooner_than_straight_at_the_same_speed(seed: int) -> None:
    random = np.random.default_rng(300 + seed)
    frame = gpd.GeoDataFrame(town(random), geometry="geometry", crs=4548)
    even = Pace(tuple(30.0 for _ in range(len(class_names()) + 1)), 30.0, 500.0, on_wheels=True)
    by = ByRoad(Network(build([Layer("道路", Role.ROADS, frame)]), even, (0.0, 0.0, 5600.0, 5600.0)))
    places, straight = PointIndex(random.uniform(0, 5600, (200, 2))), StraightLine(30.0)
    for spot in random.uniform(0, 5600, (4, 2)).tolist():
        assert (
            by.costs(places, tuple(spot)) >= straight.minutes(straight.costs(places, tuple(spot))) - 1e-6
        ).all()
        own, disc = (
            by.within(places, tuple(spot), 4.0),
            straight.within(places, tuple(spot), straight.limit(4.0)),
        )
        assert set(own.tolist()) <= set(disc.tolist())


@pytest.mark.parametrize("seed", range(5))
def test_a_site_or_a_road_between_junctions_more_never_takes_anybody_away(seed: int) -> None:
    random = np.random.default_rng(400 + seed)
    made = town(random)
    by = random_town(np.random.default_rng(400 + seed))
    junctions = by.network.graph.xy
    places = PointIndex(random.uniform(0, 5600, (150, 2)))
    spots = [tuple(spot) for spot in random.uniform(0, 5600, (4, 2)).tolist()]
    reached = [np.isin(np.arange(150), by.within(places, spot, 6.0)) for spot in spots]
    for fewer in range(1, 4):
        few, more = by.nearest(places, spots[:fewer]).cost, by.nearest(places, spots[: fewer + 1]).cost
        assert (more <= few + 1e-9).all()
    one, other = junctions[random.integers(0, len(junctions), 2)]
    bridge = {**{name: [*values, None] for name, values in made.items()}}
    bridge["geometry"][-1] = shapely.LineString([one, other])
    for name, value in (("road_class", "primary"), ("oneway", "no"), ("bridge", "yes")):
        bridge.setdefault(name, [None] * len(bridge["geometry"]))[-1] = value
    graph = build([Layer("道路", Role.ROADS, gpd.GeoDataFrame(bridge, geometry="geometry", crs=4548))])
    wider = ByRoad(Network(graph, by.network.pace, by.network.box))
    # Whoever stands nearer to the new road than to all others goes by it, and so starts from elsewhere.
    same = wider.network.places(places).off_m == by.network.places(places).off_m
    for spot, before in zip(spots, reached, strict=True):
        if wider.network.snap(np.array([spot])).off_m[0] != by.network.snap(np.array([spot])).off_m[0]:
            continue
        after = np.isin(np.arange(150), wider.within(places, spot, 6.0))
        assert (after | ~before | ~same).all()
