"""The next facilities of a family: the plan, what each adds, how good it is, and what else there would be.

Facilities that count in the scenario are kept. Costs are those of the family's way: by road where the county
is measured so. People whom no place can reach at all are told and left out; a limit is never widened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.access.losing import limit_min
from models.access.measures import on_foot, radius_rule, travel_of
from models.access.ways import TOLERANCE, Way
from models.county.county import County
from models.facilities.facility import FIXED_SHELTER_CLASSES, Facility, Family, Shelter
from models.kernel.arrays import Bools, Floats
from models.kernel.errors import HavenError
from models.locate.answer import Answer, Reason, Status
from models.locate.places import SitePlace
from models.locate.problem import Costs, Limit, Model, Problem
from models.locate.reasons import named, rounded_up
from models.locate.solve import solve_problem
from models.project.scenario import Scenario
from models.rules.rules import Rules
from models.rules.scope import counted
from models.shelters.values import areas, capacity_persons, serves

_CURVE_S, _SECOND_S = 2.0, 5.0
_MOST_CURVE = 10


@dataclass(frozen=True)
class Ask:
    """What is asked.

    Parameters
    ----------
    new
        How many new ones; ``None`` for the fewest (LSCP).
    limit
        How far one reaches, in the unit of the family's way; ``None`` for the rule value.
    capacity
        Persons that each place holds, new or kept; people of a village may be shared out.
    must, ban
        Names or ids of places that are to be used, and that are not.
    per_township
        Whether each township needs one at least, kept or new.
    budget, price, price_m2
        Total cost of the new ones, and of each: a sum, and a sum for each m2 of its site.
    quotas
        Class and number of the new ones, largest class first, in place of ``new``: two second-class stations
        and six small ones. All classes of such a family reach equally far: the larger go where most people
        are added.
    """

    family: Family
    model: Model
    new: int | None = None
    limit: float | None = None
    capacity: float | None = None
    must: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()
    per_township: bool = False
    budget: float | None = None
    price: float = 0.0
    price_m2: float = 0.0
    quotas: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Second:
    """The best plan in which at least one site is another one.

    Parameters
    ----------
    is_proved
        Whether there is none better; else it is the best that was found in the time.
    """

    names: tuple[str, ...]
    objective: float
    is_proved: bool


@dataclass(frozen=True)
class Step:
    """What one site adds after those before it.

    Parameters
    ----------
    persons
        Residents newly within reach.
    covered
        All residents within reach with it.
    mean, worst
        Mean cost of a resident to the nearest, and worst cost of a point with residents.
    townships
        Those in which people are newly within reach.
    """

    place: SitePlace
    persons: float
    covered: float
    mean: float
    worst: float
    townships: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Siting:
    """An answer in the words of a plan.

    Parameters
    ----------
    purpose
        Kind of coverage by shelters, as its figures have it: ``emergency`` or ``fixed``; empty for others.
    limits
        How far the sites serve, the least and the most, in the way's unit.
    left_out
        Number of points that no place can reach at all, and their residents.
    curve
        Objective for numbers of new sites up to that of the plan, with the bound known.
    knee
        The number after which more sites add clearly less; ``None`` if there is none.
    second
        The best plan with other sites; ``None`` if there is none.
    """

    ask: Ask
    way: Way
    limits: tuple[float, float]
    problem: Problem
    answer: Answer
    places: tuple[SitePlace, ...]
    kept: int
    purpose: str
    total: float
    before: float
    steps: tuple[Step, ...]
    left_out: tuple[int, float]
    curve: tuple[tuple[int, float, float | None], ...] = ()
    knee: int | None = None
    second: Second | None = None

    @property
    def rejected(self) -> tuple[SitePlace, ...]:
        """Places that a check rules out."""
        return tuple(one for one in self.places if one.is_rejected)


def _purpose(places: Sequence[SitePlace], family: Family) -> str:
    """Which coverage by shelters is asked about: that of emergency ones if all are, else of fixed ones."""
    if family != Family.SHELTER:
        return ""
    classes = {one.facility.shelter_class for one in places if isinstance(one.facility, Shelter)}
    return "fixed" if classes & set(FIXED_SHELTER_CLASSES) else "emergency"


def reaches(
    county: County, rules: Rules, family: Family, facilities: Sequence[Facility], purpose: str
) -> tuple[Way, Floats]:
    """How one goes to or from the family, and how far each facility serves, in the way's unit, shape (n,)."""
    travel = family.spec.travel
    assert travel is not None
    if travel.mode == "walk":
        way = on_foot(county, rules)
        classes = [one.shelter_class for one in facilities if isinstance(one, Shelter)]
        if purpose == "emergency":
            classes = ["emergency"] * len(classes)
        for name in dict.fromkeys(classes):
            rules.require(radius_rule(name))
        limits = [rules[radius_rule(one)] for one in classes]
        return way, np.array(limits, dtype=np.float64)
    way, _ = travel_of(county, rules, family)
    return way, np.full(len(facilities), way.limit(limit_min(rules, family)))


def covered_key(purpose: str) -> str:
    """Key of the text that tells whom the family serves before and after."""
    return f"site.covered_{purpose}" if purpose else "site.covered"


def site(
    county: County,
    scenario: Scenario,
    rules: Rules,
    places: Sequence[SitePlace],
    ask: Ask,
    *,
    limit_s: float = 60.0,
    explains: bool = True,
    is_stopped: Callable[[], bool] = lambda: False,
    told: Callable[[float, float | None], None] = lambda objective, bound: None,
) -> Siting:
    """Choose sites among places; what a check rules out is never used.

    Raises
    ------
    HavenError
        Nobody's residents are known (``site_no_people``), a name is no place (``site_unknown``), the number
        of new ones is missing (``site_no_number``), or classes that reach unlike far were given numbers
        (``site_no_quota``).
    """
    if ask.quotas:
        if ask.family == Family.SHELTER or not ask.family.spec.class_field:
            raise HavenError("site_no_quota")
        ask = replace(ask, new=sum(number for _, number in ask.quotas))
    if not county.demand.has_population:
        raise HavenError("site_no_people")
    if ask.model != Model.LSCP and ask.new is None and ask.budget is None:
        raise HavenError("site_no_number", model=str(ask.model))
    purpose = _purpose(places, ask.family)
    kept: Sequence[Facility] = counted(county, scenario, rules, ask.family)
    if purpose:
        others = {one.facility.id for one in places if not serves(purpose, one.facility)}
        ask = replace(ask, ban=tuple(one for one in ask.ban if one not in others))
        kept = [one for one in kept if serves(purpose, one)]
        places = [one for one in places if serves(purpose, one.facility)]
    facilities = [*kept, *(one.facility for one in places)]
    way, usual = reaches(county, rules, ask.family, facilities, purpose)
    limits = usual if ask.limit is None else np.full(len(facilities), ask.limit)
    people = np.flatnonzero(county.demand.known_persons > 0)
    xy = county.demand.xy[people]
    spots = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    table = way.table(xy, spots)
    banned = np.array([*[False] * len(kept), *(one.is_rejected for one in places)], dtype=np.bool_)
    reached = np.isfinite(np.where(banned, np.inf, table)).any(axis=1)
    left = county.demand.known_persons[people[~reached]]
    people, table = people[reached], table[reached]
    problem = _problem(county, ask, limits, people, table, kept, places, banned, rules)
    answer = _unmet(problem, np.where(banned, np.inf, table), limits) or solve_problem(
        problem, limit_s=limit_s, is_stopped=is_stopped, told=told
    )
    counts = _Counts(county, people, table, problem.weight, limits, len(kept))
    steps = () if answer.plan is None else counts.steps(answer.plan.chosen, places, ask.model)
    found = Siting(
        ask=ask,
        way=way,
        limits=(float(limits.min()), float(limits.max())),
        problem=problem,
        answer=answer,
        places=tuple(places),
        kept=len(kept),
        purpose=purpose,
        total=float(county.demand.total_persons),
        before=counts.covered(problem.fixed & (np.arange(len(facilities)) < len(kept))),
        steps=_classed(steps, ask),
        left_out=(len(left), float(left.sum())),
    )
    if not explains or answer.plan is None or is_stopped():
        return found
    # Who gives the plan a second does not wait half a minute for what explains it.
    curve = _curve(problem, answer, len(kept), min(_CURVE_S, limit_s / _MOST_CURVE), is_stopped)
    second = _second(found, min(_SECOND_S, limit_s), is_stopped)
    return replace(found, curve=curve, knee=knee(curve), second=second)


def _classed(steps: tuple[Step, ...], ask: Ask) -> tuple[Step, ...]:
    """The steps with their classes: the larger ones where most people are added."""
    classes = [name for name, number in ask.quotas for _ in range(number)]
    by_gain = sorted(range(len(steps)), key=lambda at: (-steps[at].persons, at))
    of = dict(zip(by_gain, classes, strict=False))
    field = ask.family.spec.class_field

    def classed(step: Step, name: str) -> Step:
        own: dict[str, Any] = {field: name}
        return replace(step, place=replace(step.place, facility=replace(step.place.facility, **own)))

    return tuple(classed(step, of[at]) if at in of else step for at, step in enumerate(steps))


def _problem(
    county: County,
    ask: Ask,
    reach: Floats,
    people: np.ndarray,
    table: Floats,
    kept: Sequence[Facility],
    places: Sequence[SitePlace],
    banned: Bools,
    rules: Rules,
) -> Problem:
    facilities = [*kept, *(one.facility for one in places)]
    names = [one.name for one in facilities]
    named = {name: at for at, name in enumerate(names) if names.count(name) == 1}
    named.update({one.id: at for at, one in enumerate(facilities)})
    for key in (*ask.must, *ask.ban):
        if named.get(key, -1) < len(kept):
            raise HavenError("site_unknown", name=key)
    must = [named[key] for key in ask.must]
    for at in must:
        if banned[at]:
            raise HavenError("site_must_rejected", name=facilities[at].name)
    banned = banned.copy()
    banned[[named[key] for key in ask.ban]] = True
    new = (np.arange(len(facilities)) >= len(kept)).astype(np.float64)
    limits = []
    if ask.budget is not None:
        area = np.array(
            [one.drawn_area_m2 or getattr(one, "gross_area_m2", None) or 0.0 for one in facilities]
        )
        limits.append(Limit("budget", new * (ask.price + ask.price_m2 * area), at_most=ask.budget))
    if ask.per_township:
        stands = county.townships.index_at(np.array([one.location for one in facilities]))
        limits += [
            Limit(str(county.townships.names[one]), (stands == one).astype(np.float64), at_least=1.0)
            for one in range(len(county.townships))
        ]
    bounded = ask.model in (Model.LSCP, Model.MCLP)
    weight = county.demand.known_persons[people]
    is_one = bool((reach == reach[0]).all())
    radius = np.inf
    if bounded or ask.limit is not None:
        if is_one:
            radius = float(reach[0]) + TOLERANCE
        else:  # each has its own, so that there is none to widen
            table = np.where(table <= reach + TOLERANCE, table, np.inf)
    return Problem.of(
        ask.model,
        Costs.dense(table),
        demand=[f"{county.demand.names[one]}" for one in people.tolist()],
        sites=[one.name or one.id for one in facilities],
        weight=weight,
        load=weight,
        number=None if ask.new is None else ask.new + len(kept),
        radius=radius,
        capacity=_rooms(facilities, ask, rules),
        fixed=[*range(len(kept)), *must],
        banned=np.flatnonzero(banned).tolist(),
        limits=limits,
        may_split=True,
    )


def _rooms(facilities: Sequence[Facility], ask: Ask, rules: Rules) -> Floats | None:
    """What each place holds: shelters what their area holds where it is known, all others what was given."""
    if ask.capacity is None:
        return None
    rooms = np.full(len(facilities), ask.capacity)
    for at, one in enumerate(facilities):
        if isinstance(one, Shelter):
            held = capacity_persons(one, areas(one, rules).effective_m2, rules)
            rooms[at] = ask.capacity if held is None else held
    return rooms


def _unmet(problem: Problem, table: Floats, limits: Floats) -> Answer | None:
    """Townships without a place that may be used, or people beyond the own limit of every site."""
    reasons = []
    without = [
        limit.name
        for limit in problem.limits
        if limit.at_least == 1.0 and not limit.coefficients[~problem.banned].any()
    ]
    if without:
        reasons.append(Reason("township", {"names": named(without)}))
    lone = np.flatnonzero(np.bincount(problem.usable.point, minlength=len(problem.demand)) == 0)
    if problem.serves_all and not np.isfinite(problem.radius) and len(lone):
        names = named([problem.demand[one] for one in lone.tolist()])
        reasons.append(Reason("unreached", {"count": len(lone), "names": names}))
        # Sites of classes that serve less far are nearest: theirs is the limit that keeps these people out.
        needed = float(table[lone].min(axis=1).max())
        reasons.append(Reason("radius", {"radius": rounded_up(needed), "given": float(limits.min())}))
    return Answer(Status.INFEASIBLE, None, None, None, 0.0, tuple(reasons)) if reasons else None


@dataclass(frozen=True, eq=False)
class _Counts:
    """People within reach of chosen places, worked out from the raw costs."""

    county: County
    people: np.ndarray
    table: Floats
    weight: Floats
    limits: Floats
    kept: int

    def _within(self, chosen: Bools) -> Bools:
        within = self.table[:, chosen] <= self.limits[chosen] + TOLERANCE
        return np.asarray(within.any(axis=1), dtype=np.bool_)

    def covered(self, chosen: Bools) -> float:
        return float(self.weight[self._within(chosen)].sum())

    def _figures(self, chosen: Bools) -> tuple[float, float, float]:
        cost = self.table[:, chosen].min(axis=1, initial=np.inf)
        served = np.isfinite(cost)
        share = self.weight[served]
        mean = float((share * cost[served]).sum() / share.sum()) if share.any() else float("inf")
        return self.covered(chosen), mean, float(cost.max(initial=0.0))

    def steps(self, chosen: Bools, places: Sequence[SitePlace], model: Model) -> tuple[Step, ...]:
        """The new sites, each time the one that adds most."""
        left = [at for at in np.flatnonzero(chosen).tolist() if at >= self.kept]
        now: Bools = chosen & (np.arange(len(chosen)) < self.kept)
        found = []
        places_of = self.county.places
        place = self.county.demand_place[self.people]

        def key(at: int) -> tuple[float, ...]:
            covered, mean, worst = self._figures(_with(now, at))
            if model == Model.PMEDIAN:
                return mean, -covered
            return (worst, -covered) if model == Model.PCENTER else (-covered, mean)

        while left:
            at = min(left, key=key)
            after = _with(now, at)
            newly = self._within(after) & ~self._within(now)
            towns = sorted({str(places_of.names[one]) for one in place[newly].tolist() if one >= 0})
            persons = float(self.weight[newly].sum())
            found.append(Step(places[at - self.kept], persons, *self._figures(after), tuple(towns)))
            left.remove(at)
            now = after
        return tuple(found)


def _with(chosen: Bools, at: int) -> Bools:
    more = chosen.copy()
    more[at] = True
    return more


def _curve(
    problem: Problem, answer: Answer, kept: int, limit_s: float, is_stopped: Callable[[], bool]
) -> tuple[tuple[int, float, float | None], ...]:
    """The objective for fewer new sites; of a covering the people that fewer would reach."""
    assert answer.plan is not None and answer.objective is not None
    new = int(answer.plan.chosen.sum()) - kept
    least = int(problem.fixed.sum()) - kept
    asked = replace(problem, model=Model.MCLP) if problem.model == Model.LSCP else problem
    found = []
    numbers = np.unique(np.linspace(max(least, 1), new, min(_MOST_CURVE, max(new, 1))).astype(int)).tolist()
    for number in numbers:
        if is_stopped():
            break
        if number == new and problem.model != Model.LSCP:
            found.append((number, answer.objective, answer.bound))
            continue
        one = solve_problem(
            replace(asked, number=kept + number), limit_s=limit_s, gap=0.005, is_stopped=is_stopped
        )
        if one.objective is not None:
            found.append((number, one.objective, one.bound))
    return tuple(found)


def knee(curve: Sequence[tuple[int, float, float | None]]) -> int | None:
    """The number at which the curve is farthest from the straight line between its ends."""
    if len(curve) < 3:
        return None
    x = np.array([one[0] for one in curve], dtype=np.float64)
    y = np.array([one[1] for one in curve])
    if x[-1] == x[0] or y[-1] == y[0]:
        return None
    away = np.abs((y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0]))
    at = int(np.argmax(away))
    return int(curve[at][0]) if away[at] > 0.1 else None


def _second(found: Siting, limit_s: float, is_stopped: Callable[[], bool]) -> Second | None:
    """The best plan in which at least one of the new sites is another one."""
    plan, problem = found.answer.plan, found.problem
    assert plan is not None
    new = plan.chosen & ~problem.fixed
    if not new.any() or is_stopped():
        return None
    other = Limit("other", new.astype(np.float64), at_most=float(new.sum()) - 1.0)
    again = solve_problem(
        replace(problem, limits=(*problem.limits, other)), limit_s=limit_s, gap=0.001, is_stopped=is_stopped
    )
    if again.plan is None or again.objective is None:
        return None
    names = tuple(problem.sites[at] for at in np.flatnonzero(again.plan.chosen) if at >= found.kept)
    return Second(names, again.objective, again.status == Status.OPTIMAL)
