"""Coverings against every choice of columns, one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.locate.cover import fewest, reduced
from models.locate.highs import Clock
from models.locate.problem import Costs, Model, Problem
from models.locate.solve import solve_problem


def brute(reach: np.ndarray) -> int | None:
    m = reach.shape[1]
    for count in range(m + 1):
        for some in itertools.combinations(range(m), count):
            if reach[:, list(some)].any(axis=1).all():
                return count
    return None


def some_reach(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.random((rng.integers(0, 12), rng.integers(1, 8))) < rng.choice([0.15, 0.3, 0.6])


@pytest.mark.parametrize("enough", [0, 2])
def test_the_fewest_that_reach_everyone(enough: int) -> None:
    solved = 0
    for seed in range(120):
        reach = some_reach(seed)
        cover, best = fewest(reach, Clock(), enough=enough), brute(reach)
        if best is None:
            assert cover.chosen is None
            continue
        solved += 1
        assert cover.chosen is not None and reach[:, cover.chosen].any(axis=1).all(), seed
        count = int(cover.chosen.sum())
        assert cover.bound <= best <= count, seed
        if enough:
            assert (count <= enough) == (best <= enough) and (cover.bound > enough) == (best > enough), seed
        else:
            assert (cover.bound, count) == (best, best) and cover.is_proved, seed
    assert solved > 40


def test_what_is_left_out_is_never_missed() -> None:
    for seed in range(200):
        reach = some_reach(seed)
        if not reach.any(axis=1).all():
            continue
        rows, columns = reduced(reach)
        part = reach[np.ix_(rows, columns)]
        assert brute(part) == brute(reach), seed
        for one, other in itertools.permutations(range(len(rows)), 2):
            assert not (part[one] <= part[other]).all(), seed  # nothing more can be left out
        for one, other in itertools.permutations(range(len(columns)), 2):
            assert not (part[:, one] <= part[:, other]).all(), seed


def test_two_valleys_are_solved_apart_and_counted_together() -> None:
    valley = np.eye(3, dtype=bool) | np.roll(np.eye(3, dtype=bool), 1, axis=1)
    reach = np.kron(np.eye(2, dtype=bool), valley)
    cover = fewest(reach, Clock())
    assert (cover.bound, cover.is_proved) == (4, True)  # each ring of three needs two; the program says 1.5


def test_a_wide_worst_case_is_proved() -> None:
    rng = np.random.default_rng(5)
    points, sites = rng.random((300, 2)), rng.random((40, 2))
    costs = np.hypot(*(points[:, None] - sites[None]).transpose(2, 0, 1))
    answer = solve_problem(Problem.of(Model.PCENTER, Costs.dense(costs), number=5))
    assert answer.status == "optimal" and answer.objective is not None
    tighter = answer.objective * (1.0 - 1e-6)
    none = solve_problem(Problem.of(Model.LSCP, Costs.dense(costs), radius=tighter))
    assert none.plan is None or (none.objective is not None and none.objective > 5)


def test_near_enough_is_enough() -> None:
    rng = np.random.default_rng(7)
    costs = Costs.dense(rng.random((30, 12)))
    exact = solve_problem(Problem.of(Model.PMEDIAN, costs, number=4))
    near = solve_problem(Problem.of(Model.PMEDIAN, costs, number=4), gap=0.2)
    assert near.gap is not None and near.gap <= 0.2 and near.bound is not None
    assert exact.objective is not None and near.bound <= exact.objective + 1e-9
