"""Another scenario over the left part of the map, up to a line that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen

from ui.cartography.scene import Scene
from ui.cartography.style import map_style
from ui.core.guard import guarded
from ui.map.host import MapView
from ui.map.otherscenario import CAPTION_MARGIN_PX, paint_caption
from ui.map.picture import Order, PictureMaker
from ui.map.stage import REDRAW_AFTER_MS

GRIP_PX = 7
"""So near to the line the mouse takes hold of it."""


class Swipe(QObject):
    """Draws a second scene, in slices like the map's own picture.

    Signals
    -------
    moved(float)
        The line stands elsewhere: its share of the map's width.
    """

    moved = Signal(float)

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._maker = PictureMaker(self)
        self._maker.made.connect(view.refresh_marks)
        self._maker.failed.connect(view.stage.failed)
        self.scene: Scene | None = None
        self._number = 0  # of the scene: a picture of another one is not used again
        self._titles = ("", "")
        self.share = 0.5
        self._is_held = False
        view.extent_changed.connect(lambda: self._order(REDRAW_AFTER_MS))
        view.viewport().installEventFilter(self)

    def show(self, scene: Scene | None, left: str = "", right: str = "") -> None:
        """Show a scene at the left of the line; ``None`` takes it away."""
        self.scene, self._titles = scene, (left, right)
        self._number += 1
        if scene is None:
            self._maker.forget()
            self._is_held = False
            self._view.viewport().unsetCursor()
        self._order()
        self._view.refresh_marks()

    def move_to(self, share: float) -> None:
        """Put the line somewhere between the left edge (0) and the right one (1)."""
        wanted = min(max(share, 0.0), 1.0)
        if wanted != self.share:
            self.share = wanted
            self.moved.emit(wanted)
            self._view.refresh_marks()

    @property
    def is_busy(self) -> bool:
        """Whether the picture is not the true one yet."""
        return self._maker.is_busy

    def _order(self, delay_ms: int = 0) -> None:
        if self.scene is not None:
            ratio = self._view.devicePixelRatioF()
            order = Order(self.scene, self._view.map_window, ratio, self._number, self._number)
            self._maker.order(order, delay_ms=delay_ms)

    def paint(self, painter: QPainter) -> None:
        """Paint it above the map's picture, in logical pixels."""
        sheet, window = self._maker.sheet, self._view.map_window
        if self.scene is None or sheet is None:
            return
        x = self.share * window.width_px
        painter.save()
        painter.setClipRect(QRectF(0, 0, x, window.height_px))
        sheet.paint(painter, window, self._view.stage.paper)
        painter.restore()
        page = map_style(self._view.is_dark).page
        painter.setPen(QPen(page.panel.q, 5))
        painter.drawLine(QPointF(x, 0), QPointF(x, window.height_px))
        painter.setPen(QPen(page.text.q, 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, window.height_px))
        left, right = self._titles
        paint_caption(painter, left, x - CAPTION_MARGIN_PX, is_dark=self._view.is_dark, ends_there=True)
        paint_caption(painter, right, x + CAPTION_MARGIN_PX, is_dark=self._view.is_dark)

    def _is_near(self, event: QMouseEvent) -> bool:
        return abs(event.position().x() - self.share * self._view.map_window.width_px) <= GRIP_PX

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.scene is None or not isinstance(event, QMouseEvent):
            return False
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._is_held = self._is_near(event)
            return self._is_held
        if kind == QEvent.Type.MouseMove and self._is_held:
            self.move_to(event.position().x() / max(self._view.map_window.width_px, 1))
            return True
        if kind == QEvent.Type.MouseButtonRelease and self._is_held:
            self._is_held = False
            return True
        if kind == QEvent.Type.MouseMove and self._is_near(event):
            self._view.update_cursor(Qt.CursorShape.SplitHCursor)
            return True
        return False
