"""Shelters: effective area, capacity, area in each place, and what each class reaches."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from models.access.coverage import Covered, Site, sites_of
from models.access.measures import shelter_reach
from models.access.sited import Sited
from models.county.county import County
from models.county.land import Land
from models.facilities.facility import FIXED_SHELTER_CLASSES, INSIDE_SPACES, UNKNOWN_CLASS, Facility, Shelter
from models.kernel.arrays import Bools, Floats, Ints
from models.rules.rules import Rules
from models.shelters.assignment import STAY_OF_CLASS, STAYS

TARGET_RULE = "shelter.area_per_resident_m2"
"""Rule value: effective area that each resident should have."""

COVERAGE_KEYS = ("emergency", "fixed", *FIXED_SHELTER_CLASSES)
"""Kinds of coverage: emergency by every shelter, the longer classes each by its own, fixed by all those."""


_AREAS = "_areas"

AREA_ROUNDING = 0.01
"""Areas measured and stated differ by so much without a fault."""


@dataclass(frozen=True)
class Areas:
    """Areas of one shelter, m2; ``None`` where nothing says them."""

    gross_m2: float | None
    effective_m2: float | None
    is_estimated: bool
    is_capped: bool = False


def areas(shelter: Shelter, rules: Rules) -> Areas:
    """Areas as stated; an unstated gross area is the drawn polygon's, an unstated effective one is estimated.

    The estimate is the gross area times the usual ratio of the shelter's kind. Where it is not known to be
    indoors an effective area larger than the gross one cannot be (a building has floors): it counts up to the
    gross area only, until somebody puts it right.

    Kept on the shelter, which never changes: a drag asks for them of all shelters several times a step.
    """
    kept: tuple[Rules, Areas] | None = vars(shelter).get(_AREAS)
    if kept is None or kept[0] is not rules:
        kept = vars(shelter)[_AREAS] = (rules, _areas(shelter, rules))
    return kept[1]


def _areas(shelter: Shelter, rules: Rules) -> Areas:
    gross = shelter.gross_area_m2 if shelter.gross_area_m2 is not None else shelter.drawn_area_m2
    if shelter.effective_area_m2 is not None:
        stated, may_be_outdoor = shelter.effective_area_m2, shelter.space not in INSIDE_SPACES
        is_over = may_be_outdoor and gross is not None and 0 < gross * (1 + AREA_ROUNDING) < stated
        return Areas(gross, gross if is_over else stated, False, is_over)
    if gross is None:
        return Areas(None, None, False)
    return Areas(gross, gross * rules[f"shelter.effective_ratio.{shelter.kind}"], True)


def capacity_persons(shelter: Shelter, effective_m2: float | None, rules: Rules) -> int | None:
    """People a shelter can hold: effective area over the area per person of its class, whole people only.

    ``None`` where its area, its class or the area per person is not known.
    """
    if effective_m2 is None or shelter.shelter_class == UNKNOWN_CLASS:
        return None
    return people_in(effective_m2, rules[f"shelter.{shelter.shelter_class}.area_per_person_m2"])


def people_in(effective_m2: float, per_person_m2: float) -> int | None:
    """Whole people that an area holds; ``None`` where nobody says how much each needs."""
    if math.isnan(per_person_m2):
        return None
    # A hair more, so that 300 m2 at 0.1 m2 each hold 3000 people and not 2999.
    return int(effective_m2 / per_person_m2 + 1e-9)


@dataclass(frozen=True, eq=False)
class ShelterTable:
    """Counted shelters as arrays of shape (m,); NaN means unknown.

    Attributes
    ----------
    stay
        Stay class that each serves, as an index into :data:`models.shelters.assignment.STAYS`; -1 where its
        class is not known.
    place
        Which of the county's places holds each; -1 outside all.
    """

    gross_m2: Floats
    effective_m2: Floats
    capacity_persons: Floats
    is_estimated: Bools
    is_capped: Bools
    is_fixed: Bools
    stay: Ints
    place: Ints
    in_seat: Bools
    in_county: Bools

    @classmethod
    def of(cls, county: County, rules: Rules, shelters: Iterable[Shelter]) -> ShelterTable:
        """Table of some shelters, in their order."""
        rows = tuple(shelters)
        known = [areas(shelter, rules) for shelter in rows]
        held = [
            capacity_persons(row, area.effective_m2, rules) for row, area in zip(rows, known, strict=True)
        ]
        xy = np.array([shelter.location for shelter in rows], dtype=np.float64).reshape(-1, 2)
        return cls(
            gross_m2=np.array([area.gross_m2 for area in known], dtype=np.float64),
            effective_m2=np.array([area.effective_m2 for area in known], dtype=np.float64),
            capacity_persons=np.array(held, dtype=np.float64),
            is_estimated=np.array([area.is_estimated for area in known], dtype=np.bool_),
            is_capped=np.array([area.is_capped for area in known], dtype=np.bool_),
            is_fixed=np.array([row.shelter_class in FIXED_SHELTER_CLASSES for row in rows], dtype=np.bool_),
            stay=np.array([stay_of(row.shelter_class) for row in rows], dtype=np.intp),
            place=county.places.index_at(xy),
            in_seat=county.in_seat(xy),
            in_county=county.in_county(xy),
        )

    def __add__(self, other: ShelterTable) -> ShelterTable:
        """Rows of both tables."""
        names = self.__dataclass_fields__
        return ShelterTable(
            **{name: np.concatenate((getattr(self, name), getattr(other, name))) for name in names}
        )

    def __len__(self) -> int:
        return len(self.place)

    @property
    def is_unclassed(self) -> Bools:
        """Whose class is not known, shape (m,)."""
        return self.stay < 0


def stay_of(shelter_class: str) -> int:
    """Longest stay class that a class of shelter serves, as an index into STAYS; -1 where it is not known."""
    return STAYS.index(STAY_OF_CLASS[shelter_class]) if shelter_class in STAY_OF_CLASS else -1


@dataclass(frozen=True, eq=False)
class PlaceAreas:
    """Shelter area in each of the county's places, arrays of shape (n,); NaN means unknown."""

    shelters: Ints
    effective_m2: Floats
    capacity_persons: Floats
    per_resident_m2: Floats
    gap_m2: Floats
    reaches: Bools


def land_of(county: County) -> Land | None:
    """Land that shares of area refer to: built-up land, or the whole county where that is unknown."""
    return county.land("builtup", "county")


def serves(key: str, shelter: Facility) -> bool:
    """Whether a shelter serves a kind of coverage."""
    return bool(serving(key, (shelter,)))


def serving(key: str, facilities: Iterable[Facility]) -> list[Shelter]:
    """Shelters among some facilities that serve a kind of coverage."""
    rows = _shelters(facilities)
    if key == "emergency":
        return rows
    classes = FIXED_SHELTER_CLASSES if key == "fixed" else (key,)
    return [one for one in rows if one.shelter_class in classes]


def sites_for(county: County, key: str, shelters: Iterable[Facility], rules: Rules) -> tuple[Site, ...]:
    """Sites of a kind of coverage: all with the emergency reach, or each with the reach of its class."""
    reach_of = cache(lambda name: shelter_reach(county, name, rules))
    return sites_of(
        serving(key, shelters),
        lambda shelter: reach_of("emergency" if key == "emergency" else shelter.shelter_class),
    )


def table_of(sited: Sited) -> ShelterTable:
    """Table of the counted shelters."""
    return sited.summed("shelters", lambda rows: ShelterTable.of(sited.county, sited.rules, _shelters(rows)))


def covers_of(sited: Sited) -> dict[str, Covered]:
    """What the counted shelters reach, by kind of coverage."""
    return {key: cover_of(sited, key) for key in COVERAGE_KEYS}


def cover_of(sited: Sited, key: str) -> Covered:
    """What they reach by one kind of coverage."""
    return sited.cover(f"shelter.{key}", lambda rows: sites_for(sited.county, key, rows, sited.rules))


def _shelters(rows: Iterable[Facility]) -> list[Shelter]:
    return [one for one in rows if isinstance(one, Shelter)]


def place_areas(county: County, rules: Rules, table: ShelterTable) -> PlaceAreas:
    """Shelter area and capacity in each place against what its residents need."""
    count = len(county.places)
    inside = table.place >= 0
    place = table.place[inside]
    shelters = np.bincount(place, minlength=count)
    known = np.isfinite(table.effective_m2[inside])

    def summed(column: Floats) -> Floats:
        total = np.bincount(place[known], weights=column[inside][known], minlength=count)
        some_known = np.bincount(place[known], minlength=count) > 0
        return np.where(county.places.has_area & (some_known | (shelters == 0)), total, np.nan)

    effective = summed(table.effective_m2)
    off_map = county.unplaced_area_m2
    effective = (
        np.where(np.isnan(effective) & county.places.has_area & (off_map > 0), 0.0, effective) + off_map
    )
    need = county.place_population_persons * rules[TARGET_RULE]
    per_resident = effective / county.place_population_persons
    target = rules[TARGET_RULE]
    with np.errstate(invalid="ignore"):
        reaches = per_resident >= target - 1e-9 * max(1.0, target)
    return PlaceAreas(
        shelters=shelters,
        effective_m2=effective,
        capacity_persons=summed(table.capacity_persons),
        per_resident_m2=per_resident,
        gap_m2=np.where(reaches, 0.0, need - effective),
        reaches=reaches,
    )
