"""Findings of a scenario of a project: all that has to be asked for them, in one place."""

from __future__ import annotations

from datetime import date

from models.assessment.assess import assess
from models.findings.findings import Finding
from models.plans.plans import check, profile_of, target_year, with_families
from models.project.project import Project
from models.rules.rules import load_rules


def findings_of(project: Project, scenario_id: str, as_of: date) -> tuple[Finding, ...]:
    """Findings of a scenario, held against the plan of the project as of a day."""
    settings, scenario = project.settings, project.scenario(scenario_id)
    rules = load_rules(settings.ruleset_id, settings.overrides)
    county = project.county_in(scenario)
    profile = with_families(profile_of(settings), project.scenarios)
    profile = profile.at(target_year(settings, as_of))
    assessment = assess(county, scenario, rules, project.lacking_in(scenario), settings.local)
    return check(assessment, rules, profile, settings, as_of)
