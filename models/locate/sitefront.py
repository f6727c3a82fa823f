"""Plans of new sites that weigh the aim against money, land, their number, or whoever is farthest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.county.county import County
from models.kernel.errors import HavenError
from models.locate.answer import Answer, Reason, Status
from models.locate.ask import AGAINST, Against, Ask
from models.locate.pareto import POINTS, WORST, SecondAim, front
from models.locate.places import SitePlace, area_m2
from models.locate.prepared import Prepared, costs_of, prepare
from models.locate.problem import Limit
from models.locate.siting import Siting, as_siting
from models.project.scenario import Scenario
from models.rules.rules import Rules


@dataclass(frozen=True, eq=False)
class FrontPlan:
    """One plan of a front.

    Parameters
    ----------
    second
        What it has of what is weighed: yuan, m2, new sites, or the way of whoever is farthest in its unit.
    is_proved
        Whether no plan at all is better in one of both and no worse in the other.
    """

    siting: Siting
    first: float
    second: float
    is_proved: bool


@dataclass(frozen=True, eq=False)
class SiteFront:
    """Plans of which none is better in both, from the least of what is weighed to the best for the aim.

    Parameters
    ----------
    reasons
        Where there is none: why.
    """

    ask: Ask
    against: Against
    unit: str
    plans: tuple[FrontPlan, ...]
    seconds: float
    reasons: tuple[Reason, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether every plan is proved to be beaten by none."""
        return all(one.is_proved for one in self.plans)


def second_aim(prepared: Prepared, against: Against) -> SecondAim:
    """What is weighed, as sums over the new sites."""
    if against == Against.WORST:
        return SecondAim(WORST)
    if against == Against.NUMBER:
        each = prepared.is_new.astype(np.float64)
    elif against == Against.COST:
        each = costs_of(prepared.ask, prepared.facilities, prepared.kept)
    else:
        area = np.array([area_m2(one) or 0.0 for one in prepared.facilities])  # known of every new one
        each = np.where(prepared.is_new, area, 0.0)
    return SecondAim(str(against), each)


def site_front(
    county: County,
    scenario: Scenario,
    rules: Rules,
    places: Sequence[SitePlace],
    ask: Ask,
    *,
    points: int = POINTS,
    limit_s: float = 60.0,
    is_stopped: Callable[[], bool] = lambda: False,
    told: Callable[[int, int], None] = lambda done, whole: None,
) -> SiteFront:
    """Choose sites with two aims in view: that of the model, and little of what ``ask.against`` names.

    Against money, land or their number, the number of new ones that is asked for is the most there may be.

    Raises
    ------
    HavenError
        As :func:`models.locate.siting.site` does; what is weighed does not go with the aim
        (``site_no_front``); costs are weighed and none was given (``site_no_price``).
    """
    against = ask.against
    assert against is not None
    if against not in AGAINST[ask.model] or (against == Against.WORST and (ask.capacity or ask.holds)):
        raise HavenError("site_no_front", model=str(ask.model), against=str(against))
    if against == Against.COST and not (ask.price or ask.price_m2):
        raise HavenError("site_no_price")
    if against == Against.WORST and ask.new is None and not ask.quotas:
        raise HavenError("site_no_number", model=str(ask.model))
    prepared = prepare(county, scenario, rules, places, replace(ask, backs_up=False))
    problem = prepared.problem
    if against != Against.WORST and problem.number is not None:
        most = Limit("number", np.ones(len(problem.sites)), at_most=float(problem.number))
        problem = replace(problem, number=None, limits=(*problem.limits, most))
    unit = {Against.COST: "yuan", Against.LAND: "m2", Against.NUMBER: "count"}.get(against, prepared.way.unit)
    if prepared.unmet is not None:
        return SiteFront(prepared.ask, against, unit, (), 0.0, prepared.unmet.reasons)
    found = front(
        problem,
        second_aim(prepared, against),
        points=points,
        limit_s=limit_s,
        is_stopped=is_stopped,
        told=told,
    )
    plans = []
    for point in found.points:
        status = Status.OPTIMAL if point.is_proved else Status.FEASIBLE
        bound = point.first if point.is_proved else None
        answer = Answer(status, point.plan, point.first, bound, found.seconds)
        plans.append(FrontPlan(as_siting(prepared, answer), point.first, point.second, point.is_proved))
    return SiteFront(prepared.ask, against, unit, tuple(plans), found.seconds, found.reasons)
