"""What stands beside the map: title, scenario, search, findings, legend. Every text is made safe here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from models.assessment.columns import township_column
from models.county.layer import Role
from models.facilities.facility import Family, Status
from models.findings.findings import Finding, Verdict
from models.findings.numbers import exact, figure_text, target_text
from models.findings.standing import asked, asked_short, basis_text, grouped, score_text
from models.kernel.resources import load_toml
from models.kernel.text import Lang, t
from models.project.years import band_text, year_bands
from reports.context import ReportContext, ScenarioResult
from reports.identity import identity_line
from reports.safe import safe_html
from reports.symbols import symbol_svg, year_colours
from reports.webmap.ground import area_look, hazard_keys, swatch
from reports.webmap.people import area_classes, class_of, uncovered_count
from reports.webmap.shapes import Detail
from reports.webmap.sites import planned_years
from reports.webmap.years import year_notes
from reports.words import of_county, plan_name, remarks, shown_unit

_VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA, Verdict.INFO)


def title_card(context: ReportContext, lang: Lang) -> str:
    """Title, scenario to choose, search, findings."""
    settings, county = context.project.settings, context.main.assessment.county
    title = t("report.webmap.heading", lang, county=settings.county_name or settings.name)
    note = t("report.webmap.note", lang, identity=identity_line(context, lang))
    search = of_county(t("report.webmap.search", lang), county, lang)
    choices = "".join(
        f"<option value='{number}'{' selected' if key == context.scenario_id else ''}>"
        f"{safe_html(result.scenario.title(lang))}</option>"
        for number, (key, result) in enumerate(context.results.items())
    )
    return (
        f"<header class='haven-card haven-title'><h1>{safe_html(title)}</h1><p>{safe_html(note)}</p>"
        f"<label class='haven-row'><span>{safe_html(t('report.webmap.scenario', lang))}</span>"
        f"<select id='haven-scenario'>{choices}</select></label>"
        f"<div class='haven-find'><input id='haven-search' type='search' autocomplete='off' "
        f"placeholder='{safe_html(search)}'><ul id='haven-hits'></ul></div>"
        f"{_findings(context, lang)}</header>"
    )


def _of_scenario(context: ReportContext, number: int, key: str, tag: str, inside: str) -> str:
    """Part of the page that shows while its scenario is chosen."""
    hidden = "" if key == context.scenario_id else " hidden"
    return f"<{tag} data-scenario='{number}'{hidden}>{inside}</{tag}>"


# -- findings -----------------------------------------------------------------------------------------------
def _findings(context: ReportContext, lang: Lang) -> str:
    parts = "".join(
        _of_scenario(context, number, key, "div", _findings_of(result, lang))
        for number, (key, result) in enumerate(context.results.items())
    )
    heading, plan = t("report.webmap.findings", lang), safe_html(plan_name(context.profile, lang))
    return (
        f"<details class='haven-findings' id='haven-findings'><summary>{safe_html(heading)}"
        f"<span class='haven-plan'>{plan}</span></summary>{parts}</details>"
    )


def _findings_of(result: ScenarioResult, lang: Lang) -> str:
    marks = load_toml("styles", "map.toml")["verdict"]
    found = [finding.verdict for finding in result.findings]
    chips = "".join(
        f"<span class='chip {verdict}'>{marks[str(verdict)]['mark']} "
        f"{safe_html(t(f'verdict.{verdict}', lang))} {found.count(verdict)}</span>"
        for verdict in _VERDICTS
    )
    rows = "".join(
        f"<tr class='family'><th colspan='3'>{safe_html(t(f'finding_family.{family}', lang))}</th></tr>"
        + "".join(_finding(finding, marks, lang) for finding in findings)
        for family, findings in grouped(result.findings).items()
    )
    score = safe_html(score_text(result.findings, lang))
    return f"<p class='score'>{score}</p><p class='chips'>{chips}</p><table>{rows}</table>"


def _more(finding: Finding, lang: Lang) -> list[str]:
    """In whose name it is judged, then each remark: on lines of their own, or they would run together."""
    return [line for line in (basis_text(finding, lang), *remarks(finding, lang).split("\n")) if line]


def _finding(finding: Finding, marks: Mapping[str, Any], lang: Lang) -> str:
    figure, verdict = finding.figure, str(finding.verdict)
    name, more = safe_html(finding.name(lang)), "<br>".join(map(safe_html, _more(finding, lang)))
    cell = f"<details><summary>{name}</summary><small>{more}</small></details>" if more else name
    unit = shown_unit(figure.unit)
    target = asked_short(finding, lang, target_text(asked(finding), unit, lang))
    below = f"<small>{safe_html(target)}</small>" if target else ""
    value = safe_html(figure_text(figure.value, unit, lang, target=finding.target))
    mark, word = marks[verdict]["mark"], safe_html(t(f"verdict.{verdict}", lang))
    return (
        f"<tr class='{verdict}'><td class='mark' title='{word}'>{mark}</td><td>{cell}</td>"
        f"<td class='figure'><b>{value}</b>{below}</td></tr>"
    )


# -- legend -------------------------------------------------------------------------------------------------
def legend(context: ReportContext, lang: Lang, detail: Detail) -> str:
    """Classes with their counts, uncovered places, hazards, families and statuses."""
    parts = "".join(
        _of_scenario(context, number, key, "ul", _classes(context, result, lang, detail))
        for number, (key, result) in enumerate(context.results.items())
    )
    return (
        f"<details class='haven-card haven-legend' id='haven-legend' open>"
        f"<summary>{safe_html(t('report.webmap.legend', lang))}</summary>"
        f"<b>{safe_html(t('map.theme.area_per_resident', lang))}</b>{parts}"
        f"<ul class='two'>{_symbols(context, lang)}</ul></details>"
    )


def class_counts(values: np.ndarray, breaks: list[float]) -> list[int]:
    """How many known values each of the classes holds."""
    found = [class_of(float(value), breaks) for value in values if np.isfinite(value)]
    return [found.count(number) for number in range(len(breaks) + 1)]


def _classes(context: ReportContext, result: ScenarioResult, lang: Lang, detail: Detail) -> str:
    style = load_toml("styles", "map.toml")
    breaks, colours = area_classes(context)
    values = township_column("area_per_resident").values(result.assessment)
    rows = [
        f"<li>{_box(colour)}{safe_html(label)}<em>{count}</em></li>"
        for colour, label, count in zip(
            colours, class_labels(context, breaks, lang), class_counts(values, breaks), strict=True
        )
    ]
    unknown = int((~np.isfinite(values)).sum())
    if unknown:
        box = _box(style["palette"]["nodata"])
        rows.append(f"<li>{box}{safe_html(t('verdict.nodata', lang))}<em>{unknown}</em></li>")
    uncovered = uncovered_count(result.assessment)
    if len(result.assessment.county.demand) and uncovered is not None:
        colour = style["coverage"]["uncovered"]
        dot = f"<svg width='18' height='12'><circle cx='9' cy='6' r='4' fill='{colour}'/></svg>"
        words = safe_html(t("map.uncovered.shelter.fixed", lang))
        rows.append(f"<li>{dot}{words}<em>{uncovered:,}</em></li>")
    notes = year_notes(result.scenario)
    if len(result.assessment.county.demand) > detail.most_places:
        notes.append(t("report.webmap.most", lang, count=f"{detail.most_places:,}"))
    if detail.is_reduced:
        notes.append(t("report.webmap.reduced", lang, metres=f"{detail.simplify_m:g}"))
    rows += [f"<li><small>{safe_html(note)}</small></li>" for note in notes]
    return "".join(rows)


def class_labels(context: ReportContext, breaks: list[float], lang: Lang) -> list[str]:
    """Limits of the classes; those that reach the target say so."""
    target = context.rules[township_column("area_per_resident").rule]
    bounds = [exact(value) for value in breaks]
    labels = [t("map.class.below", lang, high=bounds[0])]
    labels += [t("map.class.between", lang, low=low, high=high) for low, high in pairwise(bounds)]
    labels.append(t("map.class.from", lang, low=bounds[-1]))
    lows = [float("-inf"), *breaks]
    return [
        t("map.class.target", lang, limits=label) if low >= target * (1 - 1e-9) else label
        for label, low in zip(labels, lows, strict=True)
    ]


def _box(colour: str) -> str:
    return (
        f"<svg width='18' height='12'><rect x='0.5' y='0.5' width='17' height='11' fill='{colour}'"
        " stroke='#00000040'/></svg>"
    )


def _symbols(context: ReportContext, lang: Lang) -> str:
    """Families that some scenario holds, their statuses, hazards."""
    every = [item for result in context.results.values() for item in result.scenario.facilities.values()]
    rows: list[tuple[str, str]] = []
    for family in Family:
        found = [item for item in every if item.family == family]
        if found:
            shown = min(found, key=lambda item: list(Status).index(Status(item.status)))
            rows.append(
                (symbol_svg(replace(shown, status="existing"), 16), t(f"family.{family}.short", lang))
            )
    statuses = {item.status for item in every}
    for status in Status:
        if status in statuses:
            symbol = symbol_svg(replace(every[0], status=status.value), 16)
            rows.append((symbol, t("report.webmap.status", lang, status=t(f"choice.status.{status}", lang))))
    years = planned_years(context)
    planned = next((item for item in every if item.id in years and item.status == Status.PLANNED), None)
    if planned is not None:
        for band, colour in zip(year_bands(years.values()), year_colours(), strict=False):
            words = t("report.webmap.finished", lang, years=band_text(band, lang))
            rows.append((symbol_svg(planned, 16, colour), words))
    style = load_toml("styles", "map.toml")
    kinds = {key for layer in context.project.layers_of(Role.HAZARDS) for key in hazard_keys(layer)}
    for key in (*style["hazard"], ""):
        if key in kinds:
            words = t(f"map.hazard.{key}", lang) if key else t("role.hazards", lang)
            rows.append((swatch(area_look(Role.HAZARDS, style, key)), words))
    return "".join(f"<li>{sign}{safe_html(words)}</li>" for sign, words in rows)
