"""How soon fire engines come, place by place: first and second station, mean and nine tenths, shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from models.access.coverage import cover
from models.access.measures import engine_reach, second_reach
from models.access.nearest import two_nearest
from models.county.county import County
from models.county.land import Land
from models.county.points import weighted_quantile
from models.county.villages import village_place
from models.facilities.facility import Brigade, Facility, FireStation
from models.fire import values as fire
from models.kernel.arrays import Bools, Floats, Ints
from models.rules.rules import Rules

TURNING_OUT = ("full_time_1", "full_time_2")
"""Brigades that turn out as stations do, where they are counted: volunteers have to gather first."""


@dataclass(frozen=True, eq=False)
class Summary:
    """Response of some places, arrays of shape (n,); NaN where there is nothing to tell from.

    Attributes
    ----------
    mean_min, p90_min
        Minutes from the dispatch order to the arrival of the first: mean, and not exceeded for nine tenths of
        the residents.
    second_p90_min
        The same for the second.
    first_share, second_share
        Share (0..1) of the residents whom the first and the second reach in their time.
    villages, villages_reached
        Villages, and those that the first reaches in time.
    builtup_m2, builtup_reached_m2
        Built-up land, and what of it the first reaches in time.
    is_by_places
        Whether no residents are known, so that every demand point counts alike.
    """

    mean_min: Floats
    p90_min: Floats
    second_p90_min: Floats
    first_share: Floats
    second_share: Floats
    villages: Ints
    villages_reached: Ints
    builtup_m2: Floats
    builtup_reached_m2: Floats
    is_by_places: Bools

    @property
    def village_share(self) -> Floats:
        """Share (0..1) of the villages reached in time, shape (n,); NaN without villages."""
        return _ratio(self.villages_reached.astype(np.float64), self.villages.astype(np.float64))

    @property
    def builtup_share(self) -> Floats:
        """Share (0..1) of the built-up land reached in time, shape (n,); NaN where it is none or unknown."""
        return np.minimum(_ratio(self.builtup_reached_m2, self.builtup_m2), 1.0)


@dataclass(frozen=True, eq=False)
class FireResponse:
    """Response of the whole county; arrays over demand points of shape (n,).

    Attributes
    ----------
    responders
        Who turns out: stations, and brigades if they are counted.
    first_due, second_due
        Position among them of who comes first and second; -1 without one.
    first_due_min, second_due_min
        Minutes from the dispatch order to their arrival; infinite without one.
    is_first_in_time, is_second_in_time
        Whether they come in their time; exactly in time counts.
    is_village_in_time
        Whether the first reaches each village in time, shape (villages,).
    places
        Summary per place of the county (townships).
    whole
        Summary of the county as the only row.
    """

    responders: tuple[Facility, ...]
    first_due: Ints
    first_due_min: Floats
    second_due: Ints
    second_due_min: Floats
    is_first_in_time: Bools
    is_second_in_time: Bools
    is_village_in_time: Bools
    places: Summary
    whole: Summary


def fire_response(
    county: County, stations: Sequence[FireStation], rules: Rules, brigades: Sequence[Brigade] = ()
) -> FireResponse:
    """Who comes first and second to each demand point and when: turnout, then driving.

    Support stations go out to no fire. Times and shares agree with the figures ``fire.mean_min``,
    ``fire.p90_min``, ``fire.people_share``, ``fire.village_share``,
    ``fire.builtup_share``, ``fire.second_due_share`` and ``fire.second_due_p90_min`` where no brigades are
    counted.

    Parameters
    ----------
    brigades
        Count these too; of them only full-time ones turn out.

    Notes
    -----
    Where residents are known for no point of a place, its points count alike and the row says so.
    """
    out: tuple[Facility, ...] = (
        *(station for station in stations if fire.responds(station)),
        *(brigade for brigade in brigades if brigade.brigade_class in TURNING_OUT),
    )
    spots = tuple(facility.location for facility in out)
    reach = engine_reach(county, rules)
    found = two_nearest(county, reach.way, spots)
    reached = cover(county, tuple(dict.fromkeys((*spot, reach) for spot in spots)))
    first_min, second_min = (
        fire.arrival_min(county, cost, rules) for cost in (found.first_cost, found.second_cost)
    )
    in_time = reached.mask
    second_in_time = second_reach(county, rules).holds(found.second_cost)
    villages = fire.villages_reached(county, spots, rules)
    land = county.lands.get("builtup")
    reached_land = None if land is None else shapely.intersection(land.geometry, reached.region)

    def summary(place: Ints, village: Ints, count: int, builtup: Floats, builtup_reached: Floats) -> Summary:
        return Summary(
            *_times(county, place, count, first_min, second_min, in_time, second_in_time),
            villages=_counted(village, count),
            villages_reached=_counted(village[villages], count),
            builtup_m2=builtup,
            builtup_reached_m2=builtup_reached,
            is_by_places=_is_by_places(county, place, count),
        )

    everywhere, every_village = np.zeros(len(county.demand), dtype=np.intp), np.zeros(len(villages), np.intp)
    unknown = np.full(len(county.places), np.nan)
    land_m2 = reached_m2 = np.array([np.nan])
    by_place = by_place_reached = unknown
    if land is not None and reached_land is not None:
        land_m2, reached_m2 = np.array([land.area_m2]), np.array([reached.area_m2(land)])
        by_place = county.memo.get(("builtup by place",), lambda: _by_place(county, land))
        by_place_reached = _by_place(county, Land("reached", reached_land))
    return FireResponse(
        responders=out,
        first_due=found.first,
        first_due_min=first_min,
        second_due=found.second,
        second_due_min=second_min,
        is_first_in_time=in_time,
        is_second_in_time=second_in_time,
        is_village_in_time=villages,
        places=summary(
            county.demand_place, village_place(county), len(county.places), by_place, by_place_reached
        ),
        whole=summary(everywhere, every_village, 1, land_m2, reached_m2),
    )


def _times(
    county: County,
    place: Ints,
    count: int,
    first_min: Floats,
    second_min: Floats,
    in_time: Bools,
    second_in_time: Bools,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Mean, two quantiles and two shares of each place, shape (count,) each."""
    by_places = _is_by_places(county, place, count)
    inside = place >= 0
    weights = np.where(inside, county.demand.known_persons, 0.0)
    weights = np.where(inside & by_places[np.maximum(place, 0)], 1.0, weights) if count else weights
    total = np.bincount(place[inside], weights=weights[inside], minlength=count).astype(np.float64)

    def mean(values: Floats) -> Floats:
        summed = np.bincount(place[inside], weights=(values * weights)[inside], minlength=count)
        return _ratio(summed.astype(np.float64), total)

    rows = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[rows], np.arange(count + 1))
    quantiles = [np.full(count, np.nan), np.full(count, np.nan)]
    for index in range(count):
        own = rows[starts[index] : starts[index + 1]]
        own = own[weights[own] > 0]
        for quantile, minutes in zip(quantiles, (first_min, second_min), strict=True):
            if len(own):
                found = weighted_quantile(minutes[own], weights[own], 0.9)
                quantile[index] = found if np.isfinite(found) else np.nan
    # Whom nobody can reach has no time; the shares tell of them.
    timed = np.where(np.isfinite(first_min), weights, 0.0)
    served = np.bincount(place[inside], weights=timed[inside], minlength=count).astype(np.float64)
    minutes_of = np.where(timed > 0, first_min, 0.0) * timed
    summed = np.bincount(place[inside], weights=minutes_of[inside], minlength=count).astype(np.float64)
    return (
        _ratio(summed, served),
        quantiles[0],
        quantiles[1],
        mean(in_time.astype(np.float64)),
        mean(second_in_time.astype(np.float64)),
    )


def _is_by_places(county: County, place: Ints, count: int) -> Bools:
    """Places with demand points of which no residents are known, shape (count,)."""
    inside = place >= 0
    persons = np.bincount(place[inside], weights=county.demand.known_persons[inside], minlength=count)
    return (persons == 0) & (np.bincount(place[inside], minlength=count) > 0)


def _by_place(county: County, land: Land) -> Floats:
    """Land in each of the county's places, m2, shape (n,); NaN of places without outline."""
    places = county.places
    pairs = zip(places.geometries, places.has_area.tolist(), strict=True)
    return np.array([land.area_within(shape) if has else np.nan for shape, has in pairs], dtype=np.float64)


def _counted(place: Ints, count: int) -> Ints:
    counts: Ints = np.bincount(place[place >= 0], minlength=count)
    return counts


def _ratio(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
