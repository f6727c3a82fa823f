"""Curves of the analyses, and the places of the map that stand on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPen,
)

from models.findings.numbers import significant
from models.kernel.arrays import Floats, Ints, Objects
from ui.analysis.plot import CURVE_PX, Plot, edge_pen
from ui.core.guard import guarded
from ui.core.themes import current_theme


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
