"""Formulas of the leader's page: the conclusion, what is lacking, the worst townships, what was changed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np

from models.facilities.facility import Family
from models.findings.findings import Finding, Verdict
from models.findings.formulas import REJECTED, cautious_name
from models.findings.gaps import gap_of
from models.findings.numbers import figure_parts, unit_name
from models.findings.standing import asked
from models.findings.whose import BY_UNITS, of_units
from models.kernel.text import Lang, has_text, inside, t
from reports.headlines import gap_words
from reports.leader import LeaderPage
from reports.safe import clean_text, safe_cell
from reports.words import shown_unit, townships_word
from reports.workbook.cells import CellValue, Formula
from reports.workbook.document import Document
from reports.workbook.follow import COUNTS, IN_COUNTY, IN_SEAT, UNFIT, Ledger, quoted
from reports.workbook.livefigures import LiveFigure, parts_of
from reports.workbook.look import verdict_word
from reports.workbook.townships import TARGET_NAME

_HERE, _NAME = "\0", "\5"
_COUNTED = ("towns", "count", "persons")


def clean_names(names: Iterable[object]) -> list[str]:
    """Names as they stand in cells."""
    return [safe_cell(str(name)) for name in names]


# -- what is lacking -----------------------------------------------------------------------------------------
def gap_cell(finding: Finding, live: LiveFigure | None, lang: Lang, target: str) -> tuple[CellValue, str]:
    """What is lacking to a target as a formula, and the format that says it in words; see ``gap_words``.

    Numbers above 0 are lacking, those below are to spare.

    Parameters
    ----------
    target
        Cell of the target.
    """
    gap, wanted = gap_of(finding), asked(finding)
    if gap is None or wanted is None:
        return "–", "General"
    at_least = wanted.operator in (">=", ">")
    parts = parts_of(finding, live)
    if parts is None:
        figure = live.text if live is not None else repr(float(finding.figure.value or 0.0))
        amount, unit = (f"({target}-{figure})" if at_least else f"({figure}-{target})"), finding.figure.unit
    else:
        part, whole, scale, unit = parts
        factor = f"/{scale:g}" if scale != 1 else ""
        wanted_part = f"{target}{factor}*{whole}"
        amount = f"({wanted_part}-{part})" if at_least else f"({part}-{wanted_part})"
        if unit in _COUNTED:  # as many whole ones as it takes
            amount = f"ROUNDUP(ROUND({amount},6),0)" if gap.amount > 0 else f"ROUND({amount},6)"
    lacking = "gap_lacking" if at_least else "gap_over"
    pattern = _number_pattern(gap.amount, unit, lang, is_by_units=BY_UNITS in finding.figure.inputs)
    words = [_in_format(t(f"leader.{key}", lang, amount=_HERE), pattern) for key in (lacking, "gap_spare")]
    met = _in_format(t("leader.gap_met", lang), "")
    return Formula(f"={amount}", gap.amount), ";".join((*words, met))


def _number_pattern(amount: float, unit: str, lang: Lang, *, is_by_units: bool) -> tuple[str, str, str]:
    """Words before a number, its format, words after it."""
    if unit == "m2":
        return "", "#,##0", f" {unit_name('m2', lang)}"
    number, word = figure_parts(abs(amount), shown_unit(unit), lang)
    word = of_units(word, lang) if is_by_units else word
    decimals = len(number.partition(".")[2])
    if shown_unit(unit) == "share":
        return "", "0." + "0" * decimals + "%" if decimals else "0%", ""
    body = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    key = f"leader.amount.{unit}"
    if lang == "zh" and has_text(key):
        before, _, after = t(key, lang, count=_HERE, units=townships_word(is_by_units, lang)).partition(_HERE)
        return before, body, after
    return "", body, f" {word}" if word else ""


def _in_format(text: str, pattern: tuple[str, str, str] | str) -> str:
    """Words around a number as a number format."""
    before, _, after = text.partition(_HERE)
    if isinstance(pattern, str):
        return _literal(before)
    return f"{_literal(before + pattern[0])}{pattern[1]}{_literal(pattern[2] + after)}"


def _literal(text: str) -> str:
    clean = text.replace('"', "")
    return f'"{clean}"' if clean else ""


def _gap_text(name: str, cell: str, pattern: tuple[str, str, str], key: str, lang: Lang) -> str:
    """Name of a figure, which is part of a formula, with what it lacks, as a formula."""
    said = t(f"leader.{key}", lang, amount=f"{pattern[0]}{_HERE}{pattern[2]}")
    shown = f"TEXT(ABS({cell}),{quoted(pattern[1])})"
    return _filled(t("leader.lacking", lang, name=_NAME, gap=said), {_NAME: name, _HERE: shown})


def _name(document: Document, finding: Finding) -> str:
    """Name of a figure as part of a formula, with how many sites count in it that screening rejects."""
    lang, figure = document.lang, finding.figure
    plain, count = finding.name(lang), figure.inputs.get(REJECTED)
    shelters = Ledger(document, Family.SHELTER)
    if count is None or not shelters:
        return quoted(inside(cautious_name(plain, figure, lang)))
    here = IN_SEAT if figure.id.endswith(".seat") else IN_COUNTY
    number = shelters.number((COUNTS, "1"), (here, "1"), (UNFIT, "1"))
    one, more = (
        _counted_name(
            quoted(inside(plain)), number, t("explain.name_with_rejected", lang, name=_NAME, count=n)
        )
        for n in (1, 2)
    )
    with_sites = one if one == more else f"IF({number}=1,{one},{more})"
    return f"IF({number}=0,{quoted(inside(plain))},{with_sites})"


def _counted_name(name: str, number: str, words: str) -> str:
    """Words around a name and the one number in them as part of a formula."""
    return _filled(re.sub(r"\d+", _HERE, words), {_NAME: name, _HERE: number})


def _lacking_texts(document: Document, page: LeaderPage, rows: Sequence[int]) -> list[str]:
    lang = document.lang
    findings = {finding.id: finding for finding in document.context.main.findings}
    texts = []
    for tile, row in zip(page.tiles, rows, strict=True):
        finding = findings[tile.finding_id]
        gap, wanted = gap_of(finding), asked(finding)
        name = _name(document, finding)
        if gap is None or wanted is None:
            said = t("leader.lacking", lang, name=_NAME, gap=gap_words(finding, lang))
            texts.append(_filled(said, {_NAME: name}))
            continue
        key = "gap_lacking" if wanted.operator in (">=", ">") else "gap_over"
        pattern = _number_pattern(gap.amount, gap.unit, lang, is_by_units=BY_UNITS in finding.figure.inputs)
        texts.append(_gap_text(name, f"E{row}", pattern, key, lang))
    return texts


def _verdicts(rows: Sequence[int]) -> str:
    return f"$F${rows[0]}:$F${rows[-1]}"


# -- the conclusion ------------------------------------------------------------------------------------------
def title_formula(document: Document, page: LeaderPage, rows: Sequence[int]) -> CellValue:
    """The conclusion in one sentence as it follows from the verdicts below."""
    if not page.tiles:
        return page.title
    lang, scenario = document.lang, document.context.main.scenario
    # Names from data stand in cells, never in formulas: that of the plan heads the column of its figures.
    kind, marks = "today" if scenario.is_today else "plan", {"\4": f"$C${rows[0] - 1}"}
    name = t("scenario.today", lang) if scenario.is_today else "\4"
    good, bad = (quoted(verdict_word(one, lang)) for one in (Verdict.PASS, Verdict.FAIL))
    met, failing = (f"COUNTIF({_verdicts(rows)},{word})" for word in (good, bad))
    known = f"({met}+{failing})"
    all_met = _filled(t(f"leader.title_met_{kind}", lang, scenario=name, count="\1"), {**marks, "\1": met})
    unjudged = _filled(t("leader.title_unjudged", lang, scenario=name), marks)
    first = "CHOOSE(MATCH({},{},0),{})".format(
        bad, _verdicts(rows), ",".join(_lacking_texts(document, page, rows))
    )
    some = _filled(
        t(f"leader.title_{kind}", lang, scenario=name, count="\1", met="\2", lacking="\3"),
        {**marks, "\1": known, "\2": met, "\3": first},
    )
    return Formula(f"=IF({known}=0,{unjudged},IF({failing}=0,{all_met},{some}))", page.title)


def _filled(text: str, values: dict[str, str]) -> str:
    """Text whose marks are replaced by parts of a formula."""
    parts, rest = [], text
    while rest:
        at = min((rest.index(mark) for mark in values if mark in rest), default=len(rest))
        if at:
            parts.append(quoted(clean_text(rest[:at])) if clean_text(rest[:at]) else "")
        if at < len(rest):
            parts.append(values[rest[at]])
        rest = rest[at + 1 :]
    return "&".join(part for part in parts if part)


def next_formula(
    document: Document, page: LeaderPage, rows: Sequence[int], text: str, rest_cell: str
) -> tuple[CellValue, str]:
    """What still fails, by the verdicts; what the check of sites rejects stands as the program found it.

    Returns
    -------
    tuple
        The sentence, and its end as the program found it, which has names of data and goes into
        ``rest_cell``.
    """
    if not page.tiles:
        return text, ""
    lang = document.lang
    failing = [tile for tile in page.tiles if tile.verdict == Verdict.FAIL]
    separator = t("leader.part_separator", lang)
    findings = {finding.id: finding for finding in document.context.main.findings}
    written = separator.join(
        t(
            "leader.lacking",
            lang,
            name=inside(cautious_name(one.name(lang), one.figure, lang)),
            gap=gap_words(one, lang),
        )
        for one in (findings[tile.finding_id] for tile in failing[:2])
    )
    ending = t("leader.sentence", lang, text="")
    rest = text.removeprefix(written).removesuffix(ending) if failing else ""
    if not failing or not text.startswith(written):
        return text, ""  # nothing fails as written: what then begins to fail the figures above say
    bad, cells = quoted(verdict_word(Verdict.FAIL, lang)), _verdicts(rows)
    parts = []
    for row, said in zip(rows, _lacking_texts(document, page, rows), strict=True):
        before = f"COUNTIF($F${rows[0]}:F{row},{bad})"
        parts.append(f'IF(AND(F{row}={bad},{before}<=2),IF({before}=2,{quoted(separator)},"")&{said},"")')
    met = quoted(t("leader.now_met", lang))
    joined = "&".join(parts)
    return Formula(f"=IF(COUNTIF({cells},{bad})=0,{met},{joined})&{rest_cell}", text), rest + ending


# -- the worst townships -------------------------------------------------------------------------------------
def worst_formula(document: Document, key: str, number: int) -> str:
    """A column of the township that lacks most, second most and so on; empty beyond the last."""
    cells = document.areas["townships"]
    order = cells["order"]
    return f'=IFERROR(INDEX({cells[key]},MATCH(SMALL({order},{number}),{order},0)),"")'


def worst_note_formula(document: Document, page: LeaderPage, row: int, count: int) -> Formula:
    """What the townships in so many rows above lack together, and how much that is of all."""
    lang, cells = document.lang, document.areas["townships"]
    shown = f"D{row - count}:D{row - 1}"
    total, these = f'SUMIF({cells["area_gap"]},">0")', f"SUM({shown})"
    unit = unit_name("m2", lang)
    values = {
        "\1": f"COUNT({shown})",
        "\2": f'TEXT({these},"#,##0")&{quoted(f" {unit}")}',
        "\3": f'TEXT(100*{these}/{total},"0")',
        "\4": f'COUNTIF({cells["area_gap"]},">0")',
    }
    words = {"units": page.units}
    said = _filled(t("leader.worst_note", lang, count="\1", gap="\2", share="\3", all="\4", **words), values)
    unknown = int((~np.isfinite(document.context.main.assessment.units.shelter_area_gap_m2)).sum())
    if unknown:
        lacking = f"(ROWS({cells['area_gap']})-COUNT({cells['area_gap']}))"
        more = _filled(t("leader.worst_unknown", lang, count="\1", **words), {"\1": lacking})
        said = f'{said}&IF({lacking}>0,{more},"")'
    none = quoted(document.whose(t("sheet.all_reach", lang)))
    return Formula(f"=IF({total}>0,{said},{none})", page.worst_note)


# -- what was changed ----------------------------------------------------------------------------------------
def changed_formula(document: Document) -> CellValue:
    """A warning once an input differs from what the program computed with; empty as written."""
    tests = []
    for scope in ("county", "seat"):
        for key in ("population", "effective_area", "capacity"):
            cell = document.areas.get(scope, {}).get(key)
            value = document.baseline.get((scope, key))
            if cell and value is not None and math.isfinite(value):
                tests.append(f"ABS(N({cell})-{value!r})>0.001")
    for family in document.context.families:
        cells = document.areas.get(f"ledger.{family}")
        value = document.baseline.get((f"ledger.{family}", "counts"))
        if cells and value is not None:
            tests.append(f"SUM({cells['#derived:counts']})<>{int(value)}")
    cells, value = document.areas.get("townships"), document.baseline.get(("townships", "population"))
    if cells and value is not None:
        tests.append(f"ABS(SUM({cells['population']})-{value!r})>0.001")
        tests.append(f"ABS({TARGET_NAME}-{document.baseline['townships', 'target']!r})>1E-9")
    if not tests:
        return None
    words = quoted(t("workbook.changed_inputs", document.lang))
    return Formula(f'=IF(OR({",".join(tests)}),{words},"")', None)
