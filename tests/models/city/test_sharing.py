"""Shares of a city's stock: by hand, against a solver, and whatever lies where."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from models.city.sharing import fair_allotment, fair_shares


def shared(lack: list[int], stock: list[int], leads: list[list[int]]) -> list[int]:
    given = fair_allotment(
        np.array(lack), np.array(stock), np.array(leads, dtype=bool).reshape(len(lack), -1)
    )
    return [int(one) for one in given]


def test_everybody_gets_the_same_share_of_what_he_lacks() -> None:
    # 60 for 100 + 200: a fifth each.
    assert shared([100, 200], [60], [[1], [1]]) == [20, 40]


def test_who_is_cut_off_from_a_depot_leaves_it_to_the_others() -> None:
    # The first depot (30) reaches both, the second (90) only the second county. The first county can have 30
    # of 100 at most; the second has 90 of 200 from the depot beyond the reach of the first.
    assert shared([100, 200], [30, 90], [[1, 0], [1, 1]]) == [30, 90]
    # With 40 and 20 both get a fifth: the first depot sends 20 to each.
    assert shared([100, 200], [40, 20], [[1, 0], [1, 1]]) == [20, 40]


def test_three_levels() -> None:
    # a: only depot 0 (10 of 100). b: only depot 1 (50 of 100). c: depot 2 has more than enough.
    leads = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert shared([100, 100, 100], [10, 50, 500], leads) == [10, 50, 100]
    found = fair_shares(np.array([100, 100, 100]), np.array([10, 50, 500]), np.array(leads, dtype=bool))
    assert found == (Fraction(1, 10), Fraction(1, 2), Fraction(1))


def test_what_rounding_leaves_goes_to_whose_share_was_cut_most() -> None:
    # A third of each 10 is 3.33; 10 in all: one of them gets the tenth piece, the first of equals.
    assert shared([10, 10, 10], [10], [[1], [1], [1]]) == [4, 3, 3]


def test_nothing_lacking_nothing_there_and_no_way() -> None:
    assert shared([0, 5], [3], [[1], [1]]) == [0, 3]
    assert shared([5], [0], [[1]]) == [0]
    assert shared([5], [7], [[0]]) == [0]
    assert shared([5], [], [[]]) == [0]
    assert not len(fair_allotment(np.zeros(0, int), np.array([7]), np.zeros((0, 1), bool)))


cases = st.integers(1, 4).flatmap(
    lambda counties: st.integers(1, 3).flatmap(
        lambda depots: st.tuples(
            st.lists(st.integers(0, 60), min_size=counties, max_size=counties),
            st.lists(st.integers(0, 80), min_size=depots, max_size=depots),
            st.lists(
                st.lists(st.integers(0, 1), min_size=depots, max_size=depots),
                min_size=counties,
                max_size=counties,
            ),
        )
    )
)


def brought(given: list[float], stock: list[int], leads: list[list[int]]) -> bool:
    """Whether the depots can bring exactly this, by a solver of its own."""
    pairs = [(c, d) for c, row in enumerate(leads) for d, one in enumerate(row) if one]
    if not pairs:
        return not any(given)
    equal = np.array([[float(c == county) for c, _ in pairs] for county in range(len(given))])
    most = np.array([[float(d == depot) for _, d in pairs] for depot in range(len(stock))])
    found = linprog(np.zeros(len(pairs)), A_ub=most, b_ub=stock, A_eq=equal, b_eq=given)
    return bool(found.status == 0)


@given(cases)
def test_no_more_is_given_than_there_is_and_nothing_is_left_lying(case: tuple) -> None:
    lack, stock, leads = case
    given = shared(lack, stock, leads)
    assert all(0 <= one <= most for one, most in zip(given, lack, strict=True))
    assert brought(given, stock, leads)
    for county, most in enumerate(lack):  # nobody could have one more beside what the others have
        if given[county] < most:
            more = [one + (number == county) for number, one in enumerate(given)]
            assert not brought(more, stock, leads)


@given(cases)
def test_the_least_share_is_as_high_as_it_can_be(case: tuple) -> None:
    lack, stock, leads = case
    shares = fair_shares(np.array(lack), np.array(stock), np.array(leads, dtype=bool).reshape(len(lack), -1))
    waiting = [share for share, most in zip(shares, lack, strict=True) if most]
    if waiting and min(waiting) < 1:
        higher = float(min(waiting)) + 1e-4
        assert not brought([higher * most for most in lack], stock, leads)


@given(cases, st.integers(1, 40), st.integers(0, 2))
def test_more_stock_lowers_nobody_s_share(case: tuple, more: int, where: int) -> None:
    lack, stock, leads = case
    ways = np.array(leads, dtype=bool).reshape(len(lack), -1)
    before = fair_shares(np.array(lack), np.array(stock), ways)
    richer = [one + more * (depot == where % len(stock)) for depot, one in enumerate(stock)]
    after = fair_shares(np.array(lack), np.array(richer), ways)
    assert all(new >= old for new, old in zip(after, before, strict=True))


@pytest.mark.parametrize("own", [1, 7, 30])
def test_more_of_one_s_own_leaves_more_for_the_others(own: int) -> None:
    stock, leads = np.array([30, 40]), np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    before = fair_shares(np.array([60, 50, 70]), stock, leads)
    after = fair_shares(np.array([60 - own, 50, 70]), stock, leads)
    assert all(new >= old for new, old in zip(after, before, strict=True))
