"""A site that moves is searched in parts of the network: each time as if all of it had been searched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from models.access.byroad import ByRoad
from models.access.roadbeside import Beside
from models.access.roadcut import Cut
from models.access.roadgraph import build
from models.access.roadlabels import Labels
from models.access.roadnet import Network
from models.access.roadpace import pace_of
from models.access.ways import TOLERANCE, Bound, Spot
from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.rules.rules import load_rules
from tests.models.access.test_byroad import town, way

RULES = load_rules("national")
ISLAND = [[(9000, 0), (9900, 0)], [(9900, 0), (9900, 900)], [(9900, 900), (9000, 0)]]
"""Streets that no road leads to from the town."""

STEPS = st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=1, max_size=7)


def made(seed: int, mode: Any = "fire") -> tuple[ByRoad, PointIndex, list[Spot]]:
    """A town with one-way streets and gaps, and an island; places and some sites there."""
    random = np.random.default_rng(seed)
    roads = town(random)
    count = len(ISLAND)
    roads = {
        "geometry": [*roads["geometry"], *map(shapely.LineString, ISLAND)],
        "road_class": [*roads["road_class"], *["village"] * count],
        "oneway": [*roads["oneway"], *["no"] * count],
    }
    graph = build([Layer("道路", Role.ROADS, gpd.GeoDataFrame(roads, geometry="geometry", crs=4548))])
    by = ByRoad(Network(graph, pace_of(RULES, mode), (-300.0, -300.0, 10_200.0, 5900.0), 4000))
    xy = np.concatenate((random.uniform(-300, 5900, (180, 2)), random.uniform(8900, 10_000, (20, 2))))
    count = int(random.integers(1, 9))
    spots = [*random.uniform(0, 5600, (count, 2)).tolist(), *random.uniform(8900, 10_000, (1, 2)).tolist()]
    return by, PointIndex(xy), [(x, y) for x, y in spots[: count + seed % 2]]


def ways(seed: int, by: ByRoad, spots: list[Spot], steps: list[tuple[float, float]]) -> list[Spot]:
    """Where a site goes: by steps, onto a junction, onto another site, to the island, far off all roads."""
    x, y = np.random.default_rng(seed).uniform(500, 5000, 2).tolist()
    found = [(x, y)]
    for dx, dy in steps:
        x, y = x + dx, y + dy
        found.append((x, y))
    junction = by.network.graph.xy[seed % len(by.network.graph.xy)].tolist()
    return [*found, (junction[0], junction[1]), spots[0], (9300.0, 200.0), (9300.0, -40_000.0), found[0]]


def check_beside(by: ByRoad, bound: Bound, spots: list[Spot], spot: Spot) -> None:
    """Every place where the site costs no more is found, with the very cost of a search of everything."""
    at, cost = by.beside(bound, spots, spot)
    every = by.costs(bound.places, spot)[bound.places.grid.order]
    expected = np.flatnonzero((every <= bound.by_cell) & np.isfinite(every))
    order = np.argsort(at)
    np.testing.assert_array_equal(at[order], expected)
    np.testing.assert_array_equal(cost[order], every[expected])


@given(seed=st.integers(0, 40), steps=STEPS)
def test_who_is_nearest_to_a_site_on_its_way_is_told_with_every_step(
    seed: int, steps: list[tuple[float, float]]
) -> None:
    by, places, spots = made(seed)
    bound = Bound(places, by.nearest(places, spots).cost[places.grid.order], is_nearest=True)
    for spot in ways(seed, by, spots, steps):
        check_beside(by, bound, spots, spot)


@given(seed=st.integers(0, 40), steps=STEPS)
def test_to_whom_it_is_second_is_told_with_every_step(seed: int, steps: list[tuple[float, float]]) -> None:
    by, places, spots = made(seed)
    bound = Bound.of(places, by.two_nearest(places, spots).second_cost)
    for spot in ways(seed, by, spots, steps):
        check_beside(by, bound, spots, spot)


@given(
    seed=st.integers(0, 40),
    steps=STEPS,
    mode=st.sampled_from(["fire", "walk"]),
    limit=st.sampled_from([0.0, 0.3, 0.6, 0.9, 1.5, 6.0]),
)
def test_whom_and_what_land_a_site_on_its_way_reaches_is_told_with_every_step(
    seed: int, steps: list[tuple[float, float]], mode: str, limit: float
) -> None:
    by, places, spots = made(seed, mode)
    limit *= 1.0 if mode == "fire" else 700.0
    for spot in ways(seed, by, spots, steps):
        rows, cost = by.costs_within(places, spot, limit, moves=True)
        want, want_cost = by.costs_within(places, spot, limit)
        np.testing.assert_array_equal(rows, want)
        np.testing.assert_array_equal(cost, want_cost)
        inside, window = by._inside(spot, limit)
        np.testing.assert_array_equal(by.pieces(spot, limit).rows, by.network.cells.rows_of(inside, window))


@given(seed=st.integers(0, 400), mode=st.sampled_from(["fire", "walk"]), twice=st.booleans())
def test_without_one_of_the_sites_all_is_as_if_the_others_had_been_searched(
    seed: int, mode: Any, twice: bool
) -> None:
    by, places, spots = made(seed, mode)
    network, spots = by.network, list(dict.fromkeys(spots))
    if len(spots) < 2:
        return
    row, at = seed % len(spots), by.network.cells.at
    others = tuple(spots[:row] + spots[row + 1 :])
    fresh = Labels.of(network, others)
    if twice:
        network.division(tuple(spots))
    else:
        _ = network.labels(tuple(spots)).first
    by.leave(spots, row)
    found = network._memo.find(("labels", *others))
    assert found is not None and ("_second" in vars(found)) == twice
    assert (network._memo.find(("division", *others)) is not None) == twice
    for name in ("first", "first_min", "second", "second_min"):
        np.testing.assert_array_equal(getattr(found, name), getattr(fresh, name))
    for points in (at, network.places(places)):
        expected = fresh.two_nearest(network, points)
        known = network.division(others) if points is at else found.two_nearest(network, points)
        for name in ("first", "first_cost", "second", "second_cost"):
            np.testing.assert_array_equal(getattr(known, name), getattr(expected, name))


def test_a_second_site_in_one_yard_leaves_the_first_there() -> None:
    by, _, _ = made(4)
    spots: list[Spot] = [(700.0, 700.0), (2800.0, 4900.0), (700.0, 700.0)]
    by.network.labels(tuple(spots[:2]))
    by.leave(spots, 2)
    assert by.network._memo.find(("labels", (2800.0, 4900.0))) is None


def test_a_part_is_cut_out_again_only_when_the_site_has_left_it(monkeypatch: pytest.MonkeyPatch) -> None:
    by, places, _ = made(2)
    spots: list[Spot] = [(700.0, 700.0), (4900.0, 700.0), (2800.0, 4900.0)]
    cuts = []
    monkeypatch.setattr(
        Cut, "__init__", lambda self, *given, own=Cut.__init__: cuts.append(own(self, *given))
    )
    beside = Beside(by.network, by.network.labels(tuple(spots)).first_min)
    for step in range(20):
        beside.started((2800.0 + step, 2100.0))
    assert len(cuts) == 2  # one to find it in, and the part itself
    beside.started((700.0, 4200.0))
    assert len(cuts) == 4
    for step in range(20):
        by.costs_within(places, (2800.0 + step, 2100.0), 1.0, moves=True)
    assert len(cuts) == 5


def test_on_a_road_whose_ends_are_far_off_a_site_reaches_who_stands_beside_it() -> None:
    near, far = [(0.0, 0.0), (40_000.0, 0.0)], [(0.0, 300.0), (40_000.0, 300.0)]
    more = [[(x, 5000.0), (x + 500, 5000.0)] for x in range(0, 20_000, 500)]
    by = way(near, far, *more)
    places = PointIndex(np.array([(20_400.0, 10.0), (20_400.0, 290.0)]))
    assert by.costs_within(places, (20_000.0, 0.0), 1.0, moves=True)[0].tolist() == [0]
    assert by.costs_within(places, (20_000.0, 300.0), 1.0, moves=True)[0].tolist() == [1]


def test_leaving_the_land_that_was_cut_out_a_site_is_searched_anew() -> None:
    by = way(*([(x, 0.0), (x + 100.0, 0.0)] for x in range(0, 40_000, 100)))
    places = PointIndex(np.column_stack((np.arange(50.0, 40_000.0, 100.0), np.zeros(400))))
    for x in range(9000, 14_000, 130):
        found = by.costs_within(places, (float(x), 0.0), 1.0, moves=True)[0]
        np.testing.assert_array_equal(found, by.within(places, (float(x), 0.0), 1.0))


def test_paces_that_may_use_the_same_roads_know_together_which_meet_where() -> None:
    network = made(3)[0].network
    slower = Network(network.graph, replace(network.pace, off_road_km_h=1.0), network.box, 4000)
    slower.make_ready()
    assert slower._ground is network._ground and "roads_by_end" in vars(network._ground)


def test_a_limit_that_is_less_than_nothing_reaches_nobody() -> None:
    by, places, spots = made(1)
    assert len(by.costs_within(places, spots[0], -1.0, moves=True)[0]) == 0
    assert len(by.pieces(spots[0], -TOLERANCE / 2).rows) == 0
