"""Symbols of facilities: family by shape, glyph and colour, status by fill, class by size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

from models.facilities.facility import Facility, Family, Status
from reports.symbols import signs
from ui.cartography.style import MapStyle, map_style

TOKEN = re.compile(r"[MLCZ]|-?\d+(?:\.\d+)?")
ARGUMENTS = {"M": 2, "L": 2, "C": 6}


LOADS = {"partial": 0.5, "full": 0.0, "over": 0.0}
"""Loads that are drawn, with the share of the bar that stays empty."""


@dataclass(frozen=True)
class Symbol:
    """What a symbol says of a facility.

    Parameters
    ----------
    load
        People in a shelter against its room: ``partial``, ``full`` or ``over``; empty without people.
    band
        Which of the bands of years what is planned shall be finished in, for its ring; -1 without a ring.
    """

    family: Family
    status: Status = Status.EXISTING
    facility_class: str = ""
    load: str = ""
    band: int = -1


def symbol_of(facility: Facility, load: str = "", band: int = -1) -> Symbol:
    """Symbol of a facility."""
    own_class = map_style().family[facility.family].class_field
    facility_class = str(getattr(facility, own_class, ""))
    return Symbol(facility.family, Status(facility.status), facility_class, load, band)


def symbol_size_pt(symbol: Symbol) -> float:
    """Width of a symbol at full size, points (the map draws it smaller when zoomed out)."""
    style = map_style()
    family = style.family[symbol.family]
    return (
        family.size_pt
        * family.class_scale.get(symbol.facility_class, 1.0)
        * style.status[symbol.status].scale
    )


def path_of(data: str) -> QPainterPath:
    """Outline of absolute M, L, C and Z path data.

    Raises
    ------
    ValueError
        The data hold anything else.
    """
    if TOKEN.sub("", data).strip(" ,"):
        raise ValueError(f"not plain path data: {data!r}")
    path = QPainterPath()
    tokens = TOKEN.findall(data)
    position = 0
    while position < len(tokens):
        command = tokens[position]
        position += 1
        if command == "Z":
            path.closeSubpath()
            continue
        needed = ARGUMENTS[command]
        numbers = [float(token) for token in tokens[position : position + needed]]
        position += needed
        points = [QPointF(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if command == "M":
            path.moveTo(points[0])
        elif command == "L":
            path.lineTo(points[0])
        else:
            path.cubicTo(*points)
    return path


@cache
def outline(data: str) -> QPainterPath:
    """Path data of a shape or glyph, one unit wide, centred on the origin."""
    box = float(signs().box)
    return QTransform().scale(1 / box, 1 / box).translate(-box / 2, -box / 2).map(path_of(data))


def draw_symbol(
    painter: QPainter,
    symbol: Symbol | Facility,
    centre_px: QPointF,
    size_px: float,
    *,
    selected: bool = False,
    dark: bool = False,
    black_and_white: bool = False,
    px_per_pt: float | None = None,
) -> None:
    """Draw a symbol of ``size_px`` width around a pixel; used by map, legend, tables and buttons.

    Parameters
    ----------
    px_per_pt
        Pixels per point, for outline widths; by default in proportion to the symbol's own full size.
    """
    if isinstance(symbol, Facility):
        symbol = symbol_of(symbol)
    style = map_style(dark, black_and_white)
    if px_per_pt is None:
        px_per_pt = size_px / symbol_size_pt(symbol)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre_px)
    if selected:
        _draw_ring(painter, style, symbol, size_px, px_per_pt)
    if symbol.status == Status.REJECTED:
        _draw_cross(painter, style, size_px, px_per_pt)
    else:
        if symbol.band >= 0 and not selected:
            _draw_year(painter, style, symbol, size_px, px_per_pt)
        _draw_body(painter, style, symbol, size_px, px_per_pt)
        if symbol.load in LOADS:
            _draw_load(painter, style, symbol, size_px, px_per_pt)
    painter.restore()


def _draw_body(painter: QPainter, style: MapStyle, symbol: Symbol, size_px: float, px_per_pt: float) -> None:
    family, status = style.family[symbol.family], style.status[symbol.status]
    colour, paper = family.color.q, style.symbol.paper.q
    paints = {"solid": colour, "paper": paper}
    to_size = QTransform.fromScale(size_px, size_px)
    body = to_size.map(outline(family.shape))
    line_px = style.symbol.outline_pt * px_per_pt
    # A thin ring of ground keeps neighbours apart, and a planned symbol readable on any colour.
    painter.strokePath(body, _pen(paper, 2 * line_px if status.outline == "halo" else 3 * line_px))
    painter.fillPath(body, QBrush(paints[status.fill]))
    if status.outline in ("solid", "dashed"):
        painter.strokePath(body, _pen(colour, line_px, dashed=status.outline == "dashed"))
    if size_px >= style.symbol.glyph_from_pt * px_per_pt and status.glyph in paints:
        inner = size_px if status.glyph == "paper" else 0.9 * size_px
        glyph = QTransform.fromScale(inner, inner).map(outline(family.glyph))
        painter.fillPath(glyph, QBrush(paints[status.glyph]))


def _draw_cross(painter: QPainter, style: MapStyle, size_px: float, px_per_pt: float) -> None:
    half = 0.36 * size_px
    cross = QPainterPath()
    for sign in (1, -1):
        cross.moveTo(-half, -half * sign)
        cross.lineTo(half, half * sign)
    line_px = 1.6 * style.symbol.outline_pt * px_per_pt
    painter.strokePath(cross, _pen(style.symbol.paper.q, 2.2 * line_px))
    painter.strokePath(cross, _pen(style.symbol.rejected.q, line_px))


def _draw_load(painter: QPainter, style: MapStyle, symbol: Symbol, size_px: float, px_per_pt: float) -> None:
    """Draw a bar at the foot: half filled, filled, or in the warning colour and wider than the symbol."""
    is_over = symbol.load == "over"
    colour = style.symbol.overloaded.q if is_over else style.family[symbol.family].color.q
    line_px = style.symbol.outline_pt * px_per_pt
    width, height = (1.3 if is_over else 0.9) * size_px, max(0.24 * size_px, 2.2 * line_px)
    bar = QRectF(-width / 2, size_px / 2 - height / 2, width, height)
    painter.setPen(_pen(style.symbol.paper.q, 2 * line_px))
    painter.setBrush(style.symbol.paper.q)
    painter.drawRect(bar)
    painter.setPen(_pen(colour, 0.8 * line_px))
    painter.drawRect(bar)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRect(bar.adjusted(0, 0, -LOADS[symbol.load] * width, 0))


def _draw_year(painter: QPainter, style: MapStyle, symbol: Symbol, size_px: float, px_per_pt: float) -> None:
    """Draw a ring in the colour of the year that it shall be finished in."""
    line_px = style.symbol.outline_pt * px_per_pt
    ring = QTransform.fromScale(size_px + 3.6 * line_px, size_px + 3.6 * line_px)
    shape = ring.map(outline(style.family[symbol.family].shape))
    painter.strokePath(shape, _pen(style.symbol.paper.q, 2.4 * line_px))
    painter.strokePath(shape, _pen(style.palette.year[symbol.band].q, 1.5 * line_px))


def ring_room_px(style: MapStyle, px_per_pt: float) -> float:
    """How far beyond its body the ring of a selected symbol reaches, pixels."""
    return 3.5 * style.symbol.outline_pt * px_per_pt


def _draw_ring(painter: QPainter, style: MapStyle, symbol: Symbol, size_px: float, px_per_pt: float) -> None:
    line_px = style.symbol.outline_pt * px_per_pt
    ring = QTransform.fromScale(size_px + 5 * line_px, size_px + 5 * line_px)
    shape = ring.map(outline(style.family[symbol.family].shape))
    painter.strokePath(shape, _pen(style.symbol.paper.q, 4 * line_px))
    painter.strokePath(shape, _pen(style.symbol.selected.q, 2 * line_px))


def _pen(colour: QColor, width_px: float, *, dashed: bool = False) -> QPen:
    pen = QPen(colour, width_px)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([2.0, 1.4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def draw_marker(
    painter: QPainter, shape: str, colour: QColor, paper: QColor, centre_px: QPointF, size_px: float
) -> None:
    """Draw a plain point sign of a layer: ``dot`` or a shape of ``symbols.toml``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape == "dot":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(centre_px, size_px / 2, size_px / 2)
        return
    data = signs().shape[shape]
    path = QTransform.fromScale(size_px, size_px).map(outline(data)).translated(centre_px)
    painter.strokePath(path, _pen(paper, size_px * 0.22))
    painter.fillPath(path, QBrush(colour))
