"""Icons drawn for this program (resources/icons), in the colour of the text beside them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from models.kernel.resources import RESOURCES
from ui.core.themes import current_theme

ICONS = RESOURCES / "icons"
SIZES_PX = (16, 20, 32, 40)
VERDICT_ICONS = {"pass": "pass", "fail": "fail", "nodata": "nodata", "info": "bullet"}


@cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def _svg(name: str, colour: str) -> bytes:
    return _source(name).replace("currentColor", colour).encode()


@cache
def pixmap(name: str, colour: str, size_px: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of ``size_px`` logical pixels on a screen of the given pixel ratio."""
    kept = _drawn(QSvgRenderer(QByteArray(_svg(name, colour))), round(size_px * ratio))
    kept.setDevicePixelRatio(ratio)
    return kept


def _drawn(drawing: QSvgRenderer, side_px: int) -> QPixmap:
    picture = QPixmap(side_px, side_px)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        drawing.render(painter, QRectF(0, 0, side_px, side_px))
    return picture.copy()  # without Qt's painting engine, which is ten times as large as the picture


@cache
def _icon(name: str, colour: str, active: str, disabled: str) -> QIcon:
    icon = QIcon()
    for (used, _), picture in _pictures(name, tuple(dict.fromkeys((colour, active, disabled)))).items():
        if used == colour:
            icon.addPixmap(picture, QIcon.Mode.Normal, QIcon.State.Off)
        if used == active:
            icon.addPixmap(picture, QIcon.Mode.Normal, QIcon.State.On)
        if used == disabled:
            icon.addPixmap(picture, QIcon.Mode.Disabled, QIcon.State.Off)
    return icon


def _pictures(name: str, colours: tuple[str, ...]) -> dict[tuple[str, int], QPixmap]:
    """A drawing in each colour and size, cut out of one sheet: a painter for each takes twice as long."""
    side = max(SIZES_PX)
    places = {
        (colour, size): QRect(sum(SIZES_PX[:column]), row * side, size, size)
        for row, colour in enumerate(colours)
        for column, size in enumerate(SIZES_PX)
    }
    sheet = QPixmap(sum(SIZES_PX), len(colours) * side)
    sheet.fill(Qt.GlobalColor.transparent)
    with QPainter(sheet) as painter:
        drawings = {colour: QSvgRenderer(QByteArray(_svg(name, colour))) for colour in colours}
        for (colour, _), place in places.items():
            drawings[colour].render(painter, QRectF(place))
    return {key: sheet.copy(place) for key, place in places.items()}


def icon(name: str, colour: str = "") -> QIcon:
    """Return an icon in the theme's text colour, or in a colour of its own."""
    theme = current_theme()
    return _icon(name, colour or theme.text, colour or theme.accent, theme.disabled)


@cache
def swatch(colour: str, size_px: int = 14) -> QIcon:
    """Return a small square of one colour, with an edge that shows on any ground."""
    picture = QPixmap(size_px * 2, size_px * 2)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colour))
        painter.setPen(QColor(0, 0, 0, 70))
        painter.drawRoundedRect(QRectF(1, 1, size_px * 2 - 2, size_px * 2 - 2), 5, 5)
    picture.setDevicePixelRatio(2)
    return QIcon(picture)


def icon_of_program(size_px: int) -> QPixmap:
    """Return the program's own picture."""
    return QIcon(str(ICONS / "haven.svg")).pixmap(QSize(size_px, size_px))
