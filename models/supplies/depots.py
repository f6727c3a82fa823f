"""Depots: whom each serves, the floor area this asks for, and which places have one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.access.measures import lorry
from models.access.sited import Counted, Sited
from models.county.county import County
from models.facilities.facility import Depot, Facility
from models.kernel.arrays import Bools, Floats, Ints
from models.rules.rules import Rules

RULES = ("depot.relocated_share", "depot.floor_area_per_person_m2")
"""Rule values: share of residents to be relocated, and floor area per relocated person."""


@dataclass(frozen=True, eq=False)
class DepotTable:
    """Counted depots as arrays of shape (m,); NaN means unknown.

    Attributes
    ----------
    served_persons
        Known residents to whom this depot is the nearest.
    place
        Which of the county's places holds each; -1 outside all.
    is_relief
        Whether its floor area is that of a relief store.
    """

    served_persons: Floats
    floor_area_m2: Floats
    place: Ints
    in_county: Bools
    is_relief: Bools

    def __len__(self) -> int:
        return len(self.place)

    @classmethod
    def of(cls, sited: Sited) -> DepotTable:
        """Table of the counted depots, in their order; each serves those who have no other of them nearer."""
        county, rows = sited.county, sited.of(Depot)
        own = sited.summed("depots", lambda some: _Rows.of(county, some))
        return cls(_served(sited, rows), own.floor_area_m2, own.place, own.in_county, own.is_relief)


@dataclass(frozen=True, eq=False)
class _Rows:
    """What each depot has by itself, whatever others there are; arrays of shape (m,)."""

    floor_area_m2: Floats
    place: Ints
    in_county: Bools
    is_relief: Bools

    @classmethod
    def of(cls, county: County, facilities: Iterable[Facility]) -> _Rows:
        rows = [one for one in facilities if isinstance(one, Depot)]
        xy = np.array([depot.location for depot in rows], dtype=np.float64).reshape(-1, 2)
        return cls(
            floor_area_m2=np.array([depot.floor_area_m2 for depot in rows], dtype=np.float64),
            place=county.places.index_at(xy),
            in_county=county.in_county(xy),
            is_relief=np.array([depot.is_relief_store for depot in rows], dtype=np.bool_),
        )

    def __add__(self, other: _Rows) -> _Rows:
        return _Rows(
            np.append(self.floor_area_m2, other.floor_area_m2),
            np.append(self.place, other.place),
            np.append(self.in_county, other.in_county),
            np.append(self.is_relief, other.is_relief),
        )


def served_persons(county: County, rules: Rules, depots: Sequence[Depot]) -> Floats:
    """Known residents nearest to each depot, shape (m,); NaN if no residents are known."""
    return _served(Counted(county, rules, depots), depots)


def _served(sited: Sited, depots: Sequence[Depot]) -> Floats:
    if not sited.county.demand.has_population:
        return np.full(len(depots), np.nan)
    return sited.served(Depot, lorry(sited.county, sited.rules)).persons_of(depots)


def needed_m2_per_resident(rules: Rules) -> float:
    """Floor area per resident: share of residents relocated times floor area per relocated person."""
    return rules[RULES[0]] * rules[RULES[1]]


def is_short(table: DepotTable, rules: Rules) -> Bools:
    """Whether each relief store is known to have less floor area than those it serves need, shape (m,)."""
    need = table.served_persons * needed_m2_per_resident(rules)
    with np.errstate(invalid="ignore"):
        short: Bools = table.is_relief & (table.floor_area_m2 < need - 1e-9 * np.maximum(1.0, need))
    return short


@dataclass(frozen=True)
class FloorClass:
    """What building standard 121 asks of a depot for so many relocated people.

    ``level`` is ``point`` (too few people for a depot of any class), ``county``, ``city`` or ``province``.
    """

    level: str
    floor_area_m2: float


CLASS_LEVELS = ("county", "city", "province")


def floor_class(relocated_persons: float, rules: Rules) -> FloorClass:
    """Class and floor area of a depot by the relocated people whom it covers.

    The class is the highest whose least number of people is reached; exactly that many count. The floor area
    runs straight between the ends of the bands, from none for nobody, and on in proportion past the last.
    """
    persons = [0.0]
    areas = [0.0]
    level = "point"
    for name in CLASS_LEVELS:
        if relocated_persons >= rules[f"depot.{name}.covered_min_persons"] - 1e-9:
            level = name
        for end in ("min", "max"):
            persons.append(rules[f"depot.{name}.covered_{end}_persons"])
            areas.append(rules[f"depot.{name}.floor_area_{end}_m2"])
    if relocated_persons > persons[-1]:
        return FloorClass(level, areas[-1] * relocated_persons / persons[-1])
    return FloorClass(level, float(np.interp(relocated_persons, persons, areas)))
