"""Supplies for those who are moved: which depot sends what to which shelter, by roads outside the zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.access.measures import lorry
from models.county.closures import Closure
from models.county.county import County
from models.evacuation.zone import DangerZone
from models.facilities.facility import Depot, Shelter
from models.kernel.arrays import Ints
from models.kernel.progress import Progress, Work
from models.rules.rules import Rules
from models.supplies.dispatch import loads_of
from models.supplies.items import Item
from models.supplies.need import Need, Stock, needs


@dataclass(frozen=True)
class Load:
    """So much of an item from a depot to a shelter; hours count from the order."""

    depot: int
    host: int
    item: Item
    quantity: int
    metres: float
    arrives_h: float


@dataclass(frozen=True, eq=False)
class SupplyPlan:
    """Loads for the shelters that take people in.

    Attributes
    ----------
    needed
        What all who are moved need together, by item, in the catalogue's order.
    unknown
        Items of whose stock some depot does not tell how much there is.
    missing
        What keeps loads from being told, as names of texts under ``missing``.
    """

    persons: int
    days: float
    is_cold: bool | None
    depots: tuple[Depot, ...]
    needed: Mapping[str, Need]
    loads: tuple[Load, ...]
    unknown: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()

    @cached_property
    def sent(self) -> Mapping[str, int]:
        """What is sent of each item."""
        total = dict.fromkeys(self.needed, 0)
        for load in self.loads:
            total[load.item.key] += load.quantity
        return total

    def short(self, key: str) -> int:
        """What is lacking of an item."""
        return self.needed[key].quantity - self.sent[key]


def supply(
    county: County,
    zone: DangerZone,
    hosts: Sequence[tuple[int, Shelter, int]],
    depots: Sequence[Depot],
    stock: Stock,
    rules: Rules,
    days: float,
    is_cold: bool | None,
) -> Work[SupplyPlan]:
    """Send what there is where it is needed, each item with the least sum of quantity times way.

    Of what is too little every shelter that can be reached gets the same share of its need.

    Parameters
    ----------
    county
        With the roads that the scenario closes.
    hosts
        Position, shelter and people of each that takes anybody in.
    depots
        Those outside the zone.
    """
    persons = sum(count for _, _, count in hosts)
    needed = {key: need for key, need in needs(persons, days, rules, is_cold).items() if need.quantity > 0}
    rows = tuple(depots)
    missing = tuple(
        name for name, is_there in (("stock", bool(stock.lots)), ("depots", bool(rows))) if not is_there
    )
    loads: list[Load] = []
    holdings = stock.of()
    if persons and not missing:
        closed = county.closed((*county.closures, Closure("evacuation", "", zone.shape)))
        way = lorry(closed.measured("road"), rules)
        sites = np.array([one.location for one in rows], dtype=np.float64).reshape(-1, 2)
        ends = np.array([one.location for _, one, _ in hosts], dtype=np.float64).reshape(-1, 2)
        people = np.array([count for _, _, count in hosts], dtype=np.int64)
        leads = np.isfinite(way.table(ends, sites))
        loading_h = rules["relief.loading_h"]
        for number, (key, need) in enumerate(needed.items()):
            step = Progress(number, len(needed), "supplies.dispatch", {"item": key})
            yield step
            held = holdings[key].by_depot if key in holdings else {}
            there = np.array([int(held.get(one.id, 0.0) + 1e-9) for one in rows], dtype=np.int64)
            wanted = _spread(need.quantity, people)
            sent = yield from loads_of(way, ends, wanted, sites, there, leads, step)
            loads += [
                Load(depot, hosts[end][0], need.item, quantity, metres, loading_h + hours)
                for end, depot, quantity, metres, hours in sent
            ]
    unknown = frozenset(key for key in needed if key in holdings and holdings[key].unknown_rows)
    return SupplyPlan(persons, days, is_cold, rows, needed, tuple(loads), unknown, missing)


def _spread(total: int, people: Ints) -> Ints:
    """A quantity over shelters in proportion to their people, whole; the largest remainders first."""
    exact = people / people.sum() * total
    whole = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-np.round(exact - whole, 9), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
