"""What a report is made from. Every document takes every number from here, and so from one computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from models.assess import assess
from models.assessment import Assessment
from models.assign import assign_nearest
from models.assignment import STAYS, Assignment
from models.findings import Finding
from models.plans import Profile, check, profile_of, target_year
from models.progress import run_to_end
from models.project import Project, Scenario
from models.revision import project_revision
from models.rules import Rules, load_rules
from models.version import VERSION


@dataclass(frozen=True, eq=False)
class ScenarioResult:
    """One scenario held against the county and the plan."""

    scenario: Scenario
    assessment: Assessment
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class ReportContext:
    """Inputs of a report.

    Attributes
    ----------
    results
        Every scenario of the project by id, in the project's order.
    scenario_id
        The scenario that the report is about.
    made_on
        Date printed on the report.
    """

    project: Project
    results: Mapping[str, ScenarioResult]
    scenario_id: str
    rules: Rules
    profile: Profile
    made_on: date
    version: str = VERSION

    @property
    def main(self) -> ScenarioResult:
        """The scenario that the report is about."""
        return self.results[self.scenario_id]

    @cached_property
    def revision(self) -> str:
        """Mark of the project's content, the same wherever and whenever the same project is opened."""
        return project_revision(self.project)

    @cached_property
    def assignments(self) -> Mapping[str, Assignment]:
        """People assigned to the scenario's shelters, nearest first, by stay class; made when asked for."""
        main = self.main
        return {
            stay: run_to_end(assign_nearest(main.assessment.county, main.scenario, self.rules, stay))
            for stay in STAYS
        }


def with_profile(context: ReportContext, profile_id: str) -> ReportContext:
    """The same scenarios held against another plan; nothing is assessed again.

    Raises
    ------
    HavenError
        When there is no such profile (``unknown_profile``).
    """
    settings, made_on = context.project.settings, context.made_on
    profile = profile_of(settings, profile_id).at(target_year(settings, made_on))
    results = {
        key: replace(result, findings=check(result.assessment, context.rules, profile, settings, made_on))
        for key, result in context.results.items()
    }
    return replace(context, results=results, profile=profile)


def make_context(
    project: Project,
    scenario_id: str | None = None,
    profile_id: str | None = None,
    *,
    made_on: date,
) -> ReportContext:
    """Compute everything a report needs.

    Parameters
    ----------
    scenario_id, profile_id
        Default to the project's active scenario and its own plan profile; KeyError for unknown ones.
    made_on
        Date to print; passed in so that the same project gives the same report.
    """
    settings = project.settings
    rules = load_rules(settings.ruleset_id, settings.overrides)
    profile = profile_of(settings, profile_id).at(target_year(settings, made_on))
    chosen = project.scenario(scenario_id or project.active_scenario_id)
    results: dict[str, ScenarioResult] = {}
    for scenario in project.scenarios:
        assessment = assess(project.county, scenario, rules)
        results[scenario.id] = ScenarioResult(
            scenario, assessment, check(assessment, rules, profile, settings, made_on)
        )
    return ReportContext(project, results, chosen.id, rules, profile, made_on)
