"""How the page in the composer is painted: the picture, and above it handles, guides and rulers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.composer import geometry
from ui.composer.preview import Picture
from ui.composer.words import element_name
from ui.core.themes import current_theme
from ui.printing.compose import Element, PagePlan

RULER_PX = 18
HANDLE_PX = 7.0
MM_STEPS = (1, 2, 5, 10, 20, 50, 100)
GUIDE, SNAPPED = "#0aa3c2", "#d81b7a"
"""Colours that no map has, so that nobody takes these lines for a part of it."""


@dataclass
class Gesture:
    """What the pressed mouse does: ``move``, ``resize``, ``map`` (its content), ``scroll``, ``guide``."""

    kind: str
    start: QPointF
    rect: QRectF
    handle: str = ""
    snapped: geometry.Snapped | None = None
    by: QPointF | None = None
    guide: int = -1
    is_begun: bool = False


class Painted(Protocol):
    """What painting knows of the view that it paints: the page, where it lies, what is going on with it."""

    page: PagePlan | None
    picture: Picture | None
    zoom: float
    selection: str
    hover: str
    gesture: Gesture | None
    is_map_mode: bool
    guides_x: list[float]
    guides_y: list[float]

    @property
    def element(self) -> Element | None:
        """The selected element."""

    def viewport(self) -> QWidget:
        """The widget that is painted on."""

    def to_px(self, mm: QPointF, /) -> QPointF:
        """Pixel of the view at a point of the page."""

    def rect_px(self, rect: QRectF, /) -> QRectF:
        """Pixels of a box of the page."""


def paint_page(painter: QPainter, view: Painted) -> None:
    """Paint the page, and above it what is selected, hovered, dragged."""
    theme = current_theme()
    painter.fillRect(view.viewport().rect(), QColor(theme.track))
    if view.page is None:
        return
    sheet = view.rect_px(QRectF(0, 0, *view.page.size_mm))
    painter.fillRect(sheet.adjusted(3, 3, 3, 3), QColor(0, 0, 0, 46))
    painter.fillRect(sheet, Qt.GlobalColor.white)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if view.picture is not None:
        painter.save()
        painter.setClipRect(sheet)
        painter.drawImage(view.rect_px(view.picture.part_mm), view.picture.image)
        painter.restore()
    _paint_moving_map(painter, view)
    _paint_guides(painter, view, sheet)
    _paint_hover(painter, view)
    _paint_selection(painter, view)
    _paint_rulers(painter, view)


def _paint_moving_map(painter: QPainter, view: Painted) -> None:
    """The map's content following the mouse until it is drawn anew."""
    gesture, picture = view.gesture, view.picture
    if gesture is None or gesture.kind != "map" or gesture.by is None or picture is None:
        return
    frame = view.rect_px(gesture.rect)
    painter.save()
    painter.setClipRect(frame)
    painter.fillRect(frame, Qt.GlobalColor.white)
    whole = view.rect_px(picture.part_mm.translated(gesture.by))
    painter.drawImage(whole, picture.image)
    painter.restore()


def _paint_guides(painter: QPainter, view: Painted, sheet: QRectF) -> None:
    painter.setPen(QPen(QColor(GUIDE), 1))
    for x in view.guides_x:
        at = view.to_px(QPointF(x, 0)).x()
        painter.drawLine(QPointF(at, sheet.top()), QPointF(at, sheet.bottom()))
    for y in view.guides_y:
        at = view.to_px(QPointF(0, y)).y()
        painter.drawLine(QPointF(sheet.left(), at), QPointF(sheet.right(), at))
    snapped = view.gesture.snapped if view.gesture is not None else None
    if snapped is None:
        return
    painter.setPen(QPen(QColor(SNAPPED), 1, Qt.PenStyle.DashLine))
    for x in snapped.xs:
        at = view.to_px(QPointF(x, 0)).x()
        painter.drawLine(QPointF(at, sheet.top()), QPointF(at, sheet.bottom()))
    for y in snapped.ys:
        at = view.to_px(QPointF(0, y)).y()
        painter.drawLine(QPointF(sheet.left(), at), QPointF(sheet.right(), at))


def _paint_hover(painter: QPainter, view: Painted) -> None:
    if view.page is None or not view.hover or view.hover == view.selection or view.gesture:
        return
    item = view.page.element(view.hover)
    if item is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(current_theme().accent), 1, Qt.PenStyle.DotLine))
        painter.drawRect(view.rect_px(item.rect))


def _paint_selection(painter: QPainter, view: Painted) -> None:
    item = view.element
    if item is None:
        return
    accent = QColor(current_theme().accent)
    gesture = view.gesture
    rect = item.rect
    if gesture is not None and gesture.snapped is not None:
        rect = gesture.snapped.rect
        picture = view.picture
        if picture is not None and gesture.kind == "move":
            # A copy of what it looks like goes along.
            scale = picture.px_per_mm
            source = QRectF(
                (item.rect.topLeft() - picture.part_mm.topLeft()) * scale, item.rect.size() * scale
            )
            painter.setOpacity(0.78)
            painter.drawImage(view.rect_px(rect), picture.image, source)
            painter.setOpacity(1.0)
    box = view.rect_px(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 1.4))
    painter.drawRect(box)
    if view.is_map_mode and item.viewport is not None:
        painter.setPen(QPen(accent, 3))
        painter.drawRect(box.adjusted(1, 1, -1, -1))
    else:
        painter.setPen(QPen(accent, 1))
        painter.setBrush(Qt.GlobalColor.white)
        half = HANDLE_PX / 2
        for at in geometry.handle_points(box).values():
            painter.drawRect(QRectF(at.x() - half, at.y() - half, HANDLE_PX, HANDLE_PX))
    _paint_tag(painter, view, box, rect, element_name(item.id), accent)


def _paint_tag(
    painter: QPainter, view: Painted, box: QRectF, rect: QRectF, name: str, accent: QColor
) -> None:
    """Name, and while something moves place and size, above the box."""
    text = name
    if view.gesture is not None and view.gesture.is_begun:
        text = f"{name}  {rect.left():.1f}, {rect.top():.1f}  {rect.width():.1f} × {rect.height():.1f} mm"
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 10, metrics.height() + 3
    top = box.top() - height - 3 if box.top() - height > RULER_PX else box.top() + 3
    tag = QRectF(max(box.left(), RULER_PX + 1.0), top, width, height)
    painter.fillRect(tag, accent)
    painter.setPen(QColor(current_theme().accent_text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)


def _paint_rulers(painter: QPainter, view: Painted) -> None:
    """Millimetres along the upper and the left edge; a guide is drawn out of them."""
    theme, room = current_theme(), view.viewport().rect()
    painter.fillRect(0, 0, room.width(), RULER_PX, QColor(theme.panel))
    painter.fillRect(0, 0, RULER_PX, room.height(), QColor(theme.panel))
    painter.setPen(QColor(theme.strong_line))
    painter.drawLine(0, RULER_PX, room.width(), RULER_PX)
    painter.drawLine(RULER_PX, 0, RULER_PX, room.height())
    if view.page is None:
        return
    font = painter.font()
    font.setPixelSize(9)
    painter.setFont(font)
    step = next((mm for mm in MM_STEPS if mm * view.zoom >= 6), MM_STEPS[-1])
    painter.setPen(QColor(theme.muted))
    for across in (True, False):
        side = view.page.size_mm[0 if across else 1]
        for mm in range(0, int(side) + 1, step):
            place = view.to_px(QPointF(mm, mm))
            at = round(place.x() if across else place.y())
            is_long = mm % (10 * step) == 0
            length = 9 if is_long else 6 if mm % (5 * step) == 0 else 3
            if at < RULER_PX:
                continue
            if across:
                painter.drawLine(at, RULER_PX - length, at, RULER_PX)
                if is_long:
                    painter.drawText(at + 2, 9, str(mm))
            else:
                painter.drawLine(RULER_PX - length, at, RULER_PX, at)
                if is_long:
                    painter.save()
                    painter.translate(9, at - 2)
                    painter.rotate(-90)
                    painter.drawText(0, 0, str(mm))
                    painter.restore()
    painter.fillRect(0, 0, RULER_PX, RULER_PX, QColor(theme.panel))
