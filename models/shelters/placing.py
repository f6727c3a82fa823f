"""People who live within the service radius of a shelter and find a place there.

To be within a radius says nothing of room. Here everybody who needs a place goes to the nearest shelter that
serves so far and has one left, as in :mod:`models.shelters.assignment`: by rising distance over all pairs,
long stays before shorter ones, nobody farther than the shelter's own radius. People are not rounded, so that
a share of them is never more than the share of residents within the radius.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Literal, NamedTuple

import numpy as np

from models.access.coverage import Covered, latest_costs, member_costs, people_share
from models.access.manysites import MANY
from models.access.measures import on_foot, radius_rule, shelter_inputs, shelter_reach
from models.access.rings import has_rings, rings
from models.access.sited import Moved, Sited
from models.access.ways import Reach, Way
from models.county.county import County
from models.facilities.facility import (
    FIXED_SHELTER_CLASSES,
    SHELTER_CLASSES,
    UNKNOWN_CLASS,
    Facility,
    Shelter,
)
from models.findings.findings import Figure
from models.findings.formulas import WITH_PLACE
from models.findings.places import MOST_PLACES, demand_places, largest_first
from models.kernel.arrays import Floats, Ints
from models.rules.rules import Rules
from models.shelters.assign import share_rule
from models.shelters.assignment import STAYS, served_before
from models.shelters.values import areas, capacity_persons, serving, stay_of

Kind = Literal["emergency", "fixed"]
KINDS: tuple[Kind, ...] = ("emergency", "fixed")
_NOBODY = 1e-6
"""So few people are what rounding leaves of none."""
_FIRST_LOOK = 1_000
_LIVE_PAIRS = 20_000
"""With more pairs a step of a drag would wait: until the drop there is no data, never an old number."""


class Host(NamedTuple):
    """A shelter as far as it decides who has a place in it.

    Attributes
    ----------
    stay
        Longest stay class that it serves, as an index into STAYS; -1 unknown.
    room_persons
        People that it holds; ``None`` unknown.
    """

    x: float
    y: float
    reach: Reach
    stay: int
    room_persons: int | None


@dataclass(frozen=True, eq=False)
class Pairs:
    """Sites with the demand points in their radius.

    Attributes
    ----------
    stay
        Longest stay class that each site serves, as an index into STAYS; -1 unknown, shape (m,).
    room_persons
        Room of each; NaN unknown, shape (m,).
    point, site, cost
        Demand point, site and way of each pair, shape (k,).
    """

    stay: Ints
    room_persons: Floats
    point: Ints
    site: Ints
    cost: Floats

    @classmethod
    def of(cls, county: County, way: Way, hosts: Sequence[Host]) -> Pairs:
        """Pairs of some shelters at what points cost by a way; kept, of one that moves only the last."""
        near = _latest_near if len(hosts) == 1 else _kept_near
        found = [near(county, way, host) for host in hosts]
        return cls(
            stay=np.array([host.stay for host in hosts], dtype=np.intp),
            room_persons=np.array([host.room_persons for host in hosts], dtype=np.float64),
            point=np.concatenate([np.empty(0, dtype=np.intp), *(point for point, _ in found)]),
            site=np.repeat(np.arange(len(hosts)), [len(point) for point, _ in found]),
            cost=np.concatenate([np.empty(0), *(cost for _, cost in found)]),
        )

    def nearest_first(self, rows: Ints) -> Ints:
        """Some pairs by rising cost; at equal cost the point of the lower row first, then the lower site."""
        found = rows[np.argsort(self.cost[rows])]
        cost = self.cost[found]
        if (cost[1:] == cost[:-1]).any():  # rare, and three times as long
            found = rows[np.lexsort((self.site[rows], self.point[rows], self.cost[rows]))]
        return found

    def __add__(self, other: Pairs) -> Pairs:
        """Sites of both."""
        return Pairs(
            np.append(self.stay, other.stay),
            np.append(self.room_persons, other.room_persons),
            np.append(self.point, other.point),
            np.append(self.site, other.site + len(self.stay)),
            np.append(self.cost, other.cost),
        )


@dataclass(frozen=True, eq=False)
class Placed:
    """Who needs a place and who has one, of each demand point, shape (n,); persons."""

    needing_persons: Floats
    placed_persons: Floats

    @property
    def share(self) -> float:
        """Percent of those in need who have a place; only where residents are known."""
        return min(100.0 * float(self.placed_persons.sum()) / float(self.needing_persons.sum()), 100.0)

    @property
    def unplaced_persons(self) -> Floats:
        """People in need without a place, shape (n,)."""
        return self.needing_persons - self.placed_persons


def figure_id(kind: Kind) -> str:
    """Id of the figure of people with a place within a radius."""
    return f"shelter.placed_share.{kind}"


def stays_of(kind: Kind) -> tuple[str, ...]:
    """Stay classes that a kind of coverage is for, in the order in which they get their places."""
    return STAYS[:1] if kind == "emergency" else (*served_before(STAYS[1]), STAYS[1])


def fill(wanted: Floats, room: Floats, pairs: Pairs) -> tuple[Ints, Floats, Floats]:
    """Who has a place when the nearest pairs come first while both have some left.

    Nobody goes by a pair that is not given. The nearest thousand pairs are looked at, then of the others only
    those of which both still have some left, and so on: where room is short, most pairs are never sorted.

    Parameters
    ----------
    wanted
        People at the point of each pair, shape (k,).
    room
        Places of each site, shape (m,).
    pairs
        In any order.

    Returns
    -------
    tuple
        Points, shape (p,), how many people of each have a place, shape (p,), and people in each site, (m,).
    """
    at_first: dict[int, float] = {}
    waiting: dict[int, float] = {}
    left_of, free = waiting.get, room.tolist()
    is_done = np.zeros(int(pairs.point.max(initial=-1)) + 1, dtype=np.bool_)
    rest, look_at = np.flatnonzero((wanted > 0) & (room > 0)[pairs.site]), _FIRST_LOOK
    while len(rest):
        cost = pairs.cost[rest]
        farthest = np.partition(cost, look_at)[look_at] if look_at < len(rest) else np.inf
        near, rest = pairs.nearest_first(rest[cost <= farthest]), rest[cost > farthest]
        columns = (pairs.point[near].tolist(), pairs.site[near].tolist(), wanted[near].tolist())
        done: list[int] = []
        # Python's own numbers are several times quicker here than arrays of one: each pair waits for what
        # those before it left.
        for point, site, persons in zip(*columns, strict=True):
            held = free[site]
            if held <= 0:
                continue
            left = left_of(point)
            if left is None:
                left = at_first[point] = persons
            elif left <= 0:
                continue
            if left <= held:
                waiting[point], free[site] = 0.0, held - left
                done.append(point)
            else:
                waiting[point], free[site] = left - held, 0.0
        is_done[done] = True
        rest = rest[(np.array(free) > 0)[pairs.site[rest]] & ~is_done[pairs.point[rest]]]
        look_at *= 4
    placed = np.array(list(at_first.values())) - np.array(list(waiting.values()))
    return np.array(list(waiting), dtype=np.intp), placed, room - np.array(free)


def hosts(county: County, rules: Rules, kind: Kind, facilities: Iterable[Facility]) -> tuple[Host, ...]:
    """Those that serve a kind of coverage, each with the reach that this coverage gives it."""
    reach_of = cache(lambda name: shelter_reach(county, name, rules))
    return tuple(
        Host(
            *one.location,
            reach_of("emergency" if kind == "emergency" else one.shelter_class),
            stay_of(one.shelter_class),
            capacity_persons(one, areas(one, rules).effective_m2, rules),
        )
        for one in serving(kind, facilities)
    )


def hosts_of(sited: Sited, kind: Kind) -> tuple[Host, ...]:
    """The same of the shelters that count."""
    return sited.summed(("hosts", kind), lambda rows: hosts(sited.county, sited.rules, kind, rows))


def _near(county: County, way: Way, host: Host) -> tuple[Ints, Floats]:
    """Demand points in the radius of a shelter, and what each costs by a way, shape (k,) each."""
    x, y, reach = host[:3]
    if reach.way.course == way.course:
        return member_costs(county, (x, y, reach))
    return _at(county, way, host, reach.members(county.demand.index, (x, y)))


def _at(county: County, way: Way, host: Host, point: Ints) -> tuple[Ints, Floats]:
    none = np.zeros(len(point), dtype=np.intp)
    return point, way.pairs(county.demand.xy, np.array([host[:2]]), point, none)


def _kept_near(county: County, way: Way, host: Host) -> tuple[Ints, Floats]:
    """The same; kept."""
    return county.memo.get(("near", way, *host[:3]), partial(_near, county, way, host), keep=512)


def _latest_near(county: County, way: Way, host: Host) -> tuple[Ints, Floats]:
    """The same of one that moves."""
    point, cost = latest_costs(county, host[:3])
    return (point, cost) if host.reach.way.course == way.course else _at(county, way, host, point)


def pairs_of(sited: Sited, kind: Kind) -> Pairs:
    """Pairs of the shelters that count."""
    return sited.summed(("placing", kind), partial(_pairs, sited, kind))


def _pairs(sited: Sited, kind: Kind, rows: Iterable[Facility]) -> Pairs:
    """Pairs of some; kept with what they were asked for, so that they may be counted first."""
    county, rules, chosen = sited.county, sited.rules, tuple(rows)

    def make() -> Pairs:
        return Pairs.of(county, on_foot(county, rules), hosts(county, rules, kind, chosen))

    return sited.kept(("pairs", kind, *(one.id for one in chosen)), make)


def _is_too_much(sited: Sited, kind: Kind) -> bool:
    """Whether a step of a drag would wait for who has a place."""
    if not isinstance(sited, Moved):
        return False
    if len(hosts_of(sited, kind)) >= MANY:
        return True
    return (
        sited.summed(("pairs counted", kind), lambda rows: len(_pairs(sited, kind, rows).point)) > _LIVE_PAIRS
    )


def placed_of(sited: Sited, kind: Kind) -> Placed:
    """Who has a place within the radius of the shelters that count."""
    county, way = sited.county, on_foot(sited.county, sited.rules)
    shares = tuple(sited.rules[share_rule(stay)] for stay in stays_of(kind))

    def make() -> Placed:
        serving = hosts_of(sited, kind)
        if len(serving) >= MANY and has_rings(way):
            return _placed_by_rings(county, kind, shares, serving, way)
        return _placed(county, kind, shares, pairs_of(sited, kind))

    def make_or_find() -> Placed:
        if isinstance(sited, Moved):  # which nobody asks for again
            return make()
        key = ("placed", kind, way, shares, hosts_of(sited, kind))
        return sited.kept_by_county(key, Shelter, make, keep=8)

    return sited.kept(("placed", kind), make_or_find)


def _placed(county: County, kind: Kind, shares: Sequence[float], pairs: Pairs) -> Placed:
    residents, placed = county.demand.known_persons, np.zeros(len(county.demand))
    room, of_pair = np.nan_to_num(pairs.room_persons), residents[pairs.point]
    for stay, share in zip(stays_of(kind), shares, strict=True):
        serving = np.where(pairs.stay >= STAYS.index(stay), room, 0.0)
        points, persons, load = fill(of_pair * share, serving, pairs)
        room = room - load
        placed[points] += persons
    return Placed(county.memo.get(("in need", *shares), partial(_in_need, residents, shares), keep=4), placed)


def _placed_by_rings(
    county: County, kind: Kind, shares: Sequence[float], serving: Sequence[Host], way: Way
) -> Placed:
    """The same of shelters that are too many to keep all their pairs."""
    told = [host for host in serving if host.reach.is_told]
    stay = np.array([host.stay for host in told], dtype=np.intp)
    room = np.nan_to_num(np.array([host.room_persons for host in told], dtype=np.float64))
    spots = np.array([host[:2] for host in told], dtype=np.float64).reshape(-1, 2)
    limit = np.array([host.reach.limit for host in told], dtype=np.float64)
    residents, placed = county.demand.known_persons, np.zeros(len(county.demand))

    for name, share in zip(stays_of(kind), shares, strict=True):
        left, free = residents * share, np.where(stay >= STAYS.index(name), room, 0.0)
        for point, site, cost in rings(way, county.demand.xy, left, spots, limit, free):
            who, persons, load = fill(left[point], free, Pairs(stay, free, point, site, cost))
            left[who] -= persons
            free -= load
            room = room - load
            placed[who] += persons
    return Placed(county.memo.get(("in need", *shares), partial(_in_need, residents, shares), keep=4), placed)


def _in_need(residents: Floats, shares: Sequence[float]) -> Floats:
    """People who need a place at each point, shape (n,)."""
    needing = np.zeros(len(residents))
    for share in shares:
        needing += residents * share
    return needing


def values(sited: Sited) -> dict[str, float | None]:
    """Share of the people in need who have a place within the radius, by figure id."""
    return {figure_id(kind): _value(sited, kind) for kind in KINDS}


def _value(sited: Sited, kind: Kind) -> float | None:
    if _lacking(sited, kind):
        return None
    if _is_too_much(sited, kind):
        return None
    return placed_of(sited, kind).share


def figures(sited: Sited, covers: Mapping[str, Covered]) -> dict[str, Figure]:
    """The same with their inputs, beside the share of residents within the radius; fails at who has no place.

    Parameters
    ----------
    covers
        What shelters reach, by kind of coverage.
    """
    found = values(sited)
    made = {}
    for kind in KINDS:
        county, rules, one_id = sited.county, sited.rules, figure_id(kind)
        classes = FIXED_SHELTER_CLASSES if kind == "fixed" else ("emergency",)
        keys = (
            *(share_rule(stay) for stay in stays_of(kind)),
            *(radius_rule(name) for name in classes),
            *(f"shelter.{name}.area_per_person_m2" for name in _room_classes(kind)),
        )
        tally, rows = _tally(sited, kind), serving(kind, sited.of(Shelter))
        unknown, unclassed = tally["unknown"], tally["unclassed"]
        inputs: dict[str, float | int | str | None] = {
            **shelter_inputs(county, classes, rules),
            "sites": tally["sites"],
            "unknown_shelters": unknown,
            "unclassed_shelters": unclassed,
            "share_percent": 100.0 * sum(rules[share_rule(stay)] for stay in stays_of(kind)),
        }
        lacking = _lacking(sited, kind)
        if lacking:
            made[one_id] = Figure(one_id, None, "percent", inputs, missing=lacking, rules=keys)
            continue
        placed = placed_of(sited, kind)
        without = placed.unplaced_persons
        left = np.flatnonzero(without > _NOBODY)
        no_number = int(np.isnan(county.demand.population_persons).sum())
        made[one_id] = Figure(
            one_id,
            found[one_id],
            "percent",
            {
                **inputs,
                "placed_persons": float(placed.placed_persons.sum()),
                "needing_persons": float(placed.needing_persons.sum()),
                "within_percent": people_share(county, covers[kind].persons),
                "unplaced_places": len(left),
                "unknown_places": no_number,
            },
            failing=demand_places(county, largest_first(left, without, MOST_PLACES)),
            rules=keys,
            is_estimated=bool(no_number or unknown or unclassed)
            or any(areas(one, rules).is_estimated for one in rows),
        )
    return made


def beside(radius: Figure, placed: Figure) -> Figure:
    """A figure of people within a radius that says how many of those in need also have a place."""
    if radius.value is None or placed.value is None:
        return radius
    return replace(radius, inputs={**radius.inputs, WITH_PLACE: 1, "placed_percent": placed.value})


def _room_classes(kind: Kind) -> tuple[str, ...]:
    return FIXED_SHELTER_CLASSES if kind == "fixed" else SHELTER_CLASSES


def _tally(sited: Sited, kind: Kind) -> Counter[str]:
    """Shelters of a kind of coverage: all, those whose class is unknown, and else those whose area is."""

    def counted(rows: Sequence[Facility]) -> Counter[str]:
        chosen = serving(kind, rows)
        classed = [one for one in chosen if one.shelter_class != UNKNOWN_CLASS]
        unknown = sum(areas(one, sited.rules).effective_m2 is None for one in classed)
        return Counter(sites=len(chosen), unclassed=len(chosen) - len(classed), unknown=unknown)

    return sited.summed(("hosts counted", kind), counted)


def _lacking(sited: Sited, kind: Kind) -> tuple[str, ...]:
    """What keeps the figure from having a value, as texts under ``missing``."""
    if not sited.county.demand.has_population:
        return ("demand_population",) if len(sited.county.demand) else ("demand",)
    found = _tally(sited, kind)
    unknown, unclassed = found["unknown"], found["unclassed"]
    if found["sites"] and unknown + unclassed == found["sites"]:
        return ("shelter_area" if unknown or not unclassed else "field.shelter_class",)
    return ()
