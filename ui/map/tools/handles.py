"""Handles on the corners and edges of one selected outline."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from models.facilities.facility import Facility
from models.kernel.arrays import Floats
from ui.map import ink
from ui.map.mapwindow import MapWindow
from ui.map.outline import Corner, Outline

GRAB_PX = 8.0
"""How near the mouse must be to a handle, logical pixels."""
MIN_EDGE_PX = 26.0
"""Shorter edges get no middle handle: there would be no telling it from the corners."""
MAX_SHOWN = 400
"""More corners than this on the map show no handles; zoom in first."""


class Handles:
    """Where the handles of a facility's outline are on the map, as it is shown now."""

    def __init__(self, facility: Facility, window: MapWindow, *, with_middles: bool) -> None:
        self.outline = Outline.of(facility.geometry)
        names, xy_m = self.outline.corners
        self._corners, self._corner_px = _in_view(names, xy_m, window)
        self._middles: tuple[Corner, ...] = ()
        self._middle_px = np.empty((0, 2))
        if with_middles:
            names, xy_m = self.outline.midpoints
            lengths = np.concatenate(
                [np.hypot(*(ring - np.roll(ring, -1, axis=0)).T) for ring in self.outline.rings]
                or [np.empty(0)]
            )
            long_enough = lengths / window.m_per_px >= MIN_EDGE_PX
            chosen = tuple(name for name, keep in zip(names, long_enough, strict=True) if keep)
            self._middles, self._middle_px = _in_view(chosen, xy_m[long_enough], window)

    def corner_at(self, px: QPointF) -> Corner | None:
        """Corner whose handle is under a pixel."""
        return _nearest(self._corners, self._corner_px, px)

    def middle_at(self, px: QPointF) -> Corner | None:
        """Place a new corner would take, if the middle handle of an edge is under a pixel."""
        return _nearest(self._middles, self._middle_px, px)

    def paint(self, painter: QPainter, *, dark: bool, active: Corner | None = None) -> None:
        """Draw them."""
        colour = ink.accent(dark)
        ink.draw_handles(painter, self._middle_px, colour, round_ones=True)
        number = self._corners.index(active) if active in self._corners else -1
        ink.draw_handles(painter, self._corner_px, colour, active=number)


def _in_view(names: tuple[Corner, ...], xy_m: Floats, window: MapWindow) -> tuple[tuple[Corner, ...], Floats]:
    pixels = window.all_to_px(xy_m)
    room = (window.width_px + GRAB_PX, window.height_px + GRAB_PX)
    inside = np.all((pixels >= -GRAB_PX) & (pixels <= room), axis=1)
    if np.count_nonzero(inside) > MAX_SHOWN:
        return (), pixels[:0]
    return tuple(name for name, keep in zip(names, inside, strict=True) if keep), pixels[inside]


def _nearest(names: tuple[Corner, ...], pixels: Floats, px: QPointF) -> Corner | None:
    if not names:
        return None
    distances = np.hypot(pixels[:, 0] - px.x(), pixels[:, 1] - px.y())
    best = int(np.argmin(distances))
    return names[best] if distances[best] <= GRAB_PX else None
