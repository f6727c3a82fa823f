"""Whose people these are: every source of residents held against the others before anybody is counted.

Several lists of one kind are one list; a copy of a list, and a finer list of the same people, count once;
people outside the boundary are the neighbour's. What is left out of the count is told (:class:`Settled`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from models.county.layer import Layer, Role
from models.county.timesofday import TIMES_OF_DAY
from models.facilities.gatefile import gate_table
from models.kernel.arrays import Bools, Floats, Ints, Objects

if TYPE_CHECKING:
    import geopandas as gpd

DEMAND_ROLES = (Role.DEMAND, Role.POPULATION_GRID, Role.VILLAGES)
"""Roles that hold people, best first where several are equally complete."""

PEOPLE_SOURCES = ("", "units", "townships", *(role.value for role in DEMAND_ROLES))
"""Where the residents of the whole county may be taken from; empty for the most complete source."""

PEOPLE_GROUPS = ("", "elderly", "children", "disabled", "day", "night")
"""Whose number may be the denominator: a group, who is there by day or by night; empty for all residents."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_POINT_ROLES = (Role.DEMAND, Role.VILLAGES)
_WHOLE_SHARE = 0.9
"""A list is as whole as another one if it states people in so many rows of it."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class PeopleChoice:
    """What the planner decided about residents.

    Parameters
    ----------
    source
        One of :data:`PEOPLE_SOURCES`; a role of :data:`DEMAND_ROLES` then also says where people live.
    counts_outside
        Whether people outside the boundary count.
    group
        One of :data:`PEOPLE_GROUPS`: whose number is the denominator; empty for all residents.
    year
        Year whose residents are the denominator; 0 for those that the data hold.
    persons
        Residents of the whole county in that year.
    growth, since
        Share by which they grow a year, and the year that they grow from; only without ``persons``.
    """

    source: str = ""
    counts_outside: bool = False
    group: str = ""
    year: int = 0
    persons: float | None = None
    growth: float = 0.0
    since: int = 0

    @property
    def is_as_listed(self) -> bool:
        """Whether the denominators are the residents as the data hold them."""
        return not self.group and not self.year

    @property
    def is_sound(self) -> bool:
        """Whether its parts can be so, and fit together."""
        return (
            self.source in PEOPLE_SOURCES
            and self.group in PEOPLE_GROUPS
            and (self.year == 0 or _FIRST_YEAR <= self.year <= _LAST_YEAR)
            and (self.persons is None or 0 < self.persons < math.inf)
            and -1 < self.growth < 1
            and (not self.year or self.persons is not None or _FIRST_YEAR <= self.since <= self.year)
        )

    def factor(self, persons: float | None) -> float:
        """Residents of the year over those of the data, alike everywhere.

        Parameters
        ----------
        persons
            Residents of the county by the data.
        """
        if not self.year:
            return 1.0
        if self.persons is not None:
            return self.persons / persons if persons else 1.0
        growth: float = (1.0 + self.growth) ** (self.year - self.since)
        return growth


EVERYBODY = PeopleChoice(counts_outside=True)


PEOPLE_WITHOUT_PLACE = "import.problem.people_without_place"
"""What an import says of residents that it could not place."""


@dataclass(frozen=True)
class WithoutPlace:
    """Places of a list that state residents and no coordinates: how many, and their residents."""

    file: str
    count: int
    persons: float
    names: str


@dataclass(frozen=True)
class LeftSource:
    """A source of residents that does not count.

    Parameters
    ----------
    reason
        ``same_list`` (another state of the list that is used), ``same_people`` (a finer or coarser list of
        the people that are counted already) or ``less_complete`` (covers fewer townships).
    used
        Name of the source that is used instead.
    """

    name: str
    file: str
    persons: float
    reason: str
    used: str
    used_persons: float


@dataclass(frozen=True)
class Oddity:
    """Rows of one source that are not counted, or only with a question.

    Parameters
    ----------
    kind
        ``outside`` (beyond the boundary), ``twice`` (stand in another list of the same role already),
        ``twice_within`` (stand in their own list already), ``twice_differ`` (do, with other people; counted)
        or ``absurd`` (more people than such a place can hold).
    names
        The first few.
    """

    kind: str
    name: str
    file: str
    count: int
    persons: float
    names: tuple[str, ...]
    is_counted: bool = False


@dataclass(frozen=True, eq=False)
class Origins:
    """Layer and row that each row of a layer made of others comes from, shape (n,)."""

    layer_ids: Objects
    rows: Ints


@dataclass(frozen=True, eq=False)
class Settled:
    """What is counted of all sources of residents, and what is not.

    Attributes
    ----------
    layers
        All layers of the county; those of residents without what does not count, those of a role in one.
    demand
        Layer of the people, among ``layers``; ``None`` where there is none.
    origins
        Where the rows of the layers that were put together come from, by layer id.
    """

    layers: tuple[Layer, ...]
    demand: Layer | None
    origins: Mapping[str, Origins]
    merged: tuple[tuple[str, ...], ...]
    left: tuple[LeftSource, ...]
    oddities: tuple[Oddity, ...]


@dataclass(frozen=True, eq=False)
class _Source:
    """Rows of one or several layers of a role that are candidates for the count."""

    layers: tuple[Layer, ...]
    of: Ints  # which of the layers each row is from
    rows: Ints
    xy: Floats
    place: Ints
    persons: Floats
    size: int  # rows with a place before any was left out

    @property
    def role(self) -> Role:
        return max(self.layers, key=lambda layer: float(np.nansum(people_of(layer)))).role

    @property
    def name(self) -> str:
        return "、".join(layer.name for layer in self.layers)

    @property
    def file(self) -> str:
        return "、".join(dict.fromkeys(layer.provenance.file or layer.name for layer in self.layers))

    @property
    def total(self) -> float:
        return float(np.nansum(self.persons))

    @property
    def has_people(self) -> bool:
        return self.total > 0

    def text(self, column: str) -> list[str]:
        texts = [layer.text(column) for layer in self.layers]
        return [str(texts[of][row]) for of, row in zip(self.of.tolist(), self.rows.tolist(), strict=True)]

    def covered(self) -> frozenset[int]:
        """Places with known people."""
        return frozenset(self.place[(self.persons > 0) & (self.place >= 0)].tolist())

    def within(self, places: Iterable[int]) -> float:
        """People in some places."""
        chosen = np.isin(self.place, list(places))
        return float(np.nansum(self.persons[chosen]))

    def chosen(self, mask: Bools) -> _Source:
        return replace(
            self,
            of=self.of[mask],
            rows=self.rows[mask],
            xy=self.xy[mask],
            place=self.place[mask],
            persons=self.persons[mask],
        )

    def joined(self, other: _Source) -> _Source:
        return _Source(
            (*self.layers, *other.layers),
            np.concatenate((self.of, other.of + len(self.layers))),
            np.concatenate((self.rows, other.rows)),
            np.concatenate((self.xy, other.xy)),
            np.concatenate((self.place, other.place)),
            np.concatenate((self.persons, other.persons)),
            self.size + other.size,
        )

    @property
    def known(self) -> int:
        """How many of its rows state people."""
        return int(np.isfinite(self.persons).sum())

    @property
    def year(self) -> int:
        """Newest year that its heading or name tells; 0 for none."""
        return max((year_of(layer) for layer in self.layers), default=0)


def people_of(layer: Layer) -> Floats:
    """Residents of each feature, shape (n,); NaN where unknown, or more than such a place can hold."""
    persons = layer.number("population_persons")
    limit = getattr(gate_table().people.most_persons, layer.role.value, math.inf)
    with np.errstate(invalid="ignore"):
        return np.where(persons > limit, np.nan, persons)


def group_of(layer: Layer, group: str) -> Floats:
    """People of a group at each feature, from the first column whose heading tells of them; NaN unknown."""
    words = getattr(gate_table().people.groups, group)
    for column in map(str, layer.columns):
        plain = _plain(column)
        if any(word in plain for word in words) and not any(
            word in plain for word in gate_table().people.groups.no_count
        ):
            numbers = layer.number(column)
            return np.where(numbers >= 0, numbers, np.nan)
    return np.full(len(layer), np.nan)


def times_given(layers: Iterable[Layer]) -> frozenset[str]:
    """Times of day of which layers of people say who is there then."""
    roles = {*DEMAND_ROLES, Role.TOWNSHIPS}
    with_people = [layer for layer in layers if layer.role in roles]
    return frozenset(
        time
        for time in TIMES_OF_DAY
        if any(bool(np.isfinite(group_of(layer, time)).any()) for layer in with_people)
    )


def is_unsure(unknown: int, total: int) -> bool:
    """Whether so many of the places have no number that a sum over them decides nothing."""
    return unknown > gate_table().people.unknown_share * total


def year_of(layer: Layer) -> int:
    """Year of a layer's residents: as its heading said, else as its name or file says; 0 if nothing does."""
    stated = [text for text in set(layer.text("population_year").tolist()) if text]
    texts = [*stated, layer.name, layer.provenance.file, layer.provenance.file_layer]
    for text in texts:
        years = [int(year) for year in _YEAR.findall(text)]
        if years:
            return max(years)
    return 0


def kind_of(layer: Layer) -> str:
    """Kind of residents as the heading said: ``resident``, ``registered``, ``other``; empty if unsaid."""
    kinds = {text for text in layer.text("population_kind").tolist() if text}
    return "registered" if "registered" in kinds else next(iter(sorted(kinds)), "")


def settle(
    layers: Sequence[Layer], inside: Sequence[Bools], place: Sequence[Ints], choice: PeopleChoice
) -> Settled:
    """Decide which rows of which layers are the county's people.

    Parameters
    ----------
    layers
        All layers of the county.
    inside, place
        For each layer of :data:`DEMAND_ROLES` among them, in their order: whether each row lies in the
        county, and in which of its places, shape (n,); -1 for none.
    """
    oddities: list[Oddity] = []
    left: list[LeftSource] = []
    by_role: dict[Role, list[_Source]] = {role: [] for role in DEMAND_ROLES}
    holding = [layer for layer in layers if layer.role in DEMAND_ROLES]
    for layer, own_inside, own_place in zip(holding, inside, place, strict=True):
        source = _source(layer, own_place)
        oddities += _absurd(layer)
        again, differ = _stands_again(source)
        if again.any():
            oddities.append(_oddity("twice_within", source.chosen(again)))
        if differ.any():
            oddities.append(_oddity("twice_differ", source.chosen(differ)))
        own_inside = own_inside[source.rows][~again]
        source = source.chosen(~again)
        beyond = ~own_inside
        if beyond.any() and not beyond.all():
            oddities.append(_oddity("outside", source.chosen(beyond), is_counted=choice.counts_outside))
            if not choice.counts_outside:
                source = source.chosen(~beyond)
        by_role[layer.role].append(source)
    chosen = [_of_role(sources, left, oddities) for sources in by_role.values() if sources]
    united = _disjoint_together(chosen)
    with_people = [source for source in united if source.has_people]
    best = max(with_people, key=lambda source: _worth(source, choice), default=None)
    for source in with_people:
        if best is not None and source is not best:
            left.append(_left(source, "less_complete" if _covers_less(source, best) else "same_people", best))
    best = best or next(iter(united), None)
    made = {source.layers[0].id: _layer(source) for source in united}
    return Settled(
        layers=tuple(
            made[layer.id][0] if layer.id in made else layer
            for layer in layers
            if layer.id in made or layer.role not in DEMAND_ROLES
        ),
        demand=made[best.layers[0].id][0] if best is not None else None,
        origins=MappingProxyType(
            {layer.id: origins for layer, origins in made.values() if origins is not None}
        ),
        merged=tuple(
            tuple(layer.name for layer in source.layers) for source in united if len(source.layers) > 1
        ),
        left=tuple(left),
        oddities=tuple(oddities),
    )


# -- one source --------------------------------------------------------------------------------------------
def _source(layer: Layer, place: Ints) -> _Source:
    xy = layer.middles
    rows = np.flatnonzero(np.isfinite(xy).all(axis=1))  # a feature without geometry lies nowhere
    of = np.zeros(len(rows), dtype=np.intp)
    return _Source((layer,), of, rows, xy[rows], place[rows], people_of(layer)[rows], len(rows))


def _stands_again(source: _Source) -> tuple[Bools, Bools]:
    """Rows with name, code and place of an earlier one: those that say the same, those with other people.

    The first count once; of the others nobody can say which is right, so they are told and counted.
    """
    again, differ = np.zeros((2, len(source.rows)), dtype=np.bool_)
    if source.role == Role.POPULATION_GRID:
        return again, differ
    keys = list(zip(source.text("name"), source.text("code"), strict=True))
    often = Counter(keys)
    near_m = gate_table().people.same_place_m
    firsts: dict[tuple[str, str], list[int]] = {}
    for row, key in enumerate(keys):
        if often[key] == 1 or not key[0]:
            continue
        earlier = firsts.setdefault(key, [])
        there = [
            one for one in earlier if math.dist(source.xy[row].tolist(), source.xy[one].tolist()) <= near_m
        ]
        if any(source.persons[one] == source.persons[row] for one in there) or (
            there and np.isnan(source.persons[row])
        ):
            again[row] = True
        elif there:
            differ[row] = True
        earlier.append(row)
    return again, differ


def _absurd(layer: Layer) -> list[Oddity]:
    stated, known = layer.number("population_persons"), people_of(layer)
    rows = np.flatnonzero(np.isfinite(stated) & np.isnan(known))
    if not len(rows):
        return []
    names = layer.text("name")
    shown = tuple(f"{names[row]} {stated[row]:,.0f}" for row in rows[: _shown()].tolist())
    file = layer.provenance.file or layer.name
    return [Oddity("absurd", layer.name, file, len(rows), float(stated[rows].sum()), shown)]


def _oddity(kind: str, source: _Source, *, is_counted: bool = False) -> Oddity:
    names = tuple(name for name in source.text("name") if name)[: _shown()]
    return Oddity(kind, source.name, source.file, len(source.rows), source.total, names, is_counted)


def _layer(source: _Source) -> tuple[Layer, Origins | None]:
    """The layer of a source: the file's own where all of it counts, else one made of what counts."""
    first = source.layers[0]
    if _is_whole(source):
        return first, None
    import pandas as pd  # what is whole needs none

    frames = [_with_geometry(layer) for layer in source.layers]
    starts = np.cumsum([0, *(len(frame) for frame in frames[:-1])])
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frame = whole.iloc[starts[source.of] + source.rows].reset_index(drop=True)
    frame["population_persons"] = source.persons
    ids = np.array([layer.id for layer in source.layers], dtype=object)[source.of]
    made = replace(first, name=source.name, role=source.role, frame=frame)
    return made, Origins(ids, source.rows)


def _with_geometry(layer: Layer) -> gpd.GeoDataFrame:
    frame = layer.frame
    return frame if frame.geometry.name == "geometry" else frame.rename_geometry("geometry")


def _is_whole(source: _Source) -> bool:
    """Whether it is one layer of which nothing is left out but features without a place."""
    if len(source.layers) > 1 or len(source.rows) < source.size:
        return False
    stated = source.layers[0].number("population_persons")[source.rows]
    return bool(((stated == source.persons) | np.isnan(stated)).all())


# -- several lists of one role -----------------------------------------------------------------------------
def _of_role(sources: Sequence[_Source], left: list[LeftSource], oddities: list[Oddity]) -> _Source:
    """All lists of one role as one, without copies and without other lists of the same people."""
    with_people = [source for source in sources if source.has_people]
    kept: list[_Source] = []
    most = max((source.known for source in with_people), default=0)
    for source in sorted(with_people or sources[:1], key=lambda source: _first_choice(source, most)):
        for other in kept:
            twice = _twice(source, other)
            if twice.sum() >= gate_table().people.same_list_share * min(len(source.rows), len(other.rows)):
                left.append(_left(source, "same_list", other))
                break
            if _same_people(source, other):
                left.append(_left(source, "same_people", other))
                break
            if twice.any():
                oddities.append(_oddity("twice", source.chosen(twice)))
                source = source.chosen(~twice)
        else:
            kept.append(source)
    kept.sort(key=lambda source: sources.index(next(one for one in sources if one.layers == source.layers)))
    whole = kept[0]
    for source in kept[1:]:
        whole = whole.joined(source)
    return whole


def _first_choice(source: _Source, most: int) -> tuple[bool, bool, int, int]:
    """Order of lists of one role: whole ones first, residents before registered people, then the newest."""
    is_registered = any(kind_of(layer) == "registered" for layer in source.layers)
    return source.known < _WHOLE_SHARE * most, is_registered, -source.year, -source.known


def _twice(source: _Source, other: _Source) -> Bools:
    """Rows of a source that stand in another too: same code, or same name near by, shape (n,)."""
    near_m = gate_table().people.same_place_m
    codes = {code for code in other.text("code") if code}
    places: dict[str, list[int]] = {}
    for row, name in enumerate(other.text("name")):
        places.setdefault(_plain(name), []).append(row)
    found = np.zeros(len(source.rows), dtype=np.bool_)
    for row, (name, code) in enumerate(zip(source.text("name"), source.text("code"), strict=True)):
        near = places.get(_plain(name), ())
        away = [math.dist(source.xy[row].tolist(), other.xy[one].tolist()) for one in near]
        found[row] = (bool(code) and code in codes) or (bool(name) and any(d <= near_m for d in away))
    return found


def _same_people(source: _Source, other: _Source) -> bool:
    """Whether two lists are of the same people: where both have some, they add up to the same."""
    shared = source.covered() & other.covered()
    if not shared or len(source.rows) == len(other.rows):
        return False
    one, two = source.within(shared), other.within(shared)
    return abs(one - two) <= gate_table().people.same_sum_share * max(one, two)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


# -- sources of several roles ------------------------------------------------------------------------------
def _disjoint_together(sources: Sequence[_Source]) -> list[_Source]:
    """Lists of points that share no place are parts of one whole, whatever each is called."""
    points = [one for one in sources if one.has_people and one.layers[0].role in _POINT_ROLES]
    covered = [source.covered() for source in points]
    if len(points) == 2 and all(covered) and not covered[0] & covered[1]:
        whole = points[0].joined(points[1])
        return [whole, *(one for one in sources if one not in points)]
    return list(sources)


def _worth(source: _Source, choice: PeopleChoice) -> tuple[bool, int, int]:
    return (
        choice.source == source.role.value,
        len(source.covered()),
        -DEMAND_ROLES.index(source.role),
    )


def _covers_less(source: _Source, best: _Source) -> bool:
    return len(source.covered()) < len(best.covered())


def _left(source: _Source, reason: str, used: _Source) -> LeftSource:
    return LeftSource(source.name, source.file, source.total, reason, used.name, used.total)


def _shown() -> int:
    return gate_table().shown_names
