"""Who lives where: villages and communities with residents, and the townships that their land adds up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from layers.sample.land import Land
from layers.sample.shapes import Noise, Warp, rounded
from layers.sample.spec import Spec
from models.kernel.arrays import Floats, Ints, Objects


@dataclass(frozen=True, eq=False)
class People:
    """Villages, communities of the seat and town centres, and the units above them.

    Attributes
    ----------
    xy, residents_persons, township, kind
        Per place, shape (n,) or (n, 2): position, residents, row of its township, and ``community``, ``town``
        or ``village``.
    township_shapes
        Polygons in the order of the townships; together they are exactly ``county_shape``.
    """

    xy: Floats
    residents_persons: Ints
    township: Ints
    kind: Objects
    township_shapes: Objects
    county_shape: BaseGeometry

    def township_residents_persons(self) -> Ints:
        """Residents of each township, the sum of its places; shape (t,)."""
        return np.bincount(
            self.township, weights=self.residents_persons, minlength=len(self.township_shapes)
        ).astype(np.intp)


def make_people(spec: Spec, land: Land) -> People:
    """Settle the county."""
    rng = spec.rng("people")
    county, seat = spec.table.county, spec.table.seat
    communities = _scattered(rng, land.seat.buffer(-170.0), 330.0, seat.communities)
    town_rows = [row for row, town in enumerate(land.towns) if town is not None]
    towns = spec.offices[town_rows]
    villages, beyond = _villages(rng, spec, land, county.villages - len(communities) - len(towns))

    xy: Floats = np.vstack((communities, towns, villages)).round(1)
    kind = np.array(
        ["community"] * len(communities) + ["town"] * len(towns) + ["village"] * len(villages), dtype=object
    )
    residents = np.concatenate(
        (
            _shared(rng.lognormal(0.0, 0.38, len(communities)), seat.residents_persons),
            [spec.townships[row].town_persons for row in town_rows],
            np.zeros(len(villages), dtype=np.intp),
        )
    ).astype(np.intp)
    residents[kind == "village"] = _shared(
        np.clip(rng.lognormal(0.0, 0.52, len(villages)), 0.24, 4.2),
        county.residents_persons - residents.sum(),
    )
    township, shapes = _townships(spec, land, rng, xy, beyond)
    return People(
        xy, residents, township, kind, shapes, shapely.normalize(shapely.coverage_union_all(shapes))
    )


def _shared(weights: Floats, total: int) -> Ints:
    """Whole numbers in proportion to ``weights`` that add up to ``total`` exactly (largest remainders)."""
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.intp)
    rest = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole


def _scattered(rng: np.random.Generator, area: BaseGeometry, gap_m: float, count: int) -> Floats:
    """``count`` points in an area, none closer than about ``gap_m`` to another."""
    minx, miny, maxx, maxy = area.bounds
    darts = rng.uniform((minx, miny), (maxx, maxy), (60 * count, 2))
    darts = darts[shapely.contains_xy(area, darts)]
    while True:
        kept = thinned(darts, np.full(len(darts), gap_m))
        if len(kept) >= count:
            return kept[:count]
        gap_m *= 0.96


def thinned(darts: Floats, gap_m: Floats) -> Floats:
    """Darts in their order, leaving out those nearer than their gap to one already kept."""
    tree = cKDTree(darts)
    free = np.ones(len(darts), dtype=bool)
    kept = []
    for index, gap in enumerate(gap_m.tolist()):
        if free[index]:
            kept.append(index)
            free[tree.query_ball_point(darts[index], gap)] = False
    return darts[kept]


def _villages(rng: np.random.Generator, spec: Spec, land: Land, count: int) -> tuple[Floats, Floats]:
    """Village sites, and those of the neighbour counties: off water, towns, railway and expressway."""
    keep_off = shapely.union_all(
        [
            land.seat.buffer(260.0),
            land.industry.buffer(150.0),
            *(town.buffer(260.0) for town in land.towns if town is not None),
            land.river_area.buffer(170.0),
            land.canal_area.buffer(90.0),
            *(lake.buffer(120.0) for _, lake in land.lakes),
            *(line.buffer(90.0) for _, line in land.ditches),
            land.railway.buffer(150.0),
            *(forest.buffer(-100.0) for _, forest in land.forests),
            shapely.LineString(spec.ground(spec.table.expressway.course_km)).buffer(350.0),
        ]
    )
    around = land.outline.buffer(2500.0)
    minx, miny, maxx, maxy = around.bounds
    darts = rng.uniform((minx, miny), (maxx, maxy), (60_000, 2))
    shapely.prepare(keep_off)
    darts = darts[shapely.contains_xy(around, darts) & ~shapely.contains_xy(keep_off, darts)]
    thick = Noise.made(rng, 9000.0)(darts)
    gap = 760.0 * np.exp(0.17 * np.clip(thick, -2.0, 2.0))
    while True:
        kept = thinned(darts, gap)
        inside = shapely.contains_xy(land.outline, kept)
        if inside.sum() >= count:
            # Those too many go to the neighbours, at random: the last ones fill the gaps between the first.
            ours = np.sort(rng.permutation(np.flatnonzero(inside))[:count])
            return kept[ours], kept[~inside]
        gap *= 0.98


def _townships(
    spec: Spec, land: Land, rng: np.random.Generator, xy: Floats, beyond: Floats
) -> tuple[Ints, Objects]:
    """Township of each place, and each township's land: the land nearer to its places than to others'."""
    offices = spec.offices
    north = _north_of(land.river, xy)
    across = north[:, None] != _north_of(land.river, offices)[None, :]
    away = Warp.made(rng, (9000.0, 700.0))(xy)[:, None, :] - offices[None, :, :]
    distance = np.hypot(away[..., 0], away[..., 1]) + 1600.0 * across
    nearest = np.argmin(distance - [row.pull_m for row in spec.townships], axis=1)

    sites = np.vstack((xy, beyond))
    tree = cKDTree(sites)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(sites), extend_to=land.outline.envelope.buffer(4000.0), ordered=True
        )
    )[: len(xy)]

    nearest, merged = _without_exclaves(nearest, cells, xy, len(offices))

    def grown(points: Floats) -> Floats:
        """Bend the borders, by less than half the way to the nearest village, so that none changes sides."""
        push = land.warp(points) - points
        length = np.hypot(*push.T)
        room = 0.5 * tree.query(points)[0]
        return points + push * (room / (room + length + 1.0))[:, None]

    shapes = np.array(
        [rounded(shapely.transform(shapely.segmentize(shape, 140.0), grown)) for shape in merged],
        dtype=object,
    )
    return nearest, shapely.normalize(shapes)


def _without_exclaves(owner: Ints, cells: Objects, xy: Floats, count: int) -> tuple[Ints, list[BaseGeometry]]:
    """Owners such that each township's land is in one piece, and that land: exclaves go to the neighbours."""
    owner = owner.copy()
    points = shapely.points(xy)
    for _ in range(20):
        merged = [shapely.union_all(cells[owner == row]) for row in range(count)]
        if all(shape.geom_type == "Polygon" for shape in merged):
            break
        for row, shape in enumerate(merged):
            parts = sorted(shapely.get_parts(shape), key=lambda part: part.area)
            for part in parts[:-1]:
                lost = (owner == row) & shapely.intersects(part, points)
                others = np.flatnonzero(owner != row)
                owner[lost] = owner[others[cKDTree(xy[others]).query(xy[lost])[1]]]
    return owner, merged


def _north_of(river: BaseGeometry, xy: Floats) -> np.ndarray:
    """Whether each point lies on the left bank of a river that runs from west to east."""
    course = shapely.get_coordinates(river)
    order = np.argsort(course[:, 0], kind="stable")
    left: np.ndarray = xy[:, 1] > np.interp(xy[:, 0], course[order, 0], course[order, 1])
    return left
