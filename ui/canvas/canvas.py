"""The map canvas: what the window puts in its middle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.canvas.mapwindow import Bounds, MapWindow
from ui.session import Session

TOOLS = (
    "select",
    "pan",
    "measure",
    "identify",
    "place.shelter",
    "place.depot",
    "place.fire_station",
    "place.brigade",
    "place.team",
    "place.helipad",
    "draw.shelter",
    "reshape",
)


class MapCanvas(pg.GraphicsView):
    """Map of the session's project, with tools, legend, scale bar, north arrow and zoom buttons.

    Signals
    -------
    cursor_moved(tuple | None)
        Map coordinate (x_m, y_m) under the cursor; ``None`` when it left the map.
    scale_changed(float)
        The n of the scale 1 : n.
    extent_changed
        The map was panned, zoomed or resized.
    tool_changed(str)
        Another tool is in force.
    hint_changed(str)
        What the tool in force expects next, translated, for the status bar; may be empty.
    context_menu_wanted(QPoint, tuple)
        Right click: global position, and map coordinate (x_m, y_m). What was clicked is already selected.
    files_dropped(list)
        Paths of files dropped on the map.
    """

    cursor_moved = Signal(object)
    scale_changed = Signal(float)
    extent_changed = Signal()
    tool_changed = Signal(str)
    hint_changed = Signal(str)
    context_menu_wanted = Signal(QPoint, object)
    files_dropped = Signal(list)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.window_m = MapWindow()
        self._tool_name = "select"
        self._view_box = pg.ViewBox(enableMouse=False, enableMenu=False, lockAspect=True)
        self.setCentralItem(self._view_box)

    # -- what is shown -------------------------------------------------------------------------------------
    @property
    def extent(self) -> Bounds:
        """(minx, miny, maxx, maxy) that the map shows, project metres."""
        return self.window_m.extent

    @extent.setter
    def extent(self, bounds: Bounds) -> None:
        self._show(self.window_m.fitted(bounds, margin=0.0))

    def zoom_to(self, bounds: Bounds, margin: float = 0.08) -> None:
        """Show ``bounds`` with a share of the map's size free on each side."""
        self._show(self.window_m.fitted(bounds, margin))

    def zoom_by(self, factor: float) -> None:
        """Magnify about the centre."""
        self._show(self.window_m.zoomed(factor))

    def zoom_county(self) -> None:
        """Show the whole county."""

    def zoom_selection(self) -> None:
        """Show the selected facilities; the whole county if there are none."""

    # -- tools and options ---------------------------------------------------------------------------------
    @property
    def tool_name(self) -> str:
        """Name of the tool in force."""
        return self._tool_name

    def set_tool(self, name: str) -> None:
        """Put a tool of :data:`TOOLS` in force; whatever the last one had begun is given up."""

    @property
    def options(self) -> Mapping[str, Any]:
        """What ``set_options`` knows: theme, coverage_key, show_labels, show_uncovered, dark, place_status, snap."""
        return {}

    def set_options(self, **changes: Any) -> None:
        """Change some of :attr:`options`; the map is redrawn if it looks different."""

    def set_hidden_families(self, families: frozenset[str]) -> None:
        """Do not show the facilities of these families; they cannot be picked either."""

    def grab_picture(self, scale: float = 1.0) -> QPixmap:
        """Picture of the map as it is on the screen, with legend, scale bar and north arrow, without buttons."""
        return self.grab()

    # -- the window's edit menu ----------------------------------------------------------------------------
    def delete_selected(self) -> None:
        """Delete the selected facilities."""

    def copy(self) -> None:
        """Copy the selected facilities to the session's clipboard."""

    def cut(self) -> None:
        """Copy the selected facilities and delete them."""

    def paste(self) -> None:
        """Add copies of the clipboard's facilities at the cursor, or a little aside, and select them."""

    def duplicate(self) -> None:
        """Add copies of the selected facilities a little aside, and select them."""

    def select_all(self) -> None:
        """Select all facilities that are shown."""

    # -- inside --------------------------------------------------------------------------------------------
    def _show(self, window: MapWindow) -> None:
        self.window_m = window
        min_x, min_y, max_x, max_y = window.extent
        self._view_box.setRange(QRectF(min_x, min_y, max_x - min_x, max_y - min_y), padding=0)
        self.extent_changed.emit()
        self.scale_changed.emit(window.scale_denominator)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:
            self._show(self.window_m.resized(self.width(), self.height()))
