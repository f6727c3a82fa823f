"""People and facilities near major hazard sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from models.arrays import Bools, Objects
from models.checklists import feature_place
from models.county import County
from models.facility import Facility
from models.findings import Figure
from models.hazards import groups, zones
from models.layer import Layer
from models.places import facility_place
from models.points import LIMIT_TOLERANCE_M
from models.rules import Rules

RULE = "hazard.major_source.distance_m"


def exposure_figures(county: County, facilities: Sequence[Facility], rules: Rules) -> dict[str, Figure]:
    """Number of major hazard sources, and the people and facilities within the set distance of one."""
    rows = county.memo.get(("major sources",), lambda: _sources(county))
    if not rows:
        return {
            figure_id: Figure(figure_id, None, unit, missing=("major_sources",), rules=(RULE,))
            for figure_id, unit in (
                ("hazard.major_source_count", "places"),
                ("hazard.major_source_people", "persons"),
                ("hazard.major_source_facilities", "places"),
            )
        }
    count = Figure("hazard.major_source_count", float(len(rows)), "places", {"count": len(rows)})
    shapes: Objects = np.array([layer.geometries[row] for layer, row in rows], dtype=object)
    made = (count, _people(county, rows, shapes, rules[RULE]), _facilities(facilities, shapes, rules[RULE]))
    return {figure.id: figure for figure in made}


def _sources(county: County) -> list[tuple[Layer, int]]:
    """Layer and row of each major hazard source."""
    words, found = groups()["major_source"], zones(county)
    layers = {layer.id: layer for layer in county.hazards}
    return [
        (layers[layer_id], int(row))
        for kind, layer_id, row in zip(found.kinds, found.layer_ids, found.rows, strict=True)
        if any(word in kind.lower() for word in words)
    ]


def _people(county: County, rows: Sequence[tuple[Layer, int]], shapes: Objects, distance_m: float) -> Figure:
    figure_id = "hazard.major_source_people"
    if not county.demand.has_population:
        return Figure(figure_id, None, "persons", missing=("population",), rules=(RULE,))

    def make() -> Figure:
        near = _near(shapes, county.demand.xy, distance_m)
        persons = np.array([county.demand.known_persons[one].sum() for one in near])
        exposed = np.any(near, axis=0)
        return Figure(
            figure_id,
            float(county.demand.known_persons[exposed].sum()),
            "persons",
            {"distance_m": distance_m, "sources": len(rows), "exposed": int((persons > 0).sum())},
            failing=tuple(
                feature_place(rows[index][0], rows[index][1], float(persons[index]), "persons")
                for index in np.argsort(-persons, kind="stable").tolist()
                if persons[index] > 0
            ),
            rules=(RULE,),
        )

    return county.memo.get(("near sources", distance_m), make)


def _facilities(facilities: Sequence[Facility], shapes: Objects, distance_m: float) -> Figure:
    xy = np.array([facility.location for facility in facilities]).reshape(-1, 2)
    near = np.any(_near(shapes, xy, distance_m), axis=0)
    exposed = [facility for facility, is_near in zip(facilities, near, strict=True) if is_near]
    return Figure(
        "hazard.major_source_facilities",
        float(len(exposed)),
        "places",
        {"distance_m": distance_m, "sources": len(shapes), "count": len(exposed)},
        failing=tuple(facility_place(facility) for facility in exposed),
        rules=(RULE,),
    )


def _near(shapes: Objects, xy: np.ndarray, distance_m: float) -> Bools:
    """Whether each point of ``xy`` (m, 2) is at most so far from each shape; shape (len(shapes), m)."""
    near = np.zeros((len(shapes), len(xy)), dtype=np.bool_)
    if len(xy):
        tree = shapely.STRtree(shapely.points(xy))
        shape_index, point_index = tree.query(
            shapes, predicate="dwithin", distance=distance_m + LIMIT_TOLERANCE_M
        )
        near[shape_index, point_index] = True
    return near
