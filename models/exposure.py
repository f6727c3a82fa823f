"""People and facilities near major hazard sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from models.arrays import Objects
from models.counting import Inventory
from models.county import County
from models.features import feature_places, valued
from models.findings import Figure, Place
from models.hazards import groups, zones
from models.places import facility_place
from models.points import LIMIT_TOLERANCE_M
from models.rules import Rules

RULE = "hazard.major_source.distance_m"
GROUP = "major_source"


@dataclass(frozen=True, eq=False)
class Sources:
    """Major hazard sources of a county, of whatever geometry.

    Attributes
    ----------
    geometries
        Shapely geometries, shape (n,).
    places
        The same as places, in the same order.
    """

    geometries: Objects
    places: tuple[Place, ...]
    tree: shapely.STRtree

    @classmethod
    def of(cls, county: County) -> Sources:
        """Features of the hazard layers whose type belongs to the group of major sources."""
        words, found = groups()[GROUP], zones(county)
        hit = np.array([any(word in kind.lower() for word in words) for kind in found.kinds], dtype=np.bool_)
        places: list[Place] = []
        shapes: list[Objects] = [np.empty(0, dtype=object)]
        for layer in county.hazards:
            rows = found.rows[hit & (found.layer_ids == layer.id)]
            places.extend(feature_places(county, layer, rows))
            shapes.append(layer.geometries[rows])
        geometries: Objects = np.concatenate(shapes)
        return cls(geometries, tuple(places), shapely.STRtree(geometries))


def exposure_figures(inventory: Inventory, rules: Rules) -> dict[str, Figure]:
    """Number of major hazard sources, and the people and facilities within the set distance of one."""
    county, distance_m = inventory.county, rules[RULE]
    sources = county.memo.get(("major sources",), lambda: Sources.of(county))
    count = len(sources.places)
    if not count:
        return {
            figure_id: Figure(figure_id, None, unit, missing=("major_sources",), rules=(RULE,))
            for figure_id, unit in (
                ("hazard.major_source_count", "places"),
                ("hazard.major_source_people", "persons"),
                ("hazard.major_source_facilities", "places"),
            )
        }
    made = (
        Figure("hazard.major_source_count", float(count), "places", {"count": count}),
        county.memo.get(("near sources", distance_m), lambda: _people(county, sources, distance_m)),
        _facilities(inventory, sources, distance_m),
    )
    return {figure.id: figure for figure in made}


def _people(county: County, sources: Sources, distance_m: float) -> Figure:
    figure_id, demand = "hazard.major_source_people", county.demand
    if not demand.has_population:
        return Figure(figure_id, None, "persons", missing=("population",), rules=(RULE,))
    point, source = sources.tree.query(
        shapely.points(demand.xy), predicate="dwithin", distance=distance_m + LIMIT_TOLERANCE_M
    )
    weights = demand.known_persons[point]
    persons = np.bincount(source, weights=weights, minlength=len(sources.places)).astype(np.float64)
    order = np.argsort(-persons, kind="stable")
    order = order[persons[order] > 0]
    return Figure(
        figure_id,
        float(demand.known_persons[np.unique(point)].sum()),
        "persons",
        {"distance_m": distance_m, "sources": len(sources.places), "exposed": len(order)},
        failing=valued(tuple(sources.places[index] for index in order), persons[order], "persons"),
        rules=(RULE,),
    )


def _facilities(inventory: Inventory, sources: Sources, distance_m: float) -> Figure:
    """Facilities of which any part is so near."""
    near, _ = sources.tree.query(
        inventory.geometries, predicate="dwithin", distance=distance_m + LIMIT_TOLERANCE_M
    )
    exposed = [inventory.facilities[index] for index in np.unique(near)]
    return Figure(
        "hazard.major_source_facilities",
        float(len(exposed)),
        "places",
        {"distance_m": distance_m, "sources": len(sources.places), "count": len(exposed)},
        failing=tuple(facility_place(facility) for facility in exposed),
        rules=(RULE,),
    )
