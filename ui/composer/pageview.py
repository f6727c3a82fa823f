"""The page on the screen: as it will be printed, its elements moved and resized by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.cartography.furniture import round_denominator
from ui.composer import geometry
from ui.composer.pagepaint import HANDLE_PX, RULER_PX, Gesture, paint_page
from ui.composer.preview import Picture
from ui.composer.words import element_name
from ui.core.guard import guarded
from ui.printing.compose import Element, PagePlan
from ui.printing.layout import sheet_style
from ui.printing.mapframe import view_of
from ui.printing.sheet import View

MARGIN_PX = 26
SNAP_PX = 7.0
NUDGE_MM, LARGE_NUDGE_MM = 1.0, 10.0
LEAST_ZOOM, MOST_ZOOM = 0.4, 24.0
"""Logical pixels per millimetre."""
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_CURSORS = {
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "e": Qt.CursorShape.SizeHorCursor,
    "w": Qt.CursorShape.SizeHorCursor,
}


class PageView(QAbstractScrollArea):
    """Shows one page.

    Signals
    -------
    selected(str)
        Another element is selected; empty for none.
    placed(str, QRectF, str)
        An element was moved or resized to a box, millimetres; third ``move``, ``resize`` or ``nudge``.
    view_changed(str, tuple, str)
        The map of a view key was moved or scaled: (x, y, n of 1:n); third ``pan`` or ``scale``.
    guides_changed(list, list)
        Guide lines, millimetres.
    hide_wanted(str), reset_wanted(str)
        An element is to be left out, or to go back to where the template puts it.
    picture_wanted
        Another part, or another size, is in sight.
    map_mode_changed(bool)
        Dragging moves the map inside its frame, or elements.
    menu_wanted(str, QPoint)
        The element under the mouse is asked for its menu.
    """

    selected = Signal(str)
    placed = Signal(str, QRectF, str)
    view_changed = Signal(str, object, str)
    guides_changed = Signal(object, object)
    hide_wanted = Signal(str)
    reset_wanted = Signal(str)
    picture_wanted = Signal()
    map_mode_changed = Signal(bool)
    menu_wanted = Signal(str, QPoint)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: PagePlan | None = None
        self.selection = ""
        self.zoom = 2.0
        self.is_map_mode = False
        self.guides_x: list[float] = []
        self.guides_y: list[float] = []
        self._fit = "page"
        self.picture: Picture | None = None
        self.gesture: Gesture | None = None
        self.hover = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._on_scroll)
            bar.setSingleStep(24)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(120)
        self._later.timeout.connect(self.picture_wanted)

    # -- what is shown -------------------------------------------------------------------------------------
    def show_page(self, page: PagePlan | None) -> None:
        """Show another page, or the same one laid out anew."""
        is_other_size = self.page is None or page is None or page.size_mm != self.page.size_mm
        self.page = page
        if self.selection and (page is None or page.element(self.selection) is None):
            self.select("")
        if is_other_size and self._fit:
            self._apply_fit()
        self._update_bars()
        self.viewport().update()

    def show_picture(self, picture: Picture | None) -> None:
        """Show the page as it was drawn."""
        self.picture = picture
        self.viewport().update()

    def show_guides(self, xs: list[float], ys: list[float]) -> None:
        """Show guide lines."""
        self.guides_x, self.guides_y = xs, ys
        self.viewport().update()

    def select(self, element_id: str) -> None:
        """Select an element of the page; empty for none."""
        if element_id != self.selection:
            self.selection = element_id
            self.selected.emit(element_id)
            self.viewport().update()

    def set_map_mode(self, is_on: bool) -> None:
        """Let dragging move the map inside its frame instead of elements."""
        if is_on != self.is_map_mode:
            self.is_map_mode = is_on
            self.map_mode_changed.emit(is_on)
            self.viewport().update()

    @property
    def element(self) -> Element | None:
        """The selected element."""
        return self.page.element(self.selection) if self.page is not None and self.selection else None

    # -- zoom ----------------------------------------------------------------------------------------------
    def fit(self, what: str) -> None:
        """Show the whole ``page`` or its ``width``, now and whenever the window's size changes."""
        self._fit = what
        self._apply_fit()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Show the page larger or smaller, keeping a point of the view in its place."""
        self._fit = ""
        self._set_zoom(self.zoom * factor, about)

    def zoom_to(self, px_per_mm: float) -> None:
        """Show the page at a size."""
        self._fit = ""
        self._set_zoom(px_per_mm)

    def _apply_fit(self) -> None:
        if self.page is None:
            return
        room = self.viewport().size()
        width = (room.width() - 2 * MARGIN_PX - RULER_PX) / self.page.size_mm[0]
        height = (room.height() - 2 * MARGIN_PX - RULER_PX) / self.page.size_mm[1]
        self._set_zoom(width if self._fit == "width" else min(width, height))

    def _set_zoom(self, zoom: float, about: QPointF | None = None) -> None:
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        if abs(zoom - self.zoom) < 1e-9:
            return
        centre = about or QPointF(self.viewport().rect().center())
        kept = self.to_mm(centre)
        self.zoom = zoom
        self._update_bars()
        off = self.to_px(kept) - centre
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + round(off.x()))
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + round(off.y()))
        self.viewport().update()
        self.zoom_changed.emit(zoom)
        self._later.start()

    def _update_bars(self) -> None:
        if self.page is None:
            return
        room = self.viewport().size()
        for bar, side, have in (
            (self.horizontalScrollBar(), self.page.size_mm[0], room.width()),
            (self.verticalScrollBar(), self.page.size_mm[1], room.height()),
        ):
            whole = side * self.zoom + 2 * MARGIN_PX + RULER_PX
            bar.setRange(0, max(0, round(whole - have)))
            bar.setPageStep(have)

    def _on_scroll(self) -> None:
        self.viewport().update()
        self._later.start()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit:
            self._apply_fit()
        self._update_bars()
        self._later.start()

    # -- places --------------------------------------------------------------------------------------------
    @property
    def _origin(self) -> QPointF:
        """Pixel of the page's upper left corner."""
        if self.page is None:
            return QPointF()
        room = self.viewport().size()
        places = []
        for bar, side, have in (
            (self.horizontalScrollBar(), self.page.size_mm[0], room.width()),
            (self.verticalScrollBar(), self.page.size_mm[1], room.height()),
        ):
            whole = side * self.zoom + 2 * MARGIN_PX + RULER_PX
            spare = max(0.0, (have - whole) / 2)
            places.append(MARGIN_PX + RULER_PX + spare - bar.value())
        return QPointF(*places)

    def to_px(self, mm: QPointF) -> QPointF:
        """Pixel of the view at a point of the page."""
        return self._origin + mm * self.zoom

    def to_mm(self, px: QPointF) -> QPointF:
        """Point of the page at a pixel of the view."""
        return (px - self._origin) / self.zoom

    def rect_px(self, rect: QRectF) -> QRectF:
        """Pixels of a box of the page."""
        return QRectF(self.to_px(rect.topLeft()), rect.size() * self.zoom)

    @property
    def part_mm(self) -> QRectF:
        """Part of the page that is in sight."""
        room = self.viewport().rect()
        corner = self.to_mm(QPointF(room.topLeft()))
        return QRectF(corner, QRectF(room).size() / self.zoom)

    # -- painting ------------------------------------------------------------------------------------------
    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            paint_page(painter, self)

    # -- mouse ---------------------------------------------------------------------------------------------
    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.page is None or self.gesture is not None:
            return
        at, button = event.position(), event.button()
        mm = self.to_mm(at)
        if button == Qt.MouseButton.MiddleButton:
            self.gesture = Gesture("scroll", at, QRectF())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if button != Qt.MouseButton.LeftButton:
            return
        if at.x() < RULER_PX or at.y() < RULER_PX:
            self.gesture = Gesture("guide", at, QRectF(), "x" if at.x() < RULER_PX else "y")
            return
        item = self.element
        reach = HANDLE_PX / self.zoom
        if item is not None and not self.is_map_mode:
            handle = geometry.handle_at(item.rect, mm, reach)
            if handle:
                self.gesture = Gesture("resize", mm, QRectF(item.rect), handle)
                return
        under = geometry.element_at(self.page, mm)
        if self.is_map_mode:
            maps = [found for found in self.page.maps if found.rect.contains(mm)]
            if maps:
                self.select(maps[0].id)
                self.gesture = Gesture("map", mm, QRectF(maps[0].rect))
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                return
            self.set_map_mode(False)
        guide = self._guide_at(mm)
        if guide is not None and (under is None or under.viewport is not None):
            self.gesture = Gesture("guide", at, QRectF(), guide[0], guide=guide[1])
            return
        self.select(under.id if under is not None else "")
        if under is not None:
            self.gesture = Gesture("move", mm, QRectF(under.rect))

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.page is None:
            return
        at = event.position()
        mm = self.to_mm(at)
        gesture = self.gesture
        if gesture is None:
            self._hover_at(at, mm)
            return
        if gesture.kind == "scroll":
            off = at - gesture.start
            gesture.start = at
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - round(off.x()))
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - round(off.y()))
            return
        by = mm - gesture.start if gesture.kind != "guide" else QPointF()
        if not gesture.is_begun and gesture.kind != "guide":
            # A click that trembles moves nothing.
            if (by * self.zoom).manhattanLength() < 4:
                return
            gesture.is_begun = True
        if gesture.kind == "guide":
            self._drag_guide(gesture, at, mm)
        elif gesture.kind == "map":
            gesture.by = by
        else:
            is_free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            reach = 0.0 if is_free else SNAP_PX / self.zoom
            lines = geometry.snap_lines(self.page, self.selection, self.guides_x, self.guides_y)
            if gesture.kind == "move":
                gesture.snapped = geometry.moved(gesture.rect, by, self.page.size_mm, lines, reach)
            else:
                gesture.snapped = geometry.resized(
                    gesture.rect, gesture.handle, by, self.page.size_mm, lines, reach
                )
        self.viewport().update()

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self.gesture = self.gesture, None
        self.viewport().unsetCursor()
        if gesture is None:
            return
        if gesture.kind in ("move", "resize") and gesture.snapped is not None:
            self._place(self.selection, gesture.snapped.rect, gesture.kind)
        elif gesture.kind == "map" and gesture.by is not None:
            self._move_map(gesture.by)
        elif gesture.kind == "guide":
            self._drop_guide(gesture, event.position())
        self.viewport().update()

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        mm = self.to_mm(event.position())
        item = geometry.element_at(self.page, mm) if self.page is not None else None
        if item is not None and item.viewport is not None:
            self.select(item.id)
            self.set_map_mode(not self.is_map_mode)

    @guarded()
    def leaveEvent(self, event: QEvent) -> None:
        self.hover = ""
        self.viewport().update()

    @guarded()
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.page is None:
            return
        item = geometry.element_at(self.page, self.to_mm(QPointF(event.pos())))
        if item is not None:
            self.select(item.id)
            self.menu_wanted.emit(item.id, event.globalPos())

    def _hover_at(self, at: QPointF, mm: QPointF) -> None:
        if self.page is None:
            return
        item = self.element
        handle = ""
        if item is not None and not self.is_map_mode:
            handle = geometry.handle_at(item.rect, mm, HANDLE_PX / self.zoom)
        under = geometry.element_at(self.page, mm)
        name = under.id if under is not None else ""
        if handle:
            self.viewport().setCursor(_CURSORS[handle])
        elif at.x() < RULER_PX or at.y() < RULER_PX:
            self.viewport().setCursor(
                Qt.CursorShape.SplitHCursor if at.x() < RULER_PX else Qt.CursorShape.SplitVCursor
            )
        elif self.is_map_mode and any(found.rect.contains(mm) for found in self.page.maps):
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif name:
            self.viewport().setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.viewport().unsetCursor()
        if name != self.hover:
            self.hover = name
            self.viewport().setToolTip(element_name(name) if name else "")
            self.viewport().update()

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        mm = self.to_mm(event.position())
        maps = [item for item in self.page.maps if item.rect.contains(mm)] if self.page is not None else []
        if self.is_map_mode and maps and steps:
            self._scale_map(maps[0], mm, zoom_in=steps > 0)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and steps:
            self.zoom_by(1.2**steps, event.position())
        else:
            super().wheelEvent(event)

    # -- the map inside its frame --------------------------------------------------------------------------
    def _move_map(self, by_mm: QPointF) -> None:
        item = self.element
        if item is not None and item.viewport is not None:
            x, y, denominator = view_of(item.viewport)
            m_per_mm = denominator / 1000
            view: View = (x - by_mm.x() * m_per_mm, y + by_mm.y() * m_per_mm, denominator)
            self._show_view(item, view, "pan")

    def _scale_map(self, item: Element, at_mm: QPointF, *, zoom_in: bool) -> None:
        """Next round scale, keeping the ground under the mouse in its place."""
        assert item.viewport is not None
        x, y, old = view_of(item.viewport)
        offered = sorted({*sheet_style().scales.offered})
        if zoom_in:
            new = max((value for value in offered if value < old * 0.999), default=old / 2)
        else:
            new = min(
                (value for value in offered if value > old * 1.001), default=round_denominator(old * 1.6)
            )
        off = at_mm - item.rect.center()
        ground = (x + off.x() * old / 1000, y - off.y() * old / 1000)
        view: View = (ground[0] - off.x() * new / 1000, ground[1] + off.y() * new / 1000, new)
        self._show_view(item, view, "scale")

    # -- guides --------------------------------------------------------------------------------------------
    def _guide_at(self, mm: QPointF) -> tuple[str, int] | None:
        reach = 4.0 / self.zoom
        for kind, lines, value in (("x", self.guides_x, mm.x()), ("y", self.guides_y, mm.y())):
            for index, line in enumerate(lines):
                if abs(line - value) <= reach:
                    return kind, index
        return None

    def _drag_guide(self, gesture: Gesture, at: QPointF, mm: QPointF) -> None:
        lines = self.guides_x if gesture.handle == "x" else self.guides_y
        value = round(mm.x() if gesture.handle == "x" else mm.y(), 1)
        inside = (at.x() if gesture.handle == "x" else at.y()) >= RULER_PX
        if gesture.guide < 0:
            if not inside:
                return
            lines.append(value)
            gesture.guide = len(lines) - 1
        lines[gesture.guide] = value
        gesture.is_begun = True

    def _drop_guide(self, gesture: Gesture, at: QPointF) -> None:
        """A guide that is dropped on its ruler is gone."""
        if gesture.guide < 0:
            return
        lines = self.guides_x if gesture.handle == "x" else self.guides_y
        if (at.x() if gesture.handle == "x" else at.y()) < RULER_PX:
            del lines[gesture.guide]
        elif not gesture.is_begun:
            return
        self.guides_changed.emit(list(self.guides_x), list(self.guides_y))

    # -- keyboard ------------------------------------------------------------------------------------------
    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, item = event.key(), self.element
        if key in _ARROWS and item is not None:
            self._nudge(item, _ARROWS[Qt.Key(key)], event.modifiers())
        elif key == Qt.Key.Key_Escape and (self.gesture or self.is_map_mode or self.selection):
            self.gesture = None
            if self.is_map_mode:
                self.set_map_mode(False)
            else:
                self.select("")
            self.viewport().update()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and item is not None:
            self.hide_wanted.emit(item.id)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(1 / 1.2 if key == Qt.Key.Key_Minus else 1.2)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None and item.viewport is not None:
            self.set_map_mode(not self.is_map_mode)
        else:
            super().keyPressEvent(event)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        # Tab goes through the elements as long as one is selected; then it leaves the page as anywhere else.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            forward, back = event.key() == Qt.Key.Key_Tab, event.key() == Qt.Key.Key_Backtab
            if (forward or back) and self._step_selection(1 if forward else -1):
                return True
        return super().event(event)

    def _step_selection(self, by: int) -> bool:
        if self.page is None:
            return False
        names = [item.id for item in self.page.elements if item.is_movable]
        if not names:
            return False
        if not self.selection:
            place = 0 if by > 0 else len(names) - 1
        else:
            place = names.index(self.selection) + by if self.selection in names else 0
        if not 0 <= place < len(names):
            self.select("")
            return False
        self.select(names[place])
        return True

    def _nudge(self, item: Element, way: tuple[float, float], modifiers: Qt.KeyboardModifier) -> None:
        """Move by a millimetre (Shift: ten); with Ctrl change the size. In map mode the map moves."""
        assert self.page is not None
        step = LARGE_NUDGE_MM if modifiers & Qt.KeyboardModifier.ShiftModifier else NUDGE_MM
        by = QPointF(way[0] * step, way[1] * step)
        if self.is_map_mode and item.viewport is not None:
            self._move_map(-by)
            return
        nowhere = geometry.Lines((), ())
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            found = geometry.resized(item.rect, "se", by, self.page.size_mm, nowhere, 0.0)
        else:
            found = geometry.moved(item.rect, by, self.page.size_mm, nowhere, 0.0)
        self._place(item.id, found.rect, "nudge")

    def _place(self, element_id: str, rect: QRectF, how: str) -> None:
        """Show an element where it was put, until the page is laid out anew, and tell of it."""
        self._change(element_id, rect=rect)
        self.placed.emit(element_id, rect, how)

    def _show_view(self, item: Element, view: View, how: str) -> None:
        """The same for what a map shows."""
        assert item.viewport is not None
        minx, miny, maxx, maxy = item.viewport.extent
        grown = view[2] / view_of(item.viewport)[2]
        half_x, half_y = (maxx - minx) / 2 * grown, (maxy - miny) / 2 * grown
        extent = (view[0] - half_x, view[1] - half_y, view[0] + half_x, view[1] + half_y)
        self._change(item.id, viewport=replace(item.viewport, extent=extent))
        self.view_changed.emit(item.view_key, view, how)

    def _change(self, element_id: str, **changes: object) -> None:
        if self.page is not None:
            elements = tuple(
                replace(item, **changes) if item.id == element_id else item  # type: ignore[arg-type]
                for item in self.page.elements
            )
            self.page = replace(self.page, elements=elements)
            self.viewport().update()
