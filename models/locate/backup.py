"""Backup: of the plans that are best, the one that reaches most weight a second time.

After Hogan and ReVelle (1986) for the most covered and Daskin and Stern (1981) for the fewest: the first aim
is held where it is, then who is reached by two counts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, vstack

from models.kernel.arrays import Bools
from models.locate.answer import Answer, check, nearest_plan
from models.locate.capacitated import as_start
from models.locate.exact import add_everyone, add_limits, allocated, allocation_program, groups, site_bounds
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


def allocated_backup_program(problem: Problem, least: float) -> Mip:
    """The same with capacities: who goes where as before, then whom two reach, whatever room is left."""
    base = allocation_program(problem)
    n, width = len(problem.demand), len(base.cost)
    usable, point = problem.usable, np.arange(n)
    once, twice = width + point, width + n + point
    rows = Rows()
    parts = [(usable.point, usable.site, 1.0), (point, once, -1.0), (point, twice, -1.0)]
    rows.add(n, parts, 0.0, np.inf)
    rows.add(n, [(point, once, 1.0), (point, twice, -1.0)], 0.0, np.inf)
    held = np.flatnonzero(base.cost)
    sign = -1.0 if problem.model == Model.MCLP else 1.0
    most = sign * least + (_ROUNDING * max(1.0, abs(least)) if problem.model == Model.MCLP else 0.0)
    rows.add(1, [(np.zeros(len(held), np.intp), held, base.cost[held])], -np.inf, most)
    more, low, high = rows.matrix(width + 2 * n)
    above = csr_array(
        (base.rows.data, base.rows.indices, base.rows.indptr), shape=(base.rows.shape[0], width + 2 * n)
    )
    return Mip(
        np.concatenate([np.zeros(width + n), -problem.weight]),
        np.concatenate([base.is_integer, np.ones(n, np.bool_), np.zeros(n, np.bool_)]),
        np.concatenate([base.lower, np.zeros(2 * n)]),
        np.concatenate([base.upper, np.ones(2 * n)]),
        csr_array(vstack([above, more])),
        np.concatenate([base.row_lower, low]),
        np.concatenate([base.row_upper, high]),
    )


def backed_up(problem: Problem, answer: Answer, clock: Clock) -> Answer:
    """The answer with most backup; its first aim is no worse."""
    assert answer.plan is not None and answer.objective is not None
    known, sign = answer.plan.chosen, -1.0 if problem.model == Model.MCLP else 1.0
    best, bound = backup_of(problem, known), None
    if problem.is_capacitated:
        mip, times = allocated_backup_program(problem, answer.objective), problem.counts(known)
        before = as_start(problem, answer.plan, len(mip.cost) - 2 * len(times))
    else:
        mip, before = backup_program(problem, answer.objective), known.astype(np.float64)
        times = problem.counts(known)[groups(problem.usable, problem.weight)[3]]
    start = np.concatenate([before, times >= 1, times >= 2])
    solved = solve(mip, clock, start=start)
    plan, is_best = answer.plan, False
    if solved.x is not None and not clock.is_over:
        chosen = solved.x[: len(known)] > 0.5
        other = allocated(problem, solved.x) if problem.is_capacitated else nearest_plan(problem, chosen)
        is_kept = problem.keeps(chosen) and sign * check(problem, other) <= sign * answer.objective + 1e-6
        if is_kept and backup_of(problem, chosen) > best:
            plan, best = other, backup_of(problem, chosen)
        is_best = solved.is_optimal and best >= backup_of(problem, chosen)
    if np.isfinite(solved.bound):
        bound = best if is_best else max(best, -solved.bound)
    return replace(answer, plan=plan, backup=best, backup_bound=bound)
