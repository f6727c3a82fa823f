"""Cutting the outline of a facility in two along a line."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from models.facilities.facility import Facility
from models.facilities.parting import cut
from models.kernel.errors import Message
from ui.map import ink
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.pointer import Pointer
from ui.map.tools.base import Tool

XY = tuple[float, float]


class CutTool(Tool):
    """Click the line across the selected outline, corner after corner; double click or Enter cuts."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._line: list[XY] = []
        self._at: XY | None = None

    @property
    def facility(self) -> Facility | None:
        """The one selected facility that has an outline."""
        return self.session.selected_outline

    def hint(self) -> str:
        if self.facility is None:
            return self.tr("Click a facility that has an outline.")
        if self._line:
            return self.tr("Click on; double click or Enter cuts; Escape gives up.")
        return self.tr("Click the line that cuts it, from outside to outside; Ctrl: no snapping.")

    def press(self, pointer: Pointer) -> None:
        if self.facility is None:
            hit = self.canvas.facility_at(pointer)
            if hit is not None:
                self.session.select([hit])
            self.refresh()
            return
        corner = self.canvas.snapped(pointer)
        if not self._line or corner != self._line[-1]:
            self._line.append(corner)
        self.refresh()

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        self._at = self.canvas.snapped(pointer)
        self.refresh()

    def double_click(self, pointer: Pointer) -> bool:
        self._cut()
        return True

    def right_click(self, pointer: Pointer) -> bool:
        if not self._line:
            return False
        self._cut()
        return True

    def _cut(self) -> None:
        facility, line = self.facility, self._line
        self._line = []
        if facility is None or len(line) < 2:
            self.refresh()
            return
        parts = cut(facility, shapely.LineString(line))
        if len(parts) < 2:
            self.session.say(
                Message(
                    self.tr("The line does not cut the outline."),
                    "",
                    self.tr("Let it begin and end outside the outline."),
                ),
                "warning",
            )
            self.refresh()
            return
        self.session.put(parts, self.tr("Cut {name} in parts").format(name=facility.name))
        self.session.select([part.id for part in parts])
        self.session.tool_wanted.emit("select")
        self.session.say(
            Message(
                self.tr("{name} was cut into {count} parts.").format(name=facility.name, count=len(parts)),
                "",
                self.tr("Stated areas and people were shared out by area; check them."),
            )
        )

    def wants_keys(self) -> bool:
        return bool(self._line)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._line:
            self._cut()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._line:
            self._line.pop()
            self.refresh()
            return True
        return False

    def escape(self) -> bool:
        had, self._line = bool(self._line), []
        self.refresh()
        return had

    def stop(self) -> None:
        self._line, self._at = [], None
        self.canvas.forget_snap()

    def leave(self) -> None:
        self._at = None
        self.canvas.forget_snap()

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        line = [*self._line, *([self._at] if self._at is not None and self._line else [])]
        if len(line) > 1:
            colour = ink.accent(self.canvas.is_dark)
            ink.draw_line(painter, ink.polygon_px(np.array(line), window), colour, 2.0)
