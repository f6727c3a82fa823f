from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest
from shapely.geometry import MultiPolygon, Point, box

from models.facilities.facility import (
    FACILITY_TYPES,
    Depot,
    Facility,
    Family,
    Shelter,
    Status,
    counts_in,
    field_specs,
    new_id,
)

ALL = tuple(FACILITY_TYPES)


@pytest.mark.parametrize(
    ("status", "today", "plan"),
    [
        (Status.EXISTING, True, True),
        (Status.PLANNED, False, True),
        (Status.CANDIDATE, False, False),
        (Status.REJECTED, False, False),
        ("something else", False, False),
    ],
)
def test_what_counts_today_and_in_a_plan(status: str, today: bool, plan: bool) -> None:
    assert counts_in(status, today=True) is today
    assert counts_in(status, today=False) is plan


def test_every_family_has_one_type() -> None:
    assert set(FACILITY_TYPES) == set(Family)
    assert all(kind.family == family for family, kind in FACILITY_TYPES.items())


@pytest.mark.parametrize("family", ALL)
def test_a_form_starts_with_name_and_status_and_holds_every_field_once(family: Family) -> None:
    names = [spec.name for spec in field_specs(family)]
    assert names[:2] == ["name", "status"]
    assert len(names) == len(set(names))
    assert set(names) == {item.name for item in fields(FACILITY_TYPES[family])} - {"id", "geometry"}


@pytest.mark.parametrize("family", ALL)
def test_a_new_facility_is_valid_by_its_own_description(family: Family) -> None:
    facility = FACILITY_TYPES[family](geometry=Point(0, 0))
    for spec in field_specs(family):
        value = getattr(facility, spec.name)
        if spec.kind == "choice":
            assert spec.choices
            assert value in spec.values, spec.name
        elif spec.kind == "text":
            assert value == ""
        else:
            assert value is None, f"{spec.name}: no data is not zero"
        assert spec.minimum == (0 if spec.kind in ("number", "integer") else None)


def test_a_facility_never_changes_and_ids_never_repeat() -> None:
    shelter = Shelter(geometry=Point(0, 0))
    with pytest.raises(FrozenInstanceError):
        shelter.name = "other"  # type: ignore[misc]
    assert len({new_id() for _ in range(1000)}) == 1000
    assert replace(shelter, name="other").id == shelter.id


@pytest.mark.parametrize(
    ("geometry", "location"),
    [
        (Point(3, 4), (3.0, 4.0)),
        (box(0, 0, 10, 4), (5.0, 2.0)),
        (MultiPolygon([box(0, 0, 2, 2), box(8, 0, 10, 2)]), (5.0, 1.0)),
    ],
)
def test_distances_start_at_the_point_or_the_middle_of_the_outline(
    geometry: object, location: tuple[float, float]
) -> None:
    facility: Facility = Depot(geometry=geometry)  # type: ignore[arg-type]
    assert facility.location == pytest.approx(location)
