"""A plan by year on the page: what stands at the end of each year in which its key projects are finished."""

from __future__ import annotations

from dataclasses import replace

from models.kernel.text import Lang, t
from models.plans.plans import check
from models.project.scenario import Scenario
from models.project.years import year_remarks
from reports.context import ReportContext, ScenarioResult

OF_YEAR = "@"
"""Between the id of a plan and its year."""


def year_notes(scenario: Scenario) -> list[str]:
    """Whose people a year's figures count, and what it leaves out; nothing for a scenario of no year."""
    return scenario.note.splitlines() if OF_YEAR in scenario.id else []


def with_years(context: ReportContext, lang: Lang) -> ReportContext:
    """The context whose results hold each year of a plan after the plan itself, as scenarios to choose.

    The same where no key project says when it is finished.
    """
    results: dict[str, ScenarioResult] = {}
    for key, result in context.results.items():
        results[key] = result
        for phase in context.phases(key):
            title = t("report.webmap.in_year", lang, scenario=result.scenario.title(lang), year=phase.year)
            scenario = replace(
                phase.scenario,
                id=f"{key}{OF_YEAR}{phase.year}",
                name=title,
                note="\n".join(year_remarks(phase.view, phase.scenario.id, lang)),
                evacuation=None,
            )
            settings = phase.view.project.settings
            findings = check(phase.assessment, context.rules, context.profile, settings, context.made_on)
            results[scenario.id] = ScenarioResult(scenario, phase.assessment, findings)
    return context if len(results) == len(context.results) else replace(context, results=results)
