"""An evacuation is part of a scenario: kept in its file and journal, undone, and part of its mark."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

from layers.project import codec
from layers.project.file import load_project, save_project
from layers.project.journal import _entry
from layers.project.recovery import _scenario
from models.project.evacuation import EvacuationCase, ZoneChoice
from models.project.revision import project_revision
from tests.models.toy import project

CASE = EvacuationCase(
    (
        ZoneChoice("flood", "高"),
        ZoneChoice(shape=shapely.box(0, 0, 9, 9), hazard="flood", name="手绘", is_on=False),
    ),
    "least",
    "medium",
    False,
    7,
)


def test_it_goes_through_the_project_file(tmp_path: Path) -> None:
    made = project()
    made.apply(made.scenario_edit("today", evacuation=CASE))
    save_project(made, tmp_path / "p.gpkg")
    again = load_project(tmp_path / "p.gpkg")
    assert again.active.evacuation == CASE and not again.left_out
    assert project_revision(again) == project_revision(made)
    again.apply(again.scenario_edit("today", evacuation=None))
    assert project_revision(again) != project_revision(made)
    save_project(again, tmp_path / "p.gpkg")
    assert load_project(tmp_path / "p.gpkg").active.evacuation is None


def test_it_is_one_step_that_can_be_undone_and_goes_along_with_a_copy() -> None:
    made = project()
    edit = made.scenario_edit("today", evacuation=CASE)
    made.apply(edit)
    made.apply(made.duplicate_edit("today", "甲", "copy"))
    assert made.scenario("copy").evacuation == CASE
    made.apply(edit.inverse())
    assert made.scenario("today").evacuation is None


@pytest.mark.parametrize(
    "change",
    [
        {"method": "magic"},
        {"stay": "ever"},
        {"days": 0},
        {"days": True},
        {"keeps_whole": "yes"},
        {"zones": [{"layer_id": ""}]},
        {"zones": [{"layer_id": "a", "is_on": "yes"}]},
        {"zones": [{"layer_id": "a", "shape": shapely.box(0, 0, 1, 1).wkb_hex}]},
        {"zones": [{"shape": shapely.Point(0, 0).wkb_hex}]},
        {"more": 1},
    ],
)
def test_what_means_nothing_is_refused(change: dict[str, Any]) -> None:
    table = json.loads(codec.dumps(codec.evacuation_to_json(replace(CASE))))
    assert codec.evacuation_from_json(table) == CASE
    with pytest.raises((ValueError, TypeError)):
        codec.evacuation_from_json({**table, **change})


def test_a_crash_loses_none_of_it() -> None:
    made = project()
    change = made.apply(made.scenario_edit("today", evacuation=CASE))
    line = json.loads(codec.dumps(_entry(made, change, {"today"})))
    present = {"today": project().scenario("today")}
    assert _scenario(line["scenarios"][0], present).evacuation == CASE
    before = {key: value for key, value in line["scenarios"][0].items() if key != "evacuation"}
    assert _scenario(before, present).evacuation is None, "lines of earlier versions hold none"
