"""One problem in, one checked answer out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from models.kernel.arrays import Bools, Floats
from models.locate.allocate import allocate
from models.locate.answer import Answer, Plan, Reason, Status, check, nearest_plan
from models.locate.cover import Cover, fewest
from models.locate.exact import allocated, allocation_program, site_bounds, solve_cover, solve_median
from models.locate.first import (
    FIRST_S,
    cost_table,
    farthest_first,
    greedy_cover,
    greedy_median,
    greedy_most,
    interchange,
)
from models.locate.highs import Clock, solve
from models.locate.lagrange import lagrangean, narrowed
from models.locate.problem import Model, Problem
from models.locate.reasons import reasons_of

LIMIT_S = 60.0
_FULL_WAYS = 60_000
_TRIES_SHARE = 0.4
_TRIED = 40
_NEAR = 6


@dataclass
class _Best:
    """The best plan so far, each checked before it counts."""

    problem: Problem
    told: Callable[[float, float | None], None]
    gap: float = 0.0
    plan: Plan | None = None
    objective: float | None = None
    bound: float | None = None
    is_proved: bool = False
    sign: float = field(init=False)

    def __post_init__(self) -> None:
        self.sign = -1.0 if self.problem.model == Model.MCLP else 1.0

    def offer(self, plan: Plan | None) -> None:
        if plan is None:
            return
        objective = check(self.problem, plan)
        if self.objective is None or self.sign * objective < self.sign * self.objective:
            self.plan, self.objective = plan, objective
            self.told(objective, self.bound)

    def bounded(self, bound: float) -> None:
        if not np.isfinite(bound):
            return
        known = self.bound
        self.bound = bound if known is None else self.sign * max(self.sign * bound, self.sign * known)

    def proved(self, is_proved: bool) -> None:
        self.is_proved = self.is_proved or is_proved

    @property
    def is_good(self) -> bool:
        """Whether nothing better has to be looked for."""
        if self.objective is None or self.bound is None:
            return False
        return abs(self.objective - self.bound) <= max(self.gap, 1e-7) * max(1.0, abs(self.objective))

    def answer(self, clock: Clock, *, is_infeasible: bool = False) -> Answer:
        if self.plan is None or self.objective is None:
            status = Status.INFEASIBLE if is_infeasible else Status.UNKNOWN
            return Answer(status, None, None, self.bound, clock.seconds)
        near = self.bound is not None and abs(self.objective - self.bound) <= 1e-7 * max(
            1.0, abs(self.objective)
        )
        if self.is_proved or near:
            return Answer(Status.OPTIMAL, self.plan, self.objective, self.objective, clock.seconds)
        return Answer(Status.FEASIBLE, self.plan, self.objective, self.bound, clock.seconds)


def solve_problem(
    problem: Problem,
    *,
    limit_s: float = LIMIT_S,
    gap: float = 0.0,
    is_stopped: Callable[[], bool] = lambda: False,
    told: Callable[[float, float | None], None] = lambda objective, bound: None,
) -> Answer:
    """Answer a problem to proof or until the time is up; stopped, it returns the best plan so far.

    Parameters
    ----------
    gap
        How far from the best a plan may be, as a share of its own objective, to be good enough.
    told
        Hears of each better plan: objective, and the bound known by then.
    """
    clock = Clock(limit_s, is_stopped)
    reasons = reasons_of(problem)
    if reasons:
        return Answer(Status.INFEASIBLE, None, None, None, clock.seconds, reasons)
    best = _Best(problem, told, gap)
    if problem.model == Model.PCENTER:
        is_infeasible = _center(problem, best, clock)
    elif problem.is_capacitated:
        is_infeasible = _capacitated(problem, best, clock)
    elif problem.model == Model.PMEDIAN:
        is_infeasible = _median(problem, best, clock)
    else:
        is_infeasible = _cover(problem, best, clock)
    answer = best.answer(clock, is_infeasible=is_infeasible)
    if answer.status != Status.INFEASIBLE:
        return answer
    return replace(answer, reasons=_found_reasons(problem, clock), seconds=clock.seconds)


def _keeps(problem: Problem, chosen: Bools) -> bool:
    return all(limit.holds(chosen) for limit in problem.all_limits)


def first_choice(problem: Problem) -> Bools | None:
    """Sites to begin with, found at once; ``None`` if they break a limit."""
    if problem.model == Model.LSCP:
        chosen = greedy_cover(problem)
    elif problem.number is None:
        return None
    elif problem.model == Model.MCLP:
        chosen = greedy_most(problem)
    else:
        chosen = greedy_median(cost_table(problem), problem.fixed, ~problem.banned, problem.number)
    return chosen if _keeps(problem, chosen) else None


def better_choice(
    problem: Problem, chosen: Bools | None, clock: Clock, seconds: float = FIRST_S
) -> Bools | None:
    """Exchange sites one by one for a while; with the limits, what breaks one is not taken."""
    if chosen is None or problem.number is None:
        return chosen
    short = Clock(min(seconds, clock.left_s), clock.is_stopped)
    better = interchange(cost_table(problem), chosen, problem.fixed, ~problem.banned, short)
    return better if _keeps(problem, better) else chosen


def _serving(problem: Problem, chosen: Bools | None) -> Plan | None:
    """Everybody to the nearest, if that serves all who must be served."""
    if chosen is None:
        return None
    plan = nearest_plan(problem, chosen)
    return plan if not problem.serves_all or len(plan.point) == len(problem.demand) else None


def _cover(problem: Problem, best: _Best, clock: Clock) -> bool:
    if problem.model == Model.LSCP and not problem.limits:
        return _fewest(problem, best, clock)
    start = first_choice(problem)
    best.offer(_serving(problem, start))
    start = better_choice(problem, start, clock)
    best.offer(_serving(problem, start))
    solved, chosen = solve_cover(problem, clock, start, gap=best.gap)
    best.offer(_serving(problem, chosen))
    best.bounded(best.sign * _rounded(problem, solved.bound))
    best.proved(solved.is_optimal)
    return solved.is_infeasible


def _covered(
    problem: Problem,
    reach: Bools,
    clock: Clock,
    *,
    enough: int = 0,
    is_quick: bool = False,
    told: Callable[[Bools, int], None] = lambda chosen, bound: None,
) -> Cover:
    """The fewest sites that reach everyone with those that are kept, which count."""
    kept = int(problem.fixed.sum())
    left, free = ~reach[:, problem.fixed].any(axis=1), np.flatnonzero(~problem.fixed)

    def whole(chosen: Bools) -> Bools:
        every = problem.fixed.copy()
        every[free[chosen]] = True
        return every

    cover = fewest(
        reach[np.ix_(left, free)],
        clock,
        enough=max(0, enough - kept),
        is_quick=is_quick,
        told=lambda chosen, bound: told(whole(chosen), bound + kept),
    )
    return Cover(None if cover.chosen is None else whole(cover.chosen), cover.bound + kept)


def _fewest(problem: Problem, best: _Best, clock: Clock) -> bool:
    best.offer(_serving(problem, first_choice(problem)))
    reach = np.zeros(problem.costs.shape, dtype=np.bool_)
    reach[problem.usable.point, problem.usable.site] = True

    def told(chosen: Bools, bound: int) -> None:
        best.bounded(float(bound))
        if best.objective is None or chosen.sum() < best.objective:
            best.offer(_serving(problem, chosen))

    cover = _covered(problem, reach, clock, told=told)
    best.offer(_serving(problem, cover.chosen))
    best.bounded(float(cover.bound))
    return cover.chosen is None


def _rounded(problem: Problem, bound: float) -> float:
    """A whole number of sites cannot be a fraction."""
    is_whole = problem.model == Model.LSCP and np.isfinite(bound)
    return float(np.ceil(bound - 1e-6)) if is_whole else bound


def _median(problem: Problem, best: _Best, clock: Clock) -> bool:
    start = first_choice(problem)
    plan = _serving(problem, start)
    best.offer(plan)
    lower, upper = site_bounds(problem)
    usable = np.zeros(problem.costs.shape, dtype=np.bool_)
    usable[problem.usable.point, problem.usable.site] = True
    table = cost_table(problem)
    if plan is None or start is None or best.objective is None:
        return _exact_median(problem, best, clock)
    best.offer(_serving(problem, better_choice(problem, start, clock, 2.0)))
    if problem.number is not None and not problem.limits:
        known = best.plan.chosen if best.plan else start
        bounded = lagrangean(problem, table, clock, known, best.objective, best.gap)
        best.bounded(_whole_bound(problem, bounded.bound))
        for choice in bounded.tried[:3]:
            best.offer(_serving(problem, better_choice(problem, choice, clock, 0.5)))
        if best.is_good:
            return False
        lower, upper = narrowed(problem, bounded, best.objective, lower, upper)
    assert best.plan is not None
    solved, chosen = solve_median(problem, table, usable, clock, best.plan.chosen, lower, upper, best.gap)
    best.offer(_serving(problem, chosen))
    # Among the sites left open nothing is better; outside of them nothing beats the plan known before.
    if np.isfinite(solved.bound):
        best.bounded(_whole_bound(problem, min(solved.bound, best.objective)))
    best.proved(solved.is_optimal)
    return False


def _exact_median(problem: Problem, best: _Best, clock: Clock) -> bool:
    """Without a plan to begin with: the program with everybody's ways."""
    free = replace(problem, capacity=np.full(len(problem.sites), float(problem.load.sum()) + 1.0))
    solved = solve(allocation_program(replace(free, may_split=True)), clock, gap=best.gap)
    if solved.x is not None:
        best.offer(_serving(problem, solved.x[: len(problem.sites)] > 0.5))
    best.bounded(solved.bound)
    best.proved(solved.is_optimal)
    return solved.is_infeasible


def _whole_bound(problem: Problem, bound: float) -> float:
    """Where every cost is whole, so is the best plan's."""
    usable = problem.usable
    paid = problem.weight[usable.point] * usable.cost
    if not np.isfinite(bound) or (problem.may_split and problem.is_capacitated):
        return bound
    return float(np.ceil(bound - 1e-6)) if bool((paid == np.round(paid)).all()) else bound


def _capacitated(problem: Problem, best: _Best, clock: Clock) -> bool:
    is_small = len(problem.usable.point) <= _FULL_WAYS
    _try_sites(problem, best, Clock(clock.left_s * (0.1 if is_small else _TRIES_SHARE), clock.is_stopped))
    if problem.model == Model.PMEDIAN and problem.number is not None and best.plan is not None:
        table = cost_table(problem)
        assert best.objective is not None
        share = Clock(clock.left_s * (0.1 if is_small else 0.7), clock.is_stopped)
        bounded = lagrangean(problem, table, share, best.plan.chosen, best.objective, best.gap)
        best.bounded(_whole_bound(problem, bounded.bound))
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
    bound = _rounded(problem, solved.bound)
    if problem.model == Model.PMEDIAN:
        bound = _whole_bound(problem, bound)
    best.bounded(best.sign * bound)
    best.proved(solved.is_optimal)
    return solved.is_infeasible


def _recentred(problem: Problem, best: _Best, chosen: Bools, clock: Clock) -> None:
    """Allocate, move each site to where its own points have it best, again while that saves (Maranzana)."""
    assert problem.capacity is not None
    table, last = cost_table(problem), np.inf
    while not clock.is_over and _keeps(problem, chosen):
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


def _swapped(problem: Problem, best: _Best, clock: Clock) -> None:
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
                if not plan.chosen[into] and not problem.banned[into] and _keeps(problem, chosen):
                    best.offer(allocate(problem, chosen, clock))
        is_better = best.objective < known - 1e-9 * max(1.0, abs(known))


def _as_start(problem: Problem, plan: Plan, size: int) -> Floats:
    usable, width = problem.usable, len(problem.sites)
    x = np.zeros(size)
    x[:width] = plan.chosen
    keys = usable.point * width + usable.site
    x[width + np.searchsorted(keys, plan.point * width + plan.site)] = plan.share
    return x


def _try_sites(problem: Problem, best: _Best, clock: Clock) -> None:
    """Open what is best without capacities; while room is short, exchange small sites for large ones."""
    assert problem.capacity is not None
    chosen = better_choice(problem, first_choice(problem), clock)
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
        if not _keeps(problem, chosen):
            return


# -- p-center ------------------------------------------------------------------------------------------------
def _center(problem: Problem, best: _Best, clock: Clock) -> bool:
    """Search the list of distances for the least within which the sites can cover everybody."""
    if not problem.is_capacitated:
        best.offer(_serving(problem, farthest_first(problem)))
    levels = np.unique(problem.usable.cost)
    nearest = np.full(len(problem.demand), np.inf)
    np.minimum.at(nearest, problem.usable.point, problem.usable.cost)
    low = int(np.searchsorted(levels, nearest.max()))  # nobody can do better than their own nearest
    high = len(levels) if best.objective is None else int(np.searchsorted(levels, best.objective))
    halving = _Halving(problem, best, clock, levels, low, high)
    halving.bounded(low)
    if not problem.limits and not problem.is_capacitated:
        halving.run(is_quick=True)
        halving.raise_bound()
    halving.run(is_quick=False)
    best.proved(halving.low >= halving.high and best.plan is not None)
    return best.plan is None and halving.low >= len(levels)


@dataclass
class _Halving:
    """Levels from `low`, below which there is no plan, to `high`, at which there is one."""

    problem: Problem
    best: _Best
    clock: Clock
    levels: Floats
    low: int
    high: int
    open_bounds: set[int] = field(default_factory=set)

    def bounded(self, low: int) -> None:
        self.low = max(self.low, low)
        if self.low < len(self.levels):
            self.best.bounded(float(self.levels[self.low]))

    def ask(self, at: int, *, is_quick: bool) -> bool | None:
        """Whether there is a plan within a level; ``None`` if that stays open."""
        radius = float(self.levels[at])
        left = self.clock.left_s / (1 if self.low + 1 >= self.high else 3)
        short = Clock(left, self.clock.is_stopped)
        plan, is_none = _within(self.problem.within(radius), short, is_quick=is_quick)
        if plan is not None:
            self.best.offer(plan)
            assert self.best.objective is not None
            self.high = min(self.high, at, int(np.searchsorted(self.levels, self.best.objective)))
            return True
        if is_none:
            self.bounded(at + 1)
            return False
        self.open_bounds.add(at)
        return None

    def run(self, *, is_quick: bool) -> None:
        """Halve what lies between; what stays open is taken for no, so that plans go on getting better."""
        low = self.low
        while low < self.high and not self.best.is_good and not self.clock.is_over:
            middle = (low + self.high) // 2
            if not self.ask(middle, is_quick=is_quick):
                low = middle + 1

    def raise_bound(self) -> None:
        """Halve again for the bound alone: what stays open is taken for yes."""
        high = min([self.high, *self.open_bounds])
        while self.low < high and not self.clock.is_over:
            middle = (self.low + high) // 2
            if self.ask(middle, is_quick=True) is not False:
                high = middle


def _within(problem: Problem, clock: Clock, *, is_quick: bool) -> tuple[Plan | None, bool]:
    """A plan within the radius, and whether there is proved to be none."""
    if problem.is_capacitated:
        solved = solve(allocation_program(problem), clock)
        return (None if solved.x is None else allocated(problem, solved.x)), solved.is_infeasible
    if problem.limits:
        solved, chosen = solve_cover(problem, clock, is_count=False)
        return _serving(problem, chosen), solved.is_infeasible
    assert problem.number is not None
    reach = np.zeros(problem.costs.shape, dtype=np.bool_)
    reach[problem.usable.point, problem.usable.site] = True
    cover = _covered(problem, reach, clock, enough=problem.number, is_quick=is_quick)
    if cover.chosen is None or cover.bound > problem.number:
        return None, True
    if cover.chosen.sum() > problem.number:
        return None, False
    spare = np.flatnonzero(~cover.chosen & ~problem.banned)[: problem.number - int(cover.chosen.sum())]
    cover.chosen[spare] = True
    return _serving(problem, cover.chosen), False


# -- why not -------------------------------------------------------------------------------------------------
def _found_reasons(problem: Problem, clock: Clock) -> tuple[Reason, ...]:
    """Why a program has no solution although no single limit rules it out: try what is looser."""
    short = Clock(min(5.0, max(1.0, clock.left_s)), clock.is_stopped)
    reasons = [Reason("together", {})]
    if problem.is_capacitated and not problem.may_split:
        shared = solve(allocation_program(replace(problem, may_split=True)), short)
        if shared.x is not None:
            reasons.append(Reason("split", {}))
    if problem.number is not None:
        fewest = replace(problem, model=Model.LSCP, number=None)
        answer = _Best(fewest, lambda objective, bound: None)
        capacitated = problem.is_capacitated
        (_capacitated if capacitated else _cover)(fewest, answer, Clock(5.0, clock.is_stopped))
        if answer.objective is not None and answer.objective > problem.number:
            reasons.append(Reason("number", {"number": int(answer.objective), "given": problem.number}))
    elif problem.limits:
        reasons.append(Reason("limits", {"names": ", ".join(limit.name for limit in problem.limits)}))
    return tuple(reasons)
