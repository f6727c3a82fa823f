"""Drawing of layers: areas, then lines, then points, each in the order of the layer list.

What may take long is drawn in steps, so that a window can do other things between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from models.county.layer import Layer, Role
from ui.cartography.dots import draw_dots, draw_specks
from ui.cartography.paths import Chunk
from ui.cartography.pens import Canvas
from ui.cartography.prepared import NO_SPECKS, PreparedGeometry, Specks, prepare
from ui.cartography.style import Colour, MapStyle, RoleStyle, blend
from ui.cartography.symbols import draw_marker
from ui.cartography.themes import NO_DATA, Theme

SMOOTH_CHUNKS = 60
"""Fills of up to so many visible paths get smooth edges."""
STEP_CHUNKS = 8
"""Paths of one step: some milliseconds even with wide pens."""
UNCLASSED_ROAD = "local"
BAND_COARSENESS = 4.0


def mixed(colour: Colour, ground: Colour, share: float) -> QColor:
    """Opaque colour that looks like ``share`` of ``colour`` over ``ground``: neighbours leave no seams."""
    return Colour(blend(colour, ground, share)).q


def _stroked(canvas: Canvas, chunks: Iterable[Chunk], pen: QPen) -> Iterator[None]:
    """Stroke what is visible of some paths, step by step."""
    seen = list(canvas.visible(chunks))
    for start in range(0, len(seen), STEP_CHUNKS):
        canvas.stroke(seen[start : start + STEP_CHUNKS], pen)
        yield


def _filled(canvas: Canvas, chunks: Sequence[Chunk], colour: QColor, *, smooth: bool) -> Iterator[None]:
    """Fill what is visible of some paths, step by step."""
    for start in range(0, len(chunks), STEP_CHUNKS):
        canvas.fill(chunks[start : start + STEP_CHUNKS], colour, smooth=smooth)
        yield


def draw_land(canvas: Canvas, outlines: Sequence[Layer]) -> Iterator[None]:
    """Draw the land of the county, which is the areas of some layers, and a soft band around it."""
    style = canvas.style
    band = style.role[Role.COUNTY]
    for layer in outlines:
        prepared = prepare(layer)
        areas = prepared.areas(canvas.viewport.metres_per_px)
        if band.band is not None:
            # So wide and soft a line needs few vertices, and each costs much at that width.
            edges = prepared.edges(BAND_COARSENESS * canvas.viewport.metres_per_px)
            for share, strength in ((1.0, 0.35), (0.55, 0.75)):
                colour = mixed(band.band, style.page.paper, strength)
                canvas.stroke(edges, canvas.pen(colour, 2 * band.band_width_pt * share))
                yield
        canvas.fill(areas, style.page.land.q, smooth=False)


def draw_theme(canvas: Canvas, layer: Layer, theme: Theme) -> Iterator[None]:
    """Colour the units of a layer by their class; units without data are hatched."""
    palette, land = canvas.style.palette, canvas.style.page.land
    keys = np.full(len(layer), NO_DATA, dtype=np.intp)
    count = min(len(keys), len(theme.classes))
    keys[:count] = theme.classes[:count]
    metres, parts = canvas.viewport.metres_per_px, list(prepare(layer).near(canvas.shown()))
    by_class: dict[int, list[Chunk]] = {}
    for rows, part in parts:
        for chunk in canvas.visible(part.areas(metres, keys[rows])):
            by_class.setdefault(chunk.key, []).append(chunk)
        yield
    for number, chunks in by_class.items():
        if number == NO_DATA:
            yield from _filled(canvas, chunks, palette.nodata.q, smooth=False)
            pen = canvas.pen(palette.nodata_hatch.q, palette.nodata_width_pt)
            for rows, part in parts:
                rings = part.rings(metres).of(keys[rows] == NO_DATA)
                yield from canvas.hatch(rings, pen, palette.nodata_spacing_pt, rising=False)
        else:
            colour = mixed(theme.colours[number], land, palette.opacity)
            yield from _filled(canvas, chunks, colour, smooth=False)


def _by_size(canvas: Canvas, prepared: PreparedGeometry) -> tuple[Specks, PreparedGeometry]:
    """Areas too small to be seen on a screen as more than a speck, and all others."""
    if canvas.options.for_print:
        return NO_SPECKS, prepared
    return prepared.split(canvas.viewport.metres_per_px)


def draw_areas(canvas: Canvas, layer: Layer, style: RoleStyle) -> Iterator[None]:
    """Fill and hatch the polygons of a layer."""
    prepared = prepare(layer)
    if not prepared.has_areas or (style.fill is None and style.hatch is None):
        return
    specks, solid = _by_size(canvas, prepared)
    yield from solid.made_ready()
    metres, parts = canvas.viewport.metres_per_px, []
    chunks: list[Chunk] = []
    in_sight, seen = canvas.in_sight(), 0
    for _, part in solid.near(canvas.shown()):
        parts.append(part)
        areas = part.areas(metres)
        chunks += canvas.visible(areas)
        seen += sum(chunk.meets(in_sight) for chunk in areas)
        yield
    canvas.painter.setOpacity(layer.opacity)
    if style.fill is not None:
        if style.edge is None:
            draw_specks(canvas, specks.xy, specks.size_m, style.fill.q)
        yield from _filled(canvas, chunks, style.fill.q, smooth=seen <= SMOOTH_CHUNKS)
    if style.hatch is not None:
        pen = canvas.pen(style.hatch.q, style.hatch_width_pt)
        for part in parts:
            for rising in style.hatch_directions:
                yield from canvas.hatch(part.rings(metres), pen, style.hatch_spacing_pt, rising=rising)
    canvas.painter.setOpacity(1.0)


def draw_lines(canvas: Canvas, layer: Layer, style: RoleStyle) -> Iterator[None]:
    """Stroke the borders of a layer's polygons, and its lines (roads by class)."""
    prepared = prepare(layer)
    metres = canvas.viewport.metres_per_px
    canvas.painter.setOpacity(layer.opacity)
    if prepared.has_areas and style.edge is not None:
        specks, solid = _by_size(canvas, prepared)
        yield from solid.made_ready()
        pen = canvas.pen(style.edge.q, style.edge_width_pt, style.edge_dash)
        draw_specks(canvas, specks.xy, specks.size_m, pen.color())
        for _, part in solid.near(canvas.shown()):
            yield from _stroked(canvas, part.edges(metres, once=bool(style.edge_dash)), pen)
    if prepared.has_lines:
        yield from prepared.made_ready()
        if layer.role == Role.ROADS:
            yield from _draw_roads(canvas, layer)
        elif style.line is not None:
            factor = canvas.style.scaling.road_factor(canvas.viewport.scale_denominator)
            pen = canvas.pen(style.line.q, style.line_width_pt * factor)
            for _, part in prepared.near(canvas.shown()):
                yield from _stroked(canvas, part.lines(metres), pen)
    canvas.painter.setOpacity(1.0)


def road_classes(layer: Layer, style: MapStyle) -> NDArray[np.intp]:
    """Class of each road, shape (n,): its place in ``style.road``, least important first."""
    names = list(style.road)

    @cache  # a few words in a hundred thousand rows
    def place(word: str) -> int:
        known = style.road_key.get(word.strip().casefold(), UNCLASSED_ROAD)
        return len(names) - 1 - names.index(known)

    return np.fromiter(map(place, layer.text("road_class")), dtype=np.intp, count=len(layer))


def known_road_classes(layer: Layer, style: MapStyle) -> NDArray[np.intp]:
    """:func:`road_classes`, computed once per table."""
    return prepare(layer).kept("road_classes", lambda: road_classes(layer, style))


def _draw_roads(canvas: Canvas, layer: Layer) -> Iterator[None]:
    style, viewport = canvas.style, canvas.viewport
    keys = known_road_classes(layer, style)
    yield
    by_class: dict[int, list[Chunk]] = {}
    for rows, part in prepare(layer).near(canvas.shown()):
        for chunk in canvas.visible(part.lines(viewport.metres_per_px, keys[rows])):
            by_class.setdefault(chunk.key, []).append(chunk)
        yield
    factor = style.scaling.road_factor(viewport.scale_denominator)
    changed = layer.style
    drawn = []
    for name, road in reversed(list(style.road.items())):
        number = len(style.road) - 1 - list(style.road).index(name)
        limit = road.max_denominator
        if number in by_class and (limit is None or viewport.scale_denominator <= limit):
            drawn.append((road, by_class[number]))
    least_pt = style.scaling.casing_from_pt
    for road, chunks in drawn:
        if road.casing is not None and road.width_pt * factor >= least_pt:
            width = road.width_pt * factor + 2 * road.casing_width_pt
            yield from _stroked(canvas, chunks, canvas.pen(road.casing.q, width))
    for road, chunks in drawn:
        width = road.width_pt * factor
        fill = road.fill
        if road.casing is not None and width < least_pt:
            fill = road.casing
        if changed.line_color:
            fill = Colour(changed.line_color)
        if changed.line_width_pt is not None:
            width = changed.line_width_pt
        yield from _stroked(canvas, chunks, canvas.pen(fill.q, width, road.dash))


def draw_points(canvas: Canvas, layer: Layer, style: RoleStyle) -> None:
    """Draw the points of a layer."""
    if style.point is None:
        return
    xy, _ = prepare(layer).points
    if not len(xy):
        return
    canvas.painter.setOpacity(layer.opacity)
    size_pt = style.point_size_pt * canvas.style.scaling.symbol_factor(canvas.viewport.scale_denominator)
    if style.point_shape == "dot" or len(xy) > 2000:
        draw_dots(canvas, xy, style.point.q, size_pt)
    else:
        size_px = canvas.viewport.px(size_pt)
        for x, y in canvas.viewport.to_px_array(xy):
            if (
                -size_px < x < canvas.viewport.width_px + size_px
                and -size_px < y < canvas.viewport.height_px + size_px
            ):
                draw_marker(
                    canvas.painter, style.point_shape, style.point.q, canvas.style.symbol.paper.q,
                    QPointF(x, y), size_px,
                )  # fmt: skip
    canvas.painter.setOpacity(1.0)


def draw_coverage(canvas: Canvas, chunks: Sequence[Chunk], colour: QColor) -> None:
    """Tint the region within reach."""
    style = canvas.style.coverage
    tint, line = QColor(colour), QColor(colour)
    tint.setAlphaF(style.fill_opacity)
    line.setAlphaF(style.line_opacity)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    canvas.fill(chunks, tint, smooth=False)
    canvas.stroke(chunks, canvas.pen(line, style.line_width_pt, style.dash))
