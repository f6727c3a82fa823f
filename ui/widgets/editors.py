"""Editors for the fields of a facility: one class per kind of field, all with the same few methods."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from models.facilities.facility import FieldSpec, number_fault
from models.findings.numbers import exact
from models.kernel.text import Lang, t
from ui.core.guard import guarded


class FieldValueError(ValueError):
    """Text that is not a value of the field; says why, translated."""


def parse_field(spec: FieldSpec, text: str) -> Any:
    """Turn what a person typed into the field's value; empty means not known.

    Raises
    ------
    FieldValueError
        If the text is not a value of this field.
    """
    text = text.strip()
    if spec.kind == "text":
        return text
    if not text:
        return None
    if spec.kind == "date":
        try:
            return date.fromisoformat(text.replace("/", "-").replace(".", "-")).isoformat()
        except ValueError:
            raise FieldValueError(
                QCoreApplication.translate("Editors", "Write the date as 2025-06-30")
            ) from None
    return _parse_number(spec, text)


def _parse_number(spec: FieldSpec, text: str) -> float | int:
    # Input methods leave full-width digits and commas behind.
    plain = text.translate(_HALF_WIDTH).replace(",", "").replace(" ", "")
    try:
        value = float(plain)
    except ValueError:
        value = math.nan
    match number_fault(spec, value):
        case "not_finite":
            raise FieldValueError(QCoreApplication.translate("Editors", "Write a number"))
        case "too_small":
            raise FieldValueError(
                QCoreApplication.translate("Editors", "Not less than {minimum}").format(
                    minimum=exact(spec.minimum or 0.0)
                )
            )
        case "too_large":
            raise FieldValueError(QCoreApplication.translate("Editors", "No quantity is that large"))
        case "not_whole":
            raise FieldValueError(QCoreApplication.translate("Editors", "Write a whole number"))
    return int(value) if spec.kind == "integer" else value


_HALF_WIDTH = str.maketrans("０１２３４５６７８９，．－", "0123456789,.-")


def field_text(spec: FieldSpec, value: Any, lang: Lang) -> str:
    """Return a field's value as a person reads it; empty if not known."""
    if value is None or value == "":
        return ""
    if spec.kind == "choice":
        return t(f"choice.{spec.choices}.{value}", lang)
    if spec.kind == "flag":
        return t("choice.flag.yes" if value else "choice.flag.no", lang)
    if spec.kind in ("number", "integer"):
        return exact(float(value))
    return str(value)


class TextEditor(QLineEdit):
    """Text, numbers and dates.

    Signals
    -------
    edited(object)
        The person has finished; the new value.
    complained(str)
        What is typed cannot be a value, and why; empty when it can again.
    accepted
        Enter was pressed on a valid value.
    """

    edited = Signal(object)
    complained = Signal(str)
    accepted = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._stored_text = ""
        self._mixed = False
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self.finish)

    def show_value(self, value: Any, *, mixed: bool, lang: Lang) -> None:
        """Show a stored value; ``mixed`` if the selected facilities differ."""
        self._mixed = mixed
        self._stored_text = "" if mixed else field_text(self.spec, value, lang)
        self.setText(self._stored_text)
        self.setCursorPosition(0)
        self._mark("")
        if mixed:
            self.setPlaceholderText(QCoreApplication.translate("Editors", "different values"))

    @property
    def is_changed(self) -> bool:
        """Whether something is typed that is not stored."""
        return self.text() != self._stored_text

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_changed:
            self.setText(self._stored_text)
            self._mark("")
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.property("invalid"):
            self.accepted.emit()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCursorPosition(0)

    def _check(self) -> None:
        try:
            parse_field(self.spec, self.text())
        except FieldValueError as error:
            self._mark(str(error))
        else:
            self._mark("")

    def finish(self) -> None:
        """Take what is typed as the value, if it can be one."""
        if not self.is_changed:
            return
        try:
            value = parse_field(self.spec, self.text())
        except FieldValueError as error:
            self._mark(str(error))
            return
        self._stored_text = self.text()
        self.edited.emit(value)

    def _mark(self, complaint: str) -> None:
        self.complained.emit(complaint)
        if bool(self.property("invalid")) != bool(complaint):
            self.setProperty("invalid", bool(complaint))
            self.style().unpolish(self)
            self.style().polish(self)


class ChoiceEditor(QComboBox):
    """A choice from a list; also yes, no or not known."""

    edited = Signal(object)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda index: self.edited.emit(self.itemData(index)))

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        # Delete in a field is about the field: it must not reach the facility.
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def show_value(self, value: Any, *, mixed: bool, lang: Lang) -> None:
        """Show a stored value; ``mixed`` if the selected facilities differ."""
        self.clear()
        if self.spec.kind == "flag":
            self.addItem(t("choice.flag.unknown", lang), None)
            self.addItem(t("choice.flag.yes", lang), True)
            self.addItem(t("choice.flag.no", lang), False)
        else:
            for choice in self.spec.values:
                self.addItem(t(f"choice.{self.spec.choices}.{choice}", lang), choice)
        position = -1 if mixed else next((i for i in range(self.count()) if self.itemData(i) == value), -1)
        self.setCurrentIndex(position)
        if position < 0:
            self.setPlaceholderText(QCoreApplication.translate("Editors", "different values"))

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the form; a passing wheel must not change a facility


Editor = TextEditor | ChoiceEditor


def make_editor(spec: FieldSpec) -> Editor:
    """Return the editor for a field."""
    return ChoiceEditor(spec) if spec.kind in ("choice", "flag") else TextEditor(spec)
