"""Placing a point facility with one click, or with the Enter key."""

from __future__ import annotations

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from models.facilities.facility import FACILITY_TYPES, Facility, Family, Status
from models.project.scenario import Scenario
from ui.core.i18n import term
from ui.map import ink
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.pointer import Pointer
from ui.map.tools.base import Tool

CROSS_PX = 7.0


def default_name(family: Family, scenario: Scenario) -> str:
    """Name for a new facility: its family and the next number that no other has."""
    key = f"family.{family}.numbered"
    taken = {facility.name for facility in scenario.facilities.values()}
    number = 1 + sum(facility.family == family for facility in scenario.facilities.values())
    while term(key, number=number) in taken:
        number += 1
    return term(key, number=number)


def default_status(scenario: Scenario, wanted: str | None, *, candidate: bool = False) -> str:
    """Status of a new facility: as asked for, else existing today and planned in a plan."""
    if candidate:
        return Status.CANDIDATE.value
    if wanted:
        return wanted
    return Status.EXISTING.value if scenario.is_today else Status.PLANNED.value


class PlaceTool(Tool):
    """A new facility hangs on the mouse, its figures are live, and a click puts it down."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapView, family: Family) -> None:
        super().__init__(canvas)
        self._family = family
        self._draft: Facility | None = None
        self._pressed: Pointer | None = None

    def hint(self) -> str:
        return self.tr("Click, or Enter at the cross; Shift: several; Alt: candidate; Escape ends.")

    def _made(self, pointer: Pointer) -> Facility:
        scenario = self.session.scenario
        status = default_status(scenario, self.canvas.place_status, candidate=pointer.alt)
        xy_m = self.canvas.snapped(pointer)
        if self._draft is None:
            name = default_name(self._family, scenario)
            self._draft = FACILITY_TYPES[self._family](geometry=shapely.Point(xy_m), name=name, status=status)
        return self._draft.__class__(
            id=self._draft.id, name=self._draft.name, geometry=shapely.Point(xy_m), status=status
        )

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        if not self.session.has_project:
            return
        draft = self._draft = self._made(pointer)
        held = self.canvas.carry.lead
        if held is None or held.status != draft.status:
            # Whether it counts belongs to the state at press, so another status starts anew.
            self.canvas.carry.put_back()
            self._draft = draft
            self.canvas.carry.lift([draft])
        # Figures that waited to be shown may have put something under the mouse: it has left the map.
        if self._draft is draft:
            self.canvas.carry.update([draft])

    def press(self, pointer: Pointer) -> None:
        self._pressed = pointer

    def release(self, pointer: Pointer) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None or not self.session.has_project:
            return
        self.move(pressed, pressed=False)
        if self._draft is None:  # left while the figures were shown, which happens once: the click stands
            self.move(pressed, pressed=False)
        placed = self._draft
        if placed is None:
            return
        self.canvas.carry.drop(self.tr("Add {name}").format(name=placed.name))
        self.canvas.forget_snap()
        self._draft = None
        self.session.select([placed.id])
        if not pointer.shift:
            self.session.tool_wanted.emit("select")
            self.session.placed.emit(placed.id)

    # -- by keyboard ---------------------------------------------------------------------------------------
    def wants_keys(self) -> bool:
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Enter places it in the middle of the map, exactly: where a search for coordinates has led to."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        at = self._cross
        pointer = Pointer(
            at,
            self.window.to_map(at.x(), at.y()),
            self.canvas.mapToGlobal(at.toPoint()),
            Qt.MouseButton.NoButton,
            event.modifiers() | Qt.KeyboardModifier.ControlModifier,
        )
        self.press(pointer)
        self.release(pointer)
        return True

    @property
    def _cross(self) -> QPointF:
        return QPointF(self.window.width_px / 2, self.window.height_px / 2)

    def leave(self) -> None:
        self._draft = None
        self.canvas.forget_snap()
        self.canvas.carry.put_back()

    def stop(self) -> None:
        self._pressed = None
        self.leave()

    def double_click(self, pointer: Pointer) -> bool:
        return True

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        """Mark the middle of the map; the carried facility is drawn by the canvas."""
        at, arm = self._cross, CROSS_PX
        painter.setPen(QPen(ink.accent(self.canvas.is_dark), 1.4))
        painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
        painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
