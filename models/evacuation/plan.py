"""Who goes where: the receiving list of an evacuation, what is short, and the buses it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely

from models.county.county import County
from models.evacuation.people import NEEDS, Inside, Village
from models.evacuation.supply import SupplyPlan
from models.evacuation.zone import DangerZone
from models.facilities.facility import Shelter
from models.findings.findings import Place
from models.findings.places import unit_place
from models.kernel.arrays import Floats
from models.kernel.text import Lang, t
from models.project.evacuation import EvacuationCase
from models.rules.rules import Rules

SEATS, TRIPS = "evacuation.bus_seats_persons", "evacuation.bus_trips_count"
"""Rule values: people that a bus takes, and trips that each makes."""

WHYS = ("inside", "unsuited", "no_room", "cut")
"""Why a shelter takes nobody: it stands in the zone, is not meant for or fails against its hazard, its room
is not known or none, no road outside the zone leads to it."""


class EvacuationError(RuntimeError):
    """A plan that contradicts what it was computed from; never shown as a result."""


@dataclass(frozen=True)
class Host:
    """A shelter of the stay class.

    Parameters
    ----------
    room
        People that it takes; ``None`` where that is not known.
    why
        One of ``WHYS``; empty for one that takes people in.
    is_unverified
        Whether nothing tells how it stands to the hazard of the zone.
    """

    shelter: Shelter
    place: int
    room: int | None
    why: str = ""
    is_unverified: bool = False


@dataclass(frozen=True, eq=False)
class Move:
    """People of one village who go to one shelter.

    Parameters
    ----------
    village, host
        Positions in the plan's lists.
    names
        Roads in the order in which they are driven.
    reserve
        The nearest other shelter with room left for all of them; ``None`` without one.
    trips
        Bus loads.
    """

    village: int
    host: int
    persons: int
    metres: float
    minutes: float
    names: tuple[str, ...]
    line: object
    reserve: int | None
    trips: int


@dataclass(frozen=True)
class TownRow:
    """What an evacuation means for one township, or for all of them.

    Parameters
    ----------
    place
        Position among the county's places; -1 outside all, -2 for the whole county.
    unknown
        Villages of which nobody knows how many live there.
    no_road, no_room
        People without a place: no road leads out to any shelter; those within reach are full.
    received
        People who are taken in by shelters here.
    """

    place: int
    villages: int
    unknown: int
    persons: int
    moved: int
    no_road: int
    no_room: int
    split: int
    trips: int
    buses: int
    received: int
    households: int | None = None
    special: Mapping[str, int] | None = None


@dataclass(frozen=True, eq=False)
class EvacuationPlan:
    """One evacuation worked out.

    Attributes
    ----------
    moves
        By village in the list's order, then by way.
    is_cut_off
        Whether no way leads from each village to any shelter that takes people in.
    missing
        What keeps a plan from being made, as names of texts under ``missing``.
    supplies
        What those who are moved need, and which depot sends it.
    placed_by_least
        People of each village whom the least total way would place; ``None`` where that was not asked: by
        that method itself, and where nobody is left without room.
    """

    county: County
    case: EvacuationCase
    zone: DangerZone
    inside: Inside
    hosts: tuple[Host, ...]
    moves: tuple[Move, ...]
    is_cut_off: tuple[bool, ...]
    seats: int
    trips_each: int
    missing: tuple[str, ...] = ()
    supplies: SupplyPlan | None = None
    placed_by_least: tuple[int, ...] | None = None

    @property
    def villages(self) -> tuple[Village, ...]:
        """Everybody inside the zone."""
        return self.inside.villages

    # -- totals --------------------------------------------------------------------------------------------
    @cached_property
    def moved(self) -> int:
        """People with a place."""
        return sum(move.persons for move in self.moves)

    @property
    def unplaced(self) -> int:
        """People inside, as far as known, without a place."""
        return self.inside.known - self.moved

    @cached_property
    def person_m(self) -> float:
        """Sum of the metres that all people go."""
        return float(sum(move.persons * move.metres for move in self.moves))

    @cached_property
    def by_village(self) -> Mapping[int, tuple[Move, ...]]:
        """Moves of each village that has any."""
        found: dict[int, tuple[Move, ...]] = {}
        for move in self.moves:
            found[move.village] = (*found.get(move.village, ()), move)
        return found

    @property
    def split(self) -> tuple[int, ...]:
        """Villages whose people go to more than one shelter."""
        return tuple(village for village, moves in self.by_village.items() if len(moves) > 1)

    @cached_property
    def load(self) -> tuple[int, ...]:
        """People that each shelter takes in."""
        total = [0] * len(self.hosts)
        for move in self.moves:
            total[move.host] += move.persons
        return tuple(total)

    @cached_property
    def reserves(self) -> tuple[tuple[int, int], ...]:
        """Shelters with room left and how much, most first: those that take people and those in reserve."""
        left = [
            (number, host.room - load)
            for number, (host, load) in enumerate(zip(self.hosts, self.load, strict=True))
            if not host.why and host.room is not None and host.room > load
        ]
        return tuple(sorted(left, key=lambda one: -one[1]))

    def left_over(self, village: int) -> int:
        """People of a village without a place."""
        return (self.villages[village].persons or 0) - sum(
            move.persons for move in self.by_village.get(village, ())
        )

    def spots_left(self, place: int | None = None) -> Floats:
        """Where those set out from who have no place, of one township or of all, metres; shape (k, 2)."""
        found = [
            one.spot
            for number, one in enumerate(self.villages)
            if place in (None, one.place) and self.left_over(number) > 0
        ]
        return np.array(found, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def by_least(self) -> Mapping[int, int]:
        """People more (or fewer, below zero) of a village whom the least total way would place.

        Only the villages that differ; nothing where it would not place more people in all.
        """
        if self.placed_by_least is None or sum(self.placed_by_least) <= self.moved:
            return {}
        more = {
            number: placed - sum(move.persons for move in self.by_village.get(number, ()))
            for number, placed in enumerate(self.placed_by_least)
        }
        return {number: count for number, count in more.items() if count}

    def kept_out(self, why: str) -> tuple[Host, ...]:
        """Shelters that take nobody for one reason."""
        return tuple(host for host in self.hosts if host.why == why)

    # -- townships -----------------------------------------------------------------------------------------
    @cached_property
    def towns(self) -> tuple[TownRow, ...]:
        """Townships with somebody inside the zone or taken in, in the county's order."""
        places = {one.place for one in self.villages} | {self.hosts[move.host].place for move in self.moves}
        return tuple(self._town(place) for place in sorted(places, key=lambda one: (one < 0, one)))

    @cached_property
    def total(self) -> TownRow:
        """The whole county; buses are those of the townships together."""
        rows = self.towns

        def added(name: str) -> int:
            return sum(getattr(row, name) for row in rows)

        names = (
            "villages", "unknown", "persons", "moved", "no_road", "no_room", "split", "trips", "buses",
            "received",
        )  # fmt: skip
        every = range(len(self.villages))
        counts = {name: added(name) for name in names}
        return TownRow(-2, **counts, households=self._households(every), special=self._special(every))

    def _town(self, place: int) -> TownRow:
        its = [number for number, one in enumerate(self.villages) if one.place == place]
        moves = [move for number in its for move in self.by_village.get(number, ())]
        lacking = {number: self.left_over(number) for number in its}
        trips = sum(move.trips for move in moves)
        return TownRow(
            place=place,
            villages=len(its),
            unknown=sum(self.villages[number].persons is None for number in its),
            persons=sum(self.villages[number].persons or 0 for number in its),
            moved=sum(move.persons for move in moves),
            no_road=sum(count for number, count in lacking.items() if self.is_cut_off[number]),
            no_room=sum(count for number, count in lacking.items() if not self.is_cut_off[number]),
            split=sum(len(self.by_village.get(number, ())) > 1 for number in its),
            trips=trips,
            buses=-(-trips // self.trips_each),
            received=sum(move.persons for move in self.moves if self.hosts[move.host].place == place),
            households=self._households(its),
            special=self._special(its),
        )

    def _households(self, its: Sequence[int]) -> int | None:
        known = [one for number in its if (one := self.villages[number].households) is not None]
        return sum(known) if known else None

    def _special(self, its: Sequence[int]) -> Mapping[str, int]:
        return {
            group: sum(self.villages[number].special.get(group, 0) for number in its)
            for group in NEEDS
            if group in self.inside.tells
        }

    # -- for people and the map ----------------------------------------------------------------------------
    def town_name(self, place: int, lang: Lang) -> str:
        """Name of a township; words for those outside all and for the county."""
        if place >= 0:
            return str(self.county.places.names[place])
        return t("evacuation.county" if place == -2 else "evacuation.outside", lang)

    def town_place(self, place: int) -> Place | None:
        """A township as a place on the map; ``None`` for what is none."""
        if place < 0:
            return None
        return unit_place(self.county, self.county.places, place, float("nan"), "persons")

    @cached_property
    def road_lines(self) -> Floats:
        """Pieces of road as x1, y1, x2, y2 (metres) and all people who go there, shape (k, 5)."""
        total: dict[tuple[tuple[float, float], ...], int] = {}
        for move in self.moves:
            xy = [(round(x, 1), round(y, 1)) for x, y in shapely.get_coordinates(move.line).tolist()]
            for piece in pairwise(xy):
                total[piece] = total.get(piece, 0) + move.persons
        rows = [(*start, *end, persons) for (start, end), persons in total.items()]
        return np.array(rows, dtype=np.float64).reshape(-1, 5)


def bus_rules(rules: Rules) -> tuple[int, int]:
    """Seats of a bus and trips that each makes, at least one."""
    return max(int(rules[SEATS]), 1), max(int(rules[TRIPS]), 1)
