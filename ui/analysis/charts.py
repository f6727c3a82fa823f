"""Charts of the analyses: bars by place against a line, curves, and courses over scenarios and years.

Each reads out what is under the mouse, or where one has come to by the arrow keys, and can be copied as a
picture.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QMouseEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.analysis.plot import CURVE_PX, ROW_PX, Plot, edge_pen
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.themes import current_theme
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import icon_button, label

_AXIS_PX = 36
_BAR = 0.62
_NAMES_MARGIN_PX = 14


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
