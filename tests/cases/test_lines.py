"""Outlines that came as lines: closed ones enclose land, others are refused with their names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from models.county.layer import Role
from tests.cases import county

FILE = "乡镇.geojson"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The whole county."""
    return county.make_county(tmp_path / "青禾县")


def as_lines(features: list[dict[str, Any]], shape: Any = lambda ring: ring) -> list[dict[str, Any]]:
    return [
        county.feature("LineString", shape(one["geometry"]["coordinates"][0]), **one["properties"])
        for one in features
    ]


def area_of(case: county.Outcome, role: Role) -> list[float]:
    (layer,) = case.result.project.layers_of(role)
    return [float(area) for area in shapely.area(layer.frame.geometry.to_numpy())]


@pytest.mark.parametrize("gap", [0, 0.0004])
def test_closed_lines_are_townships(folder: Path, gap: float) -> None:
    wanted = area_of(county.imported(folder), Role.TOWNSHIPS)
    lines = as_lines(county.township_features(), lambda ring: [*ring[:-1], [ring[0][0], ring[0][1] + gap]])
    county.write_geojson(folder / FILE, lines)
    case = county.imported(folder)
    assert case.role(FILE) == "townships" and "3 条闭合的界线已构成面" in case.told(FILE)
    assert area_of(case, Role.TOWNSHIPS) == pytest.approx(wanted, rel=0.01)


def test_pieces_of_one_name_close_together(folder: Path) -> None:
    pieces = [
        county.feature("LineString", part, **one["properties"])
        for one in county.township_features()
        for ring in one["geometry"]["coordinates"]
        for part in (ring[:3], ring[2:])
    ]
    county.write_geojson(folder / FILE, pieces)
    case = county.imported(folder)
    (layer,) = case.result.project.layers_of(Role.TOWNSHIPS)
    assert sorted(layer.text("name")) == sorted(county.TOWNSHIPS)


def test_pieces_of_a_county_close_together(folder: Path) -> None:
    (ring,) = county.county_feature()["geometry"]["coordinates"]
    pieces = [county.feature("LineString", part, 级别="县界") for part in (ring[:2], ring[1:4], ring[3:])]
    county.write_geojson(folder / "县界.geojson", pieces)
    case = county.imported(folder)
    assert case.role("县界.geojson") == "county" and len(area_of(case, Role.COUNTY)) == 1


def test_an_enclave_stays_a_hole(folder: Path) -> None:
    one, two, three = county.township_features()
    inner = county.ring(county.WEST + 0.04, county.SOUTH + 0.04, 0.02, 0.02)
    (ring,) = one["geometry"]["coordinates"]
    lines = [county.feature("MultiLineString", [ring, inner], **one["properties"]), *as_lines([two, three])]
    county.write_geojson(folder / FILE, lines)
    case = county.imported(folder)
    (layer,) = case.result.project.layers_of(Role.TOWNSHIPS)
    holed = layer.frame.geometry.iloc[list(layer.text("name")).index("石桥镇")]
    assert shapely.get_num_interior_rings(shapely.get_parts(holed)).sum() == 1


def test_open_lines_are_refused_with_their_names(folder: Path) -> None:
    lines = as_lines(county.township_features())
    lines[1]["geometry"]["coordinates"] = lines[1]["geometry"]["coordinates"][:3]
    county.write_geojson(folder / FILE, lines)
    case = county.imported(folder)
    assert case.role(FILE) is None
    assert "不是面" in case.told(FILE) and "柳林乡" in case.told(FILE) and "多边形" in case.told(FILE)


def test_roads_and_paths_stay_lines(folder: Path) -> None:
    loop = county.feature("LineString", county.ring(108.45, 30.62, 0.05, 0.05), 名称="环线", 道路等级="县道")
    county.write_geojson(folder / "道路.geojson", [loop])
    path = county.feature("LineString", [[108.45, 30.62], [108.46, 30.63]], 名称="步道")
    county.write_geojson(folder / "公园步道.geojson", [path])
    case = county.imported(folder)
    assert case.role("道路.geojson") == "roads" and case.role("公园步道.geojson") == "reference"
