"""Fronts of two aims against every choice of sites, tried one by one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from models.locate.answer import check
from models.locate.exact import add_everyone
from models.locate.highs import Rows
from models.locate.pareto import Front, FrontPoint, SecondAim, dominates, front, undominated
from models.locate.problem import Costs, Limit, Model, Problem
from models.locate.solve import solve_problem
from tests.models.locate.brute import best_value, small_case

COST = SecondAim("cost", np.array([3.0, 1.0, 2.0]))
LINE = Costs.dense([[0, 4, 9], [4, 0, 5], [9, 5, 0], [10, 6, 1]])
"""Four points and three sites on a line at 0, 4 and 9; the points at 0, 4, 9 and 10."""
WEIGHT = np.array([1.0, 2.0, 3.0, 4.0])


def pairs(found: Front) -> list[tuple[float, float]]:
    return [(point.first, point.second) for point in found.points]


def every_pair(problem: Problem, aim: SecondAim) -> list[tuple[float, float]]:
    """Both aims of every choice of sites."""
    found = []
    for flags in itertools.product((False, True), repeat=len(problem.sites)):
        chosen = np.array(flags)
        alone = replace(problem, fixed=problem.fixed | chosen, banned=problem.banned | ~chosen)
        if (alone.fixed & alone.banned).any():
            continue
        value = best_value(alone)
        if value is not None:
            found.append((value, aim.value(problem, chosen)))
    return found


def test_people_against_money_by_hand() -> None:
    problem = Problem.of(Model.MCLP, LINE, weight=WEIGHT, radius=1.0)
    # Site 2 reaches 3 + 4 for 2, site 1 reaches 2 for 1, site 0 reaches 1 for 3.
    assert pairs(front(problem, COST, points=20)) == [(0, 0), (2, 1), (7, 2), (9, 3), (10, 6)]
    assert all(point.is_proved for point in front(problem, COST, points=20).points)


def test_mean_against_worst_by_hand() -> None:
    problem = Problem.of(Model.PMEDIAN, LINE, weight=np.array([1.0, 2.0, 3.0, 4.0]), number=1)
    # Site 1: 4 + 0 + 15 + 24 with nobody beyond 6; site 2: 9 + 10 + 0 + 4 with somebody at 9.
    assert pairs(front(problem, SecondAim("worst"))) == [(43, 6), (23, 9)]


def test_people_against_whoever_is_farthest_by_hand() -> None:
    problem = Problem.of(Model.MCLP, LINE, weight=WEIGHT, radius=1.0, number=1)
    assert pairs(front(problem, SecondAim("worst"))) == [(2, 6), (7, 9)]


@pytest.mark.parametrize("model", list(Model))
def test_no_point_is_beaten_and_each_end_is_the_best_of_its_aim(model: Model) -> None:
    seen = 0
    for seed in range(16):
        is_capacitated = seed % 4 == 0 and model != Model.PCENTER
        problem = small_case(seed, model, is_capacitated=is_capacitated)
        if seed % 2:  # the number is what the money decides
            free = replace(problem, number=None)
            problem = replace(
                free, limits=(*problem.limits, Limit("most", np.ones(len(free.sites)), at_most=3))
            )
        kinds = [SecondAim("cost", np.arange(1.0, len(problem.sites) + 1.0))]
        if model in (Model.MCLP, Model.PMEDIAN) and not is_capacitated:
            kinds.append(SecondAim("worst"))
        for aim in kinds:
            known = every_pair(problem, aim)
            found = pairs(front(problem, aim, points=6))
            assert bool(found) == bool(known), (seed, aim.name)
            if not known:
                continue
            seen += 1
            for one in found:
                assert any(np.allclose(one, other) for other in known), (seed, aim.name, one)
                assert not any(dominates(model, other, one) for other in known), (seed, aim.name, one)
            best = max if model == Model.MCLP else min
            assert found[-1][0] == pytest.approx(best(first for first, _ in known)), (seed, aim.name)
            assert found[0][1] == pytest.approx(min(second for _, second in known)), (seed, aim.name)
    assert seen >= 6


def test_every_plan_of_a_front_keeps_the_limits() -> None:
    random = np.random.default_rng(2)
    places, people = random.random((12, 2)), random.random((60, 2))
    costs = np.hypot(*(people[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    problem = Problem.of(Model.PMEDIAN, Costs.dense(costs), weight=random.random(60), number=4, fixed=[3])
    found = front(problem, SecondAim("land", random.random(12)))
    assert len(found.points) > 2
    for point in found.points:
        assert check(problem, point.plan) == point.first and point.plan.chosen[3]


def test_stopped_it_shows_nothing_that_is_beaten() -> None:
    problem = Problem.of(Model.MCLP, LINE, weight=WEIGHT, radius=1.0)
    assert len(front(problem, COST, is_stopped=lambda: True).points) <= 1


def test_why_there_is_none_is_told() -> None:
    found = front(Problem.of(Model.LSCP, LINE, radius=0.5), COST)
    assert found.points == () and {one.key for one in found.reasons} >= {"unreached", "radius"}


def test_the_bound_for_everybody_is_asked_of_the_points_that_imply_the_others() -> None:
    # Within 6: the points at 0 reach sites 0 and 1, those at 4 all, those at 9 and 10 sites 1 and 2.
    problem = Problem.of(Model.MCLP, LINE, radius=1.0, number=1, everyone=6.0)
    rows = Rows()
    add_everyone(rows, problem)
    assert rows.count == 2
    answer = solve_problem(problem)
    assert answer.plan is not None and answer.plan.chosen.tolist() == [False, True, False]
    assert not problem.keeps(np.array([False, False, True]))


def test_after_a_stop_no_more_is_asked() -> None:
    asked: list[int] = []
    problem = Problem.of(Model.MCLP, LINE, weight=WEIGHT, radius=1.0, number=1)
    stopped = [False]

    def told(done: int, whole: int) -> None:
        asked.append(done)
        stopped[0] = True

    found = front(problem, SecondAim("worst"), is_stopped=lambda: stopped[0], told=told)
    assert asked == [1] and len(found.points) == 1


def test_of_points_that_say_the_same_the_proved_one_is_kept_and_none_that_another_beats() -> None:
    def point(first: float, second: float, is_proved: bool = True) -> FrontPoint:
        return FrontPoint(None, first, second, is_proved, None)

    guessed, proved, beaten, dear = point(9, 2, False), point(9, 2), point(8, 3), point(12, 5)
    assert undominated(Model.MCLP, [dear, guessed, beaten, proved]) == (proved, dear)
    assert undominated(Model.PMEDIAN, [dear, guessed, beaten, proved]) == (proved, beaten)
