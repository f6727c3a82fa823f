"""Own plans in the project file: kept as they are, old files load, damage is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layers.project import codec
from layers.project.file import load_project, save_project
from models.project.project import Project
from models.project.settings import CustomProfile, OwnRow, OwnTarget, Settings

ROW = OwnRow(
    "own.r",
    "步行可达",
    "shelter",
    "shelter.people_share.short",
    "percent",
    (OwnTarget(">=", 90.5, 2035), OwnTarget(">=", 80.0, 2030)),
)
CUSTOM = CustomProfile(
    "own.a", "本县“十五五”", "yanggu", {"yanggu.outcomes.loss": (OwnTarget("<", 0.8),)}, (ROW,)
)
SETTINGS = Settings(profile_id="own.a", custom_profiles={"own.a": CUSTOM})


def test_a_saved_copy_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "县.haven"
    save_project(Project(SETTINGS), path)
    assert load_project(path).settings == SETTINGS


def test_settings_of_an_older_version_load() -> None:
    table = codec.settings_to_json(SETTINGS)
    del table["custom_profiles"]
    table["profile_id"] = "cangzhou"
    assert codec.settings_from_json(table) == Settings(profile_id="cangzhou")


def test_single_targets_of_an_older_version_load() -> None:
    table = json.loads(codec.dumps(codec.settings_to_json(SETTINGS)))
    (custom,) = table["custom_profiles"]
    custom["targets"] = {key: targets[0] for key, targets in custom["targets"].items()}
    custom["rows"][0]["target"] = custom["rows"][0].pop("targets")[0]
    del table["target_year"]
    loaded = codec.settings_from_json(table).custom_profiles["own.a"]
    assert loaded.targets == CUSTOM.targets
    assert loaded.rows[0].targets == ROW.targets[:1]


def test_an_added_row_without_a_target_does_not_load() -> None:
    table = json.loads(codec.dumps(codec.settings_to_json(SETTINGS)))
    table["custom_profiles"][0]["rows"][0]["targets"] = []
    with pytest.raises(ValueError):
        codec.settings_from_json(table)


@pytest.mark.parametrize(
    ("key", "value"), [("operator", "≥"), ("value", None), ("value", "9"), ("operator", 3)]
)
def test_a_damaged_target_does_not_load(key: str, value: object) -> None:
    table = json.loads(codec.dumps(codec.settings_to_json(SETTINGS)))
    table["custom_profiles"][0]["rows"][0]["targets"][0][key] = value
    with pytest.raises((ValueError, TypeError)):
        codec.settings_from_json(table)
