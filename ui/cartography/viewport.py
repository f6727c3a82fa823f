"""Which part of the county a picture shows, and how metres become pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

MM_PER_INCH = 25.4
PT_PER_INCH = 72.0
SCREEN_PX_PER_PT = 96.0 / PT_PER_INCH
"""Pixels per point of an ordinary screen at 100 %."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Viewport:
    """A picture of ``width_px`` by ``height_px`` that shows at least ``extent``, centred, north up.

    Parameters
    ----------
    extent
        (minx, miny, maxx, maxy), project metres. Where its shape differs from the picture's, more is shown.
    px_per_pt
        Pixels per typographic point: 96/72 times the scaling on a screen, 300/72 on paper at 300 dpi. All
        widths, sizes and fonts are in points.
    """

    extent: Bounds
    width_px: float
    height_px: float
    px_per_pt: float = SCREEN_PX_PER_PT

    @cached_property
    def metres_per_px(self) -> float:
        """Ground length of one pixel."""
        minx, miny, maxx, maxy = self.extent
        fitted = max(
            (maxx - minx) / max(self.width_px, 1.0),
            (maxy - miny) / max(self.height_px, 1.0),
        )
        return fitted if fitted > 0 else 1.0

    @property
    def scale_denominator(self) -> float:
        """The n of 1:n, for the size the picture has in points."""
        metres_per_pt = MM_PER_INCH / PT_PER_INCH / 1000.0
        return self.metres_per_px * self.px_per_pt / metres_per_pt

    @cached_property
    def shown(self) -> Bounds:
        """(minx, miny, maxx, maxy) that the picture really shows, metres."""
        minx, miny, maxx, maxy = self.extent
        half_x = self.width_px * self.metres_per_px / 2
        half_y = self.height_px * self.metres_per_px / 2
        centre_x, centre_y = (minx + maxx) / 2, (miny + maxy) / 2
        return centre_x - half_x, centre_y - half_y, centre_x + half_x, centre_y + half_y

    @cached_property
    def transform(self) -> QTransform:
        """Metres to pixels, y turned over."""
        left, _, _, top = self.shown
        scale = 1.0 / self.metres_per_px
        return QTransform(scale, 0.0, 0.0, -scale, -left * scale, top * scale)

    @property
    def rect_px(self) -> QRectF:
        """The whole picture."""
        return QRectF(0.0, 0.0, self.width_px, self.height_px)

    def to_px(self, x: float, y: float) -> QPointF:
        """Pixel of a point in metres."""
        left, _, _, top = self.shown
        return QPointF((x - left) / self.metres_per_px, (top - y) / self.metres_per_px)

    def to_px_array(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels, shape (n, 2), of points in metres, shape (n, 2)."""
        left, _, _, top = self.shown
        pixels = np.empty((len(xy), 2))
        np.subtract(xy[:, 0], left, out=pixels[:, 0])
        np.subtract(top, xy[:, 1], out=pixels[:, 1])
        pixels /= self.metres_per_px
        return pixels

    def to_metres(self, pixel: QPointF) -> tuple[float, float]:
        """Point in metres at a pixel."""
        left, _, _, top = self.shown
        return left + pixel.x() * self.metres_per_px, top - pixel.y() * self.metres_per_px

    def box_of(self, rect: QRectF) -> Bounds:
        """(minx, miny, maxx, maxy) of a rectangle of pixels, metres."""
        left, top = self.to_metres(rect.topLeft())
        right, bottom = self.to_metres(rect.bottomRight())
        return left, bottom, right, top

    def px(self, points: float) -> float:
        """Pixels of a length in typographic points."""
        return points * self.px_per_pt
