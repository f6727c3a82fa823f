"""What each new site adds, counted from the raw costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.access.ways import TOLERANCE
from models.county.county import County
from models.kernel.arrays import Bools, Floats, Ints
from models.locate.places import SitePlace
from models.locate.problem import Model


@dataclass(frozen=True)
class Step:
    """What one site adds after those before it.

    Parameters
    ----------
    persons
        Residents newly within reach; where several kinds of coverage are asked for, of the site's own kind.
    covered
        All residents within reach with it.
    mean, worst
        Mean cost of a resident to the nearest, and worst cost of a point with residents.
    townships
        Those in which people are newly within reach.
    """

    place: SitePlace
    persons: float
    covered: float
    mean: float
    worst: float
    townships: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Counts:
    """People within reach of chosen places, worked out from the raw costs.

    Parameters
    ----------
    people, level
        Demand point of each row, and the kind of coverage it stands for, as an index; shape (n,).
    table
        Cost of each row and facility, infinite where a facility does not give that coverage; shape (n, m).
    limits
        How far each facility serves each kind of coverage, shape (levels, m).
    own
        Kind of coverage that each facility is of, shape (m,).
    kept
        Number of facilities that stand already; they come first.
    """

    county: County
    people: Ints
    level: Ints
    table: Floats
    weight: Floats
    limits: Floats
    own: Ints
    kept: int

    def _within(self, chosen: Bools) -> Bools:
        within = self.table[:, chosen] <= self.limits[self.level][:, chosen] + TOLERANCE
        return np.asarray(within.any(axis=1), dtype=np.bool_)

    def covered(self, chosen: Bools, level: int = 0) -> float:
        """Residents within reach, by one kind of coverage."""
        return float(self.weight[self._within(chosen) & (self.level == level)].sum())

    def before(self, level: int = 0) -> float:
        """Residents within reach of what stands already."""
        return self.covered(np.arange(self.table.shape[1]) < self.kept, level)

    def _figures(self, chosen: Bools, level: int) -> tuple[float, float, float]:
        is_level = self.level == level
        cost = self.table[np.ix_(is_level, chosen)].min(axis=1, initial=np.inf)
        served = np.isfinite(cost)
        share = self.weight[is_level][served]
        mean = float((share * cost[served]).sum() / share.sum()) if share.any() else float("inf")
        return self.covered(chosen, level), mean, float(cost.max(initial=0.0))

    def steps(self, chosen: Bools, places: Sequence[SitePlace], model: Model) -> tuple[Step, ...]:
        """The new sites, each time the one that adds most."""
        left = [at for at in np.flatnonzero(chosen).tolist() if at >= self.kept]
        now: Bools = chosen & (np.arange(len(chosen)) < self.kept)
        found = []
        places_of = self.county.places
        place = self.county.demand_place[self.people]

        def key(at: int) -> tuple[float, ...]:
            covered, mean, worst = self._figures(_with(now, at), int(self.own[at]))
            if model == Model.PMEDIAN:
                return mean, -covered
            if model == Model.PCENTER:
                return worst, -covered
            return self.covered(now, int(self.own[at])) - covered, mean

        while left:
            at = min(left, key=key)
            after = _with(now, at)
            newly = self._within(after) & ~self._within(now) & (self.level == self.own[at])
            towns = sorted({str(places_of.names[one]) for one in place[newly].tolist() if one >= 0})
            persons = float(self.weight[newly].sum())
            figures = self._figures(after, int(self.own[at]))
            found.append(Step(places[at - self.kept], persons, *figures, tuple(towns)))
            left.remove(at)
            now = after
        return tuple(found)


def _with(chosen: Bools, at: int) -> Bools:
    more = chosen.copy()
    more[at] = True
    return more
