"""Where the numbers come from: rule values with clause and source, and what was read from which file."""

from __future__ import annotations

import math

from models.county.layer import GENERATED
from models.findings.numbers import exact, unit_name
from models.gate.gate import data_remarks
from models.kernel.text import has_text, t
from models.rules.said import value_text, value_unit
from models.rules.unverified import unverified, wanted_text
from reports.words import joined
from reports.workbook.cells import Measured
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import Column, Table


def add_parameters(document: Document) -> None:
    """Every rule value in force, and who changed which, when and why."""
    lang, rules = document.lang, document.context.rules
    columns = [
        Column(t("workbook.head.rule", lang), narrowest=30, widest=36, wrap=True),
        Column(t("workbook.head.value", lang), "number", narrowest=11, widest=16),
        Column(t("workbook.head.standard_value", lang), "number", narrowest=11, widest=16),
        Column(t("workbook.head.source", lang), narrowest=24, widest=32, wrap=True),
        Column(t("workbook.head.confidence", lang), narrowest=18, widest=40, wrap=True),
        Column(t("workbook.head.note", lang), narrowest=30, widest=44, wrap=True),
        Column(t("workbook.head.changed", lang), narrowest=20, widest=26, wrap=True),
    ]
    table = Table(document, "parameters", t("workbook.parameters.title", lang), columns)

    def given(value: float, unit: str) -> Measured | str:
        return (
            t("rule_answer.open", lang)
            if math.isnan(value)
            else Measured(value, value_unit(unit), exact=True, is_factor=True)
        )

    right = Look(align="right")
    for quantity in rules.quantities():
        changed = quantity.override
        words = ""
        if changed is not None:
            words = t("workbook.changed", lang, who=changed.who, when=changed.when, why=changed.why)
        table.add(
            [
                quantity.name(lang),
                given(quantity.value, quantity.unit),
                given(quantity.standard_value, quantity.unit),
                quantity.source_text(lang),
                t(f"confidence.{quantity.confidence}", lang),
                quantity.note.get(lang, ""),
                words,
            ],
            {1: Look(align="right", bold=changed is not None), 2: right},
            fill="input" if changed is not None else "",
        )
    for key, override in rules.unapplied.items():
        words = t("workbook.changed", lang, who=override.who, when=override.when, why=override.why)
        unapplied = t("workbook.unapplied", lang, value=exact(override.value))
        table.add([key, None, None, "", "", "", joined((unapplied, words), lang)])
    table.finish(t("workbook.about.parameters", lang))


def add_unverified(document: Document) -> None:
    """Rule values that nobody has held against the text of a standard, and what would settle each."""
    lang = document.lang
    columns = [
        Column(t("workbook.head.rule", lang), narrowest=30, widest=36, wrap=True),
        Column(t("workbook.head.value", lang), narrowest=11, widest=18, wrap=True),
        Column(t("workbook.head.source", lang), narrowest=20, widest=32, wrap=True),
        Column(t("workbook.head.confidence", lang), narrowest=18, widest=40, wrap=True),
        Column(t("unverified.head", lang), narrowest=30, widest=42, wrap=True),
    ]
    table = Table(document, "unverified", t("workbook.sheet.unverified", lang), columns)
    for quantity in unverified(document.context.rules):
        table.add(
            [
                quantity.name(lang),
                value_text(quantity.value, quantity.unit, lang),
                quantity.source_text(lang),
                t(f"confidence.{quantity.confidence}", lang),
                wanted_text(quantity, lang),
            ]
        )
    table.finish(t("workbook.about.unverified", lang))


def add_provenance(document: Document) -> None:
    """Every layer: file, encoding, coordinate system, datum, hash, what was repaired or left out."""
    lang = document.lang
    columns = [
        Column(t("workbook.head.layer", lang), narrowest=16, widest=24, wrap=True),
        Column(t("workbook.head.role", lang), narrowest=12, widest=18, wrap=True),
        Column(t("workbook.head.features", lang), "count", unit_name("", lang), narrowest=8),
        Column(t("workbook.head.file", lang), narrowest=18, widest=30, wrap=True),
        Column(t("workbook.head.encoding", lang), narrowest=9),
        Column(t("workbook.head.crs", lang), narrowest=14, widest=20, wrap=True),
        Column(t("workbook.head.datum", lang), narrowest=9),
        Column(t("workbook.head.imported", lang), narrowest=12, widest=12, wrap=True),
        Column(t("workbook.head.hash", lang), narrowest=18, widest=18),
        Column(t("workbook.head.problems", lang), narrowest=40, widest=44, wrap=True),
    ]
    table = Table(document, "provenance", t("workbook.provenance.title", lang), columns)
    for layer in document.context.project.layers:
        origin = layer.provenance
        file = f"{origin.file} / {origin.file_layer}" if origin.file_layer else origin.file
        table.add(
            [
                layer.title(lang),
                t(f"role.{layer.role}", lang),
                len(layer),
                file,
                origin.encoding,
                origin.crs,
                t(f"datum.{origin.datum}", lang) if has_text(f"datum.{origin.datum}") else origin.datum,
                origin.imported_at[:10],
                origin.sha256[:16],
                "\n".join(t(key, lang, **values) for key, values in origin.repairs),
            ]
        )
    for read in document.context.project.settings.facility_files:
        origin = read.provenance
        table.add(
            [
                origin.file_layer or origin.file,
                t(f"role.{read.role}", lang),
                None,
                origin.file,
                origin.encoding,
                origin.crs,
                t(f"datum.{origin.datum}", lang) if has_text(f"datum.{origin.datum}") else origin.datum,
                origin.imported_at[:10],
                origin.sha256[:16],
                "\n".join(t(key, lang, **values) for key, values in origin.repairs),
            ]
        )
    for remark in data_remarks(document.context.project):
        kind = t("finding_family.data", lang)
        table.add([remark.name(lang), kind, None, remark.file, *([None] * 5), remark.text(lang)])
    last = table.last_row
    if any(layer.provenance.is_generated for layer in document.context.project.layers):
        table.note(t(GENERATED, lang))
    table.finish(t("workbook.about.provenance", lang), filter_to=last)
