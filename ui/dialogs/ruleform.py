"""One rule value: where it is from, and the form in which a county changes it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import FieldSpec
from models.findings.numbers import exact
from models.kernel.errors import HavenError
from models.kernel.text import t
from models.project.settings import Override
from models.rules.rules import Quantity, check_override
from models.rules.said import value_parts, value_text
from ui.core.i18n import Retranslated, said_by, term
from ui.core.icons import icon
from ui.core.session import Session
from ui.dialogs.ruletable import confidence_colour
from ui.widgets.editors import FieldValueError, parse_field
from ui.widgets.parts import label, line
from ui.widgets.quiet import QuietBox

_VALUE = FieldSpec("value", "number")
_WHEN = FieldSpec("when", "date")


@dataclass(frozen=True)
class _Draft:
    """What stands in the form's fields."""

    value: str = ""
    who: str = ""
    when: str = ""
    why: str = ""


class RuleForm(Retranslated, QWidget):
    """Applying or resetting is one undo step each."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.key = ""
        self._in_force: Quantity | None = None
        self._stored = _Draft()
        self._drafts: dict[str, _Draft] = {}
        self._empty = label("muted", wrap=True)
        self._name = label("heading", wrap=True)
        self._standard, self._source, self._note = (label(wrap=True) for _ in range(3))
        self._source.setProperty("role", "muted")
        self._note.setProperty("role", "muted")
        for text in (self._standard, self._source):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mark = QLabel()
        self._confidence = label("muted", wrap=True)
        confidence = QHBoxLayout()
        confidence.setSpacing(5)
        confidence.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        confidence.addWidget(self._confidence, 1)
        self.value, self.who, self.when, self.why = (QLineEdit() for _ in range(4))
        self._unit = label("muted")
        value = QHBoxLayout()
        value.addWidget(self.value, 1)
        self.answer = QuietBox()  # instead of a number, of a value that is yes or no
        self.answer.activated.connect(lambda _: self.value.setText(self.answer.currentData()))
        self.value.textChanged.connect(
            lambda text: self.answer.setCurrentIndex(self.answer.findData(text.strip()))
        )
        value.addWidget(self.answer, 1)
        value.addWidget(self._unit)
        self._labels = [QLabel() for _ in range(4)]
        form = QFormLayout()
        form.setSpacing(7)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        fields: tuple[QWidget | QHBoxLayout, ...] = (value, self.who, self.when, self.why)
        for name, part in zip(self._labels, fields, strict=True):
            form.addRow(name, part)
        for name, editor in zip(self._labels, self._editors(), strict=True):
            name.setBuddy(editor)
            editor.returnPressed.connect(self.apply)
        self.complaint = label("error", wrap=True)
        self.complaint.hide()
        self.apply_button, self.reset_button = QPushButton(), QPushButton()
        self.apply_button.setProperty("primary", True)
        for button, run in ((self.apply_button, self.apply), (self.reset_button, self.reset)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.reset_button)
        buttons.addWidget(self.apply_button)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(7)
        for widget in (self._name, self._standard, self._source):
            body.addWidget(widget)
        body.addLayout(confidence)
        body.addWidget(self._note)
        body.addWidget(line())
        body.addLayout(form)
        body.addWidget(self.complaint)
        body.addLayout(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._empty)
        box.addWidget(self._body)
        box.addStretch(1)
        self.retranslate()

    def _editors(self) -> tuple[QLineEdit, QLineEdit, QLineEdit, QLineEdit]:
        return self.value, self.who, self.when, self.why

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._empty.setText(self.tr("Choose a value to see where it is from, or to change it."))
        names = (
            term("explain.head.figure"),
            self.tr("Who"),
            self.tr("When"),
            term("textreport.column.reason"),
        )
        for name, editor, text in zip(self._labels, self._editors(), names, strict=True):
            name.setText(text)
            editor.setAccessibleName(text)
        self.answer.setAccessibleName(self.value.accessibleName())
        shown = self.value.text()
        self.answer.clear()
        for key, text in (("1", "rule_answer.yes"), ("0", "rule_answer.no")):
            self.answer.addItem(t(text, self._session.lang), key)
        self.answer.setCurrentIndex(self.answer.findData(shown.strip()))
        self.who.setPlaceholderText(self.tr("Person or office that decided"))
        self.why.setPlaceholderText(self.tr("Minutes, local standard, survey"))
        self.apply_button.setText(self.tr("Apply"))
        self.reset_button.setText(self.tr("Back to the standard"))
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def show_key(self, key: str) -> None:
        """Show another value; what was typed for the last one is kept until it is applied."""
        if key == self.key:
            self.refresh()
            return
        self._keep_draft()
        self.key = key
        self.complaint.hide()
        self._stored, self._in_force = self._stored_draft(), self._quantity()
        self._fill(self._drafts.get(key, self._stored))
        self.refresh()

    def refresh(self) -> None:
        """Show the value as the project has it now, without touching what is being typed."""
        quantity = self._quantity()
        self._body.setVisible(quantity is not None)
        self._empty.setVisible(quantity is None)
        if quantity is None:
            return
        if quantity != self._in_force:
            self._stored, self._in_force = self._stored_draft(), quantity
            self._drafts.pop(self.key, None)
            self._fill(self._stored)
        lang = self._session.lang
        self._name.setText(quantity.name(lang))
        standard = value_text(quantity.standard_value, quantity.unit, lang)
        self._standard.setText(self.tr("Standard: {value}").format(value=standard))
        document = quantity.source_text(lang)
        edition = "" if quantity.edition in document else quantity.edition
        source = self.tr("{source} (edition {edition})") if edition else "{source}"
        self._source.setText(source.format(source=document, edition=edition))
        self._confidence.setText(t(f"confidence.{quantity.confidence}", lang))
        name = "pass" if quantity.confidence == "S" else "warning"
        mark = icon(name, confidence_colour(quantity.confidence))
        self._mark.setPixmap(mark.pixmap(QSize(15, 15)))
        self._note.setText(quantity.note.get(lang, ""))
        self._note.setVisible(bool(self._note.text()))
        self._unit.setText(value_parts(quantity.value, quantity.unit, lang)[1])
        self._unit.setVisible(bool(self._unit.text()))
        self.value.setVisible(quantity.unit != "yes_no")
        self.answer.setVisible(quantity.unit == "yes_no")
        self.reset_button.setEnabled(quantity.override is not None)

    def _quantity(self) -> Quantity | None:
        rules = self._session.rules
        return rules.quantity(self.key) if self.key in rules else None

    def _stored_draft(self) -> _Draft:
        quantity = self._quantity()
        if quantity is None:
            return _Draft()
        value = exact(shown_number(quantity.value, quantity.unit)) if quantity.is_given else ""
        change = quantity.override
        if change is None:
            return _Draft(value, self._last_who(), date.today().isoformat())
        return _Draft(value, change.who, change.when, change.why)

    def _last_who(self) -> str:
        """Whoever changed the last value most likely changes this one too."""
        changes = self._session.project.settings.overrides.values()
        return max(changes, key=lambda change: change.when).who if changes else ""

    def _draft(self) -> _Draft:
        return _Draft(*(editor.text() for editor in self._editors()))

    def _keep_draft(self) -> None:
        if self.key and self._draft() != self._stored:
            self._drafts[self.key] = self._draft()
        else:
            self._drafts.pop(self.key, None)

    def _fill(self, draft: _Draft) -> None:
        texts = (draft.value, draft.who, draft.when, draft.why)
        for editor, text in zip(self._editors(), texts, strict=True):
            editor.setText(text)
            editor.setCursorPosition(0)

    # -- changing ------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Take the typed value over, or say why it cannot be."""
        quantity = self._quantity()
        if quantity is None:
            return
        try:
            value, when = self._typed(quantity)
        except FieldValueError as error:
            self.complaint.setText(str(error))
            self.complaint.show()
            return
        self.complaint.hide()
        # A stated value equal to the standard is no change, and must not be reported as one.
        if math.isclose(value, quantity.standard_value, rel_tol=1e-12):
            self.reset()
            return
        overrides = dict(self._session.project.settings.overrides)
        change = Override(value, self.who.text().strip(), when, self.why.text().strip())
        if overrides.get(self.key) == change:
            return
        overrides[self.key] = change
        self._push(overrides, self.tr("Change {rule}"))

    def _typed(self, quantity: Quantity) -> tuple[float, str]:
        typed = parse_field(_VALUE, self.value.text())
        if typed is None:
            raise FieldValueError(self.tr("Write the new value."))
        value = stored_number(float(typed), quantity.unit)
        # The field shows six decimals at most: leaving it as it was changes nothing beyond them.
        if self.value.text() == self._stored.value:
            value = quantity.value
        try:
            check_override(quantity, value)
        except HavenError as error:
            raise FieldValueError(error.message(self._session.lang).repair) from None
        is_change = not math.isclose(value, quantity.standard_value, rel_tol=1e-12)
        if is_change and not (self.who.text().strip() and self.why.text().strip()):
            raise FieldValueError(self.tr("Write who decided this and why: every report shows it."))
        when = parse_field(_WHEN, self.when.text()) or date.today().isoformat()
        return value, when

    def reset(self) -> None:
        """Let the standard's value hold again."""
        quantity = self._quantity()
        overrides = dict(self._session.project.settings.overrides)
        self._drafts.pop(self.key, None)
        self.complaint.hide()
        if quantity is None or overrides.pop(self.key, None) is None:
            self._stored = self._stored_draft()
            self._fill(self._stored)
            return
        self._push(overrides, self.tr("Reset {rule}"))

    def _push(self, overrides: dict[str, Override], text: str) -> None:
        quantity = self._quantity()
        assert quantity is not None
        self._drafts.pop(self.key, None)
        edit = self._session.project.settings_edit(overrides=overrides)
        self._session.push(edit, text.format(rule=said_by(quantity.name)))


def shown_number(value: float, unit: str) -> float:
    """Value as a person writes it: shares in per cent."""
    return value * 100 if unit == "share" else value


def stored_number(value: float, unit: str) -> float:
    """Value as it is kept, from what a person wrote."""
    return value / 100 if unit == "share" else value
