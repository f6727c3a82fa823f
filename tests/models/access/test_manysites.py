"""Thousands of sites at once: the same as one after another, and quick enough to wait for."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.access import straight, streetgrid
from models.access.jurisdictions import sharers
from models.access.manysites import nearest_of_many
from models.access.service import Neighbours, territory
from models.access.straight import StraightLine
from models.access.streetgrid import StreetGrid, _nearer_parts, _takes
from models.access.ways import Reach, Way
from models.county.points import PointIndex
from tests.models.access.checks import CHECKS
from tests.models.access.test_ways import WAYS as EVERY_WAY
from tests.models.made import ORIGIN, random_county

WAYS = {"straight": StraightLine(30.0), "grid": StreetGrid(30.0, 1.4)}
COUNTY = random_county(np.random.default_rng(11), 120, townships=9)
SPOTS = [(x, y) for x, y in (ORIGIN + np.random.default_rng(4).uniform(500, 8500, (23, 2))).tolist()]
SPOTS += [SPOTS[3]]
WITH_TWINS = [*SPOTS, (SPOTS[5][0] + 4e-4, SPOTS[5][1])]
"""The last stands where another does, less than a millimetre away: both count as one."""
BOX = (float(ORIGIN[0]), float(ORIGIN[1]), float(ORIGIN[0]) + 9000.0, float(ORIGIN[1]) + 9000.0)
LATTICE = arrays(np.int64, st.tuples(st.integers(3, 30), st.just(2)), elements=st.integers(0, 4))


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the way of many sites with few."""
    for module in (straight, streetgrid):
        monkeypatch.setattr(module, "MANY", 2)


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_all_that_holds_of_few_holds_of_many(check, way: Way):
    check(way, COUNTY, SPOTS)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@given(places=LATTICE, sites=LATTICE)
def test_equally_near_ones_come_in_their_order(way: StraightLine, places: np.ndarray, sites: np.ndarray):
    index, spots = PointIndex(places.astype(float)), [(float(x), float(y)) for x, y in sites.tolist()]
    expected = way.two_nearest(index, spots)
    site, cost = nearest_of_many(places.astype(float), spots, way.length, way.norm, 2)
    assert (site[:, 0] == expected.first).all() and (site[:, 1] == expected.second).all()
    assert (cost[:, 0] == expected.first_cost).all() and (cost[:, 1] == expected.second_cost).all()


def test_a_place_that_is_nowhere_has_no_nearest():
    xy = np.array([(0.0, 0.0), (np.nan, np.nan)])
    site, cost = nearest_of_many(xy, [(3.0, 4.0)], StraightLine().length, 2.0, 2)
    assert site.tolist() == [[0, -1], [-1, -1]] and cost.tolist() == [[5.0, np.inf], [np.inf, np.inf]]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("limit", [150.0, 900.0, 2500.0])
def test_cells_and_regions_are_those_of_one_after_another(way: StraightLine, limit: float, monkeypatch):
    cells, region = way.cells(WITH_TWINS, BOX), way.together(SPOTS, limit)
    reached = way.reached(COUNTY.demand.index, SPOTS, limit)
    for module in (straight, streetgrid):
        monkeypatch.setattr(module, "MANY", 2)
    for one, other in zip(cells, way.cells(WITH_TWINS, BOX), strict=True):
        assert (
            one.symmetric_difference(other).area < 5.0
        )  # m2 of millions: half a millimetre along its border
    assert region.symmetric_difference(way.together(SPOTS, limit)).area < 1e-4 * region.area
    assert (way.reached(COUNTY.demand.index, SPOTS, limit) == reached).all()


@pytest.mark.parametrize("name", ["straight", "grid", "road"])
def test_what_all_serve_is_what_each_serves_beside_its_rivals(name: str, monkeypatch: pytest.MonkeyPatch):
    way = EVERY_WAY[name]
    for module in (straight, streetgrid):
        monkeypatch.setattr(module, "MANY", 2)
    spots = sorted(set(SPOTS))
    reach = Reach(way, 5.0 if name == "road" else 1300.0)
    neighbours, total = Neighbours(reach, spots), 0.0
    for spot, shape in zip(spots, way.territories(spots, reach.limit), strict=True):
        expected = territory(reach, spot, neighbours.rivals(spot))
        assert shape.symmetric_difference(expected).area <= 1e-6 * expected.area
        total += expected.area
    assert total > 1e7


def test_sharers_of_a_spot_are_counted_within_a_millimetre():
    counts = sharers(WITH_TWINS)
    assert [row for row, count in enumerate(counts) if count == 2] == [3, 5, 23, 24]
    assert sharers([]) == [] and sharers([(1.0, 2.0)] * 30_000)[0] == 30_000


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_ten_thousand_sites_are_a_matter_of_seconds(way: StraightLine):
    random = np.random.default_rng(7)
    spots = [(x, y) for x, y in random.uniform(0, 40_000, (10_000, 2)).tolist()]
    places = PointIndex(random.uniform(0, 40_000, (20_000, 2)))
    started = time.process_time()
    found, region = way.two_nearest(places, spots), way.together(spots, 2000.0)
    assert time.process_time() - started < 20.0
    assert (found.first_cost <= found.second_cost).all() and region.area > 0.9 * 40_000**2
    assert shapely.is_valid(region)


@given(sites=LATTICE, others=LATTICE)
def test_a_cell_is_cut_wherever_a_rival_takes_something_from_it(sites: np.ndarray, others: np.ndarray):
    spots = [(float(x), float(y)) for x, y in sites.tolist()]
    apart = others[(others != 0).any(axis=1)].astype(float)
    for spot in dict.fromkeys(spots):
        cell = shapely.transform(
            StreetGrid(30.0, 1.4).cell(spot, spots, (-1.0, -1.0, 5.0, 5.0)), lambda xy, spot=spot: xy - spot
        )
        if cell.is_empty or not len(apart):
            continue
        corners, owner = shapely.get_coordinates([cell] * len(apart), return_index=True)
        taken = shapely.difference(cell, shapely.polygons(_nearer_parts(apart, np.full(len(apart), 40.0))))
        assert not (~_takes(apart, corners, owner) & (shapely.area(taken) > 1e-9)).any()
