"""Hazards with who and what stands in them, and siting checks of every facility. Unknown is not safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from models.facilities.facility import Facility, Status
from models.findings.findings import Verdict
from models.findings.formulas import joined_notes
from models.findings.numbers import figure_text, unit_name
from models.hazards.check import SitingCheck
from models.hazards.screening import is_excluded, is_unverified
from models.hazards.table import HazardRow
from models.kernel.text import Lang, has_text, t
from reports.words import hazard_level_word, hazard_word, joined
from reports.workbook.cells import CellValue, Empty, Formula
from reports.workbook.document import Document
from reports.workbook.look import Look, verdict_word
from reports.workbook.places import township_of
from reports.workbook.sheet import FIRST_ROW, Column, Table

_MOST_NAMES = 12
_SHORT = {Verdict.PASS: "pass", Verdict.INFO: "pass", Verdict.FAIL: "fail", Verdict.NO_DATA: "nodata"}


def add_hazards(document: Document) -> None:
    """One row for each type and level: land, people, villages, facilities; then near major sources."""
    lang = document.lang
    columns = [
        Column(t("workbook.hazards.kind", lang), narrowest=14, widest=24),
        Column(t("workbook.hazards.level", lang), narrowest=10, widest=18),
        Column(t("workbook.hazards.within", lang), narrowest=12, widest=20),
        Column(t("workbook.hazards.features", lang), "count", narrowest=8),
        Column(t("workbook.hazards.area", lang), "ratio", unit_name("km2", lang), narrowest=10),
        Column(
            document.whose(t("column.township.population.name", lang)),
            "count",
            unit_name("persons", lang),
            narrowest=11,
        ),
        Column(t("role.villages", lang), "count", narrowest=9),
        Column(t("family.shelter.short", lang), "count", narrowest=9),
        Column(t("family.depot.short", lang), "count", narrowest=9),
        Column(t("workbook.hazards.stations", lang), "count", narrowest=9),
        Column(t("workbook.hazards.others", lang), "count", narrowest=8),
        Column(t("workbook.hazards.facilities", lang), "count", narrowest=9),
        Column(t("workbook.hazards.names", lang), narrowest=36, widest=50, wrap=True),
    ]
    table = Table(document, "hazards", t("workbook.hazards.title", lang), columns)
    for row in document.context.hazards:
        table.add(_hazard(document, row, table.last_row + 1))
    if table.row_count:
        table.colour_where(12, f"N(L{FIRST_ROW})>0")
    last = table.last_row
    table.note(t("workbook.hazards.note", lang))
    table.finish(t("workbook.about.hazards", lang), filter_to=last)


def _hazard(document: Document, row: HazardRow, number: int) -> list[CellValue]:
    lang = document.lang

    def known(value: float | int | None) -> CellValue:
        return Empty.NO_DATA if value is None else value

    within = t("workbook.hazards.inside", lang)
    if row.distance_m is not None:
        within = t("workbook.hazards.near", lang, distance=figure_text(row.distance_m, "m", lang))
    names = joined(row.names[:_MOST_NAMES], lang)
    if len(row.names) > _MOST_NAMES:
        names = t("report.and_more", lang, names=names, count=f"{len(row.names):,}")
    counts = (row.shelters, row.depots, row.stations, row.others)
    total = row.facilities
    return [
        hazard_word(row.kind, lang),
        hazard_level_word(row.level, lang) or None,
        within,
        row.features,
        known(None if row.area_m2 is None else row.area_m2 / 1e6),
        known(row.residents),
        known(row.villages),
        *map(known, counts),
        Empty.NO_DATA if total is None else Formula(f"=SUM(H{number}:K{number})", total),
        names,
    ]


# -- checks --------------------------------------------------------------------------------------------------
def add_siting(document: Document) -> None:
    """Every facility that has checks: one column for each check, and what decides in words."""
    lang, context = document.lang, document.context
    checks = {key: found for key, found in context.siting.items() if found}
    rules = list(dict.fromkeys(check.rule for found in checks.values() for check in found))
    facilities = [context.main.scenario.facilities[key] for key in checks]
    order = [str(status) for status in Status]
    facilities.sort(key=lambda one: (order.index(one.status), str(one.family), one.name, one.id))
    places = township_of(context, facilities, lang)
    shared = _lacking_for_all(checks.values())
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=5, widest=7),
        Column(t("field.name", lang), narrowest=18, widest=30, wrap=True),
        Column(t("workbook.head.family", lang), narrowest=9, widest=14),
        Column(t("field.status", lang), narrowest=8, widest=12),
        Column(t("workbook.head.township", lang), narrowest=12, widest=20),
        Column(t("workbook.siting.overall", lang), narrowest=10, widest=14),
        *(Column(_column_head(rule, lang), narrowest=7, widest=8) for rule in rules),
        Column(t("workbook.siting.why", lang), narrowest=34, widest=60, wrap=True),
    ]
    table = Table(document, "siting", t("workbook.siting.title", lang), columns, frozen=2)
    looks = {index: Look(align="center") for index in range(5, 6 + len(rules))}
    for number, facility in enumerate(facilities, start=1):
        row = _checked(facility, checks[facility.id], rules, number, places, lang)
        table.add([*row, _why(checks[facility.id], shared, lang)], looks)
    if facilities:
        table.colour_verdicts(6)
        words = {
            t(f"workbook.mark.{_SHORT[verdict]}", lang): verdict
            for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.NO_DATA)
        }
        for column in range(7, 7 + len(rules)):
            table.colour_words(column, words)
    last = table.last_row
    table.note(t("workbook.siting.note", lang))
    # One paragraph: a line for each check would stand on a page of its own below a table that fills one.
    lacking = [_unknown(check, lang) for check in shared.values()]
    if lacking:
        table.note(t("workbook.siting.shared", lang, checks=joined_notes(lacking, lang)))
    unchecked = dict.fromkeys(
        _unknown(one, lang, "unchecked") for found in checks.values() for one in found if _is_unchecked(one)
    )
    if unchecked:
        table.note(joined_notes(tuple(unchecked), lang))
    table.finish(t("workbook.about.siting", lang), filter_to=last)


def _column_head(rule: str, lang: Lang) -> str:
    """The same where a column is narrow."""
    key = f"workbook.siting.head.{rule}"
    return t(key, lang) if has_text(key) else _check_head(rule, lang)


def _check_head(rule: str, lang: Lang) -> str:
    """Short name of a check: what is in brackets is said by the checks themselves."""
    return t(f"siting.{rule}", lang).split("（")[0].split(" (")[0]


def _lacking_for_all(found: Iterable[Sequence[SitingCheck]]) -> dict[str, SitingCheck]:
    """Checks that no facility can be put to for the same lack, by their rules; none for a single facility.

    A county without a layer of power lines lacks it for each of its sites: said in every row, it would make
    fifty pages of the same words.
    """
    by_rule: dict[str, list[SitingCheck]] = {}
    for check in (one for checks in found for one in checks):
        by_rule.setdefault(check.rule, []).append(check)
    return {
        rule: same[0]
        for rule, same in by_rule.items()
        if len(same) > 1 and all(_is_unknown(one) and one.missing == same[0].missing for one in same)
    }


def _why(checks: Sequence[SitingCheck], shared: Mapping[str, SitingCheck], lang: Lang) -> str:
    """What decides over one facility; what is lacking for all of them stands below the table."""
    lines = [faults_in_words((one for one in checks if one.rule not in shared), lang)]
    if any(one.rule in shared for one in checks):
        is_all = not lines[0] and all(one.verdict == Verdict.NO_DATA for one in checks)
        lines.append(t(f"workbook.siting.{'all_below' if is_all else 'below'}", lang))
    return "\n".join(line for line in lines if line)


def overall(checks: Iterable[SitingCheck]) -> Verdict:
    """Fail if one check fails, else no data if one that must be made has none, else pass."""
    found = tuple(checks)
    if is_excluded(found):
        return Verdict.FAIL
    return Verdict.NO_DATA if is_unverified(found) else Verdict.PASS


def _checked(
    facility: Facility,
    checks: tuple[SitingCheck, ...],
    rules: list[str],
    number: int,
    places: dict[str, str],
    lang: Lang,
) -> list[CellValue]:
    marks = {check.rule: t(f"workbook.mark.{_mark(check)}", lang) for check in checks}
    return [
        number,
        facility.name,
        t(f"family.{facility.family}.short", lang),
        t(f"choice.status.{facility.status}", lang),
        places[facility.id],
        verdict_word(overall(checks), lang),
        *(marks.get(rule) for rule in rules),
    ]


def faults_in_words(checks: Iterable[SitingCheck], lang: Lang) -> str:
    """What fails, and what cannot be told for which lack; one line for each check."""
    lines = []
    for check in checks:
        name = _check_head(check.rule, lang)
        if check.verdict == Verdict.FAIL:
            lines.append(_fault(check, name, lang))
        elif _is_unknown(check):
            lines.append(_unknown(check, lang))
    return "\n".join(lines)


def _is_unknown(check: SitingCheck) -> bool:
    return check.verdict == Verdict.NO_DATA and not check.is_optional


def _is_unchecked(check: SitingCheck) -> bool:
    """Whether data are lacking for a check that no standard asks for: the verdict is told without it."""
    return check.verdict == Verdict.NO_DATA and check.is_optional


def _mark(check: SitingCheck) -> str:
    return "unchecked" if _is_unchecked(check) else _SHORT[check.verdict]


def _unknown(check: SitingCheck, lang: Lang, key: str = "unknown") -> str:
    items = joined((t(f"missing.{item}", lang) for item in check.missing), lang)
    return t(f"workbook.siting.{key}", lang, check=_check_head(check.rule, lang), items=items)


def _fault(check: SitingCheck, name: str, lang: Lang) -> str:
    note = f"siting.note.{check.note}"
    if check.note and has_text(note):
        return t("workbook.siting.noted", lang, check=name, note=t(note, lang, **check.values))
    place = check.place.name if check.place is not None else ""
    if check.distance_m is None or check.limit_m is None:
        return t("workbook.siting.fails", lang, check=name, place=place)
    if check.distance_m <= 0:
        return t("workbook.siting.inside", lang, check=name, place=place)
    return t(
        "workbook.siting.near",
        lang,
        check=name,
        place=place,
        distance=figure_text(check.distance_m, "m", lang),
        limit=figure_text(check.limit_m, "m", lang),
    )
