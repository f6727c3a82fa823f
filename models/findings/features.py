"""Features of a layer as places that a click can zoom to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from models.findings.findings import Place
from models.kernel.arrays import Floats, Ints, Objects

_KINDS = {Role.TOWNSHIPS: "township", Role.DEMAND: "demand"}


@dataclass(frozen=True, eq=False)
class _Features:
    """Names and shapes of a layer, and its features as places as far as they were asked for, shape (n,)."""

    names: Objects
    shapes: Objects
    made: Objects

    @classmethod
    def of(cls, layer: Layer) -> _Features:
        return cls(layer.text("name"), layer.geometries, np.full(len(layer), None, dtype=object))


def feature_places(county: County, layer: Layer, rows: Ints) -> tuple[Place, ...]:
    """Features in ``rows`` (shape (k,)) of a layer; each is made once, since hundreds may be listed."""
    kept = county.memo.get(("feature places", layer.id), lambda: _Features.of(layer))
    lacking = [row for row in rows.tolist() if kept.made[row] is None]
    if lacking:
        kind = _KINDS.get(layer.role, "feature")
        bounds = shapely.bounds(kept.shapes[lacking]).tolist()  # NaN of a row without a shape
        origin_of = county.origin_of(layer.id)
        for row, (left, bottom, right, top) in zip(lacking, bounds, strict=True):
            layer_id, own_row = origin_of(row)
            kept.made[row] = Place(
                kind, str(own_row), str(kept.names[row]), (left, bottom, right, top), layer_id
            )
    return tuple(kept.made[rows].tolist())


def valued(places: tuple[Place, ...], values: Floats, unit: str) -> tuple[Place, ...]:
    """Places with a figure of their own each, shape (k,)."""
    pairs = zip(places, values.tolist(), strict=True)
    return tuple(replace(place, value=value, unit=unit) for place, value in pairs)
