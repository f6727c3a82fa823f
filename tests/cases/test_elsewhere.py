"""Counties outside China: a projection that is named is believed; where nothing is said it must be China."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest

from layers.project.file import load_project, save_project
from models.county.layer import Role
from models.gate.gate import data_remarks
from models.project.project import Project
from tests.cases import county


def moved(value: Any, east: float, north: float) -> Any:
    """Coordinates of a geometry, moved by degrees."""
    if isinstance(value[0], (int, float)):
        return [value[0] + east, value[1] + north]
    return [moved(part, east, north) for part in value]


def abroad(folder: Path, lon: float, lat: float, epsg: int = 0) -> Path:
    """The county, its corner moved to a place; its lists in degrees, or in eastings of a system."""
    county.make_county(folder)
    east, north = lon - county.WEST, lat - county.SOUTH
    for path in folder.glob("*.geojson"):
        tree = json.loads(path.read_text("utf-8"))
        for feature in tree["features"]:
            feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"], east, north)
        path.write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    change = pyproj.Transformer.from_crs(4326, epsg or 4326, always_xy=True)
    for file, head, rows in (
        (county.VILLAGE_FILE, county.VILLAGE_HEAD, county.VILLAGES),
        (county.SHELTER_FILE, county.SHELTER_HEAD, county.SHELTERS),
    ):
        names = tuple({"经度": "X", "纬度": "Y"}.get(name, name) if epsg else name for name in head)
        found = []
        for row in rows:
            x, y = change.transform(row[3] + east, row[4] + north)
            found.append((*row[:3], round(x, 6), round(y, 6), *row[5:]))
        county.write_csv(folder / file, [names, *found])
    return folder


PLACES = [
    (-21.95, 64.05, 32627),
    (-21.95, 64.05, 3057),
    (121.2, 24.6, 3826),
    (10.1, 48.2, 6933),
    (145.0, -37.9, 28355),
]


@pytest.mark.parametrize("in_metres", [False, True])
@pytest.mark.parametrize(("lon", "lat", "epsg"), PLACES)
def test_a_projection_named_for_the_county_is_taken_anywhere(
    tmp_path: Path, lon: float, lat: float, epsg: int, in_metres: bool
) -> None:
    folder = abroad(tmp_path / "c", lon, lat, epsg if in_metres else 0)
    (folder / "haven.toml").write_text(f'[county]\ncrs = "EPSG:{epsg}"\n', "utf-8")
    case = county.imported(folder)
    assert case.result.project.settings.crs_epsg == epsg
    assert case.people == county.PEOPLE and case.area_m2 == county.AREA_M2
    assert np.allclose(case.place("人民公园"), (lon + 0.23, lat + 0.03), atol=1e-4)
    save_project(case.result.project, tmp_path / "x.gpkg")
    assert load_project(tmp_path / "x.gpkg").settings.crs_epsg == epsg


def test_a_projection_named_for_a_layer_is_taken_anywhere(tmp_path: Path) -> None:
    folder = abroad(tmp_path / "c", -21.95, 64.05, 32627)
    for name in ("县界", "乡镇", "县城范围", "道路"):
        (folder / f"{name}.geojson").unlink()
    files = "".join(
        f'[[layer]]\nfile = "{name}"\ncrs = "EPSG:32627"\n'
        for name in (county.VILLAGE_FILE, county.SHELTER_FILE)
    )
    (folder / "haven.toml").write_text(files, "utf-8")
    case = county.imported(folder)
    assert case.result.project.settings.crs_epsg == 32627
    assert len(case.shelters) == 3 and len(case.result.project.layers_of(Role.VILLAGES)) == 1


def test_where_nothing_is_said_each_file_left_out_is_named(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_csv(folder / "消防站.csv", [("名称", "经度", "纬度"), ("甲站", 8.63, 50.1)])
    case = county.imported(folder)
    assert "中国以外" in case.told("消防站.csv")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2263"])
def test_degrees_and_feet_are_no_system_for_a_project(tmp_path: Path, crs: str) -> None:
    from models.kernel.errors import HavenError

    folder = county.make_county(tmp_path / "c")
    (folder / "haven.toml").write_text(f'[county]\ncrs = "{crs}"\n', "utf-8")
    with pytest.raises(HavenError) as caught:
        county.imported(folder)
    assert caught.value.key == "recipe_value"


@pytest.mark.parametrize(
    ("lon", "epsg", "is_told"), [(117.0, 4548, False), (121.5, 4548, True), (10.1, 6933, True)]
)
def test_data_that_outgrow_their_zone_are_told(tmp_path: Path, lon: float, epsg: int, is_told: bool) -> None:
    folder = abroad(tmp_path / "c", lon, 36.0)
    (folder / "haven.toml").write_text(f'[county]\ncrs = "EPSG:{epsg}"\n', "utf-8")
    remarks = data_remarks(county.imported(folder).result.project)
    assert [remark.id for remark in remarks].count("data.units.outgrown") == is_told


def test_roads_of_two_places_far_apart_outgrow_a_zone_without_an_outline(tmp_path: Path) -> None:
    for name, lon in (("甲市道路", 108.6), ("乙市道路", 120.6)):
        road = county.feature("LineString", [[lon, 31.0], [lon + 0.1, 31.0]], 道路等级="省道")
        county.write_geojson(tmp_path / f"{name}.geojson", [road])
    remarks = data_remarks(county.imported(tmp_path).result.project)
    assert [remark.id for remark in remarks] == ["data.units.outgrown"]


def test_nothing_is_said_of_the_zone_of_an_empty_project() -> None:
    assert data_remarks(Project()) == ()
