"""What was found: every row of the plan with its figure, target and verdict, by family."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.findings.findings import Finding, Verdict
from models.findings.formulas import formula_text
from models.findings.numbers import OPERATOR_SIGNS, asks_for_none, unit_name
from models.findings.sources import english_clause
from models.findings.standing import TO_FILL, asked, basis_text, grouped, is_to_fill, judged
from models.kernel.text import Lang, inside, t
from models.shelters.values import TARGET_RULE
from reports.words import joined, remarks, short_source
from reports.workbook.cells import CellValue, Formula, Measured
from reports.workbook.document import Document
from reports.workbook.follow import quoted
from reports.workbook.livefigures import LiveFigure, LiveFigures
from reports.workbook.look import Look, verdict_colour, verdict_word
from reports.workbook.measure import text_width
from reports.workbook.sheet import Column, Table
from reports.workbook.townships import TARGET_NAME

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
    word = unit_name(unit, lang)
    if text_width(word) <= _LONGEST_UNIT:
        return finding.name(lang), unit
    if not word.startswith(("(", "（")):  # such as 1 for yes and 0 for no, which have brackets of their own
        word = t("workbook.in_unit", lang, unit=word)
    return f"{finding.name(lang)} {word}", ""


def attainment(finding: Finding) -> float | None:
    """Figure over target where more is better, at most 1."""
    value, target = finding.figure.value, asked(finding)
    if value is None or target is None or target.operator not in (">=", ">") or target.value <= 0:
        return None
    return max(0.0, min(1.0, value / target.value))


def target_value(finding: Finding, unit: str, lang: Lang) -> Measured | None:
    """Target as a number with its sign before it; where there may be none, in words."""
    target = asked(finding)
    if target is None:
        return None
    zero = t("target.none", lang) if asks_for_none(target, finding.figure.unit) else ""
    return Measured(target.value, unit, exact=True, prefix=OPERATOR_SIGNS[target.operator], zero=zero)


def figure_look(finding: Finding) -> Look:
    """Look of a figure: as its verdict says."""
    if judged(finding)[1] == Verdict.FAIL:
        return Look(align="right", bold=True, color=verdict_colour(Verdict.FAIL))
    return Look(align="right")


def verdict_formula(document: Document, finding: Finding, value: str, target: str) -> Formula:
    """Verdict on a cell held against another, as :func:`models.plans.plans.verdict_on` gives it."""
    lang, wanted = document.lang, asked(finding)
    _, verdict = judged(finding)
    assert wanted is not None
    words = {one: quoted(verdict_word(one, lang)) for one in Verdict}
    hair = f"1E-9*MAX(1,ABS({target}))"
    test = {
        ">=": f"{target}-{value}<={hair}",
        "<=": f"{value}-{target}<={hair}",
        ">": f"{value}-{target}>{hair}",
        "<": f"{target}-{value}>{hair}",
        "=": f"ABS({value}-{target})<={hair}",
    }[wanted.operator]
    is_unsure = finding.figure.is_upper_bound and wanted.operator in (">=", ">")
    met = words[Verdict.NO_DATA if is_unsure else Verdict.PASS]
    told = f"IF({test},{met},{words[Verdict.FAIL]})"
    return Formula(
        f"=IF(AND(ISNUMBER({value}),ISNUMBER({target})),{told},{words[Verdict.NO_DATA]})",
        verdict_word(verdict, lang),
    )


def add_summary(document: Document) -> list[Section]:
    """Findings with figure, target, verdict, remarks and source; returns where the verdicts stand.

    Rows that wait for a number that nobody computes are on a sheet of their own.
    """
    lang = document.lang
    # Together they go on one page across: verdict and remarks of a row are read side by side.
    columns = [
        Column(t("report.head.finding", lang), narrowest=32, widest=38, wrap=True),
        Column(t("report.head.figure", lang), "number", narrowest=12, widest=20),
        Column(t("report.head.target", lang), "number", narrowest=11, widest=22),
        Column(t("workbook.head.attainment", lang), "share", narrowest=10),
        Column(t("report.head.verdict", lang), narrowest=10, widest=16),
        Column(t("workbook.head.basis", lang), narrowest=13, widest=16, wrap=True),
        Column(t("workbook.head.follows", lang), narrowest=9, widest=10, wrap=True),
        Column(
            t("workbook.computed", lang, name=t("workbook.head.remarks", lang)),
            narrowest=33,
            widest=33,
            wrap=True,
        ),
        Column(
            t("workbook.computed", lang, name=t("workbook.head.source", lang)),
            narrowest=24,
            widest=24,
            wrap=True,
        ),
    ]
    table = Table(document, "summary", t("workbook.summary.title", lang), columns)
    figures = LiveFigures(document)
    sections: list[Section] = []
    rows = document.areas.setdefault("summary", {})
    for family, findings in grouped(document.context.main.findings).items():
        if family == TO_FILL:
            continue
        label = t("workbook.section", lang, family=t(f"finding_family.{family}", lang), count=len(findings))
        first = table.section(label) + 1
        for finding in findings:
            is_typed = asked(finding) is not None and not _follows_rule(finding)
            looks = {
                1: figure_look(finding),
                2: Look(align="right", fill="input" if is_typed else ""),
                4: Look(align="center"),
                6: Look(align="center", color="muted"),
            }
            row = table.add(_row(finding, document, table.last_row + 1, figures.of(finding)), looks)
            rows[finding.id] = str(row)
        sections.append(Section(family, tuple(findings), table.reference(VERDICT_COLUMN, first), first))
    if sections:
        table.colour_verdicts(VERDICT_COLUMN)
        table.bars(4)
    table.note(t("workbook.summary.note", lang))
    table.note(t("textreport.note.targets", lang))
    table.finish(t("workbook.about.summary", lang))
    return sections


def add_to_fill(document: Document) -> None:
    """Rows of the plan that wait for a number from an office: what is asked, by whom."""
    lang = document.lang
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=6),
        Column(t("report.head.finding", lang), narrowest=40, widest=50, wrap=True),
        Column(t("report.head.target", lang), "number", narrowest=11, widest=22),
        Column(t("workbook.head.basis", lang), narrowest=14, widest=22, wrap=True),
        Column(t("workbook.head.source", lang), narrowest=40, widest=60, wrap=True),
    ]
    table = Table(document, "to_fill", t("workbook.to_fill.title", lang), columns)
    rows = grouped(document.context.main.findings).get(TO_FILL, [])
    for number, finding in enumerate(rows, start=1):
        name, unit = name_and_unit(finding, lang)
        target = target_value(finding, unit, document.lang)
        table.add([number, name, target, basis_text(finding, lang), _sources(finding, document)])
    table.note(t("textreport.note.targets", lang))
    table.finish(t("workbook.about.to_fill", lang))


def _follows_rule(finding: Finding) -> bool:
    """Whether the target is the area that the townships' sheet asks for each resident."""
    return finding.target_rule == TARGET_RULE and finding.reference is None


def _row(finding: Finding, document: Document, row: int, live: LiveFigure | None) -> list[CellValue]:
    lang, figure = document.lang, finding.figure
    name, unit = name_and_unit(finding, lang)
    wanted = asked(finding)
    share = attainment(finding)
    target = target_value(finding, unit, document.lang)
    if isinstance(target, Measured) and _follows_rule(finding) and "townships" in document.areas:
        target = replace(target, formula=f"={TARGET_NAME}")
    verdict: CellValue = verdict_word(judged(finding)[1], lang)
    if wanted is not None:
        verdict = verdict_formula(document, finding, f"B{row}", f"C{row}")
    return [
        name,
        Measured(figure.value, unit, formula=f"={live.text}" if live is not None else ""),
        target,
        None if share is None else Formula(f'=IF(ISNUMBER(B{row}),MAX(0,MIN(1,B{row}/C{row})),"")', share),
        verdict,
        _basis(finding, lang),
        t(f"workbook.follows.{'yes' if live is not None else 'no'}", lang),
        remarks(finding, lang, beside=False),
        _sources(finding, document),
    ]


def _basis(finding: Finding, lang: Lang) -> str:
    """In whose name the row is judged; what only asks in words is held against a reference."""
    if finding.reference is None or is_to_fill(finding):
        return basis_text(finding, lang)
    return t(
        "workbook.held_against",
        lang,
        basis=basis_text(finding, lang),
        reference=inside(t(f"basis.{finding.reference.basis}", lang)),
    )


def _sources(finding: Finding, document: Document) -> str:
    """Chapter of the plan, or the document; the source of what it is held against on a line of its own."""
    lang, plan = document.lang, document.context.profile.plan[document.lang]
    clause = finding.clause if lang == "zh" else english_clause(finding.clause)
    sources = [short_source(finding.source.text(lang), plan, clause)]
    if finding.reference is not None:
        sources.append(finding.reference.source.text(lang))
    return "\n".join(sources)


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
            working = formula_text(figure, lang)
            if figure.value is None and working:  # it says what is missing
                working = t("report.remark.missing", lang, items=working)
            table.add(
                [
                    finding.name(lang),
                    Measured(figure.value, figure.unit),
                    working,
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
