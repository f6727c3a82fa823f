"""A small made-up county for tests of the map: townships, roads, a river, a flood zone, facilities."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import shapely

from models.county.layer import Layer, Role
from models.facilities.facility import Brigade, Depot, Facility, FireStation, Helipad, Shelter, Team
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings

EPSG = 4548
CENTRE = (394_000.0, 3_998_000.0)


def frame(geometries, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=EPSG)


def outline(radius_m: float = 18_000.0) -> shapely.Polygon:
    turn = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    reach = radius_m * (1 + 0.12 * np.sin(3 * turn) + 0.05 * np.cos(7 * turn))
    return shapely.Polygon(
        np.column_stack((CENTRE[0] + 1.25 * reach * np.cos(turn), CENTRE[1] + reach * np.sin(turn)))
    )


def townships(land: shapely.Polygon, count: int, seed: int) -> list[shapely.Polygon]:
    random = np.random.default_rng(seed)
    minx, miny, maxx, maxy = land.bounds
    seeds = [
        point
        for point in shapely.points(random.uniform((minx, miny), (maxx, maxy), (count * 8, 2)))
        if land.contains(point)
    ]
    chosen: list[shapely.Point] = []
    for point in seeds:
        if all(point.distance(other) > 5_500 for other in chosen) and len(chosen) < count:
            chosen.append(point)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(chosen), extend_to=land.envelope)
    return [cell.intersection(land) for cell in cells.geoms]


def made_project(
    seed: int = 7, *, towns: int = 12, villages: int = 300, roads: int = 400, names: list[str] | None = None
) -> Project:
    """Project with one plan that holds facilities of every family and status.

    A project of its own for each test. Its county is one for all that ask for the same: what it keeps for the
    next question never changes an answer (``test_warm_county.py``).
    """
    return _made(seed, towns, villages, roads, None if names is None else tuple(names)).snapshot()


@cache
def _made(seed: int, towns: int, villages: int, roads: int, names: tuple[str, ...] | None) -> Project:
    random = np.random.default_rng(seed)
    land = outline()
    parts = townships(land, towns, seed)
    words = names or [f"{a}{b}镇" for a in "青枣长高渡安白石北柳十沙" for b in "岗林塘"]
    town_names = [words[index % len(words)] for index in range(len(parts))]
    minx, miny, maxx, maxy = land.bounds
    spots = random.uniform((minx, miny), (maxx, maxy), (villages * 4, 2))
    spots = spots[shapely.contains_xy(land, spots[:, 0], spots[:, 1])][:villages]
    lines = []
    for _ in range(roads):
        start = spots[random.integers(len(spots))]
        steps = random.normal(0, 350, (12, 2)).cumsum(axis=0) + np.linspace(0, 1, 12)[
            :, None
        ] * random.normal(0, 2500, 2)
        lines.append(shapely.LineString(start + steps - steps[0]))
    across = np.linspace(minx, maxx, 60)
    river = shapely.LineString(
        np.column_stack((across, CENTRE[1] - 3000 + 2500 * np.sin((across - minx) / 7000)))
    )
    trunk = shapely.LineString(np.column_stack((across, CENTRE[1] + 2000 - 0.15 * (across - CENTRE[0]))))
    seat = shapely.Point(CENTRE).buffer(2600)
    layers = [
        Layer("村庄", Role.VILLAGES, frame(
            shapely.points(spots),
            name=[f"{'东西南北中大小'[i % 7]}{'王李张刘陈杨赵'[i // 7 % 7]}庄" for i in range(len(spots))],
            population_persons=random.integers(150, 2500, len(spots)).astype(float),
        ), id="villages"),
        Layer("县界", Role.COUNTY, frame(
            [land], name=["示例县"], population_persons=[320_000.0]
        ), id="county"),
        Layer("乡镇", Role.TOWNSHIPS, frame(
            parts, name=town_names,
            population_persons=random.integers(15_000, 60_000, len(parts)).astype(float),
        ), id="townships"),
        Layer("道路", Role.ROADS, frame(
            [trunk, *lines],
            road_class=["motorway", *random.choice(
                ["primary", "secondary", "tertiary", "residential"], len(lines), p=[0.1, 0.2, 0.3, 0.4]
            )],
        ), id="roads"),
        Layer("洪水", Role.HAZARDS, frame(
            [river.buffer(1500).intersection(land)], name=["沙河行洪区"]
        ), id="flood"),
        Layer("河流", Role.WATER, frame([river.buffer(120).intersection(land)], name=["沙河"]), id="water"),
        Layer("县城", Role.SEAT, frame([seat], name=["中心城区"]), id="seat"),
        Layer("建成区", Role.BUILTUP, frame([seat.buffer(-300)], name=[""]), id="builtup"),
    ]  # fmt: skip
    return Project(
        Settings(name="示例县应急设施规划", county_name="示例县", crs_epsg=EPSG, profile_id="yanggu"),
        layers,
        [Scenario("plan", "方案甲", {item.id: item for item in facilities(random, parts, spots)})],
        "plan",
    )


def facilities(random: np.random.Generator, parts, spots) -> list[Facility]:
    found: list[Facility] = []
    status = ("existing", "planned", "candidate", "rejected")
    for index, part in enumerate(parts):
        x, y = shapely.get_coordinates(part.centroid)[0]
        side = float(random.uniform(90, 260))
        found.append(Shelter(
            id=f"s{index}", name=f"第{index + 1}中学操场",
            geometry=shapely.box(x, y, x + side, y + side * 0.7),
            status=status[index % 2], shelter_class=("short", "medium", "long", "central")[index % 4],
            effective_area_m2=float(side * side * 0.4), kind="school",
        ))  # fmt: skip
        if index % 2 == 0:
            found.append(Depot(
                id=f"d{index}", name=f"{index + 1}号物资库", geometry=shapely.Point(x + 1500, y - 400),
                status=status[index % 4], floor_area_m2=300.0,
            ))  # fmt: skip
        if index % 3 == 0:
            found.append(FireStation(
                id=f"f{index}", name=f"{index + 1}号消防站", geometry=shapely.Point(x - 1500, y + 300),
                status=status[index // 3 % 2],
            ))  # fmt: skip
    for index, (x, y) in enumerate(spots[:40]):
        found.append(Shelter(
            id=f"e{index}", name=f"文化广场{index}", geometry=shapely.Point(x, y), shelter_class="emergency",
            status=status[index % 4], effective_area_m2=2500.0,
        ))  # fmt: skip
    x, y = CENTRE
    found += [
        Brigade(id="b", name="专职消防队", geometry=shapely.Point(x + 3000, y + 3000), status="existing"),
        Team(id="t", name="蓝天救援队", geometry=shapely.Point(x + 4000, y - 3000), status="existing"),
        Helipad(id="h", name="停机坪", geometry=shapely.Point(x - 4000, y + 1000), status="planned"),
    ]
    return found
