"""Changing the outline of a facility: move, add and remove corners."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from models.facilities.facility import Facility
from models.facilities.parting import reshaped
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.outline import Corner, Outline, is_sound
from ui.map.pointer import Pointer
from ui.map.tools.base import Gesture, GestureTool, Tool
from ui.map.tools.handles import Handles


class CornerGesture(Gesture):
    """A corner follows the mouse, snapping to what is near."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, tool: Tool, facility: Facility, outline: Outline, corner: Corner, text: str) -> None:
        self._tool = tool
        self._carry = tool.canvas.carry
        self._facility = facility
        self._outline = outline
        self._corner = corner
        self._text = text
        self._carry.lift([facility])

    def move(self, pointer: Pointer) -> None:
        xy_m = self._tool.canvas.snapped(pointer, leave_out={self._facility.id})
        geometry = self._outline.moved(self._corner, xy_m).geometry()
        self._carry.update([reshaped(self._facility, geometry)], is_sound=is_sound(geometry))

    def finish(self, pointer: Pointer) -> None:
        if self._carry.is_sound:
            self._carry.drop(self._text)
        else:
            self._carry.put_back()
            self._tool.say_wrong_outline()
        self._tool.canvas.forget_snap()

    def cancel(self) -> None:
        self._carry.put_back()
        self._tool.canvas.forget_snap()

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        if self._carry.lead is not None:
            handles = Handles(self._carry.lead, window, with_middles=False)
            handles.paint(painter, dark=self._tool.canvas.is_dark, active=self._corner)


class ReshapeTool(GestureTool):
    """Handles on the selected outline: drag a corner or the middle of an edge; Delete removes a corner."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._active: Corner | None = None

    @property
    def facility(self) -> Facility | None:
        """The one selected facility that has an outline."""
        selected = self.session.selected
        if len(selected) != 1 or selected[0].geometry.geom_type == "Point":
            return None
        return selected[0]

    def begin(self) -> None:
        self._active = None

    def project_changed(self) -> None:
        self.stop()
        self._active = None

    def hint(self) -> str:
        if self.facility is None:
            return self.tr("Click a facility that has an outline.")
        return self.tr("Drag a corner, or an edge's middle to add one; Alt-click or Delete removes one.")

    def _handles(self) -> Handles | None:
        facility = self.facility
        return Handles(facility, self.window, with_middles=True) if facility is not None else None

    def gesture_from(self, pressed: Pointer) -> Gesture | None:
        facility, handles = self.facility, self._handles()
        if facility is None or handles is None:
            return None
        text = self.tr("Reshape {name}").format(name=facility.name)
        corner = handles.corner_at(pressed.px)
        if corner is not None:
            self._active = corner
            return CornerGesture(self, facility, handles.outline, corner, text)
        middle = handles.middle_at(pressed.px)
        if middle is not None:
            self._active = middle
            outline = handles.outline.added(middle, pressed.xy_m)
            return CornerGesture(self, facility, outline, middle, text)
        return None

    def click(self, pointer: Pointer) -> None:
        facility, handles = self.facility, self._handles()
        if facility is not None and handles is not None:
            corner = handles.corner_at(pointer.px)
            if corner is not None:
                self._active = corner
                if pointer.alt:
                    self._remove(corner)
                return
            middle = handles.middle_at(pointer.px)
            if middle is not None:
                self._add(facility, handles.outline, middle)
                return
        self._active = None
        hit = self.canvas.facility_at(pointer)
        if hit is not None:
            self.session.select([hit])

    def _add(self, facility: Facility, outline: Outline, place: Corner) -> None:
        ring = outline.rings[place[0]]
        x_m, y_m = (ring[place[1] - 1] + ring[place[1] % len(ring)]) / 2
        changed = outline.added(place, (float(x_m), float(y_m))).geometry()
        text = self.tr("Add a corner to {name}").format(name=facility.name)
        self.session.put([reshaped(facility, changed)], text)
        self._active = place

    def _remove(self, corner: Corner) -> None:
        facility = self.facility
        if facility is None:
            return
        outline = Outline.of(facility.geometry)
        if not outline.can_remove(corner):
            return
        changed = outline.removed(corner).geometry()
        if not is_sound(changed):
            self.say_wrong_outline()
            return
        text = self.tr("Remove a corner of {name}").format(name=facility.name)
        self.session.put([reshaped(facility, changed)], text)
        self._active = None

    def wants_keys(self) -> bool:
        return self._active is not None

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._active is not None:
            self._remove(self._active)
            self.refresh()
            return True
        return False

    def escape(self) -> bool:
        if super().escape():
            return True
        had_active = self._active is not None
        self._active = None
        self.refresh()
        return had_active

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        super().move(pointer, pressed=pressed)
        if not pressed:
            self.canvas.update_cursor(self._cursor_over(pointer))

    def _cursor_over(self, pointer: Pointer) -> Qt.CursorShape:
        handles = self._handles()
        if handles is not None and (handles.corner_at(pointer.px) or handles.middle_at(pointer.px)):
            return Qt.CursorShape.CrossCursor
        if self.canvas.facility_at(pointer) is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        super().paint(painter, window)
        handles = self._handles()
        if self.gesture is None and handles is not None:
            handles.paint(painter, dark=self.canvas.is_dark, active=self._active)
