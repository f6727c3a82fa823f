"""Covered twice: by several sites at once, and as backup after the first aim; against every choice tried."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.locate.answer import Status, check
from models.locate.backup import backup_of
from models.locate.problem import Costs, Model, Problem
from models.locate.solve import solve_problem
from tests.models.locate.brute import Array

LINE = Costs.dense([[0, 4, 9], [4, 0, 5], [9, 5, 0], [10, 6, 1]])
"""Four points and three sites on a line at 0, 4 and 9; the points at 0, 4, 9 and 10."""


def every_choice(problem: Problem) -> list[tuple[Array, Array]]:
    """Each choice that keeps the limits, and by how many of its sites each point is reached."""
    reach = problem.costs.matrix <= problem.radius
    choices = [np.array(flags) for flags in itertools.product((False, True), repeat=len(problem.sites))]
    return [
        (chosen, reach[:, chosen].sum(axis=1))
        for chosen in choices
        if chosen[problem.fixed].all() and (problem.number is None or chosen.sum() == problem.number)
    ]


def case(seed: int, model: Model, **given: object) -> Problem:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(1, 30, (9, 6)).astype(float)
    weight = rng.integers(0, 9, 9).astype(float)
    kept = [2] if seed % 3 == 0 else []
    return Problem.of(
        model,
        Costs.dense(matrix),
        weight=weight,
        radius=15.0,
        number=3,
        fixed=kept,
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("seed", range(12))
def test_reached_by_two_and_backup_against_every_choice(seed: int) -> None:
    both = case(seed, Model.MCLP, times=2)
    best = max(float(both.weight[count >= 2].sum()) for _, count in every_choice(both))
    answer = solve_problem(both)
    assert answer.status == Status.OPTIMAL and answer.objective == pytest.approx(best)

    after = case(seed, Model.MCLP, backs_up=True)
    pairs = [
        (float(after.weight[c >= 1].sum()), float(after.weight[c >= 2].sum())) for _, c in every_choice(after)
    ]
    answer = solve_problem(after)
    assert (answer.objective, answer.backup) == pytest.approx(max(pairs))
    assert answer.backup == answer.backup_bound
    assert answer.plan is not None and backup_of(after, answer.plan.chosen) == answer.backup

    fewest = case(seed, Model.LSCP, times=2)
    sizes = [int(chosen.sum()) for chosen, count in every_choice(fewest) if (count >= 2).all()]
    answer = solve_problem(fewest)
    assert answer.objective == (min(sizes) if sizes else None)
    if not sizes:
        assert answer.reasons[0].key == "few"

    fewest = case(seed, Model.LSCP, backs_up=True)
    pairs = [
        (-float(chosen.sum()), float(fewest.weight[count >= 2].sum()))
        for chosen, count in every_choice(fewest)
        if (count >= 1).all()
    ]
    answer = solve_problem(fewest)
    if pairs:
        assert (-(answer.objective or 0.0), answer.backup) == pytest.approx(max(pairs))
    else:
        assert answer.status == Status.INFEASIBLE and answer.backup is None


def test_by_hand() -> None:
    weight = np.array([1.0, 2.0, 3.0, 4.0])
    twice = solve_problem(Problem.of(Model.MCLP, LINE, weight=weight, radius=6.0, number=2, times=2))
    # Sites 1 and 2 are both within 6 of the points at 4, 9 and 10.
    assert twice.objective == 9.0
    assert twice.plan is not None and sorted(twice.plan.point.tolist()) == [1, 2, 3]
    all_twice = Problem.of(Model.LSCP, LINE, radius=6.0, times=2)
    assert solve_problem(all_twice).objective == 3.0
    why = solve_problem(Problem.of(Model.LSCP, LINE, radius=3.0, times=2)).reasons
    assert [(one.key, one.values.get("radius")) for one in why] == [("few", None), ("radius", 6.0)]


def test_the_first_aim_is_held_while_backup_grows() -> None:
    # One site reaches both points; of the two others that add nobody, one reaches the heavy point again.
    costs = Costs.dense([[1.0, 1.0, 9.0], [1.0, 9.0, 1.0]])
    problem = Problem.of(
        Model.MCLP, costs, weight=np.array([1.0, 5.0]), radius=2.0, number=2, fixed=[0], backs_up=True
    )
    answer = solve_problem(problem)
    assert (answer.objective, answer.backup) == (6.0, 5.0)
    assert answer.plan is not None and answer.plan.chosen.tolist() == [True, False, True]


# -- with capacities -----------------------------------------------------------------------------------------
def with_room(seed: int, model: Model, **given: object) -> Problem:
    rng = np.random.default_rng(seed)
    return Problem.of(
        model,
        Costs.dense(rng.integers(1, 30, (5, 5)).astype(float)),
        weight=rng.integers(0, 9, 5).astype(float),
        load=rng.integers(1, 6, 5).astype(float),
        capacity=rng.integers(3, 14, 5).astype(float),
        radius=20.0,
        number=3,
        fixed=[2] if seed % 3 == 0 else [],
        **given,  # type: ignore[arg-type]
    )


def served(problem: Problem, chosen: Array, count: Array) -> float | None:
    """Most weight, points whole, of those whom enough sites reach; ``None`` where all have to be served."""
    assert problem.capacity is not None
    reach, found = problem.costs.matrix <= problem.radius, -1.0
    ways = [
        [-1, *(np.flatnonzero(reach[point] & chosen).tolist() if count[point] >= problem.times else [])]
        for point in range(len(problem.demand))
    ]
    for allocation in itertools.product(*ways):
        at = np.array(allocation)
        used = np.bincount(at[at >= 0], weights=problem.load[at >= 0], minlength=len(problem.sites))
        if (used <= problem.capacity).all() and (problem.model == Model.MCLP or (at >= 0).all()):
            found = max(found, float(problem.weight[at >= 0].sum()))
    return None if found < 0 else found


@pytest.mark.parametrize("seed", range(15))
def test_with_capacities_reached_by_two_and_backup_against_every_choice_and_allocation(seed: int) -> None:
    for times, backs_up in ((2, False), (1, True), (2, True)):
        most = with_room(seed, Model.MCLP, times=times, backs_up=backs_up)
        pairs = [
            (value, float(most.weight[count >= 2].sum()) if backs_up else 0.0)
            for chosen, count in every_choice(most)
            if (value := served(most, chosen, count)) is not None
        ]
        answer = solve_problem(most)
        assert answer.status == Status.OPTIMAL and answer.plan is not None
        assert (answer.objective, answer.backup or 0.0) == pytest.approx(max(pairs))
        assert not backs_up or backup_of(most, answer.plan.chosen) == answer.backup == answer.backup_bound

        fewest = with_room(seed, Model.LSCP, times=times, backs_up=backs_up)
        pairs = [
            (-float(chosen.sum()), float(fewest.weight[count >= 2].sum()) if backs_up else 0.0)
            for chosen, count in every_choice(fewest)
            if served(fewest, chosen, count) is not None
        ]
        answer = solve_problem(fewest)
        if pairs:
            assert (-(answer.objective or 0.0), answer.backup or 0.0) == pytest.approx(max(pairs))
        else:
            assert answer.status == Status.INFEASIBLE and answer.plan is None


@pytest.mark.parametrize("seed", range(6))
def test_shared_out_a_plan_serves_no_less_than_whole_and_keeps_every_limit(seed: int) -> None:
    whole = solve_problem(with_room(seed, Model.MCLP, times=2, backs_up=True))
    shared = with_room(seed, Model.MCLP, times=2, backs_up=True, may_split=True)
    answer = solve_problem(shared)
    assert answer.status == Status.OPTIMAL and answer.plan is not None
    assert (answer.objective or 0.0) >= (whole.objective or 0.0) - 1e-6
    assert check(shared, answer.plan) == pytest.approx(answer.objective)
    assert (shared.counts(answer.plan.chosen)[answer.plan.point] >= 2).all()
