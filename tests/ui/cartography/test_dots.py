"""Dots of a part of a picture are those of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ui.cartography import dots
from ui.cartography.options import SceneOptions
from ui.cartography.pens import Canvas
from ui.cartography.style import map_style
from ui.cartography.viewport import Viewport

pytestmark = pytest.mark.usefixtures("qapp")

VIEW = Viewport((0.0, 0.0, 4_000.0, 3_000.0), 400, 300)
PART = QRectF(100, 80, 120, 90)


def drawn(xy: np.ndarray, only: QRectF | None) -> np.ndarray:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        canvas = Canvas(painter, VIEW, map_style(), SceneOptions(), only)
        canvas.clip()
        dots.draw_dots(canvas, xy, QColor("black"), 4.0)
    return np.frombuffer(image.constBits(), dtype=np.uint32).reshape(300, 400).copy()


@pytest.mark.parametrize("count", [40, 30_000])
def test_a_part_drawn_alone_has_the_dots_of_the_whole(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    xy = np.random.default_rng(count).uniform((-500, -500), (4_500, 3_500), (count, 2))
    whole, rows, columns = drawn(xy, None), slice(80, 170), slice(100, 220)
    for _ in range(2):
        part = drawn(xy, PART)
        assert (part[rows, columns] == whole[rows, columns]).all() and (part != 0xFFFFFFFF).any()
        part[rows, columns] = 0xFFFFFFFF
        assert (part == 0xFFFFFFFF).all()


def test_all_dots_are_counted_once_for_one_picture_and_again_for_other_points(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[QRectF] = []
    pixels = dots._pixels
    monkeypatch.setattr(
        dots, "_pixels", lambda xy, view, part, size: looks.append(part) or pixels(xy, view, part, size)
    )
    xy = np.random.default_rng(1).uniform((0, 0), (4_000, 3_000), (30_000, 2))
    for _ in range(3):
        drawn(xy, PART)
    assert looks.count(VIEW.rect_px) == 1
    fewer = xy[:10_000].copy()
    assert dots._count(fewer, VIEW, 1.0) == 10_000 and dots._count(xy, VIEW, 1.0) == 30_000
