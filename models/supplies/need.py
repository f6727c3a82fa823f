"""What relocated people need, what a stock ledger can meet of it, and what is short.

A ledger row meets a need only if all of this is known: its depot counts in the scenario, its item is in the
catalogue, its quantity is in a unit that can be turned into the item's, and it has not expired. What is not
known is never taken for none: it is counted apart and said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from models.county.county import County
from models.facilities.facility import Depot
from models.facilities.stock import StockRow
from models.rules.rules import Rules
from models.supplies.items import QUOTAS, Item, day_of, items, needed_items, unit_factor

LEVELS = ("1", "2", "3", "4")
"""Levels of response, gravest first; stock is asked for at the second."""
OWN_LEVEL = "2"
MOST_PERSONS, MOST_DAYS = 100_000_000, 365
"""Beyond them nobody means what was asked for."""
STORAGES = ("own", "contract", "corporate")


# -- need --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """Whom supplies are asked for.

    Parameters
    ----------
    persons
        People to be relocated.
    days
        Days that the stock has to last.
    is_cold
        ``None`` while nobody said: of both needs the larger is taken.
    level
        Level of response that it stands for, one of ``LEVELS``; empty for a number of somebody's own.
    """

    persons: int
    days: float
    is_cold: bool | None = None
    level: str = ""


@dataclass(frozen=True)
class Need:
    """How much of one item a case asks for, whole pieces (or litres, or rations).

    ``is_larger``: nobody said whether it is cold, and this is the larger of the two.
    """

    item: Item
    quantity: int
    is_larger: bool = False


def case_persons(county: County, rules: Rules, level: str = OWN_LEVEL) -> int | None:
    """People to be relocated at a level of response; ``None`` if the residents are unknown.

    Level II is the share of residents of ``depot.relocated_share``; the others are set against it.
    """
    if county.population_persons is None:
        return None
    factor = 1.0 if level == OWN_LEVEL else rules[f"supply.response_{level}_factor"]
    return whole_up(county.population_persons * rules["depot.relocated_share"] * factor)


def needs(persons: int, days: float, rules: Rules, is_cold: bool | None = None) -> Mapping[str, Need]:
    """How much of each item so many relocated people need, by the item's key, in the catalogue's order.

    Parameters
    ----------
    is_cold
        Whether they need thicker bedding and more room; ``None`` takes the larger of both.
    """
    found: dict[str, Need] = {}
    for item in needed_items():
        warm, cold = (_quantity(item, persons, days, rules, is_so) for is_so in (False, True))
        chosen = max(warm, cold) if is_cold is None else cold if is_cold else warm
        found[item.key] = Need(item, chosen, is_cold is None and warm != cold)
    return found


def _quantity(item: Item, persons: int, days: float, rules: Rules, is_cold: bool) -> int:
    quota = rules[f"supply.{item.key}.{QUOTAS[item.quota]}"]
    amount = persons / quota if item.quota == "sharing" else persons * quota
    if item.quota == "daily":
        amount *= days
    if is_cold and item.is_cold:
        amount *= rules[f"supply.{item.key}.cold_factor"]
    return whole_up(amount)


def whole_up(amount: float) -> int:
    """Least whole number that is not less, past what rounding of the computer adds."""
    return math.ceil(amount - 1e-9 * max(1.0, abs(amount)))


# -- stock -------------------------------------------------------------------------------------------------
class State(StrEnum):
    """Whether a row of the ledger meets a need, or why not."""

    USABLE = "usable"
    EXPIRED = "expired"
    NO_DEPOT = "no_depot"
    ELSEWHERE = "elsewhere"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_QUANTITY = "unknown_quantity"
    UNKNOWN_DATE = "unknown_date"


@dataclass(frozen=True)
class Lot:
    """One row of the ledger as it is judged.

    Parameters
    ----------
    item
        Key of the item it counts as; empty for one that the catalogue does not know.
    quantity
        In that item's unit; ``None`` when the ledger does not say, or names a unit that cannot be turned
        into it.
    depot
        The depot that holds it, if that counts in the scenario.
    """

    row: StockRow
    item: str
    quantity: float | None
    state: State
    depot: Depot | None = None
    expires: date | None = None


@dataclass
class Holding:
    """What there is of one item: usable, by kind of storage, and what is not counted."""

    usable: float = 0.0
    by_storage: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STORAGES, 0.0))
    by_depot: dict[str, float] = field(default_factory=dict)
    expired: float = 0.0
    rows: int = 0
    unknown_rows: int = 0
    is_told: bool = True
    """Whether any ledger of a depot that counts could tell of it."""

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows how much there is: no ledger tells, or no row of it has a quantity."""
        return not self.is_told or (self.rows > 0 and self.unknown_rows == self.rows)


@dataclass(frozen=True)
class Stock:
    """A ledger as it counts in a scenario on a day.

    Attributes
    ----------
    lots
        Every row, in the ledger's order.
    depots
        Depots that count, by id.
    as_of
        ``None``: nothing was held against a day, so that nothing is expired.
    """

    lots: tuple[Lot, ...]
    depots: Mapping[str, Depot]
    as_of: date | None

    @property
    def is_known(self) -> bool:
        """Whether it tells what there is: without a row, or without a depot that counts, nobody knows."""
        return bool(self.lots and self.depots)

    @cached_property
    def by_depot(self) -> Mapping[str, Sequence[Lot]]:
        """Rows of each counted depot, by its id."""
        found: dict[str, list[Lot]] = {}
        for lot in self.lots:
            if lot.depot is not None:
                found.setdefault(lot.depot.id, []).append(lot)
        return found

    def of(self, depot_ids: Iterable[str] | None = None) -> Mapping[str, Holding]:
        """Holdings by item, all of the ledger or of some depots. Items without a row are not in it."""
        chosen = self.by_depot if depot_ids is None else dict.fromkeys(depot_ids)
        found: dict[str, Holding] = {}
        for lot in (lot for depot_id in chosen for lot in self.by_depot.get(depot_id, ())):
            if lot.depot is None or not lot.item:
                continue
            holding = found.setdefault(lot.item, Holding())
            if lot.state in (State.UNKNOWN_QUANTITY, State.UNKNOWN_DATE):
                holding.rows += 1
                holding.unknown_rows += 1
            elif lot.state == State.EXPIRED:
                holding.expired += lot.quantity or 0.0
            elif lot.state == State.USABLE and lot.quantity is not None:
                holding.rows += 1
                holding.usable += lot.quantity
                holding.by_storage[lot.depot.storage] += lot.quantity
                holding.by_depot[lot.depot.id] = holding.by_depot.get(lot.depot.id, 0.0) + lot.quantity
        return found

    def count(self, *states: State) -> int:
        """Rows in some states."""
        return sum(lot.state in states for lot in self.lots)

    def expiring(self, days: float) -> tuple[Lot, ...]:
        """Usable rows whose last day of use is at most so many days ahead, soonest first."""
        if self.as_of is None:
            return ()
        last = self.as_of + timedelta(days=days)
        due = [lot for lot in self.lots if lot.state == State.USABLE and lot.expires is not None]
        return tuple(sorted((lot for lot in due if lot.expires <= last), key=lambda lot: lot.expires))  # type: ignore[operator, arg-type, return-value]


def stock_by_item(rows: Sequence[StockRow], depots: Iterable[Depot], as_of: date | None) -> Stock:
    """Judge every row of a ledger.

    Parameters
    ----------
    depots
        Depots that count in the scenario; rows of others do not count.
    as_of
        Day that expiry is held against; the last day of use itself still counts.
    """
    known = {depot.id: depot for depot in depots}
    return Stock(tuple(_lot(row, known, as_of) for row in rows), known, as_of)


def _lot(row: StockRow, depots: Mapping[str, Depot], as_of: date | None) -> Lot:
    item = items().get(row.item)
    depot = depots.get(row.depot_id)
    factor = unit_factor(item.key, row.unit) if item is not None else None
    quantity = None
    if item is not None and factor is not None and row.quantity is not None:
        quantity = row.quantity * factor * item.factor
    try:
        expires, has_bad_date = day_of(row.expires), False
    except ValueError:
        expires, has_bad_date = None, True
    if not row.depot_id:
        state = State.NO_DEPOT
    elif depot is None:
        state = State.ELSEWHERE
    elif as_of is not None and expires is not None and expires < as_of:
        state = State.EXPIRED
    elif item is None:
        state = State.UNKNOWN_ITEM
    elif has_bad_date:
        state = State.UNKNOWN_DATE
    else:
        state = State.UNKNOWN_QUANTITY if quantity is None else State.USABLE
    return Lot(row, item.base if item is not None else "", quantity, state, depot, expires)


# -- stock against need ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shortage:
    """One item's stock held against its need.

    Parameters
    ----------
    ratio
        Usable stock over need; ``None`` if nobody knows how much there is, or nothing is needed.
    lacking
        How much more is needed, 0 if nothing; ``None`` with an unknown ratio.
    """

    need: Need
    holding: Holding
    ratio: float | None
    lacking: float | None

    @property
    def item(self) -> Item:
        """The item."""
        return self.need.item

    @property
    def is_listed(self) -> bool:
        """Whether any row of the ledger is about it."""
        return self.holding.rows > 0 or self.holding.expired > 0

    @property
    def is_short(self) -> bool:
        """Whether it is known to be too little; exactly enough is enough."""
        return self.ratio is not None and self.ratio < 1.0 - 1e-9


def shortages(
    needed: Mapping[str, Need], stock: Stock, depot_ids: Iterable[str] | None = None
) -> tuple[Shortage, ...]:
    """Every needed item held against the stock, all of it or of some depots, in the catalogue's order.

    An item that a ledger does not list is not there: a ledger says what there is. Without one nobody knows.
    """
    holdings = stock.of(depot_ids)
    return tuple(
        _shortage(need, holdings.get(key) or Holding(is_told=stock.is_known)) for key, need in needed.items()
    )


def _shortage(need: Need, holding: Holding) -> Shortage:
    if need.quantity <= 0:
        return Shortage(need, holding, None, 0.0)
    if holding.is_unknown:
        return Shortage(need, holding, None, None)
    return Shortage(need, holding, holding.usable / need.quantity, max(0.0, need.quantity - holding.usable))


def worst(found: Iterable[Shortage]) -> Shortage | None:
    """The essential item with the lowest known ratio; ``None`` if none is known."""
    known = [one for one in found if one.item.is_essential and one.ratio is not None]
    return min(known, key=lambda one: one.ratio or 0.0, default=None)


def undetermined(found: Iterable[Shortage]) -> tuple[Shortage, ...]:
    """Essential items that are needed and whose stock is all of unknown quantity."""
    return tuple(
        one for one in found if one.item.is_essential and one.ratio is None and one.need.quantity > 0
    )
