"""Scenarios side by side: each against today.

A workbook has the ledgers of one scenario. Were its figures here to follow them, they would be held against
those of others that cannot: residents changed in the book count for all. So all of it is the program's.
"""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from models.assessment.compare import Comparison, Trend, compare
from models.findings.findings import Finding, Verdict
from models.findings.formulas import EXCESS
from models.findings.standing import TO_FILL, grouped, judged
from models.kernel.text import t
from reports.context import ScenarioResult
from reports.words import shown_unit
from reports.workbook.cells import CellValue, Empty, Measured
from reports.workbook.document import Document
from reports.workbook.look import Look, verdict_word
from reports.workbook.sheet import Column, Table
from reports.workbook.summary import figure_look, name_and_unit, target_value

_TRENDS = {Trend.BETTER: Verdict.PASS, Trend.WORSE: Verdict.FAIL, Trend.UNKNOWN: Verdict.NO_DATA}
_SIGNS = {Trend.BETTER: "▲", Trend.WORSE: "▼"}
_BASE_COLUMN = 3


def add_comparison(document: Document) -> None:
    """Figure and verdict of every scenario; for each plan the difference to today and which way it goes."""
    lang, context = document.lang, document.context
    base, *others = context.results.values()
    table = Table(
        document, "comparison", t("workbook.comparison.title", lang), _columns(document, base, others)
    )
    compared = [{row.id: row for row in compare(base.findings, other.findings)} for other in others]
    theirs = [{finding.id: finding for finding in other.findings} for other in others]
    for family, findings in grouped(base.findings).items():
        if family == TO_FILL:  # they have no figure in any scenario, and a sheet of their own
            continue
        table.section(
            t("workbook.section", lang, family=t(f"finding_family.{family}", lang), count=len(findings))
        )
        for finding in findings:
            row = table.last_row + 1
            name, unit = name_and_unit(finding, lang)
            values: list[CellValue] = [
                name,
                target_value(finding, unit, lang),
                Measured(finding.figure.value, unit),
                _verdict(finding, document),
            ]
            looks = {1: Look(align="right"), 2: figure_look(finding), 3: Look(align="center")}
            for number, (rows, found) in enumerate(zip(compared, theirs, strict=True)):
                at = len(values)
                looks |= {
                    at: figure_look(found[finding.id]),
                    at + 1: Look(align="center"),
                    at + 2: Look(align="right"),
                    at + 3: Look(align="center"),
                }
                other = found[finding.id]
                values += [Measured(other.figure.value, unit), _verdict(other, document)]
                values += _change(rows[finding.id], unit, row, _BASE_COLUMN + 2 + 4 * number, document)
            table.add(values, looks)
    words = {_trend_word(trend, document): verdict for trend, verdict in _TRENDS.items()}
    table.colour_verdicts(_BASE_COLUMN + 1)
    for number in range(len(others)):
        first = _BASE_COLUMN + 2 + 4 * number
        table.colour_verdicts(first + 1)
        table.colour_words(first + 3, words)
    last = table.last_row
    for finding in base.findings:
        if EXCESS in finding.figure.inputs:
            table.note(t("workbook.comparison.excess", lang, name=finding.name(lang)))
    table.finish(t("workbook.about.comparison", lang), filter_to=last)


def _columns(document: Document, base: ScenarioResult, others: list[ScenarioResult]) -> list[Column]:
    lang = document.lang
    verdict = t("report.head.verdict", lang)
    columns = [
        Column(t("report.head.finding", lang), narrowest=30, widest=36, wrap=True),
        Column(t("report.head.target", lang), "number", narrowest=11, widest=20),
        Column(base.scenario.title(document.lang), "number", narrowest=11, widest=18),
        Column(verdict, narrowest=9, widest=15),
    ]
    for other in others:
        columns += [
            Column(
                other.scenario.title(document.lang),
                "number",
                narrowest=11,
                widest=18,
                begins_group=True,
            ),
            Column(verdict, narrowest=9, widest=15),
            Column(t("workbook.head.difference", lang), "number", narrowest=11, widest=18),
            Column(t("workbook.head.trend", lang), narrowest=9, widest=16),
        ]
    return columns


def _verdict(finding: Finding, document: Document) -> str:
    return verdict_word(judged(finding)[1], document.lang)


def _change(row: Comparison, unit: str, number: int, column: int, document: Document) -> list[CellValue]:
    """Difference, as a formula over the two figures, and its trend in words."""
    trend = _trend_word(row.trend, document)
    if row.difference is None:
        return [Empty.NO_DATA, trend]
    formula = f"{get_column_letter(column)}{number}-{get_column_letter(_BASE_COLUMN)}{number}"
    if shown_unit(unit) == "share":  # shown in per cent, which differ by points
        points = Measured(100 * row.difference, "percent", signed=True, formula=f"=100*({formula})")
        return [points, trend]
    formula = f"={formula}"
    return [Measured(row.difference, unit, signed=True, formula=formula), trend]


def _trend_word(trend: Trend, document: Document) -> str:
    """Trend as a sign and a word, so that it can be told without its colour."""
    word = t(f"trend.{trend}", document.lang)
    sign = _SIGNS.get(trend)
    return f"{sign} {word}" if sign else word
