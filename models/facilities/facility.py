"""Facilities a planner places: shelters, depots, fire stations, brigades, teams and helipads.

A facility is an immutable value. Its fields carry their own description (kind, unit, choices), from which
the form, the table, the import, the project file and the ledgers are made, so that each is written once.
Geometry is in the metric coordinate system of the project.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, ClassVar, Literal

import shapely
from shapely.geometry.base import BaseGeometry


class Family(StrEnum):
    """Kinds of facility."""

    SHELTER = "shelter"
    DEPOT = "depot"
    FIRE_STATION = "fire_station"
    BRIGADE = "brigade"
    TEAM = "team"
    HELIPAD = "helipad"


class Status(StrEnum):
    """Where a facility stands between idea and use."""

    EXISTING = "existing"
    PLANNED = "planned"
    CANDIDATE = "candidate"
    REJECTED = "rejected"


LARGEST_NUMBER = 1e15
"""More than any quantity of a facility can be: the Earth has 5.1e14 square metres."""

FieldKind = Literal["text", "number", "integer", "choice", "date", "flag"]


@dataclass(frozen=True)
class FieldSpec:
    """What a form, a table or an import needs to know of one field.

    Labels are in the text catalogue under ``field.<name>``, choices under ``choice.<choices>.<value>``.
    """

    name: str
    kind: FieldKind
    unit: str = ""
    choices: str = ""
    values: tuple[str, ...] = ()
    group: str = "main"
    minimum: float | None = None


def _spec(
    kind: FieldKind,
    *,
    unit: str = "",
    choices: str = "",
    values: tuple[str, ...] = (),
    group: str = "main",
    minimum: float | None = None,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "unit": unit,
        "choices": choices,
        "values": values,
        "group": group,
        "minimum": minimum,
    }


def _text(group: str = "main") -> Any:
    return field(default="", metadata=_spec("text", group=group))


def _number(unit: str, group: str = "main") -> Any:
    return field(default=None, metadata=_spec("number", unit=unit, group=group, minimum=0))


def _integer(unit: str, group: str = "main") -> Any:
    return field(default=None, metadata=_spec("integer", unit=unit, group=group, minimum=0))


def _choice(choices: str, values: tuple[str, ...], default: str, group: str = "main") -> Any:
    return field(
        default=default,
        metadata=_spec("choice", choices=choices, values=values, group=group),
    )


def _date(group: str) -> Any:
    return field(default=None, metadata=_spec("date", group=group))


def _flag(group: str) -> Any:
    return field(default=None, metadata=_spec("flag", group=group))


STATUSES = tuple(str(status) for status in Status)
SHELTER_CLASSES = ("emergency", "short", "medium", "long", "central")
FIXED_SHELTER_CLASSES = ("short", "medium", "long", "central")
SHELTER_KINDS = (
    "square",
    "park",
    "green",
    "school",
    "stadium",
    "civil_defence",
    "building",
    "other",
)
SPACES = ("outdoor", "indoor", "underground")
DEPOT_LEVELS = ("province", "city", "county", "township", "park", "community")
DEPOT_KINDS = ("comprehensive", "relief", "flood", "fire", "other")
STORAGES = ("own", "contract", "corporate")
STATION_CLASSES = ("first", "second", "small", "special", "support")
BRIGADE_CLASSES = ("full_time_1", "full_time_2", "volunteer", "micro")
TEAM_SPECIALTIES = (
    "comprehensive",
    "fire",
    "flood",
    "forest",
    "earthquake",
    "geological",
    "work_safety",
    "medical",
    "other",
)
TEAM_LEVELS = ("province", "city", "county", "township", "community")
HELIPAD_KINDS = ("helipad", "air_base", "temporary")


def new_id() -> str:
    """Return a fresh facility, layer or scenario id."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Facility:
    """What all families share.

    Parameters
    ----------
    id
        Stable identity, the same in every scenario.
    geometry
        Point or polygon in the project's metric coordinate system, metres.
    """

    family: ClassVar[Family]

    id: str = field(default_factory=new_id)
    geometry: BaseGeometry
    name: str = _text()
    status: str = _choice("status", STATUSES, Status.PLANNED.value)
    address: str = _text("more")
    manager: str = _text("custody")
    contact: str = _text("custody")
    source: str = _text("more")
    note: str = _text("more")

    # Kept on the facility, which never changes: a drag asks for them of all facilities at every step.
    @cached_property
    def location(self) -> tuple[float, float]:
        """Point that distances are measured from: the point itself, or a polygon's centroid, metres."""
        if self.geometry.geom_type == "Point":
            return float(shapely.get_x(self.geometry)), float(shapely.get_y(self.geometry))
        centre = shapely.centroid(self.geometry)
        return float(shapely.get_x(centre)), float(shapely.get_y(centre))

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """(minx, miny, maxx, maxy) of its geometry, metres."""
        left, bottom, right, top = self.geometry.bounds
        return left, bottom, right, top

    @cached_property
    def drawn_area_m2(self) -> float | None:
        """Area of its outline; ``None`` where it is drawn as a point."""
        return float(shapely.area(self.geometry)) if shapely.get_dimensions(self.geometry) == 2 else None


@dataclass(frozen=True, kw_only=True)
class Shelter(Facility):
    """应急避难场所. Classes follow GB 51143: emergency, three fixed ones by length of stay, central."""

    family: ClassVar[Family] = Family.SHELTER

    shelter_class: str = _choice("shelter_class", SHELTER_CLASSES, "short")
    kind: str = _choice("shelter_kind", SHELTER_KINDS, "square")
    space: str = _choice("space", SPACES, "outdoor")
    gross_area_m2: float | None = _number("m2")
    effective_area_m2: float | None = _number("m2")
    builder: str = _text("custody")
    maintainer: str = _text("custody")
    last_inspection: str | None = _date("custody")
    last_drill: str | None = _date("custody")
    has_command: bool | None = _flag("functions")
    has_tents: bool | None = _flag("functions")
    has_medical: bool | None = _flag("functions")
    seismic_adequate: bool | None = _flag("functions")
    is_signed: bool | None = _flag("functions")
    occupancy_persons: int | None = _integer("persons", "state")
    state: str = _text("state")


@dataclass(frozen=True, kw_only=True)
class Depot(Facility):
    """物资储备库(点)."""

    family: ClassVar[Family] = Family.DEPOT

    level: str = _choice("depot_level", DEPOT_LEVELS, "township")
    kind: str = _choice("depot_kind", DEPOT_KINDS, "comprehensive")
    storage: str = _choice("storage", STORAGES, "own")
    floor_area_m2: float | None = _number("m2")
    site_area_m2: float | None = _number("m2")


@dataclass(frozen=True, kw_only=True)
class FireStation(Facility):
    """消防救援站. Classes follow 建标152-2017."""

    family: ClassVar[Family] = Family.FIRE_STATION

    station_class: str = _choice("station_class", STATION_CLASSES, "second")
    is_suburban: bool | None = _flag("main")
    site_area_m2: float | None = _number("m2")
    building_area_m2: float | None = _number("m2")
    vehicles: int | None = _integer("vehicles")
    staff_persons: int | None = _integer("persons")


@dataclass(frozen=True, kw_only=True)
class Brigade(Facility):
    """乡镇专职消防队、志愿消防队、微型消防站. Classes follow GB/T 35547."""

    family: ClassVar[Family] = Family.BRIGADE

    brigade_class: str = _choice("brigade_class", BRIGADE_CLASSES, "volunteer")
    site_area_m2: float | None = _number("m2")
    vehicles: int | None = _integer("vehicles")
    staff_persons: int | None = _integer("persons")


@dataclass(frozen=True, kw_only=True)
class Team(Facility):
    """应急救援队伍."""

    family: ClassVar[Family] = Family.TEAM

    specialty: str = _choice("team_specialty", TEAM_SPECIALTIES, "comprehensive")
    level: str = _choice("team_level", TEAM_LEVELS, "county")
    staff_persons: int | None = _integer("persons")
    leader: str = _text("custody")
    equipment: str = _text("more")


@dataclass(frozen=True, kw_only=True)
class Helipad(Facility):
    """停机坪、航空救援基地."""

    family: ClassVar[Family] = Family.HELIPAD

    kind: str = _choice("helipad_kind", HELIPAD_KINDS, "helipad")
    site_area_m2: float | None = _number("m2")
    flight_radius_km: float | None = _number("km")


FACILITY_TYPES: Mapping[Family, type[Facility]] = {
    kind.family: kind for kind in (Shelter, Depot, FireStation, Brigade, Team, Helipad)
}


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


def number_fault(spec: FieldSpec, value: float) -> str:
    """Why a number cannot be a value of the field; empty if it can.

    ``not_finite``, ``too_small``, ``too_large`` or ``not_whole``.
    """
    if not math.isfinite(value):
        return "not_finite"
    if spec.minimum is not None and value < spec.minimum:
        return "too_small"
    if abs(value) > LARGEST_NUMBER:
        return "too_large"
    return "not_whole" if spec.kind == "integer" and value != int(value) else ""


def counts_in(status: str, *, today: bool) -> bool:
    """Whether a facility of ``status`` counts: today existing ones do, in a plan planned ones too."""
    return status == Status.EXISTING or (not today and status == Status.PLANNED)
