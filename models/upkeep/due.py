"""What is due: when each duty was last done, when it comes again, how long overdue it is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.facilities.facility import Facility, Status
from models.facilities.upkeepentry import UpkeepEntry, in_order
from models.shelters.custody import due as due_on
from models.shelters.custody import record_day
from models.upkeep.duties import Duty, Subject, duties
from models.upkeep.intervals import Interval

State = Literal["overdue", "no_record", "current", "no_interval"]
STATES: tuple[State, ...] = ("overdue", "no_record", "current", "no_interval")
"""Text ``upkeep.state.<word>``. What was never done is neither overdue nor in time: nobody knows."""


@dataclass(frozen=True)
class DueRow:
    """One duty of one facility, plan or body of data.

    Parameters
    ----------
    last
        When it was last done; ``None`` without a record.
    next_due
        Last day of the interval; ``None`` without a record or an interval.
    overdue_days
        Days beyond that: 0 while it is in time, ``None`` while nobody can say.
    planned
        First day ahead that an entry names.
    """

    duty: Duty
    about: Facility | Subject
    interval: Interval
    state: State
    last: date | None
    next_due: date | None
    overdue_days: int | None
    planned: date | None


def due(
    entries: Iterable[UpkeepEntry],
    facilities: Iterable[Facility],
    intervals: Mapping[str, Interval],
    today: date,
    subjects: Iterable[Subject] = (),
) -> tuple[DueRow, ...]:
    """Every duty: the most overdue first, then what has no record, then by the day that it comes again.

    A day on the facility's own form (``last_inspection``) is a record like an entry; the later of both holds.
    What is not built yet has no duties.

    Parameters
    ----------
    intervals
        By duty, see :func:`models.upkeep.intervals.intervals`.
    today
        A record of a later day is planned, not done.
    """
    days: dict[tuple[str, str], list[date]] = {}
    for entry in entries:
        days.setdefault((entry.facility_id or entry.subject, entry.kind), []).append(entry.done_on)
    rows = []
    built = [one for one in facilities if one.status == Status.EXISTING]
    told = tuple(subjects)
    for duty in duties():
        about: Sequence[Facility | Subject] = (
            [one for one in built if one.family in duty.families]
            if duty.on == "facility"
            else [one for one in told if one.on == duty.on]
        )
        for one in about:
            found = days.get((one.id, duty.kind), [])
            own = record_day(getattr(one, f"last_{duty.kind}", None))
            rows.append(_row(duty, one, intervals[duty.id], [*found, *([own] if own else [])], today))
    return tuple(sorted(rows, key=_urgency))


def _row(
    duty: Duty, about: Facility | Subject, interval: Interval, days: Sequence[date], today: date
) -> DueRow:
    last = max((day for day in days if day <= today), default=None)
    planned = min((day for day in days if day > today), default=None)
    if last is None or not math.isfinite(interval.days):
        state: State = "no_record" if last is None else "no_interval"
        return DueRow(duty, about, interval, state, last, None, None, planned)
    # As the custody of shelters reckons it: one answer for both.
    stands = due_on(last.isoformat(), interval.days, today)
    next_due = last + timedelta(days=math.floor(interval.days))
    state = "overdue" if stands.state == "overdue" else "current"
    return DueRow(duty, about, interval, state, last, next_due, stands.overdue_days, planned)


def _urgency(row: DueRow) -> tuple[int, int, date, int, str]:
    order = [duty.id for duty in duties()].index(row.duty.id)
    named = row.about.id if isinstance(row.about, Subject) else row.about.name or row.about.id
    return STATES.index(row.state), -(row.overdue_days or 0), row.next_due or date.max, order, named


def open_findings(entries: Iterable[UpkeepEntry], today: date) -> tuple[UpkeepEntry, ...]:
    """Entries whose finding is not put right by that day, the oldest first."""
    return tuple(entry for entry in in_order(entries) if entry.is_open(today))


def strangers(entries: Iterable[UpkeepEntry], facility_ids: Iterable[str]) -> tuple[UpkeepEntry, ...]:
    """Entries of facilities that are not there (any more); they stay in the ledger, nothing is due."""
    there = set(facility_ids)
    return tuple(entry for entry in entries if entry.facility_id and entry.facility_id not in there)
