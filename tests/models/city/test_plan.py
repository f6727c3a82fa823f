"""What a city brings to its counties: two counties and two depots by hand, and whatever there is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.straight import StraightLine
from models.city.county import CityCounty
from models.city.network import network_case
from models.city.plan import (
    CityDepot,
    CityPlan,
    CityPlanError,
    Load,
    city_plan,
    verify,
    worst_first,
)
from models.findings.findings import Verdict
from models.kernel.progress import run_to_end
from tests.models.supplies.test_need import RULES, depot

WAY = StraightLine(50.0)
"""50 km in an hour, straight."""
PLACES = np.array([[0.0, 0.0], [100_000.0, 0.0]])


def one(key: str, bed: int = 100, own: int | None = 40, **values: object) -> CityCounty:
    return CityCounty(key, key, persons=bed, need={"bed": bed}, own={"bed": own}, **values)  # type: ignore[arg-type]


def store(x_km: float, bed: int, name: str = "a") -> CityDepot:
    held = depot(0, 0, id=name, name=name, level="city")
    return CityDepot(replace(held, geometry=type(held.geometry)(x_km * 1000, 0)), {"bed": bed})


def planned(
    counties: list[CityCounty], depots: list[CityDepot], limit_h: float = 2.0, places: object = None
) -> CityPlan:
    at = PLACES[: len(counties)] if places is None else np.array(places)
    return run_to_end(city_plan("City", counties, depots, at, WAY, 1.0, limit_h))


def test_two_counties_and_one_depot_by_hand() -> None:
    """A lacks 60, B lacks 120; the depot has 90 and is two hours from both, loading among it."""
    plan = planned([one("A"), one("B", 200, 80)], [store(50, 90)])
    assert plan.hours.tolist() == [[2.0], [2.0]]
    alone_a, alone_b = plan.alone
    assert [cover.items[0].given for cover in plan.alone] == [60, 90]
    assert (alone_a.ratio, alone_a.verdict, alone_a.first_h) == (1.0, Verdict.PASS, 2.0)
    assert (alone_b.ratio, alone_b.verdict) == (170 / 200, Verdict.FAIL)
    assert plan.worst_alone is alone_b
    # At once: half of what each lacks. 40 + 30 of 100, 80 + 60 of 200.
    both_a, both_b = plan.together
    assert [(cover.items[0].given, cover.items[0].lacking) for cover in plan.together] == [(30, 30), (60, 60)]
    assert (both_a.ratio, both_b.ratio) == (0.7, 0.7)


def test_a_depot_beyond_the_hours_brings_nothing() -> None:
    """B is 100 km from the depot: two hours and one of loading, the limit is two and a half."""
    plan = planned([one("A"), one("B")], [store(0, 500)], limit_h=2.5)
    assert plan.in_time.tolist() == [[True], [False]]
    assert [cover.items[0].given for cover in plan.together] == [60, 0]
    assert plan.together[1].ratio == 0.4
    assert plan.together[1].first_h is None
    just = planned([one("A"), one("B")], [store(0, 500)], limit_h=3.0)  # exactly in time is in time
    assert [cover.items[0].given for cover in just.together] == [60, 60]


def test_loads_come_from_where_it_is_quickest_and_the_first_truck_is_told() -> None:
    plan = planned([one("A", 100, 0), one("B", 100, 0)], [store(0, 100), store(90, 70, "b")], limit_h=9.0)
    # In all 170 for 200: 85 each. The near depot of B has 70, the other 15 come from the one beside A.
    loads = [[(load.depot, load.quantity, load.arrives_h) for load in cover.loads] for cover in plan.together]
    assert loads == [[(0, 85, 1.0)], [(1, 70, pytest.approx(1.2)), (0, 15, 3.0)]]
    assert plan.together[1].first_h == pytest.approx(1.2)
    assert plan.together[1].last_h == 3.0
    assert [(load.depot, load.quantity) for load in plan.alone[1].loads] == [(1, 70), (0, 30)]


def test_unknown_own_stock_is_not_none_and_passes_only_by_what_is_known() -> None:
    """Without a ledger the whole need is lacking; only if the city brings all of it there is enough."""
    few, enough = (planned([one("A", 100, None)], [store(0, amount)]).alone[0] for amount in (60, 100))
    assert (few.ratio, few.verdict, few.items[0].at_least, few.items[0].lacking) == (
        None,
        Verdict.NO_DATA,
        0.6,
        None,
    )
    assert (enough.ratio, enough.verdict) == (1.0, Verdict.PASS)


def test_one_item_that_is_short_decides_whatever_is_unknown() -> None:
    county = CityCounty("A", "A", persons=9, need={"bed": 10, "coat": 10}, own={"bed": 4, "coat": None})
    cover = planned([county], [store(0, 1)]).alone[0]
    assert (cover.verdict, cover.ratio) == (Verdict.FAIL, 0.5)
    assert cover.worst is not None
    assert cover.worst.item.key == "bed"


def test_counties_that_could_not_be_read_and_places_that_nobody_knows() -> None:
    broken, nowhere = CityCounty("B", "B", "broken"), one("C")
    plan = planned([one("A"), broken, nowhere], [store(0, 500)], places=[[0, 0], [np.nan] * 2, [np.nan] * 2])
    assert [cover.items[0].given if cover.items else None for cover in plan.together] == [60, None, 0]
    assert [cover.verdict for cover in plan.together] == [Verdict.PASS, Verdict.NO_DATA, Verdict.FAIL]
    assert plan.failed == (broken,)
    assert [cover.county.key for cover in worst_first(plan.together)] == ["C", "B", "A"]


def test_without_city_stock_counties_have_their_own() -> None:
    plan = planned([one("A")], [])
    assert plan.missing == ("city_stock",)
    assert plan.alone[0].ratio == 0.4


@pytest.mark.parametrize(
    ("quantity", "shared", "limit_h", "said"),
    [
        (91, 91, 2.0, "more than it has"),
        (61, 61, 2.0, "more than it lacks"),
        (30, 30, 1.5, "too late"),
        (29, 30, 2.0, "its share"),
    ],
)
def test_a_plan_that_contradicts_itself_is_never_shown(
    quantity: int, shared: int, limit_h: float, said: str
) -> None:
    plan = planned([one("A"), one("B", 200, 80)], [store(50, 90)])
    first, second = plan.together
    wrong = replace(
        first,
        loads=(Load(0, "bed", quantity, 2.0),),
        items=(replace(first.items[0], given=quantity),),
    )
    none = replace(second, loads=(), items=(replace(second.items[0], given=0),))
    bad = replace(
        plan, alone=(), together=(wrong, none), shared=({"bed": shared}, {"bed": 0}), limit_h=limit_h
    )
    with pytest.raises(CityPlanError, match=said):
        verify(bad)


def test_all_stock_against_a_number_of_people() -> None:
    """100 people need 100 of each piece, 25 tents, 900 litres, 300 rations; only beds are anywhere."""
    counties, depots = [one("A", 100, 40), one("B", 200, 80)], [store(50, 90)]
    case = network_case(300, counties, depots, RULES, is_cold=False, is_city_alone=False)
    beds = next(item for item in case.items if item.item.key == "bed")
    assert (beds.own, beds.given, beds.need, beds.at_least) == (120, 90, 300, 0.7)
    assert (case.worst.at_least, case.verdict) == (0.0, Verdict.FAIL)
    alone = network_case(300, counties, depots, RULES, is_cold=False, is_city_alone=True)
    assert next(item.at_least for item in alone.items if item.item.key == "bed") == 0.3
    open_ = [*counties, CityCounty("C", "C", "broken"), one("D", 5, None)]
    unknown = network_case(300, open_, depots, RULES, is_cold=False, is_city_alone=False)
    assert (unknown.unknown, unknown.verdict) == (2, Verdict.NO_DATA)


cases = st.tuples(
    st.lists(
        st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(0, 300)), st.integers(0, 200)),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 400)), max_size=3),
    st.sampled_from([1.0, 1.5, 2.0, 4.0]),
)


@given(cases, st.integers(0, 100))
def test_never_more_than_there_is_and_more_never_makes_it_worse(case: tuple, more: int) -> None:
    rows, held, limit_h = case
    counties = [one(str(at), need, own) for at, (need, own, _) in enumerate(rows)]
    places = [[1000.0 * km, 0.0] for *_, km in rows]
    depots = [store(km, bed, str(at)) for at, (km, bed) in enumerate(held)]
    plan = planned(counties, depots, limit_h, places)
    for number, one_depot in enumerate(depots):
        sent = sum(load.quantity for cover in plan.together for load in cover.loads if load.depot == number)
        assert sent <= one_depot.stock["bed"]
    for alone, together in zip(plan.alone, plan.together, strict=True):
        assert alone.items[0].given >= together.items[0].given  # nobody has more where all are struck
        assert together.items[0].given <= together.county.lack("bed")
    if depots:
        richer = [replace(depots[0], stock={"bed": depots[0].stock["bed"] + more}), *depots[1:]]
        after = planned(counties, richer, limit_h, places)
        for now, then in zip((*after.alone, *after.together), (*plan.alone, *plan.together), strict=True):
            assert now.items[0].given >= then.items[0].given - 1  # but for the piece that rounding moves
        assert sum(now.items[0].given for now in after.together) >= sum(
            then.items[0].given for then in plan.together
        )
