"""Pens: thin lines have ends and corners that cost little, all others round ones."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ui.cartography.options import SceneOptions
from ui.cartography.pens import THIN_ON_PAPER_PT, THIN_ON_SCREEN_PT, Canvas
from ui.cartography.style import map_style
from ui.cartography.viewport import Viewport

CAP, JOIN = Qt.PenCapStyle, Qt.PenJoinStyle


@pytest.mark.parametrize(
    ("width_pt", "for_print", "cap", "join"),
    [
        (THIN_ON_SCREEN_PT, False, CAP.SquareCap, JOIN.MiterJoin),
        (THIN_ON_SCREEN_PT + 0.1, False, CAP.RoundCap, JOIN.RoundJoin),
        (THIN_ON_PAPER_PT, True, CAP.SquareCap, JOIN.MiterJoin),
        (THIN_ON_PAPER_PT + 0.1, True, CAP.RoundCap, JOIN.RoundJoin),
    ],
)
def test_only_what_is_thin_has_plain_ends(qapp, width_pt, for_print, cap, join):
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas = Canvas(
        painter, Viewport((0, 0, 8, 8), 8, 8), map_style(False), SceneOptions(for_print=for_print)
    )
    pen = canvas.pen(QColor("black"), width_pt)
    assert (pen.capStyle(), pen.joinStyle()) == (cap, join)
    assert canvas.pen(QColor("black"), width_pt, (3.0, 2.0)).capStyle() == CAP.FlatCap
    painter.end()
