"""Outlines put together from polygons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.layer import Layer
from models.county.units import Units
from models.kernel.arrays import Objects


def union_of(layers: Sequence[Layer]) -> BaseGeometry | None:
    """All polygons of some layers as one shape; ``None`` without any."""
    return polygons_of(np.concatenate([layer.geometries for layer in layers])) if layers else None


def polygons_of(shapes: Objects) -> BaseGeometry | None:
    """All polygons among ``shapes`` as one valid shape; ``None`` without any."""
    polygons = shapes[shapely.get_dimensions(shapes) == 2]
    faulty = ~shapely.is_valid(polygons)
    if faulty.any():
        polygons = polygons.copy()
        polygons[faulty] = shapely.make_valid(polygons[faulty], method="structure", keep_collapsed=False)
    union = shapely.union_all(polygons)
    return None if shapely.is_empty(union) else union


def outline_of(*levels: Units) -> BaseGeometry | None:
    """Outline of the first level that has polygons; ``None`` where none has."""
    for units in levels:
        outline = polygons_of(units.geometries)
        if outline is not None:
            return outline
    return None
