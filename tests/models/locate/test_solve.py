from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.locate.answer import Answer, BrokenPlanError, Plan, Status, check, pair_costs
from models.locate.problem import Costs, Limit, Model, Problem
from models.locate.solve import solve_problem
from tests.models.locate.brute import best_value, small_case

LINE = Costs.dense([[0, 4, 9], [4, 0, 5], [9, 5, 0], [10, 6, 1]])
"""Four points and three sites on a line at 0, 4 and 9; the points at 0, 4, 9 and 10."""


@pytest.mark.parametrize("is_capacitated", [False, True])
@pytest.mark.parametrize("model", list(Model))
def test_50_random_cases_against_brute_force(model: Model, is_capacitated: bool) -> None:
    solved = 0
    for seed in range(50):
        problem = small_case(seed, model, is_capacitated=is_capacitated)
        answer, best = solve_problem(problem), best_value(problem)
        if best is None:
            assert answer.status == Status.INFEASIBLE and answer.reasons, seed
        else:
            assert (answer.status, answer.bound) == (Status.OPTIMAL, answer.objective), seed
            assert answer.objective == pytest.approx(best), seed
            solved += 1
    assert solved > 15


def test_four_models_by_hand() -> None:
    weight = np.array([1.0, 2.0, 3.0, 4.0])
    median = solve_problem(Problem.of(Model.PMEDIAN, LINE, weight=weight, number=2))
    assert median.objective == 8.0  # sites 1 and 2: 4 + 0 + 0 + 4
    assert solve_problem(Problem.of(Model.PCENTER, LINE, number=2)).objective == 4.0
    assert solve_problem(Problem.of(Model.LSCP, LINE, radius=1.0)).objective == 3.0
    most = solve_problem(Problem.of(Model.MCLP, LINE, weight=weight, radius=1.0, number=1))
    assert (
        most.objective == 7.0 and most.plan is not None and most.plan.chosen.tolist() == [False, False, True]
    )


def test_kept_sites_count_and_banned_ones_stay_closed() -> None:
    problem = Problem.of(Model.PMEDIAN, LINE, number=2, fixed=[1], banned=[2])
    answer = solve_problem(problem)
    assert answer.plan is not None and answer.plan.chosen.tolist() == [True, True, False]
    assert answer.objective == 11.0  # 0 + 0 + 5 + 6


def test_a_limit_of_a_group_is_kept() -> None:
    one_of_the_right = Limit("right", np.array([0.0, 1.0, 1.0]), at_most=1.0)
    problem = Problem.of(Model.PMEDIAN, LINE, number=2, limits=[one_of_the_right])
    answer = solve_problem(problem)
    assert answer.objective == 5.0  # sites 0 and 2: 0 + 4 + 0 + 1


def test_sharing_out_makes_possible_what_whole_points_cannot() -> None:
    costs = Costs.dense([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])
    problem = Problem.of(Model.PMEDIAN, costs, load=np.full(3, 2.0), number=2, capacity=np.array([3.0, 3.0]))
    whole = solve_problem(problem)
    assert whole.status == Status.INFEASIBLE
    assert {one.key for one in whole.reasons} >= {"split"}
    shared = solve_problem(replace(problem, may_split=True))
    assert shared.objective == pytest.approx(4.5)  # half of the load at 1, half at 2


@pytest.mark.parametrize(
    ("problem", "key", "values"),
    [
        (Problem.of(Model.LSCP, LINE, radius=0.5), "radius", {"radius": 1.0, "given": 0.5}),
        (Problem.of(Model.PMEDIAN, LINE, number=4), "more_than_sites", {"given": 4, "number": 3}),
        (
            Problem.of(Model.PMEDIAN, LINE, number=1, fixed=[0, 1]),
            "fewer_than_kept",
            {"given": 1, "number": 2},
        ),
        (Problem.of(Model.PCENTER, LINE, number=1, radius=5.0), "number", {"given": 1, "number": 2}),
        (
            Problem.of(Model.PMEDIAN, LINE, number=2, capacity=np.full(3, 1.0)),
            "room",
            {"need": 4.0, "room": 3.0, "short": 1.0},
        ),
        (
            Problem.of(Model.PMEDIAN, LINE, number=1, capacity=np.full(3, 2.0)),
            "number",
            {"given": 1, "number": 2},
        ),
    ],
)
def test_why_nothing_is_possible_and_the_least_change(
    problem: Problem, key: str, values: dict[str, object]
) -> None:
    answer = solve_problem(problem)
    assert answer.status == Status.INFEASIBLE and answer.plan is None
    assert [one.values for one in answer.reasons if one.key == key] == [values]


def test_a_plan_that_breaks_a_raw_limit_is_not_let_through() -> None:
    problem = Problem.of(Model.PMEDIAN, LINE, number=1, capacity=np.full(3, 3.0))
    chosen, points = np.array([True, False, False]), np.arange(4)
    crowded = Plan(chosen, points, np.zeros(4, dtype=np.intp), np.ones(4))
    with pytest.raises(BrokenPlanError, match="capacity"):
        check(problem, crowded)
    with pytest.raises(BrokenPlanError, match="not served"):
        check(problem, Plan(chosen, points[:3], np.zeros(3, dtype=np.intp), np.ones(3)))
    with pytest.raises(BrokenPlanError, match="closed site"):
        check(problem, Plan(chosen, points, np.array([0, 0, 0, 1]), np.ones(4)))


def test_stopped_it_keeps_the_best_plan_so_far() -> None:
    rng = np.random.default_rng(3)
    problem = Problem.of(Model.PMEDIAN, Costs.dense(rng.random((50, 25))), number=5)
    answer = solve_problem(problem, is_stopped=lambda: True)
    assert answer.plan is not None and answer.status == Status.FEASIBLE
    assert answer.objective is not None
    best = solve_problem(problem).objective
    assert best is not None and best <= answer.objective


def test_the_gap_is_told_where_there_is_a_plan_and_a_bound() -> None:
    assert Answer(Status.FEASIBLE, None, 80.0, 60.0, 0.0).gap == 0.25
    assert (
        Answer(Status.OPTIMAL, None, 80.0, 60.0, 0.0).gap == 0.0
    )  # proved, whatever the rounding of the bound
    assert Answer(Status.FEASIBLE, None, 80.0, None, 0.0).gap is None
    assert Answer(Status.INFEASIBLE, None, None, 60.0, 0.0).gap is None


def test_without_any_way_every_pair_costs_without_end() -> None:
    none = np.zeros(0, dtype=np.intp)
    cut_off = Problem.of(Model.PMEDIAN, Costs((4, 3), none, none, np.zeros(0)), number=1)
    plan = Plan(np.array([True, False, False]), np.array([0, 3]), np.array([0, 0]), np.ones(2))
    assert pair_costs(cut_off, plan).tolist() == [np.inf, np.inf]
