"""Roads of the sample become a network: cut where they meet, joined where nothing branches off, in one piece.

What any network needs stands in :mod:`models.access.network`; here is what only made-up roads do.
"""

from __future__ import annotations

import numpy as np
import shapely

from layers.sample.shapes import GRID_M, rounded
from layers.sample.streets import CLASSES, Lines
from models.access import network
from models.kernel.arrays import Floats, Ints


def noded(lines: Lines) -> Lines:
    """Lines cut at every crossing and touch; where several run together the most important one remains."""
    rank = np.array([CLASSES[name] for name in lines.road_class])
    pieces, source = network.noded(lines.shapes, rank, grid_m=GRID_M)
    return Lines(pieces, lines.road_class[source], lines.names[source], lines.refs[source])


def connected(lines: Lines) -> Lines:
    """Network in one piece: crumbs are dropped, larger parts joined to the rest by the shortest link."""
    for _ in range(200):
        start, stop, places = network.ends(lines.shapes)
        label = network.components(start, stop, len(places))
        if label.max(initial=0) == 0:
            return lines
        length = np.bincount(label[start], weights=shapely.length(lines.shapes))
        crumbs = np.flatnonzero(length < 250.0)
        if len(crumbs):
            lines = lines.kept(~np.isin(label[start], crumbs))
            continue
        gap = network.shortest_gap(places, np.flatnonzero(label == label.max()))
        link = Lines.of([shapely.LineString(places[list(gap)])], "village")
        lines = noded(Lines.joined(lines, link))
    raise AssertionError("the sample roads do not come together")


def without_stubs(lines: Lines, shortest_m: float) -> Lines:
    """Network without side streets that end blind after a few steps."""
    start, stop, places = network.ends(lines.shapes)
    degree = np.bincount(np.concatenate((start, stop)), minlength=len(places))
    blind = (degree[start] == 1) | (degree[stop] == 1)
    minor = np.isin(lines.road_class, ("residential", "secondary", "primary", "village"))
    return lines.kept(~(blind & minor & (shapely.length(lines.shapes) < shortest_m)))


def joined_up(lines: Lines) -> Lines:
    """Network whose lines run from junction to junction: cuts where nothing branches off are healed."""
    start, stop, places = network.ends(lines.shapes)
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
    label = network.components(a[same], b[same], count)
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
    start, stop, nodes = network.ends(lines.shapes)
    factor = np.where(lines.road_class == "village", 1.6, 1.0)
    # Two lines from one node to the same other count as one as long as both: so the sample was made.
    both = np.unique(np.column_stack((start, stop)), axis=0, return_inverse=True)[1].ravel()
    cost: Floats = np.bincount(both, weights=shapely.length(lines.shapes) * factor).astype(np.float64)[both]
    town_node, village_node = network.snapped(nodes, centres), network.snapped(nodes, places)
    before = network.shortest_paths(start, stop, cost, len(nodes), town_node)[1]
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
