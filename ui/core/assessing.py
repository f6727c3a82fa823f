"""Computing figures and findings of a project: by who opens it or edits it, on any thread, once a state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from models.kernel.progress import Work
from models.project.project import Project

if TYPE_CHECKING:
    # What computes brings scipy and pandas: imported where it is called, so that the window shows first.
    from models.findings.findings import Finding
    from models.findings.results import Assessment
    from models.gate.remark import DataRemark
    from models.plans.planrows import Profile
    from models.rules.rules import Rules


@dataclass(frozen=True, eq=False)
class Assessed:
    """Figures and findings of the scenario that a project shows, and what its data say against themselves."""

    assessment: Assessment
    findings: tuple[Finding, ...]
    remarks: tuple[DataRemark, ...]


_ready: WeakKeyDictionary[Project, tuple[int, date, Assessed]] = WeakKeyDictionary()
"""What was computed while a project was read, until it is opened."""


def rules_of(project: Project) -> Rules:
    """Rule values in force, with the county's own changes."""
    from models.rules.rules import load_rules

    return load_rules(project.settings.ruleset_id, project.settings.overrides)


def plan_of(project: Project, today: date) -> Profile:
    """The plan that the county is held against, with the targets of the year in force."""
    from models.plans.plans import profile_of, target_year, with_families

    plan = with_families(profile_of(project.settings), project.scenarios)
    return plan.at(target_year(project.settings, today))


def assessing(project: Project, today: date) -> Work[Assessed]:
    """Return the work of computing what is there now; the project may be edited on before it is done."""
    rules, profile = rules_of(project), plan_of(project, today)
    county, scenario, settings = project.county_in(project.active), project.active, project.settings
    lacking, copy = project.lacking_in(scenario), project.snapshot()

    def work() -> Work[Assessed]:
        from models.assessment.assess import assess_in_steps
        from models.gate.gate import data_remarks
        from models.plans.plans import check

        assessment = yield from assess_in_steps(county, scenario, rules, lacking, settings.local)
        return Assessed(assessment, check(assessment, rules, profile, settings, today), data_remarks(copy))

    return work()


def keep_ready(project: Project, today: date, assessed: Assessed) -> None:
    """Keep what was computed while the project was read: whoever opens it need not do it again."""
    _ready[project] = (project.revision, today, assessed)


def take_ready(project: Project, today: date) -> Assessed | None:
    """What was computed while the project was read, if nothing was changed since; it is asked for once."""
    revision, day, assessed = _ready.pop(project, (-1, today, None))
    if assessed is None or (revision, day) != (project.revision, today):
        return None
    return assessed if assessed.assessment.county is project.county_in(project.active) else None
