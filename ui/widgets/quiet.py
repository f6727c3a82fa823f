"""Boxes of choices that the wheel passes: it scrolls the panel that they stand in, and changes nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from ui.core.guard import guarded


class QuietBox(QComboBox):
    """A list of choices that a passing wheel does not change."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
