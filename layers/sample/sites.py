"""Plots of land: where something of a given size fits between roads, waters and what stands there already."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Floats

_TRIES = 600
_AT_ONCE = 40
"""How many of the tries are looked at together, the nearest first: most plots are found among the first."""


class Sites:
    """Free land. Plots found are taken, so that no two overlap.

    Parameters
    ----------
    lines
        Roads that no plot may touch.
    areas
        Waters, forests and other land that is not to be had.
    """

    def __init__(
        self, rng: np.random.Generator, lines: Sequence[BaseGeometry], areas: Sequence[BaseGeometry]
    ) -> None:
        self._rng = rng
        self._lines = shapely.STRtree(list(lines))
        self._areas = shapely.STRtree(list(areas))
        self._taken: list[BaseGeometry] = []

    def plot(
        self,
        near: Floats,
        area_m2: float,
        spread_m: float,
        inside: BaseGeometry | None = None,
        angle_deg: float = 4.0,
    ) -> BaseGeometry:
        """Free plot of ``area_m2`` as near to ``near`` (shape (2,)) as is found, over about ``spread_m``.

        Four-cornered, not quite a rectangle, more or less along the streets.
        """
        taken = shapely.STRtree(self._taken)
        for attempt in range(36):
            rings, away = self._offers(near, area_m2, spread_m, angle_deg)
            for some in np.split(np.argsort(away), range(_AT_ONCE, _TRIES, _AT_ONCE)):
                plots = shapely.polygons(rings[some])
                free = plots[self._are_free(plots, taken, inside)]
                if len(free):
                    self._taken.append(free[0])
                    return free[0]
            spread_m = min(spread_m * 1.2, 3000.0)
            if attempt >= 11:  # no block is large enough: take what there is
                area_m2 *= 0.94
        raise AssertionError(f"no plot of {area_m2} m2 near {near}")

    def take(self, area: BaseGeometry) -> None:
        """Keep others off an area."""
        self._taken.append(area)

    def _are_free(self, plots: np.ndarray, taken: shapely.STRtree, inside: BaseGeometry | None) -> np.ndarray:
        free = np.ones(len(plots), dtype=bool)
        if inside is not None:
            free &= shapely.contains(inside, plots)
        free[self._lines.query(plots, predicate="dwithin", distance=9.0)[0]] = False
        free[self._areas.query(plots, predicate="intersects")[0]] = False
        free[taken.query(plots, predicate="dwithin", distance=6.0)[0]] = False
        return free

    def _offers(
        self, near: Floats, area_m2: float, spread_m: float, angle_deg: float
    ) -> tuple[Floats, Floats]:
        """Corners of many plots, shape (n, 4, 2), and how far each is away."""
        rng = self._rng
        offset = rng.normal(0.0, spread_m, (_TRIES, 2))
        aspect = rng.uniform(1.0, 1.9, _TRIES)
        aspect = np.where(rng.random(_TRIES) < 0.5, aspect, 1 / aspect)
        half = np.column_stack((np.sqrt(aspect), 1 / np.sqrt(aspect))) / 2
        corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]) * half[:, None, :]
        corners *= 1 + rng.uniform(-0.05, 0.05, corners.shape)
        turn = np.radians(angle_deg + rng.normal(0.0, 2.0, _TRIES))
        cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
        x = corners[..., 0] * cos - corners[..., 1] * sin
        y = corners[..., 0] * sin + corners[..., 1] * cos
        shoelace = (x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1) / 2
        grow = np.sqrt(area_m2 / shoelace)[:, None]
        rings = np.stack((x * grow, y * grow), axis=2) + (near + offset)[:, None, :]
        return np.round(rings, 1), np.hypot(*offset.T)
