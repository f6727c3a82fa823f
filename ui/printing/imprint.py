"""The line at the foot of every printed page that says what it was made from."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.cartography.style import MapStyle
from ui.printing.compose import PagePlan
from ui.printing.layout import sheet_style
from ui.printing.page import Page

_ABOVE_MM = 0.6
_LEAST_ROOM_MM = 3.0
"""A margin that is smaller has no room for letters; slides have such."""


def draw_imprint(painter: QPainter, plan: PagePlan, style: MapStyle, text: str) -> None:
    """Write a line into the margin below a page's frame, where it has room."""
    frame, gap = plan.margins, sheet_style().layout.frame_gap_mm * plan.scale
    top = frame.bottom() + gap + _ABOVE_MM
    room = plan.size_mm[1] - top
    if room < _LEAST_ROOM_MM or not text:
        return
    page = Page(painter, plan.scale, style)
    painter.save()
    font = page.font(sheet_style().letters.least_pt / plan.scale)
    line = QRectF(frame.left() - gap, top, frame.width() + 2 * gap, page.line_mm(font))
    page.text(line, text, font, align=Qt.AlignmentFlag.AlignRight, colour=style.page.muted.q)
    painter.restore()
