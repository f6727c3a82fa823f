"""Mouse, wheel, keys and dropped files: what is the same in every tool, and what the tool hears."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.core.actions import FAMILY_TOOLS
from ui.core.drops import FileDrops
from ui.core.guard import guarded
from ui.core.session import Session
from ui.map.editing import Editor, nudge_step_m
from ui.map.host import MapView
from ui.map.pointer import Pointer
from ui.map.tools.barrier import BarrierTool, ZoneTool
from ui.map.tools.base import Gesture, GestureTool, Tool
from ui.map.tools.cut import CutTool
from ui.map.tools.draw import DrawTool, HoleTool
from ui.map.tools.identify import IdentifyTool
from ui.map.tools.measure import MeasureTool
from ui.map.tools.pan import PanGesture, PanTool
from ui.map.tools.place import PlaceTool
from ui.map.tools.reshape import ReshapeTool
from ui.map.tools.route import RouteTool
from ui.map.tools.select import SelectTool

TOOL_CLASSES: dict[str, type[Tool]] = {
    "select": SelectTool,
    "pan": PanTool,
    "measure": MeasureTool,
    "route": RouteTool,
    "identify": IdentifyTool,
    "reshape": ReshapeTool,
    "barrier": BarrierTool,
    "hole": HoleTool,
    "split": CutTool,
    "zone": ZoneTool,
}
TOOLS = (*TOOL_CLASSES, *FAMILY_TOOLS)
PASTE_ASIDE_PX = 24.0
WHEEL_STEP = 1.3
"""Magnification of one notch of the wheel."""
KEY_ZOOMS = {
    Qt.Key.Key_Plus: 1.5,
    Qt.Key.Key_Equal: 1.5,
    Qt.Key.Key_Minus: 1 / 1.5,
    Qt.Key.Key_Underscore: 1 / 1.5,
}
DOUBLE_CLICK_ZOOM = 2.0
ARROW_SHARE = 0.15
"""Share of the map that an arrow key moves by when nothing is selected."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
DELETE_KEYS = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
TOOL_KEYS = DELETE_KEYS | {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}


class CanvasInput(FileDrops, MapView):
    """The view with a tool in force, and what people do with mouse and keyboard.

    Signals
    -------
    cursor_moved(tuple | None)
        Map coordinate (x_m, y_m) under the cursor; ``None`` when it left the map.
    tool_changed(str)
        Another tool is in force.
    context_menu_wanted(QPoint, tuple)
        Right click: global position, and map coordinate (x_m, y_m). What was clicked is already selected.
    files_dropped(list)
        Paths of files dropped on the map.
    """

    cursor_moved = Signal(object)
    tool_changed = Signal(str)
    context_menu_wanted = Signal(QPoint, object)
    files_dropped = Signal(list)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._tools: dict[str, Tool] = {}
        self._tool_name = "select"
        self._pan: PanGesture | None = None
        self._space_is_down = False
        self._left_is_down = False
        self._editor = Editor(session, self)
        self.setAcceptDrops(True)

    # -- tools ---------------------------------------------------------------------------------------------
    @property
    def tool_name(self) -> str:
        """Name of the tool in force."""
        return self._tool_name

    @property
    def tool(self) -> Tool:
        """The tool in force."""
        name = self._tool_name
        if name not in self._tools:
            if name in TOOL_CLASSES:
                self._tools[name] = TOOL_CLASSES[name](self)
            else:
                kind = DrawTool if name.startswith("draw.") else PlaceTool
                self._tools[name] = kind(self, FAMILY_TOOLS[name])
        return self._tools[name]

    def set_tool(self, name: str) -> None:
        """Put a tool of :data:`TOOLS` in force; whatever the last one had begun is given up."""
        if name not in TOOLS:
            raise ValueError(f"no such tool: {name}")
        if name == self._tool_name:
            return
        self.tool.stop()
        self._tool_name = name
        self.tool.begin()
        self.forget_snap()
        self.update_cursor()
        self.tool_changed.emit(name)
        self.hint_changed.emit(self.tool.hint())

    # -- exact drawing, from a form ------------------------------------------------------------------------
    def set_draw_shape(self, shape: str) -> None:
        """Draw outlines in another form from now on; what was begun is given up."""
        self.tool.stop()
        self.draw_shape = shape
        self.setFocus()
        self.tool.refresh()

    def set_draw_size(self, typed: str) -> None:
        """Give what is drawn a size, as it would be typed."""
        if isinstance(self.tool, DrawTool):
            self.tool.set_size(typed)

    def add_corner(self, xy_m: tuple[float, float]) -> None:
        """Put a corner at an exact place."""
        if isinstance(self.tool, DrawTool):
            self.tool.add_corner(xy_m)

    def finish_drawing(self) -> None:
        """Close what is drawn."""
        if isinstance(self.tool, DrawTool):
            self.tool.finish()

    # -- the window's edit menu ----------------------------------------------------------------------------
    def delete_selected(self) -> None:
        """Delete the selected facilities."""
        self._editor.delete_selected()

    def copy(self) -> None:
        """Copy the selected facilities to the session's clipboard."""
        self._editor.copy()

    def cut(self) -> None:
        """Copy the selected facilities and delete them."""
        self._editor.cut()

    def paste(self) -> None:
        """Add copies of the clipboard's facilities at the cursor, or a little aside, and select them."""
        cursor = self.cursor_px
        at = self.map_window.to_map(cursor.x(), cursor.y()) if cursor is not None else None
        self._editor.paste(at, PASTE_ASIDE_PX * self.map_window.m_per_px)

    def duplicate(self) -> None:
        """Add copies of the selected facilities a little aside, and select them."""
        self._editor.duplicate(PASTE_ASIDE_PX * self.map_window.m_per_px)

    @property
    def can_merge(self) -> bool:
        """Whether the selected outlines can be put together."""
        return self._editor.can_merge

    def merge_selected(self) -> None:
        """Put the selected outlines together."""
        self._editor.merge_selected()

    def select_all(self) -> None:
        """Select all facilities that are shown."""
        self._editor.select_all(lambda one: not self.stage.is_hidden(one))

    def nudge(self, dx_m: float, dy_m: float) -> None:
        """Move the selected facilities a little."""
        self._editor.nudge(dx_m, dy_m)

    # -- mouse ---------------------------------------------------------------------------------------------
    def pointer_of(self, event: QMouseEvent) -> Pointer:
        """The event as tools hear it."""
        px = event.position()
        return Pointer(
            px,
            self.map_window.to_map(px.x(), px.y()),
            event.globalPosition().toPoint(),
            event.button(),
            event.modifiers(),
        )

    @property
    def current_gesture(self) -> Gesture | None:
        """What the mouse is doing with a button down."""
        tool = self.tool
        return self._pan or (tool.gesture if isinstance(tool, GestureTool) else None)

    @property
    def resting_cursor(self) -> Qt.CursorShape:
        """Cursor while nothing is going on."""
        return Qt.CursorShape.OpenHandCursor if self._space_is_down else self.tool.cursor

    def update_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        """Show the cursor of what is going on: a gesture, else ``shape``, else the tool's."""
        gesture = self.current_gesture
        super().update_cursor(
            (gesture.cursor if gesture is not None else None) or shape or self.resting_cursor
        )

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        pointer = self.pointer_of(event)
        self.forget_hover()
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

    def _right_click(self, pointer: Pointer) -> None:
        if self.tool.right_click(pointer):
            return
        hit = self.facility_at(pointer)
        if hit is None:
            self.session.select([])
        elif hit not in self.session.selection:
            self.session.select([hit])
        self.context_menu_wanted.emit(pointer.global_px, pointer.xy_m)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
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
        self.cursor_moved.emit(pointer.xy_m)
        event.accept()

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pointer = self.pointer_of(event)
        if self._pan is not None and event.button() != Qt.MouseButton.RightButton:
            self._pan = None
            self.update_cursor()
        elif event.button() == Qt.MouseButton.LeftButton and self._left_is_down:
            self._left_is_down = False
            self.tool.release(pointer)
        event.accept()

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        pointer = self.pointer_of(event)
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        elif not self.tool.double_click(pointer):
            self.zoom_by(DOUBLE_CLICK_ZOOM, pointer.at_px)
        event.accept()

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120.0
        at = event.position()
        if notches:
            self.zoom_by(WHEEL_STEP**notches, (at.x(), at.y()))
            if self.cursor_px is not None:
                self.cursor_moved.emit(self.map_window.to_map(at.x(), at.y()))
        event.accept()

    @guarded()
    def leaveEvent(self, event: QEvent) -> None:
        if not self._left_is_down:
            self.cursor_px = None
            self.tool.leave()
            self.cursor_moved.emit(None)
            self.refresh_marks()

    @guarded()
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button asks for the menu itself."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._menu_by_key()
        event.accept()

    def _menu_by_key(self) -> None:
        at = self.cursor_px or QPointF(self.map_window.width_px / 2, self.map_window.height_px / 2)
        xy_m = self.map_window.to_map(at.x(), at.y())
        self.context_menu_wanted.emit(self.viewport().mapToGlobal(at.toPoint()), xy_m)

    # -- keys ----------------------------------------------------------------------------------------------
    @guarded(False)
    def event(self, event: QEvent) -> bool:
        # A tool that has begun something gets its keys before the window's shortcuts do.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_of_tool(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _is_of_tool(self, event: QKeyEvent) -> bool:
        text, with_ctrl = event.text(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if len(text) == 1 and text.isprintable() and not with_ctrl and self.tool.takes_text(text):
            return True
        is_asked = event.key() == Qt.Key.Key_Escape or self.tool.wants_keys()
        return event.key() in TOOL_KEYS and is_asked

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.card.clear()
        event.setAccepted(self._on_key(event))

    def _on_key(self, event: QKeyEvent) -> bool:
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
        elif plain and key in KEY_ZOOMS:
            self.zoom_by(KEY_ZOOMS[key])
        elif plain and key == Qt.Key.Key_Home:
            self.zoom_county()
        elif plain and key in DELETE_KEYS:
            self.delete_selected()
        else:
            return False
        return True

    def _escape(self) -> None:
        if self.tool.escape():
            return
        if self.tool_name != "select":
            self.session.tool_wanted.emit("select")
        else:
            self.session.select([])
            self.session.feature_picked.emit("", -1)

    def _arrow(self, right: int, up: int, *, big: bool) -> None:
        if self.session.selected and not self.carry.is_holding:
            step_m = nudge_step_m(self.map_window.m_per_px) * (10 if big else 1)
            self.nudge(right * step_m, up * step_m)
        elif not self.carry.is_holding:
            window = self.map_window
            share = ARROW_SHARE * (3 if big else 1)
            self.show_window(window.panned(-right * window.width_px * share, up * window.height_px * share))

    @guarded()
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_is_down = False
            self.update_cursor()
        else:
            event.ignore()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_is_down = False
        self.update_cursor()
        super().focusOutEvent(event)
