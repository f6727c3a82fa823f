"""Shelter sites that are proposed, with reasons; facilities that each plan changes; words of the field."""

from __future__ import annotations

from dataclasses import fields

from models.facilities.facility import Facility, field_specs
from models.facilities.ledgersheet import value_text
from models.findings.findings import Verdict
from models.findings.numbers import unit_name
from models.kernel.glossary import terms
from models.kernel.text import Lang, t
from models.locate.candidates import ProposedRow
from models.project.scenario import Scenario
from reports.words import joined
from reports.workbook.cells import CellValue
from reports.workbook.document import Document
from reports.workbook.sheet import Column, Table
from reports.workbook.sheltering import known


def add_proposed(document: Document) -> None:
    """Planned shelters and the best candidates: whom they serve, how they rank, why."""
    lang = document.lang
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=5, widest=7),
        Column(t("field.name", lang), narrowest=18, widest=28, wrap=True),
        Column(t("field.status", lang), narrowest=8, widest=12),
        Column(t("workbook.head.township", lang), narrowest=12, widest=20),
        Column(t("field.shelter_class", lang), narrowest=14, widest=22),
        Column(t("field.kind", lang), narrowest=8, widest=14),
        Column(t("column.township.effective_area.name", lang), "area", unit_name("m2", lang), narrowest=11),
        Column(t("column.facility.estimated.name", lang), narrowest=8, widest=10),
        Column(t("workbook.sites.people", lang), "count", unit_name("persons", lang), narrowest=10),
        Column(t("workbook.sites.rank", lang), "count", narrowest=6),
        Column(t("workbook.sites.score", lang), "minutes", narrowest=7),
        Column(t("workbook.sites.state", lang), narrowest=12, widest=20),
        Column(t("workbook.sites.reason", lang), narrowest=54, widest=70, wrap=True),
    ]
    table = Table(document, "proposed", t("workbook.sites.title", lang), columns, frozen=2)
    for number, row in enumerate(document.context.proposed, start=1):
        table.add(_proposed(row, number, lang))
    if table.row_count:
        states = (("good", Verdict.PASS), ("excluded", Verdict.FAIL), ("unknown", Verdict.NO_DATA))
        table.colour_words(12, {t(f"candidate.state.{state}", lang): verdict for state, verdict in states})
    last = table.last_row
    table.note(t("workbook.sites.note", lang))
    table.finish(t("workbook.about.proposed", lang), filter_to=last)


def _proposed(row: ProposedRow, number: int, lang: Lang) -> list[CellValue]:
    site, ranked = row.facility, row.ranked
    state = "excluded" if ranked.is_excluded else "unknown" if ranked.is_unverified else "good"
    return [
        number,
        site.name,
        t(f"choice.status.{site.status}", lang),
        ranked.township,
        t(f"choice.shelter_class.{site.shelter_class}", lang),
        t(f"choice.shelter_kind.{site.kind}", lang),
        known(row.area_m2),
        t("column.facility.estimated.yes", lang) if row.is_estimated else None,
        known(row.newly_served_persons),
        ranked.rank,
        100.0 * ranked.total,
        t(f"candidate.state.{state}", lang),
        row.reason(lang),
    ]


# -- what plans change ---------------------------------------------------------------------------------------
def add_changes(document: Document) -> None:
    """Facilities in which each plan differs from today: added, removed, moved, changed."""
    lang, project = document.lang, document.context.project
    today, *plans = sorted(project.scenarios, key=lambda scenario: not scenario.is_today)
    columns = [
        Column(t("workbook.cover.scenario", lang), narrowest=14, widest=26),
        Column(t("workbook.head.family", lang), narrowest=10, widest=16),
        Column(t("field.name", lang), narrowest=20, widest=34, wrap=True),
        Column(t("workbook.changes.kind", lang), narrowest=8, widest=12),
        Column(t("field.status", lang), narrowest=8, widest=14),
        Column(t("workbook.changes.what", lang), narrowest=50, widest=80, wrap=True),
    ]
    table = Table(document, "changes", t("workbook.changes.title", lang), columns)
    for plan in plans:
        for row in _differences(today, plan, lang):
            table.add([plan.title(lang), *row])
    if table.row_count:
        kinds = {"added": Verdict.PASS, "removed": Verdict.FAIL}
        table.colour_words(
            4, {t(f"workbook.changes.{kind}", lang): verdict for kind, verdict in kinds.items()}
        )
    table.finish(t("workbook.about.changes", lang))


def _differences(today: Scenario, plan: Scenario, lang: Lang) -> list[list[CellValue]]:
    rows: list[list[CellValue]] = []
    for key in dict.fromkeys((*today.facilities, *plan.facilities)):
        before, after = today.facilities.get(key), plan.facilities.get(key)
        if before is after or before == after:
            continue
        shown = after or before
        assert shown is not None
        kind = "added" if before is None else "removed" if after is None else "changed"
        rows.append(
            [
                t(f"family.{shown.family}.short", lang),
                shown.name,
                t(f"workbook.changes.{kind}", lang),
                t(f"choice.status.{shown.status}", lang),
                joined(_what(before, after, lang), lang) if before and after else "",
            ]
        )
    return rows


def _what(before: Facility, after: Facility, lang: Lang) -> list[str]:
    specs = {spec.name: spec for spec in field_specs(after.family)}
    said = []
    if not before.geometry.equals(after.geometry):
        said.append(t("workbook.changes.moved", lang))
    for item in fields(after):
        spec = specs.get(item.name)
        old, new = (getattr(one, item.name, None) for one in (before, after))
        if spec is None or old == new:
            continue
        blank = t("ledgerback.said.blank", lang)
        words = [value_text(spec, value, lang) or blank for value in (old, new)]
        said.append(
            t("workbook.changes.field", lang, field=t(f"field.{spec.name}", lang), old=words[0], new=words[1])
        )
    return said


# -- words ---------------------------------------------------------------------------------------------------
def add_glossary(document: Document) -> None:
    """Terms of the field in both languages."""
    lang = document.lang
    other: Lang = "en" if lang == "zh" else "zh"
    columns = [
        Column(t("workbook.head.number", lang), "count", narrowest=6),
        Column(t(f"workbook.glossary.in_{lang}", lang), narrowest=34, widest=44, wrap=True),
        Column(t(f"workbook.glossary.in_{other}", lang), narrowest=38, widest=48, wrap=True),
    ]
    table = Table(document, "glossary", t("workbook.glossary.title", lang), columns)
    for number, term in enumerate(terms(), start=1):
        table.add([number, term.word(lang), term.word(other)])
    table.finish(t("workbook.about.glossary", lang))
