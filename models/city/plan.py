"""What a city's own depots can bring to its counties in time: to one alone, and to all at once.

Each county has its own stock first. What it lacks then may come from the city's depots, if a lorry is there
within the limit, loading among it. If one county alone is struck it may have all that reaches it; if all are
struck at once, each piece goes to one county only, and a shortage is shared out (:mod:`models.city.sharing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.access.transport import least_cost
from models.access.ways import Way
from models.city.county import CityCounty, whole
from models.city.sharing import fair_allotment
from models.facilities.facility import Depot
from models.findings.findings import Verdict
from models.kernel.arrays import Bools, Floats
from models.kernel.progress import Progress, Work
from models.supplies.items import Item, items, needed_items
from models.supplies.need import Stock

LIMIT_RULE = "relief.city_first_supplies_h"
"""Rule value: hours within which the city's first supplies are there."""
_TOLERANCE_H = 1e-9
_ENOUGH = 1.0 - 1e-9


class CityPlanError(RuntimeError):
    """A plan that contradicts what it was computed from; never shown as a result."""


@dataclass(frozen=True)
class CityDepot:
    """A depot of the city's own.

    Parameters
    ----------
    stock
        Whole usable pieces by item.
    unknown
        Items of which it has rows of unknown quantity only; they are not sent.
    """

    depot: Depot
    stock: Mapping[str, int]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """So much of an item from one of the depots; hours count from the order."""

    depot: int
    item: str
    quantity: int
    arrives_h: float


@dataclass(frozen=True)
class ItemCover:
    """One item in one county: its need, what it has itself (``None``: nobody knows), what the city brings."""

    item: Item
    need: int
    own: int | None
    given: int

    @property
    def at_least(self) -> float:
        """Known part of the need that is met."""
        return ((self.own or 0) + self.given) / self.need if self.need > 0 else 1.0

    @property
    def ratio(self) -> float | None:
        """Part of the need that is met; ``None`` if what is known is too little and not all is known."""
        return None if self.own is None and self.at_least < _ENOUGH else self.at_least

    @property
    def is_short(self) -> bool:
        """Whether it is known to be too little; exactly enough is enough."""
        return self.ratio is not None and self.ratio < _ENOUGH

    @property
    def lacking(self) -> int | None:
        """Pieces that are lacking; ``None`` with an unknown ratio."""
        return None if self.ratio is None else max(self.need - (self.own or 0) - self.given, 0)


@dataclass(frozen=True, eq=False)
class CountyCover:
    """How far a county is supplied in one case.

    Attributes
    ----------
    items
        Every needed item, in the catalogue's order; none where its people are unknown or it was not read.
    loads
        What the city sends it, by arrival.
    """

    county: CityCounty
    items: tuple[ItemCover, ...]
    loads: tuple[Load, ...]

    @cached_property
    def essential(self) -> tuple[ItemCover, ...]:
        """Items that decide."""
        return tuple(one for one in self.items if one.item.is_essential and one.need > 0)

    @property
    def short(self) -> tuple[ItemCover, ...]:
        """Essential items known to be too little, the one worst off first."""
        return tuple(sorted((one for one in self.essential if one.is_short), key=lambda one: one.at_least))

    @property
    def unknown(self) -> tuple[ItemCover, ...]:
        """Essential items of which nobody knows whether there is enough."""
        return tuple(one for one in self.essential if one.ratio is None)

    @property
    def worst(self) -> ItemCover | None:
        """The essential item with the least known part of its need; first those known to be short."""
        return next(iter(self.short), None) or min(self.essential, key=lambda one: one.at_least, default=None)

    @property
    def ratio(self) -> float | None:
        """Part of the need of that item that is met; ``None`` for no data."""
        return None if self.worst is None else self.worst.ratio

    @property
    def verdict(self) -> Verdict:
        """Whether everything essential is enough; one item that is short decides it, unknown or not."""
        if self.short:
            return Verdict.FAIL
        return Verdict.NO_DATA if self.unknown or not self.essential else Verdict.PASS

    @property
    def first_h(self) -> float | None:
        """Hours until the first load of the city is there; ``None`` if none is sent."""
        return min((load.arrives_h for load in self.loads), default=None)

    @property
    def last_h(self) -> float | None:
        """Hours until the last is."""
        return max((load.arrives_h for load in self.loads), default=None)


@dataclass(frozen=True, eq=False)
class CityPlan:
    """Both cases of a city.

    Attributes
    ----------
    counties
        All of the city's file, c of them, those that could not be read too.
    depots
        The city's own, d of them.
    hours
        From the order until a lorry of a depot is at a county, shape (c, d); infinite where no way leads.
    limit_h, loading_h
        Hours that loads may take in all, and that loading takes of them.
    way
        How lorries go.
    alone, together
        Each county if it alone is struck, and if all are at once; in the order of ``counties``.
    shared
        What each county is to get of each item if all are struck at once.
    missing
        What keeps the city from bringing anything: names of texts under ``missing``.
    """

    name: str
    counties: tuple[CityCounty, ...]
    depots: tuple[CityDepot, ...]
    hours: Floats
    limit_h: float
    loading_h: float
    way: Way
    alone: tuple[CountyCover, ...]
    together: tuple[CountyCover, ...]
    shared: tuple[Mapping[str, int], ...]
    missing: tuple[str, ...] = ()

    @property
    def in_time(self) -> Bools:
        """Whether a depot's lorries are at a county within the limit, shape (c, d)."""
        return _in_time(self.hours, self.limit_h)

    @property
    def failed(self) -> tuple[CityCounty, ...]:
        """Counties of which there is nothing."""
        return tuple(one for one in self.counties if not one.is_read)

    @property
    def worst_alone(self) -> CountyCover | None:
        """The county worst off if it alone is struck; ``None`` if nothing is known of any."""
        return next((one for one in worst_first(self.alone) if one.ratio is not None), None)


def worst_first(covers: Sequence[CountyCover]) -> tuple[CountyCover, ...]:
    """Counties with too little first, the least supplied before all; then those without data."""
    order = {Verdict.FAIL: 0, Verdict.NO_DATA: 1}

    def key(one: CountyCover) -> tuple[int, float, str]:
        return order.get(one.verdict, 2), one.worst.at_least if one.worst else -1.0, one.county.name

    return tuple(sorted(covers, key=key))


def city_depots(stock: Stock) -> tuple[CityDepot, ...]:
    """The depots of a ledger with what they hold."""
    made = []
    for depot in stock.depots.values():
        held = stock.of((depot.id,))
        amounts = {item: whole(holding, has_ledger=True) for item, holding in held.items()}
        known = {item: amount for item, amount in amounts.items() if amount}
        made.append(CityDepot(depot, known, tuple(item for item, one in amounts.items() if one is None)))
    return tuple(made)


def city_plan(
    name: str,
    counties: Sequence[CityCounty],
    depots: Sequence[CityDepot],
    places: Floats,
    way: Way,
    loading_h: float,
    limit_h: float,
) -> Work[CityPlan]:
    """Work out both cases.

    Parameters
    ----------
    places
        Where loads for each county go, metres in the city's system, shape (c, 2); NaN where nobody knows.

    Raises
    ------
    CityPlanError
        The result contradicts stock, need or time.
    """
    spots = np.array([one.depot.location for one in depots], dtype=np.float64).reshape(-1, 2)
    hours = np.full((len(counties), len(depots)), np.inf)
    known = np.isfinite(places).all(axis=1)
    if known.any() and len(depots):
        hours[known] = loading_h + way.hours(way.table(places[known], spots))
    wanted = [item for item in needed_items() if any(item.key in one.need for one in counties)]
    leads = _in_time(hours, limit_h)
    all_loads: list[list[Load]] = [[] for _ in counties]
    shared: list[dict[str, int]] = [{} for _ in counties]
    for number, item in enumerate(wanted):
        step = Progress(number, len(wanted), "supplies.dispatch", {"item": item.key})
        yield step
        lack = np.array([one.lack(item.key) for one in counties], dtype=np.int64)
        there = np.array([one.stock.get(item.key, 0) for one in depots], dtype=np.int64)
        share = fair_allotment(lack, there, leads)
        rows = np.flatnonzero(share > 0)
        if not len(rows):
            continue
        for row, quantity in zip(rows.tolist(), share[rows].tolist(), strict=True):
            shared[row][item.key] = quantity
        largest = way.limit(60.0 * (limit_h + _TOLERANCE_H - loading_h))
        solving = least_cost(way, places[rows], share[rows], spots, there, largest)
        while True:  # its own steps speak of people
            try:
                next(solving)
            except StopIteration as stop:
                flows = stop.value
                break
            yield step
        for row, depot, quantity in zip(
            rows[flows.point].tolist(), flows.site.tolist(), flows.persons.tolist(), strict=True
        ):
            all_loads[row].append(Load(depot, item.key, quantity, float(hours[row, depot])))
    plan = CityPlan(
        name=name,
        counties=tuple(counties),
        depots=tuple(depots),
        hours=hours,
        limit_h=limit_h,
        loading_h=loading_h,
        way=way,
        alone=tuple(
            _cover(one, _alone(one, depots, hours[at], leads[at])) for at, one in enumerate(counties)
        ),
        together=tuple(_cover(one, loads) for one, loads in zip(counties, all_loads, strict=True)),
        shared=tuple(shared),
        missing=() if depots and any(one.stock for one in depots) else ("city_stock",),
    )
    verify(plan)
    return plan


def _in_time(hours: Floats, limit_h: float) -> Bools:
    found: Bools = hours <= limit_h + _TOLERANCE_H
    return found


def _alone(county: CityCounty, depots: Sequence[CityDepot], hours: Floats, leads: Bools) -> list[Load]:
    """Loads for a county that has all depots in time to itself: the quickest sends first."""
    loads = []
    for key in county.need:
        left = county.lack(key)
        for depot in sorted(np.flatnonzero(leads).tolist(), key=lambda one: float(hours[one])):
            quantity = min(left, depots[depot].stock.get(key, 0))
            if quantity > 0:
                loads.append(Load(depot, key, quantity, float(hours[depot])))
                left -= quantity
    return loads


def _cover(county: CityCounty, loads: Sequence[Load]) -> CountyCover:
    given: dict[str, int] = {}
    for load in loads:
        given[load.item] = given.get(load.item, 0) + load.quantity
    covers = tuple(
        ItemCover(items()[key], need, county.own[key], given.get(key, 0)) for key, need in county.need.items()
    )
    return CountyCover(county, covers, tuple(sorted(loads, key=lambda load: (load.arrives_h, load.item))))


def verify(plan: CityPlan) -> None:
    """Hold a plan against the depots' stock, the counties' needs and the hours.

    Raises
    ------
    CityPlanError
        A depot gives more than it has, a county gets more than it lacks or not its share, or a load comes too
        late.
    """
    for cover, shared in zip(plan.together, plan.shared, strict=True):
        if any(one.given != shared.get(one.item.key, 0) for one in cover.items):
            raise CityPlanError("a county does not get its share")
    for covers, is_shared in ((plan.alone, False), (plan.together, True)):
        out: dict[tuple[int, str], int] = {}
        for at, cover in enumerate(covers):
            for load in cover.loads:
                key = load.depot, load.item
                out[key] = (out.get(key, 0) if is_shared else 0) + load.quantity
                if out[key] > plan.depots[load.depot].stock.get(load.item, 0):
                    raise CityPlanError("a depot gives more than it has")
                if not plan.in_time[at, load.depot]:
                    raise CityPlanError("a load comes too late")
            if any(one.given > cover.county.lack(one.item.key) for one in cover.items):
                raise CityPlanError("a county gets more than it lacks")
