"""A ledger that is edited in its cells; rows are pasted and deleted with the keys that everybody knows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QTimer
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyledItemDelegate, QWidget

from ui.core.guard import guarded
from ui.widgets.rowsview import RowsView
from ui.widgets.tablemodels import ArrayTable


class ChoosingDelegate(QStyledItemDelegate):
    """Edits some cells with a list that opens at once; what is chosen there is the value."""

    def opened(self, editor: QComboBox) -> QComboBox:
        """The list, opening as soon as it is shown; no key is needed to say that the choice is made."""
        editor.activated.connect(lambda _: self._take(editor))
        QTimer.singleShot(0, editor, editor.showPopup)
        return editor

    def _take(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    @guarded()
    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)


class LedgerView(RowsView):
    """The table itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.be_plain(27)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )

    def selected_keys(self) -> list[str]:
        """Ids of the selected rows, from top to bottom."""
        model = self.model()
        assert isinstance(model, ArrayTable)
        return [model.key_at(row) for row in self.selected_rows()]
