"""Eastings of six digits without a system: of the county's zone, of UTM, or of another zone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from layers.coordinates.crs import nearest_utm
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS, STEP, TOWNSHIPS, WEST
from tests.cases.county import SOUTH as SOUTHERN

UTM_49, ZONE_36 = 32649, 4545  # of the meridians 111 and 108


def drawn(epsg: int, lon: float, lat: float) -> tuple[float, float]:
    """Numbers of a place in a system."""
    x, y = Transformer.from_crs(4490, epsg, always_xy=True).transform(lon, lat)
    return round(x, 2), round(y, 2)


def sites_in(epsg: int, heads: tuple[str, str]) -> list[tuple[object, ...]]:
    rows = [(*site[:3], *drawn(epsg, site[3], site[4]), *site[5:]) for site in SHELTERS]
    return [(*SHELTER_HEAD[:3], *heads, *SHELTER_HEAD[5:]), *rows]


@pytest.mark.parametrize("heads", [("UTM_E", "UTM_N"), ("X（UTM）", "Y（UTM）")])
def test_a_heading_that_says_utm_is_believed(tmp_path: Path, heads: tuple[str, str]) -> None:
    folder = county.make_county(tmp_path / "c")
    county.write_csv(folder / SHELTER_FILE, sites_in(UTM_49, heads))
    case = county.imported(folder)
    for name, _, _, lon, lat, *_ in SHELTERS:
        assert case.place(name) == pytest.approx((lon, lat), abs=1e-6)
    assert "UTM（EPSG:32649）" in case.told(SHELTER_FILE)


@pytest.mark.parametrize("is_told", [True, False])
def test_what_can_be_either_is_told_with_the_distance(tmp_path: Path, is_told: bool) -> None:
    west, middle = 117.1, 28.5  # the meridian of the zone is one of UTM as well
    ring = county.ring(west, middle - 0.1, 0.2, 0.2)
    county.write_geojson(tmp_path / "县界.geojson", [county.feature("Polygon", [ring], 名称="青禾县")])
    lat = middle if is_told else middle + 0.095  # as UTM these would lie north of the county
    rows = [(f"{n}号公园", *drawn(4548, west + 0.03 * n, lat)) for n in range(1, 4)]
    county.write_csv(tmp_path / SHELTER_FILE, [("名称", "X", "Y"), *rows])
    case = county.imported(tmp_path)
    assert case.place("2号公园") == pytest.approx((west + 0.06, lat), abs=1e-5)
    # 0.04 % of the 3,150 km to the equator
    assert ("如果是 UTM，位置约差 1,300 米" in case.told(SHELTER_FILE)) == is_told


def test_outlines_that_fill_the_county_as_utm_are_utm(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=["乡镇.geojson"])
    shapes = [
        [[list(drawn(UTM_49, *corner)) for corner in county.ring(WEST + STEP * place, SOUTHERN, STEP, STEP)]]
        for place in range(len(TOWNSHIPS))
    ]
    county.write_geojson(
        folder / "乡镇.geojson",
        [
            county.feature("Polygon", shape, 名称=name, 行政区划代码=code)
            for shape, (name, code) in zip(shapes, TOWNSHIPS.items(), strict=True)
        ],
    )
    case = county.imported(folder)
    said = case.told("乡镇.geojson")
    assert "已按 UTM 处理" in said, said
    assert case.people == county.PEOPLE


def test_numbers_of_another_zone_are_not_put_into_this_one(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c", without=["县界.geojson"])
    corners = [list(drawn(4546, *corner)) for corner in county.ring(WEST, SOUTHERN, 3 * STEP, STEP)]
    county.write_geojson(folder / "县界.geojson", [county.feature("Polygon", [corners], 名称="青禾县")])
    case = county.imported(folder)
    assert case.role("县界.geojson") is None
    assert "公里" in case.told("县界.geojson")
    assert case.people == county.PEOPLE


@pytest.mark.parametrize(
    ("meridian_epsg", "lon", "zone"),
    [(4548, 117.4, 50), (4549, 119.4, 50), (4549, 120.6, 51), (4547, 114.2, 50)],
)
def test_of_two_zones_of_utm_the_nearer_is_meant(meridian_epsg: int, lon: float, zone: int) -> None:
    xy = np.array([drawn(32600 + zone, lon, 30.0)])
    assert nearest_utm(xy, meridian_epsg).to_epsg() == 32600 + zone
