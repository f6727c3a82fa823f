"""Emergency shelters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, date, flag, integer, number, text
from models.kernel.text import Lang, has_text, t

SHELTER_CLASSES = ("emergency", "short", "medium", "long", "central")
FIXED_SHELTER_CLASSES = ("short", "medium", "long", "central")
UNKNOWN_CLASS = "unknown"
"""Of a shelter whose class no list states: it counts for no class, and figures about classes say so."""

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
INSIDE_SPACES = ("indoor", "underground")
UNKNOWN_SPACE = "unknown"
"""Of a shelter of which no list states whether it is indoors: neither share counts it, and figures say so."""


def state_word(state: str, lang: Lang) -> str:
    """Running state in a language, if it is one of the usual words of either; else as it was typed."""
    key = f"running_state.{state}"
    return t(key, lang) if has_text(key) else state


@dataclass(frozen=True, kw_only=True)
class Shelter(Facility):
    """应急避难场所. Classes follow GB 51143: emergency, three fixed ones by length of stay, central."""

    family: ClassVar[Family] = Family("shelter")

    shelter_class: str = choice("shelter_class", (*SHELTER_CLASSES, UNKNOWN_CLASS), "short")
    kind: str = choice("shelter_kind", SHELTER_KINDS, "square")
    space: str = choice("space", (*SPACES, UNKNOWN_SPACE), "outdoor")
    gross_area_m2: float | None = number("m2")
    effective_area_m2: float | None = number("m2")
    stated_capacity_persons: int | None = integer("persons")
    suited_hazards: str = text()
    builder: str = text("custody")
    maintainer: str = text("custody")
    last_inspection: str | None = date("custody")
    last_drill: str | None = date("custody")
    has_command: bool | None = flag("functions")
    has_tents: bool | None = flag("functions")
    has_medical: bool | None = flag("functions")
    seismic_adequate: bool | None = flag("functions")
    is_signed: bool | None = flag("functions")
    occupancy_persons: int | None = integer("persons", "state")
    state: str = text("state")
