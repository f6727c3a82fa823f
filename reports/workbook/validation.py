"""What may be typed into a column that colleagues edit: lists, numbers, days."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation

from models.facilities.facility import FieldSpec
from models.kernel.text import t
from reports.workbook.document import Document

_LONGEST_TEXT = 255
_LONGEST_TITLE = 32


def rule_of(spec: FieldSpec, document: Document) -> DataValidation:
    """Rule of a field's column, with the words that people see when they type something else."""
    lang = document.lang
    name = t(f"field.{spec.name}", lang)
    if spec.kind == "choice":
        words = [t(f"choice.{spec.choices}.{value}", lang) for value in spec.values]
        # A list in the rule itself may have 255 letters only, and no commas in its words.
        rule = DataValidation("list", document.offer(spec.choices, words))
        what = "choice"
    elif spec.kind == "flag":
        rule = DataValidation("list", document.offer("flag", [t("report.yes", lang), t("report.no", lang)]))
        what = "choice"
    elif spec.kind in ("number", "integer"):
        kind = "decimal" if spec.kind == "number" else "whole"
        rule = DataValidation(kind, f"{spec.minimum or 0:g}", operator="greaterThanOrEqual")
        what = spec.kind
    elif spec.kind == "date":
        rule = DataValidation("date", "367", operator="greaterThanOrEqual")
        rule.errorStyle = "warning"  # a month without a day is fine too, and is text
        what = "date"
    else:
        rule = DataValidation("textLength", str(_LONGEST_CELL), operator="lessThanOrEqual")
        what = "text"
    rule.allow_blank = spec.kind != "choice"
    rule.showErrorMessage = True
    rule.errorTitle = name[:_LONGEST_TITLE]
    rule.error = t(f"workbook.validation.{what}", lang)[:_LONGEST_TEXT]
    return rule


_LONGEST_CELL = 32_767
