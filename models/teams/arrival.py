"""How soon supplies and rescue teams arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from models.access.measures import (
    SUPPLY_RULES,
    TEAM_RULES,
    lorry,
    supply_inputs,
    team_inputs,
    team_way,
    way_note,
)
from models.access.sited import Sited
from models.access.ways import Nearest, Spot, Way
from models.county.county import County
from models.county.points import PointIndex, xy_of
from models.facilities.facility import Depot, Helipad, Team
from models.findings.features import feature_places
from models.findings.findings import Figure
from models.findings.places import MOST_PLACES, demand_places
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.rules.rules import Rules
from models.teams.air import air_figures, key_townships

RELIEF = "relief.arrival_h"
HANDED_OUT = "relief.handed_out_h"
_RELIEF_RULES = ("relief.loading_h", *SUPPLY_RULES, "relief.first_supplies_h")
_STEPS = ("relief.assembly_h", "relief.handing_out_h")
"""Steps before and after the arrival's own: practice, which no plan states."""
_HANDED_OUT_RULES = ("relief.loading_h", *SUPPLY_RULES, *_STEPS)
_TEAM_RULES = ("team.turnout_min", *TEAM_RULES)


def team_figures(sited: Sited) -> dict[str, Figure]:
    """Figures about rescue teams, by id."""
    county, rules, teams = sited.county, sited.rules, sited.of(Team)
    every_team = tuple(one.location for one in teams)
    city_teams = tuple(one.location for one in teams if one.level in ("province", "city"))
    forest_teams = tuple(one.location for one in teams if one.specialty == "forest")
    made = (
        _team_arrival(sited),
        _worst_county(county, city_teams, rules),
        _forest_townships(county, forest_teams, rules),
        _worst_township(county, every_team, rules),
    )
    return {figure.id: figure for figure in made}


def base_figures(sited: Sited) -> dict[str, Figure]:
    """Figures about air bases, by id."""
    return air_figures(sited.county, sited.of(Helipad), sited.rules)


def relief_values(sited: Sited) -> dict[str, float | None]:
    """Values of the figures about relief supplies, by id."""
    if _relief_lacks(sited):
        return {RELIEF: None, HANDED_OUT: None}
    rules, way = sited.rules, lorry(sited.county, sited.rules)
    most = sited.served(Depot, way).most()
    if not np.isfinite(most):
        return {RELIEF: None, HANDED_OUT: None}
    arrival_h = rules["relief.loading_h"] + way.hours(most)
    return {RELIEF: arrival_h, HANDED_OUT: arrival_h + _steps_h(rules)}


def _steps_h(rules: Rules) -> float:
    """Hours of what an arrival leaves out: assembly before it, handing out after it."""
    return sum(rules[key] for key in _STEPS)


def relief_figures(sited: Sited) -> dict[str, Figure]:
    """Hours until supplies of the nearest depot are at the worst-placed point with people, and handed out."""
    county, rules, lacks = sited.county, sited.rules, _relief_lacks(sited)
    if lacks:
        return _no_relief(lacks)
    points, way, arrival_h = county.demand.peopled, lorry(county, rules), _relief_h(sited)
    served, unreached, worst = sited.served(Depot, way), _unreached(arrival_h), _slowest(arrival_h)
    late = np.flatnonzero(arrival_h > rules["relief.first_supplies_h"] + 1e-9)
    late = late[np.argsort(-arrival_h[late], kind="stable")][:MOST_PLACES]
    if worst is None:
        return _no_relief(("reachable_places",))
    point = int(points[worst])
    figure = Figure(
        RELIEF,
        float(arrival_h[worst]),
        "h",
        {
            "loading_h": rules["relief.loading_h"],
            "distance_km": _km_between(way, county.demand.xy[point], served.spot_of(point)),
            **supply_inputs(county, rules),
            "place": str(county.demand.names[point]),
            **unreached,
        },
        failing=demand_places(county, points[late]),
        rules=_RELIEF_RULES,
        is_estimated=bool(unreached),
    )
    handed_out = replace(
        figure,
        id=HANDED_OUT,
        value=float(arrival_h[worst]) + _steps_h(rules),
        inputs={**figure.inputs, **{key.removeprefix("relief."): rules[key] for key in _STEPS}},
        failing=(),
        rules=_HANDED_OUT_RULES,
    )
    return {RELIEF: figure, HANDED_OUT: handed_out}


def _no_relief(missing: tuple[str, ...]) -> dict[str, Figure]:
    return {
        RELIEF: Figure(RELIEF, None, "h", missing=missing, rules=_RELIEF_RULES),
        HANDED_OUT: Figure(HANDED_OUT, None, "h", missing=missing, rules=_HANDED_OUT_RULES),
    }


def _relief_lacks(sited: Sited) -> tuple[str, ...]:
    missing = _missing(sited.county, bool(sited.of(Depot)), "depots")
    return missing or (() if len(sited.county.demand.peopled) else ("population",))


def _relief_h(sited: Sited) -> Floats:
    """Hours until supplies are at each point with people, shape (k,); infinite where no road leads."""
    county, rules = sited.county, sited.rules
    way = lorry(county, rules)
    arrival_h: Floats = rules["relief.loading_h"] + way.hours(
        sited.served(Depot, way).cost[county.demand.peopled]
    )
    return arrival_h


def _team_arrival(sited: Sited) -> Figure:
    """Minutes within which the nearest team reaches nine of ten residents."""
    county, rules, figure_id = sited.county, sited.rules, "team.arrival_p90_min"
    teams, way = len(sited.of(Team)), team_way(county, rules)
    missing = _missing(county, teams > 0, "teams")
    if not missing and not county.demand.has_population:
        missing = ("population",)
    if missing:
        return Figure(figure_id, None, "min", missing=missing, rules=_TEAM_RULES)

    def make() -> Figure:
        cost = sited.served(Team, way).costs.quantile(0.9)
        value = float(arrival_after_min(county, np.array([cost]), rules)[0])
        if not np.isfinite(value):
            return Figure(figure_id, None, "min", missing=("reachable_places",), rules=_TEAM_RULES)
        inputs = {"teams": teams, "turnout_min": rules["team.turnout_min"], **way_note(way)}
        return Figure(figure_id, value, "min", inputs, rules=_TEAM_RULES)

    return sited.kept_by_county(("teams", way, *(rules[key] for key in _TEAM_RULES)), Team, make)


def _worst_county(county: County, teams: tuple[Spot, ...], rules: Rules) -> Figure:
    """Minutes from the nearest city or province team to the middle of the county-level unit farthest off."""
    figure_id = "team.worst_county_min"
    middles = _middles(county, "units", county.units.geometries)
    placed = np.flatnonzero(np.isfinite(middles).all(axis=1))
    if len(placed) == 0 or not teams:
        missing = "county" if len(placed) == 0 else "city_teams"
        return Figure(figure_id, None, "min", missing=(missing,), rules=_TEAM_RULES)
    found, way = _nearest(county, "units", middles, placed, teams, rules), team_way(county, rules)
    worst, unreached = _slowest(found.cost), _unreached(found.cost)
    if worst is None:
        return Figure(figure_id, None, "min", missing=("reachable_places",), rules=_TEAM_RULES)
    worst_min = arrival_after_min(county, found.cost[worst : worst + 1], rules)[0]
    return Figure(
        figure_id,
        float(worst_min),
        "min",
        {
            **team_inputs(county, rules),
            "place": str(county.units.names[placed[worst]]),
            "distance_km": _km(way, middles[placed], teams, found, worst),
            **unreached,
        },
        rules=_TEAM_RULES,
        is_estimated=bool(unreached),
    )


def _worst_township(county: County, teams: tuple[Spot, ...], rules: Rules) -> Figure:
    """Minutes from the nearest team to the middle of the township farthest off."""
    figure_id = "team.worst_township_min"
    middles = _middles(county, "townships", county.townships.geometries)
    placed = np.flatnonzero(np.isfinite(middles).all(axis=1))
    if len(placed) == 0 or not teams:
        missing = "townships" if len(placed) == 0 else "teams"
        return Figure(figure_id, None, "min", missing=(missing,), rules=_TEAM_RULES)
    found = _nearest(county, "townships", middles, placed, teams, rules)
    arrival_min = arrival_after_min(county, found.cost, rules)
    worst, unreached = _slowest(arrival_min), _unreached(found.cost)
    if worst is None:
        return Figure(figure_id, None, "min", missing=("reachable_places",), rules=_TEAM_RULES)
    return Figure(
        figure_id,
        float(arrival_min[worst]),
        "min",
        {
            "turnout_min": rules["team.turnout_min"],
            **team_inputs(county, rules),
            "place": str(county.townships.names[placed[worst]]),
            "distance_km": _km(team_way(county, rules), middles[placed], teams, found, worst),
            **unreached,
        },
        rules=_TEAM_RULES,
        is_estimated=bool(unreached),
    )


def _slowest(times: Floats) -> int | None:
    """The last of those that are reached at all; ``None`` if none is."""
    reached = np.isfinite(times)
    return int(np.argmax(np.where(reached, times, -1.0))) if reached.any() else None


def _unreached(cost: Floats) -> dict[str, int]:
    """How many places no road leads to, as an input that is told beside the figure; nothing for none."""
    count = int(np.isinf(cost).sum())
    return {"unreached_places": count} if count else {}


def arrival_after_min(county: County, cost: Floats, rules: Rules) -> Floats:
    """Minutes until a team is there, for ways of such costs; the time to set out included."""
    arrival: Floats = rules["team.turnout_min"] + 60.0 * team_way(county, rules).hours(cost)
    return arrival


def _forest_townships(county: County, teams: tuple[Spot, ...], rules: Rules) -> Figure:
    """Share of the townships marked as key for forest fires whose middle a forest team reaches in time."""
    figure_id, keys = "team.forest_townships_share", (*_TEAM_RULES, "team.reach_min")
    marked = key_townships(county)
    if marked is None:
        missing = "forest_key" if len(county.townships) else "townships"
        return Figure(figure_id, None, "percent", missing=(missing,), rules=keys)
    layer, rows = marked
    reached: Bools = np.zeros(len(rows), dtype=np.bool_)
    if teams:
        middles = _middles(county, layer.id, layer.geometries)
        found = _nearest(county, layer.id, middles, rows, teams, rules)
        reached = arrival_after_min(county, found.cost, rules) <= rules["team.reach_min"] + 1e-9
    return Figure(
        figure_id,
        100.0 * float(reached.sum()) / len(rows),
        "percent",
        {
            "met": int(reached.sum()),
            "total": len(rows),
            "minutes": rules["team.reach_min"],
            **way_note(team_way(county, rules)),
        },
        failing=feature_places(county, layer, rows[~reached]),
        rules=keys,
    )


def _missing(county: County, has_sites: bool, sites: str) -> tuple[str, ...]:
    return ("demand",) if len(county.demand) == 0 else () if has_sites else (sites,)


def _middles(county: County, key: str, shapes: Objects) -> Floats:
    """Centroids, shape (n, 2), metres; NaN where there is no shape; kept under ``key``."""
    return county.memo.get(("middles", key), lambda: xy_of(shapely.centroid(shapes)))


def _nearest(
    county: County, key: str, middles: Floats, rows: Ints, teams: Sequence[Spot], rules: Rules
) -> Nearest:
    """Nearest team of some middles, whose index is kept: a drag asks for the same ones with every step."""
    places = county.memo.get(("middles found", key, rows.tobytes()), lambda: PointIndex(middles[rows]))
    return team_way(county, rules).nearest(places, teams)


def _km(way: Way, xy: Floats, sites: Sequence[Spot], found: Nearest, row: int) -> float:
    """Kilometres from the nearest site to one point."""
    return _km_between(way, xy[row], sites[int(found.site[row])])


def _km_between(way: Way, point: Floats, site: Spot) -> float:
    first = np.zeros(1, dtype=np.intp)
    return float(way.metres(point[None, :], np.array([site]), first, first)[0]) / 1000.0
