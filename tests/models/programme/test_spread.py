"""Money by year as it is typed: read, checked against the cost, and counted; worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facilities.keyproject import KeyProject
from models.facilities.spread import Spread, SpreadError, parsed_spread, spread_of
from models.programme.budget import budget, money_by_year, rest_words
from models.programme.cost import Cost

SHARES = "2026: 30%; 2027: 70%"


@pytest.mark.parametrize(
    ("said", "parts", "is_share"),
    [
        (SHARES, {2026: 30.0, 2027: 70.0}, True),
        ("2027年 70％，2026年：30％。", {2026: 30.0, 2027: 70.0}, True),
        ("2026: 1,200.5, 2027: 800", {2026: 1200.5, 2027: 800.0}, False),
        ("2026=120,2027=280万元", {2026: 120.0, 2027: 280.0}, False),
        ("2026年30、2027年70", {2026: 30.0, 2027: 70.0}, False),
        ("２０２６：５", {2026: 5.0}, False),
    ],
)
def test_what_people_write_is_read(said: str, parts: dict[int, float], is_share: bool) -> None:
    found = parsed_spread(said)
    assert found is not None and (dict(found.parts), found.is_share) == (parts, is_share)
    assert list(found.parts) == sorted(parts)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("早点", "spread"),
        ("2026", "spread"),
        ("2026: -5", "spread"),
        ("2026: 30%2027: 70%", "spread"),
        ("2026: 30%; 2026: 70%", "spread_twice"),
        ("2026: 30%; 2027: 70", "spread_mixed"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(said: str, word: str) -> None:
    with pytest.raises(SpreadError, match=f"^{word}$"):
        parsed_spread(said)
    assert KeyProject(cost_10k=1e6, money_by_year=said).fault == word


@pytest.mark.parametrize(
    ("said", "cost", "fault"),
    [
        (SHARES, None, ""),
        (SHARES, 10.0, ""),
        ("2026: 30%; 2027: 71%", 10.0, "spread_share"),
        ("2026: 3; 2027: 7", 10.0, ""),
        ("2026: 3; 2027: 7.1", 10.0, "spread_sum"),
        ("2026: 3", None, "spread_cost"),
        ("1926: 3", 10.0, "year"),
    ],
)
def test_the_sum_is_held_against_the_cost(said: str, cost: float | None, fault: str) -> None:
    assert KeyProject(cost_10k=cost, money_by_year=said).fault == fault


def test_typed_years_take_the_place_of_the_even_spread() -> None:
    # 30 % and 70 % of 90 are 27 and 63; 12 of 20 are settled, 8 have no year; 10 over two years are 5 each.
    shares = KeyProject(id="a", start_year=2026, finish_year=2028, money_by_year=SHARES)
    sums = KeyProject(id="b", finish_year=2027, cost_10k=20.0, money_by_year="2025: 2; 2028: 10")
    even = KeyProject(id="c", start_year=2027, finish_year=2028)
    found = budget([(shares, Cost(90.0)), (sums, Cost(20.0)), (even, Cost(10.0))])
    assert list(found.by_year.items()) == [
        (2025, 2.0), (2026, 27.0), (2027, 68.0), (2028, 15.0), (None, 8.0),
    ]  # fmt: skip
    assert found.partly_spread == ((sums, 8.0),) and found.total == 120.0
    assert rest_words(found, {"b": "乙"}, "zh") == ["乙的分年投资比总投资少 8.0 万元，列入“年份未定”。"]


SPREADS = st.builds(
    lambda parts, is_share: spread_of(parts, is_share=is_share),
    st.dictionaries(st.integers(2000, 2100), st.floats(0, 1e7).map(lambda one: round(one, 6)), min_size=1),
    st.booleans(),
)


@given(SPREADS)
def test_what_is_written_down_is_read_back(spread: Spread) -> None:
    assert parsed_spread(spread.text) == spread


@given(SPREADS, st.floats(0, 1e6))
def test_years_add_up_to_the_cost_whatever_is_typed(spread: Spread, cost: float) -> None:
    project = KeyProject(cost_10k=cost, money_by_year=spread.text)
    if not project.fault:
        assert sum(money_by_year(project, cost).values()) == pytest.approx(cost, rel=1e-6, abs=1e-6)


def test_a_year_is_put_in_changed_and_taken_out() -> None:
    spread = spread_of({2026: 30.0}, is_share=True)
    both = spread.with_year(2025, 10.0)
    assert both is not None and both.text == "2025: 10%; 2026: 30%"
    assert both.with_year(2026, None) == spread_of({2025: 10.0}, is_share=True)
    assert spread.with_year(2026, None) is None
