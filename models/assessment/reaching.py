"""Families whose files say whom they reach, in a time or within a radius: coverage and figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from models.access.coverage import Covered, Site, people_share, persons_of_each, sites_of
from models.access.figures import people_figure
from models.access.measures import reach_in_time, reach_inputs, sound_reach
from models.access.sited import Sited
from models.access.ways import Reach as Own
from models.county.county import County
from models.facilities.facility import Facility, Family
from models.facilities.families import Reach
from models.findings.findings import Figure
from models.rules.rules import Rules


@cache
def reaching() -> Mapping[Family, Reach]:
    """Families that reach people, with what their files say of it."""
    return {family: family.spec.reach for family in Family if family.spec.reach is not None}


def sites_in_time(
    county: County, reach: Reach, facilities: Iterable[Facility], rules: Rules
) -> tuple[Site, ...]:
    """Facilities of a family that reach anybody, with what each reaches."""
    return sites_of(_heard(reach, facilities), _own_reach(county, rules, reach))


def _own_reach(county: County, rules: Rules, reach: Reach) -> Callable[[Facility], Own]:
    """How far each facility of a class that reaches anybody does."""
    if not reach.radius:
        own = reach_in_time(county, rules, reach.in_time)
        return lambda _: own
    by_class = {word: sound_reach(county, rules, key) for word, key in reach.radius.items()}
    return lambda one: by_class[_class_of(one)]


def _class_of(facility: Facility) -> str:
    return str(getattr(facility, facility.family.spec.class_field))


def _heard(reach: Reach, facilities: Iterable[Facility]) -> list[Facility]:
    """Those of a class that reaches anybody."""
    return [one for one in facilities if not reach.radius or _class_of(one) in reach.radius]


def family_sites(
    county: County, rules: Rules, family: Family, facilities: Iterable[Facility]
) -> tuple[Site, ...]:
    """Those of one of these families among some facilities, with what each reaches."""
    chosen = [one for one in facilities if one.family == family]
    return sites_in_time(county, reaching()[family], chosen, rules) if chosen else ()


def cover_in_time(sited: Sited, family: Family) -> Covered:
    """What the counted facilities of one of these families reach together."""
    return sited.cover(
        family.spec.coverage, lambda rows: family_sites(sited.county, sited.rules, family, rows)
    )


def reached_persons(sited: Sited) -> dict[str, float | None]:
    """Known residents that each facility of these families reaches, by its id; ``None`` if none are known."""
    found: dict[str, float | None] = {}
    for family, reach in reaching().items():
        facilities = _heard(reach, sited.of_family(family))
        own = _own_reach(sited.county, sited.rules, reach)
        sites = [(*one.location, own(one)) for one in facilities]
        persons = persons_of_each(sited.county, sites)
        found.update(zip((one.id for one in facilities), persons, strict=True))
    return found


def values(sited: Sited, family: Family, reach: Reach) -> dict[str, float | None]:
    """Share of residents that one of these families reaches; without a facility there is none."""
    if not _heard(reach, sited.of_family(family)):
        return {reach.figure: None}
    return {reach.figure: people_share(sited.county, cover_in_time(sited, family).persons)}


def figures(sited: Sited, family: Family, reach: Reach) -> dict[str, Figure]:
    """The same as a figure."""
    county, rules, sites = sited.county, sited.rules, len(_heard(reach, sited.of_family(family)))
    if not sites:
        missing = (family.spec.role,)
        return {reach.figure: Figure(reach.figure, None, "percent", missing=missing, rules=reach.rules)}
    reached, value = cover_in_time(sited, family), values(sited, family, reach)[reach.figure]
    said = (
        {f"{word}_m": rules[key] for word, key in reach.radius.items()}
        if reach.radius
        else reach_inputs(county, rules, reach.in_time)
    )
    inputs = {"sites": sites, **said}
    return {reach.figure: people_figure(county, reach.figure, value, reached, reach.rules, inputs)}
