"""Jurisdictions of fire stations: the land nearer to one station than to any other, in a straight line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.arrays import Floats
from models.land import Land

Spot = tuple[float, float]

_SAME_SPOT_M = 1e-3


def cell(spot: Spot, others: Sequence[Spot], land: Land) -> BaseGeometry:
    """Part of the land's bounding box that is nearer to ``spot`` than to each of ``others``.

    A convex polygon, empty if all of the box is nearer to others. Others at the same spot are passed over.
    """
    left, bottom, right, top = land.geometry.bounds
    ring = [(left - 1, bottom - 1), (right + 1, bottom - 1), (right + 1, top + 1), (left - 1, top + 1)]
    x, y = spot
    distances = np.hypot(*(np.array(others, dtype=np.float64).reshape(-1, 2) - spot).T)
    for index in np.argsort(distances, kind="stable").tolist():
        if distances[index] <= _SAME_SPOT_M:
            continue
        # Beyond twice the farthest corner no station can take anything off the cell.
        if distances[index] > 2 * max(np.hypot(px - x, py - y) for px, py in ring):
            break
        ring = _nearer_half(ring, spot, others[index])
        if len(ring) < 3:
            return shapely.Polygon()
    return shapely.Polygon(ring)


def sharers(spots: Sequence[Spot]) -> list[int]:
    """How many of the spots lie where each one lies, itself included."""
    xy = np.array(spots, dtype=np.float64).reshape(-1, 2)
    apart = np.hypot(*(xy[:, None, :] - xy[None, :, :]).T)
    counts: list[int] = (apart <= _SAME_SPOT_M).sum(axis=0).tolist()
    return counts


def cells(spots: Sequence[Spot], land: Land) -> list[BaseGeometry]:
    """Cell of each spot among all of them; stations at the same spot have the same cell."""
    return [cell(spot, spots, land) for spot in spots]


def areas_m2(spots: Sequence[Spot], shapes: Sequence[BaseGeometry], land: Land) -> Floats:
    """Land in each spot's cell, shape (m,), m2. Stations at the same spot share their cell's area equally."""
    shared = sharers(spots)
    return np.array(
        [land.area_within(shape) / count for shape, count in zip(shapes, shared, strict=True)],
        dtype=np.float64,
    )


def areas_with(
    spots: Sequence[Spot], shapes: Sequence[BaseGeometry], areas: Floats, land: Land, new: Spot
) -> Floats:
    """Areas (m2) when one more station joins, shape (m + 1,), its own last; only what it takes is measured.

    Parameters
    ----------
    spots, shapes, areas
        Stations that are there, their cells and areas, as :func:`cells` and :func:`areas_m2` give them.
    """
    if not spots:
        return np.array([land.area_within(cell(new, spots, land))])
    apart = np.hypot(*(np.array(spots, dtype=np.float64) - new).T)
    same = apart <= _SAME_SPOT_M
    if same.any():
        shared = float(areas[same].sum()) / (int(same.sum()) + 1)
        return np.append(np.where(same, shared, areas), shared)
    taken = shapely.intersection(cell(new, spots, land), np.array(shapes, dtype=object))
    shared_by = np.array(sharers(spots))
    from_each = np.zeros(len(spots))
    for index in np.flatnonzero(shapely.area(taken) > 0).tolist():
        from_each[index] = land.area_within(taken[index]) / shared_by[index]
    return np.append(np.maximum(areas - from_each, 0.0), from_each.sum())


def _nearer_half(ring: list[Spot], spot: Spot, other: Spot) -> list[Spot]:
    """Cut a convex ring along the bisector, keeping the side of ``spot``."""
    normal_x, normal_y = other[0] - spot[0], other[1] - spot[1]
    middle_x, middle_y = (other[0] + spot[0]) / 2, (other[1] + spot[1]) / 2
    sides = [(px - middle_x) * normal_x + (py - middle_y) * normal_y for px, py in ring]
    kept: list[Spot] = []
    for index, ((px, py), side) in enumerate(zip(ring, sides, strict=True)):
        (qx, qy), previous = ring[index - 1], sides[index - 1]
        if (side < 0 < previous) or (previous < 0 < side):
            part = previous / (previous - side)
            kept.append((qx + part * (px - qx), qy + part * (py - qy)))
        if side <= 0:
            kept.append((px, py))
    return kept
