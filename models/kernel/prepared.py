"""Geometries made ready for many questions, which several threads may ask at the same time.

GEOS keeps changing state inside a prepared geometry, and shapely lets other threads run while GEOS works: one
prepared geometry that two threads ask ends the program. So no geometry that others can reach is ever
prepared, here or elsewhere; only copies are, and each copy is in one thread's hands at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.kernel.arrays import Bools, Floats, Ints, Objects

Shapes = TypeVar("Shapes")  # one geometry, or an array of them


class Prepared:
    """Shapes that are asked about again and again.

    There are as many prepared copies as threads have asked at the same time, hardly ever more than one.

    Parameters
    ----------
    shapes
        Shape (n,); never changed.
    """

    def __init__(self, shapes: Objects) -> None:
        self._shapes = shapes
        self._idle: list[Objects] = []

    @contextmanager
    def _borrowed(self) -> Iterator[Objects]:
        try:
            copies = self._idle.pop()  # in one step: no two threads get the same
        except IndexError:
            copies = prepared_copy(self._shapes)
        yield copies  # after an error they are not used again
        self._idle.append(copies)

    def intersects(self, rows: Ints, others: Objects) -> Bools:
        """Whether the shape of each row, shape (k,), shares a point with the other one, shape (k,)."""
        with self._borrowed() as shapes:
            found: Bools = shapely.intersects(shapes[rows], others)
        return found

    def holds(self, rows: Ints | int, x: Floats, y: Floats) -> Bools:
        """Whether the shape of each row, or of one row, holds a point or has it on its edge, shape (k,)."""
        with self._borrowed() as shapes:
            found: Bools = shapely.intersects_xy(shapes[rows], x, y)
        return found

    def bounds(self, row: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the shape of a row."""
        left, bottom, right, top = shapely.bounds(self._shapes[row]).tolist()
        return left, bottom, right, top

    def within(self, row: int, points: Objects, distance_m: float) -> Bools:
        """Whether points lie at most so far from the shape of a row, shape (k,)."""
        with self._borrowed() as shapes:
            found: Bools = shapely.dwithin(shapes[row], points, distance_m)
        return found


def prepared_copy(shapes: Shapes) -> Shapes:
    """Copy of a shape or of an array of them, prepared; for the one who asks for it alone."""
    copies: Shapes = shapely.set_srid(shapes, 0)  # of all ways to copy the quickest: GEOS clones it in one go
    shapely.prepare(copies)
    return copies


def each_holds(shapes: Objects, counts: Sequence[int], x: Floats, y: Floats) -> Bools:
    """Whether shapes that are asked once hold points of their own: so many of each, in turn."""
    inside: Bools = shapely.intersects_xy(np.repeat(prepared_copy(shapes), counts), x, y)
    return inside


def holds(shape: BaseGeometry, x: Floats, y: Floats) -> Bools:
    """Whether a shape holds each of some points, shape (n,), or has them on its edge.

    For a shape that is asked once; :class:`Prepared` for one that is asked often.
    """
    # Given the shape itself, shapely would prepare it in place.
    inside: Bools = shapely.intersects_xy(prepared_copy(shape), x, y)
    return inside
