"""A page to draw on in millimetres, with letters cut or wrapped so that nothing runs out of its place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.cartography.letters import font_px, line_width, one_line, wrapped
from ui.cartography.style import MapStyle
from ui.cartography.viewport import MM_PER_INCH, PT_PER_INCH
from ui.printing.layout import sheet_style

Align = Qt.AlignmentFlag
LINE_SPACING = 1.32
PX_PER_MM = 300.0 / MM_PER_INCH
"""Pages are laid out at 300 dots per inch, whatever they are drawn on: then they are the same everywhere."""
SMALLEST_SHARE = 0.55


@dataclass(frozen=True)
class Page:
    """A painter whose lengths are millimetres and whose letters are points of an A3 sheet.

    Parameters
    ----------
    scale
        Factor on letters and line widths against A3.
    """

    painter: QPainter
    scale: float
    style: MapStyle
    px_per_mm: float = PX_PER_MM

    @property
    def px_per_pt(self) -> float:
        """Pixels of a point of this sheet (a point of A3 times the paper's scale)."""
        return self.px_per_mm * MM_PER_INCH / PT_PER_INCH * self.scale

    def rect_px(self, rect_mm: QRectF) -> QRectF:
        """Rectangle in pixels."""
        k = self.px_per_mm
        return QRectF(rect_mm.left() * k, rect_mm.top() * k, rect_mm.width() * k, rect_mm.height() * k)

    def point_px(self, x_mm: float, y_mm: float) -> QPointF:
        """Point in pixels."""
        return QPointF(x_mm * self.px_per_mm, y_mm * self.px_per_mm)

    def font(self, size_pt: float, weight: str = "normal") -> QFont:
        """Letters of a size in points of A3."""
        least = sheet_style().letters.least_pt / self.scale
        return font_px(round(max(size_pt, least) * self.px_per_pt), weight, exact=True)

    def width_mm(self, text: str, font: QFont) -> float:
        """Width of a line of text."""
        return line_width(text, font) / self.px_per_mm

    def line_mm(self, font: QFont) -> float:
        """Distance of two lines of text."""
        return font.pixelSize() * LINE_SPACING / self.px_per_mm

    def text(
        self,
        rect_mm: QRectF,
        text: str,
        font: QFont,
        *,
        align: Align = Align.AlignLeft,
        colour: QColor | None = None,
    ) -> None:
        """Write one line, centred in the rectangle's height, cut with an ellipsis where it is too long."""
        box = self.rect_px(rect_mm)
        shown, width = one_line(text), line_width(text, font)
        if width > box.width():
            metrics = QFontMetricsF(font)
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, box.width() + 1.0)
            width = metrics.horizontalAdvance(shown)
        x = box.left()
        if align == Align.AlignRight:
            x = box.right() - width
        elif align == Align.AlignHCenter:
            x = box.center().x() - width / 2
        self.painter.setFont(font)
        self.painter.setPen(colour or self.style.page.text.q)
        # Centred by the height of Chinese signs: a font's own ascent has room that looks like a slip down.
        self.painter.drawText(QPointF(x, box.center().y() + font.pixelSize() * 0.36), shown)

    def fitted_text(
        self,
        rect_mm: QRectF,
        text: str,
        size_pt: float,
        weight: str = "normal",
        *,
        align: Align = Align.AlignLeft,
        colour: QColor | None = None,
        spacing_percent: float = 100.0,
        least_share: float = SMALLEST_SHARE,
    ) -> None:
        """Write one line that becomes smaller, down to a share of its size, before it is cut."""
        font = self.font(size_pt, weight)
        if spacing_percent != 100.0:
            font = QFont(font)
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, spacing_percent)
        width = self.width_mm(text, font)
        if width > rect_mm.width():
            font = QFont(font)
            share = max(rect_mm.width() / width, least_share)
            font.setPixelSize(max(int(font.pixelSize() * share), 1))
        self.text(rect_mm, text, font, align=align, colour=colour)

    def ground(self, rect_mm: QRectF) -> None:
        """Cover what lies below with paper."""
        paper = QColor(self.style.page.panel.q)
        paper.setAlpha(255)
        self.painter.fillRect(self.rect_px(rect_mm), paper)

    def wrapped(self, text: str, font: QFont, width_mm: float, most_lines: int = 3) -> list[str]:
        """Lines of a text that is at most so wide; what does not fit into ``most_lines`` is cut off."""
        return wrapped(text, font, width_mm * self.px_per_mm, most_lines)

    def line(
        self, x1_mm: float, y1_mm: float, x2_mm: float, y2_mm: float, width_pt: float, colour: QColor
    ) -> None:
        """Draw a straight line."""
        pen = QPen(colour, width_pt * self.px_per_pt)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.painter.setPen(pen)
        self.painter.drawLine(self.point_px(x1_mm, y1_mm), self.point_px(x2_mm, y2_mm))

    def frame(self, rect_mm: QRectF, width_pt: float, colour: QColor) -> None:
        """Draw a rectangle's outline."""
        pen = QPen(colour, width_pt * self.px_per_pt)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(self.rect_px(rect_mm))
