"""The models as sparse programs: sites, and where capacities bind who goes where.

Without capacities nobody's way is a variable: covering needs a row a point (points that the same sites reach
are one row), the median one step a distance at which a point is served next (Elloumi's radius formulation).
"""

from __future__ import annotations

import numpy as np

from models.kernel.arrays import Bools, Floats, Ints
from models.locate.answer import Plan
from models.locate.cover import least_rows
from models.locate.highs import Clock, Mip, Rows, Solved, solve
from models.locate.problem import Costs, Model, Problem


def site_bounds(problem: Problem) -> tuple[Floats, Floats]:
    """Lower and upper bound of each site's variable."""
    return problem.fixed.astype(np.float64), 1.0 - problem.banned.astype(np.float64)


def add_limits(rows: Rows, problem: Problem) -> None:
    """Add the limits on sites; the sites' variables come first in every program."""
    for limit in problem.all_limits:
        at = np.flatnonzero(limit.coefficients)
        rows.add(1, [(np.zeros(len(at), np.intp), at, limit.coefficients[at])], limit.at_least, limit.at_most)
    if problem.beside is not None:
        asking = np.flatnonzero(problem.beside.asks)
        row = np.searchsorted(asking, problem.beside.site)
        parts = [(np.arange(len(asking)), asking, 1.0), (row, problem.beside.other, -1.0)]
        rows.add(len(asking), parts, -np.inf, 0.0)


def add_everyone(rows: Rows, problem: Problem) -> None:
    """Somebody open near everybody, if that is asked for: for points that stand for all."""
    if not np.isfinite(problem.everyone):
        return
    near = problem.near_everyone
    reach = np.zeros(near.shape, dtype=np.bool_)
    reach[near.point, near.site] = True
    least = reach[least_rows(reach)]
    row, site = np.nonzero(least)
    rows.add(len(least), [(row, site, 1.0)], 1.0, np.inf)


def groups(costs: Costs, weight: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Points that the same sites reach as one: group and site of each pair, weights, first points."""
    starts = np.searchsorted(costs.point, np.arange(costs.shape[0] + 1))
    known: dict[bytes, int] = {}
    group = np.empty(costs.shape[0], dtype=np.intp)
    for point in range(costs.shape[0]):
        key = costs.site[starts[point] : starts[point + 1]].tobytes()
        group[point] = known.setdefault(key, len(known))
    first = np.unique(group, return_index=True)[1]
    totals = np.bincount(group, weights=weight, minlength=len(known)).astype(np.float64)
    is_first = np.isin(costs.point, first)
    return group[costs.point[is_first]], costs.site[is_first], totals, first


def cover_program(problem: Problem, *, is_count: bool) -> Mip:
    """LSCP, or (not `is_count`) any cover of everyone that keeps the limits; MCLP with a variable a group."""
    m = len(problem.sites)
    group, site, weight, _ = groups(problem.usable, problem.weight)
    rows, lower, upper = Rows(), *site_bounds(problem)
    if problem.model == Model.MCLP:
        served = m + np.arange(len(weight))
        parts = [(group, site, 1.0), (np.arange(len(weight)), served, -float(problem.times))]
        rows.add(len(weight), parts, 0.0, np.inf)
        add_everyone(rows, problem)
        cost = np.concatenate([np.zeros(m), -weight])
        lower, upper = (
            np.concatenate([lower, np.zeros(len(weight))]),
            np.concatenate([upper, np.ones(len(weight))]),
        )
    else:
        rows.add(len(weight), [(group, site, 1.0)], float(problem.times), np.inf)
        cost = np.ones(m) if is_count else np.zeros(m)
    add_limits(rows, problem)
    # Reached by one site, a point is no half of a point that two have to reach.
    is_integer = (np.arange(len(cost)) < m) | (problem.times > 1)
    return Mip(cost, is_integer, lower, upper, *rows.matrix(len(cost)))


def solve_cover(
    problem: Problem, clock: Clock, start: Bools | None = None, *, is_count: bool = True, gap: float = 0.0
) -> tuple[Solved, Bools | None]:
    """Solve a covering program; the second is the choice of sites."""
    mip = cover_program(problem, is_count=is_count)
    whole = None
    if start is not None:
        served = np.zeros(len(mip.cost) - len(start))
        if problem.model == Model.MCLP:
            first = groups(problem.usable, problem.weight)[3]
            served[:] = problem.counts(start)[first] >= problem.times
        whole = np.concatenate([start.astype(np.float64), served])
    solved = solve(mip, clock, start=whole, gap=gap)
    return solved, None if solved.x is None else solved.x[: len(problem.sites)] > 0.5


def solve_median(
    problem: Problem,
    table: Floats,
    usable: Bools,
    clock: Clock,
    incumbent: Bools,
    lower: Floats,
    upper: Floats,
    gap: float = 0.0,
) -> tuple[Solved, Bools | None]:
    """p-median by distance steps, each point's list cut at its second nearest open site, grown when hit.

    A cut list only makes the program cheaper, so its bound holds; once no point is served beyond its list,
    the plan is the best one.
    """
    m = table.shape[1]
    allowed = upper > 0.5
    opened = np.sort(table[:, incumbent], axis=1)
    depth = opened[:, min(1, opened.shape[1] - 1)].copy()
    best: tuple[Solved, Bools | None] = (Solved(None, -np.inf, False, False), None)
    best_cost = np.inf
    bound = -np.inf
    while not clock.is_over:
        mip, last = median_program(problem, table, usable & allowed, depth, lower, upper)
        x0 = np.concatenate([incumbent.astype(np.float64), np.zeros(len(mip.cost) - m)])
        solved = solve(mip, clock, start=x0, gap=gap)
        bound = max(bound, solved.bound)
        if solved.x is None:
            return Solved(None, bound, False, solved.is_infeasible), None
        chosen = solved.x[:m] > 0.5
        served = np.where(usable[:, chosen], table[:, chosen], np.inf).min(axis=1)
        if served.sum() < best_cost:
            best_cost = float(served.sum())
            best = (Solved(solved.x, bound, False, False), chosen)
            incumbent = chosen
        beyond = served > last
        if solved.is_optimal and not beyond.any():
            return Solved(solved.x, bound, True, False), chosen
        if not solved.is_optimal:
            break
        depth[beyond] = np.inf
    return Solved(best[0].x, bound, False, False), best[1]


def median_program(
    problem: Problem, table: Floats, usable: Bools, depth: Floats, lower: Floats, upper: Floats
) -> tuple[Mip, Floats]:
    """The program, and the greatest cost on each point's list (infinite where the list is whole)."""
    n, m = table.shape
    rows, cost_steps, last = Rows(), [], np.full(n, np.inf)
    row_of, column_of, value_of, low = [], [], [], []
    constant, step, row = 0.0, m, 0
    for point in range(n):
        sites = np.flatnonzero(usable[point])
        if not len(sites):
            row_of.append(np.zeros(0, np.intp))
            low.append(1.0)  # an empty row that asks for one: no plan
            row += 1
            continue
        costs = table[point, sites]
        levels, level = np.unique(costs, return_inverse=True)
        shown = int(np.searchsorted(levels, depth[point], side="right"))
        is_whole = shown >= len(levels) - 1
        steps = len(levels) - 1 if is_whole else max(1, shown)
        constant += float(levels[0])
        if not is_whole:
            last[point] = levels[steps - 1]
        cost_steps.append(np.diff(levels)[:steps])
        count = steps + is_whole
        keep = level < count
        row_of += [row + level[keep], row + np.arange(steps), row + 1 + np.arange(count - 1)]
        column_of += [sites[keep], step + np.arange(steps), step + np.arange(count - 1)]
        value_of += [np.ones(int(keep.sum())), np.ones(steps), -np.ones(count - 1)]
        low += [1.0, *[0.0] * (count - 1)]
        row, step = row + count, step + steps
    at = [np.concatenate(one) if one else np.zeros(0) for one in (row_of, column_of, value_of)]
    rows.add(row, [(at[0].astype(np.intp), at[1].astype(np.intp), at[2])], np.array(low), np.inf)
    add_limits(rows, problem)
    rows.add(1, [(np.zeros(1, np.intp), np.array([step]), 1.0)], 1.0, 1.0)  # carries the constant
    cost = np.concatenate([np.zeros(m), *cost_steps, [constant]])
    extra = len(cost) - m
    mip = Mip(
        cost,
        np.arange(len(cost)) < m,
        np.concatenate([lower, np.zeros(extra)]),
        np.concatenate([upper, np.ones(extra)]),
        *rows.matrix(len(cost)),
    )
    return mip, last


# -- capacities ----------------------------------------------------------------------------------------------
def allocation_program(problem: Problem, *, is_count: bool = True, sites: Bools | None = None) -> Mip:
    """Sites and who goes where, with capacities; `sites` opens exactly these and leaves only the ways.

    Where a point has to be reached by several sites, a variable a point, after the ways, says whether it is.
    """
    usable, m = _ways(problem, sites), len(problem.sites)
    assert problem.capacity is not None
    n, k = len(problem.demand), len(usable.point)
    way = m + np.arange(k)
    room = np.minimum(problem.capacity, float(problem.load.sum()))
    rows = Rows()
    rows.add(n, [(usable.point, way, 1.0)], 1.0 if problem.serves_all else 0.0, 1.0)
    rows.add(
        m, [(usable.site, way, problem.load[usable.point]), (np.arange(m), np.arange(m), -room)], -np.inf, 0.0
    )
    lower, upper = site_bounds(problem)
    if sites is not None:
        lower = upper = sites.astype(np.float64)
    else:
        rows.add(k, [(np.arange(k), way, 1.0), (np.arange(k), usable.site, -1.0)], -np.inf, 0.0)
        add_limits(rows, problem)
    counts = problem.times > 1 and sites is None
    served = m + k + np.arange(n if counts else 0)
    if counts:
        point = np.arange(n)
        rows.add(n, [(usable.point, usable.site, 1.0), (point, served, -float(problem.times))], 0.0, np.inf)
        rows.add(n, [(point, served, 1.0), (usable.point, way, -1.0)], 0.0, np.inf)
    ways = np.zeros(k)
    if problem.model == Model.MCLP:
        ways = -problem.weight[usable.point]
    elif problem.model == Model.PMEDIAN:
        ways = problem.weight[usable.point] * usable.cost
    count = problem.model == Model.LSCP and is_count and sites is None
    cost = np.concatenate([np.ones(m) if count else np.zeros(m), ways, np.zeros(len(served))])
    is_integer = np.ones(len(cost), dtype=np.bool_)
    is_integer[m : m + k] = not problem.may_split
    rest = len(cost) - m
    ends = (np.concatenate([lower, np.zeros(rest)]), np.concatenate([upper, np.ones(rest)]))
    return Mip(cost, is_integer, *ends, *rows.matrix(len(cost)))


def _ways(problem: Problem, sites: Bools | None) -> Costs:
    """Ways that may be used: with open sites those to them, of points that enough of them reach."""
    usable = problem.usable
    if sites is None:
        return usable
    keep = sites[usable.site]
    if problem.times > 1:
        keep = keep & (problem.counts(sites)[usable.point] >= problem.times)
    return usable.only(keep)


def allocated(problem: Problem, x: Floats, sites: Bools | None = None) -> Plan:
    """The plan that a solution of the allocation program stands for."""
    usable, m = _ways(problem, sites), len(problem.sites)
    share = x[m : m + len(usable.point)]
    share = np.where(share > 1e-7, np.minimum(share, 1.0), 0.0) if problem.may_split else np.round(share)
    keep = share > 0
    chosen = (x[:m] > 0.5) if sites is None else sites.copy()
    return Plan(chosen, usable.point[keep], usable.site[keep], share[keep])
