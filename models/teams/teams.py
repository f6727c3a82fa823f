"""Rescue teams: head counts by level and specialty or place, and how soon the nearest is where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from models.access.measures import team_way
from models.access.nearest import nearest_site
from models.county.county import County
from models.county.points import PointIndex, xy_of
from models.county.units import Units
from models.facilities.facility import TEAM_SPECIALTIES, Team
from models.findings.findings import Place
from models.findings.places import unit_place
from models.kernel.arrays import Floats
from models.rules.rules import Rules
from models.teams.arrival import arrival_after_min

Level = Literal["city", "county", "township"]

CITY_SPECIALTIES = ("work_safety", "forest", "flood", "earthquake", "geological")
"""Specialties of which a city must have a team."""


@dataclass(frozen=True)
class TeamGroup:
    """Teams that are counted together: those of a specialty in the city, of a county, of a township.

    Parameters
    ----------
    specialty
        Of a group of city teams; else empty.
    place
        County-level unit or township; ``None`` for city teams.
    persons
        Head count; ``None`` while one of the teams has none on record.
    needed_persons
        ``None`` for a specialty of which no number is asked.
    """

    level: Level
    specialty: str
    place: Place | None
    teams: tuple[Team, ...]
    persons: int | None
    needed_persons: float | None

    @property
    def is_short(self) -> bool | None:
        """Whether there are too few; exactly as many as needed are enough. ``None`` while nobody can say."""
        if self.needed_persons is None:
            return False
        known = sum(team.staff_persons or 0 for team in self.teams)
        if known >= self.needed_persons:
            return False
        return None if self.persons is None else True


def team_groups(county: County, teams: Sequence[Team], rules: Rules) -> tuple[TeamGroup, ...]:
    """City teams by specialty, county teams by county-level unit, township teams by township.

    A single county that has no city teams on record is not asked for any.
    """
    of_level = {
        level: [one for one in teams if one.level == level] for level in ("city", "county", "township")
    }
    groups = []
    for specialty in TEAM_SPECIALTIES:
        chosen = [one for one in of_level["city"] if one.specialty == specialty]
        is_asked = specialty in CITY_SPECIALTIES and (len(county.units) > 1 or bool(of_level["city"]))
        if chosen or is_asked:
            needed = rules["team.city_persons"] if specialty in CITY_SPECIALTIES else None
            groups.append(_group("city", specialty, None, chosen, needed))
    groups += _by_unit(county, county.units, "county", of_level["county"], rules["team.county_persons"])
    groups += _by_unit(
        county, county.townships, "township", of_level["township"], rules["team.township_persons"]
    )
    return tuple(groups)


def _by_unit(
    county: County, units: Units, level: Level, teams: Sequence[Team], needed: float
) -> list[TeamGroup]:
    xy = np.array([team.location for team in teams], dtype=np.float64).reshape(-1, 2)
    unit_of = units.index_at(xy).tolist()
    return [
        _group(
            level,
            "",
            unit_place(county, units, index, float("nan"), "persons"),
            [team for team, unit in zip(teams, unit_of, strict=True) if unit == index],
            needed,
        )
        for index in np.flatnonzero(units.has_area).tolist()
    ]


def _group(
    level: Level, specialty: str, place: Place | None, teams: Sequence[Team], needed: float | None
) -> TeamGroup:
    counts = [team.staff_persons for team in teams]
    known = [count for count in counts if count is not None]
    persons = sum(known) if len(known) == len(counts) else None
    return TeamGroup(level, specialty, place, tuple(teams), persons, needed)


@dataclass(frozen=True)
class TeamTime:
    """How soon the nearest team is in one township (or county-level unit).

    Parameters
    ----------
    nearest
        The team nearest to its middle; ``None`` without teams.
    middle_min
        Minutes to its middle.
    farthest_min
        Minutes until the nearest team is at the settlement with people that is worst placed; ``None`` where
        no settlement lies in it.
    """

    place: Place
    nearest: Team | None
    middle_min: float | None
    farthest_min: float | None


def team_times(county: County, teams: Sequence[Team], rules: Rules) -> tuple[TeamTime, ...]:
    """Arrival of the nearest team in each of the county's places, the slowest first."""
    units = county.places
    middles: Floats = xy_of(shapely.centroid(units.geometries))
    spots, way = [team.location for team in teams], team_way(county, rules)
    to_middle = way.nearest(PointIndex(middles), spots)
    middle_min = arrival_after_min(county, to_middle.cost, rules)
    people_min = arrival_after_min(county, nearest_site(county, way, spots).cost, rules)
    farthest = np.full(len(units), -np.inf)
    peopled = (county.demand.population_persons != 0) & (county.demand_place >= 0)
    np.maximum.at(farthest, county.demand_place[peopled], people_min[peopled])
    times = [
        TeamTime(
            place=unit_place(county, units, index, _known(middle_min[index]), "min"),
            nearest=teams[int(to_middle.site[index])] if to_middle.site[index] >= 0 else None,
            middle_min=float(middle_min[index]) if np.isfinite(middle_min[index]) else None,
            farthest_min=float(farthest[index]) if np.isfinite(farthest[index]) else None,
        )
        for index in range(len(units))
    ]
    return tuple(sorted(times, key=lambda row: -(row.farthest_min or row.middle_min or 0.0)))


def _known(minutes: float) -> float:
    """Minutes; NaN where no road leads."""
    return float(minutes) if np.isfinite(minutes) else float("nan")
