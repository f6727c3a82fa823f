"""Features of a layer as places that a click can zoom to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from models.findings.findings import Place
from models.kernel.arrays import Floats, Ints, Objects

_KINDS = {Role.TOWNSHIPS: "township", Role.DEMAND: "demand"}


def feature_places(county: County, layer: Layer, rows: Ints) -> tuple[Place, ...]:
    """Features in ``rows`` (shape (k,)) of a layer; each is made once, since hundreds may be listed."""
    made: Objects = county.memo.get(
        ("feature places", layer.id), lambda: np.full(len(layer), None, dtype=object)
    )
    lacking = [row for row in rows.tolist() if made[row] is None]
    if lacking:
        names, shapes = layer.text("name"), layer.geometries
        for row in lacking:
            kind = _KINDS.get(layer.role, "feature")
            left, bottom, right, top = shapely.bounds(shapes[row]).tolist()  # NaN of a row without a shape
            layer_id, own_row = county.origin(layer.id, row)
            made[row] = Place(kind, str(own_row), str(names[row]), (left, bottom, right, top), layer_id)
    return tuple(made[rows].tolist())


def valued(places: tuple[Place, ...], values: Floats, unit: str) -> tuple[Place, ...]:
    """Places with a figure of their own each, shape (k,)."""
    pairs = zip(places, values.tolist(), strict=True)
    return tuple(replace(place, value=value, unit=unit) for place, value in pairs)
