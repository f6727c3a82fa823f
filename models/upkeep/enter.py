"""The yearly ledger of a project changed, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from models.facilities.facility import Facility
from models.facilities.upkeepentry import UpkeepEntry
from models.project.edits import EditFacilities, EditTogether, FacilityEdit
from models.project.project import Project
from models.shelters.custody import record_day

_Days = tuple[frozenset[str], frozenset[str]]


def entered(project: Project, entries: Sequence[UpkeepEntry], today: date) -> EditTogether:
    """Edit that adds entries; see :func:`ledger_edit`."""
    return ledger_edit(project, (*project.settings.upkeep, *entries), today)


def ledger_edit(project: Project, after: Sequence[UpkeepEntry], today: date) -> EditTogether:
    """Edit that replaces the ledger, and keeps the day on facilities' own forms in step with it.

    Figures of custody read the form: both say the same, in every scenario that has the facility. A form is
    brought on to the latest day of its kind; one that holds the day of an entry that is gone goes back to the
    latest day that is left, or to none. A day after ``today`` is only planned and leaves the form alone.

    Raises
    ------
    ValueError
        An entry cannot be so (:attr:`~models.facilities.upkeepentry.UpkeepEntry.fault`).
    """
    for entry in after:
        if entry.fault:
            raise ValueError(f"upkeep {entry.id!r}: {entry.fault}")
    old, new = _days(project.settings.upkeep, today), _days(after, today)
    changed: dict[str, dict[str, _Days]] = {}
    for facility_id, kind in sorted(old.keys() | new.keys()):
        both = old.get((facility_id, kind), frozenset()), new.get((facility_id, kind), frozenset())
        if both[0] != both[1]:
            changed.setdefault(facility_id, {})[f"last_{kind}"] = both
    items = [
        FacilityEdit(scenario.id, facility_id, facility, later)
        for scenario in project.scenarios
        for facility_id, forms in changed.items()
        if (facility := scenario.facilities.get(facility_id)) is not None
        and (later := _in_step(facility, forms)) is not facility
    ]
    ledger = project.settings_edit(upkeep=tuple(after))
    return EditTogether((ledger, EditFacilities(tuple(items))) if items else (ledger,))


def _days(entries: Sequence[UpkeepEntry], today: date) -> dict[tuple[str, str], frozenset[str]]:
    """Days up to today that each facility has entries of each kind of."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for entry in entries:
        if entry.facility_id and entry.done_on <= today:
            key = entry.facility_id, entry.kind
            found[key] = found.get(key, frozenset()) | {entry.day}
    return found


def _in_step(facility: Facility, forms: Mapping[str, _Days]) -> Facility:
    """The facility with each form in step with the days of its kind before and after."""
    changes: dict[str, Any] = {}
    for form, (before, after) in forms.items():
        if not hasattr(facility, form):
            continue
        told = getattr(facility, form)
        day, latest = record_day(told), max(after, default=None)
        is_older = latest is not None and (day is None or day.isoformat() < latest)
        if is_older or (told in before and told not in after):
            changes[form] = latest
    return replace(facility, **changes) if changes else facility
