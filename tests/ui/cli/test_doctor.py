"""The check of the road network on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from layers.project.file import load_project, save_project
from models.county.layer import Layer, Role
from models.gate.gate import data_remarks
from models.project.project import Project
from tests.models.toy import layers, project
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run

X, Y = 500_000.0, 4_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The toy county with a street, one that just misses it, one that crosses it, and a double of it."""
    lines = [
        [(0, 500), (4000, 500)],
        [(1000, 501.5), (1000, 1500)],
        [(2000, 200), (2000, 1800)],
        [(0, 500), (2000, 500), (4000, 500)],
    ]
    shapes = [shapely.LineString([(X + x, Y + y) for x, y in line]) for line in lines]
    names = {"name": ["东西路", "北巷", "南北路", ""], "road_class": ["县道", "村道", "村道", ""]}
    frame = gpd.GeoDataFrame(names, geometry=shapes, crs=project().settings.crs_epsg)
    made = project((), *layers(), Layer("道路", Role.ROADS, frame, id="roads"))
    save_project(made, tmp_path / "县.gpkg")
    return tmp_path / "县.gpkg"


def found(path: Path, capsys: Any, *more: str) -> dict[str, Any]:
    assert run(["roads", str(path), "--json", *more]) == EXIT_OK
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def test_faults_are_told_with_their_roads_and_people(path: Path, capsys: Any) -> None:
    said = found(path, capsys)
    assert said["counts"] == {"unsplit": 1, "gap": 1, "double": 1, "island": 1, "bridge": 0, "trap": 0}
    gap = next(one for one in said["faults"] if one["kind"] == "gap")
    assert (gap["metres"], gap["roads"], gap["repairable"]) == (1.5, "北巷、东西路", True)
    assert abs(gap["lon"] - 117) < 0.1
    assert said["share_near"] == 0.0 and [one["place"] for one in said["far"]] == ["C", "A", "B"]
    assert said["far"][1]["metres"] == 3200
    assert run(["roads", str(path), "--lang", "en"]) == EXIT_OK
    text = capsys.readouterr().out
    assert (
        "People within 500 m of a road: 0% (0 of 5,300)" in text
        and "北巷, 东西路: the end is 1.50 m short" in text
    )


def test_a_repair_is_written_beside_and_told_in_the_data_remarks(path: Path, capsys: Any) -> None:
    output = path.with_name("修复后.gpkg")
    assert found(path, capsys, "--repair", "-o", str(output))["repaired"] == {
        "unsplit": 1,
        "gap": 1,
        "double": 1,
    }
    assert sum(found(output, capsys)["counts"].values()) == 0
    before, after = ([one.text("zh") for one in data_remarks(load_project(one))] for one in (path, output))
    told = [text for text in after if text not in before]
    assert len(told) == 3 and any("1 处断头已接到相邻道路" in text for text in told)


def test_what_cannot_be_done_is_said(path: Path, tmp_path: Path, capsys: Any) -> None:
    assert run(["roads", str(path), "--repair"]) == EXIT_BAD_INPUT
    assert run(["roads", str(path), "--gap", "-1"]) == EXIT_BAD_INPUT
    save_project(Project(), tmp_path / "空.gpkg")
    assert run(["roads", str(tmp_path / "空.gpkg")]) == EXIT_BAD_INPUT
    assert "道路" in capsys.readouterr().err
