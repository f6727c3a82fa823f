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
    pairs = sorted({(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b})
    return tuple(_told(facilities, pairs))


def _told(facilities: Sequence[Facility], pairs: Sequence[tuple[int, int]]) -> Iterator[Double]:
    limit = gate_table().facilities.overlap_share
    for a, b in pairs:
        one, other = facilities[a], facilities[b]
        if one.family != other.family:
            continue
        name = plain_name(one)
        if name and name == plain_name(other):
            yield Double(a, b, "same")
        elif one.drawn_area_m2 and other.drawn_area_m2:
            shared = float(shapely.area(shapely.intersection(one.geometry, other.geometry)))
            if shared > limit * min(one.drawn_area_m2, other.drawn_area_m2):
                yield Double(a, b, "overlap")


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
