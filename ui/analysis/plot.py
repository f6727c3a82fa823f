"""What the charts of the analyses have in common: a still picture that is read out under mouse and keys."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip

from models.kernel.arrays import Floats
from ui.core.guard import guarded
from ui.core.themes import current_theme

ROW_PX = 18
CURVE_PX = 190
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_PageDown: 1,
}
_PAGE_KEYS, _PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown), 10
_END_KEYS = frozenset((Qt.Key.Key_Home, Qt.Key.Key_End))
_ENTER_KEYS = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space))


def edge_pen(colour: str, width_px: float) -> QPen:
    """Pen for the edge of a sign of a plot: of so many pixels, not of so many times the sign."""
    pen = QPen(QColor(colour), width_px)
    pen.setCosmetic(True)
    return pen


class Plot(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """A still picture in the colours of the theme; the wheel scrolls the panel that it stands in.

    Its parts are put together here: a whole plot of the library brings menus that nobody ends.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ci.layout.setContentsMargins(0, 4, 0, 0)
        self.ci.layout.setSpacing(0)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.axes = {side: pg.AxisItem(side, linkView=self.box) for side in ("left", "bottom")}
        self.addItem(self.axes["left"], 0, 0)
        self.addItem(self.box, 0, 1)
        self.addItem(self.axes["bottom"], 1, 1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.at = -1

    # -- walking along by keys -----------------------------------------------------------------------------
    @property
    def stops(self) -> int:
        """How many places there are to walk along; none where a plot only shows."""
        return 0

    def place_of(self, stop: int) -> QPointF:
        """Coordinates of one of them."""
        raise NotImplementedError

    def told(self, stop: int) -> str:
        """What it is, in words."""
        return self.readout(self.place_of(stop))

    def arrive(self, stop: int) -> None:
        """Choose it, where that is what a click does."""

    def enter(self, stop: int) -> None:
        """Enter was pressed there."""

    def walk_to(self, stop: int) -> None:
        """Stand at one of the places: say what it is, to who sees and to who listens, and choose it."""
        self.at = min(max(stop, 0), self.stops - 1)
        self.arrive(self.at)
        place = self.place_of(self.at)
        said = self.told(self.at)
        self.setAccessibleDescription(said.replace("\n", ", "))
        pixel = self.mapFromScene(self.box.mapViewToScene(place))
        scroll = self._scroll_area()
        if scroll is not None:
            at = self.mapTo(scroll.widget(), pixel)
            scroll.ensureVisible(at.x(), at.y(), 0, 2 * ROW_PX)
        QToolTip.showText(self.mapToGlobal(pixel), said, self)

    def _scroll_area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), self.stops
        if not count:
            event.ignore()
        elif key in _STEPS:
            step = _STEPS[key] * (max(1, count // _PAGES) if key in _PAGE_KEYS else 1)
            self.walk_to(self.at + step if self.at >= 0 else 0)
        elif key in _END_KEYS:
            self.walk_to(0 if key == Qt.Key.Key_Home else count - 1)
        elif key in _ENTER_KEYS and 0 <= self.at < count:
            self.enter(self.at)
        else:
            event.ignore()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self.viewport()) as painter:
                painter.setPen(QPen(QColor(current_theme().accent), 1.5))
                painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- drawing -------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Take away what is shown, and put on the theme's colours."""
        theme = current_theme()
        self.box.clear()
        self.setBackground(QColor(theme.panel))
        for axis in self.axes.values():
            axis.setPen(QColor(theme.line))
            axis.setTextPen(QColor(theme.muted))
            axis.setTickFont(self.font())

    def draw_line(self, at: float, *, angle: float = 90) -> None:
        """Mark a value from bottom to top, or from left to right."""
        pen = QPen(QColor(current_theme().text), 1.2, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self.box.addItem(pg.InfiniteLine(at, angle=angle, pen=pen))

    def draw_curve(self, x: Floats, y: Floats, pen: QPen, *, connect: str = "all") -> None:
        """Join points, or only each second one with the next (``pairs``)."""
        pen.setCosmetic(True)
        self.box.addItem(pg.PlotCurveItem(x, y, pen=pen, connect=connect))

    def place_at(self, pixel: QPoint) -> QPointF:
        """Coordinates of a pixel of the widget."""
        found: QPointF = self.box.mapSceneToView(self.mapToScene(pixel))
        return found

    def readout(self, at: QPointF) -> str:
        """What is shown there, in words; empty where nothing is."""
        raise NotImplementedError

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        QToolTip.showText(
            event.globalPosition().toPoint(), self.readout(self.place_at(event.position().toPoint())), self
        )

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
