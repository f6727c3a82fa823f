"""First sheet: what was found. And any two scenarios side by side."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule

from models.compare import compare
from models.findings import Finding, Verdict
from models.numbers import target_text, unit_name
from models.text import Lang, t
from reports.context import ReportContext
from reports.workbook.sheet import CellValue, Column, Table


def scenario_name(name: str, lang: Lang) -> str:
    """Name of a scenario; today's may be empty."""
    return name or t("report.today", lang)


def document_title(context: ReportContext, lang: Lang) -> str:
    """Title of the workbook."""
    settings = context.project.settings
    return t("workbook.title", lang, county=settings.county_name or settings.name)


def subtitle(context: ReportContext, lang: Lang) -> str:
    """Line under every title: scenario, plan, date, revision, version."""
    return t(
        "workbook.subtitle",
        lang,
        scenario=scenario_name(context.main.scenario.name, lang),
        plan=context.profile.names[lang],
        date=context.made_on.isoformat(),
        revision=str(context.project.revision),
        version=context.version,
    )


def _figure_cell(finding: Finding) -> CellValue:
    return finding.figure.value


def _attainment(finding: Finding) -> float | None:
    """Figure over target, where more is better, at most 1; for the bar."""
    value, target = finding.figure.value, finding.target
    if value is None or target is None or target.operator not in (">=", ">") or target.value <= 0:
        return None
    return max(0.0, min(1.0, value / target.value))


def add_summary(book: Workbook, context: ReportContext, lang: Lang) -> None:
    """Findings with figure, target, verdict, places that fail, what is missing, source."""
    head = [
        Column(t("report.head.finding", lang), "text", 40, wrap=True),
        Column(t("workbook.head.family", lang), "text", 12),
        Column(t("report.head.figure", lang), "number", 12),
        Column(t("workbook.head.unit", lang), "text", 10),
        Column(t("report.head.target", lang), "text", 14),
        Column(t("workbook.head.attainment", lang), "share", 12),
        Column(t("report.head.verdict", lang), "text", 10),
        Column(t("workbook.head.failing", lang), "text", 44, wrap=True),
        Column(t("workbook.head.missing", lang), "text", 26, wrap=True),
        Column(t("workbook.head.source", lang), "text", 36, wrap=True),
    ]
    table = Table(
        book,
        t("workbook.sheet.summary", lang),
        document_title(context, lang),
        subtitle(context, lang),
        head,
        lang,
    )
    for finding in context.main.findings:
        figure = finding.figure
        table.add(
            [
                finding.name(lang),
                t(f"finding_family.{finding.family}", lang),
                _figure_cell(finding),
                unit_name(figure.unit, lang),
                target_text(finding.target, figure.unit, lang),
                _attainment(finding),
                t(f"verdict.{finding.verdict}", lang),
                _places_in_words(finding, lang),
                t("workbook.separator", lang).join(t(f"missing.{item}", lang) for item in figure.missing),
                finding.source,
            ]
        )
    table.finish()
    if context.main.findings:
        table.colour_verdicts(7)
        table.sheet.conditional_formatting.add(
            table.range_of(6),
            DataBarRule(
                start_type="num", start_value=0, end_type="num", end_value=1, color="FF8FB8E8", showValue=True
            ),
        )


def _places_in_words(finding: Finding, lang: Lang, most: int = 12) -> str:
    places = finding.figure.failing
    if finding.verdict not in (Verdict.FAIL, Verdict.INFO) or not places:
        return ""
    names = t("workbook.separator", lang).join(place.name for place in places[:most])
    return names if len(places) <= most else t("workbook.and_more", lang, names=names, count=str(len(places)))


def add_comparison(book: Workbook, context: ReportContext, lang: Lang) -> None:
    """Every scenario against today: figure, difference, better or worse."""
    results = list(context.results.values())
    base = results[0]
    others = results[1:]
    columns = [
        Column(t("report.head.finding", lang), "text", 40, wrap=True),
        Column(t("workbook.head.unit", lang), "text", 10),
        Column(t("report.head.target", lang), "text", 14),
        Column(scenario_name(base.scenario.name, lang), "number", 14),
    ]
    for other in others:
        name = scenario_name(other.scenario.name, lang)
        columns += [
            Column(name, "number", 14),
            Column(t("workbook.head.difference", lang, scenario=name), "number", 14),
            Column(t("workbook.head.change", lang, scenario=name), "text", 14),
        ]
    table = Table(
        book,
        t("workbook.sheet.comparison", lang),
        t("workbook.comparison.title", lang),
        subtitle(context, lang),
        columns,
        lang,
    )
    compared = [{row.id: row for row in compare(base.findings, other.findings)} for other in others]
    for finding in base.findings:
        values: list[CellValue] = [
            finding.name(lang),
            unit_name(finding.figure.unit, lang),
            target_text(finding.target, finding.figure.unit, lang),
            finding.figure.value,
        ]
        for rows in compared:
            row = rows[finding.id]
            values += [row.b, row.difference, t(f"trend.{row.trend}", lang)]
        table.add(values)
    table.finish()
