"""Letters on the map: fonts, safe texts, and words with a halo that stay readable on any ground."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from ui.cartography.style import LabelStyle, map_style

WEIGHTS = {"normal": QFont.Weight.Normal, "medium": QFont.Weight.Medium, "bold": QFont.Weight.Bold}
KEPT_IMAGES = 3000
_images: OrderedDict[tuple[object, ...], QImage] = OrderedDict()


@lru_cache(maxsize=256)
def font_px(size_px: int, weight: str = "normal", italic: bool = False, exact: bool = False) -> QFont:
    """Font of the map in pixels. ``exact`` keeps widths in proportion to the size, for paper."""
    font = QFont()
    font.setFamilies(list(map_style().fonts.families))
    font.setPixelSize(max(1, size_px))
    font.setWeight(WEIGHTS[weight])
    font.setItalic(italic)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if exact:
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def label_font(style: LabelStyle, px_per_pt: float, *, exact: bool) -> QFont:
    """Font of one kind of label."""
    return font_px(round(style.size_pt * px_per_pt), style.weight, style.italic, exact)


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """Text without line breaks, tabs and signs that cannot be printed or turn the writing round."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@lru_cache(maxsize=20000)
def _fitted(text: str, font_key: str, size_px: int, max_px: float) -> tuple[str, float]:
    font = QFont()
    font.fromString(font_key)
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text)
    if width > max_px > 0:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max_px)
        width = metrics.horizontalAdvance(text)
    return text, width


def fitted(text: str, font: QFont, max_px: float) -> tuple[str, float]:
    """Text cut with an ellipsis to at most ``max_px``, and its width."""
    return _fitted(one_line(text), font.toString(), font.pixelSize(), max_px)


@lru_cache(maxsize=256)
def _heights(font_key: str) -> tuple[float, float]:
    font = QFont()
    font.fromString(font_key)
    metrics = QFontMetricsF(font)
    return metrics.ascent(), metrics.descent()


def line_height(font: QFont) -> float:
    """Height that a line of a font takes: Chinese fonts claim much more than their letters need."""
    return font.pixelSize() * 1.18


def draw_haloed(
    painter: QPainter,
    text: str,
    font: QFont,
    rect: QRectF,
    colour: QColor,
    halo: QColor,
    halo_px: float,
    *,
    as_letters: bool,
) -> None:
    """Draw a line of text centred in ``rect``.

    Parameters
    ----------
    as_letters
        Write letters (which can be searched for in a PDF) instead of a kept image of them, which is quicker.
    """
    baseline = rect.center().y() + font.pixelSize() * 0.36
    if as_letters:
        _letters(painter, text, font, QPointF(rect.left(), baseline), colour, halo, halo_px)
        return
    margin = int(halo_px) + 2
    key = (text, font.toString(), colour.rgba(), halo.rgba(), halo_px)
    image = _images.get(key)
    ascent, descent = _heights(font.toString())
    if image is None:
        size = (int(rect.width()) + 2 * margin + 2, int(ascent + descent) + 2 * margin + 2)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        inner = QPainter(image)
        _letters(inner, text, font, QPointF(margin, margin + int(ascent)), colour, halo, halo_px)
        inner.end()
        _images[key] = image
        if len(_images) > KEPT_IMAGES:
            _images.popitem(last=False)
    else:
        _images.move_to_end(key)
    painter.drawImage(round(rect.left()) - margin, round(baseline) - margin - int(ascent), image)


def _letters(
    painter: QPainter, text: str, font: QFont, origin: QPointF, colour: QColor, halo: QColor, halo_px: float
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if halo_px > 0:
        path = QPainterPath()
        path.addText(origin, font, text)
        pen = QPen(halo, 2 * halo_px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.setPen(colour)
    painter.setFont(font)
    painter.drawText(origin, text)
    painter.restore()
