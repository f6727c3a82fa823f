"""Lines become a network: cut where they meet, joined where nothing branches off, in one piece."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from layers.sample.shapes import GRID_M, rounded
from layers.sample.streets import CLASSES, Lines
from models.kernel.arrays import Floats, Ints


def noded(lines: Lines) -> Lines:
    """Lines cut at every crossing and touch; where several run together the most important one remains."""
    pieces = shapely.get_parts(shapely.union_all(lines.shapes, grid_size=GRID_M))
    pieces = shapely.transform(pieces, lambda xy: np.round(xy, 1))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    piece, source = shapely.STRtree(lines.shapes).query(middles, predicate="dwithin", distance=0.5)
    rank = np.array([CLASSES[name] for name in lines.road_class])[source]
    order = np.lexsort((source, rank, piece))
    found, first = np.unique(piece[order], return_index=True)
    source = source[order][first]
    return Lines(pieces[found], lines.road_class[source], lines.names[source], lines.refs[source])


def ends(lines: Lines) -> tuple[Ints, Ints, Floats]:
    """Nodes that each line starts and ends at (shapes (n,)), and the nodes' places (shape (m, 2))."""
    starts = shapely.get_coordinates(shapely.get_point(lines.shapes, 0))
    stops = shapely.get_coordinates(shapely.get_point(lines.shapes, -1))
    places, index = np.unique(np.round(np.vstack((starts, stops)), 1), axis=0, return_inverse=True)
    index = index.ravel()
    return index[: len(starts)], index[len(starts) :], places


def components(lines: Lines) -> tuple[Ints, Floats]:
    """Component of each node (0 is the largest), and the nodes' places."""
    start, stop, places = ends(lines)
    size = len(places)
    links = coo_matrix((np.ones(len(start)), (start, stop)), (size, size))
    labels = connected_components(links, directed=False)[1]
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[labels], places


def connected(lines: Lines) -> Lines:
    """Network in one piece: crumbs are dropped, larger parts joined to the rest by the shortest link."""
    for _ in range(200):
        label, places = components(lines)
        if label.max(initial=0) == 0:
            return lines
        start, _, _ = ends(lines)
        length = np.bincount(label[start], weights=shapely.length(lines.shapes))
        crumbs = np.flatnonzero(length < 250.0)
        if len(crumbs):
            lines = lines.kept(~np.isin(label[start], crumbs))
            continue
        part = int(label.max())
        own, others = places[label == part], places[label != part]
        gap, nearest = cKDTree(others).query(own)
        at = int(np.argmin(gap))
        link = Lines.of([shapely.LineString((own[at], others[nearest[at]]))], "village")
        lines = noded(Lines.joined(lines, link))
    raise AssertionError("the sample roads do not come together")


def without_stubs(lines: Lines, shortest_m: float) -> Lines:
    """Network without side streets that end blind after a few steps."""
    start, stop, places = ends(lines)
    degree = np.bincount(np.concatenate((start, stop)), minlength=len(places))
    blind = (degree[start] == 1) | (degree[stop] == 1)
    minor = np.isin(lines.road_class, ("residential", "secondary", "primary", "village"))
    return lines.kept(~(blind & minor & (shapely.length(lines.shapes) < shortest_m)))


def joined_up(lines: Lines) -> Lines:
    """Network whose lines run from junction to junction: cuts where nothing branches off are healed."""
    start, stop, places = ends(lines)
    count = len(start)
    node = np.concatenate((start, stop))
    line = np.tile(np.arange(count), 2)
    order = np.argsort(node, kind="stable")
    node, line = node[order], line[order]
    degree = np.bincount(node, minlength=len(places))
    first = np.searchsorted(node, np.flatnonzero(degree == 2))
    a, b = line[first], line[first + 1]
    same = (
        (lines.road_class[a] == lines.road_class[b])
        & (lines.names[a] == lines.names[b])
        & (lines.refs[a] == lines.refs[b])
    )
    same &= a != b
    label = connected_components(
        coo_matrix((np.ones(same.sum()), (a[same], b[same])), (count, count)), directed=False
    )[1]
    chosen, index = np.unique(label, return_index=True)
    order = np.argsort(label, kind="stable")
    chains = np.split(lines.shapes[order], np.flatnonzero(np.diff(label[order])) + 1)
    shapes = np.empty(len(chosen), dtype=object)
    shapes[:] = [
        chain[0] if len(chain) == 1 else shapely.line_merge(shapely.multilinestrings(list(chain)))
        for chain in chains
    ]
    merged = Lines(shapes, lines.road_class[index], lines.names[index], lines.refs[index])
    parts, owner = shapely.get_parts(merged.shapes, return_index=True)
    return Lines(parts, merged.road_class[owner], merged.names[owner], merged.refs[owner])


def with_township_roads(
    lines: Lines, places: Floats, centres: Floats, owner: Ints, from_villages: int
) -> Lines:
    """Network in which a village link that leads at least so many villages to their town is a township road.

    Parameters
    ----------
    places, owner
        Villages, shape (n, 2), and the row of ``centres`` (shape (t, 2)) each belongs to, shape (n,).
    """
    start, stop, nodes = ends(lines)
    factor = np.where(lines.road_class == "village", 1.6, 1.0)
    cost = shapely.length(lines.shapes) * factor
    size = len(nodes)
    graph = coo_matrix((cost, (start, stop)), (size, size)).tocsr()
    tree = cKDTree(nodes)
    town_node = tree.query(centres)[1]
    village_node = tree.query(places)[1]
    before = dijkstra(graph, directed=False, indices=town_node, return_predecessors=True)[1]
    line_between = {
        (min(a, b), max(a, b)): index
        for index, (a, b) in enumerate(zip(start.tolist(), stop.tolist(), strict=True))
    }
    used = np.zeros(len(start), dtype=np.intp)
    for node, town in zip(village_node.tolist(), owner.tolist(), strict=True):
        while (previous := int(before[town, node])) >= 0:
            used[line_between[min(node, previous), max(node, previous)]] += 1
            node = previous
    classes = lines.road_class.copy()
    classes[(classes == "village") & (used >= from_villages)] = "township"
    return Lines(lines.shapes, classes, lines.names, lines.refs)


def tidy(lines: Lines) -> Lines:
    """Lines in whole decimetres, in an order that does not depend on how they were found."""
    shapes = shapely.normalize(np.array([rounded(shape) for shape in lines.shapes], dtype=object))
    middle = shapely.get_coordinates(shapely.line_interpolate_point(shapes, 0.5, normalized=True))
    rank = np.array([CLASSES.get(name, -1) for name in lines.road_class])
    order = np.lexsort((middle[:, 1], middle[:, 0], lines.names, lines.refs, rank))
    return Lines(shapes[order], lines.road_class[order], lines.names[order], lines.refs[order])
