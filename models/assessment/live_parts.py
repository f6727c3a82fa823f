"""For each family, what stays the same while one of its facilities moves, and the figures with it put back.

Each part holds the state without the moved facility and computes the state with it by one more disc, one more
row or one more pass over the demand points. The values then come from the same functions as in a full
assessment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.access.coverage import OneMore, Reached
from models.access.measures import engine, engine_reach, lorry, shelter_reach
from models.access.nearest import nearest_site, two_nearest
from models.county.county import County
from models.county.villages import villages_of
from models.facilities.facility import UNKNOWN_CLASS, Brigade, Depot, FireStation, Shelter
from models.fire import values as fire
from models.kernel.arrays import Floats, Ints
from models.rules.rules import Rules
from models.shelters import figures as shelter_figures
from models.shelters import values as shelters
from models.shelters.values import COVERAGE_KEYS, Extent, ShelterTable
from models.supplies import depot_figures
from models.supplies.depots import DepotTable

Values = dict[str, float | None]


class ShelterDrag:
    """Shelters without the moved one."""

    def __init__(self, county: County, rules: Rules, others: Sequence[Shelter]) -> None:
        self._county, self._rules = county, rules
        self._table = ShelterTable.of(county, rules, others)
        self._covers = {
            key: OneMore(county, shelters.sites_for(county, key, others, rules)) for key in COVERAGE_KEYS
        }
        self._extents = {key: shelters.extent_of(county, drag.without) for key, drag in self._covers.items()}

    def values(self, shelter: Shelter | None) -> Values:
        """Figures with the shelter, or without it."""
        table, extents = self._table, self._extents
        if shelter is not None:
            table = table.joined(ShelterTable.of(self._county, self._rules, [shelter]))
            land = shelters.land_of(self._county)
            extents = dict(extents)
            for key, drag in self._covers.items():
                for site in shelters.sites_for(self._county, key, [shelter], self._rules):
                    extents[key] = Extent(drag.persons(site), drag.area_m2(site, land))
        return shelter_figures.values(self._county, self._rules, table, extents)

    def reached(self, shelter: Shelter, *, counts: bool) -> tuple[str, Reached]:
        """What the shelter reaches as one of its class, and the key of that coverage."""
        name = "emergency" if shelter.shelter_class == UNKNOWN_CLASS else shelter.shelter_class
        site = (*shelter.location, shelter_reach(self._county, name, self._rules))
        return f"shelter.{name}", self._covers[name].reached(site, counts=counts)


class FireDrag:
    """Fire stations and micro fire stations without the moved one."""

    def __init__(
        self, county: County, rules: Rules, stations: Sequence[FireStation], brigades: Sequence[Brigade]
    ) -> None:
        self._county, self._rules = county, rules
        self._state = fire.state_of(county, rules, stations, brigades)
        self._stations = OneMore(county, fire.station_sites(county, stations, rules))
        self._micro = OneMore(county, fire.micro_sites(county, brigades, rules))
        spots = tuple(station.location for station in stations if fire.responds(station))
        self._division = fire.divided(county, stations, rules)
        self._due = two_nearest(county, engine(county, rules), spots)
        self._villages = villages_of(county)
        self._villages_reached = fire.villages_reached(county, spots, rules)
        self._in_seat = county.demand_in_seat & ~self._stations.without.mask
        self._without = fire.values(county, rules, self._state)

    def values(self, facility: FireStation | Brigade | None) -> Values:
        """Figures with the station or brigade, or without it."""
        if isinstance(facility, FireStation) and fire.responds(facility):
            return fire.values(self._county, self._rules, self._with_station(facility))
        persons = self._state.micro_persons
        if isinstance(facility, Brigade):
            for site in fire.micro_sites(self._county, [facility], self._rules):
                persons = self._micro.persons(site)
        return self._without | fire.micro_values(self._county, persons)

    def reached(self, facility: FireStation | Brigade, *, counts: bool) -> tuple[str, Reached] | None:
        """What it reaches in its time and the key of that coverage; ``None`` for those without a reach."""
        if isinstance(facility, FireStation):
            key, drag = "fire", self._stations
            sites = fire.station_sites(self._county, [facility], self._rules)
        else:
            key, drag = "micro", self._micro
            sites = fire.micro_sites(self._county, [facility], self._rules)
        return (key, drag.reached(sites[0], counts=counts)) if sites else None

    def _with_station(self, station: FireStation) -> fire.FireState:
        county, rules, state, drag = self._county, self._rules, self._state, self._stations
        (site,) = fire.station_sites(county, [station], rules)
        reach, spot = engine_reach(county, rules), station.location
        found = reach.members(county.demand.index, spot)
        in_seat = found[self._in_seat[found]]
        first, second = self._due.costs_with(reach.way.costs(county.demand.index, spot))
        jurisdiction_m2 = np.append(state.jurisdiction_m2, np.nan)
        if self._division is not None:
            jurisdiction_m2 = self._division.areas_with(spot)
        limit_m2 = fire.area_limit_m2(station, rules)
        villages = state.villages
        if self._villages is not None:
            near = reach.members(self._villages.index, spot)
            villages += int((~self._villages_reached[near]).sum())
        return replace(
            state,
            persons=drag.persons(site),
            seat_persons=state.seat_persons + float(county.demand.known_persons[in_seat].sum()),
            urban_m2=drag.area_m2(site, fire.urban_land(county)),
            county_m2=drag.area_m2(site, county.land("county")),
            first=first,
            second=second,
            villages=villages,
            jurisdiction_m2=jurisdiction_m2,
            limit_m2=np.append(state.limit_m2, np.nan if limit_m2 is None else limit_m2),
        )


class DepotDrag:
    """Depots without the moved one, in order of id: it decides which of equally near ones serves."""

    def __init__(self, county: County, rules: Rules, others: Sequence[Depot]) -> None:
        self._county, self._rules = county, rules
        self._others = others
        self._way = lorry(county, rules)
        self._table = DepotTable.of(county, rules, self._others)
        self._nearest = nearest_site(county, self._way, [depot.location for depot in self._others])
        self._last: tuple[tuple[float, float, str], Ints] | None = None

    def values(self, depot: Depot | None) -> Values:
        """Figures with the depot, or without it."""
        table = self._table if depot is None else self._joined(depot)
        return depot_figures.values(self._county, self._rules, table)

    def served_persons(self, depot: Depot) -> float | None:
        """Known residents to whom the depot would be the nearest; ``None`` if no residents are known."""
        if not self._county.demand.has_population:
            return None
        return float(self._county.demand.known_persons[self._taken(depot)].sum())

    def _taken(self, depot: Depot) -> Ints:
        """Demand points to which the depot is nearer than every other; kept while it stays where it is."""
        x, y = depot.location
        if self._last is None or self._last[0] != (x, y, depot.id):
            cost, best = self._way.costs(self._county.demand.index, (x, y)), self._nearest.cost
            rank = sum(other.id < depot.id for other in self._others)
            is_nearer = (cost < best) | ((cost == best) & (self._nearest.site >= rank))
            self._last = (x, y, depot.id), np.flatnonzero(is_nearer)
        return self._last[1]

    def _joined(self, depot: Depot) -> DepotTable:
        table, county = self._table, self._county
        served, own = table.served_persons, np.array([np.nan])
        if county.demand.has_population:
            taken = self._taken(depot)
            persons = county.demand.known_persons[taken]
            if len(served):
                owner = self._nearest.site[taken]
                had = owner >= 0
                lost = np.bincount(owner[had], weights=persons[had], minlength=len(served))
                served = _settled(served - lost)
            own = np.array([persons.sum()])
        row = DepotTable.with_served(county, [depot], own)
        return DepotTable(
            served_persons=np.append(served, row.served_persons),
            floor_area_m2=np.append(table.floor_area_m2, row.floor_area_m2),
            place=np.append(table.place, row.place),
            in_county=np.append(table.in_county, row.in_county),
        )


def _settled(persons: Floats) -> Floats:
    """Persons after a subtraction: what rounding left of nobody is nobody."""
    return np.where(np.abs(persons) < 1e-6, 0.0, persons)
