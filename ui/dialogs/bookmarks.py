"""The bookmarks of a project as a list: go there, rename, order, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.map.bookmarks import BOOKMARKS_KEY, Bookmark, tidy
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label


class Keeper(Protocol):
    """What the list shows and changes."""

    @property
    def kept(self) -> tuple[Bookmark, ...]:
        """Bookmarks of the open project."""

    def keep(self, bookmarks: Sequence[Bookmark], text: str) -> None:
        """Let these be the bookmarks, as one undo step."""

    def show(self, bookmark: Bookmark) -> None:
        """Go to a view."""


class _List(QListWidget):
    """A list whose Delete key means its row; while a name is typed the editor has the key."""

    delete_wanted = Signal()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class BookmarksDialog(Retranslated, QDialog):
    """Stays open beside the map; Enter goes there, F2 renames, Delete deletes."""

    def __init__(self, session: Session, keeper: Keeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._keeper = keeper
        self.list = _List()
        edits = QAbstractItemView.EditTrigger
        self.list.setEditTriggers(edits.EditKeyPressed | edits.SelectedClicked)
        self.list.itemActivated.connect(lambda _: self.go())
        self.list.itemChanged.connect(self._rename)
        self.list.currentRowChanged.connect(lambda _: self._refresh_buttons())
        self._nothing = label("muted", wrap=True)
        self.go_button, self.rename_button, self.delete_button = QPushButton(), QPushButton(), QPushButton()
        self.up_button, self.down_button = QPushButton(), QPushButton()
        runs = (
            (self.go_button, self.go),
            (self.rename_button, lambda: self.list.editItem(self.list.currentItem())),
            (self.up_button, lambda: self.move_by(-1)),
            (self.down_button, lambda: self.move_by(1)),
            (self.delete_button, self.delete),
        )
        column = QVBoxLayout()
        for button, run in runs:
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
            column.addWidget(button)
        column.addStretch(1)
        body = QHBoxLayout()
        body.addWidget(self.list, 1)
        body.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 12)
        box.setSpacing(10)
        box.addWidget(self._nothing)
        box.addLayout(body, 1)
        box.addWidget(buttons)
        self.list.delete_wanted.connect(self.delete)
        self.resize(420, 340)
        session.view_changed.connect(self._on_view)
        session.project_replaced.connect(self.close)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Bookmarks"))
        self.list.setAccessibleName(self.windowTitle())
        self._nothing.setText(self.tr("No view of the map has a name yet: Ctrl+B gives what it shows one."))
        self.go_button.setText(self.tr("Go there"))
        self.rename_button.setText(self.tr("Rename"))
        self.up_button.setText(self.tr("Up"))
        self.down_button.setText(self.tr("Down"))
        self.delete_button.setText(self.tr("Delete"))
        self.refresh()

    def _on_view(self, key: str) -> None:
        if key == BOOKMARKS_KEY:
            self.refresh()

    def refresh(self) -> None:
        """Show what the project has; the row that is chosen stays so."""
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._keeper.kept:
            item = QListWidgetItem(one.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self.list.blockSignals(False)
        self._nothing.setVisible(not self.list.count())
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        for button in (self.go_button, self.rename_button, self.delete_button):
            button.setEnabled(row >= 0)
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < count - 1)

    def go(self) -> None:
        """Show the chosen view."""
        row = self.list.currentRow()
        if row >= 0:
            self._keeper.show(self._keeper.kept[row])

    def delete(self) -> None:
        """Delete the chosen bookmark; Undo brings it back."""
        row, kept = self.list.currentRow(), self._keeper.kept
        if row >= 0:
            text = self.tr("Delete bookmark {name}").format(name=kept[row].name)
            self._keeper.keep((*kept[:row], *kept[row + 1 :]), text)

    def move_by(self, step: int) -> None:
        """Let the chosen bookmark stand further up or down: the first have keys."""
        row, kept = self.list.currentRow(), list(self._keeper.kept)
        if row >= 0 and 0 <= row + step < len(kept):
            kept.insert(row + step, kept.pop(row))
            self.list.setCurrentRow(row + step)
            self._keeper.keep(kept, self.tr("Reorder bookmarks"))

    def _rename(self, item: QListWidgetItem) -> None:
        row, kept = self.list.row(item), list(self._keeper.kept)
        name = tidy(item.text())
        if not name or name == kept[row].name:
            QTimer.singleShot(0, self, self.refresh)
            return
        text = self.tr("Rename bookmark {name}").format(name=kept[row].name)
        kept[row] = replace(kept[row], name=name)
        # The list is filled anew by the change, which must not happen inside the editor's own call.
        QTimer.singleShot(0, self, lambda: self._keeper.keep(kept, text))
