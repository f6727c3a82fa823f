from __future__ import annotations

import json
from pathlib import Path

import pytest

from layers.project.file import load_project
from ui.cli.commandline import run
from ui.cli.opening import find_scenario


def test_a_plan_is_chosen_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample, output = "resources/sample/sample.gpkg", tmp_path / "plan.gpkg"
    words = ["--family", "shelter", "--model", "mclp", "--new", "2", "--save", "两处", "-o", str(output)]
    assert run(["site", sample, *words, "--json", "--lang", "zh"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == "optimal" and len(said["chosen"]) == 2 and said["rejected"]
    added = sum(one["persons_added"] for one in said["chosen"])
    assert said["persons_before"] + added == said["persons_after"] == said["objective"]
    project = load_project(output)
    plan, before = find_scenario(project, "两处"), find_scenario(load_project(Path(sample)), None)
    for one in said["chosen"]:
        assert plan.facilities[one["id"]].status == "planned"
        assert before.facilities[one["id"]].status == "candidate"


def test_what_is_asked_wrongly_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    start = ["site", "resources/sample/sample.gpkg", "--family", "shelter", "--model", "mclp", "--lang", "en"]
    for words, said in (
        (["--new", "1", "--layer", "nowhere"], "no layer “nowhere”"),
        (["--new", "1", "--class", "huge"], "no class “huge”"),
        (["--new", "-1"], "may not be negative"),
        (["--new", "1", "--from", "grid", "--spacing", "inf"], "1 m to 1,000 km"),
        (["--new", "1", "--from", "grid", "--spacing", "1e-200"], "1 m to 1,000 km"),
        (["--new", "1", "--save", "x"], "a file to write is needed"),
        ([], "--new"),
    ):
        assert run([*start, *words]) == 2
        assert said in capsys.readouterr().err
