"""Points that hold people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.county.layer import Layer, Role
from models.county.points import PointIndex
from models.county.population import people_of
from models.kernel.arrays import Floats, Ints, Objects


@dataclass(frozen=True, eq=False)
class Demand:
    """Points that hold people: villages, settlements or grid cells.

    Attributes
    ----------
    xy
        Coordinates, shape (n, 2), metres.
    population_persons
        Residents at each point, shape (n,); NaN where unknown.
    names
        Strings, shape (n,).
    rows
        Row of each point in the layer ``layer_id``, shape (n,).
    """

    xy: Floats
    population_persons: Floats
    names: Objects
    rows: Ints
    layer_id: str = ""
    role: Role = Role.DEMAND

    @classmethod
    def from_layer(cls, layer: Layer | None) -> Demand:
        """Points of one layer that lie anywhere; none without a layer."""
        if layer is None:
            none = np.empty(0, dtype=object)
            return cls(np.empty((0, 2)), np.empty(0), none, np.empty(0, dtype=np.intp))
        xy = layer.middles
        rows = np.flatnonzero(np.isfinite(xy).all(axis=1))  # a feature without geometry lies nowhere
        return cls(
            xy=xy[rows],
            population_persons=people_of(layer)[rows],
            names=layer.text("name")[rows],
            rows=rows,
            layer_id=layer.id,
            role=layer.role,
        )

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def index(self) -> PointIndex:
        """The points, indexed for discs."""
        return PointIndex(self.xy)

    @cached_property
    def known_persons(self) -> Floats:
        """Residents with unknown ones as 0, for sums; shape (n,)."""
        return np.nan_to_num(self.population_persons, nan=0.0)

    @cached_property
    def weights(self) -> Floats:
        """What each point counts in a mean: its known residents, or one where none are known; shape (n,)."""
        return self.known_persons if self.has_population else np.ones(len(self))

    @cached_property
    def persons_by_cell(self) -> Floats:
        """Known residents, cell by cell of the grid of the points; shape (n,)."""
        return self.known_persons[self.index.grid.order]

    @cached_property
    def weights_by_cell(self) -> Floats:
        """What each point counts in a mean, cell by cell; shape (n,)."""
        return self.persons_by_cell if self.has_population else self.weights

    @cached_property
    def weight(self) -> float:
        """What all points count together."""
        return float(self.weights.sum())

    @cached_property
    def peopled(self) -> Ints:
        """Points where people live or may live, shape (k,)."""
        return np.flatnonzero(self.population_persons != 0)

    @property
    def has_population(self) -> bool:
        """Whether the residents of at least one point are known."""
        return self.total_persons > 0

    @cached_property
    def total_persons(self) -> float:
        """All known residents."""
        return float(self.known_persons.sum())
