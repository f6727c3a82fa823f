"""Who goes where among open sites with capacities: at least cost, a point whole or shared out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.kernel.arrays import Bools
from models.locate.answer import Plan
from models.locate.exact import allocated, allocation_program
from models.locate.highs import Clock, solve
from models.locate.problem import Costs, Model, Problem

_WHOLE_S = 2.0
_NEAREST = 6


def allocate(problem: Problem, sites: Bools, clock: Clock) -> Plan | None:
    """The best allocation to open sites that was found, or ``None``.

    Shared out it is a transport problem, solved to the end. Whole, its corner solution splits few points:
    those are set anew where there is room; where there is none, the program in whole points has two seconds.
    """
    shared = replace(problem, may_split=True)
    # Hardly anybody has to go farther than to the sixth: a program of a third of the size, and time.
    for one in (_nearest(shared, sites), shared):
        solved = solve(allocation_program(one, sites=sites), clock)
        if solved.x is not None and solved.is_optimal:
            plan = allocated(one, solved.x, sites)
            return plan if problem.may_split else _whole(problem, plan) or _searched(problem, sites, clock)
    return None


def _nearest(problem: Problem, sites: Bools) -> Problem:
    """The problem with everybody's way to the nearest open sites alone."""
    usable = problem.usable
    keep = sites[usable.site]
    point, site, cost = usable.point[keep], usable.site[keep], usable.cost[keep]
    order = np.lexsort((cost, point))
    point, site, cost = point[order], site[order], cost[order]
    near = np.arange(len(point)) - np.searchsorted(point, point) < max(_NEAREST, problem.times)
    return replace(problem, costs=Costs.pairs(problem.costs.shape, point[near], site[near], cost[near]))


def _whole(problem: Problem, plan: Plan) -> Plan | None:
    assert problem.capacity is not None
    is_whole = plan.share > 1.0 - 1e-6
    point, site = plan.point[is_whole], plan.site[is_whole]
    room = np.where(plan.chosen, problem.capacity, 0.0)
    room = room - np.bincount(site, weights=problem.load[point], minlength=len(room))
    split = np.setdiff1d(plan.point, point)
    usable = problem.usable
    points, sites = point.tolist(), site.tolist()
    starts = np.searchsorted(usable.point, np.arange(len(problem.demand) + 1))
    for one in split[np.argsort(-problem.load[split])].tolist():
        part = slice(starts[one], starts[one + 1])
        ways = usable.site[part]
        fits = plan.chosen[ways] & (room[ways] >= problem.load[one])
        if not fits.any():
            if problem.model == Model.MCLP:
                continue
            return None
        to = int(ways[np.argmin(np.where(fits, usable.cost[part], np.inf))])
        room[to] -= problem.load[one]
        points.append(one)
        sites.append(to)
    return Plan(plan.chosen, np.array(points, np.intp), np.array(sites, np.intp), np.ones(len(points)))


def _searched(problem: Problem, sites: Bools, clock: Clock) -> Plan | None:
    short = Clock(min(_WHOLE_S, clock.left_s), clock.is_stopped)
    solved = solve(allocation_program(problem, sites=sites), short, gap=0.001)
    return None if solved.x is None else allocated(problem, solved.x, sites)
