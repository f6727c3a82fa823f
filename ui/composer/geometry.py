"""Moving, resizing and snapping of boxes on a page, millimetres; nothing here knows a widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from ui.printing.compose import Element, PagePlan

LEAST_MM = 4.0
HANDLES = ("nw", "n", "ne", "e", "se", "s", "sw", "w")


@dataclass(frozen=True)
class Lines:
    """Where edges snap to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True)
class Snapped:
    """A box after snapping, and the lines it came to lie on."""

    rect: QRectF
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()


def snap_lines(page: PagePlan, moving: str, guides_x: Iterable[float], guides_y: Iterable[float]) -> Lines:
    """Edges and middles of the page, its margins, the other elements, and the guides."""
    width, height = page.size_mm
    margins = page.margins
    xs = [0.0, width / 2, width, margins.left(), margins.right(), *guides_x]
    ys = [0.0, height / 2, height, margins.top(), margins.bottom(), *guides_y]
    for item in page.elements:
        if item.id != moving and item.is_movable:
            xs += [item.rect.left(), item.rect.center().x(), item.rect.right()]
            ys += [item.rect.top(), item.rect.center().y(), item.rect.bottom()]
    return Lines(tuple(xs), tuple(ys))


def moved(rect: QRectF, by: QPointF, page_mm: tuple[float, float], lines: Lines, reach_mm: float) -> Snapped:
    """Box moved, kept on the page, its edges or middle on a line that is near."""
    box = rect.translated(by)
    off_x, xs = _nearest((box.left(), box.center().x(), box.right()), lines.xs, reach_mm)
    off_y, ys = _nearest((box.top(), box.center().y(), box.bottom()), lines.ys, reach_mm)
    return Snapped(kept_on_page(box.translated(off_x, off_y), page_mm), xs, ys)


def resized(
    rect: QRectF, handle: str, by: QPointF, page_mm: tuple[float, float], lines: Lines, reach_mm: float
) -> Snapped:
    """Box with one edge or corner moved, never smaller than a few millimetres, kept on the page."""
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    width, height = page_mm
    if "w" in handle:
        off, xs = _nearest((left + by.x(),), lines.xs, reach_mm)
        left = min(max(0.0, left + by.x() + off), right - LEAST_MM)
    if "e" in handle:
        off, xs = _nearest((right + by.x(),), lines.xs, reach_mm)
        right = max(min(width, right + by.x() + off), left + LEAST_MM)
    if "n" in handle:
        off, ys = _nearest((top + by.y(),), lines.ys, reach_mm)
        top = min(max(0.0, top + by.y() + off), bottom - LEAST_MM)
    if "s" in handle:
        off, ys = _nearest((bottom + by.y(),), lines.ys, reach_mm)
        bottom = max(min(height, bottom + by.y() + off), top + LEAST_MM)
    return Snapped(QRectF(QPointF(left, top), QPointF(right, bottom)), xs, ys)


def kept_on_page(rect: QRectF, page_mm: tuple[float, float]) -> QRectF:
    """Box of at most the page's size, wholly on it."""
    width, height = min(rect.width(), page_mm[0]), min(rect.height(), page_mm[1])
    left = min(max(rect.left(), 0.0), page_mm[0] - width)
    top = min(max(rect.top(), 0.0), page_mm[1] - height)
    return QRectF(left, top, width, height)


def _nearest(edges: Sequence[float], lines: Sequence[float], reach: float) -> tuple[float, tuple[float, ...]]:
    """Smallest move that brings one of some edges onto a line, and that line."""
    best: tuple[float, float] | None = None
    for edge in edges:
        for line in lines:
            off = line - edge
            if abs(off) <= reach and (best is None or abs(off) < abs(best[0])):
                best = (off, line)
    return (0.0, ()) if best is None else (best[0], (best[1],))


def handle_points(rect: QRectF) -> dict[str, QPointF]:
    """Where the eight handles of a box are."""
    x = {"w": rect.left(), "e": rect.right()}
    y = {"n": rect.top(), "s": rect.bottom()}
    return {
        name: QPointF(
            next((x[letter] for letter in name if letter in x), rect.center().x()),
            next((y[letter] for letter in name if letter in y), rect.center().y()),
        )
        for name in HANDLES
    }


def handle_at(rect: QRectF, point: QPointF, reach_mm: float) -> str:
    """Handle at a point; empty if there is none."""
    for name, at in handle_points(rect).items():
        if abs(at.x() - point.x()) <= reach_mm and abs(at.y() - point.y()) <= reach_mm:
            return name
    return ""


def element_at(page: PagePlan, point: QPointF) -> Element | None:
    """Element at a point: what is drawn later first, then the smaller one."""
    found = [item for item in page.elements if item.is_movable and item.rect.contains(point)]
    order = sorted(found, key=lambda item: (-item.depth, item.rect.width() * item.rect.height()))
    return order[0] if order else None


def scaled_boxes(
    boxes: dict[str, tuple[float, float, float, float]], old: tuple[float, float], new: tuple[float, float]
) -> dict[str, tuple[float, float, float, float]]:
    """Boxes of one page on another of the same shape; none if the shapes differ."""
    across, down = new[0] / old[0], new[1] / old[1]
    if abs(across / down - 1) > 0.02:
        return {}
    return {
        key: (box[0] * across, box[1] * down, box[2] * across, box[3] * down) for key, box in boxes.items()
    }
