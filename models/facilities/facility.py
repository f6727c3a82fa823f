"""Facilities a planner places: one class for each family of the registry, and their fields.

The names of the families that rooms of computations know are here too, so that these ask one module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module

from models.facilities.base import (
    LARGEST_NUMBER,
    STATUSES,
    Facility,
    Family,
    FieldKind,
    FieldSpec,
    Status,
    counts_in,
    new_id,
    number_fault,
)
from models.facilities.brigade import BRIGADE_CLASSES, Brigade
from models.facilities.depot import DEPOT_KINDS, DEPOT_LEVELS, STORAGES, Depot
from models.facilities.fire_station import STATION_CLASSES, FireStation
from models.facilities.helipad import HELIPAD_KINDS, Helipad
from models.facilities.shelter import (
    FIXED_SHELTER_CLASSES,
    INSIDE_SPACES,
    SHELTER_CLASSES,
    SHELTER_KINDS,
    SPACES,
    UNKNOWN_CLASS,
    UNKNOWN_SPACE,
    Shelter,
)
from models.facilities.team import TEAM_LEVELS, TEAM_SPECIALTIES, Team

__all__ = [
    "BRIGADE_CLASSES",
    "DEPOT_KINDS",
    "DEPOT_LEVELS",
    "FACILITY_TYPES",
    "FIXED_SHELTER_CLASSES",
    "HELIPAD_KINDS",
    "INSIDE_SPACES",
    "LARGEST_NUMBER",
    "SHELTER_CLASSES",
    "SHELTER_KINDS",
    "SPACES",
    "STATION_CLASSES",
    "STATUSES",
    "STORAGES",
    "TEAM_LEVELS",
    "TEAM_SPECIALTIES",
    "UNKNOWN_CLASS",
    "UNKNOWN_SPACE",
    "Brigade",
    "Depot",
    "Facility",
    "Family",
    "FieldKind",
    "FieldSpec",
    "FireStation",
    "Helipad",
    "Shelter",
    "Status",
    "Team",
    "counts_in",
    "field_spec",
    "field_specs",
    "new_id",
    "number_fault",
]


def _kind_of(family: Family) -> type[Facility]:
    """Class of a family: the one of its module that is of the family."""
    module = import_module(f"models.facilities.{family}")
    own = (item for item in vars(module).values() if isinstance(item, type) and issubclass(item, Facility))
    return next(kind for kind in own if getattr(kind, "family", None) == family)


FACILITY_TYPES: Mapping[Family, type[Facility]] = {family: _kind_of(family) for family in Family}


@cache
def field_specs(family: Family) -> tuple[FieldSpec, ...]:
    """Editable fields of a family, in the order a form shows them: name and status first, then its own."""
    own = FACILITY_TYPES[family]
    common = [item.name for item in fields(Facility)]
    ordered = sorted(
        (item for item in fields(own) if "kind" in item.metadata),
        key=lambda item: (item.name not in ("name", "status"), item.name in common),
    )
    return tuple(FieldSpec(name=item.name, **item.metadata) for item in ordered)


def field_spec(family: Family, name: str) -> FieldSpec:
    """What describes one field of a family."""
    return next(spec for spec in field_specs(family) if spec.name == name)
