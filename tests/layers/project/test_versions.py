"""A project file of every shape that was ever written opens as what it holds, and a newer one is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project, save_project
from layers.project.read import FORMAT
from models.kernel.errors import HavenError
from models.project.project import Project
from models.project.revision import project_revision
from models.project.settings import Settings
from tests.layers.project.versions import writer
from tests.layers.project.versions.make import SHAPE, VERSIONS, fixture, shape_of, unpacked

CAME = {
    "custom_profiles": 2,
    "stock": 3,
    "local": 3,
    "target_year": 4,
    "people": 8,
    "hazard_levels": 9,
    "travel_by": 13,
    "projects": 19,
    "cost_quotas": 19,
    "budget_10k": 19,
    "upkeep": 21,
    "history": 22,
}
"""The version in which each part of the settings that the project has came into the file."""
FAMILIES_CAME = {"brigade": 7, "team": 7, "helipad": 7, "medical_point": 12, "warning_point": 23}
MARKS = {
    1: "7d143c73", 4: "3e1fe998", 9: "e96f012a", 12: "872ec484", 15: "ed191d25", 19: "5c0bb56e",
    21: "ceb6e558",
}  # fmt: skip
"""The mark that documents made from some of them bear, in this and every later version of the program."""


@pytest.fixture(scope="module")
def now() -> Project:
    """The same project, made by today's program."""
    return Project(writer.settings(), writer.layers(), writer.scenarios(), "plan")


def test_every_version_has_its_file() -> None:
    assert all(fixture(number).exists() for number in VERSIONS)
    assert sum(fixture(number).stat().st_size for number in VERSIONS) < 150_000


@pytest.mark.parametrize("number", VERSIONS)
def test_a_file_of_every_version_opens_as_what_it_holds(number: int, tmp_path: Path, now: Project) -> None:
    path = unpacked(number, tmp_path)
    opened = load_project(path)
    assert opened.remarks == () and opened.left_out == () and opened.active_scenario_id == "plan"
    usual = Settings()
    for name in Settings.__dataclass_fields__:
        expected = now.settings if number >= CAME.get(name, 1) else usual
        wanted_part = getattr(expected, name)
        if name == "projects" and number < 24:
            wanted_part = tuple(replace(one, money_by_year="") for one in wanted_part)
        assert getattr(opened.settings, name) == wanted_part, name
    for layer, expected in zip(opened.layers, now.layers, strict=True):
        assert (layer.id, layer.name, layer.role) == (expected.id, expected.name, expected.role)
        assert layer.frame.drop(columns="geometry").equals(expected.frame.drop(columns="geometry"))
        assert layer.geometries.tolist() == expected.geometries.tolist()
    for scenario in now.scenarios:
        found = opened.scenario(scenario.id)
        assert (found.name, found.note) == (scenario.name, scenario.note)
        assert found.closures == (scenario.closures if number >= 15 else ())
        assert found.evacuation == (scenario.evacuation if number >= 20 else None)
        there = scenario.facilities
        wanted = {key: there[key] for key in there if number >= FAMILIES_CAME.get(key, 1)}
        assert found.facilities.keys() == wanted.keys()
        for key, one in wanted.items():
            fresh: dict[str, Any] = {"stated_capacity_persons": None} if number < 10 and key == "s1" else {}
            assert found.facilities[key] == replace(one, **fresh), key
    save_project(opened, path)  # and goes on as a file of today
    assert load_project(path).settings == opened.settings


@pytest.mark.parametrize("number", MARKS)
def test_documents_of_a_file_bear_the_same_mark_after_an_update(number: int, tmp_path: Path) -> None:
    assert project_revision(load_project(unpacked(number, tmp_path))) == MARKS[number]


def test_a_newer_file_is_refused_in_words_of_both_languages(tmp_path: Path, now: Project) -> None:
    path = tmp_path / "a.gpkg"
    save_project(now, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE haven_project SET value = ? WHERE key = 'format'", (str(FORMAT + 1),))
        connection.execute("UPDATE haven_project SET value = '9.9' WHERE key = 'program'")
    before = path.read_bytes()
    with pytest.raises(HavenError) as caught:
        load_project(path)
    assert (
        "更新的版本（9.9）" in caught.value.message("zh").what and "升级" in caught.value.message("zh").repair
    )
    assert "newer version (9.9)" in caught.value.message("en").what
    assert path.read_bytes() == before


def test_what_is_new_in_a_file_raises_its_number(tmp_path: Path, now: Project) -> None:
    """Where it fails: raise ``FORMAT``, put the commit into ``VERSIONS``, make its file (``make.py``)."""
    path = tmp_path / "a.gpkg"
    save_project(now, path, saved_at=writer.SAVED_AT)
    assert shape_of(path) == SHAPE.read_text(encoding="utf-8").splitlines()
    assert FORMAT == 6
