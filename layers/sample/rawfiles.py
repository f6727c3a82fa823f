"""The sample county as the files a planner has: mixed formats, encodings and coordinate systems.

They hold the same county as the project file, in the shapes in which county bureaus keep such data, so that
importing can be tried without data of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.styles import Font

from models.county.layer import Layer
from models.facilities.facility import Depot, Facility, FireStation, Shelter, Status
from models.kernel.text import t
from models.project.project import Project

_DEGREES = 4490
_WITH_ZONE = 4527
"""CGCS2000 zone 39 with the zone number before the easting, as land bureaus deliver it."""

_ROAD_WORDS = {
    "expressway": "高速公路",
    "national": "国道",
    "provincial": "省道",
    "county": "县道",
    "township": "乡道",
    "primary": "主干路",
}


def write_raw_files(project: Project, folder: Path) -> list[Path]:
    """Write the sample project as loose files into ``folder``; returns the files to import."""
    folder.mkdir(parents=True, exist_ok=True)
    layers = {layer.provenance.file_layer: layer for layer in project.layers}
    today = [one for one in project.scenarios[0].facilities.values() if one.status == Status.EXISTING]
    candidates = [one for one in project.scenarios[0].facilities.values() if one.status == Status.CANDIDATE]
    epsg = project.settings.crs_epsg
    return [
        _townships(layers["townships"], folder / "乡镇界.shp"),
        _villages(layers["villages"], folder / "村庄人口.csv"),
        _roads(layers["roads"], folder / "道路.geojson"),
        _county(layers["county"], folder / "县界.geojson"),
        _seat(layers["seat"], folder / "县城范围.geojson"),
        _flood(layers["flood"], folder / "洪水淹没区.kml"),
        _shelters([one for one in today if isinstance(one, Shelter)], epsg, folder / "应急避难场所.xlsx"),
        _depots([one for one in today if isinstance(one, Depot)], epsg, folder / "物资储备库.xlsx"),
        _stations([one for one in today if isinstance(one, FireStation)], epsg, folder / "消防站.csv"),
        _candidates(
            [one for one in candidates if isinstance(one, Shelter)], epsg, folder / "学校公园广场.csv"
        ),
    ]


def _degrees(xy: Sequence[tuple[float, float]], epsg: int) -> tuple[list[float], list[float]]:
    """Longitudes and latitudes to the sixth decimal, a tenth of a metre."""
    points = gpd.GeoSeries(shapely.points(np.array(xy)), crs=epsg).to_crs(_DEGREES)
    return points.x.round(6).tolist(), points.y.round(6).tolist()


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = frame.to_crs(_DEGREES)
    shapes = shapely.transform(turned.geometry.to_numpy(), lambda xy: np.round(xy, 6))
    return turned.set_geometry(gpd.GeoSeries(shapes, index=turned.index, crs=4326))


def _townships(layer: Layer, path: Path) -> Path:
    frame = layer.frame[["name", "code", "population_persons", "geometry"]].to_crs(_WITH_ZONE)
    frame.columns = ["乡镇名称", "区划代码", "常住人口", "geometry"]
    frame.to_file(path, driver="ESRI Shapefile", encoding="GBK", engine="pyogrio")
    return path


def _villages(layer: Layer, path: Path) -> Path:
    frame = layer.frame
    places = list(zip(frame.geometry.x, frame.geometry.y, strict=True))
    longitude, latitude = _degrees(places, frame.crs.to_epsg())
    words = {True: "是", False: "否"}
    table = {
        "村名": frame["name"],
        "所属乡镇": frame["township"],
        "经度": longitude,
        "纬度": latitude,
        "常住人口": frame["population_persons"],
        "有场所": frame["station_premises"].map(words),
        "有物资": frame["station_supplies"].map(words),
        "有制度": frame["station_rules"].map(words),
        "灾害信息员": frame["informants"],
    }
    return _csv(table, path, "gb18030")


def _roads(layer: Layer, path: Path) -> Path:
    frame = layer.frame[layer.frame["road_class"].isin(list(_ROAD_WORDS))].copy()
    frame["road_class"] = frame["road_class"].map(_ROAD_WORDS)
    named = _in_degrees(frame[["name", "ref", "road_class", "geometry"]])
    return _geojson(named.rename(columns={"name": "道路名称", "ref": "编号", "road_class": "道路等级"}), path)


def _county(layer: Layer, path: Path) -> Path:
    named = _in_degrees(layer.frame)
    columns = {"name": "县名", "code": "行政区划代码", "population_persons": "常住人口"}
    return _geojson(named.rename(columns=columns), path)


def _seat(layer: Layer, path: Path) -> Path:
    named = _in_degrees(layer.frame[["name", "population_persons", "geometry"]])
    return _geojson(named.rename(columns={"name": "名称", "population_persons": "常住人口"}), path)


def _geojson(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_file(path, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=6, RFC7946="YES")
    return path


def _flood(layer: Layer, path: Path) -> Path:
    frame = _in_degrees(layer.frame[["name", "hazard_level", "geometry"]])
    frame = frame.assign(灾种="洪水")
    frame = frame.rename(columns={"name": "Name", "hazard_level": "风险等级"})
    path.unlink(missing_ok=True)  # the driver would carry over parts of an older file
    frame.to_file(path, driver="KML", engine="pyogrio", layer="洪水淹没区")
    return path


def _shelters(found: Sequence[Shelter], epsg: int, path: Path) -> Path:
    table = {
        **_common(found, epsg),
        "避难场所类别": [t(f"choice.shelter_class.{one.shelter_class}", "zh") for one in found],
        "场地类型": [t(f"choice.shelter_kind.{one.kind}", "zh") for one in found],
        "空间形式": [t(f"choice.space.{one.space}", "zh") for one in found],
        "总面积（平方米）": [one.gross_area_m2 or round(one.geometry.area) for one in found],
        "有效避难面积（平方米）": [one.effective_area_m2 for one in found],
        "建设单位": [one.builder for one in found],
        "管理单位": [one.manager for one in found],
        "维护单位": [one.maintainer for one in found],
        "最近检查日期": [_day(one.last_inspection) for one in found],
        "最近演练日期": [_day(one.last_drill) for one in found],
    }
    return _xlsx(table, path, "示例县应急避难场所台账")


def _depots(found: Sequence[Depot], epsg: int, path: Path) -> Path:
    table = {
        **_common(found, epsg),
        "储备级别": [t(f"choice.depot_level.{one.level}", "zh") for one in found],
        "物资类型": [t(f"choice.depot_kind.{one.kind}", "zh") for one in found],
        "储备方式": [t(f"choice.storage.{one.storage}", "zh") for one in found],
        "库房面积": [one.floor_area_m2 for one in found],
        "管理单位": [one.manager for one in found],
    }
    return _xlsx(table, path, "示例县应急物资储备库（点）名录")


def _stations(found: Sequence[FireStation], epsg: int, path: Path) -> Path:
    table = {
        **_common(found, epsg),
        "站级": [t(f"choice.station_class.{one.station_class}", "zh") for one in found],
        "建筑面积": [one.building_area_m2 for one in found],
        "消防车数": [one.vehicles for one in found],
        "执勤人数": [one.staff_persons for one in found],
    }
    return _csv(table, path, "utf-8-sig")


def _candidates(found: Sequence[Shelter], epsg: int, path: Path) -> Path:
    table = {
        **_common(found, epsg),
        "类别": [t(f"choice.shelter_kind.{one.kind}", "zh") for one in found],
        "占地面积": [one.gross_area_m2 or round(one.geometry.area) for one in found],
    }
    return _csv(table, path, "gb18030")


def _common(found: Sequence[Facility], epsg: int) -> dict[str, list[Any]]:
    longitude, latitude = _degrees([one.location for one in found], epsg)
    return {"名称": [one.name for one in found], "经度": longitude, "纬度": latitude}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _csv(table: Mapping[str, Any], path: Path, encoding: str) -> Path:
    pd.DataFrame(table).to_csv(path, index=False, encoding=encoding, lineterminator="\r\n")
    return path


def _xlsx(table: Mapping[str, Sequence[Any]], path: Path, title: str) -> Path:
    """Workbook as offices keep them: a title across the top, headings below it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append([title])
    sheet.append(list(table))
    for row in zip(*table.values(), strict=True):
        sheet.append(list(row))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(table))
    sheet["A1"].font = Font(bold=True, size=14)
    book.save(path)
    return path
