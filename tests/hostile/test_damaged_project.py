"""A cut-off or bit-flipped project: what is damaged is named, quickly, and all the rest is as it was."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from layers.project.file import FAMILY_TABLES, load_project, save_project
from models.kernel.errors import HavenError
from models.project.project import Project
from tests.layers.made import assert_same, project

original_project = cache(project)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("good") / "p.gpkg"
    save_project(project(), path)
    return path.read_bytes()


def outcome(path: Path, original: Project | None = None) -> str:
    """Key of the error, or ``partly`` when parts are missing and named, or ``same`` when all is as it was."""
    started = time.process_time()
    try:
        found = load_project(path)
    except HavenError as error:
        assert error.message("zh").what and error.message("en").repair
        result = error.key
    else:
        result = "partly" if found.left_out else "same"
        assert_same(without(original or original_project(), found), found)
        assert [remark.key for remark in found.remarks] == [remark.key for remark in found.left_out]
        assert all(remark.key.removeprefix("reading.") in LEFT_OUT for remark in found.left_out)
    assert time.process_time() - started < 5
    return result


LEFT_OUT = ("layer_left_out", "family_left_out")


def without(made: Project, found: Project) -> Project:
    """The true project without the layers and families that were left out of the one that was found."""
    layers = {str(remark.values.get("layer")) for remark in found.left_out}
    tables = {remark.values["table"] for remark in found.left_out if "why" in remark.values}
    families = [family for family, table in FAMILY_TABLES.items() if table in tables]
    kept = [
        replace(
            scenario,
            facilities={
                key: item for key, item in scenario.facilities.items() if item.family not in families
            },
        )
        for scenario in made.scenarios
    ]
    whole = [layer for layer in made.layers if layer.name not in layers]
    return Project(made.settings, whole, kept, made.active_scenario_id, made.ui_state)


def test_cut_off_at_every_percent(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "p.gpkg"
    for percent in range(100):
        path.write_bytes(good[: len(good) * percent // 100])
        assert outcome(path) != "same", f"cut at {percent} %"


def test_single_bits_flipped(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "p.gpkg"
    chance = random.Random(7)
    keys = []
    for _ in range(150):
        data = bytearray(good)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        keys.append(outcome(path))
    # Some bits are in unused space; what is loaded is the true project all the same.
    assert sum(key != "same" for key in keys) > 10


def test_pages_zeroed_or_exchanged(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "p.gpkg"
    pages = len(good) // 4096
    for page in range(pages):
        data = bytearray(good)
        data[4096 * page : 4096 * (page + 1)] = bytes(4096)
        path.write_bytes(data)
        outcome(path)
        other = (page + 1) % pages
        data = bytearray(good)
        data[4096 * page : 4096 * (page + 1)] = good[4096 * other : 4096 * (other + 1)]
        path.write_bytes(data)
        outcome(path)


def test_rubbish_behind_the_header(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "p.gpkg"
    for seed in range(10):
        path.write_bytes(good[:100] + random.Random(seed).randbytes(len(good) - 100))
        assert outcome(path) != "same"


def test_damage_that_sqlite_quotes_in_its_own_words(tmp_path: Path, good: bytes) -> None:
    """Its message about a damaged table of contents holds bytes of the file that are no text."""
    path = tmp_path / "p.gpkg"
    path.write_bytes(good.replace(b"tablefire_stations", b"tablefire_st\xe1tions"))
    assert outcome(path) == "project_damaged"
