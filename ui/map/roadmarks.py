"""Roads and spots that a page wants seen: lines in one colour above the map, and rings where to look."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from models.kernel.arrays import Floats, Objects
from ui.core.themes import current_theme
from ui.map import ink
from ui.map.mapwindow import MapWindow

LINE_PX = 3.5
RING_PX = 6.0
BAND_ALPHA = 55
MOST_RINGS = 2000
"""Rings drawn in one frame: of more, the map would be hidden."""


def _none() -> Objects:
    return np.empty(0, dtype=object)


@dataclass(frozen=True, eq=False)
class MarkedRoads:
    """What is to be marked.

    Attributes
    ----------
    lines
        Lines, and areas by their outlines; shape (n,), metres.
    spots
        Points, shape (m, 2).
    bands
        Areas one within the other, the innermost first, filled the stronger the farther in; shape (k,).
    """

    lines: Objects = field(default_factory=_none)
    spots: Floats = field(default_factory=lambda: np.empty((0, 2)))
    bands: Objects = field(default_factory=_none)


class RoadMarks:
    """Draws what is marked; kept as one path, so that panning stays quick."""

    def __init__(self) -> None:
        self.marked: MarkedRoads | None = None
        self._path = QPainterPath()
        self._origin = (0.0, 0.0)

    def show(self, marked: MarkedRoads | None) -> None:
        """Mark something else; ``None`` for nothing."""
        self.marked, self._path = marked, QPainterPath()
        if marked is None or not len(marked.lines):
            return
        shapes = np.where(
            shapely.get_dimensions(marked.lines) == 2, shapely.boundary(marked.lines), marked.lines
        )
        xy, part = shapely.get_coordinates(shapely.get_parts(shapes), return_index=True)
        if not len(xy):
            return
        self._origin = (float(xy[:, 0].mean()), float(xy[:, 1].mean()))
        before = -1
        for (x, y), number in zip((xy - self._origin).tolist(), part.tolist(), strict=True):
            if number == before:
                self._path.lineTo(QPointF(x, y))
            else:
                self._path.moveTo(QPointF(x, y))
            before = number

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        """Draw one frame, in logical pixels of the map."""
        if self.marked is None:
            return
        theme = current_theme()
        min_x, min_y, max_x, max_y = window.extent
        scale = 1.0 / window.m_per_px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(theme.accent)
        fill.setAlpha(BAND_ALPHA)
        for band in self.marked.bands:  # each lies over all that are within it
            painter.fillPath(ink.path_px(band, window), fill)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not self._path.isEmpty():
            shift_x, shift_y = (self._origin[0] - min_x) * scale, (max_y - self._origin[1]) * scale
            painter.save()
            painter.setTransform(QTransform(scale, 0, 0, -scale, shift_x, shift_y), True)
            pen = QPen(QColor(theme.warning), LINE_PX)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPath(self._path)
            painter.restore()
        x, y = self.marked.spots.T
        seen = np.flatnonzero((x >= min_x) & (x <= max_x) & (y >= min_y) & (y <= max_y))[:MOST_RINGS]
        for colour, width in ((theme.panel, 4.0), (theme.fail, 2.0)):  # a ring that is read on any ground
            painter.setPen(QPen(QColor(colour), width))
            for row in seen.tolist():
                middle = QPointF((float(x[row]) - min_x) * scale, (max_y - float(y[row])) * scale)
                painter.drawEllipse(middle, RING_PX, RING_PX)
        painter.restore()
