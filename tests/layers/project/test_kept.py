"""Layers kept from one opening to the next: the same as those of the file, and gone when it changes."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.project import kept, read
from layers.project.file import load_project, save_project
from models.county.layer import Layer, Role
from models.project.project import Project
from models.project.settings import Settings

SHAPES = {
    "points": [shapely.Point(1.25, 2), shapely.Point(3, 4), shapely.Point(5, 6)],
    "lines": [shapely.LineString([(0, 0), (k, 1), (k, 2.5)]) for k in (1, 2, 3)],
    "holes": [
        shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2)),
        shapely.box(3, 3, 4, 4),
        shapely.box(5, 5, 6, 7),
    ],
    "mixed": [shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(2, 2, 3, 3)]), shapely.Point(1, 1)],
    "none": [shapely.Point(0, 0), None, shapely.Point()],
    "heights": [shapely.Point(1, 2, 3), shapely.Point(1, 2, 4), shapely.Point(1, 2, 5)],
}
COLUMNS = {
    "name": ["甲村", None, "甲村"],
    "persons": [1.5, np.nan, 3.0],
    "storeys": pd.array([1, None, 3], dtype="Int64"),
    "rows": [1, 2, 3],
    "open": [True, False, True],
    "since": pd.to_datetime(["2020-01-02", None, "2021-03-04"]),
    "tags": [{"a": 1}, None, ["b"]],
}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project file of every kind of geometry and column, as large as one that is worth keeping."""
    monkeypatch.setattr(read, "LEAST_BYTES", 0)
    layers = [
        Layer(name, Role.REFERENCE, gpd.GeoDataFrame(COLUMNS, geometry=shapes, crs=4548), id=name)
        for name, shapes in SHAPES.items()
    ]
    found = tmp_path / "county.gpkg"
    save_project(Project(Settings(crs_epsg=4548), layers), found, saved_at=datetime(2026, 1, 1, tzinfo=UTC))
    return found


def _check_same(one: Project, other: Project) -> None:
    assert [layer.id for layer in one.layers] == [layer.id for layer in other.layers] == list(SHAPES)
    for its, of_other in zip(one.layers, other.layers, strict=True):
        assert shapely.to_wkb(its.geometries).tolist() == shapely.to_wkb(of_other.geometries).tolist()
        pd.testing.assert_frame_equal(
            pd.DataFrame(its.frame.drop(columns="geometry")),
            pd.DataFrame(of_other.frame.drop(columns="geometry")),
        )
        assert its.frame.crs == of_other.frame.crs
        assert list(its.frame.columns) == list(of_other.frame.columns)


def test_layers_that_were_kept_are_those_of_the_file(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, folder = load_project(path), tmp_path / "kept"
    _check_same(load_project(path, keep_in=folder), plain)
    assert len(list(folder.iterdir())) == 1
    # The second opening looks at no geometry of the file itself.
    monkeypatch.setattr(read, "_geometries", lambda blobs: pytest.fail("read again"))
    _check_same(load_project(path, keep_in=folder), plain)


def test_a_changed_project_is_read_anew_and_takes_the_place_of_the_old_one(
    path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    project = load_project(path, keep_in=folder)
    frame = project.layers[0].frame.assign(persons=[7.0, 8.0, 9.0])
    layers = [Layer("points", Role.REFERENCE, frame, id="points"), *project.layers[1:]]
    save_project(Project(project.settings, layers), path)
    assert load_project(path, keep_in=folder).layers[0].frame["persons"].tolist() == [7.0, 8.0, 9.0]
    assert len(list(folder.iterdir())) == 1


def test_what_another_program_edited_is_neither_kept_nor_hidden(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    load_project(path, keep_in=folder)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE points SET persons = 42 WHERE fid = 1")
    connection.commit()
    connection.close()
    for _ in range(2):
        edited = load_project(path, keep_in=folder)
        assert edited.layers[0].frame["persons"].tolist()[0] == 42
        assert any(remark.key == "reading.layer_edited" for remark in edited.remarks)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 nothing", "cut"])
def test_a_damaged_file_of_kept_layers_is_made_anew(path: Path, tmp_path: Path, damage: bytes | str) -> None:
    folder = tmp_path / "kept"
    plain = load_project(path, keep_in=folder)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if isinstance(damage, str) else damage)
    _check_same(load_project(path, keep_in=folder), plain)
    _check_same(load_project(path, keep_in=folder), plain)
    assert file.stat().st_size == len(whole)


def test_the_longest_unused_goes_when_there_is_too_much(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    old = folder / f"old{kept.ENDING}"
    old.write_bytes(b"x" * 1000)
    load_project(path, keep_in=folder)
    assert old.exists()
    monkeypatch.setattr(
        kept, "MOST_BYTES", next(one for one in folder.iterdir() if one != old).stat().st_size
    )
    (file,) = (one for one in folder.iterdir() if one != old)
    file.unlink()

    os.utime(old, (0, 0))
    load_project(path, keep_in=folder)
    assert not old.exists()
    assert file.exists()


def test_no_folder_to_keep_in_is_no_reason_not_to_open(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    _check_same(load_project(path, keep_in=tmp_path / "file" / "kept"), load_project(path))


def test_small_projects_are_not_kept(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "LEAST_BYTES", kept.LEAST_BYTES)
    load_project(path, keep_in=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
