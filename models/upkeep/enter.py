"""Entries taken into a project's ledger, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from models.facilities.facility import Facility
from models.facilities.upkeepentry import UpkeepEntry
from models.project.edits import EditFacilities, EditTogether, FacilityEdit
from models.project.project import Project
from models.shelters.custody import record_day


def entered(project: Project, entries: Sequence[UpkeepEntry], today: date) -> EditTogether:
    """Edit that adds entries, and brings the day on a facility's own form on to the latest of its kind.

    Figures of custody read the form: both then say the same, in every scenario that has the facility. A day
    after ``today`` is only planned and leaves the form alone.

    Raises
    ------
    ValueError
        An entry cannot be so (:attr:`~models.facilities.upkeepentry.UpkeepEntry.fault`).
    """
    for entry in entries:
        if entry.fault:
            raise ValueError(f"upkeep {entry.id!r}: {entry.fault}")
    ledger = project.settings_edit(upkeep=(*project.settings.upkeep, *entries))
    latest: dict[str, dict[str, str]] = {}
    for entry in entries:
        if entry.done_on > today:
            continue
        form = f"last_{entry.kind}"
        of_facility = latest.setdefault(entry.facility_id, {})
        of_facility[form] = max(entry.day, of_facility.get(form, ""))
    items = [
        FacilityEdit(scenario.id, facility.id, facility, later)
        for scenario in project.scenarios
        for facility_id, days in latest.items()
        if (facility := scenario.facilities.get(facility_id)) is not None
        and (later := _brought_on(facility, days)) is not facility
    ]
    return EditTogether((ledger, EditFacilities(tuple(items))) if items else (ledger,))


def _brought_on(facility: Facility, days: dict[str, str]) -> Facility:
    newer: dict[str, Any] = {
        form: day
        for form, day in days.items()
        if hasattr(facility, form) and _is_older(getattr(facility, form), day)
    }
    return replace(facility, **newer) if newer else facility


def _is_older(text: str | None, day: str) -> bool:
    known, new = record_day(text), record_day(day)
    return new is not None and (known is None or known < new)
