"""What it costs to get to each demand point, and what figures ask of that: mean, quantile, share in time.

While one more site moves, only the points that it changes are looked at: sums are those of the others with
these points exchanged, and a quantile is looked for in a histogram that is kept of the others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.access.ways import Bound, Reach
from models.county.demand import Demand
from models.kernel.arrays import Bools, Floats, Ints

_BINS = 4096

Bin = NDArray[np.uint16]
"""Numbers of bins."""


class Reached(NamedTuple):
    """Of the points that can be reached: their weight, and the sum of cost times weight.

    ``everyone`` says whether these are all points; the weight is then not summed for it.
    """

    everyone: bool
    weight: float
    cost: float


class Costs(ABC):
    """Costs of the demand points, each of which counts with a weight."""

    demand: Demand

    @property
    @abstractmethod
    def values(self) -> Floats:
        """The costs, shape (n,); infinite where no way leads."""

    @property
    @abstractmethod
    def by_cell(self) -> Floats:
        """The same cell by cell of the grid of the points, shape (n,).

        A million points that are asked for here and there keep the processor waiting; there neighbours stand
        together.
        """

    @property
    @abstractmethod
    def unreached(self) -> int:
        """Number of the points to which no way leads."""

    @property
    @abstractmethod
    def reached(self) -> Reached:
        """The points to which a way leads."""

    @abstractmethod
    def within(self, reach: Reach) -> float:
        """Weight of the points that a reach holds."""

    @property
    @abstractmethod
    def bins(self) -> Bins:
        """A histogram of them, cell by cell."""

    @abstractmethod
    def _held(self) -> Floats:
        """Weight in each bin of a histogram."""

    @abstractmethod
    def _in_bin(self, chosen: int) -> tuple[Floats, Floats]:
        """Costs and weights of the points in one of its bins, shape (k,) each."""

    @cached_property
    def bound(self) -> Bound:
        """What one more site may cost at most."""
        return Bound(self.demand.index, self.by_cell)

    def quantile(self, share: float) -> float:
        """Smallest cost that holds at least ``share`` of all weight; NaN without weight.

        Only what is in the bin that holds it is sorted; rounding of a billionth of the weight is forgiven.
        """
        weight = self.demand.weight
        if weight <= 0:
            return float("nan")
        need, held = weight * (share - 1e-9), np.cumsum(self._held())
        chosen = min(int(np.searchsorted(held, need, side="left")), _BINS - 1)
        if chosen == _BINS - 1:
            return float("inf")
        costs, weights = self._in_bin(chosen)
        order = np.argsort(costs, kind="stable")
        before = float(held[chosen - 1]) if chosen else 0.0
        position = int(np.searchsorted(before + np.cumsum(weights[order]), need, side="left"))
        return float(costs[order[min(position, len(order) - 1)]])


@dataclass(frozen=True, eq=False)
class AllCosts(Costs):
    """Of sites that all stay where they are; ``costs`` has the shape (n,)."""

    demand: Demand
    costs: Floats
    _within: dict[Reach, float] = field(default_factory=dict, repr=False)

    @property
    def values(self) -> Floats:
        """The costs, shape (n,)."""
        return self.costs

    @cached_property
    def by_cell(self) -> Floats:
        """The costs cell by cell, shape (n,)."""
        return self.costs[self.demand.index.grid.order]

    @cached_property
    def unreached(self) -> int:
        """Number of the points to which no way leads."""
        return int(np.isinf(self.costs).sum())

    @cached_property
    def reached(self) -> Reached:
        """The points to which a way leads."""
        costs, weights = self.costs, self.demand.weights
        if self.unreached:
            there = np.isfinite(costs)
            costs, weights = costs[there], weights[there]
        # Not a dot product: its threads cost many times the work where other programs keep the cores busy.
        return Reached(self.unreached == 0, float(weights.sum()), float((costs * weights).sum()))

    def within(self, reach: Reach) -> float:
        """Weight of the points that a reach holds; kept."""
        if reach not in self._within:
            self._within[reach] = float((self.demand.weights * reach.holds(self.costs)).sum())
        return self._within[reach]

    @cached_property
    def bins(self) -> Bins:
        """A histogram of them, cell by cell."""
        return Bins.of(self.by_cell, self.demand.weights_by_cell)

    def _held(self) -> Floats:
        return self.bins.held

    def _in_bin(self, chosen: int) -> tuple[Floats, Floats]:
        at = np.flatnonzero(self.bins.of_point == chosen)
        return self.by_cell[at], self.demand.weights_by_cell[at]


@dataclass(frozen=True, eq=False)
class Bins:
    """A histogram by rising cost; what costs less or more than all that it was made of is in its end bins.

    Attributes
    ----------
    low, scale
        Least finite cost, and bins per unit of cost.
    of_point
        Bin of each point, shape (n,); the last for those to which no way leads.
    held
        Weight in each bin.
    """

    low: float
    scale: float
    of_point: Bin
    held: Floats

    @classmethod
    def of(cls, costs: Floats, weights: Floats) -> Bins:
        """Make one."""
        finite = costs if np.isfinite(costs.max(initial=0.0)) else costs[np.isfinite(costs)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
        scale = (_BINS - 2) / (high - low) if high > low else 0.0
        of_point = _bin_of(costs, low, scale)
        return cls(low, scale, of_point, _by_bin(of_point, weights))

    def bin_of(self, costs: Floats) -> Bin:
        """Bin of each of some costs; never lower for a higher cost."""
        return _bin_of(costs, self.low, self.scale)

    def changed(self, at: Ints, costs: Floats, weights: Floats) -> Bins:
        """The same where points at some positions cost something else."""
        of_point, own = self.of_point.copy(), self.bin_of(costs)
        of_point[at] = own
        held = self.held - _by_bin(self.of_point[at], weights) + _by_bin(own, weights)
        return Bins(self.low, self.scale, of_point, held)


def _bin_of(costs: Floats, low: float, scale: float) -> Bin:
    """Bins that a histogram from ``low`` on has for costs."""
    place = costs - low
    if np.isfinite(costs.max(initial=low)):
        place *= scale
        return place.clip(0.0, _BINS - 2, out=place).astype(np.uint16)
    place = np.minimum(place, _BINS / scale if scale else 1.0, out=place)
    place *= scale
    found = place.clip(0.0, _BINS - 2, out=place).astype(np.uint16)
    found[np.isinf(costs)] = _BINS - 1
    return found


def _by_bin(of_point: Bin, weights: Floats) -> Floats:
    return np.bincount(of_point, weights=weights, minlength=_BINS).astype(np.float64)


@dataclass(frozen=True, eq=False)
class ChangedCosts(Costs):
    """The same where a site that comes or goes changes what it costs to get to some points.

    Attributes
    ----------
    at
        Positions of these points in the grid of all, shape (k,).
    costs
        What they cost now, shape (k,).
    were, weights
        What they cost before, and what each counts, shape (k,): who changes them has looked them up.
    """

    before: Costs
    at: Ints
    costs: Floats
    were: Floats
    weights: Floats

    @classmethod
    def of(cls, before: Costs, at: Ints, costs: Floats) -> ChangedCosts:
        """Look up what is not at hand."""
        return cls(before, at, costs, before.by_cell[at], before.demand.weights_by_cell[at])

    def only(self, chosen: Bools) -> ChangedCosts:
        """The same of some of the points."""
        if chosen.all():
            return self
        columns = self.costs, self.were, self.weights
        return ChangedCosts(self.before, self.at[chosen], *(column[chosen] for column in columns))

    @property
    def demand(self) -> Demand:  # type: ignore[override]
        """The points."""
        return self.before.demand

    @cached_property
    def values(self) -> Floats:
        """The costs, shape (n,)."""
        values = self.before.values.copy()
        values[self.demand.index.grid.order[self.at]] = self.costs
        return values

    @cached_property
    def by_cell(self) -> Floats:
        """The costs cell by cell, shape (n,)."""
        costs = self.before.by_cell.copy()
        costs[self.at] = self.costs
        return costs

    @cached_property
    def _all_are_finite(self) -> bool:
        return self.before.unreached == 0 and bool(np.isfinite(self.costs.max(initial=0.0)))

    @cached_property
    def unreached(self) -> int:
        """Number of the points to which no way leads."""
        if self._all_are_finite:
            return 0
        return self.before.unreached + int(np.isinf(self.costs).sum()) - int(np.isinf(self.were).sum())

    @cached_property
    def reached(self) -> Reached:
        """The points to which a way leads."""
        before, weights = self.before.reached, self.weights
        if self._all_are_finite:
            change = float((self.costs * weights).sum()) - float((self.were * weights).sum())
            return Reached(True, self.demand.weight, before.cost + change)
        (lost, lost_cost), (won, won_cost) = (_sums(some, weights) for some in (self.were, self.costs))
        weight = before.weight - lost + won if self.unreached else self.demand.weight
        return Reached(self.unreached == 0, weight, before.cost - lost_cost + won_cost)

    def within(self, reach: Reach) -> float:
        """Weight of the points that a reach holds."""
        change = reach.holds(self.costs).view(np.int8) - reach.holds(self.were).view(np.int8)
        return self.before.within(reach) + float((self.weights * change).sum())

    @cached_property
    def bins(self) -> Bins:
        """A histogram of them, cell by cell."""
        return self.before.bins.changed(self.at, self.costs, self.weights)

    def _held(self) -> Floats:
        held = self.before.bins.held
        return held - _by_bin(self._were_in, self.weights) + _by_bin(self._own, self.weights)

    @cached_property
    def _were_in(self) -> Bin:
        return self.before.bins.of_point[self.at]

    @cached_property
    def _own(self) -> Bin:
        return self.before.bins.bin_of(self.costs)

    def _in_bin(self, chosen: int) -> tuple[Floats, Floats]:
        before = self.before
        stay, come = np.flatnonzero(before.bins.of_point == chosen), self._own == chosen
        stay = stay[~np.isin(stay, self.at[self._were_in == chosen])]
        return (
            np.concatenate((before.by_cell[stay], self.costs[come])),
            np.concatenate((self.demand.weights_by_cell[stay], self.weights[come])),
        )


def _sums(costs: Floats, weights: Floats) -> tuple[float, float]:
    """Weight of the finite ones of some costs, and the sum of cost times weight."""
    there = np.isfinite(costs)
    if not there.all():
        costs, weights = costs[there], weights[there]
    return float(weights.sum()), float((costs * weights).sum())
