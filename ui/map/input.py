"""Mouse, wheel, keys and dropped files: what is the same in every tool, and what the tool hears."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)

from ui.map.editing import nudge_step_m
from ui.map.pointer import Pointer
from ui.map.tools.base import Gesture, GestureTool
from ui.map.tools.pan import PanGesture

if TYPE_CHECKING:
    import pyqtgraph as pg

    from ui.map.canvas import MapCanvas

    _Base = pg.GraphicsView
else:
    _Base = object

DRAG_FROM_PX = 4.0
"""A press that moves less than this is a click, logical pixels."""
WHEEL_STEP = 1.3
"""Magnification of one notch of the wheel."""
KEY_ZOOM = 1.5
DOUBLE_CLICK_ZOOM = 2.0
ARROW_SHARE = 0.15
"""Share of the map that an arrow key moves by when nothing is selected."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
TOOL_KEYS = frozenset(
    {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
)


class CanvasInput(_Base):
    """Mixin of :class:`ui.map.canvas.MapCanvas` with its event handlers."""

    _pan: PanGesture | None = None
    _space_is_down: bool = False
    _left_is_down: bool = False

    # -- mouse ---------------------------------------------------------------------------------------------
    def pointer_of(self: MapCanvas, event: QMouseEvent) -> Pointer:
        """The event as tools hear it."""
        px = event.position()
        return Pointer(
            px,
            self.map_window.to_map(px.x(), px.y()),
            event.globalPosition().toPoint(),
            event.button(),
            event.modifiers(),
        )

    def is_drag(self: MapCanvas, pressed: Pointer, now: Pointer) -> bool:
        """Whether the mouse has moved far enough to mean it."""
        return now.distance_px(pressed) >= DRAG_FROM_PX

    @property
    def current_gesture(self: MapCanvas) -> Gesture | None:
        """What the mouse is doing with a button down."""
        tool = self.tool
        return self._pan or (tool.gesture if isinstance(tool, GestureTool) else None)

    @property
    def resting_cursor(self: MapCanvas) -> Qt.CursorShape:
        """Cursor while nothing is going on."""
        return Qt.CursorShape.OpenHandCursor if self._space_is_down else self.tool.cursor

    def mousePressEvent(self: MapCanvas, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        pointer = self.pointer_of(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space_is_down):
            self._pan = PanGesture(self, pointer)
            self.update_cursor()
        elif left and self._pan is None:
            self._left_is_down = True
            self.tool.press(pointer)
        elif event.button() == Qt.MouseButton.RightButton and not self._left_is_down:
            self._right_click(pointer)
        event.accept()

    def _right_click(self: MapCanvas, pointer: Pointer) -> None:
        if self.tool.right_click(pointer):
            return
        hit = self.facility_at(pointer)
        if hit is None:
            self.session.select([])
        elif hit not in self.session.selection:
            self.session.select([hit])
        self.context_menu_wanted.emit(pointer.global_px, pointer.xy_m)

    def mouseMoveEvent(self: MapCanvas, event: QMouseEvent) -> None:
        pointer = self.pointer_of(event)
        self.cursor_px = pointer.px
        if self._left_is_down and not event.buttons() & Qt.MouseButton.LeftButton:
            # Let go where we could not hear it, over a dialog for instance.
            self._left_is_down = False
            self.tool.escape()
        if self._pan is not None:
            self._pan.move(pointer)
            pointer = self.pointer_of(event)
        else:
            self.tool.move(pointer, pressed=self._left_is_down)
            if self._left_is_down:
                self.overlays.make_way(pointer.px)
        self.cursor_moved.emit(pointer.xy_m)
        event.accept()

    def mouseReleaseEvent(self: MapCanvas, event: QMouseEvent) -> None:
        pointer = self.pointer_of(event)
        if self._pan is not None and event.button() != Qt.MouseButton.RightButton:
            self._pan = None
            self.update_cursor()
        elif event.button() == Qt.MouseButton.LeftButton and self._left_is_down:
            self._left_is_down = False
            self.tool.release(pointer)
            self.overlays.make_way(None)
        event.accept()

    def mouseDoubleClickEvent(self: MapCanvas, event: QMouseEvent) -> None:
        pointer = self.pointer_of(event)
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        elif not self.tool.double_click(pointer):
            self.zoom_by(DOUBLE_CLICK_ZOOM, pointer.at_px)
        event.accept()

    def wheelEvent(self: MapCanvas, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120.0
        at = event.position()
        if notches:
            self.zoom_by(WHEEL_STEP**notches, (at.x(), at.y()))
            if self.cursor_px is not None:
                self.cursor_moved.emit(self.map_window.to_map(at.x(), at.y()))
        event.accept()

    def leaveEvent(self: MapCanvas, event: QEvent) -> None:
        if not self._left_is_down:
            self.cursor_px = None
            self.tool.leave()
            self.cursor_moved.emit(None)
            self.refresh_marks()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button asks for the menu itself."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._menu_by_key()
        event.accept()

    def _menu_by_key(self: MapCanvas) -> None:
        at = self.cursor_px or QPointF(self.map_window.width_px / 2, self.map_window.height_px / 2)
        xy_m = self.map_window.to_map(at.x(), at.y())
        self.context_menu_wanted.emit(self.viewport().mapToGlobal(at.toPoint()), xy_m)

    # -- keys ----------------------------------------------------------------------------------------------
    def event(self: MapCanvas, event: QEvent) -> bool:
        # A tool that has begun something gets its keys before the window's shortcuts do.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in TOOL_KEYS
            and (event.key() == Qt.Key.Key_Escape or self.tool.wants_keys())
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.stage.after_showing()
        return bool(super().event(event))

    def keyPressEvent(self: MapCanvas, event: QKeyEvent) -> None:
        event.setAccepted(self._on_key(event))

    def _on_key(self: MapCanvas, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key == Qt.Key.Key_Space:
            self._space_is_down = True
            self.update_cursor()
        elif self.tool.key(event):
            pass
        elif plain and key in ARROWS:
            self._arrow(*ARROWS[key], big=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif plain and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(KEY_ZOOM)
        elif plain and key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(1 / KEY_ZOOM)
        elif plain and key == Qt.Key.Key_Home:
            self.zoom_county()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_selected()
        else:
            return False
        return True

    def _escape(self: MapCanvas) -> None:
        if self.tool.escape():
            return
        if self.tool_name != "select":
            self.session.tool_wanted.emit("select")
        else:
            self.session.select([])
            self.session.feature_picked.emit("", -1)

    def _arrow(self: MapCanvas, right: int, up: int, *, big: bool) -> None:
        if self.session.selected and not self.carry.is_holding:
            step_m = nudge_step_m(self.map_window.m_per_px) * (10 if big else 1)
            self.nudge(right * step_m, up * step_m)
        elif not self.carry.is_holding:
            window = self.map_window
            share = ARROW_SHARE * (3 if big else 1)
            self.show_window(window.panned(-right * window.width_px * share, up * window.height_px * share))

    def keyReleaseEvent(self: MapCanvas, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_is_down = False
            self.update_cursor()
        else:
            event.ignore()

    def focusOutEvent(self: MapCanvas, event: QFocusEvent) -> None:
        self._space_is_down = False
        self.update_cursor()
        super().focusOutEvent(event)

    # -- the widget itself ---------------------------------------------------------------------------------
    def resizeEvent(self: MapCanvas, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self.on_resized()

    def showEvent(self: MapCanvas, event: QShowEvent) -> None:
        super().showEvent(event)
        self.stage.after_showing()

    def changeEvent(self: MapCanvas, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "overlays"):
            return  # Qt tells of changes while the widget is still being made
        if event.type() == QEvent.Type.LanguageChange:
            self.on_language_changed()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.refresh_marks()

    # -- files dropped on the map --------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept_files(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept_files(event)

    def _accept_files(self, event: Any) -> None:
        if dropped_paths(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self: MapCanvas, event: QDropEvent) -> None:
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Local files that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
