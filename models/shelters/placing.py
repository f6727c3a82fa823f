"""People who live within the service radius of a shelter and find a place there.

To be within a radius says nothing of room. Here everybody who needs a place goes to the nearest shelter that
serves so far and has one left, as in :mod:`models.shelters.assignment`: by rising distance over all pairs,
long stays before shorter ones, nobody farther than the shelter's own radius. People are not rounded, so that
a share of them is never more than the share of residents within the radius.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from models.access.coverage import Covered, members, people_share
from models.access.measures import radius_rule, shelter_inputs, shelter_reach
from models.access.sited import Moved, Sited
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
from models.kernel.arrays import Bools, Floats, Ints
from models.rules.rules import Rules
from models.shelters.assign import share_rule
from models.shelters.assignment import STAYS, served_before
from models.shelters.values import areas, capacity_persons, serves, stay_of

Kind = Literal["emergency", "fixed"]
KINDS: tuple[Kind, ...] = ("emergency", "fixed")
_NOBODY = 1e-6
"""So few people are what rounding leaves of none."""
_LIVE_PAIRS = 20_000
"""With more pairs a step of a drag would wait: until the drop there is no data, never an old number."""


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
    def of(cls, county: County, rules: Rules, kind: Kind, facilities: Iterable[Facility]) -> Pairs:
        """Pairs of those that serve a kind of coverage, each with the reach that this coverage gives it."""
        rows = [one for one in facilities if isinstance(one, Shelter) and serves(kind, one)]
        reaches = {
            name: shelter_reach(county, "emergency" if kind == "emergency" else name, rules)
            for name in {one.shelter_class for one in rows}
        }
        found = [members(county, (*one.location, reaches[one.shelter_class])) for one in rows]
        point = np.concatenate([np.empty(0, dtype=np.intp), *found])
        site = np.repeat(np.arange(len(rows)), [len(one) for one in found])
        spots = np.array([one.location for one in rows], dtype=np.float64).reshape(-1, 2)
        way = shelter_reach(county, "emergency", rules).way
        held = [capacity_persons(one, areas(one, rules).effective_m2, rules) for one in rows]
        return cls(
            stay=np.array([stay_of(one.shelter_class) for one in rows], dtype=np.intp),
            room_persons=np.array(held, dtype=np.float64),
            point=point,
            site=site,
            cost=way.pairs(county.demand.xy, spots, point, site),
        )

    def nearest_first(self) -> Pairs:
        """The same by rising cost; at equal cost the point of the lower row first, then the lower site."""
        order = np.lexsort((self.site, self.point, self.cost))
        return replace(self, point=self.point[order], site=self.site[order], cost=self.cost[order])

    def of_sites(self, chosen: Bools) -> Pairs:
        """Only the pairs of some of the sites, shape (m,)."""
        kept = chosen[self.site]
        return replace(self, point=self.point[kept], site=self.site[kept], cost=self.cost[kept])

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


def fill(persons: Floats, room: Floats, pairs: Pairs) -> tuple[Floats, Floats]:
    """People of each point and in each site when pairs are served in their order while both have some left.

    Nobody goes by a pair that is not given. Python's own numbers are several times quicker here than arrays
    of one: each pair waits for what those before it left.

    Parameters
    ----------
    persons, room
        People at each point, shape (n,), and places of each site, shape (m,).

    Returns
    -------
    tuple
        People with a place, shape (n,), and people in each site, shape (m,).
    """
    matter = (persons[pairs.point] > 0) & (room[pairs.site] > 0)
    rows, point_of = np.unique(pairs.point[matter], return_inverse=True)
    waiting, free = persons[rows].tolist(), room.tolist()
    for point, site in zip(point_of.tolist(), pairs.site[matter].tolist(), strict=True):
        wanted, held = waiting[point], free[site]
        if wanted <= 0 or held <= 0:
            continue
        if wanted <= held:
            waiting[point], free[site] = 0.0, held - wanted
        else:
            waiting[point], free[site] = wanted - held, 0.0
    placed = np.zeros(len(persons))
    placed[rows] = persons[rows] - waiting
    return placed, room - free


def placed_of(sited: Sited, kind: Kind) -> Placed:
    """Who has a place within the radius of the shelters that count."""
    return sited.kept(
        ("placed", kind), lambda: _placed(sited.county, sited.rules, kind, pairs_of(sited, kind))
    )


def pairs_of(sited: Sited, kind: Kind) -> Pairs:
    """Pairs of the shelters that count."""
    return sited.summed(("placing", kind), lambda rows: Pairs.of(sited.county, sited.rules, kind, rows))


def _placed(county: County, rules: Rules, kind: Kind, pairs: Pairs) -> Placed:
    residents, count = county.demand.known_persons, len(county.demand)
    room, ordered = np.nan_to_num(pairs.room_persons), pairs.nearest_first()
    needing, placed = np.zeros(count), np.zeros(count)
    for stay in stays_of(kind):
        own = residents * rules[share_rule(stay)]
        found, load = fill(own, room, ordered.of_sites(pairs.stay >= STAYS.index(stay)))
        room = room - load
        needing += own
        placed += found
    return Placed(needing, placed)


def values(sited: Sited) -> dict[str, float | None]:
    """Share of the people in need who have a place within the radius, by figure id."""
    return {figure_id(kind): _value(sited, kind) for kind in KINDS}


def _value(sited: Sited, kind: Kind) -> float | None:
    if _lacking(sited, kind):
        return None
    if isinstance(sited, Moved) and len(pairs_of(sited, kind).point) > _LIVE_PAIRS:
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
        rows, unknown, unclassed = _sites(sited, kind)
        inputs: dict[str, float | int | str | None] = {
            **shelter_inputs(county, classes, rules),
            "sites": len(rows),
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
        order = largest_first(np.flatnonzero(without > _NOBODY), without)
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
                "unplaced_places": len(order),
                "unknown_places": no_number,
            },
            failing=demand_places(county, order[:MOST_PLACES]),
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


def _sites(sited: Sited, kind: Kind) -> tuple[list[Shelter], int, int]:
    """Shelters of a kind of coverage, those whose area is unknown, and those whose class is."""
    every = [one for one in sited.of(Shelter) if serves(kind, one)]
    classed = [one for one in every if one.shelter_class != UNKNOWN_CLASS]
    unknown = sum(areas(one, sited.rules).effective_m2 is None for one in classed)
    return every, unknown, len(every) - len(classed)


def _lacking(sited: Sited, kind: Kind) -> tuple[str, ...]:
    """What keeps the figure from having a value, as texts under ``missing``."""
    if not sited.county.demand.has_population:
        return ("demand_population",) if len(sited.county.demand) else ("demand",)
    rows, unknown, unclassed = _sites(sited, kind)
    if rows and unknown + unclassed == len(rows):
        return ("shelter_area" if unknown or not unclassed else "field.shelter_class",)
    return ()
