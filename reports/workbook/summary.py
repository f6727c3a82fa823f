"""What was found: every row of the plan with its figure, target and verdict, by family."""

from __future__ import annotations

from dataclasses import dataclass

from models.findings.findings import Finding, Verdict
from models.findings.formulas import formula_text
from models.findings.numbers import OPERATOR_SIGNS
from models.findings.standing import TO_FILL, basis_text, grouped
from models.kernel.text import Lang, t
from reports.words import joined, remarks, unit_word
from reports.workbook.cells import CellValue, Formula, Measured
from reports.workbook.document import Document
from reports.workbook.look import Look, verdict_colour, verdict_word
from reports.workbook.measure import text_width
from reports.workbook.sheet import Column, Table

VERDICT_COLUMN = 5
_LONGEST_UNIT = 10.0


@dataclass(frozen=True)
class Section:
    """Findings of one family, the cells of their verdicts on the summary, and the row of the first."""

    family: str
    findings: tuple[Finding, ...]
    verdict_cells: str
    first_row: int


def name_and_unit(finding: Finding, lang: Lang) -> tuple[str, str]:
    """Name of a finding and unit of its figures; a long unit goes with the name, not into every cell."""
    unit = finding.figure.unit
    if text_width(unit_word(unit, lang)) <= _LONGEST_UNIT:
        return finding.name(lang), unit
    return f"{finding.name(lang)} {t('workbook.in_unit', lang, unit=unit_word(unit, lang))}", ""


def attainment(finding: Finding) -> float | None:
    """Figure over target where more is better, at most 1."""
    value, target = finding.figure.value, finding.target
    if value is None or target is None or target.operator not in (">=", ">") or target.value <= 0:
        return None
    return max(0.0, min(1.0, value / target.value))


def target_value(finding: Finding, unit: str) -> CellValue:
    """Target as a number with its sign before it."""
    if finding.target is None:
        return None
    prefix = OPERATOR_SIGNS[finding.target.operator]
    return Measured(finding.target.value, unit, exact=True, prefix=prefix)


def figure_look(finding: Finding) -> Look:
    """Look of a figure: as its verdict says."""
    if finding.verdict == Verdict.FAIL:
        return Look(align="right", bold=True, color=verdict_colour(finding.verdict))
    return Look(align="right")


def add_summary(document: Document) -> list[Section]:
    """Findings with figure, target, verdict, remarks and source; returns where the verdicts stand."""
    lang = document.lang
    columns = [
        Column(t("report.head.finding", lang), narrowest=34, widest=44, wrap=True),
        Column(t("report.head.figure", lang), "number", narrowest=12, widest=20),
        Column(t("report.head.target", lang), "number", narrowest=11, widest=22),
        Column(t("workbook.head.attainment", lang), "share", narrowest=10),
        Column(t("report.head.verdict", lang), narrowest=10, widest=16),
        Column(t("workbook.head.basis", lang), narrowest=14, widest=18, wrap=True),
        Column(t("workbook.head.remarks", lang), narrowest=46, widest=46, wrap=True),
        Column(t("workbook.head.source", lang), narrowest=30, widest=30, wrap=True),
    ]
    table = Table(document, "summary", document.title, columns)
    sections: list[Section] = []
    for family, findings in grouped(document.context.main.findings).items():
        label = t("workbook.section", lang, family=t(f"finding_family.{family}", lang), count=len(findings))
        first = table.section(label) + 1
        for finding in findings:
            looks = {1: figure_look(finding), 2: Look(align="right"), 4: Look(align="center")}
            table.add(_row(finding, document, table.last_row + 1), looks)
        if family != TO_FILL:
            sections.append(Section(family, tuple(findings), table.reference(VERDICT_COLUMN, first), first))
    if sections:
        table.colour_verdicts(VERDICT_COLUMN)
        table.bars(4)
    table.finish(t("workbook.about.summary", lang))
    return sections


def _row(finding: Finding, document: Document, row: int) -> list[CellValue]:
    lang, figure = document.lang, finding.figure
    name, unit = name_and_unit(finding, lang)
    share = attainment(finding)
    return [
        name,
        Measured(figure.value, unit),
        target_value(finding, unit),
        None if share is None else Formula(f"=MAX(0,MIN(1,B{row}/C{row}))", share),
        verdict_word(finding.verdict, lang),
        basis_text(finding, lang),
        remarks(finding, lang),
        finding.source.text(lang),
    ]


def add_working(document: Document) -> None:
    """How each figure was computed, with the very numbers that went in, and the rule values used."""
    lang, context = document.lang, document.context
    columns = [
        Column(t("report.head.finding", lang), narrowest=34, widest=44, wrap=True),
        Column(t("report.head.figure", lang), "number", narrowest=12, widest=20),
        Column(t("workbook.head.working", lang), narrowest=66, widest=66, wrap=True),
        Column(t("workbook.head.rules", lang), narrowest=44, widest=44, wrap=True),
    ]
    table = Table(document, "working", t("workbook.working.title", lang), columns)
    for family, findings in grouped(context.main.findings).items():
        label = t("workbook.section", lang, family=t(f"finding_family.{family}", lang), count=len(findings))
        table.section(label)
        for finding in findings:
            figure = finding.figure
            table.add(
                [
                    finding.name(lang),
                    Measured(figure.value, figure.unit),
                    formula_text(figure, lang),
                    _rules_in_words(document, finding),
                ],
                {1: Look(align="right")},
            )
    table.finish(t("workbook.about.working", lang))


def _rules_in_words(document: Document, finding: Finding) -> str:
    """Rule values that went into a figure, one line for each source."""
    lang, rules = document.lang, document.context.rules
    sources: dict[str, list[str]] = {}
    for key in finding.rules:
        if key in rules:
            quantity = rules.quantity(key)
            sources.setdefault(quantity.source_text(lang), []).append(quantity.name(lang))
    return "\n".join(
        t("workbook.working.rules_of", lang, names=joined(dict.fromkeys(names), lang), source=source)
        for source, names in sources.items()
    )
