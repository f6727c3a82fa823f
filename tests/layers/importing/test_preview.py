"""A look into a file before it is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.importing.preview import preview
from layers.importing.recipe import LayerChoice
from models.county.layer import Role
from models.kernel.errors import HavenError
from tests.helpers import shared_data
from tests.layers import made
from tests.layers.made import EPSG, LAT, LON


def test_table(tmp_path: Path) -> None:
    path = tmp_path / "避难场所.csv"
    path.write_bytes(f"名称,经度,纬度,有效面积(㎡)\n广场,{LON},{LAT},1200\n公园,,,3\n".encode("gbk"))
    (layer,) = preview(path).layers
    assert (layer.role, layer.geometry, layer.encoding, layer.crs) == (
        Role.SHELTERS,
        "point",
        "GB18030",
        "EPSG:4490",
    )
    assert layer.fields == {"name": "名称", "effective_area_m2": "有效面积(㎡)"}
    assert layer.columns == ("名称", "经度", "纬度", "有效面积(㎡)")
    assert layer.rows[0] == ("广场", str(LON), str(LAT), "1200") and layer.rows[1][1] == ""
    assert [key for key, _ in layer.problems] == ["import.problem.rows_without_coordinates"]


def test_layer_that_needs_a_decision_shows_its_rows_all_the_same(tmp_path: Path) -> None:
    path = made.write(tmp_path, "道路.shp", made.roads().to_crs(EPSG), encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    (layer,) = preview(path).layers
    assert layer.error is not None and layer.error.key == "crs_missing" and layer.rows[0][0] == "一号路"
    (layer,) = preview(path, LayerChoice(path.name, crs="EPSG:4548")).layers
    assert layer.error is None and (layer.crs, layer.geometry, layer.role) == (
        "EPSG:4548",
        "line",
        Role.ROADS,
    )
    (layer,) = preview(path, nearby_epsg=EPSG).layers
    assert layer.error is None and layer.crs == "EPSG:4548"


def test_every_layer_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "县.gpkg"
    made.gdal.write(made.townships(), path, "GPKG", "乡镇")
    made.gdal.write(made.roads(), path, "GPKG", "道路", append=True)
    assert [(layer.layer, layer.role) for layer in preview(path).layers] == [
        ("乡镇", Role.TOWNSHIPS),
        ("道路", Role.ROADS),
    ]


def test_file_that_cannot_be_opened(tmp_path: Path) -> None:
    path = made.write(tmp_path, "道路.shp", made.roads(), encoding="UTF-8")
    path.with_suffix(".shx").unlink()
    with pytest.raises(HavenError) as caught:
        preview(path)
    assert caught.value.key == "shx_missing"


def test_role_asked_for_matches_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(f"名称,经度,纬度,建筑面积\n库,{LON},{LAT},300\n", encoding="utf-8")
    (layer,) = preview(path, LayerChoice(path.name, role=Role.DEPOTS)).layers
    assert layer.role == Role.DEPOTS and layer.fields == {"name": "名称", "floor_area_m2": "建筑面积"}


def test_real_roads_are_read_only_in_part() -> None:
    (layer,) = preview(shared_data("dev_xian_ne", "osm_roads.shp")).layers
    assert len(layer.rows) == 20 and layer.role == Role.ROADS
