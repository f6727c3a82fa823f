"""The roads of a county as a network: cut where they meet on one level, with class, direction and length.

Roads meet where they share a vertex and where they cross on the same level. A bridge or tunnel (said by a
``bridge``, ``tunnel`` or ``layer`` column) meets what lies under or over it only at its ends, and a motorway
is never crossed on its own level: where it has no vertex in common with another road it passes over or under.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from models.access.roadwords import Said, afloat, class_names
from models.county.county import County
from models.county.layer import Layer
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.memo import Memo

SAME_PLACE_M = 0.05
"""Vertices that round to the same multiple of this are one place: a file's decimals end there."""

_SPREADING = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""How sixteen bits are spread to every other one of 32: shifts, and what stays after each."""

_LEAST_M = 0.001
"""No road is shorter: a search passes over roads of no length."""


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Junctions and the roads between them.

    Attributes
    ----------
    xy
        Junctions and ends, shape (m, 2), metres.
    start, stop
        Where each road begins and ends: rows of ``xy``, shape (e,).
    length_m
        Length along the road as it was drawn, more than none, shape (e,).
    road_class
        Position in ``class_names()``; -1 where the data name none that is known; shape (e,).
    direction
        1 only from start to stop, -1 only back, 0 both ways; shape (e,).
    level
        How many roads it runs above those on the ground, or (negative) below; shape (e,).
    wheels, feet
        Whether the data leave it open to vehicles, and to people on foot, whatever its class; shape (e,).
    most
        Most km/h, tonnes and metres of width that the data allow, infinite where not said; shape (e, 3).
    boat_km_h
        Speed of a boat of which the data say how long it takes; NaN elsewhere; shape (e,).
    shapes
        Lines from start to stop, shape (e,).
    layer, row
        Position of the layer among those given, and feature in it, that each road is part of; shape (e,).
    unsplit
        Crossings on one level at which the data had no vertex in common, shape (k, 2).
    """

    xy: Floats
    start: Ints
    stop: Ints
    length_m: Floats
    road_class: Ints
    direction: Ints
    level: Ints
    wheels: Bools
    feet: Bools
    most: Floats
    boat_km_h: Floats
    shapes: Objects
    layer: Ints
    row: Ints
    unsplit: Floats

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def grounds(self) -> Memo:
        """What stands where at its roads, by which of them one may use."""
        return Memo()

    @cached_property
    def component(self) -> Ints:
        """Connected part of each junction, directions apart; 0 is the one of most metres; shape (m,)."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        size = len(self.xy)
        links = coo_matrix((np.ones(len(self)), (self.start, self.stop)), (size, size))
        labels = connected_components(links, directed=False)[1]
        metres = np.bincount(labels[self.start], weights=self.length_m, minlength=labels.max(initial=-1) + 1)
        rank = np.empty(len(metres), dtype=np.intp)
        rank[np.argsort(-metres, kind="stable")] = np.arange(len(metres))
        found: Ints = rank[labels]
        return found


def road_graph(county: County) -> RoadGraph | None:
    """Network of the county's road layers; ``None`` if it has no road. Kept."""

    def make() -> RoadGraph | None:
        found = build(county.roads)
        return found if len(found) else None

    return county.road_memo.get(("road graph",), make)


def build(layers: Iterable[Layer]) -> RoadGraph:
    """Cut the roads of some layers into a network.

    Features that are no lines are left out, and so is what is not there to drive or walk on (under
    construction, planned).
    """
    layers = list(layers)
    said = [Said.of(layer) for layer in layers]
    sizes = [len(layer) for layer in layers]
    shapes = _joined([layer.geometries for layer in layers])
    if shapely.has_z(shapes).any() or shapely.has_m(shapes).any():
        shapes = shapely.force_2d(shapes)
    lines, source = shapely.get_parts(shapes, return_index=True)
    is_line = (shapely.get_dimensions(lines) == 1) & ~shapely.is_empty(lines)
    road_class = _joined_ints([one.road_class for one in said])[source]
    closed = class_names().index("closed")
    kept = np.flatnonzero(is_line & (road_class != closed))
    lines, source, road_class = lines[kept], source[kept], road_class[kept]
    level = _joined_ints([one.level for one in said])[source]
    cut = _cut(lines, level, _kept_apart(road_class))
    part = cut.line
    direction = _joined_ints([one.direction for one in said])[source]
    layer_of = np.repeat(np.arange(len(layers)), sizes)
    row_of = _joined_ints([np.arange(size) for size in sizes])
    return RoadGraph(
        xy=cut.xy,
        start=cut.start,
        stop=cut.stop,
        length_m=cut.length_m,
        road_class=road_class[part],
        direction=direction[part],
        level=level[part],
        wheels=_joined_bools([one.wheels for one in said])[source[part]],
        feet=_joined_bools([one.feet for one in said])[source[part]],
        most=np.concatenate([np.empty((0, 3)), *(one.most for one in said)])[source[part]],
        boat_km_h=_boat_km_h(lines, source, np.concatenate([[], *(one.minutes for one in said)]))[part],
        shapes=cut.shapes,
        layer=layer_of[source[part]],
        row=row_of[source[part]],
        unsplit=cut.unsplit,
    )


def _boat_km_h(lines: Objects, source: Ints, minutes: Floats) -> Floats:
    """Speed on each line, shape (n,), of features that take so many minutes from end to end."""
    metres = np.bincount(source, weights=shapely.length(lines), minlength=len(minutes))
    km_h: Floats = (metres / minutes * 0.06)[source]
    return km_h


def _kept_apart(road_class: Ints) -> Ints:
    """Which lines may meet where they only cross: those of one number, but -1 none; shape (n,).

    A motorway is crossed by motorways alone. Who is on a boat changes to nothing that it passes.
    """
    is_motorway = road_class == class_names().index("motorway")
    return np.where(afloat()[road_class], -1, is_motorway.astype(np.intp))


@dataclass(frozen=True, eq=False)
class _Cut:
    xy: Floats
    start: Ints
    stop: Ints
    length_m: Floats
    shapes: Objects
    line: Ints
    unsplit: Floats


def _cut(lines: Objects, level: Ints, apart: Ints) -> _Cut:
    """Cut lines at shared vertices and at crossings on one level."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    extra_line, extra_xy, crossings = _crossings(lines, level, apart)
    measure = _measures(xy, line)
    along = shapely.line_locate_point(lines[extra_line], shapely.points(extra_xy))
    xy, line = np.vstack((xy, extra_xy)), np.concatenate((line, extra_line))
    measure = np.concatenate((measure, along))
    order = np.lexsort((measure, line))
    xy, line, measure = xy[order], line[order], measure[order]
    place = _places(xy)
    # A vertex that repeats the one before it says nothing.
    fresh = np.ones(len(xy), dtype=np.bool_)
    fresh[1:] = (line[1:] != line[:-1]) | (place[1:] != place[:-1])
    xy, line, place, measure = xy[fresh], line[fresh], place[fresh], measure[fresh]
    if len(xy) == 0:
        none = np.empty(0, dtype=np.intp)
        return _Cut(np.empty((0, 2)), none, none, np.empty(0), np.empty(0, dtype=object), none, crossings)
    first = np.ones(len(xy), dtype=np.bool_)
    first[1:] = line[1:] != line[:-1]
    last = np.roll(first, -1)
    measure[last] = shapely.length(lines)[line[last]]  # whatever end was left out as a repeat
    is_node = first | last | _is_shared(place, line, level, first | last)
    # Edges run from one node to the next on the same line.
    begins = np.flatnonzero(is_node & ~last)
    ends = np.flatnonzero(is_node & ~first)
    count = ends - begins + 1
    index = np.repeat(np.arange(len(begins)), count)
    vertex = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + begins[index]
    shapes = shapely.linestrings(xy[vertex], indices=index) if len(begins) else np.empty(0, dtype=object)
    used, where = np.unique(np.concatenate((place[begins], place[ends])), return_inverse=True)
    spot = np.empty((int(place.max()) + 1, 2))
    spot[place[::-1]] = xy[::-1]
    order = _along_a_curve(spot[used])
    number = np.empty(len(order), dtype=np.intp)
    number[order] = np.arange(len(order))
    where = number[where.ravel()]
    return _Cut(
        xy=spot[used][order],
        start=where[: len(begins)],
        stop=where[len(begins) :],
        length_m=np.maximum(measure[ends] - measure[begins], _LEAST_M),
        shapes=shapes,
        line=line[begins],
        unsplit=crossings,
    )


def _along_a_curve(xy: Floats) -> Ints:
    """Order of places in which neighbours stand together, shape (n,): a search takes half the time so.

    That of Morton: the bits of both coordinates in turn.
    """
    if len(xy) == 0:
        return np.empty(0, dtype=np.intp)
    low = xy.min(axis=0)
    scale = (2**16 - 1) / max(float((xy.max(axis=0) - low).max()), 1.0)
    bits = ((xy - low) * scale).astype(np.uint64)
    for shift, mask in _SPREADING:
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return np.argsort(bits[:, 0] | (bits[:, 1] << np.uint64(1)), kind="stable")


def _is_shared(place: Ints, line: Ints, level: Ints, is_end: Bools) -> Bools:
    """Whether each vertex is one at which lines of its own level meet, or a line ends; shape (n,).

    Where a line ends it meets all that have a vertex there: so does a bridge.
    """
    ended = np.zeros(int(place.max()) + 1, dtype=np.bool_)
    ended[place[is_end]] = True
    levels, its = np.unique(level, return_inverse=True)
    # One number for a place on a level, and one for a line there: a line is on one level.
    there = place * len(levels) + its.ravel()[line]
    visit, index, visits = np.unique(there * len(level) + line, return_inverse=True, return_counts=True)
    met, number = np.unique(visit // len(level), return_counts=True)
    shared: Bools = ended[place] | (number > 1)[np.searchsorted(met, there)]
    # A line that comes by the same place twice has a junction with itself there.
    return shared | (visits > 1)[index.ravel()]


def _crossings(lines: Objects, level: Ints, apart: Ints) -> tuple[Ints, Floats, Floats]:
    """Points at which lines of one level cross or touch without a common vertex.

    Returns
    -------
    tuple
        Line and point of each vertex to add, shapes (k,) and (k, 2), and the crossings, each once.
    """
    if len(lines) == 0:
        return np.empty(0, dtype=np.intp), np.empty((0, 2)), np.empty((0, 2))
    tree = shapely.STRtree(lines)
    one, other = _meeting(tree, lines, level, apart)
    points, pair = shapely.get_parts(shapely.intersection(lines[one], lines[other]), return_index=True)
    is_point = shapely.get_type_id(points) == 0
    points, pair = points[is_point], pair[is_point]
    # An end that lies on another line by all that a file's decimals can say touches it; so does a bridge's.
    vertex, owner = shapely.get_coordinates(lines, return_index=True)
    tips = np.concatenate(_tips(vertex, owner))
    tip, touched = _touched(tree, tips)
    foreign = tip % len(lines) != touched
    tip, touched = tip[foreign], touched[foreign]
    crossed = shapely.get_coordinates(points)
    xy = np.concatenate((crossed, crossed, tips[tip]))
    line = np.concatenate((one[pair], other[pair], touched))
    place = _places(np.vstack((vertex, xy)))
    of_vertex, of_point = place[: len(vertex)], place[len(vertex) :]
    size = int(place.max(initial=0)) + 1
    # Looked up in a sorted list: numpy's own sets of numbers like these take many times as long.
    known, asked = np.sort(owner * size + of_vertex), line * size + of_point
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    lacking = np.flatnonzero(known[at] != asked)
    first = lacking[np.unique(of_point[lacking], return_index=True)[1]]
    return line[lacking], xy[lacking], xy[first]


def _tips(vertex: Floats, owner: Ints) -> tuple[Floats, Floats]:
    """Where each line begins and where it ends, shape (n, 2) each, from all vertices and whose each is."""
    turns = np.flatnonzero(owner[1:] != owner[:-1])
    return vertex[np.append(0, turns + 1)], vertex[np.append(turns, len(owner) - 1)]


def _touched(tree: shapely.STRtree, tips: Floats) -> tuple[Ints, Ints]:
    """Pairs of a point, shape (n, 2), and a line that it lies on by all that a file's decimals can say."""
    # Several roads end at most junctions, at which it is enough to look once.
    ends, index = np.unique(np.ascontiguousarray(tips).view(np.complex128).ravel(), return_inverse=True)
    query = shapely.points(ends.real, ends.imag)
    end, line = tree.query(query, predicate="dwithin", distance=SAME_PLACE_M)
    found = np.bincount(end, minlength=len(ends))
    count, first = found[index], (np.cumsum(found) - found)[index]
    shift = np.repeat(first - (np.cumsum(count) - count), count)
    return np.repeat(np.arange(len(tips)), count), line[np.arange(int(count.sum())) + shift]


def _meeting(tree: shapely.STRtree, lines: Objects, level: Ints, apart: Ints) -> tuple[Ints, Ints]:
    """Pairs of lines that have a point in common, and may have one that is no vertex of both."""
    one, other = tree.query(lines)
    pairs = (one < other) & (level[one] == level[other]) & (apart[one] == apart[other]) & (apart[one] >= 0)
    one, other = one[pairs], other[pairs]
    # Two straight pieces that share an end meet nowhere else: nearly all pairs of a town's streets.
    ends = np.stack(_tips(*shapely.get_coordinates(lines, return_index=True)), axis=1)
    is_straight = shapely.get_num_coordinates(lines) == 2
    shared = np.zeros(len(one), dtype=np.bool_)
    for its in (0, 1):
        for of_other in (0, 1):
            shared |= (ends[one, its] == ends[other, of_other]).all(axis=1)
    rest = np.flatnonzero(~(shared & is_straight[one] & is_straight[other]))
    one, other = one[rest], other[rest]
    met = shapely.intersects(lines[one], lines[other])
    return one[met], other[met]


def _places(xy: Floats) -> Ints:
    """Number of the place of each coordinate: equal where they are the same place; shape (n,)."""
    # Off the round numbers that people type, so that no rounding parts what is equal but for the last bit.
    grid = np.round(xy / SAME_PLACE_M + math.pi / 8).astype(np.int64)
    key = grid[:, 0] * np.int64(2**31) + grid[:, 1]
    return np.unique(key, return_inverse=True)[1].ravel()


def _measures(xy: Floats, line: Ints) -> Floats:
    """Metres along its own line of each coordinate, shape (n,)."""
    step = np.zeros(len(xy))
    same = line[1:] == line[:-1]
    delta = np.diff(xy, axis=0)
    step[1:] = np.where(same, np.hypot(delta[:, 0], delta[:, 1]), 0.0)
    total = np.cumsum(step)
    first = np.zeros(len(xy), dtype=np.intp)
    starts = np.flatnonzero(np.concatenate(([True], ~same))) if len(xy) else first
    first = np.repeat(starts, np.diff(np.append(starts, len(xy))))
    measured: Floats = total - total[first]
    return measured


def _joined(parts: list[Objects]) -> Objects:
    return np.concatenate([np.empty(0, dtype=object), *parts])


def _joined_ints(parts: list[Ints]) -> Ints:
    return np.concatenate([np.empty(0, dtype=np.intp), *parts])


def _joined_bools(parts: list[Bools]) -> Bools:
    return np.concatenate([np.empty(0, dtype=np.bool_), *parts])
