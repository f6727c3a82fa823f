"""The part of the county that the map shows: a plain value that pans, zooms and converts coordinates.

Pixels here are logical ones (before the screen's scaling), with y downwards from the top left corner of the
map; map coordinates are project metres, with y northwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.kernel.arrays import Floats

Bounds = tuple[float, float, float, float]

MIN_M_PER_PX = 0.02
"""Closest zoom: a shelter's corner stone fills the hand; beyond it coordinates have no meaning."""
MAX_M_PER_PX = 20_000.0
"""Farthest zoom: all of China is a few hundred pixels."""
PX_M = 0.0254 / 96
"""Length of a logical pixel on a nominal screen, metres; what scale denominators are told against."""


@dataclass(frozen=True)
class MapWindow:
    """Centre, scale and size of the map.

    Parameters
    ----------
    x_m, y_m
        Centre, project metres.
    m_per_px
        Metres per logical pixel.
    width_px, height_px
        Size of the map, logical pixels.
    """

    x_m: float = 0.0
    y_m: float = 0.0
    m_per_px: float = 50.0
    width_px: float = 640.0
    height_px: float = 480.0

    @property
    def extent(self) -> Bounds:
        """(minx, miny, maxx, maxy) that the map shows, metres."""
        half_width = self.width_px * self.m_per_px / 2
        half_height = self.height_px * self.m_per_px / 2
        return self.x_m - half_width, self.y_m - half_height, self.x_m + half_width, self.y_m + half_height

    @property
    def scale_denominator(self) -> float:
        """The n of 1 : n on a nominal screen of 96 pixels per inch."""
        return self.m_per_px / PX_M

    def to_px(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Pixel of a map coordinate."""
        return (
            (x_m - self.x_m) / self.m_per_px + self.width_px / 2,
            (self.y_m - y_m) / self.m_per_px + self.height_px / 2,
        )

    def to_map(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Map coordinate of a pixel, metres."""
        return (
            self.x_m + (x_px - self.width_px / 2) * self.m_per_px,
            self.y_m - (y_px - self.height_px / 2) * self.m_per_px,
        )

    def all_to_px(self, xy_m: Floats) -> Floats:
        """Pixels of map coordinates, both of shape (n, 2)."""
        pixels = np.empty_like(xy_m, dtype=np.float64)
        pixels[:, 0] = (xy_m[:, 0] - self.x_m) / self.m_per_px + self.width_px / 2
        pixels[:, 1] = (self.y_m - xy_m[:, 1]) / self.m_per_px + self.height_px / 2
        return pixels

    def panned(self, dx_px: float, dy_px: float) -> MapWindow:
        """The window after its picture was pushed by so many pixels."""
        return replace(self, x_m=self.x_m - dx_px * self.m_per_px, y_m=self.y_m + dy_px * self.m_per_px)

    def zoomed(self, factor: float, at_px: tuple[float, float] | None = None) -> MapWindow:
        """The window magnified by ``factor``; what is under ``at_px`` (else the centre) stays there."""
        at = at_px or (self.width_px / 2, self.height_px / 2)
        x_m, y_m = self.to_map(*at)
        m_per_px = min(max(self.m_per_px / factor, MIN_M_PER_PX), MAX_M_PER_PX)
        return replace(
            self,
            m_per_px=m_per_px,
            x_m=x_m - (at[0] - self.width_px / 2) * m_per_px,
            y_m=y_m + (at[1] - self.height_px / 2) * m_per_px,
        )

    def fitted(self, bounds: Sequence[float], margin: float = 0.08) -> MapWindow:
        """The window around ``bounds``, a share of its size free on each side; unchanged if not finite."""
        min_x, min_y, max_x, max_y = (float(value) for value in bounds)
        if not all(math.isfinite(value) for value in (min_x, min_y, max_x, max_y)):
            return self
        room = max(1 - 2 * margin, 0.1)
        needed = max((max_x - min_x) / (self.width_px * room), (max_y - min_y) / (self.height_px * room))
        m_per_px = min(max(needed, MIN_M_PER_PX), MAX_M_PER_PX) if needed > 0 else self.m_per_px
        return replace(self, x_m=(min_x + max_x) / 2, y_m=(min_y + max_y) / 2, m_per_px=m_per_px)

    def resized(self, width_px: float, height_px: float) -> MapWindow:
        """The window in another size, with centre and scale kept."""
        return replace(self, width_px=max(width_px, 1.0), height_px=max(height_px, 1.0))
