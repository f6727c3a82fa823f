"""From a finding to its target, to the rule values behind it and to the values that have to be typed in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.assessment.explain import rules_of
from models.findings.findings import Finding
from models.rules.said import value_text
from ui.core.session import Session
from ui.widgets.parts import label, link_button


class FindingLinks(QWidget):
    """Says which rule values the county changed, and leads to the dialogs.

    Signals
    -------
    target_wanted(str)
        The person wants to see the row of the plan; its id.
    rule_wanted(str)
        The person wants to see a rule value; its key.
    indicator_wanted(str)
        The person wants to see all typed-in values; the row to start at.
    """

    target_wanted = Signal(str)
    rule_wanted = Signal(str)
    indicator_wanted = Signal(str)

    def __init__(self, session: Session, finding: Finding) -> None:
        super().__init__()
        lang = session.lang
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.quantities = rules_of(finding, session.rules)
        self.changes = []
        for quantity in self.quantities:
            change = quantity.override
            if change is None:
                continue
            text = label(wrap=True)
            text.setText(
                self.tr("Own value: {rule} {value}, standard {standard}. {who}, {when}: {why}").format(
                    rule=quantity.name(lang),
                    value=value_text(quantity.value, quantity.unit, lang),
                    standard=value_text(quantity.standard_value, quantity.unit, lang),
                    who=change.who or "–",
                    when=change.when or "–",
                    why=change.why or "–",
                )
            )
            box.addWidget(text)
            self.changes.append(text)
        links = QHBoxLayout()
        links.setSpacing(10)
        self.rule_link = link_button(lambda: self.rule_wanted.emit(self.quantities[0].key))
        self.rule_link.setText(self.tr("Rules and sources…"))
        self.target_link = link_button(lambda: self.target_wanted.emit(finding.id))
        self.target_link.setText(self.tr("Target…"))
        self.indicator_link = link_button(lambda: self.indicator_wanted.emit(finding.id))
        self.indicator_link.setText(self.tr("Type the value…"))
        is_typed = any(
            row.id == finding.id and row.takes_typed(finding.figure) for row in session.profile.typed_rows
        )
        self.copy_link = link_button(lambda: None)
        self.copy_link.setText(self.tr("Copy the working"))
        links.addWidget(self.rule_link)
        links.addWidget(self.target_link)
        # Only hiding is safe here: showing a widget that has no parent yet would open a window.
        if not self.quantities:
            self.rule_link.hide()
        if not is_typed:
            self.indicator_link.hide()
        links.addStretch(1)
        box.addLayout(links)
        # A second line: all of them beside each other are wider than the panel.
        more = QHBoxLayout()
        more.setSpacing(10)
        more.addWidget(self.indicator_link)
        more.addWidget(self.copy_link)
        more.addStretch(1)
        box.addLayout(more)
