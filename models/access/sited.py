"""The facilities that count, and all that figures ask of where they stand.

Figures ask here and nowhere else: what is added up over facilities, what some of them reach together, who of
them is nearest and second nearest, how land is divided among them. :class:`Counted` answers for facilities
that stay, :class:`Moved` for the same with one more, which moves: of the others everything is kept, and only
the one is asked of its way. A figure does not know which of the two it was handed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Protocol, Self, TypeVar

import numpy as np

from models.access.costs import AllCosts, ChangedCosts, Costs
from models.access.coverage import (
    Cover,
    Covered,
    Site,
    WithOne,
    cover,
    cover_beside,
    reached_by_many,
    reached_from,
)
from models.access.jurisdictions import Division, Ground
from models.access.manysites import MANY
from models.access.nearest import nearest_site, nearest_without, two_costs, two_without
from models.access.ways import Bound, Nearest, Spot, Way
from models.county.county import County
from models.county.points import PointIndex
from models.facilities.facility import Facility, Family
from models.kernel.arrays import Bools, Floats, Ints
from models.registers.counting import Inventory
from models.rules.rules import Rules


class _Added(Protocol):
    def __add__(self, other: Self, /) -> Self: ...


Sum = TypeVar("Sum", bound=_Added)
Kind = TypeVar("Kind", bound=Facility)
Made = TypeVar("Made")

SitesOf = Callable[[Sequence[Facility]], tuple[Site, ...]]
"""What some facilities reach from where they stand; none for those that reach nothing."""

Chosen = Callable[[Facility], bool]
"""Whether a facility takes part."""


class Served(ABC):
    """Which facility is the nearest to each demand point; of equally near ones the first by id."""

    @property
    @abstractmethod
    def cost(self) -> Floats:
        """What it costs between each demand point and its nearest, shape (n,); infinite without one."""

    @property
    @abstractmethod
    def costs(self) -> Costs:
        """The same, for who asks for more of them than the least."""

    @abstractmethod
    def most(self) -> float:
        """Highest finite cost of a demand point where people live or may live; -inf without one."""

    @abstractmethod
    def persons_of(self, facilities: Sequence[Facility]) -> Floats:
        """Known residents nearest to each of the facilities, shape (m,)."""

    @abstractmethod
    def spot_of(self, point: int) -> Spot:
        """Where the nearest facility of a demand point stands."""


class Sited(ABC):
    """Facilities that count, by the rule values that hold."""

    def __init__(self, county: County, rules: Rules) -> None:
        self.county, self.rules = county, rules
        self._kept: dict[Hashable, Any] = {}

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of these facilities under a key, or make it."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Made = self._kept[key]
        return found

    @abstractmethod
    def kept_by_county(
        self, key: tuple[Hashable, ...], kind: type[Facility], make: Callable[[], Made], *, keep: int = 1024
    ) -> Made:
        """The same across edits, for what depends on nothing but where those of one class stand."""

    # -- who they are ------------------------------------------------------------------------------------
    @property
    @abstractmethod
    def facilities(self) -> tuple[Facility, ...]:
        """All of them; the one that moves stands last."""

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Those of one class."""
        return self.kept(("of", kind), lambda: tuple(one for one in self.facilities if isinstance(one, kind)))

    def of_family(self, family: Family) -> tuple[Facility, ...]:
        """Those of one family."""
        return self.kept(
            ("of", family), lambda: tuple(one for one in self.facilities if one.family == family)
        )

    @property
    @abstractmethod
    def inventory(self) -> Inventory:
        """The same as registers count them."""

    @abstractmethod
    def kept_wherever(self, key: Hashable, made_from: Hashable, make: Callable[[], Made]) -> Made:
        """What does not depend on where any of them stands; found again as long as nothing else changes.

        Parameters
        ----------
        made_from
            What of their shapes it depends on all the same.
        """

    # -- what follows from where they stand --------------------------------------------------------------
    @abstractmethod
    def kept_of(self, key: Hashable, chosen: Chosen, make: Callable[[Sequence[Facility]], Made]) -> Made:
        """What is made of some of them; found again as long as the one that moves takes no part."""

    @abstractmethod
    def summed(self, key: Hashable, made: Callable[[Sequence[Facility]], Sum]) -> Sum:
        """What is made of each facility, added up in their order."""

    @abstractmethod
    def cover(self, key: Hashable, sites: SitesOf) -> Covered:
        """What some of them reach together."""

    @abstractmethod
    def reached(self, key: Hashable, places: PointIndex, sites: SitesOf) -> Bools:
        """Whether at least one of them reaches each of some places, shape (n,)."""

    @abstractmethod
    def served(self, kind: type[Facility], way: Way) -> Served:
        """Who of those of one class is nearest to each demand point."""

    @abstractmethod
    def two_costs(self, key: Hashable, way: Way, chosen: Chosen) -> tuple[Costs, Costs]:
        """What it costs the nearest and the next of some of them to each demand point."""

    @abstractmethod
    def divided_m2(self, key: Hashable, way: Way, ground: Ground, chosen: Chosen) -> Floats:
        """Land of each of some of them when it is divided by who is nearest, in their order, shape (m,)."""


class Counted(Sited):
    """Facilities that all stay where they are."""

    def __init__(
        self,
        county: County,
        rules: Rules,
        facilities: Sequence[Facility],
        left: tuple[Counted, Facility] | None = None,
    ) -> None:
        super().__init__(county, rules)
        self._facilities = tuple(facilities)
        self._left = left

    @property
    def facilities(self) -> tuple[Facility, ...]:
        """All of them."""
        return self._facilities

    def kept_by_county(
        self, key: tuple[Hashable, ...], kind: type[Facility], make: Callable[[], Made], *, keep: int = 1024
    ) -> Made:
        """Found again as long as they stand where they do."""
        return self.county.memo.get((*key, *(one.location for one in self.of(kind))), make, keep=keep)

    def without(self, facility_id: str) -> Counted:
        """The others; what is known of all spares most of the work for them."""
        left = next((one for one in self._facilities if one.id == facility_id), None)
        if left is None:
            return self
        others = [one for one in self._facilities if one.id != facility_id]
        return Counted(self.county, self.rules, others, (self, left))

    @cached_property
    def inventory(self) -> Inventory:
        """The same as registers count them."""
        return Inventory(self.county, self._facilities)

    def kept_wherever(self, key: Hashable, made_from: Hashable, make: Callable[[], Made]) -> Made:
        """Made once."""
        return self.kept(("wherever", key, made_from), make)

    def kept_of(self, key: Hashable, chosen: Chosen, make: Callable[[Sequence[Facility]], Made]) -> Made:
        """Made once."""
        return self.kept(("made", key), lambda: make([one for one in self._facilities if chosen(one)]))

    def summed(self, key: Hashable, made: Callable[[Sequence[Facility]], Sum]) -> Sum:
        """Made of all at once."""
        return self.kept(("summed", key), lambda: made(self._facilities))

    def cover(self, key: Hashable, sites: SitesOf) -> Cover:
        """What some of them reach together."""
        made = cover if self._left is None else cover_beside
        return self.kept(("cover", key), lambda: made(self.county, sites(self._facilities)))

    def reached(self, key: Hashable, places: PointIndex, sites: SitesOf) -> Bools:
        """Whether at least one of them reaches each of some places, shape (n,)."""

        def make() -> Bools:
            chosen = sites(self._facilities)
            if len(chosen) >= MANY:
                return reached_by_many(places, chosen)
            mask = np.zeros(len(places), dtype=np.bool_)
            for site in chosen:
                mask[reached_from(self.county, places, site)] = True
            return mask

        return self.kept(("reached", key), make)

    def served(self, kind: type[Facility], way: Way) -> Served:
        """Who of those of one class is nearest to each demand point."""
        return self.all_served(kind, way)

    def all_served(self, kind: type[Facility], way: Way) -> _Served:
        """The same, to which one more may come."""

        def make() -> _Served:
            rows, row = self._rows(lambda one: isinstance(one, kind), by_id=True)
            spots = [one.location for one in rows]
            if row is None:
                return _Served(self.county, rows, nearest_site(self.county, way, spots))
            return _Served(self.county, rows, nearest_without(self.county, way, spots, row), row)

        return self.kept(("served", kind, way), make)

    def two_costs(self, key: Hashable, way: Way, chosen: Chosen) -> tuple[Costs, Costs]:
        """What it costs the nearest and the next of some of them to each demand point."""

        def make() -> tuple[Costs, Costs]:
            rows, row = self._rows(chosen)
            spots = [one.location for one in rows]
            if row is None:
                return two_costs(self.county, way, spots)
            return two_without(self.county, way, spots, row)

        return self.kept(("two costs", key), make)

    def divided_m2(self, key: Hashable, way: Way, ground: Ground, chosen: Chosen) -> Floats:
        """Land of each of some of them when it is divided by who is nearest, in their order, shape (m,)."""
        return self.division(key, way, ground, chosen).area_m2

    def division(self, key: Hashable, way: Way, ground: Ground, chosen: Chosen) -> Division:
        """The land divided; kept by the county."""
        return self.kept(
            ("division", key),
            lambda: division(self.county, way, ground, self.spots(key, chosen)),
        )

    def spots(self, key: Hashable, chosen: Chosen) -> list[Spot]:
        """Where those stand that take part."""
        return self.kept(("spots", key), lambda: [one.location for one in self._facilities if chosen(one)])

    def _rows(self, chosen: Chosen, *, by_id: bool = False) -> tuple[list[Facility], int | None]:
        """Those that take part, and the position of the one that is left out, which still is among them."""
        every = self._facilities if self._left is None else self._left[0].facilities
        rows = [one for one in every if chosen(one)]
        if by_id:
            rows.sort(key=lambda one: one.id)
        left = None if self._left is None else self._left[1]
        return rows, next((row for row, one in enumerate(rows) if one is left), None)


class Moved(Sited):
    """The same with one more, which moves; without one nothing but the others counts."""

    def __init__(self, others: Counted, one: Facility | None) -> None:
        super().__init__(others.county, others.rules)
        self._others, self._one = others, one
        self._more = () if one is None else (one,)

    def kept_by_county(
        self, key: tuple[Hashable, ...], kind: type[Facility], make: Callable[[], Made], *, keep: int = 1024
    ) -> Made:
        """What moves is not kept: the next step asks for another."""
        return make()

    @property
    def facilities(self) -> tuple[Facility, ...]:
        """The others and the one."""
        return (*self._others.facilities, *self._more)

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Those of one class; the others are looked through once a drag."""
        return (*self._others.of(kind), *(one for one in self._more if isinstance(one, kind)))

    def of_family(self, family: Family) -> tuple[Facility, ...]:
        """Those of one family."""
        return (*self._others.of_family(family), *(one for one in self._more if one.family == family))

    @cached_property
    def inventory(self) -> Inventory:
        """Where the others stand is looked up once a drag."""
        others, one = self._others.inventory, self._one
        return others if one is None else others.with_one(one)

    def kept_wherever(self, key: Hashable, made_from: Hashable, make: Callable[[], Made]) -> Made:
        """Found again in the next step, unless the one became another and not only moved."""
        latest: dict[Hashable, tuple[Any, Any]] = self._others.kept("latest wherever", dict)
        asked, kept = (self._said, made_from), latest.get(key)
        if kept is None or kept[0] != asked:
            kept = latest[key] = asked, make()
        found: Made = kept[1]
        return found

    @cached_property
    def _said(self) -> tuple[Any, ...]:
        """All fields of the one but its place."""
        names = () if self._one is None else (field.name for field in fields(self._one))
        return (type(self._one), *(getattr(self._one, name) for name in names if name != "geometry"))

    def kept_of(self, key: Hashable, chosen: Chosen, make: Callable[[Sequence[Facility]], Made]) -> Made:
        """That of the others, unless the one takes part; made first, for what a make finds again of it."""
        without = self._others.kept_of(key, chosen, make)
        if self._one is None or not chosen(self._one):
            return without
        rows = self._others.kept(("rows", key), lambda: [*filter(chosen, self._others.facilities)])
        return self.kept(("made", key), lambda: make([*rows, *self._more]))

    def summed(self, key: Hashable, made: Callable[[Sequence[Facility]], Sum]) -> Sum:
        """The sum of the others and what is made of the one."""
        total = self._others.summed(key, made)
        return self.kept(("summed", key), lambda: total + made(self._more)) if self._more else total

    def cover(self, key: Hashable, sites: SitesOf) -> Covered:
        """What the others reach, and what the one adds."""
        return self.kept(("cover", key), lambda: self._cover(key, sites))

    def _cover(self, key: Hashable, sites: SitesOf) -> Covered:
        without, own = self._others.cover(key, sites), sites(self._more)
        return WithOne(without, own[0]) if own else without

    def reached(self, key: Hashable, places: PointIndex, sites: SitesOf) -> Bools:
        """What the others reach, and what the one adds."""
        mask = self._others.reached(key, places, sites)
        for site in sites(self._more):
            mask = mask.copy()
            mask[reached_from(self.county, places, site, moves=True)] = True
        return mask

    def served(self, kind: type[Facility], way: Way) -> Served:
        """The others keep whom the one does not take."""

        def make() -> Served:
            others, one = self._others.all_served(kind, way), self._one
            return others.with_one(way, one) if isinstance(one, kind) else others

        return self.kept(("served", kind, way), make)

    def two_costs(self, key: Hashable, way: Way, chosen: Chosen) -> tuple[Costs, Costs]:
        """The one comes first, second or later at each demand point."""
        others, one = self._others, self._one
        first, second = others.two_costs(key, way, chosen)
        if one is None or not chosen(one):
            return first, second
        at, cost = way.beside(second.bound, others.spots(key, chosen), one.location)
        nearest, beyond = first.by_cell[at], second.by_cell[at]
        weights = self.county.demand.weights_by_cell[at]
        next_ = np.maximum(cost, nearest)
        changed = (
            ChangedCosts(first, at, cost, nearest, weights),
            ChangedCosts(second, at, next_, beyond, weights),
        )
        return changed[0].only(cost < nearest), changed[1].only(next_ < beyond)

    def divided_m2(self, key: Hashable, way: Way, ground: Ground, chosen: Chosen) -> Floats:
        """Only what the one takes is measured."""
        found = self._others.division(key, way, ground, chosen)
        if self._one is None or not chosen(self._one):
            return found.area_m2
        return found.areas_with(self._one.location)


def division(county: County, way: Way, ground: Ground, spots: Sequence[Spot]) -> Division:
    """Land divided among sites by a way; kept."""
    key = ("divided", way.course, ground, *spots)
    return county.memo.get(key, lambda: Division.of(way, ground, spots), keep=16)


@dataclass(frozen=True, eq=False)
class _Served(Served):
    """Of facilities in order of id; one that is left out keeps its place among them and serves nobody."""

    county: County
    rows: Sequence[Facility]
    nearest: Nearest
    left: int | None = None

    @property
    def cost(self) -> Floats:
        """What it costs between each demand point and its nearest, shape (n,)."""
        return self.nearest.cost

    @cached_property
    def costs(self) -> Costs:
        """The same, for who asks for more of them than the least."""
        return AllCosts(self.county.demand, self.nearest.cost)

    @cached_property
    def bound(self) -> Bound:
        """What one more would have to cost at most."""
        return replace(self.costs.bound, is_nearest=True)

    def most(self) -> float:
        """Highest finite cost of a demand point where people live or may live."""
        peopled = self.nearest.cost[self.county.demand.peopled]
        most = float(peopled.max(initial=-np.inf))
        return most if np.isfinite(most) else float(peopled[np.isfinite(peopled)].max(initial=-np.inf))

    @cached_property
    def persons(self) -> Floats:
        """Known residents nearest to each row, shape (m,)."""
        site, persons = self.nearest.site, self.county.demand.known_persons
        if len(site) and site.min() < 0:
            served = site >= 0
            site, persons = site[served], persons[served]
        return np.bincount(site, weights=persons, minlength=len(self.rows)).astype(np.float64)

    def persons_of(self, facilities: Sequence[Facility]) -> Floats:
        """Known residents nearest to each of the facilities, shape (m,)."""
        by_id = dict(zip((one.id for one in self.rows), self.persons.tolist(), strict=True))
        return np.array([by_id[one.id] for one in facilities], dtype=np.float64)

    def spot_of(self, point: int) -> Spot:
        """Where the nearest facility of a demand point stands."""
        return self.rows[int(self.nearest.site[point])].location

    def with_one(self, way: Way, one: Facility) -> Served:
        """With one more, which takes whom it is nearest to."""
        spots = [other.location for row, other in enumerate(self.rows) if row != self.left]
        at, its = way.beside(self.bound, spots, one.location)
        rank = sum(other.id < one.id for other in self.rows)
        owner = self.nearest.site[self.county.demand.index.grid.order[at]]
        is_nearer = (its < self.bound.by_cell[at]) | ((owner >= rank) & np.isfinite(its))
        return _OneMoreServes(self, one, at[is_nearer], its[is_nearer], owner[is_nearer])


@dataclass(frozen=True, eq=False)
class _OneMoreServes(Served):
    """What others serve but for the points to which one more is nearer.

    Attributes
    ----------
    taken
        Their positions in the grid of the demand points, shape (k,).
    taken_cost
        What they cost now, shape (k,).
    owner
        Which of the others was nearest to them, shape (k,); -1 none.
    """

    others: _Served
    one: Facility
    taken: Ints
    taken_cost: Floats
    owner: Ints

    @cached_property
    def _rows(self) -> Ints:
        return self.others.county.demand.index.grid.order[self.taken]

    @cached_property
    def cost(self) -> Floats:
        """What it costs between each demand point and its nearest, shape (n,)."""
        cost = self.others.cost.copy()
        cost[self._rows] = self.taken_cost
        return cost

    @cached_property
    def costs(self) -> Costs:
        """The same, for who asks for more of them than the least."""
        return ChangedCosts.of(self.others.costs, self.taken, self.taken_cost)

    def most(self) -> float:
        """Highest finite cost of a demand point where people live or may live.

        Of the others' points those are looked at that none of the one's points costs as much as, cell by cell
        from the worst: in most cells even the worst point is better than what is found by then.
        """
        demand, bound = self.others.county.demand, self.others.bound
        is_peopled = demand.population_persons[self._rows] != 0
        most = float(self.taken_cost[is_peopled].max(initial=-np.inf))
        is_taken = np.zeros(len(demand), dtype=np.bool_)
        is_taken[self.taken] = True
        for cell in np.argsort(-bound.of_cell).tolist():
            if bound.of_cell[cell] <= most:
                break
            inside = demand.index.grid.cells.slice(cell)
            cost = bound.by_cell[inside]
            counts = np.isfinite(cost) & ~is_taken[inside]
            counts &= demand.population_persons[demand.index.grid.order[inside]] != 0
            most = max(most, float(cost[counts].max(initial=-np.inf)))
        return most

    @cached_property
    def _persons(self) -> dict[str, float]:
        """Known residents of each facility by its id."""
        others = self.others
        persons, had = others.county.demand.persons_by_cell[self.taken], self.owner >= 0
        lost = np.bincount(self.owner[had], weights=persons[had], minlength=len(others.rows))
        left = dict(zip((one.id for one in others.rows), _settled(others.persons - lost), strict=True))
        left[self.one.id] = persons.sum()
        return left

    def persons_of(self, facilities: Sequence[Facility]) -> Floats:
        """What the others lose is the one's."""
        return np.array([self._persons[one.id] for one in facilities], dtype=np.float64)

    def spot_of(self, point: int) -> Spot:
        """Where the nearest facility of a demand point stands."""
        return self.one.location if (self._rows == point).any() else self.others.spot_of(point)


def _settled(persons: Floats) -> Floats:
    """Persons after a subtraction: what rounding left of nobody is nobody."""
    return np.where(np.abs(persons) < 1e-6, 0.0, persons)
