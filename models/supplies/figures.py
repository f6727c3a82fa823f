"""Figures about stock: how much of a need it meets, what is short, what has expired.

They need the project's stock ledger and a day, so they join the others where a plan is checked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from models.county.county import County
from models.facilities.facility import Depot, Facility
from models.findings.findings import Figure, Place
from models.findings.places import facility_place, largest_first, unit_place
from models.findings.results import Assessment
from models.findings.whose import BY_UNITS
from models.project.settings import Settings
from models.rules.rules import Rules
from models.supplies.items import Item, items, needed_items, supplies_table
from models.supplies.need import (
    Shortage,
    State,
    Stock,
    case_persons,
    needs,
    shortages,
    stock_by_item,
    undetermined,
    worst,
)

_NOWHERE = (math.nan, math.nan, math.nan, math.nan)
_NOTES = {
    "expired_rows": (State.EXPIRED,),
    "unknown_quantity_rows": (State.UNKNOWN_QUANTITY, State.UNKNOWN_DATE),
    "unknown_item_rows": (State.UNKNOWN_ITEM,),
    "elsewhere_rows": (State.ELSEWHERE,),
    "no_depot_rows": (State.NO_DEPOT,),
}


@cache
def ratio_cases() -> Mapping[str, tuple[int | None, bool]]:
    """Ratios of stock to need by figure id: people relocated, and whether of the city's own depots.

    ``None`` people: the county's own case.
    """
    numbers = (None, *supplies_table().cases)
    return {
        "depot.stock_ratio" + (".city" if is_city else "") + (f".{number}" if number else ""): (
            number,
            is_city,
        )
        for is_city in (False, True)
        for number in numbers
    }


def supply_figures(
    assessment: Assessment, rules: Rules, settings: Settings, as_of: date | None
) -> dict[str, Figure]:
    """Figures by id; without a ledger, or without a day to hold expiry against, they have no data."""
    return stock_figures(assessment.county, assessment.facilities, rules, settings, as_of)


def stock_figures(
    county: County, facilities: Sequence[Facility], rules: Rules, settings: Settings, as_of: date | None
) -> dict[str, Figure]:
    """Same, for a county and the facilities that count."""
    depots = tuple(one for one in facilities if isinstance(one, Depot))
    lacking = ("stock",) if not settings.stock else ("as_of",) if as_of is None else ()
    lacking = lacking or (() if depots else ("depots",))
    view = _View(county, rules, settings.local.is_cold, stock_by_item(settings.stock, depots, as_of), lacking)
    made = [view.ratio(figure_id, *case) for figure_id, case in ratio_cases().items()]
    made += [view.short(), view.expired(), view.expiring(), view.kinds(), view.pieces(), view.empty()]
    made.append(view.townships())
    return {figure.id: figure for figure in made}


@dataclass(frozen=True, eq=False)
class _View:
    """What all figures are made from; ``lacking`` is what keeps every one of them from being made."""

    county: County
    rules: Rules
    is_cold: bool | None
    stock: Stock
    lacking: tuple[str, ...]

    @property
    def _days(self) -> float:
        return self.rules["supply.cover_days"]

    def _scope(self, is_city: bool) -> tuple[str, tuple[str, ...]]:
        """Depots looked at: the city's own where it has some, else all."""
        every = tuple(self.stock.depots)
        own = tuple(depot.id for depot in self.stock.depots.values() if depot.level == "city")
        return ("supply_scope.city", own) if is_city and own else ("supply_scope.all", every)

    def _shortages(self, persons: int, depot_ids: Sequence[str]) -> tuple[Shortage, ...]:
        needed = needs(persons, self._days, self.rules, self.is_cold)
        return shortages(needed, self.stock, depot_ids)

    def _notes(self, depot_ids: Sequence[str]) -> dict[str, int]:
        wanted = frozenset(depot_ids)
        counted = [lot for lot in self.stock.lots if lot.depot is None or lot.depot.id in wanted]
        found = {name: sum(lot.state in states for lot in counted) for name, states in _NOTES.items()}
        return found | {"climate_unknown": int(self.is_cold is None)}

    def ratio(self, figure_id: str, number: int | None, is_city: bool) -> Figure:
        """Stock over need of the essential item that is worst off."""
        keys = _rules(with_share=number is None)
        persons = case_persons(self.county, self.rules) if number is None else number
        lacking = self.lacking or (("population",) if persons is None else ())
        if lacking or persons is None:
            return Figure(figure_id, None, "ratio", missing=lacking, rules=keys)
        scope, depot_ids = self._scope(is_city)
        found = self._shortages(persons, depot_ids)
        lowest, unknown = worst(found), undetermined(found)
        inputs: dict[str, float | int | str | None] = {
            "persons": persons,
            "days": self._days,
            "scope": scope,
            "depots": len(depot_ids),
            "item": f"supply.{lowest.item.key}" if lowest else None,
            "stock": lowest.holding.usable if lowest else None,
            "need": lowest.need.quantity if lowest else None,
            "short": sum(one.is_short and one.item.is_essential for one in found),
            "items": sum(one.item.is_essential for one in found),
            **self._notes(depot_ids),
        }
        ratio = lowest.ratio if lowest else None
        # Items of unknown quantity can only lower it: what is too little stays so, what is enough may not be.
        is_open = ratio is None or (bool(unknown) and ratio >= 1.0)
        return Figure(
            figure_id,
            None if is_open else ratio,
            "ratio",
            inputs,
            missing=("stock_quantity",) if is_open else (),
            failing=_failing(found),
            rules=keys,
        )

    def short(self) -> Figure:
        """Number of essential items that the county's own case is short of."""
        figure_id, keys = "depot.items_short", _rules(with_share=True)
        persons = case_persons(self.county, self.rules)
        lacking = self.lacking or (("population",) if persons is None else ())
        if lacking or persons is None:
            return Figure(figure_id, None, "kinds", missing=lacking, rules=keys)
        scope, depot_ids = self._scope(False)
        found = self._shortages(persons, depot_ids)
        count = sum(one.is_short and one.item.is_essential for one in found)
        unknown = undetermined(found)
        is_open = bool(unknown) and count == 0
        return Figure(
            figure_id,
            None if is_open else float(count),
            "kinds",
            {
                "short": count,
                "items": sum(one.item.is_essential for one in found),
                "persons": persons,
                "days": self._days,
                "scope": scope,
                "depots": len(depot_ids),
                **self._notes(depot_ids),
            },
            missing=("stock_quantity",) if is_open else (),
            failing=_failing(found),
            rules=keys,
        )

    def expired(self) -> Figure:
        """Rows of the ledger past their last day of use; fails at the depots that hold them."""
        figure_id = "depot.stock_expired"
        if self.lacking:
            return Figure(figure_id, None, "rows", missing=self.lacking)
        counts: dict[str, int] = {}
        for lot in self.stock.lots:
            if lot.state == State.EXPIRED and lot.depot is not None:
                counts[lot.depot.id] = counts.get(lot.depot.id, 0) + 1
        return self._rows(figure_id, counts, {}, ())

    def expiring(self) -> Figure:
        """Usable rows whose last day is near; fails at the depots that hold them."""
        figure_id, key = "depot.stock_expiring", "supply.expiry_warning_days"
        if self.lacking:
            return Figure(figure_id, None, "rows", missing=self.lacking, rules=(key,))
        counts: dict[str, int] = {}
        for lot in self.stock.expiring(self.rules[key]):
            if lot.depot is not None:
                counts[lot.depot.id] = counts.get(lot.depot.id, 0) + 1
        return self._rows(figure_id, counts, {"days": self.rules[key]}, (key,))

    def _rows(
        self, figure_id: str, counts: Mapping[str, int], inputs: Mapping[str, float], keys: tuple[str, ...]
    ) -> Figure:
        held = sum(lot.depot is not None for lot in self.stock.lots)
        as_of = self.stock.as_of.isoformat() if self.stock.as_of else None
        return Figure(
            figure_id,
            float(sum(counts.values())),
            "rows",
            {"rows": sum(counts.values()), "total": held, "as_of": as_of, **inputs},
            failing=tuple(
                facility_place(self.stock.depots[depot_id], float(count), "rows")
                for depot_id, count in sorted(counts.items(), key=lambda pair: -pair[1])
            ),
            rules=keys,
        )

    def kinds(self) -> Figure:
        """Items of the catalogue of which there is usable stock."""
        if self.lacking:
            return Figure("depot.stock_kinds", None, "kinds", missing=self.lacking)
        held = [key for key, holding in self.stock.of().items() if holding.usable > 0]
        _, depot_ids = self._scope(False)
        inputs = {"kinds": len(held), "depots": len(depot_ids), **self._notes(depot_ids)}
        return Figure("depot.stock_kinds", float(len(held)), "kinds", inputs)

    def empty(self) -> Figure:
        """Depots without anything usable in the ledger: whatever stands near them, they cover nobody."""
        figure_id = "depot.without_stock_count"
        if self.lacking:
            return Figure(figure_id, None, "places", missing=self.lacking)
        usable = {
            lot.depot.id for lot in self.stock.lots if lot.depot is not None and lot.state == State.USABLE
        }
        doubtful = {lot.depot.id for lot in self.stock.lots if lot.depot is not None} - usable
        without = [depot for depot in self.stock.depots.values() if depot.id not in usable]
        by_contract = sum(depot.storage != "own" for depot in without)
        return Figure(
            figure_id,
            float(len(without)),
            "places",
            {
                "depots": len(self.stock.depots),
                "empty": len(without),
                "contract": by_contract,
                "doubtful": len(doubtful),
            },
            failing=tuple(facility_place(depot) for depot in without),
        )

    def townships(self) -> Figure:
        """Places with a relief store of their own that holds something: an empty store covers nobody."""
        figure_id, county = "depot.stocked_township_share", self.county
        lacking = () if county.has_several_places and county.places.has_area.any() else ("townships",)
        if lacking or self.lacking:
            return Figure(figure_id, None, "percent", self._whose_units(), missing=lacking + self.lacking)
        own = [depot for depot in self.stock.depots.values() if depot.is_relief_store]
        xy = np.array([depot.location for depot in own], dtype=np.float64).reshape(-1, 2)
        place = county.places.index_at(xy)
        usable = {lot.depot.id for lot in self.stock.lots if lot.depot and lot.state == State.USABLE}
        holds = np.array([depot.id in usable for depot in own], dtype=np.bool_)
        has_store, has_stock = (
            np.bincount(place[chosen & (place >= 0)], minlength=len(county.places)) > 0
            for chosen in (np.ones(len(own), dtype=np.bool_), holds)
        )
        persons = county.place_population_persons
        without = largest_first(np.flatnonzero(~has_stock & county.places.has_area), persons)
        return Figure(
            figure_id,
            100.0 * float(has_stock.sum()) / len(has_stock),
            "percent",
            {
                **self._whose_units(),
                "with_stock": int(has_stock.sum()),
                "units": len(has_stock),
                "empty_units": int((has_store & ~has_stock).sum()),
            },
            failing=tuple(
                unit_place(county, county.places, index, float(persons[index]), "persons")
                for index in without.tolist()
            ),
        )

    def _whose_units(self) -> dict[str, float | int | str | None]:
        """Input that says that districts are counted, where no layer gives townships."""
        return {BY_UNITS: len(self.county.units)} if self.county.is_by_units else {}

    def pieces(self) -> Figure:
        """Pieces in usable stock, of all that is counted and not measured."""
        if self.lacking:
            return Figure("depot.stock_pieces", None, "items", missing=self.lacking)
        usable = [lot for lot in self.stock.lots if lot.state == State.USABLE and not items()[lot.item].units]
        _, depot_ids = self._scope(False)
        total = math.fsum(lot.quantity or 0.0 for lot in usable)
        inputs = {"pieces": total, "depots": len(depot_ids), **self._notes(depot_ids)}
        return Figure("depot.stock_pieces", total, "items", inputs)


def _rules(*, with_share: bool) -> tuple[str, ...]:
    keys = dict.fromkeys(rule for item in needed_items() if item.is_essential for rule in item.rules)
    return ("depot.relocated_share", *keys) if with_share else tuple(keys)


def _failing(found: Sequence[Shortage]) -> tuple[Place, ...]:
    """Essential items that are short, lowest ratio first, then those of unknown quantity."""
    short = [one for one in found if one.item.is_essential and one.is_short]
    short.sort(key=lambda one: one.ratio or 0.0)
    return tuple(_item_place(one.item, one.lacking) for one in (*short, *undetermined(found)))


def _item_place(item: Item, lacking: float | None) -> Place:
    return Place("item", item.key, item.name("zh"), _NOWHERE, "", lacking, item.unit)
