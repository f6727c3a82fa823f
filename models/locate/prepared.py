"""From what is asked to a problem: who needs a site, what counts already, and where one may stand.

Where classes differ in how far they serve or how much they hold, each place is there once for each class, and
takes one at most; people are there once for each kind of coverage: a shelter of a higher class also serves as
one of the lower ones, each kind within its own reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.access.losing import limit_min
from models.access.measures import on_foot, radius_rule, travel_of
from models.access.ways import TOLERANCE, Way
from models.county.county import County
from models.facilities.facility import FIXED_SHELTER_CLASSES, Facility, Family, Shelter, field_specs
from models.fire.values import responds
from models.kernel.arrays import Bools, Floats
from models.kernel.errors import HavenError
from models.locate.adjoining import beside_larger
from models.locate.answer import Answer, Reason, Status
from models.locate.ask import Against, Ask
from models.locate.classreach import ClassReach, asked_reaches, own_limits
from models.locate.places import SitePlace, area_m2, sized
from models.locate.problem import Costs, Limit, Model, Problem
from models.locate.reasons import named, rounded_up
from models.locate.steps import Counts
from models.project.scenario import Scenario
from models.rules.rules import Rules
from models.rules.scope import counted
from models.shelters.values import ShelterTable, areas, capacity_persons, place_areas, serves

PLAIN = ("",)
_NUMBER = "number"


@dataclass(frozen=True, eq=False)
class Prepared:
    """A problem with what its answer is told by.

    Parameters
    ----------
    limits
        How far the sites serve, the least and the most, in the way's unit.
    levels
        Kinds of coverage that are asked for together; one without a name where it is but one.
    columns
        The place of each site of the problem after the kept ones, with its class.
    unmet
        An answer where it is plain that there is no plan.
    class_reach
        How far each class asked for covers, where each has an area of its own.
    """

    ask: Ask
    way: Way
    limits: tuple[float, float]
    levels: tuple[str, ...]
    problem: Problem
    counts: Counts
    places: tuple[SitePlace, ...]
    columns: tuple[SitePlace, ...]
    facilities: tuple[Facility, ...]
    purpose: str
    total: float
    left_out: tuple[int, float]
    unmet: Answer | None
    class_reach: tuple[ClassReach, ...] = ()

    @property
    def kept(self) -> int:
        """Number of facilities that count already."""
        return self.counts.kept

    @property
    def is_new(self) -> Bools:
        """Whether a site of the problem is a new one, shape (m,)."""
        new: Bools = np.arange(len(self.facilities)) >= self.kept
        return new


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


def _levels_of(ask: Ask) -> tuple[str, ...]:
    """Kinds of coverage that are asked for: of shelters by class those of the classes."""
    if ask.family != Family.SHELTER or not ask.is_by_class:
        return PLAIN
    classes = {name for name, _ in ask.quotas}
    fixed = ("fixed",) if classes & (set(FIXED_SHELTER_CLASSES) - {"central"}) else ()
    emergency = ("emergency",) if "emergency" in classes else ()
    return (*emergency, *fixed, *(("central",) if "central" in classes else ()))


def _copies(ask: Ask, places: Sequence[SitePlace], rules: Rules) -> list[SitePlace]:
    """Each place once for each class; for one whose least size it has not, it is too small."""
    field, found = ask.family.spec.class_field, []
    for place in places:
        for name, _ in ask.quotas:
            own: dict[str, Any] = {field: name}
            facility = replace(place.facility, **own)
            place_of_class = replace(place, facility=facility)
            key = f"shelter.{name}.effective_area_min_m2"
            if isinstance(facility, Shelter) and key in rules:
                area = areas(facility, rules).effective_m2
                if area is not None and area < rules[key] - 1e-9:
                    place_of_class = replace(place_of_class, size="small")
            found.append(place_of_class)
    return found


def prepare(
    county: County, scenario: Scenario, rules: Rules, places: Sequence[SitePlace], ask: Ask
) -> Prepared:
    """Make a problem of what is asked; raises as :func:`models.locate.siting.site` does."""
    if ask.per_resident and ask.family != Family.SHELTER:
        raise HavenError("site_no_area_asked")
    if ask.quotas:
        field = ask.family.spec.class_field
        classes = next((one.values for one in field_specs(ask.family) if one.name == field), ())
        if not set(dict(ask.quotas)) <= set(classes):
            raise HavenError("site_no_quota")
        ask = replace(ask, new=None if ask.is_by_class else sum(number for _, number in ask.quotas))
    if not county.demand.has_population:
        raise HavenError("site_no_people")
    has_end = ask.new is not None or ask.budget is not None or ask.is_by_class or ask.against is not None
    has_end = has_end or ask.per_resident
    if ask.model != Model.LSCP and not has_end:
        raise HavenError("site_no_number", model=str(ask.model))
    needs_area = ask.price_m2 > 0 or ask.against == Against.LAND
    places = sized(places, ask.least_m2, ask.most_m2, needs_area=needs_area)
    if needs_area and all(one.is_rejected for one in places):
        raise HavenError("site_no_area")
    levels = _levels_of(ask)
    columns = _copies(ask, places, rules) if ask.is_by_class else list(places)
    purpose = _purpose(columns, ask.family)
    kept: Sequence[Facility] = counted(county, scenario, rules, ask.family)
    if purpose and levels == PLAIN:
        others = {one.facility.id for one in places if not serves(purpose, one.facility)}
        ask = replace(ask, ban=tuple(one for one in ask.ban if one not in others))
        kept = [one for one in kept if serves(purpose, one)]
        places = columns = [one for one in places if serves(purpose, one.facility)]
    if ask.family == Family.FIRE_STATION:  # who has no area of its own covers nobody
        kept = [one for one in kept if responds(one)]
    facilities = (*kept, *(one.facility for one in columns))
    way, limits = _limits(county, rules, ask, facilities, purpose, levels)
    people = np.flatnonzero(county.demand.known_persons > 0)
    spots = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    # A place is there once for each class: its ways are looked for once.
    once, which = np.unique(spots, axis=0, return_inverse=True)
    raw = way.table(county.demand.xy[people], once)[:, which.ravel()]
    banned = np.array([*[False] * len(kept), *(one.is_rejected for one in columns)], dtype=np.bool_)
    reached = np.isfinite(np.where(banned, np.inf, raw)).any(axis=1)
    left = county.demand.known_persons[people[~reached]]
    people, raw = people[reached], raw[reached]
    gives = np.array([[not name or serves(name, one) for one in facilities] for name in levels])
    table = np.concatenate([np.where(row, raw, np.inf) for row in gives])
    level = np.repeat(np.arange(len(levels)), len(people))
    people = np.tile(people, len(levels))
    counts = Counts(
        county,
        people,
        level,
        table,
        county.demand.known_persons[people],
        limits,
        np.array(
            [
                max((at for at, row in enumerate(gives) if row[one]), default=0)
                for one in range(len(facilities))
            ]
        ),
        len(kept),
    )
    problem = _problem(ask, counts, facilities, columns, banned, rules, levels)
    if ask.adjoins and ask.has_own_areas:
        own = np.where(problem.banned, -1.0, limits[0])
        problem = replace(problem, beside=beside_larger(way, facilities, own, len(kept)))
    if ask.per_resident:
        asked = _area_limits(county, scenario, rules, facilities, len(kept))
        problem = replace(problem, limits=(*problem.limits, *asked))
    return Prepared(
        ask=ask,
        way=way,
        limits=(float(limits[limits >= 0].min(initial=limits.max())), float(limits.max())),
        levels=levels,
        problem=problem,
        counts=counts,
        places=tuple(places),
        columns=tuple(columns),
        facilities=facilities,
        purpose=purpose if levels == PLAIN else "",
        total=float(county.demand.total_persons),
        left_out=(len(left), float(left.sum())),
        unmet=_unmet(problem, np.where(problem.banned, np.inf, table), counts),
        class_reach=asked_reaches(ask, rules),
    )


def _limits(
    county: County,
    rules: Rules,
    ask: Ask,
    facilities: Sequence[Facility],
    purpose: str,
    levels: tuple[str, ...],
) -> tuple[Way, Floats]:
    """How far each facility serves each kind of coverage, shape (levels, m)."""
    found = [reaches(county, rules, ask.family, facilities, name or purpose) for name in levels]
    usual = np.array([limits for _, limits in found])
    if ask.has_own_areas:
        usual[:] = own_limits(facilities, ask, rules, found[0][0])
    return found[0][0], usual if ask.limit is None else np.full(usual.shape, ask.limit)


def _problem(
    ask: Ask,
    counts: Counts,
    facilities: Sequence[Facility],
    columns: Sequence[SitePlace],
    banned: Bools,
    rules: Rules,
    levels: tuple[str, ...],
) -> Problem:
    kept, county = counts.kept, counts.county
    at_of = _columns_of(facilities, kept, [*ask.must, *ask.ban])
    must = [at_of[key] for key in ask.must]
    for at in must:
        if banned[at].all():
            raise HavenError("site_must_rejected", name=facilities[at[0]].name)
    banned = banned.copy()
    banned[[at for key in ask.ban for at in at_of[key]]] = True
    table, reach = counts.table, counts.limits[counts.level]
    radius = np.inf
    if ask.model in (Model.LSCP, Model.MCLP) or ask.limit is not None:
        least = float(counts.limits.min())
        if (counts.limits == least).all():
            radius = least + TOLERANCE
        else:  # each has its own, so that there is none to widen
            if ask.against == Against.WORST:
                raise HavenError("site_no_worst")
            table = np.where(table <= reach + TOLERANCE, table, np.inf)
    names = [str(county.demand.names[one]) for one in counts.people.tolist()]
    return Problem.of(
        ask.model,
        Costs.dense(table),
        demand=names,
        sites=[one.name or one.id for one in facilities],
        weight=counts.weight,
        load=counts.weight,
        number=None if ask.new is None else ask.new + kept,
        radius=radius,
        capacity=_rooms(facilities, ask, rules),
        fixed=[*range(kept), *(at[0] for at in must if len(at) == 1)],
        banned=np.flatnonzero(banned).tolist(),
        limits=_site_limits(ask, counts, facilities, columns, must),
        may_split=True,
        times=ask.times,
        backs_up=ask.backs_up,
    )


def _columns_of(facilities: Sequence[Facility], kept: int, keys: Sequence[str]) -> dict[str, list[int]]:
    """Sites of the problem by name or id of their place."""
    by_id, by_name = defaultdict(list), defaultdict(set)
    for column, one in enumerate(facilities):
        by_id[one.id].append(column)
        by_name[one.name].add(one.id)
    found = {}
    for key in keys:
        ids = by_name.get(key, set()) if key not in by_id else {key}
        at = by_id[next(iter(ids))] if len(ids) == 1 else []
        if not at or at[0] < kept:
            raise HavenError("site_unknown", name=key)
        found[key] = at
    return found


def _site_limits(
    ask: Ask,
    counts: Counts,
    facilities: Sequence[Facility],
    columns: Sequence[SitePlace],
    must: Sequence[Sequence[int]],
) -> list[Limit]:
    """Budget, townships, and where places are there by class one class a place and the number of each."""
    count, kept, county = len(facilities), counts.kept, counts.county
    limits = []
    if ask.budget is not None:
        limits.append(Limit("budget", costs_of(ask, facilities, kept), at_most=ask.budget))
    if ask.per_township:
        stands = county.townships.index_at(np.array([one.location for one in facilities]))
        limits += [
            Limit(str(county.townships.names[one]), (stands == one).astype(np.float64), at_least=1.0)
            for one in range(len(county.townships))
        ]
    if not ask.is_by_class:
        return limits
    field = ask.family.spec.class_field
    for name, number in ask.quotas:
        own = np.array([at >= kept and getattr(one, field) == name for at, one in enumerate(facilities)])
        limits.append(Limit("", own.astype(np.float64), number, number))
    of_place = defaultdict(list)
    for column, place in enumerate(columns, start=kept):
        of_place[place.facility.id].append(column)
    for at in of_place.values():
        if len(at) > 1:
            least = 1.0 if any(at[0] == one[0] for one in must) else -np.inf
            limits.append(Limit("", np.bincount(at, minlength=count).astype(np.float64), least, 1.0))
    return limits


def _area_limits(
    county: County, scenario: Scenario, rules: Rules, facilities: Sequence[Facility], kept: int
) -> list[Limit]:
    """For each township that lacks shelter area the area which the new ones in it have to bring, m2.

    A place whose area is not known brings none.
    """
    every = [one for one in counted(county, scenario, rules, Family.SHELTER) if isinstance(one, Shelter)]
    gap = place_areas(county, rules, ShelterTable.of(county, rules, every)).gap_m2
    spots = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    stands, area = county.places.index_at(spots), np.zeros(len(facilities))
    for at, one in enumerate(facilities[kept:], start=kept):
        if isinstance(one, Shelter):
            area[at] = areas(one, rules).effective_m2 or 0.0
    return [
        Limit(str(county.places.names[at]), np.where(stands == at, area, 0.0), at_least=float(gap[at]))
        for at in np.flatnonzero(gap > 0).tolist()
    ]


def costs_of(ask: Ask, facilities: Sequence[Facility], kept: int) -> Floats:
    """What each new one costs, shape (m,); nothing for those that stand already."""
    area = np.array([area_m2(one) or 0.0 for one in facilities])  # where it matters, it is known
    new = np.arange(len(facilities)) >= kept
    found: Floats = np.where(new, ask.price + ask.price_m2 * area, 0.0)
    return found


def _rooms(facilities: Sequence[Facility], ask: Ask, rules: Rules) -> Floats | None:
    """What each place holds: shelters what their area holds where it is known, all others what was given.

    A level whose stock is not said holds what was given for all, else nothing.
    """
    if ask.capacity is None and not ask.holds:
        return None
    of_class, usual = dict(ask.holds), ask.capacity or 0.0
    field = ask.family.spec.class_field
    rooms = np.array([of_class.get(str(getattr(one, field, "")), usual) for one in facilities])
    for at, one in enumerate(facilities):
        if isinstance(one, Shelter) and ask.capacity is not None:
            held = capacity_persons(one, areas(one, rules).effective_m2, rules)
            rooms[at] = ask.capacity if held is None else held
    return rooms


def _unmet(problem: Problem, table: Floats, counts: Counts) -> Answer | None:
    """Townships without a place that may be used, or people beyond the own limit of every site."""
    reasons = []
    without = [
        limit.name
        for limit in problem.limits
        if limit.at_least == 1.0 and np.isinf(limit.at_most) and not limit.coefficients[~problem.banned].any()
    ]
    if without:
        reasons.append(Reason("township", {"names": named(without)}))
    short = [
        (limit.name, limit.at_least - float(limit.coefficients[~problem.banned].sum()))
        for limit in problem.limits
        if limit.at_least > 1.0 and np.isinf(limit.at_most)
    ]
    lacking = [f"{name} ({round(m2):,} m²)" for name, m2 in short if m2 > 1e-6 * max(1.0, m2)]
    if lacking:
        reasons.append(Reason("area", {"names": named(lacking)}))
    few = [
        (round(limit.at_least), int((limit.coefficients[~problem.banned] > 0).sum()))
        for limit in problem.limits
        if limit.at_least == limit.at_most
    ]
    reasons += [Reason("places", {"number": asked, "given": free}) for asked, free in few if free < asked]
    lone = np.flatnonzero(np.bincount(problem.usable.point, minlength=len(problem.demand)) == 0)
    if problem.serves_all and not np.isfinite(problem.radius) and len(lone):
        names = named([problem.demand[one] for one in lone.tolist()])
        reasons.append(Reason("unreached", {"count": len(lone), "names": names}))
        # Sites of classes that serve less far are nearest: theirs is the limit that keeps these people out.
        needed = float(table[lone].min(axis=1).max())
        if np.isfinite(needed):
            given = float(counts.limits.min())
            reasons.append(Reason("radius", {"radius": rounded_up(needed), "given": given}))
    return Answer(Status.INFEASIBLE, None, None, None, 0.0, tuple(reasons)) if reasons else None
