"""Cost of a project and money by year and source; worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facilities.keyproject import FUNDS, STATES, KeyProject
from models.programme.budget import OPEN, budget
from models.programme.cost import Cost, area_m2, cost_of, quota_key, total_area_m2
from models.project.settings import Indicator
from tests.models.made import box, depot, shelter, station

A = shelter(id="a", gross_area_m2=2000.0)
B = depot(id="b", floor_area_m2=500.0, level="county")
C = station(id="c")
FACILITIES = {one.id: one for one in (A, B, C)}
QUOTAS = {"shelter.short": Indicator(300.0), "depot.county": Indicator(4000.0)}


def test_a_typed_cost_counts_else_area_times_cost_per_square_metre() -> None:
    assert cost_of(KeyProject(cost_10k=7.0, facility_ids=("a",)), FACILITIES, QUOTAS) == Cost(7.0)
    # 2000 m2 at 300 yuan and 500 m2 at 4000 yuan: 600,000 + 2,000,000 yuan.
    assert cost_of(KeyProject(facility_ids=("a", "b")), FACILITIES, QUOTAS) == Cost(260.0, is_by_quota=True)


@pytest.mark.parametrize(
    ("ids", "lacking"),
    [
        ((), ("cost",)),
        (("a", "c"), ("area", "quota")),
        (("gone",), ("area", "quota")),
    ],
)
def test_what_is_not_known_is_no_zero_and_says_what_it_lacks(
    ids: tuple[str, ...], lacking: tuple[str, ...]
) -> None:
    assert cost_of(KeyProject(facility_ids=ids), FACILITIES, QUOTAS) == Cost(None, lacking=lacking)


def test_area_is_stated_or_drawn_and_a_whole_only_if_all_are_known() -> None:
    assert (area_m2(A), area_m2(C), total_area_m2([A, B])) == (2000.0, None, 2500.0)
    assert area_m2(shelter(geometry=box(0, 0, 20, 10))) == 200.0
    assert total_area_m2([A, C]) is None and total_area_m2([]) is None
    assert quota_key(C) == "fire_station.second"


def test_money_is_spread_from_start_to_finish_and_by_source() -> None:
    # 90 over 2026 to 2028 is 30 a year; 10 without a start fall in 2027; 5 have no year.
    rows = [
        (KeyProject(start_year=2026, finish_year=2028, fund_city=40.0, fund_central=20.0), Cost(90.0)),
        (KeyProject(finish_year=2027), Cost(10.0)),
        (KeyProject(start_year=2026), Cost(5.0)),
        (KeyProject(finish_year=2026, state="dropped"), Cost(1000.0)),
    ]
    unknown = KeyProject(finish_year=2027)
    found = budget([*rows, (unknown, Cost(None))])
    assert list(found.by_year.items()) == [(2026, 30.0), (2027, 40.0), (2028, 30.0), (None, 5.0)]
    assert found.by_source == {
        "central": 20.0, "provincial": 0.0, "city": 40.0, "county": 0.0, "other": 0.0, OPEN: 45.0,
    }  # fmt: skip
    assert (found.total, found.unknown) == (105.0, (unknown,))


MONEY = st.none() | st.floats(0, 1e6)
YEARS = st.none() | st.integers(2000, 2100)
ROWS = st.builds(
    lambda years, funds, state: KeyProject(
        start_year=years[0],
        finish_year=years[1],
        state=state,
        **{f"fund_{source}": fund for source, fund in zip(FUNDS, funds, strict=True)},
    ),
    st.tuples(YEARS, YEARS).filter(lambda pair: None in pair or pair[0] <= pair[1]),
    st.tuples(*(MONEY for _ in FUNDS)),
    st.sampled_from(STATES),
)


@given(st.lists(st.tuples(ROWS, MONEY.map(Cost))))
def test_years_and_sources_add_up_to_the_same_total(rows: list[tuple[KeyProject, Cost]]) -> None:
    found = budget(rows)
    assert sum(found.by_year.values()) == pytest.approx(found.total, abs=1e-6)
    assert sum(found.by_source.values()) == pytest.approx(found.total, abs=1e-6)
