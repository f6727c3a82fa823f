"""Where labels go: important ones first, none on another, none cut by the edge of the picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from ui.cartography.letters import draw_haloed, fitted, label_font, line_height
from ui.cartography.pens import Canvas

CELL_PT = 1.5
"""Side of a cell of the grid that keeps what is taken."""
MOST_LABELS = 600


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
    """

    lines: tuple[Line, ...]
    anchors_px: tuple[tuple[float, float], ...]
    priority: int
    clearance_px: float = 0.0
    must: bool = False


@dataclass(frozen=True)
class Placed:
    """A label that found its place; one rectangle per line."""

    label: Label
    rect: QRectF
    texts: tuple[str, ...]
    rects: tuple[QRectF, ...]


class Taken:
    """What is taken of a picture, as a coarse grid: asking costs the same however many labels stand."""

    def __init__(self, width_px: float, height_px: float, cell_px: float) -> None:
        self._cell = cell_px
        shape = (int(height_px / cell_px) + 2, int(width_px / cell_px) + 2)
        self._labels = np.zeros(shape, dtype=np.bool_)
        self._symbols = np.zeros(shape, dtype=np.bool_)

    def _box(self, rect: QRectF) -> tuple[slice, slice]:
        cell = self._cell
        return (
            slice(max(0, int(rect.top() / cell)), max(0, int(np.ceil(rect.bottom() / cell)))),
            slice(max(0, int(rect.left() / cell)), max(0, int(np.ceil(rect.right() / cell)))),
        )

    def take(self, rect: QRectF) -> None:
        """A label stands here."""
        self._labels[self._box(rect)] = True

    def cover(self, rects_px: np.ndarray) -> None:
        """Symbols stand here: (left, top, right, bottom), shape (n, 4)."""
        cells = np.maximum(np.floor(rects_px / self._cell), 0).astype(np.intp)
        for left, top, right, bottom in cells:
            self._symbols[top : bottom + 1, left : right + 1] = True

    def has_label(self, rect: QRectF) -> bool:
        """Whether another label stands here."""
        return bool(self._labels[self._box(rect)].any())

    def share_of_symbols(self, rect: QRectF) -> float:
        """Share of the rectangle, 0..1, that lies on symbols."""
        box = self._symbols[self._box(rect)]
        return float(box.mean()) if box.size else 0.0


def place(
    canvas: Canvas,
    labels: Iterable[Label],
    symbols_px: np.ndarray,
    keep_inside: QRectF,
    keep_off: Sequence[QRectF] = (),
) -> tuple[Placed, ...]:
    """Find a place for as many labels as fit, in the order of their priority.

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
    gap = viewport.px(1.2)
    placed: list[Placed] = []
    for label in sorted(labels, key=lambda item: item.priority):
        if len(placed) >= MOST_LABELS:
            break
        texts, sizes = _measure(canvas, label.lines)
        width = max(size[0] for size in sizes)
        height = sum(size[1] for size in sizes)
        best: tuple[float, QRectF] | None = None
        for order, corner in enumerate(_corners(label, width, height, gap)):
            rect = QRectF(corner[0], corner[1], width, height)
            if not whole.contains(rect) or not (
                keep_inside.contains(rect) or not keep_inside.intersects(rect)
            ):
                continue
            if taken.has_label(rect):
                continue
            cost = taken.share_of_symbols(rect)
            if cost == 0.0:
                best = (0.0, rect)
                break
            if label.must and (best is None or cost + 0.02 * order < best[0]):
                best = (cost + 0.02 * order, rect)
        if best is None:
            continue
        rect = best[1]
        taken.take(rect.adjusted(-gap, -gap / 2, gap, gap / 2))
        placed.append(Placed(label, rect, texts, _line_rects(label, rect, sizes)))
    return tuple(placed)


def draw(canvas: Canvas, placed: Iterable[Placed]) -> None:
    """Write labels that have found their places."""
    halo = canvas.style.page.halo.q
    for item in placed:
        for line, text, rect in zip(item.label.lines, item.texts, item.rects, strict=True):
            style = canvas.style.label[line.kind]
            draw_haloed(
                canvas.painter,
                text,
                label_font(style, canvas.viewport.px_per_pt, exact=canvas.options.for_print),
                rect,
                line.colour or style.color.q,
                halo,
                canvas.viewport.px(style.halo_pt),
                as_letters=canvas.options.for_print,
            )


def _measure(canvas: Canvas, lines: Sequence[Line]) -> tuple[tuple[str, ...], list[tuple[float, float]]]:
    texts, sizes = [], []
    for line in lines:
        style = canvas.style.label[line.kind]
        font = label_font(style, canvas.viewport.px_per_pt, exact=canvas.options.for_print)
        text, width = fitted(line.text, font, style.max_em * font.pixelSize())
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
