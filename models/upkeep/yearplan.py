"""The year plan: what has to be done in each of the twelve months from a day on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.upkeep.due import DueRow

MONTHS = 12

Why = Literal["overdue", "no_record", "planned", "due", "again"]


@dataclass(frozen=True)
class Task:
    """One duty on one day of the plan.

    Parameters
    ----------
    day
        Latest day; of what is overdue or has no record, the day that the plan begins with.
    why
        Text ``upkeep.why.<word>``; ``again`` is a later time of a duty that comes more than once in the plan.
    """

    row: DueRow
    day: date
    why: Why


@dataclass(frozen=True)
class Month:
    """A month of the plan with its tasks by day."""

    year: int
    month: int
    tasks: tuple[Task, ...]


def year_plan(rows: Iterable[DueRow], today: date) -> tuple[Month, ...]:
    """Twelve months, the first with ``today`` in it.

    What is overdue or has no record stands on ``today``, unless a day ahead is planned for it; what comes
    more than once a year stands again an interval later, as if each were done on its day.
    """
    last = _months_on(today, MONTHS) - timedelta(days=1)
    tasks = [task for row in rows for task in _tasks(row, today, last)]
    tasks.sort(key=lambda task: task.day)
    months = [_months_on(today, number) for number in range(MONTHS)]
    return tuple(
        Month(
            start.year,
            start.month,
            tuple(task for task in tasks if (task.day.year, task.day.month) == (start.year, start.month)),
        )
        for start in months
    )


def _tasks(row: DueRow, today: date, last: date) -> Iterable[Task]:
    first, why = _first(row, today)
    step = max(1, math.floor(row.interval.days)) if math.isfinite(row.interval.days) else None
    while first is not None and first <= last:
        yield Task(row, first, why)
        first, why = (None if step is None else first + timedelta(days=step)), "again"


def _first(row: DueRow, today: date) -> tuple[date | None, Why]:
    if row.planned is not None:
        return row.planned, "planned"
    if row.state == "overdue":
        return today, "overdue"
    if row.state == "no_record":
        return today, "no_record"
    return row.next_due, "due"


def _months_on(day: date, count: int) -> date:
    """First day of the month so many months after that of a day."""
    months = day.year * MONTHS + day.month - 1 + count
    return date(months // MONTHS, months % MONTHS + 1, 1)
