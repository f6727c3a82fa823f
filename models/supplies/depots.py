"""Depots: whom each serves, the floor area this asks for, and which places have one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.access.measures import lorry
from models.access.nearest import nearest_site
from models.county.county import County
from models.facilities.facility import Depot
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
    """

    served_persons: Floats
    floor_area_m2: Floats
    place: Ints
    in_county: Bools

    def __len__(self) -> int:
        return len(self.place)

    @classmethod
    def of(cls, county: County, rules: Rules, depots: Iterable[Depot]) -> DepotTable:
        """Table of some depots, in their order; each serves those who have no other of them nearer."""
        rows = tuple(depots)
        return cls.with_served(county, rows, served_persons(county, rules, rows))

    @classmethod
    def with_served(cls, county: County, rows: Sequence[Depot], served: Floats) -> DepotTable:
        """Table of some depots for which the people each serves, shape (m,), are known already."""
        xy = np.array([depot.location for depot in rows], dtype=np.float64).reshape(-1, 2)
        return cls(
            served_persons=served,
            floor_area_m2=np.array([depot.floor_area_m2 for depot in rows], dtype=np.float64),
            place=county.places.index_at(xy),
            in_county=county.in_county(xy),
        )


def by_id(depots: Sequence[Depot]) -> Ints:
    """Order of depots by id: of equally near ones the first serves, whatever order they stand in."""
    return np.array(sorted(range(len(depots)), key=lambda index: depots[index].id), dtype=np.intp)


def served_persons(county: County, rules: Rules, depots: Sequence[Depot]) -> Floats:
    """Known residents nearest to each depot, shape (m,); NaN if no residents are known."""
    if not county.demand.has_population:
        return np.full(len(depots), np.nan)
    order = by_id(depots)
    spots = [depots[index].location for index in order.tolist()]
    site = nearest_site(county, lorry(county, rules), spots).site
    served, is_served = np.zeros(len(depots)), site >= 0
    served[order] = np.bincount(
        site[is_served], weights=county.demand.known_persons[is_served], minlength=len(depots)
    )
    return served


def needed_m2_per_resident(rules: Rules) -> float:
    """Floor area per resident: share of residents relocated times floor area per relocated person."""
    return rules[RULES[0]] * rules[RULES[1]]


def is_short(table: DepotTable, rules: Rules) -> Bools:
    """Whether each depot is known to have less floor area than the people it serves need, shape (m,)."""
    need = table.served_persons * needed_m2_per_resident(rules)
    with np.errstate(invalid="ignore"):
        short: Bools = table.floor_area_m2 < need - 1e-9 * np.maximum(1.0, need)
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
