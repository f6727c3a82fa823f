"""Lines as a network: cut where they meet, the nodes they run between, what hangs together, how far it is.

All in plain arrays: a line is a row, and what belongs to it (class, name, speed) stays with the caller.
"""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.csgraph import dijkstra as _dijkstra
from scipy.spatial import cKDTree

from models.kernel.arrays import Floats, Ints, Objects

DECIMALS = 1
"""Coordinates are rounded to so many decimals of a metre: ends that agree to that are one node."""

_NEAR_M = 0.5
"""A piece comes from the lines that run this near to its middle."""


def noded(shapes: Objects, rank: Ints, *, grid_m: float) -> tuple[Objects, Ints]:
    """Lines cut at every crossing and touch.

    Parameters
    ----------
    shapes
        Lines, shape (n,).
    rank
        Of each line, shape (n,): where several run together, the one of least rank remains.
    grid_m
        Grid on which lines that nearly meet do.

    Returns
    -------
    pieces, source
        The pieces, and the row of the line that each is a part of, shape (m,).
    """
    pieces = shapely.get_parts(shapely.union_all(shapes, grid_size=grid_m))
    pieces = shapely.transform(pieces, lambda xy: np.round(xy, DECIMALS))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, source = shapely.STRtree(shapes).query(middles, predicate="dwithin", distance=_NEAR_M)
    order = np.lexsort((source, rank[source], piece))
    found, first = np.unique(piece[order], return_index=True)
    return pieces[found], source[order][first]


def ends(shapes: Objects) -> tuple[Ints, Ints, Floats]:
    """Nodes that each line starts and ends at (shapes (n,)), and the nodes' places (shape (m, 2))."""
    starts = shapely.get_coordinates(shapely.get_point(shapes, 0))
    stops = shapely.get_coordinates(shapely.get_point(shapes, -1))
    places, index = np.unique(np.round(np.vstack((starts, stops)), DECIMALS), axis=0, return_inverse=True)
    index = index.ravel()
    return index[: len(starts)], index[len(starts) :], places


def components(start: Ints, stop: Ints, count: int) -> Ints:
    """What hangs together: component of each of ``count`` items, 0 the largest.

    Parameters
    ----------
    start, stop
        Pairs of items that are linked, shape (k,) each.
    """
    links = coo_array((np.ones(len(start)), (start, stop)), (count, count))
    labels: Ints = connected_components(links, directed=False)[1]
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[labels]


def shortest_gap(places: Floats, own: Ints) -> tuple[int, int]:
    """The nodes, one of ``own`` and one of the others, that lie nearest to each other."""
    others = np.setdiff1d(np.arange(len(places)), own)
    gap, nearest = cKDTree(places[others]).query(places[own])
    at = int(np.argmin(gap))
    return int(own[at]), int(others[nearest[at]])


def snapped(places: Floats, xy: Floats) -> Ints:
    """Node nearest to each point, shape (n,)."""
    return np.asarray(cKDTree(places).query(xy)[1], dtype=np.intp)


def shortest_paths(start: Ints, stop: Ints, cost: Floats, count: int, sources: Ints) -> tuple[Floats, Ints]:
    """Least cost from each source to every node along lines that may be gone both ways.

    Parameters
    ----------
    start, stop, cost
        Nodes of each line and what it costs to go along it, shape (n,). Of several between the same two nodes
        the cheapest counts.
    count
        Number of nodes.
    sources
        Nodes to start from, shape (s,).

    Returns
    -------
    cost, before
        Shape (s, count): the cost, infinite where no way leads, and the node before on that way, negative at
        the source and where no way leads.
    """
    # A sparse matrix would add up what several lines between two nodes cost.
    order = np.lexsort((cost, np.maximum(start, stop), np.minimum(start, stop)))
    one, other = np.minimum(start, stop)[order], np.maximum(start, stop)[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    kept = order[first]
    graph = coo_array((cost[kept], (start[kept], stop[kept])), (count, count)).tocsr()
    found, before = _dijkstra(graph, directed=False, indices=sources, return_predecessors=True)
    return found, before
