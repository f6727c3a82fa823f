"""Geometry as it comes from files, made fit for computing: valid, flat, finite, of one kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.formats.limits import import_limits

Geometries = NDArray[np.object_]

_KINDS = {0: "point", 4: "point", 1: "line", 2: "line", 5: "line", 3: "polygon", 6: "polygon"}
_OF_DIMENSION = np.array(["point", "line", "polygon", ""])  # the last for nothing, whose dimension is -1
_COLLECTION = 7
_FEW_SIDES = 40
_SAMPLED_SIDES = 100


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
    empty
        Rows of the input that have no shape, shape (k,).
    counts
        How many rows were ``empty``, ``not_finite``, ``invalid`` (and repaired), ``tangled`` (left out),
        ``other_kind`` (left out).
    """

    geometries: Geometries
    rows: NDArray[np.intp]
    kind: str
    empty: NDArray[np.intp]
    counts: Mapping[str, int] = field(default_factory=dict)


def kinds_of(geometries: Geometries) -> NDArray[np.str_]:
    """``point``, ``line``, ``polygon`` or empty of each geometry, shape (n,)."""
    names = np.array(["", *(_KINDS.get(code, "") for code in range(8))])
    return names[shapely.get_type_id(geometries) + 1]


def by_kind(geometries: Geometries) -> dict[str, Geometries]:
    """Shapes of each kind among all, the commonest first, with nothing in the places of the others.

    Where there is one kind only, collections are of it, else of the kind of their largest part.
    """
    kinds = kinds_of(geometries)
    names, counts = np.unique(kinds[kinds != ""], return_counts=True)
    if len(names) < 2:
        return {str(names[0]) if len(names) else "": geometries}
    kinds = np.where(kinds == "", _OF_DIMENSION[shapely.get_dimensions(geometries)], kinds)
    found: dict[str, Geometries] = {}
    for kind in names[np.argsort(-counts, kind="stable")]:
        part = geometries.copy()
        part[(kinds != kind) & (kinds != "")] = None
        found[str(kind)] = part
    return found


class TooMuchWorkError(Exception):
    """A repair would take longer than whoever asked for it may wait."""


def repair(geometries: Geometries, wanted: str = "", *, in_a_moment: bool = False) -> Repaired:
    """Make geometries fit for computing.

    Missing, empty and infinite ones are left out; invalid ones are repaired; collections give up the parts of
    the commonest kind; what is of another kind is left out; single and multiple shapes become multiple ones
    where both occur. A shape that crosses itself so often that no one could say what it encloses is left out.

    Parameters
    ----------
    wanted
        Kind to keep; the commonest when empty.
    in_a_moment
        Do it only if it takes less than about half a second.

    Raises
    ------
    TooMuchWorkError
        It would take longer.
    """
    limits = import_limits().shape
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
    if in_a_moment and invalid.sum() > limits.moment_shapes:
        raise TooMuchWorkError
    crossings = np.array([_crossings(shape) for shape in kept[invalid]])
    if in_a_moment and crossings.sum() > limits.moment_crossings:
        raise TooMuchWorkError
    tangled = np.flatnonzero(invalid)[crossings > limits.crossings]
    kept[tangled] = None
    invalid[tangled] = False
    kept[invalid] = shapely.make_valid(kept[invalid], method="structure", keep_collapsed=False)
    counts = {
        "empty": int((~present).sum()),
        "not_finite": int((present & ~finite).sum()),
        "invalid": int(invalid.sum()),
        "tangled": len(tangled),
    }
    kind = wanted or _commonest(kept)
    kept = _parts_of_kind(kept, kind)
    good = ~(shapely.is_missing(kept) | shapely.is_empty(kept)) & (kinds_of(kept) == kind)
    counts["other_kind"] = int((~good).sum()) - len(tangled)
    kept, rows = kept[good], rows[good]
    return Repaired(_one_type(kept), rows, kind if len(kept) else "", np.flatnonzero(~present), counts)


def _crossings(shape: Any) -> float:
    """About how often the outlines of a shape cross themselves; its repair takes longer the more they do.

    Counted for a sample of the sides; in few sides there cannot be many.
    """
    xy, ring = shapely.get_coordinates(shapely.get_rings(shape), return_index=True)
    sides = np.stack([xy[:-1], xy[1:]], axis=1)[ring[1:] == ring[:-1]]
    count = len(sides)
    if count <= _FEW_SIDES:
        return count * count / 2
    lines = shapely.linestrings(sides)
    tree = shapely.STRtree(lines)
    sample = np.random.default_rng(0).permutation(count)[:_SAMPLED_SIDES]
    met = 0
    for part in np.array_split(sample, len(sample) // 10):
        met += tree.query(lines[part], predicate="intersects").shape[1]
    # Each side meets itself and the two beside it.
    return max(met / len(sample) - 3, 0.0) * count / 2


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
