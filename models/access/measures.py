"""From rule values to ways and reaches: who goes how, how fast and how far.

The only place that knows which rule values are speeds, detour factors and radii, and which way stands behind
them in a county.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from models.access.straight import StraightLine
from models.access.streetgrid import StreetGrid
from models.access.ways import Reach, Way
from models.county.county import County
from models.county.travel import AS_BEFORE, TravelBy
from models.facilities.facility import UNKNOWN_CLASS, Family
from models.rules.rules import Rules

if TYPE_CHECKING:
    from models.access.byroad import ByRoad

Inputs = dict[str, float | int | str | None]
Driving = Literal["fire", "truck"]

ENGINE_SPEED = "fire.speed_km_h"
"""Rule value: speed of a fire engine."""

REACH_RULES = (ENGINE_SPEED, "fire.driving_min", "fire.detour_factor")
"""Rule values: that speed, driving time, and how much longer a road is than the straight line."""

MICRO_RULES = ("micro.speed_km_h", "micro.reach_min", "fire.detour_factor")
"""The same for micro fire stations, with their own speed and time."""

TIME_RULES = ("fire.turnout_min", ENGINE_SPEED, "fire.detour_factor")
"""Rule values of the time to arrive."""

SECOND_RULES = (*TIME_RULES, "fire.second_due_min")
"""Rule values of the second station: it has longer to come, turnout included."""

SUPPLY_RULES = ("relief.speed_km_h", "relief.detour_factor")
"""Rule values of the way of lorries with relief supplies."""

TEAM_RULES = ("team.speed_km_h", "team.detour_factor")
"""Rule values of the way of rescue teams."""


def measured_by(county: County) -> TravelBy:
    """How distances over land are measured: as chosen, or with the detour factor where there is no road."""
    if county.travel_by == "road":
        from models.access.roadgraph import road_graph

        return "road" if road_graph(county) is not None else AS_BEFORE
    return county.travel_by


def travel_of(county: County, rules: Rules, family: Family) -> tuple[Way, float]:
    """How whoever serves a family's people goes, with a speed, and the minutes until they set out.

    Raises
    ------
    ValueError
        Nobody goes from or to facilities of the family.
    """
    travel = family.spec.travel
    if travel is None:
        raise ValueError(f"nobody travels from or to {family}")
    if travel.mode == "walk":
        road = _by_road(county, rules, "walk")
        return (StraightLine(rules["road.walking_km_h"]) if road is None else road), 0.0
    way = _driven(county, rules, travel.straight_rules, "truck" if travel.mode == "truck" else "fire")
    ready = {"fire": "fire.turnout_min", "team": "team.turnout_min"}
    if travel.word == "depot":
        return way, 60.0 * rules["relief.loading_h"]
    return way, rules[ready[travel.word]] if travel.word in ready else 0.0


def wheels(county: County, rules: Rules) -> ByRoad:
    """The way of whoever drives, by road; only where there are roads."""
    from models.access.roadpace import by_road

    found = by_road(county, rules, "fire")
    if found is None:
        raise ValueError("there is no road")
    return found


def _reach(county: County, way: Way, limit: float) -> Reach:
    """One and the same for equal ones, so that what is kept by it is found without comparing its numbers."""
    return county.memo.get(("reach", way, limit), lambda: Reach(way, limit))


# -- on foot -------------------------------------------------------------------------------------------------
def on_foot(county: County, rules: Rules) -> Way:
    """The way of people to a shelter: its limits are metres, so no detour factor lengthens a straight one."""
    road = _by_road(county, rules, "walk")
    return StraightLine() if road is None else road


def shelter_reach(county: County, shelter_class: str, rules: Rules) -> Reach:
    """How far a class of shelter serves."""
    return _reach(county, on_foot(county, rules), rules[radius_rule(shelter_class)])


def radius_rule(shelter_class: str) -> str:
    """Key of the rule value that says how far a class of shelter serves; for an unknown one the least."""
    shelter_class = "emergency" if shelter_class == UNKNOWN_CLASS else shelter_class
    return f"shelter.{shelter_class}.service_radius_m"


def shelter_inputs(county: County, classes: Sequence[str], rules: Rules) -> Inputs:
    """What a formula says of how far one class of shelter, or each of several, serves."""
    reaches = {name: shelter_reach(county, name, rules) for name in classes}
    said = _said(on_foot(county, rules), "reach" if len(classes) == 1 else "measured")
    if len(classes) == 1:
        return {"radius_m": reaches[classes[0]].limit, **said}
    return {**{f"{name}_m": reach.limit for name, reach in reaches.items()}, **said}


# -- fire ----------------------------------------------------------------------------------------------------
def engine(county: County, rules: Rules) -> Way:
    """The way of a fire engine."""
    return _driven(county, rules, TIME_RULES[1:])


def engine_reach(county: County, rules: Rules) -> Reach:
    """How far a fire engine comes in the driving time."""
    return reach_in_time(county, rules, REACH_RULES)


def micro_reach(county: County, rules: Rules) -> Reach:
    """How far a micro fire station comes in its time."""
    return reach_in_time(county, rules, MICRO_RULES)


def second_reach(county: County, rules: Rules) -> Reach:
    """How far the second station to come gets in its time after turnout."""
    way = engine(county, rules)
    return _reach(county, way, way.limit(max(rules["fire.second_due_min"] - rules["fire.turnout_min"], 0.0)))


def reach_inputs(county: County, rules: Rules, keys: tuple[str, str, str]) -> Inputs:
    """What a formula says of a reach in time: metres, speed, minutes, detour factor."""
    reach = reach_in_time(county, rules, keys)
    _, minutes, detour = (rules[key] for key in keys)
    return {
        **_radius(reach),
        "speed_km_h": _speed_km_h(rules, keys[0]),
        "minutes": minutes,
        "detour": detour,
        **_said(reach.way, "reach"),
    }


def time_inputs(county: County, rules: Rules) -> Inputs:
    """What a formula says of the time that a fire engine takes: speed and detour factor."""
    numbers = {"speed_km_h": _speed_km_h(rules, ENGINE_SPEED), "detour": rules["fire.detour_factor"]}
    return {**numbers, **_said(engine(county, rules), "travel")}


def second_inputs(county: County, rules: Rules) -> Inputs:
    """What a formula says, beside :func:`time_inputs`, of how far the second station comes."""
    reach = second_reach(county, rules)
    minutes = max(rules["fire.second_due_min"] - rules["fire.turnout_min"], 0.0)
    return {**_radius(reach), "minutes": minutes, **_said(reach.way, "reach")}


def formula_area_m2(rules: Rules) -> float:
    """Jurisdiction by the formula of the construction standard, A = 2 (S / λ)², m2.

    S is the way that a fire engine drives in the driving time and λ the detour factor: the area of a diamond
    whose corners are just within reach, whatever way distances in the county are measured by.
    """
    speed_km_h, minutes, detour = (rules[key] for key in REACH_RULES)
    return 2 * StraightLine(speed_km_h, detour).limit(minutes) ** 2


def area_reach_min(rules: Rules, area_m2: float) -> float:
    """Minutes to the corners of a jurisdiction: :func:`formula_area_m2` read backwards, S = λ √(A / 2).

    Never more than the driving time, however large the area is.
    """
    speed_km_h, minutes, detour = (rules[key] for key in REACH_RULES)
    return min(minutes, StraightLine(speed_km_h, detour).minutes(math.sqrt(area_m2 / 2)))


def hydrant_reach(distance_m: float) -> Reach:
    """What lies within a distance of a hydrant: a hose runs straight."""
    return Reach(StraightLine(), distance_m)


# -- supplies and teams --------------------------------------------------------------------------------------
def lorry(county: County, rules: Rules) -> Way:
    """The way of a lorry with relief supplies."""
    return _driven(county, rules, SUPPLY_RULES, "truck")


def supply_inputs(county: County, rules: Rules) -> Inputs:
    """What a formula says of the way of a lorry."""
    return _driven_inputs(county, rules, SUPPLY_RULES, "truck")


def team_way(county: County, rules: Rules) -> Way:
    """The way of a rescue team."""
    return _driven(county, rules, TEAM_RULES)


def team_inputs(county: County, rules: Rules) -> Inputs:
    """What a formula says of the way of a rescue team."""
    return _driven_inputs(county, rules, TEAM_RULES)


def _driven(county: County, rules: Rules, keys: Sequence[str], mode: Driving = "fire") -> Way:
    """The way of a vehicle of which a speed and a detour factor are rule values.

    They hold in a straight line, times the factor of snow; by road every class of road has its own speed. A
    crew that is slower than an engine everywhere, as that of a micro station, is not faster on any road than
    its own speed.
    """
    most_km_h = rules[keys[0]] if keys[0] == MICRO_RULES[0] else math.inf
    road = _by_road(county, rules, mode, most_km_h)
    if road is not None:
        return road
    return straight_way(rules, keys, is_lengthened=county.travel_by != "straight")


def straight_way(rules: Rules, keys: Sequence[str], *, is_lengthened: bool) -> StraightLine:
    """The way where no road is known, of whoever goes by rule values of a speed and a detour factor.

    A fire engine's is the one of its construction standard: its area is 2 (S / λ)², that of a diamond.
    """
    speed_km_h, detour = _speed_km_h(rules, keys[0]), rules[keys[1]]
    if not is_lengthened:
        return StraightLine(speed_km_h)
    return (StreetGrid if keys[0] == ENGINE_SPEED else StraightLine)(speed_km_h, detour)


def _driven_inputs(county: County, rules: Rules, keys: tuple[str, str], mode: Driving = "fire") -> Inputs:
    speed_km_h, detour = _speed_km_h(rules, keys[0]), rules[keys[1]]
    said = _said(_driven(county, rules, keys, mode), "measured", "rate")
    return {"detour_factor": detour, "speed_km_h": speed_km_h, **said}


def flight(rules: Rules) -> Way:
    """The way of an aircraft, which is straight."""
    return StraightLine(rules["air.flight_speed_km_h"])


def flight_reach(rules: Rules, radius_km: float, minutes: float | None = None) -> Reach:
    """How far an aircraft flies: its flight radius, or less if it has only so many minutes in the air."""
    way, radius_m = flight(rules), 1000.0 * radius_km
    return Reach(way, radius_m if minutes is None else min(radius_m, way.limit(minutes)))


def reach_in_time(county: County, rules: Rules, keys: tuple[str, str, str]) -> Reach:
    """How far one comes over land by the rule values of speed, minutes and detour factor."""
    way = _driven(county, rules, (keys[0], keys[2]))
    return _reach(county, way, way.limit(rules[keys[1]]))


def sound_reach(county: County, rules: Rules, key: str) -> Reach:
    """How far a warning is heard, by the rule value of a radius: sound follows no road."""
    return _reach(county, StraightLine(), rules[key])


def _radius(reach: Reach) -> Inputs:
    """How far a reach goes in metres, where it is measured in metres."""
    return {"radius_m": reach.limit} if reach.way.unit == "m" else {}


def way_note(way: Way) -> Inputs:
    """What a formula says of a way whose metres it does not tell."""
    return _said(way, "note")


def _said(way: Way, *parts: str) -> Inputs:
    """Keys of the texts that tell parts of a formula for a way; the factor of snow where they speak of it."""
    told: Inputs = {part: f"access.{part}.{way.words}" for part in parts}
    return {**told, "snow": way.says["snow"]} if "snow" in way.says else told


def snow_factor(rules: Rules) -> float:
    """What speeds of vehicles are multiplied by in snow and ice; 1 on an ordinary day."""
    return rules["road.snow_factor"]


def _speed_km_h(rules: Rules, key: str) -> float:
    """Speed of a vehicle in a straight line."""
    return rules[key] * snow_factor(rules)


def _by_road(
    county: County, rules: Rules, mode: Driving | Literal["walk"], most_km_h: float = math.inf
) -> Way | None:
    """The way along the county's roads; ``None`` if it is measured otherwise, or there is no road."""
    if county.travel_by != "road":
        return None
    from models.access.roadpace import by_road  # scipy with it, which straight lines can do without

    return by_road(county, rules, mode, most_km_h)
