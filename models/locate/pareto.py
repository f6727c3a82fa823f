"""Two aims at once: plans of which none is better in both, from the best for one to the best for the other.

By bounds on the second aim (Haimes, 1971): the first aim is made best within each of some bounds between the
two ends, the looser one begins with the plan of the tighter; then the second aim is made best while the first
is held. So each plan that is proved is one that no plan at all beats in both, and each end is the best there
is for its aim.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from models.kernel.arrays import Bools, Floats
from models.locate.answer import Answer, Plan, Reason, Status, check, nearest_plan
from models.locate.exact import (
    allocated,
    allocation_program,
    cover_program,
    median_program,
    site_bounds,
)
from models.locate.first import cost_table
from models.locate.highs import Clock, Mip, solve
from models.locate.incumbent import serving
from models.locate.problem import Limit, Model, Problem
from models.locate.solve import solve_problem

POINTS = 10
LIMIT_S = 60.0
WORST = "worst"
_ROUNDING = 1e-9
_NAME = "pareto"


@dataclass(frozen=True, eq=False)
class SecondAim:
    """What the plan should have little of, beside the aim of its model.

    Parameters
    ----------
    name
        ``worst`` for the way of whoever is farthest; else a name of the sum.
    coefficients
        What each open site counts for, shape (m,), none of them negative; ``None`` for ``worst``.
    """

    name: str
    coefficients: Floats | None = None

    def value(self, problem: Problem, chosen: Bools) -> float:
        """What a choice of sites has of it."""
        if self.coefficients is not None:
            return float(self.coefficients[chosen].sum())
        costs = problem.costs
        keep = chosen[costs.site] & ~problem.banned[costs.site]
        nearest = np.full(len(problem.demand), np.inf)
        np.minimum.at(nearest, costs.point[keep], costs.cost[keep])
        return float(nearest.max(initial=0.0))

    def within(self, problem: Problem, most: float) -> Problem:
        """The problem with no more of it than that."""
        if self.coefficients is not None:
            return replace(problem, limits=(*problem.limits, Limit(_NAME, self.coefficients, at_most=most)))
        if problem.serves_all:
            return replace(problem, radius=min(problem.radius, most))
        return replace(problem, everyone=most)


@dataclass(frozen=True, eq=False)
class FrontPoint:
    """One plan of the front.

    Parameters
    ----------
    first, second
        Objective of the model, and the second aim.
    is_proved
        Whether no plan at all is better in one of them and no worse in the other.
    gap
        How far `first` may be from the best within `second`, as a share of itself; ``None`` if not known.
    """

    plan: Plan
    first: float
    second: float
    is_proved: bool
    gap: float | None


@dataclass(frozen=True, eq=False)
class Front:
    """Plans from the least of the second aim to the best of the first; none is better than another in both.

    Parameters
    ----------
    reasons
        Where there is none: why.
    """

    points: tuple[FrontPoint, ...]
    seconds: float
    reasons: tuple[Reason, ...] = ()


def dominates(model: Model, one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether the first and second aim of one are no worse than those of another, and one of them better."""
    sign = -1.0 if model == Model.MCLP else 1.0
    a, b = (sign * one[0], one[1]), (sign * other[0], other[1])
    slack = [_ROUNDING * max(1.0, abs(x), abs(y)) for x, y in zip(a, b, strict=True)]
    no_worse = all(x <= y + s for x, y, s in zip(a, b, slack, strict=True))
    return no_worse and any(x < y - s for x, y, s in zip(a, b, slack, strict=True))


def front(
    problem: Problem,
    aim: SecondAim,
    *,
    points: int = POINTS,
    limit_s: float = LIMIT_S,
    is_stopped: Callable[[], bool] = lambda: False,
    told: Callable[[int, int], None] = lambda done, whole: None,
) -> Front:
    """Find plans on the front of two aims.

    Parameters
    ----------
    points
        How many plans at most, the two ends among them.
    told
        Hears how many of the bounds are done.

    Notes
    -----
    A second aim of `worst` goes with the models MCLP and p-median without capacities; a sum with every model.
    Stopped, or when the time is up, the front holds what was found.
    """
    search = _Search(problem, aim, Clock(limit_s, is_stopped), points)
    best = search.first_best()
    if best.plan is None or best.objective is None:
        return Front((), search.clock.seconds, best.reasons)
    top = search.held(best.plan, best.objective, is_proved=best.status == Status.OPTIMAL, gap=best.gap)
    told(1, points)
    if search.is_over():
        return Front((top,), search.clock.seconds)
    low = least(problem, aim, search.clock)
    found: list[FrontPoint] = []
    high = top.second if np.isfinite(top.second) else float(problem.costs.cost.max(initial=low))
    ends: list[float] = []
    if low < top.second:
        ends = np.linspace(low, high, points)[: -1 if high == top.second else None].tolist()
    start: Bools | None = None
    for done, most in enumerate(ends, start=2):
        if search.is_over():
            break
        if found and most <= found[-1].second:  # a looser bound that the last plan keeps anyway
            told(done, points)
            continue
        point = search.within(float(most), start, left=points - done + 1)
        if point is not None:
            start = point.plan.chosen
            found.append(point)
        told(done, points)
    return Front(undominated(problem.model, [*found, top]), search.clock.seconds)


def undominated(model: Model, points: Sequence[FrontPoint]) -> tuple[FrontPoint, ...]:
    """Those that no other one dominates, each pair of aims once, by the second aim."""
    kept: list[FrontPoint] = []
    for one in sorted(points, key=lambda point: (point.second, not point.is_proved)):
        pair = (one.first, one.second)
        if any(dominates(model, (other.first, other.second), pair) for other in points):
            continue
        if not any(np.allclose(pair, (other.first, other.second), rtol=_ROUNDING) for other in kept):
            kept.append(one)
    return tuple(kept)


def least(problem: Problem, aim: SecondAim, clock: Clock) -> float:
    """The least that a plan can have of the second aim; a lower bound of it where that stays open."""
    short = Clock(clock.left_s / 4, clock.is_stopped)
    if aim.coefficients is None:
        asked = replace(problem, model=Model.PCENTER)
        if not problem.serves_all:
            asked = replace(asked, radius=np.inf, everyone=np.inf)
        answer = solve_problem(asked, limit_s=short.limit_s, explains=False, is_stopped=clock.is_stopped)
        if answer.objective is None:
            return 0.0
        return answer.objective if answer.status == Status.OPTIMAL else answer.bound or 0.0
    mip, m = _program(problem, None), len(problem.sites)
    cost = np.zeros(len(mip.cost))
    cost[:m] = aim.coefficients
    solved = solve(replace(mip, cost=cost), short)
    if solved.x is not None and solved.is_optimal:
        return aim.value(problem, solved.x[:m] > 0.5)
    return max(0.0, solved.bound) if np.isfinite(solved.bound) else 0.0


@dataclass(frozen=True, eq=False)
class _Search:
    problem: Problem
    aim: SecondAim
    clock: Clock
    points: int

    def _asked(self, problem: Problem, seconds: float, start: Bools | None = None) -> Answer:
        return solve_problem(
            problem, limit_s=seconds, start=start, explains=False, is_stopped=self.clock.is_stopped
        )

    def is_over(self) -> bool:
        """Whether to come to an end; asked anew each time."""
        return self.clock.is_over

    def first_best(self) -> Answer:
        """The best there is for the first aim."""
        return solve_problem(self.problem, limit_s=self.clock.left_s / 3, is_stopped=self.clock.is_stopped)

    def within(self, most: float, start: Bools | None, left: int) -> FrontPoint | None:
        """The best plan for the first aim with no more than that of the second; ``None`` if there is none."""
        asked = self.aim.within(self.problem, most)
        answer = self._asked(asked, self.clock.left_s / max(1, left), start)
        if answer.plan is None or answer.objective is None:
            return None
        is_proved = answer.status == Status.OPTIMAL
        return self.held(answer.plan, answer.objective, is_proved=is_proved, gap=answer.gap)

    # -- the second aim, while the first is held -----------------------------------------------------------
    def held(self, plan: Plan, first: float, *, is_proved: bool, gap: float | None) -> FrontPoint:
        """The plan with least of the second aim among those that are as good for the first."""
        short = Clock(self.clock.left_s / 4, self.clock.is_stopped)
        if short.is_over:
            return FrontPoint(plan, first, self.aim.value(self.problem, plan.chosen), False, gap)
        if self.aim.coefficients is None:
            other, is_least = self._held_worst(plan, first, short)
        else:
            other, is_least = self._held_sum(plan, first, short)
        second = self.aim.value(self.problem, other.chosen)
        if second >= self.aim.value(self.problem, plan.chosen):
            other, second = plan, self.aim.value(self.problem, plan.chosen)
        return FrontPoint(other, check(self.problem, other), second, is_proved and is_least, gap)

    def _is_as_good(self, value: float, first: float) -> bool:
        sign = -1.0 if self.problem.model == Model.MCLP else 1.0
        return sign * value <= sign * first + _ROUNDING * max(1.0, abs(first))

    def _held_worst(self, plan: Plan, first: float, clock: Clock) -> tuple[Plan, bool]:
        """Halve the ways that are shorter than the longest one of the plan."""
        levels = np.unique(self.problem.costs.cost)
        high = int(np.searchsorted(levels, self.aim.value(self.problem, plan.chosen)))
        if high >= len(levels):  # somebody has no way at all: any level is an improvement
            high = len(levels)
        low, ask, is_least = 0, high - 1, True
        while low < high:
            if clock.is_over:
                return plan, False
            asked = self.aim.within(self.problem, float(levels[ask]))
            answer = self._asked(asked, clock.left_s / 2)
            if (
                answer.plan is not None
                and answer.objective is not None
                and self._is_as_good(answer.objective, first)
            ):
                plan = answer.plan
                high = min(ask, int(np.searchsorted(levels, self.aim.value(self.problem, plan.chosen))))
            else:
                is_least = is_least and answer.status in (Status.OPTIMAL, Status.INFEASIBLE)
                low = ask + 1
            ask = (low + high) // 2
        return plan, is_least

    def _held_sum(self, plan: Plan, first: float, clock: Clock) -> tuple[Plan, bool]:
        problem, aim = self.problem, self.aim.coefficients
        assert aim is not None
        if problem.model == Model.PMEDIAN and not problem.is_capacitated:
            return self._held_median(plan, first, clock)
        mip = _program(problem, first)
        cost = np.zeros(len(mip.cost))
        cost[: len(aim)] = aim
        start = np.concatenate([plan.chosen.astype(np.float64), np.zeros(len(mip.cost) - len(aim))])
        solved = solve(replace(mip, cost=cost), clock, start=None if problem.is_capacitated else start)
        if solved.x is None:
            return plan, False
        if problem.is_capacitated:
            other: Plan | None = allocated(problem, solved.x)
        else:
            other = serving(problem, solved.x[: len(aim)] > 0.5)
        if other is None or not self._is_as_good(check(problem, other), first):
            return plan, False
        return other, solved.is_optimal

    def _held_median(self, plan: Plan, first: float, clock: Clock) -> tuple[Plan, bool]:
        """By distance steps, whose lists grow where they are hit, as the median itself is solved."""
        problem, coefficients = self.problem, self.aim.coefficients
        assert coefficients is not None
        table, m = cost_table(problem), len(problem.sites)
        usable = np.zeros(problem.costs.shape, dtype=np.bool_)
        usable[problem.usable.point, problem.usable.site] = True
        opened = np.sort(table[:, plan.chosen], axis=1)
        depth = opened[:, min(1, opened.shape[1] - 1)].copy()
        while not clock.is_over:
            mip, last = median_program(problem, table, usable, depth, *site_bounds(problem))
            cost = np.zeros(len(mip.cost))
            cost[:m] = coefficients
            start = np.concatenate([plan.chosen.astype(np.float64), np.zeros(len(mip.cost) - m)])
            solved = solve(replace(_held(mip, first), cost=cost), clock, start=start)
            if solved.x is None:
                return plan, False
            chosen = solved.x[:m] > 0.5
            other = nearest_plan(problem, chosen)
            is_served = len(other.point) == len(problem.demand)
            if is_served and self._is_as_good(check(problem, other), first):
                return other, solved.is_optimal
            beyond = np.where(usable[:, chosen], table[:, chosen], np.inf).min(axis=1, initial=np.inf) > last
            if not beyond.any():
                return plan, False
            depth[beyond] = np.inf
        return plan, False


def _program(problem: Problem, first: float | None) -> Mip:
    """Every plan of the problem, or those as good as `first`, with capacities or without."""
    if problem.model == Model.PCENTER and first is not None:
        problem = problem.within(min(problem.radius, first))
    if problem.is_capacitated:
        mip = allocation_program(problem)
    elif problem.model in (Model.LSCP, Model.MCLP):
        mip = cover_program(problem, is_count=True)
    else:  # who is reached at all is asked here, not how far he goes
        mip = cover_program(replace(problem, model=Model.LSCP, times=1), is_count=False)
    if first is None or problem.model == Model.PCENTER:
        return mip
    return _held(mip, first * (-1.0 if problem.model == Model.MCLP else 1.0))


def _held(mip: Mip, most: float) -> Mip:
    """The program with its own objective as a row that is held."""
    row = csr_array(mip.cost[None, :])
    return replace(
        mip,
        rows=csr_array(vstack([mip.rows, row])),
        row_lower=np.append(mip.row_lower, -np.inf),
        row_upper=np.append(mip.row_upper, most + _ROUNDING * max(1.0, abs(most))),
    )
