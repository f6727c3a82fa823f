"""A tornado chart: how far each factor moves a figure from its base, the widest bar on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core.guard import guarded
from ui.core.themes import current_theme

NAME_PX = 20
BAR_PX = 20
ROW_PX = NAME_PX + BAR_PX
"""What a bar is called stands over it: beside it there is no room for both in a panel."""
VALUE_PX = 78
GAP_PX = 6


@dataclass(frozen=True)
class Bar:
    """One bar, from the base to a value."""

    name: str
    value: float
    text: str


class TornadoChart(QWidget):
    """Bars to the left and right of a base; less is in the colour of a warning, more in the accent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.base, self.bars = 0.0, tuple[Bar, ...]()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, base: float, bars: Sequence[Bar], text: str) -> None:
        """Show other bars; ``text`` says them to who cannot see."""
        self.base = base
        self.bars = tuple(sorted(bars, key=lambda bar: -abs(bar.value - base)))
        self.setAccessibleName(text)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        return QSize(480, ROW_PX * len(self.bars) + 8)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        theme = current_theme()
        with QPainter(self) as painter:
            left, right = float(VALUE_PX), float(self.width() - VALUE_PX)
            low = min(self.base, *(bar.value for bar in self.bars))
            high = max(self.base, *(bar.value for bar in self.bars))
            scale = (right - left) / (high - low) if high > low else 0.0
            middle = left + (self.base - low) * scale
            side = Qt.AlignmentFlag.AlignVCenter
            metrics = painter.fontMetrics()
            for row, bar in enumerate(self.bars):
                top = 4.0 + row * ROW_PX
                end = left + (bar.value - low) * scale
                painter.setPen(QColor(theme.text))
                name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, self.width())
                painter.drawText(
                    QRectF(0, top, self.width(), NAME_PX), side | Qt.AlignmentFlag.AlignLeft, name
                )
                top += NAME_PX
                is_less = bar.value < self.base
                colour = QColor(theme.warning if is_less else theme.accent)
                painter.fillRect(QRectF(min(middle, end), top + 3, abs(end - middle), BAR_PX - 6), colour)
                place = (
                    QRectF(end - VALUE_PX - GAP_PX, top, VALUE_PX, BAR_PX)
                    if is_less
                    else QRectF(end + GAP_PX, top, VALUE_PX, BAR_PX)
                )
                align = Qt.AlignmentFlag.AlignRight if is_less else Qt.AlignmentFlag.AlignLeft
                painter.drawText(place, side | align, bar.text)
            painter.setPen(QPen(QColor(theme.strong_line), 1.0))
            painter.drawLine(int(middle), 2, int(middle), self.height() - 2)
