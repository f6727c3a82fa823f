"""What the shelters are made up of: area by form of space, by kind of site and by class, per township."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.county.county import County
from models.facilities.facility import (
    SHELTER_CLASSES,
    SHELTER_KINDS,
    SPACES,
    UNKNOWN_CLASS,
    UNKNOWN_SPACE,
    Shelter,
)
from models.kernel.arrays import Floats, Ints
from models.rules.rules import Rules
from models.shelters.values import ShelterTable

GROUPS: Mapping[str, tuple[str, ...]] = {
    "space": (*SPACES, UNKNOWN_SPACE),
    "shelter_kind": SHELTER_KINDS,
    "shelter_class": (*SHELTER_CLASSES, UNKNOWN_CLASS),
}
"""Ways to divide shelters, as texts ``choice.<group>.<value>``."""

_FIELDS = {"space": "space", "shelter_kind": "kind", "shelter_class": "shelter_class"}


@dataclass(frozen=True, eq=False)
class Composition:
    """Effective area in each of the county's places (axis 1), the last row what lies outside all of them.

    Attributes
    ----------
    area_m2
        By group; axis 0 are its values as in :data:`GROUPS`. Unknown areas are left out; NaN where there are
        shelters of which no area is known.
    shelters, unknown
        Number of shelters in each place, and of those without a known area, shape (n + 1,).
    """

    area_m2: Mapping[str, Floats]
    count: Mapping[str, Ints]
    shelters: Ints
    unknown: Ints

    def total_m2(self, group: str) -> Floats:
        """Area of each value of a group over all places; NaN if none is known though there are shelters."""
        area, count = self.area_m2[group], self.count[group].sum(axis=1)
        lost = np.isnan(area).any(axis=1) & (np.nansum(area, axis=1) == 0) & (count > 0)
        return np.where(lost, np.nan, np.nansum(area, axis=1))


def composition(county: County, shelters: Iterable[Shelter], rules: Rules) -> Composition:
    """Area of the shelters that count, by form of space, kind of site and class, in each place."""
    rows = tuple(shelters)
    table = ShelterTable.of(county, rules, rows)
    places = len(county.places) + 1
    row = np.where(table.place >= 0, table.place, places - 1)
    known = np.isfinite(table.effective_m2)
    areas, counts = {}, {}
    for group, values in GROUPS.items():
        value = np.array([values.index(getattr(one, _FIELDS[group])) for one in rows], dtype=np.intp)
        cell, size = value * places + row, len(values) * places
        total = np.bincount(cell[known], weights=table.effective_m2[known], minlength=size)
        count = np.bincount(cell, minlength=size)
        lost = (count > 0) & (np.bincount(cell[known], minlength=size) == 0)
        areas[group] = np.where(lost, np.nan, total).reshape(len(values), places)
        counts[group] = count.reshape(len(values), places)
    return Composition(
        area_m2=areas,
        count=counts,
        shelters=np.bincount(row, minlength=places),
        unknown=np.bincount(row[~known], minlength=places),
    )


@dataclass(frozen=True)
class ClassRow:
    """One class of shelter: what the rule set asks of it, and what there is.

    Parameters
    ----------
    opening_days
        Longest time it stays open.
    seismic_class
        Class by stay of GB 21734 (1, 2 or 3) that its opening time makes it.
    effective_area_min_m2
        ``None`` for emergency shelters, of which no rule set asks a least area.
    in_seat
        Number inside the county seat (central urban area); ``None`` while that is unknown.
    effective_m2, capacity_persons
        Of those whose area is known; ``None`` if there are some but none is known.
    """

    shelter_class: str
    opening_days: float
    seismic_class: int
    area_per_person_m2: float | None
    service_radius_m: float | None
    effective_area_min_m2: float | None
    shelters: int
    in_seat: int | None
    unknown: int
    effective_m2: float | None
    capacity_persons: float | None


def _given(rules: Rules, key: str) -> float | None:
    """A rule value; ``None`` where the rule set has none, or leaves it open."""
    return rules[key] if key in rules and rules.are_given((key,)) else None


def class_rows(county: County, shelters: Iterable[Shelter], rules: Rules) -> tuple[ClassRow, ...]:
    """Classes from the shortest stay to the central shelters, each held against the rule set."""
    rows = tuple(shelters)
    return tuple(
        _class_row(county, [one for one in rows if one.shelter_class == name], rules, name)
        for name in SHELTER_CLASSES
    )


def seismic_class(opening_days: float, rules: Rules) -> int:
    """Class of an earthquake shelter by how long people may stay; exactly the limit is the longer class."""
    if opening_days >= rules["shelter.seismic_class_1_days"]:
        return 1
    return 2 if opening_days >= rules["shelter.seismic_class_2_days"] else 3


def _class_row(county: County, rows: Sequence[Shelter], rules: Rules, name: str) -> ClassRow:
    table = ShelterTable.of(county, rules, rows)
    known = np.isfinite(table.effective_m2)
    has_figures = bool(known.any()) or not rows
    days = rules[f"shelter.{name}.opening_days"]
    each, radius, smallest = (
        _given(rules, f"shelter.{name}.{what}")
        for what in ("area_per_person_m2", "service_radius_m", "effective_area_min_m2")
    )
    held = float(table.capacity_persons[known].sum()) if has_figures else None
    return ClassRow(
        shelter_class=name,
        opening_days=days,
        seismic_class=seismic_class(days, rules),
        area_per_person_m2=each,
        service_radius_m=radius,
        effective_area_min_m2=smallest,
        shelters=len(rows),
        in_seat=int(table.in_seat.sum()) if county.seat is not None else None,
        unknown=int((~known).sum()),
        effective_m2=float(table.effective_m2[known].sum()) if has_figures else None,
        capacity_persons=None if each is None else held,
    )
