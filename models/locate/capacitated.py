"""Sites with capacities: plans are searched and bounded; small cases are solved to the end."""

from __future__ import annotations

import numpy as np

from models.kernel.arrays import Bools, Floats
from models.locate.allocate import allocate
from models.locate.answer import Plan, check
from models.locate.exact import allocated, allocation_program
from models.locate.first import cost_table
from models.locate.highs import Clock, solve
from models.locate.incumbent import Best, better_choice, found_at_once, rounded, whole_bound
from models.locate.lagrange import lagrangean
from models.locate.problem import Model, Problem

_FULL_WAYS = 60_000
_TRIES_SHARE = 0.4
_TRIED = 40
_NEAR = 6


def capacitated(problem: Problem, best: Best, clock: Clock) -> bool:
    """Search and prove; returns whether there is proved to be no plan."""
    is_small = len(problem.usable.point) <= _FULL_WAYS
    _try_sites(problem, best, Clock(clock.left_s * (0.1 if is_small else _TRIES_SHARE), clock.is_stopped))
    if problem.model == Model.PMEDIAN and problem.number is not None and best.plan is not None:
        table = cost_table(problem)
        assert best.objective is not None
        share = Clock(clock.left_s * (0.1 if is_small else 0.7), clock.is_stopped)
        bounded = lagrangean(problem, table, share, best.plan.chosen, best.objective, best.gap)
        best.bounded(whole_bound(problem, bounded.bound))
        tries = Clock(clock.left_s * (0.2 if is_small else 1.0), clock.is_stopped)
        for choice in (best.plan.chosen, *bounded.tried[:_TRIED]):
            if tries.is_over or best.is_good:
                break
            _recentred(problem, best, choice, tries)
        _swapped(problem, best, Clock(clock.left_s * 0.3, clock.is_stopped))
    if best.is_good:
        return False
    if not is_small and best.plan is not None and problem.model == Model.PMEDIAN:
        return False  # the whole program is out of reach here: plan, bound and gap stand
    mip = allocation_program(problem)
    start = None if best.plan is None else _as_start(problem, best.plan, len(mip.cost))
    solved = solve(mip, clock, start=start, gap=best.gap)
    if solved.x is not None:
        best.offer(allocated(problem, solved.x))
    bound = rounded(problem, solved.bound)
    if problem.model == Model.PMEDIAN:
        bound = whole_bound(problem, bound)
    best.bounded(best.sign * bound)
    best.proved(solved.is_optimal)
    return solved.is_infeasible


def _recentred(problem: Problem, best: Best, chosen: Bools, clock: Clock) -> None:
    """Allocate, move each site to where its own points have it best, again while that saves (Maranzana)."""
    assert problem.capacity is not None
    table, last = cost_table(problem), np.inf
    while not clock.is_over and problem.keeps(chosen):
        plan = allocate(problem, chosen, clock)
        if plan is None:
            return
        best.offer(plan)
        now = check(problem, plan)
        if now >= last - 1e-9 * max(1.0, abs(last)):
            return
        last, chosen = now, chosen.copy()
        for site in np.flatnonzero(chosen & ~problem.fixed).tolist():
            own = plan.site == site
            need = float((problem.load[plan.point[own]] * plan.share[own]).sum())
            spent = plan.share[own] @ table[plan.point[own]]
            fits = (problem.capacity >= need) & ~problem.banned & (~chosen | (np.arange(len(chosen)) == site))
            to = int(np.argmin(np.where(fits, spent, np.inf)))
            if fits[to] and spent[to] < spent[site]:
                chosen[site], chosen[to] = False, True


def _swapped(problem: Problem, best: Best, clock: Clock) -> None:
    """Exchange an open site for one whose points it could serve nearly as well, while that saves."""
    table, is_better = cost_table(problem), True
    while is_better:
        is_better = False
        assert best.plan is not None and best.objective is not None
        plan, known = best.plan, best.objective
        for out in np.flatnonzero(plan.chosen & ~problem.fixed).tolist():
            spent = plan.share[plan.site == out] @ table[plan.point[plan.site == out]]
            order = np.argsort(np.where(plan.chosen | problem.banned, np.inf, spent), kind="stable")
            for into in order[:_NEAR].tolist():
                if clock.is_over or best.is_good:
                    return
                chosen = plan.chosen.copy()
                chosen[out], chosen[into] = False, True
                if not plan.chosen[into] and not problem.banned[into] and problem.keeps(chosen):
                    best.offer(allocate(problem, chosen, clock))
        is_better = best.objective < known - 1e-9 * max(1.0, abs(known))


def _as_start(problem: Problem, plan: Plan, size: int) -> Floats:
    usable, width = problem.usable, len(problem.sites)
    x = np.zeros(size)
    x[:width] = plan.chosen
    keys = usable.point * width + usable.site
    x[width + np.searchsorted(keys, plan.point * width + plan.site)] = plan.share
    return x


def _try_sites(problem: Problem, best: Best, clock: Clock) -> None:
    """Open what is best without capacities; while room is short, exchange small sites for large ones."""
    assert problem.capacity is not None
    chosen = better_choice(problem, found_at_once(problem), clock)
    if chosen is None:
        return
    if problem.model == Model.MCLP:
        best.offer(allocate(problem, chosen, clock))
        return
    need, room = float(problem.load.sum()), problem.capacity
    while not clock.is_over:
        plan = allocate(problem, chosen, clock) if room[chosen].sum() >= need else None
        if plan is not None:
            best.offer(plan)
            return
        closed = ~chosen & ~problem.banned
        if not closed.any():
            return
        largest = int(np.argmax(np.where(closed, room, -np.inf)))
        chosen = chosen.copy()
        if problem.number is not None:
            movable = chosen & ~problem.fixed
            if not movable.any():
                return
            smallest = int(np.argmin(np.where(movable, room, np.inf)))
            if room[smallest] >= room[largest]:
                return
            chosen[smallest] = False
        chosen[largest] = True
        if not problem.keeps(chosen):
            return
