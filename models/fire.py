"""Fire stations: what they reach within the driving time, how long driving takes, and their jurisdictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models import jurisdictions
from models.arrays import Bools, Floats
from models.county import County
from models.coverage import Cover, Site, StraightLine, cover, land_share, nearest_m, people_share, sites_of
from models.facility import Brigade, FireStation
from models.land import Land
from models.points import weighted_quantile
from models.rules import Rules

REACH_RULES = ("fire.speed_km_h", "fire.driving_min", "fire.detour_factor")
"""Rule values: speed of a fire engine, driving time, and how much longer a road is than the straight line."""

MICRO_RULES = ("fire.speed_km_h", "micro.reach_min", "fire.detour_factor")
"""The same for micro fire stations, with their own time."""


def responds(station: FireStation) -> bool:
    """Whether a station goes out to fires: support stations (战勤保障站) have no area of their own."""
    return station.station_class != "support"


def reach_of(rules: Rules, keys: tuple[str, str, str] = REACH_RULES) -> StraightLine:
    """Straight line within reach: speed times driving time, over the detour factor."""
    speed_km_h, driving_min, detour = (rules[key] for key in keys)
    return StraightLine(speed_km_h * 1000 / 60 * driving_min / detour)


def station_sites(stations: Iterable[FireStation], rules: Rules) -> tuple[Site, ...]:
    """Stations that go out, with what each reaches."""
    reach = reach_of(rules)
    return sites_of((station for station in stations if responds(station)), lambda _: reach)


def micro_sites(brigades: Iterable[Brigade], rules: Rules) -> tuple[Site, ...]:
    """Micro fire stations, with what each reaches."""
    reach = reach_of(rules, MICRO_RULES)
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


def drive_min(distance_m: Floats, rules: Rules) -> Floats:
    """Driving time over straight-line distances, minutes, shape (n,)."""
    return distance_m * (rules["fire.detour_factor"] / (rules["fire.speed_km_h"] * 1000 / 60))


@dataclass(frozen=True, eq=False)
class Division:
    """Land divided among stations.

    Attributes
    ----------
    cells
        Everything nearest to each station, shape (m,); convex polygons that also cover what is not land.
    area_m2
        Land in each, shape (m,).
    """

    land: Land
    cells: tuple[BaseGeometry, ...]
    area_m2: Floats

    @cached_property
    def jurisdictions(self) -> tuple[BaseGeometry, ...]:
        """Land in each cell as a polygon, metres."""
        return tuple(shapely.intersection(self.land.geometry, list(self.cells)))


def divided(county: County, stations: Sequence[FireStation]) -> Division | None:
    """Land divided among those stations that go out, in their order; ``None`` without land. Kept."""
    land = jurisdiction_land(county)
    if land is None:
        return None
    spots = tuple(station.location for station in stations if responds(station))

    def make() -> Division:
        cells = jurisdictions.cells(spots, land)
        return Division(land, tuple(cells), jurisdictions.areas_m2(spots, cells, land))

    return county.memo.get(("divided", *spots), make, keep=16)


@dataclass(frozen=True, eq=False)
class FireState:
    """What the figures about fire stations are made from.

    Attributes
    ----------
    persons, seat_persons
        Known residents reached, in all and in the county seat.
    urban_m2, county_m2
        Land reached; 0 where that land is unknown.
    distance_m
        From each demand point to the nearest station, shape (n,).
    jurisdiction_m2, limit_m2
        Of the stations that go out, shape (m,); NaN jurisdictions if there is no land.
    micro_persons
        Known residents that micro fire stations reach.
    """

    persons: float
    seat_persons: float
    urban_m2: float
    county_m2: float
    distance_m: Floats
    jurisdiction_m2: Floats
    limit_m2: Floats
    micro_persons: float
    micro_stations: int


def state_of(
    county: County, rules: Rules, stations: Sequence[FireStation], micro: Sequence[Brigade]
) -> FireState:
    """State of the counted stations and brigades."""
    sites = station_sites(stations, rules)
    reached = cover(county, sites)
    out = [station for station in stations if responds(station)]
    division = divided(county, out)
    return FireState(
        persons=reached.persons,
        seat_persons=persons_in_seat(county, reached.mask),
        urban_m2=area_of(urban_land(county), reached),
        county_m2=area_of(county.land("county"), reached),
        distance_m=nearest_m(county, [station.location for station in out]),
        jurisdiction_m2=np.full(len(out), np.nan) if division is None else division.area_m2,
        limit_m2=np.array([area_limit_m2(station, rules) for station in out], dtype=np.float64),
        micro_persons=cover(county, micro_sites(micro, rules)).persons,
        micro_stations=sum(brigade.brigade_class == "micro" for brigade in micro),
    )


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
    weights = county.demand.known_persons
    stations = len(state.limit_m2)
    mean_min = p90_min = None
    if county.demand.has_population and stations:
        minutes = drive_min(state.distance_m, rules)
        # Not a dot product: its threads cost many times the work where other programs keep the cores busy.
        mean_min = float((minutes * weights).sum() / county.demand.total_persons)
        p90_min = weighted_quantile(minutes, weights, 0.9)
    seat_total = float(weights[county.demand_in_seat].sum())
    seat_share = min(100.0 * state.seat_persons / seat_total, 100.0) if seat_total > 0 else None
    known = np.isfinite(state.jurisdiction_m2)
    return {
        "fire.people_share": people_share(county, state.persons),
        "fire.people_seat_share": seat_share,
        "fire.builtup_share": land_share(urban_land(county), state.urban_m2),
        "fire.area_share": land_share(county.land("county"), state.county_m2),
        "fire.mean_min": mean_min,
        "fire.p90_min": p90_min,
        "fire.jurisdiction": float(is_over(state).sum()) if known.any() else None,
        "micro.people_share": people_share(county, state.micro_persons),
    }
