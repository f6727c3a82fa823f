"""Facilities as geodata for other programs, and back."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from defusedxml import ElementTree

from layers.importing.importer import import_files
from layers.importing.recipe import LayerChoice
from layers.project.export import export_facilities, short_names
from models.assessment.columns import township_columns
from models.county.layer import Role
from models.facilities.facility import FACILITY_TYPES, Family, Shelter, field_specs
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import t
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from reports.context import ReportContext, make_context
from tests.layers.made import EPSG, LAT, LON, project
from tests.models import toy


def test_files_of_a_scenario(tmp_path: Path) -> None:
    made = project()
    written = export_facilities(made, made.scenario("today"), tmp_path / "出")
    assert {path.name for path in written} == {"示例县-现状.gpkg", "示例县-现状-字段说明.csv"} | {
        f"示例县-现状-{name}.{ending}"
        for name in ("避难场所", "避难场所-备选和不采用", "储备库", "消防站")
        for ending in ("shp", "geojson")
    }
    assert all(path.exists() for path in written)
    parts = {path.suffix for path in (tmp_path / "出").iterdir()}
    assert parts == {".gpkg", ".geojson", ".shp", ".shx", ".dbf", ".prj", ".cpg", ".csv"}


def test_geopackage_holds_every_field_and_no_data_is_not_zero(tmp_path: Path) -> None:
    made = project()
    (path,) = export_facilities(made, made.scenario("today"), tmp_path, ["gpkg"])
    features = {"shelters", "shelters_candidates", "depots", "fire_stations"}
    assert set(gpd.list_layers(path)["name"]) == {*features, "field_list", "layer_styles"}
    shelters = gpd.read_file(path, layer="shelters").set_index("id")
    candidates = gpd.read_file(path, layer="shelters_candidates").set_index("id")
    assert shelters.crs.to_epsg() == EPSG
    assert set(shelters.columns) >= {spec.name for spec in field_specs(Family.SHELTER)}
    assert shelters.loc["s1", "effective_area_m2"] == 0 and list(shelters.index) == ["s1"]
    assert np.isnan(candidates.loc["s2", "effective_area_m2"]) and list(candidates.index) == ["s2"]
    assert shelters.loc["s1", "geometry"].equals(made.scenario("today").facilities["s1"].geometry)


def test_geojson_is_in_degrees_and_says_null(tmp_path: Path) -> None:
    made = project()
    paths = export_facilities(made, made.scenario("today"), tmp_path, ["geojson"])
    path = next(path for path in paths if "备选" in path.name)
    data = json.loads(path.read_text(encoding="utf-8"))
    first = {row["properties"]["id"]: row for row in data["features"]}["s2"]
    assert first["geometry"]["coordinates"] == pytest.approx([117.0, 36.13], abs=0.02)
    assert first["properties"]["gross_area_m2"] is None and first["properties"]["note"].startswith("=1+1")
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("family", list(Family))
def test_column_names_of_shapefiles_are_short_different_and_ascii(family: Family) -> None:
    names = list(short_names(["id", *(spec.name for spec in field_specs(family))]).values())
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
    path, _ = export_facilities(made, scenario, tmp_path, ["shp"])
    result = run_to_end(import_files([path], choices=[LayerChoice(path.name, role=Role(family.spec.role))]))
    (back,) = result.project.active.facilities.values()
    for spec in field_specs(family):
        assert getattr(back, spec.name) == getattr(facility, spec.name), spec.name
    assert back.location == pytest.approx(facility.location, abs=1e-3)


def test_long_text_is_cut_between_characters(tmp_path: Path) -> None:
    shelter = Shelter(geometry=shapely.Point(5e5, 4e6), name="广" * 200)
    scenario = Scenario("today", "", {shelter.id: shelter})
    path, _ = export_facilities(Project(scenarios=[scenario]), scenario, tmp_path, ["shp"])
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
    for name, waiting in (("a", 0.0), ("b", 1.1)):
        time.sleep(waiting)  # another second on the clock
        (path,) = export_facilities(
            source, source.scenario("today"), tmp_path / name, ["gpkg"],
            name="x", origin="from here", made_on=date(2026, 1, 2),
        )  # fmt: skip
        assert path.name == "x.gpkg"
        made.append(path.read_bytes())
    assert made[0] == made[1]
    with closing(sqlite3.connect(tmp_path / "a" / "x.gpkg")) as connection:
        rows = connection.execute("SELECT description, last_change FROM gpkg_contents").fetchall()
    assert set(rows) == {("from here", "2026-01-02T00:00:00Z"), ("", "2026-01-02T00:00:00Z")}


# -- results, and what explains them ------------------------------------------------------------------------
SHELTERS = (
    Shelter(
        id="a",
        name="广场",
        geometry=toy.at(2, 5),
        status="existing",
        shelter_class="short",
        effective_area_m2=3000.0,
        has_tents=True,
    ),
    Shelter(
        id="b",
        name="公园",
        geometry=toy.square(3, 5, 0.1),
        status="existing",
        shelter_class="emergency",
        effective_area_m2=600.0,
    ),
    Shelter(id="c", name="学校", geometry=toy.at(12, 5), status="candidate", effective_area_m2=1000.0),
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ReportContext]:
    """Folder of a county counted by hand, and what its documents are made from."""
    context = make_context(toy.project(SHELTERS), made_on=date(2026, 1, 2))
    folder = tmp_path_factory.mktemp("out")
    export_facilities(
        context.project,
        context.main.scenario,
        folder,
        assessment=context.main.assessment,
        assignments=context.assignments,
        name="x",
        made_on=date(2026, 1, 2),
    )
    return folder, context


def rows_of(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "x.gpkg")) as connection:
        return connection.execute(sql).fetchall()


def test_townships_say_what_the_screen_says(exported: tuple[Path, ReportContext]) -> None:
    folder, context = exported
    found = gpd.read_file(folder / "x.gpkg", layer="townships").set_index("name")
    # 3,600 m2 for 1,500 people; none in the east.
    assert found.loc["West", "area_per_resident"] == 2.4 and found.loc["East", "area_per_resident"] == 0.0
    assert (found.loc["West", "shelters"], found.loc["West", "area"]) == (2, 100.0)
    assessment = context.main.assessment
    files = (folder / "x.gpkg", folder / "x-乡镇指标.geojson", folder / "x-乡镇指标.shp")
    for path in files:
        table = gpd.read_file(path, **({"layer": "townships"} if path.suffix == ".gpkg" else {}))
        for column in township_columns("table"):
            name = short_names([column.key])[column.key] if path.suffix == ".shp" else column.key
            wanted = np.asarray(column.in_table(column.values(assessment)), dtype=np.float64)
            assert table[name].to_numpy(np.float64) == pytest.approx(wanted, nan_ok=True, rel=1e-9), (
                column.key
            )


def test_places_that_are_not_reached_and_areas_that_are(exported: tuple[Path, ReportContext]) -> None:
    folder, context = exported
    places = gpd.read_file(folder / "x.gpkg", layer="unserved_places").set_index("name")
    assert dict(places["population"]) == {"B": 800, "C": 3000}
    assert dict(places["in_shelter_fixed"]) == {"B": 0, "C": 0}
    assert "in_fire" not in places.columns  # there is no list of stations: whom they reach nobody knows
    assert dict(places["township"]) == {"B": "East", "C": "East"}
    areas = gpd.read_file(folder / "x.gpkg", layer="service_areas").set_index("coverage")
    assert set(areas.index) == {"shelter.emergency", "shelter.fixed", "shelter.short"}
    for key in areas.index:
        assert areas.loc[key, "geometry"].equals(context.main.assessment.regions[key])
    assert areas.loc["shelter.short", "geometry"].area == pytest.approx(np.pi * 1000**2, rel=0.01)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_results_that_are_read_again_are_no_places_of_the_county(
    exported: tuple[Path, ReportContext], suffix: str
) -> None:
    folder, _ = exported
    result = run_to_end(import_files(sorted(folder.glob(f"*{suffix}"))))
    roles = {layer.role for layer in result.project.layers}
    assert Role.REFERENCE in roles and Role.TOWNSHIPS in roles
    assert not roles & {Role.VILLAGES, Role.DEMAND}


def test_who_is_assigned_where(exported: tuple[Path, ReportContext]) -> None:
    folder, context = exported
    found = gpd.read_file(folder / "x.gpkg", layer="assignment")
    for stay, result in context.assignments.items():
        assert found.loc[found["stay"] == stay, "persons"].sum() == result.total_placed
    assert set(found["shelter_id"]) == {"a", "b"} and (found["persons"] > 0).all()


def test_one_kind_of_geometry_a_layer_with_an_index(exported: tuple[Path, ReportContext]) -> None:
    folder, _ = exported
    kinds = dict(rows_of(folder, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    assert kinds == {
        "shelters": "POINT",
        "shelters_areas": "POLYGON",
        "shelters_candidates": "POINT",
        "townships": "POLYGON",
        "service_areas": kinds["service_areas"],
        "unserved_places": "POINT",
        "assignment": "LINESTRING",
    } and kinds["service_areas"] in ("POLYGON", "MULTIPOLYGON")
    for table in kinds:
        (count,) = rows_of(folder, f'SELECT count(*) FROM "rtree_{table}_geom"')
        assert count == rows_of(folder, f'SELECT count(*) FROM "{table}"')[0], table
    for path in folder.glob("*.geojson"):
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert len({row["geometry"]["type"].removeprefix("Multi") for row in features}) == 1, path.name


def test_columns_have_chinese_names_and_codes_their_words(exported: tuple[Path, ReportContext]) -> None:
    folder, _ = exported
    told = {
        (table, column): (title, constraint)
        for table, column, title, constraint in rows_of(
            folder, "SELECT table_name, column_name, title, constraint_name FROM gpkg_data_columns"
        )
    }
    tables = [row[0] for row in rows_of(folder, "SELECT table_name FROM gpkg_geometry_columns")]
    for table in tables:
        columns = {row[1] for row in rows_of(folder, f'PRAGMA table_info("{table}")')} - {"fid", "geom"}
        assert columns == {column for named, column in told if named == table}
    assert told["townships", "area_per_resident"] == ("人均有效避难面积（m²/人）", None)
    title, constraint = told["shelters", "status"]
    codes = rows_of(
        folder,
        "SELECT value, description FROM gpkg_data_column_constraints "
        f"WHERE constraint_name = '{constraint}' AND constraint_type = 'enum'",
    )
    assert title == "状态" and dict(codes)["candidate"] == "备选" and len(codes) == 4
    extension = rows_of(folder, "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'")
    assert len(extension) == 2


def test_fields_are_listed_inside_and_beside_shapefiles(exported: tuple[Path, ReportContext]) -> None:
    folder, _ = exported
    inside = rows_of(folder, "SELECT table_name, field, alias, codes FROM field_list")
    assert len(inside) == rows_of(folder, "SELECT count(*) FROM gpkg_data_columns")[0][0]
    assert ("shelters", "has_tents", t("field.has_tents", "zh"), "1 是，0 否，空为未知") in inside
    with (folder / "x-字段说明.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    for path in folder.glob("*.shp"):
        names = {row["字段"] for row in listed if path.stem == f"x-{row['图层名称']}"}
        assert names == set(gpd.read_file(path).columns) - {"geometry"}, path.name


def test_qgis_finds_a_style_for_every_layer(exported: tuple[Path, ReportContext]) -> None:
    folder, _ = exported
    styles = rows_of(
        folder,
        "SELECT f_table_schema, f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles",
    )
    tables = {row[0] for row in rows_of(folder, "SELECT table_name FROM gpkg_geometry_columns")}
    assert {(schema, geometry, usual) for schema, _, geometry, usual, _ in styles} == {("", "geom", 1)}
    documents = {table: ElementTree.fromstring(qml) for _, table, _, _, qml in styles}
    assert documents.keys() == tables
    for table, root in documents.items():
        symbols = [symbol.get("name") for symbol in root.iter("symbol")]
        assert root.tag == "qgis" and [rule.get("symbol") for rule in root.findall(".//rule")] == symbols, (
            table
        )
        # QGIS shows the names of columns that the style says, not those of the GeoPackage's own table.
        titles = rows_of(
            folder, f"SELECT column_name, title FROM gpkg_data_columns WHERE table_name = '{table}'"
        )
        shown = [(one.get("field"), one.get("name")) for one in root.iterfind("aliases/alias")]
        assert sorted(shown) == sorted(titles) and titles, table
    # The classes of the map's ground: the target of 2.5 m2 a person parts what is pale from what is deep.
    rules = [rule.get("filter") for rule in documents["townships"].findall(".//rule")]
    assert rules[2:4] == [
        '"area_per_resident" >= 2 AND "area_per_resident" < 2.5',
        '"area_per_resident" >= 2.5 AND "area_per_resident" < 3.5',
    ]
    assert rules[-1] == "ELSE"


def test_no_file_says_where_it_was_made(exported: tuple[Path, ReportContext]) -> None:
    folder, _ = exported
    for path in folder.iterdir():
        assert str(folder).encode() not in path.read_bytes(), path.name


def test_results_give_the_same_bytes_again(exported: tuple[Path, ReportContext], tmp_path: Path) -> None:
    folder, context = exported
    (path,) = export_facilities(
        context.project,
        context.main.scenario,
        tmp_path,
        ["gpkg"],
        assessment=context.main.assessment,
        assignments=context.assignments,
        name="x",
        made_on=date(2026, 1, 2),
    )
    assert path.read_bytes() == (folder / "x.gpkg").read_bytes()
