"""Strokes, fills and hatching whose widths are points, on a screen as on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPdfWriter, QPen, QRegion, QTransform

from ui.cartography.hatching import SEGMENTS_A_STEP, SEGMENTS_PER_PATH, hatch_segments, segment_steps
from ui.cartography.options import SceneOptions
from ui.cartography.paths import Chunk, Strokes, on_paper
from ui.cartography.style import MapStyle
from ui.cartography.viewport import Bounds, Viewport

THIN_ON_SCREEN_PT, THIN_ON_PAPER_PT = 3.5, 1.5
"""Up to this width no eye sees whether the ends and corners of a line are round (on paper half a millimetre);
Qt takes up to eight times as long for round ones."""


PDF_DECIMALS = 1
MITRE = 3.0
"""Widths of a pen that it may reach beyond a vertex: pointed corners of Qt's pens end at two."""


@dataclass(frozen=True)
class Canvas:
    """What every drawing function needs: where to, which part, how, for whom.

    Parameters
    ----------
    only, but
        Pixels to be drawn (all when ``None``), and among all those that are drawn already. What depends on
        the whole picture, the size of dots say, does not depend on them: parts fit together without a seam.
    seen
        Pixels of the picture that somebody sees: ``only`` or ``but`` when ``None``.
    """

    painter: QPainter
    viewport: Viewport
    style: MapStyle
    options: SceneOptions
    only: QRectF | None = None
    but: QRectF | None = None
    seen: QRectF | None = None

    def pen(self, colour: QColor, width_pt: float, dash: tuple[float, ...] = ()) -> QPen:
        """Pen of a width in points; dashes in points too."""
        width_px = self.viewport.px(width_pt)
        if not self.options.for_print and width_px < 1.0:
            # A line thinner than a pixel: one pixel, paler. Qt draws this many times quicker.
            colour = QColor(colour)
            colour.setAlphaF(colour.alphaF() * max(width_px, 0.25))
            width_px = 1.0
        is_thin = width_pt <= (THIN_ON_PAPER_PT if self.options.for_print else THIN_ON_SCREEN_PT)
        pen = QPen(colour, width_px)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin if is_thin else Qt.PenJoinStyle.RoundJoin)
        if dash:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([self.viewport.px(length) / width_px for length in dash])
        else:
            pen.setCapStyle(Qt.PenCapStyle.SquareCap if is_thin else Qt.PenCapStyle.RoundCap)
        return pen

    def visible(self, chunks: Iterable[Chunk], margin_pt: float = 4.0) -> Iterable[Chunk]:
        """Chunks that may show, with room for the width of their pen."""
        shown = self.shown(margin_pt)
        seen = (chunk for chunk in chunks if chunk.meets(shown))
        if self.but is None:
            return seen
        drawn = self._box(self.but, -margin_pt)
        return (chunk for chunk in seen if not chunk.lies_in(drawn))

    def shown(self, margin_pt: float = 4.0) -> Bounds:
        """What is to be drawn, metres, with room for the width of a pen."""
        return self._box(self.only or self.viewport.rect_px, margin_pt)

    def in_sight(self, margin_pt: float = 4.0) -> Bounds:
        """What somebody sees of the picture, metres: the part that is drawn first."""
        return self._box(self.seen or self.only or self.but or self.viewport.rect_px, margin_pt)

    def clip(self) -> None:
        """Let nothing be drawn but what is to be drawn."""
        if self.only is not None:
            self.painter.setClipRect(self.only)
        if self.but is not None:
            around = QRegion(self.viewport.rect_px.toAlignedRect()).subtracted(QRegion(self.but.toRect()))
            self.painter.setClipRegion(around)

    def _box(self, rect: QRectF, margin_pt: float) -> Bounds:
        margin = self.viewport.px(margin_pt)
        return self.viewport.box_of(rect.adjusted(-margin, -margin, margin, margin))

    def stroke(self, chunks: Iterable[Chunk], pen: QPen) -> None:
        """Stroke what is visible of some paths in metres."""
        to_px = self.viewport.transform
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        width_pt = pen.widthF() / self.viewport.px_per_pt
        # Dashes start where a line does, however far outside: such a line is left whole.
        margin_pt = MITRE * width_pt if pen.style() == Qt.PenStyle.SolidLine else None
        for chunk in self.visible(chunks, max(4.0, width_pt)):
            self._draw_path(to_px, chunk, margin_pt)

    def fill(self, chunks: Iterable[Chunk], colour: QColor, *, smooth: bool) -> None:
        """Fill what is visible of some paths in metres.

        ``smooth`` softens edges. It takes several times as long for long paths and leaves a hair of ground
        between neighbours, so it is only for few areas without neighbours.
        """
        to_px = self.viewport.transform
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        for chunk in self.visible(chunks, 0.0):
            self._draw_path(to_px, chunk, 1.0)

    def _draw_path(self, to_px: QTransform, chunk: Chunk, margin_pt: float | None) -> None:
        """Draw a path in metres; into a PDF to a tenth of a pixel, which is 5 micrometres.

        Qt writes nine digits of every number; those that say nothing take half the file and half the time, as
        does what of a large area lies outside the frame.

        Parameters
        ----------
        margin_pt
            How far from the frame a vertex is not seen, nor the pen that goes there; ``None`` for never.
        """
        if not self._is_pdf:
            path = to_px.map(chunk.path)
        elif margin_pt is not None and not chunk.lies_in(self.viewport.shown):
            margin = self.viewport.px(margin_pt)
            within = self.viewport.rect_px.adjusted(-margin, -margin, margin, margin)
            path = on_paper(to_px.map(chunk.path), PDF_DECIMALS, within)
        else:
            path = self._wholly_on_paper(to_px, chunk)
        # Of no path at all Qt writes the end without a beginning.
        if not path.isEmpty():
            self.painter.drawPath(path)

    def _wholly_on_paper(self, to_px: QTransform, chunk: Chunk) -> QPainterPath:
        """A path as a file has it, kept: what is filled is mostly stroked too, and a road twice."""
        found = self._written.get(chunk)
        if found is None:
            found = self._written[chunk] = on_paper(to_px.map(chunk.path), PDF_DECIMALS)
        return found

    @cached_property
    def _written(self) -> dict[Chunk, QPainterPath]:
        return {}

    @cached_property
    def _is_pdf(self) -> bool:
        return isinstance(self.painter.device(), QPdfWriter)

    def hatch(self, strokes: Strokes, pen: QPen, spacing_pt: float, *, rising: bool = True) -> Iterator[None]:
        """Fill what is visible of polygons in metres with parallel lines that stay put on the ground."""
        to_px = self.viewport.transform
        segments = hatch_segments(
            self.viewport.to_px_array(strokes.xy),
            strokes.starts,
            strokes.feature,
            self.viewport.px(spacing_pt),
            within=self.viewport.rect_px,
            phase=to_px.dx() + (to_px.dy() if rising else -to_px.dy()),
            rising=rising,
        )
        if self.only is not None:  # whole segments, so that parts of a picture fit together
            low, high = segments.min(axis=1), segments.max(axis=1)
            off = pen.widthF()
            meets = (low[:, 0] <= self.only.right() + off) & (high[:, 0] >= self.only.left() - off)
            meets &= (low[:, 1] <= self.only.bottom() + off) & (high[:, 1] >= self.only.top() - off)
            segments = segments[meets]
        at_once = SEGMENTS_PER_PATH if self.options.for_print else SEGMENTS_A_STEP
        yield from segment_steps(self.painter, segments, pen, at_once)
