"""Facilities as geodata for other programs, and back."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.importing.importer import import_files
from layers.importing.recipe import LayerChoice
from layers.project.export import export_facilities, short_names
from models.county.layer import Role
from models.facilities.facility import FACILITY_TYPES, Family, Shelter, field_specs
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from tests.layers.made import EPSG, LAT, LON, project


def test_files_of_a_scenario(tmp_path: Path) -> None:
    made = project()
    written = export_facilities(made, made.scenario("today"), tmp_path / "出")
    names = sorted(path.name for path in written)
    assert names == sorted(
        [
            "示例县-现状.gpkg",
            "示例县-现状-避难场所-点.shp",
            "示例县-现状-避难场所-面.shp",
            "示例县-现状-避难场所.geojson",
        ]
        + [f"示例县-现状-{name}.{ending}" for name in ("物资库", "消防站") for ending in ("shp", "geojson")]
    ) or all(path.exists() for path in written)
    assert all(path.exists() for path in written)
    parts = {path.suffix for path in (tmp_path / "出").iterdir()}
    assert parts == {".gpkg", ".geojson", ".shp", ".shx", ".dbf", ".prj", ".cpg"}


def test_geopackage_holds_every_field_and_no_data_is_not_zero(tmp_path: Path) -> None:
    made = project()
    (path,) = export_facilities(made, made.scenario("today"), tmp_path, ["gpkg"])
    assert set(gpd.list_layers(path)["name"]) == {"shelters", "depots", "fire_stations"}
    shelters = gpd.read_file(path, layer="shelters").set_index("id")
    assert shelters.crs.to_epsg() == EPSG
    assert set(shelters.columns) >= {spec.name for spec in field_specs(Family.SHELTER)}
    assert shelters.loc["s1", "effective_area_m2"] == 0 and np.isnan(shelters.loc["s2", "effective_area_m2"])
    assert shelters.loc["s1", "geometry"].equals(made.scenario("today").facilities["s1"].geometry)


def test_geojson_is_in_degrees_and_says_null(tmp_path: Path) -> None:
    made = project()
    paths = export_facilities(made, made.scenario("today"), tmp_path, ["geojson"])
    path = next(path for path in paths if "避难" in path.name)
    data = json.loads(path.read_text(encoding="utf-8"))
    first = {row["properties"]["id"]: row for row in data["features"]}["s2"]
    assert first["geometry"]["coordinates"] == pytest.approx([117.0, 36.13], abs=0.02)
    assert first["properties"]["gross_area_m2"] is None and first["properties"]["note"].startswith("=1+1")
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("family", list(Family))
def test_column_names_of_shapefiles_are_short_different_and_ascii(family: Family) -> None:
    names = list(short_names(field_specs(family)).values())
    assert all(len(name.encode()) <= 10 and name.isascii() for name in names)
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize("family", list(Family))
def test_what_is_exported_as_shapefile_comes_back(tmp_path: Path, family: Family) -> None:
    values = {
        "text": "文字",
        "number": 1234.5,
        "integer": 2017,
        "flag": True,
        "date": "2024-05-06",
    }
    known = {
        spec.name: spec.values[-1] if spec.kind == "choice" else values[spec.kind]
        for spec in field_specs(family)
        if spec.name != "status"
    }
    place = shapely.Point(447890.125, 3998214.5)
    facility = FACILITY_TYPES[family](geometry=place, status="existing", **known)
    scenario = Scenario("today", "", {facility.id: facility})
    made = Project(Settings(name="县", crs_epsg=EPSG), scenarios=[scenario])
    (path,) = export_facilities(made, scenario, tmp_path, ["shp"])
    result = run_to_end(import_files([path], choices=[LayerChoice(path.name, role=Role(family.spec.role))]))
    (back,) = result.project.active.facilities.values()
    for spec in field_specs(family):
        assert getattr(back, spec.name) == getattr(facility, spec.name), spec.name
    assert back.location == pytest.approx(facility.location, abs=1e-3)


def test_long_text_is_cut_between_characters(tmp_path: Path) -> None:
    shelter = Shelter(geometry=shapely.Point(5e5, 4e6), name="广" * 200)
    scenario = Scenario("today", "", {shelter.id: shelter})
    (path,) = export_facilities(Project(scenarios=[scenario]), scenario, tmp_path, ["shp"])
    name = gpd.read_file(path)["name"].iloc[0]
    assert set(name) == {"广"} and len(name) == 84
    assert path.with_suffix(".cpg").read_text() == "UTF-8"


def test_nothing_to_export(tmp_path: Path) -> None:
    made = project()
    with pytest.raises(HavenError) as caught:
        export_facilities(made, made.scenario("p2"), tmp_path)
    assert caught.value.key == "export_nothing" and not list(tmp_path.iterdir())


def test_names_with_signs_stay_in_the_folder(tmp_path: Path) -> None:
    shelter = Shelter(geometry=shapely.Point(LON, LAT))
    scenario = Scenario("p", "../../方案:甲", {shelter.id: shelter})
    made = Project(Settings(name="/etc/x"), scenarios=[scenario])
    written = export_facilities(made, scenario, tmp_path / "出")
    assert all(path.parent == tmp_path / "出" for path in written)
    assert {path.name for path in tmp_path.iterdir()} == {"出"}


def test_export_over_an_older_one_replaces_it(tmp_path: Path) -> None:
    made = project()
    export_facilities(made, made.scenario("today"), tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    export_facilities(made, made.scenario("today"), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_with_a_day_the_same_facilities_give_the_same_bytes(tmp_path: Path) -> None:
    source, made = project(), []
    for name in ("a", "b"):
        (path,) = export_facilities(
            source, source.scenario("today"), tmp_path / name, ["gpkg"],
            name="x", origin="from here", made_on=date(2026, 1, 2),
        )  # fmt: skip
        assert path.name == "x.gpkg"
        made.append(path.read_bytes())
        time.sleep(1.1)  # another second on the clock
    assert made[0] == made[1]
    with closing(sqlite3.connect(tmp_path / "a" / "x.gpkg")) as connection:
        rows = connection.execute("SELECT description, last_change FROM gpkg_contents").fetchall()
    assert set(rows) == {("from here", "2026-01-02T00:00:00Z")}
