"""What figures ask of costs while a site comes or goes, against asking all costs afresh."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.access.costs import AllCosts, ChangedCosts, Costs
from models.access.straight import StraightLine
from models.access.ways import Reach
from models.county.demand import Demand

REACH = Reach(StraightLine(), 12.0)
COST = st.sampled_from([0.0, 3.0, 12.0, 12.5, 40.0, np.inf])


def same(found: Costs, plain: AllCosts) -> None:
    assert (found.values == plain.values).all()
    assert (found.by_cell == plain.by_cell).all()
    for share in (0.1, 0.5, 0.9, 1.0):
        assert found.quantile(share) == pytest.approx(plain.quantile(share), nan_ok=True)
    assert found.within(REACH) == pytest.approx(plain.within(REACH))
    assert found.unreached == plain.unreached
    assert found.reached == pytest.approx(plain.reached)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(COST, COST, COST, st.integers(0, 3)), min_size=1, max_size=30))
def test_a_change_of_some_costs_gives_what_all_costs_afresh_give(rows) -> None:
    first, second, third, persons = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    count = len(first)
    xy = np.random.default_rng(count).uniform(0, 1000, (count, 2))
    demand = Demand(xy, persons, np.full(count, "", dtype=object), np.arange(count))
    # Once for what goes, and again on top of it for what comes: costs rise and fall, ways end and begin.
    went = ChangedCosts.of(AllCosts(demand, first), *_changed(demand, first, second))
    same(went, AllCosts(demand, second))
    same(ChangedCosts.of(went, *_changed(demand, second, third)), AllCosts(demand, third))


def _changed(demand: Demand, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = np.flatnonzero(before != after)
    return demand.index.grid.position[rows], after[rows]
