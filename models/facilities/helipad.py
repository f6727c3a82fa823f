"""Helipads and bases of air rescue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, number

HELIPAD_KINDS = ("helipad", "air_base", "temporary")


@dataclass(frozen=True, kw_only=True)
class Helipad(Facility):
    """停机坪、航空救援基地."""

    family: ClassVar[Family] = Family("helipad")

    kind: str = choice("helipad_kind", HELIPAD_KINDS, "helipad")
    site_area_m2: float | None = number("m2")
    flight_radius_km: float | None = number("km")
