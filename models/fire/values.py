"""Fire stations: what they reach within the driving time, how soon they come, and their jurisdictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.access.barriers import sides_of
from models.access.costs import Costs
from models.access.coverage import Covered, Site, land_share, people_share, sites_of
from models.access.jurisdictions import Division, Ground
from models.access.measures import engine, engine_reach, micro_reach, second_reach
from models.access.sited import Sited, division
from models.access.ways import Spot
from models.county.county import County
from models.county.land import Land
from models.county.villages import villages_of
from models.facilities.facility import Brigade, Facility, FireStation
from models.kernel.arrays import Bools, Floats
from models.rules.rules import Rules


def responds(station: Facility) -> bool:
    """Whether a station goes out to fires: support stations (战勤保障站) have no area of their own."""
    return isinstance(station, FireStation) and station.station_class != "support"


def is_micro(brigade: Facility) -> bool:
    """Whether a brigade is a micro fire station, which has a reach of its own."""
    return isinstance(brigade, Brigade) and brigade.brigade_class == "micro"


def station_sites(county: County, stations: Iterable[Facility], rules: Rules) -> tuple[Site, ...]:
    """Stations that go out, with what each reaches."""
    if not (chosen := [station for station in stations if responds(station)]):
        return ()
    reach = engine_reach(county, rules)
    return sites_of(chosen, lambda _: reach)


def micro_sites(county: County, brigades: Iterable[Facility], rules: Rules) -> tuple[Site, ...]:
    """Micro fire stations, with what each reaches."""
    if not (chosen := [brigade for brigade in brigades if is_micro(brigade)]):
        return ()
    reach = micro_reach(county, rules)
    return sites_of(chosen, lambda _: reach)


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
    ground = _ground(county, rules)
    if ground is None:
        return None
    spots = [station.location for station in stations if responds(station)]
    return division(county, engine(county, rules), ground, spots)


def _ground(county: County, rules: Rules) -> Ground | None:
    """Land that is divided among stations, by the sides of barriers; ``None`` without land. Kept."""
    land = jurisdiction_land(county)
    if land is None:
        return None
    sides = sides_of(county, rules)
    return county.memo.get(("ground", sides), lambda: Ground(land, sides))


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
        What it costs the nearest and the next station to come to each demand point.
    villages
        Villages reached.
    jurisdiction_m2, limit_m2
        Of the stations that go out, shape (m,); NaN jurisdictions if there is no land.
    """

    persons: float
    seat_persons: float
    urban_m2: float
    county_m2: float
    first: Costs
    second: Costs
    villages: int
    jurisdiction_m2: Floats
    limit_m2: Floats


def state_of(sited: Sited) -> FireState:
    """State of the counted stations."""
    county, rules, reached = sited.county, sited.rules, cover_of(sited)
    way, ground, villages = engine(county, rules), _ground(county, rules), villages_of(county)
    first, second = sited.two_costs("fire", way, responds)
    limit_m2 = np.array(
        sited.summed(
            "fire limits",
            lambda rows: tuple(
                area_limit_m2(one, rules) for one in rows if isinstance(one, FireStation) and responds(one)
            ),
        ),
        dtype=np.float64,
    )
    return FireState(
        persons=reached.persons,
        seat_persons=reached.seat_persons,
        urban_m2=area_of(urban_land(county), reached),
        county_m2=area_of(county.land("county"), reached),
        first=first,
        second=second,
        villages=0
        if villages is None
        else int(
            sited.reached(
                "fire villages", villages.index, lambda rows: station_sites(county, rows, rules)
            ).sum()
        ),
        jurisdiction_m2=np.full(len(limit_m2), np.nan)
        if ground is None
        else sited.divided_m2("fire", way, ground, responds),
        limit_m2=limit_m2,
    )


def cover_of(sited: Sited) -> Covered:
    """What the counted stations reach within the driving time."""
    return sited.cover("fire", lambda rows: station_sites(sited.county, rows, sited.rules))


def micro_cover_of(sited: Sited) -> Covered:
    """What the counted micro fire stations reach."""
    return sited.cover("micro", lambda rows: micro_sites(sited.county, rows, sited.rules))


def villages_reached(county: County, spots: tuple[Spot, ...], rules: Rules) -> Bools:
    """Whether a station reaches each village in time, shape (n,); empty without villages. Kept."""
    villages = villages_of(county)
    if villages is None:
        return np.zeros(0, dtype=np.bool_)
    reach, index = engine_reach(county, rules), villages.index
    return county.memo.get(("villages reached", reach, *spots), lambda: reach.reached(index, spots), keep=16)


def area_of(land: Land | None, reached: Covered) -> float:
    """Land reached, m2; 0 without land."""
    return 0.0 if land is None else reached.area_m2(land)


def is_over(state: FireState) -> Bools:
    """Whether each jurisdiction is larger than its class allows, shape (m,); exactly as large is allowed."""
    with np.errstate(invalid="ignore"):
        over: Bools = state.jurisdiction_m2 > state.limit_m2 * (1 + 1e-9)
    return over


def values(sited: Sited) -> dict[str, float | None]:
    """Values of all figures about fire stations, by figure id."""
    return values_of(sited.county, sited.rules, state_of(sited))


def values_of(county: County, rules: Rules, state: FireState) -> dict[str, float | None]:
    """The same of a state."""
    stations, points = len(state.limit_m2), len(county.demand)
    mean_min = p90_min = second_p90_min = second_share = None
    if points and stations:
        total = float(county.demand.total_persons or points)
        turnout_min, way = rules["fire.turnout_min"], engine(county, rules)
        reached = state.first.reached  # whom no road leads to has no time to arrive: told beside the mean
        served = total if reached.everyone else reached.weight
        if served > 0:
            mean_min = turnout_min + way.minutes(reached.cost) / served
        # The minutes of the cost that holds nine tenths of the weight are those that hold them.
        p90_min = _known_min(turnout_min + way.minutes(state.first.quantile(0.9)))
        second_share = 0.0
        if stations > 1:
            second_p90_min = _known_min(turnout_min + way.minutes(state.second.quantile(0.9)))
            in_time = state.second.within(second_reach(county, rules))
            second_share = min(100.0 * in_time / total, 100.0)
    seat_total = county.demand_seat_persons
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
    }


def _known_min(minutes: float) -> float | None:
    """Minutes; ``None`` where more than a tenth cannot be reached at all."""
    return minutes if np.isfinite(minutes) else None


def micro_values(sited: Sited) -> dict[str, float | None]:
    """Values of the figures about micro fire stations, by figure id."""
    return {"micro.people_share": people_share(sited.county, micro_cover_of(sited).persons)}
