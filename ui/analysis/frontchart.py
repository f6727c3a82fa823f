"""Plans of two aims as dots: which one is shown is chosen by a click or the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen

from ui.analysis.plot import CURVE_PX, Plot, edge_pen
from ui.core.guard import guarded
from ui.core.themes import current_theme

_NEAR_PX = 14.0
_MARGIN = 0.12
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
}


def _plain(values: Sequence[float], scale: float, spacing: float) -> list[str]:
    """Whole numbers with their thousands apart, never as powers of ten."""
    decimals = max(0, -floor(log10(spacing * scale))) if spacing * scale < 1 else 0
    return [f"{value * scale:,.{decimals}f}" for value in values]


@dataclass(frozen=True)
class FrontDot:
    """One plan: where it lies, and what it is in words."""

    x: float
    y: float
    text: str
    is_proved: bool


class FrontPlot(Plot):
    """Dots that none of them beats, joined in order; the chosen one stands out, unproved ones are hollow.

    Signals
    -------
    wanted(int)
        The dot of that place is to be shown.
    """

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.dots: tuple[FrontDot, ...] = ()
        self.chosen = -1
        self.setFixedHeight(CURVE_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for axis in self.axes.values():
            axis.enableAutoSIPrefix(False)
            axis.tickStrings = _plain

    def show_front(self, dots: Sequence[FrontDot], chosen: int, *, names: tuple[str, str]) -> None:
        """Show other dots; `names` is what is along and what is up."""
        self.dots, self.chosen = tuple(dots), chosen
        self.begin()
        theme = current_theme()
        x, y = np.array([(dot.x, dot.y) for dot in dots], dtype=np.float64).reshape(-1, 2).T
        self.draw_curve(x, y, QPen(QColor(theme.muted), 1.2, Qt.PenStyle.DotLine))
        pens, brushes, sizes = [], [], []
        for place, dot in enumerate(dots):
            colour = theme.accent if place == chosen else theme.pass_
            pens.append(edge_pen(colour, 2.0))
            brushes.append(QColor(colour if dot.is_proved else theme.panel))
            sizes.append(15 if place == chosen else 10)
        self.box.addItem(pg.ScatterPlotItem(x, y, size=sizes, pen=pens, brush=brushes, antialias=True))
        for side, name in zip(("bottom", "left"), names, strict=True):
            self.axes[side].setLabel(name, color=QColor(theme.muted).name())
        wide, high = max(float(np.ptp(x)), 1e-9), max(float(np.ptp(y)), 1e-9)
        self.box.setRange(
            QRectF(
                float(x.min()) - _MARGIN * wide,
                float(y.min()) - _MARGIN * high,
                (1 + 2 * _MARGIN) * wide,
                (1 + 2 * _MARGIN) * high,
            ),
            padding=0,
        )
        if 0 <= chosen < len(dots):
            self.setAccessibleDescription(dots[chosen].text)

    def pixel_of(self, place: int) -> QPoint:
        """Where a dot is drawn, as a pixel of the widget."""
        dot = self.dots[place]
        found: QPoint = self.mapFromScene(self.box.mapViewToScene(QPointF(dot.x, dot.y)))
        return found

    def _dot_near(self, pixel: QPoint) -> int | None:
        away = [(self.pixel_of(place) - pixel) for place in range(len(self.dots))]
        lengths = [float(np.hypot(one.x(), one.y())) for one in away]
        place = int(np.argmin(lengths)) if lengths else -1
        return place if lengths and lengths[place] <= _NEAR_PX else None

    def readout(self, at: QPointF) -> str:
        """What the dot there is."""
        pixel = self.mapFromScene(self.box.mapViewToScene(at))
        place = self._dot_near(pixel)
        return "" if place is None else self.dots[place].text

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._dot_near(event.position().toPoint())
        if place is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.wanted.emit(place)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.dots) - 1}
        if step is not None and self.dots:
            self.wanted.emit(min(max(self.chosen + step, 0), len(self.dots) - 1))
        elif Qt.Key(event.key()) in ends and self.dots:
            self.wanted.emit(ends[Qt.Key(event.key())])
        else:
            event.ignore()
