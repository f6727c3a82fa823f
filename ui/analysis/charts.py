"""Charts of the analyses: bars by place against a line, curves, and courses over scenarios and years.

Each reads out what is under the mouse, or where one has come to by the arrow keys, and can be copied as a
picture.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip, QVBoxLayout, QWidget

from models.findings.numbers import significant
from models.kernel.arrays import Floats, Ints, Objects
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.themes import current_theme
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import icon_button, label

ROW_PX = 18
_AXIS_PX = 36
CURVE_PX = 190
_BAR = 0.62
_NAMES_MARGIN_PX = 14
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


@dataclass(frozen=True)
class Bar:
    """One bar; a value of ``None`` is no data, and only its text is shown.

    Parameters
    ----------
    wanted
        What this bar alone is held against; marked across it.
    """

    key: str
    name: str
    value: float | None
    text: str
    is_short: bool = False
    wanted: float | None = None


@dataclass(frozen=True)
class Dot:
    """One figure in a course; ``None`` is no data. Those of one `line` are joined, in order."""

    key: str
    name: str
    value: float | None
    text: str
    colour: str
    line: str = ""


@dataclass(frozen=True, eq=False)
class CurvePlaces:
    """Places of the map that stand on a curve.

    Attributes
    ----------
    rows
        What the page calls each by, shape (n,).
    along
        Where along each stands, shape (n,), smallest first.
    names
        Strings, shape (n,).
    """

    rows: Ints
    along: Floats
    names: Objects


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


class BarPlot(Plot):
    """Bars from the left, the first on top.

    Signals
    -------
    wanted(str)
        A bar was clicked.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.bars: tuple[Bar, ...] = ()
        self.marked: frozenset[str] = frozenset()
        self._line: float | None = None

    def show_bars(self, bars: Sequence[Bar], line: float | None) -> None:
        """Show other bars; `line` is what they are held against."""
        if [bar.key for bar in bars] != [bar.key for bar in self.bars]:
            self.at = -1
        self.bars, self._line = tuple(bars), line
        self._draw()

    @property
    def stops(self) -> int:
        """Each bar is one."""
        return len(self.bars)

    def place_of(self, stop: int) -> QPointF:
        """The end of the bar."""
        return QPointF(self.bars[stop].value or 0.0, stop)

    def arrive(self, stop: int) -> None:
        """What a click on the bar does."""
        self.wanted.emit(self.bars[stop].key)

    def mark(self, keys: Collection[str]) -> None:
        """Let the bars of what is chosen stand out."""
        if self.marked != frozenset(keys):
            self.marked = frozenset(keys)
            chosen = [row for row, bar in enumerate(self.bars) if bar.key in self.marked]
            if chosen and self.at not in chosen:
                self.at = chosen[0]  # who chose it elsewhere walks on from there
            self._draw()

    def _draw(self) -> None:
        self.begin()
        if not self.bars:  # the library cannot draw none
            self.axes["left"].setTicks([[]])
            self.setFixedHeight(_AXIS_PX)
            return
        theme, rows = current_theme(), range(len(self.bars))
        lengths = [bar.value or 0.0 for bar in self.bars]
        chosen = edge_pen(theme.accent, 2.5)
        pens = [chosen if bar.key in self.marked else QPen(Qt.PenStyle.NoPen) for bar in self.bars]
        brushes = [QColor(theme.fail if bar.is_short else theme.pass_) for bar in self.bars]
        self.box.addItem(
            pg.BarGraphItem(x0=0, y=list(rows), width=lengths, height=_BAR, pens=pens, brushes=brushes)
        )
        for row, bar in enumerate(self.bars):
            text = pg.TextItem(
                bar.text, QColor(theme.text if bar.value is not None else theme.muted), anchor=(0, 0.5)
            )
            text.setFont(self.font())
            text.setPos(max(lengths[row], bar.wanted or 0.0), row)
            self.box.addItem(text)
        asked = [(row, bar.wanted) for row, bar in enumerate(self.bars) if bar.wanted is not None]
        if asked:
            x = np.repeat([value for _, value in asked], 2)
            y = np.array([[row - 0.45, row + 0.45] for row, _ in asked]).ravel()
            self.draw_curve(x, y, QPen(QColor(theme.text), 2.0), connect="pairs")
        if self._line is not None:
            self.draw_line(self._line)
        self.axes["left"].setTicks([[(row, bar.name) for row, bar in enumerate(self.bars)]])
        # The library measures names when it paints them, and shows none of those that have no room before.
        names_px = max((self.fontMetrics().horizontalAdvance(bar.name) for bar in self.bars), default=0)
        self.axes["left"].setWidth(names_px + _NAMES_MARGIN_PX)
        most = max([*lengths, *(value for _, value in asked), self._line or 0.0, 1e-9])
        self.box.invertY(True)
        self.box.setRange(QRectF(0, -0.6, 1.25 * most, len(self.bars) + 0.2), padding=0)
        self.setFixedHeight(ROW_PX * len(self.bars) + _AXIS_PX)

    def _bar_at(self, at: QPointF) -> Bar | None:
        row = round(at.y())
        return self.bars[row] if 0 <= row < len(self.bars) else None

    def readout(self, at: QPointF) -> str:
        """Name and figure of the bar."""
        bar = self._bar_at(at)
        return "" if bar is None else f"{bar.name}  {bar.text}"

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        bar = self._bar_at(self.place_at(event.position().toPoint()))
        if bar is not None:
            self.wanted.emit(bar.key)


class CurvePlot(Plot):
    """One curve from zero, with a straight line beside it or a value marked; places may stand on it.

    Signals
    -------
    wanted(int)
        The place nearest to a click, by its row.
    """

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._x, self._y, self._names, self._is_stepped = np.zeros(1), np.zeros(1), ("", ""), False
        self.places: CurvePlaces | None = None
        self.marked: frozenset[int] = frozenset()
        self._marks: pg.ScatterPlotItem | None = None
        self.setFixedHeight(CURVE_PX)

    def show_curve(
        self,
        x: Floats,
        y: Floats,
        *,
        names: tuple[str, str],
        line: float | None = None,
        is_held_to_even: bool = False,
        is_stepped: bool = False,
        places: CurvePlaces | None = None,
    ) -> None:
        """Show another curve.

        Parameters
        ----------
        names
            What is along and what is up.
        line
            A value along that is marked.
        is_held_to_even
            Draw the straight line from corner to corner too.
        is_stepped
            Each value up holds until the next one along.
        places
            Who stands where on it: on a curve that is not stepped, each at the end of its own part.
        """
        self.begin()
        before = self._x if self.places is None else self.places.rows
        if not np.array_equal(before, x if places is None else places.rows):
            self.at = -1
        self._marks, self.places = None, places
        self._x, self._y, self._names, self._is_stepped = x, y, names, is_stepped
        theme = current_theme()
        if is_held_to_even:
            self.draw_curve(x[[0, -1]], y[[0, -1]], QPen(QColor(theme.muted)))
        pen = QPen(QColor(theme.accent), 2.2)
        if is_stepped:
            self.draw_curve(np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1], pen)
        else:
            self.draw_curve(x, y, pen)
        if line is not None:
            self.draw_line(line)
        for side, name in zip(("bottom", "left"), names, strict=True):
            self.axes[side].setLabel(name, color=QColor(theme.muted).name())
        self.box.setRange(QRectF(0, 0, float(x[-1]), 1.05 * float(y[-1])), padding=0)
        self._draw_marks()

    @property
    def stops(self) -> int:
        """Each place on the curve is one, else each point that it is drawn through."""
        return len(self._x if self.places is None else self.places.rows)

    def place_of(self, stop: int) -> QPointF:
        """Where on the curve it is."""
        x = float((self._x if self.places is None else self.places.along)[stop])
        return QPointF(x, float(self._up(np.array([x]))[0]))

    def told(self, stop: int) -> str:
        """What it is, in words; of several that stand together the one that is meant."""
        at = self.place_of(stop)
        said = self._told(at.x(), at.y())
        return said if self.places is None else f"{said}\n{self.places.names[stop]}"

    def arrive(self, stop: int) -> None:
        """What a click on the curve does there."""
        if self.places is not None:
            self.wanted.emit(int(self.places.rows[stop]))

    def mark(self, rows: Collection[int]) -> None:
        """Let dots on the curve show the places that are chosen."""
        if self.marked != frozenset(rows):
            self.marked = frozenset(rows)
            if self.places is not None and self.marked:
                chosen = np.flatnonzero(np.isin(self.places.rows, list(self.marked)))
                if len(chosen) and self.at not in chosen:
                    self.at = int(chosen[0])
            self._draw_marks()

    def _draw_marks(self) -> None:
        if self._marks is not None:
            self.box.removeItem(self._marks)
            self._marks = None
        if self.places is None or not self.marked:
            return
        along = self.places.along[np.isin(self.places.rows, list(self.marked))]
        theme = current_theme()
        edge, fill = edge_pen(theme.panel, 1.5), QColor(theme.text)
        self._marks = pg.ScatterPlotItem(
            along, self._up(along), size=10, pen=edge, brush=fill, antialias=True
        )
        self.box.addItem(self._marks)

    def _up(self, along: Floats) -> Floats:
        if not self._is_stepped:
            return np.interp(along, self._x, self._y)
        up: Floats = self._y[np.searchsorted(self._x, along, side="right") - 1]
        return up

    def _place_at(self, x: float) -> int | None:
        """Which of the places a click means: on steps the nearest one, else the one whose part it is."""
        places = self.places
        if places is None or not len(places.rows) or not self._x[0] <= x <= self._x[-1]:
            return None
        after = min(int(np.searchsorted(places.along, x)), len(places.rows) - 1)
        is_before = self._is_stepped and after > 0 and x - places.along[after - 1] < places.along[after] - x
        return after - 1 if is_before else after

    def readout(self, at: QPointF) -> str:
        """What is up at that place along, and whose part it is."""
        x = at.x()
        if not self._x[0] <= x <= self._x[-1]:
            return ""
        said = self._told(x, float(self._up(np.array([x]))[0]))
        place = self._place_at(x)
        return said if self.places is None or place is None else f"{said}\n{self.places.names[place]}"

    def _told(self, x: float, up: float) -> str:
        return f"{self._names[0]}  {significant(x)}\n{self._names[1]}  {significant(up)}"

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(self.place_at(event.position().toPoint()).x())
        if self.places is not None and place is not None:
            self.wanted.emit(int(self.places.rows[place]))


class CoursePlot(Plot):
    """A figure in one scenario or year after the other, against the target.

    Signals
    -------
    wanted(str)
        A dot was clicked.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.dots: tuple[Dot, ...] = ()
        self.setFixedHeight(CURVE_PX)

    def show_dots(self, dots: Sequence[Dot], target: float | None) -> None:
        """Show another figure."""
        if [dot.name for dot in dots] != [dot.name for dot in self.dots]:
            self.at = -1
        self.dots = tuple(dots)
        self.begin()
        theme = current_theme()
        known = [(place, dot, dot.value) for place, dot in enumerate(dots) if dot.value is not None]
        for line in {dot.line for dot in dots if dot.line}:
            of = [(place, value) for place, dot, value in known if dot.line == line]
            places, values = np.array(of, dtype=np.float64).reshape(-1, 2).T
            self.draw_curve(places, values, QPen(QColor(theme.muted), 1.6))
        self.box.addItem(
            pg.ScatterPlotItem(
                [place for place, _, _ in known],
                [value for _, _, value in known],
                size=9,
                pen=QPen(Qt.PenStyle.NoPen),
                brush=[QColor(dot.colour) for _, dot, _ in known],
            )
        )
        for place, dot in enumerate(dots):
            text = pg.TextItem(dot.text, QColor(theme.text), anchor=(0.5, 1.1))
            text.setFont(self.font())
            text.setPos(place, dot.value or 0.0)
            self.box.addItem(text)
        if target is not None:
            self.draw_line(target, angle=0)
        all_values = [0.0, target or 0.0, *(value for _, _, value in known)]
        low, high = min(all_values), max(1e-9, *all_values)
        self.axes["bottom"].setTicks([[(place, dot.name) for place, dot in enumerate(dots)]])
        self.box.setRange(QRectF(-0.5, low, max(len(dots), 1), 1.25 * (high - low)), padding=0)

    @property
    def stops(self) -> int:
        """Each dot is one."""
        return len(self.dots)

    def place_of(self, stop: int) -> QPointF:
        """Where the dot is."""
        return QPointF(stop, self.dots[stop].value or 0.0)

    def enter(self, stop: int) -> None:
        """What a click on the dot does: it may show another scenario, so that passing by is not enough."""
        self.wanted.emit(self.dots[stop].key)

    def _dot_at(self, at: QPointF) -> Dot | None:
        place = round(at.x())
        return self.dots[place] if 0 <= place < len(self.dots) else None

    def readout(self, at: QPointF) -> str:
        """Name and figure of the dot above or below."""
        dot = self._dot_at(at)
        return "" if dot is None else f"{dot.name}  {dot.text}"

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        dot = self._dot_at(self.place_at(event.position().toPoint()))
        if dot is not None:
            self.wanted.emit(dot.key)


class Chart(Retranslated, QWidget):
    """A plot under its heading, with a button that copies it as a picture; nothing while there is nothing."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.plot = plot
        self.heading = label("heading", wrap=True)
        self.note = label("muted", wrap=True)
        self.copy_button = icon_button("copy", self.copy)
        foot = FlowLayout()
        foot.addWidget(self.copy_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 6, 0, 0)
        box.setSpacing(4)
        for part in (self.heading, self.note, plot):
            box.addWidget(part)
        box.addLayout(foot)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.copy_button.name(self.tr("Copy the chart as a picture"))

    def say(self, heading: str, note: str = "") -> None:
        """Say what is shown, also to who cannot see it."""
        self.heading.setText(heading)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.plot.setAccessibleName(f"{heading} {note}".strip())

    def copy(self) -> None:
        """Put heading, note and plot on the clipboard as a picture."""
        self.copy_button.hide()
        QGuiApplication.clipboard().setPixmap(self.grab())
        self.copy_button.show()
