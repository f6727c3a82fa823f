"""Who and what stands in each class of hazard (type and level), and near the major hazard sources."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from models.county.county import County
from models.county.points import LIMIT_TOLERANCE_M
from models.facilities.facility import Facility, Family
from models.findings.findings import Figure, Place
from models.hazards.exposure import RULE, villages_of
from models.hazards.zones import Zones, every_zone, persons_inside
from models.kernel.arrays import Bools, Ints, Objects
from models.rules.rules import Rules

_KEPT = 4096  # facilities at least of which it is kept where they stand
_STATIONS = (Family.FIRE_STATION, Family.BRIGADE)
_COUNTED = (Family.SHELTER, Family.DEPOT, *_STATIONS)


@dataclass(frozen=True)
class HazardRow:
    """One class of hazard.

    Parameters
    ----------
    kind, level
        Type and level as the layers state them; the level is empty where they do not.
    distance_m
        ``None`` for what is inside the zones; else how near to a major hazard source is counted.
    features
        Features of the class.
    area_m2
        Land in the zones, each place once; ``None`` where they are only points or lines.
    residents, villages
        Known residents and villages inside or so near; ``None`` if nobody knows.
    shelters, depots, stations, others
        Facilities that stand in or touch a zone, or are so near; stations with brigades. ``None`` for what is
        inside a class known only as points or lines, and for families of which nothing is known.
    names
        Names of these facilities.
    place
        The class on the map.
    """

    kind: str
    level: str
    distance_m: float | None
    features: int
    area_m2: float | None
    residents: float | None
    villages: int | None
    shelters: int | None
    depots: int | None
    stations: int | None
    others: int | None
    names: tuple[str, ...]
    place: Place

    @property
    def facilities(self) -> int | None:
        """All facilities."""
        counts = (self.shelters, self.depots, self.stations, self.others)
        known = [count for count in counts if count is not None]
        return sum(known) if known else None


def hazard_table(
    county: County, facilities: Sequence[Facility], rules: Rules, lacking: Container[Family] = ()
) -> tuple[HazardRow, ...]:
    """One row for each type and level of hazard, then one for each type and level of major hazard source.

    Parameters
    ----------
    facilities
        Those that count in a scenario.
    lacking
        Families of which nothing is known: nobody knows how many of them stand there.
    """
    near_m = rules[RULE]
    classes = county.memo.get(
        ("hazard classes", near_m), lambda: (*_classes(county, None), *_classes(county, near_m))
    )
    hits = county.memo.get_latest_of_each(
        "hazard classes at",
        [(one.id, one.geometry, near_m) for one in facilities],
        lambda lacking: _hits(classes, [facilities[row] for row in lacking]),
        keep=max(_KEPT, 2 * len(facilities)),
    )
    return tuple(
        _row(one, [facility for facility, at in zip(facilities, hits, strict=True) if number in at], lacking)
        for number, one in enumerate(classes)
    )


def hazard_classes(county: County, facilities: Sequence[Facility], rules: Rules) -> Figure:
    """How many classes of hazard zone are known, with the people and facilities in them."""
    rows = [
        row
        for row in hazard_table(county, facilities, rules)
        if row.distance_m is None and row.area_m2 is not None
    ]
    persons = [row.residents for row in rows if row.residents is not None]
    inputs = {
        "classes": len(rows),
        "persons": sum(persons) if persons else None,
        "facilities": sum(row.facilities or 0 for row in rows),
    }
    value = float(len(rows)) if rows else None
    places = tuple(row.place for row in rows)
    return Figure("hazard.classes", value, "kinds", inputs, () if rows else ("hazards",), places)


@dataclass(frozen=True, eq=False)
class _Class:
    """What of one class of hazard does not depend on facilities; by attributes of :class:`HazardRow`.

    Attributes
    ----------
    tree
        Its features, or of those that something can stand in.
    """

    tree: shapely.STRtree
    distance_m: float | None
    is_area: bool
    features: int
    area_m2: float | None
    residents: float | None
    villages: int | None
    kind: str
    level: str
    place: Place


def _classes(county: County, distance_m: float | None) -> tuple[_Class, ...]:
    """Each type and level of hazard, with a distance of major sources, in the order they are met."""
    found = every_zone(county)
    among = np.ones(len(found), dtype=np.bool_) if distance_m is None else found.is_major
    pairs = list(zip(found.kinds.tolist(), found.levels.tolist(), strict=True))
    kept = dict.fromkeys(pair for pair, is_one in zip(pairs, among.tolist(), strict=True) if is_one)
    masks = (np.array([pair == one for pair in pairs], dtype=np.bool_) & among for one in kept)
    return tuple(_class(county, found, mask, distance_m) for mask in masks)


def _class(county: County, found: Zones, mask: Bools, distance_m: float | None) -> _Class:
    first = int(np.flatnonzero(mask)[0])
    kind, level = str(found.kinds[first]), str(found.levels[first])
    residents, villages = _people(county, found, mask, distance_m)
    is_area = bool((mask & found.is_area).any())
    used = mask & found.is_area if distance_m is None else mask
    left, bottom, right, top = shapely.total_bounds(found.geometries[mask]).tolist()
    return _Class(
        tree=shapely.STRtree(found.geometries[used]),
        distance_m=distance_m,
        is_area=is_area,
        features=int(mask.sum()),
        area_m2=_area_m2(county, found, mask) if is_area else None,
        residents=residents,
        villages=villages,
        kind=kind,
        level=level,
        place=Place(
            "feature",
            str(found.rows[first]),
            f"{kind} {level}".strip(),
            (left, bottom, right, top),
            str(found.layer_ids[first]),
            residents,
            "persons",
        ),
    )


def _hits(classes: Sequence[_Class], facilities: Sequence[Facility]) -> list[frozenset[int]]:
    """Positions of the classes that each facility stands in, or stands near enough to."""
    shapes = np.array([facility.geometry for facility in facilities], dtype=object)
    found: list[set[int]] = [set() for _ in facilities]
    for number, one in enumerate(classes):
        for row in _near(shapes, one.tree, one.distance_m).tolist():
            found[row].add(number)
    return [frozenset(numbers) for numbers in found]


def _row(one: _Class, hit: Sequence[Facility], lacking: Container[Family]) -> HazardRow:
    def count(*families: Family) -> int | None:
        if (one.distance_m is None and not one.is_area) or all(family in lacking for family in families):
            return None
        return sum(facility.family in families for facility in hit)

    return HazardRow(
        kind=one.kind,
        level=one.level,
        distance_m=one.distance_m,
        features=one.features,
        area_m2=one.area_m2,
        residents=one.residents,
        villages=one.villages,
        shelters=count(Family.SHELTER),
        depots=count(Family.DEPOT),
        stations=count(*_STATIONS),
        others=count(*(family for family in Family if family not in _COUNTED)),
        names=tuple(facility.name for facility in hit),
        place=one.place,
    )


def _people(
    county: County, found: Zones, mask: Bools, distance_m: float | None
) -> tuple[float | None, int | None]:
    """Residents and villages inside the zones of a class, or within a distance of its features."""
    layer, demand = villages_of(county), county.demand
    used = mask & found.is_area if distance_m is None else mask
    if not used.any():
        return None, None
    residents = None
    if demand.has_population:
        if distance_m is None:
            residents = persons_inside(county, found, mask)
        else:
            near = _near(shapely.points(demand.xy), shapely.STRtree(found.geometries[used]), distance_m)
            residents = float(demand.known_persons[near].sum())
    villages = None
    if layer is not None:
        spots = layer.geometries if distance_m is not None else shapely.centroid(layer.geometries)
        villages = len(_near(spots, shapely.STRtree(found.geometries[used]), distance_m))
    return residents, villages


def _near(shapes: Objects, hazards: shapely.STRtree, distance_m: float | None) -> Ints:
    """Indices of the shapes that touch a hazard, or are at most so far from one, shape (k,)."""
    if not len(shapes) or not len(hazards):
        return np.empty(0, dtype=np.intp)
    reach_m = (distance_m or 0.0) + LIMIT_TOLERANCE_M
    found: Ints = hazards.query(shapes, predicate="dwithin", distance=reach_m)[0]
    return np.unique(found)


def _area_m2(county: County, found: Zones, mask: Bools) -> float:
    def area() -> float:
        return float(shapely.area(shapely.union_all(found.geometries[mask & found.is_area])))

    return county.memo.get(("hazard class area", mask.tobytes()), area)
