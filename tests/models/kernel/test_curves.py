"""Curves of how something is spread over people."""

from __future__ import annotations

import numpy as np
import pytest

from models.kernel.curves import lorenz, reached_by

NAN = float("nan")


def test_lorenz_by_hand() -> None:
    """Three places, worst first: 50 people with 0, 30 with 30 (1 each), 20 with 70 (3.5 each).

    The curve goes through (0.5, 0), (0.8, 0.3), (1, 1); twice the area below it is
    0.5 * 0 + 0.3 * (0 + 0.3) + 0.2 * (0.3 + 1) = 0.35, so that the Gini coefficient is 0.65.
    """
    found = lorenz(np.array([70.0, 0.0, 30.0, NAN]), np.array([20.0, 50.0, 30.0, 10.0]))
    assert found is not None
    assert found.people_share == pytest.approx([0, 0.5, 0.8, 1])
    assert found.amount_share == pytest.approx([0, 0, 0.3, 1])
    assert found.gini == pytest.approx(0.65) and found.unknown == 1
    assert found.order.tolist() == [1, 2, 0]  # the place that each part of the curve is of


def test_lorenz_knows_nothing_of_nothing() -> None:
    assert lorenz(np.array([0.0, 0.0]), np.array([5.0, 5.0])) is None
    assert lorenz(np.array([NAN]), np.array([5.0])) is None and lorenz(np.empty(0), np.empty(0)) is None


def test_gini_of_any_county_lies_between_even_and_all_in_one_place() -> None:
    made = np.random.default_rng(7)
    for count in (1, 2, 9, 40):
        persons, amount = made.uniform(1, 1000, count), made.uniform(0, 1000, count) + 1e-6
        found, even = lorenz(amount, persons), lorenz(3 * persons, persons)
        assert found is not None and even is not None
        assert even.gini == pytest.approx(0) and -1e-12 <= found.gini < 1
        # It is about shares: other units and a place cut in two alike parts change nothing.
        halves = lorenz(np.append(amount[1:], [amount[0] / 2] * 2),
                        np.append(persons[1:], [persons[0] / 2] * 2))  # fmt: skip
        assert halves is not None and halves.gini == pytest.approx(found.gini)
        assert lorenz(10_000 * amount, persons).gini == pytest.approx(found.gini)  # type: ignore[union-attr]
        assert (np.diff(found.amount_share, n=1) >= 0).all()


def test_reached_by_by_hand() -> None:
    """100 people: 40 within 3 min, 30 more at 5 min, 10 never, 20 at places of unknown time."""
    at, share = reached_by(
        np.array([5.0, 3.0, np.inf, NAN, 5.0, 4.0]), np.array([10.0, 40.0, 10.0, 20.0, 20.0, NAN])
    )
    assert at == pytest.approx([3, 5]) and share == pytest.approx([0.4, 0.7])


def test_reached_by_of_nobody_is_empty() -> None:
    assert reached_by(np.array([1.0]), np.array([0.0]))[0].size == 0
    assert reached_by(np.array([np.inf]), np.array([9.0]))[0].size == 0
