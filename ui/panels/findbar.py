"""Finding and replacing in the cells of a table; what would change is shown first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from models.facilities.facility import FieldSpec
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.widgets.parts import IconButton, icon_button, label
from ui.widgets.quiet import QuietBox


class FindBar(Retranslated, QWidget):
    """One row above the table.

    Signals
    -------
    wanted
        What is found shall be replaced: show what that would change.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find_label, self._by_label, self._in_label = label("muted"), label("muted"), label("muted")
        self.find_text, self.by_text, self.column = QLineEdit(), QLineEdit(), QuietBox()
        self.go = QPushButton()
        self._close: IconButton = icon_button("close", self.hide)
        self.go.clicked.connect(self._want)
        self.find_text.returnPressed.connect(self.by_text.setFocus)
        self.by_text.returnPressed.connect(self._want)
        self.find_text.textChanged.connect(lambda text: self.go.setEnabled(bool(text)))
        self.go.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(6)
        for widget in (
            self._find_label,
            self.find_text,
            self._by_label,
            self.by_text,
            self._in_label,
            self.column,
        ):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self._close)
        for edit in (self.find_text, self.by_text):
            edit.setMaximumWidth(180)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for name, widget, text in (
            (self._find_label, self.find_text, self.tr("Find")),
            (self._by_label, self.by_text, self.tr("Replace by")),
            (self._in_label, self.column, self.tr("In column")),
        ):
            name.setText(text)
            widget.setAccessibleName(text)
        self.go.setText(self.tr("Show what changes"))
        self._close.name(self.tr("Close"))
        if self.column.count():
            self.column.setItemText(0, self.tr("(all columns)"))

    def open_for(self, columns: list[tuple[str, FieldSpec]]) -> None:
        """Come up for a table with some columns that can be changed; the column chosen before stays."""
        before = self.column.currentData()
        self.column.clear()
        self.column.addItem(self.tr("(all columns)"), "")
        for title, spec in columns:
            self.column.addItem(title, spec.name)
        self.column.setCurrentIndex(max(self.column.findData(before), 0))
        self.show()
        self.find_text.setFocus()
        self.find_text.selectAll()

    def _want(self) -> None:
        if self.find_text.text():
            self.wanted.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
