"""Depots of relief supplies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, number

DEPOT_LEVELS = ("province", "city", "county", "township", "park", "community")
DEPOT_KINDS = ("comprehensive", "relief", "flood", "fire", "other")
STORAGES = ("own", "contract", "corporate")
RELIEF_KINDS = ("comprehensive", "relief")
"""Kinds whose floor area building standard 121 is about: not those of flood control, fire and others."""


@dataclass(frozen=True, kw_only=True)
class Depot(Facility):
    """物资储备库(点)."""

    family: ClassVar[Family] = Family("depot")

    level: str = choice("depot_level", DEPOT_LEVELS, "township")
    kind: str = choice("depot_kind", DEPOT_KINDS, "comprehensive")
    storage: str = choice("storage", STORAGES, "own")
    floor_area_m2: float | None = number("m2")
    site_area_m2: float | None = number("m2")

    @property
    def is_relief_store(self) -> bool:
        """Whether its floor area counts as that of a relief store: of its own, for relief supplies."""
        return self.kind in RELIEF_KINDS and self.storage == "own"
