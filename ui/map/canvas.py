"""The map canvas: what the window puts in its middle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from models.facilities.facility import Family
from models.kernel.arrays import Floats
from models.project.edits import Change, Part
from ui.cartography.options import SceneOptions
from ui.core.crashlog import report_unexpected
from ui.core.guard import guarded
from ui.core.session import VERDICT_PARTS, Session
from ui.map.bookmarks import bounds_from
from ui.map.flows import FlowLines
from ui.map.ground import GroundKeeper
from ui.map.host import EXTENT_KEY
from ui.map.input import CanvasInput
from ui.map.layerindex import LayerIndex
from ui.map.livecolours import LiveColours
from ui.map.marks import Marks
from ui.map.otherscenario import CAPTION_MARGIN_PX, paint_caption, paint_echo, scene_of
from ui.map.overlays import Overlays
from ui.map.peoplemarks import ChangedPlaces, PeopleMarks
from ui.map.roadmarks import MarkedRoads, RoadMarks
from ui.map.swipe import Swipe


class MapCanvas(CanvasInput):
    """Map of the session's project, with tools, scale bar, north arrow and zoom buttons.

    Signals
    -------
    legend_changed(tuple)
        The lines that explain what the map shows now.

    Attributes
    ----------
    caption
        Which scenario it is, while another map stands beside it.
    echo_xy
        Where the mouse is on that map, project metres.
    """

    legend_changed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setObjectName("map")
        self.setAccessibleName(self.tr("Map"))
        self._told: set[str] = set()
        self._marks = Marks(self)
        self.flows, self.road_marks, self.people_marks = FlowLines(), RoadMarks(), PeopleMarks()
        self.swipe = Swipe(self)
        self._swiped = ""
        self.caption = ""
        self.echo_xy: tuple[float, float] | None = None
        self.overlays = Overlays(self)
        self._live_colours = LiveColours(session, self.stage)
        self.ground = GroundKeeper(session, self, lambda: self.map_window)
        self._listen()
        self._on_project_replaced()

    def _listen(self) -> None:
        self.stage.scene_changed.connect(self._on_scene_changed)
        self.stage.recoloured.connect(self._tell_legend)
        self.stage.picture_changed.connect(self.refresh_marks)
        self.stage.failed.connect(self._tell_once)
        self.ground.changed.connect(lambda: self.set_options(on_ground=self.ground.is_shown))
        self.ground.drawn.connect(self.refresh_marks)
        self.extent_changed.connect(self.ground.order)
        session = self.session
        session.project_replaced.connect(self._on_project_replaced)
        session.project_changed.connect(self._on_project_changed)
        session.assessed.connect(self._on_assessed)
        session.behind_changed.connect(self._on_behind)
        session.live.connect(self.refresh_marks)
        session.selection_changed.connect(self._on_selection_changed)
        session.feature_picked.connect(self._on_feature_picked)
        session.zoom_wanted.connect(self.zoom_to)
        session.tool_wanted.connect(self.set_tool)

    def _on_scene_changed(self) -> None:
        self.overlays.scene_changed()
        if self._swiped:
            self._refresh_swipe()
        self._tell_legend()

    def _tell_legend(self) -> None:
        scene = self.stage.scene
        self.legend_changed.emit(scene.legend() if scene is not None else ())

    # -- options -------------------------------------------------------------------------------------------
    def set_options(self, **changes: Any) -> None:
        """Change how the map looks or tools behave.

        Parameters
        ----------
        changes
            Any field of :class:`ui.cartography.options.SceneOptions` (``theme``, ``coverage_key``,
            ``show_labels``, ``show_uncovered``, ``dark`` ...); ``place_status`` (status of new facilities,
            ``None`` for existing today and planned in a plan); ``is_snapping``.
        """
        if "place_status" in changes:
            self.place_status = changes.pop("place_status")
        if "is_snapping" in changes:
            self.is_snapping = bool(changes.pop("is_snapping"))
        known = {field.name for field in fields(SceneOptions)} - {"hidden_facility_ids", "lang"}
        if unknown := changes.keys() - known:
            raise TypeError(f"unknown options: {sorted(unknown)}")
        self.stage.set_options(replace(self.stage.options, **changes))

    def set_hidden_families(self, families: Iterable[str]) -> None:
        """Do not show the facilities of these families; they cannot be picked either."""
        self.stage.set_hidden_families(frozenset(str(family) for family in families))

    def set_unbuilt(self, ids: frozenset[str]) -> None:
        """Do not show facilities that do not stand in the year looked at; they cannot be picked either."""
        self.stage.set_unbuilt(ids)

    def set_flows(
        self, lines: Floats | None, family: Family = Family.SHELTER, *, is_bold: bool = False
    ) -> None:
        """Draw straight ways above the map, wider for more; ``None`` for none.

        Parameters
        ----------
        lines
            x1, y1, x2, y2 in project metres and what they carry, shape (k, 5).
        family
            Whose colour they have.
        is_bold
            Whether they are the matter of the map.
        """
        self.flows.show(lines, family, is_bold=is_bold)
        self.refresh_marks()

    def set_road_marks(self, marked: MarkedRoads | None) -> None:
        """Mark roads and spots above the map; ``None`` for none."""
        self.road_marks.show(marked)
        self.refresh_marks()

    def set_people_marks(self, places: ChangedPlaces | None) -> None:
        """Mark places that gain and that lose; ``None`` for none."""
        self.people_marks.show(places)
        self.refresh_marks()

    def set_swipe(self, scenario_id: str) -> None:
        """Draw another scenario over the left of the map; an empty id for none."""
        self._swiped = scenario_id
        self._refresh_swipe()

    def _refresh_swipe(self) -> None:
        found = scene_of(self.session, self._swiped, self.stage.present_options) if self._swiped else None
        if found is None:
            self.swipe.show(None)
            return
        scene, title = found  # without the basemap: it covers the other one
        self.swipe.show(scene, title, self.session.scenario.title(self.session.lang))

    # -- pictures ------------------------------------------------------------------------------------------
    def finish_redraw(self) -> None:
        """Finish the true picture now, for a screenshot."""
        self.stage.finish()
        self.ground.finish()

    def paint_frame(self, painter: QPainter) -> None:
        """Paint the picture and what is above it. An error is told once, not in every frame."""
        try:
            self.stage.paint(painter, lambda: self.ground.paint(painter, self.map_window, dark=self.is_dark))
            self.swipe.paint(painter)
            self.flows.paint(painter, self.map_window, dark=self.is_dark)
            self.road_marks.paint(painter, self.map_window)
            self.people_marks.paint(painter, self.map_window, dark=self.is_dark)
            self._marks.paint(painter, self.tool)
            self.overlays.paint(painter)
            if self.caption:
                paint_caption(painter, self.caption, CAPTION_MARGIN_PX, is_dark=self.is_dark)
            if self.echo_xy is not None:
                paint_echo(painter, QPointF(*self.map_window.to_px(*self.echo_xy)), is_dark=self.is_dark)
            self.ground.paint_thanks(painter, self.map_window, self.font(), dark=self.is_dark)
        except Exception as error:
            self._tell_once(error)

    def _tell_once(self, error: Exception) -> None:
        key = f"{type(error).__name__}: {error}"
        if key not in self._told:
            self._told.add(key)
            self.session.say(report_unexpected(error), "error")

    # -- the session tells ---------------------------------------------------------------------------------
    def _on_project_replaced(self) -> None:
        self.tool.stop()
        self.hover = self._picked = self.snap_mark = None
        self.card.clear()
        self._layer_index = LayerIndex()
        self.flows.show(None)
        self.road_marks.show(None)
        self.people_marks.show(None)
        self.set_swipe("")
        self.stage.forget()
        self.stage.renew()
        kept = bounds_from(self.session.project.ui_state.get(EXTENT_KEY))
        if kept is not None:
            self.zoom_to(kept, margin=0.0)
        else:
            self.zoom_county()
        self.ground.refresh()

    def _on_project_changed(self, change: Change) -> None:
        if change.parts & {Part.LAYERS, Part.LAYER_LOOKS}:
            self._layer_index.forget_others(self.session.project.layers)
            if self._picked is not None and self._picked[0] in change.layer_ids:
                self._picked = None
        if not self.carry.is_dropping and change.parts & {Part.FACILITIES, Part.ACTIVE_SCENARIO}:
            self.tool.project_changed()
        self.forget_hover()
        if not change.parts & VERDICT_PARTS:
            # Otherwise new figures, or word that they take long, follow at once, and with them a new scene.
            self.stage.renew()
        self.refresh_marks()

    def _on_assessed(self) -> None:
        if not self.carry.is_dropping:
            self.stage.follow_figures()

    def _on_behind(self) -> None:
        """The facilities are where they are now; only the figures' colours are of before."""
        if self.session.is_behind:
            self._on_assessed()

    def _on_selection_changed(self) -> None:
        self.refresh_marks()
        self.hint_changed.emit(self.tool.hint())

    def _on_feature_picked(self, layer_id: str, row: int) -> None:
        self._picked = (layer_id, row) if layer_id and row >= 0 else None
        self.refresh_marks()

    # -- the widget itself ---------------------------------------------------------------------------------
    @guarded(False)
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.stage.after_showing()
            self.ground.order()
        elif event.type() == QEvent.Type.WindowDeactivate:
            self.forget_hover()  # the mouse may be anywhere when the window comes back
        return super().event(event)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_resized()

    def _on_resized(self) -> None:
        """Keep centre and scale, or all of what was asked for last: tables take room and give it back."""
        fit_to = self._fit_to
        self.show_window(self.map_window.resized(self.width(), self.height()))
        if fit_to is not None:
            self._fit(fit_to)
        self.overlays.place()

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.window().focusWidget() is None:
            self.setFocus()  # and not the first of its zoom buttons
        self.stage.after_showing()

    @guarded()
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "overlays"):
            return  # Qt tells of changes while the widget is still being made
        if event.type() == QEvent.Type.LanguageChange:
            self._on_language_changed()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.refresh_marks()

    def _on_language_changed(self) -> None:
        """Put every word in the present language."""
        self.setAccessibleName(self.tr("Map"))
        self.forget_hover()
        self.overlays.retranslate()
        self.stage.renew()
        self.hint_changed.emit(self.tool.hint())
