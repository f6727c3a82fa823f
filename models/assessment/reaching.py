"""Families whose files say whom they reach in a time: coverage, figure and what follows a drag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.access.coverage import (
    Cover,
    OneMore,
    Reached,
    Site,
    cover,
    people_share,
    persons_within,
    sites_of,
)
from models.access.figures import people_figure
from models.access.measures import reach_in_time, reach_inputs
from models.assessment.live_parts import Values
from models.county.county import County
from models.facilities.facility import Facility, Family
from models.facilities.families import Reach
from models.findings.findings import Figure
from models.rules.rules import Rules


def reaching() -> Mapping[Family, Reach]:
    """Families that reach people in a time, with what their files say of it."""
    return {family: family.spec.reach for family in Family if family.spec.reach is not None}


def sites_in_time(
    county: County, reach: Reach, facilities: Iterable[Facility], rules: Rules
) -> tuple[Site, ...]:
    """Facilities of a family, with what each reaches."""
    own = reach_in_time(county, rules, reach.rules)
    return sites_of(facilities, lambda _: own)


def covers_in_time(county: County, counted: Sequence[Facility], rules: Rules) -> dict[Family, Cover]:
    """What each of these families reaches together."""
    return {
        family: cover(county, sites_in_time(county, reach, _of(counted, family), rules))
        for family, reach in reaching().items()
    }


def reached_persons(county: County, counted: Sequence[Facility], rules: Rules) -> dict[str, float | None]:
    """Known residents that each facility of these families reaches, by its id; ``None`` if none are known."""
    return {
        facility.id: persons_within(county, site)
        for family, reach in reaching().items()
        for facility in _of(counted, family)
        for site in sites_in_time(county, reach, [facility], rules)
    }


def figures_in_time(
    county: County, counted: Sequence[Facility], rules: Rules, covers: Mapping[Family, Cover]
) -> dict[str, Figure]:
    """Share of residents that each of these families reaches; without a facility there is none."""
    found = {}
    for family, reach in reaching().items():
        sites = len(_of(counted, family))
        if not sites:
            figure = Figure(reach.figure, None, "percent", missing=(family.spec.role,), rules=reach.rules)
        else:
            reached = covers[family]
            inputs = {"sites": sites, **reach_inputs(county, rules, reach.rules)}
            value = people_share(county, reached.persons)
            figure = people_figure(county, reach.figure, value, reached, reach.rules, inputs)
        found[figure.id] = figure
    return found


class ReachDrag:
    """Facilities of one of these families without the moved one.

    Parameters
    ----------
    others
        Those of the family that count.
    """

    def __init__(
        self, county: County, rules: Rules, family: Family, reach: Reach, others: Sequence[Facility]
    ) -> None:
        self._county, self._rules, self._reach = county, rules, reach
        self._is_alone = not others
        self._key = family.spec.coverage
        self._drag = OneMore(county, sites_in_time(county, reach, others, rules))

    def values(self, facility: Facility | None) -> Values:
        """Figures with the facility, or without it."""
        if facility is None and self._is_alone:
            return {self._reach.figure: None}
        drag = self._drag
        persons = drag.without.persons if facility is None else drag.persons(self._site(facility))
        return {self._reach.figure: people_share(self._county, persons)}

    def reached(self, facility: Facility, *, counts: bool) -> tuple[str, Reached]:
        """What the facility reaches in its time, and the key of that coverage."""
        return self._key, self._drag.reached(self._site(facility), counts=counts)

    def _site(self, facility: Facility) -> Site:
        (site,) = sites_in_time(self._county, self._reach, [facility], self._rules)
        return site


def _of(facilities: Sequence[Facility], family: Family) -> list[Facility]:
    return [facility for facility in facilities if facility.family == family]
