"""Shapes and systems with small faults are put right and told; they do not lose the file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from layers.coordinates.crs import transformer
from layers.importing.importer import NothingUsableError
from tests.cases import county
from tests.layers import made


def test_a_ring_that_is_not_closed_is_closed_and_told(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    shapes = county.township_features()
    shapes[1]["geometry"]["coordinates"][0].pop()
    county.write_geojson(folder / "乡镇.geojson", shapes)
    case = county.imported(folder)
    (layer,) = case.result.project.layers_of(county.Role.TOWNSHIPS)
    assert len(layer) == 3
    assert "没有闭合" in case.told("乡镇.geojson") and "第 2 个" in case.told("乡镇.geojson")


def test_eastings_without_the_zone_that_the_file_states(tmp_path: Path) -> None:
    made.write(tmp_path, "乡镇界.shp", made.townships(4548), encoding="UTF-8")
    text = made.townships(4527).crs.to_wkt("WKT1_ESRI")
    (tmp_path / "乡镇界.prj").write_text(text, encoding="ascii")
    case = county.imported(tmp_path)
    (layer,) = case.result.project.layers_of(county.Role.TOWNSHIPS)
    project = case.result.project
    west, south, east, north = layer.frame.to_crs(4490).total_bounds
    assert abs((west + east) / 2 - made.LON) < 1e-4 and abs((south + north) / 2 - made.LAT) < 1e-4
    assert project.settings.crs_epsg == made.EPSG
    assert "带号" in case.told("乡镇界.shp")


def test_every_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    names = [f"图纸{number}.dwg" for number in range(1, 9)]
    for name in names:
        (tmp_path / name).write_bytes(b"AC1032")
    with pytest.raises(NothingUsableError) as caught:
        county.imported(tmp_path)
    assert all(name in caught.value.message("zh").one_line() for name in names)


def test_metres_in_a_geojson_without_system_are_placed_by_the_county(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县", without=["乡镇.geojson"])
    rings = []
    for shape in county.township_features():
        lonlat = np.array(shape["geometry"]["coordinates"][0])
        xy = np.column_stack(transformer(4490, 4545).transform(lonlat[:, 0], lonlat[:, 1]))
        rings.append(county.feature("Polygon", [xy.tolist()], **shape["properties"]))
    county.write_geojson(folder / "乡镇界线.geojson", rings)
    case = county.imported(folder)
    assert case.role("乡镇界线.geojson") == "townships" and "EPSG:4545" in case.told("乡镇界线.geojson")


def test_json_of_arcgis_is_called_by_its_name(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    rings = [county.ring(108.4, 30.6, 0.1, 0.1)]
    table = {
        "geometryType": "esriGeometryPolygon",
        "features": [{"attributes": {}, "geometry": {"rings": rings}}],
    }
    (folder / "乡界.json").write_text(json.dumps(table), encoding="utf-8")
    case = county.imported(folder)
    assert case.role("乡界.json") is None and "Esri JSON" in case.told("乡界.json")
