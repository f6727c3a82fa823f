"""A hand for tests of the map: real mouse and key events at map coordinates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.canvas_project import HEIGHT_M, WIDTH_M, X0, Y0, small_project
from ui.core.session import Session
from ui.map import MapCanvas

XY = tuple[float, float]
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
SIZE = (820, 530)
M_PER_PX = 40.0


def xy(x_km: float, y_km: float) -> XY:
    """Map coordinate of kilometres from the county's lower left corner."""
    return X0 + x_km * 1000, Y0 + y_km * 1000


class Hand:
    """Drives one canvas. Positions are map coordinates; the mouse reaches them to the pixel."""

    def __init__(self, canvas: MapCanvas) -> None:
        self.canvas = canvas
        self.session = canvas.session

    def pixel(self, at: XY) -> QPointF:
        """Exact pixel of a coordinate; events may lie between pixels."""
        return QPointF(*self.canvas.map_window.to_px(*at))

    def _send(self, kind: QEvent.Type, at: XY, button: Qt.MouseButton, held: bool, modifiers: Any) -> None:
        none = Qt.MouseButton.NoButton
        viewport = self.canvas.viewport()
        px = self.pixel(at)
        own = none if kind == QEvent.Type.MouseMove else button
        where = viewport.mapToGlobal(px.toPoint()).toPointF()
        event = QMouseEvent(kind, px, where, own, button if held else none, modifiers)
        QApplication.sendEvent(viewport, event)

    def press(self, at: XY, button: Qt.MouseButton = LEFT, modifiers: Any = NONE) -> None:
        self._send(QEvent.Type.MouseButtonPress, at, button, True, modifiers)

    def move(self, at: XY, button: Qt.MouseButton | None = None, modifiers: Any = NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, button or LEFT, button is not None, modifiers)

    def release(self, at: XY, button: Qt.MouseButton = LEFT, modifiers: Any = NONE) -> None:
        self._send(QEvent.Type.MouseButtonRelease, at, button, False, modifiers)

    def click(self, at: XY, modifiers: Any = NONE, button: Qt.MouseButton = LEFT) -> None:
        self.move(at, modifiers=modifiers)
        self.press(at, button, modifiers)
        self.release(at, button, modifiers)

    def double_click(self, at: XY, modifiers: Any = NONE) -> None:
        self.click(at, modifiers)
        self._send(QEvent.Type.MouseButtonDblClick, at, LEFT, True, modifiers)
        self.release(at, LEFT, modifiers)

    def drag(self, start: XY, end: XY, modifiers: Any = NONE, *, steps: int = 5, let_go: bool = True) -> None:
        self.move(start, modifiers=modifiers)
        self.press(start, LEFT, modifiers)
        for step in range(1, steps + 1):
            share = step / steps
            at = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            self.move(at, LEFT, modifiers)
        if let_go:
            self.release(end, LEFT, modifiers)

    def wheel(self, at: XY, notches: float = 1.0) -> None:
        viewport = self.canvas.viewport()
        px = self.pixel(at)
        event = QWheelEvent(
            px, viewport.mapToGlobal(px.toPoint()).toPointF(), QPoint(), QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)

    def key(self, key: Qt.Key, modifiers: Any = NONE) -> None:
        QTest.keyClick(self.canvas, key, modifiers)


def make_hand(qtbot: Any, *, plan: bool = False, demand_points: int = 240) -> Hand:
    """A shown canvas with the small county in the middle, 40 m to a pixel, and a hand on it."""
    session = Session("zh")
    canvas = MapCanvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(*SIZE)
    canvas.show()
    session.open(small_project(demand_points, plan=plan), None)
    canvas.show_window(
        replace(canvas.map_window, x_m=X0 + WIDTH_M / 2, y_m=Y0 + HEIGHT_M / 2, m_per_px=M_PER_PX)
    )
    canvas.finish_redraw()
    return Hand(canvas)


@pytest.fixture
def hand(qtbot: Any) -> Hand:
    """Hand on the small county, today."""
    return make_hand(qtbot)


@pytest.fixture
def plan_hand(qtbot: Any) -> Hand:
    """Hand on the small county, plan A."""
    return make_hand(qtbot, plan=True)
