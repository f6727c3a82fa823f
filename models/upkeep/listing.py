"""The yearly ledger of a project, and its tables as every output shows them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from models.facilities.facility import Facility
from models.facilities.upkeepentry import UpkeepEntry, in_order
from models.kernel.text import Lang, t
from models.plans.plans import profile_of
from models.project.project import Project
from models.project.scenario import Scenario
from models.rules.rules import load_rules
from models.upkeep.due import STATES, DueRow, State, due, open_findings, strangers
from models.upkeep.duties import Subject, subjects
from models.upkeep.intervals import Interval, intervals
from models.upkeep.yearplan import Month, year_plan

Value = str | int | None

DUE_COLUMNS = (
    "about",
    "kind",
    "state",
    "last",
    "next_due",
    "overdue_days",
    "planned",
    "interval_days",
    "basis",
    "source",
)
PLAN_COLUMNS = ("month", "day", "about", "kind", "why")
ENTRY_COLUMNS = ("day", "about", "kind", "who", "finding", "repaired_on")
COUNTED = ("overdue_days", "interval_days")
"""Columns of whole days; words and dates in all others."""


@dataclass(frozen=True)
class Ledger:
    """What is due in a scenario on a day.

    Attributes
    ----------
    strangers
        Entries of facilities that the scenario does not have.
    """

    scenario: Scenario
    today: date
    entries: tuple[UpkeepEntry, ...]
    rows: tuple[DueRow, ...]
    months: tuple[Month, ...]
    findings: tuple[UpkeepEntry, ...]
    strangers: tuple[UpkeepEntry, ...]

    def count(self, state: State) -> int:
        """How many duties stand so."""
        return sum(row.state == state for row in self.rows)


def ledger_of(project: Project, scenario: Scenario, today: date) -> Ledger:
    """The yearly ledger of a scenario as it stands on a day."""
    settings = project.settings
    entries = in_order(settings.upkeep)
    every = intervals(load_rules(settings.ruleset_id, settings.overrides), profile_of(settings).rows)
    asked = subjects(entries, settings.local.absent_hazards)
    rows = due(entries, scenario.facilities.values(), every, today, asked)
    return Ledger(
        scenario,
        today,
        entries,
        rows,
        year_plan(rows, today),
        open_findings(entries, today),
        strangers(entries, scenario.facilities),
    )


def about_name(about: Facility | Subject, lang: Lang) -> str:
    """Name of a facility, plan or body of data."""
    return about.name(lang) if isinstance(about, Subject) else about.name or t("upkeep.unnamed", lang)


def interval_days(interval: Interval) -> int | None:
    """Whole days of an interval; ``None`` where nobody gives one."""
    return math.floor(interval.days) if math.isfinite(interval.days) else None


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def due_values(row: DueRow, lang: Lang) -> dict[str, Value]:
    """One duty, by ``DUE_COLUMNS``; what is not known is ``None``."""
    return {
        "about": about_name(row.about, lang),
        "kind": t(f"upkeep.kind.{row.duty.kind}", lang),
        "state": t(f"upkeep.state.{row.state}", lang),
        "last": _iso(row.last),
        "next_due": _iso(row.next_due),
        "overdue_days": row.overdue_days,
        "planned": _iso(row.planned),
        "interval_days": interval_days(row.interval),
        "basis": t(f"upkeep.basis.{row.interval.basis}", lang),
        "source": row.interval.source.text(lang),
    }


def plan_values(ledger: Ledger, lang: Lang) -> list[dict[str, Value]]:
    """The year plan, one row a task, by ``PLAN_COLUMNS``."""
    return [
        {
            "month": f"{month.year}-{month.month:02}",
            "day": task.day.isoformat(),
            "about": about_name(task.row.about, lang),
            "kind": t(f"upkeep.kind.{task.row.duty.kind}", lang),
            "why": t(f"upkeep.why.{task.why}", lang),
        }
        for month in ledger.months
        for task in month.tasks
    ]


def entry_values(entry: UpkeepEntry, ledger: Ledger, lang: Lang) -> dict[str, Value]:
    """One entry, by ``ENTRY_COLUMNS``."""
    facility = ledger.scenario.facilities.get(entry.facility_id)
    named: Facility | Subject | None = facility
    if entry.subject:
        named = next((row.about for row in ledger.rows if row.about.id == entry.subject), None)
    gone = t("upkeep.gone", lang) if entry.facility_id else entry.subject
    return {
        "day": entry.day,
        "about": gone if named is None else about_name(named, lang),
        "kind": t(f"upkeep.kind.{entry.kind}", lang),
        "who": entry.who,
        "finding": entry.finding,
        "repaired_on": entry.repaired_on or (t("upkeep.open", lang) if entry.finding else ""),
    }


def notes(ledger: Ledger, lang: Lang) -> list[str]:
    """What has to be known of the tables: how many stand how, open findings, strangers, practice."""
    lines = [
        t("upkeep.count", lang, state=t(f"upkeep.state.{state}", lang), count=ledger.count(state))
        for state in STATES
        if ledger.count(state)
    ]
    lines.append(t("upkeep.findings", lang, count=len(ledger.findings)))
    if ledger.strangers:
        lines.append(t("upkeep.strangers", lang, count=len(ledger.strangers)))
    practice = {row.duty.id for row in ledger.rows if row.interval.basis == "practice"}
    if practice:
        lines.append(t("upkeep.practice", lang, count=len(practice)))
    return lines
