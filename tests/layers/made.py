"""Small made-up files and projects that many tests start from. Invented names, no real borders."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.coordinates import crs
from layers.formats import gdal
from models.county.layer import Layer, LayerStyle, Provenance, Role
from models.facilities.facility import Depot, Facility, FireStation, Shelter
from models.kernel.arrays import Floats
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Indicator, Override, Settings

LON, LAT = 115.78, 36.11
"""Middle of the made county, in zone 39 (central meridian 117)."""
EPSG = 4548


def from_lonlat(lonlat: Floats, epsg: int) -> Floats:
    """Project coordinates (metres) of longitude and latitude, shape (n, 2)."""
    return np.column_stack(crs.transformer(4490, epsg).transform(lonlat[:, 0], lonlat[:, 1]))


def box(west: float, south: float, size: float = 0.1) -> shapely.Polygon:
    """Square in degrees, measured from the middle of the county."""
    return shapely.box(LON + west, LAT + south, LON + west + size, LAT + south + size)


def frame(rows: list[dict[str, Any]], geometries: list[Any], epsg: int = 4490) -> gpd.GeoDataFrame:
    """Table with geometry."""
    return gpd.GeoDataFrame(rows, geometry=geometries, crs=epsg)


def townships(epsg: int = 4490) -> gpd.GeoDataFrame:
    """Four townships in a square."""
    rows = [
        {"乡镇名称": name, "代码": f"37152110{n}", "常住人口": people}
        for n, (name, people) in enumerate(
            [("东镇", 30000), ("西镇", 25000), ("南乡", 18000), ("北乡", 12000)]
        )
    ]
    shapes = [box(0, 0), box(-0.1, 0), box(-0.1, -0.1), box(0, -0.1)]
    return frame(rows, shapes).to_crs(epsg)


def county() -> gpd.GeoDataFrame:
    """Outline of the county, without residents."""
    return frame([{"name": "示例县", "adcode": "371521"}], [box(-0.1, -0.1, 0.2)])


def roads() -> gpd.GeoDataFrame:
    """Two roads."""
    lines = [
        shapely.LineString([(LON - 0.1, LAT), (LON + 0.1, LAT)]),
        shapely.LineString([(LON, LAT - 0.1), (LON, LAT + 0.1)]),
    ]
    return frame([{"名称": "一号路", "fclass": "primary"}, {"名称": "二号路", "fclass": "secondary"}], lines)


def write(folder: Path, name: str, data: gpd.GeoDataFrame, **options: Any) -> Path:
    """Write a vector file by its ending."""
    path = folder / name
    driver = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".kml": "LIBKML"}[path.suffix]
    gdal.write(data, path, driver, path.stem, **options)
    return path


def project() -> Project:
    """Project with every kind of value that a file must bring back."""
    points = shapely.points(
        np.array([[5e5, 4e6], [500100.1234567891, 4000200.1], [1 / 3 + 5e5, 4e6 + 2 / 3]])
    )
    demand = gpd.GeoDataFrame(
        {
            "name": pd.Series(["甲村", "", None], dtype="str"),
            "code": pd.Series(["037152110001", "371521100002", "371521100003"], dtype="str"),
            "population_persons": [120.0, np.nan, 0.0],
            "count": np.array([1, -2, 3], dtype=np.int32),
            "wide": np.array([2**53 + 1, 0, -1], dtype=np.int64),
            "share": np.array([0.1, np.nan, 1e-300], dtype=np.float32).astype(np.float64),
            "is_new": np.array([True, False, True]),
            "when": pd.to_datetime(["2024-05-06 07:08:09.123456", None, "1970-01-01"], format="ISO8601"),
            "mixed": np.array(["文字", None, 3], dtype=object),
            "fid": [7, 8, 9],
            "Name": ["same name", "in another", "case"],
        },
        geometry=points,
        crs=EPSG,
    )
    land = gpd.GeoDataFrame(
        {"geom_note": ["a", "b"]},
        geometry=[
            shapely.MultiPolygon([shapely.box(5e5, 4e6, 5.1e5, 4.1e6)]),
            shapely.Polygon(
                [(5e5, 4e6), (5.2e5, 4e6), (5.2e5, 4.2e6), (5e5, 4e6)],
                [[(5.1e5, 4.01e6), (5.15e5, 4.01e6), (5.15e5, 4.05e6), (5.1e5, 4.01e6)]],
            ),
        ],
        crs=EPSG,
    )
    layers = [
        Layer(
            "需求点",
            Role.DEMAND,
            demand,
            id="l-demand",
            visible=False,
            opacity=0.35,
            style=LayerStyle(line_color="#ff0000", line_width_pt=0.75, show_labels=False),
            provenance=Provenance(
                file="需求点.csv",
                encoding="GB18030",
                crs="EPSG:4490",
                datum="bd09",
                sha256="ab" * 32,
                imported_at="2024-05-06T07:08:09+00:00",
                problems=(("import.problem.swapped", {"count": 2, "rows": "3, 4"}),),
            ),
        ),
        Layer('a"; DROP TABLE haven_layers; --', Role.REFERENCE, land, id="l-land"),
        Layer("haven_project", Role.WATER, land.iloc[:0].reset_index(drop=True), id="l-empty"),
    ]
    first = Shelter(
        id="s1",
        geometry=shapely.box(5e5, 4e6, 500100.25, 4000100.5),
        name="文化广场 𠮷",
        status="existing",
        gross_area_m2=10000.0,
        effective_area_m2=0.0,
        has_tents=True,
        has_medical=False,
        last_drill="2024-05-06",
        occupancy_persons=0,
    )
    second = Shelter(id="s2", geometry=shapely.Point(5e5, 4e6), status="candidate", note="=1+1\n'\"; --")
    depot = Depot(id="d1", geometry=shapely.Point(1 / 3, 2 / 3), status="existing", floor_area_m2=1e-9)
    station = FireStation(id="f1", geometry=shapely.Point(5e5, 4e6), status="planned", vehicles=4)
    today = [station, second, first, depot]
    plan = [first, replace(second, status="planned", gross_area_m2=2500.5), depot]
    scenarios = [
        Scenario("today", "", _mapping(today)),
        Scenario("p1", "方案甲", _mapping(plan), "说明"),
        Scenario("p2", "方案甲", _mapping([])),
    ]
    settings = Settings(
        name="示例县",
        county_name="示例县",
        county_code="371521",
        crs_epsg=EPSG,
        profile_id="cangzhou",
        overrides={"shelter.short.service_radius_m": Override(750.5, "张三", "2024-05-06", "本地规定")},
        indicators={"yanggu.outcomes": Indicator(0.1, None, "统计公报")},
    )
    return Project(
        settings, layers, scenarios, "p1", {"view": [1.5, 2.5], "dock": {"open": True, "说": None}}
    )


def _mapping(facilities: list[Facility]) -> MappingProxyType[str, Facility]:
    return MappingProxyType({facility.id: facility for facility in facilities})


def assert_same(one: Project, two: Project) -> None:
    """Fail unless two projects hold the same, to the last bit."""
    assert one.settings == two.settings
    assert one.active_scenario_id == two.active_scenario_id
    assert one.ui_state == two.ui_state
    assert [(s.id, s.name, s.note) for s in one.scenarios] == [(s.id, s.name, s.note) for s in two.scenarios]
    for left, right in zip(one.scenarios, two.scenarios, strict=True):
        assert list(left.facilities) == list(right.facilities)
        assert dict(left.facilities) == dict(right.facilities)
        for key, facility in left.facilities.items():
            assert shapely.to_wkb(facility.geometry) == shapely.to_wkb(right.facilities[key].geometry)
            for field in fields(facility):
                name = field.name
                old, new = getattr(facility, name), getattr(right.facilities[key], name)
                assert type(old) is type(new), (name, old, new)
    assert len(one.layers) == len(two.layers)
    for a, b in zip(one.layers, two.layers, strict=True):
        assert (a.id, a.name, a.role, a.visible, a.opacity, a.style, a.provenance) == (
            (b.id, b.name, b.role, b.visible, b.opacity, b.style, b.provenance)
        )
        assert list(shapely.to_wkb(a.geometries)) == list(shapely.to_wkb(b.geometries))
        assert crs.describe(b.frame.crs) == f"EPSG:{two.settings.crs_epsg}"
        pd.testing.assert_frame_equal(
            pd.DataFrame(a.frame.drop(columns=a.frame.geometry.name)),
            pd.DataFrame(b.frame.drop(columns=b.frame.geometry.name)),
        )
        assert list(a.frame.columns) == list(b.frame.columns)
