"""Blank lists of facilities to be filled in: a sheet for each family, read back by an import."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from models.facilities.facility import Family, FieldSpec, field_specs
from models.findings.numbers import unit_name
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t

_ROOM = 2000
"""Rows below which nothing is checked."""
_MOST_LISTED = 250
"""Characters that a list of choices in a cell can have."""
_HEAD_FILL = PatternFill("solid", fgColor="FFE8ECEF")


def heading(spec: FieldSpec, lang: Lang) -> str:
    """Heading of a field's column, with its unit: an import knows it again by these words."""
    name = t(f"field.{spec.name}", lang)
    has_unit = bool(spec.unit) and spec.unit != "year"
    return t("column.in_unit", lang, name=name, unit=unit_name(spec.unit, lang)) if has_unit else name


def _choices(spec: FieldSpec, lang: Lang) -> list[str]:
    if spec.kind == "flag":
        return [t("choice.flag.yes", lang), t("choice.flag.no", lang)]
    return [t(f"choice.{spec.choices}.{value}", lang) for value in spec.values]


def write_blank_lists(path: Path, lang: Lang) -> Work[None]:
    """Write the workbook: name, longitude and latitude first, then every field of the family.

    What is chosen from a list is offered as one; numbers below the least a field takes are refused.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for done, family in enumerate(Family):
        yield Progress(done, len(Family), "progress.workbook.write")
        sheet = book.create_sheet(t(f"family.{family}.short", lang))
        name, *others = field_specs(family)
        place = [t(f"import.coordinate.{part}", lang) for part in ("longitude", "latitude")]
        heads = [heading(name, lang), *place, *(heading(spec, lang) for spec in others)]
        for column, head in enumerate(heads, start=1):
            cell = sheet.cell(1, column, head)
            cell.font, cell.fill = Font(bold=True), _HEAD_FILL
            sheet.column_dimensions[get_column_letter(column)].width = max(12, 2.1 * len(head))
        sheet.freeze_panes = "B2"
        for column, spec in enumerate(others, start=2 + len(place)):
            rule = _rule(spec, lang)
            if rule is not None:
                letter = get_column_letter(column)
                rule.add(f"{letter}2:{letter}{_ROOM}")
                sheet.add_data_validation(rule)
    book.save(path)


def _rule(spec: FieldSpec, lang: Lang) -> DataValidation | None:
    if spec.kind in ("choice", "flag"):
        words = ",".join(_choices(spec, lang))
        return DataValidation("list", formula1=f'"{words}"') if len(words) <= _MOST_LISTED else None
    if spec.kind in ("number", "integer") and spec.minimum is not None:
        kind = "whole" if spec.kind == "integer" else "decimal"
        return DataValidation(kind, operator="greaterThanOrEqual", formula1=f"{spec.minimum:g}")
    return None
