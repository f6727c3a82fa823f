"""Keys and mouse, on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.core.actions import Actions, plain
from ui.core.i18n import Retranslated
from ui.widgets.fitting import Scrolled, resize_on_screen
from ui.widgets.parts import label


class ShortcutsDialog(Retranslated, QDialog):
    """Every action that has a key, and what the mouse does on the map."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self._scrolled = Scrolled(QWidget())
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.addWidget(self._scrolled)
        box.addWidget(self._buttons)
        self.retranslate()
        resize_on_screen(self, self.sizeHint().width(), self.sizeHint().height())

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Keyboard and mouse"))
        content = QWidget()
        columns = QHBoxLayout(content)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(30)
        with_keys = [action for action in self._actions if not action.shortcut().isEmpty()]
        half = (len(with_keys) + 1) // 2
        rows = [(_keys(action), plain(action.text())) for action in with_keys]
        columns.addWidget(self._grid(self.tr("Keyboard"), rows[:half]), 0, Qt.AlignmentFlag.AlignTop)
        columns.addWidget(self._grid("", rows[half:]), 0, Qt.AlignmentFlag.AlignTop)
        columns.addWidget(
            self._grid(self.tr("Mouse on the map"), self._mouse()), 0, Qt.AlignmentFlag.AlignTop
        )
        self._scrolled.setWidget(content)

    def _mouse(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Wheel"), self.tr("zoom in and out")),
            (self.tr("Middle button, or Space"), self.tr("pan")),
            (self.tr("Click"), self.tr("select")),
            (self.tr("Shift + click"), self.tr("select one more")),
            (self.tr("Drag a facility"), self.tr("move it")),
            (self.tr("Drag on empty ground"), self.tr("select all inside")),
            (self.tr("Double click an outline"), self.tr("reshape it")),
            (self.tr("Arrow keys"), self.tr("nudge the selection")),
            (self.tr("Escape"), self.tr("give up what was begun")),
            (self.tr("Ctrl+Z, Ctrl+Y"), self.tr("undo, redo")),
        ]

    def _grid(self, title: str, rows: list[tuple[str, str]]) -> QWidget:
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        heading = label("heading")
        heading.setText(title)
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, (keys, text) in enumerate(rows, start=1):
            key_label, text_label = label(), label("muted")
            key_label.setText(keys)
            text_label.setText(text)
            grid.addWidget(key_label, number, 0)
            grid.addWidget(text_label, number, 1)
        return widget


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
