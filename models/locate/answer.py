"""What is answered, and the check of every answer against the raw limits before anybody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.kernel.arrays import Bools, Floats, Ints
from models.locate.problem import Model, Problem

TOLERANCE = 1e-6


class Status(StrEnum):
    """How good an answer is."""

    OPTIMAL = "optimal"
    """Proved: no plan is better."""
    FEASIBLE = "feasible"
    """A plan that keeps every limit; how much better one could be is the gap."""
    INFEASIBLE = "infeasible"
    """Proved: no plan keeps every limit."""
    UNKNOWN = "unknown"
    """Time ran out, or it was stopped, before any plan was found."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Open sites, and who goes where.

    Parameters
    ----------
    chosen
        Whether a site is open, shape (m,).
    point, site, share
        Who goes where: one entry a pair, with the share (0..1] of the point that goes there.
    """

    chosen: Bools
    point: Ints
    site: Ints
    share: Floats


@dataclass(frozen=True)
class Reason:
    """Why nothing is feasible, or the smallest change that helps; a key of the catalogue with values."""

    key: str
    values: dict[str, object]


@dataclass(frozen=True, eq=False)
class Answer:
    """An answer with its proof.

    Parameters
    ----------
    objective
        Sites (LSCP), weight served (MCLP), weighted cost (p-median), worst cost (p-center).
    bound
        No plan is better than this; ``None`` if nothing is known.
    reasons
        Where there is no plan: why, and the smallest changes that would help.
    backup
        Weight that at least two open sites reach, where that was asked for.
    backup_bound
        No plan as good reaches more a second time; ``None`` if nothing is known.
    """

    status: Status
    plan: Plan | None
    objective: float | None
    bound: float | None
    seconds: float
    reasons: tuple[Reason, ...] = ()
    backup: float | None = None
    backup_bound: float | None = None

    @property
    def gap(self) -> float | None:
        """How far the plan may be from the best one, as a share of its own objective; 0 if proved."""
        if self.objective is None or self.bound is None:
            return None
        if self.status == Status.OPTIMAL:
            return 0.0
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)


class BrokenPlanError(Exception):
    """A plan does not keep a limit: a fault of the solver or of ours, never the planner's."""


def served_share(problem: Problem, plan: Plan) -> Floats:
    """Share of each point that is served, shape (n,)."""
    share: Floats = np.bincount(plan.point, weights=plan.share, minlength=len(problem.demand)).astype(
        np.float64
    )
    return share


def pair_costs(problem: Problem, plan: Plan) -> Floats:
    """Cost of each pair of a plan, read from the raw costs; infinite where there is no such way."""
    costs, width = problem.costs, problem.costs.shape[1]
    keys, asked = costs.point * width + costs.site, plan.point * width + plan.site
    at = np.minimum(np.searchsorted(keys, asked), max(0, len(keys) - 1))
    if not len(keys):
        return np.full(len(asked), np.inf)
    return np.where(keys[at] == asked, costs.cost[at], np.inf)


def objective_of(problem: Problem, plan: Plan) -> float:
    """Work the objective out from the raw numbers."""
    if problem.model == Model.LSCP:
        return float(plan.chosen.sum())
    if problem.model == Model.MCLP:
        return float((problem.weight * served_share(problem, plan)).sum())
    paid = pair_costs(problem, plan)
    if problem.model == Model.PMEDIAN:
        return float((problem.weight[plan.point] * plan.share * paid).sum())
    return float(paid.max(initial=0.0))


def check(problem: Problem, plan: Plan) -> float:
    """Hold a plan against the raw limits and return its objective.

    Raises
    ------
    BrokenPlanError
        If it breaks one.
    """

    def ask(is_kept: bool, what: str) -> None:
        if not is_kept:
            raise BrokenPlanError(f"{problem.model}: {what}")

    ask(bool(plan.chosen[problem.fixed].all()), "a kept site is closed")
    ask(not plan.chosen[problem.banned].any(), "a banned site is open")
    for limit in problem.all_limits:
        ask(limit.holds(plan.chosen), f"limit {limit.name}")
    ask(bool(plan.chosen[plan.site].all()), "somebody goes to a closed site")
    ask(bool((pair_costs(problem, plan) <= problem.farthest).all()), "beyond the radius, or no way")
    beside = problem.beside
    ask(beside is None or bool(beside.allowed(plan.chosen)[plan.chosen].all()), "a site lacks another one")
    ask(problem.keeps(plan.chosen), "somebody is beyond the bound for all")
    share = served_share(problem, plan)
    reached = problem.times == 1 or bool((problem.counts(plan.chosen)[plan.point] >= problem.times).all())
    ask(reached, "a point is reached by too few sites")
    ask(bool((share <= 1.0 + TOLERANCE).all()), "a point is served more than once")
    ask(not problem.serves_all or bool((share >= 1.0 - TOLERANCE).all()), "a point is not served")
    if problem.capacity is not None:
        if not problem.may_split:
            ask(bool((plan.share == 1.0).all()), "a point is split")
        loads = problem.load[plan.point] * plan.share
        used = np.bincount(plan.site, weights=loads, minlength=len(problem.sites))
        slack = TOLERANCE * np.maximum(1.0, used)
        ask(bool((used <= problem.capacity + slack).all()), "capacity")
    return objective_of(problem, plan)


def nearest_plan(problem: Problem, chosen: Bools) -> Plan:
    """Everybody to the nearest open site within the radius; who has none goes nowhere. Ignores capacities.

    Where a point has to be reached by several sites, who is reached by fewer goes nowhere either.
    """
    usable = problem.usable
    keep = chosen[usable.site]
    if problem.times > 1:
        keep = keep & (problem.counts(chosen)[usable.point] >= problem.times)
    point, site, cost = usable.point[keep], usable.site[keep], usable.cost[keep]
    order = np.lexsort((site, cost, point))
    served, first = np.unique(point[order], return_index=True)
    return Plan(chosen.copy(), served, site[order][first], np.ones(len(served)))
