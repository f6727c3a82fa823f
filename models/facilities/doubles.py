"""Facilities that may be one and the same: the same name at the same place, or outlines that overlap."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import shapely

from models.facilities.facility import Facility
from models.facilities.gatefile import gate_table
from models.kernel.arrays import Ints, Objects


@dataclass(frozen=True)
class Double:
    """Two facilities of a family that may be one.

    Parameters
    ----------
    first, second
        Positions in the sequence that was asked about.
    kind
        ``same`` (same name at the same place) or ``overlap`` (outlines share more than a part).
    """

    first: int
    second: int
    kind: str


def plain_name(facility: Facility) -> str:
    """Name without case, width and blanks, for comparing."""
    return "".join(unicodedata.normalize("NFKC", facility.name).split()).casefold()


def doubles(facilities: Sequence[Facility]) -> tuple[Double, ...]:
    """Every pair that may be one facility, in order; of different families none is."""
    if len(facilities) < 2:
        return ()
    near_m = gate_table().facilities.same_place_m
    shapes = np.array([one.geometry for one in facilities], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=near_m)
    is_once = first < second
    pairs = np.unique(np.column_stack((first[is_once], second[is_once])), axis=0)
    return tuple(_told(facilities, shapes, pairs)) if len(pairs) else ()


def _told(facilities: Sequence[Facility], shapes: Objects, pairs: Ints) -> Iterator[Double]:
    limit = gate_table().facilities.overlap_share
    near = {row: facilities[row] for row in np.unique(pairs).tolist()}
    name_of = {row: plain_name(one) for row, one in near.items()}
    rows = [(a, b) for a, b in pairs.tolist() if near[a].family == near[b].family]
    least_m2 = [min(near[a].drawn_area_m2 or 0.0, near[b].drawn_area_m2 or 0.0) for a, b in rows]
    is_same = [bool(name_of[a]) and name_of[a] == name_of[b] for a, b in rows]
    is_drawn = np.array([m2 > 0 and not same for m2, same in zip(least_m2, is_same, strict=True)], dtype=bool)
    shared_m2 = np.zeros(len(rows))
    one, other = np.array(rows, dtype=np.intp).reshape(-1, 2)[is_drawn].T
    shared_m2[is_drawn] = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    for (a, b), same, shared, least in zip(rows, is_same, shared_m2.tolist(), least_m2, strict=True):
        if same or shared > limit * least:
            yield Double(a, b, "same" if same else "overlap")


def filled(facility: Facility) -> int:
    """How much a row says: fields with a value of its own."""
    return sum(bool(_own(facility, item.name)) for item in fields(facility) if "kind" in item.metadata)


def agree(one: Facility, other: Facility) -> bool:
    """Whether two rows of one name say the same wherever both say something, whatever their source."""
    names = [
        item.name for item in fields(one) if "kind" in item.metadata and item.name not in ("name", "source")
    ]
    pairs = [(_own(one, name), _own(other, name)) for name in names]
    return all(a == b for a, b in pairs if a not in (None, "") and b not in (None, ""))


def _own(facility: Facility, name: str) -> Any:
    return getattr(facility, name)
