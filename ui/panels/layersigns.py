"""The map's signs in the layer list: what a layer or a family looks like, line by line, with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from models.county.layer import Layer
from models.facilities.facility import Family, Status
from models.kernel.text import Lang, t
from ui.cartography.legend import LegendEntry, ground_entries
from ui.cartography.style import map_style
from ui.cartography.symbols import Symbol, draw_symbol
from ui.cartography.viewport import SCREEN_PX_PER_PT

SIGN_PX = QSize(20, 14)
_RATIO = 2
SCENE_GROUPS = {"years": ("years",), "theme": ("theme",), "coverage": ("coverage", "uncovered")}
"""Which lines of the map's legend stand under which row of the list."""


def icon_of(entry: LegendEntry) -> QIcon:
    """The sign of a legend's line."""
    picture = QPixmap(SIGN_PX * _RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_RATIO, _RATIO)
        entry.paint(painter, QRectF(QPointF(1, 1), SIGN_PX.toSizeF() - QSize(2, 2)), SCREEN_PX_PER_PT)
    picture.setDevicePixelRatio(_RATIO)
    return QIcon(picture)


def of_scene(entries: Sequence[LegendEntry], row: str) -> list[LegendEntry]:
    """Lines of the map's legend that belong under a row: ``years``, ``theme`` or ``coverage``."""
    return [entry for entry in entries if entry.key.partition(".")[0] in SCENE_GROUPS[row]]


def of_family(
    family: Family,
    states: Mapping[str, int],
    entries: Sequence[LegendEntry],
    lang: Lang,
    *,
    dark: bool,
) -> list[LegendEntry]:
    """A line for each status of a family's facilities, given how many have it; of shelters also how full."""
    lines = [
        LegendEntry(
            f"status.{family}.{status}",
            "",
            t(f"choice.status.{status}", lang),
            states[status],
            partial(_paint_symbol, Symbol(family, status), dark),
        )
        for status in Status
        if states.get(status)
    ]
    if family is Family.SHELTER:
        lines += [entry for entry in entries if entry.key.startswith("occupancy.")]
    return lines if len(lines) > 1 or not states.get(Status.EXISTING) else []


def of_layer(layer: Layer, lang: Lang, *, dark: bool) -> list[LegendEntry]:
    """The signs that the map draws a layer with; none of one that is not shown."""
    return ground_entries((layer,), map_style(dark), lang) if layer.visible else []


def _paint_symbol(symbol: Symbol, dark: bool, painter: QPainter, box: QRectF, px_per_pt: float) -> None:
    size = min(box.width(), box.height(), 11.0 * px_per_pt)
    draw_symbol(painter, symbol, box.center(), size, dark=dark, px_per_pt=px_per_pt)
