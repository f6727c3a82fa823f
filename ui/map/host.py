"""The view of the map: which part of the county it shows, and what lies under a pixel.

The tools, and all that is drawn above the picture, know the map as this view. What reacts to the mouse and to
the session stands above it, in :mod:`ui.map.input` and :mod:`ui.map.canvas`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shapely.geometry.base import BaseGeometry

from models.facilities.facility import Facility
from ui.cartography.viewport import SCREEN_PX_PER_PT, Viewport
from ui.core.guard import guarded
from ui.core.session import Session
from ui.map.carry import Carry
from ui.map.hovercard import PlaceCard
from ui.map.layerindex import LayerIndex
from ui.map.mapwindow import Bounds, MapWindow
from ui.map.pointer import Pointer
from ui.map.snapping import SNAP_PX, Snap, find_snap, snap_edges
from ui.map.stage import Stage

HIT_PX = 4.0
"""How far beside a symbol or a line a click still means it, logical pixels."""
SMALLEST_VIEW_M = 400.0
"""Zooming to a single point or a small outline shows at least so much around it, metres."""
EXTENT_KEY = "map_extent"
"""Where the project keeps what the map showed, in its ``ui_state``."""


class MapView(QAbstractScrollArea):
    """Shows a part of the county, and tells what is there.

    Signals
    -------
    scale_changed(float)
        The n of the scale 1 : n.
    extent_changed
        The map was panned, zoomed or resized.
    hint_changed(str)
        What the tool in force expects next, translated, for the status bar; may be empty.
    """

    scale_changed = Signal(float)
    extent_changed = Signal()
    hint_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.map_window = MapWindow()
        self.place_status: str | None = None
        self.is_snapping = True
        self.draw_shape = "polygon"
        self.hover: Facility | None = None
        self.cursor_px: QPointF | None = None
        self.snap_mark: Snap | None = None
        self._fit_to: Bounds | None = None
        self._picked: tuple[str, int] | None = None
        self._layer_index = LayerIndex()
        self._set_up_view()
        self.stage = Stage(session, self, window=lambda: self.map_window, held=lambda: self.carry.facilities)
        self.carry = Carry(session, self.stage, self.refresh_marks)
        self.card = PlaceCard(session, self.refresh_marks, self)

    def _set_up_view(self) -> None:
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)  # every frame covers all of it
        self.viewport().setMouseTracking(True)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            self.paint_frame(painter)

    def paint_frame(self, painter: QPainter) -> None:
        """Paint one frame in logical pixels of the widget."""
        raise NotImplementedError

    # -- what is shown -------------------------------------------------------------------------------------
    @property
    def extent(self) -> Bounds:
        """(minx, miny, maxx, maxy) that the map shows, project metres."""
        return self.map_window.extent

    @extent.setter
    def extent(self, bounds: Bounds) -> None:
        self.zoom_to(bounds, margin=0.0)

    def zoom_to(self, bounds: Bounds, margin: float = 0.08) -> None:
        """Show ``bounds`` with a share of the map's size free on each side."""
        self._fit(_with_margin(_not_smaller(bounds, SMALLEST_VIEW_M), margin))

    def _fit(self, wanted: Bounds) -> None:
        """Show what was asked for, and go on showing all of it in other sizes until somebody pans or zooms.

        The project remembers the wish, not what the present size made of it: else each reopening would show
        a little more.
        """
        self.show_window(self.map_window.fitted(wanted, margin=0.0))
        self._fit_to = wanted
        if self.session.has_project:
            self.session.project.ui_state[EXTENT_KEY] = list(wanted)

    def zoom_by(self, factor: float, at_px: tuple[float, float] | None = None) -> None:
        """Magnify about a pixel, by default the centre."""
        self.show_window(self.map_window.zoomed(factor, at_px))

    def zoom_county(self) -> None:
        """Show the whole county."""
        bounds = self.stage.scene.bounds if self.stage.scene is not None else None
        if bounds is not None:
            self.zoom_to(bounds, margin=0.04)

    def zoom_selection(self) -> None:
        """Show the selected facilities; the whole county if there are none."""
        boxes = [facility.geometry.bounds for facility in self.session.selected]
        if not boxes:
            self.zoom_county()
            return
        low_x, low_y, high_x, high_y = zip(*boxes, strict=True)
        self.zoom_to((min(low_x), min(low_y), max(high_x), max(high_y)), margin=0.2)

    def show_window(self, window: MapWindow) -> None:
        """Show another part of the county: the present picture at once, the true one soon after."""
        before, self.map_window = self.map_window, window
        self.hover = None  # what was under the mouse is not any more
        self.card.clear()
        self._fit_to = None
        self.refresh_marks()
        self.stage.after_moving()
        if self.session.has_project:
            self.session.project.ui_state[EXTENT_KEY] = list(window.extent)
        self.extent_changed.emit()
        if window.m_per_px != before.m_per_px:
            self.scale_changed.emit(window.scale_denominator)

    @property
    def is_dark(self) -> bool:
        """Whether the map is drawn for a dark screen."""
        return self.stage.options.dark

    def refresh_marks(self, *_: object) -> None:
        """Have the next frame painted."""
        self.viewport().update()

    # -- what is there -------------------------------------------------------------------------------------
    @property
    def picked_shape(self) -> BaseGeometry | None:
        """Geometry of the picked feature."""
        if self._picked is None:
            return None
        layer_id, row = self._picked
        try:
            layer = self.session.project.layer(layer_id)
        except KeyError:
            return None
        return layer.geometries[row] if row < len(layer) else None

    @property
    def screen_viewport(self) -> Viewport:
        """The map window in logical pixels, as the scene wants it."""
        window = self.map_window
        return Viewport(window.extent, window.width_px, window.height_px, SCREEN_PX_PER_PT)

    def facilities_at(self, pointer: Pointer) -> tuple[str, ...]:
        """Shown facilities under the mouse, topmost first."""
        scene = self.stage.scene
        found = () if scene is None else scene.facility_ids_at(pointer.px, self.screen_viewport, HIT_PX)
        return self._still_there(found)

    def facility_at(self, pointer: Pointer) -> str | None:
        """Topmost shown facility under the mouse."""
        hits = self.facilities_at(pointer)
        return hits[0] if hits else None

    def facilities_in(self, rect_px: QRectF) -> tuple[str, ...]:
        """Shown facilities in a rectangle of logical pixels."""
        scene = self.stage.scene
        found = () if scene is None else scene.facility_ids_in(rect_px, self.screen_viewport)
        return self._still_there(found)

    def _still_there(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Of facilities in the picture those not deleted since: it is renewed a moment after an edit."""
        present = self.session.scenario.facilities
        return tuple(facility_id for facility_id in ids if facility_id in present)

    def pick_feature(self, pointer: Pointer, *, dimensions: tuple[int, ...] = (0, 1, 2)) -> None:
        """Pick the feature of a layer under the mouse, or none."""
        tolerance_m = (HIT_PX + 2.0) * self.map_window.m_per_px
        found = self._layer_index.feature_at(
            self.session.project.layers, pointer.xy_m, tolerance_m, dimensions=dimensions
        )
        self.session.feature_picked.emit(found.layer_id if found else "", found.row if found else -1)

    def snapped(
        self,
        pointer: Pointer,
        *,
        leave_out: Collection[str] = (),
        xy_m: tuple[float, float] | None = None,
    ) -> tuple[float, float]:
        """Map coordinate of the mouse (or ``xy_m``), snapped unless that is off or Ctrl is down; marks it."""
        wanted = xy_m or pointer.xy_m
        self.snap_mark = None
        if self.is_snapping and not pointer.ctrl:
            placed = self.session.scenario.facilities.values()
            self.snap_mark = find_snap(
                self._layer_index,
                self.session.project.layers,
                self.stage.shown(placed),
                wanted,
                SNAP_PX * self.map_window.m_per_px,
                leave_out=leave_out,
            )
        self.refresh_marks()
        return self.snap_mark.xy_m if self.snap_mark is not None else wanted

    def edges_near(self, xy_m: tuple[float, float], distance_m: float) -> list[BaseGeometry]:
        """Lines and outlines of the map within a distance of a place."""
        placed = self.stage.shown(self.session.scenario.facilities.values())
        return snap_edges(self._layer_index, self.session.project.layers, placed, xy_m, distance_m)

    def forget_snap(self) -> None:
        """Take the snap mark away."""
        self.snap_mark = None
        self.refresh_marks()

    def set_hover(self, facility_id: str | None) -> None:
        """The mouse rests over a facility, or over none."""
        facility = self.session.scenario.facilities.get(facility_id) if facility_id else None
        if facility is not None or self.hover is not None:
            self.hover = facility
            self.refresh_marks()

    def rest_over_land(self, pointer: Pointer) -> None:
        """The mouse is over no facility: a card of the village or township comes once it rests."""
        self.card.follow(pointer.xy_m, HIT_PX * self.map_window.m_per_px)

    def forget_hover(self) -> None:
        """Nothing is said any longer of what is under the mouse."""
        self.card.clear()
        self.set_hover(None)

    def update_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        """Show a cursor, by default the arrow."""
        wanted = shape or Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != wanted:
            self.viewport().setCursor(QCursor(wanted))

    def free_rect(self) -> QRectF:
        """Where chips may be: the whole map."""
        return QRectF(0, 0, self.map_window.width_px, self.map_window.height_px)


def _not_smaller(bounds: Bounds, side_m: float) -> Bounds:
    """Bounds grown about their middle until the longer side has a length."""
    longer = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    more = max(0.0, side_m - longer) / 2
    return bounds[0] - more, bounds[1] - more, bounds[2] + more, bounds[3] + more


def _with_margin(bounds: Bounds, margin: float) -> Bounds:
    """Bounds grown so that they are what is left between margins, each a share of the whole."""
    room = max(1 - 2 * margin, 0.1)
    half_width, half_height = (bounds[2] - bounds[0]) / room / 2, (bounds[3] - bounds[1]) / room / 2
    x_m, y_m = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return x_m - half_width, y_m - half_height, x_m + half_width, y_m + half_height
