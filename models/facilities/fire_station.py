"""Fire stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, flag, integer, number

STATION_CLASSES = ("first", "second", "small", "special", "support")


@dataclass(frozen=True, kw_only=True)
class FireStation(Facility):
    """消防救援站. Classes follow 建标152-2017."""

    family: ClassVar[Family] = Family("fire_station")

    station_class: str = choice("station_class", STATION_CLASSES, "second")
    is_suburban: bool | None = flag("main")
    site_area_m2: float | None = number("m2")
    building_area_m2: float | None = number("m2")
    vehicles: int | None = integer("vehicles")
    staff_persons: int | None = integer("persons")
