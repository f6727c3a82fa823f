"""Figures about fire stations and micro fire stations, with their inputs and the places that fall short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.county import County
from models.coverage import Cover
from models.facility import FireStation
from models.findings import Figure
from models.fire import (
    MICRO_RULES,
    REACH_RULES,
    FireState,
    is_over,
    jurisdiction_land,
    persons_in_seat,
    reach_of,
    responds,
    urban_land,
    values,
)
from models.places import MOST_PLACES, demand_places, facility_place, largest_first
from models.reach_figures import land_figure, people_figure
from models.rules import Rules

Found = Mapping[str, float | None]
Inputs = dict[str, float | int | str | None]


def figures(
    county: County,
    rules: Rules,
    stations: Sequence[FireStation],
    state: FireState,
    reached: Cover,
    micro_reached: Cover,
) -> dict[str, Figure]:
    """All figures about fire stations."""
    found = values(county, rules, state)
    out = [station for station in stations if responds(station)]
    inputs = _reach_inputs(rules, REACH_RULES, len(out))
    micro_inputs = _reach_inputs(rules, MICRO_RULES, state.micro_stations)
    people, urban, land, micro = (
        "fire.people_share",
        "fire.builtup_share",
        "fire.area_share",
        "micro.people_share",
    )
    made = (
        people_figure(county, people, found[people], reached, REACH_RULES, inputs),
        _seat(county, state, found, reached, inputs),
        land_figure(urban, found[urban], reached, urban_land(county), REACH_RULES, inputs, "builtup"),
        land_figure(land, found[land], reached, county.land("county"), REACH_RULES, inputs, "county"),
        *_minutes(county, rules, state, found),
        _jurisdictions(county, out, state, found),
        people_figure(county, micro, found[micro], micro_reached, MICRO_RULES, micro_inputs),
    )
    return {figure.id: figure for figure in made}


def _reach_inputs(rules: Rules, keys: tuple[str, str, str], sites: int) -> Inputs:
    speed, minutes, detour = (rules[key] for key in keys)
    return {
        "sites": sites,
        "radius_m": reach_of(rules, keys).radius_m,
        "speed_km_h": speed,
        "minutes": minutes,
        "detour": detour,
    }


def _seat(county: County, state: FireState, found: Found, reached: Cover, inputs: Inputs) -> Figure:
    figure_id = "fire.people_seat_share"
    if found[figure_id] is None:
        lacking = (
            "seat" if county.seat is None else "demand" if len(county.demand) == 0 else "demand_population"
        )
        return Figure(figure_id, None, "percent", inputs=inputs, missing=(lacking,), rules=REACH_RULES)
    demand = county.demand
    outside = np.flatnonzero(county.demand_in_seat & ~reached.mask & (demand.population_persons != 0))
    places = largest_first(outside, demand.population_persons)[:MOST_PLACES]
    unknown = int(np.isnan(demand.population_persons[county.demand_in_seat]).sum())
    return Figure(
        id=figure_id,
        value=found[figure_id],
        unit="percent",
        inputs={
            **inputs,
            "covered_persons": state.seat_persons,
            "persons": persons_in_seat(county, np.ones(len(demand), dtype=np.bool_)),
            "unserved_places": len(outside),
            "unknown_places": unknown,
        },
        failing=demand_places(county, places),
        rules=REACH_RULES,
        is_estimated=unknown > 0,
    )


def _minutes(county: County, rules: Rules, state: FireState, found: Found) -> tuple[Figure, Figure]:
    lacking = [] if len(state.limit_m2) else ["fire_stations"]
    if not county.demand.has_population:
        lacking.append("demand_population" if len(county.demand) else "demand")
    keys = ("fire.speed_km_h", "fire.detour_factor")
    inputs: Inputs = {
        "sites": len(state.limit_m2),
        "speed_km_h": rules[keys[0]],
        "detour": rules[keys[1]],
        "persons": county.demand.total_persons if county.demand.has_population else None,
    }
    mean, p90 = "fire.mean_min", "fire.p90_min"
    return (
        Figure(mean, found[mean], "min", inputs, tuple(lacking), rules=keys),
        Figure(p90, found[p90], "min", inputs, tuple(lacking), rules=keys),
    )


def _jurisdictions(county: County, stations: Sequence[FireStation], state: FireState, found: Found) -> Figure:
    land = jurisdiction_land(county)
    lacking = [] if stations else ["fire_stations"]
    if land is None:
        lacking.append("builtup")
    over = np.flatnonzero(is_over(state))
    worst_first = over[np.argsort(-(state.jurisdiction_m2[over] / state.limit_m2[over]), kind="stable")]
    classes = dict.fromkeys(
        "suburb" if station.is_suburban else station.station_class for station in stations
    )
    return Figure(
        id="fire.jurisdiction",
        value=found["fire.jurisdiction"],
        unit="count",
        inputs={
            "over": len(over),
            "sites": len(stations),
            "land": None if land is None else land.kind,
            "land_km2": None if land is None else land.area_m2 / 1e6,
        },
        missing=tuple(lacking),
        failing=tuple(
            facility_place(stations[index], float(state.jurisdiction_m2[index]) / 1e6, "km2")
            for index in worst_first.tolist()
        ),
        rules=tuple(f"fire.{name}.area_limit_km2" for name in classes),
    )
