"""Who and what sites reach: demand points, polygons and land inside the reach of at least one site.

How far a site reaches from where it stands is told by its :class:`~models.access.ways.Reach`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.ways import Reach
from models.county.county import County
from models.county.land import Land
from models.facilities.facility import Facility
from models.findings.findings import Place
from models.findings.places import unserved_places
from models.kernel.arrays import Bools, Floats, Ints, Objects

Site = tuple[float, float, Reach]
Sited = TypeVar("Sited", bound=Facility)


def sites_of(facilities: Iterable[Sited], reach_of: Callable[[Sited], Reach]) -> tuple[Site, ...]:
    """Where facilities stand and what each reaches from there; those at the same spot count once."""
    return tuple(dict.fromkeys((*facility.location, reach_of(facility)) for facility in facilities))


@dataclass(frozen=True, eq=False)
class Cover:
    """What a set of sites reaches together.

    Attributes
    ----------
    mask
        Whether each demand point is reached, shape (n,).
    persons
        Known residents reached.
    parts
        Polygons that do not touch each other, with the sites each is made from.
    """

    county: County
    mask: Bools
    persons: float
    parts: tuple[tuple[Hashable, BaseGeometry], ...]

    @cached_property
    def region(self) -> BaseGeometry:
        """All that is reached as one polygon, metres; empty if nothing is."""
        pieces = [piece for _, part in self.parts for piece in shapely.get_parts(part)]
        if not pieces:
            return shapely.Polygon()
        return pieces[0] if len(pieces) == 1 else shapely.multipolygons(pieces)

    def area_m2(self, land: Land) -> float:
        """Area of the land reached."""

        def measured(key: Hashable, part: BaseGeometry) -> float:
            return self.county.memo.get(("area", land.kind, key), lambda: land.area_within(part))

        return math.fsum(measured(key, part) for key, part in self.parts)

    @cached_property
    def persons_of_place(self) -> Floats:
        """Known residents reached in each of the county's places, shape (n places,)."""
        return _sum_by_place(self.county, self.mask)

    @cached_property
    def unserved(self) -> tuple[tuple[Place, ...], int]:
        """The largest demand points with people that are not reached, and the number of all of them."""
        return unserved_places(self.county, self.mask)


def cover(county: County, sites: Sequence[Site]) -> Cover:
    """Everything reached by at least one site. Kept per site and per group of overlapping sites."""
    return county.memo.get(("cover", *sites), lambda: _cover(county, sites), keep=48)


def members(county: County, site: Site) -> Ints:
    """Indices of the demand points that one site reaches; kept."""
    x, y, reach = site
    return county.memo.get(("members", site), lambda: reach.members(county.demand.index, (x, y)))


def persons_within(county: County, site: Site) -> float | None:
    """Known residents that one site reaches; ``None`` if no residents are known."""
    if not county.demand.has_population:
        return None
    return float(county.demand.known_persons[members(county, site)].sum())


class OneMore:
    """What some sites reach, and what one more site, which moves, adds to it.

    Parameters
    ----------
    sites
        Those that stay.
    """

    def __init__(self, county: County, sites: Sequence[Site]) -> None:
        self._county = county
        self.without: Cover = cover(county, sites)
        self._area_m2: dict[str, float] = {}

    def persons(self, site: Site) -> float:
        """Known residents reached with the site."""
        found = self._members(site)
        new = found[~self.without.mask[found]]
        return self.without.persons + float(self._county.demand.known_persons[new].sum())

    def area_m2(self, site: Site, land: Land | None) -> float:
        """Land reached with the site; 0 without land."""
        if land is None:
            return 0.0
        if land.kind not in self._area_m2:
            self._area_m2[land.kind] = self.without.area_m2(land)
        x, y, reach = site
        new = shapely.difference(reach.region((x, y)), self.without.region)
        return self._area_m2[land.kind] + land.area_within(new)

    def reached(self, site: Site, *, counts: bool) -> Reached:
        """What the site reaches; the whole holds it only if it counts."""
        found = self._members(site)
        mask, persons = self.without.mask, self.without.persons
        if counts:
            mask = mask.copy()
            mask[found] = True
            persons = self.persons(site)
        own_persons = float(self._county.demand.known_persons[found].sum())
        return Reached(site[2], mask, persons, own_persons)

    def _members(self, site: Site) -> Ints:
        x, y, reach = site
        return reach.members(self._county.demand.index, (x, y))


@dataclass(frozen=True, eq=False)
class Reached:
    """What a moved site reaches.

    Attributes
    ----------
    mask
        Whether each demand point is reached by it or by one of the others, shape (n,).
    persons
        Known residents among them.
    own_persons
        Known residents that the site itself reaches.
    """

    reach: Reach
    mask: Bools
    persons: float
    own_persons: float


def people_share(county: County, persons: float) -> float | None:
    """Percent of all residents at demand points; ``None`` if no residents are known."""
    if not county.demand.has_population:
        return None
    return min(100.0 * persons / county.demand.total_persons, 100.0)


def land_share(land: Land | None, area_m2: float) -> float | None:
    """Percent of the land; ``None`` without land."""
    return None if land is None else min(100.0 * area_m2 / land.area_m2, 100.0)


def _cover(county: County, sites: Sequence[Site]) -> Cover:
    mask = np.zeros(len(county.demand), dtype=np.bool_)
    for site in sites:
        mask[members(county, site)] = True
    return Cover(
        county=county,
        mask=mask,
        persons=float(county.demand.known_persons[mask].sum()),
        parts=tuple(
            (group, county.memo.get(("region", *group), partial(_union, group), keep=256))
            for group in _groups(sites)
        ),
    )


def _union(group: Sequence[Site]) -> BaseGeometry:
    return shapely.union_all([reach.region((x, y)) for x, y, reach in group])


def _groups(sites: Sequence[Site]) -> list[tuple[Site, ...]]:
    """Sites in groups, such that regions of different groups do not touch."""
    regions: Objects = np.array([reach.region((x, y)) for x, y, reach in sites], dtype=object)
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


def _sum_by_place(county: County, mask: Bools) -> Floats:
    counted = mask & (county.demand_place >= 0)
    summed: Floats = np.bincount(
        county.demand_place[counted],
        weights=county.demand.known_persons[counted],
        minlength=len(county.places),
    ).astype(np.float64)
    return summed
