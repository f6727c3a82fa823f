"""Fire stations: what they reach within the driving time, how soon they come, and their jurisdictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.access.barriers import sides_of
from models.access.coverage import Cover, Site, cover, land_share, people_share, sites_of
from models.access.jurisdictions import Division, Ground
from models.access.measures import engine, engine_reach, micro_reach, second_reach
from models.access.nearest import two_nearest
from models.access.ways import Spot
from models.county.county import County
from models.county.land import Land
from models.county.points import weighted_quantile
from models.county.villages import villages_of
from models.facilities.facility import Brigade, FireStation
from models.kernel.arrays import Bools, Floats
from models.rules.rules import Rules


def responds(station: FireStation) -> bool:
    """Whether a station goes out to fires: support stations (战勤保障站) have no area of their own."""
    return station.station_class != "support"


def station_sites(county: County, stations: Iterable[FireStation], rules: Rules) -> tuple[Site, ...]:
    """Stations that go out, with what each reaches."""
    reach = engine_reach(county, rules)
    return sites_of((station for station in stations if responds(station)), lambda _: reach)


def micro_sites(county: County, brigades: Iterable[Brigade], rules: Rules) -> tuple[Site, ...]:
    """Micro fire stations, with what each reaches."""
    reach = micro_reach(county, rules)
    return sites_of((brigade for brigade in brigades if brigade.brigade_class == "micro"), lambda _: reach)


def urban_land(county: County) -> Land | None:
    """Land that must be reached: built-up land, or the county seat where that is unknown."""
    return county.land("builtup", "seat")


def jurisdiction_land(county: County) -> Land | None:
    """Land divided among stations: built-up land, else the county seat, else the county."""
    return county.land("builtup", "seat", "county")


def area_limit_m2(station: FireStation, rules: Rules) -> float | None:
    """Largest jurisdiction of a station's class, or of one in a suburb; ``None`` for support stations."""
    if not responds(station):
        return None
    name = "suburb" if station.is_suburban else station.station_class
    return rules[f"fire.{name}.area_limit_km2"] * 1e6


def arrival_min(county: County, cost: Floats, rules: Rules) -> Floats:
    """Minutes from the dispatch order to the arrival over ways of such costs: turnout and driving."""
    return rules["fire.turnout_min"] + engine(county, rules).minutes(cost)


def divided(county: County, stations: Sequence[FireStation], rules: Rules) -> Division | None:
    """Land divided among those stations that go out, in their order; ``None`` without land. Kept."""
    land = jurisdiction_land(county)
    if land is None:
        return None
    sides = sides_of(county, rules)
    spots = tuple(station.location for station in stations if responds(station))
    ground = county.memo.get(("ground", sides), lambda: Ground(land, sides))
    way = engine(county, rules)
    key = ("divided", way.course, ground, *spots)
    return county.memo.get(key, lambda: Division.of(way, ground, spots), keep=16)


@dataclass(frozen=True, eq=False)
class FireState:
    """What the figures about fire stations are made from.

    Attributes
    ----------
    persons, seat_persons
        Known residents reached, in all and in the county seat.
    urban_m2, county_m2
        Land reached; 0 where that land is unknown.
    first, second
        What it costs the nearest and the next station to come to each demand point, shape (n,); infinite
        without one.
    villages
        Villages reached.
    jurisdiction_m2, limit_m2
        Of the stations that go out, shape (m,); NaN jurisdictions if there is no land.
    micro_persons
        Known residents that micro fire stations reach.
    """

    persons: float
    seat_persons: float
    urban_m2: float
    county_m2: float
    first: Floats
    second: Floats
    villages: int
    jurisdiction_m2: Floats
    limit_m2: Floats
    micro_persons: float
    micro_stations: int


def state_of(
    county: County, rules: Rules, stations: Sequence[FireStation], micro: Sequence[Brigade]
) -> FireState:
    """State of the counted stations and brigades."""
    sites = station_sites(county, stations, rules)
    reached = cover(county, sites)
    out = [station for station in stations if responds(station)]
    spots = tuple(station.location for station in out)
    division = divided(county, out, rules)
    due = two_nearest(county, engine(county, rules), spots)
    return FireState(
        persons=reached.persons,
        seat_persons=persons_in_seat(county, reached.mask),
        urban_m2=area_of(urban_land(county), reached),
        county_m2=area_of(county.land("county"), reached),
        first=due.first_cost,
        second=due.second_cost,
        villages=int(villages_reached(county, spots, rules).sum()),
        jurisdiction_m2=np.full(len(out), np.nan) if division is None else division.area_m2,
        limit_m2=np.array([area_limit_m2(station, rules) for station in out], dtype=np.float64),
        micro_persons=cover(county, micro_sites(county, micro, rules)).persons,
        micro_stations=sum(brigade.brigade_class == "micro" for brigade in micro),
    )


def villages_reached(county: County, spots: tuple[Spot, ...], rules: Rules) -> Bools:
    """Whether a station reaches each village in time, shape (n,); empty without villages. Kept."""
    villages = villages_of(county)
    if villages is None:
        return np.zeros(0, dtype=np.bool_)
    reach, index = engine_reach(county, rules), villages.index
    return county.memo.get(("villages reached", reach, *spots), lambda: reach.reached(index, spots), keep=16)


def weights_of(county: County) -> Floats:
    """What each demand point counts in a mean: its known residents, or one where none are known at all."""
    demand = county.demand
    return demand.known_persons if demand.has_population else np.ones(len(demand))


def area_of(land: Land | None, reached: Cover) -> float:
    """Land reached, m2; 0 without land."""
    return 0.0 if land is None else reached.area_m2(land)


def persons_in_seat(county: County, mask: Bools) -> float:
    """Known residents of the county seat inside a mask of demand points."""
    return float(county.demand.known_persons[mask & county.demand_in_seat].sum())


def is_over(state: FireState) -> Bools:
    """Whether each jurisdiction is larger than its class allows, shape (m,); exactly as large is allowed."""
    with np.errstate(invalid="ignore"):
        over: Bools = state.jurisdiction_m2 > state.limit_m2 * (1 + 1e-9)
    return over


def values(county: County, rules: Rules, state: FireState) -> dict[str, float | None]:
    """Values of all figures about fire stations, by figure id."""
    stations, points = len(state.limit_m2), len(county.demand)
    mean_min = p90_min = second_p90_min = second_share = None
    if points and stations:
        weights = weights_of(county)
        total = float(county.demand.total_persons or points)
        turnout_min, way = rules["fire.turnout_min"], engine(county, rules)
        reached = np.isfinite(state.first)
        first, counted, served = state.first, weights, total
        if not reached.all():  # whom no road leads to has no time to arrive: told beside the mean
            first, counted = state.first[reached], weights[reached]
            served = float(counted.sum())
        # Not a dot product: its threads cost many times the work where other programs keep the cores busy.
        if served > 0:
            mean_min = turnout_min + way.minutes(float((first * counted).sum())) / served
        # The minutes of the cost that holds nine tenths of the weight are those that hold them.
        p90_min = _known_min(turnout_min + way.minutes(weighted_quantile(state.first, weights, 0.9)))
        second_share = 0.0
        if stations > 1:
            second_p90_min = _known_min(
                turnout_min + way.minutes(weighted_quantile(state.second, weights, 0.9))
            )
            in_time = second_reach(county, rules).holds(state.second)
            second_share = min(100.0 * float((weights * in_time).sum()) / total, 100.0)
    known_persons = county.demand.known_persons
    seat_total = float(known_persons[county.demand_in_seat].sum())
    seat_share = min(100.0 * state.seat_persons / seat_total, 100.0) if seat_total > 0 else None
    villages = villages_of(county)
    known = np.isfinite(state.jurisdiction_m2)
    return {
        "fire.people_share": people_share(county, state.persons),
        "fire.people_seat_share": seat_share,
        "fire.village_share": None if villages is None else 100.0 * state.villages / len(villages),
        "fire.builtup_share": land_share(urban_land(county), state.urban_m2),
        "fire.area_share": land_share(county.land("county"), state.county_m2),
        "fire.mean_min": mean_min,
        "fire.p90_min": p90_min,
        "fire.second_due_share": second_share,
        "fire.second_due_p90_min": second_p90_min,
        "fire.jurisdiction": float(is_over(state).sum()) if known.any() else None,
        **micro_values(county, state.micro_persons),
    }


def _known_min(minutes: float) -> float | None:
    """Minutes; ``None`` where more than a tenth cannot be reached at all."""
    return minutes if np.isfinite(minutes) else None


def micro_values(county: County, persons: float) -> dict[str, float | None]:
    """Values of the figures about micro fire stations, by figure id, from the residents they reach."""
    return {"micro.people_share": people_share(county, persons)}
