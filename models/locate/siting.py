"""The next facilities of a family: the plan, what each adds, how good it is, and what else there would be.

Facilities that count in the scenario are kept. Costs are those of the family's way: by road where the county
is measured so. People whom no place can reach at all are told and left out; a limit is never widened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.access.ways import Way
from models.county.county import County
from models.kernel.arrays import Bools
from models.locate.adjoining import apart_from_larger
from models.locate.answer import Answer, Status
from models.locate.ask import Ask
from models.locate.backup import backup_of
from models.locate.classreach import ClassReach
from models.locate.highs import Clock
from models.locate.pareto import SecondAim, least
from models.locate.places import SitePlace
from models.locate.prepared import PLAIN, Prepared, prepare
from models.locate.problem import Limit, Model, Problem
from models.locate.solve import solve_problem
from models.locate.steps import Step
from models.project.scenario import Scenario
from models.rules.rules import Rules

_CURVE_S, _SECOND_S = 2.0, 5.0
_MOST_CURVE = 10


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
class Covered:
    """Residents within reach by one kind of coverage, now and with the plan."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Backup:
    """Residents whom at least two sites reach, now and with the plan.

    Parameters
    ----------
    is_proved
        Whether no plan as good reaches more of them twice.
    """

    before: float
    after: float
    is_proved: bool


@dataclass(frozen=True, eq=False)
class Siting:
    """An answer in the words of a plan.

    Parameters
    ----------
    purpose
        Kind of coverage by shelters, as its figures have it: ``emergency`` or ``fixed``; empty for others.
    limits
        How far the sites serve, the least and the most, in the way's unit.
    before, after
        Residents within reach of what stands, and with the plan; of the first of several kinds of coverage.
    left_out
        Number of points that no place can reach at all, and their residents.
    levels
        Each kind of coverage, where several were asked for together.
    backup
        Residents whom at least two reach, where that was asked for.
    curve
        Objective for numbers of new sites up to that of the plan, with the bound known.
    knee
        The number after which more sites add clearly less; ``None`` if there is none.
    second
        The best plan with other sites; ``None`` if there is none.
    class_reach
        How far each class of fire stations covers, where each has an area of its own.
    small, apart
        How many of the new fire stations are small, and which of them adjoin no larger one; where each class
        has an area of its own.
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
    after: float
    steps: tuple[Step, ...]
    left_out: tuple[int, float]
    levels: tuple[Covered, ...] = ()
    backup: Backup | None = None
    curve: tuple[tuple[int, float, float | None], ...] = ()
    knee: int | None = None
    second: Second | None = None
    class_reach: tuple[ClassReach, ...] = ()
    small: int = 0
    apart: tuple[str, ...] = ()

    @property
    def rejected(self) -> tuple[SitePlace, ...]:
        """Places that a check rules out."""
        return tuple(one for one in self.places if one.is_rejected)


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
        of new ones is missing (``site_no_number``), a class of the family is not known
        (``site_no_quota``), or areas are needed and no place has one (``site_no_area``).
    """
    prepared = prepare(county, scenario, rules, places, ask)
    problem = prepared.problem
    if ask.per_resident and problem.number is None and ask.budget is None and prepared.unmet is None:
        new = SecondAim("number", prepared.is_new.astype(np.float64))
        few = least(problem, new, Clock(limit_s, is_stopped))
        problem = replace(problem, number=prepared.kept + round(np.ceil(few - 1e-6)))
        prepared = replace(prepared, problem=problem)
    answer = prepared.unmet or solve_problem(problem, limit_s=limit_s, is_stopped=is_stopped, told=told)
    found = as_siting(prepared, answer)
    if not explains or answer.plan is None or is_stopped():
        return found
    # Who gives the plan a second does not wait half a minute for what explains it.
    plain = replace(problem, backs_up=False)
    second_s = min(_SECOND_S, limit_s)
    if prepared.ask.is_by_class:  # another plan has another place: the same ones with other classes are none
        ids = {step.place.facility.id for step in found.steps}
        same = np.array([one.id in ids for one in prepared.facilities]) & prepared.is_new
        return replace(found, second=_second(replace(found, problem=plain), same, second_s, is_stopped))
    curve = _curve(plain, answer, prepared.kept, min(_CURVE_S, limit_s / _MOST_CURVE), is_stopped)
    opened = answer.plan.chosen & ~plain.fixed
    second = _second(replace(found, problem=plain), opened, second_s, is_stopped)
    return replace(found, curve=curve, knee=knee(curve), second=second)


def as_siting(prepared: Prepared, answer: Answer) -> Siting:
    """The answer in the words of a plan."""
    counts, problem, ask = prepared.counts, prepared.problem, prepared.ask
    kept = ~prepared.is_new
    chosen = kept if answer.plan is None else answer.plan.chosen
    steps = () if answer.plan is None else counts.steps(chosen, prepared.columns, ask.model)
    levels: tuple[Covered, ...] = ()
    if prepared.levels != PLAIN:
        levels = tuple(
            Covered(name, counts.covered(kept, at), counts.covered(chosen, at))
            for at, name in enumerate(prepared.levels)
        )
    backup = None
    if answer.backup is not None:
        is_proved = answer.backup_bound is not None and answer.backup >= answer.backup_bound - 1e-6
        backup = Backup(backup_of(problem, kept), answer.backup, is_proved)
    small, apart = 0, tuple[str, ...]()
    if ask.has_own_areas and answer.plan is not None:
        small, apart = apart_from_larger(
            prepared.way, prepared.facilities, counts.limits[0], prepared.kept, chosen
        )
    return Siting(
        ask=ask,
        way=prepared.way,
        limits=prepared.limits,
        problem=problem,
        answer=answer,
        places=prepared.places,
        kept=prepared.kept,
        purpose=prepared.purpose,
        total=prepared.total,
        before=counts.covered(kept),
        after=counts.covered(chosen),
        steps=steps if ask.is_by_class else _classed(steps, ask),
        left_out=prepared.left_out,
        levels=levels,
        backup=backup,
        class_reach=prepared.class_reach,
        small=small,
        apart=apart,
    )


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


def _second(found: Siting, same: Bools, limit_s: float, is_stopped: Callable[[], bool]) -> Second | None:
    """The best plan in which at least one of the new sites is none of the ``same``."""
    plan, problem = found.answer.plan, found.problem
    assert plan is not None
    count = int((plan.chosen & same & ~problem.fixed).sum())
    if not count or is_stopped():
        return None
    kept = float((plan.chosen & same & problem.fixed).sum())
    other = Limit("other", same.astype(np.float64), at_most=kept + count - 1.0)
    again = solve_problem(
        replace(problem, limits=(*problem.limits, other)), limit_s=limit_s, gap=0.001, is_stopped=is_stopped
    )
    if again.plan is None or again.objective is None:
        return None
    names = tuple(problem.sites[at] for at in np.flatnonzero(again.plan.chosen) if at >= found.kept)
    return Second(names, again.objective, again.status == Status.OPTIMAL)
