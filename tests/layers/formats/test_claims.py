"""What files say of themselves: systems, kinds of content, encodings; and what is wrong with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyproj
import pytest

from layers.formats import shapefile
from layers.formats.crsclaims import check_claims, stated_text
from layers.formats.sniff import FORMATS, sniff
from models.kernel.errors import HavenError
from tests.layers import made

CGCS = pyproj.CRS.from_epsg(4548)


# -- systems -----------------------------------------------------------------------------------------------
def test_a_geopackage_says_in_which_system_it_is(tmp_path: Path) -> None:
    path = made.write(tmp_path, "道路.gpkg", made.roads())
    assert "China Geodetic" in (stated_text(path, "道路") or "")
    assert stated_text(path, "别的") is None
    (tmp_path / "坏.gpkg").write_bytes(b"no database")
    assert stated_text(tmp_path / "坏.gpkg", "道路") is None
    assert stated_text(tmp_path / "没有.shp") is None


@pytest.mark.parametrize("used", ["", "nobody knows this", "EPSG:4548"])
def test_what_agrees_or_cannot_be_compared_is_no_contradiction(used: str) -> None:
    check_claims(CGCS.to_wkt(), used, "a.shp")
    check_claims("no description", used, "a.shp")


def test_a_bound_system_is_what_it_binds() -> None:
    bound = pyproj.CRS.from_proj4("+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3 +no_defs")
    assert bound.is_bound
    check_claims(bound.to_wkt(), "", "a.shp")
    with pytest.raises(HavenError) as caught:
        check_claims(bound.to_wkt(), "EPSG:4490", "a.shp")
    assert caught.value.key == "crs_contradicts_itself"


def test_a_code_that_nobody_registered_contradicts_nothing() -> None:
    text = CGCS.to_wkt().replace('ID["EPSG",4548]', 'ID["EPSG",99999]')
    assert "99999" in text
    check_claims(text, "", "a.shp")


# -- content -----------------------------------------------------------------------------------------------
def refused(path: Path) -> str:
    with pytest.raises(HavenError) as caught:
        sniff(path)
    assert caught.value.message("zh").one_line()
    return caught.value.key


def test_a_file_of_no_kind_without_content_or_of_another_kind(tmp_path: Path) -> None:
    for name, content, key in (
        ("a.xyz", b"x", "file_type_unknown"),
        ("a", b"x", "file_type_unknown"),
        ("a.csv", b"", "file_empty"),
        ("b.csv", b"\xef\xbb\xbf \r\n\x00", "file_empty"),
        ("c.csv", b"\x00\x00\x27\x0a" + bytes(96), "not_what_it_says"),
        ("d.csv", b"II*\x00" + bytes(96), "not_what_it_says"),
    ):
        (tmp_path / name).write_bytes(content)
        assert refused(tmp_path / name) == key, name


def test_a_folder_called_like_a_file_is_not_readable(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    assert refused(tmp_path / "a.csv") == "file_unreadable"
    assert ".csv" in FORMATS


# -- Shapefiles --------------------------------------------------------------------------------------------
@pytest.fixture
def roads(tmp_path: Path) -> Path:
    return made.write(tmp_path, "道路.shp", made.roads(), encoding="GB18030")


@pytest.mark.parametrize(("claim", "name"), [("1252", "cp1252"), ("gbk", "GB18030"), ("65001", "UTF-8")])
def test_without_text_of_its_own_the_claim_counts(tmp_path: Path, claim: str, name: str) -> None:
    plain = made.roads()[["geometry"]].assign(n=["a", "b"])
    path = made.write(tmp_path, "a.shp", plain)
    path.with_suffix(".cpg").write_text(claim, encoding="ascii")
    assert shapefile.text_encoding(path).name == name


def test_without_a_table_there_is_no_text(roads: Path) -> None:
    roads.with_suffix(".dbf").unlink()
    assert shapefile.text_encoding(roads).source == "none"
    assert shapefile.part(roads, ".dbf") is None


@pytest.mark.parametrize("length", [0, 20, 40])
def test_a_table_cut_off_is_damaged(roads: Path, length: int) -> None:
    dbf = roads.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes()[:length])
    with pytest.raises(HavenError) as caught:
        shapefile.text_encoding(roads)
    assert caught.value.key == "dbf_damaged"


def test_a_folder_beside_it_is_no_part(roads: Path) -> None:
    roads.with_suffix(".prj").unlink()
    roads.with_suffix(".prj").mkdir()
    assert shapefile.part(roads, ".prj") is None
    shutil.rmtree(roads.with_suffix(".prj"))
