"""Letters on the map: fonts, safe texts, and words with a halo that stay readable on any ground."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)

from ui.cartography.style import LabelStyle, map_style

WEIGHTS = {"normal": QFont.Weight.Normal, "medium": QFont.Weight.Medium, "bold": QFont.Weight.Bold}
FACES_OF = "示例Aa09≥²→✓✗▲▼"
"""Letters of every kind that sheets have: one font seldom has them all."""
KEPT_IMAGES = 3000
KEPT_FITS = 20_000
KEPT_OUTLINES = 3000
KEPT_KEYS = 1000
_fits: dict[tuple[object, ...], tuple[str, float]] = {}
_wraps: dict[tuple[object, ...], tuple[str, ...]] = {}
_widths: dict[tuple[object, ...], float] = {}
_images: OrderedDict[tuple[object, ...], QImage] = OrderedDict()
_keys: dict[int, tuple[QFont, tuple[object, ...]]] = {}
"""What tells shared fonts apart: asking Qt takes longer than all that is done with it."""
_outlines: OrderedDict[tuple[object, ...], QPainterPath] = OrderedDict()
_outlines_lock = Lock()


@lru_cache(maxsize=256)
def font_px(size_px: int, weight: str = "normal", italic: bool = False, exact: bool = False) -> QFont:
    """Font of the map in pixels, shared: whoever changes it takes a copy.

    ``exact`` keeps widths in proportion to the size, for paper.
    """
    font = QFont()
    font.setFamilies(list(map_style().fonts.families))
    font.setPixelSize(max(1, size_px))
    font.setWeight(WEIGHTS[weight])
    font.setItalic(italic)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    # Local forms swap digits for look-alikes, ligatures join letters: a PDF then cannot name them one by one,
    # and nobody could search for them.
    for feature in ("locl", "liga", "dlig"):
        font.setFeature(QFont.Tag(feature), 0)
    if exact:
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if len(_keys) > KEPT_KEYS:
        _keys.clear()
    _keys[id(font)] = (font, _made_key(font))
    return font


def faces(weight: str = "normal") -> tuple[str, ...]:
    """Names of the fonts that this computer draws Chinese, Latin letters and signs with, in order."""
    layout = QTextLayout(FACES_OF, font_px(40, weight))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return tuple(sorted({run.rawFont().familyName() for run in layout.glyphRuns()}))


def label_font(style: LabelStyle, px_per_pt: float, *, exact: bool) -> QFont:
    """Font of one kind of label."""
    return font_px(round(style.size_pt * px_per_pt), style.weight, style.italic, exact)


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """Text without line breaks, tabs and signs that cannot be printed or turn the writing round."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def fitted(text: str, font: QFont, max_px: float) -> tuple[str, float]:
    """Text cut with an ellipsis to at most ``max_px``, and its width."""
    key = (text, _font_key(font), max_px)
    known = _fits.get(key)
    if known is not None:
        return known
    metrics = QFontMetricsF(font)
    line = one_line(text)
    width = metrics.horizontalAdvance(line)
    if width > max_px > 0:
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, max_px)
        width = metrics.horizontalAdvance(line)
    if len(_fits) > KEPT_FITS:
        _fits.clear()
    _fits[key] = (line, width)
    return line, width


def line_width(text: str, font: QFont) -> float:
    """Width of a text on one line, pixels."""
    key = (text, font.letterSpacing(), _font_key(font))
    known = _widths.get(key)
    if known is None:
        if len(_widths) > KEPT_FITS:
            _widths.clear()
        known = _widths[key] = QFontMetricsF(font).horizontalAdvance(one_line(text))
    return known


def _font_key(font: QFont) -> tuple[object, ...]:
    known = _keys.get(id(font))
    return known[1] if known is not None and known[0] is font else _made_key(font)


def _made_key(font: QFont) -> tuple[object, ...]:
    return font.pixelSize(), font.weight(), font.italic(), font.hintingPreference(), font.family()


def wrapped(
    text: str,
    font: QFont,
    width_px: float,
    most_lines: int,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> list[str]:
    """Lines of a text that is at most so wide; what does not fit into ``most_lines`` is left out."""
    key = (text, _font_key(font), width_px, most_lines, elide)
    known = _wraps.get(key)
    if known is None:
        if len(_wraps) > KEPT_FITS:
            _wraps.clear()
        known = _wraps[key] = tuple(_wrapped(text, font, width_px, most_lines, elide))
    return list(known)


def _wrapped(text: str, font: QFont, width_px: float, most_lines: int, elide: Qt.TextElideMode) -> list[str]:
    layout = QTextLayout(one_line(text), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    starts: list[int] = []
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width_px)
        starts.append(line.textStart())
        lines.append(layout.text()[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    if len(lines) > most_lines:
        rest = layout.text()[starts[most_lines - 1] :]
        lines = [*lines[: most_lines - 1], QFontMetricsF(font).elidedText(rest, elide, width_px)]
    return lines or [""]


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
    key = (text, _font_key(font), colour.rgba(), halo.rgba(), halo_px)
    image = _images.get(key)
    metrics = QFontMetricsF(font)
    ascent, descent = metrics.ascent(), metrics.descent()
    if image is None:
        size = (int(rect.width()) + 2 * margin + 2, int(ascent + descent) + 2 * margin + 2)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as inner:
            _letters(inner, text, font, QPointF(margin, margin + int(ascent)), colour, halo, halo_px)
        # What was painted on keeps Qt's painting engine, 130 kB for a name of 5 kB; a copy has none.
        image = _images[key] = image.copy()
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
        path = _outline(text, font).translated(origin)
        pen = QPen(halo, 2 * halo_px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.setPen(colour)
    painter.setFont(font)
    painter.drawText(origin, text)
    painter.restore()


def _outline(text: str, font: QFont) -> QPainterPath:
    """Outline of a line of text from (0, 0).

    Kept, because Qt sets the letters a hair differently when it has had to open the font again in between:
    the same sheet would not be the same file twice.
    """
    key = (text, _font_key(font))
    # Sheets are drawn on threads of their own beside the map on the screen.
    with _outlines_lock:
        path = _outlines.get(key)
        if path is None:
            path = QPainterPath()
            path.addText(QPointF(), font, text)
            _outlines[key] = path
            if len(_outlines) > KEPT_OUTLINES:
                _outlines.popitem(last=False)
        else:
            _outlines.move_to_end(key)
    return path
