"""Lines above the map: from places to the shelters of their people, from depots to whom they supply."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from models.facilities.facility import Family
from models.kernel.arrays import Floats
from ui.cartography.style import map_style
from ui.core.themes import current_theme
from ui.map.mapwindow import MapWindow

THINNEST_PX, WIDEST_PX = 0.6, 4.0
BOLD_PX = (1.5, 8.0)
"""Thinnest and widest of lines that are the matter of the map: with a light edge, on any ground."""
EDGE_PX = 2.0
WIDTHS = 6
"""Lines are drawn in so many widths, wider for more people."""
OPACITY = 150


class FlowLines:
    """Straight lines, wider for more, kept as one path per width so that panning stays quick."""

    def __init__(self) -> None:
        self._paths: list[tuple[QPainterPath, float]] = []
        self._origin = (0.0, 0.0)
        self._family = Family.SHELTER
        self._is_bold = False
        self.count = 0

    def show(self, lines: Floats | None, family: Family = Family.SHELTER, *, is_bold: bool = False) -> None:
        """Show other lines.

        Parameters
        ----------
        lines
            x1, y1, x2, y2 in project metres and what they carry, shape (k, 5); ``None`` for none.
        family
            Whose colour they have.
        is_bold
            Whether they are the matter of the map.
        """
        self._paths = []
        self._is_bold = is_bold
        thinnest, widest = BOLD_PX if is_bold else (THINNEST_PX, WIDEST_PX)
        self._family = family
        self.count = 0 if lines is None else len(lines)
        if lines is None or not len(lines):
            return
        self._origin = (float(lines[:, 0].mean()), float(lines[:, 1].mean()))
        ends = lines[:, :4] - (*self._origin, *self._origin)
        share = lines[:, 4] / lines[:, 4].max()
        width = np.minimum((share * WIDTHS).astype(np.intp), WIDTHS - 1)
        for step in range(WIDTHS):  # thin ones first, so that the main ways lie on top
            path = QPainterPath()
            for x1, y1, x2, y2 in ends[width == step].tolist():
                path.moveTo(QPointF(x1, y1))
                path.lineTo(QPointF(x2, y2))
            if not path.isEmpty():
                wide = thinnest + (widest - thinnest) * step / (WIDTHS - 1)
                self._paths.append((path, wide))

    def paint(self, painter: QPainter, window: MapWindow, *, dark: bool) -> None:
        """Draw one frame, in logical pixels of the map."""
        if not self._paths:
            return
        min_x, _, _, max_y = window.extent
        scale = 1.0 / window.m_per_px
        shift_x, shift_y = (self._origin[0] - min_x) * scale, (max_y - self._origin[1]) * scale
        colour = QColor(map_style(dark).family[self._family].color.q)
        if not self._is_bold:
            colour.setAlpha(OPACITY)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(QTransform(scale, 0, 0, -scale, shift_x, shift_y), True)
        cap = Qt.PenCapStyle.RoundCap if self._is_bold else Qt.PenCapStyle.FlatCap
        edges = [(QColor(current_theme().panel), EDGE_PX)] if self._is_bold else []
        for ink, more in (*edges, (colour, 0.0)):
            for path, width in self._paths:
                pen = QPen(ink, width + more, Qt.PenStyle.SolidLine, cap)
                pen.setCosmetic(True)
                painter.setPen(pen)
                painter.drawPath(path)
        painter.restore()
