"""Points, lines and areas side by side in one layer: nothing is left out, nothing counts twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from layers.formats.shapes import by_kind
from models.county.layer import Role
from tests.cases import county


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county without its list of shelters."""
    return county.make_county(tmp_path / "青禾县", without=[county.SHELTER_FILE])


def shelter(row: tuple[Any, ...], *, is_area: bool) -> dict[str, Any]:
    name, kind, site, lon, lat, gross, area, status = row
    shape = ("Polygon", [county.ring(lon, lat, 0.001, 0.001)]) if is_area else ("Point", [lon, lat])
    return county.feature(
        *shape, 名称=name, 避难场所类别=kind, 场地类型=site, 占地面积=gross, 有效避难面积=area, 状态=status
    )


@pytest.mark.parametrize("areas", [(0,), (1, 2), (0, 1)])
def test_shelters_as_points_and_outlines(folder: Path, areas: tuple[int, ...]) -> None:
    rows = [shelter(row, is_area=place in areas) for place, row in enumerate(county.SHELTERS)]
    county.write_geojson(folder / "应急避难场所.geojson", rows)
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2 and len(case.shelters) == 3
    drawn = {item.name for item in case.shelters.values() if item.geometry.geom_type == "Polygon"}
    assert drawn == {county.SHELTERS[place][0] for place in areas}
    assert f"{len(areas)} 个面" in case.told("应急避难场所.geojson")
    assert "没有图形" not in case.told("应急避难场所.geojson")


def test_hazards_of_all_kinds_are_kept(folder: Path) -> None:
    rows = [
        county.feature("Point", [108.45, 30.65], 名称="滑坡点", 灾种="滑坡"),
        county.feature("Polygon", [county.ring(108.5, 30.6, 0.01, 0.01)], 名称="淹没区", 灾种="洪水"),
        county.feature("LineString", [[108.4, 30.6], [108.5, 30.7]], 名称="断裂", 灾种="断裂"),
        {**county.feature("Point", [108.4, 30.6], 名称="无图"), "geometry": None},
    ]
    county.write_geojson(folder / "地质灾害风险.geojson", rows)
    case = county.imported(folder)
    layers = case.result.project.layers_of(Role.HAZARDS)
    assert sorted(name for layer in layers for name in layer.text("name")) == ["断裂", "淹没区", "滑坡点"]
    assert "1 个要素没有图形" in case.told("地质灾害风险.geojson")


def test_a_row_without_coordinates_is_told_once(folder: Path) -> None:
    rows = [shelter(row, is_area=place == 1) for place, row in enumerate(county.SHELTERS)]
    rows[2]["geometry"] = None
    county.write_geojson(folder / "应急避难场所.geojson", rows)
    case = county.imported(folder)
    assert len(case.shelters) == 2
    assert case.told("应急避难场所.geojson").count("没有图形") == 1


def test_a_collection_goes_where_its_largest_part_goes() -> None:
    point, area = shapely.Point(0, 0), shapely.box(0, 0, 1, 1)
    shapes = np.array([point, point, area, shapely.GeometryCollection([point, area]), None], dtype=object)
    found = by_kind(shapes)
    assert list(found) == ["point", "polygon"]
    assert [[one is not None for one in part] for part in found.values()] == [
        [True, True, False, False, False],
        [False, False, True, True, False],
    ]
