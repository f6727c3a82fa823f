"""p-center: the list of distances is halved, each step a covering."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.kernel.arrays import Floats
from models.locate.answer import Plan
from models.locate.cover import covered
from models.locate.exact import allocated, allocation_program, solve_cover
from models.locate.first import farthest_first
from models.locate.highs import Clock, solve
from models.locate.incumbent import Best, serving
from models.locate.problem import Problem


def center(problem: Problem, best: Best, clock: Clock) -> bool:
    """Search the list of distances for the least within which the sites can cover everybody."""
    if not problem.is_capacitated:
        best.offer(serving(problem, farthest_first(problem)))
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
    best: Best
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
        return serving(problem, chosen), solved.is_infeasible
    assert problem.number is not None
    reach = np.zeros(problem.costs.shape, dtype=np.bool_)
    reach[problem.usable.point, problem.usable.site] = True
    cover = covered(problem, reach, clock, enough=problem.number, is_quick=is_quick)
    if cover.chosen is None or cover.bound > problem.number:
        return None, True
    if cover.chosen.sum() > problem.number:
        return None, False
    spare = np.flatnonzero(~cover.chosen & ~problem.banned)[: problem.number - int(cover.chosen.sum())]
    cover.chosen[spare] = True
    return serving(problem, cover.chosen), False
