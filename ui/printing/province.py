"""A map of many counties: each in the class of its first figure, numbered as in the list beside it."""

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
from models.findings.numbers import figure_text
from models.kernel.arrays import Objects
from models.kernel.text import Lang, t
from models.kernel.version import VERSION
from models.province.combine import Rank, ranking
from models.province.results import CountyResult, province_spec
from reports.safe import clean_text
from reports.words import joined
from ui.cartography.hatching import draw_segments, hatch_segments
from ui.cartography.layerdraw import mixed
from ui.cartography.legend import theme_entries
from ui.cartography.letters import draw_haloed
from ui.cartography.paths import rings_of
from ui.cartography.style import MapStyle, map_style
from ui.cartography.themes import NO_DATA, Theme, breaks_for, classify
from ui.cartography.viewport import Viewport
from ui.printing.blocks import Align, Cell, Column, TableBlock, TextBlock
from ui.printing.compose import MAPS, Element, PagePlan
from ui.printing.layout import Strips, sheet_style, strips
from ui.printing.legendblocks import LegendBlock
from ui.printing.mapframe import area_path, fitted
from ui.printing.page import Page
from ui.printing.write import write_pdf

THEME = "area_per_resident"
PANEL_SHARE = 0.3
LEAST_ROWS = 5


@dataclass(frozen=True)
class _Land:
    """Counties with an outline: their ranks, the area of each in metres, what class each is in."""

    ranks: tuple[Rank, ...]
    areas: Objects
    theme: Theme


def write_province_map(
    results: Sequence[CountyResult], name: str, path: Path, lang: Lang, made_on: date
) -> None:
    """Write the map as one lying A3 page, atomically.

    Parameters
    ----------
    results
        Counties of which at least one has an outline; those that failed are left out, and named.
    name
        What all of them together are called.
    """
    style, paper = map_style(), strips("A3", "landscape")
    figure_id = province_spec().figures[0]
    ranks = ranking(results, figure_id)
    land = _land(ranks, style)
    title = t("province.map.title", lang, name=clean_text(name), figure=land.theme.title(lang))
    page = _page(results, ranks, land, paper, title, lang, made_on, style)

    def write(target: Path) -> None:
        for _ in write_pdf([page], target, style, title=title, identity=title, day=made_on):
            pass

    atomic_write(path, write)


def _land(ranks: Sequence[Rank], style: MapStyle) -> _Land:
    drawn = tuple(rank for rank in ranks if rank.result.outline)
    values = np.array([np.nan if rank.value is None else rank.value for rank in drawn], dtype=np.float64)
    asked = {(rank.figure.operator, rank.figure.target) for rank in drawn if rank.figure is not None}
    operator, limit = next(iter(asked)) if len(asked) == 1 else (None, None)
    target = limit if operator == ">=" else None
    own = style.theme[THEME]
    breaks = breaks_for(own, target)
    palette = own.palette if target is not None else own.palette_without_target or own.palette
    theme = Theme(
        THEME,
        "",
        values,
        breaks,
        target if target in breaks else None,
        classify(values, breaks),
        style.palette.of(palette),
        "m2_per_person",
        2,
    )
    return _Land(drawn, _in_metres([rank.result.outline for rank in drawn]), theme)


def _in_metres(outlines: Sequence[str]) -> Objects:
    """Areas given in degrees, on a plane about their middle on which areas are true (Lambert, azimuthal)."""
    degrees = shapely.from_wkb(np.array(outlines, dtype=object))
    left, bottom, right, top = shapely.total_bounds(degrees)
    plane = pyproj.CRS(f"+proj=laea +lat_0={(bottom + top) / 2} +lon_0={(left + right) / 2} +ellps=GRS80")
    to_plane = transformer(4490, plane)

    def move(lonlat: np.ndarray) -> np.ndarray:
        return np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))

    moved: Objects = shapely.transform(degrees, move)
    return moved


# -- the page ------------------------------------------------------------------------------------------------
def _page(
    results: Sequence[CountyResult],
    ranks: Sequence[Rank],
    land: _Land,
    paper: Strips,
    title: str,
    lang: Lang,
    made_on: date,
    style: MapStyle,
) -> PagePlan:
    lengths = sheet_style().layout
    padding = lengths.panel_padding_mm * paper.scale
    panel = QRectF(paper.middle)
    panel.setLeft(paper.middle.right() - PANEL_SHARE * paper.middle.width())
    frame = QRectF(paper.middle)
    frame.setRight(panel.left())
    bounds = tuple(float(side) for side in shapely.total_bounds(land.areas))
    viewport = fitted(bounds, frame, paper.scale, margin=lengths.county_margin)  # type: ignore[arg-type]

    def draw_title(page: Page, box: QRectF) -> None:
        upper = QRectF(box.left(), box.top(), box.width(), 0.62 * box.height())
        page.fitted_text(upper, title, sheet_style().letters.title_pt, "bold", align=Align.AlignHCenter)
        done = sum(one.is_done for one in results)
        said = t(
            "province.subtitle",
            lang,
            done=done,
            failed=len(results) - done,
            date=made_on.isoformat(),
            version=VERSION,
        )
        lower = QRectF(box.left(), upper.bottom(), box.width(), 0.3 * box.height())
        size = sheet_style().letters.subtitle_pt
        page.fitted_text(lower, said, size, align=Align.AlignHCenter, colour=style.page.muted.q)

    def draw_ground(page: Page, box: QRectF) -> None:
        _draw_map(page, box, land, viewport, style)

    def draw_panel(page: Page, box: QRectF) -> None:
        _draw_panel(page, box.adjusted(padding, padding, -padding, -padding), results, ranks, land, lang)

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
    return PagePlan("province", "province", title, size, paper.scale, elements, names, paper.outer)


def _draw_map(page: Page, box: QRectF, land: _Land, viewport: Viewport, style: MapStyle) -> None:
    """Counties in their classes; in each its number, and its name where there is room for it."""
    painter, frame = page.painter, page.rect_px(box)
    painter.setClipRect(frame, Qt.ClipOperation.IntersectClip)
    painter.translate(frame.topLeft())
    edge = QPen(style.page.muted.q, 0.6 * page.px_per_pt)
    for area, number in zip(land.areas, land.theme.classes, strict=True):
        path = area_path(area, viewport)
        if number == NO_DATA:
            painter.fillPath(path, style.palette.nodata.q)
            _hatch(painter, area, viewport, style)
        else:
            painter.fillPath(path, mixed(land.theme.colours[number], style.page.land, style.palette.opacity))
        painter.strokePath(path, edge)
    taken: list[QRectF] = []
    points = shapely.point_on_surface(land.areas)
    for rank, point in zip(land.ranks, points, strict=True):
        _put_name(page, rank, viewport.to_px(point.x, point.y), taken, style)


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


def _put_name(page: Page, rank: Rank, centre: QPointF, taken: list[QRectF], style: MapStyle) -> None:
    """Number and name where nothing else stands; else the number alone, which the table explains."""
    letters = sheet_style().letters
    number = "–" if rank.place is None else str(rank.place)
    for text, size in ((f"{number} {rank.result.name}", letters.text_pt), (number, letters.small_pt)):
        font = page.font(size, "medium")
        width, height = page.width_mm(text, font) * page.px_per_mm, 1.2 * font.pixelSize()
        box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
        if text == number or not any(box.intersects(other) for other in taken):
            break
    taken.append(box)
    halo = 0.18 * font.pixelSize()
    draw_haloed(page.painter, text, font, box, style.page.text.q, style.page.halo.q, halo, as_letters=True)


# -- beside the map ------------------------------------------------------------------------------------------
def _draw_panel(
    page: Page,
    box: QRectF,
    results: Sequence[CountyResult],
    ranks: Sequence[Rank],
    land: _Land,
    lang: Lang,
) -> None:
    """Legend, counties in order, and what is not on the map."""
    gap = sheet_style().rows.block_gap_mm * page.scale
    entries = tuple(theme_entries(land.theme, page.style, lang))
    legend = LegendBlock(page, t("province.map.legend", lang), entries, box.width())
    legend.draw(page, 0, box.left(), box.top())
    top = box.top() + legend.height_mm(0) + gap
    notes = _notes(results, lang)
    below = TextBlock(page, notes, box.width()) if notes else None
    room = box.bottom() - top - (below.height_mm(0) + gap if below is not None else 0.0)
    table = _table(page, ranks, box.width(), lang)
    shown = max(table.rows_within(room - page.line_mm(page.font(sheet_style().letters.small_pt))), LEAST_ROWS)
    level = max(len(ranks) - shown, 0)
    table.draw(page, level, box.left(), top)
    top += table.height_mm(level)
    if level:
        small = page.font(sheet_style().letters.small_pt)
        line = QRectF(box.left(), top, box.width(), page.line_mm(small))
        page.text(line, t("province.map.more", lang, count=level), small, colour=page.style.page.muted.q)
        top += line.height()
    if below is not None:
        below.draw(page, 0, box.left(), top + gap)


def _table(page: Page, ranks: Sequence[Rank], width_mm: float, lang: Lang) -> TableBlock:
    rows = []
    for rank in ranks:
        figure = rank.figure
        value = figure_text(rank.value, figure.unit if figure is not None else "", lang)
        rows.append(
            (
                Cell("–" if rank.place is None else str(rank.place)),
                Cell(rank.result.name),
                Cell(value),
                Cell(f"{rank.result.lacking:,} / {rank.result.townships_count:,}"),
            )
        )
    heads = (("place", 0.1), ("county", 0.36), ("area_per_resident", 0.26), ("lacking", 0.28))
    columns = tuple(
        Column(t(f"province.map.head.{key}", lang), share, Align.AlignLeft if index < 2 else Align.AlignRight)
        for index, (key, share) in enumerate(heads)
    )
    heading = t("province.map.ranking", lang)
    return TableBlock(page, heading, columns, tuple(rows), LEAST_ROWS, width_mm, "", wraps=1, is_dense=True)


def _notes(results: Sequence[CountyResult], lang: Lang) -> tuple[str, ...]:
    failed = [one.name for one in results if not one.is_done]
    no_area = [one.name for one in results if one.is_done and not one.outline]
    texts = []
    if failed:
        texts.append(t("province.note.failed", lang, names=joined(failed, lang)))
    if no_area:
        texts.append(t("province.map.no_area", lang, names=joined(no_area, lang)))
    return tuple(texts)
