"""A county as its city sees it: what it needs at the second level of response, and what it has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely

from models.county.county import County
from models.facilities.facility import Depot
from models.project.project import Project
from models.rules.rules import load_rules
from models.rules.scope import Scope
from models.supplies.dispatch import place_points
from models.supplies.need import Holding, State, Stock, case_persons, needs, stock_by_item

ABOVE = ("province", "city")
"""Levels of depots that are not a county's own, though they may stand in its project."""

Spot = tuple[float, float]


@dataclass(frozen=True)
class CityCounty:
    """One county of a city, or why there is nothing of it.

    Parameters
    ----------
    key
        File of its project, as the city's file names it.
    reason
        Why it could not be read; empty for one that was.
    persons, days, is_cold
        Case of its own second level of response; ``None`` people: its residents are unknown.
    need
        Whole quantities by item.
    own
        What its own depots hold by item, whole and usable; ``None`` where nobody knows: there is no ledger,
        or all rows of the item are of unknown quantity. An item that a ledger does not list is 0.
    rows_left
        Rows of its ledger that do not count, by the reason.
    depots
        Its own depots that count.
    left_out
        Depots in its project that are not its own, by name: of the city or the province, or outside it.
    reception
        Where loads for it go, longitude and latitude in degrees (CGCS2000); ``None`` if nobody knows.
    reception_name
        Township in whose middle that is; empty where the city's file says the place.
    outline
        As :class:`models.province.results.CountyResult` has it.
    """

    key: str
    name: str
    reason: str = ""
    scenario: str = ""
    persons: int | None = None
    days: float = 0.0
    is_cold: bool | None = None
    need: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, int | None] = field(default_factory=dict)
    rows_left: Mapping[State, int] = field(default_factory=dict)
    depots: tuple[Depot, ...] = ()
    left_out: tuple[str, ...] = ()
    has_ledger: bool = False
    reception: Spot | None = None
    reception_name: str = ""
    outline: str = ""

    @property
    def is_read(self) -> bool:
        """Whether there is anything of it."""
        return not self.reason

    def lack(self, item: str) -> int:
        """What it lacks of an item beside its own; all of its need where nobody knows what it has."""
        return max(self.need.get(item, 0) - (self.own.get(item) or 0), 0)


def county_of(
    project: Project, key: str, as_of: date, city_depots: Iterable[Depot], taken: frozenset[str] = frozenset()
) -> CityCounty:
    """What a city has to know of a county's project, by the county's own rule values.

    Its own depots count in its active scenario, stand in its outline and are neither of the city nor of the
    province. A depot that the city's project has, by its id or its name, is the city's.

    Parameters
    ----------
    as_of
        Day that expiry is held against.
    city_depots
        Depots in the city's own project.
    taken
        Ids of depots that other counties have counted as their own.

    Returns
    -------
    CityCounty
        Without reception and outline, which are told in degrees.
    """
    settings, scenario = project.settings, project.active
    county = project.county_in(scenario)
    rules = load_rules(settings.ruleset_id, settings.overrides)
    scope = Scope(county, scenario, rules)
    city_depots = tuple(city_depots)
    ids = {depot.id for depot in city_depots} | taken
    names = {depot.name.strip() for depot in city_depots if depot.name.strip()}
    own, left_out = [], []
    for facility, is_inside in zip(scope.present, scope.is_inside.tolist(), strict=True):
        if not isinstance(facility, Depot):
            continue
        is_other = facility.level in ABOVE or facility.id in ids or facility.name.strip() in names
        if is_inside and not is_other:
            own.append(facility)
        else:
            left_out.append(facility.name)
    persons = case_persons(county, rules)
    days, is_cold = rules["supply.cover_days"], settings.local.is_cold
    stock = stock_by_item(settings.stock, own, as_of)
    held = stock.of()
    need = {} if persons is None else needs(persons, days, rules, is_cold)
    has_ledger = bool(settings.stock)
    return CityCounty(
        key=key,
        name=settings.county_name or settings.name or county.name or key,
        persons=persons,
        days=days,
        is_cold=is_cold,
        need={item: one.quantity for item, one in need.items()},
        own={item: whole(held.get(item), has_ledger=has_ledger) for item in need},
        rows_left=rows_left(stock),
        depots=tuple(own),
        left_out=tuple(left_out),
        has_ledger=has_ledger,
    )


def rows_left(stock: Stock) -> dict[State, int]:
    """Rows of a ledger that do not count, by the reason."""
    counts = {state: stock.count(state) for state in State if state != State.USABLE}
    return {state: count for state, count in counts.items() if count}


def whole(holding: Holding | None, *, has_ledger: bool) -> int | None:
    """Whole usable pieces of a holding; 0 for what a ledger does not list, ``None`` where nobody knows."""
    if holding is None:
        return 0 if has_ledger else None
    return None if holding.is_unknown else math.floor(holding.usable + 1e-9)


def reception_of(county: County) -> tuple[Spot, str] | None:
    """Where loads for a county go while nobody says: the middle of its largest township's residents, metres.

    Mostly that is its seat. Without known residents the middle of its area, with no name; ``None`` without
    either.
    """
    persons = county.place_population_persons
    if len(persons) and np.isfinite(persons).any():
        largest = int(np.nanargmax(persons))
        x, y = place_points(county)[largest].tolist()
        if math.isfinite(x) and math.isfinite(y):
            return (x, y), str(county.places.names[largest])
    if county.boundary is None or county.boundary.is_empty:
        return None
    middle = shapely.point_on_surface(county.boundary)
    return (float(middle.x), float(middle.y)), ""
