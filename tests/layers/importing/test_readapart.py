"""Reading by another process: the same layers, bounds of time and memory, an end whenever we want one."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.formats.limits import MomentLimits, import_limits
from layers.formats.sniff import FORMATS, RASTERS
from layers.importing import effort, importer, readapart
from layers.importing.effort import is_brief
from layers.importing.importer import ImportResult, import_folder
from layers.importing.readapart import ReadApart
from models.county.layer import Role
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, run_to_end
from models.kernel.resources import RESOURCES
from tests.layers import made
from tests.layers.made import LAT, LON

STEP = Progress(0, 1, "progress.import.read", {"file": ""})


@pytest.fixture
def always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "is_brief", lambda path: False)


def limited(monkeypatch: pytest.MonkeyPatch, **values: float) -> None:
    for name, value in values.items():
        monkeypatch.setattr(import_limits().apart, name, value)


def tangles(folder: Path) -> Path:
    """File whose shapes take minutes to repair, though each is just within what may be repaired."""
    chance = np.random.default_rng(1)
    shapes = [shapely.Polygon([LON, LAT] + chance.random((1000, 2)) / 100) for _ in range(20)]
    return made.write(folder, "林地.geojson", made.frame([{"名称": f"{n}"} for n in range(20)], shapes))


def same(here: ImportResult, apart: ImportResult) -> None:
    for one, other in zip(here.report, apart.report, strict=True):
        assert json.dumps(one.as_json("zh")) == json.dumps(other.as_json("zh"))
    for one_layer, other_layer in zip(here.project.layers, apart.project.layers, strict=True):
        assert one_layer.name == other_layer.name
        assert list(shapely.to_wkb(one_layer.geometries)) == list(shapely.to_wkb(other_layer.geometries))
        first, second = (
            pd.DataFrame(layer.frame).drop(columns="geometry") for layer in (one_layer, other_layer)
        )
        pd.testing.assert_frame_equal(first, second)


def test_what_comes_from_another_process_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "县"
    folder.mkdir()
    for path in (RESOURCES / "sample" / "files").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    odd = made.roads().assign(
        数=[1.5, np.nan], 是=[True, False], 日=pd.to_datetime(["2024-05-06", None]), 空=["", None], 整=[1, 2]
    )
    made.write(folder, "怪.gpkg", odd)
    (folder / "坏.geojson").write_text('{"type": "FeatureCollection", "features": [')
    (folder / "空.csv").write_text("名称,经度,纬度\n", encoding="utf-8")
    here = run_to_end(import_folder(folder))
    monkeypatch.setattr(importer, "is_brief", lambda path: False)
    same(here, run_to_end(import_folder(folder)))


@pytest.mark.parametrize(
    ("limit", "key"), [({"seconds": 0.5}, "read_too_long"), ({"memory_bytes": 1e6}, "read_too_much_memory")]
)
def test_file_beyond_a_bound_is_given_up_and_the_others_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: dict[str, float], key: str
) -> None:
    tangles(tmp_path)
    made.write(tmp_path, "乡镇.geojson", made.townships())
    (tmp_path / "村.csv").write_text(f"名称,经度,纬度\n甲村,{LON},{LAT}\n", encoding="utf-8")
    limited(monkeypatch, **limit)
    lines = {line.file: line for line in run_to_end(import_folder(tmp_path)).report}
    error = lines["林地.geojson"].error
    assert error is not None and error.key == key
    assert "林地.geojson" in error.message("zh").one_line() and error.message("zh").repair
    assert (lines["乡镇.geojson"].role, lines["村.csv"].features) == (Role.TOWNSHIPS, 1)


@pytest.mark.usefixtures("always_apart")
def test_end_of_the_other_process_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.write(tmp_path, "乡镇.geojson", made.townships())
    (tmp_path / "坏.csv").write_text(f"名称,经度,纬度\n甲村,{LON},{LAT}\n", encoding="utf-8")
    dying = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from layers.importing import fileitems, readworker\n"
        "real = fileitems.read_items\n"
        "fileitems.read_items = lambda file, *a, **b: os.abort() if '坏' in file else real(file, *a, **b)\n"
        "readworker.main()"
    )
    monkeypatch.setattr(readapart, "_START", dying)
    lines = {line.file: line for line in run_to_end(import_folder(tmp_path)).report}
    error = lines["坏.csv"].error
    assert error is not None and error.key == "read_died"
    assert lines["乡镇.geojson"].role == Role.TOWNSHIPS


@pytest.mark.usefixtures("always_apart")
def test_folder_that_the_program_was_started_in_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "下载"
    elsewhere.mkdir()
    for name in ("layers", "json", "numpy", "openpyxl"):
        (elsewhere / f"{name}.py").write_text("open('ran', 'w'); raise SystemExit('a module of a stranger')")
    made.write(tmp_path, "乡镇.geojson", made.townships())
    monkeypatch.chdir(elsewhere)
    (line,) = [line for line in run_to_end(import_folder(tmp_path)).report if line.file == "乡镇.geojson"]
    assert (line.role, line.features) == (Role.TOWNSHIPS, 4)
    assert not (elsewhere / "ran").exists()


@pytest.mark.usefixtures("always_apart")
def test_process_that_cannot_be_started_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.write(tmp_path, "乡镇.geojson", made.townships())
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no such program"))
    with pytest.raises(HavenError) as caught:
        run_to_end(import_folder(tmp_path))
    assert caught.value.key == "read_died" and "no such program" in caught.value.details


def test_cancel_ends_the_other_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_ones: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*arguments: Any, **options: Any) -> Any:
        made_ones.append(real(*arguments, **options))
        return made_ones[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    tangles(tmp_path)
    work = import_folder(tmp_path)
    for _ in range(5):
        assert next(work).values == {"file": "林地.geojson"}
    (process,) = made_ones
    assert process.poll() is None
    work.close()
    assert process.poll() is not None


def test_other_process_ends_with_ours_in_the_middle_of_its_work(tmp_path: Path) -> None:
    path = tangles(tmp_path)
    apart = ReadApart(tmp_path)
    work = apart.read(path.name, path, [], only_decided=False, progress=STEP)
    next(work)
    process = apart._process
    assert process is not None and process.stdin is not None
    process.stdin.close()  # as the system does when we end
    assert process.wait(timeout=60) == 0
    apart.close()


def test_packaged_program_starts_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from layers.importing import readworker
    from ui.cli import commandline, commands

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "haven")
    started: list[list[str]] = []

    def popen(command: list[str], **options: Any) -> Any:
        started.append(command)
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(FileNotFoundError):
        ReadApart(tmp_path).start()
    assert started == [["haven", commands.READ_APART]]
    monkeypatch.setattr(readworker, "main", lambda: 77)
    assert commandline.run(started[0][1:]) == 77


@pytest.mark.usefixtures("always_apart")
def test_libraries_that_print_do_not_disturb_the_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loud = (
        "import sys, os; sys.path.insert(0, sys.argv[1]); from layers.importing import readworker\n"
        "readworker._load_libraries = lambda: (print('loud', flush=True), os.write(1, b'louder\\n'))\n"
        "readworker.main()"
    )
    monkeypatch.setattr(readapart, "_START", loud)
    made.write(tmp_path, "乡镇.geojson", made.townships())
    (line,) = run_to_end(import_folder(tmp_path)).report
    assert (line.role, line.features) == (Role.TOWNSHIPS, 4)


# -- what is read where we are -----------------------------------------------------------------------------
def test_ordinary_files_are_brief() -> None:
    paths = [
        path for path in (RESOURCES / "sample" / "files").iterdir() if path.suffix not in (".dbf", ".shx")
    ]
    assert len(paths) > 8 and all(map(is_brief, paths))


def test_large_ones_and_those_that_compute_are_not(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n" * 1_000_000)
    (tmp_path / "a.geojson").write_bytes(b" " * 5_000_000)
    path = made.write(tmp_path, "a.gpkg", made.roads())
    assert is_brief(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
        )
    assert not any(is_brief(item) for item in (tmp_path / "a.csv", tmp_path / "a.geojson", path))


def test_a_format_without_a_limit_of_its_own_is_read_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(effort.FORMATS, ".gml", "gml")  # type: ignore[arg-type]  # none of ours, so far
    (tmp_path / "a.gml").write_bytes(b"x")
    assert not is_brief(tmp_path / "a.gml")


def test_every_format_has_a_limit() -> None:
    limits = MomentLimits.__struct_fields__
    assert {"raster" if kind in RASTERS else kind for kind in FORMATS.values()} == set(limits)
