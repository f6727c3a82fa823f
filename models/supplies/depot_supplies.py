"""Each depot by itself: whom it serves, the class and floor area this asks for, its stock against need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.county.county import County
from models.facilities.facility import Depot
from models.rules.rules import Rules
from models.supplies.depots import CLASS_LEVELS, FloorClass, floor_class, served_persons
from models.supplies.need import Case, Shortage, State, Stock, needs, shortages, whole_up, worst


@dataclass(frozen=True)
class DepotSupply:
    """One counted depot.

    Parameters
    ----------
    served_persons
        Known residents to whom it is the nearest depot; ``None`` if no residents are known.
    relocated_persons
        How many of the case's people these are, in proportion.
    covered_persons
        People of the case whom it is built for: those of the whole county, or of its county-level unit, for
        a relief depot of county level or above; else those whom it serves.
    asked
        Class and floor area by the people covered; ``None`` while they are unknown.
    floor_ratio
        Floor area over what is asked.
    shortages
        Every needed item; empty while the people are unknown.
    worst
        The essential item that is worst off.
    rows, expired_rows
        Rows of the ledger about it, and how many of them have expired.
    """

    depot: Depot
    served_persons: float | None
    relocated_persons: int | None
    covered_persons: int | None
    asked: FloorClass | None
    floor_ratio: float | None
    shortages: tuple[Shortage, ...]
    worst: Shortage | None
    rows: int
    expired_rows: int


def depot_supplies(
    county: County, depots: Sequence[Depot], rules: Rules, case: Case, stock: Stock
) -> tuple[DepotSupply, ...]:
    """Table of the counted depots, in their order.

    The people of the case are spread over the county like its residents; each depot serves those who have no
    other depot nearer, as in the figures about floor area. Needs are whole pieces for each
    depot, so that they may add up to a few more than the county's.
    """
    served = served_persons(county, rules, depots)
    total = county.demand.total_persons
    made = []
    for depot, persons in zip(depots, served.tolist(), strict=True):
        relocated = whole_up(case.persons * persons / total) if np.isfinite(persons) and total > 0 else None
        covered = _covered(county, depot, case.persons)
        covered = relocated if covered is None else covered
        asked = floor_class(covered, rules) if covered is not None else None
        ratio = None
        if asked is not None and asked.floor_area_m2 > 0 and depot.floor_area_m2 is not None:
            ratio = depot.floor_area_m2 / asked.floor_area_m2
        found: tuple[Shortage, ...] = ()
        if relocated is not None:
            found = shortages(needs(relocated, case.days, rules, case.is_cold), stock, (depot.id,))
        lots = stock.by_depot.get(depot.id, ())
        made.append(
            DepotSupply(
                depot=depot,
                served_persons=persons if np.isfinite(persons) else None,
                relocated_persons=relocated,
                covered_persons=covered,
                asked=asked,
                floor_ratio=ratio,
                shortages=found,
                worst=worst(found),
                rows=len(lots),
                expired_rows=sum(lot.state == State.EXPIRED for lot in lots),
            )
        )
    return tuple(made)


def _covered(county: County, depot: Depot, persons: int) -> int | None:
    """People of a case whom a depot of county level or above is built for; ``None`` for other depots."""
    if depot.level not in CLASS_LEVELS or depot.kind not in ("relief", "comprehensive"):
        return None
    residents = county.units.population_persons
    if depot.level != "county" or len(residents) < 2:
        return persons
    unit = int(county.units.index_at(np.array([depot.location]))[0])
    if unit < 0 or not np.isfinite(residents).all() or residents.sum() <= 0:
        return None
    return whole_up(persons * float(residents[unit] / residents.sum()))
