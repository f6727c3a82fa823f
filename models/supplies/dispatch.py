"""Dispatch plan: which depot sends how much of what to which township, and when it arrives.

For each item a transport problem: what there is goes to where it is needed with the least sum of quantity
times time. As every load takes as long to be loaded, that is the least sum of quantity times way.

When there is not enough of an item, every township gets the same share of its need; the pieces that are left
over by rounding go one each to the townships whose share was cut the most, of equal ones to the one that
needs more. Who is near a depot therefore gets no more than who is far from one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.access.measures import SUPPLY_RULES, lorry
from models.access.transport import least_cost
from models.access.ways import Way
from models.county.county import County
from models.facilities.facility import Depot
from models.findings.findings import Place
from models.findings.places import unit_place
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.progress import Progress, Work
from models.rules.rules import Rules
from models.supplies.items import Item
from models.supplies.need import Case, Stock, needs

TIME_LIMITS = (
    "relief.first_supplies_h",
    "relief.city_first_supplies_h",
    "relief.basic_10_h",
    "relief.basic_12_h",
    "relief.basic_24_h",
)
"""Rule values that arrivals are held against: 6, 8, 10, 12 and 24 hours unless the county changed them."""
WAY_RULES = ("relief.loading_h", *SUPPLY_RULES)
_TOLERANCE_H = 1e-9
_MOST = 2**31 - 1


class DispatchError(RuntimeError):
    """A plan that contradicts what it was computed from; never shown as a result."""


@dataclass(frozen=True)
class DispatchLeg:
    """One load: so much of an item from a depot to a township; hours count from the order."""

    depot: int
    township: int
    item: Item
    quantity: int
    distance_m: float
    departs_h: float
    arrives_h: float


@dataclass(frozen=True)
class Arrival:
    """What one township gets.

    Parameters
    ----------
    first_h, last_h
        Hours after the order until the first load and until the last; ``None`` if nothing comes.
    is_in_time
        Whether everything that is sent has come within each of the time limits; ``False`` if nothing comes
        though something is needed.
    unmet
        What is lacking by item.
    """

    township: int
    persons: int
    first_h: float | None
    last_h: float | None
    is_in_time: tuple[bool, ...]
    unmet: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class DispatchPlan:
    """Loads of all items for one case.

    Attributes
    ----------
    case
        People, days and climate.
    depots
        Counted depots, m of them.
    township_persons
        People of the case in each of the county's places, shape (p,).
    place_xy
        Where loads go to: the middle of the residents of each place, else of its area, shape (p, 2).
    items
        Items that are needed, k of them.
    need, available
        Whole quantities, shape (k, p) and (k, m).
    legs
        Loads, by item, then by arrival.
    limits_h
        Time limits, hours.
    missing
        What keeps a plan from being made, as names of texts under ``missing``.
    """

    county: County
    case: Case
    depots: tuple[Depot, ...]
    township_persons: Ints
    place_xy: Floats
    items: tuple[Item, ...]
    need: Ints
    available: Ints
    legs: tuple[DispatchLeg, ...]
    loading_h: float
    way: Way
    limits_h: tuple[float, ...]
    missing: tuple[str, ...] = ()

    @cached_property
    def sent(self) -> Ints:
        """Quantity of each item that each place gets, shape (k, p)."""
        total = np.zeros_like(self.need)
        row = {item.key: index for index, item in enumerate(self.items)}
        for leg in self.legs:
            total[row[leg.item.key], leg.township] += leg.quantity
        return total

    @property
    def unmet(self) -> Ints:
        """Quantity of each item that each place lacks, shape (k, p)."""
        return self.need - self.sent

    @property
    def worst_arrival_h(self) -> float | None:
        """Hours after the order until the last load is there; ``None`` if nothing is sent."""
        return max((leg.arrives_h for leg in self.legs), default=None)

    @property
    def worst_first_h(self) -> float | None:
        """Hours until every place that gets anything has its first load."""
        return max((one.first_h for one in self.arrivals if one.first_h is not None), default=None)

    @cached_property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Every place with people to be relocated, latest last load first, those that get nothing before."""
        made = []
        for place in np.flatnonzero(self.township_persons > 0).tolist():
            hours = [leg.arrives_h for leg in self.legs if leg.township == place]
            last = max(hours, default=None)
            lacking = {
                item.key: int(count)
                for item, count in zip(self.items, self.unmet[:, place].tolist(), strict=True)
                if count > 0
            }
            made.append(
                Arrival(
                    township=place,
                    persons=int(self.township_persons[place]),
                    first_h=min(hours, default=None),
                    last_h=last,
                    is_in_time=tuple(
                        last is not None and last <= limit + _TOLERANCE_H for limit in self.limits_h
                    ),
                    unmet=lacking,
                )
            )
        return tuple(sorted(made, key=lambda one: -np.inf if one.last_h is None else -one.last_h))

    def place(self, township: int) -> Place:
        """A township as a place that a click can zoom to."""
        units = self.county.places
        return unit_place(self.county, units, township, float(self.township_persons[township]), "persons")

    def name(self, township: int) -> str:
        """Name of a township."""
        return str(self.county.places.names[township])

    @cached_property
    def lines(self) -> Floats:
        """Ways as x1, y1, x2, y2 (metres) and share of the need they carry, shape (w, 5), least first.

        Loads of different items on the same way are one line. As litres and tents do not add up, a load
        weighs as much as its share of all that is needed of its item.
        """
        weights: dict[tuple[int, int], float] = {}
        totals = {item.key: max(int(row.sum()), 1) for item, row in zip(self.items, self.need, strict=True)}
        for leg in self.legs:
            way = leg.depot, leg.township
            weights[way] = weights.get(way, 0.0) + leg.quantity / totals[leg.item.key]
        rows = [
            (*self.depots[depot].location, *self.place_xy[place].tolist(), weight)
            for (depot, place), weight in weights.items()
        ]
        table = np.array(rows, dtype=np.float64).reshape(-1, 5)
        return table[np.argsort(table[:, 4], kind="stable")]


def dispatch(
    county: County, depots: Sequence[Depot], stock: Stock, rules: Rules, case: Case
) -> Work[DispatchPlan]:
    """Make the plan, item by item.

    Parameters
    ----------
    depots
        Depots that count in the scenario.
    stock
        The ledger as it counts; only usable rows are sent.

    Raises
    ------
    DispatchError
        The result contradicts stock, need or time.
    """
    rows = tuple(depots)
    persons = township_persons(county, case.persons)
    wanted = tuple(
        need.item for need in needs(case.persons, case.days, rules, case.is_cold).values() if case.persons
    )
    place_xy = place_points(county)
    need, available = _need(persons, wanted, rules, case), _available(rows, wanted, stock)
    missing = _missing(county, rows, stock, persons)
    loading_h, way = rules["relief.loading_h"], lorry(county, rules)
    legs: list[DispatchLeg] = []
    if not missing:
        sites = np.array([depot.location for depot in rows], dtype=np.float64).reshape(-1, 2)
        leads = np.isfinite(way.table(place_xy, sites))
        for index, item in enumerate(wanted):
            step = Progress(index, len(wanted), "supplies.dispatch", {"item": item.key})
            yield step
            loads = yield from loads_of(way, place_xy, need[index], sites, available[index], leads, step)
            made = [
                DispatchLeg(depot, place, item, quantity, distance_m, loading_h, loading_h + hours)
                for place, depot, quantity, distance_m, hours in loads
            ]
            legs += sorted(made, key=lambda leg: leg.arrives_h)
    plan = DispatchPlan(
        county=county,
        case=case,
        depots=rows,
        township_persons=persons,
        place_xy=place_xy,
        items=wanted,
        need=need,
        available=available,
        legs=tuple(legs),
        loading_h=loading_h,
        way=way,
        limits_h=tuple(rules[key] for key in TIME_LIMITS),
        missing=missing,
    )
    verify(plan, stock)
    return plan


def township_persons(county: County, persons: int) -> Ints:
    """People of a case in each of the county's places, whole and in proportion to residents, shape (p,).

    Places whose residents are unknown get none. Largest remainders are rounded up first, so that nobody is
    lost.
    """
    residents = np.nan_to_num(county.place_population_persons, nan=0.0)
    if residents.sum() <= 0:
        return np.zeros(len(residents), dtype=np.int64)
    return _apportioned(residents / residents.sum() * persons, persons, residents)


def loads_of(
    way: Way, ends: Floats, need: Ints, sites: Floats, there: Ints, leads: Bools, step: Progress
) -> Work[list[tuple[int, int, int, float, float]]]:
    """Loads of one item at the least total cost, as far as it lasts and ways lead.

    Parameters
    ----------
    ends, sites
        Where loads go, shape (e, 2), and where they come from, shape (s, 2), metres.
    need, there
        Whole quantities wanted at each end, shape (e,), and held at each site, shape (s,).
    leads
        Whether a way leads from a site to an end, shape (e, s).
    step
        What is told meanwhile.

    Returns
    -------
    list
        Of each load: end, site, quantity, metres and hours under way.
    """
    served, sends = leads.any(axis=1), leads.any(axis=0)
    share = allotted(np.where(served, need, 0), int(there[sends].sum()))
    solving = least_cost(way, ends, share, sites, there)
    while True:  # its own steps speak of people
        try:
            next(solving)
        except StopIteration as stop:
            flows = stop.value
            break
        yield step
    columns = (flows.point, flows.site, flows.persons, flows.distance_m, way.hours(flows.cost))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def allotted(need: Ints, available: int) -> Ints:
    """What each place is to get of an item, shape (p,): its need, or the same share of it for all."""
    total = int(need.sum())
    if total <= available:
        return need.copy()
    weight = need.astype(np.float64)
    return np.minimum(_apportioned(weight * (available / total), available, weight), need)


def _apportioned(exact: Floats, total: int, weight: Floats) -> Ints:
    """Whole numbers that add up to ``total``: rounded down, then one more by falling remainder and weight."""
    whole = np.floor(exact + 1e-9).astype(np.int64)
    left = total - int(whole.sum())
    order = np.lexsort((np.arange(len(exact)), -weight, -np.round(exact - whole, 9)))
    whole[order[: max(left, 0)]] += 1
    return whole


def place_points(county: County) -> Floats:
    """Where loads for each of the county's places go, shape (p, 2), metres.

    The middle of its known residents, else the middle of its area.
    """

    def make() -> Floats:
        import shapely

        places, demand = county.places, county.demand
        middles: Floats = shapely.get_coordinates(shapely.centroid(places.geometries)).reshape(-1, 2).copy()
        inside = (county.demand_place >= 0) & (demand.known_persons > 0)
        index, weight = county.demand_place[inside], demand.known_persons[inside]
        totals = np.bincount(index, weights=weight, minlength=len(places))
        for axis in (0, 1):
            sums = np.bincount(index, weights=weight * demand.xy[inside, axis], minlength=len(places))
            np.divide(sums, totals, out=middles[:, axis], where=totals > 0)
        return middles

    return county.memo.get(("supply points",), make)


def _need(persons: Ints, wanted: Sequence[Item], rules: Rules, case: Case) -> Ints:
    """Need of the whole case, spread over the places like its people, so that places add up to the county.

    Rounded up place by place, a sum would ask for more than the case does.
    """
    need = np.zeros((len(wanted), len(persons)), dtype=np.int64)
    weight = persons.astype(np.float64)
    if not persons.any():
        return need
    found = needs(case.persons, case.days, rules, case.is_cold)
    for row, item in enumerate(wanted):
        total = found[item.key].quantity
        need[row] = _apportioned(weight / weight.sum() * total, total, weight)
    return need


def _available(depots: Sequence[Depot], wanted: Sequence[Item], stock: Stock) -> Ints:
    holdings = stock.of()
    available = np.zeros((len(wanted), len(depots)), dtype=np.int64)
    for row, item in enumerate(wanted):
        held = holdings[item.key].by_depot if item.key in holdings else {}
        available[row] = [min(int(held.get(depot.id, 0.0) + 1e-9), _MOST) for depot in depots]
    return available


def _missing(county: County, depots: Sequence[Depot], stock: Stock, persons: Ints) -> tuple[str, ...]:
    lacking = []
    if not stock.lots:
        lacking.append("stock")
    if not depots:
        lacking.append("depots")
    if not len(county.places):
        lacking.append("townships")
    elif not persons.any():
        lacking.append("township_population")
    return tuple(lacking)


def verify(plan: DispatchPlan, stock: Stock) -> None:
    """Hold a plan against the raw stock, the needs and the ways.

    Raises
    ------
    DispatchError
        More is sent than a depot has or a place needs, something is left lying while a place lacks it, or a
        time is wrong.
    """
    raw: dict[tuple[str, str], float] = {}
    for lot in stock.lots:
        if lot.depot is not None and lot.state == "usable":
            key = lot.depot.id, lot.item
            raw[key] = raw.get(key, 0.0) + (lot.quantity or 0.0)
    out: dict[tuple[str, str], int] = {}
    for leg in plan.legs:
        key = plan.depots[leg.depot].id, leg.item.key
        out[key] = out.get(key, 0) + leg.quantity
        site = np.array([plan.depots[leg.depot].location], dtype=np.float64)
        cost = plan.way.table(plan.place_xy[leg.township : leg.township + 1], site)
        hours = plan.loading_h + float(plan.way.hours(cost)[0, 0])
        if leg.quantity < 1:
            raise DispatchError("a load is empty")
        if abs(hours - leg.arrives_h) > 1e-6 * (1.0 + hours) or leg.departs_h != plan.loading_h:
            raise DispatchError("a time is wrong")
    if any(count > raw.get(key, 0.0) + 1e-6 for key, count in out.items()):
        raise DispatchError("a depot sends more than it has")
    if (plan.unmet < 0).any():
        raise DispatchError("a place gets more than it needs")
    if plan.missing:
        return
    sites = np.array([depot.location for depot in plan.depots], dtype=np.float64).reshape(-1, 2)
    leads = np.isfinite(plan.way.table(plan.place_xy, sites))
    served, sends = leads.any(axis=1), leads.any(axis=0)
    is_whole = bool(leads[np.ix_(served, sends)].all())
    for row in range(len(plan.items)):
        most = min(int(plan.need[row][served].sum()), int(plan.available[row][sends].sum()))
        sent = int(plan.sent[row].sum())
        if sent > most or (is_whole and sent < most):
            raise DispatchError("something is left lying while it is needed")
