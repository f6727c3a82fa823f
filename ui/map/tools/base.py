"""What all tools of the map share."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from models.kernel.errors import Message
from ui.core.said import Telling
from ui.map.host import MapView
from ui.map.mapwindow import MapWindow
from ui.map.pointer import Pointer


class Gesture:
    """What happens between pressing a mouse button and letting it go: moving, rubber band, panning.

    A gesture starts when the mouse has moved far enough to mean it; a plain click never gets here.
    """

    cursor: Qt.CursorShape | None = None

    def move(self, pointer: Pointer) -> None:
        """The mouse moved with the button down."""

    def finish(self, pointer: Pointer) -> None:
        """The button was let go: carry it out."""

    def cancel(self) -> None:
        """Escape, or the tool is taken away: everything is as before the gesture."""

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        """Draw above the map."""


class Tool(Telling, QObject):
    """One way of working with the map. It hears of the left button; panning and menus are the canvas's own.

    A tool reads the session, draws above the map, and pushes an edit into the session when something is done.
    """

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.session = canvas.session

    @property
    def window(self) -> MapWindow:
        """The part of the county that the map shows."""
        return self.canvas.map_window

    def begin(self) -> None:
        """The tool comes into force."""

    def stop(self) -> None:
        """Give up whatever was begun: another tool comes."""

    def project_changed(self) -> None:
        """The project changed under the tool, through undo for instance; give up what no longer holds."""
        self.stop()

    def hint(self) -> str:
        """What to do next, for the status bar."""
        return ""

    def press(self, pointer: Pointer) -> None:
        """Left button down."""

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        """Mouse moved, with the left button down or not."""

    def release(self, pointer: Pointer) -> None:
        """Left button up."""

    def double_click(self, pointer: Pointer) -> bool:
        """Left button pressed twice; False lets the map zoom in."""
        return False

    def right_click(self, pointer: Pointer) -> bool:
        """Right button; False lets the map ask for a menu."""
        return False

    def leave(self) -> None:
        """The mouse left the map."""

    def escape(self) -> bool:
        """Escape key: give up the present step; False if there was nothing to give up."""
        return False

    def wants_keys(self) -> bool:
        """Whether Delete, Backspace and Enter belong to the tool now, before the window's shortcuts."""
        return False

    def takes_text(self, text: str) -> bool:
        """Whether a typed letter or digit belongs to the tool: elsewhere it chooses another one."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Any other key; False if it means nothing to the tool."""
        return False

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        """Draw above the map."""

    # -- for tools -----------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Have the marks above the map drawn again, and say the hint anew."""
        self.canvas.refresh_marks()
        self.canvas.hint_changed.emit(self.hint())

    def say_wrong_outline(self) -> None:
        """Tell that an outline cannot be, and what to do."""
        self.session.say(
            Message(
                what=self.tr("This outline crosses itself or encloses no land."),
                where=self.tr("It is drawn in red on the map and was not taken over."),
                repair=self.tr("Place its corners so that no two edges cross."),
            ),
            "warning",
        )


class GestureTool(Tool):
    """A tool whose press becomes a gesture once the mouse has moved, and a click otherwise."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._pressed: Pointer | None = None
        self._gesture: Gesture | None = None

    def gesture_from(self, pressed: Pointer) -> Gesture | None:
        """Gesture that starts where the button went down; ``None`` if moving from there means nothing."""
        raise NotImplementedError

    def click(self, pointer: Pointer) -> None:
        """The button went down and up without moving."""

    def press(self, pointer: Pointer) -> None:
        self._pressed = pointer

    def move(self, pointer: Pointer, *, pressed: bool) -> None:
        if self._gesture is not None:
            self._gesture.move(pointer)
        elif pressed and self._pressed is not None and pointer.is_drag_from(self._pressed):
            self._gesture = self.gesture_from(self._pressed)
            if self._gesture is None:
                self._pressed = None
                return
            self.canvas.update_cursor()
            self._gesture.move(pointer)

    def release(self, pointer: Pointer) -> None:
        gesture, pressed = self._gesture, self._pressed
        self._gesture = self._pressed = None
        if gesture is not None:
            gesture.finish(pointer)
        elif pressed is not None:
            self.click(pressed)
        self.canvas.update_cursor()
        self.refresh()

    def escape(self) -> bool:
        gesture = self._gesture
        self._gesture = self._pressed = None
        if gesture is None:
            return False
        gesture.cancel()
        self.canvas.update_cursor()
        self.refresh()
        return True

    def stop(self) -> None:
        self.escape()
        self._pressed = None

    @property
    def gesture(self) -> Gesture | None:
        """The gesture going on."""
        return self._gesture

    def paint(self, painter: QPainter, window: MapWindow) -> None:
        if self._gesture is not None:
            self._gesture.paint(painter, window)
