"""Figures about fire stations and micro fire stations, with their inputs and the places that fall short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.access.barriers import RIVER_WIDTH, kinds
from models.access.coverage import Covered, persons_in_seat
from models.access.figures import land_figure, people_figure
from models.access.jurisdictions import Division
from models.access.measures import (
    MICRO_RULES,
    REACH_RULES,
    SECOND_RULES,
    TIME_RULES,
    reach_inputs,
    second_inputs,
    second_reach,
    time_inputs,
)
from models.access.sited import Sited
from models.county.county import County
from models.county.villages import villages_of
from models.facilities.facility import Brigade, FireStation
from models.findings.features import feature_places
from models.findings.findings import Figure
from models.findings.formulas import EXCESS
from models.findings.places import MOST_PLACES, demand_places, facility_place, largest_first
from models.fire.values import (
    FireState,
    cover_of,
    divided,
    is_micro,
    is_over,
    jurisdiction_land,
    micro_cover_of,
    micro_values,
    responds,
    state_of,
    urban_land,
    values_of,
    villages_reached,
)
from models.rules.rules import Rules

Found = Mapping[str, float | None]
Inputs = dict[str, float | int | str | None]


def figures(sited: Sited) -> dict[str, Figure]:
    """All figures about fire stations."""
    county, rules, state, reached = sited.county, sited.rules, state_of(sited), cover_of(sited)
    found = values_of(county, rules, state)
    out = [station for station in sited.of(FireStation) if responds(station)]
    inputs = {"sites": len(out), **reach_inputs(county, rules, REACH_RULES)}
    people, urban, land = "fire.people_share", "fire.builtup_share", "fire.area_share"
    made = (
        people_figure(county, people, found[people], reached, REACH_RULES, inputs),
        _seat(county, state, found, reached, inputs),
        land_figure(urban, found[urban], reached, urban_land(county), REACH_RULES, inputs, "builtup"),
        land_figure(land, found[land], reached, county.land("county"), REACH_RULES, inputs, "county"),
        _villages(county, rules, out, state, found, inputs),
        *_minutes(county, rules, state, found),
        *_second(county, rules, state, found),
        _jurisdictions(county, rules, out, state, found),
    )
    return {figure.id: figure for figure in made}


def micro_figures(sited: Sited) -> dict[str, Figure]:
    """Figures about micro fire stations."""
    county, figure_id = sited.county, "micro.people_share"
    sites = sum(is_micro(brigade) for brigade in sited.of(Brigade))
    inputs = {"sites": sites, **reach_inputs(county, sited.rules, MICRO_RULES)}
    value = micro_values(sited)[figure_id]
    return {figure_id: people_figure(county, figure_id, value, micro_cover_of(sited), MICRO_RULES, inputs)}


def _seat(county: County, state: FireState, found: Found, reached: Covered, inputs: Inputs) -> Figure:
    figure_id = "fire.people_seat_share"
    if found[figure_id] is None:
        lacking = (
            "seat" if county.seat is None else "demand" if len(county.demand) == 0 else "demand_population"
        )
        return Figure(figure_id, None, "percent", inputs=inputs, missing=(lacking,), rules=REACH_RULES)
    demand = county.demand
    outside = np.flatnonzero(county.demand_in_seat & ~reached.mask & (demand.population_persons != 0))
    places = largest_first(outside, demand.population_persons, MOST_PLACES)
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


def _villages(
    county: County,
    rules: Rules,
    stations: Sequence[FireStation],
    state: FireState,
    found: Found,
    inputs: Inputs,
) -> Figure:
    figure_id, villages = "fire.village_share", villages_of(county)
    if villages is None:
        return Figure(figure_id, None, "percent", inputs, ("village_points",), rules=REACH_RULES)
    spots = tuple(station.location for station in stations)
    outside = np.flatnonzero(~villages_reached(county, spots, rules))
    outside = largest_first(outside, villages.population_persons, MOST_PLACES)
    return Figure(
        figure_id,
        found[figure_id],
        "percent",
        {**inputs, "met": state.villages, "total": len(villages)},
        failing=feature_places(county, villages.layer, villages.rows[outside]),
        rules=REACH_RULES,
    )


def _timed(county: County, rules: Rules, state: FireState) -> tuple[Inputs, list[str], bool]:
    """Inputs and lacks of the figures about time, and whether they count places for want of residents."""
    lacking = [] if len(state.limit_m2) else ["fire_stations"]
    if len(county.demand) == 0:
        lacking.append("demand")
    is_by_places = len(county.demand) > 0 and not county.demand.has_population
    inputs: Inputs = {
        "sites": len(state.limit_m2),
        "turnout_min": rules["fire.turnout_min"],
        **time_inputs(county, rules),
        "weighted": "by_places" if is_by_places else "by_persons",
    }
    unreached = int((np.isinf(state.first.values) & (county.demand.weights > 0)).sum())
    if unreached and not lacking:
        inputs["unreached_places"] = unreached
    if not is_by_places:
        inputs["unknown_places"] = int(np.isnan(county.demand.population_persons).sum())
    return inputs, lacking, is_by_places


def _minutes(county: County, rules: Rules, state: FireState, found: Found) -> tuple[Figure, Figure]:
    inputs, lacking, is_by_places = _timed(county, rules, state)
    unreached = np.zeros(0, dtype=np.intp)
    if inputs.get("unreached_places"):
        cut_off = np.flatnonzero(np.isinf(state.first.values) & (county.demand.weights > 0))
        unreached = largest_first(cut_off, county.demand.population_persons, MOST_PLACES)
    mean, p90 = (
        Figure(
            figure_id,
            found[figure_id],
            "min",
            inputs,
            tuple(lacking) or _unreachable(found[figure_id]),
            demand_places(county, unreached),
            TIME_RULES,
            is_by_places or bool(inputs.get("unknown_places") or inputs.get("unreached_places")),
        )
        for figure_id in ("fire.mean_min", "fire.p90_min")
    )
    return mean, p90


def _second(county: County, rules: Rules, state: FireState, found: Found) -> tuple[Figure, Figure]:
    inputs, lacking, is_by_places = _timed(county, rules, state)
    is_estimated = is_by_places or bool(inputs.get("unknown_places"))
    share, p90 = "fire.second_due_share", "fire.second_due_p90_min"
    late = np.zeros(0, dtype=np.intp)
    weights = county.demand.weights
    if found[share] is not None:
        in_time = second_reach(county, rules).holds(state.second.values)
        late = np.flatnonzero(~in_time & (county.demand.population_persons != 0))
        inputs |= {"served": float(weights[in_time].sum()), "all": float(weights.sum())}
    inputs |= {"limit_min": rules["fire.second_due_min"], **second_inputs(county, rules)}
    places = largest_first(late, county.demand.population_persons, MOST_PLACES)
    alone = ["second_station"] if len(state.limit_m2) == 1 else []
    return (
        Figure(
            share,
            found[share],
            "percent",
            {**inputs, "unserved_places": len(late)},
            tuple(lacking),
            demand_places(county, places),
            SECOND_RULES,
            is_estimated,
        ),
        Figure(
            p90,
            found[p90],
            "min",
            inputs,
            (*lacking, *alone) or _unreachable(found[p90]),
            (),
            SECOND_RULES[:2] + SECOND_RULES[3:],
            is_estimated,
        ),
    )


def _unreachable(value: float | None) -> tuple[str, ...]:
    """What a time lacks for which nothing else is lacking."""
    return ("reachable_places",) if value is None else ()


def _jurisdictions(
    county: County, rules: Rules, stations: Sequence[FireStation], state: FireState, found: Found
) -> Figure:
    land, division = jurisdiction_land(county), divided(county, stations, rules)
    lacking = [] if stations else ["fire_stations"]
    if land is None:
        lacking.append("builtup")
    over = np.flatnonzero(is_over(state))
    worst_first = over[np.argsort(-(state.jurisdiction_m2[over] / state.limit_m2[over]), kind="stable")]
    barrier_rules = (RIVER_WIDTH,) if division is not None and division.ground.sides is not None else ()
    classes = dict.fromkeys(
        "suburb" if station.is_suburban else station.station_class for station in stations
    )
    return Figure(
        id="fire.jurisdiction",
        value=found["fire.jurisdiction"],
        unit="count",
        inputs={
            "over": len(over),
            EXCESS: float((state.jurisdiction_m2[over] - state.limit_m2[over]).sum()) / 1e6,
            "sites": len(stations),
            "land": None if land is None else land.kind,
            "land_km2": None if land is None else land.area_m2 / 1e6,
            **({} if division is None else _barrier_inputs(division)),
        },
        missing=tuple(lacking),
        failing=tuple(
            facility_place(stations[index], float(state.jurisdiction_m2[index]) / 1e6, "km2")
            for index in worst_first.tolist()
        ),
        rules=(*(f"fire.{name}.area_limit_km2" for name in classes), *barrier_rules),
    )


def _barrier_inputs(division: Division) -> Inputs:
    """What barriers there are, how many sides they make, and the hectares of those without a station."""
    sides = division.ground.sides
    if sides is None:
        return {}
    return {
        "barriers": f"barriers.{'_'.join(kind.id for kind in kinds() if sides.counts.get(kind.id))}",
        "barrier_sides": len(sides),
        "beyond_ha": round(float(division.beyond_m2.sum()) / 1e4),
    }
