"""What stands between the rows of the findings: the heads of their sections, and what to do without any."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from models.findings.findings import Finding, Verdict
from models.findings.standing import TO_FILL
from models.kernel.text import Lang, t
from ui.core.i18n import term
from ui.core.icons import icon
from ui.widgets.parts import label

FOLDED = ("info", TO_FILL)
"""Sections that nobody has to act on: folded in until they are asked for."""


class SectionHead(QPushButton):
    """Head of a section; checked while its rows are shown."""

    def __init__(self, group: str, *, is_open: bool) -> None:
        super().__init__()
        self._group = group
        self.setCheckable(True)
        self.setProperty("section", True)
        self.setToolTip(QCoreApplication.translate("FindingsPanel", "Show or hide these rows"))
        self.set_open(is_open)

    def set_open(self, is_open: bool) -> None:
        """Show that the rows of the section are shown, or not."""
        self.setChecked(is_open)
        self.setIcon(icon("chevron-down" if is_open else "chevron-right"))

    def show_count(self, findings: Sequence[Finding], lang: Lang) -> None:
        """Say how many rows the section has, and of those that are judged how many are met."""
        group = self._group
        title = term("finding_family.to_fill") if group == TO_FILL else t(f"standing.section.{group}", lang)
        if group in FOLDED:
            text = QCoreApplication.translate("FindingsPanel", "{group} ({count})")
            self.setText(text.format(group=title, count=len(findings)))
        else:
            met = sum(finding.verdict == Verdict.PASS for finding in findings)
            text = QCoreApplication.translate("FindingsPanel", "{group}: {met} of {count} met")
            self.setText(text.format(group=title, met=met, count=len(findings)))
        self.set_open(self.isChecked())


class NothingYet(QWidget):
    """Says what to add where there is nothing to hold against a plan.

    Attributes
    ----------
    button
        Leads to adding it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = label("muted", wrap=True)
        self.text.setContentsMargins(14, 14, 14, 6)
        self.button = QPushButton()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 14, 0)
        box.addWidget(self.text)
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        box.addStretch(1)

    def retranslate(self) -> None:
        """Put both in the present language."""
        self.text.setText(
            QCoreApplication.translate(
                "FindingsPanel",
                "Nothing to hold against the plan yet. Add the county, its townships and villages with their "
                "population, then the facilities.",
            )
        )
        self.button.setText(QCoreApplication.translate("FindingsPanel", "Add layers…"))
