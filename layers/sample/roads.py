"""The road network: main roads between towns, streets, links to every village, cut where they meet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.spatial import Delaunay
from shapely.geometry.base import BaseGeometry

from layers.sample.land import Land
from layers.sample.network import connected, joined_up, noded, tidy, with_township_roads, without_stubs
from layers.sample.people import People
from layers.sample.shapes import Warp, bent, rounded
from layers.sample.spec import Spec
from layers.sample.streets import Lines, grid
from models.kernel.arrays import Floats, Objects

_GENTLE = ((3200.0, 55.0), (1100.0, 9.0))
_LINK_M = 900.0
_INTERCHANGE_M = 450.0


def ring_area(land: Land) -> BaseGeometry:
    """Land inside the seat's ring road."""
    return land.seat.buffer(-140.0)


def make_streets(spec: Spec, land: Land) -> Lines:
    """Streets of the seat (with its ring road), the industrial park and the towns."""
    rng = spec.rng("roads")
    seat, words = spec.table.seat, spec.words.street
    ring = ring_area(land)
    groups = [
        Lines.of([shapely.LineString(ring.exterior)], "primary", words.ring),
        grid(
            rng,
            ring,
            spec.origin,
            seat.grid_angle_deg,
            seat.block_m,
            ("primary", "secondary", "residential"),
            (words.east_west, words.north_south),
        ),
        grid(
            rng,
            land.industry.buffer(-40.0),
            _centre(land.industry),
            12.0,
            300.0,
            ("secondary", "residential"),
            missing=0.2,
        ),
        Lines.of([shapely.LineString(land.industry.buffer(-40.0).exterior)], "secondary", "园区环路"),
    ]
    for town, office in zip(land.towns, spec.offices, strict=True):
        if town is not None:
            angle = float(rng.uniform(-14.0, 14.0))
            groups.append(
                grid(rng, town.buffer(-30.0), office, angle, 190.0, ("secondary", "residential"), missing=0.4)
            )
    return Lines.joined(*groups)


def _centre(area: BaseGeometry) -> Floats:
    centre: Floats = shapely.get_coordinates(shapely.centroid(area))[0]
    return centre


def make_main_roads(spec: Spec, land: Land, county: BaseGeometry) -> Lines:
    """National, provincial and county roads; those that lead into the seat end at its ring road."""
    rng = spec.rng("roads").spawn(1)[0]
    warp = Warp.made(rng, *_GENTLE)
    ring = ring_area(land)
    offices = {row.name: xy for row, xy in zip(spec.townships, spec.offices, strict=True)}
    groups = []
    for road in spec.table.main_road:
        course = spec.ground(road.course_km)
        shape = bent(course, 150.0, warp).intersection(county).difference(ring)
        groups.append(Lines.of(_parts(shape, 400.0), road.road_class, road.name, road.ref))
    for name, ref, start, end in spec.table.county_roads.rows:
        a, b = offices.get(start, spec.origin), offices[end]
        side = np.array([a[1] - b[1], b[0] - a[0]])
        middle = a + (b - a) * np.array([[0.33], [0.68]]) + side * rng.uniform(-0.07, 0.07, (2, 1))
        line = bent(np.vstack((a, middle, b)), 150.0)
        shape = line.intersection(county).difference(ring)
        groups.append(Lines.of(_parts(shape, 200.0), "county", name, ref))
    return Lines.joined(*groups)


def _parts(shape: BaseGeometry, shortest_m: float) -> list[BaseGeometry]:
    merged = shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape
    return [part for part in shapely.get_parts(merged) if part.length > shortest_m]


def make_village_links(spec: Spec, land: Land, people: People, main: Lines) -> Lines:
    """Links from village to village and to the nearest of ``main``; few of them cross the waters."""
    rng = spec.rng("roads").spawn(2)[1]
    xy = people.xy[people.kind == "village"]
    pairs = _relative_neighbours(xy)
    side = rng.uniform(-0.09, 0.09, len(pairs))
    a, b = xy[pairs[:, 0]], xy[pairs[:, 1]]
    middle = (a + b) / 2 + np.column_stack((a[:, 1] - b[:, 1], b[:, 0] - a[:, 0])) * side[:, None]
    links = _curves(a, middle, b)

    points = shapely.points(xy)
    nearest = shapely.STRtree(main.shapes).nearest(points)
    feet = shapely.line_interpolate_point(
        main.shapes[nearest], shapely.line_locate_point(main.shapes[nearest], points)
    )
    gap = shapely.distance(points, feet)
    near = (gap > 5.0) & (gap < _LINK_M) & (rng.random(len(xy)) < 0.92)
    ends = shapely.get_coordinates(feet)
    wobble = (xy + ends) / 2 + np.column_stack((xy[:, 1] - ends[:, 1], ends[:, 0] - xy[:, 0])) * rng.uniform(
        -0.1, 0.1, (len(xy), 1)
    )
    links = np.concatenate((links, _curves(xy[near], wobble[near], ends[near])))

    links = shapely.difference(links, ring_area(land))
    through_towns = shapely.union_all([town.buffer(-120.0) for town in land.towns if town is not None])
    wet = shapely.union_all([land.river_area, *(lake for _, lake in land.lakes)])
    ditched = shapely.union_all([land.canal, land.railway])
    kept = ~shapely.intersects(links, wet) & (
        ~shapely.intersects(links, ditched) | (rng.random(len(links)) < 0.4)
    )
    kept &= ~shapely.intersects(links, through_towns) & (shapely.length(links) > 20.0)
    links = links[kept & (shapely.get_type_id(links) == 1)]
    return Lines.of(list(links), "village")


def _curves(a: Floats, middle: Floats, b: Floats) -> Objects:
    """Curves from a to b pulled towards ``middle``; all of shape (n, 2)."""
    at = np.linspace(0.0, 1.0, 5)[None, :, None]
    xy = a[:, None] * (1 - at) ** 2 + 2 * middle[:, None] * at * (1 - at) + b[:, None] * at**2
    lines: Objects = shapely.linestrings(xy)
    return lines


def _relative_neighbours(xy: Floats) -> np.ndarray:
    """Pairs of points with no third point nearer to both than they are to each other, shape (k, 2)."""
    triangles = Delaunay(xy).simplices
    pairs = np.unique(
        np.sort(np.vstack((triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]])), axis=1), axis=0
    )
    distance = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    third = np.maximum(distance[pairs[:, 0]], distance[pairs[:, 1]]).min(axis=1)
    kept: np.ndarray = pairs[third >= distance[pairs[:, 0], pairs[:, 1]] * 0.97]
    return kept


def make_roads(
    spec: Spec, land: Land, people: People, streets: Lines, main: Lines, big_sites: Sequence[BaseGeometry]
) -> Lines:
    """Road network of the county, cut at its junctions, in one piece; side streets stop at ``big_sites``."""
    beside = shapely.covered_by(streets.shapes, shapely.union_all(shapely.buffer(main.shapes, 45.0)))
    streets = streets.kept(~beside & ~_touched(streets, big_sites))
    links = make_village_links(
        spec, land, people, Lines.joined(main, streets.kept(streets.road_class != "residential"))
    )
    links = links.kept(~_touched(links, big_sites))
    express = rounded(
        bent(spec.ground(spec.table.expressway.course_km), 150.0).intersection(people.county_shape)
    )
    ramps, cuts = _interchanges(spec, express, main)
    near = shapely.union_all([cut.buffer(_INTERCHANGE_M * 1.2) for cut in cuts])
    links = links.kept(~shapely.intersects(links.shapes, near))

    network = without_stubs(noded(Lines.joined(main, streets, links, ramps)), 60.0)
    villages = shapely.points(people.xy[people.kind == "village"])
    network = connected(noded(Lines.joined(network, _last_links(network, villages))))
    table = spec.table.expressway
    network = Lines.joined(network, Lines.of(_cut(express, cuts), "expressway", table.name, table.ref))
    rural = people.kind == "village"
    network = with_township_roads(
        joined_up(network), people.xy[rural], spec.offices, people.township[rural], from_villages=4
    )
    return tidy(joined_up(network))


def _touched(lines: Lines, areas: Sequence[BaseGeometry]) -> np.ndarray:
    """Whether each line touches one of the areas, shape (n,)."""
    touched = np.zeros(len(lines.shapes), dtype=bool)
    touched[shapely.STRtree(lines.shapes).query(list(areas), predicate="intersects")[1]] = True
    return touched


def _last_links(network: Lines, villages: Objects) -> Lines:
    """Straight links to the network for villages that it does not pass within a few steps of."""
    open_to_all = network.shapes[network.road_class != "motorway_link"]
    links = shapely.shortest_line(villages, open_to_all[shapely.STRtree(open_to_all).nearest(villages)])
    return Lines.of(list(links[shapely.length(links) > 60.0]), "village")


def _interchanges(spec: Spec, express: BaseGeometry, main: Lines) -> tuple[Lines, list[BaseGeometry]]:
    """Ramps between the expressway and the roads it meets, and the points of it that they leave from."""
    ramps: list[BaseGeometry] = []
    cuts: list[BaseGeometry] = []
    for ref in spec.table.expressway.interchanges:
        for road in main.shapes[main.refs == ref]:
            crossing = road.intersection(express)
            if crossing.is_empty:
                continue
            crossing = shapely.get_parts(crossing)[0]
            along, across = express.project(crossing), road.project(crossing)
            for way in (-1, 1):
                leave = rounded(express.interpolate(along + way * _INTERCHANGE_M))
                cuts.append(leave)
                for side in (-1, 1):
                    join = road.interpolate(across + side * 190.0)
                    pull = shapely.get_coordinates([leave, join, crossing]).mean(axis=0)
                    ramps.extend(
                        _curves(shapely.get_coordinates(leave), pull[None], shapely.get_coordinates(join))
                    )
    return Lines.of(ramps, "motorway_link", spec.table.expressway.name + "匝道"), cuts


def _cut(line: BaseGeometry, points: list[BaseGeometry]) -> list[BaseGeometry]:
    """Line cut at points, each of which becomes a vertex."""
    xy = shapely.get_coordinates(line)
    at = shapely.line_locate_point(line, shapely.points(xy))
    stops = np.array([line.project(point) for point in points])
    order = np.argsort(stops)
    ends = shapely.get_coordinates([points[index] for index in order])
    pieces, last, start = [], 0.0, xy[:1]
    for stop, end in zip(stops[order], ends, strict=True):
        inner = xy[(at > last + 1.0) & (at < stop - 1.0)]
        pieces.append(shapely.LineString(np.vstack((start, inner, end[None]))))
        last, start = stop, end[None]
    pieces.append(shapely.LineString(np.vstack((start, xy[at > last + 1.0]))))
    return pieces
