"""What aircraft reach: land and key townships inside the flight radius and the flight time of an air base.

An aircraft flies straight, after a time to take off. A base's own flight radius limits it as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.coverage import Site
from models.access.measures import flight, flight_reach
from models.county.county import County
from models.county.land import Land
from models.county.layer import Layer, Role
from models.county.points import PointIndex, xy_of
from models.facilities.facility import Helipad
from models.findings.features import feature_places, valued
from models.findings.findings import Figure
from models.kernel.arrays import Floats, Ints
from models.registers.checklists import flags
from models.rules.rules import Rules

FOREST_KEY_COLUMNS = ("forest_key", "森林防火重点")
RADIUS_RULE = "air.flight_radius_km"
TIME_RULES = ("air.turnout_min", "air.flight_speed_km_h", "air.reach_min")


def radius_km(base: Helipad, rules: Rules) -> float:
    """Flight radius of an air base: its own, or the rule value."""
    return base.flight_radius_km or rules[RADIUS_RULE]


def bases_of(helipads: Sequence[Helipad], rules: Rules, *, is_timed: bool = False) -> tuple[Site, ...]:
    """Air bases with what each reaches within its flight radius, if timed also within the time to arrive."""
    minutes = left_min(rules) if is_timed else None
    return tuple(
        (*one.location, flight_reach(rules, radius_km(one, rules), minutes))
        for one in helipads
        if one.kind == "air_base"
    )


def flight_min(cost: Floats, rules: Rules) -> Floats:
    """Minutes until an aircraft has flown ways of such costs, the time to take off included."""
    minutes: Floats = rules["air.turnout_min"] + flight(rules).minutes(cost)
    return minutes


def left_min(rules: Rules) -> float:
    """Minutes in the air within the time to arrive; 0 if an aircraft has not even taken off by then."""
    return max(rules["air.reach_min"] - rules["air.turnout_min"], 0.0)


def air_figures(county: County, helipads: Sequence[Helipad], rules: Rules) -> dict[str, Figure]:
    """Figures by id. Areas are kept by the bases that they were made from."""
    bases, in_time = bases_of(helipads, rules), bases_of(helipads, rules, is_timed=True)
    made = (
        _share(county, bases, "air.forest_share", "forest", rules, is_timed=False),
        _share(county, bases, "air.county_share", "county", rules, is_timed=False),
        _share(county, in_time, "air.forest_time_share", "forest", rules, is_timed=True),
        _share(county, in_time, "air.county_time_share", "county", rules, is_timed=True),
        _arrival(county, bases, rules),
        _key_townships(county, in_time, rules),
    )
    return {figure.id: figure for figure in made}


def _share(
    county: County, bases: tuple[Site, ...], figure_id: str, kind: str, rules: Rules, *, is_timed: bool
) -> Figure:
    """Share of the forest or of the county that at least one base reaches."""
    keys = (RADIUS_RULE, *TIME_RULES) if is_timed else (RADIUS_RULE,)
    land = forest(county) if kind == "forest" else county.land("county")
    if land is None:
        return Figure(figure_id, None, "percent", missing=(kind,), rules=keys)

    def make() -> float:
        region = shapely.union_all([reach.region((x, y)) for x, y, reach in bases])
        return min(100.0 * land.area_within(region) / land.area_m2, 100.0)

    share = county.memo.get(("air", kind, *bases), make)
    inputs: dict[str, float | int | str | None] = {"bases": len(bases), "land_km2": land.area_m2 / 1e6}
    if is_timed:
        inputs |= _times(rules)
    return Figure(figure_id, share, "percent", inputs, rules=keys)


def _arrival(county: County, bases: tuple[Site, ...], rules: Rules) -> Figure:
    """Minutes from the nearest base to the middle of the township (or county-level unit) farthest off."""
    figure_id = "air.arrival_min"
    middles = county.memo.get(("place middles",), lambda: xy_of(shapely.centroid(county.places.geometries)))
    placed = np.flatnonzero(np.isfinite(middles).all(axis=1))
    if len(placed) == 0 or not bases:
        missing = "townships" if len(placed) == 0 else "air_bases"
        return Figure(figure_id, None, "min", missing=(missing,), rules=TIME_RULES)
    spots, way, here = [(x, y) for x, y, _ in bases], flight(rules), middles[placed]
    found = way.nearest(PointIndex(here), spots)
    minutes = flight_min(found.cost, rules)
    worst = int(np.argmax(minutes))
    owner = found.site[worst : worst + 1]
    distance_m = float(way.metres(here, np.array(spots), np.array([worst]), owner)[0])
    late = np.flatnonzero(minutes > rules["air.reach_min"] + 1e-9)
    late = late[np.argsort(-minutes[late], kind="stable")]
    layer = next((one for one in county.layers if one.id == county.places.layer_id), None)
    failing = (
        () if layer is None else valued(feature_places(county, layer, placed[late]), minutes[late], "min")
    )
    return Figure(
        figure_id,
        float(minutes[worst]),
        "min",
        {
            **_times(rules),
            "distance_km": distance_m / 1000.0,
            "place": str(county.places.names[placed[worst]]),
            "late": len(late),
        },
        failing=failing,
        rules=TIME_RULES,
    )


def _key_townships(county: County, in_time: tuple[Site, ...], rules: Rules) -> Figure:
    """Share of the townships marked as key for forest fires whose middle an aircraft reaches in time."""
    figure_id, keys = "air.forest_townships_share", (RADIUS_RULE, *TIME_RULES)
    marked = key_townships(county)
    if marked is None:
        missing = "forest_key" if len(county.townships) else "townships"
        return Figure(figure_id, None, "percent", missing=(missing,), rules=keys)
    layer, rows = marked
    middles = PointIndex(xy_of(shapely.centroid(layer.geometries[rows])))
    reached = np.zeros(len(rows), dtype=np.bool_)
    for x, y, reach in in_time:
        reached[reach.members(middles, (x, y))] = True
    return Figure(
        figure_id,
        100.0 * float(reached.sum()) / len(rows),
        "percent",
        {"met": int(reached.sum()), "total": len(rows), "minutes": rules["air.reach_min"]},
        failing=feature_places(county, layer, rows[~reached]),
        rules=keys,
    )


def key_townships(county: County) -> tuple[Layer, Ints] | None:
    """Layer of townships and its rows that are marked as key for forest fires; ``None`` without any."""

    def make() -> tuple[Layer, Ints] | None:
        layer = next((one for one in county.layers if one.role == Role.TOWNSHIPS and len(one)), None)
        marked = None if layer is None else flags(layer, FOREST_KEY_COLUMNS)
        if layer is None or marked is None or not (marked == 1).any():
            return None
        return layer, np.flatnonzero(marked == 1)

    return county.memo.get(("key townships",), make)


def forest(county: County) -> Land | None:
    """Forest of all layers as one land; ``None`` without any."""

    def make() -> Land | None:
        shapes = [layer.geometries for layer in county.layers if layer.role == Role.FOREST and len(layer)]
        polygons = [one for group in shapes for one in group if one is not None and one.area > 0]
        merged: BaseGeometry = (
            shapely.union_all(shapely.make_valid(polygons)) if polygons else shapely.Polygon()
        )
        return Land("forest", merged) if shapely.area(merged) > 0 else None

    return county.memo.get(("forest",), make)


def _times(rules: Rules) -> dict[str, float]:
    return {
        "turnout_min": rules["air.turnout_min"],
        "speed_km_h": rules["air.flight_speed_km_h"],
        "minutes": rules["air.reach_min"],
    }


@dataclass(frozen=True)
class AirRow:
    """One air base or landing site.

    Parameters
    ----------
    radius_km
        Flight radius of a base; ``None`` for a landing site.
    county_share, forest_share
        Percent of the county and of the forest that a base reaches in time, inside its flight radius.
    from_base_min
        Minutes until an aircraft from the nearest base is at a landing site.
    """

    helipad: Helipad
    radius_km: float | None
    county_share: float | None
    forest_share: float | None
    from_base_min: float | None


def air_rows(county: County, helipads: Sequence[Helipad], rules: Rules) -> tuple[AirRow, ...]:
    """Bases with what each reaches, then landing sites with how soon an aircraft is there."""
    spots = [one.location for one in helipads if one.kind == "air_base"]
    rows = []
    for one in sorted(helipads, key=lambda pad: (pad.kind != "air_base", pad.name)):
        if one.kind == "air_base":
            timed = bases_of([one], rules, is_timed=True)
            shares = [
                _share(county, timed, f"air.{kind}_time_share", kind, rules, is_timed=True).value
                for kind in ("county", "forest")
            ]
            rows.append(AirRow(one, radius_km(one, rules), shares[0], shares[1], None))
            continue
        nearest = flight(rules).nearest(PointIndex(np.array([one.location])), spots)
        minutes = float(flight_min(nearest.cost, rules)[0]) if spots else None
        rows.append(AirRow(one, None, None, None, minutes))
    return tuple(rows)
