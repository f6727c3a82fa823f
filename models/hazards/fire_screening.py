"""Where a fire station must not stand: beside exits of crowded places, too near or downwind of chemicals.

Words that tell crowded places and chemicals are data (``resources/fire_siting.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from msgspec import structs

from models.access.measures import engine_reach
from models.access.ways import Reach
from models.county.county import County
from models.county.layer import Layer, Role
from models.county.points import LIMIT_TOLERANCE_M
from models.facilities.facility import FireStation
from models.findings.features import feature_places
from models.findings.findings import Place, Verdict
from models.hazards.check import SitingCheck
from models.hazards.zones import Zones, zones
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.schema import Table, Text, load
from models.project.local import LocalFacts
from models.rules.rules import Rules

CROWD_RULE = "fire.crowd_exit_distance_m"
HAZMAT_RULE = "fire.hazmat_distance_m"
WIND_RULE = "fire.downwind_deg"

_DEGREES = 1e-9


class _CrowdedWords(Table):
    hospital: list[Text]
    school: list[Text]
    kindergarten: list[Text]
    cinema: list[Text]
    mall: list[Text]
    stadium: list[Text]
    exhibition: list[Text]


class _CrowdedTable(Table):
    columns: list[Text]
    words: _CrowdedWords


class _HazmatTable(Table):
    words: list[Text]


class _SitingTable(Table):
    crowded: _CrowdedTable
    hazmat: _HazmatTable


@dataclass(frozen=True, eq=False)
class _Crowds:
    """Crowded places, arrays of shape (n,)."""

    geometries: Objects
    places: tuple[tuple[Layer, int], ...]
    tree: shapely.STRtree


def station_checks(
    county: County, station: FireStation, rules: Rules, local: LocalFacts
) -> tuple[SitingCheck, ...]:
    """Checks that only fire stations are held against. Kept for where the station stands last.

    Crowded places are measured to their outline or point, since no layer tells where their exits are: nearer
    than the distance fails, farther passes, and the planner looks at the exits. Chemicals count for the wind
    when they are within the station's reach, that is in its area; a station exactly at the edge of the
    downwind sector stands in side wind.

    Parameters
    ----------
    local
        The prevailing wind; without it nobody can tell what is downwind.
    """
    limits = tuple(rules[key] for key in (CROWD_RULE, HAZMAT_RULE, WIND_RULE))
    reach = engine_reach(county, rules)
    return county.memo.get_latest(
        ("station checks", station.id),
        (station.geometry, limits, reach, local),
        lambda: (
            _crowd_check(county, station, rules),
            _hazmat_check(county, station, rules, local),
            _wind_check(county, station, rules, local, reach),
        ),
        keep=2048,
    )


def _crowd_check(county: County, station: FireStation, rules: Rules) -> SitingCheck:
    crowds = county.memo.get(("crowded places",), lambda: _crowds(county))
    if not len(crowds.geometries):
        return _made("crowd_exits", Verdict.NO_DATA, (CROWD_RULE,), rules, missing=("crowded_places",))
    (index,), (distance_m,) = crowds.tree.query_nearest(
        station.geometry, return_distance=True, all_matches=False
    )
    layer, row = crowds.places[index]
    is_point = shapely.get_dimensions(crowds.geometries[index]) == 0
    return _made(
        "crowd_exits",
        _far_enough(distance_m, rules[CROWD_RULE]),
        (CROWD_RULE,),
        rules,
        distance_m=float(distance_m),
        limit_m=rules[CROWD_RULE],
        place=feature_places(county, layer, np.array([row]))[0],
        note="crowd_points" if is_point else "crowd_outlines",
    )


def _hazmat_check(county: County, station: FireStation, rules: Rules, local: LocalFacts) -> SitingCheck:
    found = _chemicals(county)
    if not len(found):
        return _without_chemicals("station_hazmat", (HAZMAT_RULE,), rules, local)
    distances = shapely.distance(station.geometry, found.geometries)
    index = int(np.argmin(distances))
    return _made(
        "station_hazmat",
        _far_enough(float(distances[index]), rules[HAZMAT_RULE]),
        (HAZMAT_RULE,),
        rules,
        distance_m=float(distances[index]),
        limit_m=rules[HAZMAT_RULE],
        place=_place(county, found, index),
    )


def _wind_check(
    county: County, station: FireStation, rules: Rules, local: LocalFacts, reach: Reach
) -> SitingCheck:
    rule, keys, found = "station_wind", (WIND_RULE,), _chemicals(county)
    if not len(found):
        return _without_chemicals(rule, keys, rules, local)
    distances = shapely.distance(station.geometry, found.geometries)
    near: Ints = np.flatnonzero(reach.meets(station.geometry, found.geometries))
    near = near[np.argsort(distances[near], kind="stable")]
    if len(near) == 0:
        note = f"wind_no_chemicals.{reach.way.words}"
        return _made(rule, Verdict.PASS, keys, rules, note=note, values={"reach_m": reach.limit})
    if local.wind_from_deg is None:
        return _made(rule, Verdict.NO_DATA, keys, rules, missing=("wind_from_deg",))
    values = {"wind_deg": local.wind_from_deg, "half_deg": rules[WIND_RULE]}
    downwind = near[is_downwind(station, found.geometries[near], local.wind_from_deg, rules[WIND_RULE])]
    worst = int(downwind[0]) if len(downwind) else int(near[0])
    return _made(
        rule,
        Verdict.FAIL if len(downwind) else Verdict.PASS,
        keys,
        rules,
        distance_m=float(distances[worst]),
        place=_place(county, found, worst),
        note="wind_downwind" if len(downwind) else "wind_clear",
        values=values,
    )


def is_downwind(station: FireStation, sources: Objects, wind_from_deg: float, half_deg: float) -> Bools:
    """Whether the wind blows from each source to the station, shape (n,).

    Parameters
    ----------
    wind_from_deg
        Where the wind comes from, degrees clockwise from north.
    half_deg
        Half angle of the sector; exactly at its edge is not in it.
    """
    middle: Floats = shapely.get_coordinates(shapely.centroid(sources))
    x, y = station.location
    east, north = x - middle[:, 0], y - middle[:, 1]
    bearing = np.degrees(np.arctan2(east, north))
    off = np.abs((bearing - (wind_from_deg + 180.0) + 180.0) % 360.0 - 180.0)
    inside: Bools = off < half_deg - _DEGREES
    return inside | (np.hypot(east, north) <= LIMIT_TOLERANCE_M)


def _chemicals(county: County) -> Zones:
    """Features of the hazard layers where dangerous chemicals are made or kept. Kept."""

    def make() -> Zones:
        every = zones(county)
        return every.chosen(every.named(load(_SitingTable, "fire_siting.toml").hazmat.words))

    return county.memo.get(("dangerous chemicals",), make)


def _crowds(county: County) -> _Crowds:
    shapes: list[Objects] = [np.empty(0, dtype=object)]
    places: list[tuple[Layer, int]] = []
    crowded = load(_SitingTable, "fire_siting.toml").crowded
    words = tuple(word for group in structs.asdict(crowded.words).values() for word in group)
    for layer in county.layers:
        if layer.role != Role.REFERENCE or len(layer) == 0:
            continue
        rows = np.flatnonzero(_is_crowded(layer, crowded.columns, words))
        shapes.append(layer.geometries[rows])
        places.extend((layer, row) for row in rows.tolist())
    found = np.concatenate(shapes)
    return _Crowds(found, tuple(places), shapely.STRtree(found))


def _is_crowded(layer: Layer, columns: Iterable[str], words: tuple[str, ...]) -> Bools:
    """Features whose class is one of a crowded place, or whose name where no class is told, shape (n,)."""
    usable = ~shapely.is_empty(layer.geometries) & (shapely.get_dimensions(layer.geometries) != 1)
    said = [layer.text(name) for name in columns if name in layer.columns]
    names = layer.text("name")
    found = np.zeros(len(layer), dtype=np.bool_)

    @cache  # of a hundred thousand houses few are told by another word
    def tells(text: str) -> bool:
        return any(word in text for word in words)

    for row in np.flatnonzero(usable).tolist():
        classes = [text for column in said if (text := str(column[row]).strip().lower())]
        texts = classes or [str(names[row]).lower()]
        found[row] = any(map(tells, texts))
    return found


def _place(county: County, found: Zones, index: int) -> Place:
    layer = next(layer for layer in county.layers if layer.id == found.layer_ids[index])
    return feature_places(county, layer, found.rows[index : index + 1])[0]


def _without_chemicals(rule: str, keys: tuple[str, ...], rules: Rules, local: LocalFacts) -> SitingCheck:
    if "fire_source" in local.absent_hazards:
        return _made(rule, Verdict.PASS, keys, rules, note="absent")
    return _made(rule, Verdict.NO_DATA, keys, rules, missing=("siting_fire_source",))


def _far_enough(distance_m: float, limit_m: float) -> Verdict:
    return Verdict.PASS if distance_m >= limit_m - LIMIT_TOLERANCE_M else Verdict.FAIL


def _made(rule: str, verdict: Verdict, keys: tuple[str, ...], rules: Rules, **values: Any) -> SitingCheck:
    source = "；".join(dict.fromkeys(rules.quantity(key).source for key in (*keys, CROWD_RULE)))
    return SitingCheck(rule=rule, verdict=verdict, rule_keys=keys, source=source, **values)
