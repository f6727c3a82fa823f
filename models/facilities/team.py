"""Rescue teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, integer, text

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


@dataclass(frozen=True, kw_only=True)
class Team(Facility):
    """应急救援队伍."""

    family: ClassVar[Family] = Family("team")

    specialty: str = choice("team_specialty", TEAM_SPECIALTIES, "comprehensive")
    level: str = choice("team_level", TEAM_LEVELS, "county")
    staff_persons: int | None = integer("persons")
    leader: str = text("custody")
    equipment: str = text("more")
