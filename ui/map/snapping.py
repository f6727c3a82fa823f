"""Snapping: which corner or edge near the cursor a drawn point should lie on exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.layer import Layer, Role
from models.facilities.facility import Facility
from ui.map.layerindex import LayerIndex

SNAP_PX = 10.0
"""How near the cursor must be, logical pixels."""
SNAP_ROLES = frozenset(
    {
        Role.ROADS,
        Role.COUNTY,
        Role.TOWNSHIPS,
        Role.SEAT,
        Role.BUILTUP,
        Role.WATER,
        Role.HAZARDS,
        Role.BASEMAP,
        Role.REFERENCE,
    }
)
"""Roles whose lines and borders attract; points do not, there are too many of them to aim between."""


@dataclass(frozen=True)
class Snap:
    """Where a point snapped to; ``is_corner`` tells a corner from a place along an edge."""

    xy_m: tuple[float, float]
    is_corner: bool


def find_snap(
    index: LayerIndex,
    layers: Iterable[Layer],
    facilities: Iterable[Facility],
    xy_m: tuple[float, float],
    distance_m: float,
    *,
    leave_out: Collection[str] = (),
) -> Snap | None:
    """Nearest corner within the distance, else the nearest place along an edge, else ``None``.

    Parameters
    ----------
    facilities
        Facilities whose positions and outlines attract, except those whose ids are in ``leave_out``.
    """
    kept = [facility for facility in facilities if facility.id not in leave_out]
    near = snap_edges(index, layers, kept, xy_m, distance_m)
    if not near:
        return None
    return _nearest_corner(near, xy_m, distance_m) or _nearest_edge(near, shapely.Point(xy_m), distance_m)


def snap_edges(
    index: LayerIndex,
    layers: Iterable[Layer],
    facilities: Iterable[Facility],
    xy_m: tuple[float, float],
    distance_m: float,
) -> list[BaseGeometry]:
    """What attracts near a place: lines, borders, outlines and positions of facilities."""
    near = index.edges_near([layer for layer in layers if layer.role in SNAP_ROLES], xy_m, distance_m)
    near.extend(index.placed_near(tuple(facilities), xy_m, distance_m))
    return near


def _nearest_corner(near: list[BaseGeometry], xy_m: tuple[float, float], distance_m: float) -> Snap | None:
    corners = shapely.get_coordinates(near)
    distances = np.hypot(corners[:, 0] - xy_m[0], corners[:, 1] - xy_m[1])
    best = int(np.argmin(distances))
    if distances[best] > distance_m:
        return None
    return Snap((float(corners[best, 0]), float(corners[best, 1])), True)


def _nearest_edge(near: list[BaseGeometry], point: BaseGeometry, distance_m: float) -> Snap | None:
    edges = np.array(near, dtype=object)
    best = edges[int(np.argmin(shapely.distance(edges, point)))]
    foot = shapely.get_coordinates(shapely.shortest_line(best, point))[0]
    if np.hypot(foot[0] - point.x, foot[1] - point.y) > distance_m:
        return None
    return Snap((float(foot[0]), float(foot[1])), False)
