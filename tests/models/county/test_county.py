"""The county made from layers: who lives where, and what is land."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from tests.models.made import ORIGIN, at, box, county, layer, random_county


def xy(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, dtype=np.float64) + ORIGIN


def test_townships_hold_their_points_and_the_border_belongs_to_the_first() -> None:
    found = county().townships.index_at(xy((1, 1), (3999, 1999), (2000, 1000), (4001, 1000), (4000, 2000)))
    assert found.tolist() == [0, 1, 0, -1, 1]


def test_many_points_are_found_as_few_are() -> None:
    for seed in range(3):
        made = random_county(np.random.default_rng(seed), 200, townships=9)
        found = made.townships.index_of(made.demand.index)
        assert found.tolist() == made.townships.index_at(made.demand.xy).tolist()
        assert len(set(found.tolist())) == 10  # nine townships and outside


def test_stated_residents_come_before_counted_ones() -> None:
    # West says 3500; East says nothing, so its villages C and D are counted: 7000.
    towns = layer(
        Role.TOWNSHIPS,
        [box(0, 0, 2000, 2000), box(2000, 0, 4000, 2000)],
        name=["West", "East"],
        population_persons=[3500.0, np.nan],
    )
    assert county(townships=towns).township_population_persons.tolist() == [3500.0, 7000.0]


def test_a_township_without_counted_people_is_unknown_not_empty() -> None:
    far = layer(Role.TOWNSHIPS, [box(0, 0, 4000, 2000), box(0, 8000, 100, 8100)], name=["Here", "Far"])
    here, away = county(townships=far).township_population_persons.tolist()
    assert here == 10_000
    assert np.isnan(away)


@pytest.mark.parametrize("stated", [0.0, np.nan])
def test_a_stated_zero_is_no_number_of_residents(stated: float) -> None:
    whole = layer(Role.COUNTY, [box(0, 0, 4000, 2000)], name=["Small"], population_persons=[stated])
    assert county(county=whole).population_persons == 10_500  # all five villages


def test_seat_population_is_stated_or_counted_inside() -> None:
    assert county().seat_population_persons == 1000  # village A
    stated = layer(Role.SEAT, [box(0, 0, 1000, 1000)], population_persons=[1234.0])
    assert county(seat=stated).seat_population_persons == 1234
    empty = layer(Role.SEAT, [box(0, 1500, 100, 1600)])
    assert county(seat=empty).seat_population_persons is None
    assert county(seat=None).seat_population_persons is None


def test_best_layer_of_people_is_used_alone() -> None:
    demand = layer(
        Role.DEMAND, [at(1, 1), at(3000, 1)], name=["Hamlet", "Farm"], population_persons=[4.0, 3.0]
    )
    assert county(demand=demand).demand.total_persons == 7
    without_people = layer(Role.DEMAND, [at(1, 1)], name=["Hamlet"])
    assert county(demand=without_people).demand.total_persons == 10_500


def test_the_order_of_people_layers_is_settlements_cells_villages() -> None:
    def of(role: Role, persons: float) -> Layer:
        return layer(role, [at(1, 1)], name=["x"], population_persons=[persons])

    cells, villages = of(Role.POPULATION_GRID, 8.0), of(Role.VILLAGES, 9.0)
    both = county(population_grid=cells, villages=villages, demand=None).demand
    assert (both.total_persons, both.role) == (8, Role.POPULATION_GRID)
    demand = of(Role.DEMAND, 7.0)
    all_three = county(population_grid=cells, villages=villages, demand=demand).demand
    assert (all_three.total_persons, all_three.role) == (7, Role.DEMAND)


def test_polygons_of_people_count_at_their_middle_and_missing_geometry_is_left_out() -> None:
    cells = layer(
        Role.POPULATION_GRID,
        [box(0, 0, 100, 100), None, box(100, 0, 200, 100), shapely.Polygon()],
        population_persons=[10.0, 20.0, 30.0, 40.0],
    )
    demand = county(population_grid=cells, villages=None).demand
    assert (demand.xy - ORIGIN).tolist() == [[50, 50], [150, 50]]
    assert demand.rows.tolist() == [0, 2]
    assert demand.total_persons == 40


def test_land_is_the_best_known_and_only_the_countys() -> None:
    wide = layer(Role.BUILTUP, [box(3000, 0, 5000, 1000)])  # half of it outside the county
    assert county(builtup=wide).lands["builtup"].area_m2 == pytest.approx(1e6)
    assert county(builtup=None).land("builtup", "seat").kind == "seat"
    assert county(builtup=None, seat=None).land("builtup", "seat") is None
    assert county().land("county").area_m2 == pytest.approx(8e6)


def test_townships_known_only_as_points_hold_nothing() -> None:
    points = layer(Role.TOWNSHIPS, [at(500, 500), at(2500, 500)], name=["West", "East"])
    made = county(townships=points)
    assert (made.demand_township == -1).all()
    assert np.isnan(made.township_population_persons).all()


def test_outlines_that_cross_themselves_are_repaired() -> None:
    bow = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    shape = shapely.transform(bow, lambda points: points + ORIGIN)
    made = county(builtup=layer(Role.BUILTUP, [shape]))
    assert made.lands["builtup"].area_m2 == pytest.approx(500_000)  # two triangles of 1000 by 500


def test_a_county_without_layers_is_blank() -> None:
    blank = County.from_layers([])
    assert blank.is_blank
    assert blank.boundary is None
    assert blank.population_persons is None
    assert blank.lands == {}


def test_townships_and_outside_make_up_the_county() -> None:
    for seed in range(5):
        made = random_county(np.random.default_rng(seed), 40)
        people = made.demand.known_persons
        inside = sum(people[made.demand_township == i].sum() for i in range(len(made.townships)))
        outside = people[made.demand_township == -1].sum()
        assert inside + outside == pytest.approx(made.demand.total_persons)


def test_a_point_that_moves_is_looked_up_where_it_is() -> None:
    made = county()
    for x, township, in_seat, in_county in (
        (500, 0, True, True),
        (2500, 1, False, True),
        (500, 0, True, True),
        (9000, -1, False, False),
    ):
        xy = np.array([at(x, 500).coords[0]])
        for _ in range(2):  # the second time it is the last answer
            assert made.townships.index_at(xy).tolist() == [township]
            assert made.in_seat(xy).tolist() == [in_seat]
            assert made.in_county(xy).tolist() == [in_county]
