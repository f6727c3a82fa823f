"""Measuring distances and areas."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter

from models.kernel.arrays import Floats
from ui.map import ink
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.outline import is_sound
from ui.map.pointer import Pointer
from ui.map.tools.base import Tool
from ui.map.tools.draw import CLOSE_PX
from ui.map.words import area_text, length_text

XY = tuple[float, float]
TAG_FROM_PX = 54.0
"""Shorter pieces of the line get no length of their own; there is no room for it."""


class MeasureTool(Tool):
    """Click along the way; the first point closes it to an area. The line stays until the next one begins."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self.points: list[XY] = []
        self.is_closed = False
        self.is_finished = False
        self._at: XY | None = None
        self._pressed: Pointer | None = None

    def hint(self) -> str:
        if self.points and not self.is_finished:
            return self.tr("Click on; the first point closes an area; double click or Enter ends.")
        return self.tr("Click along the way to measure; Escape clears.")

    # -- figures -------------------------------------------------------------------------------------------
    @property
    def line(self) -> Floats:
        """Points of the line as it is drawn, shape (n, 2)."""
        ends = [self._at] if self._at is not None and self.points and not self.is_finished else []
        ends = [self.points[0]] if self.is_closed else ends
        return np.array([*self.points, *ends], dtype=np.float64).reshape(-1, 2)

    @property
    def length_m(self) -> float:
        """Length of the line, once around when it is closed."""
        steps = np.diff(self.line, axis=0)
        return float(np.hypot(steps[:, 0], steps[:, 1]).sum())

    @property
    def area_m2(self) -> float | None:
        """Area inside a closed line; ``None`` while open, or when it crosses itself."""
        if not self.is_closed:
            return None
        polygon = shapely.Polygon(self.points)
        return float(polygon.area) if is_sound(polygon) else None

    # -- mouse and keys ------------------------------------------------------------------------------------
    def press(self, pointer: Pointer) -> None:
        self._pressed = pointer

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        self._at = self.canvas.snapped(pointer)
        self.canvas.refresh_marks()

    def release(self, pointer: Pointer) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if self.is_finished:
            self._clear()
        if len(self.points) >= 3 and self._is_on_first(pressed):
            self.is_closed = self.is_finished = True
        else:
            point = self.canvas.snapped(pressed)
            if not self.points or point != self.points[-1]:
                self.points.append(point)
        self.refresh()

    def _is_on_first(self, pointer: Pointer) -> bool:
        first = self.window.to_px(*self.points[0])
        return bool(np.hypot(first[0] - pointer.px.x(), first[1] - pointer.px.y()) <= CLOSE_PX)

    def _finish(self) -> None:
        self.is_finished = True
        self.canvas.forget_snap()
        self.refresh()

    def double_click(self, pointer: Pointer) -> bool:
        self._pressed = None
        self._finish()
        return True

    def right_click(self, pointer: Pointer) -> bool:
        if not self.points or self.is_finished:
            return False
        self._finish()
        return True

    def wants_keys(self) -> bool:
        return bool(self.points)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.points:
            self._finish()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.points:
            if self.is_closed:
                self.is_closed = False
            else:
                self.points.pop()
            self.is_finished = False
            self.refresh()
            return True
        return False

    def escape(self) -> bool:
        had = bool(self.points)
        self._clear()
        self.refresh()
        return had

    def _clear(self) -> None:
        self.points = []
        self.is_closed = self.is_finished = False

    def leave(self) -> None:
        self._at = None
        self.canvas.forget_snap()

    def stop(self) -> None:
        self._clear()
        self.canvas.forget_snap()

    def project_changed(self) -> None:
        """What was measured does not depend on the facilities."""

    # -- drawing -------------------------------------------------------------------------------------------
    def paint(self, painter: QPainter, window: MapWindow) -> None:
        line = self.line
        if len(line) == 0:
            return
        colour = ink.accent(self.canvas.is_dark)
        pixels = window.all_to_px(line)
        if self.is_closed:
            fill = QColor(colour)
            fill.setAlpha(40)
            painter.fillPath(ink.path_px(shapely.Polygon(self.points), window), fill)
        ink.draw_line(painter, ink.polygon_px(line, window), colour, 2.0)
        ink.draw_handles(painter, window.all_to_px(np.array(self.points)), colour, round_ones=True)
        if len(line) > 2:
            self._paint_pieces(painter, line, pixels, colour)
        if len(line) > 1:
            self._paint_total(painter, pixels)

    def _paint_pieces(self, painter: QPainter, line: Floats, pixels: Floats, colour: QColor) -> None:
        lengths = np.hypot(*np.diff(line, axis=0).T)
        lengths_px = np.hypot(*np.diff(pixels, axis=0).T)
        middles = (pixels[1:] + pixels[:-1]) / 2
        for length, length_px, (x, y) in zip(lengths, lengths_px, middles.tolist(), strict=True):
            if length_px >= TAG_FROM_PX:
                text = length_text(float(length), self.session.lang)
                ink.draw_tag(painter, text, QPointF(x, y), self.canvas.font(), colour)

    def _paint_total(self, painter: QPainter, pixels: Floats) -> None:
        lang = self.session.lang
        length = length_text(self.length_m, lang)
        if not self.is_closed:
            lines = [ink.ChipLine(length, "title")]
        elif self.area_m2 is None:
            lines = [
                ink.ChipLine(self.tr("The line crosses itself"), "bad"),
                ink.ChipLine(self.tr("Around it: {length}").format(length=length)),
            ]
        else:
            lines = [
                ink.ChipLine(area_text(self.area_m2, lang), "title"),
                ink.ChipLine(self.tr("Around it: {length}").format(length=length)),
            ]
        at = QPointF(*pixels[-1].tolist())
        ink.draw_chip(painter, lines, at, self.canvas.font(), self.canvas.free_rect())
