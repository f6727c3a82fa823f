"""People, villages and facilities near major hazard sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import LIMIT_TOLERANCE_M
from models.findings.features import feature_places, valued
from models.findings.findings import Figure, Place
from models.findings.places import facility_place
from models.hazards.zones import MAJOR_GROUP, groups, zones
from models.kernel.arrays import Ints, Objects
from models.registers.counting import Inventory
from models.rules.rules import Rules

RULE = "hazard.major_source.distance_m"

_UNITS = {
    "hazard.major_source_count": "places",
    "hazard.major_source_people": "persons",
    "hazard.major_source_villages": "places",
    "hazard.major_source_facilities": "places",
}


@dataclass(frozen=True, eq=False)
class Sources:
    """Major hazard sources of a county, of whatever geometry.

    Attributes
    ----------
    geometries
        Shapely geometries, shape (n,).
    places
        The same as places, in the same order.
    doubtful
        Geometries of plants that may be major sources but state no level; they are not among these.
    """

    geometries: Objects
    places: tuple[Place, ...]
    tree: shapely.STRtree
    doubtful: Objects

    @classmethod
    def of(cls, county: County) -> Sources:
        """Features of the hazard layers that are major sources by their type or level."""
        found = zones(county)
        places: list[Place] = []
        shapes: list[Objects] = [np.empty(0, dtype=object)]
        for layer in county.hazards:
            rows = found.rows[found.is_major & (found.layer_ids == layer.id)]
            places.extend(feature_places(county, layer, rows))
            shapes.append(layer.geometries[rows])
        geometries: Objects = np.concatenate(shapes)
        doubtful = found.geometries[found.may_be_major]
        return cls(geometries, tuple(places), shapely.STRtree(geometries), doubtful)

    @property
    def unknown(self) -> int:
        """Number of plants that may be major sources."""
        return len(self.doubtful)

    def near(self, shapes: Objects, distance_m: float) -> tuple[Ints, Ints]:
        """Pairs (index into ``shapes``, index of the source) that are at most so far apart."""
        shape, source = self.tree.query(shapes, predicate="dwithin", distance=distance_m + LIMIT_TOLERANCE_M)
        return shape, source


def sources_of(county: County) -> Sources:
    """Major hazard sources of a county; kept."""
    return county.memo.get(("major sources",), lambda: Sources.of(county))


def exposure_figures(inventory: Inventory, rules: Rules) -> dict[str, Figure]:
    """Number of major hazard sources, and who and what is within the set distance of one.

    A plant counts as a major source by its level (GB 18218 grades 1 to 4) or when its type says so; plants
    without a level are told apart, and where all are such there is no data.
    """
    county, distance_m = inventory.county, rules[RULE]
    sources = sources_of(county)
    if not sources.places and (sources.unknown or not _has_plants(county)):
        missing = ("hazard_level",) if sources.unknown else ("major_sources",)
        return {
            figure_id: Figure(figure_id, None, unit, missing=missing, rules=(RULE,))
            for figure_id, unit in _UNITS.items()
        }
    made = (
        Figure(
            "hazard.major_source_count",
            float(len(sources.places)),
            "places",
            {"count": len(sources.places), "unknown_sources": sources.unknown},
            is_estimated=sources.unknown > 0,
        ),
        *county.memo.get(
            ("near sources", distance_m),
            lambda: (_people(county, sources, distance_m), _villages(county, sources, distance_m)),
        ),
        _facilities(inventory, sources, distance_m),
    )
    return {figure.id: figure for figure in made}


def villages_of(county: County) -> Layer | None:
    """First layer of villages; ``None`` without one."""
    return next((layer for layer in county.layers if layer.role == Role.VILLAGES and len(layer)), None)


def _has_plants(county: County) -> bool:
    """Whether some plant is known, if only as one that is no major source."""
    return bool(zones(county).named(groups()[MAJOR_GROUP]).any())


def _people(county: County, sources: Sources, distance_m: float) -> Figure:
    figure_id, demand = "hazard.major_source_people", county.demand
    if not demand.has_population:
        return Figure(figure_id, None, "persons", missing=("population",), rules=(RULE,))
    point, source = sources.near(shapely.points(demand.xy), distance_m)
    weights = demand.known_persons[point]
    persons = np.bincount(source, weights=weights, minlength=len(sources.places)).astype(np.float64)
    order = np.argsort(-persons, kind="stable")
    order = order[persons[order] > 0]
    return Figure(
        figure_id,
        float(demand.known_persons[np.unique(point)].sum()),
        "persons",
        {
            "distance_m": distance_m,
            "sources": len(sources.places),
            "exposed": len(order),
            "unknown_sources": sources.unknown,
        },
        failing=valued(tuple(sources.places[index] for index in order), persons[order], "persons"),
        rules=(RULE,),
        is_estimated=sources.unknown > 0,
    )


def _villages(county: County, sources: Sources, distance_m: float) -> Figure:
    """Villages whose point, or any part of whose polygon, is so near."""
    figure_id, layer = "hazard.major_source_villages", villages_of(county)
    if layer is None:
        return Figure(figure_id, None, "places", missing=("villages",), rules=(RULE,))
    near = np.unique(sources.near(layer.geometries, distance_m)[0])
    return Figure(
        figure_id,
        float(len(near)),
        "places",
        {
            "distance_m": distance_m,
            "sources": len(sources.places),
            "count": len(near),
            "villages": len(layer),
            "unknown_sources": sources.unknown,
        },
        failing=feature_places(county, layer, near),
        rules=(RULE,),
        is_estimated=sources.unknown > 0,
    )


def _facilities(inventory: Inventory, sources: Sources, distance_m: float) -> Figure:
    """Facilities of which any part is so near.

    None is no data as long as one is so near to a plant whose level nobody knows.
    """
    near, _ = sources.near(inventory.geometries, distance_m)
    exposed = [inventory.facilities[index] for index in np.unique(near)]
    is_open = not exposed and _is_any_near(inventory.geometries, sources.doubtful, distance_m)
    return Figure(
        "hazard.major_source_facilities",
        None if is_open else float(len(exposed)),
        "places",
        {
            "distance_m": distance_m,
            "sources": len(sources.places),
            "count": len(exposed),
            "unknown_sources": sources.unknown,
        },
        missing=("hazard_level",) if is_open else (),
        failing=tuple(facility_place(facility) for facility in exposed),
        rules=(RULE,),
        is_estimated=sources.unknown > 0,
    )


def _is_any_near(shapes: Objects, others: Objects, distance_m: float) -> bool:
    found = shapely.STRtree(others).query(
        shapes, predicate="dwithin", distance=distance_m + LIMIT_TOLERANCE_M
    )
    return found.size > 0
