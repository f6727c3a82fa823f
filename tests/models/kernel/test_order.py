"""Orders of numbers among which some are equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kernel.order import rising_order

NUMBER = st.sampled_from([0.0, -0.0, 1.0, 2.5, np.inf, -np.inf]) | st.floats(-9.0, 9.0)


@given(st.lists(NUMBER, max_size=60), st.booleans())
def test_equal_numbers_stay_in_their_order(numbers: list[float], has_unknown: bool) -> None:
    values = np.array([*numbers, *([np.nan, 1.0, np.nan] if has_unknown else [])], dtype=float)
    assert rising_order(values).tolist() == np.argsort(values, kind="stable").tolist()


@pytest.mark.parametrize("kinds", [2, 300, 10**9])
def test_many_are_ordered_alike(kinds: int) -> None:
    values = -np.random.default_rng(kinds).integers(0, kinds, 50_000).astype(float)
    assert rising_order(values).tolist() == np.argsort(values, kind="stable").tolist()
