"""A map of many counties on one sheet: each in its class, numbered as in the list beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyproj
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from shapely.geometry.base import BaseGeometry

from layers.coordinates.crs import transformer
from layers.disk.atomic import atomic_write
from models.kernel.arrays import Floats, Objects
from models.kernel.text import Lang, t
from ui.cartography.furniture import draw_north_arrow, draw_scale_bar, scale_bar
from ui.cartography.hatching import draw_segments, hatch_segments
from ui.cartography.labels import Taken
from ui.cartography.layerdraw import mixed
from ui.cartography.legend import theme_entries
from ui.cartography.letters import draw_haloed
from ui.cartography.paths import rings_of
from ui.cartography.style import MapStyle, map_style
from ui.cartography.themes import NO_DATA, Theme
from ui.cartography.viewport import Viewport
from ui.printing.blocks import Align, Cell, Column, TableBlock, TextBlock
from ui.printing.compose import MAPS, Element, PagePlan
from ui.printing.layout import Strips, sheet_style, strips
from ui.printing.legendblocks import LegendBlock
from ui.printing.mapframe import area_path, fitted
from ui.printing.page import Page
from ui.printing.write import write_pdf

PANEL_SHARE = 0.3
LEAST_ROWS = 5
FURNITURE_PT = 9.0
"""Scale bar and north arrow from the edge of the map."""
GRID_OF_LETTER = 8
"""Cells to the height of a letter in which the map remembers what is taken."""


@dataclass(frozen=True)
class ListedCounty:
    """A row of the list, and an area of the map where there is an outline.

    Parameters
    ----------
    number
        By which map and list name it.
    outline
        As :class:`models.province.results.CountyResult` has it.
    value
        What decides its class; NaN for no data.
    cells
        What the list says of it beside number and name.
    """

    number: str
    name: str
    outline: str
    value: float
    cells: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CountiesMap:
    """What such a sheet shows.

    Attributes
    ----------
    theme
        Classes of the counties that have an outline, in their order (see :func:`drawn`).
    heads
        Heads of the list, number and name first, with the share of its width that each takes.
    points
        Places marked on the map: longitude and latitude in degrees, and name.
    notes
        What is not on the map.
    """

    title: str
    subtitle: str
    theme: Theme
    heading: str
    heads: tuple[tuple[str, float], ...]
    rows: tuple[ListedCounty, ...]
    points: tuple[tuple[float, float, str], ...] = ()
    notes: tuple[str, ...] = ()


def drawn(rows: Sequence[ListedCounty]) -> tuple[ListedCounty, ...]:
    """Those that have an outline."""
    return tuple(row for row in rows if row.outline)


def write_counties_map(chart: CountiesMap, path: Path, lang: Lang, made_on: date) -> None:
    """Write the map as one lying A3 page, atomically; at least one county must have an outline."""
    style = map_style()
    page = _page(chart, lang, style)

    def write(target: Path) -> None:
        for _ in write_pdf([page], target, style, title=chart.title, identity=chart.title, day=made_on):
            pass

    atomic_write(path, write)


@dataclass(frozen=True, eq=False)
class Land:
    """Areas and marked points of a map in metres."""

    areas: Objects
    points: Floats


def in_metres(outlines: Sequence[str], points: Sequence[tuple[float, float, str]] = ()) -> Land:
    """What is given in degrees, on a plane about its middle on which areas are true (Lambert, azimuthal)."""
    degrees = shapely.from_wkb(np.array(outlines, dtype=object))
    left, bottom, right, top = shapely.total_bounds(degrees)
    plane = pyproj.CRS(f"+proj=laea +lat_0={(bottom + top) / 2} +lon_0={(left + right) / 2} +ellps=GRS80")
    to_plane = transformer(4490, plane)

    def move(lonlat: Floats) -> Floats:
        return np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))

    moved: Objects = shapely.transform(degrees, move)
    lonlat = np.array([point[:2] for point in points], dtype=np.float64).reshape(-1, 2)
    return Land(moved, move(lonlat) if len(lonlat) else lonlat)


# -- the page ------------------------------------------------------------------------------------------------
def _page(chart: CountiesMap, lang: Lang, style: MapStyle) -> PagePlan:
    paper: Strips = strips("A3", "landscape")
    lengths = sheet_style().layout
    padding = lengths.panel_padding_mm * paper.scale
    panel = QRectF(paper.middle)
    panel.setLeft(paper.middle.right() - PANEL_SHARE * paper.middle.width())
    frame = QRectF(paper.middle)
    frame.setRight(panel.left())
    shown = drawn(chart.rows)
    land = in_metres([row.outline for row in shown], chart.points)
    bounds = tuple(float(side) for side in shapely.total_bounds(land.areas))
    viewport = fitted(bounds, frame, paper.scale, margin=lengths.county_margin)  # type: ignore[arg-type]

    def draw_title(page: Page, box: QRectF) -> None:
        upper = QRectF(box.left(), box.top(), box.width(), 0.62 * box.height())
        page.fitted_text(upper, chart.title, sheet_style().letters.title_pt, "bold", align=Align.AlignHCenter)
        lower = QRectF(box.left(), upper.bottom(), box.width(), 0.3 * box.height())
        size, muted = sheet_style().letters.subtitle_pt, style.page.muted.q
        page.fitted_text(lower, chart.subtitle, size, align=Align.AlignHCenter, colour=muted)

    def draw_ground(page: Page, box: QRectF) -> None:
        painter, rect = page.painter, page.rect_px(box)
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        painter.translate(rect.topLeft())
        draw_areas(painter, land.areas, chart.theme, viewport, style, 0.6 * page.px_per_pt)
        taken = _mark_points(page, chart, land, viewport, style)
        for covered in _furniture(painter, viewport, style, lang):
            taken.take(covered)
        middles = shapely.point_on_surface(land.areas)
        for row, point in zip(shown, middles, strict=True):
            _put_name(page, row, viewport.to_px(point.x, point.y), taken, style)

    def draw_panel(page: Page, box: QRectF) -> None:
        _draw_panel(page, box.adjusted(padding, padding, -padding, -padding), chart, lang)

    def draw_frame(page: Page, box: QRectF) -> None:
        page.frame(paper.outer, lengths.frame_width_pt, style.page.frame.q)
        page.frame(panel, lengths.thin_width_pt, style.page.panel_line.q)

    elements = (
        Element("map", frame, frame, draw_ground, MAPS, viewport=viewport),
        Element("title", paper.title, paper.title, draw_title),
        Element("panel", panel, panel, draw_panel),
        Element("frame", QRectF(), QRectF(), draw_frame),
    )
    size = (paper.page.width(), paper.page.height())
    names = tuple(element.id for element in elements)
    return PagePlan("counties", "counties", chart.title, size, paper.scale, elements, names, paper.outer)


def _furniture(painter: QPainter, viewport: Viewport, style: MapStyle, lang: Lang) -> tuple[QRectF, QRectF]:
    """Scale bar at the lower left, north arrow at the upper right; returns what they cover."""
    edge, size = viewport.px(FURNITURE_PT), viewport.rect_px
    bar = scale_bar(viewport, viewport.px(style.furniture.scalebar_width_pt))
    # Room for half of its last number, which stands below its end.
    corner = QPointF(size.left() + bar.width_px + 5 * edge, size.bottom() - edge)
    top = QPointF(size.right() - 2 * edge, size.top() + edge)
    return (
        draw_scale_bar(painter, viewport, corner, style, exact=True),
        draw_north_arrow(painter, viewport, top, style, lang, exact=True),
    )


def draw_areas(
    painter: QPainter, areas: Objects, theme: Theme, viewport: Viewport, style: MapStyle, edge_px: float
) -> None:
    """Counties in their classes; those without data hatched."""
    edge = QPen(style.page.muted.q, edge_px)
    for area, number in zip(areas, theme.classes, strict=True):
        path = area_path(area, viewport)
        if number == NO_DATA:
            painter.fillPath(path, style.palette.nodata.q)
            _hatch(painter, area, viewport, style)
        else:
            painter.fillPath(path, mixed(theme.colours[number], style.page.land, style.palette.opacity))
        painter.strokePath(path, edge)


def _mark_points(page: Page, chart: CountiesMap, land: Land, viewport: Viewport, style: MapStyle) -> Taken:
    """Marked places with their names; returns where nothing else may stand."""
    font = page.font(sheet_style().letters.small_pt, "medium")
    height = 1.2 * font.pixelSize()
    size = viewport.rect_px.bottomRight()
    taken = Taken(size.x(), size.y(), height / GRID_OF_LETTER)
    for (x, y), (_, _, name) in zip(land.points.tolist(), chart.points, strict=True):
        at = viewport.to_px(x, y)
        side = 0.8 * height
        sign = QRectF(at.x() - side / 2, at.y() - side / 2, side, side)
        page.painter.fillRect(sign, style.page.text.q)
        box = QRectF(
            sign.right() + 0.3 * side, at.y() - height / 2, page.width_mm(name, font) * page.px_per_mm, height
        )
        halo = 0.18 * font.pixelSize()
        draw_haloed(
            page.painter, name, font, box, style.page.text.q, style.page.halo.q, halo, as_letters=True
        )
        taken.take(sign)
        taken.take(box)
    return taken


def _hatch(painter: QPainter, area: BaseGeometry, viewport: Viewport, style: MapStyle) -> None:
    rings = rings_of(np.array([area], dtype=object))
    palette = style.palette
    segments = hatch_segments(
        viewport.to_px_array(rings.xy),
        rings.starts,
        rings.feature,
        palette.nodata_spacing_pt * viewport.px_per_pt,
        within=viewport.rect_px,
        rising=False,
    )
    draw_segments(
        painter, segments, QPen(palette.nodata_hatch.q, palette.nodata_width_pt * viewport.px_per_pt)
    )


def _put_name(page: Page, row: ListedCounty, centre: QPointF, taken: Taken, style: MapStyle) -> None:
    """Number and name where nothing else stands; else the number alone, which the list explains."""
    letters = sheet_style().letters
    long, short = (f"{row.number} {row.name}", letters.text_pt), (row.number, letters.small_pt)
    for (text, size), lines in ((long, 0), (long, 1), (short, 0), (short, 1), (short, -1)):
        font = page.font(size, "medium")
        width, height = page.width_mm(text, font) * page.px_per_mm, 1.2 * font.pixelSize()
        middle = centre.y() + 1.2 * lines * height
        box = QRectF(centre.x() - width / 2, middle - height / 2, width, height)
        if not taken.has_label(box):
            break
    taken.take(box)
    halo = 0.18 * font.pixelSize()
    draw_haloed(page.painter, text, font, box, style.page.text.q, style.page.halo.q, halo, as_letters=True)


# -- beside the map ------------------------------------------------------------------------------------------
def _draw_panel(page: Page, box: QRectF, chart: CountiesMap, lang: Lang) -> None:
    """Legend, counties in order, and what is not on the map."""
    gap = sheet_style().rows.block_gap_mm * page.scale
    entries = tuple(theme_entries(chart.theme, page.style, lang))
    legend = LegendBlock(page, t("province.map.legend", lang), entries, box.width())
    legend.draw(page, 0, box.left(), box.top())
    top = box.top() + legend.height_mm(0) + gap
    below = TextBlock(page, chart.notes, box.width()) if chart.notes else None
    room = box.bottom() - top - (below.height_mm(0) + gap if below is not None else 0.0)
    table = _table(page, chart, chart.rows, box.width())
    table = _table(
        page, chart, both_ends(chart.rows, max(table.rows_within(room), LEAST_ROWS), lang), box.width()
    )
    table.draw(page, 0, box.left(), top)
    top += table.height_mm(0)
    if below is not None:
        below.draw(page, 0, box.left(), top + gap)


def both_ends(rows: Sequence[ListedCounty], most: int, lang: Lang) -> tuple[ListedCounty, ...]:
    """As many counties as there is room for: the first and the last, which are asked for, not the middle."""
    if len(rows) <= most:
        return tuple(rows)
    head = (most - 1) // 2
    tail = most - 1 - head
    said = t("province.map.between", lang, count=len(rows) - head - tail)
    gap = ListedCounty("…", said, "", float("nan"), tuple("" for _ in rows[0].cells))
    return (*rows[:head], gap, *rows[len(rows) - tail :])


def _table(page: Page, chart: CountiesMap, listed: Sequence[ListedCounty], width_mm: float) -> TableBlock:
    rows = tuple((Cell(row.number), Cell(row.name), *(Cell(cell) for cell in row.cells)) for row in listed)
    columns = tuple(
        Column(head, share, Align.AlignLeft if index < 2 else Align.AlignRight)
        for index, (head, share) in enumerate(chart.heads)
    )
    return TableBlock(page, chart.heading, columns, rows, LEAST_ROWS, width_mm, "", wraps=1, is_dense=True)
