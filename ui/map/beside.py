"""A second map beside the map: another scenario, always the same part of the county."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from models.project.edits import Change, Part
from ui.cartography.scene import Scene
from ui.cartography.style import map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT, Viewport
from ui.core.guard import guarded
from ui.map.canvas import MapCanvas
from ui.map.host import HIT_PX
from ui.map.input import WHEEL_STEP
from ui.map.mapwindow import MapWindow
from ui.map.otherscenario import CAPTION_MARGIN_PX, paint_caption, paint_echo, scene_of
from ui.map.picture import Order, PictureMaker
from ui.map.stage import REDRAW_AFTER_MS

CLICK_PX = 4.0
"""A press that moves less is a click."""


class SideMap(QWidget):
    """Shows a scenario with the centre and scale of the map; dragging and the wheel move both.

    What is edited is the map's own scenario. A click takes what is under it if that scenario has it too.
    """

    def __init__(self, canvas: MapCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._maker = PictureMaker(self)
        self._maker.made.connect(self.update)
        self._maker.failed.connect(canvas.stage.failed)
        self._scenario_id = ""
        self._is_on_map = True
        self._number = 0  # of the scene: a picture of another one is not used again
        self._title = ""
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._has_moved = False
        self._echo: tuple[float, float] | None = None
        self.scene: Scene | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        canvas.stage.scene_changed.connect(self.refresh)
        canvas.extent_changed.connect(self._on_moved)
        canvas.cursor_moved.connect(self._show_echo)
        canvas.ground.drawn.connect(self.update)
        canvas.session.project_replaced.connect(self._forget)
        canvas.session.project_changed.connect(self._on_change)
        self.hide()

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        """As wide as the map, which gives half of its room."""
        return QSize(320, 200)

    @property
    def map_window(self) -> MapWindow:
        """What it shows."""
        return self._canvas.map_window.resized(self.width(), self.height())

    @property
    def is_busy(self) -> bool:
        """Whether the picture is not the true one yet."""
        return self._maker.is_busy

    def show_scenario(self, scenario_id: str) -> None:
        """Show a scenario; an empty id takes the map away."""
        self._scenario_id = scenario_id
        self._show_or_hide()
        self.refresh()

    def _forget(self) -> None:
        self.show_scenario("")

    def _on_change(self, change: Change) -> None:
        if Part.SCENARIOS in change.parts:
            self.refresh()

    def set_on_map(self, is_on_map: bool) -> None:
        """Other pages than the map have none beside them."""
        self._is_on_map = is_on_map
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(bool(self._scenario_id) and self._is_on_map)

    def refresh(self) -> None:
        """Follow an edit, another look, another language."""
        canvas = self._canvas
        if not self._scenario_id and self.scene is None:
            return
        is_on_ground = canvas.stage.present_options.on_ground
        found = (
            scene_of(canvas.session, self._scenario_id, canvas.stage.present_options, on_ground=is_on_ground)
            if self._scenario_id
            else None
        )
        self._number += 1
        if found is None:
            self.scene = None
            self._maker.forget()
            self._scenario_id = ""
            self._show_or_hide()
        else:
            self.scene, self._title = found
            self.setAccessibleName(self.tr("Map of {scenario}").format(scenario=self._title))
            self._order()
        canvas.caption = canvas.session.scenario.title(canvas.session.lang) if found is not None else ""
        canvas.echo_xy = None
        canvas.refresh_marks()
        self.update()

    def finish(self) -> None:
        """Finish the true picture now, for a screenshot."""
        self._maker.finish()

    def _order(self, delay_ms: int = 0) -> None:
        if self.scene is not None:
            order = Order(self.scene, self.map_window, self.devicePixelRatioF(), self._number, self._number)
            self._maker.order(order, delay_ms=delay_ms)

    def _on_moved(self) -> None:
        if self.scene is not None:
            self._order(REDRAW_AFTER_MS)
            self.update()

    def _show_echo(self, xy_m: tuple[float, float] | None) -> None:
        """The mouse is over the map: the same place is marked here."""
        if self.scene is not None:
            self._echo = xy_m
            self.update()

    # -- painting ------------------------------------------------------------------------------------------
    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        window, canvas = self.map_window, self._canvas
        with QPainter(self) as painter:
            whole = QRectF(self.rect())
            painter.fillRect(whole, canvas.stage.paper)
            sheet = self._maker.sheet
            if sheet is not None:
                if sheet.base.hasAlphaChannel():
                    canvas.ground.paint(painter, window, dark=canvas.is_dark)
                sheet.paint(painter, window, None)
            if self._echo is not None:
                paint_echo(painter, QPointF(*window.to_px(*self._echo)), is_dark=canvas.is_dark)
            paint_caption(painter, self._title, CAPTION_MARGIN_PX, is_dark=canvas.is_dark)
            painter.setPen(QPen(map_style(canvas.is_dark).page.text.q, 2))
            painter.drawLine(QPointF(whole.right(), 0), QPointF(whole.right(), whole.height()))

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._order()

    # -- mouse ---------------------------------------------------------------------------------------------
    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed = self._last = event.position()
            self._has_moved = False
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, canvas = event.position(), self._canvas
        if self._pressed is not None:
            if (at - self._pressed).manhattanLength() > CLICK_PX:
                self._has_moved = True
            if self._has_moved:
                offset = at - self._last
                canvas.show_window(canvas.map_window.panned(offset.x(), offset.y()))
                self._last = at
        xy_m = self.map_window.to_map(at.x(), at.y())
        self._tell_map(xy_m)
        canvas.cursor_moved.emit(xy_m)
        self._echo = None  # the mouse itself is here

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        self._pressed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if not self._has_moved:
            found = self._facility_at(event.position())
            session = self._canvas.session
            session.select([found] if found in session.scenario.facilities else [])

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120.0
        if notches:
            self._canvas.zoom_by(WHEEL_STEP**notches, self._on_canvas(event.position()))

    def _on_canvas(self, at: QPointF) -> tuple[float, float]:
        """Pixel of the map with the coordinate of a pixel here."""
        return self._canvas.map_window.to_px(*self.map_window.to_map(at.x(), at.y()))

    def _tell_map(self, xy_m: tuple[float, float] | None) -> None:
        self._canvas.echo_xy = xy_m
        self._canvas.refresh_marks()

    def _facility_at(self, at: QPointF) -> str:
        window = self.map_window
        viewport = Viewport(window.extent, window.width_px, window.height_px, SCREEN_PX_PER_PT)
        found = self.scene.facility_ids_at(at, viewport, HIT_PX) if self.scene is not None else ()
        return found[0] if found else ""

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._tell_map(None)
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._order()
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell_name(event)
            return True
        return super().event(event)

    def _tell_name(self, event: QHelpEvent) -> None:
        """Name of the facility under the mouse."""
        found = self._facility_at(QPointF(event.pos()))
        scenario = next(
            (one for one in self._canvas.session.project.scenarios if one.id == self._scenario_id), None
        )
        facility = scenario.facilities.get(found) if scenario is not None else None
        QToolTip.showText(event.globalPos(), facility.name if facility is not None else "", self)
