"""Coordinate systems: the county's zone, what a file is in, and the way between."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from layers.coordinates import crs
from models.kernel.errors import HavenError
from tests.helpers import shared_data
from tests.layers import made

ESRI = (
    'PROJCS["{name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["{method}"],PARAMETER["False_Easting",{easting}],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize(
    ("longitude", "epsg"),
    [
        (116.8388, 4548),  # Cangzhou, zone 39
        (113.9268, 4547),  # Xinxiang, zone 38
        (119.6, 4549),  # Qinhuangdao, zone 40
        (115.78, 4548),  # Yanggu
        (109.1, 4545),
        (115.5, 4548),  # exactly on a border: the eastern zone
        (115.4999, 4547),
        (73.6, 4534),
        (73.0, 4534),
        (135.1, 4554),
        (136.0, 4554),
    ],
)
def test_zone_of_a_longitude(longitude: float, epsg: int) -> None:
    assert crs.zone_epsg(longitude) == epsg
    assert crs.is_zone(epsg)
    assert abs(crs.central_meridian_deg(epsg) - longitude) <= 1.5 + 0.5


@pytest.mark.parametrize("meridian", range(75, 136, 3))
def test_every_zone_is_what_the_registry_says(meridian: int) -> None:
    epsg = crs.zone_epsg(float(meridian))
    registered = pyproj.CRS.from_epsg(epsg)
    assert registered.name == f"CGCS2000 / 3-degree Gauss-Kruger CM {meridian}E"
    assert crs.projection_values(registered)["meridian"] == meridian
    prefixed = pyproj.CRS.from_epsg(4513 + (meridian - 75) // 3)
    assert crs.plain_zone(prefixed) == epsg
    assert crs.projection_values(prefixed)["easting"] == crs.zone_number(epsg) * 1e6 + 500_000


def test_gauss_kruger_by_published_checks() -> None:
    east, north = made.from_lonlat(np.array([[116.8388, 38.3037]]), 4548)[0]
    assert (east, north) == pytest.approx((485899.992, 4241220.817), abs=1e-3)
    east, north = made.from_lonlat(np.array([[113.9268, 35.3030]]), 4547)[0]
    assert (east, north) == pytest.approx((493342.432, 3908211.195), abs=1e-3)
    back = crs.to_lonlat(np.array([[485899.992, 4241220.817]]), 4548)[0]
    assert back == pytest.approx((116.8388, 38.3037), abs=1e-7)


def test_words_for_the_zone() -> None:
    assert crs.prefixed_easting(447890.1, 4548) == 39447890.1
    assert "39" in crs.zone_label(4548, "zh") and "117" in crs.zone_label(4548, "en")
    assert crs.zone_label(32650) == "EPSG:32650 (WGS 84 / UTM zone 50N)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EPSG:4547", 4547),
        ("epsg: 4547", 4547),
        ("4547", 4547),
        ("CGCS2000", 4490),
        ("2000国家大地坐标系", 4490),
        ("WGS 84", 4326),
        ("OGC:CRS84", 4326),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 114E", 4547),
        (
            ESRI.format(
                name="CGCS2000_3_Degree_GK_CM_117E", method="Gauss_Kruger", easting=500000, meridian=117
            ),
            4548,
        ),
        (
            ESRI.format(
                name="CGCS2000_3_Degree_GK_Zone_39", method="Gauss_Kruger", easting=39500000, meridian=117
            ),
            4527,
        ),
        (ESRI.format(name="自定义", method="Transverse_Mercator", easting=39500000, meridian=117), 4527),
        (ESRI.format(name="own", method="Transverse_Mercator", easting=500000, meridian=117), 4548),
        (
            ESRI.format(name="CGCS2000_GK_Zone_20", method="Gauss_Kruger", easting=20500000, meridian=117),
            4498,
        ),
        ("EPSG:2436", 2436),
        ("EPSG:3857", 3857),
        ("EPSG:32650", 32650),
    ],
)
def test_names_people_write(text: str, expected: int) -> None:
    assert crs.describe(crs.parse_crs(text)) == f"EPSG:{expected}"


@pytest.mark.parametrize("text", ["EPSG:99999", "某坐标系", "4548 ", "PROJCS[broken"])
def test_unknown_names_are_one_clear_error(text: str) -> None:
    if text.strip() == "4548":
        assert crs.describe(crs.parse_crs(text)) == "EPSG:4548"
        return
    with pytest.raises(HavenError) as caught:
        crs.parse_crs(text)
    assert caught.value.key == "crs_unknown"


@pytest.mark.parametrize(
    ("epsg", "family"),
    [
        (4548, "cgcs2000"),
        (4490, "cgcs2000"),
        (4326, "wgs84"),
        (32650, "wgs84"),
        (2436, "beijing54"),
        (2384, "xian80"),
    ],
)
def test_frames(epsg: int, family: str) -> None:
    assert crs.family(pyproj.CRS.from_epsg(epsg)) == family


def test_wgs84_and_cgcs2000_are_the_same_place() -> None:
    point = np.array([shapely.Point(116.8388, 38.3037)], dtype=object)
    assert crs.to_epsg(point, 4326, 4490)[0] == point[0]
    assert shapely.distance(crs.to_epsg(point, 4326, 4548), crs.to_epsg(point, 4490, 4548))[0] < 1e-6
    assert not crs.same_place(pyproj.CRS.from_epsg(4214), pyproj.CRS.from_epsg(4490))


GUESSES = [
    ((115.78, 36.11), None, 4490, False),
    ((36.11, 115.78), None, 4490, True),
    ((39447890.0, 3998214.0), None, 4527, False),
    ((3998214.0, 39447890.0), None, 4527, True),
    ((20400000.0, 3998214.0), None, 4498, False),
    ((447890.0, 3998214.0), 4548, 4548, False),
    ((3998214.0, 447890.0), 4548, 4548, True),
    ((447890.0, 3998214.0), None, None, False),
    ((12888000.0, 4316000.0), None, 3857, False),
    ((13400000.0, 4316000.0), None, None, False),  # both web Mercator and zone 13 with prefix
    ((1.0, 2.0), None, None, False),
]


@pytest.mark.parametrize(("xy", "nearby", "epsg", "swapped"), GUESSES)
def test_guess_from_numbers(
    xy: tuple[float, float], nearby: int | None, epsg: int | None, swapped: bool
) -> None:
    found = crs.guess_crs(np.array([xy]), nearby)
    assert (found.epsg, found.swapped) == (epsg, swapped)


@pytest.mark.parametrize(
    ("xy", "epsg", "fits"),
    [
        ((115.78, 36.11), 4490, True),
        ((447890.0, 3998214.0), 4490, False),
        ((447890.0, 3998214.0), 4548, True),
        ((39447890.0, 3998214.0), 4548, False),
        ((39447890.0, 3998214.0), 4527, True),
        ((447890.0, 3998214.0), 4527, False),
        ((115.78, 36.11), 4548, False),
        ((3998214.0, 447890.0), 4548, True),
    ],
)
def test_stated_system_against_numbers(xy: tuple[float, float], epsg: int, fits: bool) -> None:
    assert crs.fits(np.array([xy]), pyproj.CRS.from_epsg(epsg)) is fits


def test_box_around_china() -> None:
    inside = crs.in_china(np.array([[115.78, 36.11], [36.11, 115.78], [0, 0], [np.nan, 30], [121.5, 25.0]]))
    assert inside.tolist() == [True, False, False, False, True]


def test_real_projection_file() -> None:
    text = Path(shared_data("dev_xian_ne", "osm_roads.prj")).read_text()
    assert crs.describe(crs.parse_crs(text)) == "EPSG:32649"


def test_only_a_zone_has_a_meridian_of_a_zone() -> None:
    with pytest.raises(ValueError, match="4326"):
        crs.central_meridian_deg(4326)


@pytest.mark.parametrize("text", ["EPSG:5773", "EPSG:4978"])
def test_a_system_of_heights_or_of_the_earth_has_no_place(text: str) -> None:
    assert not crs.has_place(crs.any_crs(text))
    with pytest.raises(HavenError) as caught:
        crs.parse_crs(text)
    assert caught.value.key == "crs_unknown"


@pytest.mark.parametrize(
    ("easting", "meridian", "epsg"),
    [
        ("20500000.0", "117.0", 4498),  # a zone of six degrees, with its number
        ("39500000.0", "117.0", 4527),
        ("500000.0", "117.0", 4548),
        ("300000.0", "117.0", None),  # a county's own false easting
        ("500000.0", "116.5", None),  # a county's own meridian
        ("40500000.0", "117.0", None),  # the number of another zone
    ],
)
def test_a_zone_in_the_words_of_another_program(easting: str, meridian: str, epsg: int | None) -> None:
    words = {"name": "mine", "method": "Gauss_Kruger", "easting": easting, "meridian": meridian}
    assert crs.parse_crs(ESRI.format(**words)).to_epsg() == epsg


def test_the_frame_of_a_system_elsewhere_is_another() -> None:
    assert crs.family(pyproj.CRS.from_epsg(4269)) == "other"
