"""Who shelters where when room is limited: the result of an assignment, and its check.

Who stays long can stay nowhere else, so long stays get their places first; what is left of that room serves
shorter stays, and no place is given twice. An emergency comes before all other stays and finds every shelter
empty. Central shelters are for long stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from models.access.transport import Flows
from models.access.ways import Reach, Way
from models.access.words import way_text
from models.county.county import County
from models.county.points import LIMIT_TOLERANCE_M
from models.facilities.facility import Shelter
from models.findings.findings import Place
from models.findings.numbers import figure_text
from models.findings.places import demand_places, largest_first
from models.kernel.arrays import Bools, Floats, Ints
from models.kernel.text import Lang, t

Method = Literal["nearest", "exact"]
METHODS: tuple[Method, ...] = ("nearest", "exact")
STAYS = ("emergency", "short", "medium", "long")
"""Stay classes, shortest first."""

STAY_OF_CLASS = {
    "emergency": "emergency",
    "short": "short",
    "medium": "medium",
    "long": "long",
    "central": "long",
}
"""Longest stay class that a class of shelter serves."""


def serving(stay: str) -> tuple[str, ...]:
    """Stay classes whose shelters have room for a stay, shortest first: its own and every longer one."""
    return STAYS[STAYS.index(stay) :]


def served_before(stay: str) -> tuple[str, ...]:
    """Stay classes that get their places before a stay does, longest first; none before an emergency."""
    return () if stay == STAYS[0] else tuple(reversed(serving(stay)[1:]))


class AssignmentError(RuntimeError):
    """A result that contradicts what it was computed from; never shown as a result."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """People of one stay class assigned to shelters.

    Attributes
    ----------
    displaced_share
        Share of residents who need shelter of this stay class, 0..1.
    largest_m
        Nobody was sent farther than this, metres; ``None`` without such a limit.
    way
        How people go.
    shelters
        All counted shelters that serve the stay class, in the scenario's order, m of them.
    capacity_persons
        Room of each that longer stays have left (NaN unknown: such a shelter takes nobody), shape (m,).
    reaches
        How far each serves.
    needing_persons
        Whole people in need at each demand point, shape (n,); 0 where residents are unknown.
    nearest_persons
        People for whom each shelter of known capacity is the nearest, room or not, shape (m,).
    flows
        Demand point, shelter (index into ``shelters``), persons, distance.
    open_rules
        Rule values of the shelters' classes that nobody gives.
    """

    county: County
    stay: str
    method: Method
    displaced_share: float
    largest_m: float | None
    way: Way
    shelters: tuple[Shelter, ...]
    capacity_persons: Floats
    reaches: tuple[Reach, ...]
    needing_persons: Ints
    nearest_persons: Ints
    flows: Flows
    open_rules: tuple[str, ...] = ()

    # -- totals --------------------------------------------------------------------------------------------
    @property
    def has_people(self) -> bool:
        """Whether the residents of any place are known; without, no total says anything."""
        return self.county.demand.has_population

    @property
    def has_room(self) -> bool:
        """Whether the capacity of any shelter is known; without, nobody knows who finds a place."""
        return len(self.shelters) > 0 and not self.is_unknown.all()

    @cached_property
    def total_needing(self) -> int:
        """People who need shelter."""
        return int(self.needing_persons.sum())

    @cached_property
    def total_placed(self) -> int:
        """People who have a place."""
        return int(self.flows.persons.sum())

    @property
    def total_unserved(self) -> int:
        """People for whom there is no room."""
        return self.total_needing - self.total_placed

    @cached_property
    def total_capacity(self) -> int:
        """Room in all shelters whose capacity is known."""
        return int(np.nansum(self.capacity_persons))

    @cached_property
    def person_distance_m(self) -> float:
        """Sum of the distances that all placed people go."""
        return float((self.flows.persons * self.flows.distance_m).sum())

    @property
    def mean_distance_m(self) -> float | None:
        """Mean distance of a placed person; ``None`` if nobody is placed."""
        return self.person_distance_m / self.total_placed if self.total_placed else None

    @property
    def farthest_m(self) -> float | None:
        """Longest distance that somebody goes; ``None`` if nobody is placed."""
        return float(self.flows.distance_m.max()) if len(self.flows) else None

    @property
    def within_radius_share(self) -> float | None:
        """Share (0..1) of the people in need who are placed inside the service radius of their shelter."""
        if not self.tells_radius or not self.has_room:
            return None
        return int(self.within_radius_persons.sum()) / self.total_needing if self.total_needing else None

    @property
    def tells_radius(self) -> bool:
        """Whether somebody says how far each shelter serves."""
        return all(reach.is_told for reach in self.reaches)

    # -- per demand point ----------------------------------------------------------------------------------
    @cached_property
    def placed_persons(self) -> Ints:
        """People placed from each demand point, shape (n,)."""
        return _sums(self.flows.point, self.flows.persons, len(self.needing_persons))

    @cached_property
    def unserved_persons(self) -> Ints:
        """People of each demand point without a place, shape (n,)."""
        return self.needing_persons - self.placed_persons

    @cached_property
    def unserved_points(self) -> Ints:
        """Demand points with people known to be without a place, most such people first."""
        found = np.flatnonzero(self.has_room & (self.unserved_persons > 0))
        return largest_first(found, self.unserved_persons.astype(np.float64))

    @cached_property
    def unknown_population(self) -> Ints:
        """Demand points whose residents are unknown, and who are in no total."""
        return np.flatnonzero(np.isnan(self.county.demand.population_persons))

    # -- per shelter ---------------------------------------------------------------------------------------
    @cached_property
    def load_persons(self) -> Ints:
        """People assigned to each shelter, shape (m,)."""
        return _sums(self.flows.site, self.flows.persons, len(self.shelters))

    @property
    def left_persons(self) -> Floats:
        """Room that each shelter still has, for shorter stays; NaN unknown, shape (m,)."""
        return self.capacity_persons - self.load_persons

    @cached_property
    def within_radius_persons(self) -> Ints:
        """People assigned to each shelter from inside its service radius (at it counts), shape (m,)."""
        inside = self.is_within_reach
        return _sums(self.flows.site[inside], self.flows.persons[inside], len(self.shelters))

    @cached_property
    def is_within_reach(self) -> Bools:
        """Whether the shelter of each flow serves that far, shape (k,)."""
        inside = np.zeros(len(self.flows), dtype=np.bool_)
        for site, reach in enumerate(self.reaches):
            its = self.flows.site == site
            inside[its] = reach.holds(self.flows.cost[its])
        return inside

    @cached_property
    def is_overloaded(self) -> Bools:
        """Whether each shelter would hold too many if everybody went to the nearest, shape (m,)."""
        with np.errstate(invalid="ignore"):
            return self.nearest_persons > self.capacity_persons

    @cached_property
    def is_idle(self) -> Bools:
        """Whether each shelter has room but gets nobody, shape (m,)."""
        with np.errstate(invalid="ignore"):
            return (self.capacity_persons > 0) & (self.load_persons == 0)

    @cached_property
    def is_unknown(self) -> Bools:
        """Whether the capacity of each shelter is unknown, shape (m,)."""
        return np.isnan(self.capacity_persons)

    # -- for people ----------------------------------------------------------------------------------------
    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What is lacking: names of texts under ``missing``."""
        lacking = []
        if len(self.county.demand) == 0:
            lacking.append("demand")
        elif len(self.unknown_population):
            lacking.append("demand_population")
        if not self.shelters:
            lacking.append("shelters")
        elif self.is_unknown.any() and not self.open_rules:
            lacking.append("shelter_area")
        return (*(f"rule.{key}" for key in self.open_rules), *lacking)

    def place_of(self, points: Ints) -> tuple[Place, ...]:
        """Demand points as places that a click can zoom to."""
        return demand_places(self.county, points)

    @cached_property
    def by_place(self) -> tuple[Ints, Ints]:
        """People in need and people without a place in each of the county's places, shape (p,) each."""
        place = self.county.demand_place
        inside, count = place >= 0, len(self.county.places)
        needing = _sums(place[inside], self.needing_persons[inside], count)
        return needing, _sums(place[inside], self.unserved_persons[inside], count)

    @cached_property
    def lines(self) -> Floats:
        """Flows as x1, y1, x2, y2 (metres) and persons, shape (k, 5), fewest people first."""
        sites = np.array([shelter.location for shelter in self.shelters], dtype=np.float64).reshape(-1, 2)
        flows = self.flows
        table = np.column_stack((self.county.demand.xy[flows.point], sites[flows.site], flows.persons))
        return table[np.argsort(table[:, 4], kind="stable")].astype(np.float64)


def verify(assignment: Assignment) -> None:
    """Hold an assignment against the raw people, capacities and places.

    Raises
    ------
    AssignmentError
        If anybody is lost, counted twice, sent to a shelter without room or farther than allowed.
    """
    flows, county = assignment.flows, assignment.county
    needing, capacity = assignment.needing_persons, assignment.capacity_persons
    sites = np.array([shelter.location for shelter in assignment.shelters], dtype=np.float64).reshape(-1, 2)
    room = np.nan_to_num(capacity, nan=0.0)
    limit_m = np.inf if assignment.largest_m is None else assignment.largest_m
    pairs = flows.point * max(len(sites), 1) + flows.site
    for is_true, fault in (
        (np.all(flows.persons >= 1), "a flow moves nobody"),
        (np.all((flows.point >= 0) & (flows.point < len(needing))), "a flow starts nowhere"),
        (np.all((flows.site >= 0) & (flows.site < len(sites))), "a flow ends nowhere"),
        (len(np.unique(pairs)) == len(pairs), "two flows join the same pair"),
    ):
        if not is_true:
            raise AssignmentError(fault)
    apart = np.hypot(*(county.demand.xy[flows.point] - sites[flows.site]).T)
    metres = assignment.way.metres(county.demand.xy, sites, flows.point, flows.site)
    slack = 1e-6 * (1.0 + apart)
    for is_true, fault in (
        (np.all(assignment.placed_persons <= needing), "more people placed than are in need"),
        (np.all(assignment.load_persons <= room), "a shelter holds more than its capacity"),
        (np.all(np.abs(metres - flows.distance_m) <= slack), "a distance is wrong"),
        (np.all(flows.distance_m >= apart - slack), "a way is shorter than the straight line"),
        (np.all(flows.distance_m <= limit_m + 2 * LIMIT_TOLERANCE_M), "somebody is sent too far"),
        (
            assignment.total_placed + int(assignment.unserved_persons.sum()) == assignment.total_needing,
            "people are lost",
        ),
        (np.all(needing[assignment.unknown_population] == 0), "unknown residents are counted"),
    ):
        if not is_true:
            raise AssignmentError(fault)


def _sums(index: Ints, persons: Ints, count: int) -> Ints:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, index, persons)
    return total


def basis_text(assignment: Assignment, lang: Lang) -> str:
    """What an assignment rests on: who needs a place, whose room counts, how far it is measured."""
    return t(
        "assignment.note.basis",
        lang,
        share=figure_text(assignment.displaced_share, "share", lang),
        measured=way_text(assignment.way, "measured", lang),
    )
