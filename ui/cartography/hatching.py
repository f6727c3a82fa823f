"""Parallel lines inside areas, computed instead of clipped: exact on paper, and quick at any resolution."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from models.kernel.arrays import Floats, Ints
from ui.cartography.paths import path_of_strokes, ranges

SEGMENTS_PER_PATH = 150
"""Qt takes longer than in proportion to stroke long paths."""
SEGMENTS_A_STEP = 20
"""On a screen, where the window waits for each step; lines across the whole picture take a tenth of a
millisecond each."""


def hatch_segments(
    xy: Floats,
    starts: Ints,
    feature: Ints,
    spacing: float,
    *,
    within: QRectF,
    phase: float = 0.0,
    rising: bool = True,
) -> Floats:
    """Segments of lines at 45 degrees inside polygons.

    Parameters
    ----------
    xy, starts, feature
        Closed rings as in :class:`ui.cartography.paths.Strokes`, pixels. Each polygon is hatched by itself:
        overlapping ones do not take lines from each other.
    spacing
        Distance of two lines.
    within
        Nothing outside this rectangle is computed.
    phase
        Value of ``x + y`` (``x - y`` when falling) on one of the lines: keeps them in place on the ground.

    Returns
    -------
    ndarray
        Shape (m, 2, 2): segment, end, (x, y).
    """
    if len(xy) < 2:
        return np.empty((0, 2, 2))
    sign = 1.0 if rising else -1.0
    # Along a line u = x + sign * y is constant and v = x - sign * y grows.
    u, v = xy[:, 0] + sign * xy[:, 1], xy[:, 0] - sign * xy[:, 1]
    corners = np.array(
        [[x, y] for x in (within.left(), within.right()) for y in (within.top(), within.bottom())]
    )
    u_box, v_box = corners[:, 0] + sign * corners[:, 1], corners[:, 0] - sign * corners[:, 1]
    is_edge = np.ones(len(xy), dtype=bool)
    is_edge[starts[1:] - 1] = False
    first = np.flatnonzero(is_edge)
    owner = np.repeat(feature, np.diff(starts))[first]
    step = spacing * 2**0.5
    low = np.minimum(u[first], u[first + 1])
    high = np.maximum(u[first], u[first + 1])
    # A line crosses an edge from its lower end on, short of the upper one: corners count once.
    begin = np.ceil((np.maximum(low, u_box.min()) - phase) / step).astype(np.intp)
    end = np.ceil((np.minimum(high, u_box.max()) - phase) / step).astype(np.intp)
    lines = np.maximum(end - begin, 0)
    edge = np.repeat(np.arange(len(first)), lines)
    number = ranges(begin[lines > 0], end[lines > 0])
    at = phase + number * step
    a, b = first[edge], first[edge] + 1
    along = v[a] + (at - u[a]) / (u[b] - u[a]) * (v[b] - v[a])
    order = np.lexsort((along, number, owner[edge]))
    at, along = at[order], along[order]
    enter, leave = along[0::2], along[1::2]
    enter, leave = np.maximum(enter, v_box.min()), np.minimum(leave, v_box.max())
    kept = leave > enter
    constant = at[0::2][kept]
    ends = np.stack((enter[kept], leave[kept]), axis=1)
    return np.stack(((constant[:, None] + ends) / 2, sign * (constant[:, None] - ends) / 2), axis=2)


def draw_segments(painter: QPainter, segments: Floats, pen: QPen) -> None:
    """Stroke many separate segments, shape (m, 2, 2)."""
    for _ in segment_steps(painter, segments, pen, SEGMENTS_PER_PATH):
        pass


def segment_steps(painter: QPainter, segments: Floats, pen: QPen, at_once: int) -> Iterator[None]:
    """The same, so many at once."""
    # Round ends, which nobody sees here, take Qt hundreds of times as long at print resolution.
    pen = QPen(pen)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    for begin in range(0, len(segments), at_once):
        part = segments[begin : begin + at_once].reshape(-1, 2)
        path: QPainterPath = path_of_strokes(part, np.arange(0, len(part), 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.strokePath(path, pen)
        yield


def hatch_rect(painter: QPainter, rect: QRectF, pen: QPen, spacing_px: float, *, rising: bool = True) -> None:
    """Fill a rectangle with parallel lines, for the legend."""
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    ring = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    segments = hatch_segments(
        ring, np.array([0, 5]), np.array([0]), spacing_px, within=rect, phase=left + spacing_px, rising=rising
    )
    draw_segments(painter, segments, pen)
