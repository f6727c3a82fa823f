"""Geometry as it comes from files, made fit for computing: valid, flat, finite, of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]

_KINDS = {0: "point", 4: "point", 1: "line", 2: "line", 5: "line", 3: "polygon", 6: "polygon"}
_COLLECTION = 7


@dataclass(frozen=True, eq=False)
class Repaired:
    """Result of a repair.

    Attributes
    ----------
    geometries
        Fit geometries, shape (m,).
    rows
        Row of the input that each comes from, shape (m,).
    kind
        ``point``, ``line`` or ``polygon``; empty when nothing is left.
    counts
        How many rows were ``empty``, ``not_finite``, ``invalid`` (and repaired), ``other_kind`` (left out).
    """

    geometries: Geometries
    rows: NDArray[np.intp]
    kind: str
    counts: Mapping[str, int] = field(default_factory=dict)


def kinds_of(geometries: Geometries) -> NDArray[np.str_]:
    """``point``, ``line``, ``polygon`` or empty of each geometry, shape (n,)."""
    names = np.array(["", *(_KINDS.get(code, "") for code in range(8))])
    return names[shapely.get_type_id(geometries) + 1]


def repair(geometries: Geometries, wanted: str = "") -> Repaired:
    """Make geometries fit for computing.

    Missing, empty and infinite ones are left out; invalid ones are repaired; collections give up the parts of
    the commonest kind; what is of another kind is left out; single and multiple shapes become multiple ones
    where both occur.

    Parameters
    ----------
    wanted
        Kind to keep; the commonest when empty.
    """
    flat = shapely.force_2d(geometries)
    present = ~(shapely.is_missing(flat) | shapely.is_empty(flat))
    # Infinite bounds cannot tell a point without coordinates from a broken one, so ask the coordinates.
    bounds = shapely.bounds(flat)
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(bounds).all(axis=1) & (np.abs(bounds) < 1e12).all(axis=1)
    finite &= _finite_coordinates(flat)
    rows = np.flatnonzero(present & finite)
    kept = flat[rows]
    invalid = ~shapely.is_valid(kept)
    kept[invalid] = shapely.make_valid(kept[invalid], method="structure", keep_collapsed=False)
    counts = {
        "empty": int((~present).sum()),
        "not_finite": int((present & ~finite).sum()),
        "invalid": int(invalid.sum()),
    }
    kind = wanted or _commonest(kept)
    kept = _parts_of_kind(kept, kind)
    good = ~(shapely.is_missing(kept) | shapely.is_empty(kept)) & (kinds_of(kept) == kind)
    counts["other_kind"] = int((~good).sum())
    kept, rows = kept[good], rows[good]
    return Repaired(_one_type(kept), rows, kind if len(kept) else "", counts)


def _finite_coordinates(geometries: Geometries) -> NDArray[np.bool_]:
    xy, owner = shapely.get_coordinates(geometries, return_index=True)
    bad = owner[~np.isfinite(xy).all(axis=1)]
    finite = np.ones(len(geometries), dtype=np.bool_)
    finite[bad] = False
    return finite


def _commonest(geometries: Geometries) -> str:
    parts = shapely.get_parts(geometries)
    parts = parts[~shapely.is_empty(parts)]  # what a repair left nothing of has no say
    kinds, counts = np.unique(kinds_of(parts), return_counts=True)
    known = [(count, kind) for kind, count in zip(kinds, counts, strict=True) if kind]
    return str(max(known)[1]) if known else ""


def _parts_of_kind(geometries: Geometries, kind: str) -> Geometries:
    """Replace each collection by its parts of one kind, as one multiple shape."""
    collections = np.flatnonzero(shapely.get_type_id(geometries) == _COLLECTION)
    if len(collections) == 0:
        return geometries
    result = geometries.copy()
    for index in collections:
        parts = shapely.get_parts(geometries[index])
        while (shapely.get_type_id(parts) == _COLLECTION).any():
            parts = shapely.get_parts(parts)
        result[index] = _multiple(parts[kinds_of(parts) == kind], kind)
    return result


def _multiple(parts: Geometries, kind: str) -> Any:
    if len(parts) == 0:
        return None
    singles = shapely.get_parts(parts)
    if len(singles) == 1:
        return singles[0]
    make = {"point": shapely.multipoints, "line": shapely.multilinestrings, "polygon": shapely.multipolygons}
    return make[kind](singles)


def _one_type(geometries: Geometries) -> Geometries:
    codes = np.unique(shapely.get_type_id(geometries))
    if len(codes) <= 1:
        return geometries
    make = {4: shapely.multipoints, 5: shapely.multilinestrings, 6: shapely.multipolygons}[int(codes.max())]
    rings = geometries.copy()
    single = shapely.get_type_id(rings) < 4
    if single.any():
        lone = np.flatnonzero(single)
        # LinearRings count as lines.
        rings[lone] = make(rings[lone], indices=np.arange(len(lone)))
    return rings
