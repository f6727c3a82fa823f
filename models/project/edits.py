"""Edits: immutable descriptions of one change to a project, each with its exact inverse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from models.facilities.facility import Facility

if TYPE_CHECKING:
    from models.county.layer import Layer
    from models.project.scenario import Scenario
    from models.project.settings import Settings


class Part(StrEnum):
    """Parts of a project that a change may touch."""

    FACILITIES = "facilities"
    LAYERS = "layers"
    LAYER_LOOKS = "layer_looks"
    SCENARIOS = "scenarios"
    ACTIVE_SCENARIO = "active_scenario"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Change:
    """What a project says after it changed.

    Parameters
    ----------
    scenario_ids, facility_ids, layer_ids
        Whom it is about; empty where the part has no such members.
    """

    parts: frozenset[Part]
    scenario_ids: frozenset[str] = frozenset()
    facility_ids: frozenset[str] = frozenset()
    layer_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FacilityEdit:
    """One facility of one scenario before and after; ``None`` means it is not there."""

    scenario_id: str
    facility_id: str
    before: Facility | None
    after: Facility | None


@dataclass(frozen=True)
class EditFacilities:
    """Add, change or delete facilities, in one or several scenarios, as one step."""

    items: tuple[FacilityEdit, ...]

    def inverse(self) -> EditFacilities:
        """Return the edit that takes this one back."""
        return EditFacilities(
            tuple(
                FacilityEdit(item.scenario_id, item.facility_id, item.after, item.before)
                for item in reversed(self.items)
            )
        )

    def followed_by(self, later: EditFacilities) -> EditFacilities:
        """Merge with a later edit into one step from this one's start to the later one's end."""
        merged: dict[tuple[str, str], FacilityEdit] = {}
        for item in (*self.items, *later.items):
            key = (item.scenario_id, item.facility_id)
            first = merged.get(key)
            before = first.before if first else item.before
            merged[key] = FacilityEdit(item.scenario_id, item.facility_id, before, item.after)
        return EditFacilities(tuple(merged.values()))


@dataclass(frozen=True)
class EditLayers:
    """Replace the list of layers: add, remove, reorder, show, hide, restyle. First is drawn on top."""

    before: tuple[Layer, ...]
    after: tuple[Layer, ...]

    def inverse(self) -> EditLayers:
        """Return the edit that takes this one back."""
        return EditLayers(self.after, self.before)


@dataclass(frozen=True)
class EditScenarios:
    """Replace the list of scenarios: add, duplicate, rename, remove."""

    before: tuple[Scenario, ...]
    after: tuple[Scenario, ...]

    def inverse(self) -> EditScenarios:
        """Return the edit that takes this one back."""
        return EditScenarios(self.after, self.before)


@dataclass(frozen=True)
class EditSettings:
    """Replace the project's settings: name, plan profile, rule set, changed rule values, typed indicators."""

    before: Settings
    after: Settings

    def inverse(self) -> EditSettings:
        """Return the edit that takes this one back."""
        return EditSettings(self.after, self.before)


@dataclass(frozen=True)
class EditTogether:
    """Several edits as one step, for instance an import that brings layers and facilities."""

    items: tuple[EditFacilities | EditLayers | EditScenarios | EditSettings, ...]

    def inverse(self) -> EditTogether:
        """Return the edit that takes this one back."""
        return EditTogether(tuple(item.inverse() for item in reversed(self.items)))


Edit = EditFacilities | EditLayers | EditScenarios | EditSettings | EditTogether


def indexed(facilities: Iterable[Facility]) -> Mapping[str, Facility]:
    """Facilities by id, in their order."""
    return {facility.id: facility for facility in facilities}
