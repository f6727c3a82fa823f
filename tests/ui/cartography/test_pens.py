"""Pens: thin lines have ends and corners that cost little, all others round ones."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter

from ui.cartography.options import SceneOptions
from ui.cartography.paths import chunks_of, on_paper, rings_of
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
    with QPainter(image) as painter:
        canvas = Canvas(
            painter, Viewport((0, 0, 8, 8), 8, 8), map_style(False), SceneOptions(for_print=for_print)
        )
        pen = canvas.pen(QColor("black"), width_pt)
        assert (pen.capStyle(), pen.joinStyle()) == (cap, join)
        assert canvas.pen(QColor("black"), width_pt, (3.0, 2.0)).capStyle() == CAP.FlatCap


def test_what_is_filled_and_stroked_is_made_ready_for_a_file_once(qapp, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr("ui.cartography.pens.on_paper", lambda *given: made.append(given) or on_paper(*given))
    squares = np.array([shapely.box(x, 10, x + 5, 20) for x in (10, 95)], dtype=object)
    chunks = [chunk for square in squares for chunk in chunks_of(rings_of(np.array([square], dtype=object)))]
    writer = QPdfWriter(str(tmp_path / "a.pdf"))
    with QPainter(writer) as painter:
        canvas = Canvas(painter, Viewport((0, 0, 97, 97), 97, 97), map_style(), SceneOptions(for_print=True))
        canvas.fill(chunks, QColor("red"), smooth=False)
        canvas.stroke(chunks, canvas.pen(QColor("black"), 1.0))
        canvas.stroke(chunks, canvas.pen(QColor("white"), 0.5))
    # One square lies in the frame; what is needed of the other hangs on the pen.
    assert sorted(len(given) for given in made) == [2, 3, 3, 3]
