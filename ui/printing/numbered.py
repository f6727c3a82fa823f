"""Townships that lack most on a small map: a number in a disc, its name below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from models.findings.findings import Verdict
from reports.leader import LeaderTownship
from ui.cartography.style import MapStyle
from ui.cartography.viewport import Viewport


def draw_numbers(
    painter: QPainter,
    viewport: Viewport,
    style: MapStyle,
    font: QFont,
    townships: Sequence[LeaderTownship],
    shapes: NDArray[np.object_],
) -> None:
    """Draw numbers and names, each inside its township.

    Parameters
    ----------
    shapes
        All townships of the county; the rows of ``townships`` stand in it.
    """
    for number, one in enumerate(townships, start=1):
        if one.row < len(shapes):
            point: Any = shapes[one.row].representative_point()
            centre = viewport.to_px(point.x, point.y)
            _draw_number(painter, centre, number, style, font)
            _draw_name(painter, centre, one.name, style, font)


def _draw_number(painter: QPainter, centre: QPointF, number: int, style: MapStyle, font: QFont) -> None:
    colour = style.page.frame if style.is_black_and_white else style.verdict[str(Verdict.FAIL)].color
    radius = font.pixelSize() * 0.85
    painter.setPen(QPen(style.page.halo.q, 0.25 * radius))
    painter.setBrush(colour.q)
    painter.drawEllipse(centre, radius, radius)
    painter.setFont(font)
    painter.setPen(style.page.halo.q)
    box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(number))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_name(painter: QPainter, centre: QPointF, name: str, style: MapStyle, font: QFont) -> None:
    """On a pale edge, so that it reads on any ground."""
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), font, name)
    box = path.boundingRect()
    path.translate(centre.x() - box.center().x(), centre.y() + 2.3 * font.pixelSize())
    pen = QPen(style.page.halo.q, 0.28 * font.pixelSize())
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, style.page.text.q)
