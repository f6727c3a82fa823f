"""What is asked: who needs a site, where one may stand, what the way between them costs, and what is limited.

Demand and sites are known by keys; arrays run in their order. A pair that is not listed cannot be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.kernel.arrays import Bools, Floats, Ints


class Model(StrEnum):
    """The four questions of the field."""

    LSCP = "lscp"
    """Fewest sites that reach everyone within the radius."""
    MCLP = "mclp"
    """Most weight within the radius of a given number of sites."""
    PMEDIAN = "pmedian"
    """Least weighted cost to a given number of sites."""
    PCENTER = "pcenter"
    """Least worst cost to a given number of sites; weights do not matter."""


@dataclass(frozen=True, eq=False)
class Costs:
    """Ways from demand to sites, as pairs in order of demand, then site.

    Parameters
    ----------
    shape
        Number of demand points and of sites.
    point, site, cost
        One entry a usable pair.
    """

    shape: tuple[int, int]
    point: Ints
    site: Ints
    cost: Floats

    @classmethod
    def dense(cls, matrix: npt.ArrayLike) -> Costs:
        """Take a full matrix, points by sites; what is not finite cannot be used."""
        whole = np.asarray(matrix, dtype=np.float64)
        point, site = np.nonzero(np.isfinite(whole))
        return cls((whole.shape[0], whole.shape[1]), point, site, whole[point, site])

    @classmethod
    def pairs(cls, shape: tuple[int, int], point: Ints, site: Ints, cost: Floats) -> Costs:
        """Take pairs in any order, each at most once."""
        order = np.lexsort((site, point))
        return cls(shape, point[order], site[order], cost[order])

    @cached_property
    def matrix(self) -> Floats:
        """All of it, infinite where there is no way."""
        whole = np.full(self.shape, np.inf)
        whole[self.point, self.site] = self.cost
        return whole

    def only(self, keep: Bools) -> Costs:
        """Some of the pairs."""
        if keep.all():  # two and a half million pairs are not copied for nothing
            return self
        return Costs(self.shape, self.point[keep], self.site[keep], self.cost[keep])


@dataclass(frozen=True, eq=False)
class Limit:
    """Bounds on a weighted number of open sites: a budget, one at least in each township, a quota of a group.

    Parameters
    ----------
    name
        What it limits, for the message when it cannot be kept.
    coefficients
        What each site counts for, shape (m,).
    """

    name: str
    coefficients: Floats
    at_least: float = -np.inf
    at_most: float = np.inf

    def holds(self, chosen: Bools) -> bool:
        """Whether a choice of sites keeps to it."""
        total = float(self.coefficients[chosen].sum())
        slack = 1e-6 * max(1.0, float(np.abs(self.coefficients).sum()))
        return self.at_least - slack <= total <= self.at_most + slack


@dataclass(frozen=True, eq=False)
class Beside:
    """Sites that may be open only where one of some others is open too.

    Parameters
    ----------
    asks
        Which sites need another one, shape (m,).
    site, other
        One entry a pair: the first is allowed by the second.
    """

    asks: Bools
    site: Ints
    other: Ints

    def allowed(self, chosen: Bools) -> Bools:
        """Sites that need no other one, or have one that is open, shape (m,)."""
        met = np.bincount(self.site[chosen[self.other]], minlength=len(chosen)) > 0
        found: Bools = ~self.asks | met
        return found


@dataclass(frozen=True, eq=False)
class Problem:
    """One question with everything that is needed to answer it.

    Parameters
    ----------
    demand, sites
        Their keys.
    weight
        What a point counts for in the objective, shape (n,).
    load
        What a point takes of a site's capacity, shape (n,).
    number
        Open sites in all, the kept ones counted; ``None`` where that is what is asked for (LSCP).
    radius
        Farthest that a point may be from its site, itself included; infinite for no such bound.
    capacity
        Shape (m,), infinite for no bound; ``None`` if no site has one.
    fixed, banned
        Sites that stand already and stay, and sites that may not be used, shape (m,).
    may_split
        Whether a point may be shared out among several sites. Matters only with capacities.
    times
        By how many sites a point has to be reached to count as covered (LSCP, MCLP without capacities).
    backs_up
        Whether of the plans that are best those are looked for that reach most weight a second time.
    everyone
        Farthest that anybody may be from an open site, be it counted as covered or not (MCLP).
    beside
        Sites that need another one; ``None`` if none does.
    """

    model: Model
    demand: tuple[str, ...]
    sites: tuple[str, ...]
    costs: Costs
    weight: Floats
    load: Floats
    number: int | None = None
    radius: float = np.inf
    capacity: Floats | None = None
    fixed: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    banned: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    limits: tuple[Limit, ...] = ()
    may_split: bool = False
    times: int = 1
    backs_up: bool = False
    everyone: float = np.inf
    beside: Beside | None = None

    @classmethod
    def of(
        cls,
        model: Model,
        costs: Costs,
        *,
        demand: Sequence[str] = (),
        sites: Sequence[str] = (),
        weight: Floats | None = None,
        load: Floats | None = None,
        number: int | None = None,
        radius: float = np.inf,
        capacity: Floats | None = None,
        fixed: Sequence[int] = (),
        banned: Sequence[int] = (),
        limits: Sequence[Limit] = (),
        may_split: bool = False,
        times: int = 1,
        backs_up: bool = False,
        everyone: float = np.inf,
    ) -> Problem:
        """Fill in what is not said: keys from 0, weight 1, load as the weight, nothing fixed or banned."""
        n, m = costs.shape
        weights = np.ones(n) if weight is None else np.asarray(weight, dtype=np.float64)
        marks = np.zeros((2, m), dtype=np.bool_)
        marks[0, list(fixed)] = True
        marks[1, list(banned)] = True
        return cls(
            model=model,
            demand=tuple(demand) or tuple(map(str, range(n))),
            sites=tuple(sites) or tuple(map(str, range(m))),
            costs=costs,
            weight=weights,
            load=weights if load is None else np.asarray(load, dtype=np.float64),
            number=None if model == Model.LSCP else number,
            radius=radius,
            capacity=None if capacity is None else np.asarray(capacity, dtype=np.float64),
            fixed=marks[0],
            banned=marks[1],
            limits=tuple(limits),
            may_split=may_split,
            times=times,
            backs_up=backs_up,
            everyone=everyone,
        )

    @property
    def is_capacitated(self) -> bool:
        """Whether any site has a bound."""
        return self.capacity is not None and bool(np.isfinite(self.capacity).any())

    @property
    def serves_all(self) -> bool:
        """Whether every point has to be served."""
        return self.model != Model.MCLP

    @property
    def farthest(self) -> float:
        """The radius, and what a sum of fractions may be beyond it: 0.1 + 0.2 is within 0.3."""
        return self.radius * (1.0 + 1e-9)

    @cached_property
    def usable(self) -> Costs:
        """Pairs within the radius whose site may be used."""
        costs = self.costs
        return costs.only((costs.cost <= self.farthest) & ~self.banned[costs.site])

    @cached_property
    def near_everyone(self) -> Costs:
        """Pairs within the bound for everybody whose site may be used."""
        costs = self.costs
        return costs.only((costs.cost <= self.everyone * (1.0 + 1e-9)) & ~self.banned[costs.site])

    def counts(self, chosen: Bools) -> Ints:
        """How many open sites reach each point, shape (n,)."""
        usable = self.usable
        return np.bincount(usable.point[chosen[usable.site]], minlength=len(self.demand))

    def keeps(self, chosen: Bools) -> bool:
        """Whether a choice keeps to the limits, each site has the one it needs, all are within bounds."""
        if not all(limit.holds(chosen) for limit in self.all_limits):
            return False
        if self.beside is not None and (chosen & ~self.beside.allowed(chosen)).any():
            return False
        if not np.isfinite(self.everyone):
            return True
        near = self.near_everyone
        found = np.bincount(near.point[chosen[near.site]], minlength=len(self.demand))
        return bool((found > 0).all())

    @cached_property
    def all_limits(self) -> tuple[Limit, ...]:
        """The limits, and the number of sites as one more of them."""
        if self.number is None:
            return self.limits
        count = Limit("number", np.ones(len(self.sites)), self.number, self.number)
        return (*self.limits, count)

    def within(self, radius: float) -> Problem:
        """The same with another radius."""
        return replace(self, radius=radius)
