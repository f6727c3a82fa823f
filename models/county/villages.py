"""Villages as points, with or without residents: what is counted village by village."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.kernel.arrays import Floats, Ints, Objects


@dataclass(frozen=True, eq=False)
class Villages:
    """Villages of one layer, arrays of shape (n,).

    Attributes
    ----------
    rows
        Row of each in its layer.
    xy
        Coordinates, shape (n, 2), metres; the middle of a village with an outline.
    index
        The same, indexed by place.
    population_persons
        Residents; NaN where unknown.
    """

    layer: Layer
    rows: Ints
    xy: Floats
    index: PointIndex
    population_persons: Floats

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def names(self) -> Objects:
        """Names, shape (n,)."""
        names: Objects = self.layer.text("name")[self.rows]
        return names


def villages_of(county: County) -> Villages | None:
    """Villages of the first layer of villages, else of settlements; ``None`` without one. Kept."""

    def make() -> tuple[Villages | None]:
        for role in (Role.VILLAGES, Role.DEMAND):
            for layer in county.layers:
                if layer.role != role or len(layer) == 0:
                    continue
                xy = layer.middles
                rows = np.flatnonzero(np.isfinite(xy).all(axis=1))
                if len(rows):
                    persons = layer.number("population_persons")[rows]
                    demand, spots = county.demand, xy[rows]
                    is_same = np.array_equal(spots, demand.xy)  # one and the same list: sorted once
                    index = demand.index if is_same else PointIndex(spots)
                    return (Villages(layer, rows, spots, index, persons),)
        return (None,)

    return county.memo.get(("village points",), make)[0]


def village_place(county: County) -> Ints:
    """Which of the county's places holds each village, shape (n,); -1 outside all, empty without villages."""
    villages = villages_of(county)
    if villages is None:
        return np.empty(0, dtype=np.intp)
    return county.memo.get(("village place",), lambda: county.places.index_of(villages.index))
