"""Charts of the analyses: bars by place against a line, and curves; each can be copied as a picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.kernel.arrays import Floats
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.themes import current_theme
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import icon_button, label

ROW_PX = 18
_AXIS_PX = 36
_CURVE_PX = 190
_BAR = 0.62


@dataclass(frozen=True)
class Bar:
    """One bar; a value of ``None`` is no data, and only its text is shown."""

    key: str
    name: str
    value: float | None
    text: str
    is_short: bool = False


class _Plot(pg.GraphicsLayoutWidget):  # type: ignore[misc]
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

    def begin(self) -> None:
        """Take away what is shown, and put on the theme's colours."""
        theme = current_theme()
        self.box.clear()
        self.setBackground(QColor(theme.panel))
        for axis in self.axes.values():
            axis.setPen(QColor(theme.line))
            axis.setTextPen(QColor(theme.muted))
            axis.setTickFont(self.font())

    def draw_line(self, at: float) -> None:
        """Mark a value from bottom to top."""
        pen = QPen(QColor(current_theme().text), 1.2, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        self.box.addItem(pg.InfiniteLine(at, angle=90, pen=pen))

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class BarPlot(_Plot):
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
        self.bars, self._line = tuple(bars), line
        self._draw()

    def mark(self, keys: Collection[str]) -> None:
        """Let the bars of what is chosen stand out."""
        if self.marked != frozenset(keys):
            self.marked = frozenset(keys)
            self._draw()

    def _draw(self) -> None:
        self.begin()
        theme, rows = current_theme(), range(len(self.bars))
        lengths = [bar.value or 0.0 for bar in self.bars]
        chosen = QPen(QColor(theme.accent), 2.5)
        chosen.setCosmetic(True)
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
            text.setPos(lengths[row], row)
            self.box.addItem(text)
        if self._line is not None:
            self.draw_line(self._line)
        self.axes["left"].setTicks([[(row, bar.name) for row, bar in enumerate(self.bars)]])
        most = max([*lengths, self._line or 0.0, 1e-9])
        self.box.invertY(True)
        self.box.setRange(QRectF(0, -0.6, 1.25 * most, len(self.bars) + 0.2), padding=0)
        self.setFixedHeight(ROW_PX * len(self.bars) + _AXIS_PX)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = round(self.box.mapSceneToView(self.mapToScene(event.position().toPoint())).y())
        if 0 <= row < len(self.bars):
            self.wanted.emit(self.bars[row].key)


class CurvePlot(_Plot):
    """One curve from zero, with a straight line beside it or a value marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_CURVE_PX)

    def show_curve(
        self,
        x: Floats,
        y: Floats,
        *,
        names: tuple[str, str],
        line: float | None = None,
        is_held_to_even: bool = False,
        is_stepped: bool = False,
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
        """
        self.begin()
        theme = current_theme()
        if is_held_to_even:
            self._curve(x[[0, -1]], y[[0, -1]], QPen(QColor(theme.muted)))
        pen = QPen(QColor(theme.accent), 2.2)
        pen.setCosmetic(True)
        if is_stepped:
            self._curve(np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1], pen)
        else:
            self._curve(x, y, pen)
        if line is not None:
            self.draw_line(line)
        for side, name in zip(("bottom", "left"), names, strict=True):
            self.axes[side].setLabel(name, color=QColor(theme.muted).name())
        self.box.setRange(QRectF(0, 0, float(x[-1]), 1.05 * float(y[-1])), padding=0)

    def _curve(self, x: Floats, y: Floats, pen: QPen) -> None:
        self.box.addItem(pg.PlotCurveItem(x, y, pen=pen))


class Chart(Retranslated, QWidget):
    """A plot under its heading, with a button that copies it as a picture; nothing while there is nothing."""

    def __init__(self, plot: BarPlot | CurvePlot) -> None:
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
