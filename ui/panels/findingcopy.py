"""Findings on the clipboard: a table that a spreadsheet takes in, or one finding's working as lines."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QGuiApplication

from models.assessment.explain import table_of, working_text
from models.findings.findings import Finding
from models.kernel.text import Lang
from models.rules.rules import Rules


def table_text(findings: Iterable[Finding], lang: Lang) -> str:
    """Rows with tabs between cells; a number is written plainly, a text can never become a formula."""
    from reports.safe import safe_csv

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return " ".join(safe_csv(value).split())
        return format(value, ".12g")

    return "\n".join("\t".join(map(cell, row)) for row in table_of(findings, lang)) + "\n"


def copy_table(findings: Iterable[Finding], lang: Lang, mark: str = "") -> None:
    """Put findings on the clipboard as a table, below what has to be said of them."""
    QGuiApplication.clipboard().setText((f"{mark}\n" if mark else "") + table_text(findings, lang))


def copy_working(finding: Finding, rules: Rules, lang: Lang, mark: str = "") -> None:
    """Put everything about one finding on the clipboard, as lines to read."""
    QGuiApplication.clipboard().setText((f"{mark}\n" if mark else "") + working_text(finding, rules, lang))
