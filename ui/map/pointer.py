"""What a tool hears of the mouse."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt

DRAG_FROM_PX = 4.0
"""A press that moves less than this is a click, logical pixels."""


@dataclass(frozen=True)
class Pointer:
    """Mouse over the map at one moment.

    Parameters
    ----------
    px
        Position on the map, logical pixels.
    xy_m
        The same in project metres, not snapped.
    global_px
        The same on the screen, for menus.
    """

    px: QPointF
    xy_m: tuple[float, float]
    global_px: QPoint
    button: Qt.MouseButton
    modifiers: Qt.KeyboardModifier

    @property
    def ctrl(self) -> bool:
        """Whether the control key is down (command on a Mac)."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def shift(self) -> bool:
        """Whether the shift key is down."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def alt(self) -> bool:
        """Whether the alt key is down."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)

    @property
    def at_px(self) -> tuple[float, float]:
        """Position as plain numbers."""
        return self.px.x(), self.px.y()

    def distance_px(self, other: Pointer) -> float:
        """How far the mouse is from where it was."""
        offset = self.px - other.px
        return float((offset.x() ** 2 + offset.y() ** 2) ** 0.5)

    def is_drag_from(self, pressed: Pointer) -> bool:
        """Whether the mouse has moved far enough since it was pressed to mean it."""
        return self.distance_px(pressed) >= DRAG_FROM_PX
