"""Fire brigades of townships and volunteers, micro fire stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, integer, number

BRIGADE_CLASSES = ("full_time_1", "full_time_2", "volunteer", "micro")


@dataclass(frozen=True, kw_only=True)
class Brigade(Facility):
    """乡镇专职消防队、志愿消防队、微型消防站. Classes follow GB/T 35547."""

    family: ClassVar[Family] = Family("brigade")

    brigade_class: str = choice("brigade_class", BRIGADE_CLASSES, "volunteer")
    site_area_m2: float | None = number("m2")
    vehicles: int | None = integer("vehicles")
    staff_persons: int | None = integer("persons")
