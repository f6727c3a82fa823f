"""Land in each cell of a grid, by going along its edges: nothing is cut, however many cells they cross."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Floats, Ints


def land_in_cells(
    geometry: BaseGeometry, corner: tuple[float, float], side_m: float, shape: tuple[int, int]
) -> Floats:
    """Area of polygons in each square cell, m2, rows from south to north.

    A stretch of an edge within one cell bounds the land between itself and the cell's western side, and all
    of the cells west of it for as far north as it goes. Counted positive where land lies west of the edge,
    and negative where it lies east, these sum up to the land in each cell.

    Parameters
    ----------
    geometry
        Valid polygon or multipolygon, metres.
    corner
        South-western corner of the grid, metres.
    shape
        Rows and columns.
    """
    rows, columns = shape
    begin, end = _edges(geometry, np.array(corner), side_m)
    begin, end = _in_cells(begin, end, shape)
    middle = (begin + end) / 2
    column, row = np.floor(middle).astype(np.intp).T
    here = (row >= 0) & (row < rows) & (column >= 0)
    column, row = np.minimum(column[here], columns), row[here]
    northwards = (end - begin)[here, 1]
    cell, wide = row * (columns + 1) + column, columns + 1
    count = rows * wide

    def total(weights: Floats) -> Floats:
        found = np.bincount(cell, weights=weights, minlength=count)
        return found.astype(np.float64, copy=False).reshape(rows, wide)  # of no edges they are whole numbers

    beyond = total(northwards)[:, ::-1].cumsum(axis=1)[:, ::-1]
    own = total(northwards * (middle[here, 0] - column))
    # Without an edge within it is all or nothing, of which the sums leave what rounding made of it.
    found: Floats = np.round(beyond[:, 1:])
    row, column = np.divmod(np.flatnonzero(np.bincount(cell, minlength=count)), wide)
    row, column = row[column < columns], column[column < columns]
    found[row, column] = np.clip(own[row, column] + beyond[row, column + 1], 0.0, 1.0)
    found *= side_m * side_m
    return found


def _edges(geometry: BaseGeometry, corner: Floats, side_m: float) -> tuple[Floats, Floats]:
    """Both ends of all edges, shape (n, 2), in sides of a cell from the corner, land on their left."""
    rings, polygon = shapely.get_rings(shapely.get_parts(geometry), return_index=True)
    is_outer = np.diff(polygon, prepend=-1) != 0
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    xy = (xy - corner) / side_m
    within = ring[1:] == ring[:-1]
    one, other = xy[:-1][within], xy[1:][within]
    turns = (shapely.is_ccw(rings) != is_outer)[ring[1:][within]][:, None]
    return np.where(turns, other, one), np.where(turns, one, other)


def _in_cells(begin: Floats, end: Floats, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Edges in stretches of which each lies in one cell of the grid, or outside."""
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    most = np.array(shape[::-1], dtype=np.float64)
    # Lines of the grid strictly between the ends of each edge, both ways.
    first, last = np.maximum(np.floor(low) + 1, 0.0), np.minimum(np.ceil(high) - 1, most)
    lines = np.maximum(last - first + 1, 0.0).astype(np.intp)
    is_split = lines.any(axis=1)
    if not is_split.any():
        return begin, end
    start, way = begin[is_split], (end - begin)[is_split]
    edge, share = [np.repeat(np.arange(len(start)), 2)], [np.tile([0.0, 1.0], len(start))]
    for axis in (0, 1):
        which, line = _counted_up(first[is_split, axis], lines[is_split, axis])
        edge.append(which)
        share.append((line - start[which, axis]) / way[which, axis])
    which, along = np.concatenate(edge), np.concatenate(share)
    order = np.lexsort((along, which))
    which, along = which[order], along[order]
    point = start[which] + along[:, None] * way[which]
    is_next = which[1:] == which[:-1]
    return (
        np.concatenate((begin[~is_split], point[:-1][is_next])),
        np.concatenate((end[~is_split], point[1:][is_next])),
    )


def _counted_up(first: Floats, count: Ints) -> tuple[Ints, Floats]:
    """So many numbers from each first one upwards: whose each is, and the number."""
    which = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return which, first[which] + place
