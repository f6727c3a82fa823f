"""Corners of an outline: take them out of a polygon, move, add or remove one, and put the polygon together.

A corner is named by where it stands: ``(ring, index)``, with rings numbered through all parts of a
multipolygon and the closing coordinate of a ring left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Floats

Corner = tuple[int, int]

MIN_CORNERS = 3


@dataclass(frozen=True, eq=False)
class Outline:
    """Rings of a polygon or multipolygon.

    Parameters
    ----------
    rings
        Corners of each ring without the closing one, each of shape (n, 2), metres.
    part_of_ring
        Part that each ring belongs to; the first ring of a part is its outside, the others are holes.
    is_multi
        Whether to put it together as a multipolygon.
    """

    rings: tuple[Floats, ...]
    part_of_ring: tuple[int, ...]
    is_multi: bool = False

    @classmethod
    def of(cls, geometry: BaseGeometry) -> Outline:
        """Outline of a polygon or multipolygon; without rings for anything else."""
        rings: list[Floats] = []
        parts: list[int] = []
        if geometry.geom_type in ("Polygon", "MultiPolygon"):
            for number, part in enumerate(shapely.get_parts(geometry)):
                for ring in shapely.get_rings(part):
                    rings.append(shapely.get_coordinates(ring)[:-1])
                    parts.append(number)
        return cls(tuple(rings), tuple(parts), geometry.geom_type == "MultiPolygon")

    def geometry(self) -> BaseGeometry:
        """The polygon, valid or not."""
        polygons = []
        for part in sorted(set(self.part_of_ring)):
            own = [ring for ring, of in zip(self.rings, self.part_of_ring, strict=True) if of == part]
            polygons.append(shapely.Polygon(own[0], own[1:]))
        return shapely.MultiPolygon(polygons) if self.is_multi else polygons[0]

    @property
    def corners(self) -> tuple[tuple[Corner, ...], Floats]:
        """Names of all corners and their coordinates, shape (n, 2)."""
        names = tuple((r, i) for r, ring in enumerate(self.rings) for i in range(len(ring)))
        return names, np.concatenate(self.rings) if self.rings else np.empty((0, 2))

    @property
    def midpoints(self) -> tuple[tuple[Corner, ...], Floats]:
        """Middle of each edge, shape (n, 2), named by the place a corner put there would take."""
        names = tuple((r, i + 1) for r, ring in enumerate(self.rings) for i in range(len(ring)))
        middles = [(ring + np.roll(ring, -1, axis=0)) / 2 for ring in self.rings]
        return names, np.concatenate(middles) if middles else np.empty((0, 2))

    def _with_ring(self, number: int, ring: Floats) -> Outline:
        rings = list(self.rings)
        rings[number] = ring
        return replace(self, rings=tuple(rings))

    def moved(self, corner: Corner, xy_m: tuple[float, float]) -> Outline:
        """The outline with a corner elsewhere."""
        ring = self.rings[corner[0]].copy()
        ring[corner[1]] = xy_m
        return self._with_ring(corner[0], ring)

    def added(self, corner: Corner, xy_m: tuple[float, float]) -> Outline:
        """The outline with a new corner, which then has the name ``corner``."""
        return self._with_ring(corner[0], np.insert(self.rings[corner[0]], corner[1], xy_m, axis=0))

    def can_remove(self, corner: Corner) -> bool:
        """Whether the ring has corners to spare."""
        return len(self.rings[corner[0]]) > MIN_CORNERS

    def removed(self, corner: Corner) -> Outline:
        """The outline without a corner."""
        return self._with_ring(corner[0], np.delete(self.rings[corner[0]], corner[1], axis=0))


def is_sound(geometry: BaseGeometry) -> bool:
    """Whether an outline encloses land and does not cross itself."""
    return bool(shapely.is_valid(geometry)) and float(shapely.area(geometry)) > 0
