"""Moving the map with the mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.map.host import MapView
from ui.map.pointer import Pointer
from ui.map.tools.base import Gesture, GestureTool


class PanGesture(Gesture):
    """The map follows the mouse."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: MapView, pressed: Pointer) -> None:
        self._canvas = canvas
        self._last = pressed.px

    def move(self, pointer: Pointer) -> None:
        offset = pointer.px - self._last
        self._last = pointer.px
        self._canvas.show_window(self._canvas.map_window.panned(offset.x(), offset.y()))


class PanTool(GestureTool):
    """Drag to move the map."""

    cursor = Qt.CursorShape.OpenHandCursor

    def gesture_from(self, pressed: Pointer) -> Gesture:
        return PanGesture(self.canvas, pressed)

    def project_changed(self) -> None:
        """Panning goes on whatever the project does."""

    def hint(self) -> str:
        return self.tr("Drag to move the map; turn the wheel to zoom; double click to zoom in.")
