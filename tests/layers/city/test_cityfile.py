"""The file of a city as it is written: what was put together is what is read, wherever the projects lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.city.cityfile import CityFile, CountyEntry, city_text, project_name, read_city, write_city
from models.kernel.errors import HavenError
from tests.helpers import LETTERS


def made(folder: Path, *counties: CountyEntry, hours: float | None = None) -> CityFile:
    return CityFile(folder / "city.toml", "某市", folder / "市级.gpkg", counties, hours)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    inside, beside = tmp_path / "县" / "甲 县.gpkg", tmp_path.parent / "乙.gpkg"
    counties = (CountyEntry("县/甲 县.gpkg", inside, (115.78, 36.11)), CountyEntry("../乙.gpkg", beside))
    file = made(tmp_path, *counties, hours=6.5)
    write_city(file)
    read = read_city(file.path)
    assert (read.name, read.hours) == ("某市", 6.5)
    assert [one.key for one in read.counties] == ["县/甲 县.gpkg", "../乙.gpkg"]
    assert [one.path.resolve() for one in read.counties] == [inside.resolve(), beside.resolve()]
    assert [one.reception for one in read.counties] == [(115.78, 36.11), None]


def test_the_file_before_is_kept_beside_and_a_county_named_twice_is_not_written(tmp_path: Path) -> None:
    one = CountyEntry("a.gpkg", tmp_path / "a.gpkg")
    write_city(made(tmp_path, one))
    before = (tmp_path / "city.toml").read_bytes()
    with pytest.raises(HavenError) as caught:
        write_city(made(tmp_path, one, one))
    assert caught.value.key == "city_county_twice"
    assert (tmp_path / "city.toml").read_bytes() == before
    write_city(made(tmp_path, one, hours=3))
    assert (tmp_path / "city.toml.bak").read_bytes() == before


def test_a_project_is_named_from_the_folder_of_the_file(tmp_path: Path) -> None:
    assert project_name(tmp_path / "县" / "甲.gpkg", tmp_path / "city.toml") == "县/甲.gpkg"
    assert project_name(tmp_path / "甲.gpkg", tmp_path / "out" / "city.toml") == "../甲.gpkg"


@given(name=st.text(LETTERS, min_size=1, max_size=30).filter(lambda text: "\0" not in text))
def test_any_name_is_written_so_that_it_is_read(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in name):
        return  # no text of a file
    path = tmp_path_factory.getbasetemp() / "named.toml"
    one = CountyEntry("a.gpkg", path.parent / "a.gpkg")
    path.write_bytes(city_text(CityFile(path, name, path.parent / "b.gpkg", (one,))).encode("utf-8"))
    assert read_city(path).name == name
