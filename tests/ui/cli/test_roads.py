"""Times and routes on the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from layers.project.file import load_project, save_project
from layers.sample import sample_path
from models.access.roadpace import by_road
from models.county.layer import Role
from models.facilities.facility import Family
from models.project.project import Project
from models.rules.rules import load_rules
from tests.ui.canvas_project import small_project
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run

pytestmark = pytest.mark.usefixtures("sample_read_once")


def times(path: Path, output: Path, *more: str) -> list[dict[str, str]]:
    assert run(["times", str(path), *more, "-o", str(output)]) == EXIT_OK
    with output.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def sample() -> Project:
    return load_project(sample_path())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county that is read in no time, for what is said before anything is computed."""
    path = tmp_path_factory.mktemp("small") / "县.gpkg"
    save_project(small_project(), path)
    return path


def test_times_by_road_are_those_of_the_quickest_station(tmp_path: Path, sample: Project) -> None:
    rows = times(sample_path(), tmp_path / "时间.csv", "--family", "fire")
    demand, settings = sample.county.demand, sample.settings
    way = by_road(sample.county, load_rules(settings.ruleset_id), "fire")
    assert way is not None and len(rows) == len(demand)
    stations = {
        facility.name: facility.location
        for facility in sample.active.facilities.values()
        if facility.family == Family.FIRE_STATION
    }
    costs = {name: way.costs(demand.index, spot) for name, spot in stations.items()}
    for row in (0, 100, 500, len(rows) - 1):
        ranked = sorted((float(cost[row]), name) for name, cost in costs.items())
        assert rows[row]["place"] == demand.names[row]
        assert (rows[row]["nearest"], rows[row]["second"]) == (ranked[0][1], ranked[1][1])
        assert float(rows[row]["minutes"]) == pytest.approx(ranked[0][0], abs=1e-3)
        assert float(rows[row]["second_minutes"]) == pytest.approx(ranked[1][0], abs=1e-3)
        assert float(rows[row]["metres"]) > 0 and rows[row]["unreachable"] == ""


def test_by_road_is_never_shorter_than_straight(tmp_path: Path) -> None:
    by = {name: times(sample_path(), tmp_path / f"{name}.csv", "--family", "depot", "--by", name)
          for name in ("road", "detour", "straight")}  # fmt: skip
    for road, detour, straight in zip(*by.values(), strict=True):
        assert float(road["metres"]) >= float(straight["metres"]) - 0.1
        assert float(detour["minutes"]) > float(straight["minutes"])
        assert detour["metres"] == straight["metres"]


def without_roads(path: Path, sample: Project) -> Path:
    layers = [layer for layer in sample.layers if layer.role != Role.ROADS]
    save_project(Project(sample.settings, layers, sample.scenarios, sample.active_scenario_id), path)
    return path


def test_without_roads_the_detour_stands_in_and_it_is_said(
    tmp_path: Path, sample: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    path = without_roads(tmp_path / "a.gpkg", sample)
    rows = times(path, tmp_path / "a.csv", "--family", "team")
    said = capsys.readouterr()
    assert "没有道路" in said.err and "道路曲度系数" in said.out
    assert float(rows[0]["minutes"]) > 0
    output = ["-o", str(tmp_path / "b.csv")]
    assert run(["times", str(path), "--family", "team", "--by", "road", *output]) == EXIT_BAD_INPUT
    assert run(["route", str(path), "--from", "115.78,36.11", "--to", "115.8,36.12"]) == EXIT_BAD_INPUT
    assert not (tmp_path / "b.csv").exists()
    assert capsys.readouterr().err.count("没有道路") == 2


def test_a_route_names_its_roads_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    ends = ["--from", "115.80,36.11", "--to", "115.9，36.2"]
    assert run(["route", str(sample_path()), *ends, "--json"]) == EXIT_OK
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"metres", "minutes", "off_road_metres", "mode", "roads", "geometry"}
    assert found["geometry"]["coordinates"][0] == pytest.approx([115.8, 36.11])
    assert found["geometry"]["coordinates"][-1] == pytest.approx([115.9, 36.2])
    assert found["metres"] > 13_400 and found["roads"]  # the straight line is 13.4 km
    assert run(["route", str(sample_path()), *ends, "--mode", "truck", "--json"]) == EXIT_OK
    assert json.loads(capsys.readouterr().out)["minutes"] > found["minutes"]
    assert run(["route", str(sample_path()), *ends]) == EXIT_OK
    assert found["roads"][0] in capsys.readouterr().out


def test_from_a_point_to_itself_nobody_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """Not to the road and back either."""
    here = ["--from", "115.8387325,36.1348612", "--to", "115.8387325,36.1348612"]
    assert run(["route", str(sample_path()), *here, "--json"]) == EXIT_OK
    found = json.loads(capsys.readouterr().out)
    assert (found["metres"], found["minutes"], found["off_road_metres"], found["roads"]) == (0, 0, 0, [])
    assert len(found["geometry"]["coordinates"]) == 2


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("115.8", "写法"),
        ("a,b", "写法"),
        ("115.8,136", "写法"),
        ("nan,36", "写法"),
        ("116.8,36.1", "太远"),
        ("-51.2,-30.0", "太远"),
        ("-51.2", "写法"),
        ("-115.8,136", "写法"),
    ],
)
def test_points_that_cannot_be_are_refused(
    small: Path, start: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["route", str(small), "--from", start, "--to", "117.1,36.2"]) == EXIT_BAD_INPUT
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("family", "speed", "detour"),
    [
        ("team", "team.speed_km_h", "team.detour_factor"),
        ("depot", "relief.speed_km_h", "relief.detour_factor"),
    ],
)
def test_straight_times_are_those_of_the_familys_own_speed(
    tmp_path: Path, sample: Project, family: str, speed: str, detour: str
) -> None:
    rows = times(sample_path(), tmp_path / "a.csv", "--family", family, "--by", "detour")
    rules = load_rules(sample.settings.ruleset_id)
    expected = float(rows[5]["metres"]) / 1000 * rules[detour] / rules[speed] * 60
    assert float(rows[5]["minutes"]) == pytest.approx(expected, abs=0.01)


def test_without_a_medical_point_no_place_has_one(tmp_path: Path) -> None:
    rows = times(sample_path(), tmp_path / "a.csv", "--family", "medical")
    assert {row["minutes"] for row in rows} == {""} and {row["unreachable"] for row in rows} == {
        "没有可用的设施"
    }


# -- by what distances are measured --------------------------------------------------------------------------
def fire_share(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> tuple[str, float]:
    assert run(["check", str(path), "--profile", "core", "--json", *more]) == EXIT_OK
    report = json.loads(capsys.readouterr().out)
    (finding,) = (one for one in report["findings"] if one["id"].endswith("fire.people_share"))
    (beside,) = (one for one in report["ways"] if one["figure_id"] == finding["figure_id"])
    assert beside[report["measured_by"]] == pytest.approx(finding["figure"], rel=1e-12)
    assert set(beside) == {"figure_id", "name", "unit", "straight", "detour", "road"}
    return report["measured_by"], finding["figure"]


def test_check_measures_as_asked_or_as_the_project_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, file = small_project(), tmp_path / "县.gpkg"
    save_project(project, file)
    by_road, straight = (fire_share(capsys, file, "--by", by) for by in ("road", "straight"))
    default = fire_share(capsys, file)
    assert [one[0] for one in (by_road, straight, default)] == ["road", "straight", "detour"]
    assert straight[1] > default[1] != by_road[1]
    project.apply(project.settings_edit(travel_by="road"))
    save_project(project, file)
    assert load_project(file).settings.travel_by == "road"
    assert fire_share(capsys, file) == by_road


def test_check_by_road_without_roads_says_what_is_lacking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project()
    project.apply(project.layers_edit(one for one in project.layers if one.role != Role.ROADS))
    save_project(project, tmp_path / "县.gpkg")
    assert run(["check", str(tmp_path / "县.gpkg"), "--by", "road"]) == EXIT_BAD_INPUT
    assert "道路" in capsys.readouterr().err
    assert run(["check", str(tmp_path / "县.gpkg"), "--json"]) == EXIT_OK
    beside = json.loads(capsys.readouterr().out)["ways"]
    assert beside and not any("road" in row for row in beside), "nothing is said to be by road without roads"
