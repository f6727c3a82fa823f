"""Values that nobody has held against the text of a standard yet, in one list, with what would settle it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from models.rules.said import value_text
from models.rules.unverified import unverified, wanted_text
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.parts import label

_NAME, _VALUE, _SOURCE, _WANTED = range(4)


class UnverifiedValues(Retranslated, QWidget):
    """The list, with how many there are."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.about = label(wrap=True)
        self.table = QTreeWidget()
        self.table.setColumnCount(4)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.header().setStretchLastSection(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 0)
        box.addWidget(self.about)
        box.addWidget(self.table, 1)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        heads = ("workbook.head.rule", "explain.head.figure", "explain.head.source", "unverified.head")
        self.table.setHeaderLabels(list(map(term, heads)))
        self.refresh()

    def refresh(self) -> None:
        """Show the values in force."""
        lang = self._session.lang
        found = unverified(self._session.rules)
        self.about.setText(
            self.tr("{count} of {all} values have not been held against the text of their source.").format(
                count=len(found), all=len(self._session.rules.quantities())
            )
        )
        self.table.clear()
        for quantity in found:
            value = value_text(quantity.value, quantity.unit, lang)
            texts = [quantity.name(lang), value, quantity.source_text(lang), wanted_text(quantity, lang)]
            item = QTreeWidgetItem(self.table, texts)
            item.setTextAlignment(_VALUE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column in (_NAME, _SOURCE, _WANTED):
                item.setToolTip(column, texts[column])
        header = self.table.header()
        for column in (_VALUE, _SOURCE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        for column in (_NAME, _WANTED):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
