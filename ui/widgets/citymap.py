"""A city's counties in the colours of their supply, with its depots; a click chooses a county."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from models.city.plan import CountyCover
from models.kernel.text import Lang, t
from ui.cartography.style import map_style
from ui.cartography.themes import NO_DATA, Theme
from ui.cartography.viewport import Viewport
from ui.core.guard import guarded
from ui.core.themes import current_theme
from ui.printing.city import cover_theme
from ui.printing.counties import Land, draw_areas, in_metres
from ui.printing.mapframe import area_path

_MARGIN = 0.04
_DEPOT_PX = 9.0


class CityMap(QWidget):
    """The map beside the table.

    Signals
    -------
    chosen(str)
        A county was clicked; its key.
    wanted(str)
        A county was clicked twice; its key.
    """

    chosen = Signal(str)
    wanted = Signal(str)

    def __init__(self, depots: Sequence[tuple[float, float, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._depots = tuple(depots)
        self._covers: tuple[CountyCover, ...] = ()
        self._land: Land | None = None
        self._theme: Theme | None = None
        self._shown = ""
        self.setMinimumSize(260, 200)

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        """Room for a map."""
        return QSize(520, 460)

    def show_covers(self, covers: Sequence[CountyCover]) -> None:
        """Colour the counties by one case."""
        drawn = tuple(one for one in covers if one.county.outline)
        if [one.county.key for one in drawn] != [one.county.key for one in self._covers]:
            self._land = in_metres([one.county.outline for one in drawn], self._depots) if drawn else None
        self._covers = drawn
        self._theme = cover_theme(drawn, map_style(current_theme().is_dark))
        self.update()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.show_covers(self._covers)

    def show_chosen(self, key: str) -> None:
        """Put a frame about a county."""
        self._shown = key
        self.update()

    def legend_text(self, lang: Lang) -> str:
        """What the colours mean, as rich text: classes that there are, with how many counties."""
        theme, style = self._theme, map_style(current_theme().is_dark)
        if theme is None:
            return ""
        parts = [theme.title(lang)]
        for number in (*range(len(theme.colours)), NO_DATA):
            if not theme.count(number):
                continue
            colour = style.palette.nodata_hatch if number == NO_DATA else theme.colours[number]
            words = escape(theme.class_text(number, lang))
            parts.append(f'<span style="color:{colour.q.name()}">■</span> {words} ({theme.count(number)})')
        return f"{' &nbsp; '.join(parts)}<br>{escape(t('city.map.depots', lang))}"

    def county_at(self, point: QPointF) -> str:
        """Key of the county at a pixel; empty beside all of them."""
        if self._land is None:
            return ""
        x, y = self._viewport().to_metres(point)
        inside = np.flatnonzero(shapely.intersects(self._land.areas, shapely.Point(x, y)))
        return self._covers[int(inside[0])].county.key if len(inside) else ""

    def _viewport(self) -> Viewport:
        assert self._land is not None
        left, bottom, right, top = shapely.total_bounds(self._land.areas)
        margin = _MARGIN * max(right - left, top - bottom)
        extent = (left - margin, bottom - margin, right + margin, top + margin)
        return Viewport(extent, float(self.width()), float(self.height()))

    # -- what the person does ------------------------------------------------------------------------------
    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if key := self.county_at(event.position()):
            self.chosen.emit(key)

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if key := self.county_at(event.position()):
            self.wanted.emit(key)

    # -- drawing -------------------------------------------------------------------------------------------
    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        style = map_style(current_theme().is_dark)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), style.page.land.q)
            if self._land is None or self._theme is None:
                return
            viewport = self._viewport()
            draw_areas(painter, self._land.areas, self._theme, viewport, style, 1.0)
            text = style.page.text.q
            painter.setPen(text)
            spots = [viewport.to_px(x, y) for x, y in self._land.points.tolist()]
            signs = [
                QRectF(at.x() - _DEPOT_PX / 2, at.y() - _DEPOT_PX / 2, _DEPOT_PX, _DEPOT_PX) for at in spots
            ]
            taken = list(signs)
            middles = shapely.point_on_surface(self._land.areas)
            for cover, middle in zip(self._covers, middles, strict=True):
                _write(painter, cover.county.name, viewport.to_px(middle.x, middle.y), taken)
            for (_, _, name), sign in zip(self._depots, signs, strict=True):
                painter.fillRect(sign, text)
                _write(painter, name, sign.center(), taken, (-1, 1))
            for cover, area in zip(self._covers, self._land.areas, strict=True):
                if cover.county.key == self._shown:
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(text, 3.0))
                    painter.drawPath(area_path(area, viewport))


def _write(
    painter: QPainter, words: str, at: QPointF, taken: list[QRectF], lines: Sequence[int] = (0, 1, -1)
) -> None:
    """A name about a point, on the first of some lines on which nothing else stands; else not at all."""
    metrics = painter.fontMetrics()
    width, height = float(metrics.horizontalAdvance(words)), float(metrics.height())
    for line in lines:
        box = QRectF(at.x() - width / 2, at.y() + 1.1 * line * height - height / 2, width, height)
        if not any(box.intersects(other) for other in taken):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, words)
            taken.append(box)
            return
