"""Where a sheet's data are from, and what is doubtful in them."""

from __future__ import annotations

import geopandas as gpd
import shapely

from models.county.layer import Layer, Provenance, Role
from models.project.project import Project
from models.project.settings import FacilityFile, Settings
from reports.origins import origin_texts
from ui.printing.sheet import data_sources


def layer(role: Role, **origin: str) -> Layer:
    frame = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.box(0, 0, 1000, 1000)])
    return Layer(role.value, role, frame, provenance=Provenance(**origin))


def test_each_file_is_named_once_with_its_system_and_day():
    towns = {"file": "county.gpkg", "crs": "EPSG:4490", "imported_at": "2026-03-04T05:06:07"}
    villages = {"file": "villages.csv", "crs": "EPSG:4549", "datum": "gcj02"}
    layers = [layer(Role.TOWNSHIPS, **towns), layer(Role.SEAT, **towns), layer(Role.VILLAGES, **villages)]
    layers.append(layer(Role.WATER))
    files = (FacilityFile("depots", Provenance(file="depots.xlsx", imported_at="2026-03-05T00:00:00")),)
    project = Project(Settings(facility_files=files), layers)
    assert origin_texts(project, "zh") == (
        "乡镇（街道）、县城（中心城区）：county.gpkg（CGCS2000 经纬度、2026-03-04 读入）",
        "村（社区）：villages.csv（EPSG:4549、由 GCJ-02 转换）",
        "应急物资储备库（点）：depots.xlsx（2026-03-05 读入）",
    )
    assert "converted from GCJ-02" in origin_texts(project, "en")[1]
    few = Project(Settings(facility_files=files), layers[:2])
    assert data_sources(few, "zh").startswith("county.gpkg、depots.xlsx")


def test_the_sample_county_says_elsewhere_that_it_is_invented():
    layers = [layer(Role.TOWNSHIPS, file="sample")]
    assert origin_texts(Project(Settings(is_sample=True), layers), "zh") == ()
    assert origin_texts(Project(Settings(), layers), "zh") != ()
