"""A large county made from a seed, for measuring only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from models.county.county import County
from models.county.layer import Layer, Role
from models.facilities.facility import (
    BRIGADE_CLASSES,
    FACILITY_TYPES,
    SHELTER_CLASSES,
    STATION_CLASSES,
    Brigade,
    Depot,
    Facility,
    Family,
    FireStation,
    Helipad,
    Shelter,
    Team,
)
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings

ORIGIN = np.array([470_000.0, 3_970_000.0])
SIZE_M = 40_000.0
TOWNSHIPS_A_SIDE = 5


def _layer(role: Role, geometries: list, **columns: object) -> Layer:
    return Layer(
        name=role, role=role, frame=gpd.GeoDataFrame(columns, geometry=geometries, crs=4548), id=role
    )


def large_county(points: int, seed: int = 1) -> County:
    """40 x 40 km, 25 townships, an outline of 20,000 corners, 300 built-up patches, a flood zone."""
    random = np.random.default_rng(seed)
    width = SIZE_M / TOWNSHIPS_A_SIDE
    left, bottom = np.meshgrid(np.arange(TOWNSHIPS_A_SIDE) * width, np.arange(TOWNSHIPS_A_SIDE) * width)
    squares = shapely.box(
        ORIGIN[0] + left.ravel(),
        ORIGIN[1] + bottom.ravel(),
        ORIGIN[0] + left.ravel() + width,
        ORIGIN[1] + bottom.ravel() + width,
    )
    outline = shapely.segmentize(shapely.union_all(squares), 4 * SIZE_M / 20_000)
    patches = shapely.buffer(
        shapely.points(ORIGIN + random.random((300, 2)) * SIZE_M), 50 + 300 * random.random(300)
    )
    middle = ORIGIN + SIZE_M / 2
    return County.from_layers(
        [
            _layer(Role.COUNTY, [outline], name=["County"]),
            _layer(
                Role.TOWNSHIPS,
                list(shapely.segmentize(squares, 100.0)),
                name=[f"T{index}" for index in range(len(squares))],
            ),
            _layer(
                Role.DEMAND,
                list(shapely.points(ORIGIN + random.random((points, 2)) * SIZE_M)),
                name=[f"V{index}" for index in range(points)],
                population_persons=random.integers(100, 3000, points).astype(float),
            ),
            _layer(Role.SEAT, [shapely.box(*(middle - 4000), *(middle + 4000))]),
            _layer(Role.BUILTUP, list(shapely.get_parts(shapely.union_all(patches)))),
            _layer(Role.HAZARDS, [shapely.Point(middle).buffer(5000, quad_segs=1000)], hazard_type=["洪水"]),
        ]
    )


def many_facilities(count: int, seed: int = 2) -> Scenario:
    """Half of them shelters of all classes, the rest depots, fire stations and brigades."""
    random = np.random.default_rng(seed)
    made: list[Facility] = []
    for index, (x, y) in enumerate(ORIGIN + random.random((count, 2)) * SIZE_M):
        shared = {"id": f"{index:04}", "name": f"No. {index}", "status": "existing"}
        point, turn = shapely.Point(x, y), index // 6
        match index % 6:
            case 3:
                made.append(Depot(geometry=point, floor_area_m2=300.0, **shared))
            case 4:
                kind = STATION_CLASSES[turn % 4]
                made.append(FireStation(geometry=point, station_class=kind, **shared))
            case 5:
                kind = BRIGADE_CLASSES[3 - turn % 4]
                made.append(Brigade(geometry=point, brigade_class=kind, **shared))
            case _:
                outline = shapely.box(x, y, x + 80, y + 60)
                kind = SHELTER_CLASSES[turn % len(SHELTER_CLASSES)]
                made.append(Shelter(geometry=outline, shelter_class=kind, **shared))
    return Scenario(TODAY_ID, "", {facility.id: facility for facility in made})


_OF_FAMILY: dict[Family, Callable[[int], dict[str, object]]] = {
    Family.SHELTER: lambda row: {"shelter_class": SHELTER_CLASSES[row % len(SHELTER_CLASSES)]},
    Family.FIRE_STATION: lambda row: {"station_class": STATION_CLASSES[row % 4]},
    Family.BRIGADE: lambda row: {"brigade_class": BRIGADE_CLASSES[row % 4]},
    Family.DEPOT: lambda row: {"floor_area_m2": 300.0},
}


def many_of(family: Family, count: int, seed: int = 6) -> Scenario:
    """Facilities of one family, far more than a county has; shelters with an outline."""
    random = np.random.default_rng(seed)
    kind, own = FACILITY_TYPES[family], _OF_FAMILY.get(family, lambda row: {})
    made: dict[str, Facility] = {}
    for row, (x, y) in enumerate(ORIGIN + random.random((count, 2)) * SIZE_M):
        shape = shapely.box(x, y, x + 80, y + 60) if family == Family.SHELTER else shapely.Point(x, y)
        one = kind(id=f"{row:05}", name=f"No. {row}", status="existing", geometry=shape, **own(row))
        made[one.id] = one
    return Scenario(TODAY_ID, "", made)


def with_teams(scenario: Scenario, count: int, seed: int = 3) -> Scenario:
    """The scenario with as many rescue teams and helipads more, by turns."""
    random = np.random.default_rng(seed)
    made = [
        (Team, Helipad)[index % 2](
            id=f"t{index:03}", name=f"No. {index}", status="existing", geometry=shapely.Point(x, y)
        )
        for index, (x, y) in enumerate(ORIGIN + random.random((count, 2)) * SIZE_M)
    ]
    return replace(scenario, facilities={**scenario.facilities, **{one.id: one for one in made}})


def shifted(facility: Facility, east_m: float, north_m: float) -> Facility:
    """The facility, moved."""
    shift = np.array([east_m, north_m])
    return replace(facility, geometry=shapely.transform(facility.geometry, lambda xy: xy + shift))


def many_buildings(count: int, seed: int = 5) -> Layer:
    """Houses of ten corners, turned any way."""
    random = np.random.default_rng(seed)
    corners = np.array(
        [
            (-1, -1),
            (0, -1),
            (0, -1.2),
            (1, -1.2),
            (1, 1),
            (0.2, 1),
            (0.2, 0.7),
            (-0.3, 0.7),
            (-0.3, 1),
            (-1, 1),
        ]
    )
    half, turn = random.uniform(4, 15, (count, 1, 2)), random.uniform(0, np.pi, (count, 1))
    x, y = np.moveaxis(corners * half, -1, 0)
    turned = np.stack((x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)), axis=-1)
    rings = turned + (ORIGIN + random.random((count, 1, 2)) * SIZE_M)
    return _layer(Role.REFERENCE, list(shapely.polygons(rings)), name=[""] * count)


def streets_there(side: int) -> Layer:
    """A grid of streets over the large county, with so many junctions a side."""
    from tests.bench.bench_roads import STEP_M, streets

    roads = streets(side).frame.copy()
    scale = SIZE_M / (side * STEP_M)
    roads["geometry"] = shapely.transform(roads.geometry.to_numpy(), lambda xy: xy * scale + ORIGIN)
    return Layer("roads", Role.ROADS, roads, id="roads")


def large_project(points: int = 100_000, buildings: int = 100_000) -> Project:
    """The large county with 200,000 pieces of road, houses, 200 facilities and 20 teams and helipads."""
    layers = [*large_county(points).layers, streets_there(320)]
    if buildings:
        layers.append(many_buildings(buildings))
    scenario = with_teams(many_facilities(200), 20)
    return Project(Settings(crs_epsg=4548, county_name="County"), layers, [scenario])
