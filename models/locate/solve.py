"""One problem in, one checked answer out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.kernel.arrays import Bools, Floats
from models.locate.allocate import allocate
from models.locate.answer import Answer, Reason, Status, check
from models.locate.backup import backed_up
from models.locate.capacitated import capacitated
from models.locate.center import center
from models.locate.cover import covered
from models.locate.exact import allocation_program, site_bounds, solve_cover, solve_median
from models.locate.first import cost_table
from models.locate.highs import Clock, solve
from models.locate.incumbent import Best, better_choice, first_choice, rounded, serving, whole_bound
from models.locate.lagrange import lagrangean, narrowed
from models.locate.problem import Costs, Model, Problem
from models.locate.reasons import reasons_of

LIMIT_S = 60.0


def solve_problem(
    problem: Problem,
    *,
    limit_s: float = LIMIT_S,
    gap: float = 0.0,
    start: Bools | None = None,
    explains: bool = True,
    is_stopped: Callable[[], bool] = lambda: False,
    told: Callable[[float, float | None], None] = lambda objective, bound: None,
) -> Answer:
    """Answer a problem to proof or until the time is up; stopped, it returns the best plan so far.

    Parameters
    ----------
    gap
        How far from the best a plan may be, as a share of its own objective, to be good enough.
    start
        Sites of a plan that is known already; ignored where it breaks a limit.
    explains
        Whether to look for the reasons where there is no plan.
    told
        Hears of each better plan: objective, and the bound known by then.
    """
    clock = Clock(limit_s, is_stopped)
    reasons = reasons_of(problem)
    if reasons:
        return Answer(Status.INFEASIBLE, None, None, None, clock.seconds, reasons)
    own, scale = scaled(problem)
    answer = _answered(
        own, Best(own, lambda value, bound: told(*unscaled(scale, value, bound)), gap), clock, start
    )
    if answer.objective is not None and answer.plan is not None:
        value, bound = check(problem, answer.plan), unscaled(scale, 0.0, answer.bound)[1]
        answer = replace(answer, objective=value, bound=value if answer.status == Status.OPTIMAL else bound)
    elif answer.bound is not None:
        answer = replace(answer, bound=unscaled(scale, 0.0, answer.bound)[1])
    if problem.backs_up and answer.plan is not None:
        answer = backed_up(problem, answer, clock)
    if answer.status == Status.INFEASIBLE and explains:
        answer = replace(answer, reasons=_found_reasons(problem, clock))
    return replace(answer, seconds=clock.seconds)


def scaled(problem: Problem) -> tuple[Problem, float]:
    """The problem with costs and weights that a solver's tolerances fit, and its objective over ours.

    Distances in degrees, or shares as weights, would be as small as what a solver takes for equal. Powers of
    two leave every digit as it is.
    """
    costs, weights = problem.costs.cost, problem.weight
    by_cost, by_weight = _factor(costs), _factor(weights)
    if by_cost == by_weight == 1.0:
        return problem, 1.0
    ways = Costs(problem.costs.shape, problem.costs.point, problem.costs.site, costs * by_cost)
    own = replace(
        problem,
        costs=ways,
        weight=weights * by_weight,
        radius=problem.radius * by_cost,
        everyone=problem.everyone * by_cost,
    )
    by_model = {Model.MCLP: by_weight, Model.PMEDIAN: by_cost * by_weight, Model.PCENTER: by_cost}
    return own, by_model.get(problem.model, 1.0)


def _factor(values: Floats) -> float:
    most = float(np.abs(values).max(initial=0.0))
    return 1.0 if most == 0.0 or 1.0 <= most <= 1e7 else float(2.0 ** round(np.log2(1e3 / most)))


def unscaled(scale: float, value: float, bound: float | None) -> tuple[float, float | None]:
    """Objective and bound in the problem's own units."""
    return value / scale, None if bound is None else bound / scale


def _answered(problem: Problem, best: Best, clock: Clock, start: Bools | None) -> Answer:
    if start is not None and problem.keeps(start):
        best.offer(allocate(problem, start, clock) if problem.is_capacitated else serving(problem, start))
    if problem.model == Model.PCENTER:
        is_infeasible = center(problem, best, clock)
    elif problem.is_capacitated:
        is_infeasible = capacitated(problem, best, clock)
    elif problem.model == Model.PMEDIAN:
        is_infeasible = _median(problem, best, clock)
    else:
        is_infeasible = _cover(problem, best, clock)
    return best.answer(clock, is_infeasible=is_infeasible)


def _cover(problem: Problem, best: Best, clock: Clock) -> bool:
    is_plain = not problem.limits and problem.beside is None
    if problem.model == Model.LSCP and is_plain and problem.times == 1:
        return _fewest(problem, best, clock)
    start = first_choice(problem, best)
    start = better_choice(problem, start, clock)
    best.offer(serving(problem, start))
    solved, chosen = solve_cover(problem, clock, start, gap=best.gap)
    best.offer(serving(problem, chosen))
    best.bounded(best.sign * rounded(problem, solved.bound))
    best.proved(solved.is_optimal)
    return solved.is_infeasible


def _fewest(problem: Problem, best: Best, clock: Clock) -> bool:
    first_choice(problem, best)
    reach = np.zeros(problem.costs.shape, dtype=np.bool_)
    reach[problem.usable.point, problem.usable.site] = True

    def told(chosen: Bools, bound: int) -> None:
        best.bounded(float(bound))
        if best.objective is None or chosen.sum() < best.objective:
            best.offer(serving(problem, chosen))

    cover = covered(problem, reach, clock, told=told)
    best.offer(serving(problem, cover.chosen))
    best.bounded(float(cover.bound))
    return cover.chosen is None


def _median(problem: Problem, best: Best, clock: Clock) -> bool:
    start = first_choice(problem, best)
    lower, upper = site_bounds(problem)
    usable = np.zeros(problem.costs.shape, dtype=np.bool_)
    usable[problem.usable.point, problem.usable.site] = True
    table = cost_table(problem)
    if start is None or best.plan is None or best.objective is None:
        return _exact_median(problem, best, clock)
    best.offer(serving(problem, better_choice(problem, start, clock, 2.0)))
    if problem.number is not None and not problem.limits and problem.beside is None:
        bounded = lagrangean(problem, table, clock, best.plan.chosen, best.objective, best.gap)
        best.bounded(whole_bound(problem, bounded.bound))
        for choice in bounded.tried[:3]:
            best.offer(serving(problem, better_choice(problem, choice, clock, 0.5)))
        if best.is_good:
            return False
        lower, upper = narrowed(problem, bounded, best.objective, lower, upper)
    solved, chosen = solve_median(problem, table, usable, clock, best.plan.chosen, lower, upper, best.gap)
    best.offer(serving(problem, chosen))
    # Among the sites left open nothing is better; outside of them nothing beats the plan known before.
    if np.isfinite(solved.bound):
        best.bounded(whole_bound(problem, min(solved.bound, best.objective)))
    best.proved(solved.is_optimal)
    return False


def _exact_median(problem: Problem, best: Best, clock: Clock) -> bool:
    """Without a plan to begin with: the program with everybody's ways."""
    free = replace(problem, capacity=np.full(len(problem.sites), float(problem.load.sum()) + 1.0))
    solved = solve(allocation_program(replace(free, may_split=True)), clock, gap=best.gap)
    if solved.x is not None:
        best.offer(serving(problem, solved.x[: len(problem.sites)] > 0.5))
    best.bounded(solved.bound)
    best.proved(solved.is_optimal)
    return solved.is_infeasible


# -- why not -------------------------------------------------------------------------------------------------
def _found_reasons(problem: Problem, clock: Clock) -> tuple[Reason, ...]:
    """Why a program has no solution although no single limit rules it out: try what is looser."""
    short = Clock(min(5.0, max(1.0, clock.left_s)), clock.is_stopped)
    reasons: list[Reason] = []
    if problem.beside is not None:
        apart = solve_problem(replace(problem, beside=None), limit_s=short.left_s, gap=1.0, explains=False)
        if apart.plan is not None:
            return (Reason("beside", {}),)
    if problem.is_capacitated and not problem.may_split:
        shared = solve(allocation_program(replace(problem, may_split=True)), short)
        if shared.x is not None:
            reasons.append(Reason("split", {}))
    if problem.number is not None and (problem.serves_all or np.isfinite(problem.everyone)):
        radius = problem.radius if problem.serves_all else problem.everyone
        fewest = replace(
            problem, model=Model.LSCP, number=None, radius=radius, everyone=np.inf, times=1, backs_up=False
        )
        answer = Best(fewest, lambda objective, bound: None)
        (capacitated if problem.is_capacitated else _cover)(fewest, answer, Clock(5.0, clock.is_stopped))
        if answer.objective is not None and answer.objective > problem.number:
            reasons.append(Reason("number", {"number": int(answer.objective), "given": problem.number}))
    elif problem.limits:
        names = [limit.name for limit in problem.limits if limit.name]
        reasons += [Reason("limits", {"names": ", ".join(names)})] if names else []
    return tuple(reasons) or (Reason("together", {}),)
