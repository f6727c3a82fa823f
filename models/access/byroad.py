"""The way by road: minutes (or metres) along the county's own network, with the way to and from the road.

A site and a place each stand at their nearest usable road, if that is not too far; what lies between counts
at the speed of the last metres. On wheels directions are kept; on foot they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.access.manysites import MANY
from models.access.roadcells import Cells
from models.access.roadlabels import Snapped
from models.access.roadnet import Network, Search
from models.access.ways import TOLERANCE, Bound, Box, Cost, Nearest, Pieces, Spot, TwoNearest, Way
from models.county.land import Land
from models.county.points import PointIndex
from models.kernel.arrays import Bools, Floats, Ints, Objects

__all__ = ["ByRoad", "Network", "OnFoot"]

_WAY_ROUND = (2.0, 6.0)
"""How many times as long as the fastest straight on a way is searched for, before it is everywhere."""


@dataclass(frozen=True)
class ByRoad(Way):
    """Along the roads; costs are minutes.

    Two are equal if they are of one network, which is made once for a county and a pace.
    """

    network: Network

    unit: Literal["m", "min"] = field(default="min", init=False, compare=False)
    one_search_for_all = True

    @property
    def words(self) -> str:
        """By road, in snow or ice where these slow down."""
        return "road" if self.network.pace.snow == 1 else "road_snow"

    @property
    def says(self) -> Mapping[str, float]:
        """Metres within which a road must lie, and how much slower one is for snow or ice."""
        pace = self.network.pace
        return {"snap": pace.snap_m} | ({} if pace.snow == 1 else {"snow": pace.snow})

    @property
    def course(self) -> Hashable:
        """The network itself."""
        return self.network

    def costs(self, places: PointIndex, spot: Spot) -> Floats:
        """Minutes on and off the road."""
        search = self.network.from_spot(spot)
        if search is None:
            return np.full(len(places), np.inf)
        return search.to(self.network.places(places))

    def beside(self, bound: Bound, others: Sequence[Spot], spot: Spot) -> tuple[Ints, Floats]:
        """Found by a search that stops where the others come sooner."""
        labels = self.network.labels(tuple(dict.fromkeys(others)))
        rows, cost = labels.costs_of_one_more(
            self.network.places(bound.places), spot, as_nearest=bound.is_nearest
        )
        at = bound.places.grid.position[rows]
        near = np.flatnonzero((cost <= bound.by_cell[at]) & (cost < np.inf))
        return at[near], cost[near]

    def within(self, places: PointIndex, spot: Spot, limit: float) -> Ints:
        """Found by a search that stops at the limit."""
        return self.costs_within(places, spot, limit)[0]

    def costs_within(
        self, places: PointIndex, spot: Spot, limit: float, *, moves: bool = False
    ) -> tuple[Ints, Floats]:
        """The same search says what each costs."""
        most = limit + TOLERANCE
        if moves:
            rows, cost = self._from_moving(self.network.places(places), spot, most)
            return rows[cost <= most], cost[cost <= most]
        search = self.network.from_spot(spot, most)
        if search is None:
            return np.empty(0, dtype=np.intp), np.empty(0)
        if np.isfinite(most):
            # Nothing beyond is looked at: of a county's places most are.
            rows = np.sort(places.in_disc(spot, self.network.farthest_m(most)))
            at = self.network.places(places)
            cost = search.to(Snapped(at.edge[rows], at.share[rows], at.off_m[rows]))
        else:
            rows, cost = np.arange(len(places)), search.to(self.network.places(places))
        kept = cost <= most
        return rows[kept], cost[kept]

    def costs_up_to(self, places: PointIndex, spot: Spot, limit: float) -> Floats:
        """Nothing beyond the limit is searched for."""
        rows, found = self.costs_within(places, spot, limit)
        cost = np.full(len(places), np.inf)
        cost[rows] = found
        return cost

    def _from_moving(self, at: Snapped, spot: Spot, most: float) -> tuple[Ints, Floats]:
        """Rows of points that a site that moves may reach, and what it costs them; more may be infinite."""
        started = self.network.started(spot, most) if most >= 0 else None
        return (np.empty(0, dtype=np.intp), np.empty(0)) if started is None else started.to(at)

    def nearest(self, places: PointIndex, spots: Sequence[Spot]) -> Nearest:
        """Found by one search from all sites."""
        alone = tuple(dict.fromkeys(spots))
        if not alone:
            return Nearest.none(len(places))
        found = self._nearest(places, alone)
        row = np.array([*(spots.index(spot) for spot in alone), -1], dtype=np.intp)
        return Nearest(row[found.site], found.cost)

    def _nearest(self, places: PointIndex, alone: tuple[Spot, ...]) -> Nearest:
        """Of sites at different spots. The last one may be in a drag, of which only the others are known."""
        network, at = self.network, self.network.places(places)
        others = network.labels_of_fewer(alone)
        if others is None:
            return network.labels(alone).nearest(network, at)
        found = others.nearest(network, at)
        rows, cost = others.costs_of_one_more(at, alone[-1], as_nearest=True)
        leads = cost < found.cost[rows]
        found.site[rows[leads]], found.cost[rows[leads]] = len(alone) - 1, cost[leads]
        return found

    def two_nearest(self, places: PointIndex, spots: Sequence[Spot]) -> TwoNearest:
        """Found by two searches from all sites; two in one yard are two."""
        alone = tuple(dict.fromkeys(spots))
        if not alone:
            return TwoNearest.none(len(places))
        found = self.network.labels(alone).two_nearest(self.network, self.network.places(places))
        row = np.array([*(spots.index(spot) for spot in alone), -1], dtype=np.intp)
        first, second, second_cost = row[found.first], row[found.second], found.second_cost
        if len(alone) < len(spots):
            twins = {spot: [row for row, its in enumerate(spots) if its == spot] for spot in alone}
            twin = np.array([*(its[1] if len(its) > 1 else -1 for its in twins.values()), -1], dtype=np.intp)
            its = twin[found.first]
            second = np.where(its >= 0, its, second)
            second_cost = np.where(its >= 0, found.first_cost, second_cost)
        return TwoNearest(first, found.first_cost, second, second_cost)

    def leave(self, spots: Sequence[Spot], row: int) -> None:
        """Only those whom it came to first or second are searched anew."""
        if spots.count(spots[row]) == 1:
            self.network.leave(tuple(dict.fromkeys(spots)), spots[row])

    def reached(self, places: PointIndex, spots: Sequence[Spot], limit: float) -> Bools:
        """Found by one search from all sites where they are many."""
        if len(spots) < MANY:
            return super().reached(places, spots, limit)
        return self.nearest(places, spots).cost <= limit + TOLERANCE

    def region(self, spot: Spot, limit: float) -> BaseGeometry:
        """Cells of land whose middles cost at most the limit."""
        inside, window = self._inside(spot, limit)
        rows, columns = (one.stop - one.start for one in window)
        return self.network.cells.polygon(inside.reshape(rows, columns), window)

    def _inside(self, spot: Spot, limit: float) -> tuple[Bools, tuple[slice, slice]]:
        """Which cells of a window cost at most a limit, row by row; elsewhere none does."""
        network, cells, most = self.network, self.network.cells, limit + TOLERANCE
        search = network.from_spot(spot, most)
        if search is None or limit < 0:
            return np.zeros(0, dtype=np.bool_), (slice(0, 0), slice(0, 0))
        window = cells.around(spot, most * network.fastest_m_min)
        return search.to(cells.standing(window)) <= most, window

    def together(self, spots: Sequence[Spot], limit: float) -> BaseGeometry:
        """Cells of land that the nearest of the sites reaches."""
        cells, found = self.network.cells, self.network.division(tuple(dict.fromkeys(spots)))
        inside = cells.is_near & (found.first_cost <= limit + TOLERANCE)
        return cells.polygon(inside.reshape(cells.shape))

    def territories(self, spots: Sequence[Spot], limit: float) -> list[BaseGeometry]:
        """Cells of land by whose they are; those that are as near to two are nobody's."""
        cells, found = self.network.cells, self.network.division(tuple(spots))
        cost = found.first_cost
        inside = cells.is_near & (cost <= limit + TOLERANCE) & (cost < found.second_cost)
        return cells.polygons(np.where(inside, found.first, -1).reshape(cells.shape), len(spots))

    def territory(self, spot: Spot, others: Sequence[Spot], limit: float) -> BaseGeometry:
        """Cells of land as :meth:`territories` has them: nobody is searched for farther than the limit."""
        network, cells, most = self.network, self.network.cells, limit + TOLERANCE
        search = network.from_spot(spot, most) if limit >= 0 else None
        if search is None:
            return shapely.Polygon()
        window = cells.around(spot, most * network.fastest_m_min)
        at = cells.standing(window)
        own = search.to(at)
        rows = np.flatnonzero(own <= most)
        there, own = at.part(rows), own[rows]
        is_own = np.ones(len(rows), dtype=np.bool_)
        for other in others:
            rival = network.from_spot(other, most)
            if rival is not None:
                is_own &= own < rival.to(there)
        inside = np.zeros(
            (window[0].stop - window[0].start, window[1].stop - window[1].start), dtype=np.bool_
        )
        inside.ravel()[rows[is_own]] = True
        return cells.polygon(inside, window)

    def cells(self, spots: Sequence[Spot], box: Box) -> list[BaseGeometry]:
        """All at once: what each has is looked for where it has some, not all over the land."""
        grid, alone = self.network.cells, tuple(dict.fromkeys(spots))
        if grid.is_small(grid.window(box)):
            return super().cells(spots, box)
        known = self.network.division(alone)
        whose = np.where(known.first_cost < known.second_cost, known.first, -1)
        shapes = grid.polygons(whose.reshape(grid.shape), len(alone))
        inside = dict(zip(alone, shapely.intersection(shapes, shapely.box(*box)).tolist(), strict=True))
        return [inside[spot] for spot in spots]

    def cell(self, spot: Spot, others: Sequence[Spot], box: Box) -> BaseGeometry:
        """Cells of land that are nearer to ``spot`` than to each of the others, however far from a road."""
        network = self.network
        cells, rivals = network.cells, tuple(dict.fromkeys(others))
        window = cells.window(box)
        if cells.is_small(window):
            # Far less than all the land, and for rivals that few others have: only that is looked at.
            at = cells.standing(window, only_near=False)
            labels = network.labels(rivals) if rivals else None
            known = TwoNearest.none(len(at.edge)) if labels is None else labels.two_nearest(network, at)
        else:
            window, at = cells.whole, cells.at
            known = network.division(rivals)
        if spot in rivals:
            nearer = (known.first == rivals.index(spot)) & (known.first_cost < known.second_cost)
        else:
            search = network.from_spot(spot)
            own = np.full(len(known.first_cost), np.inf) if search is None else search.to(at)
            nearer = own < known.first_cost
        found = cells.polygon(nearer.reshape(window[0].stop - window[0].start, -1), window)
        return shapely.intersection(found, shapely.box(*box))

    def nearest_m2(self, spots: Sequence[Spot], land: Land) -> Floats:
        """Cells of land by whose they are; their outlines are not asked for."""
        alone = tuple(dict.fromkeys(spots))
        known, land_m2 = self.network.division(alone), self.network.cells.land_m2(land)
        is_owned = known.first_cost < known.second_cost
        found = np.bincount(known.first[is_owned], weights=land_m2[is_owned], minlength=len(alone))
        row_of = {spot: row for row, spot in enumerate(alone)}
        return found[[row_of[spot] for spot in spots]].astype(np.float64)

    def taken_m2(
        self, spot: Spot, others: Sequence[Spot], cells: Callable[[], Objects], land: Land
    ) -> tuple[Floats, float]:
        """Found by a search that stops where the others come sooner.

        Cells of land are whole in everybody's part: nothing is cut.
        """
        network, rivals = self.network, tuple(dict.fromkeys(others))
        grid, labels = network.cells, network.labels(rivals)
        rows, cost = labels.costs_of_one_more(grid.at, spot, as_nearest=True)
        known = network.division(rivals)
        rows = rows[cost < known.first_cost[rows]]
        land_m2 = grid.land_m2(land)[rows]
        # Cells that are as near to two are nobody's.
        is_owned = known.first_cost[rows] < known.second_cost[rows]
        from_rival = np.bincount(
            known.first[rows[is_owned]], weights=land_m2[is_owned], minlength=len(rivals)
        )
        row_of = {rival: row for row, rival in enumerate(rivals)}
        return from_rival[[row_of[other] for other in others]].astype(np.float64), float(land_m2.sum())

    @property
    def grid(self) -> Cells:
        """Cells of land."""
        return self.network.cells

    def pieces(self, spot: Spot, limit: float, *, moves: bool = False) -> Pieces:
        """Cells of land whose middles cost at most the limit."""
        cells, most = self.network.cells, limit + TOLERANCE
        if not moves:
            return Pieces(cells, cells.rows_of(*self._inside(spot, limit)))
        rows, cost = self._from_moving(cells.at, spot, most if limit >= 0 else -1.0)
        return Pieces(cells, rows[(cost <= most) & cells.is_near[rows]])

    def metres(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Metres of the quickest way."""
        found = np.full(len(point), np.inf)
        for one in np.unique(site).tolist():
            chosen = site == one
            at = self.network.snap(xy[point[chosen]])
            search = self._search_to(at, xy[point[chosen]], (float(spots[one, 0]), float(spots[one, 1])))
            if search is not None:
                found[chosen] = search.metres(at)
        return found

    def _search_to(self, at: Snapped, xy: Floats, spot: Spot) -> Search | None:
        """Search from a site to points: first no farther than ways to them mostly are."""
        straight = float(np.hypot(*(xy - spot).T).max(initial=0.0)) / self.network.fastest_m_min
        for limit in (*(straight * times for times in _WAY_ROUND), np.inf):
            search = self.network.from_spot(spot, limit)
            if search is None or (search.on_road(at) <= limit).all():
                break
        return search

    def minutes(self, cost: Cost) -> Cost:
        """Costs are minutes."""
        return cost

    def hours(self, cost: Cost) -> Cost:
        """A sixtieth of the minutes."""
        return cost / 60.0

    def limit(self, minutes: float) -> float:
        """Costs are minutes."""
        return minutes


@dataclass(frozen=True)
class OnFoot(ByRoad):
    """Along the roads on foot, everywhere equally fast; costs are metres, so that limits in metres hold.

    A boat costs the metres that one would have walked in its time.

    Parameters
    ----------
    network
        At a pace of a metre a minute.
    walking_km_h
        How fast one walks in truth.
    """

    walking_km_h: float

    unit: Literal["m", "min"] = field(default="m", init=False, compare=False)

    @property
    def words(self) -> str:
        """On foot along roads."""
        return "walk"

    @property
    def says(self) -> Mapping[str, float]:
        """Speed, and metres within which a road must lie."""
        return {**super().says, "speed": self.walking_km_h}

    def metres(self, xy: Floats, spots: Floats, point: Ints, site: Ints) -> Floats:
        """Costs are metres, but for a boat's."""
        if self.network.has_boats:
            return super().metres(xy, spots, point, site)
        return self.pairs(xy, spots, point, site)

    def minutes(self, cost: Cost) -> Cost:
        """Minutes at the walking speed."""
        return cost / (self.walking_km_h * 1000 / 60)

    def hours(self, cost: Cost) -> Cost:
        """Hours at the walking speed."""
        return cost / (self.walking_km_h * 1000)

    def limit(self, minutes: float) -> float:
        """Metres that one walks in so many minutes."""
        return self.walking_km_h * 1000 / 60 * minutes
