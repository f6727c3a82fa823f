"""What sites reach: discs, unions, shares."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from models.access.coverage import _groups, cover, land_share, members, people_share, reached_from
from models.access.straight import StraightLine
from models.access.ways import Reach
from models.county.points import PointIndex
from models.findings.places import largest_first
from tests.models.made import ORIGIN, county, random_county

SMALL = county()
RANDOM = random_county(np.random.default_rng(7), 120, townships=9)


def site(x: float, y: float, radius_m: float):
    return (ORIGIN[0] + x, ORIGIN[1] + y, Reach(StraightLine(), radius_m))


def test_a_disc_has_the_area_of_its_circle_and_stays_close_to_it() -> None:
    disc = StraightLine().region(ORIGIN, 2500.0)
    assert shapely.area(disc) == pytest.approx(math.pi * 2500**2, rel=1e-12)
    corners = shapely.get_coordinates(disc) - ORIGIN
    middles = (corners[1:] + corners[:-1]) / 2
    assert np.hypot(*corners.T).max() <= 2500 * 1.00021
    assert np.hypot(*middles.T).min() >= 2500 * 0.99989


def test_of_any_places_those_within_a_site_are_reached_whether_it_moves_or_stays() -> None:
    places = PointIndex(np.array([[0.0, 0.0], [900.0, 0.0], [0.0, 1100.0], [0.0, 1000.0]]) + ORIGIN)
    made = random_county(np.random.default_rng(3), 20)
    for moves in (True, False, False):  # and what is kept says the same
        assert set(reached_from(made, places, site(0, 0, 1000.0), moves=moves).tolist()) == {0, 1, 3}
        own = reached_from(made, made.demand.index, site(0, 0, 1000.0), moves=moves)
        assert sorted(own.tolist()) == sorted(members(made, site(0, 0, 1000.0)).tolist())


def test_the_share_of_people_is_of_all_that_are_known() -> None:
    assert people_share(SMALL, 2625.0) == pytest.approx(25.0)  # of 10,500
    assert people_share(SMALL, 10_500.0 * (1 + 1e-12)) == 100.0  # what rounding adds is nobody
    assert people_share(county(villages=None), 0.0) is None


def test_without_a_radius_there_is_no_region() -> None:
    assert shapely.is_empty(StraightLine().region(ORIGIN, 0.0))
    assert cover(SMALL, [site(500, 500, 0)]).region.is_empty


def test_people_at_the_radius_count() -> None:
    # B lies exactly 1000 m from A.
    assert cover(SMALL, [site(500, 500, 1000)]).persons == 3000
    assert cover(SMALL, [site(500, 500, 999.99)]).persons == 1000


def test_nothing_is_reached_without_sites() -> None:
    nothing = cover(SMALL, [])
    assert nothing.persons == 0.0
    assert people_share(SMALL, nothing.persons) == 0.0
    assert nothing.region.is_empty
    assert land_share(SMALL.land("county"), nothing.area_m2(SMALL.land("county"))) == 0.0
    assert not nothing.mask.any()


def test_overlapping_discs_count_once_and_far_ones_add_up() -> None:
    land = SMALL.land("county")
    one = cover(SMALL, [site(1000, 1000, 300)]).area_m2(land)
    twice = cover(SMALL, [site(1000, 1000, 300), site(1000, 1000, 300)]).area_m2(land)
    far = cover(SMALL, [site(1000, 1000, 300), site(3000, 1000, 300)])
    assert one == pytest.approx(math.pi * 300**2)
    assert twice == pytest.approx(one)
    assert far.area_m2(land) == pytest.approx(2 * one)
    assert far.region.geom_type == "MultiPolygon"


def test_two_circles_that_overlap_by_half_a_radius() -> None:
    # Lens of two circles of radius r whose centres are r apart: 2 r2 acos(1/2) - r2 sqrt(3)/2.
    r = 400.0
    lens = r**2 * (2 * math.acos(0.5) - math.sqrt(3) / 2)
    reached = cover(SMALL, [site(1000, 1000, r), site(1000 + r, 1000, r)])
    expected = 2 * math.pi * r**2 - lens
    assert reached.area_m2(SMALL.land("county")) == pytest.approx(expected, rel=2e-4)


def test_unserved_places_are_the_largest_first() -> None:
    places, count = cover(SMALL, [site(2500, 500, 10)]).unserved
    assert [place.name for place in places] == ["D", "B", "A", "E"]
    assert [place.value for place in places] == [4000, 2000, 1000, 500]
    assert count == 4
    assert places[0].bounds == (ORIGIN[0] + 3500, ORIGIN[1] + 1500, ORIGIN[0] + 3500, ORIGIN[1] + 1500)
    assert (places[0].kind, places[0].layer_id, places[0].key) == ("demand", "villages", "3")


@given(st.lists(st.one_of(st.integers(0, 5), st.just(math.nan))), st.integers(0, 9))
def test_a_few_of_the_largest_are_the_first_of_all(persons: list[float], most: int) -> None:
    known = np.array(persons, dtype=np.float64)
    rows = np.flatnonzero(np.isnan(known) | (known != 3))
    order = sorted(rows.tolist(), key=lambda row: -1 if math.isnan(known[row]) else known[row], reverse=True)
    assert largest_first(rows, known).tolist() == order
    assert largest_first(rows, known, most).tolist() == order[:most]


SITES = st.lists(
    st.tuples(st.integers(0, 8000), st.integers(0, 8000), st.sampled_from([300.0, 500.0, 1500.0])),
    min_size=1,
    max_size=8,
)


@given(SITES)
def test_one_more_site_never_lowers_coverage(sites) -> None:
    land = RANDOM.land("county")
    fewer = cover(RANDOM, [site(*item) for item in sites[:-1]])
    more = cover(RANDOM, [site(*item) for item in sites])
    assert more.persons >= fewer.persons
    assert more.area_m2(land) >= fewer.area_m2(land) - 1e-3
    assert (more.mask | ~fewer.mask).all()


@given(SITES)
def test_grouped_areas_are_those_of_one_union(sites) -> None:
    made = [site(*item) for item in sites]
    for land in RANDOM.lands.values():
        union = shapely.union_all([reach.region((x, y)) for x, y, reach in made])
        expected = shapely.area(shapely.intersection(union, land.geometry))
        assert cover(RANDOM, made).area_m2(land) == pytest.approx(expected, rel=1e-9, abs=1e-3)
    assert shapely.is_valid(cover(RANDOM, made).region)


@given(SITES)
def test_places_and_outside_make_up_all_that_is_reached(sites) -> None:
    reached = cover(RANDOM, [site(*item) for item in sites])
    outside = RANDOM.demand.known_persons[reached.mask & (RANDOM.demand_place == -1)].sum()
    assert reached.persons_of_place.sum() + outside == pytest.approx(reached.persons)


def test_members_are_kept_and_the_same() -> None:
    here = site(4000, 4000, 1500)
    assert members(RANDOM, here) is members(RANDOM, here)
    distance = np.hypot(*(RANDOM.demand.xy - here[:2]).T)
    assert sorted(members(RANDOM, here)) == np.flatnonzero(distance <= 1500).tolist()


def regions(sites) -> np.ndarray:
    made = np.empty(len(sites), dtype=object)
    made[:] = [reach.region((x, y)) for x, y, reach in sites]
    return made


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9000), st.integers(0, 9000), st.sampled_from([0.0, 400.0, 900.0])),
        max_size=25,
    )
)
def test_groups_are_those_that_scipy_finds(rows) -> None:
    sites = [site(*row) for row in rows]
    present = [one for one in sites if one[2].limit > 0]
    boxes = [shapely.box(*shapely.bounds(reach.region((x, y)))) for x, y, reach in present]
    links = np.array([[shapely.intersects(one, other) for other in boxes] for one in boxes])
    expected: dict[int, list] = {}
    if present:
        for one, group in zip(present, connected_components(links)[1].tolist(), strict=True):
            expected.setdefault(group, []).append(one)
    assert _groups(regions(sites), sites) == [tuple(group) for group in expected.values()]


def test_a_long_chain_is_one_group() -> None:
    order = np.random.default_rng(3).permutation(150)
    chain = [site(700.0 * int(step), 0, 400) for step in order]
    assert _groups(regions(chain), chain) == [tuple(chain)]
    apart = [*chain, site(0, 5000, 400)]
    assert _groups(regions(apart), apart) == [tuple(chain), (site(0, 5000, 400),)]
