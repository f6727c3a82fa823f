"""Who and what sites reach: demand points, polygons and land inside the reach of at least one site.

How far a site reaches from where it stands is told by its :class:`~models.access.ways.Reach`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property, partial
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from models.access.manysites import MANY
from models.access.ways import Grid, Pieces, Reach, Spot
from models.county.county import County
from models.county.land import Land
from models.county.points import PointIndex
from models.facilities.facility import Facility
from models.findings.findings import Place
from models.findings.places import unserved_places
from models.kernel.arrays import Bools, Floats, Ints, Objects
from models.kernel.prepared import Prepared

_UNKNOWN = -1
_AREAS_KEPT = 1024

_Parts = tuple[tuple[Hashable, BaseGeometry], ...]

Site = tuple[float, float, Reach]
Sited = TypeVar("Sited", bound=Facility)


def sites_of(facilities: Iterable[Sited], reach_of: Callable[[Sited], Reach]) -> tuple[Site, ...]:
    """Where facilities stand and what each reaches from there; those at the same spot count once."""
    return tuple(dict.fromkeys((*facility.location, reach_of(facility)) for facility in facilities))


class Covered(ABC):
    """What a set of sites reaches together."""

    county: County

    @property
    @abstractmethod
    def mask(self) -> Bools:
        """Whether each demand point is reached, shape (n,)."""

    @property
    @abstractmethod
    def persons(self) -> float:
        """Known residents reached."""

    @property
    @abstractmethod
    def seat_persons(self) -> float:
        """Known residents of the county seat among them."""

    @property
    @abstractmethod
    def persons_of_place(self) -> Floats:
        """Known residents reached in each of the county's places, shape (n places,)."""

    @abstractmethod
    def area_m2(self, land: Land) -> float:
        """Area of the land reached."""

    @cached_property
    def unserved(self) -> tuple[tuple[Place, ...], int]:
        """The largest demand points with people that are not reached, and the number of all of them."""
        return unserved_places(self.county, self.mask)


class Cover(Covered):
    """What sites that stay reach together.

    Attributes
    ----------
    grids
        What their regions are made of whole pieces of; ``None`` among them if some are not.

    Parameters
    ----------
    make_parts
        Makes :attr:`parts`, which not everybody asks for.
    pieces
        All that is reached, if it is told by pieces of a grid; else outlines tell it.
    """

    def __init__(
        self,
        county: County,
        mask: Bools,
        make_parts: Callable[[], _Parts],
        grids: frozenset[Grid | None] = frozenset([None]),
        pieces: Pieces | None = None,
    ) -> None:
        self.county, self._mask, self.grids = county, mask, grids
        self._make_parts, self._pieces = make_parts, pieces
        self._area_m2: dict[Land, float] = {}

    @cached_property
    def parts(self) -> _Parts:
        """Polygons that do not touch each other, with the sites each is made from."""
        return self._make_parts()

    @property
    def mask(self) -> Bools:
        """Whether each demand point is reached, shape (n,)."""
        return self._mask

    @cached_property
    def persons(self) -> float:
        """Known residents reached."""
        return float(self.county.demand.known_persons[self._mask].sum())

    @cached_property
    def seat_persons(self) -> float:
        """Known residents of the county seat among them."""
        return persons_in_seat(self.county, self._mask)

    @cached_property
    def region(self) -> BaseGeometry:
        """All that is reached as one polygon, metres; empty if nothing is."""
        return _together(part for _, part in self.parts)

    @cached_property
    def _part_bounds(self) -> Floats:
        bounds: Floats = shapely.bounds([part for _, part in self.parts])
        return bounds

    def near(self, shape: BaseGeometry) -> BaseGeometry:
        """Those parts of the region that may lie on a shape; none for an empty one, which has no bounds."""
        left, bottom, right, top = shape.bounds
        box = self._part_bounds
        meets = (box[:, 0] <= right) & (box[:, 2] >= left) & (box[:, 1] <= top) & (box[:, 3] >= bottom)
        return _together(self.parts[row][1] for row in np.flatnonzero(meets).tolist())

    @cached_property
    def _prepared(self) -> Prepared:
        return Prepared(np.array([part for _, part in self.parts], dtype=object))

    def holds(self, xy: Floats) -> Bools:
        """Whether points (shape (n, 2)) lie in the region."""
        found, x, y = np.zeros(len(xy), dtype=np.bool_), xy[:, 0], xy[:, 1]
        if len(xy) == 0 or not self.parts:
            return found
        box = self._part_bounds
        meets = (
            (box[:, 0] <= x.max()) & (box[:, 2] >= x.min()) & (box[:, 1] <= y.max()) & (box[:, 3] >= y.min())
        )
        for row in np.flatnonzero(meets).tolist():
            found |= self._prepared.holds(row, x, y)
        return found

    def holds_pieces(self, pieces: Pieces) -> Bools:
        """The same of the middles of pieces of land: of a site that moves nearly all were asked before."""
        held = self._held.get(pieces.grid)
        if held is None:
            held = self._held[pieces.grid] = np.full(len(pieces.grid), _UNKNOWN, dtype=np.int8)
        found = held[pieces.rows]
        if (new := found == _UNKNOWN).any():
            rows = pieces.rows[new]
            found[new] = held[rows] = self.holds(pieces.grid.middles(rows))
        return found.astype(np.bool_)

    @cached_property
    def _held(self) -> WeakKeyDictionary[Grid, NDArray[np.int8]]:
        known: WeakKeyDictionary[Grid, NDArray[np.int8]] = WeakKeyDictionary()
        if self._pieces is not None:
            grid, rows = self._pieces
            known[grid] = np.zeros(len(grid), dtype=np.int8)
            known[grid][rows] = 1
        return known

    def area_m2(self, land: Land) -> float:
        """Area of the land reached; kept."""
        if land not in self._area_m2:
            self._area_m2[land] = (
                self._measured(land)
                if self._pieces is None
                else float(self._pieces.grid.land_m2(land)[self._pieces.rows].sum())
            )
        return self._area_m2[land]

    def _measured(self, land: Land) -> float:
        """The same of the parts, each of which is measured once."""
        memo, keys = self.county.memo, [("area", land.kind, key) for key, _ in self.parts]
        known: list[float | None] = [memo.find(key) for key in keys]
        lacking = [row for row, area_m2 in enumerate(known) if area_m2 is None]
        areas = land.area_within_each([self.parts[row][1] for row in lacking]).tolist()
        for row, area_m2 in zip(lacking, areas, strict=True):
            memo.put(keys[row], area_m2, _AREAS_KEPT)
            known[row] = area_m2
        return math.fsum(area_m2 for area_m2 in known if area_m2 is not None)

    @cached_property
    def persons_of_place(self) -> Floats:
        """Known residents reached in each of the county's places, shape (n places,)."""
        return _sum_by_place(self.county, np.flatnonzero(self._mask))


class WithOne(Covered):
    """What sites that stay reach (``without``), and what one more site, which moves, adds to it."""

    def __init__(self, without: Cover, site: Site) -> None:
        self.county, self.without, self.site = without.county, without, site

    @cached_property
    def own(self) -> Ints:
        """Demand points that the site itself reaches, shape (k,)."""
        return latest_members(self.county, self.site)

    @cached_property
    def _new(self) -> Ints:
        """Those of them that no other site reaches."""
        return self.own[~self.without.mask[self.own]]

    @cached_property
    def mask(self) -> Bools:
        """Whether each demand point is reached, shape (n,)."""
        mask = self.without.mask.copy()
        mask[self._new] = True
        return mask

    @cached_property
    def persons(self) -> float:
        """Known residents reached."""
        return self.without.persons + float(self.county.demand.known_persons[self._new].sum())

    @cached_property
    def seat_persons(self) -> float:
        """Known residents of the county seat among them."""
        new = self._new[self.county.demand_in_seat[self._new]]
        return self.without.seat_persons + float(self.county.demand.known_persons[new].sum())

    @cached_property
    def persons_of_place(self) -> Floats:
        """Known residents reached in each of the county's places, shape (n places,)."""
        return self.without.persons_of_place + _sum_by_place(self.county, self._new)

    @cached_property
    def _new_region(self) -> BaseGeometry:
        own = latest_region(self.county, self.site)
        return shapely.difference(own, self.without.near(own))

    def area_m2(self, land: Land) -> float:
        """Area of the land reached: only what the site adds is measured."""
        new = self._new_pieces
        if new is None:
            return self.without.area_m2(land) + land.area_within(self._new_region)
        return self.without.area_m2(land) + float(new.grid.land_m2(land)[new.rows].sum())

    @cached_property
    def _new_pieces(self) -> Pieces | None:
        """The same where all regions are made of pieces of one grid; ``None`` if they are not."""
        x, y, reach = self.site
        own = reach.pieces((x, y), moves=True)
        if own is None or not self.without.grids <= {own.grid}:
            return None
        return Pieces(own.grid, own.rows[~self.without.holds_pieces(own)])


def cover(county: County, sites: Sequence[Site]) -> Cover:
    """Everything reached by at least one site. Kept per site and per group of overlapping sites."""
    return county.memo.get(("cover", *sites), lambda: _cover(county, sites), keep=48)


def cover_beside(county: County, sites: Sequence[Site]) -> Cover:
    """The same beside one more site, which moves: their outlines are not united where pieces tell as much."""
    if not 0 < len(sites) < MANY or None in (grids := _grids(sites)) or len(grids) > 1:
        return cover(county, sites)

    def make() -> Cover:
        (grid,) = grids
        assert grid is not None
        is_held = np.zeros(len(grid), dtype=np.bool_)
        for site in sites:
            if (own := _pieces(county, site)) is not None:
                is_held[own.rows] = True
        pieces = Pieces(grid, np.flatnonzero(is_held))
        return Cover(county, _reached(county, sites), partial(_parts, county, sites), grids, pieces)

    return county.memo.get(("cover beside", *sites), make, keep=48)


def members(county: County, site: Site) -> Ints:
    """Indices of the demand points that one site reaches; kept."""
    x, y, reach = site
    return county.memo.get(("members", site), lambda: reach.members(county.demand.index, (x, y)))


def member_costs(county: County, site: Site) -> tuple[Ints, Floats]:
    """The same, and what each costs by the way of the reach, shape (k,)."""
    x, y, reach = site
    if reach.way.one_search_for_all:  # it says both
        return reach.members_at(county.demand.index, (x, y))
    rows = members(county, site)
    return rows, reach.way.costs(county.demand.index.part(rows), (x, y))


def latest_members(county: County, site: Site) -> Ints:
    """The same of a site that moves: figures ask alike, and only where it is last is kept."""
    return latest_costs(county, site)[0]


def latest_costs(county: County, site: Site) -> tuple[Ints, Floats]:
    """The same, and what each costs by the way of its reach, shape (k,): one search says both."""
    x, y, reach = site
    ask = partial(reach.members_at, county.demand.index, (x, y), moves=True)
    return county.memo.get_latest(("members of one", reach), (x, y), ask, keep=16)


def _together(parts: Iterable[BaseGeometry]) -> BaseGeometry:
    """Polygons that do not touch each other as one; empty for none."""
    pieces = [piece for part in parts for piece in shapely.get_parts(part)]
    if not pieces:
        return shapely.Polygon()
    return pieces[0] if len(pieces) == 1 else shapely.multipolygons(pieces)


def latest_region(county: County, site: Site) -> BaseGeometry:
    """Polygon of all that a site reaches that moves; only where it is last is kept."""
    x, y, reach = site
    return county.memo.get_latest(("region of one", reach), (x, y), partial(reach.region, (x, y)), keep=16)


def reached_from(county: County, places: PointIndex, site: Site, *, moves: bool = False) -> Ints:
    """Which of some places, often the people themselves, one site reaches; kept unless it moves."""
    if places is county.demand.index:
        return latest_members(county, site) if moves else members(county, site)
    x, y, reach = site
    if moves:
        return reach.members_at(places, (x, y), moves=True)[0]
    return county.memo.get(("reached from", places, site), lambda: reach.members(places, (x, y)))


def reached_by_many(places: PointIndex, sites: Sequence[Site]) -> Bools:
    """Whether at least one of very many sites reaches each place, shape (n,): not asked site by site."""
    mask = np.zeros(len(places), dtype=np.bool_)
    for reach, its in _by_reach(sites).items():
        mask |= reach.reached(places, its)
    return mask


def _by_reach(sites: Sequence[Site]) -> dict[Reach, list[Spot]]:
    spots: dict[Reach, list[Spot]] = {}
    for x, y, reach in sites:
        spots.setdefault(reach, []).append((x, y))
    return spots


def persons_within(county: County, site: Site) -> float | None:
    """Known residents that one site reaches; ``None`` if no residents are known."""
    if not county.demand.has_population:
        return None
    return float(county.demand.known_persons[members(county, site)].sum())


def persons_of_each(county: County, sites: Sequence[Site]) -> list[float | None]:
    """The same of each of some sites; of many it is not kept whom each reaches."""
    if len(sites) < MANY or not county.demand.has_population:
        return [persons_within(county, site) for site in sites]
    index, known = county.demand.index, county.demand.known_persons
    return [float(known[reach.members(index, (x, y))].sum()) for x, y, reach in sites]


def persons_in_seat(county: County, mask: Bools) -> float:
    """Known residents of the county seat inside a mask of demand points."""
    return float(county.demand.known_persons[mask & county.demand_in_seat].sum())


def people_share(county: County, persons: float) -> float | None:
    """Percent of all residents at demand points; ``None`` if no residents are known."""
    if not county.demand.has_population:
        return None
    return min(100.0 * persons / county.demand.total_persons, 100.0)


def land_share(land: Land | None, area_m2: float) -> float | None:
    """Percent of the land; ``None`` without land."""
    return None if land is None else min(100.0 * area_m2 / land.area_m2, 100.0)


def _cover(county: County, sites: Sequence[Site]) -> Cover:
    if len(sites) >= MANY:
        return _cover_of_many(county, sites)
    mask = _reached(county, sites, and_land=True)
    return Cover(county, mask, partial(_parts, county, sites), _grids(sites))


def _grids(sites: Iterable[Site]) -> frozenset[Grid | None]:
    """What regions of sites are made of whole pieces of."""
    return frozenset(way.grid for way in {reach.way for _, _, reach in sites})


def _reached(county: County, sites: Sequence[Site], *, and_land: bool = False) -> Bools:
    """Whether each demand point is reached by at least one of some sites, shape (n,).

    Parameters
    ----------
    and_land
        Whether their regions are asked for next: by road the search that found the people finds the land.
    """
    mask = np.zeros(len(county.demand), dtype=np.bool_)
    for site in sites:
        mask[members(county, site)] = True
        if and_land:
            _region(county, site)
            _pieces(county, site)
    return mask


def _parts(county: County, sites: Sequence[Site]) -> _Parts:
    """Regions of groups of sites that overlap, with the sites of each."""
    regions: Objects = np.empty(len(sites), dtype=object)
    regions[:] = [_region(county, site) for site in sites]
    return tuple(
        (group, county.memo.get(("region", *group), partial(_union, county, group), keep=256))
        for group in _groups(regions, sites)
    )


def _cover_of_many(county: County, sites: Sequence[Site]) -> Cover:
    """Of sites that are too many to keep what each reaches: all of one reach are asked together."""
    mask, regions = reached_by_many(county.demand.index, sites), []
    for reach, its in _by_reach(sites).items():
        make = partial(reach.together, its)
        # What all classes reach is put together from what each does.
        regions.append(county.memo.get(("region of many", reach, *its), make, keep=16))
    parts = shapely.get_parts(regions[0] if len(regions) == 1 else shapely.union_all(regions))
    whose = object()  # instead of the sites themselves, which take long to compare
    named = tuple(((whose, number), part) for number, part in enumerate(parts))
    return Cover(county, mask, lambda: named)


def _region(county: County, site: Site) -> BaseGeometry:
    """Polygon of all that one site reaches; kept."""
    x, y, reach = site
    return county.memo.get(("site region", site), lambda: reach.region((x, y)), keep=512)


def _pieces(county: County, site: Site) -> Pieces | None:
    """The same as pieces of a grid, ``None`` where it is not made of any; kept."""
    x, y, reach = site
    if reach.way.grid is None:
        return None
    return county.memo.get(("site pieces", site), lambda: reach.pieces((x, y)), keep=512)


def _union(county: County, group: Sequence[Site]) -> BaseGeometry:
    return shapely.union_all([_region(county, site) for site in group])


def _groups(regions: Objects, sites: Sequence[Site]) -> list[tuple[Site, ...]]:
    """Sites in groups, such that regions of different groups do not touch."""
    present = np.flatnonzero(~shapely.is_empty(regions)) if len(sites) else np.empty(0, dtype=np.intp)
    if len(present) == 0:
        return []
    one, other = shapely.STRtree(regions[present]).query(regions[present])
    group_of = _linked(len(present), one, other)
    return [tuple(sites[i] for i in present[group_of == group]) for group in np.unique(group_of).tolist()]


def _linked(count: int, one: Ints, other: Ints) -> Ints:
    """The first member of the group that each of some items is linked to, directly or through others.

    Not scipy's: the first assessment would wait longer for its import than for everything else here.

    Parameters
    ----------
    one, other
        Pairs that are linked, each also the other way round; shape (k,).
    """
    first = np.arange(count)
    while True:
        lower = first.copy()
        np.minimum.at(lower, one, first[other])
        lower = lower[lower]
        if np.array_equal(lower, first):
            return first
        first = lower


def _sum_by_place(county: County, points: Ints) -> Floats:
    place = county.demand_place[points]
    placed = place >= 0
    return np.bincount(
        place[placed],
        weights=county.demand.known_persons[points[placed]],
        minlength=len(county.places),
    ).astype(np.float64)
