"""What ``check`` prints: every row of one plan or of several, as a table to read or as JSON."""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.access.measures import measured_by
from models.assessment.compare import courses
from models.assessment.explain import asked_text, finding_json
from models.findings.findings import Finding, Verdict
from models.findings.formulas import caution_text, figure_name
from models.findings.numbers import figure_text, unit_name
from models.findings.standing import basis_text, beside_text, grouped, is_to_fill, score_text
from models.gate.gate import data_remarks
from models.kernel.text import Lang, t
from models.plans.plans import profile_ids
from models.project.remarks import opening_message
from models.project.years import year_remarks
from reports.words import people_note
from ui.cli.opening import MAX_NAMES, context_of, open_project
from ui.cli.parser import EXIT_OK, print_json

if TYPE_CHECKING:
    from models.county.travel import TravelBy
    from models.project.project import Project
    from reports.context import ReportContext

MAX_NAME_CELLS = 56
MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.NO_DATA: "–", Verdict.INFO: "·"}
_RIGHT = (2,)


def all_profiles(project: Project) -> tuple[str, ...]:
    """Ids of the plans that ship and of the county's own copies."""
    return (*profile_ids(), *project.settings.custom_profiles)


def contexts_of(
    path: Path | None,
    scenario: str | None,
    profiles: Sequence[str],
    *,
    is_all: bool = False,
    by: TravelBy | None = None,
    year: int | None = None,
) -> list[ReportContext]:
    """Compute a project once and hold it against each of the plans; against its own if none is named.

    Parameters
    ----------
    by
        How to measure distances over land; ``None`` for as the project says.
    year
        Everything as it stands at the end of this year; ``None`` for as the scenarios are.

    Raises
    ------
    HavenError
        When there is no such scenario or profile, before anything takes time; by road without roads.
    """
    from models.plans.plans import profile_of
    from reports.context import with_profile

    project = open_project(path)
    wanted = all_profiles(project) if is_all else tuple(dict.fromkeys(profiles))
    for profile_id in wanted:
        profile_of(project.settings, profile_id)
    context = context_of(path, scenario, wanted[0] if wanted else None, by, year)
    return [context, *(with_profile(context, profile_id) for profile_id in wanted[1:])]


# -- JSON ----------------------------------------------------------------------------------------------------
def findings_json(contexts: Sequence[ReportContext], path: Path | None, lang: Lang) -> dict[str, Any]:
    """Findings as ``check --json`` prints them: one object, with a list if several plans were asked for."""
    first = contexts[0]
    found = [remark.as_json(lang) for remark in data_remarks(first.project)]
    head = {
        "project": path.name if path is not None else first.project.settings.name,
        "scenario": first.main.scenario.title(lang),
        "complete": not first.project.left_out,
        "measured_by": measured_by(first.project.county),
        "people": {"kind": first.project.county.people_kind, "year": first.project.county.people.year},
        "remarks": [remark.text(lang) for remark in first.project.remarks],
        "ways": [
            {
                "figure_id": row.figure_id,
                "name": figure_name(row.figure_id, lang),
                "unit": unit_name(row.unit, lang),
                **{way: row.values[way] for way in first.ways_known},
            }
            for row in first.ways
        ],
    }
    if (view := first.in_year) is not None:
        head["year"] = {
            "year": view.year,
            "has_people": view.has_people,
            "later": sorted(view.later[first.scenario_id]),
            "undated": sorted(view.undated[first.scenario_id]),
            "undated_from": view.undated_from,
            "remarks": year_remarks(view, first.scenario_id, lang),
        }
    plans = [_plan_json(context, lang, found) for context in contexts]
    return {**head, **plans[0]} if len(plans) == 1 else {**head, "profiles": plans}


def _plan_json(context: ReportContext, lang: Lang, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    through = courses({key: result.findings for key, result in context.results.items()})
    titles = {key: result.scenario.title(lang) for key, result in context.results.items()}
    return {
        "profile": context.profile.id,
        "plan": context.profile.plan[lang],
        "findings": [
            {
                **finding_json(finding, context.rules, lang),
                "scenarios": [
                    {
                        "scenario": titles[point.scenario_id],
                        "figure": point.value,
                        "verdict": str(point.verdict),
                        "trend": str(point.trend) if point.trend else None,
                    }
                    for point in through[finding.id]
                ],
            }
            for finding in context.main.findings
        ]
        + list(found),
    }


# -- text ----------------------------------------------------------------------------------------------------
def findings_text(contexts: Sequence[ReportContext], lang: Lang) -> str:
    """Findings as tables, one for each plan."""
    project = contexts[0].project
    plans = "\n\n".join(_plan_text(context, lang) for context in contexts)
    doubts = [f"  · {remark.text(lang)}" for remark in data_remarks(project)]
    if doubts:
        plans = "\n".join([plans, "", f"[{t('finding_family.data', lang)}]", *doubts])
    if (view := contexts[0].in_year) is not None:
        told = [f"  · {text}" for text in year_remarks(view, contexts[0].scenario_id, lang)]
        plans = "\n".join([t("keyproject.year.head", lang, year=view.year), *told, "", plans])
    if not project.remarks:
        return plans
    lines = [opening_message(project, "", lang).what]
    lines += [f"  · {remark.text(lang)}" for remark in project.remarks]
    return "\n".join([*lines, "", plans])


def _plan_text(context: ReportContext, lang: Lang) -> str:
    project, findings = context.project, context.main.findings
    title = t(
        "cli.scenario_line",
        lang,
        project=project.settings.name or project.county.name,
        scenario=context.main.scenario.title(lang),
        profile=context.profile.names[lang],
    )
    count = Counter(finding.verdict for finding in findings)
    counts = t(
        "cli.counts",
        lang,
        passed=count[Verdict.PASS],
        failed=count[Verdict.FAIL],
        nodata=count[Verdict.NO_DATA],
        info=count[Verdict.INFO],
    )
    rows = [_cells(finding, lang) for finding in findings]
    widths = [max((_width(row[column]) for row in rows), default=0) for column in range(4)]
    widths[1] = min(widths[1], MAX_NAME_CELLS)
    lines = [
        title,
        t("cli.measured", lang, way=t(f"access.way_word.{measured_by(project.county)}", lang)),
        *filter(None, [people_note(project.county, lang)]),
        score_text(findings, lang),
        counts,
        "",
    ]
    for family, group in grouped(findings).items():
        lines.append(f"[{t(f'finding_family.{family}', lang)}]")
        for finding in group:
            lines.append(_line(_cells(finding, lang), widths))
            lines += [f"    {text}" for text in _remarks(finding, lang)]
    return "\n".join(lines)


def _cells(finding: Finding, lang: Lang) -> tuple[str, str, str, str]:
    figure = finding.figure
    return (
        f"{MARKS[finding.verdict]} {t(f'verdict.{finding.verdict}', lang)}",
        finding.name(lang),
        figure_text(figure.value, figure.unit, lang, target=finding.target),
        t("cli.asked", lang, asked=asked_text(finding, lang), basis=basis_text(finding, lang)).strip(),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for column, (text, width) in enumerate(zip(cells, widths, strict=True)):
        room = " " * max(0, width - _width(text))
        parts.append(f"{room}{text}" if column in _RIGHT else f"{text}{room}")
    return "  ".join(parts).rstrip()


def _width(text: str) -> int:
    """Cells that a text takes in a terminal: Chinese letters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _remarks(finding: Finding, lang: Lang) -> list[str]:
    figure, separator = finding.figure, t("cli.list_separator", lang)
    beside = beside_text(finding, lang)
    lines = [text for text in (beside, caution_text(figure, lang)) if text]
    if figure.failing:
        names = separator.join(place.name for place in figure.failing[:MAX_NAMES])
        if len(figure.failing) > MAX_NAMES:
            names += t("cli.and_more", lang)
        key = "cli.places" if finding.target is None else "cli.failing"
        lines.append(t(key, lang, count=len(figure.failing), names=names))
    if figure.missing and not is_to_fill(finding):
        names = separator.join(t(f"missing.{item}", lang) for item in figure.missing)
        lines.append(t("cli.missing", lang, names=names))
    return lines


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``check`` says; return the exit code."""
    contexts = contexts_of(
        arguments.project,
        arguments.scenario,
        arguments.profile,
        is_all=arguments.all_profiles,
        by=arguments.by,
        year=arguments.year,
    )
    if arguments.json:
        print_json(findings_json(contexts, arguments.project, lang))
    else:
        print(findings_text(contexts, lang))
    return EXIT_OK
