"""Sites with capacities: plans are searched and bounded; small cases are solved to the end."""

from __future__ import annotations

from collections.abc import Sequence

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
_FIRST_TRIED = 4


def capacitated(problem: Problem, best: Best, clock: Clock) -> bool:
    """Search and prove; returns whether there is proved to be no plan."""
    is_small = len(problem.usable.point) <= _FULL_WAYS
    _try_sites(problem, best, Clock(clock.left_s * (0.1 if is_small else _TRIES_SHARE), clock.is_stopped))
    if problem.model == Model.PMEDIAN and problem.number is not None and best.plan is not None:
        table = cost_table(problem)
        assert best.objective is not None
        share = Clock(clock.left_s * (0.1 if is_small else 0.4), clock.is_stopped)
        bounded = lagrangean(problem, table, share, best.plan.chosen, best.objective, best.gap)
        best.bounded(whole_bound(problem, bounded.bound))
        search = Clock(clock.left_s * (0.2 if is_small else 1.0), clock.is_stopped)
        choices = (best.plan.chosen, *bounded.tried[:_TRIED])
        _searched(problem, best, table, choices, bounded.reduced, search)
    if best.is_good:
        return False
    if not is_small and best.plan is not None and problem.model == Model.PMEDIAN:
        return False  # the whole program is out of reach here: plan, bound and gap stand
    mip = allocation_program(problem)
    start = None if best.plan is None else as_start(problem, best.plan, len(mip.cost))
    solved = solve(mip, clock, start=start, gap=best.gap)
    if solved.x is not None:
        best.offer(allocated(problem, solved.x))
    bound = rounded(problem, solved.bound)
    if problem.model == Model.PMEDIAN:
        bound = whole_bound(problem, bound)
    best.bounded(best.sign * bound)
    best.proved(solved.is_optimal)
    return solved.is_infeasible


def _searched(
    problem: Problem, best: Best, table: Floats, choices: Sequence[Bools], reduced: Floats, clock: Clock
) -> None:
    """Improve the best few choices of sites by moving them, the best of all by exchanges, then the others."""
    for turn, choice in enumerate(choices):
        if turn == _FIRST_TRIED:
            _swapped(problem, best, table, reduced, clock)
        if clock.is_over or best.is_good:
            return
        _recentred(problem, best, table, choice, clock)
    _swapped(problem, best, table, reduced, clock)


def _recentred(problem: Problem, best: Best, table: Floats, chosen: Bools, clock: Clock) -> None:
    """Allocate, move each site to where its own points have it best, again while that saves (Maranzana)."""
    assert problem.capacity is not None
    last = np.inf
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


def _swapped(problem: Problem, best: Best, table: Floats, reduced: Floats, clock: Clock) -> None:
    """Exchange an open site for one near it or one that the bound would open, while that saves.

    The exchanges of which the bound thinks most come first.
    """
    wanted, is_better = np.argsort(reduced, kind="stable"), True
    while is_better:
        assert best.plan is not None and best.objective is not None
        plan, known, is_better = best.plan, best.objective, False
        closed = ~plan.chosen & ~problem.banned
        pairs = []
        for out in np.flatnonzero(plan.chosen & ~problem.fixed).tolist():
            spent = plan.share[plan.site == out] @ table[plan.point[plan.site == out]]
            near = np.argsort(np.where(closed, spent, np.inf), kind="stable")[:_NEAR].tolist()
            into = dict.fromkeys((*near, *wanted[closed[wanted]][:_NEAR].tolist()))
            pairs += [(float(reduced[one] - reduced[out]), out, one) for one in into if closed[one]]
        for _, out, one in sorted(pairs):
            if clock.is_over or best.is_good:
                return
            chosen = plan.chosen.copy()
            chosen[out], chosen[one] = False, True
            if problem.keeps(chosen):
                best.offer(allocate(problem, chosen, clock))
            if best.objective < known - 1e-9 * max(1.0, abs(known)):
                is_better = True
                break


def as_start(problem: Problem, plan: Plan, size: int) -> Floats:
    """A plan as a solution of the allocation program, for a program that has so many variables."""
    usable, width = problem.usable, len(problem.sites)
    x = np.zeros(size)
    x[:width] = plan.chosen
    keys = usable.point * width + usable.site
    x[width + np.searchsorted(keys, plan.point * width + plan.site)] = plan.share
    if problem.times > 1:
        x[width + len(keys) + plan.point] = 1.0
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
