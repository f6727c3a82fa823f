from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from layers.project.file import load_project, save_project
from models.project.project import Project
from models.project.scenario import TODAY_ID
from ui.cli import sitejob
from ui.cli.commandline import run
from ui.cli.commands import make_parser
from ui.cli.opening import find_scenario

pytestmark = pytest.mark.usefixtures("sample_read_once")


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


def test_without_a_list_of_those_that_stand_nothing_is_said_of_today(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, bare = load_project(Path("resources/sample/sample.gpkg")), tmp_path / "bare.gpkg"
    today = replace(sample.scenario(TODAY_ID), facilities={})
    save_project(Project(sample.settings, sample.layers, [today], TODAY_ID), bare)
    words = ["--family", "shelter", "--model", "mclp", "--new", "1", "--from", "grid", "--spacing", "6000"]
    assert run(["site", str(bare), *words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["is_listed"], said["persons_before"]) == (False, None) and said["persons_after"] > 0
    assert run(["site", str(bare), *words]) == 0
    told = capsys.readouterr().out
    assert "没有应急避难场所的资料，现状无数据" in told and "现状 无数据，方案 " in told
    assert run(["site", "resources/sample/sample.gpkg", *words]) == 0
    assert "的资料" not in capsys.readouterr().out


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


def test_plans_weighed_against_land_are_told_and_one_of_them_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample, output = "resources/sample/sample.gpkg", tmp_path / "front.gpkg"
    start = ["site", sample, "--family", "shelter", "--model", "mclp", "--new", "2", "--pareto", "land"]
    words = [*start, "--points", "4", "--lang", "en"]
    assert run([*words, "--pick", "2", "--save", "second", "-o", str(output), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    plans = said["plans"]
    assert said["proved"] and 2 < len(plans) <= 4 and said["unit"] == "m2"
    people, land = [one["objective"] for one in plans], [one["land"] for one in plans]
    assert people == sorted(set(people)) and land == sorted(
        set(land)
    )  # each better in one, worse in the other
    assert plans[0]["chosen"] == [] and land[0] == 0
    made = find_scenario(load_project(output), "second")
    for one in plans[1]["chosen"]:
        assert made.facilities[one["id"]].status == "planned"
    assert run(words) == 0
    assert "weighed against land" in capsys.readouterr().out
    assert run([*words, "--pick", "9", "-o", str(output)]) == 2
    assert "no plan 9" in capsys.readouterr().err
    assert run([*start[:-2], "--pick", "1", "--lang", "en"]) == 2
    assert "go with --pareto" in capsys.readouterr().err


def test_shelters_by_class_and_backup(capsys: pytest.CaptureFixture[str]) -> None:
    sample = "resources/sample/sample.gpkg"
    words = ["--family", "shelter", "--model", "mclp", "--class", "emergency=1", "--class", "short=1"]
    assert run(["site", sample, *words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert sorted(one["class"] for one in said["chosen"]) == ["emergency", "short"]
    assert [one["coverage"] for one in said["levels"]] == ["emergency", "fixed"]
    assert said["objective"] == sum(one["persons_after"] for one in said["levels"])
    words = ["--family", "fire", "--model", "mclp", "--new", "2", "--from", "grid", "--spacing", "4000"]
    assert run(["site", sample, *words, "--backup", "--limit", "20", "--lang", "en"]) == 0
    assert "within reach of two or more" in capsys.readouterr().out
    for extra, told in (
        (["--times", "0"], "--times is at least 1"),
        (["--holds", "county=5"], "must have a number in --class"),
    ):
        assert run(["site", sample, *words, *extra, "--lang", "en"]) == 2
        assert told in capsys.readouterr().err


def test_fire_stations_by_class_say_how_far_each_class_covers(capsys: pytest.CaptureFixture[str]) -> None:
    sample = "resources/sample/sample.gpkg"
    start = ["site", sample, "--family", "fire", "--from", "grid", "--spacing", "9000", "--limit", "20"]
    classes = ["--class", "second=1", "--class", "small=2"]
    assert run([*start, "--model", "mclp", *classes, "--reach", "small=2.5min", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert sorted(one["class"] for one in said["chosen"]) == ["second", "small", "small"]
    second, small = said["class_reach"]
    assert (second["class"], second["area_km2"]) == ("second", 4.0) and second["minutes"] < 4
    assert small == {"class": "small", "area_km2": None, "minutes": 2.5}
    small_ones = {one["name"] for one in said["chosen"] if one["class"] == "small"}
    assert set(said["small_apart"]) == small_ones  # 9 km from each other
    assert run([*start, "--model", "mclp", *classes, "--adjoin", "--json"]) == 0
    beside = json.loads(capsys.readouterr().out)
    assert beside["status"] == "infeasible" and "去掉这一条就有方案" in beside["reasons"][0]
    assert run([*start, "--model", "mclp", *classes, "--reach", "second=3km2", "--lang", "zh"]) == 0
    assert "二级普通消防站辖区 3 km²" in capsys.readouterr().out
    for words, why in (
        ([*classes, "--reach", "second=3"], "is no reach"),
        ([*classes, "--reach", "huge=3km2"], "is no reach"),
        ([*classes, "--reach", "second=-1km2"], "is no reach"),
        (["--new", "1", "--reach", "second=3km2"], "--reach goes with"),
        ([*classes, "--radius", "5", "--reach", "second=3km2"], "--reach goes with"),
        (["--new", "1", "--adjoin"], "--adjoin goes with"),
        (["--class", "second=1", "--adjoin"], "--adjoin goes with"),
    ):
        assert run([*start, "--model", "mclp", *words, "--lang", "en"]) == 2
        assert why in capsys.readouterr().err


def test_a_plan_is_kept_when_the_reader_stops_after_the_first_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError

    sample, output = "resources/sample/sample.gpkg", tmp_path / "plan.gpkg"
    words = ["site", sample, "--family", "shelter", "--model", "mclp", "--new", "1", "-o", str(output)]
    given = make_parser("zh").parse_args(words)
    monkeypatch.setattr("builtins.print", closed)
    with pytest.raises(BrokenPipeError):
        sitejob.run(given, "zh")
    assert output.exists()
