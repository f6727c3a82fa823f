"""Marks that come and go above the map: outlines, handles, reach circles, measuring lines, chips of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from shapely.geometry.base import BaseGeometry

from models.facilities.facility import Facility
from models.kernel.arrays import Floats
from ui.cartography.dots import dots_image
from ui.cartography.paths import polygon_of
from ui.cartography.style import map_style
from ui.cartography.symbols import draw_symbol, symbol_of, symbol_size_pt
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.map.mapwindow import MapWindow

HANDLE_PX = 9.0
"""Side of a corner handle, logical pixels."""
EDGED_FROM_PX = 3.0
"""Smaller dots have no edge of their own."""
MANY_DOTS = 150
ORIGIN_OPACITY = 0.55
WIDEST_CHIP_PX = 480.0
CHIP_GAP_PX = 4.0
"""Room between a chip and a line that it leaves free."""
CHIP_GROUND = QColor(31, 36, 41, 236)
CHIP_TEXT = QColor("#ffffff")
CHIP_MUTED = QColor("#c3cad3")
CHIP_GOOD = QColor("#7fdca4")
CHIP_BAD = QColor("#ffab91")
LIGHT_EDGE = QColor(255, 255, 255, 200)
DARK_EDGE = QColor(16, 18, 20, 200)
WRONG = QColor("#d1242f")
"""Colour of an outline that cannot be: no data colour of the map, so the same in both themes."""


@dataclass(frozen=True)
class ChipLine:
    """One line of a chip; ``tone`` is ``title``, ``plain``, ``good`` or ``bad``."""

    text: str
    tone: str = "plain"


def accent(dark: bool) -> QColor:
    """Colour of what is selected or being drawn."""
    return QColor(map_style(dark).symbol.selected.q)


def symbol_size_px(facility: Facility, window: MapWindow) -> float:
    """Width of a facility's symbol at the window's scale, as the map draws it."""
    factor = map_style().scaling.symbol_factor(window.scale_denominator)
    return symbol_size_pt(symbol_of(facility)) * factor * SCREEN_PX_PER_PT


def path_px(geometry: BaseGeometry, window: MapWindow) -> QPainterPath:
    """Path of a line or polygon in pixels; empty for points."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in shapely.get_parts(geometry):
        lines = shapely.get_rings(part) if part.geom_type == "Polygon" else (part,)
        for line in lines:
            if line.geom_type in ("LineString", "LinearRing"):
                path.addPolygon(polygon_px(shapely.get_coordinates(line), window))
    return path


def polygon_px(xy_m: Floats, window: MapWindow) -> QPolygonF:
    """Coordinates of shape (n, 2) as pixels."""
    return polygon_of(window.all_to_px(xy_m))


def point_px(xy_m: tuple[float, float], window: MapWindow) -> QPointF:
    """Pixel of a map coordinate."""
    return QPointF(*window.to_px(*xy_m))


def draw_line(painter: QPainter, path: QPainterPath | QPolygonF, colour: QColor, width_px: float) -> None:
    """Draw a line with an edge that sets it off, so that it shows on any ground."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = DARK_EDGE if colour.lightnessF() > 0.55 else LIGHT_EDGE
    for pen_colour, width in ((edge, width_px + 2.0), (colour, width_px)):
        painter.setPen(QPen(pen_colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))  # fmt: skip
        if isinstance(path, QPainterPath):
            painter.drawPath(path)
        else:
            painter.drawPolyline(path)


def draw_facility(
    painter: QPainter,
    facility: Facility,
    window: MapWindow,
    *,
    dark: bool,
    is_wrong: bool = False,
    selected: bool = True,
) -> None:
    """Draw a facility above the map: its footprint if it has one, and its symbol."""
    colour = WRONG if is_wrong else map_style(dark).family[facility.family].color.q
    if facility.geometry.geom_type != "Point":
        path = path_px(facility.geometry, window)
        fill = QColor(colour)
        fill.setAlpha(80)
        painter.fillPath(path, fill)
        draw_line(painter, path, colour, 1.8)
        if is_wrong:
            return
    draw_facility_symbol(painter, facility, window, dark=dark, selected=selected)


def draw_facility_symbol(
    painter: QPainter, facility: Facility, window: MapWindow, *, dark: bool, selected: bool = True
) -> None:
    """Draw a facility's symbol as large as the map does, by default with the ring of a selected one."""
    size = symbol_size_px(facility, window)
    draw_symbol(painter, facility, point_px(facility.location, window), size, selected=selected, dark=dark)


def draw_origin(painter: QPainter, stored: Facility, now: Facility, window: MapWindow, *, dark: bool) -> None:
    """Draw where a facility in the hand comes from, and the way that it has been moved."""
    start, end = point_px(stored.location, window), point_px(now.location, window)
    size = symbol_size_px(stored, window)
    if math.hypot(end.x() - start.x(), end.y() - start.y()) < size:
        return
    painter.setPen(QPen(map_style(dark).page.text.q, 1.4, Qt.PenStyle.DotLine))
    painter.drawLine(start, end)
    painter.setOpacity(ORIGIN_OPACITY)
    draw_symbol(painter, stored, start, size, dark=dark)
    painter.setOpacity(1.0)


def draw_outline(painter: QPainter, geometry: BaseGeometry, window: MapWindow, *, dark: bool) -> None:
    """Draw the outline of a selected footprint or a picked feature."""
    draw_line(painter, path_px(geometry, window), accent(dark), 2.0)


def draw_reach(
    painter: QPainter, region: BaseGeometry, window: MapWindow, colour: QColor, *, strong: bool
) -> None:
    """Draw the region that a facility serves."""
    fill = QColor(colour)
    fill.setAlpha(26 if strong else 10)
    line = QColor(colour)
    line.setAlpha(255 if strong else 150)
    pen = QPen(line, 1.6 if strong else 1.2)
    pen.setDashPattern([5.0, 3.5])
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPath(path_px(region, window))


def draw_handles(
    painter: QPainter, pixels: Floats, colour: QColor, *, round_ones: bool = False, active: int = -1
) -> None:
    """Draw handles at pixels of shape (n, 2): squares on corners, small discs on the middles of edges."""
    painter.setPen(QPen(colour, 1.4))
    for number, (x, y) in enumerate(pixels.tolist()):
        side = HANDLE_PX * (1.25 if number == active else 0.7 if round_ones else 1.0)
        painter.setBrush(colour if number == active else QColor("#ffffff"))
        rect = QRectF(x - side / 2, y - side / 2, side, side)
        if round_ones:
            painter.drawEllipse(rect)
        else:
            painter.drawRect(rect)


def draw_snap(painter: QPainter, at: QPointF, colour: QColor, *, is_corner: bool, half_px: float) -> None:
    """Draw the mark of a snapped point: a square around a corner, a cross on an edge."""
    path = QPainterPath()
    if is_corner:
        path.addRect(QRectF(at.x() - half_px, at.y() - half_px, 2 * half_px, 2 * half_px))
    else:
        for rise in (-half_px, half_px):
            path.moveTo(at.x() - half_px, at.y() - rise)
            path.lineTo(at.x() + half_px, at.y() + rise)
    draw_line(painter, path, colour, 1.6)


def draw_dots(painter: QPainter, pixels: Floats, colour: QColor, size_px: float, edge: QColor) -> None:
    """Draw dots at pixels of shape (n, 2): round ones with an edge, or as one image when they are many."""
    with_edge = size_px >= EDGED_FROM_PX
    sizes = [(edge, size_px + 1.6)] if with_edge else []
    sizes.append((colour, size_px))
    if len(pixels) >= MANY_DOTS:
        # The image is no larger than what the dots cover: a hand that drags changes those around it.
        ratio = painter.device().devicePixelRatioF()
        reach = math.ceil(sizes[0][1] * ratio / 2) + 1
        room = painter.window()
        corner = np.maximum(np.floor(pixels.min(axis=0) * ratio), 0.0) - reach
        room_px = np.array((room.width(), room.height())) * ratio
        far = np.minimum(np.floor(pixels.max(axis=0) * ratio), np.ceil(room_px)) + reach + 1
        width, height = np.maximum(far - corner, 0).astype(int).tolist()
        for dot_colour, size in sizes:
            image = dots_image(pixels * ratio - corner, width, height, dot_colour, size * ratio)
            image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(*(corner / ratio)), image)
        return
    dots = polygon_of(pixels)
    for dot_colour, size in sizes:
        painter.setPen(QPen(dot_colour, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(dots)


def chip_place(width: float, height: float, near: QPointF, room: QRectF, line_px: Floats) -> QRectF:
    """Where a chip of a size covers least of a line: beside a point, or at the left edge of the map.

    Parameters
    ----------
    room
        What it has to stay inside of, logical pixels.
    line_px
        Corners of the line, shape (n, 2).
    """
    x, y = near.x(), near.y()
    left, right, above, below = x - 14 - width, x + 18, y - 12 - height, y + 16
    lowest = room.bottom() - 4 - height
    corners = [(right, below), (left, below), (right, above), (left, above), (room.left(), room.top())]
    places = [
        QRectF(
            max(min(at_x, room.right() - 4 - width), room.left() + 4),
            max(min(at_y, lowest), room.top() + 4),
            width,
            height,
        )
        for at_x, at_y in (*corners, (room.left(), lowest))
    ]
    if len(line_px) < 2:
        return places[0]
    line = shapely.LineString(line_px)
    boxes = [
        shapely.box(one.left(), one.top(), one.right(), one.bottom()).buffer(CHIP_GAP_PX) for one in places
    ]
    covered = shapely.length(shapely.intersection(line, np.array(boxes, dtype=object)))
    hides_point = shapely.contains(np.array(boxes, dtype=object), shapely.Point(x, y))
    return places[int(np.argmin(covered + 1e6 * hides_point))]


def _beside(ground: QRectF, near: QPointF, room: QRectF) -> QRectF:
    """The ground on the side of a point that has room for it."""
    if ground.right() > room.right() - 4:
        ground.moveRight(near.x() - 14)
    if ground.bottom() > room.bottom() - 4:
        ground.moveBottom(near.y() - 12)
    ground.moveLeft(
        min(max(ground.left(), room.left() + 4), max(room.right() - 4 - ground.width(), room.left() + 4))
    )
    ground.moveTop(max(ground.top(), room.top() + 4))
    return ground


def draw_chip(
    painter: QPainter,
    lines: Sequence[ChipLine],
    near: QPointF,
    font: QFont,
    room: QRectF,
    *,
    line_px: Floats | None = None,
) -> QRectF:
    """Draw lines of text on a dark ground beside a point, wholly inside ``room``; return the ground.

    Parameters
    ----------
    line_px
        Corners of a line that the chip should leave free, shape (n, 2).
    """
    bold = QFont(font)
    bold.setBold(True)
    fonts = [bold if line.tone == "title" else font for line in lines]
    metrics = [QFontMetricsF(each) for each in fonts]
    widest = min(WIDEST_CHIP_PX, room.width() - 28)
    texts = [
        m.elidedText(line.text, Qt.TextElideMode.ElideRight, widest)
        for m, line in zip(metrics, lines, strict=True)
    ]
    width = max(m.horizontalAdvance(text) for m, text in zip(metrics, texts, strict=True))
    heights = [m.height() + 2.0 for m in metrics]
    ground = QRectF(near.x() + 18, near.y() + 16, width + 20, sum(heights) + 10)
    if line_px is not None:
        ground = chip_place(ground.width(), ground.height(), near, room, line_px)
    else:
        ground = _beside(ground, near, room)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(CHIP_GROUND)
    painter.drawRoundedRect(ground, 4, 4)
    tones = {"title": CHIP_TEXT, "plain": CHIP_MUTED, "good": CHIP_GOOD, "bad": CHIP_BAD}
    y = ground.top() + 5
    for line, text, own_font, m, height in zip(lines, texts, fonts, metrics, heights, strict=True):
        painter.setFont(own_font)
        painter.setPen(tones[line.tone])
        painter.drawText(QPointF(ground.left() + 10, y + m.ascent() + 1), text)
        y += height
    return ground


def tag_box(text: str, centre: QPointF, font: QFont) -> QRectF:
    """What a tag takes."""
    metrics = QFontMetricsF(font)
    rect = QRectF(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
    rect.moveCenter(centre)
    return rect


def draw_tag(painter: QPainter, text: str, centre: QPointF, font: QFont, colour: QColor) -> None:
    """Draw a short text on a light pill, centred on a point: a length, an area."""
    rect = tag_box(text, centre, font)
    painter.setPen(QPen(colour, 1.0))
    painter.setBrush(QColor(255, 255, 255, 235))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(font)
    painter.setPen(QColor("#1f2429"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
