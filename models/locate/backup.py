"""Backup: of the plans that are best, the one that reaches most weight a second time.

After Hogan and ReVelle (1986) for the most covered and Daskin and Stern (1981) for the fewest: the first aim
is held where it is, then who is reached by two counts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.kernel.arrays import Bools
from models.locate.answer import Answer, check, nearest_plan
from models.locate.exact import add_everyone, add_limits, groups, site_bounds
from models.locate.highs import Clock, Mip, Rows, solve
from models.locate.problem import Model, Problem

_ROUNDING = 1e-7


def backup_of(problem: Problem, chosen: Bools) -> float:
    """Weight that at least two open sites reach."""
    return float(problem.weight[problem.counts(chosen) >= 2].sum())


def backup_program(problem: Problem, least: float) -> Mip:
    """Most weight reached twice while `least` is reached once (MCLP), or with as many sites (LSCP)."""
    m = len(problem.sites)
    group, site, weight, _ = groups(problem.usable, problem.weight)
    count = len(weight)  # who is reached once has to be whole: else half of it would be taken for twice
    once, twice, row = m + np.arange(count), m + count + np.arange(count), np.arange(count)
    rows = Rows()
    rows.add(count, [(group, site, 1.0), (row, once, -1.0), (row, twice, -1.0)], 0.0, np.inf)
    rows.add(count, [(row, once, 1.0), (row, twice, -1.0)], 0.0, np.inf)
    lower, upper = site_bounds(problem)
    if problem.model == Model.LSCP:
        rows.add(1, [(np.zeros(m, np.intp), np.arange(m), 1.0)], -np.inf, least)
    else:
        slack = _ROUNDING * max(1.0, abs(least))
        rows.add(1, [(np.zeros(count, np.intp), once, weight)], least - slack, np.inf)
    add_everyone(rows, problem)
    add_limits(rows, problem)
    cost = np.concatenate([np.zeros(m + count), -weight])
    first = np.full(count, 1.0 if problem.model == Model.LSCP else 0.0)
    return Mip(
        cost,
        np.arange(len(cost)) < m + count,
        np.concatenate([lower, first, np.zeros(count)]),
        np.concatenate([upper, np.ones(2 * count)]),
        *rows.matrix(len(cost)),
    )


def backed_up(problem: Problem, answer: Answer, clock: Clock) -> Answer:
    """The answer with most backup; its first aim is no worse."""
    assert answer.plan is not None and answer.objective is not None
    known, sign = answer.plan.chosen, -1.0 if problem.model == Model.MCLP else 1.0
    best, bound = backup_of(problem, known), None
    mip = backup_program(problem, answer.objective)
    times = problem.counts(known)[groups(problem.usable, problem.weight)[3]]
    start = np.concatenate([known.astype(np.float64), times >= 1, times >= 2])
    solved = solve(mip, clock, start=start)
    plan = answer.plan
    if solved.x is not None and not clock.is_over:
        chosen = solved.x[: len(known)] > 0.5
        other = nearest_plan(problem, chosen)
        is_kept = problem.keeps(chosen) and sign * check(problem, other) <= sign * answer.objective + 1e-6
        if is_kept and backup_of(problem, chosen) > best:
            plan, best = other, backup_of(problem, chosen)
    if np.isfinite(solved.bound):
        bound = max(best, -solved.bound)
        bound = best if solved.is_optimal else bound
    return replace(answer, plan=plan, backup=best, backup_bound=bound)
