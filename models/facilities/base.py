"""What all families of facilities share: family, status, fields that describe themselves.

A facility is an immutable value. Its fields carry their own description (kind, unit, choices), from which
the form, the table, the import, the project file and the ledgers are made, so that each is written once.
Geometry is in the metric coordinate system of the project.
"""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from models.facilities.families import Family as Family


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


def text(group: str = "main") -> Any:
    """A text; empty where nothing is known."""
    return field(default="", metadata=_spec("text", group=group))


def number(unit: str, group: str = "main") -> Any:
    """A number, none below zero."""
    return field(default=None, metadata=_spec("number", unit=unit, group=group, minimum=0))


def integer(unit: str, group: str = "main") -> Any:
    """A whole number, none below zero."""
    return field(default=None, metadata=_spec("integer", unit=unit, group=group, minimum=0))


def choice(choices: str, values: tuple[str, ...], default: str, group: str = "main") -> Any:
    """One of several values, whose words are ``choice.<choices>.<value>``."""
    return field(
        default=default,
        metadata=_spec("choice", choices=choices, values=values, group=group),
    )


def date(group: str) -> Any:
    """A day as ``YYYY-MM-DD``, or a month."""
    return field(default=None, metadata=_spec("date", group=group))


def flag(group: str) -> Any:
    """Yes, no, or not known."""
    return field(default=None, metadata=_spec("flag", group=group))


STATUSES = tuple(str(status) for status in Status)


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
    name: str = text()
    status: str = choice("status", STATUSES, Status.PLANNED.value)
    finished_year: int | None = integer("year", "more")
    address: str = text("more")
    manager: str = text("custody")
    contact: str = text("custody")
    source: str = text("more")
    note: str = text("more")

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
