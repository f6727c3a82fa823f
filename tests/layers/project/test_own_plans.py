"""Own plans in the project file: kept as they are, old files load, damage is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from layers.project import codec
from layers.project.file import load_project, save_project
from models.assessment.assess import assess
from models.assessment.explain import working_text
from models.findings.findings import Verdict
from models.kernel.text import t
from models.plans.plans import check, profile_of
from models.project.project import Project
from models.project.remarks import opening_message
from models.project.settings import CustomProfile, OwnRow, OwnTarget, Settings
from models.rules.rules import load_rules

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


@pytest.mark.parametrize("figure", ["moon.phase", ROW.figure])
def test_a_row_whose_figure_is_not_computed_is_told_and_the_project_opens(
    tmp_path: Path, figure: str
) -> None:
    settings = replace(
        SETTINGS, custom_profiles={"own.a": replace(CUSTOM, rows=(replace(ROW, figure=figure),))}
    )
    path = tmp_path / "县.haven"
    save_project(Project(settings), path)
    project = load_project(path)
    assert project.settings == settings and project.left_out == ()
    said = [remark.text("zh") for remark in project.remarks]
    if figure == ROW.figure:
        assert said == []
        return
    assert said == ["规划“本县“十五五””中“步行可达”一行的指标 moon.phase 本版本不能计算，按无数据处理。"]
    # Nobody edited this file, so nobody is told so.
    assert opening_message(project, "县.haven", "en").what == t("reading.unknown", "en")
    rules = load_rules()
    result = assess(project.county, project.active, rules)
    found = check(result, rules, profile_of(project.settings), project.settings)[-1]
    assert found.id == ROW.id and found.verdict == Verdict.NO_DATA
    assert t("missing.figure", "zh") in working_text(found, rules, "zh")
