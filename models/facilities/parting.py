"""Facilities cut in parts, put together, or given a hole: their land, and the numbers that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as split_geometry

from models.facilities.base import Facility, new_id
from models.facilities.facility import field_specs

SITE_AREA = "site_area_m2"
"""Field of the area of a site, which an outline that is drawn fills in."""
_SUMMED = ("m2", "persons")
"""Units of what a part of a site has a part of."""
FILLED_IN_WITHIN_M2 = 1.0
"""A site area this near to the outline's is its own: it was rounded, and perhaps shared out in a cut."""
LEAST_PART_M2 = 0.01
"""What is smaller comes of rounding and is no part of a site."""


def summed_fields(facility: Facility) -> tuple[str, ...]:
    """Fields whose values two parts of a facility share, and two facilities put together add up."""
    return tuple(spec.name for spec in field_specs(facility.family) if spec.unit in _SUMMED)


def cut(facility: Facility, line: BaseGeometry) -> tuple[Facility, ...]:
    """The parts that a line cuts a facility's outline into, the largest first; one if it does not cut it.

    The largest keeps identity and name, the others have a number behind it. Stated areas and numbers of
    people are shared out by the area of each part, so that together they stay what they were.
    """
    parts = [
        shapely.Polygon(one) if one.geom_type == "LinearRing" else one for one in _pieces(facility, line)
    ]
    if len(parts) < 2:
        return (facility,)
    parts.sort(key=lambda part: -part.area)
    shares = [part.area / sum(one.area for one in parts) for part in parts]
    values = {name: _shared(getattr(facility, name), shares) for name in summed_fields(facility)}
    made = []
    for number, part in enumerate(parts):
        own: dict[str, Any] = {name: found[number] for name, found in values.items()}
        if number:
            own |= {"id": new_id(), "name": f"{facility.name} {number + 1}".strip()}
        made.append(replace(facility, geometry=part, **own))
    return tuple(made)


def _pieces(facility: Facility, line: BaseGeometry) -> list[BaseGeometry]:
    found: list[BaseGeometry] = []
    for polygon in shapely.get_parts(facility.geometry):
        found += [one for one in shapely.get_parts(split_geometry(polygon, line)) if one.area > LEAST_PART_M2]
    return found


def _shared(value: float | int | None, shares: Sequence[float]) -> list[Any]:
    """A value shared out; whole numbers stay whole, and all of it is given away."""
    if value is None:
        return [None] * len(shares)
    if not isinstance(value, int):
        return [value * share for share in shares]
    given = [int(value * share) for share in shares]
    given[0] += value - sum(given)
    return given


def merged(facilities: Sequence[Facility]) -> Facility:
    """Facilities of one family put together into the one with the largest outline.

    Areas and numbers of people add up; what one of them does not state is not known of the whole.
    """
    first = max(facilities, key=lambda one: (one.drawn_area_m2 or 0.0, one.id))
    sums: dict[str, Any] = {}
    for name in summed_fields(first):
        values = [getattr(one, name) for one in facilities]
        sums[name] = None if any(value is None for value in values) else sum(values)
    whole = shapely.union_all([one.geometry for one in facilities])
    return replace(first, geometry=whole, **sums)


def with_hole(facility: Facility, hole: BaseGeometry) -> Facility:
    """A facility without some land; what is stated of it stays as stated, see :func:`reshaped`."""
    return reshaped(facility, shapely.difference(facility.geometry, hole))


def site_area_m2(land: BaseGeometry) -> float:
    """Area of a site as it is filled in from an outline, whole square metres."""
    return float(round(land.area))


def reshaped(facility: Facility, land: BaseGeometry) -> Facility:
    """A facility with another outline.

    A site area that is the old outline's becomes the new one's; one that was stated otherwise stays.
    """
    stated, drawn = getattr(facility, SITE_AREA, None), facility.drawn_area_m2
    is_of_outline = stated is not None and drawn is not None and abs(stated - drawn) <= FILLED_IN_WITHIN_M2
    own: dict[str, Any] = {SITE_AREA: site_area_m2(land)} if is_of_outline else {}
    return replace(facility, geometry=land, **own)
