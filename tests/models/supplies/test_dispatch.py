"""The dispatch plan by hand, against brute force on small cases, and against raw stock always."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString

from models.county.county import County
from models.county.layer import Role
from models.facilities.facility import Depot
from models.facilities.stock import StockRow
from models.kernel.progress import Progress, run_to_end
from models.project.settings import Override
from models.rules.rules import load_rules
from models.supplies.dispatch import (
    DispatchError,
    DispatchPlan,
    allotted,
    dispatch,
    place_points,
    township_persons,
    verify,
)
from models.supplies.need import Case, needs, stock_by_item
from tests.models import made
from tests.models.supplies.test_need import VALUES, depot, full, row
from tests.models.toy import EAST, WEST, X, Y, at, county, layer, layers

DAY = date(2026, 8, 1)
WAY = {
    "relief.loading_h": 1.0,
    "relief.speed_km_h": 28.0,
    "relief.detour_factor": 1.4,
    "relief.first_supplies_h": 6,
    "relief.city_first_supplies_h": 8,
    "relief.basic_10_h": 10,
    "relief.basic_12_h": 12,
    "relief.basic_24_h": 24,
}
RULES = load_rules("national", {key: Override(value) for key, value in (VALUES | WAY).items()})
EAST_KM = (800 * 12 + 3000 * 18) / 3800
"""Middle of the residents of East, kilometres from the western edge; that of West is village A at 2."""


def planned(
    *rows: StockRow,
    depots: tuple[Depot, ...] = (depot(),),
    persons: int = 53,
    by: Any = RULES,
    of: Any = None,
) -> DispatchPlan:
    stock = stock_by_item(rows, depots, DAY)
    return run_to_end(dispatch(of or county(), depots, stock, by, Case(persons, 3, False)))


def loads(plan: DispatchPlan, item: str) -> dict[tuple[str, str], int]:
    return {
        (plan.depots[leg.depot].id, plan.name(leg.township)): leg.quantity
        for leg in plan.legs
        if leg.item.key == item
    }


# -- parts -------------------------------------------------------------------------------------------------
def test_people_are_spread_like_residents_and_nobody_is_lost() -> None:
    assert township_persons(county(), 53).tolist() == [15, 38]
    assert township_persons(county(), 10).tolist() == [3, 7]  # 2.83 and 7.17
    unknown = county(townships=[{**WEST, "population_persons": np.nan}, EAST], villages=[])
    assert township_persons(unknown, 53).tolist() == [0, 53]


def test_loads_go_to_the_middle_of_the_residents() -> None:
    points = (place_points(county()) - (X, Y)) / 1000
    assert points.tolist() == [[2.0, 5.0], [pytest.approx(EAST_KM), 5.0]]
    empty = place_points(county(villages=[]))
    assert ((empty - (X, Y)) / 1000).tolist() == [[5.0, 5.0], [15.0, 5.0]]


def test_when_there_is_too_little_all_get_the_same_share() -> None:
    assert allotted(np.array([10, 20, 30]), 60).tolist() == [10, 20, 30]
    assert allotted(np.array([10, 20, 30]), 30).tolist() == [5, 10, 15]
    # 1.33 each, and the fourth piece to the first of equals
    assert allotted(np.array([3, 3, 3]), 4).tolist() == [2, 1, 1]
    assert allotted(np.array([1, 5]), 3).tolist() == [0, 3]  # 0.5 and 2.5: who needs more goes first
    assert allotted(np.array([7, 7]), 0).tolist() == [0, 0]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), st.integers(0, 2000))
def test_shares_add_up_and_are_even(need: list[int], available: int) -> None:
    share = allotted(np.array(need), available)
    total = sum(need)
    assert share.sum() == min(total, available)
    assert (share <= need).all() and (share >= 0).all()
    if total > available:
        exact = np.array(need) * available / total
        assert (np.abs(share - exact) < 1 + 1e-6).all()


# -- the plan by hand --------------------------------------------------------------------------------------
def test_each_township_is_supplied_from_the_nearer_depot_while_it_has_some() -> None:
    depots = (depot(2, 5), depot(18, 5, id="b", name="Depot B"))
    plan = planned(row("bed", 100), row("bed", 30, "b"), depots=depots)
    # West needs 15, East 38: depot b gives its 30 to East, depot a the rest.
    assert loads(plan, "bed") == {("a", "West"): 15, ("b", "East"): 30, ("a", "East"): 8}
    hours = {(leg.depot, leg.township): leg.arrives_h for leg in plan.legs}
    assert hours[0, 0] == 1.0
    assert hours[1, 1] == pytest.approx(1 + (18 - EAST_KM) * 1.4 / 28)
    assert hours[0, 1] == pytest.approx(1 + (EAST_KM - 2) * 1.4 / 28)
    assert {leg.departs_h for leg in plan.legs} == {1.0}
    assert plan.worst_arrival_h == hours[0, 1]
    assert plan.worst_first_h == hours[1, 1]
    assert plan.unmet[[item.key for item in plan.items].index("bed")].tolist() == [0, 0]


def test_shortage_is_shared_and_said() -> None:
    plan = planned(row("bed", 20))
    # 20 of 53: 5.66 and 14.34
    assert loads(plan, "bed") == {("a", "West"): 6, ("a", "East"): 14}
    west, east = (next(one for one in plan.arrivals if one.township == place) for place in (0, 1))
    assert (west.unmet["bed"], east.unmet["bed"]) == (9, 24)
    assert west.unmet["quilt"] == 15  # nothing of it anywhere
    assert (west.persons, east.persons) == (15, 38)


def test_arrivals_are_held_against_each_limit() -> None:
    # East's middle is 14.737 km from depot a: 20.63 km of road; at such a speed it takes exactly 5 h.
    speed = (EAST_KM - 2) * 1.4 / 5

    def slow(speed_km_h: float) -> DispatchPlan:
        values = VALUES | WAY | {"relief.speed_km_h": speed_km_h}
        return planned(
            row("bed", 99), by=load_rules("national", {key: Override(value) for key, value in values.items()})
        )

    east = next(one for one in slow(speed).arrivals if one.township == 1)
    assert east.last_h == pytest.approx(6.0)
    assert east.is_in_time == (True, True, True, True, True)  # exactly at six hours is in time
    late = next(one for one in slow(speed * 0.99).arrivals if one.township == 1)
    assert late.is_in_time == (False, True, True, True, True)
    assert slow(speed).limits_h == (6, 8, 10, 12, 24)


def test_a_township_that_gets_nothing_is_never_in_time() -> None:
    plan = planned(row("tent", 1))
    nothing = [one for one in plan.arrivals if one.last_h is None]
    assert [plan.name(one.township) for one in nothing] == ["West"]
    assert nothing[0].is_in_time == (False,) * 5 and plan.arrivals[0] is nothing[0]


def test_only_usable_stock_is_sent() -> None:
    rows = (
        row("bed", 5),
        row("bed", 500, expires="2026-07-31"),
        row("bed", None),
        row("bed", 500, "gone"),
        row("water", 7.9),
    )
    plan = planned(*rows)
    assert sum(loads(plan, "bed").values()) == 5
    assert sum(loads(plan, "water").values()) == 7  # whole litres


@pytest.mark.parametrize(
    ("rows", "depots", "changed", "missing"),
    [
        ((), (depot(),), {}, ("stock",)),
        ((row("bed"),), (), {}, ("depots",)),
        ((row("bed"),), (depot(),), {"townships": [], "county": []}, ("townships",)),
        (
            (row("bed"),),
            (depot(),),
            {"townships": [{**WEST, "population_persons": np.nan}], "villages": []},
            ("township_population",),
        ),
    ],
)
def test_what_is_missing_is_said(rows: Any, depots: Any, changed: Any, missing: tuple[str, ...]) -> None:
    plan = planned(*rows, depots=depots, of=county(**changed))
    assert plan.missing == missing and plan.legs == () and plan.worst_arrival_h is None


def test_lines_join_the_loads_of_a_way() -> None:
    plan = planned(row("bed", 53), row("coat", 53))
    lines = plan.lines
    assert lines.shape == (2, 5)
    assert lines[:, 4].tolist() == [pytest.approx(2 * 15 / 53), pytest.approx(2 * 38 / 53)]
    assert (lines[0, :2] == depot().location).all()


def test_the_way_that_carries_most_is_drawn_last_wherever_it_leads() -> None:
    plan = planned(row("bed", 53))
    for west_m, east_m in ((0.0, 5000.0), (5000.0, 0.0)):
        lines = replace(plan, place_xy=plan.place_xy + np.array([[0.0, west_m], [0.0, east_m]])).lines
        assert lines[:, 4].tolist() == [pytest.approx(15 / 53), pytest.approx(38 / 53)]
        assert (lines[0, 3] > lines[1, 3]) == (west_m > east_m)


def test_it_tells_of_each_item_and_can_be_given_up() -> None:
    stock = stock_by_item((row("bed", 53),), [depot()], DAY)
    work = dispatch(county(), [depot()], stock, RULES, Case(53, 3, False))
    steps: list[Progress] = list(itertools.islice(work, 3))
    assert {step.key for step in steps} == {"supplies.dispatch"} and steps[0].total == 9
    work.close()


# -- against brute force -----------------------------------------------------------------------------------
def cheapest(cost: np.ndarray, need: list[int], stock: list[int]) -> float:
    """Least sum of quantity times cost over every way to give each place what it is to get."""

    def ways(count: int, depots: int) -> Any:
        if depots == 1:
            yield (count,)
            return
        for first in range(count + 1):
            for rest in ways(count - first, depots - 1):
                yield (first, *rest)

    best = np.inf
    for choice in itertools.product(*(list(ways(count, len(stock))) for count in need)):
        table = np.array(choice)
        if (table.sum(axis=0) <= stock).all():
            best = min(best, float((table * cost.T).sum()))
    return best


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=3),
    st.integers(2, 9),
)
def test_it_is_the_cheapest_of_all_plans(sites: list[tuple[int, int, int]], persons: int) -> None:
    depots = tuple(
        replace(depot(), id=f"d{index}", geometry=at(x, y)) for index, (x, y, _) in enumerate(sites)
    )
    rows = [row("bed", count, f"d{index}") for index, (_, _, count) in enumerate(sites)]
    plan = planned(*rows, depots=depots, persons=persons)
    stock = [count for _, _, count in sites]
    share = allotted(township_persons(county(), persons), sum(stock)).tolist()
    points = place_points(county())
    apart_km = np.array([np.hypot(*(points - one.location).T) / 1000 for one in depots])
    hours = 1.0 + apart_km * 1.4 / 28
    made = sum(leg.quantity * leg.arrives_h for leg in plan.legs if leg.item.key == "bed")
    assert made == pytest.approx(cheapest(hours, share, stock))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 19),
            st.integers(0, 9),
            st.sampled_from(["bed", "tent", "water", "quilt"]),
            st.integers(0, 5000),
        ),
        min_size=1,
        max_size=12,
    ),
    st.integers(1, 4000),
)
def test_nothing_is_sent_twice_or_left_lying(rows: list[tuple[int, int, str, int]], persons: int) -> None:
    depots = tuple(
        replace(depot(), id=f"d{index}", geometry=at(x, y)) for index, (x, y, _, _) in enumerate(rows)
    )
    ledger = [row(item, count, f"d{index}") for index, (_, _, item, count) in enumerate(rows)]
    plan = planned(*ledger, depots=depots, persons=persons)
    assert plan.township_persons.sum() == persons
    for index, item in enumerate(plan.items):
        there = sum(count for _, _, key, count in rows if key == item.key)
        assert plan.sent[index].sum() == min(plan.need[index].sum(), there)
        assert plan.need[index].sum() == needs(persons, 3, RULES, False)[item.key].quantity


# -- the check itself --------------------------------------------------------------------------------------
def test_a_wrong_plan_is_never_shown() -> None:
    rows = (row("bed", 53),)
    stock = stock_by_item(rows, [depot()], DAY)
    plan = planned(*rows)
    leg = plan.legs[0]
    for legs, fault in (
        ((*plan.legs, leg), "more than"),
        (plan.legs[1:], "left lying"),
        ((replace(leg, quantity=0), *plan.legs[1:]), "empty"),
        ((replace(leg, arrives_h=0.5), *plan.legs[1:]), "time"),
        ((replace(leg, departs_h=leg.departs_h + 1), *plan.legs[1:]), "time"),
    ):
        with pytest.raises(DispatchError, match=fault):
            verify(replace(plan, legs=legs), stock)
    with pytest.raises(DispatchError, match="more than it has"):
        verify(plan, stock_by_item((row("bed", 52),), [depot()], DAY))


def test_where_no_road_leads_nothing_is_sent_and_all_of_it_is_lacking() -> None:
    road = layer(Role.ROADS, [{"geometry": LineString([at(0, 5), at(9, 5)])}])
    made = County.from_layers(layers(road), travel_by="road")
    plan = planned(*full(), of=made)
    assert (plan.sent[:, 0] > 0).any() and plan.legs  # West
    assert (plan.need[:, 1] > 0).any() and (plan.sent[:, 1] == 0).all()
    assert (plan.unmet[:, 1] == plan.need[:, 1]).all() and plan.arrivals[-1].first_h is not None


def test_a_load_goes_to_the_only_resident_of_a_township() -> None:
    spots = [made.at(300, 300), made.at(2400, 500), made.at(2800, 900)]
    people = [1.0, 3000.0, 1000.0]
    villages = made.layer(Role.VILLAGES, spots, name=["A", "B", "C"], population_persons=people)
    west, east = place_points(made.county(villages=villages)) - made.ORIGIN
    # Three quarters of the east live at B, one quarter at C.
    assert (west.tolist(), east.tolist()) == (pytest.approx([300, 300]), pytest.approx([2500, 600]))
    # Nobody is known in the east: the middle of its area.
    alone = made.layer(Role.VILLAGES, spots[:1], name=["A"], population_persons=[1.0])
    assert (place_points(made.county(villages=alone)) - made.ORIGIN)[1] == pytest.approx([3000, 1000])
