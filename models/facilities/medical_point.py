"""Medical points: hospitals and other places that medical aid comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, integer

MEDICAL_CLASSES = ("hospital_1", "hospital_2", "other")


@dataclass(frozen=True, kw_only=True)
class MedicalPoint(Facility):
    """医疗救护点. Classes of hospitals follow GB/T 51327."""

    family: ClassVar[Family] = Family("medical_point")

    medical_class: str = choice("medical_class", MEDICAL_CLASSES, "other")
    beds: int | None = integer("beds")
    ambulances: int | None = integer("vehicles")
