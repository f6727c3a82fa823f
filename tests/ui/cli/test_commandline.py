"""Commands without a window: what they print, what they write, how they refuse."""

from __future__ import annotations

import inspect
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project, save_project
from layers.sample import sample_path
from models.kernel.progress import Progress
from models.kernel.text import Lang, t
from models.plans.plans import load_profile, profile_ids
from models.project.project import Project
from models.project.scenario import TODAY_ID
from tests.helpers import ROOT
from tests.ui.canvas_project import SQUARE_ID, small_project
from ui.cli.commandline import has_display, run
from ui.cli.commands import COMMANDS, INNER, OUTLINES, called


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "我的 县.gpkg"
    save_project(small_project(), path)
    return path


def run_program(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program as a script would."""
    surroundings = {**os.environ, "HAVEN_SKIP_SETUP": "1", "PYTHONIOENCODING": "utf-8", **(env or {})}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=surroundings,
        timeout=110,
    )


# -- check -----------------------------------------------------------------------------------------------
def test_check_says_in_words_which_sites_count_though_their_place_is_rejected(capsys: Any) -> None:
    assert run(["check", str(sample_path()), "--scenario", "方案乙"]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(row for row, line in enumerate(lines) if " 全县人均有效避难面积 " in line)
    assert "3 处选址不符合避让要求（有效面积 178,000 m²）" in lines[at + 1]


def test_check_of_a_year_says_whose_people_and_what_it_leaves_out(project: Path, capsys: Any) -> None:
    saved = load_project(project)
    (first, *_) = saved.scenario(TODAY_ID).facilities.values()
    built = replace(first, status="planned", finished_year=2031)
    saved.apply(saved.facility_edit({first.id: built}, TODAY_ID))
    saved.apply(saved.duplicate_edit(TODAY_ID, "到期", "new"))
    save_project(saved, project)
    assert run(["check", str(project), "--scenario", "到期", "--year", "2030", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["year"]
    assert (told["year"], told["has_people"], told["later"]) == (2030, False, [first.id])
    assert told["remarks"] == [
        "2030 年人口未填，按资料中的现有人口计算",
        "1 处规划设施在 2030 年以后建成或已取消，不计入",
        "1 处规划设施未定建成年份，按规划期末（2025 年）建成，计入",
    ]
    assert run(["check", str(project), "--year", "1900"]) != 0
    assert "2000 至 2100" in capsys.readouterr().err


def test_check_prints_one_json_object(project: Path, capsys: Any) -> None:
    assert run(["check", str(project), "--json"]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert err == ""
    assert (report["project"], report["scenario"], report["profile"]) == ("我的 县.gpkg", "现状", "yanggu")
    row = next(f for f in report["findings"] if f["id"] == "core.shelter.area_per_resident.county")
    assert row["formula"] and row["inputs"]["persons"] and row["source"]
    assert [rule["key"] for rule in row["rules"]] and row["rules"][0]["changed"] is None
    assert [one["scenario"] for one in row["scenarios"]] == ["现状", "方案甲"]
    assert row["scenarios"][0]["trend"] is None and row["scenarios"][0]["figure"] == row["figure"]
    # 5,120 m2 and 9,000 m2 of gross area, times the ratios of the rules, over all residents.
    made = load_project(project)
    from models.rules.rules import load_rules

    rules = load_rules()
    square, school = (rules[f"shelter.effective_ratio.{kind}"] for kind in ("square", "school"))
    expected = (5120 * square + 9000 * school) / made.county.demand.total_persons
    assert row["figure"] == pytest.approx(expected)
    assert row["target"] == {"operator": ">=", "value": 2.5} and row["verdict"] == "fail"
    nodata = [f for f in report["findings"] if f["verdict"] == "nodata"]
    assert nodata and all(f["figure"] is None for f in nodata)


def test_check_tells_what_another_program_did(project: Path, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "edited.gpkg"
    path.write_bytes(project.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE shelters SET gross_area_m2 = -1 WHERE fid = 1")
    assert run(["check", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["complete"] and len(report["remarks"]) == 2 and "负数" in report["remarks"][1]
    assert run(["check", str(path)]) == 0
    assert report["remarks"][1] in capsys.readouterr().out
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE shelters SET geom = NULL WHERE fid = 1")
    assert run(["check", str(path), "--json"]) == 0
    assert not json.loads(capsys.readouterr().out)["complete"]
    for command in (
        ["report", str(path), "-o", str(tmp_path / "r.xlsx")],
        ["export", str(path), "-o", str(tmp_path)],
    ):
        assert run(command) == 2
        assert "没有输出" in capsys.readouterr().err
    assert not (tmp_path / "r.xlsx").exists()


def test_check_has_no_data_on_facilities_that_could_not_be_read(
    project: Path, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "damaged.gpkg"
    path.write_bytes(project.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE shelters")
    assert run(["check", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert not report["complete"]
    of_shelters = [row for row in report["findings"] if "读出" in "".join(row["missing"])]
    assert {(row["figure"], row["verdict"]) for row in of_shelters} == {(None, "nodata")}
    assert any(row["id"].startswith("core.shelter") for row in of_shelters)
    assert not any(row["family"] == "shelter" and row["verdict"] != "nodata" for row in report["findings"])
    assert any(row["verdict"] != "nodata" for row in report["findings"])
    assert run(["check", str(path)]) == 0
    assert "应急避难场所（工程文件已损坏，没能读出）" in capsys.readouterr().out


def test_what_no_list_tells_of_is_no_data_for_those_who_need_it(project: Path, capsys: Any) -> None:
    empty = load_project(project)
    scenario = replace(empty.scenario(TODAY_ID), facilities={})
    save_project(Project(empty.settings, empty.layers, [scenario], TODAY_ID), project)
    assert run(["assign", str(project), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    totals = told["totals"]
    assert totals.pop("needing_persons") > 0 and set(totals.values()) == {None}
    assert told["unserved"] == [] and t("missing.shelters", "zh") in told["missing"]
    assert run(["assign", str(project)]) == 0
    assert "无处安置：无数据" in capsys.readouterr().out
    assert run(["supplies", str(project), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for item in told["items"]:
        assert item["need"] > 0
        assert (item["stock"], item["expired"], item["ratio"], item["lacking"]) == (None,) * 4
    assert run(["supplies", str(project)]) == 0
    text = capsys.readouterr().out
    assert "库存 无数据，满足程度 无数据" in text and "未达标" not in text


def test_check_in_english_and_of_another_scenario_and_plan(project: Path, capsys: Any) -> None:
    arguments = [
        "--lang",
        "en",
        "check",
        str(project),
        "--scenario",
        "plan a",
        "--profile",
        "cangzhou",
        "--json",
    ]
    assert run(arguments) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["scenario"] == "Plan A" and report["profile"] == "cangzhou"
    assert not any("\u4e00" <= letter <= "\u9fff" for f in report["findings"] for letter in f["name"])


def test_check_holds_a_project_against_several_plans(project: Path, capsys: Any) -> None:
    asked = ["check", str(project), "--profile", "cangzhou", "--profile", "core", "--json"]
    assert run(asked) == 0
    plans = json.loads(capsys.readouterr().out)["profiles"]
    assert [plan["profile"] for plan in plans] == ["cangzhou", "core"]
    for plan in plans:
        assert run(["check", str(project), "--profile", plan["profile"], "--json"]) == 0
        alone = json.loads(capsys.readouterr().out)
        assert alone["findings"] == plan["findings"]
    assert run(["check", str(project), "--all-profiles", "--json"]) == 0
    plans = json.loads(capsys.readouterr().out)["profiles"]
    assert [plan["profile"] for plan in plans] == list(profile_ids())
    assert run(["check", str(project), "--all-profiles"]) == 0
    out = capsys.readouterr().out
    assert all(load_profile(profile_id).names["zh"] in out for profile_id in profile_ids())


def test_a_plan_that_is_not_there_is_said_before_anything_is_computed(
    project: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("computed")

    monkeypatch.setattr("ui.cli.checkjob.context_of", never)
    assert run(["check", str(project), "--profile", "yanggu", "--profile", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_today_answers_to_its_names(project: Path, capsys: Any) -> None:
    # The command that computes least.
    for name in ("现状", "today", "Today", "TODAY"):
        assert run(["assign", str(project), "--scenario", name, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["scenario"] == "现状"


def test_check_as_text_names_verdicts_and_places(project: Path, capsys: Any) -> None:
    assert run(["check", str(project)]) == 0
    out = capsys.readouterr().out
    assert "未达标" in out and "无数据" in out and "全县人均有效避难面积" in out
    assert "柳河镇" in out  # among the townships that fall short


# -- refusing --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["check", "没有.gpkg"], "没有.gpkg"),
        (["check", "{project}", "--scenario", "方案丙"], "方案丙"),
        (["check", "{project}", "--profile", "nowhere"], "nowhere"),
        (["map", "{project}", "-o", "{folder}/a.tif"], ".pdf"),
        (["report", "{project}", "-o", "{folder}/a.odt"], ".xlsx"),
        (["report", "{project}", "-o", "{folder}/none/a.xlsx"], "none"),
        (["import", "{folder}/none", "-o", "{folder}/a.gpkg"], "none"),
        (["sample", "-o", "{folder}/none/a.gpkg"], "none"),
        (["check"], "PROJECT"),
        (["map", "{project}"], "-o"),
        (["check", "{project}", "--bad"], "--bad"),
        (["chekc"], "chekc"),
        (["没有.gpkg"], "没有.gpkg"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bad_input_ends_with_2_and_one_clear_message(
    project: Path, tmp_path: Path, capsys: Any, arguments: list[str], part: str, lang: str
) -> None:
    filled = [word.format(project=project, folder=tmp_path) for word in arguments]
    assert run([*filled, "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert part in err and "Traceback" not in err
    assert len(err.strip().splitlines()) <= 2
    names = ("没有.gpkg", "我的 县", "方案丙", "方案甲", "现状")
    for name in names:
        err = err.replace(name, "")
    has_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in err)
    assert has_chinese == (lang == "zh")


def test_a_fault_of_the_program_ends_with_1_and_a_log(
    project: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, haven_home: Path
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("ui.cli.checkjob.context_of", broken)
    assert run(["check", str(project)]) == 1
    err = capsys.readouterr().err
    (log,) = (haven_home / "logs").glob("haven-crash-*.log")
    assert str(log) in err and "oops" in err and "Traceback" not in err
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_failed_import_leaves_no_project(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.geojson").write_text("{", encoding="utf-8")
    assert run(["import", str(tmp_path / "in"), "-o", str(tmp_path / "a.gpkg")]) == 2
    assert not (tmp_path / "a.gpkg").exists()
    assert "a.geojson" in capsys.readouterr().err


# -- writing ---------------------------------------------------------------------------------------------
def test_sample_then_check_gives_what_the_window_shows(project: Path, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "sample.gpkg"
    assert run(["sample", "-o", str(path)]) == 0
    capsys.readouterr()
    assert run(["check", str(path), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]) > 30
    assert run(["check", str(project), "--json"]) == 0
    first = capsys.readouterr().out
    save_project(load_project(project), project)
    assert run(["check", str(project), "--json"]) == 0
    assert capsys.readouterr().out == first  # saved and opened again: the very same


def test_import_reports_layers(tmp_path: Path, capsys: Any) -> None:
    from tests.ui.core.filing import write_county

    write_county(tmp_path / "县")
    out = tmp_path / "县.gpkg"
    assert run(["import", str(tmp_path / "县"), "-o", str(out), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    layers = {layer["file"]: layer for layer in report["layers"]}
    assert set(layers["村庄.csv"]) == {"file", "layer", "role", "features", "encoding", "crs", "problems"}
    assert (layers["村庄.csv"]["role"], layers["村庄.csv"]["features"]) == ("villages", 3)
    assert layers["坏的.geojson"]["role"] is None and layers["坏的.geojson"]["problems"]
    assert load_project(out).county.demand.total_persons == 2500
    assert run(["import", str(tmp_path / "县"), "-o", str(out)]) == 0
    assert "村庄.csv" in capsys.readouterr().out


def test_the_outlines_of_the_text_are_those_that_there_are() -> None:
    from reports.textreport import OUTLINES as THERE

    assert OUTLINES == THERE


@pytest.mark.parametrize(
    ("command", "name", "magic"),
    [
        ("report", "a.xlsx", b"PK"),
        ("report", "a.docx", b"PK"),
        ("map", "a.pdf", b"%PDF"),
        ("map", "a.png", b"\x89PNG"),
        ("map", "a.html", b"<!DOCTYPE html"),
    ],
)
def test_documents(
    qapp: Any, project: Path, tmp_path: Path, capsys: Any, command: str, name: str, magic: bytes
) -> None:
    out = tmp_path / "成果" / name
    out.parent.mkdir()
    assert run([command, str(project), "-o", str(out), "--scenario", "方案甲", "--lang", "en"]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.read_bytes()[:200].lstrip().startswith(magic)
    # Pages on which a picture's schedule goes on stand beside it, numbered.
    others = {path.name for path in out.parent.iterdir()} - {name}
    assert all(re.fullmatch(r"a-\d\d\.png", other) for other in others) and (not others or name == "a.png")


def test_export(project: Path, tmp_path: Path, capsys: Any) -> None:
    assert run(["export", str(project), "-o", str(tmp_path / "geo")]) == 0
    written = capsys.readouterr().out.split("\n")[:-1]
    assert written and all(Path(line).exists() for line in written)
    assert {Path(line).suffix for line in written} == {".gpkg", ".shp", ".geojson", ".csv"}
    (package,) = (line for line in written if line.endswith(".gpkg"))
    with closing(sqlite3.connect(package)) as connection:
        tables = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents")}
    assert tables >= {"shelters", "townships", "service_areas", "unserved_places", "assignment"}


# -- the program as a whole ------------------------------------------------------------------------------
def test_help_needs_no_qt_and_speaks_both_languages() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from ui.cli.commandline import run; "
        "code = run(['--help', *sys.argv[2:]]); "
        "heavy = {m.partition('.')[0] for m in sys.modules} & {'PySide6', 'numpy', 'shapely', 'geopandas'}; "
        "assert not heavy, heavy; sys.exit(code)"
    )
    for lang, word in (("zh", "核查"), ("en", "hold a project against its plan")):
        done = subprocess.run(
            [sys.executable, "-c", code, str(ROOT), "--lang", lang],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        assert done.returncode == 0, done.stderr
        assert word in done.stdout and all(command in done.stdout for command in COMMANDS)
        assert t("cli.argparse.version", lang) in done.stdout and "program's" not in done.stdout


def test_the_window_and_the_first_assessment_wait_for_nothing_that_few_need() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import ui.app.app, ui.app.mainwindow; "
        "import models.assessment.assess, reports.leader; "
        "heavy = {m.partition('.')[0] for m in sys.modules} & set(sys.argv[2:]); assert not heavy, heavy"
    )
    rare = ("pandas", "geopandas", "scipy", "rasterio", "docx", "openpyxl", "folium", "matplotlib")
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), *rare],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr


def test_every_command_has_help(capsys: Any) -> None:
    for lang in ("zh", "en"):
        for command in COMMANDS:
            assert run([command, "--help", "--lang", lang]) == 0
            out = capsys.readouterr().out
            assert t(f"cli.command.{command}", lang)[:20] in out.replace("\n", "")
            assert ("用法" in out) == (lang == "zh")


def test_a_display_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert has_display() == (sys.platform != "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    assert has_display()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux starts without a display")
def test_without_a_display_the_same_job_is_done_in_files(project: Path, tmp_path: Path) -> None:
    env = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    done = run_program(str(project), "--out", str(tmp_path / "out"), env=env)
    assert done.returncode == 0, done.stderr
    assert "没有可用的显示器" in done.stderr and "未达标" in done.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{project.stem}{suffix}" for suffix in (".xlsx", ".pdf", ".html")}
    for name in names:
        assert str(tmp_path / "out" / name) in done.stdout


def test_without_a_project_the_job_is_done_for_the_sample(
    qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    written: list[tuple[int, str]] = []

    def write(project: Project, output: Path, lang: Lang) -> Iterator[Progress]:
        written.append((len(project.active.facilities), output.name))
        return iter(())

    monkeypatch.setattr("ui.outputs.documents.report_work", write)
    monkeypatch.setattr("ui.outputs.documents.map_work", write)
    monkeypatch.setattr("ui.cli.commandline.has_display", lambda: False)
    assert run(["--out", str(tmp_path / "out"), "--lang", "zh"]) == 0
    count = len(load_project(sample_path()).active.facilities)
    assert written == [(count, f"sample{suffix}") for suffix in (".xlsx", ".pdf", ".html")]
    assert "未达标" in capsys.readouterr().out


@pytest.mark.slow
def test_a_screenshot_is_a_picture_of_the_window(project: Path, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    asked = ("--size", "1280x720", "--panel", "tables", "--theme", "dark")
    done = run_program(str(project), "--screenshot", str(tmp_path / "a.png"), "--lang", "en", *asked)
    assert done.returncode == 0, done.stderr
    image = QImage(str(tmp_path / "a.png"))
    assert (image.width(), image.height()) == (1280, 720)
    colours = {image.pixel(x, y) for x in range(280, 900, 5) for y in range(100, 400, 5)}
    assert len(colours) > 50  # a map, not an empty pane


@pytest.mark.parametrize("size", ["1280", "1280x", "axb", "10x10", "1280x99999999"])
def test_a_size_that_no_window_has_is_refused(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--screenshot", "a.png", "--size", size, "--lang", "zh"]) == 2
    assert size in capsys.readouterr().err


def test_json_never_holds_what_is_no_json(project: Path, capsys: Any) -> None:
    made = load_project(project)
    made.apply(made.facility_edit({SQUARE_ID: None}))
    save_project(made, project)
    assert run(["check", str(project), "--json"]) == 0
    out = capsys.readouterr().out
    assert "NaN" not in out and "Infinity" not in out
    json.loads(out)


def ended(project: Path, output: Any, *, closed: bool = False) -> tuple[int, str]:
    """Exit code and errors of a job whose few lines of output goes somewhere, or to nobody."""
    command = [sys.executable, str(ROOT / "main.py"), "assign", str(project)]
    surroundings = {**os.environ, "HAVEN_SKIP_SETUP": "1", "PYTHONIOENCODING": "utf-8"}
    surroundings.pop("PYTHONUNBUFFERED", None)  # what is buffered goes out when the program ends
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, env=surroundings)
    if closed and process.stdout is not None:
        process.stdout.close()
        process.stdout = None
    _, said = process.communicate(timeout=110)
    return process.returncode, said.decode("utf-8")


def test_a_reader_that_has_enough_is_no_fault(project: Path) -> None:
    assert ended(project, subprocess.PIPE, closed=True) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_full_disk_behind_the_output_is_said(project: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        code, said = ended(project, full)
    assert code == 2 and said.startswith("磁盘空间不足，结果没有写完。") and len(said.splitlines()) == 1


def test_a_name_too_long_for_any_file_is_one_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["x" * 5000 + ".gpkg", "--lang", "zh"]) == 2
    assert "找不到" in capsys.readouterr().err


def test_what_needs_no_window_runs_without_qt(project: Path, tmp_path: Path) -> None:
    from tests.ui.core.filing import write_county

    code = (
        "import json, sys; sys.modules.update(dict.fromkeys(('PySide6', 'shiboken6', 'pyqtgraph')))\n"
        "from ui.cli.commandline import run\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    print(command[0], run(command), file=sys.stderr)\n"
        "from ui.cli.commands import COMMANDS, INNER, called\n"
        "for function in (*(one.calls for one in COMMANDS.values() if not one.needs_qt), *INNER.values()):\n"
        "    called(function)\n"
    )
    write_county(tmp_path / "县")
    small = str(project)
    commands = [
        ["check", small, "--json"],
        ["import", str(tmp_path / "县"), "-o", str(tmp_path / "out.gpkg")],
        ["times", small, "--family", "fire", "-o", str(tmp_path / "out.csv")],
        ["report", small, "-o", str(tmp_path / "out.xlsx")],
        ["report", small, "-o", str(tmp_path / "out.docx")],
    ]
    ended = subprocess.run(
        [sys.executable, "-c", code, json.dumps(commands)], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr  # every other command of the table is at least found
    said = re.split(r"^(?:check|import|times|report) 0$", ended.stderr, flags=re.M)
    assert len(said) == len(commands) + 1, ended.stderr
    assert [("PySide6" in one) for one in said[:-1]] == [False, False, False, True, True]


def test_every_command_calls_a_function_that_takes_its_arguments_and_the_language() -> None:
    for command in COMMANDS.values():
        assert next(iter(inspect.signature(called(command.calls)).parameters)) == "arguments", command.name
        assert len(inspect.signature(called(command.calls)).parameters) == 2, command.name
    for (_, words), function in INNER.items():
        assert len(inspect.signature(called(function)).parameters) == words - 1


def test_a_bundled_program_says_its_own_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/Haven/haven")
    assert run(["--help", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "haven import folder -o county.gpkg" in said and "main.py" not in said
    assert run(["site", "--help", "--lang", "en"]) == 0
    assert "haven site" in capsys.readouterr().out
    assert run(["site", "--lang", "en"]) == 2
    assert "See haven --help." in capsys.readouterr().err


# -- what is misspelt ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_misspelt_command_with_a_project_is_named(project: Path, capsys: Any, lang: Lang) -> None:
    assert run(["chek", str(project), "--lang", lang]) == 2
    told = capsys.readouterr().err
    assert "chek" in told and "check" in told and str(project) not in told


def test_an_unknown_option_is_told_in_the_language_of_the_rest(project: Path, capsys: Any) -> None:
    assert run(["check", str(project), "--jsn"]) == 2
    told = capsys.readouterr().err
    assert "--jsn" in told and "unrecognized" not in told


@pytest.mark.parametrize(("option", "value"), [("--radius", "-1"), ("--spacing", "0"), ("--area-min", "nan")])
def test_of_several_numbers_the_wrong_one_is_named(
    project: Path, capsys: Any, option: str, value: str
) -> None:
    assert run(["site", str(project), "--family", "shelter", "--model", "mclp", option, value]) == 2
    assert f"{option} {value}" in capsys.readouterr().err


def test_an_evacuation_of_no_zone_has_no_empty_heading(project: Path, capsys: Any) -> None:
    assert run(["evacuate", str(project)]) == 0
    assert " ：" not in capsys.readouterr().out.splitlines()[0]
