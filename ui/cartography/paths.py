"""From arrays of shapes to Qt paths, without a Python loop over features.

A path is filled through the data stream format of QPainterPath, which takes all vertices in one copy; a point
list through the memory of a QPolygonF. Both are checked by tests, vertex for vertex.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF
from shiboken6 import VoidPtr

from models.kernel.arrays import Floats, Ints
from ui.cartography.viewport import Bounds

CHUNK_VERTICES = 160
"""A path of this size is drawn or skipped as a whole. Qt's stroker takes longer than in proportion for long
paths: 60,000 vertices 3 px wide took 75 ms in paths of this size and 230 ms in paths of 4,000."""

POLYGON_TYPES = (3, 6)
LINE_TYPES = (1, 2, 5)
POINT_TYPES = (0, 4)
COLLECTION_TYPE = 7
_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])


@dataclass(frozen=True, eq=False)
class Strokes:
    """Rings or lines of many features, flat.

    Attributes
    ----------
    xy
        Vertices, shape (m, 2), metres.
    starts
        First vertex of each ring or line, shape (k + 1,), the last one being m.
    feature
        Row of the feature that each ring or line belongs to, shape (k,), never falling.
    """

    xy: Floats
    starts: Ints
    feature: Ints

    def __len__(self) -> int:
        return len(self.feature)

    def of(self, features: NDArray[np.bool_]) -> Strokes:
        """Rings or lines of some features (a mask over rows)."""
        kept = np.flatnonzero(features[self.feature])
        lengths = np.diff(self.starts)[kept]
        vertices = ranges(self.starts[kept], self.starts[kept + 1])
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
        return Strokes(self.xy[vertices], starts, self.feature[kept])


@dataclass(frozen=True, eq=False)
class Chunk:
    """Neighbouring features of one class as one path."""

    key: int
    path: QPainterPath
    bounds: Bounds

    def meets(self, shown: Bounds) -> bool:
        """Whether any of it may lie in ``shown``."""
        minx, miny, maxx, maxy = self.bounds
        return minx <= shown[2] and maxx >= shown[0] and miny <= shown[3] and maxy >= shown[1]

    def lies_in(self, box: Bounds) -> bool:
        """Whether all of it lies in ``box``."""
        minx, miny, maxx, maxy = self.bounds
        return minx >= box[0] and maxx <= box[2] and miny >= box[1] and maxy <= box[3]


def _strokes(lines: NDArray[np.object_], feature: Ints) -> Strokes:
    counts = shapely.get_num_coordinates(lines)
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
    return Strokes(shapely.get_coordinates(lines), starts, feature)


def rings_of(geometries: NDArray[np.object_]) -> Strokes:
    """Rings of all polygons among ``geometries``; outer rings turn one way and holes the other."""
    parts, feature = shapely.get_parts(geometries, return_index=True)
    kept = np.isin(shapely.get_type_id(parts), POLYGON_TYPES)
    polygons = shapely.orient_polygons(parts[kept])
    rings, of_part = shapely.get_rings(polygons, return_index=True)
    return _strokes(rings, feature[kept][of_part])


def lines_of(geometries: NDArray[np.object_]) -> Strokes:
    """Lines among ``geometries``."""
    parts, feature = shapely.get_parts(geometries, return_index=True)
    kept = np.isin(shapely.get_type_id(parts), LINE_TYPES)
    return _strokes(parts[kept], feature[kept])


def points_of(geometries: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Coordinates, shape (n, 2), of the points among ``geometries``, and the row of each."""
    types = shapely.get_type_id(geometries)
    if (types == shapely.GeometryType.POINT).all():
        xy, feature = shapely.get_coordinates(geometries, return_index=True)
        return xy, feature
    holders = np.flatnonzero(np.isin(types, (*POINT_TYPES, COLLECTION_TYPE)))
    parts, holder = shapely.get_parts(geometries[holders], return_index=True)
    kept = np.isin(shapely.get_type_id(parts), POINT_TYPES) & ~shapely.is_empty(parts)
    return shapely.get_coordinates(parts[kept]), holders[holder[kept]]


def path_of_strokes(xy: Floats, starts: Iterable[int] | Ints) -> QPainterPath:
    """One path of many rings or lines.

    Parameters
    ----------
    xy
        Vertices, shape (m, 2).
    starts
        Index of the first vertex of each ring or line.
    """
    return _path(_elements(xy, starts))


def _elements(xy: Floats, starts: Iterable[int] | Ints) -> bytes:
    """Vertices as a stream writes the elements of a path."""
    elements = np.empty(len(xy), dtype=_ELEMENT)
    elements["kind"] = 1
    elements["kind"][np.asarray(starts, dtype=np.intp)] = 0
    elements["x"] = xy[:, 0]
    elements["y"] = xy[:, 1]
    return elements.tobytes()


def _path(elements: bytes) -> QPainterPath:
    path = QPainterPath()
    if elements:
        # Winding rule, so that overlapping areas of one path do not cut holes into each other.
        count = len(elements) // _ELEMENT.itemsize
        # The stream reads from this very object: it must outlive it.
        buffer = QByteArray(struct.pack(">i", count) + elements + struct.pack(">ii", 0, 1))
        stream = QDataStream(buffer, QIODevice.OpenModeFlag.ReadOnly)
        stream >> path
    return path


def on_paper(path: QPainterPath, decimals: int, within: QRectF | None = None) -> QPainterPath:
    """The path as it is written into a file: coordinates rounded, and without vertices that nobody sees.

    Parameters
    ----------
    within
        Frame with room for the pen; between vertices that lie beyond the same side of it those in the middle
        are left out, which changes nothing inside. ``None`` keeps all.
    """
    if path.isEmpty():
        return path
    buffer = QByteArray()
    QDataStream(buffer, QIODevice.OpenModeFlag.WriteOnly) << path
    data = bytes(buffer.data())
    size = _ELEMENT.itemsize
    elements = np.frombuffer(data, dtype=_ELEMENT, offset=4, count=(len(data) - 12) // size)
    # Of what lies wholly inside every vertex is needed.
    is_whole = within is None or within.contains(path.controlPointRect())
    elements = elements.copy() if is_whole or within is None else elements[_needed(elements, within)]
    for side in ("x", "y"):
        elements[side] = elements[side].astype(np.float64).round(decimals)
    return _path(elements.tobytes())


def _needed(elements: NDArray[np.void], box: QRectF) -> NDArray[np.bool_]:
    """Which elements of a path, shape (n,), it needs to look the same inside a box."""
    x, y = elements["x"].astype(float), elements["y"].astype(float)
    # One side for each vertex, 0 inside: neighbours of the same side have nothing of the box between them.
    side = np.zeros(len(x), dtype=np.int8)
    for number, beyond in enumerate((x < box.left(), x > box.right(), y < box.top(), y > box.bottom()), 1):
        side[beyond] = number
    starts = np.flatnonzero(elements["kind"] == 0)
    inner = np.zeros(len(side), dtype=bool)
    inner[1:-1] = (side[1:-1] > 0) & (side[:-2] == side[1:-1]) & (side[1:-1] == side[2:])
    inner[starts] = False
    inner[starts[1:] - 1] = False
    low, high = np.minimum.reduceat(side, starts), np.maximum.reduceat(side, starts)
    is_out = np.repeat((low == high) & (low > 0), np.diff(np.append(starts, len(side))))
    needed: NDArray[np.bool_] = ~(inner | is_out)
    return needed


def polygon_of(xy: Floats) -> QPolygonF:
    """Point list for ``QPainter.drawPoints`` or ``drawPolyline``, from shape (n, 2)."""
    polygon = QPolygonF()
    count = len(xy)
    if count:
        polygon.resize(count)
        pointer = VoidPtr(polygon.data(), count * 16, True)  # type: ignore[call-arg, arg-type]
        memory = np.frombuffer(pointer, dtype=np.float64)  # type: ignore[call-overload]
        memory.reshape(count, 2)[:] = xy
    return polygon


def chunks_of(strokes: Strokes, keys: Ints | None = None) -> tuple[Chunk, ...]:
    """Cut strokes into paths of neighbouring features with the same key.

    Parameters
    ----------
    keys
        Class of each feature (indexed by ``strokes.feature``); one class when ``None``. Chunks come in
        the order of their keys.
    """
    if not len(strokes):
        return ()
    lengths = np.diff(strokes.starts)
    filled = lengths > 0
    low = np.full((len(strokes), 2), np.inf)
    high = np.full((len(strokes), 2), -np.inf)
    low[filled] = np.minimum.reduceat(strokes.xy, strokes.starts[:-1][filled], axis=0)
    high[filled] = np.maximum.reduceat(strokes.xy, strokes.starts[:-1][filled], axis=0)
    # Holes must stay in the path of their outer ring: a feature is sorted as a whole.
    first = np.flatnonzero(np.r_[True, np.diff(strokes.feature) != 0])
    low_f = np.minimum.reduceat(low, first, axis=0)
    high_f = np.maximum.reduceat(high, first, axis=0)
    key_f = np.zeros(len(first), dtype=np.intp) if keys is None else keys[strokes.feature[first]]
    size_f = np.add.reduceat(lengths, first)
    order_f = np.lexsort((along_snake((low_f + high_f) / 2, size_f.sum() / CHUNK_VERTICES), key_f))
    # All vertices in the order of the chunks, at once; what is done chunk by chunk is only the path itself.
    ends = np.r_[first, len(strokes)]
    rows = ranges(ends[order_f], ends[order_f + 1])
    key_r, volume_r = (
        np.repeat(each, np.diff(ends)[order_f]) for each in (key_f[order_f], np.cumsum(size_f[order_f]))
    )
    there = lengths[rows] > 0
    rows, key_r, volume_r = rows[there], key_r[there], volume_r[there] // CHUNK_VERTICES
    if not len(rows):
        return ()
    cut = np.flatnonzero(np.r_[True, (np.diff(volume_r) != 0) | (np.diff(key_r) != 0)])
    bounds = np.hstack(
        (np.minimum.reduceat(low[rows], cut, axis=0), np.maximum.reduceat(high[rows], cut, axis=0))
    )
    starts = np.r_[0, np.cumsum(lengths[rows])]
    elements = _elements(strokes.xy[ranges(strokes.starts[rows], strokes.starts[rows + 1])], starts[:-1])
    size = _ELEMENT.itemsize
    return tuple(
        Chunk(key, _path(elements[begin * size : end * size]), box)
        for key, begin, end, box in zip(
            key_r[cut].tolist(),
            starts[cut].tolist(),
            [*starts[cut[1:]].tolist(), int(starts[-1])],
            map(tuple, bounds.tolist()),
            strict=True,
        )
    )


def ranges(begins: Ints, ends: Ints) -> Ints:
    """Concatenation of ``arange(begin, end)`` for each pair."""
    lengths = ends - begins
    total = int(lengths.sum())
    if total == 0:
        return np.empty(0, dtype=np.intp)
    offsets = np.repeat(begins - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return offsets + np.arange(total)


def along_snake(centres: Floats, count: float) -> Ints:
    """Order number of each centre's cell along a snake through a grid of about so many cells."""
    side = max(1, int(np.sqrt(count)))
    low = centres.min(axis=0)
    span = np.maximum(centres.max(axis=0) - low, 1e-9)
    column, row = np.minimum((centres - low) / span * side, side - 1).astype(np.intp).T
    cells: Ints = row * side + np.where(row % 2 == 0, column, side - 1 - column)
    return cells
