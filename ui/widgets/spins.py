"""Boxes for numbers whose text keeps off the edge: the style sheet's padding does not reach it."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

TEXT_MARGIN_PX = 5


class Spin(QSpinBox):
    """A whole number."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)


class DecimalSpin(QDoubleSpinBox):
    """A number with decimals."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(TEXT_MARGIN_PX, 0, 0, 0)
