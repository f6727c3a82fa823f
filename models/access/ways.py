"""The one interface of costs: how far and how long it is from a site to places.

A :class:`Way` is the only one that knows how distance is measured. Everybody else asks it for costs, for
what lies within a limit, for the nearest and the second nearest, and for the region reached, and gets numbers
in the way's own unit, which only :meth:`Way.minutes`, :meth:`Way.hours` and :meth:`Way.metres` turn into
others.

A new way says what a site costs from everywhere (:meth:`Way.costs`), which region it reaches and which part
of a box is nearest to it; all else follows from these, and may be overridden where the way has a quicker one.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple, Protocol, TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.land import Land
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints, Objects

Spot = tuple[float, float]
"""Where a site stands, metres."""

Box = tuple[float, float, float, float]

Cost = TypeVar("Cost", float, Floats)
"""One cost, or an array of costs."""

SAME_SPOT_M = 1e-3
"""Sites that stand this near to each other stand at one spot."""

TOLERANCE = 1e-6
"""Slack of every comparison of a cost with a limit: rounding never puts a place at the limit outside."""


@dataclass(frozen=True, eq=False)
class Nearest:
    """Nearest site of each place, arrays of shape (n,).

    Attributes
    ----------
    site
        Position of the site, of equally near ones the first; -1 without one that can be reached.
    cost
        What it costs to get there; infinite without one.
    """

    site: Ints
    cost: Floats

    @classmethod
    def none(cls, places: int) -> Nearest:
        """No site at all."""
        return cls(np.full(places, -1, dtype=np.intp), np.full(places, np.inf))

    def joined_by(self, cost: Floats, site: int) -> Nearest:
        """The same with one more site, which gets the places that it is nearer to than all others are.

        Parameters
        ----------
        cost
            What it costs between each place and the new site, shape (n,).
        site
            Its position.
        """
        closer = cost < self.cost
        return Nearest(np.where(closer, site, self.site), np.where(closer, cost, self.cost))


@dataclass(frozen=True, eq=False)
class TwoNearest:
    """Nearest and second nearest site of each place, arrays of shape (n,).

    Two sites in one yard are two sites: either may be the second. Of equally near ones the one that stands
    first in the list comes first. Positions are -1 and costs infinite where there is none.
    """

    first: Ints
    first_cost: Floats
    second: Ints
    second_cost: Floats

    @classmethod
    def none(cls, places: int) -> TwoNearest:
        """No site at all."""
        one, other = Nearest.none(places), Nearest.none(places)
        return cls(one.site, one.cost, other.site, other.cost)

    def joined_by(self, cost: Floats, site: int) -> TwoNearest:
        """The same with one more site, which stands last; parameters are those of :class:`Nearest`."""
        leads, follows = cost < self.first_cost, cost < self.second_cost
        return TwoNearest(
            first=np.where(leads, site, self.first),
            first_cost=np.where(leads, cost, self.first_cost),
            second=np.where(leads, self.first, np.where(follows, site, self.second)),
            second_cost=np.where(leads, self.first_cost, np.where(follows, cost, self.second_cost)),
        )


@dataclass(frozen=True, eq=False)
class Bound:
    """What places cost already, cell by cell of their grid, shape (n,): nothing dearer is asked for.

    ``is_nearest`` says that the nearest costs so much, and not the second nearest.
    """

    places: PointIndex
    by_cell: Floats
    is_nearest: bool = False

    @classmethod
    def of(cls, places: PointIndex, cost: Floats) -> Bound:
        """Of costs in the order of the places."""
        return cls(places, cost[places.grid.order])

    @cached_property
    def of_cell(self) -> Floats:
        """The most in each cell, shape (m,)."""
        return self.places.grid.most(self.by_cell)


class Grid(Protocol):
    """Small pieces of land that all regions of some ways are made of."""

    def __len__(self) -> int:
        """Number of all pieces."""

    def middles(self, rows: Ints) -> Floats:
        """Middles of pieces, shape (k, 2), metres."""

    def land_m2(self, land: Land) -> Floats:
        """Land in each piece, shape (n,), m2."""


class Pieces(NamedTuple):
    """A region as rows of a grid, shape (k,)."""

    grid: Grid
    rows: Ints


class Way(ABC):
    """How one gets from sites to places. Hashable, equal to another by which everything costs the same."""

    unit: Literal["m", "min"]
    """What costs and limits are counted in."""

    one_search_for_all: ClassVar[bool] = False
    """Whether all sites together are asked in hardly more time than a few."""

    @property
    @abstractmethod
    def words(self) -> str:
        """How distance is measured: name of a text under ``access.way``."""

    @property
    def says(self) -> Mapping[str, float]:
        """Numbers that those words speak of."""
        return {}

    @property
    def hours_per_km(self) -> str | None:
        """Arithmetic for a cell of a workbook; ``None`` where hours do not follow from kilometres."""
        return None

    @property
    def course(self) -> Hashable:
        """What decides the costs: ways of one course share what is kept of them."""
        return self

    # -- what a way has to say ---------------------------------------------------------------------------
    @abstractmethod
    def costs(self, places: PointIndex, spot: Spot) -> Floats:
        """Costs between a site and each place, in the places' order, shape (n,); infinite if cut off."""

    @abstractmethod
    def region(self, spot: Spot, limit: float) -> BaseGeometry:
        """Polygon of all that costs at most ``limit``, metres; empty if nothing does."""

    @abstractmethod
    def cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        """Part of a box that is nearer to ``spot`` than to each of ``others`` that stand elsewhere."""

    @abstractmethod
    def metres(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Metres between pairs of a point (row of ``xy``) and a site (row of ``spots``), shape (k,)."""

    @abstractmethod
    def minutes(self, cost: Cost) -> Cost:
        """Minutes under way. Proportional to the cost, so that a mean or a quantile may be turned too."""

    @abstractmethod
    def hours(self, cost: Cost) -> Cost:
        """Hours under way."""

    @abstractmethod
    def limit(self, minutes: float) -> float:
        """The cost that takes so many minutes."""

    # -- what follows from it ----------------------------------------------------------------------------
    def beside(self, bound: Bound, others: Sequence[Spot], spot: Spot) -> tuple[Ints, Floats]:
        """Places where one more site costs no more than a bound, and what it costs there, shape (k,) each.

        Places are told by their positions in their grid.

        Parameters
        ----------
        bound
            What the nearest or the second nearest of the others costs.
        """
        cost = self.costs(bound.places, spot)
        cost = cost[bound.places.grid.order]
        at = np.flatnonzero(cost <= bound.by_cell)
        return at, cost[at]

    def within(self, places: PointIndex, spot: Spot, limit: float) -> Ints:
        """Positions of the places that cost at most ``limit``, shape (k,), in no particular order."""
        return np.flatnonzero(self.costs(places, spot) <= limit + TOLERANCE)

    def costs_within(
        self, places: PointIndex, spot: Spot, limit: float, *, moves: bool = False
    ) -> tuple[Ints, Floats]:
        """The same positions, and what each costs, shape (k,).

        Parameters
        ----------
        moves
            Whether the site is asked for again and again, each time a little farther on.
        """
        rows = self.within(places, spot, limit)
        return rows, self.costs(places.part(rows), spot)

    def costs_up_to(self, places: PointIndex, spot: Spot, limit: float) -> Floats:
        """Costs of few places, shape (n,), of which those beyond a limit may come out as infinite."""
        return self.costs(places, spot)

    def reached(self, places: PointIndex, spots: Sequence[Spot], limit: float) -> Bools:
        """Whether at least one site costs each place at most ``limit``, shape (n,)."""
        mask = np.zeros(len(places), dtype=np.bool_)
        for spot in spots:
            mask[self.within(places, spot, limit)] = True
        return mask

    def cells(self, spots: Sequence[Spot], box: Box) -> list[BaseGeometry]:
        """Part of a box nearest to each of some sites; those at the same spot have the same."""
        return [self.cell(spot, spots, box) for spot in spots]

    def nearest_m2(self, spots: Sequence[Spot], land: Land) -> Floats | None:
        """Land nearest to each of some sites, shape (m,), m2; ``None`` where only outlines tell it.

        Those at one spot have the same. What is as near to two spots is nobody's.
        """
        return None

    def taken_m2(
        self, spot: Spot, others: Sequence[Spot], cells: Callable[[], Objects], land: Land
    ) -> tuple[Floats, float]:
        """Land that one more site, where none of the others stands, takes from each, shape (k,), and has; m2.

        Parameters
        ----------
        cells
            Makes what is nearest to each of the others, as :meth:`cells` has it; shape (k,).
        """
        own = self.cell(spot, others, land.geometry.bounds)
        taken = shapely.intersection(own, cells())
        from_each, rows = np.zeros(len(others)), np.flatnonzero(shapely.area(taken) > 0)
        *from_others, own_m2 = land.area_within_each([*taken[rows], own]).tolist()
        from_each[rows] = from_others
        return from_each, own_m2

    @property
    def grid(self) -> Grid | None:
        """What all regions are made of whole pieces of; ``None`` if they are not."""
        return None

    def pieces(self, spot: Spot, limit: float, *, moves: bool = False) -> Pieces | None:
        """What costs at most a limit, where regions are made of whole pieces; ``None`` if they are not.

        Parameters
        ----------
        moves
            As in :meth:`costs_within`.
        """
        return None

    def territories(self, spots: Sequence[Spot], limit: float) -> list[BaseGeometry]:
        """What each of some sites reaches and is nearest to; no two of them stand at one spot."""
        regions = np.array([self.region(spot, limit) for spot in spots], dtype=object)
        if shapely.is_empty(regions).all():
            return list(regions)
        left, bottom, right, top = shapely.total_bounds(regions).tolist()
        cells = np.array(self.cells(spots, (left, bottom, right, top)), dtype=object)
        return list(shapely.intersection(regions, cells))

    def territory(self, spot: Spot, others: Sequence[Spot], limit: float) -> BaseGeometry:
        """What a site reaches and is nearer to than each of some others, which stand elsewhere."""
        region = self.region(spot, limit)
        if not others or shapely.is_empty(region):
            return region
        return shapely.intersection(region, self.cell(spot, others, region.bounds))

    def together(self, spots: Sequence[Spot], limit: float) -> BaseGeometry:
        """Polygon of all that costs at most ``limit`` from one of some sites."""
        return shapely.union_all([self.region(spot, limit) for spot in dict.fromkeys(spots)])

    def nearest(self, places: PointIndex, spots: Sequence[Spot]) -> Nearest:
        """Nearest of some sites for each place."""
        found = Nearest.none(len(places))
        for site, spot in enumerate(spots):
            found = found.joined_by(self.costs(places, spot), site)
        return found

    def two_nearest(self, places: PointIndex, spots: Sequence[Spot]) -> TwoNearest:
        """The two nearest of some sites for each place."""
        found = TwoNearest.none(len(places))
        for site, spot in enumerate(spots):
            found = found.joined_by(self.costs(places, spot), site)
        return found

    def leave(self, spots: Sequence[Spot], row: int) -> None:  # noqa: B027 - most ways have nothing to do
        """Told that all of some sites but one are asked next: where less is to be searched from all."""

    def table(self, xy: Floats, spots: Floats) -> Floats:
        """Costs of all pairs of points, shape (n, 2), and sites, shape (m, 2); shape (n, m)."""
        places = PointIndex(xy)
        columns = [self.costs(places, (x, y)) for x, y in spots.tolist()]
        return np.column_stack(columns) if columns else np.empty((len(xy), 0))

    def pairs(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Costs of single pairs of a row of ``xy`` and a row of ``spots``, shape (k,)."""
        found = np.empty(len(point))
        for one in np.unique(site).tolist():
            chosen = site == one
            x, y = spots[one].tolist()
            found[chosen] = self.costs(PointIndex(xy[point[chosen]]), (x, y))
        return found

    def meets(self, site: BaseGeometry, shapes: Objects, limit: float) -> Bools:
        """Whether some part of each shape costs at most ``limit``, shape (n,)."""
        middle = site.centroid
        found: Bools = shapely.intersects(self.region((middle.x, middle.y), limit), shapes)
        return found


@dataclass(frozen=True)
class Reach:
    """Everything that costs at most a limit by a way; exactly that much counts.

    Hashable, and equal to another that reaches the same from everywhere.
    """

    way: Way
    limit: float

    @cached_property
    def _hash(self) -> int:
        return hash((self.way, self.limit))

    def __hash__(self) -> int:  # results are kept by the reach of each of hundreds of sites
        return self._hash

    @property
    def is_told(self) -> bool:
        """Whether anybody says how far it goes: a limit that is no number holds nothing."""
        return not math.isnan(self.limit)

    def members(self, places: PointIndex, spot: Spot) -> Ints:
        """Positions of the places reached from a site, shape (k,), in no particular order."""
        if not self.is_told:
            return np.empty(0, dtype=np.intp)
        return self.way.within(places, spot, self.limit)

    def members_at(self, places: PointIndex, spot: Spot, *, moves: bool = False) -> tuple[Ints, Floats]:
        """The same, and what each costs by the way, shape (k,)."""
        if not self.is_told:
            return np.empty(0, dtype=np.intp), np.empty(0)
        return self.way.costs_within(places, spot, self.limit, moves=moves)

    def holds(self, cost: Floats) -> Bools:
        """Whether places of such costs are reached."""
        found: Bools = cost <= self.limit + TOLERANCE
        return found

    def region(self, spot: Spot) -> BaseGeometry:
        """Polygon reached from a site, metres."""
        if not self.is_told:
            return shapely.Polygon()
        return self.way.region(spot, self.limit)

    def meets(self, site: BaseGeometry, shapes: Objects) -> Bools:
        """Whether some part of each shape is reached, shape (n,)."""
        if not self.is_told:
            return np.zeros(len(shapes), dtype=np.bool_)
        return self.way.meets(site, shapes, self.limit)

    def reached(self, places: PointIndex, spots: Sequence[Spot]) -> Bools:
        """Whether at least one site reaches each place, shape (n,)."""
        if not self.is_told:
            return np.zeros(len(places), dtype=np.bool_)
        return self.way.reached(places, spots, self.limit)

    def pieces(self, spot: Spot, *, moves: bool = False) -> Pieces | None:
        """What is reached from a site, where regions are made of whole pieces; ``None`` if they are not."""
        return self.way.pieces(spot, self.limit, moves=moves) if self.is_told else None

    def together(self, spots: Sequence[Spot]) -> BaseGeometry:
        """Polygon reached from at least one site, metres."""
        return self.way.together(spots, self.limit) if self.is_told else shapely.Polygon()
