"""Straight ways from thousands of sites at once, where one after another would take minutes.

What is found is the same as site by site: distances are computed by the way's own sum, equally near sites
come in the order of the list, and a tree only says which few of them have to be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.ways import SAME_SPOT_M, Box, Spot
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import prepared_copy

MANY = 300
"""So many sites are looked at together; a county has a few hundred of a kind at most."""

Length = Callable[[Floats, Floats], Floats]

_PAIRS_AT_ONCE = 2_000_000
_MORE = 3  # sites beside those wanted: hardly ever are more of them equally near
_SLACK = 1e-9
_INNER, _OUTER = (
    0.999,
    1.001,
)  # of a reach: between them lies the whole edge that a round region is drawn with


def nearest_of_many(
    xy: Floats, spots: Sequence[Spot] | Floats, length: Length, norm: float, count: int
) -> tuple[Ints, Floats]:
    """The so many nearest of many sites for each place.

    Parameters
    ----------
    xy
        Places, shape (n, 2), metres; NaN is nowhere.
    length
        Metres of ways that lead so far east and north.
    norm
        1 along streets to the four points of the compass, 2 in a straight line.

    Returns
    -------
    tuple
        Positions of the sites (-1 where there is none) and metres (infinite there), shape (n, count) each; of
        equally near ones the first comes first.
    """
    from scipy.spatial import cKDTree  # half a second that counties with few sites do without

    every = np.array(spots, dtype=np.float64).reshape(-1, 2)
    asked = _first_of_each(every, count)
    own, tree = every[asked], cKDTree(every[asked])
    site = np.full((len(xy), count), -1, dtype=np.intp)
    cost = np.full((len(xy), count), np.inf)
    rest, more = np.flatnonzero(~np.isnan(xy).any(axis=1)), count + _MORE
    while len(rest):
        wanted = min(more, len(own))
        again: list[Ints] = []
        for rows in np.array_split(rest, -(-len(rest) * wanted // _PAIRS_AT_ONCE)):
            near = tree.query(xy[rows], k=wanted, p=norm)[1].reshape(len(rows), wanted)
            near.sort(axis=1)
            apart = xy[rows][:, None, :] - own[near]
            metres = length(apart[..., 0], apart[..., 1])
            first = np.argsort(metres, axis=1, kind="stable")[:, :count]
            found = np.take_along_axis(metres, first, axis=1)
            # One more that is farther off than those wanted shows that none as near is lacking.
            is_sure = (metres.max(axis=1) > found[:, -1] * (1 + _SLACK)) | (wanted == len(own))
            sure, width = rows[is_sure], first.shape[1]
            site[sure, :width] = asked[np.take_along_axis(near, first, axis=1)[is_sure]]
            cost[sure, :width] = found[is_sure]
            again.append(rows[~is_sure])
        rest, more = np.concatenate(again), 2 * more
    return site, cost


def _first_of_each(spots: Floats, count: int) -> Ints:
    """The first so many sites at each spot, rising: more of one spot are never among the nearest so many."""
    order = np.lexsort((np.arange(len(spots)), spots[:, 1], spots[:, 0]))
    ordered = spots[order]
    starts = np.flatnonzero(np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1)))
    rank = np.arange(len(spots)) - np.repeat(starts, np.diff(np.append(starts, len(spots))))
    kept: Ints = np.sort(order[rank < count])
    return kept


def standing(spots: Sequence[Spot]) -> tuple[Floats, Ints, Ints, Ints, Ints]:
    """Where sites stand, each place once, shape (m, 2), and how many stand there, shape (m,).

    Beside them which of these each site stands at, and pairs of places that count as one, each also the other
    way round and with itself.
    """
    xy, of_spot, count = np.unique(
        np.array(spots, dtype=np.float64).reshape(-1, 2), axis=0, return_inverse=True, return_counts=True
    )
    points = shapely.points(xy)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=SAME_SPOT_M)
    return xy, count, of_spot.ravel(), one, other


def spots_apart(spots: Sequence[Spot]) -> tuple[Floats, Ints]:
    """Spots of which no two count as one, shape (m, 2), and which of them each site stands at, shape (n,)."""
    xy, _, of_spot, one, other = standing(spots)
    first = np.arange(len(xy))
    np.minimum.at(first, one, other)
    kept, of_place = np.unique(first[first], return_inverse=True)
    return xy[kept], of_place.ravel()[of_spot]


def cells_of_many(spots: Sequence[Spot], box: Box) -> list[BaseGeometry]:
    """What of a box is nearer to each of many spots in a straight line than to any other."""
    left, bottom, right, top = box
    unique, of_spot = spots_apart(spots)
    shapes = _voronoi(unique, max(right - left, top - bottom), box)
    around = shapely.box(left - 1, bottom - 1, right + 1, top + 1)
    inside: Objects = shapely.intersection(shapes, around)
    inside[shapely.get_dimensions(inside) < 2] = shapely.Polygon()
    found: list[BaseGeometry] = inside[of_spot].tolist()
    return found


def together_of_many(
    spots: Sequence[Spot], limit: float, length: Length, regions: Callable[[Floats], Objects]
) -> BaseGeometry:
    """All that is within a limit of at least one of many spots.

    Where spots stand close the part of the ground that is nearest to one lies wholly within its reach. Such
    parts border on each other and are put together without cutting; only what is left is united.
    """
    unique, _ = spots_apart(spots)
    shapes = _voronoi(unique, 3 * limit)
    is_inner = are_within(shapes, unique, limit, length)
    if not is_inner.any():
        return shapely.union_all(regions(unique))
    inner = shapely.coverage_union_all(shapes[is_inner])
    if not shapely.is_valid(inner):
        inner = shapely.union_all(shapes[is_inner])
    # Only from near the edge of that can a site reach beyond it.
    edge, points = prepared_copy(shapely.boundary(inner)), shapely.points(unique)
    may_leave = ~is_inner | shapely.dwithin(edge, points, limit * _OUTER)
    beyond = regions(unique[may_leave])
    beyond = beyond[~shapely.contains_properly(prepared_copy(inner), beyond)]
    return shapely.union_all([inner, *beyond])


def are_within(shapes: Objects, spots: Floats, limit: float, length: Length) -> Bools:
    """Whether all of each shape is surely within a limit of its spot, shape (m,); an empty one is not."""
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    apart = corners - spots[owner]
    farthest = np.full(len(shapes), -np.inf)
    np.maximum.at(farthest, owner, length(apart[:, 0], apart[:, 1]))
    found: Bools = np.isfinite(farthest) & (farthest <= _INNER * limit)
    return found


def _voronoi(unique: Floats, around_m: float, box: Box | None = None) -> Objects:
    """What is nearest to each of some spots that stand apart, at least so far around them all, shape (m,)."""
    low, high = unique.min(axis=0), unique.max(axis=0)
    if box is not None:
        low, high = np.minimum(low, box[:2]), np.maximum(high, box[2:])
    frame = shapely.box(*(low - around_m - 1), *(high + around_m + 1))
    shapes: Objects = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(unique), extend_to=frame, ordered=True)
    )
    return shapes
