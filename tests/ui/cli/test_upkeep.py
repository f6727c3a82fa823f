"""The command on the yearly ledger."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
import shapely

from layers.project.file import load_project, save_project
from models.facilities.facility import Depot, Shelter, Status
from models.facilities.upkeepentry import UpkeepEntry
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run

DAY = ["--date", "2026-11-29"]
AT = shapely.Point(500_000, 4_000_000)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    held = {
        "s": Shelter(id="s", geometry=AT, name="=操场", status=Status.EXISTING, last_inspection="2025-01-01"),
        "d": Depot(id="d", geometry=AT, name="县库", status=Status.EXISTING),
    }
    entries = (
        UpkeepEntry(kind="drill", day="2026-06-01", facility_id="s", who="应急局", finding="水泵坏"),
        UpkeepEntry(kind="drill", day="2020-06-01", facility_id="gone"),
    )
    made = tmp_path_factory.mktemp("upkeep") / "县.gpkg"
    save_project(
        Project(Settings(county_name="甲县", upkeep=entries), [], [Scenario("today", "", held)]), made
    )
    return made


def test_it_tells_what_is_overdue_what_has_no_record_and_the_months(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["upkeep", str(path), *DAY]) == EXIT_OK
    said = capsys.readouterr().out
    # 1 January 2025 + 365 days is 1 January 2026; to 29 November that is 332 days.
    assert "=操场  检查评估  上次 2025-01-01，应于 2026-01-01，逾期 332 天" in said
    assert "县库  检查评估" in said and "水泵坏  未整改" in said and "2026 年 11 月" in said
    assert "1 条记录的设施不在当前方案中" in said and "2027 年 10 月" in said
    assert run(["upkeep", str(path), *DAY, "--lang", "en"]) == EXIT_OK
    assert "332 days overdue" in capsys.readouterr().out


def test_json_workbook_and_csv_say_the_same(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, sheet = tmp_path / "台账.xlsx", tmp_path / "台账.csv"
    assert run(["upkeep", str(path), *DAY, "--json", "-o", str(book)]) == EXIT_OK
    said = json.loads(capsys.readouterr().out)
    assert run(["upkeep", str(path), *DAY, "-o", str(sheet)]) == EXIT_OK
    by_duty = {(one["id"], one["duty"]): one for one in said["due"]}
    assert by_duty["s", "shelter.inspection"]["overdue_days"] == 332
    store = by_duty["d", "depot.inspection"]
    assert (store["state"], store["overdue_days"], store["basis"]) == ("no_record", None, "practice")
    assert by_duty["plan.flood", "plan.drill"]["confidence"] == "L"
    assert {one["month"] for one in said["plan"] if one["about"] == "县库"} == {
        "2026-11",
        "2027-02",
        "2027-05",
        "2027-08",
    }
    due, plan, entries = openpyxl.load_workbook(book).worksheets[1:]
    assert [due.cell(5, column).value for column in (1, 4, 6)] == ["=操场", "2025-01-01", 332]
    assert due.cell(5, 1).data_type == "s"
    assert plan.cell(5, 1).value == "2026-11" and entries.cell(6, 5).value == "水泵坏"
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + len(said["due"]) and rows[1][0] == "'=操场" and rows[1][5] == "332"


def test_an_entry_is_taken_in_and_the_project_saved(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "新.gpkg"
    add = ["upkeep", str(path), *DAY, "--save", str(output), "--add"]
    assert run([*add, "inspection", "2026-11-20", "=操场", "--who", "张三"]) == EXIT_OK
    assert "已记入：=操场  检查评估  2026-11-20" in capsys.readouterr().out
    opened = load_project(output)
    assert (opened.settings.upkeep[-1].facility_id, opened.settings.upkeep[-1].who) == ("s", "张三")
    yard = opened.scenario("today").facilities["s"]
    assert isinstance(yard, Shelter) and yard.last_inspection == "2026-11-20"
    assert run([*add, "drill", "2026-11-20", "防汛抗旱应急预案"]) == EXIT_OK
    assert load_project(output).settings.upkeep[-1].subject == "plan.flood"


def test_an_entry_that_cannot_be_is_refused_with_the_reason(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["upkeep", str(path), "--save", str(tmp_path / "x.gpkg"), "--add"]
    assert run([*add, "drill", "2026-11", "县库"]) == EXIT_BAD_INPUT
    assert "日期应写成 2026-11-29" in capsys.readouterr().err
    assert run([*add, "data", "2026-11-20", "县库"]) == EXIT_BAD_INPUT
    assert not (tmp_path / "x.gpkg").exists()
    assert run(["upkeep", str(path), "--add", "drill", "2026-11-20", "县库"]) == EXIT_BAD_INPUT


def test_a_table_is_looked_at_and_taken_in_only_with_a_project_to_write(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, saved = tmp_path / "检查.csv", tmp_path / "新.gpkg"
    table.write_text(
        "日期,对象,事项,经办人\n2026-06-01,=操场,演练,应急局\n2026-08-01,县库,检查,张三\n8月,县库,检查,\n",
        encoding="utf-8",
    )
    words = ["upkeep", str(path), *DAY, "--import", str(table), "--lang", "zh"]
    assert run(words) == EXIT_OK
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "检查.csv：新增 2 条，已有 0 条，未采用 1 行"
    assert said[2:4] == [
        "新增　县库　2026-08-01  检查评估  张三（第 3 行）",
        "未采用　A4　日期“8月”：日期应写成 2026-11-29",
    ]
    assert "--save" in said[-1]
    assert run([*words, "--save", str(saved), "--json"]) == EXIT_OK
    back = json.loads(capsys.readouterr().out)["import"]
    assert (len(back["new"]), back["same"], back["refused"][0]["at"]) == (2, 0, "A4")
    entries = load_project(saved).settings.upkeep
    assert len(entries) == 4 and entries[-1].facility_id == "d"
    assert run(["upkeep", str(saved), *DAY, "--import", str(table), "--json"]) == EXIT_OK
    again = json.loads(capsys.readouterr().out)["import"]
    assert (again["new"], again["same"]) == ([], 2)
    assert run([*words, "--add", "drill", "2026-01-01", "县库", "--save", str(saved)]) == EXIT_BAD_INPUT
