"""GCJ-02 and BD-09: published pairs, real pairs, and the way back."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.coordinates import datum
from tests.helpers import shared_data

# Published test pairs (longitude, latitude): WGS-84, GCJ-02, BD-09.
PAIRS = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), (121.538015686, 31.181328607)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766), (113.923684729, 22.546667438)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069), (116.390454713, 39.919575551)),
]
CHINA = st.tuples(st.floats(73.5, 135.0), st.floats(3.5, 53.5))


def metres(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Distance between positions in degrees, near enough for small ones."""
    step = (np.asarray(a) - np.asarray(b)) * 111_320
    return np.hypot(step[:, 0] * np.cos(np.radians(np.asarray(b)[:, 1])), step[:, 1])


def test_published_pairs() -> None:
    wgs, gcj, bd = (np.array(column) for column in zip(*PAIRS, strict=True))
    assert metres(datum.wgs84_to_gcj02(wgs), gcj).max() < 1e-3
    assert metres(datum.gcj02_to_bd09(gcj), bd).max() < 1e-3
    assert metres(datum.to_wgs84(gcj, "gcj02"), wgs).max() < 1e-3
    assert metres(datum.to_wgs84(bd, "bd09"), wgs).max() < 2e-3
    assert datum.to_wgs84(wgs, "wgs84") is wgs


@given(CHINA)
def test_way_back_is_exact_to_a_millimetre(lonlat: tuple[float, float]) -> None:
    there = np.array([lonlat])
    assert metres(datum.gcj02_to_wgs84(datum.wgs84_to_gcj02(there)), there).max() < 1e-3
    assert metres(datum.bd09_to_gcj02(datum.gcj02_to_bd09(there)), there).max() < 1e-3


@given(CHINA)
def test_shift_has_the_known_size(lonlat: tuple[float, float]) -> None:
    there = np.array([lonlat])
    assert 20 < metres(datum.wgs84_to_gcj02(there), there)[0] < 1200


def test_outside_the_box_nothing_moves_and_nan_stays() -> None:
    places = np.array([[-0.1, 51.5], [np.nan, 30.0], [150.0, -33.0]])
    assert np.array_equal(datum.wgs84_to_gcj02(places), places, equal_nan=True)
    assert np.array_equal(datum.gcj02_to_wgs84(places), places, equal_nan=True)


def test_real_pairs_within_a_metre() -> None:
    rows = json.loads(shared_data("coords", "gcoord_half_dev.json").read_text(encoding="utf-8"))
    assert len(rows) > 300
    wgs, gcj, bd = (np.array([row["coords"][name] for row in rows]) for name in ("WGS84", "GCJ02", "BD09"))
    assert metres(datum.wgs84_to_gcj02(wgs), gcj).max() < 1.0
    assert metres(datum.to_wgs84(gcj, "gcj02"), wgs).max() < 1.0
    assert metres(datum.gcj02_to_bd09(gcj), bd).max() < 0.02
    assert metres(datum.to_wgs84(bd, "bd09"), wgs).max() < 1.0


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["经度_BD09"], "bd09"),
        (["lon", "poi_8_education_bd09_gbk.csv"], "bd09"),
        (["admin_5level_gcj02.csv"], "gcj02"),
        (["高德POI.csv"], "gcj02"),
        (["火星坐标.xlsx"], "gcj02"),
        (["百度地图采集.csv"], "bd09"),
        (["lng_wgs84", "百度.csv"], "wgs84"),  # the column says more than the file
        (["学校.csv", "经度"], ""),
    ],
)
def test_datum_in_names(names: list[str], expected: str) -> None:
    assert datum.datum_of(*names) == expected


@pytest.mark.parametrize(
    ("name", "count", "as_it_stands", "converted"),
    [
        ("poi_16_government_bd09_gbk.csv", 2341, 0.979, 0.995),
        ("poi_10_medicalTreatment_bd09_gbk.csv", 1469, 0.965, 0.995),
        ("poi_8_education_bd09_gbk.csv", 389, 0.961, 0.992),
    ],
)
def test_points_fall_into_the_district_they_name(
    name: str, count: int, as_it_stands: float, converted: float
) -> None:
    folder = shared_data("dev_xian_ne")
    districts = gpd.read_file(folder / "districts_epsg4490.geojson").set_index("name").geometry
    table = pd.read_csv(folder / name, encoding="gb18030")
    xy = table[["经度_BD09", "纬度_BD09"]].to_numpy()
    homes = districts.reindex(table["区县"]).to_numpy()
    assert len(table) == count
    assert shapely.contains_xy(homes, xy).mean() == pytest.approx(as_it_stands, abs=0.001)
    assert shapely.contains_xy(homes, datum.to_wgs84(xy, "bd09")).mean() == pytest.approx(
        converted, abs=0.001
    )


def test_iteration_beats_one_step() -> None:
    there = np.array([[116.84, 38.30]])
    gcj = datum.wgs84_to_gcj02(there)
    one_step = 2 * gcj - datum.wgs84_to_gcj02(gcj)
    assert metres(one_step, there)[0] > 0.1 > 1e-3 > metres(datum.gcj02_to_wgs84(gcj), there)[0]
