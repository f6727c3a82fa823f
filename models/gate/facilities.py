"""What facilities say against each other and against their own outlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.county.county import County
from models.facilities.doubles import doubles
from models.facilities.facility import INSIDE_SPACES, Facility, Shelter
from models.facilities.gatefile import gate_table, name_list
from models.gate.remark import DataRemark


def facility_remarks(facilities: Sequence[Facility]) -> Iterator[DataRemark]:
    """Everything to say of the facilities of a scenario that count."""
    for kind in ("same", "overlap"):
        pairs = [pair for pair in doubles(facilities) if pair.kind == kind]
        if pairs:
            ones = [facilities[pair.first] for pair in pairs]
            others = [facilities[pair.second] for pair in pairs]
            shown = [
                f"{one.name or '—'}／{other.name or '—'}" for one, other in zip(ones, others, strict=True)
            ]
            yield DataRemark(
                f"data.doubles.{kind}", files([*ones, *others]), {"names": name_list(shown)}, count=len(pairs)
            )


def outside_remarks(county: County, facilities: Sequence[Facility]) -> Iterator[DataRemark]:
    """Facilities beyond the boundary, of all files together."""
    xy = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    outside = [one for one, is_in in zip(facilities, county.in_county(xy).tolist(), strict=True) if not is_in]
    if outside:
        names = name_list([one.name for one in outside])
        yield DataRemark("data.facilities.outside", files(outside), {"names": names}, count=len(outside))


def area_remarks(facilities: Sequence[Facility]) -> Iterator[DataRemark]:
    """Areas of shelters that cannot be, or hardly."""
    limits = gate_table().facilities
    shelters = [one for one in facilities if isinstance(one, Shelter)]
    over = [
        one
        for one in shelters
        if one.space not in INSIDE_SPACES
        and _exceeds(one.effective_area_m2, _gross(one), limits.rounding_share)
    ]
    gross_over = [
        one
        for one in shelters
        if one.space not in INSIDE_SPACES
        and _exceeds(one.gross_area_m2, one.drawn_area_m2, limits.outline_share)
    ]
    huge = [one for one in shelters if max(_gross(one) or 0, one.effective_area_m2 or 0) > limits.most_m2]
    capacity_only = [
        one
        for one in shelters
        if one.stated_capacity_persons is not None and one.effective_area_m2 is None and _gross(one) is None
    ]
    if capacity_only:
        persons = sum(one.stated_capacity_persons or 0 for one in capacity_only)
        values = {"persons": persons, "names": name_list([one.name for one in capacity_only])}
        yield DataRemark("data.areas.capacity_only", files(capacity_only), values, count=len(capacity_only))
    for kind, found in (("effective_over_gross", over), ("gross_over_outline", gross_over), ("huge", huge)):
        if found:
            names = name_list([_areas_of(one) for one in found])
            yield DataRemark(f"data.areas.{kind}", files(found), {"names": names}, count=len(found))


def share_remarks(county: County, facilities: Sequence[Facility]) -> Iterator[DataRemark]:
    """Shelter area for each resident that no county has, too much or next to nothing: a unit is wrong."""
    limits = gate_table().facilities
    xy = np.array([one.location for one in facilities], dtype=np.float64).reshape(-1, 2)
    inside = county.in_county(xy).tolist()
    shelters = [
        one for one, is_in in zip(facilities, inside, strict=True) if is_in and isinstance(one, Shelter)
    ]
    stated = [one for one in shelters if one.effective_area_m2 is not None]
    persons = county.population_persons
    if not stated or not persons:
        return
    area_m2 = sum(one.effective_area_m2 or 0.0 for one in stated)
    each_m2 = area_m2 / persons
    for kind, is_out in (
        ("too_much", each_m2 > limits.most_m2_per_resident),
        ("too_little", each_m2 < limits.least_m2_per_resident),
    ):
        if is_out:
            values = {"area": area_m2, "persons": persons, "each": f"{each_m2:.3g}"}
            yield DataRemark(f"data.areas.{kind}", files(stated), values, count=len(stated))


def _gross(shelter: Shelter) -> float | None:
    return shelter.gross_area_m2 if shelter.gross_area_m2 is not None else shelter.drawn_area_m2


def _exceeds(area_m2: float | None, limit_m2: float | None, share: float) -> bool:
    return area_m2 is not None and limit_m2 is not None and 0 < limit_m2 * (1 + share) < area_m2


def _areas_of(shelter: Shelter) -> str:
    parts = [
        f"{value:,.0f}"
        for value in (shelter.effective_area_m2, shelter.gross_area_m2, shelter.drawn_area_m2)
        if value is not None
    ]
    return f"{shelter.name or '—'}（{'／'.join(parts)} m²）"


def files(facilities: Sequence[Facility]) -> str:
    """Names of the files that facilities come from; empty where none says any."""
    return "、".join(dict.fromkeys(one.source for one in facilities if one.source))
