"""Where labels go: important ones first, none on another, none cut by the edge of the picture.

A label that must not be lost gives way in steps: it moves, a shorter or smaller one stands in its stead, and
at last it stands where there is room, with a line that leads to its place.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from models.kernel.arrays import Floats, Ints
from models.kernel.progress import run_to_end
from ui.cartography.letters import draw_haloed, fitted, label_font, line_height
from ui.cartography.pens import Canvas

CELL_PT = 1.5
"""Side of a cell of the grid that keeps what is taken."""
MOST_LABELS = 600
TAG_SIGN_EM, TAG_PAD_EM, TAG_HEIGHT_EM = 0.64, 0.44, 1.2
"""Size of a tag by the number of its signs: as large with every font, so that layouts are the same."""
DIRECTIONS = 16
TURNS = tuple(
    (float(np.cos(turn)), float(np.sin(turn))) for turn in 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
)
"""Cosine and sine of the directions in which a label looks for a free place."""
"""Ways in which a label with a leading line moves off."""


@dataclass(frozen=True)
class Line:
    """One line of a label: text, kind of letters (a key of ``[label]``), colour if not the kind's own."""

    text: str
    kind: str
    colour: QColor | None = None


@dataclass(frozen=True)
class Label:
    """Lines of text that want to stand at a pixel.

    Parameters
    ----------
    anchors_px
        Places to try, best first.
    clearance_px
        Half the size of the symbol at the anchor. Above 0 the label stands beside it, at 0 upon the anchor.
    must
        Stand on symbols rather than not at all (never on other labels).
    instead
        Shorter or smaller label that stands where there is no room for this one.
    leads
        Stand farther off, with a line to the anchor, rather than not at all.
    tag
        Colour of the frame of a number in a box; ``None`` for plain letters.
    size
        Factor on the size of the letters.
    """

    lines: tuple[Line, ...]
    anchors_px: tuple[tuple[float, float], ...]
    priority: int
    clearance_px: float = 0.0
    must: bool = False
    instead: Label | None = None
    leads: bool = False
    tag: QColor | None = None
    size: float = 1.0

    @property
    def is_kept(self) -> bool:
        """Whether it, or what stands in its stead, is never left out."""
        return self.leads or (self.instead is not None and self.instead.is_kept)


@dataclass(frozen=True)
class Placed:
    """A label that found its place; one rectangle per line, and the end of its leading line if it has one."""

    label: Label
    rect: QRectF
    texts: tuple[str, ...]
    rects: tuple[QRectF, ...]
    leader_px: tuple[QPointF, QPointF] | None = None


class Taken:
    """What is taken of a picture, as a coarse grid: asking costs the same however many labels stand."""

    def __init__(self, width_px: float, height_px: float, cell_px: float) -> None:
        self.cell_px = self._cell = cell_px
        shape = (int(height_px / cell_px) + 2, int(width_px / cell_px) + 2)
        self._labels = np.zeros(shape, dtype=np.bool_)
        self._symbols = np.zeros(shape, dtype=np.bool_)
        # Cells with a symbol above and left of each corner: how many a box holds is asked very often.
        self._sums = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int32)

    def _box(self, rect: QRectF) -> tuple[slice, slice]:
        return self._span(rect.left(), rect.top(), rect.width(), rect.height())

    def _span(self, left: float, top: float, width: float, height: float) -> tuple[slice, slice]:
        cell = self._cell
        return (
            slice(max(0, int(top / cell)), max(0, ceil((top + height) / cell))),
            slice(max(0, int(left / cell)), max(0, ceil((left + width) / cell))),
        )

    def take(self, rect: QRectF) -> None:
        """A label stands here."""
        self._labels[self._box(rect)] = True

    def cover(self, rects_px: np.ndarray) -> None:
        """Symbols stand here: (left, top, right, bottom), shape (n, 4)."""
        cells = np.maximum(np.floor(rects_px / self._cell), 0).astype(np.intp)
        for left, top, right, bottom in cells.tolist():
            self._symbols[top : bottom + 1, left : right + 1] = True
        self._sums[1:, 1:] = self._symbols.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)

    def has_label(self, rect: QRectF) -> bool:
        """Whether another label stands here."""
        return bool(self._labels[self._box(rect)].any())

    def _cells(self, points: Floats) -> tuple[Ints, Ints]:
        column, row = np.maximum(points / self._cell, 0).astype(np.intp).T
        high, wide = self._labels.shape
        return np.minimum(row, high - 1), np.minimum(column, wide - 1)

    def take_at(self, points: Floats) -> None:
        """A line runs through these points, shape (n, 2)."""
        self._labels[self._cells(points)] = True

    def has_label_at(self, points: Floats) -> bool:
        """Whether another label stands at any of these points, shape (n, 2)."""
        return bool(self._labels[self._cells(points)].any())

    def share_of_symbols(self, rect: QRectF) -> float:
        """Share of the rectangle, 0..1, that lies on symbols."""
        count, cells = self._symbols_in(rect.left(), rect.top(), rect.width(), rect.height())
        return count / cells if cells else 0.0

    def has_symbol(self, left: float, top: float, width: float, height: float) -> bool:
        """Whether any part of a rectangle lies on a symbol."""
        return self._symbols_in(left, top, width, height)[0] > 0

    def _symbols_in(self, left: float, top: float, width: float, height: float) -> tuple[int, int]:
        """Cells of a rectangle with a symbol, and all of them."""
        cell = self._cell
        high, wide = self._symbols.shape
        up, low = min(max(0, int(top / cell)), high), min(max(0, ceil((top + height) / cell)), high)
        first, last = min(max(0, int(left / cell)), wide), min(max(0, ceil((left + width) / cell)), wide)
        if low <= up or last <= first:
            return 0, 0
        sums = self._sums
        count = sums[low, last] - sums[up, last] - sums[low, first] + sums[up, first]
        return int(count), (low - up) * (last - first)


PAPER_EM = 1.6
"""How much longer a name may be on paper before it is cut."""
STEP_LABELS = 25
"""Labels that find a place in one step: a few milliseconds."""


def place(
    canvas: Canvas,
    labels: Iterable[Label],
    symbols_px: np.ndarray,
    keep_inside: QRectF,
    keep_off: Sequence[QRectF] = (),
) -> tuple[Placed, ...]:
    """The same at once."""
    return run_to_end(placing(canvas, labels, symbols_px, keep_inside, keep_off))


def placing(
    canvas: Canvas,
    labels: Iterable[Label],
    symbols_px: np.ndarray,
    keep_inside: QRectF,
    keep_off: Sequence[QRectF] = (),
) -> Generator[None, None, tuple[Placed, ...]]:
    """Find a place for as many labels as fit, in the order of their priority, step by step.

    Parameters
    ----------
    symbols_px
        Rectangles that labels keep off: (left, top, right, bottom), shape (n, 4).
    keep_inside
        No label crosses the edge of this rectangle.
    keep_off
        Rectangles that are taken already.
    """
    viewport = canvas.viewport
    taken = Taken(viewport.width_px, viewport.height_px, max(1.0, viewport.px(CELL_PT)))
    taken.cover(symbols_px)
    whole = viewport.rect_px
    for rect in keep_off:
        taken.take(rect.intersected(whole))
    placing = _Placing(canvas, taken, keep_inside)
    placed: list[Placed] = []
    for number, label in enumerate(sorted(labels, key=lambda item: item.priority)):
        if number % STEP_LABELS == 0:
            yield
        # What must not be lost is not counted.
        if len(placed) >= MOST_LABELS and not label.is_kept:
            continue
        found = placing.find(label)
        if found is not None:
            placed.append(found)
    return tuple(placed)


class _Placing:
    """Finds places one after the other; what is taken stays taken."""

    def __init__(self, canvas: Canvas, taken: Taken, keep_inside: QRectF) -> None:
        self.canvas, self.taken, self.keep_inside = canvas, taken, keep_inside
        self.whole = canvas.viewport.rect_px
        self.gap = canvas.viewport.px(1.2)

    def find(self, label: Label) -> Placed | None:
        """Place for a label or what stands in its stead; ``None`` if there is none."""
        tried: Label | None = label
        while tried is not None:
            texts, sizes = _measure(self.canvas, tried)
            rect = self._beside(tried, sizes)
            if rect is not None:
                return self._take(tried, rect, texts, sizes, None)
            if tried.leads and tried.instead is None:
                return self._led(tried, texts, sizes)
            tried = tried.instead
        return None

    def _take(
        self,
        label: Label,
        rect: QRectF,
        texts: tuple[str, ...],
        sizes: Sequence[tuple[float, float]],
        leader: tuple[QPointF, QPointF] | None,
    ) -> Placed:
        gap = self.gap
        self.taken.take(rect.adjusted(-gap, -gap / 2, gap, gap / 2))
        return Placed(label, rect, texts, _line_rects(label, rect, sizes), leader)

    def _is_whole(self, rect: QRectF) -> bool:
        inside = self.keep_inside
        return self.whole.contains(rect) and (inside.contains(rect) or not inside.intersects(rect))

    def _beside(self, label: Label, sizes: Sequence[tuple[float, float]]) -> QRectF | None:
        width, height = _extent(sizes)
        best: tuple[float, QRectF] | None = None
        for order, corner in enumerate(_corners(label, width, height, self.gap)):
            rect = QRectF(corner[0], corner[1], width, height)
            if not self._is_whole(rect) or self.taken.has_label(rect):
                continue
            cost = self.taken.share_of_symbols(rect)
            if cost == 0.0:
                return rect
            if label.must and (best is None or cost + 0.02 * order < best[0]):
                best = (cost + 0.02 * order, rect)
        return best[1] if best is not None else None

    def _led(
        self, label: Label, texts: tuple[str, ...], sizes: Sequence[tuple[float, float]]
    ) -> Placed | None:
        """The nearest free place around the anchor, with a line to it; ``None`` only in a full picture."""
        width, height = _extent(sizes)
        x, y = label.anchors_px[0]
        anchor = QPointF(x, y)
        step = max(0.55 * height, 2 * self.gap)
        reach = label.clearance_px + 0.5 * height
        whole = self.whole
        most, left, top = whole.width() + whole.height(), whole.left(), whole.top()
        right, bottom = whole.right() - width, whole.bottom() - height
        # The farther off, the larger the steps.
        # Only free ground, then also ground under symbols.
        for is_strict in (True, False):
            off = reach + step
            while off < most:
                for cos, sin in TURNS:
                    at_x = x + cos * (off + 0.5 * width * abs(cos)) - width / 2
                    at_y = y + sin * off - height / 2
                    if at_x < left - 1.0 or at_x > right + 1.0 or at_y < top - 1.0 or at_y > bottom + 1.0:
                        continue  # most places far off are outside: no need of a closer look
                    if is_strict and self.taken.has_symbol(at_x, at_y, width, height):
                        continue
                    rect = QRectF(at_x, at_y, width, height)
                    if not self._is_whole(rect) or self.taken.has_label(rect):
                        continue
                    end = _nearest(rect, anchor)
                    if is_strict and self._crosses(anchor, end):
                        continue
                    self._take_line(anchor, end)
                    return self._take(label, rect, texts, sizes, (anchor, end))
                off += max(step, 0.1 * off)
        return None

    def _crosses(self, start: QPointF, end: QPointF) -> bool:
        return self.taken.has_label_at(self._between(start, end))

    def _take_line(self, start: QPointF, end: QPointF) -> None:
        self.taken.take_at(self._between(start, end))

    def _between(self, start: QPointF, end: QPointF) -> Floats:
        """Points along a line, short of its ends, shape (n, 2)."""
        side = self.taken.cell_px
        x, y = start.x(), start.y()
        wide, high = end.x() - x, end.y() - y
        length = max(float(np.hypot(wide, high)), 1e-6)
        shares = np.arange(2 * side, length - 2 * side, side) / length
        points = np.empty((len(shares), 2))
        points[:, 0] = x + shares * wide
        points[:, 1] = y + shares * high
        return points


def _extent(sizes: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return max(size[0] for size in sizes), sum(size[1] for size in sizes)


def _nearest(rect: QRectF, point: QPointF) -> QPointF:
    """Point of a rectangle that is nearest to another."""
    return QPointF(
        min(max(point.x(), rect.left()), rect.right()), min(max(point.y(), rect.top()), rect.bottom())
    )


def draw(canvas: Canvas, placed: Iterable[Placed]) -> Iterator[None]:
    """Write labels that have found their places, one a step."""
    halo = canvas.style.page.halo.q
    placed = tuple(placed)
    for item in placed:
        if item.leader_px is not None:
            _draw_leader(canvas, item)
    for item in placed:
        yield
        if item.label.tag is not None:
            _draw_tag(canvas, item, item.label.tag)
            continue
        for line, text, rect in zip(item.label.lines, item.texts, item.rects, strict=True):
            style = canvas.style.label[line.kind]
            draw_haloed(
                canvas.painter,
                text,
                _font(canvas, item.label, line),
                rect,
                line.colour or style.color.q,
                halo,
                canvas.viewport.px(style.halo_pt),
                as_letters=canvas.options.for_print,
            )


def _draw_leader(canvas: Canvas, item: Placed) -> None:
    """Draw the line from a label to its place, on a pale edge."""
    assert item.leader_px is not None
    painter, viewport = canvas.painter, canvas.viewport
    colour = item.label.tag or canvas.style.page.text.q
    for ink, width in ((canvas.style.page.halo.q, 1.6), (colour, 0.5)):
        painter.setPen(QPen(ink, viewport.px(width)))
        painter.drawLine(*item.leader_px)


def _draw_tag(canvas: Canvas, item: Placed, colour: QColor) -> None:
    """Draw a number in its box."""
    painter, viewport, rect = canvas.painter, canvas.viewport, item.rect
    (text,) = item.texts
    line = item.label.lines[0]
    font = QFont(_font(canvas, item.label, line))
    # The box is as large with every font: letters that are wider become smaller.
    width = QFontMetricsF(font).horizontalAdvance(text)
    room = rect.width() - 0.2 * font.pixelSize()
    if width > room:
        font.setPixelSize(max(1, int(font.pixelSize() * room / width)))
        width = QFontMetricsF(font).horizontalAdvance(text)
    radius = 0.22 * rect.height()
    painter.setPen(QPen(colour, viewport.px(0.5)))
    painter.setBrush(canvas.style.page.halo.q)
    painter.drawRoundedRect(rect, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(font)
    painter.setPen(line.colour or canvas.style.label[line.kind].color.q)
    painter.drawText(
        QPointF(rect.center().x() - width / 2, rect.center().y() + 0.36 * font.pixelSize()), text
    )


def _font(canvas: Canvas, label: Label, line: Line) -> QFont:
    px_per_pt = canvas.viewport.px_per_pt * label.size
    return label_font(canvas.style.label[line.kind], px_per_pt, exact=canvas.options.for_print)


def _measure(canvas: Canvas, label: Label) -> tuple[tuple[str, ...], list[tuple[float, float]]]:
    texts, sizes = [], []
    # On paper nothing tells the rest of a cut name: where it has no room, its number stands instead.
    longer = PAPER_EM if canvas.options.for_print else 1.0
    for line in label.lines:
        style = canvas.style.label[line.kind]
        font = _font(canvas, label, line)
        if label.tag is not None:
            em = font.pixelSize()
            texts.append(line.text)
            sizes.append(((TAG_SIGN_EM * len(line.text) + TAG_PAD_EM) * em, TAG_HEIGHT_EM * em))
            continue
        text, width = fitted(line.text, font, longer * style.max_em * font.pixelSize())
        texts.append(text)
        sizes.append((width, line_height(font)))
    return tuple(texts), sizes


def _corners(label: Label, width: float, height: float, gap: float) -> Iterable[tuple[float, float]]:
    """Top left corners to try, best first."""
    for x, y in label.anchors_px:
        if label.clearance_px <= 0:
            yield x - width / 2, y - height / 2
            continue
        off = label.clearance_px + gap
        yield x + off, y - height / 2
        yield x - width / 2, y + off
        yield x - off - width, y - height / 2
        yield x - width / 2, y - off - height
        diagonal = 0.75 * off
        yield x + diagonal, y - diagonal - height
        yield x + diagonal, y + diagonal
        yield x - diagonal - width, y - diagonal - height
        yield x - diagonal - width, y + diagonal


def _line_rects(label: Label, rect: QRectF, sizes: Sequence[tuple[float, float]]) -> tuple[QRectF, ...]:
    """Rectangles of the lines, one under the other; beside a symbol on the side that is next to it."""
    anchor = label.anchors_px[0][0]
    rects = []
    top = rect.top()
    for width, height in sizes:
        left = rect.center().x() - width / 2
        if label.clearance_px > 0 and rect.left() > anchor:
            left = rect.left()
        elif label.clearance_px > 0 and rect.right() < anchor:
            left = rect.right() - width
        rects.append(QRectF(left, top, width, height))
        top += height
    return tuple(rects)


def spread(anchor: QPointF, steps_px: tuple[float, float]) -> list[tuple[float, float]]:
    """The anchor and places around it, nearest first, for labels that may move a little."""
    x, y = anchor.x(), anchor.y()
    across, down = steps_px
    moves = (
        (0.0, 0.0), (0.0, 1.0), (0.0, -1.0), (0.6, 0.0), (-0.6, 0.0), (0.6, 1.0), (-0.6, 1.0), (0.6, -1.0),
        (-0.6, -1.0), (0.0, 2.0), (0.0, -2.0), (1.2, 0.0), (-1.2, 0.0), (1.2, 1.0), (-1.2, 1.0), (1.2, -1.0),
        (-1.2, -1.0), (0.0, 2.8), (0.0, -2.8), (2.2, 0.0), (-2.2, 0.0), (2.2, 1.4), (-2.2, 1.4), (2.2, -1.4),
        (-2.2, -1.4),
    )  # fmt: skip
    return [(x + dx * across, y + dy * down) for dx, dy in moves]
