"""What is computed for each fire station: jurisdiction against limit and formula, whom it reaches first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.access.coverage import persons_of_each
from models.access.jurisdictions import Division, adjoining
from models.access.manysites import MANY
from models.access.measures import engine_reach, formula_area_m2
from models.access.nearest import two_nearest
from models.access.ways import Reach, Spot
from models.county.county import County
from models.facilities.facility import FireStation
from models.findings.findings import Figure
from models.findings.places import facility_place
from models.findings.results import Assessment, StationResult
from models.fire import values as fire
from models.kernel.arrays import Floats, Ints
from models.rules.rules import Rules

LARGER_CLASSES = ("first", "second", "special")
"""Stations one of whose jurisdictions that of a small station must adjoin (JB 152-2017 §14)."""

ADJOINING = "fire.small_not_adjoining_count"


def station_results(
    county: County, rules: Rules, stations: Sequence[FireStation], places: Ints
) -> dict[str, StationResult]:
    """Results of the counted stations by id.

    Parameters
    ----------
    places
        Which of the county's places holds each station, shape (m,); -1 outside all.
    """
    out = [station for station in stations if fire.responds(station)]
    spots = tuple(station.location for station in out)
    division = fire.divided(county, out, rules)
    reach, has_people = engine_reach(county, rules), county.demand.has_population
    first = two_nearest(county, reach.way, spots)
    in_time = reach.holds(first.first_cost)
    known = county.demand.known_persons
    led = first.first >= 0  # nobody comes where no road leads
    first_persons, timely_persons = (
        np.bincount(first.first[led], weights=weights[led], minlength=len(out)) if out else np.zeros(0)
        for weights in (known, known * in_time)
    )
    adjoins = adjoins_larger(county, out, division)
    reached_m2 = None if division is None else _reached_m2(county, division, reach)
    row_of = {station.id: row for row, station in enumerate(out)}
    reached = persons_of_each(county, [(*spot, reach) for spot in spots])
    results = {}
    for station, place in zip(stations, places.tolist(), strict=True):
        row = row_of.get(station.id)
        if row is None:  # a support station goes out to no fire
            results[station.id] = StationResult(None, None, None, None, place)
            continue
        results[station.id] = StationResult(
            jurisdiction=None if division is None else division.jurisdictions[row],
            jurisdiction_area_m2=None if division is None else float(division.area_m2[row]),
            area_limit_m2=fire.area_limit_m2(station, rules),
            persons_reached=reached[row],
            unit_index=place,
            formula_area_m2=formula_area_m2(rules),
            reach_area_m2=None if reached_m2 is None else float(reached_m2[row]),
            beyond_barrier_m2=None if division is None else float(division.beyond_m2[row]),
            first_due_persons=float(first_persons[row]) if has_people else None,
            timely_persons=float(timely_persons[row]) if has_people else None,
            adjoins=adjoins.get(station.id),
        )
    return results


def adjoins_larger(
    county: County, stations: Sequence[FireStation], division: Division | None
) -> Mapping[str, bool]:
    """Whether the jurisdiction of each small station adjoins one of a larger class, by id.

    Jurisdictions adjoin when what is nearest to each of both stations, land or not, has a border of at least
    a metre in common. An expressway or railway between them is such a border, the bed of a large river is
    not. Empty if there is no land to divide.
    """
    small = [row for row, station in enumerate(stations) if station.station_class == "small"]
    larger = [row for row, station in enumerate(stations) if station.station_class in LARGER_CLASSES]
    if division is None or not small:
        return {}
    bounds = division.land.geometry.bounds if county.boundary is None else county.boundary.bounds
    classes = tuple(station.station_class for station in stations)

    def make() -> dict[str, bool]:
        territories = division.territories(bounds)
        counts = adjoining(territories[small], territories[larger])
        return {stations[row].id: bool(count) for row, count in zip(small, counts.tolist(), strict=True)}

    ids = tuple(stations[row].id for row in small)
    return county.memo.get(("adjoins", division, classes, ids), make, keep=16)


def released_figures(assessment: Assessment) -> dict[str, Figure]:
    """Figures that are not followed while a station is dragged, only when it is dropped."""
    stations = [one for one in assessment.facilities if isinstance(one, FireStation)]
    results = assessment.stations
    small = [one for one in stations if results[one.id].adjoins is not None]
    failing = [one for one in small if not results[one.id].adjoins]
    out = [one for one in stations if fire.responds(one)]
    is_divided = any(results[one.id].jurisdiction_area_m2 is not None for one in out)
    missing = () if is_divided else ("builtup",) if out else ("fire_stations",)
    figure = Figure(
        ADJOINING,
        float(len(failing)) if is_divided else None,
        "places",
        {"small": len(small), "count": len(failing)},
        missing=missing,
        failing=tuple(facility_place(one) for one in failing),
        rules=("fire.small.area_limit_km2",),  # the clause that sets the limit asks for it
    )
    return {figure.id: figure}


def _reached_m2(county: County, division: Division, reach: Reach) -> Floats:
    """Land within reach of each station, whoever's jurisdiction it is, shape (m,)."""
    land = division.land
    if len(division.spots) >= MANY:
        return land.areas_within([reach.region(spot) for spot in division.spots])

    def kept(spot: Spot) -> float:
        key = ("reached land", land.kind, *spot, reach)
        return county.memo.get(key, lambda: land.area_within(reach.region(spot)))

    return np.array([kept(spot) for spot in division.spots], dtype=np.float64)
