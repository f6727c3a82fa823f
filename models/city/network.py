"""All stock of a city, its own and its counties', held against a number of people: as if it lay in one place.

Plans ask for it by number: what the whole network holds, and what the city's own depots hold alone. How long
anything is under way is no part of it; :mod:`models.city.plan` says that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.city.county import CityCounty
from models.city.plan import CityDepot, CityPlan, ItemCover
from models.findings.findings import Verdict
from models.rules.rules import Rules
from models.supplies.items import items
from models.supplies.need import State, needs


@dataclass(frozen=True)
class NetworkCase:
    """Stock against the need of so many people.

    Parameters
    ----------
    is_city_alone
        Whether only the city's own depots are counted.
    items
        Each essential item; ``own`` is what the counties have, ``given`` what the city has.
    unknown
        Counties of which nothing is known: what there is can only be more.
    """

    persons: int
    is_city_alone: bool
    items: tuple[ItemCover, ...]
    unknown: int

    @property
    def worst(self) -> ItemCover:
        """The item of which least of the need is there."""
        return min(self.items, key=lambda one: one.at_least)

    @property
    def verdict(self) -> Verdict:
        """Whether it is enough; nobody knows while something is unknown and what is known is too little."""
        if self.worst.at_least >= 1.0 - 1e-9:
            return Verdict.PASS
        return Verdict.NO_DATA if self.unknown else Verdict.FAIL


@dataclass(frozen=True, eq=False)
class City:
    """A city as its documents and its page show it.

    Attributes
    ----------
    network
        All its stock against numbers of people.
    rows_left
        Rows of the city's own ledger that do not count, by the reason.
    scenario
        Scenario of the city's own project whose depots and roads these are.
    as_of
        Day that expiry was held against.
    epsg
        Metric system that the city's depots and roads are in.
    """

    plan: CityPlan
    network: tuple[NetworkCase, ...]
    rows_left: Mapping[State, int]
    scenario: str
    as_of: date
    epsg: int


def network_case(
    persons: int,
    counties: Sequence[CityCounty],
    depots: Sequence[CityDepot],
    rules: Rules,
    *,
    is_cold: bool | None,
    is_city_alone: bool,
) -> NetworkCase:
    """Hold the stock against a number of people, by the city's rule values."""
    needed = needs(persons, rules["supply.cover_days"], rules, is_cold)
    held = [] if is_city_alone else [one.own for one in counties if one.is_read]
    covers = tuple(
        ItemCover(items()[key], need.quantity, _sum(held, key), sum(one.stock.get(key, 0) for one in depots))
        for key, need in needed.items()
        if items()[key].is_essential and need.quantity > 0
    )
    unknown = sum(not one.is_read or None in one.own.values() or not one.own for one in counties)
    return NetworkCase(persons, is_city_alone, covers, 0 if is_city_alone else unknown)


def _sum(held: Sequence[Mapping[str, int | None]], key: str) -> int:
    return sum(one.get(key) or 0 for one in held)
