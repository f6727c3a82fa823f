"""A small made-up county for the tests of the map: everything on round coordinates."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely

from models.county.layer import Layer, Role
from models.facilities.facility import Depot, Facility, FireStation, Shelter
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings

CRS_EPSG = 4548
X0, Y0 = 500_000.0, 4_000_000.0
WIDTH_M, HEIGHT_M = 24_000.0, 16_000.0

SQUARE_ID, SCHOOL_ID, PARK_ID, DEPOT_ID, STATION_ID = "square", "school", "park", "depot", "station"


def _frame(geometries: list[object], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=np.array(geometries, dtype=object), crs=CRS_EPSG)


def _xy(x_km: float, y_km: float) -> tuple[float, float]:
    return X0 + x_km * 1000, Y0 + y_km * 1000


def facilities() -> tuple[Facility, ...]:
    """Two point shelters, one shelter with an outline, a depot and a fire station, well apart."""
    return (
        Shelter(
            id=SQUARE_ID,
            name="文化广场",
            geometry=shapely.Point(_xy(6, 8)),
            status="existing",
            gross_area_m2=5_120.0,
        ),
        Shelter(
            id=SCHOOL_ID,
            name="第一中学",
            geometry=shapely.Point(_xy(14, 4)),
            status="existing",
            kind="school",
            gross_area_m2=9_000.0,
        ),
        Shelter(
            id=PARK_ID,
            name="滨河公园",
            geometry=shapely.box(*_xy(17, 9), *_xy(19, 10.5)),
            status="planned",
            kind="park",
            shelter_class="long",
        ),
        Depot(id=DEPOT_ID, name="县物资库", geometry=shapely.Point(_xy(9, 12)), status="existing"),
        FireStation(id=STATION_ID, name="消防站", geometry=shapely.Point(_xy(11, 8)), status="existing"),
    )


@cache
def layers(demand_points: int = 240, seed: int = 7) -> tuple[Layer, ...]:
    """County outline, six townships, a road cross, and people at random points; layers never change."""
    random = np.random.default_rng(seed)
    townships = [
        shapely.box(*_xy(column * 8, row * 8), *_xy(column * 8 + 8, row * 8 + 8))
        for row in range(2)
        for column in range(3)
    ]
    xy = random.uniform((X0, Y0), (X0 + WIDTH_M, Y0 + HEIGHT_M), (demand_points, 2))
    roads = [
        shapely.LineString([_xy(0, 8), _xy(6, 8.6), _xy(12, 8), _xy(24, 8)]),
        shapely.LineString([_xy(12, 0), _xy(12, 8), _xy(12, 16)]),
    ]
    names = ["城关镇", "柳河镇", "白杨镇", "高台镇", "南营镇", "石渠镇"]
    return (
        Layer("道路", Role.ROADS, _frame(roads, road_class=["国道", "省道"]), id="roads"),
        Layer(
            "村庄",
            Role.VILLAGES,
            _frame(
                list(shapely.points(xy)),
                name=[f"村{i}" for i in range(demand_points)],
                population_persons=random.integers(100, 1500, demand_points).astype(float),
            ),
            id="villages",
        ),
        Layer("乡镇", Role.TOWNSHIPS, _frame(townships, name=names), id="townships"),
        Layer(
            "县界",
            Role.COUNTY,
            _frame([shapely.box(X0, Y0, X0 + WIDTH_M, Y0 + HEIGHT_M)], name=["示例县"]),
            id="county",
        ),
    )


def small_project(demand_points: int = 240, *, plan: bool = False) -> Project:
    """The county with its facilities, shown as today or as a plan that starts as a copy of today.

    A project of its own for each test. The county is one for all: what it keeps for the next question never
    changes an answer (``test_warm_county.py``).
    """
    return _made(demand_points, plan).snapshot()


@cache
def _made(demand_points: int, plan: bool) -> Project:
    placed = MappingProxyType({item.id: item for item in facilities()})
    return Project(
        Settings(name="示例", county_name="示例县", crs_epsg=CRS_EPSG, profile_id="yanggu"),
        layers(demand_points),
        [Scenario(TODAY_ID, "现状", placed), Scenario("plan", "方案甲", placed)],
        active_scenario_id="plan" if plan else TODAY_ID,
    )
