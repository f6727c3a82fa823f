"""What was done to keep a facility, a plan or a body of data fit for use: one dated entry each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from models.facilities.base import new_id

KINDS = ("inspection", "drill", "maintenance", "data")
"""Inspection (of a plan: its review), drill, maintenance, renewal of data: text ``upkeep.kind.<word>``."""

_OF_NO_FACILITY = ("inspection", "drill", "data")


@dataclass(frozen=True, kw_only=True)
class UpkeepEntry:
    """One entry of the yearly ledger; what comes later is another entry, so that each year keeps its own.

    Parameters
    ----------
    kind
        A word of ``KINDS``.
    day
        When it was done, or will be, ISO date.
    facility_id
        Facility that it is about, the same in every scenario; empty for a plan or a body of data.
    subject
        The plan or body of data: a key of ``resources/upkeep.toml``, or the name that people use; empty for
        a facility.
    who
        Who did it.
    finding
        What was found wanting; empty where nothing was.
    repaired_on
        When that was put right, ISO date; ``None`` while it is not.
    """

    id: str = field(default_factory=new_id)
    kind: str = "inspection"
    day: str = ""
    facility_id: str = ""
    subject: str = ""
    who: str = ""
    finding: str = ""
    repaired_on: str | None = None

    @property
    def fault(self) -> str:
        """Why it cannot be so, as text ``upkeep.fault.<word>``; empty if it can."""
        day = whole_day(self.day)
        repaired = whole_day(self.repaired_on or "")
        if self.kind not in KINDS:
            return "kind"
        if day is None or (self.repaired_on is not None and repaired is None):
            return "day"
        if bool(self.facility_id) == bool(self.subject):
            return "about"
        if self.kind not in _OF_NO_FACILITY if self.subject else self.kind == "data":
            return "kind_about"
        if repaired is not None and not self.finding:
            return "nothing_found"
        return "backwards" if repaired is not None and repaired < day else ""

    @property
    def done_on(self) -> date:
        """The day; ValueError for an entry whose day is none."""
        return date.fromisoformat(self.day)

    def is_open(self, today: date) -> bool:
        """Whether something was found by that day that is not put right yet."""
        if not self.finding or self.done_on > today:
            return False
        repaired = whole_day(self.repaired_on or "")
        return repaired is None or repaired > today


def whole_day(text: str) -> date | None:
    """Day of an ISO date with year, month and day; ``None`` if it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-29") else None
    except ValueError:
        return None


def in_order(entries: Iterable[UpkeepEntry]) -> tuple[UpkeepEntry, ...]:
    """Entries by day, the oldest first; those of one day as they came."""
    return tuple(sorted(entries, key=lambda entry: entry.day))
