"""Edits made to the project file in QGIS or by plain SQL: taken in, checked and told; nothing is lost."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.project import gpkg
from layers.project.file import FAMILY_TABLES, load_project, save_project
from layers.sample import sample_path
from models.facilities.facility import Facility, Family, field_specs, number_fault
from models.facilities.stock import StockRow
from models.kernel.errors import HavenError
from models.project.project import Project
from tests.layers.made import EPSG, assert_same, project
from tests.layers.project.test_file import spoil

Sql = Callable[..., None]


def made() -> Project:
    """Toy project whose depot holds stock, and lies near the layers."""
    found = project()
    found.scenarios = tuple(
        replace(scenario, facilities={key: _near(item) for key, item in scenario.facilities.items()})
        for scenario in found.scenarios
    )
    found.settings = replace(
        found.settings, stock=(StockRow(id="r1", depot_id="d1", name="帐篷", quantity=120.0, unit="顶"),)
    )
    return found


def _near(facility: Facility) -> Facility:
    return replace(facility, geometry=shapely.Point(5e5, 4e6)) if facility.id == "d1" else facility


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save_project(made(), tmp_path / "p.gpkg")
    return tmp_path / "p.gpkg"


@pytest.fixture
def sql(path: Path) -> Sql:
    return lambda *statements: edit(path, *statements)


def edit(path: Path, *statements: str | tuple[str, Any]) -> None:
    """Edit a file as any other program does, without a word in ``gpkg_contents``."""
    connection = sqlite3.connect(path)
    with connection:
        for statement in statements:
            connection.execute(*((statement,) if isinstance(statement, str) else statement))
    connection.close()


def keys(found: Project) -> list[str]:
    """Remarks by key, without that of the edit itself; each can be put into words."""
    assert all(remark.text("zh") and remark.text("en") for remark in found.remarks)
    names = [remark.key.removeprefix("reading.") for remark in found.remarks]
    return [name for name in names if not name.endswith("_edited")]


def paste(table: str, where: str, **changed: str) -> str:
    """Statement that copies rows, as copy and paste in QGIS does, some columns set to other SQL."""
    family = next(family for family, name in FAMILY_TABLES.items() if name == table)
    names = ["geom", "scenario_id", "scenario", "position", "facility_id"]
    names += [spec.name for spec in field_specs(family)]
    taken = ", ".join(changed.get(name, name) for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table} WHERE {where}"


def ids(found: Project, scenario_id: str = "today") -> list[str]:
    return list(found.scenario(scenario_id).facilities)


# -- ids -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("position", ["NULL", "0", "'x'", "-7", "9e18"])
def test_positions_never_cost_a_facility_its_id_or_its_stock(tmp_path: Path, position: str) -> None:
    path = tmp_path / "sample.gpkg"
    before = load_project(sample_path())
    save_project(before, path)
    edit(path, f"UPDATE depots SET position = {position}", f"UPDATE shelters SET position = {position}")
    found = load_project(path)
    for one, two in zip(before.scenarios, found.scenarios, strict=True):
        assert dict(one.facilities) == dict(two.facilities)
    everywhere = {key for scenario in found.scenarios for key in scenario.facilities}
    assert found.settings.stock == before.settings.stock
    assert {item.depot_id for item in found.settings.stock} <= everywhere
    assert not found.left_out


def test_row_without_anything_goes_into_every_scenario_at_the_end(path: Path, sql: Sql) -> None:
    blob = gpkg.geometry_blobs(shapely.points([[5e5, 4e6]]), EPSG)[0]
    sql(("INSERT INTO shelters (geom, name, status) VALUES (?, '新点', 'existing')", (blob,)))
    found, before = load_project(path), made()
    for scenario in found.scenarios:
        known = list(before.scenario(scenario.id).facilities)
        assert list(scenario.facilities)[:-1] == known
        assert list(scenario.facilities.values())[-1].name == "新点"
    assert len({list(scenario.facilities)[-1] for scenario in found.scenarios}) == 1
    assert keys(found).count("scenario_missing") == 1 and not found.left_out
    # The fields that QGIS left empty are taken for what claims least, and told.
    new = list(found.active.facilities.values())[-1]
    assert (new.shelter_class, keys(found).count("value.empty")) == ("unknown", 3)
    assert ids(load_project(path)) == ids(found)  # the same id whenever it is opened
    save_project(found, path)
    assert_same(found, load_project(path))
    assert load_project(path).remarks == ()


def test_pasted_copy_is_a_new_facility_and_the_first_keeps_its_id(path: Path, sql: Sql) -> None:
    sql(paste("depots", "1", name="'副本'", position="0"))
    found = load_project(path)
    for scenario_id in ("today", "p1"):
        depots = [f for f in found.scenario(scenario_id).facilities.values() if f.family == Family.DEPOT]
        assert depots[0].id == "d1"
        assert [depot.name for depot in depots] == ["", "副本"]
    assert ids(found)[:-1] == ids(made())
    assert ids(found)[-1] == ids(found, "p1")[-1] and ids(found)[-1] not in ids(
        made()
    )  # one copy, not one for each scenario
    assert "与表 depots 第 1 行编号相同" in found.remarks[-1].text("zh")
    assert keys(found) == ["facility_copied"] and found.settings.stock[0].depot_id == "d1"


def test_two_copies_and_one_of_another_family(path: Path, sql: Sql) -> None:
    sql(paste("depots", "scenario_id = 'today'"), paste("depots", "fid = 1"))
    sql("UPDATE fire_stations SET facility_id = 's1'")
    found = load_project(path)
    assert len(ids(found)) == len(made().scenario("today").facilities) + 2
    assert found.scenario("today").facilities["s1"].family == Family.SHELTER
    assert keys(found) == ["facility_copied"] * 3


def test_scenario_is_found_by_its_name_or_brought_back(path: Path, sql: Sql) -> None:
    sql("UPDATE depots SET scenario_id = NULL WHERE scenario_id = 'today'")
    found = load_project(path)
    assert_same(made(), found)
    assert keys(found) == ["scenario_by_name"]
    sql("DELETE FROM haven_scenarios WHERE scenario_id = 'today'")
    sql("UPDATE shelters SET scenario_id = 'gone', scenario = '旧方案' WHERE scenario_id = 'p1'")
    found = load_project(path)
    (brought,) = [scenario for scenario in found.scenarios if scenario.id == "gone"]
    assert brought.name == "旧方案" and list(brought.facilities) == ["s1", "s2"]
    assert "scenario_restored" in keys(found)


def test_rows_of_known_facilities_without_any_scenario_are_not_doubled(path: Path, sql: Sql) -> None:
    sql("UPDATE depots SET scenario_id = '', scenario = ''")
    found = load_project(path)
    assert all("d1" in scenario.facilities for scenario in found.scenarios)
    assert ids(found) == [*(key for key in ids(made()) if key != "d1"), "d1"]


def test_deleted_rows_are_told(path: Path, sql: Sql) -> None:
    sql("DELETE FROM depots WHERE scenario_id = 'today'")
    found = load_project(path)
    (remark,) = found.remarks
    assert (remark.values["changed"], remark.values["added"], remark.values["deleted"]) == (0, 0, 1)
    assert "d1" not in ids(found) and "d1" in ids(found, "p1")


# -- values --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("column", "value", "key", "taken"),
    [
        ("gross_area_m2", "-0.53", "too_small", None),
        ("gross_area_m2", "9e999", "not_finite", None),
        ("gross_area_m2", "1e300", "too_large", None),
        ("gross_area_m2", "'两千'", "not_number", None),
        ("gross_area_m2", "x'00ff'", "not_number", None),
        ("occupancy_persons", "2.5", "not_whole", None),
        ("occupancy_persons", "-1", "too_small", None),
        ("has_tents", "7", "not_flag", None),
        ("has_tents", "'有'", "understood", True),
        ("last_drill", "'去年'", "not_date", None),
        ("last_drill", "'2024/5/6'", "understood", "2024-05-06"),
        ("status", "'已建成'", "understood", "existing"),
        ("status", "'???'", "not_choice", "candidate"),
        ("shelter_class", "'???'", "not_choice", "unknown"),
        ("space", "'???'", "not_choice", "unknown"),
        ("name", "x'00ff'", "not_text", ""),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_never_a_number(
    path: Path, sql: Sql, column: str, value: str, key: str, taken: Any
) -> None:
    sql(f"UPDATE shelters SET {column} = {value} WHERE facility_id = 's1'")
    found = load_project(path)
    assert keys(found) == [f"value.{key}"]  # once, though two scenarios hold it
    for scenario_id in ("today", "p1"):
        shelter = found.scenario(scenario_id).facilities["s1"]
        assert getattr(shelter, column) == taken
        assert (
            replace(shelter, **{column: getattr(made().active.facilities["s1"], column)})
            == (made().active.facilities["s1"])
        )


def blob_of(shape: Any, epsg: int = EPSG) -> bytes | None:
    return gpkg.geometry_blobs(shapely.from_wkt([shape]), epsg)[0]


BOW_TIE = "POLYGON ((500000 4000000, 500100 4000100, 500100 4000000, 500000 4000100, 500000 4000000))"


@pytest.mark.parametrize(
    ("blob", "key"),
    [
        (None, "missing"),
        (b"GP rubbish, no shape", "unreadable"),
        (b"", "unreadable"),
        ("text", "unreadable"),
        (blob_of("POINT EMPTY"), "missing"),
        (blob_of("POINT (NaN NaN)"), "missing"),
        (blob_of("LINESTRING (500000 4000000, 500000 Infinity)"), "nowhere"),
        (blob_of("POINT (1e300 4000000)"), "nowhere"),
        (blob_of("LINESTRING (500000 4000000, 500001 4000001)"), "other_kind"),
        (blob_of("MULTIPOINT (500000 4000000, 500001 4000001)"), "other_kind"),
        (blob_of("POINT (500000 4000000)", 4326), "other_system"),
    ],
)
def test_a_shape_of_no_use_leaves_the_row_out_and_the_file_alone(
    path: Path, sql: Sql, blob: Any, key: str
) -> None:
    sql(("UPDATE shelters SET geom = ? WHERE facility_id = 's1'", (blob,)))
    found = load_project(path)
    assert keys(found) == [f"geometry.{key}"] and len(found.left_out) == 1
    assert "s1" not in ids(found) and "s2" in ids(found)
    before = path.read_bytes()
    with pytest.raises(HavenError) as caught:
        save_project(found, path)
    assert caught.value.key == "project_incomplete" and path.read_bytes() == before


@pytest.mark.parametrize(
    ("blob", "key", "kind"),
    [
        (blob_of(BOW_TIE), "geometry.repaired", "MultiPolygon"),
        (blob_of("POINT (116.2 36.1)"), "geometry.far", "Point"),
        (blob_of("POINT Z (500000 4000000 12)"), None, "Point"),
        (blob_of("MULTIPOINT (500000 4000000)"), None, "Point"),
    ],
)
def test_a_shape_that_can_be_used_is_used(
    path: Path, sql: Sql, blob: Any, key: str | None, kind: str
) -> None:
    sql(("UPDATE fire_stations SET geom = ?", (blob,)))
    found = load_project(path)
    assert keys(found) == ([key] if key else []) and not found.left_out
    shape = found.scenario("today").facilities["f1"].geometry
    assert shape.geom_type == kind and shape.is_valid and not shape.has_z


def test_columns_taken_away_and_added_are_told(path: Path, sql: Sql) -> None:
    sql("ALTER TABLE shelters DROP COLUMN gross_area_m2", "ALTER TABLE shelters ADD COLUMN 电话 TEXT")
    sql("CREATE TABLE note (fid INTEGER PRIMARY KEY)")
    sql("INSERT INTO gpkg_contents (table_name, data_type, last_change) VALUES ('note', 'attributes', '')")
    found = load_project(path)
    assert keys(found) == ["column_missing", "column_foreign", "table_foreign"] and len(found.left_out) == 2
    assert found.active.facilities["s1"].gross_area_m2 is None


# -- layers --------------------------------------------------------------------------------------------------
def test_values_of_a_layer_are_checked_and_told_where_the_layer_comes_from(path: Path, sql: Sql) -> None:
    sql(
        'UPDATE "需求点" SET population_persons = -5 WHERE fid = 1',
        "UPDATE \"需求点\" SET population_persons = '很多' WHERE fid = 2",
        "UPDATE \"需求点\" SET is_new = 'x', \"when\" = 'x', wide = 1.5, name = x'00' WHERE fid = 3",
    )
    found = load_project(path)
    (layer,) = [layer for layer in found.layers if layer.id == "l-demand"]
    people = layer.number("population_persons")
    assert math.isnan(people[0]) and math.isnan(people[1]) and people[2] == 0
    assert keys(found) == ["layer_values"] * 5 and not found.left_out
    assert [key for key, _ in layer.provenance.problems][-5:] == ["reading.layer_values"] * 5
    save_project(found, path)
    assert_same(found, load_project(path))


def test_shapes_of_a_layer_are_checked(path: Path, sql: Sql) -> None:
    sql(
        'UPDATE "需求点" SET geom = NULL WHERE fid = 1',
        ('UPDATE "需求点" SET geom = ? WHERE fid = 2', (blob_of("POINT (Infinity 1)"),)),
    )
    found = load_project(path)
    assert keys(found) == ["layer_rows_left_out"] and found.left_out[0].values["count"] == 2
    assert len(found.layers[0]) == 1


def test_a_damaged_layer_leaves_the_rest_and_the_file(path: Path, tmp_path: Path) -> None:
    spoil(path, 'UPDATE "需求点" SET population_persons = 7')
    found, before = load_project(path), path.read_bytes()
    (remark,) = found.left_out
    assert remark.key == "reading.layer_left_out" and "需求点" in remark.text("zh")
    assert [layer.id for layer in found.layers] == ["l-land", "l-empty"]
    with pytest.raises(HavenError):
        save_project(found.snapshot(), path)
    with pytest.raises(HavenError) as caught:
        found.check_whole()
    assert caught.value.key == "project_incomplete_document"
    save_project(found, tmp_path / "other.gpkg")
    assert path.read_bytes() == before and not load_project(tmp_path / "other.gpkg").left_out


# -- edit or damage ------------------------------------------------------------------------------------------
def test_an_edit_is_told_from_damage_however_it_was_written(path: Path) -> None:
    before = path.read_bytes()
    statement = "UPDATE shelters SET gross_area_m2 = 77 WHERE facility_id = 's1' AND scenario_id = 'today'"
    for mode in ("delete", "truncate", "persist", "memory", "off", "wal"):
        path.write_bytes(before)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        found = load_project(path)
        assert not found.left_out and [remark.values["changed"] for remark in found.remarks] == [1], mode
        assert found.scenario("today").facilities["s1"].gross_area_m2 == 77
        assert "文化广场" in found.remarks[0].text("zh")
    spoil(path, statement.replace("77", "78"))
    assert load_project(path).scenario("today").facilities["s1"].gross_area_m2 == 78  # told as an edit again
    path.write_bytes(before)
    spoil(path, statement)
    assert [remark.key for remark in load_project(path).left_out] == ["reading.family_left_out"]


def test_opening_in_another_program_is_no_edit(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    assert load_project(path).remarks == ()
    gpd.read_file(path, layer="shelters")
    assert load_project(path).remarks == ()


def test_a_broken_page_in_an_edited_file_is_no_edit(path: Path, sql: Sql) -> None:
    sql("UPDATE depots SET name = 'x'")
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'shelters'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    start = size * (page - 1)
    data[start + 3 : start + 5] = (1).to_bytes(2, "big")  # all cells but one are gone
    path.write_bytes(data)
    assert "family_left_out" in keys(load_project(path))


# -- anything ------------------------------------------------------------------------------------------------
TABLES = ("shelters", "depots", "fire_stations")
RUBBISH = st.sampled_from(
    [
        *(None, "", "x", "existing", "planned", "today", "p1", "s1", "d1", b"", b"\x00\xff"),
        *(0, 1, -3, 2.5, 1e308, -1e-9, math.inf, -math.inf, 2**62),
        *(blob_of("POINT (500000 4000000)"), blob_of(BOW_TIE)),
    ]
)


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Statements that change, copy, add and delete rows of the toy project."""
    made: list[tuple[str, Any]] = []
    for _ in range(draw(st.integers(1, 6))):
        table = draw(st.sampled_from(TABLES))
        family = next(family for family, name in FAMILY_TABLES.items() if name == table)
        names = ["geom", "scenario_id", "scenario", "position", "facility_id"]
        names += [spec.name for spec in field_specs(family)]
        row = draw(st.integers(1, 4))
        match draw(st.sampled_from(["change", "change", "change", "paste", "add", "delete"])):
            case "change":
                name = draw(st.sampled_from(names))
                made.append((f"UPDATE {table} SET {name} = ? WHERE fid = ?", (draw(RUBBISH), row)))
            case "paste":
                made.append((paste(table, f"fid = {row}"), ()))
            case "add":
                made.append((f"INSERT INTO {table} (geom, name) VALUES (?, ?)", (draw(RUBBISH), "新")))
            case "delete":
                made.append((f"DELETE FROM {table} WHERE fid = ?", (row,)))
    return made


def quantities(facility: Facility) -> list[Any]:
    specs = [spec for spec in field_specs(facility.family) if spec.kind in ("number", "integer")]
    values = [(spec, getattr(facility, spec.name)) for spec in specs]
    return [(spec, value) for spec, value in values if value is not None]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statements=edits())
def test_whatever_is_typed_no_number_is_wrong_and_nothing_goes_without_a_word(
    tmp_path: Path, good: bytes, statements: list[tuple[str, Any]]
) -> None:
    path = tmp_path / "p.gpkg"
    path.write_bytes(good)
    edit(path, *statements)
    found, before = load_project(path), made()
    assert found.settings == before.settings and len(found.layers) == len(before.layers)
    touched = {statement.split()[1 if statement[0] == "U" else 2] for statement, _ in statements}
    for scenario in found.scenarios:
        for key, facility in scenario.facilities.items():
            assert key == facility.id and key
            assert shapely.is_valid(facility.geometry) and not facility.geometry.is_empty
            assert not any(number_fault(spec, value) for spec, value in quantities(facility))
    for scenario in before.scenarios:
        for key, facility in scenario.facilities.items():
            if FAMILY_TABLES[facility.family] not in touched:
                assert found.scenario(scenario.id).facilities[key] == facility
    # Every row of the file is there, in as many scenarios as it says, or named as left out.
    there = sum(len(scenario.facilities) for scenario in found.scenarios)
    told = {key.removeprefix("reading.") for key in (remark.key for remark in found.remarks)}
    lost = sum(remark.key.startswith("reading.geometry.") for remark in found.left_out)
    assert there >= rows_in(path) - 2 * lost - (rows_in(path) if "scenario_missing" in told else 0)
    assert told or load_project(path).scenarios == before.scenarios
    if not found.left_out:
        save_project(found, path)
        assert_same(found, load_project(path))


def rows_in(path: Path) -> int:
    connection = sqlite3.connect(path)
    count = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)
    connection.close()
    return count


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "p.gpkg"
    save_project(made(), path)
    return path.read_bytes()


def every_key(found: Project) -> list[str]:
    return [remark.key.removeprefix("reading.") for remark in found.remarks]


def test_edits_to_our_own_lists_are_told(path: Path, sql: Sql) -> None:
    sql("UPDATE haven_project SET value = '别县' WHERE key = 'county_name'")
    sql("UPDATE haven_layers SET opacity = 0.5")
    found = load_project(path)
    assert every_key(found).count("table_edited") >= 1
    assert {layer.opacity for layer in found.layers} == {0.5}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE haven_layers SET layer_id = (SELECT min(layer_id) FROM haven_layers)",
        "UPDATE haven_layers SET name = x'00' WHERE layer_id = 'l-land'",
    ],
)
def test_a_layer_that_stands_twice_or_has_no_name_is_left_out(path: Path, sql: Sql, change: str) -> None:
    sql(change)
    found = load_project(path)
    assert "layer_left_out" in keys(found) and found.left_out
    assert 0 < len(found.layers) < 3


def test_columns_of_a_layer_taken_away_and_added_are_told(path: Path, sql: Sql) -> None:
    sql('ALTER TABLE "需求点" DROP COLUMN name', 'ALTER TABLE "需求点" ADD COLUMN 电话 TEXT')
    found = load_project(path)
    assert keys(found) == ["layer_column_missing", "layer_column_foreign"] and len(found.left_out) == 1


def test_a_scenario_without_an_id_is_left_out(path: Path, sql: Sql) -> None:
    sql("UPDATE haven_scenarios SET scenario_id = '' WHERE scenario_id = 'p2'")
    found = load_project(path)
    assert "scenario_row_left_out" in keys(found)
    assert [scenario.id for scenario in found.scenarios] == ["today", "p1"]
