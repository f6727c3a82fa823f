"""Boxes for numbers: their text keeps off the edge, and the wheel passes them as it does boxes of choices.

The style sheet's padding does not reach the text.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from ui.core.guard import guarded

TEXT_MARGIN_PX = 5


class Spin(QSpinBox):
    """A whole number."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class DecimalSpin(QDoubleSpinBox):
    """A number with decimals."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
