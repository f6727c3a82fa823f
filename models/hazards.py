"""Hazard zones: which facilities and which people are inside. Where no zone is known, nothing is safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from models.arrays import Bools, Ints, Objects
from models.county import County
from models.facility import Facility, Family
from models.findings import Figure, Place
from models.places import facility_place
from models.resources import load_toml


@dataclass(frozen=True, eq=False)
class Zones:
    """All hazard features of a county, arrays of shape (n,).

    Attributes
    ----------
    kinds
        Type of hazard as the layer names it; the layer's own name where it does not.
    layer_ids, rows
        Layer and row each comes from.
    """

    geometries: Objects
    kinds: Objects
    layer_ids: Objects
    rows: Ints

    @cached_property
    def is_area(self) -> Bools:
        """Whether each is a zone with an extent, not only a point or line, shape (n,)."""
        polygons: Bools = shapely.get_dimensions(self.geometries) == 2
        return polygons

    @cached_property
    def _tree(self) -> shapely.STRtree:
        shapely.prepare(self.geometries)
        return shapely.STRtree(self.geometries)

    def at(self, facilities: Sequence[Facility]) -> list[tuple[str, ...]]:
        """Kinds of hazard that each facility stands in or touches, in order of name."""
        shapes = np.array([facility.geometry for facility in facilities], dtype=object)
        found: list[set[str]] = [set() for _ in facilities]
        if len(shapes) and len(self.geometries):
            facility_index, zone_index = self._tree.query(shapes)
            hit = shapely.intersects(self.geometries[zone_index], shapes[facility_index])
            for facility, zone in zip(facility_index[hit].tolist(), zone_index[hit].tolist(), strict=True):
                found[facility].add(self.kinds[zone])
        return [tuple(sorted(kinds)) for kinds in found]

    def demand_inside(self, county: County, kinds: Iterable[str]) -> Bools:
        """Whether each demand point lies in a zone of one of ``kinds``, shape (n,)."""
        mask = np.zeros(len(county.demand), dtype=np.bool_)
        for zone in np.flatnonzero(np.isin(self.kinds, list(kinds)) & self.is_area).tolist():
            mask[county.demand.index.in_polygon(self.geometries[zone])] = True
        return mask


def zones(county: County) -> Zones:
    """Hazard features of a county; kept."""
    return county.memo.get(("zones",), lambda: _zones(county))


def groups() -> Mapping[str, tuple[str, ...]]:
    """Groups of hazard that plans ask about, with the words that name them in data."""
    return {name: tuple(table["words"]) for name, table in load_toml("hazards.toml")["group"].items()}


def group_kinds(county: County, group: str) -> tuple[str, ...]:
    """Kinds of the county's hazard zones that belong to a group."""
    words = groups()[group]
    found = zones(county)
    return tuple(
        kind
        for kind in dict.fromkeys(found.kinds[found.is_area].tolist())
        if any(word in kind.lower() for word in words)
    )


def persons_inside(county: County, kinds: tuple[str, ...]) -> float:
    """Known residents in zones of ``kinds``, each counted once; kept."""

    def make() -> float:
        return float(county.demand.known_persons[zones(county).demand_inside(county, kinds)].sum())

    return county.memo.get(("persons in zones", *kinds), make)


def has_zones(county: County) -> bool:
    """Whether at least one hazard zone is known as a polygon."""
    return bool(zones(county).is_area.any())


def figures(
    county: County, facilities: Sequence[Facility], inside: Mapping[str, tuple[str, ...]]
) -> dict[str, Figure]:
    """Figures about facilities and people in hazard zones.

    Parameters
    ----------
    inside
        Kinds of hazard that each facility stands in, by facility id.
    """
    shelters = [facility for facility in facilities if facility.family == Family.SHELTER]
    made = [
        _facilities(county, "hazard.shelters_inside", shelters, inside),
        _facilities(county, "hazard.facilities_inside", facilities, inside),
        *county.memo.get(("people in zones",), lambda: _people(county)),
    ]
    return {figure.id: figure for figure in made}


def _zones(county: County) -> Zones:
    layers = county.hazards
    if not layers:
        none = np.empty(0, dtype=object)
        return Zones(none, none, none, np.empty(0, dtype=np.intp))
    kinds = [
        np.where(layer.text("hazard_type") == "", layer.name, layer.text("hazard_type")) for layer in layers
    ]
    return Zones(
        geometries=np.concatenate([layer.geometries for layer in layers]),
        kinds=np.concatenate(kinds).astype(object),
        layer_ids=np.concatenate([np.full(len(layer), layer.id, dtype=object) for layer in layers]),
        rows=np.concatenate([np.arange(len(layer)) for layer in layers]),
    )


def _facilities(
    county: County, figure_id: str, facilities: Sequence[Facility], inside: Mapping[str, tuple[str, ...]]
) -> Figure:
    if not has_zones(county):
        return Figure(figure_id, None, "count", missing=("hazards",))
    hit = [facility for facility in facilities if inside[facility.id]]
    return Figure(
        id=figure_id,
        value=float(len(hit)),
        unit="count",
        inputs={"inside": len(hit), "facilities": len(facilities)},
        failing=tuple(facility_place(facility) for facility in hit),
    )


def _people(county: County) -> tuple[Figure, ...]:
    found = zones(county)
    every = tuple(dict.fromkeys(found.kinds[found.is_area].tolist()))
    return (
        _people_of(county, "hazard.people_inside", every),
        *(
            _people_of(county, f"hazard.people_inside.{group}", group_kinds(county, group))
            for group in groups()
        ),
    )


def _people_of(county: County, figure_id: str, kinds: tuple[str, ...]) -> Figure:
    lacking = [] if kinds else ["hazards"]
    demand = county.demand
    if not demand.has_population:
        lacking.append("demand_population" if len(demand) else "demand")
    if lacking:
        return Figure(figure_id, None, "persons", missing=tuple(lacking))
    by_kind = [(persons_inside(county, (kind,)), kind) for kind in kinds]
    unknown = int(np.isnan(demand.population_persons).sum())
    return Figure(
        id=figure_id,
        value=persons_inside(county, kinds),
        unit="persons",
        inputs={
            "persons": demand.total_persons,
            "kinds": len(kinds),
            "unknown_places": unknown,
        },
        failing=tuple(
            _kind_place(county, kind, persons)
            for persons, kind in sorted(by_kind, reverse=True)
            if persons > 0
        ),
        is_estimated=unknown > 0,
    )


def _kind_place(county: County, kind: str, persons: float) -> Place:
    """All zones of one kind as a place; its key is the row of the first."""
    found = zones(county)
    of_kind = np.flatnonzero((found.kinds == kind) & found.is_area)
    left, bottom, right, top = shapely.total_bounds(found.geometries[of_kind]).tolist()
    first = int(of_kind[0])
    return Place(
        kind="feature",
        key=str(found.rows[first]),
        name=kind,
        bounds=(left, bottom, right, top),
        layer_id=str(found.layer_ids[first]),
        value=persons,
        unit="persons",
    )
