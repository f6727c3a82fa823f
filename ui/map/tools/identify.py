"""Asking what something on the map is."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.map.pointer import Pointer
from ui.map.tools.base import Gesture, GestureTool
from ui.map.tools.pan import PanGesture


class IdentifyTool(GestureTool):
    """Click a facility or any feature of a layer to see what is known of it; drag to move the map."""

    cursor = Qt.CursorShape.WhatsThisCursor

    def hint(self) -> str:
        return self.tr("Click anything on the map to see what is known of it.")

    def gesture_from(self, pressed: Pointer) -> Gesture:
        return PanGesture(self.canvas, pressed)

    def click(self, pointer: Pointer) -> None:
        hit = self.canvas.facility_at(pointer)
        if hit is not None:
            self.session.select([hit])
            self.session.feature_picked.emit("", -1)
        else:
            self.session.select([])
            self.canvas.pick_feature(pointer)

    def project_changed(self) -> None:
        """There is nothing to give up."""
