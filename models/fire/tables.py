"""Fire response as tables: one row per station and per township, and the villages nobody reaches in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.access.measures import engine
from models.county.county import County
from models.county.villages import village_place, villages_of
from models.facilities.facility import Brigade, Facility, Family, FireStation
from models.findings.features import feature_places
from models.findings.findings import Place, Verdict
from models.findings.places import facility_place, unit_place
from models.findings.results import Assessment, StationResult
from models.fire import values as fire
from models.fire.brigades import RANK, town_needs, town_ranks
from models.fire.response import FireResponse, fire_response
from models.fire.water import water_points
from models.hazards.check import SitingCheck
from models.hazards.screening import siting_checks
from models.kernel.arrays import Floats, Ints, Objects
from models.project.local import LocalFacts
from models.registers.counting import Inventory
from models.rules.rules import Rules

_NAME_OF_RANK = {rank: name for name, rank in RANK.items()}


@dataclass(frozen=True)
class StationRow:
    """One counted station, with where it may not stand as it does."""

    station: FireStation
    place: Place
    unit: str
    result: StationResult
    checks: tuple[SitingCheck, ...]

    @property
    def siting(self) -> Verdict:
        """Fail if one check fails, else no data if one that must be made has none, else pass."""
        if any(check.verdict == Verdict.FAIL for check in self.checks):
            return Verdict.FAIL
        is_open = any(check.verdict == Verdict.NO_DATA and not check.is_optional for check in self.checks)
        return Verdict.NO_DATA if is_open else Verdict.PASS


@dataclass(frozen=True)
class TownRow:
    """One township (county-level unit where there are none); ``None`` is no data, shares are 0..1.

    Attributes
    ----------
    persons
        Residents.
    stations, brigades, micro
        What stands in it; micro stations are not among the brigades. ``None`` without any list of them.
    needs, has
        Class of brigade that its size asks for, and the best that it has: ``full_time_1``, ``full_time_2``,
        ``volunteer``, for ``has`` also ``station``, empty for nothing; ``None`` if unknown. Where only one of
        the lists of stations and of brigades is there, ``has`` is the best of what it tells.
    is_short
        Whether it has less than it needs.
    hydrants, water_sources
        Hydrants in it, and all water sources with them; ``None`` if no layer of the county shows any.
    is_by_places
        Whether its residents are unknown and its demand points count alike.
    """

    place: Place
    persons: float | None
    mean_min: float | None
    p90_min: float | None
    second_p90_min: float | None
    first_share: float | None
    second_share: float | None
    villages: int
    villages_reached: int
    builtup_m2: float | None
    builtup_share: float | None
    stations: int | None
    brigades: int | None
    micro: int | None
    needs: str | None
    has: str | None
    is_short: bool | None
    hydrants: int | None
    water_sources: int | None
    is_by_places: bool


@dataclass(frozen=True)
class LateVillage:
    """A village that no station reaches in time; ``None`` minutes without any station."""

    place: Place
    unit: str
    persons: float | None
    first: Facility | None
    first_min: float | None
    second: Facility | None
    second_min: float | None


@dataclass(frozen=True, eq=False)
class FireTables:
    """All tables of one scenario, and the response they are made from."""

    county: County
    rules: Rules
    response: FireResponse
    limit_min: float
    stations: tuple[StationRow, ...]
    towns: tuple[TownRow, ...]

    @cached_property
    def late_villages(self) -> tuple[LateVillage, ...]:
        """Villages that nobody reaches in time, worst first: the longest time, then the most residents."""
        return self.worst_villages(None)

    @property
    def has_villages(self) -> bool:
        """Whether any layer tells of villages; without, none are counted, which is not none."""
        return villages_of(self.county) is not None

    @property
    def late_count(self) -> int:
        """How many villages nobody reaches in time."""
        return int((~self.response.is_village_in_time).sum())

    def worst_villages(self, most: int | None) -> tuple[LateVillage, ...]:
        """The first ``most`` of :attr:`late_villages`."""
        return _late_villages(self.county, self.rules, self.response, most)


def fire_tables(
    assessment: Assessment, rules: Rules, local: LocalFacts, *, counts_brigades: bool = False
) -> FireTables:
    """Tables of an assessed scenario.

    Parameters
    ----------
    local
        What siting checks ask for and no layer holds.
    counts_brigades
        Let full-time brigades turn out too. It changes times and shares, not jurisdictions.

    Returns
    -------
    FireTables
        Stations in the order of the assessment, townships in that of their layer, villages worst first.
    """
    county = assessment.county
    stations = [one for one in assessment.facilities if isinstance(one, FireStation)]
    brigades = [one for one in assessment.facilities if isinstance(one, Brigade)]
    response = fire_response(county, stations, rules, brigades if counts_brigades else ())
    checks = siting_checks(county, stations, rules, local)
    names = county.places.names
    return FireTables(
        county=county,
        rules=rules,
        response=response,
        limit_min=rules["fire.turnout_min"] + rules["fire.driving_min"],
        stations=tuple(
            StationRow(
                station=station,
                place=facility_place(station),
                unit=_unit_name(names, assessment.stations[station.id].unit_index),
                result=assessment.stations[station.id],
                checks=checks[station.id],
            )
            for station in stations
        ),
        towns=_towns(assessment, rules, response),
    )


def _towns(assessment: Assessment, rules: Rules, response: FireResponse) -> tuple[TownRow, ...]:
    county, found = assessment.county, response.places
    inventory = Inventory(county, assessment.facilities)
    unknown: list[None] = [None] * len(county.places)
    needs: list[str | None] = [*unknown]
    has: list[str | None] = [*unknown]
    is_short: list[bool | None] = [*unknown]
    if len(county.townships):
        needed, held = town_needs(county, rules).rank.tolist(), town_ranks(inventory).tolist()
        outlined = county.townships.has_area.tolist()
        needs = [_NAME_OF_RANK[rank] if rank >= 0 else None for rank in needed]
        has = [_NAME_OF_RANK[rank] if known else None for rank, known in zip(held, outlined, strict=True)]
        # What no list tells of may stand there all the same: nothing is known to be too little then.
        is_whole = not {Family.FIRE_STATION, Family.BRIGADE} & assessment.lacking.keys()
        has = [name if name or is_whole else None for name in has]
        is_short = [
            None if rank < 0 or (own < rank and not is_whole) else own < rank
            for rank, own in zip(needed, held, strict=True)
        ]
    water = water_points(county)
    sources, hydrants = (
        np.bincount(water.place[mask & (water.place >= 0)], minlength=len(county.places))
        for mask in (np.ones(len(water), dtype=np.bool_), water.is_hydrant)
    )
    units = assessment.units
    brigades = [one for one in assessment.facilities if isinstance(one, Brigade)]
    every_station = [one for one in assessment.facilities if isinstance(one, FireStation)]

    def counts(family: Family, facilities: Sequence[Facility]) -> Sequence[int | None]:
        if family in assessment.lacking:
            return [None] * len(county.places)
        counted: list[int | None] = _count_by_place(county, facilities).tolist()
        return counted

    micro = counts(Family.BRIGADE, [one for one in brigades if one.brigade_class == "micro"])
    full = counts(Family.BRIGADE, [one for one in brigades if one.brigade_class != "micro"])
    stations = counts(Family.FIRE_STATION, every_station)
    return tuple(
        TownRow(
            place=unit_place(county, county.places, row, float("nan"), ""),
            persons=_known(units.population_persons, row),
            mean_min=_known(found.mean_min, row),
            p90_min=_known(found.p90_min, row),
            second_p90_min=_known(found.second_p90_min, row),
            first_share=_known(found.first_share, row),
            second_share=_known(found.second_share, row),
            villages=int(found.villages[row]),
            villages_reached=int(found.villages_reached[row]),
            builtup_m2=_known(found.builtup_m2, row),
            builtup_share=_known(found.builtup_share, row),
            stations=stations[row],
            brigades=full[row],
            micro=micro[row],
            needs=needs[row],
            has=has[row],
            is_short=is_short[row],
            hydrants=int(hydrants[row]) if water.is_hydrant.any() else None,
            water_sources=int(sources[row]) if len(water) else None,
            is_by_places=bool(found.is_by_places[row]),
        )
        for row in range(len(county.places))
    )


def _late_villages(
    county: County, rules: Rules, response: FireResponse, most: int | None
) -> tuple[LateVillage, ...]:
    villages = villages_of(county)
    if villages is None:
        return ()
    out = response.responders
    found = engine(county, rules).two_nearest(villages.index, [facility.location for facility in out])
    first_min, second_min = (
        fire.arrival_min(county, cost, rules) for cost in (found.first_cost, found.second_cost)
    )
    persons = villages.population_persons
    rows = np.flatnonzero(~response.is_village_in_time)
    rows = rows[np.lexsort((-np.nan_to_num(persons[rows], nan=-1.0), -first_min[rows]))][:most]
    units, names = village_place(county), county.places.names
    places = feature_places(county, villages.layer, villages.rows[rows])
    return tuple(
        LateVillage(
            place=place,
            unit=_unit_name(names, int(units[row])),
            persons=_known(persons, row),
            first=_who(out, found.first[row]),
            first_min=_known(first_min, row),
            second=_who(out, found.second[row]),
            second_min=_known(second_min, row),
        )
        for place, row in zip(places, rows.tolist(), strict=True)
    )


def _who(responders: Sequence[Facility], index: int) -> Facility | None:
    return responders[index] if index >= 0 else None


def _known(values: Floats, row: int) -> float | None:
    value = float(values[row])
    return value if np.isfinite(value) else None


def _unit_name(names: Objects, index: int) -> str:
    return str(names[index]) if index >= 0 else ""


def _count_by_place(county: County, facilities: Sequence[Facility]) -> Ints:
    xy = np.array([facility.location for facility in facilities], dtype=np.float64).reshape(-1, 2)
    place = county.places.index_at(xy)
    counts: Ints = np.bincount(place[place >= 0], minlength=len(county.places))
    return counts
