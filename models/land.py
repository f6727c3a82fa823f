"""Land that areas are measured on, cut into small pieces so that a disc touches only what is near."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.arrays import Bools, Ints, Objects

_PIECE_VERTICES = 160
_SMALLEST_PIECE_M = 1.0


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
        """Polygons of few vertices that together are the land."""
        waiting = [part for part in shapely.get_parts(self.geometry) if part.geom_type == "Polygon"]
        done: list[BaseGeometry] = []
        while waiting:
            polygon = waiting.pop()
            left, bottom, right, top = polygon.bounds
            if (
                shapely.get_num_coordinates(polygon) <= _PIECE_VERTICES
                or max(right - left, top - bottom) < _SMALLEST_PIECE_M
            ):
                done.append(polygon)
                continue
            if right - left > top - bottom:
                middle = (left + right) / 2
                halves = [shapely.box(left, bottom, middle, top), shapely.box(middle, bottom, right, top)]
            else:
                middle = (bottom + top) / 2
                halves = [shapely.box(left, bottom, right, middle), shapely.box(left, middle, right, top)]
            parts = shapely.get_parts(shapely.intersection(polygon, halves))
            waiting.extend(part for part in parts if part.geom_type == "Polygon")
        pieces: Objects = np.array(done, dtype=object)
        return pieces

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._pieces)

    @cached_property
    def _piece_area_m2(self) -> np.ndarray:
        return shapely.area(self._pieces)

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
        shapely.prepare(shape)
        inside: Bools = shapely.contains_properly(shape, self._pieces[near])
        crossed = near[~inside]
        crossed = crossed[shapely.intersects(shape, self._pieces[crossed])]
        cut = shapely.area(shapely.intersection(self._pieces[crossed], shape))
        return float(self._piece_area_m2[near[inside]].sum() + cut.sum())
