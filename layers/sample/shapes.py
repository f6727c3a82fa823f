"""Shapes that look grown rather than drawn: seeded noise, bent lines, blobs. Metres throughout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.interpolate import CubicSpline
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Floats

GRID_M = 0.1
"""All sample coordinates are whole decimetres: shared borders and junctions are equal to the last bit."""


@dataclass(frozen=True, eq=False)
class Noise:
    """Smooth noise over the plane: a sum of waves of about one length in random directions.

    Parameters
    ----------
    waves
        Wave vectors, shape (k, 2), radians per metre.
    phases
        Shape (k,), radians.
    """

    waves: Floats
    phases: Floats

    @classmethod
    def made(cls, rng: np.random.Generator, length_m: float, count: int = 24) -> Noise:
        """Noise whose hills are about ``length_m`` apart."""
        angle = rng.uniform(0, 2 * np.pi, count)
        size = 2 * np.pi / (length_m * rng.uniform(0.7, 1.4, count))
        return cls(
            np.column_stack((np.cos(angle), np.sin(angle))) * size[:, None], rng.uniform(0, 2 * np.pi, count)
        )

    def __call__(self, xy: Floats) -> Floats:
        """Value at each point of ``xy`` (shape (n, 2)); mean 0, standard deviation 1."""
        total = np.zeros(len(xy))
        for (kx, ky), phase in zip(self.waves, self.phases, strict=True):
            total += np.cos(xy[:, 0] * kx + xy[:, 1] * ky + phase)
        return total * np.sqrt(2.0 / len(self.phases))


@dataclass(frozen=True, eq=False)
class Warp:
    """Bends the plane a little, the same way for every shape, so that shapes that fitted still fit.

    Parameters
    ----------
    octaves
        Pairs of noise (east, north) with their strength in metres.
    """

    octaves: tuple[tuple[Noise, Noise, float], ...]

    @classmethod
    def made(cls, rng: np.random.Generator, *octaves: tuple[float, float]) -> Warp:
        """Warp from (length, strength) pairs, metres; strength below a tenth of the length folds nothing."""
        return cls(
            tuple(
                (Noise.made(rng, length), Noise.made(rng, length), strength) for length, strength in octaves
            )
        )

    def __call__(self, xy: Floats) -> Floats:
        """Moved points, shape (n, 2)."""
        moved = xy.copy()
        for east, north, strength in self.octaves:
            moved += strength * np.column_stack((east(xy), north(xy)))
        return moved

    def shape(self, shape: BaseGeometry, step_m: float) -> BaseGeometry:
        """Shape with a vertex at least every ``step_m``, moved."""
        return shapely.transform(shapely.segmentize(shape, step_m), self)


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """Shape with coordinates in whole decimetres."""
    return shapely.transform(shape, lambda xy: np.round(xy, 1))


def bent(course: Floats, step_m: float, warp: Warp | None = None) -> BaseGeometry:
    """Smooth line through the points of ``course`` (shape (n, 2)), a vertex about every ``step_m``.

    A warp bends it between those points and leaves them where they are.
    """
    lengths = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(course, axis=0).T))))
    at = np.union1d(np.linspace(0.0, lengths[-1], max(2, round(lengths[-1] / step_m)) + 1), lengths)
    at = at[np.concatenate((np.diff(at) > 1.0, [True]))]
    xy = (
        CubicSpline(lengths, course)(at)
        if len(course) > 2
        else course[0] + np.outer(at / at[-1], course[1] - course[0])
    )
    if warp:
        away = cKDTree(course).query(xy)[0]
        xy = xy + (warp(xy) - xy) * (1.0 - np.exp(-((away / 900.0) ** 2)))[:, None]
    return shapely.LineString(xy)


def meander(line: BaseGeometry, rng: np.random.Generator, size_m: float, step_m: float) -> BaseGeometry:
    """Line that swings from side to side by about ``size_m``, longer swings where it swings wider."""
    count = max(8, round(line.length / step_m))
    along = np.linspace(0.0, line.length, count)
    xy = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
    ahead = np.gradient(xy, axis=0)
    normal = np.column_stack((-ahead[:, 1], ahead[:, 0])) / np.hypot(*ahead.T)[:, None]
    swing = np.column_stack((along, np.zeros(count)))
    size = size_m * (
        0.95 * Noise.made(rng, size_m * 10.0)(swing) + 0.22 * Noise.made(rng, size_m * 4.5)(swing)
    )
    fade = np.clip(np.minimum(along, along[-1] - along) / (size_m * 6.0), 0.0, 1.0)
    return shapely.LineString(xy + normal * (size * fade)[:, None])


def blob(rng: np.random.Generator, centre: Floats, axes: Floats, rough: float = 0.12) -> BaseGeometry:
    """Closed shape about an ellipse with half ``axes``; ``rough`` is how far it strays, as a share."""
    angle = np.linspace(0.0, 2 * np.pi, 72, endpoint=False)
    radius = np.ones_like(angle)
    for order in range(2, 9):
        radius += rough * rng.normal() / order * np.cos(order * angle + rng.uniform(0, 2 * np.pi)) * 1.6
    ring = np.column_stack(
        (centre[0] + axes[0] * radius * np.cos(angle), centre[1] + axes[1] * radius * np.sin(angle))
    )
    return shapely.Polygon(ring)
