"""The map inside its frame: at a round scale, with the county seat enlarged where there is room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from shapely.geometry.base import BaseGeometry

from models.text import t
from ui.cartography import furniture
from ui.cartography.scene import Scene
from ui.cartography.viewport import MM_PER_INCH, PT_PER_INCH, Bounds, Viewport
from ui.printing.layout import SheetLayout, sheet_style
from ui.printing.page import Page
from ui.printing.sheet import MapSheet

Align = Qt.AlignmentFlag
NOWHERE: Bounds = (0.0, 0.0, 1000.0, 1000.0)


@dataclass(frozen=True)
class Inset:
    """A part of the map enlarged: where it stands in the frame (pixels), and what it shows."""

    box: QRectF
    viewport: Viewport


@dataclass(frozen=True)
class Arrangement:
    """What the frame shows, and the inset if there is one."""

    viewport: Viewport
    inset: Inset | None


def arrange(
    scene: Scene, sheet: MapSheet, layout: SheetLayout, px_per_mm: float, seat: BaseGeometry | None
) -> Arrangement:
    """Fit the map into its frame; where the county leaves room on one side, its seat is enlarged there."""
    centred = sheet_viewport(scene, sheet, layout, px_per_mm)
    if not sheet.show_inset or seat is None or sheet.extent is not None or scene.bounds is None:
        return Arrangement(centred, None)
    style = sheet_style().inset
    minx, miny, maxx, maxy = scene.bounds
    margin = 1.0 + 2 * sheet_style().layout.county_margin
    spare_x = centred.width_px - (maxx - minx) * margin / centred.metres_per_px
    spare_y = centred.height_px - (maxy - miny) * margin / centred.metres_per_px
    gap = centred.px(style.gap_pt)
    least = style.least_mm * layout.scale * px_per_mm
    if spare_x >= spare_y:
        width = min(spare_x - gap, style.most_share * centred.width_px)
        height = min(width * style.height_by_width, centred.height_px - 2 * gap)
        move = (spare_x / 2 * centred.metres_per_px, 0.0)
    else:
        height = min(spare_y - gap, style.most_share * centred.height_px)
        width = min(height / style.height_by_width, centred.width_px - 2 * gap)
        move = (0.0, -spare_y / 2 * centred.metres_per_px)
    if min(width, height) < least:
        return Arrangement(centred, None)
    box = QRectF(centred.width_px - gap - width, centred.height_px - gap - height, width, height)
    inset = _inset_viewport(seat.bounds, box, centred, px_per_mm)
    if inset.metres_per_px * style.least_enlargement > centred.metres_per_px:
        return Arrangement(centred, None)
    return Arrangement(_moved(centred, *move), Inset(box, inset))


def sheet_viewport(scene: Scene, sheet: MapSheet, layout: SheetLayout, px_per_mm: float) -> Viewport:
    """Which part of the ground the sheet's map shows: the extent in the middle, at a round scale."""
    frame = layout.map
    extent = sheet.extent or scene.bounds or NOWHERE
    margin = 1.0 + 2 * sheet_style().layout.county_margin
    width_m, height_m = (extent[2] - extent[0]) * margin, (extent[3] - extent[1]) * margin
    if sheet.scale_denominator:
        denominator = sheet.scale_denominator
    else:
        # A place of no size (a single point) is shown at a village's scale.
        needed = max(1000 * width_m / frame.width(), 1000 * height_m / frame.height(), 500.0)
        denominator = furniture.round_denominator(needed)
    return _at_scale(
        extent,
        denominator,
        (frame.width() * px_per_mm, frame.height() * px_per_mm),
        px_per_mm,
        px_per_mm * MM_PER_INCH / PT_PER_INCH * layout.scale,
    )


def printed_denominator(viewport: Viewport, px_per_mm: float) -> float:
    """The n of 1:n on the paper itself."""
    return viewport.metres_per_px * px_per_mm * 1000


def _at_scale(
    extent: Bounds, denominator: float, size_px: tuple[float, float], px_per_mm: float, px_per_pt: float
) -> Viewport:
    """Viewport around the middle of an extent at 1:denominator on paper."""
    half_x, half_y = (side / px_per_mm * denominator / 2000 for side in size_px)
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    return Viewport((x - half_x, y - half_y, x + half_x, y + half_y), *size_px, px_per_pt)


def _inset_viewport(bounds: Bounds, box: QRectF, main: Viewport, px_per_mm: float) -> Viewport:
    margin = sheet_style().inset.margin
    width_m, height_m = (bounds[2] - bounds[0]) * margin, (bounds[3] - bounds[1]) * margin
    needed = max(width_m / box.width(), height_m / box.height()) * px_per_mm * 1000
    denominator = furniture.round_denominator(max(needed, 500.0))
    return _at_scale(bounds, denominator, (box.width(), box.height()), px_per_mm, main.px_per_pt)


def _moved(viewport: Viewport, east_m: float, north_m: float) -> Viewport:
    minx, miny, maxx, maxy = viewport.extent
    extent = (minx + east_m, miny + north_m, maxx + east_m, maxy + north_m)
    return Viewport(extent, viewport.width_px, viewport.height_px, viewport.px_per_pt)


def draw_map_frame(page: Page, scene: Scene, arrangement: Arrangement, layout: SheetLayout) -> None:
    """Draw the map, its inset, scale, north arrow, frame and ticks."""
    painter, viewport = page.painter, arrangement.viewport
    frame = page.rect_px(layout.map)
    painter.save()
    painter.setClipRect(frame)
    painter.translate(frame.topLeft())
    scene.draw(painter, viewport)
    # Without anything on the map it has no place and no scale.
    if scene.bounds is not None:
        taken = [arrangement.inset.box] if arrangement.inset is not None else []
        _draw_furniture(page, scene, viewport, furniture_boxes(scene, viewport, taken))
    if arrangement.inset is not None:
        _draw_inset(page, scene, viewport, arrangement.inset)
    painter.restore()
    thin = sheet_style().layout.thin_width_pt
    page.frame(layout.map, 1.6 * thin, scene.style.page.frame.q)
    ticks = furniture.graticule_ticks(viewport, scene.crs_epsg) if scene.bounds is not None else ()
    furniture.draw_ticks(painter, frame, ticks, page.px_per_pt, scene.style)


def _draw_inset(page: Page, scene: Scene, main: Viewport, inset: Inset) -> None:
    """Draw the enlarged part, its scale, and its outline on the main map."""
    painter, thin = page.painter, sheet_style().layout.thin_width_pt
    k, colour = page.px_per_mm, scene.style.page.frame.q
    minx, miny, maxx, maxy = inset.viewport.shown
    on_map = QRectF(main.to_px(minx, maxy), main.to_px(maxx, miny))
    page.frame(
        QRectF(on_map.left() / k, on_map.top() / k, on_map.width() / k, on_map.height() / k), thin, colour
    )
    painter.save()
    painter.setClipRect(inset.box)
    painter.translate(inset.box.topLeft())
    scene.draw(painter, inset.viewport)
    painter.restore()
    box = QRectF(inset.box.left() / k, inset.box.top() / k, inset.box.width() / k, inset.box.height() / k)
    font = page.font(sheet_style().letters.text_pt, "medium")
    text = t("sheet.inset", scene.lang, denominator=f"{printed_denominator(inset.viewport, k):,.0f}")
    height = page.line_mm(font) * 1.15
    head = QRectF(box.left(), box.top(), box.width(), height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(scene.style.page.panel.q)
    painter.drawRect(page.rect_px(head))
    page.text(head, text, font, align=Align.AlignHCenter)
    page.frame(box, 1.6 * thin, colour)


def furniture_boxes(scene: Scene, viewport: Viewport, taken: Sequence[QRectF] = ()) -> tuple[QRectF, QRectF]:
    """Where north arrow and scale stand: upper and lower corner with the least county, not ``taken``."""
    own = scene.style.furniture
    gap = viewport.px(8.0)
    north = (viewport.px(26.0), viewport.px(own.north_height_pt + 8.0))
    scale = (viewport.px(own.scalebar_width_pt + 34.0), viewport.px(36.0))
    right, bottom = viewport.width_px - gap, viewport.height_px - gap
    uppers = [QRectF(right - north[0], gap, *north), QRectF(gap, gap, *north)]
    lowers = [
        QRectF(gap, bottom - scale[1], *scale),
        QRectF(right - scale[0], bottom - scale[1], *scale),
    ]
    land = [shape for layer in scene.land for shape in layer.geometries if shape is not None]

    def cost(box: QRectF) -> tuple[bool, float]:
        left, top = viewport.to_metres(box.topLeft())
        right_m, bottom_m = viewport.to_metres(box.bottomRight())
        covered = (
            shapely.area(shapely.clip_by_rect(land, left, bottom_m, right_m, top)).sum() if land else 0.0
        )
        return any(box.intersects(other) for other in taken), float(covered)

    return min(uppers, key=cost), min(lowers, key=cost)


def _draw_furniture(page: Page, scene: Scene, viewport: Viewport, boxes: tuple[QRectF, QRectF]) -> None:
    painter, style, lang = page.painter, scene.style, scene.lang
    north, scale = boxes
    top = QPointF(north.center().x(), north.top() + viewport.px(2.0))
    furniture.draw_north_arrow(painter, viewport, top, style, lang, exact=True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.page.panel.q)
    painter.drawRect(scale)
    font = page.font(sheet_style().letters.text_pt, "medium")
    k = page.px_per_mm
    text = t("sheet.scale", lang, denominator=f"{printed_denominator(viewport, k):,.0f}")
    row = QRectF(scale.left() / k, scale.top() / k, scale.width() / k, scale.height() * 0.42 / k)
    page.text(row, text, font, align=Align.AlignHCenter)
    bar = furniture.scale_bar(viewport, viewport.px(style.furniture.scalebar_width_pt))
    corner = QPointF(
        scale.center().x() + bar.width_px / 2 + viewport.px(12.0), scale.bottom() - viewport.px(2.0)
    )
    furniture.draw_scale_bar(painter, viewport, corner, style, exact=True)
