"""The result of holding one scenario against the county: figures, per place, per facility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from models.county.county import County
from models.facilities.facility import Facility, Family
from models.findings.findings import Figure
from models.findings.lacking import Lacking
from models.kernel.arrays import Bools, Floats, Ints, Objects


@dataclass(frozen=True, eq=False)
class UnitResults:
    """Results per township (or per county unit when there are no townships); arrays of shape (n,).

    NaN means no data. Shares are 0..1, of known residents. Micro fire stations are not among the brigades.
    """

    names: Objects
    codes: Objects
    population_persons: Floats
    area_m2: Floats
    shelters: Ints | Floats
    shelter_effective_area_m2: Floats
    shelter_area_per_resident_m2: Floats
    shelter_earthquake_per_resident_m2: Floats
    shelter_flood_per_resident_m2: Floats
    shelter_area_gap_m2: Floats
    shelter_capacity_persons: Floats
    emergency_covered_share: Floats
    fixed_covered_share: Floats
    depots: Ints | Floats
    fire_stations: Ints | Floats
    brigades: Ints | Floats
    fire_reached_share: Floats
    layer_id: str = ""

    def without(self, unread: frozenset[Family]) -> UnitResults:
        """The same without data on what is made of families that could not be read."""
        nothing: Any = np.full(len(self.names), np.nan)
        return replace(self, **{name: nothing for name, family in _MADE_OF.items() if family in unread})


_MADE_OF: Mapping[str, Family] = {
    "shelters": Family.SHELTER,
    "shelter_effective_area_m2": Family.SHELTER,
    "shelter_area_per_resident_m2": Family.SHELTER,
    "shelter_earthquake_per_resident_m2": Family.SHELTER,
    "shelter_flood_per_resident_m2": Family.SHELTER,
    "shelter_area_gap_m2": Family.SHELTER,
    "shelter_capacity_persons": Family.SHELTER,
    "emergency_covered_share": Family.SHELTER,
    "fixed_covered_share": Family.SHELTER,
    "depots": Family.DEPOT,
    "fire_stations": Family.FIRE_STATION,
    "brigades": Family.BRIGADE,
    "fire_reached_share": Family.FIRE_STATION,
}


@dataclass(frozen=True)
class ShelterResult:
    """One counted shelter. ``unit_index`` is its row in the units of the assessment, -1 outside all."""

    gross_area_m2: float | None
    effective_area_m2: float | None
    is_estimated: bool
    capacity_persons: int | None
    persons_in_radius: float | None
    unit_index: int
    hazards: tuple[str, ...]


@dataclass(frozen=True)
class DepotResult:
    """One counted depot. It serves the people to whom it is the nearest."""

    persons_served: float | None
    required_floor_area_m2: float | None
    unit_index: int
    hazards: tuple[str, ...]


@dataclass(frozen=True)
class StationResult:
    """One counted fire station; a support station has no jurisdiction, limit or reach.

    Attributes
    ----------
    area_limit_m2
        Largest jurisdiction of its class, or of a station in a suburb.
    persons_reached
        Known residents within its reach.
    formula_area_m2
        Jurisdiction by A = 2 (S / λ)².
    reach_area_m2
        Land within its reach, of the kind that jurisdictions divide.
    beyond_barrier_m2
        Part of its jurisdiction that lies across an expressway, railway or large river.
    first_due_persons, timely_persons
        Known residents to whom it is the nearest, and those of them within its reach.
    adjoins
        Of a small station, whether its jurisdiction adjoins one of a larger class; ``None`` for others.
    """

    jurisdiction: BaseGeometry | None
    jurisdiction_area_m2: float | None
    area_limit_m2: float | None
    persons_reached: float | None
    unit_index: int
    formula_area_m2: float | None = None
    reach_area_m2: float | None = None
    beyond_barrier_m2: float | None = None
    first_due_persons: float | None = None
    timely_persons: float | None = None
    adjoins: bool | None = None

    @property
    def is_over_limit(self) -> bool | None:
        """Whether the jurisdiction is larger than its class allows; exactly as large is allowed."""
        return _is_more(self.jurisdiction_area_m2, self.area_limit_m2)

    @property
    def timely_share(self) -> float | None:
        """Share (0..1) of the people it is nearest to that it reaches in time; ``None`` if none are known."""
        if not self.first_due_persons or self.timely_persons is None:
            return None
        return min(self.timely_persons / self.first_due_persons, 1.0)


def _is_more(area_m2: float | None, limit_m2: float | None) -> bool | None:
    return None if area_m2 is None or limit_m2 is None else area_m2 > limit_m2 * (1 + 1e-9)


@dataclass(frozen=True, eq=False)
class Assessment:
    """Everything computed for one scenario.

    Attributes
    ----------
    facilities
        The facilities that count in this scenario.
    covered
        For each kind of coverage (``shelter.emergency``, ``shelter.fixed``, ``shelter.short``,
        ``shelter.medium``, ``shelter.long``, ``shelter.central``, ``fire``, ``micro``, and of each family
        that says whom it reaches in a time), whether each demand point is inside; shape (n,).
    regions
        The same coverages as polygons, metres, not clipped to the county; empty where nothing is covered.
        Neither has what is made of families that could not be read (``county.unread``).
    reached_persons
        Known residents that each facility of such a family reaches, by its id; ``None`` if none are known.
    lacking
        Families of which the project holds no list; figures about them have no data.
    """

    county: County
    scenario_id: str
    scenario_name: str
    facilities: tuple[Facility, ...]
    figures: Mapping[str, Figure]
    units: UnitResults
    covered: Mapping[str, Bools]
    regions: Mapping[str, BaseGeometry]
    shelters: Mapping[str, ShelterResult]
    depots: Mapping[str, DepotResult]
    stations: Mapping[str, StationResult]
    lacking: Lacking = field(default_factory=dict)
    reached_persons: Mapping[str, float | None] = field(default_factory=dict)

    def of(self, family: Family) -> tuple[Facility, ...]:
        """Counted facilities of one family."""
        return tuple(facility for facility in self.facilities if facility.family == family)

    @property
    def offered_coverages(self) -> tuple[str, ...]:
        """Coverages that are worth showing: not those of a family that is not there and nobody misses."""
        absent = {family.spec.coverage for family in Family if family.spec.reach and not self.of(family)}
        return tuple(key for key in self.covered if key not in absent)
