"""The best plan so far, and how a first one is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from models.kernel.arrays import Bools
from models.locate.answer import Answer, Plan, Status, check, nearest_plan
from models.locate.first import (
    FIRST_S,
    cost_table,
    greedy_cover,
    greedy_median,
    greedy_most,
    interchange,
)
from models.locate.highs import Clock
from models.locate.problem import Model, Problem


@dataclass
class Best:
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
        """Take a plan if it is better than the one known."""
        if plan is None:
            return
        objective = check(self.problem, plan)
        if self.objective is None or self.sign * objective < self.sign * self.objective:
            self.plan, self.objective = plan, objective
            self.told(objective, self.bound)

    def bounded(self, bound: float) -> None:
        """Take a bound if it is tighter than the one known."""
        if not np.isfinite(bound):
            return
        known = self.bound
        self.bound = bound if known is None else self.sign * max(self.sign * bound, self.sign * known)

    def proved(self, is_proved: bool) -> None:
        """Note whether the plan is proved to be the best."""
        self.is_proved = self.is_proved or is_proved

    @property
    def is_good(self) -> bool:
        """Whether nothing better has to be looked for."""
        if self.objective is None or self.bound is None:
            return False
        known = abs(self.objective)
        return abs(self.objective - self.bound) <= max(self.gap * known, 1e-7 * max(1.0, known))

    def answer(self, clock: Clock, *, is_infeasible: bool = False) -> Answer:
        """What is known by now."""
        if self.plan is None or self.objective is None:
            status = Status.INFEASIBLE if is_infeasible else Status.UNKNOWN
            return Answer(status, None, None, self.bound, clock.seconds)
        near = self.bound is not None and abs(self.objective - self.bound) <= 1e-7 * max(
            1.0, abs(self.objective)
        )
        if self.is_proved or near:
            return Answer(Status.OPTIMAL, self.plan, self.objective, self.objective, clock.seconds)
        return Answer(Status.FEASIBLE, self.plan, self.objective, self.bound, clock.seconds)


def first_choice(problem: Problem, best: Best) -> Bools | None:
    """Sites to begin with: those of the plan that is known, or found at once; ``None`` if they break a limit.

    A plan that serves everybody who must be served is offered.
    """
    chosen = found_at_once(problem)
    best.offer(serving(problem, chosen))
    return best.plan.chosen if best.plan is not None else chosen


def found_at_once(problem: Problem) -> Bools | None:
    """Sites to begin with, without a look at capacities; ``None`` if they break a limit."""
    if problem.model == Model.LSCP:
        chosen = greedy_cover(problem)
    elif problem.model == Model.MCLP:
        chosen = greedy_most(problem)
    else:
        chosen = greedy_median(problem, cost_table(problem))
    return chosen if problem.keeps(chosen) else None


def better_choice(
    problem: Problem, chosen: Bools | None, clock: Clock, seconds: float = FIRST_S
) -> Bools | None:
    """Exchange sites one by one for a while; with the limits, what breaks one is not taken."""
    if chosen is None or problem.number is None:
        return chosen
    short = Clock(min(seconds, clock.left_s), clock.is_stopped)
    better = interchange(cost_table(problem), chosen, problem.fixed, ~problem.banned, short)
    return better if problem.keeps(better) else chosen


def serving(problem: Problem, chosen: Bools | None) -> Plan | None:
    """Everybody to the nearest, if that serves all who must be served."""
    if chosen is None:
        return None
    plan = nearest_plan(problem, chosen)
    return plan if not problem.serves_all or len(plan.point) == len(problem.demand) else None


def rounded(problem: Problem, bound: float) -> float:
    """A whole number of sites cannot be a fraction."""
    is_whole = problem.model == Model.LSCP and np.isfinite(bound)
    return float(np.ceil(bound - 1e-6)) if is_whole else bound


def whole_bound(problem: Problem, bound: float) -> float:
    """Where every cost is whole, so is the best plan's."""
    usable = problem.usable
    paid = problem.weight[usable.point] * usable.cost
    if not np.isfinite(bound) or (problem.may_split and problem.is_capacitated):
        return bound
    return float(np.ceil(bound - 1e-6)) if bool((paid == np.round(paid)).all()) else bound
