"""Families whose files say whom they reach in a time: coverage and figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from models.access.coverage import Covered, Site, people_share, persons_of_each, sites_of
from models.access.figures import people_figure
from models.access.measures import reach_in_time, reach_inputs
from models.access.sited import Sited
from models.county.county import County
from models.facilities.facility import Facility, Family
from models.facilities.families import Reach
from models.findings.findings import Figure
from models.rules.rules import Rules


@cache
def reaching() -> Mapping[Family, Reach]:
    """Families that reach people in a time, with what their files say of it."""
    return {family: family.spec.reach for family in Family if family.spec.reach is not None}


def sites_in_time(
    county: County, reach: Reach, facilities: Iterable[Facility], rules: Rules
) -> tuple[Site, ...]:
    """Facilities of a family, with what each reaches."""
    own = reach_in_time(county, rules, reach.rules)
    return sites_of(facilities, lambda _: own)


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
        facilities, own = sited.of_family(family), reach_in_time(sited.county, sited.rules, reach.rules)
        sites = [(*one.location, own) for one in facilities]
        persons = persons_of_each(sited.county, sites)
        found.update(zip((one.id for one in facilities), persons, strict=True))
    return found


def values(sited: Sited, family: Family, reach: Reach) -> dict[str, float | None]:
    """Share of residents that one of these families reaches; without a facility there is none."""
    if not sited.of_family(family):
        return {reach.figure: None}
    return {reach.figure: people_share(sited.county, cover_in_time(sited, family).persons)}


def figures(sited: Sited, family: Family, reach: Reach) -> dict[str, Figure]:
    """The same as a figure."""
    county, rules, sites = sited.county, sited.rules, len(sited.of_family(family))
    if not sites:
        missing = (family.spec.role,)
        return {reach.figure: Figure(reach.figure, None, "percent", missing=missing, rules=reach.rules)}
    reached, value = cover_in_time(sited, family), values(sited, family, reach)[reach.figure]
    inputs = {"sites": sites, **reach_inputs(county, rules, reach.rules)}
    return {reach.figure: people_figure(county, reach.figure, value, reached, reach.rules, inputs)}
