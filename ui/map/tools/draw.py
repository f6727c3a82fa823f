"""Drawing a shelter as an outline, of an area that may be typed."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from shapely.affinity import scale

from models.facilities.facility import FACILITY_TYPES, Facility, Family, new_id
from ui.map import ink
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.outline import MIN_CORNERS, is_sound
from ui.map.pointer import Pointer
from ui.map.tools.base import Tool
from ui.map.tools.place import default_name, default_status
from ui.map.words import area_text, length_text

MOST_DIGITS = 9
ROUNDING = 1e-9
"""So much more than was typed is drawn: rounded coordinates must not make 1,500 places 1,499."""
NO_DIGIT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
CLOSE_PX = 9.0
"""A click this near the first corner closes the outline, logical pixels."""

XY = tuple[float, float]


class DrawTool(Tool):
    """Click corner after corner, or drag a rectangle; double click, Enter or the first corner closes."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapView, family: Family) -> None:
        super().__init__(canvas)
        self._family = family
        self._corners: list[XY] = []
        self._at: XY | None = None
        self._pressed: Pointer | None = None
        self._rectangle_from: XY | None = None
        self._id = new_id()
        self._status = ""
        self._typed = ""

    # -- state ---------------------------------------------------------------------------------------------
    @property
    def _outline_xy(self) -> list[XY]:
        """Corners of the outline as it would be with the mouse where it is, of the area typed."""
        return self._sized(self._drawn_xy)

    @property
    def _area_m2(self) -> float:
        """The area that was typed; 0 without."""
        return float(self._typed or 0) * (1 + ROUNDING)

    def _sized(self, corners: list[XY]) -> list[XY]:
        """Corners of an outline of the same form with the typed area, about its middle.

        What has no form yet becomes a square about the mouse, or about the middle of the map.
        """
        if not self._area_m2:
            return corners
        if len(corners) < MIN_CORNERS:
            x_m, y_m = self._at or self.window.to_map(self.window.width_px / 2, self.window.height_px / 2)
            half = self._area_m2**0.5 / 2
            return [
                (x_m - half, y_m - half), (x_m + half, y_m - half),
                (x_m + half, y_m + half), (x_m - half, y_m + half),
            ]  # fmt: skip
        shape = shapely.Polygon(corners)
        if not is_sound(shape):
            return corners
        factor = (self._area_m2 / shape.area) ** 0.5
        sized = scale(shape, factor, factor, origin="centroid")
        return [(float(x), float(y)) for x, y in sized.exterior.coords[:-1]]

    @property
    def _drawn_xy(self) -> list[XY]:
        if self._rectangle_from is not None and self._at is not None:
            (x0, y0), (x1, y1) = self._rectangle_from, self._at
            return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        last = [self._at] if self._at is not None and self._at not in self._corners else []
        return [*self._corners, *last]

    def _made(self, corners: list[XY]) -> Facility:
        return FACILITY_TYPES[self._family](
            id=self._id,
            geometry=shapely.Polygon(corners),
            name=default_name(self._family, self.session.scenario),
            status=self._status or default_status(self.session.scenario, self.canvas.place_status),
        )

    def hint(self) -> str:
        if self._typed:
            area = area_text(float(self._typed), self.session.lang)
            return self.tr("Area {area}: Enter draws it, Backspace corrects, Escape gives up.").format(
                area=area
            )
        if len(self._corners) >= MIN_CORNERS:
            return self.tr("Double click or Enter closes it; Backspace takes the last corner back.")
        if self._corners:
            return self.tr("Click the next corner; Backspace takes the last one back; Escape gives up.")
        return self.tr(
            "Click the corners of the outline one after the other, or drag a rectangle; "
            "digits typed are its area in m²; Ctrl does not snap."
        )

    def _follow(self) -> None:
        """Bring the carried draft, and with it the live figures, in line with the corners."""
        carry = self.canvas.carry
        corners = self._outline_xy
        if len(corners) < MIN_CORNERS:
            carry.put_back()
        else:
            draft = self._made(corners)
            sound = is_sound(draft.geometry)
            if not carry.is_holding and sound:
                carry.lift([draft])
            if carry.is_holding:
                carry.update([draft], is_sound=sound)
        self.refresh()

    def _reset(self) -> None:
        self._corners = []
        self._at = self._pressed = self._rectangle_from = None
        self._typed = ""
        self._id = new_id()
        self.canvas.carry.put_back()
        self.canvas.forget_snap()

    # -- mouse ---------------------------------------------------------------------------------------------
    def press(self, pointer: Pointer) -> None:
        if self.session.has_project:
            self._pressed = pointer

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        if pressed and self._pressed is not None and not self._corners and self._rectangle_from is None:
            if not pointer.is_drag_from(self._pressed):
                return
            self._rectangle_from = self.canvas.snapped(self._pressed)
        self._at = self.canvas.snapped(pointer)
        if self._corners or self._rectangle_from is not None or self._typed:
            self._follow()

    def release(self, pointer: Pointer) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if self._rectangle_from is not None:
            self._at = self.canvas.snapped(pointer)
            self._close(self._outline_xy, keep_tool=pointer.shift)
            return
        if self._is_on_first(pressed) or (self._typed and not self._corners):
            self._close(self._sized(self._corners), keep_tool=pointer.shift)
            return
        corner = self.canvas.snapped(pressed)
        if not self._corners or corner != self._corners[-1]:
            self._corners.append(corner)
        self._status = default_status(self.session.scenario, self.canvas.place_status, candidate=pressed.alt)
        self._at = corner
        self._follow()

    def _is_on_first(self, pointer: Pointer) -> bool:
        if len(self._corners) < MIN_CORNERS:
            return False
        first = self.window.to_px(*self._corners[0])
        return bool(np.hypot(first[0] - pointer.px.x(), first[1] - pointer.px.y()) <= CLOSE_PX)

    def double_click(self, pointer: Pointer) -> bool:
        self._pressed = None
        self._close(self._sized(self._corners), keep_tool=pointer.shift)
        return True

    def right_click(self, pointer: Pointer) -> bool:
        if not self._corners:
            return False
        self._close(self._sized(self._corners), keep_tool=pointer.shift)
        return True

    def _close(self, corners: list[XY], *, keep_tool: bool) -> None:
        """Make the shelter, or say why it cannot be."""
        if len(corners) < MIN_CORNERS:
            self._rectangle_from = None
            self.refresh()
            return
        shelter = self._made(corners)
        if not is_sound(shelter.geometry):
            self.say_wrong_outline()
            self._rectangle_from = None
            self._at = None
            self._follow()
            return
        if not self.canvas.carry.is_holding:
            self.canvas.carry.lift([shelter])
        self.canvas.carry.update([shelter])
        self.canvas.carry.drop(self.tr("Draw {name}").format(name=shelter.name))
        self._reset()
        self.session.select([shelter.id])
        if not keep_tool:
            self.session.tool_wanted.emit("select")
            self.session.placed.emit(shelter.id)

    # -- keys ----------------------------------------------------------------------------------------------
    def wants_keys(self) -> bool:
        return bool(self._corners or self._typed)

    def takes_digits(self) -> bool:
        return True

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (self._corners or self._typed):
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._close(self._sized(self._corners), keep_tool=keep)
            return True
        if event.text().isascii() and event.text().isdigit() and not event.modifiers() & NO_DIGIT:
            self._typed = (self._typed + event.text()).lstrip("0")[:MOST_DIGITS]
            self._follow()
            return True
        if event.key() == Qt.Key.Key_Backspace and self._typed:
            self._typed = self._typed[:-1]
            self._follow()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._corners:
            self._corners.pop()
            self._follow()
            return True
        return False

    def escape(self) -> bool:
        had = bool(self._corners or self._typed) or self._rectangle_from is not None
        self._reset()
        self.refresh()
        return had

    def stop(self) -> None:
        self._reset()

    def project_changed(self) -> None:
        """Undo elsewhere leaves the corners; the figures start anew from the project as it is now."""
        self.canvas.carry.put_back()

    def leave(self) -> None:
        self._at = None
        self.canvas.forget_snap()

    # -- drawing -------------------------------------------------------------------------------------------
    def paint(self, painter: QPainter, window: MapWindow) -> None:
        corners = self._outline_xy
        if not corners:
            return
        dark = self.canvas.is_dark
        if len(corners) == 2:
            ink.draw_line(painter, ink.polygon_px(np.array(corners), window), ink.accent(dark), 2.0)
            self._paint_length(painter, window, corners)
        fixed = self._corners or corners
        ink.draw_handles(painter, window.all_to_px(np.array(fixed, dtype=np.float64)), ink.accent(dark))

    def _paint_length(self, painter: QPainter, window: MapWindow, corners: list[XY]) -> None:
        (x0, y0), (x1, y1) = corners
        middle = ink.point_px(((x0 + x1) / 2, (y0 + y1) / 2), window)
        text = length_text(float(np.hypot(x1 - x0, y1 - y0)), self.session.lang)
        ink.draw_tag(
            painter, text, middle - QPointF(0, 14), QFont(self.canvas.font()), ink.accent(self.canvas.is_dark)
        )
