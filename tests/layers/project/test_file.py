"""The project file: exact round trip, readable by others, never changed by reading, never half written."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.disk.atomic import backup_path
from layers.project.file import load_project, save_project
from layers.sample import sample_path
from models.assessment.assess import assess
from models.county.layer import Layer, Provenance, Role
from models.facilities.facility import FACILITY_TYPES, LARGEST_NUMBER, Family, Shelter, field_specs
from models.kernel.errors import HavenError
from models.plans.plans import check, load_profile
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.layers.made import EPSG, assert_same, project

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "工程 100%#1.gpkg"
    save_project(project(), path)
    return path


def test_round_trip_is_exact(saved: Path) -> None:
    assert_same(project(), load_project(saved))


def test_second_round_trip_is_exact(saved: Path) -> None:
    save_project(load_project(saved), saved)
    assert_same(project(), load_project(saved))


def test_unknown_zero_and_empty_stay_apart(saved: Path) -> None:
    shelter = load_project(saved).scenario("today").facilities["s1"]
    assert shelter.effective_area_m2 == 0.0 and shelter.occupancy_persons == 0
    other = load_project(saved).scenario("today").facilities["s2"]
    assert other.effective_area_m2 is None and other.occupancy_persons is None and other.name == ""
    people = load_project(saved).layers[0].number("population_persons")
    assert people[2] == 0 and np.isnan(people[1])


def test_equal_facilities_are_shared_between_scenarios(saved: Path) -> None:
    loaded = load_project(saved)
    assert loaded.scenario("today").facilities["s1"] is loaded.scenario("p1").facilities["s1"]


def test_findings_are_the_same_after_reopening(tmp_path: Path) -> None:
    made = load_project(sample_path())
    save_project(made, tmp_path / "p.gpkg")
    assert findings(load_project(tmp_path / "p.gpkg")) == findings(made)


def findings(made: Project) -> list[dict[str, Any]]:
    """Every scenario's findings, as the command line prints them."""
    rules = load_rules(made.settings.ruleset_id, made.settings.overrides)
    profile = load_profile(made.settings.profile_id)
    found = [
        check(assess(made.county, scenario, rules), rules, profile, made.settings)
        for scenario in made.scenarios
    ]
    return [finding.as_json("zh") for row in found for finding in row]


def test_a_layer_of_outlines_alone_comes_back(tmp_path: Path) -> None:
    shapes = gpd.GeoDataFrame({"geometry": [shapely.box(0, 0, 900, 900)]}, geometry="geometry", crs=EPSG)
    bare = Project(
        Settings(crs_epsg=EPSG), [Layer("seat", Role.SEAT, shapes, id="seat")], [Scenario("today", "")]
    )
    save_project(bare, tmp_path / "bare.gpkg")
    back = load_project(tmp_path / "bare.gpkg")
    assert not back.left_out
    assert back.layers[0].geometries[0].equals(shapes.geometry[0])


def test_empty_project(tmp_path: Path) -> None:
    save_project(Project(), tmp_path / "p.gpkg")
    assert_same(Project(), load_project(tmp_path / "p.gpkg"))


def test_same_project_and_time_give_same_bytes(tmp_path: Path) -> None:
    made = project()
    save_project(made, tmp_path / "a.gpkg", saved_at=NOON)
    save_project(made, tmp_path / "b.gpkg", saved_at=NOON)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_other_programs_read_layers_and_facilities(saved: Path) -> None:
    demand = gpd.read_file(saved, layer="需求点")
    assert demand.crs.to_epsg() == EPSG
    assert demand["population_persons"].iloc[0] == 120 and demand.geometry.iloc[0] == shapely.Point(5e5, 4e6)
    shelters = gpd.read_file(saved, layer="shelters")
    assert set(shelters["scenario"]) == {"today", "方案甲"}
    assert shelters.set_index("facility_id").loc["s1", "gross_area_m2"].tolist() == [10000.0, 10000.0]
    assert set(gpd.list_layers(saved)["name"]) == {
        *("需求点", "a_DROP_TABLE_haven_layers", "t_haven_project", "shelters", "depots", "fire_stations"),
        *("haven_project", "haven_layers", "haven_scenarios"),
    }


def test_container_is_a_valid_geopackage(saved: Path) -> None:
    with sqlite3.connect(saved) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == 0x47504B47
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        listed = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents")}
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables - listed == {
        "gpkg_contents",
        "gpkg_geometry_columns",
        "gpkg_spatial_ref_sys",
        "sqlite_sequence",
    }


def test_reading_changes_nothing_and_leaves_nothing(saved: Path) -> None:
    before = saved.read_bytes(), saved.stat().st_mtime_ns
    saved.chmod(0o444)
    saved.parent.chmod(0o555)
    try:
        load_project(saved)
        assert sorted(path.name for path in saved.parent.iterdir()) == [saved.name]
    finally:
        saved.parent.chmod(0o755)
    assert (saved.read_bytes(), saved.stat().st_mtime_ns) == before


def test_previous_version_stays_as_backup(saved: Path) -> None:
    old = saved.read_bytes()
    save_project(Project(Settings(name="new")), saved)
    assert saved.with_name(saved.name + ".bak").read_bytes() == old
    assert load_project(saved).settings.name == "new"
    assert sorted(path.name for path in saved.parent.iterdir()) == [saved.name, saved.name + ".bak"]


def test_edit_in_another_program_is_taken_over(saved: Path) -> None:
    with sqlite3.connect(saved) as connection:
        connection.execute(
            "UPDATE shelters SET name = '改名' WHERE facility_id = 's1' AND scenario_id = 'today'"
        )
    loaded = load_project(saved)
    assert loaded.scenario("today").facilities["s1"].name == "改名"
    assert loaded.scenario("p1").facilities["s1"].name == "文化广场 𠮷"


def test_row_copied_in_another_program_becomes_a_facility_of_its_own(saved: Path) -> None:
    with sqlite3.connect(saved) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(depots)")][1:]
        listed = ", ".join(columns)
        connection.execute(
            f"INSERT INTO depots ({listed}) SELECT {listed} FROM depots WHERE scenario_id = 'today'"
        )
    depots = [
        f for f in load_project(saved).scenario("today").facilities.values() if f.family == Family.DEPOT
    ]
    assert len(depots) == 2 and len({depot.id for depot in depots}) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"crs_epsg": 999_999},
        {"crs_epsg": "x"},
        {"overrides": {"fire.speed_km_h": {"value": None}}},
        {"indicators": {"x": {"value": "3"}}},
        {"overrides": []},
    ],
)
def test_impossible_settings_from_another_program_are_named(saved: Path, change: dict[str, Any]) -> None:
    with sqlite3.connect(saved) as connection:
        (text,) = connection.execute("SELECT value FROM haven_project WHERE key = 'settings'").fetchone()
        values = (json.dumps({**json.loads(text), **change}),)
        connection.execute("UPDATE haven_project SET value = ? WHERE key = 'settings'", values)
    with pytest.raises(HavenError) as caught:
        load_project(saved)
    assert caught.value.key == "project_damaged_settings"


def test_what_no_file_can_hold_does_not_stop_saving(tmp_path: Path) -> None:
    torn = "a\ud800b"  # half a character, as a file name in another encoding gives it
    shelter = Shelter(id="s", geometry=shapely.Point(1, 1), name=torn, occupancy_persons=10**30)
    frame = gpd.GeoDataFrame({torn: [torn]}, geometry=[shapely.Point(1, 1)], crs=EPSG)
    layer = Layer(torn, Role.REFERENCE, frame, provenance=Provenance(file=torn))
    settings = Settings(name=torn, crs_epsg=EPSG)
    save_project(Project(settings, [layer], [Scenario("today", torn, {"s": shelter}, torn)]), tmp_path / "p")
    found = load_project(tmp_path / "p")
    assert (found.settings.name, found.layers[0].name, found.active.name) == ("a?b", "a?b", "a?b")
    assert found.active.facilities["s"].name == "a?b"
    assert found.active.facilities["s"].occupancy_persons is None  # more people than there are
    assert [remark.key for remark in found.remarks] == ["reading.value.too_large"]
    assert found.layers[0].frame["a?b"].tolist() == ["a?b"]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("需求点", "reading.layer_left_out"),
        ("shelters", "reading.family_left_out"),
        ("haven_layers", "project_damaged_layers"),
        ("haven_scenarios", "project_damaged_scenarios"),
        ("haven_project", "project_damaged_settings"),
    ],
)
def test_silent_change_of_a_part_is_noticed_and_named(saved: Path, table: str, key: str) -> None:
    column = {"需求点": "population_persons", "shelters": "gross_area_m2", "haven_project": "value"}.get(
        table, "name"
    )
    where = "WHERE key = 'settings'" if table == "haven_project" else ""
    spoil(saved, f'UPDATE "{table}" SET "{column}" = "{column}" || 1 {where}')
    assert named_fault(saved) == key


def spoil(path: Path, statement: str) -> None:
    """Change a file as a fault of the disk does: SQLite's own count of changes stays what it was."""
    before = path.read_bytes()
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    after = bytearray(path.read_bytes())
    after[24:28], after[92:96] = before[24:28], before[92:96]
    path.write_bytes(after)


def named_fault(path: Path) -> str:
    """What a damaged file is said to lack; one that can do without that part is opened."""
    try:
        found = load_project(path)
    except HavenError as error:
        return error.key
    (remark,) = found.left_out
    assert remark in found.remarks and remark.text("zh") and remark.text("en")
    return remark.key


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("需求点", "reading.layer_left_out"),
        ("shelters", "reading.family_left_out"),
        ("haven_layers", "project_damaged_layers"),
        ("haven_scenarios", "project_damaged_scenarios"),
    ],
)
def test_missing_part_is_named(saved: Path, table: str, key: str) -> None:
    with sqlite3.connect(saved) as connection:
        connection.execute(f'DROP TABLE "{table}"')
    assert named_fault(saved) == key


def test_view_in_place_of_a_table_is_not_run(saved: Path) -> None:
    with sqlite3.connect(saved) as connection:
        connection.execute("ALTER TABLE haven_layers RENAME TO hidden")
        connection.execute(
            "CREATE VIEW haven_layers AS "
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT * FROM c"
        )
    with pytest.raises(HavenError) as caught:
        load_project(saved)
    assert caught.value.key == "project_damaged_layers"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "project_empty"),
        (bytes(4096), "project_empty"),
        (b"PK\x03\x04 a workbook", "project_not_ours"),
        (b"SQLite format 3\x00" + bytes(2000), "project_damaged"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with pytest.raises(HavenError) as caught:
        load_project(path)
    assert caught.value.key == key


def test_texts_of_numpys_own_type_are_texts(tmp_path: Path) -> None:
    """Words drawn by numpy are texts of a type of their own; they are written and read as any other text."""
    words = np.random.default_rng(1).choice(["主干路", "支路"], 5)
    frame = gpd.GeoDataFrame(
        {"road_class": [words[0], *words]},
        geometry=shapely.points(np.arange(6.0), np.arange(6.0)),
        crs=EPSG,
    )
    assert type(frame["road_class"][0]) is np.str_
    made = Project(Settings(crs_epsg=EPSG), [Layer("道路", Role.ROADS, frame, id="roads")], [])
    save_project(made, tmp_path / "project.gpkg")
    back = load_project(tmp_path / "project.gpkg").layers[0].frame["road_class"]
    assert {type(word) for word in back} == {str}
    assert list(back) == list(frame["road_class"])


def test_someone_elses_geopackage_is_told_from_a_project(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs=4548).to_file(tmp_path / "x.gpkg")
    with pytest.raises(HavenError) as caught:
        load_project(tmp_path / "x.gpkg")
    assert caught.value.key == "project_foreign"


@pytest.mark.parametrize("path", ["missing.gpkg", "nowhere/missing.gpkg", "nul\0byte.gpkg"])
def test_missing_file(tmp_path: Path, path: str) -> None:
    with pytest.raises(HavenError) as caught:
        load_project(tmp_path / path)
    assert caught.value.key in ("file_missing", "file_unreadable")


def test_what_another_program_has_not_merged_yet_is_seen(saved: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(saved)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("UPDATE depots SET name = '新名'")
    writer.commit()
    copy = tmp_path / "other"
    copy.mkdir()
    for path in tmp_path.glob(f"{saved.name}*"):
        shutil.copy(path, copy / path.name)
    names = sorted(path.name for path in copy.iterdir())
    assert f"{saved.name}-wal" in names
    depot = load_project(copy / saved.name).scenario("today").facilities["d1"]
    writer.close()
    assert depot.name == "新名"
    assert sorted(path.name for path in copy.iterdir()) == names


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.gpkg", tmp_path / "link.gpkg"
    save_project(Project(), real)
    link.symlink_to(real)
    save_project(Project(Settings(name="x")), link)
    assert link.is_symlink() and load_project(real).settings.name == "x"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.floats(min_value=0, max_value=LARGEST_NUMBER, allow_nan=False, allow_infinity=False) | st.none()
VALUES = {
    "text": TEXT,
    "date": st.dates().map(str) | st.none(),
    "number": NUMBERS,
    "integer": st.integers(0, 2**31) | st.none(),
    "flag": st.booleans() | st.none(),
}
POINTS = st.tuples(st.floats(3e5, 7e5), st.floats(2e6, 6e6)).map(shapely.Point)


@st.composite
def facilities(draw: st.DrawFn) -> object:
    family = draw(st.sampled_from(list(Family)))
    values = {
        spec.name: draw(st.sampled_from(spec.values) if spec.kind == "choice" else VALUES[spec.kind])
        for spec in field_specs(family)
    }
    return FACILITY_TYPES[family](geometry=draw(POINTS), **values)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(facilities(), max_size=8), names=st.lists(TEXT, min_size=1, max_size=4))
def test_any_facility_and_any_name_come_back(tmp_path: Path, found: list, names: list[str]) -> None:
    frame = gpd.GeoDataFrame({name: [name] for name in dict.fromkeys(names) if name != "geometry"})
    frame = frame.set_geometry(gpd.GeoSeries([shapely.Point(5e5, 4e6)], crs=EPSG))
    layers = [Layer(name, Role.REFERENCE, frame) for name in names]
    made = Project(
        Settings(name=names[0]), layers, [Scenario("today", "", {item.id: item for item in found})]
    )
    path = tmp_path / "p.gpkg"
    save_project(made, path)
    assert_same(made, load_project(path))


@pytest.mark.skipif(sys.platform == "win32", reason="whole paths are shorter there")
@pytest.mark.parametrize("size", [200, 240, 247, 248, 252, 255])
def test_whatever_name_is_saved_under_opens_again(tmp_path: Path, size: int) -> None:
    path = tmp_path / ("x" * (size - 5) + ".gpkg")
    if size <= 247:
        save_project(Project(), path)
        save_project(Project(), path)
        assert backup_path(path).exists()
    else:
        with pytest.raises(HavenError) as caught:
            save_project(Project(), path)
        assert caught.value.key == "name_too_long"
        save_project(Project(), tmp_path / "short.gpkg")
        (tmp_path / "short.gpkg").rename(path)  # as another program can
    assert_same(Project(), load_project(path))
