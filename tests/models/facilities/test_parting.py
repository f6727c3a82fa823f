"""Outlines cut, merged and given holes: land and stated numbers stay what they were together."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from models.facilities.facility import Depot, Shelter
from models.facilities.parting import cut, merged, reshaped, site_area_m2, with_hole

PARK = Shelter(
    id="park", name="公园", geometry=shapely.box(0, 0, 100, 40), status="planned",
    gross_area_m2=4000.0, effective_area_m2=2000.0, stated_capacity_persons=1001, kind="park",
)  # fmt: skip


def test_a_line_cuts_an_outline_and_shares_out_what_is_stated() -> None:
    large, small = cut(PARK, shapely.LineString([(25, -5), (25, 45)]))
    assert (large.id, large.name, small.name) == ("park", "公园", "公园 2") and small.id != "park"
    assert isinstance(large, Shelter) and isinstance(small, Shelter)
    assert (large.geometry.area, small.geometry.area) == (3000.0, 1000.0)
    assert (large.effective_area_m2, small.effective_area_m2) == (1500.0, 500.0)
    assert (large.stated_capacity_persons, small.stated_capacity_persons) == (751, 250)
    assert large.occupancy_persons is None and small.kind == "park"  # what nobody stated is not zero


@pytest.mark.parametrize("line", [[(25, 5), (25, 45)], [(200, 0), (200, 50)]])
def test_a_line_that_ends_inside_or_passes_by_cuts_nothing(line: list[tuple[float, float]]) -> None:
    assert cut(PARK, shapely.LineString(line)) == (PARK,)


def test_merging_adds_up_what_all_of_them_state() -> None:
    near = replace(
        PARK, id="near", name="绿地", geometry=shapely.box(100, 0, 120, 40), gross_area_m2=800.0,
        effective_area_m2=None, stated_capacity_persons=9, kind="green",
    )  # fmt: skip
    whole = merged([near, PARK])
    assert isinstance(whole, Shelter) and (whole.id, whole.name, whole.kind) == ("park", "公园", "park")
    assert whole.geometry.area == 4800.0 and whole.geometry.geom_type == "Polygon"
    assert (whole.gross_area_m2, whole.stated_capacity_persons) == (4800.0, 1010)
    assert whole.effective_area_m2 is None  # one of them does not state it: no data is not zero


@settings(max_examples=30)
@given(x=st.floats(1, 99), people=st.integers(0, 10_000), area=st.floats(0, 1e6))
def test_what_is_cut_and_merged_again_is_what_it_was(x: float, people: int, area: float) -> None:
    park = replace(PARK, stated_capacity_persons=people, effective_area_m2=area)
    parts = cut(park, shapely.LineString([(x, -5), (x, 45)]))
    assert len(parts) == 2
    whole = merged(parts)
    assert isinstance(whole, Shelter) and whole.stated_capacity_persons == people
    assert whole.effective_area_m2 == pytest.approx(area)
    assert whole.geometry.area == pytest.approx(4000.0)


def test_a_site_area_of_the_outline_goes_with_it_and_a_stated_one_stays() -> None:
    """100 by 40 m are 4,000 m2; 50 by 40 m 2,000. Whoever stated 3,900 m2 meant another land."""
    half = shapely.box(0, 0, 50, 40)
    drawn = Depot(id="d", geometry=shapely.box(0, 0, 100, 40), site_area_m2=4000.0)
    assert reshaped(drawn, half) == replace(drawn, geometry=half, site_area_m2=2000.0)
    stated = replace(drawn, site_area_m2=3900.0)
    assert reshaped(stated, half) == replace(stated, geometry=half)
    nobody_knows = replace(drawn, site_area_m2=None)
    assert reshaped(nobody_knows, half) == replace(nobody_knows, geometry=half)
    assert reshaped(PARK, half) == replace(PARK, geometry=half)  # a shelter's areas are stated, not drawn
    point = replace(drawn, geometry=shapely.Point(0, 0))
    assert reshaped(point, half) == replace(point, geometry=half)
    pond = with_hole(drawn, shapely.box(10, 10, 20, 20))
    assert isinstance(pond, Depot) and pond.site_area_m2 == 3900.0


@settings(max_examples=30)
@given(width=st.floats(20, 500), x=st.floats(1, 19), other=st.floats(20, 500))
def test_a_site_area_follows_through_a_cut_and_a_new_outline(width: float, x: float, other: float) -> None:
    land = shapely.box(0, 0, width, 40)
    site = Depot(id="d", geometry=land, site_area_m2=site_area_m2(land))
    part = cut(site, shapely.LineString([(x, -5), (x, 45)]))[0]
    whole = reshaped(part, shapely.box(0, 0, other, 40))
    assert isinstance(whole, Depot) and whole.site_area_m2 == round(other * 40)


def test_a_hole_takes_land_away() -> None:
    holed = with_hole(PARK, shapely.box(10, 10, 20, 20))
    assert holed.geometry.area == 3900.0 and shapely.get_num_interior_rings(holed.geometry) == 1
    assert replace(holed, geometry=PARK.geometry) == PARK
