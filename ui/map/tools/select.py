"""Selecting, moving and picking: the tool that is in force when no other is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from models.facilities.facility import Facility
from ui.map import ink
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.pointer import Pointer
from ui.map.tools.base import Gesture, GestureTool
from ui.map.tools.handles import Handles
from ui.map.tools.reshape import CornerGesture

HANDLES_FROM_PX = 48.0
"""Outlines smaller than this on the map show no handles: they would be in the way of moving the whole."""


class MoveGesture(Gesture):
    """Selected facilities follow the mouse; a single point snaps."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(
        self, canvas: MapView, pressed: Pointer, facilities: tuple[Facility, ...], text: str
    ) -> None:
        self._canvas = canvas
        self._pressed = pressed
        self._facilities = facilities
        self._text = text
        self._canvas.carry.lift(facilities)

    def move(self, pointer: Pointer) -> None:
        dx_m = pointer.xy_m[0] - self._pressed.xy_m[0]
        dy_m = pointer.xy_m[1] - self._pressed.xy_m[1]
        if len(self._facilities) == 1 and self._facilities[0].geometry.geom_type == "Point":
            # The point itself snaps, not the spot of its symbol that the mouse happened to grab.
            facility = self._facilities[0]
            start = facility.location
            wanted = (start[0] + dx_m, start[1] + dy_m)
            snapped = self._canvas.snapped(pointer, leave_out={facility.id}, xy_m=wanted)
            dx_m, dy_m = snapped[0] - start[0], snapped[1] - start[1]
        self._canvas.carry.update([moved(facility, dx_m, dy_m) for facility in self._facilities])

    def finish(self, pointer: Pointer) -> None:
        self._canvas.forget_snap()
        now = self._canvas.carry.facilities
        if all(a.geometry.equals(b.geometry) for a, b in zip(now, self._facilities, strict=True)):
            self._canvas.carry.put_back()
        else:
            self._canvas.carry.drop(self._text)

    def cancel(self) -> None:
        self._canvas.forget_snap()
        self._canvas.carry.put_back()


class RubberBandGesture(Gesture):
    """A rectangle that selects the facilities inside it."""

    def __init__(self, canvas: MapView, pressed: Pointer) -> None:
        self._canvas = canvas
        self._pressed = pressed
        self._now = pressed

    @property
    def _rect(self) -> QRectF:
        return QRectF(self._pressed.px, self._now.px).normalized()

    def move(self, pointer: Pointer) -> None:
        self._now = pointer
        self._canvas.refresh_marks()

    def finish(self, pointer: Pointer) -> None:
        self._now = pointer
        inside = set(self._canvas.facilities_in(self._rect))
        adds = self._pressed.ctrl or self._pressed.shift
        self._canvas.session.select(inside | self._canvas.session.selection if adds else inside)

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        colour = ink.accent(self._canvas.is_dark)
        fill = QColor(colour)
        fill.setAlpha(30)
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(fill)
        painter.drawRect(self._rect)


class SelectTool(GestureTool):
    """Click to select, drag to move, drag over empty land to select several."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._was_selected = False

    def hint(self) -> str:
        if self.canvas.carry.is_holding:
            return self.tr("Let go to place it here; Escape puts it back; hold Ctrl to switch snapping off.")
        return self.tr("Click to select, drag to move; drag over empty land to select several.")

    def press(self, pointer: Pointer) -> None:
        super().press(pointer)
        hit = self.canvas.facility_at(pointer)
        self._was_selected = hit in self.session.selection
        if hit is None or self._was_selected or pointer.ctrl or self._is_on_corner(pointer):
            return
        self.session.select([hit])

    def gesture_from(self, pressed: Pointer) -> Gesture | None:
        shown = self._shown_handles()
        corner = shown[1].corner_at(pressed.px) if shown else None
        if shown is not None and corner is not None:
            text = self.tr("Reshape {name}").format(name=shown[0].name)
            return CornerGesture(self, shown[0], shown[1].outline, corner, text)
        hit = self._moved_by(pressed)
        if hit is None:
            return RubberBandGesture(self.canvas, pressed)
        if hit not in self.session.selection:
            self.session.select([hit])
        facilities = self.session.selected
        text = (
            self.tr("Move {name}").format(name=facilities[0].name)
            if len(facilities) == 1
            else self.tr("Move {count} facilities").format(count=len(facilities))
        )
        return MoveGesture(self.canvas, pressed, facilities, text)

    def _moved_by(self, pressed: Pointer) -> str | None:
        """Facility that a drag from here moves: of several on one spot a selected one."""
        hits = self.canvas.facilities_at(pressed)
        return next((hit for hit in hits if hit in self.session.selection), hits[0] if hits else None)

    def _shown_handles(self) -> tuple[Facility, Handles] | None:
        selected = self.session.selected
        if len(selected) != 1 or selected[0].geometry.geom_type == "Point":
            return None
        min_x, min_y, max_x, max_y = selected[0].geometry.bounds
        if max(max_x - min_x, max_y - min_y) / self.window.m_per_px < HANDLES_FROM_PX:
            return None
        return selected[0], Handles(selected[0], self.window, with_middles=False)

    def _is_on_corner(self, pointer: Pointer) -> bool:
        shown = self._shown_handles()
        return shown is not None and shown[1].corner_at(pointer.px) is not None

    def click(self, pointer: Pointer) -> None:
        hits = self.canvas.facilities_at(pointer)
        if not hits:
            if not pointer.ctrl:
                self.session.select([])
                self.canvas.pick_feature(pointer, dimensions=(0,))
            return
        hit = hits[0]
        if pointer.ctrl:
            self.session.select(self.session.selection ^ {hit})
            return
        selected = self.session.selection
        if self._was_selected and len(selected) == 1 and len(hits) > 1:
            # Clicking again on one spot goes through the facilities that lie there on one another.
            hit = hits[(hits.index(next(iter(selected))) + 1) % len(hits)]
        self.session.select([hit])

    def double_click(self, pointer: Pointer) -> bool:
        hit = self.canvas.facility_at(pointer)
        if hit is None:
            return False
        if self.session.scenario.facilities[hit].geometry.geom_type != "Point":
            self.session.select([hit])
            self.session.tool_wanted.emit("reshape")
        return True

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        had_gesture = self.gesture is not None
        super().move(pointer, pressed=pressed)
        if self.gesture is not None and not had_gesture:
            self.canvas.hint_changed.emit(self.hint())
        if not pressed:
            hit = self.canvas.facility_at(pointer)
            self.canvas.set_hover(hit)
            if hit is None:
                self.canvas.rest_over_land(pointer)
            else:
                self.canvas.card.clear()
            if self._is_on_corner(pointer):
                self.canvas.update_cursor(Qt.CursorShape.CrossCursor)
            else:
                over = Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor
                self.canvas.update_cursor(over)

    def leave(self) -> None:
        self.canvas.forget_hover()

    def stop(self) -> None:
        super().stop()
        self.canvas.forget_hover()

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        super().paint(painter, window)
        shown = self._shown_handles() if self.gesture is None else None
        if shown is not None:
            shown[1].paint(painter, dark=self.canvas.is_dark)


def moved(facility: Facility, dx_m: float, dy_m: float) -> Facility:
    """The facility somewhere else."""
    if dx_m == 0 and dy_m == 0:
        return facility
    return replace(
        facility, geometry=shapely.transform(facility.geometry, lambda xy: np.add(xy, (dx_m, dy_m)))
    )
