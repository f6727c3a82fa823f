"""The map canvas: what the window puts in its middle."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget
from shapely.geometry.base import BaseGeometry

from models.facilities.facility import Facility, Family
from models.kernel.arrays import Floats
from models.project.edits import Change, Part
from ui.cartography.options import SceneOptions
from ui.cartography.viewport import SCREEN_PX_PER_PT, Viewport
from ui.core.crashlog import report_unexpected
from ui.core.session import VERDICT_PARTS, Session
from ui.map.carry import Carry
from ui.map.editing import Editor
from ui.map.flows import FlowLines
from ui.map.input import CanvasInput
from ui.map.layerindex import LayerIndex
from ui.map.mapwindow import Bounds, MapWindow
from ui.map.marks import Marks
from ui.map.overlays import Overlays
from ui.map.pointer import Pointer
from ui.map.snapping import SNAP_PX, Snap, find_snap
from ui.map.stage import Stage
from ui.map.tools.base import Tool
from ui.map.tools.draw import DrawTool
from ui.map.tools.identify import IdentifyTool
from ui.map.tools.measure import MeasureTool
from ui.map.tools.pan import PanTool
from ui.map.tools.place import PlaceTool
from ui.map.tools.reshape import ReshapeTool
from ui.map.tools.select import SelectTool

TOOL_CLASSES: dict[str, type[Tool]] = {
    "select": SelectTool,
    "pan": PanTool,
    "measure": MeasureTool,
    "identify": IdentifyTool,
    "reshape": ReshapeTool,
    "draw.shelter": DrawTool,
}
TOOLS = (*TOOL_CLASSES, *(f"place.{family}" for family in Family))
HIT_PX = 4.0
"""How far beside a symbol or a line a click still means it, logical pixels."""
PASTE_ASIDE_PX = 24.0
SMALLEST_VIEW_M = 400.0
"""Zooming to a single point or a small outline shows at least so much around it, metres."""
EXTENT_KEY = "map_extent"
"""Where the project keeps what the map showed, in its ``ui_state``."""


class _Item(pg.GraphicsObject):
    """Paints the whole map in logical pixels of the widget, whatever the view box does."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__()
        self._canvas = canvas

    def boundingRect(self) -> QRectF:
        """All there is: the item is never outside the view."""
        return QRectF(-1e9, -1e9, 2e9, 2e9)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint one frame."""
        painter.save()
        painter.resetTransform()
        self._canvas.paint_frame(painter)
        painter.restore()


class MapCanvas(CanvasInput, pg.GraphicsView):
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
        self.map_window = MapWindow()
        self.place_status: str | None = None
        self.is_snapping = True
        self.hover: Facility | None = None
        self.cursor_px: QPointF | None = None
        self.snap_mark: Snap | None = None
        self._fit_to: Bounds | None = None
        self._picked: tuple[str, int] | None = None
        self._told: set[str] = set()
        self._tools: dict[str, Tool] = {}
        self._tool_name = "select"
        self._layer_index = LayerIndex()
        self._set_up_view()
        self.carry = Carry(self)
        self.stage = Stage(self)
        self._editor = Editor(session, self)
        self._marks = Marks(self)
        self.flows = FlowLines()
        self.overlays = Overlays(self)
        self._listen()
        self._on_project_replaced()

    def _set_up_view(self) -> None:
        self.setObjectName("map")
        self.setAccessibleName(self.tr("Map"))
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setBackground(None)
        self.scene().setItemIndexMethod(self.scene().ItemIndexMethod.NoIndex)
        # The view box gives pyqtgraph's own items (images of rasters, say) the map's coordinates.
        self.view_box = pg.ViewBox(enableMouse=False, enableMenu=False, lockAspect=True, defaultPadding=0.0)
        self.view_box.disableAutoRange()
        self.setCentralItem(self.view_box)
        self._item = _Item(self)
        self.view_box.addItem(self._item, ignoreBounds=True)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)

    def _listen(self) -> None:
        self.stage.scene_changed.connect(self.overlays.scene_changed)
        self.stage.picture_changed.connect(self.refresh_marks)
        self.stage.failed.connect(self._tell_once)
        session = self.session
        session.project_replaced.connect(self._on_project_replaced)
        session.project_changed.connect(self._on_project_changed)
        session.assessed.connect(self._on_assessed)
        session.live.connect(self.refresh_marks)
        session.selection_changed.connect(self._on_selection_changed)
        session.feature_picked.connect(self._on_feature_picked)
        session.zoom_wanted.connect(self.zoom_to)
        session.tool_wanted.connect(self.set_tool)

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
        self._fit_to = None
        min_x, min_y, max_x, max_y = window.extent
        self.view_box.setRange(QRectF(min_x, min_y, max_x - min_x, max_y - min_y), padding=0)
        self.refresh_marks()
        self.stage.after_moving()
        if self.session.has_project:
            self.session.project.ui_state[EXTENT_KEY] = list(window.extent)
        self.extent_changed.emit()
        if window.m_per_px != before.m_per_px:
            self.scale_changed.emit(window.scale_denominator)

    # -- tools and options ---------------------------------------------------------------------------------
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
                self._tools[name] = PlaceTool(self, Family(name.removeprefix("place.")))
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

    @property
    def is_dark(self) -> bool:
        """Whether the map is drawn for a dark screen."""
        return self.stage.options.dark

    def set_options(self, **changes: Any) -> None:
        """Change how the map looks or tools behave.

        Parameters
        ----------
        changes
            Any field of :class:`ui.cartography.options.SceneOptions` (``theme``, ``coverage_key``,
            ``show_labels``, ``show_uncovered``, ``dark`` ...); ``place_status`` (status of new facilities,
            ``None`` for existing today and planned in a plan); ``is_snapping``; ``show_legend``.
        """
        if "place_status" in changes:
            self.place_status = changes.pop("place_status")
        if "is_snapping" in changes:
            self.is_snapping = bool(changes.pop("is_snapping"))
        if "show_legend" in changes:
            self.overlays.show_legend(bool(changes.pop("show_legend")))
        known = {field.name for field in fields(SceneOptions)} - {"hidden_facility_ids", "lang"}
        if unknown := changes.keys() - known:
            raise TypeError(f"unknown options: {sorted(unknown)}")
        self.stage.set_options(replace(self.stage.options, **changes))

    def set_hidden_families(self, families: Iterable[str]) -> None:
        """Do not show the facilities of these families; they cannot be picked either."""
        self.stage.set_hidden_families(frozenset(str(family) for family in families))

    def set_flows(self, lines: Floats | None, family: Family = Family.SHELTER) -> None:
        """Draw straight ways above the map, wider for more; ``None`` for none.

        Parameters
        ----------
        lines
            x1, y1, x2, y2 in project metres and what they carry, shape (k, 5).
        family
            Whose colour they have.
        """
        self.flows.show(lines, family)
        self.refresh_marks()

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

    def select_all(self) -> None:
        """Select all facilities that are shown."""
        self._editor.select_all(lambda family: not self.stage.is_hidden(family))

    def nudge(self, dx_m: float, dy_m: float) -> None:
        """Move the selected facilities a little."""
        self._editor.nudge(dx_m, dy_m)

    # -- pictures ------------------------------------------------------------------------------------------
    def finish_redraw(self) -> None:
        """Finish the true picture now, for a screenshot."""
        self.stage.finish()

    def paint_frame(self, painter: QPainter) -> None:
        """Paint the picture and what is above it. An error is told once, not in every frame."""
        try:
            self.stage.paint(painter)
            self.flows.paint(painter, self.map_window, dark=self.is_dark)
            self._marks.paint(painter)
            self.overlays.paint(painter)
        except Exception as error:
            self._tell_once(error)

    def _tell_once(self, error: Exception) -> None:
        key = f"{type(error).__name__}: {error}"
        if key not in self._told:
            self._told.add(key)
            self.session.say(report_unexpected(error), "error")

    def refresh_marks(self, *_: object) -> None:
        """Have the next frame painted."""
        self.viewport().update()

    # -- the session tells ---------------------------------------------------------------------------------
    def _on_project_replaced(self) -> None:
        self.tool.stop()
        self.hover = self._picked = self.snap_mark = None
        self._layer_index = LayerIndex()
        self.flows.show(None)
        self.stage.forget()
        self.stage.renew()
        kept = _bounds_from(self.session.project.ui_state.get(EXTENT_KEY))
        if kept is not None:
            self.zoom_to(kept, margin=0.0)
        else:
            self.zoom_county()

    def _on_project_changed(self, change: Change) -> None:
        if change.parts & {Part.LAYERS, Part.LAYER_LOOKS}:
            self._layer_index.forget_others(self.session.project.layers)
            if self._picked is not None and self._picked[0] in change.layer_ids:
                self._picked = None
        if not self.carry.is_dropping and change.parts & {Part.FACILITIES, Part.ACTIVE_SCENARIO}:
            self.tool.project_changed()
        self.hover = None
        if not change.parts & VERDICT_PARTS:
            # Otherwise new figures follow at once, and with them a new scene.
            self.stage.renew()
        self.refresh_marks()

    def _on_assessed(self) -> None:
        if not self.carry.is_dropping:
            self.stage.renew()

    def _on_selection_changed(self) -> None:
        self.refresh_marks()
        self.hint_changed.emit(self.tool.hint())

    def _on_feature_picked(self, layer_id: str, row: int) -> None:
        self._picked = (layer_id, row) if layer_id and row >= 0 else None
        self.refresh_marks()

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

    # -- for tools -----------------------------------------------------------------------------------------
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
                [facility for facility in placed if not self.stage.is_hidden(facility.family)],
                wanted,
                SNAP_PX * self.map_window.m_per_px,
                leave_out=leave_out,
            )
        self.refresh_marks()
        return self.snap_mark.xy_m if self.snap_mark is not None else wanted

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

    def update_cursor(self, shape: Qt.CursorShape | None = None) -> None:
        """Show the cursor of what is going on: a gesture, else ``shape``, else the tool's."""
        gesture = self.current_gesture
        wanted = (gesture.cursor if gesture is not None else None) or shape or self.resting_cursor
        if self.viewport().cursor().shape() != wanted:
            self.viewport().setCursor(QCursor(wanted))

    def free_rect(self) -> QRectF:
        """Where chips may be: the whole map, but not under the legend."""
        whole = QRectF(0, 0, self.map_window.width_px, self.map_window.height_px)
        legend = self.overlays.legend
        if legend.isVisible() and self.cursor_px is not None and self.cursor_px.y() > legend.y() - 60:
            whole.setLeft(legend.geometry().right())
        return whole

    # -- the widget itself ---------------------------------------------------------------------------------
    def on_resized(self) -> None:
        """Keep centre and scale, or all of what was asked for last: tables take room and give it back."""
        fit_to = self._fit_to
        self.show_window(self.map_window.resized(self.width(), self.height()))
        if fit_to is not None:
            self._fit(fit_to)
        self.overlays.place()

    def close(self) -> bool:
        """Close like any widget: pyqtgraph would take the view apart."""
        return QWidget.close(self)

    def on_language_changed(self) -> None:
        """Put every word in the present language."""
        self.setAccessibleName(self.tr("Map"))
        self.overlays.retranslate()
        self.stage.renew()
        self.hint_changed.emit(self.tool.hint())


def _bounds_from(kept: object) -> Bounds | None:
    """Bounds from a project file, which may hold anything."""
    try:
        min_x, min_y, max_x, max_y = (float(value) for value in kept)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    is_sound = math.isfinite(min_x + min_y + max_x + max_y) and min_x < max_x and min_y < max_y
    return (min_x, min_y, max_x, max_y) if is_sound else None


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
