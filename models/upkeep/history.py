"""Findings by year: a year is closed, and its figures stay as they were, whatever the data say later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.findings.findings import Finding, Target, Verdict
from models.findings.standing import asked
from models.plans.projectcheck import findings_of
from models.project.edits import EditSettings
from models.project.project import Project
from models.project.scenario import TODAY_ID
from models.project.yearrecord import YearFigure, YearRecord


@dataclass(frozen=True)
class CoursePoint:
    """One row of the plan in a year that was closed, or now (``year`` is ``None``)."""

    year: int | None
    value: float | None
    unit: str
    verdict: Verdict
    target: Target | None


def record_of(
    findings: Iterable[Finding], year: int, day: date, profile_id: str, note: str = ""
) -> YearRecord:
    """Record of a year: every row that has a value, or is held against one."""
    kept = [one for one in findings if one.figure.value is not None or asked(one) is not None]
    figures = (
        YearFigure(
            one.id,
            {"zh": one.name("zh"), "en": one.name("en")},
            one.figure.unit,
            one.figure.value,
            one.verdict,
            asked(one),
        )
        for one in kept
    )
    return YearRecord(year, day.isoformat(), profile_id, tuple(figures), note)


def close_year(
    project: Project, year: int, today: date, findings: Iterable[Finding] | None = None
) -> EditSettings:
    """Edit that keeps today's state as that of a year; an earlier record of the year gives way.

    Parameters
    ----------
    findings
        Of today's state, where somebody has them already.

    Raises
    ------
    ValueError
        The year cannot be (:attr:`~models.project.yearrecord.YearRecord.fault`).
    """
    found = findings_of(project, TODAY_ID, today) if findings is None else findings
    made = record_of(found, year, today, project.settings.profile_id)
    if made.fault:
        raise ValueError(f"year record: {made.fault}")
    return project.settings_edit(history=kept_with(project.settings.history, made))


def kept_with(history: Sequence[YearRecord], made: YearRecord) -> tuple[YearRecord, ...]:
    """The history with one more year, in order; a record of the same year gives way."""
    others = (one for one in history if one.year != made.year)
    return tuple(sorted((*others, made), key=lambda one: one.year))


def year_to_close(history: Sequence[YearRecord], today: date) -> int:
    """Year that is to be closed next: the last one, until it is."""
    return today.year if any(one.year == today.year - 1 for one in history) else today.year - 1


def course(history: Iterable[YearRecord], finding: Finding) -> tuple[CoursePoint, ...]:
    """A row of the plan in each year that was closed, then now; years that do not know it are left out."""
    found = [(one.year, one.by_id[finding.id]) for one in history if finding.id in one.by_id]
    now = CoursePoint(None, finding.figure.value, finding.figure.unit, finding.verdict, asked(finding))
    past = (CoursePoint(year, one.value, one.unit, one.verdict, one.target) for year, one in found)
    return (*past, now)
