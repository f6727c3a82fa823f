"""Places that come within reach or leave it between two scenarios, above the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QPainter

from models.kernel.arrays import Floats
from ui.cartography.dots import SIZES, sizes_of
from ui.cartography.style import map_style
from ui.cartography.viewport import SCREEN_PX_PER_PT
from ui.map import ink
from ui.map.mapwindow import MapWindow

LARGER = 1.5
"""Dots that are the subject stand out from those of the map."""


@dataclass(frozen=True, eq=False)
class ChangedPlaces:
    """Where people gain and where they lose: x and y in metres and residents, shape (k, 3)."""

    gained: Floats
    lost: Floats


class PeopleMarks:
    """Green dots for places that gain, red ones for those that lose; larger for more people."""

    def __init__(self) -> None:
        self.places: ChangedPlaces | None = None

    def show(self, places: ChangedPlaces | None) -> None:
        """Show other places; ``None`` for none."""
        self.places = places

    def paint(self, painter: QPainter, window: MapWindow, *, dark: bool) -> None:
        """Draw one frame, in logical pixels of the map."""
        if self.places is None:
            return
        style = map_style(dark)
        factor = style.scaling.symbol_factor(window.scale_denominator)
        base = LARGER * style.coverage.uncovered_size_pt * factor * SCREEN_PX_PER_PT
        min_x, min_y, max_x, max_y = window.extent
        for rows, colour in (
            (self.places.lost, style.coverage.uncovered.q),
            (self.places.gained, style.verdict["pass"].color.q),
        ):
            x, y, persons = rows.T
            seen = (x >= min_x) & (x <= max_x) & (y >= min_y) & (y <= max_y)
            sizes = np.where(seen, sizes_of(persons), 0.0)
            for size in reversed(SIZES):
                pixels = window.all_to_px(rows[sizes == size, :2])
                if len(pixels):
                    ink.draw_dots(painter, pixels, colour, base * size, style.page.halo.q)
