"""The legend: what the scene shows, in words and signs, with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from models.county.layer import Layer, Role
from models.facilities.facility import Family, Status
from models.kernel.text import Lang, t
from models.project.years import band_text
from ui.cartography.hatching import hatch_rect
from ui.cartography.layerdraw import known_road_classes, mixed
from ui.cartography.options import SceneOptions
from ui.cartography.prepared import by_hazard, hazard_of, prepare
from ui.cartography.style import MapStyle, RoadStyle, RoleStyle
from ui.cartography.symbols import LOADS, Symbol, draw_marker, draw_symbol
from ui.cartography.themes import NO_DATA, Theme

Paint = Callable[[QPainter, QRectF, float], None]
GROUND_ROLES = (Role.HAZARDS, Role.WATER, Role.FOREST, Role.BUILTUP, Role.SEAT)
PEOPLE_ROLES = (Role.VILLAGES, Role.DEMAND, Role.POPULATION_GRID)
OWN_NAME_ROLES = (Role.REFERENCE, Role.BASEMAP)


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend.

    Parameters
    ----------
    group
        Title of the group it stands in; entries of one group follow each other. May be empty.
    count
        How many there are; ``None`` where a number would say nothing.
    paint
        Draws the sign into a rectangle, given the pixels per point.
    """

    key: str
    group: str
    text: str
    count: int | None
    paint: Paint


def facility_entries(
    symbols: Sequence[Symbol], options: SceneOptions, bands: Sequence[tuple[int, int]] = ()
) -> list[LegendEntry]:
    """One line per family that the map shows, per status, and per band of years that planned ones are of."""
    lang = options.lang
    families = Counter(symbol.family for symbol in symbols)
    states = Counter(symbol.status for symbol in symbols)
    entries = [
        LegendEntry(
            f"family.{family}",
            t("map.legend.facilities", lang),
            t(f"family.{family}.plural", lang),
            families[family],
            _symbol_sign(Symbol(family), options),
        )
        for family in Family
        if families[family]
    ]
    if len(states) > 1 or (states and Status.EXISTING not in states):
        shown = next(family for family in Family if families[family])
        entries += [
            LegendEntry(
                f"status.{status}",
                t("map.legend.status", lang),
                t(f"choice.status.{status}", lang),
                states[status],
                _symbol_sign(Symbol(shown, status), options),
            )
            for status in Status
            if states[status]
        ]
    entries += _year_entries(symbols, options, bands)
    loads = Counter(symbol.load for symbol in symbols)
    entries += [
        LegendEntry(
            f"occupancy.{load}",
            t("map.occupancy.title", lang),
            t(f"occupancy.{load}", lang),
            loads[load],
            _symbol_sign(Symbol(Family.SHELTER, load=load), options),
        )
        for load in LOADS
        if loads[load]
    ]
    return entries


def _year_entries(
    symbols: Sequence[Symbol], options: SceneOptions, bands: Sequence[tuple[int, int]]
) -> list[LegendEntry]:
    ringed = [symbol for symbol in symbols if symbol.band >= 0]
    counts = Counter(symbol.band for symbol in ringed)
    group = t("map.legend.years", options.lang)
    return [
        LegendEntry(
            f"years.{at}",
            group,
            band_text(band, options.lang),
            counts[at],
            _symbol_sign(Symbol(ringed[0].family, Status.PLANNED, band=at), options),
        )
        for at, band in enumerate(bands)
        if counts[at]
    ]


def theme_entries(theme: Theme | None, style: MapStyle, lang: Lang) -> list[LegendEntry]:
    """One line per class of the theme, and one for no data if there is any."""
    if theme is None:
        return []
    numbers = [*range(len(theme.colours)), *([NO_DATA] if theme.count(NO_DATA) else [])]
    return [
        LegendEntry(
            f"theme.{theme.key}.{number}",
            theme.title(lang),
            theme.class_text(number, lang),
            theme.count(number),
            _class_sign(theme, number, style),
        )
        for number in numbers
    ]


def coverage_entries(
    region_key: str | None, uncovered_key: str | None, uncovered: int, style: MapStyle, lang: Lang
) -> list[LegendEntry]:
    """Lines for the tinted region and the places outside reach."""
    entries = []
    group = t("map.legend.coverage", lang)
    if region_key is not None:
        colour = style.family[style.coverage.family_of(region_key)].color.q
        entries.append(
            LegendEntry(
                f"coverage.{region_key}", group, t(f"map.coverage.{region_key}", lang), None,
                _region_sign(colour, style),
            )
        )  # fmt: skip
    if uncovered_key is not None:
        entries.append(
            LegendEntry(
                f"uncovered.{uncovered_key}", group, t(f"map.uncovered.{uncovered_key}", lang), uncovered,
                _growing_sign(style.coverage.uncovered.q, style.coverage.uncovered_size_pt),
            )
        )  # fmt: skip
    return entries


def ground_entries(layers: Sequence[Layer], style: MapStyle, lang: Lang) -> list[LegendEntry]:
    """Lines for visible layers: hazards, water, land, the roads that there are, the planner's own layers."""
    group = t("map.legend.ground", lang)
    entries: list[LegendEntry] = []
    seen: set[str] = set()
    roles = Counter(role for _, role in {(layer.id, layer.role) for layer in layers})
    parts = [part for layer in layers for part in by_hazard(layer)]
    ids = Counter(part.id for part in parts)
    for layer in sorted(parts, key=lambda item: _ground_order(item.role)):
        if layer.role == Role.ROADS:
            present = set(known_road_classes(layer, style).tolist())
            for index, (name, road) in enumerate(style.road.items()):
                key = f"road.{name}"
                if len(style.road) - 1 - index in present and key not in seen:
                    seen.add(key)
                    entries.append(
                        LegendEntry(key, group, t(f"map.road.{name}", lang), None, _road_sign(road))
                    )
            continue
        hazard = hazard_of(layer)
        own = style.layer(layer.role, layer.style, hazard)
        is_ground = layer.role in GROUND_ROLES
        if layer.role in OWN_NAME_ROLES or (is_ground and roles[layer.role] > 1):
            key, text = f"layer.{layer.id}", layer.title(lang)
        elif is_ground or (layer.role in PEOPLE_ROLES and len(prepare(layer).points[0])):
            key, text = f"role.{layer.role}", t(f"role.{layer.role}", lang)
        else:
            continue
        if ids[layer.id] > 1:
            key, kind = f"{key}.{hazard}", t(f"map.hazard.{hazard or 'other'}", lang)
            text = kind if roles[layer.role] == 1 else t("map.legend.hazard", lang, layer=text, kind=kind)
        if key not in seen:
            seen.add(key)
            entries.append(LegendEntry(key, group, text, len(layer), _layer_sign(layer, own, style)))
    return entries


def _ground_order(role: Role) -> int:
    order = (*GROUND_ROLES, Role.ROADS, *PEOPLE_ROLES)
    return order.index(role) if role in order else len(order)


def _swatch(box: QRectF) -> QRectF:
    height = min(box.height(), box.width() * 0.62)
    return QRectF(box.left(), box.center().y() - height / 2, box.width(), height)


def _symbol_sign(symbol: Symbol, options: SceneOptions) -> Paint:
    return symbol_sign(symbol, dark=options.dark, black_and_white=options.black_and_white)


def symbol_sign(symbol: Symbol, *, dark: bool = False, black_and_white: bool = False) -> Paint:
    """Drawing of a facility's symbol into a box."""

    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        size = min(box.width(), box.height(), 11.0 * px_per_pt) * (0.8 if symbol.band >= 0 else 1.0)
        draw_symbol(
            painter, symbol, box.center(), size,
            dark=dark, black_and_white=black_and_white, px_per_pt=px_per_pt,
        )  # fmt: skip

    return paint


def _class_sign(theme: Theme, number: int, style: MapStyle) -> Paint:
    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        swatch = _swatch(box)
        palette = style.palette
        if number == NO_DATA:
            painter.fillRect(swatch, palette.nodata.q)
            pen = QPen(palette.nodata_hatch.q, palette.nodata_width_pt * px_per_pt)
            hatch_rect(painter, swatch, pen, palette.nodata_spacing_pt * 0.7 * px_per_pt, rising=False)
        else:
            painter.fillRect(swatch, mixed(theme.colours[number], style.page.land, palette.opacity))
        _outline(painter, swatch, style.page.muted.q, 0.4 * px_per_pt)

    return paint


def _region_sign(colour: QColor, style: MapStyle) -> Paint:
    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        swatch = _swatch(box)
        tint = QColor(colour)
        tint.setAlphaF(style.coverage.fill_opacity * 1.5)
        painter.fillRect(swatch, tint)
        pen = QPen(colour, style.coverage.line_width_pt * px_per_pt)
        pen.setDashPattern([length / style.coverage.line_width_pt for length in style.coverage.dash])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(swatch)

    return paint


def _dot_sign(colour: QColor, size_pt: float) -> Paint:
    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        painter.save()
        draw_marker(painter, "dot", colour, colour, box.center(), size_pt * px_per_pt)
        painter.restore()

    return paint


def _growing_sign(colour: QColor, size_pt: float) -> Paint:
    """Three dots, larger from left to right: as the people whom they stand for."""

    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        painter.save()
        for place, size in ((0.12, 0.75), (0.4, 1.2), (0.78, 1.8)):
            at = QPointF(box.left() + place * box.width(), box.center().y())
            draw_marker(painter, "dot", colour, colour, at, size * size_pt * px_per_pt)
        painter.restore()

    return paint


def _road_sign(road: RoadStyle) -> Paint:
    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = (QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
        if road.casing is not None:
            pen = QPen(road.casing.q, (road.width_pt + 2 * road.casing_width_pt) * px_per_pt)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(*ends)
        pen = QPen(road.fill.q, road.width_pt * px_per_pt)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if road.dash:
            pen.setDashPattern([length / road.width_pt for length in road.dash])
        painter.setPen(pen)
        painter.drawLine(*ends)
        painter.restore()

    return paint


def _layer_sign(layer: Layer, own: RoleStyle, style: MapStyle) -> Paint:
    prepared = prepare(layer)

    def paint(painter: QPainter, box: QRectF, px_per_pt: float) -> None:
        painter.save()
        painter.setOpacity(layer.opacity)
        swatch = _swatch(box)
        if prepared.has_areas:
            if own.fill is not None:
                painter.fillRect(swatch, own.fill.q)
            if own.hatch is not None:
                pen = QPen(own.hatch.q, own.hatch_width_pt * px_per_pt)
                for rising in own.hatch_directions:
                    spacing = own.hatch_spacing_pt * 0.7 * px_per_pt
                    hatch_rect(painter, swatch, pen, spacing, rising=rising)
            if own.edge is not None:
                dash = tuple(length / own.edge_width_pt for length in own.edge_dash)
                _outline(painter, swatch, own.edge.q, own.edge_width_pt * px_per_pt, dash)
        elif prepared.has_lines and own.line is not None:
            painter.setPen(QPen(own.line.q, own.line_width_pt * px_per_pt))
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
        elif own.point is not None:
            size = max(own.point_size_pt * px_per_pt, 2.0)
            draw_marker(painter, own.point_shape, own.point.q, style.symbol.paper.q, box.center(), size)
        painter.restore()

    return paint


def _outline(
    painter: QPainter, rect: QRectF, colour: QColor, width_px: float, dash: tuple[float, ...] = ()
) -> None:
    pen = QPen(colour, width_px)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if dash:
        pen.setDashPattern(list(dash))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
