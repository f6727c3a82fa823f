"""Counties added up and put in order: by hand, and whatever they are."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from models.findings.findings import Verdict
from models.province.combine import ranking, residents, total, worst_townships
from models.province.results import (
    CountyResult,
    FigureResult,
    TownshipResult,
    decoded,
    encoded,
    province_spec,
)

AREA = "shelter.area_per_resident.county"


def county(
    key: str,
    area_m2: float | None,
    persons: float | None,
    *,
    target: float | None = 2.5,
    reason: str = "",
    towns: tuple[TownshipResult, ...] = (),
    is_upper_bound: bool = False,
) -> CountyResult:
    value = area_m2 / persons if area_m2 is not None and persons else None
    figure = FigureResult(
        AREA,
        value,
        "m2_per_person",
        "info",
        ">=" if target is not None else None,
        target,
        area_m2 if value is not None else None,
        persons if value is not None else None,
        1.0,
        is_upper_bound,
    )
    return CountyResult(key, key, "mark", reason, persons=persons, figures=(figure,), townships=towns)


def test_a_total_is_a_sum_over_a_sum_and_not_the_mean_of_the_counties() -> None:
    # 100,000 m2 for 20,000 people and 40,000 m2 for 80,000: 1.4 m2 each; the mean of 5.0 and 0.5 is 2.75.
    one = total([county("a", 100_000, 20_000), county("b", 40_000, 80_000)], AREA)
    assert (one.part, one.whole, one.value) == (140_000, 100_000, 1.4)
    assert one.verdict == Verdict.FAIL
    assert (one.counties, one.of) == (2, 2)


def test_a_county_without_data_is_no_zero_and_leaves_no_verdict() -> None:
    one = total([county("a", 100_000, 20_000), county("b", None, None)], AREA)
    assert (one.value, one.counties, one.of, one.verdict) == (5.0, 1, 2, Verdict.INFO)


def test_neither_different_targets_nor_an_upper_bound_give_a_verdict() -> None:
    mixed = total([county("a", 100_000, 20_000), county("b", 40_000, 80_000, target=1.0)], AREA)
    assert (mixed.verdict, mixed.target, mixed.asks_differ) == (Verdict.INFO, None, True)
    bound = total([county("a", 100_000, 20_000, is_upper_bound=True)], AREA)
    assert (bound.verdict, bound.is_upper_bound) == (Verdict.INFO, True)


def test_failed_counties_are_in_no_sum_and_no_order() -> None:
    results = [county("a", 1.0, 1.0), county("b", 5.0, 1.0, reason="broken")]
    assert total(results, AREA).value == 1.0
    assert [rank.result.key for rank in ranking(results, AREA)] == ["a"]
    assert residents(results) == (1.0, 1)


def test_counties_alike_share_a_place_and_those_without_data_have_none() -> None:
    values = {"a": 2.0, "b": 3.0, "c": 2.0, "d": 1.0, "e": None}
    found = ranking([county(key, value, 1.0 if value else None) for key, value in values.items()], AREA)
    places = [(rank.result.key, rank.place) for rank in found]
    assert places == [("b", 1), ("a", 2), ("c", 2), ("d", 4), ("e", None)]


def test_the_worst_townships_of_all_counties_come_first() -> None:
    towns = [TownshipResult(name, 100.0, area, 250.0) for name, area in (("x", 0.4), ("y", 1.0))]
    other = [TownshipResult("z", 100.0, 0.5, 200.0), TownshipResult("w", None, None, 10.0)]
    results = [county("a", 1.0, 1.0, towns=tuple(towns)), county("b", 1.0, 1.0, towns=tuple(other))]
    assert [(row.county, row.township.name) for row in worst_townships(results, 3)] == [
        ("a", "x"),
        ("b", "z"),
        ("a", "y"),
    ]
    assert len(worst_townships(results, 9)) == 4


def test_nobody_known_is_no_data() -> None:
    nothing = total([county("a", None, None)], AREA)
    assert (nothing.value, nothing.verdict) == (None, Verdict.NO_DATA)
    assert residents([county("a", None, None)]) == (None, 0)
    assert total([], AREA).value is None


amounts = st.tuples(
    st.one_of(st.none(), st.floats(0, 1e9)), st.one_of(st.none(), st.floats(1, 1e8)), st.booleans()
)


@given(st.lists(amounts, max_size=12))
def test_a_total_lies_between_its_counties_and_order_and_sums_agree(rows: list) -> None:
    results = [
        county(str(number), area if persons else None, persons, reason="broken" if failed else "")
        for number, (area, persons, failed) in enumerate(rows)
    ]
    ranks, one = ranking(results, AREA), total(results, AREA)
    known = [rank.value for rank in ranks if rank.value is not None]
    assert known == sorted(known, reverse=True)
    assert len(ranks) == sum(result.is_done for result in results) == one.of
    assert one.counties == len(known)
    if known:
        assert one.value is not None
        assert min(known) * (1 - 1e-9) <= one.value <= max(known) * (1 + 1e-9)
        assert math.isclose(one.value * (one.whole or 0), one.part or 0, rel_tol=1e-9, abs_tol=1e-9)
    for rank in ranks:
        better = sum(value > rank.value for value in known) if rank.value is not None else None
        assert rank.place == (None if better is None else better + 1)


def test_what_was_written_down_is_read_back_and_another_form_is_not() -> None:
    town = TownshipResult("镇", None, None, 3.0)
    result = county("甲县", 5.0, 2.0, towns=(town,))
    assert decoded(encoded(result)) == result
    assert decoded(encoded(result).replace(b'"format": 1', b'"format": 2')) is None
    assert decoded(b"{") is None
    assert decoded(b"[]") is None


def test_what_ships_names_figures_that_there_are() -> None:
    assert province_spec().figures[0] == AREA
