"""The command that works out an evacuation."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from layers.project.file import save_project
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from tests.models.evacuation.made_evacuation import FLOOD, room, street_layers
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    held = {one.id: one for one in (room(1500, 500, 150), room(3500, 500, 60))}
    made = tmp_path_factory.mktemp("evacuation") / "县.gpkg"
    scenarios = [Scenario("today", "", held), Scenario("plan", "预案", held, evacuation=FLOOD)]
    save_project(Project(Settings(county_name="甲县"), street_layers(), scenarios), made)
    return made


def test_it_tells_who_goes_where_and_writes_the_list(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "名单.xlsx"
    assert run(["evacuate", str(path), "--hazard", "hazards:高", "--json", "-o", str(output)]) == EXIT_OK
    said = json.loads(capsys.readouterr().out)
    # 2 m2 each of the rule set: as in test_evacuate, 150 west and 60 east.
    assert said["totals"]["inside_persons"] == 240
    assert said["totals"]["moved_persons"] + said["totals"]["no_room_persons"] == 240
    placed = [row["persons"] for row in said["list"] if "shelter" in row]
    assert sum(placed) == said["totals"]["moved_persons"]
    sheet = openpyxl.load_workbook(output).worksheets[1]
    assert sheet["A1"].value == "转移安置接收名单"


def test_what_the_scenario_keeps_is_worked_out_without_a_word(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evacuate", str(path), "--scenario", "预案", "--method", "least"]) == EXIT_OK
    said = capsys.readouterr().out
    assert "应转移人数  240" in said and "总路程最短" in said
    assert run(["evacuate", str(path)]) == EXIT_OK
    assert "无法编排" in capsys.readouterr().out


def test_a_zone_that_is_not_there_is_named_with_those_that_are(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evacuate", str(path), "--hazard", "没有"]) == EXIT_BAD_INPUT
    assert "hazards:高" in capsys.readouterr().err
