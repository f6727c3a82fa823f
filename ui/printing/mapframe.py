"""Maps inside their frames: at a round scale, with the county seat enlarged where there is room for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from shapely.geometry.base import BaseGeometry

from models.kernel.text import t
from ui.cartography import furniture
from ui.cartography.options import Parts
from ui.cartography.paths import chunks_of, rings_of
from ui.cartography.scene import Scene
from ui.cartography.viewport import MM_PER_INCH, PT_PER_INCH, Bounds, Viewport
from ui.printing.layout import sheet_style
from ui.printing.page import PX_PER_MM, Page
from ui.printing.sheet import View

Align = Qt.AlignmentFlag
MapDraw = Callable[[Page, Viewport], None]
"""Draws something on a map, in pixels of its frame."""
NOWHERE: Bounds = (0.0, 0.0, 1000.0, 1000.0)
_BESIDE_PT = 2.5
"""Letters keep so far off what stands on a map, whose frame would touch them."""
BAR_SHARES = (1.0, 0.75, 0.5)
POINT_REACH_M = 3000.0
"""Ground shown around a township that is known only as a point."""
LEAST_DENOMINATOR = 500.0
"""A place of no size (a single point) is shown at a village's scale."""


# -- which part of the ground --------------------------------------------------------------------------------
def at_scale(middle: tuple[float, float], denominator: float, frame_mm: QRectF, scale: float) -> Viewport:
    """Viewport of a frame on paper around a point at 1:denominator."""
    half_x, half_y = (side * denominator / 2000 for side in (frame_mm.width(), frame_mm.height()))
    x, y = middle
    return Viewport(
        (x - half_x, y - half_y, x + half_x, y + half_y),
        frame_mm.width() * PX_PER_MM,
        frame_mm.height() * PX_PER_MM,
        PX_PER_MM * MM_PER_INCH / PT_PER_INCH * scale,
    )


def fitted(
    extent: Bounds,
    frame_mm: QRectF,
    scale: float,
    *,
    margin: float,
    denominator: float | None = None,
    clear_mm: QRectF | None = None,
    least_denominator: float = LEAST_DENOMINATOR,
) -> Viewport:
    """Viewport that shows an extent at a round scale, or at the one that is asked for.

    Parameters
    ----------
    margin
        Room around the extent, as a share of its size on each side.
    clear_mm
        Part of the frame that nothing else covers: the extent stands in its middle.
    """
    clear = clear_mm or frame_mm
    if denominator is None:
        width_m, height_m = ((high - low) * (1 + 2 * margin) for low, high in _sides(extent))
        needed = max(1000 * width_m / clear.width(), 1000 * height_m / clear.height(), least_denominator)
        denominator = furniture.round_denominator(needed)
    off = clear.center() - frame_mm.center()
    middle = (
        (extent[0] + extent[2]) / 2 - off.x() * denominator / 1000,
        (extent[1] + extent[3]) / 2 + off.y() * denominator / 1000,
    )
    return at_scale(middle, denominator, frame_mm, scale)


def _sides(extent: Bounds) -> tuple[tuple[float, float], tuple[float, float]]:
    return (extent[0], extent[2]), (extent[1], extent[3])


def unit_extent(area: BaseGeometry | None, county: Bounds | None) -> Bounds:
    """Ground to show of a township: the county where nobody knows where it lies."""
    if area is None or area.is_empty:
        return county or NOWHERE
    west, south, east, north = area.bounds
    if shapely.get_dimensions(area) < 2:
        reach = POINT_REACH_M
        return west - reach, south - reach, east + reach, north + reach
    return float(west), float(south), float(east), float(north)


def printed_denominator(viewport: Viewport) -> float:
    """The n of 1:n on the paper itself."""
    return viewport.metres_per_px * PX_PER_MM * 1000


def view_of(viewport: Viewport) -> View:
    """Middle and scale of what a viewport shows."""
    minx, miny, maxx, maxy = viewport.extent
    return (minx + maxx) / 2, (miny + maxy) / 2, printed_denominator(viewport)


# -- the seat enlarged ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class InsetPlan:
    """Where the enlarged seat stands (millimetres on the page), its scale, and the main map moved aside."""

    box: QRectF
    denominator: float
    viewport: Viewport


def plan_inset(
    viewport: Viewport, bounds: Bounds, frame_mm: QRectF, seat: BaseGeometry, scale: float
) -> InsetPlan | None:
    """Room for the enlarged seat on the side where the county leaves most, or ``None``."""
    style = sheet_style().inset
    minx, miny, maxx, maxy = bounds
    margin = 1.0 + 2 * sheet_style().layout.county_margin
    mm_per_m = 1.0 / (viewport.metres_per_px * PX_PER_MM)
    spare_x = frame_mm.width() - (maxx - minx) * margin * mm_per_m
    spare_y = frame_mm.height() - (maxy - miny) * margin * mm_per_m
    gap = style.gap_pt * MM_PER_INCH / PT_PER_INCH * scale
    least = style.least_mm * scale
    east_mm = north_mm = 0.0
    if spare_x >= spare_y:
        width = min(spare_x - gap, style.most_share * frame_mm.width())
        height = min(width * style.height_by_width, frame_mm.height() - 2 * gap)
        east_mm = spare_x / 2
    else:
        height = min(spare_y - gap, style.most_share * frame_mm.height())
        width = min(height / style.height_by_width, frame_mm.width() - 2 * gap)
        north_mm = -spare_y / 2
    if min(width, height) < least:
        return None
    box = QRectF(frame_mm.right() - gap - width, frame_mm.bottom() - gap - height, width, height)
    denominator = inset_denominator(seat, box)
    if denominator * style.least_enlargement > printed_denominator(viewport):
        return None
    x, y, own = view_of(viewport)
    moved = at_scale((x + east_mm * own / 1000, y + north_mm * own / 1000), own, frame_mm, scale)
    return InsetPlan(box, denominator, moved)


def inset_denominator(seat: BaseGeometry, box_mm: QRectF) -> float:
    """Round scale at which the seat fits a box."""
    margin = sheet_style().inset.margin
    west, south, east, north = seat.bounds
    needed = max((east - west) * margin / box_mm.width(), (north - south) * margin / box_mm.height()) * 1000
    return furniture.round_denominator(max(needed, LEAST_DENOMINATOR))


# -- drawing -------------------------------------------------------------------------------------------------
def draw_map(
    page: Page,
    frame_mm: QRectF,
    scene: Scene,
    viewport: Viewport,
    *,
    has_ticks: bool = True,
    keep_off_mm: Sequence[QRectF] = (),
    over: Sequence[MapDraw] = (),
    under_labels: MapDraw | None = None,
) -> None:
    """Draw a map in its frame.

    Parameters
    ----------
    keep_off_mm
        What stands on the map, on the page: no letters are set there.
    under_labels
        Draws between the ground with its facilities and the letters.
    over
        What is drawn above everything, in pixels of the frame.
    """
    painter = page.painter
    frame = page.rect_px(frame_mm)
    beside = _BESIDE_PT * page.px_per_pt
    keep_off = [
        page.rect_px(box).translated(-frame.topLeft()).adjusted(-beside, -beside, beside, beside)
        for box in keep_off_mm
        if box.intersects(frame_mm)
    ]
    painter.save()
    painter.setClipRect(frame, Qt.ClipOperation.IntersectClip)
    painter.translate(frame.topLeft())
    if under_labels is None:
        scene.draw(painter, viewport, keep_off=keep_off)
    else:
        scene.draw(painter, viewport, Parts.BASE | Parts.FACILITIES)
        under_labels(page, viewport)
        scene.draw(painter, viewport, Parts.LABELS, keep_off=keep_off)
    for draw in over:
        draw(page, viewport)
    painter.restore()
    page.frame(frame_mm, 1.6 * sheet_style().layout.thin_width_pt, scene.style.page.frame.q)
    # Without anything on the map it has no place.
    if has_ticks and scene.bounds is not None:
        ticks = furniture.graticule_ticks(viewport, scene.crs_epsg)
        furniture.draw_ticks(painter, frame, ticks, page.px_per_pt, scene.style)


def draw_inset(page: Page, box: QRectF, scene: Scene, viewport: Viewport, heading: str) -> None:
    """Draw the enlarged part with its heading."""
    thin = sheet_style().layout.thin_width_pt
    painter = page.painter
    painter.save()
    painter.setClipRect(page.rect_px(box), Qt.ClipOperation.IntersectClip)
    painter.translate(page.rect_px(box).topLeft())
    scene.draw(painter, viewport)
    painter.restore()
    letters = sheet_style().letters
    head = QRectF(box.left(), box.top(), box.width(), page.line_mm(page.font(letters.text_pt)) * 1.15)
    page.ground(head)
    inside = head.adjusted(page.scale, 0, -page.scale, 0)
    page.fitted_text(inside, heading, letters.text_pt, "medium", align=Align.AlignHCenter)
    page.frame(box, 1.6 * thin, page.style.page.frame.q)


def outline_of(shown: Bounds, colour: QColor, width_pt: float) -> MapDraw:
    """Drawing of the rectangle that another map shows."""

    def draw(page: Page, viewport: Viewport) -> None:
        minx, miny, maxx, maxy = shown
        box = QRectF(viewport.to_px(minx, maxy), viewport.to_px(maxx, miny))
        pen = QPen(colour, width_pt * page.px_per_pt)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        page.painter.setPen(pen)
        page.painter.setBrush(Qt.BrushStyle.NoBrush)
        page.painter.drawRect(box)

    return draw


def area_path(area: BaseGeometry, viewport: Viewport) -> QPainterPath:
    """Outline of polygons in pixels."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for chunk in chunks_of(rings_of(np.array([area], dtype=object))):
        path.addPath(viewport.transform.map(chunk.path))
    return path


def veil_around(area: BaseGeometry, *, has_veil: bool) -> MapDraw:
    """Drawing that makes the ground outside an area paler, and draws a line around the area."""

    def draw(page: Page, viewport: Viewport) -> None:
        own = sheet_style().atlas
        inside = area_path(area, viewport)
        painter = page.painter
        if has_veil:
            veil = QColor(page.style.page.halo.q)
            veil.setAlphaF(own.veil)
            outside = QPainterPath()
            outside.setFillRule(Qt.FillRule.OddEvenFill)
            outside.addRect(viewport.rect_px.adjusted(-10, -10, 10, 10))
            outside.addPath(inside)
            painter.fillPath(outside, veil)
        pen = QPen(own.outline.q, own.outline_pt * page.px_per_pt)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(inside, pen)

    return draw


def rings_around(scene: Scene, ids: Collection[str]) -> MapDraw:
    """Drawing of rings around some facilities."""

    def draw(page: Page, viewport: Viewport) -> None:
        facilities = scene.facilities
        if not len(facilities) or not ids:
            return
        own = sheet_style().compare
        pixels, sizes = facilities.positions_px(viewport, apart=True), facilities.size_px(viewport)
        for row in facilities.shown(viewport, pixels, sizes):
            if facilities.items[row].id in ids:
                draw_ring(page, QPointF(*pixels[row]), sizes[row] / 2 + 2.2 * own.ring_pt * page.px_per_pt)

    return draw


def draw_ring(page: Page, centre: QPointF, radius_px: float) -> None:
    """Draw the ring of a facility that differs."""
    own = sheet_style().compare
    painter = page.painter
    colour = page.style.page.frame.q if page.style.is_black_and_white else own.ring.q
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((page.style.page.halo.q, 2.2), (colour, 1.0)):
        painter.setPen(QPen(ink, width * own.ring_pt * page.px_per_pt))
        painter.drawEllipse(centre, radius_px, radius_px)


class Outlines:
    """Outlines of areas as small maps show them, made once for all pages on which they are alike."""

    def __init__(self, areas: Sequence[BaseGeometry]) -> None:
        self._areas = tuple(areas)
        self._made: dict[Viewport, tuple[QPainterPath, ...]] = {}

    def paths(self, viewport: Viewport) -> tuple[QPainterPath, ...]:
        """Outline of each area in pixels."""
        if viewport not in self._made:
            tolerance = viewport.metres_per_px * 2
            self._made[viewport] = tuple(
                area_path(shapely.simplify(area, tolerance), viewport) for area in self._areas
            )
        return self._made[viewport]


def draw_locator(page: Page, box: QRectF, outlines: Outlines, row: int, extent: Bounds) -> None:
    """Draw the county in outline with the place of the township in a row."""
    style, own = page.style, sheet_style().atlas
    painter = page.painter
    viewport = fitted(extent, box, page.scale, margin=0.06, denominator=_exact_denominator(extent, box))
    painter.save()
    painter.fillRect(page.rect_px(box), style.page.paper.q)
    painter.setClipRect(page.rect_px(box), Qt.ClipOperation.IntersectClip)
    painter.translate(page.rect_px(box).topLeft())
    paths = outlines.paths(viewport)
    for path in paths:
        painter.fillPath(path, style.page.land.q)
        painter.strokePath(path, QPen(style.page.muted.q, 0.35 * page.px_per_pt))
    colour = style.page.frame.q if style.is_black_and_white else own.here.q
    painter.fillPath(paths[row], colour)
    painter.restore()
    page.frame(box, 1.2 * sheet_style().layout.thin_width_pt, style.page.frame.q)


def _exact_denominator(extent: Bounds, box: QRectF) -> float:
    """Scale at which an extent just fills a box; nobody measures on a locator."""
    width_m, height_m = ((high - low) * 1.12 for low, high in _sides(extent))
    return max(1000 * width_m / box.width(), 1000 * height_m / box.height(), LEAST_DENOMINATOR)


# -- north arrow and scale -----------------------------------------------------------------------------------
def furniture_homes(
    scene: Scene,
    viewport: Viewport,
    frame_mm: QRectF,
    scale: float,
    taken_mm: Sequence[QRectF] = (),
    area: BaseGeometry | None = None,
) -> tuple[QRectF, QRectF]:
    """Where north arrow and scale stand: upper and lower corner with the least county, or ``area``."""
    own = scene.style.furniture
    point = MM_PER_INCH / PT_PER_INCH * scale
    gap = 8.0 * point
    north = (26.0 * point, (own.north_height_pt + 8.0) * point)
    height = 36.0 * point
    left, top = frame_mm.left() + gap, frame_mm.top() + gap
    right, bottom = frame_mm.right() - gap, frame_mm.bottom() - gap
    uppers = [QRectF(right - north[0], top, *north), QRectF(left, top, *north)]
    lowers = []
    # A shorter bar where a longer one would lie on the county.
    for share in BAR_SHARES:
        width = (own.scalebar_width_pt * share + 34.0) * point
        lowers.append(QRectF(left, bottom - height, width, height))
        lowers.append(QRectF(right - width, bottom - height, width, height))
    # Where all corners are taken they stand beside what takes them.
    for taken in taken_mm:
        if taken.bottom() > frame_mm.center().y():
            width = (own.scalebar_width_pt + 34.0) * point
            lowers.append(QRectF(left, taken.top() - gap - height, width, height))
            lowers.append(QRectF(taken.left() - gap - width, bottom - height, width, height))
        uppers.append(QRectF(taken.left() - gap - north[0], top, *north))
        uppers.append(QRectF(taken.right() + gap, top, *north))
    land = [shape for layer in scene.land for shape in layer.geometries if shape is not None]
    if area is not None:
        land = [area]

    def cost(box: QRectF) -> tuple[bool, bool, float]:
        inside = box.translated(-frame_mm.topLeft())
        west, north_m = viewport.to_metres(inside.topLeft() * PX_PER_MM)
        east, south = viewport.to_metres(inside.bottomRight() * PX_PER_MM)
        covered = shapely.area(shapely.clip_by_rect(land, west, south, east, north_m)).sum() if land else 0.0
        hits = any(box.intersects(other) for other in taken_mm)
        return not frame_mm.contains(box), hits, float(covered)

    return min(uppers, key=cost), min(lowers, key=cost)


def draw_north(page: Page, box: QRectF, scene: Scene, viewport: Viewport) -> None:
    """Draw the north arrow as high as its box."""
    height_pt = scene.style.furniture.north_height_pt + 8.0
    factor = box.height() * PX_PER_MM / (height_pt * viewport.px_per_pt)
    own = Viewport(viewport.extent, viewport.width_px, viewport.height_px, viewport.px_per_pt * factor)
    top = page.rect_px(box).center()
    top.setY(page.rect_px(box).top() + own.px(2.0))
    furniture.draw_north_arrow(page.painter, own, top, scene.style, scene.lang, exact=True)


def draw_scale(page: Page, box: QRectF, scene: Scene, viewport: Viewport) -> None:
    """Draw the scale in figures and as a bar that fills its box."""
    page.ground(box)
    letters = sheet_style().letters
    text = t("sheet.scale", scene.lang, denominator=f"{printed_denominator(viewport):,.0f}")
    row = QRectF(box.left(), box.top(), box.width(), box.height() * 0.42)
    page.fitted_text(row, text, letters.text_pt, "medium", align=Align.AlignHCenter)
    most_px = max(page.rect_px(box).width() - viewport.px(34.0), viewport.px(20.0))
    bar = furniture.scale_bar(viewport, most_px)
    corner = QPointF(
        page.rect_px(box).center().x() + bar.width_px / 2 + viewport.px(12.0),
        page.rect_px(box).bottom() - viewport.px(2.0),
    )
    furniture.draw_scale_bar(page.painter, viewport, corner, scene.style, exact=True, most_px=most_px)


def freest_corner(
    frame: QRectF, width: float, height: float, gap: float, viewport: Viewport, area: shapely.Geometry
) -> QRectF:
    """Corner of a map that covers least of an area, the lower right one first."""
    lefts, tops = (
        (frame.right() - gap - width, frame.left() + gap),
        (
            frame.bottom() - gap - height,
            frame.top() + gap,
        ),
    )
    corners = [QRectF(left, top, width, height) for top in tops for left in lefts]
    land = shapely.box(*viewport.shown).intersection(area)

    def covered(box: QRectF) -> float:
        inside = box.translated(-frame.topLeft())
        west, north = viewport.to_metres(inside.topLeft() * PX_PER_MM)
        east, south = viewport.to_metres(inside.bottomRight() * PX_PER_MM)
        return float(shapely.area(shapely.clip_by_rect(land, west, south, east, north)))

    return min(corners, key=covered)
