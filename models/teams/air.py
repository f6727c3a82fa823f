"""What aircraft reach: land and key townships inside the flight radius and the flight time of an air base.

An aircraft flies straight, after a time to take off. A base's own flight radius limits it as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.coverage import StraightLine
from models.county.county import County
from models.county.land import Land
from models.county.layer import Layer, Role
from models.county.points import nearest, xy_of
from models.facilities.facility import Helipad
from models.findings.features import feature_places, valued
from models.findings.findings import Figure
from models.kernel.arrays import Floats, Ints
from models.registers.checklists import flags
from models.rules.rules import Rules

FOREST_KEY_COLUMNS = ("forest_key", "森林防火重点")
RADIUS_RULE = "air.flight_radius_km"
TIME_RULES = ("air.turnout_min", "air.flight_speed_km_h", "air.reach_min")

Base = tuple[float, float, float]
"""Where an air base stands and how far it flies, metres."""


def bases_of(helipads: Sequence[Helipad], rules: Rules) -> tuple[Base, ...]:
    """Air bases with their flight radius: their own, or the rule value."""
    return tuple(
        (*one.location, 1000.0 * (one.flight_radius_km or rules[RADIUS_RULE]))
        for one in helipads
        if one.kind == "air_base"
    )


def flight_min(distance_m: Floats, rules: Rules) -> Floats:
    """Minutes until an aircraft has flown so far, the time to take off included."""
    minutes: Floats = rules["air.turnout_min"] + 60.0 * distance_m / 1000.0 / rules["air.flight_speed_km_h"]
    return minutes


def in_time_m(rules: Rules) -> float:
    """How far an aircraft gets in the time to arrive; 0 if it has not even taken off by then."""
    left_min = max(rules["air.reach_min"] - rules["air.turnout_min"], 0.0)
    return left_min / 60.0 * rules["air.flight_speed_km_h"] * 1000.0


def air_figures(county: County, helipads: Sequence[Helipad], rules: Rules) -> dict[str, Figure]:
    """Figures by id. Areas are kept by the bases that they were made from."""
    bases = bases_of(helipads, rules)
    within_m = in_time_m(rules)
    in_time = tuple((x, y, min(radius_m, within_m)) for x, y, radius_m in bases)
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
    county: County, bases: tuple[Base, ...], figure_id: str, kind: str, rules: Rules, *, is_timed: bool
) -> Figure:
    """Share of the forest or of the county that at least one base reaches."""
    keys = (RADIUS_RULE, *TIME_RULES) if is_timed else (RADIUS_RULE,)
    land = forest(county) if kind == "forest" else county.land("county")
    if land is None:
        return Figure(figure_id, None, "percent", missing=(kind,), rules=keys)

    def make() -> float:
        region = shapely.union_all([StraightLine(radius_m).region(x, y) for x, y, radius_m in bases])
        return min(100.0 * land.area_within(region) / land.area_m2, 100.0)

    share = county.memo.get(("air", kind, *bases), make)
    inputs: dict[str, float | int | str | None] = {"bases": len(bases), "land_km2": land.area_m2 / 1e6}
    if is_timed:
        inputs |= _times(rules)
    return Figure(figure_id, share, "percent", inputs, rules=keys)


def _arrival(county: County, bases: tuple[Base, ...], rules: Rules) -> Figure:
    """Minutes from the nearest base to the middle of the township (or county-level unit) farthest off."""
    figure_id = "air.arrival_min"
    middles = county.memo.get(("place middles",), lambda: xy_of(shapely.centroid(county.places.geometries)))
    placed = np.flatnonzero(np.isfinite(middles).all(axis=1))
    if len(placed) == 0 or not bases:
        missing = "townships" if len(placed) == 0 else "air_bases"
        return Figure(figure_id, None, "min", missing=(missing,), rules=TIME_RULES)
    spots = np.array([(x, y) for x, y, _ in bases])
    distance_m = np.sqrt(nearest(middles[placed], spots).squared_m2)
    minutes = flight_min(distance_m, rules)
    worst = int(np.argmax(minutes))
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
            "distance_km": float(distance_m[worst]) / 1000.0,
            "place": str(county.places.names[placed[worst]]),
            "late": len(late),
        },
        failing=failing,
        rules=TIME_RULES,
    )


def _key_townships(county: County, in_time: tuple[Base, ...], rules: Rules) -> Figure:
    """Share of the townships marked as key for forest fires whose middle an aircraft reaches in time."""
    figure_id, keys = "air.forest_townships_share", (RADIUS_RULE, *TIME_RULES)
    marked = key_townships(county)
    if marked is None:
        missing = "forest_key" if len(county.townships) else "townships"
        return Figure(figure_id, None, "percent", missing=(missing,), rules=keys)
    layer, rows = marked
    middles = xy_of(shapely.centroid(layer.geometries[rows]))
    reached = np.zeros(len(rows), dtype=np.bool_)
    for x, y, radius_m in in_time:
        with np.errstate(invalid="ignore"):
            reached |= np.hypot(middles[:, 0] - x, middles[:, 1] - y) <= radius_m + 1e-6
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
    spots = np.array([one.location for one in helipads if one.kind == "air_base"]).reshape(-1, 2)
    within_m = in_time_m(rules)
    rows = []
    for one in sorted(helipads, key=lambda pad: (pad.kind != "air_base", pad.name)):
        if one.kind == "air_base":
            (base,) = bases_of([one], rules)
            timed = ((base[0], base[1], min(base[2], within_m)),)
            shares = [
                _share(county, timed, f"air.{kind}_time_share", kind, rules, is_timed=True).value
                for kind in ("county", "forest")
            ]
            rows.append(AirRow(one, base[2] / 1000.0, shares[0], shares[1], None))
            continue
        away_m = np.sqrt(nearest(np.array([one.location]), spots).squared_m2)
        minutes = float(flight_min(away_m, rules)[0]) if len(spots) else None
        rows.append(AirRow(one, None, None, None, minutes))
    return tuple(rows)
