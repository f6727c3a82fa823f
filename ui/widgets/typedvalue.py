"""A value that no layer holds: the planner types it in, with its year and where it is from."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.facilities.facility import FieldSpec
from models.findings.findings import Finding
from models.findings.numbers import exact, unit_name
from models.project.settings import Indicator
from ui.core.i18n import term
from ui.core.said import Telling
from ui.core.session import Session
from ui.widgets.editors import FieldValueError, parse_field
from ui.widgets.parts import label

_VALUE = FieldSpec("value", "number", minimum=0)
_YEAR = FieldSpec("year", "integer", minimum=1949)


class TypedValue(Telling, QWidget):
    """Three fields and a button; taking the value over is one undo step."""

    def __init__(self, session: Session, finding: Finding) -> None:
        super().__init__()
        self._session = session
        self._row_id = finding.id
        stored = session.project.settings.indicators.get(finding.id)
        lang = session.lang
        unit = unit_name(finding.figure.unit, lang)
        self.value = QLineEdit(exact(stored.value) if stored else "")
        self.year = QLineEdit(str(stored.year) if stored and stored.year else "")
        self.source = QLineEdit(stored.source if stored else "")
        self.year.setPlaceholderText(str(date.today().year - 1))
        self.source.setPlaceholderText(self.tr("Yearbook, report, letter"))
        self._complaint = label("error", wrap=True)
        self._complaint.hide()
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(5)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(
            self.tr("Value ({unit})").format(unit=unit) if unit else term("explain.head.figure"), self.value
        )
        form.addRow(term("explain.head.year"), self.year)
        form.addRow(term("field.source"), self.source)
        self.button = QPushButton(self.tr("Use this value"))
        self.button.clicked.connect(self.take_over)
        self.clear_button = QPushButton(self.tr("Clear"))
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.setVisible(stored is not None)
        for editor in (self.value, self.year, self.source):
            editor.returnPressed.connect(self.take_over)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.clear_button)
        buttons.addWidget(self.button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 2, 0, 0)
        box.setSpacing(5)
        box.addLayout(form)
        box.addWidget(self._complaint)
        box.addLayout(buttons)

    def take_over(self) -> None:
        """Keep the value in the project."""
        try:
            value = parse_field(_VALUE, self.value.text())
            year = parse_field(_YEAR, self.year.text())
        except FieldValueError as error:
            self._complaint.setText(str(error))
            self._complaint.show()
            return
        if value is None:
            self.clear()
            return
        indicators = dict(self._session.project.settings.indicators)
        indicators[self._row_id] = Indicator(float(value), year, self.source.text().strip())
        self._push(indicators)

    def clear(self) -> None:
        """Forget the value: no data again."""
        indicators = dict(self._session.project.settings.indicators)
        if indicators.pop(self._row_id, None) is not None:
            self._push(indicators)

    def _push(self, indicators: dict[str, Indicator]) -> None:
        self._session.push(
            self._session.project.settings_edit(indicators=indicators), self.tr("Type in a value")
        )
