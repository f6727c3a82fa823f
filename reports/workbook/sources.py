"""Where the numbers come from: rule values with clause and source, and what was read from which file."""

from __future__ import annotations

from openpyxl import Workbook

from models.numbers import unit_name
from models.text import Lang, t
from reports.context import ReportContext
from reports.workbook.sheet import Column, Table
from reports.workbook.summary import subtitle


def add_parameters(book: Workbook, context: ReportContext, lang: Lang) -> None:
    """Every rule value in force, and who changed which, when and why."""
    columns = [
        Column(t("workbook.head.rule", lang), "text", 34, wrap=True),
        Column(t("workbook.head.value", lang), "number", 11),
        Column(t("workbook.head.unit", lang), "text", 10),
        Column(t("workbook.head.standard_value", lang), "number", 11),
        Column(t("workbook.head.source", lang), "text", 40, wrap=True),
        Column(t("workbook.head.confidence", lang), "text", 14, wrap=True),
        Column(t("workbook.head.changed", lang), "text", 40, wrap=True),
    ]
    table = Table(
        book,
        t("workbook.sheet.parameters", lang),
        t("workbook.parameters.title", lang),
        subtitle(context, lang),
        columns,
        lang,
    )
    for quantity in context.rules.quantities():
        changed = quantity.override
        table.add(
            [
                quantity.name(lang),
                quantity.value,
                unit_name(quantity.unit, lang),
                quantity.standard_value,
                quantity.source,
                t(f"confidence.{quantity.confidence}", lang),
                t("workbook.changed", lang, who=changed.who, when=changed.when, why=changed.why)
                if changed
                else "",
            ]
        )
    table.finish()


def add_provenance(book: Workbook, context: ReportContext, lang: Lang) -> None:
    """Every layer: file, encoding, coordinate system, datum, hash, what was repaired or left out."""
    columns = [
        Column(t("workbook.head.layer", lang), "text", 20, wrap=True),
        Column(t("workbook.head.role", lang), "text", 14),
        Column(t("workbook.head.features", lang), "count", 10),
        Column(t("workbook.head.file", lang), "text", 26, wrap=True),
        Column(t("workbook.head.encoding", lang), "text", 11),
        Column(t("workbook.head.crs", lang), "text", 18, wrap=True),
        Column(t("workbook.head.datum", lang), "text", 10),
        Column(t("workbook.head.imported", lang), "text", 20),
        Column(t("workbook.head.hash", lang), "text", 18, wrap=True),
        Column(t("workbook.head.problems", lang), "text", 44, wrap=True),
    ]
    table = Table(
        book,
        t("workbook.sheet.provenance", lang),
        t("workbook.provenance.title", lang),
        subtitle(context, lang),
        columns,
        lang,
    )
    for layer in context.project.layers:
        origin = layer.provenance
        table.add(
            [
                layer.name,
                t(f"role.{layer.role}", lang),
                len(layer),
                origin.file,
                origin.encoding,
                origin.crs,
                origin.datum,
                origin.imported_at,
                origin.sha256[:16],
                "\n".join(t(key, lang, **values) for key, values in origin.problems),
            ]
        )
    table.finish()
