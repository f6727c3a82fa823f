"""Land that areas are measured on, cut into small pieces so that a disc touches only what is near."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import prepared_copy

_PIECE_VERTICES = 400
_SMALLEST_PIECE_M = 1.0
_MANY = 1000  # shapes from which to ask them together is quicker than to prepare each

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Land:
    """Polygons that shares of area refer to.

    Parameters
    ----------
    kind
        ``builtup``, ``seat`` or ``county``; named in the figures that use it.
    geometry
        Valid polygon or multipolygon, metres.
    """

    kind: str
    geometry: BaseGeometry

    @cached_property
    def area_m2(self) -> float:
        """Area of all of it."""
        return float(shapely.area(self.geometry))

    @cached_property
    def _pieces(self) -> Objects:
        """Polygons of few vertices that together are the land, shape (n,)."""
        pieces = _cut(self.geometry, _clipped)
        kept = float(shapely.area(pieces).sum())
        if not shapely.is_valid(pieces).all() or abs(kept - self.area_m2) > 1e-9 * self.area_m2:
            pieces = _cut(self.geometry, _intersected)  # slower, but clean where clipping is not
        return pieces

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._pieces)

    @cached_property
    def _piece_area_m2(self) -> Floats:
        areas: Floats = shapely.area(self._pieces)
        return areas

    def area_within(self, shape: BaseGeometry) -> float:
        """Area of the land inside ``shape``, m2.

        Raises
        ------
        shapely.errors.GEOSException
            If ``shape`` is not a valid polygon.
        """
        if shapely.is_empty(shape):
            return 0.0
        near: Ints = self._tree.query(shape)
        prepared = prepared_copy(shape)
        inside: Bools = shapely.contains_properly(prepared, self._pieces[near])
        crossed = near[~inside]
        crossed = crossed[shapely.intersects(prepared, self._pieces[crossed])]
        cut = shapely.area(shapely.intersection(self._pieces[crossed], shape))
        return float(self._piece_area_m2[near[inside]].sum() + cut.sum())

    def area_within_each(self, shapes: Sequence[BaseGeometry]) -> Floats:
        """What :meth:`area_within` says of each of some shapes, shape (m,), m2, to the last bit."""
        asked: Objects = np.empty(len(shapes), dtype=object)
        asked[:] = shapes
        shape, piece = self._tree.query(asked)
        prepared = prepared_copy(asked)
        inside: Bools = shapely.contains_properly(prepared[shape], self._pieces[piece])
        whose, whole = shape[inside], piece[inside]
        shape, piece = shape[~inside], piece[~inside]
        crossed = shapely.intersects(prepared[shape], self._pieces[piece])
        shape, piece = shape[crossed], piece[crossed]
        cut = shapely.area(shapely.intersection(self._pieces[piece], asked[shape]))
        ends = np.arange(len(asked) + 1)
        # Sums of slices: one sum of all would round otherwise than that of one shape does.
        wholes, cuts = np.searchsorted(whose, ends).tolist(), np.searchsorted(shape, ends).tolist()
        areas = self._piece_area_m2[whole]
        return np.array(
            [
                float(areas[wholes[row] : wholes[row + 1]].sum() + cut[cuts[row] : cuts[row + 1]].sum())
                for row in range(len(asked))
            ],
            dtype=np.float64,
        )

    def areas_within(self, shapes: Sequence[BaseGeometry]) -> Floats:
        """Area of the land inside each of some shapes, shape (m,), m2; of many all at once."""
        if len(shapes) < _MANY:
            return self.area_within_each(shapes)
        asked: Objects = np.array(shapes, dtype=object)
        shape, piece = self._tree.query(asked, predicate="intersects")
        cut = shapely.area(shapely.intersection(self._pieces[piece], asked[shape]))
        return np.bincount(shape, weights=cut, minlength=len(asked)).astype(np.float64)


def _cut(geometry: BaseGeometry, part_in: Callable[[BaseGeometry, Box], BaseGeometry]) -> Objects:
    """Halve polygons until each has few vertices."""
    waiting = list(shapely.get_parts(geometry))
    done: list[BaseGeometry] = []
    while waiting:
        polygon = waiting.pop()
        if polygon.geom_type != "Polygon":
            continue
        left, bottom, right, top = polygon.bounds
        if (
            shapely.get_num_coordinates(polygon) <= _PIECE_VERTICES
            or max(right - left, top - bottom) < _SMALLEST_PIECE_M
        ):
            done.append(polygon)
            continue
        halves: tuple[Box, Box]
        if right - left > top - bottom:
            middle = (left + right) / 2
            halves = (left, bottom, middle, top), (middle, bottom, right, top)
        else:
            middle = (bottom + top) / 2
            halves = (left, bottom, right, middle), (left, middle, right, top)
        for half in halves:
            waiting.extend(shapely.get_parts(part_in(polygon, half)))
    pieces: Objects = np.array(done, dtype=object)
    return pieces


def _clipped(polygon: BaseGeometry, box: Box) -> BaseGeometry:
    return shapely.clip_by_rect(polygon, *box)


def _intersected(polygon: BaseGeometry, box: Box) -> BaseGeometry:
    return shapely.intersection(polygon, shapely.box(*box))
