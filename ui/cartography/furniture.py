"""Scale bar, north arrow and the ticks of the graticule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from models.kernel.text import Lang, t
from ui.cartography.letters import draw_haloed, font_px, line_height
from ui.cartography.style import MapStyle
from ui.cartography.viewport import Viewport

ROUND_STEPS = (1.0, 2.0, 5.0)
MINUTE_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300)
CGCS2000_EPSG = 4490


@dataclass(frozen=True)
class ScaleBar:
    """A round length and how long it is drawn."""

    length_m: float
    width_px: float
    parts: int

    def label(self, share: float) -> str:
        """Text at a share (0..1) of the bar, in the bar's unit."""
        per_unit = 1000.0 if self.length_m >= 1000 else 1.0
        return f"{self.length_m * share / per_unit:g}"

    @property
    def unit(self) -> str:
        """Unit of the labels."""
        return "km" if self.length_m >= 1000 else "m"


def scale_bar(viewport: Viewport, most_px: float) -> ScaleBar:
    """Longest round bar (1, 2 or 5 times a power of ten) that is at most ``most_px`` wide."""
    most_m = most_px * viewport.metres_per_px
    power = 10.0 ** np.floor(np.log10(most_m))
    factor = max(step for step in ROUND_STEPS if step * power <= most_m * (1 + 1e-9))
    length = factor * power
    return ScaleBar(float(length), float(length / viewport.metres_per_px), 4 if factor != 5.0 else 5)


def round_denominator(denominator: float) -> float:
    """Return the next round scale that shows at least as much: 1:71,300 becomes 1:75,000."""
    power = 10.0 ** np.floor(np.log10(denominator))
    steps = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.5, 8.0, 9.0, 10.0)
    return float(next(step * power for step in steps if step * power >= denominator * (1 - 1e-9)))


def draw_scale_bar(
    painter: QPainter,
    viewport: Viewport,
    right_bottom: QPointF,
    style: MapStyle,
    *,
    exact: bool = False,
    most_px: float | None = None,
) -> QRectF:
    """Draw a scale bar whose lower right corner is at a pixel; returns what it covers."""
    own = style.furniture
    bar = scale_bar(viewport, viewport.px(own.scalebar_width_pt) if most_px is None else most_px)
    font = font_px(round(viewport.px(own.text_pt)), exact=exact)
    metrics = QFontMetricsF(font)
    last = f"{bar.label(1.0)} {bar.unit}"
    height = viewport.px(own.scalebar_height_pt)
    over = metrics.horizontalAdvance(last) / 2 + 2
    text_height = line_height(font)
    left = right_bottom.x() - bar.width_px - over
    top = right_bottom.y() - text_height - height - viewport.px(1.5)
    line = viewport.px(0.6)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    ground = QRectF(left, top, bar.width_px, height)
    painter.fillRect(ground.adjusted(-line * 2, -line * 2, line * 2, line * 2), style.page.halo.q)
    part = bar.width_px / bar.parts
    for index in range(bar.parts):
        colour = style.furniture.line.q if index % 2 == 0 else style.page.halo.q
        painter.fillRect(QRectF(left + index * part, top, part, height), colour)
    pen = QPen(style.furniture.line.q, line)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(ground)
    painter.restore()
    marks = [(0.0, bar.label(0.0)), (1.0, last)]
    middle = bar.label(0.5)
    # A short bar has no room for a number in its middle beside the last, which has the unit.
    needed = (metrics.horizontalAdvance(middle) + metrics.horizontalAdvance(last)) / 2 + viewport.px(2.0)
    if bar.parts % 2 == 0 and bar.width_px / 2 >= needed:
        marks.insert(1, (0.5, middle))
    for share, text in marks:
        width = metrics.horizontalAdvance(text)
        rect = QRectF(
            left + share * bar.width_px - width / 2, top + height + viewport.px(1.0), width, text_height
        )
        draw_haloed(
            painter,
            text,
            font,
            rect,
            style.page.text.q,
            style.page.halo.q,
            viewport.px(1.4),
            as_letters=exact,
        )
    return QRectF(left - over, top, bar.width_px + 2 * over, right_bottom.y() - top)


def draw_north_arrow(
    painter: QPainter,
    viewport: Viewport,
    top_centre: QPointF,
    style: MapStyle,
    lang: Lang,
    *,
    exact: bool = False,
) -> QRectF:
    """Draw a north arrow below a pixel; returns what it covers."""
    height = viewport.px(style.furniture.north_height_pt)
    arrow_height = 0.62 * height
    half = 0.32 * arrow_height
    x, y = top_centre.x(), top_centre.y()
    notch = y + 0.78 * arrow_height
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(style.furniture.line.q, viewport.px(0.6))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    for side, fill in ((-1, style.furniture.line.q), (1, style.page.halo.q)):
        path = QPainterPath(QPointF(x, y))
        path.lineTo(x + side * half, y + arrow_height)
        path.lineTo(x, notch)
        path.closeSubpath()
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawPath(path)
    painter.restore()
    font = font_px(round(viewport.px(style.furniture.text_pt)), "medium", exact=exact)
    text = t("map.north", lang)
    width = QFontMetricsF(font).horizontalAdvance(text)
    rect = QRectF(x - width / 2, y + arrow_height + viewport.px(1.0), width, line_height(font))
    draw_haloed(
        painter, text, font, rect, style.page.text.q, style.page.halo.q, viewport.px(1.4), as_letters=exact
    )
    return QRectF(x - max(half, width / 2), y, 2 * max(half, width / 2), rect.bottom() - y)


@dataclass(frozen=True)
class Tick:
    """Where a meridian or parallel crosses the edge of the map."""

    edge: str
    at_px: float
    text: str


def graticule_ticks(viewport: Viewport, crs_epsg: int, most_ticks: int = 7) -> tuple[Tick, ...]:
    """Crossings of round meridians with the upper and lower edge, of round parallels with left and right."""
    to_degrees = _to_degrees(crs_epsg)
    minx, miny, maxx, maxy = viewport.shown
    samples = np.linspace(0.0, 1.0, 41)
    ticks: list[Tick] = []
    along_x, along_y = minx + samples * (maxx - minx), miny + samples * (maxy - miny)
    longitudes = [to_degrees(along_x, np.full_like(along_x, y))[0] for y in (maxy, miny)]
    latitudes = [to_degrees(np.full_like(along_y, x), along_y)[1] for x in (minx, maxx)]
    if not np.isfinite(np.concatenate((*longitudes, *latitudes))).all():
        return ()
    step = _minute_step(longitudes[0][0], longitudes[0][-1], most_ticks)
    for edge, values in zip(("top", "bottom"), longitudes, strict=True):
        for minute in _minutes(values, step):
            share = float(np.interp(minute / 60, values, samples))
            ticks.append(Tick(edge, share * viewport.width_px, degree_text(minute, "E", "W")))
    step = _minute_step(latitudes[0][0], latitudes[0][-1], most_ticks)
    for edge, values in zip(("left", "right"), latitudes, strict=True):
        for minute in _minutes(values, step):
            share = float(np.interp(minute / 60, values, samples))
            ticks.append(Tick(edge, (1 - share) * viewport.height_px, degree_text(minute, "N", "S")))
    return tuple(ticks)


def degree_text(minutes: int, positive: str, negative: str) -> str:
    """Degrees and minutes of a number of minutes: 6942 is 115°42′E."""
    whole, rest = divmod(abs(minutes), 60)
    return f"{whole}°{rest:02d}′{positive if minutes >= 0 else negative}"


def _minute_step(low: float, high: float, most: int) -> int:
    span = abs(high - low) * 60
    return next((step for step in MINUTE_STEPS if span / step <= most), MINUTE_STEPS[-1])


def _minutes(values: np.ndarray, step: int) -> range:
    first = int(np.ceil(values[0] * 60 / step - 1e-9)) * step
    return range(first, int(np.floor(values[-1] * 60 + 1e-9)) + 1, step)


@lru_cache(maxsize=8)
def _to_degrees(crs_epsg: int) -> Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    # Imported here: it takes a while, and the map on the screen does not need it.
    from pyproj import Transformer

    transformer = Transformer.from_crs(crs_epsg, CGCS2000_EPSG, always_xy=True)

    def to_degrees(x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        longitude, latitude = transformer.transform(x_m, y_m)
        return longitude, latitude

    return to_degrees


def draw_ticks(
    painter: QPainter, frame_px: QRectF, ticks: tuple[Tick, ...], px_per_pt: float, style: MapStyle
) -> None:
    """Draw ticks inward from the frame of a map, and their texts outside it."""
    length = 4.0 * px_per_pt
    font = font_px(round(style.furniture.graticule_text_pt * px_per_pt), exact=True)
    metrics = QFontMetricsF(font)
    colour: QColor = style.furniture.graticule.q
    painter.save()
    painter.setPen(QPen(colour, 0.5 * px_per_pt))
    gap = 1.6 * px_per_pt
    for tick in ticks:
        width = metrics.horizontalAdvance(tick.text)
        sideways = tick.edge in ("left", "right")
        limit = frame_px.height() if sideways else frame_px.width()
        if not width * 0.7 < tick.at_px < limit - width * 0.7:
            continue
        painter.save()
        if sideways:
            x = frame_px.left() if tick.edge == "left" else frame_px.right()
            y = frame_px.top() + tick.at_px
            inward = length if tick.edge == "left" else -length
            painter.drawLine(QPointF(x, y), QPointF(x + inward, y))
            painter.translate(x + (-gap if tick.edge == "left" else gap + font.pixelSize() * 0.78), y)
            painter.rotate(-90)
        else:
            y = frame_px.top() if tick.edge == "top" else frame_px.bottom()
            x = frame_px.left() + tick.at_px
            inward = length if tick.edge == "top" else -length
            painter.drawLine(QPointF(x, y), QPointF(x, y + inward))
            painter.translate(x, y + (-gap if tick.edge == "top" else gap + font.pixelSize() * 0.78))
        painter.setFont(font)
        painter.setPen(style.page.muted.q)
        painter.drawText(QPointF(-width / 2, 0.0), tick.text)
        painter.restore()
    painter.restore()
