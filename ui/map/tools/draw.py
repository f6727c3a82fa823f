"""Drawing a facility as an outline, of a form that is chosen and a size that may be typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter

from models.facilities.facility import FACILITY_TYPES, Facility, Family, new_id
from models.facilities.parting import SITE_AREA, site_area_m2, with_hole
from ui.map import ink
from ui.map.drawshapes import XY, Size, along, between, freehand, may_grow_into_size, of_size, size_of
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.outline import MIN_CORNERS, is_sound
from ui.map.pointer import Pointer
from ui.map.tools.base import Tool
from ui.map.tools.place import default_name, default_status
from ui.map.words import area_text, length_text

MOST_LETTERS = 16
NO_DIGIT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
CLOSE_PX = 9.0
"""A click this near the first corner closes the outline, logical pixels."""
FREEHAND_PX = 2.5
"""How far a free hand's outline may lie from the way of the mouse, logical pixels."""
MOST_HANDLES = 60
_TIMES = str.maketrans("*×", "xx")
SPANNED = ("rectangle", "circle")


class DrawTool(Tool):
    """Click corner after corner, or drag what is spanned; double click, Enter or the first corner closes.

    The form is the map's (:attr:`MapView.draw_shape`): a polygon, a rectangle, a circle, what a free hand
    draws, or an outline that is traced along lines of the map. A rectangle is dragged as a polygon, too.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapView, family: Family) -> None:
        super().__init__(canvas)
        self._family = family
        self._corners: list[XY] = []
        self._at: XY | None = None
        self._pressed: Pointer | None = None
        self._spanned_from: XY | None = None
        self._hand: list[XY] = []
        self._id = new_id()
        self._status = ""
        self._typed = ""

    # -- state ---------------------------------------------------------------------------------------------
    @property
    def _shape(self) -> str:
        return self.canvas.draw_shape

    @property
    def _outline_xy(self) -> list[XY]:
        """Corners of the outline as it would be with the mouse where it is, of the size typed."""
        return self._sized(self._drawn_xy)

    @property
    def _size(self) -> Size | None:
        """The size that was typed."""
        return size_of(self._typed)

    def _sized(self, corners: list[XY]) -> list[XY]:
        """Corners of an outline of the same form with the typed size, about its middle.

        What has no form yet becomes one about the mouse, or about the middle of the map.
        """
        window = self.window
        at = self._at or window.to_map(window.width_px / 2, window.height_px / 2)
        return of_size(self._size, self._shape, corners, at)

    @property
    def _drawn_xy(self) -> list[XY]:
        if self._spanned_from is not None and self._at is not None:
            return between(self._shape, self._spanned_from, self._at)
        if self._hand:
            return freehand(self._hand, FREEHAND_PX * self.window.m_per_px)
        last = [self._at] if self._at is not None and self._at not in self._corners else []
        return [*self._corners, *(self._way_to(last[0]) if last else ()), *last]

    def _way_to(self, to: XY) -> list[XY]:
        """Corners from the last one to the next, along a line of the map that both lie on."""
        if self._shape != "trace" or not self._corners:
            return []
        near_m = 0.5 * self.window.m_per_px
        return along(self.canvas.edges_near(self._corners[-1], near_m), self._corners[-1], to, near_m)

    def _made(self, corners: list[XY]) -> Facility:
        land = shapely.Polygon(corners)
        kind = FACILITY_TYPES[self._family]
        # A shelter's area is asked of its outline; what states that of its site has it filled in.
        stated: dict[str, Any] = {SITE_AREA: site_area_m2(land)} if hasattr(kind, SITE_AREA) else {}
        return kind(
            id=self._id,
            geometry=land,
            name=default_name(self._family, self.session.scenario),
            status=self._status or default_status(self.session.scenario, self.canvas.place_status),
            **stated,
        )

    def hint(self) -> str:
        if self._typed:
            return self.tr("Size {size}: Enter draws it, Backspace corrects, Escape gives up.").format(
                size=self._size_text()
            )
        if len(self._corners) >= MIN_CORNERS:
            return self.tr("Double click or Enter closes it; Backspace takes the last corner back.")
        if self._corners:
            return self.tr("Click the next corner; Backspace takes one back; Escape gives up.")
        return self._first_hint()

    def _first_hint(self) -> str:
        return {
            "polygon": self.tr("Click corners, or drag a rectangle; type its area in m²; Ctrl: no snapping."),
            "rectangle": self.tr("Drag a rectangle; type 120x80 (sides) or 5000 (m²); Ctrl: no snapping."),
            "circle": self.tr("Drag from the middle; type r40 (radius) or 5000 (m²); Ctrl: no snapping."),
            "freehand": self.tr("Draw with the button down; letting it go closes the outline."),
            "trace": self.tr("Click along a line of the map: the outline follows it; Ctrl: no snapping."),
        }[self._shape]

    def _size_text(self) -> str:
        size, lang = self._size, self.session.lang
        if size is None:
            return self._typed
        if size.area_m2:
            return area_text(size.area_m2, lang)
        if size.sides_m is not None:
            return " × ".join(length_text(side, lang) for side in size.sides_m)
        return self.tr("radius {length}").format(length=length_text(size.from_middle_m, lang))

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
                carry.lift([self._before(draft)])
            if carry.is_holding:
                carry.update([draft], is_sound=sound)
        self.refresh()

    def _before(self, draft: Facility) -> Facility:
        """What the draft is held against: itself, since it is new."""
        return draft

    def _reset(self) -> None:
        self._corners = []
        self._at = self._pressed = self._spanned_from = None
        self._hand = []
        self._typed = ""
        self._id = new_id()
        self.canvas.carry.put_back()
        self.canvas.forget_snap()

    # -- exact, from a form --------------------------------------------------------------------------------
    def set_size(self, typed: str) -> None:
        """Take a size as if it was typed; what cannot be one is none."""
        self._typed = typed if may_grow_into_size(typed) else ""
        self._follow()

    def add_corner(self, xy_m: XY) -> None:
        """Put a corner, or the middle of what has a size, at a place that is exact."""
        if self._size is not None and not self._corners:
            self._at = xy_m
            self._close(self._sized([]), keep_tool=False)
            return
        self._corners.append(xy_m)
        self._at = xy_m
        self._follow()

    def finish(self) -> None:
        """Close what was drawn."""
        self._close(self._sized(self._corners), keep_tool=False)

    # -- mouse ---------------------------------------------------------------------------------------------
    def press(self, pointer: Pointer) -> None:
        if self.session.has_project:
            self._pressed = pointer

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        if pressed and self._pressed is not None and not self._corners and self._spanned_from is None:
            if not self._hand and not pointer.is_drag_from(self._pressed):
                return
            if self._shape == "freehand":
                self._hand = [*(self._hand or [self._pressed.xy_m]), pointer.xy_m]
            else:
                self._spanned_from = self.canvas.snapped(self._pressed)
        self._at = pointer.xy_m if self._hand else self.canvas.snapped(pointer)
        if self._corners or self._hand or self._spanned_from is not None or self._typed:
            self._follow()

    def release(self, pointer: Pointer) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        self._status = default_status(self.session.scenario, self.canvas.place_status, candidate=pressed.alt)
        if self._hand:
            self._close(self._outline_xy, keep_tool=pointer.shift)
            return
        if self._spanned_from is not None:
            self._at = self.canvas.snapped(pointer)
            self._close(self._outline_xy, keep_tool=pointer.shift)
            return
        if self._is_on_first(pressed) or (self._typed and not self._corners):
            self._close(self._sized(self._corners), keep_tool=pointer.shift)
            return
        corner = self.canvas.snapped(pressed)
        if self._shape in SPANNED:
            self._spanned_from = self._at = corner  # the next click is the other end
            return
        if not self._corners or corner != self._corners[-1]:
            self._corners += [*self._way_to(corner), corner]
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
            self._spanned_from = None
            self._hand = []
            self.refresh()
            return
        shelter = self._made(corners)
        if not is_sound(shelter.geometry):
            self.say_wrong_outline()
            self._spanned_from = None
            self._hand = []
            self._at = None
            self._follow()
            return
        if not self.canvas.carry.is_holding:
            self.canvas.carry.lift([self._before(shelter)])
        self.canvas.carry.update([shelter])
        self.canvas.carry.drop(self._step(shelter))
        self._reset()
        self.session.select([shelter.id])
        if not keep_tool:
            self.session.tool_wanted.emit("select")
            self._placed(shelter)

    def _step(self, facility: Facility) -> str:
        """Name of the step for undo."""
        return self.tr("Draw {name}").format(name=facility.name)

    def _placed(self, facility: Facility) -> None:
        """Something new is there: its name comes next."""
        self.session.placed.emit(facility.id)

    # -- keys ----------------------------------------------------------------------------------------------
    def wants_keys(self) -> bool:
        return bool(self._corners or self._typed)

    def takes_text(self, text: str) -> bool:
        return (
            text.isdigit()
            or (text == "r" and self._shape == "circle")
            or bool(self._typed and text in ".x*×")
        )

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (self._corners or self._typed):
            keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._close(self._sized(self._corners), keep_tool=keep)
            return True
        if event.text() and self.takes_text(event.text()) and not event.modifiers() & NO_DIGIT:
            typed = (self._typed + event.text().translate(_TIMES)).lstrip("0")[:MOST_LETTERS]
            if may_grow_into_size(typed):
                self._typed = typed
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
        had = bool(self._corners or self._typed or self._hand) or self._spanned_from is not None
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
        self._paint_lengths(painter, window, corners)
        if len(corners) > MOST_HANDLES:
            return
        fixed = self._corners or corners
        ink.draw_handles(painter, window.all_to_px(np.array(fixed, dtype=np.float64)), ink.accent(dark))

    def _paint_lengths(self, painter: QPainter, window: MapWindow, corners: list[XY]) -> None:
        """Say how long the edge is that is being drawn; of a rectangle both sides, of a circle the radius."""
        if self._spanned_from is not None and self._at is not None and self._shape == "circle":
            self._paint_length(painter, window, (self._spanned_from, self._at))
        elif self._spanned_from is not None and len(corners) == 4:
            for edge in ((corners[0], corners[1]), (corners[1], corners[2])):
                self._paint_length(painter, window, edge)
        elif self._corners and self._at is not None and self._at != self._corners[-1]:
            self._paint_length(painter, window, (self._corners[-1], self._at))

    def _paint_length(self, painter: QPainter, window: MapWindow, edge: tuple[XY, XY]) -> None:
        (x0, y0), (x1, y1) = edge
        middle = ink.point_px(((x0 + x1) / 2, (y0 + y1) / 2), window)
        text = length_text(float(np.hypot(x1 - x0, y1 - y0)), self.session.lang)
        ink.draw_tag(
            painter, text, middle - QPointF(0, 14), QFont(self.canvas.font()), ink.accent(self.canvas.is_dark)
        )


class HoleTool(DrawTool):
    """The same for land that shall not belong to the selected facility: a pond in a park."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas, Family.SHELTER)

    @property
    def facility(self) -> Facility | None:
        """The one selected facility that has an outline."""
        return self.session.selected_outline

    def hint(self) -> str:
        if self.facility is None:
            return self.tr("Select a facility with an outline, then draw what does not belong to it.")
        return super().hint()

    def press(self, pointer: Pointer) -> None:
        if self.facility is not None:
            super().press(pointer)

    def _made(self, corners: list[XY]) -> Facility:
        facility = self.facility
        assert facility is not None
        hole = shapely.Polygon(corners)
        return with_hole(facility, hole) if is_sound(hole) else replace(facility, geometry=hole)

    def _before(self, draft: Facility) -> Facility:
        return self.facility or draft

    def _step(self, facility: Facility) -> str:
        return self.tr("Cut a hole into {name}").format(name=facility.name)

    def _placed(self, facility: Facility) -> None:
        """Nothing new is there."""

    def key(self, event: QKeyEvent) -> bool:
        return self.facility is not None and super().key(event)
