"""Key projects that come back by the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from layers.project.file import save_project
from models.facilities.keyproject import KeyProject
from models.kernel.progress import run_to_end
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from reports.context import make_context
from reports.workbook import write_workbook
from tests.models.made import layers, shelter
from ui.cli.commandline import EXIT_BAD_INPUT, EXIT_OK, run
from ui.cli.opening import open_project

STORE = KeyProject(project_name="县库", finish_year=2027)
TABLE = "工程名称,建成年份,总投资（万元）\n县库,2028,\n消防站,2027,800\n坏站,某年,1\n"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    held = {"w": shelter(1000, 500, id="w", name="西广场")}
    made = tmp_path_factory.mktemp("projects") / "甲.gpkg"
    scenarios = [Scenario("plan", "甲", held)]
    save_project(Project(Settings(projects=(STORE,)), layers(), scenarios, "plan"), made)
    return made


def test_a_table_is_shown_and_taken_over_but_for_what_cannot_be_read(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, out = tmp_path / "表.csv", tmp_path / "乙.gpkg"
    table.write_text(TABLE, encoding="utf-8")
    assert run(["ledger", str(path), str(table)]) == EXIT_OK
    said = capsys.readouterr().out
    assert "新增 1 项，修改 1 项，相同 0 项，未采用 1 行" in said and "未采用　B4　建成年份“某年”" in said
    assert open_project(path).settings.projects == (STORE,), "nothing was asked to be taken over"
    assert run(["ledger", str(path), str(table), "--json", "--apply", "-o", str(out)]) == EXIT_OK
    told = json.loads(capsys.readouterr().out)["projects"]
    assert [(one["kind"], one["name"], one["fields"]) for one in told["changes"]] == [
        ("changed", "县库", ["finish_year"]),
        ("new", "消防站", ["project_name", "finish_year", "cost_10k"]),
    ]
    assert [(one["row"], one["at"]) for one in told["refused"]] == [(4, "B4")]
    store, station = open_project(out).settings.projects
    assert store == replace(STORE, finish_year=2028)
    assert (station.project_name, station.finish_year, station.cost_10k) == ("消防站", 2027, 800.0)


def test_the_workbooks_ledgers_and_its_projects_come_back_together(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, out = tmp_path / "核查.xlsx", tmp_path / "乙.gpkg"
    run_to_end(write_workbook(make_context(open_project(path), made_on=date(2026, 8, 1)), book, "zh"))
    edited = openpyxl.load_workbook(book)
    row = next(cells for cells in edited["重点工程"].iter_rows() if cells[1].value == "县库")
    row[6].value = 1350
    edited.save(book)
    assert run(["ledger", str(path), str(book), "--json", "--apply", "-o", str(out)]) == EXIT_OK
    told = json.loads(capsys.readouterr().out)
    assert told["changes"] == [] and [one["what"] for one in told["projects"]["changes"]] == [
        "总投资（万元）：（空） → 1,350"
    ]
    assert open_project(out).settings.projects == (replace(STORE, cost_10k=1350.0),)


def test_a_table_of_something_else_is_refused(path: Path, tmp_path: Path) -> None:
    table = tmp_path / "村.csv"
    table.write_text("名称,人口\n甲村,100\n", encoding="utf-8")
    assert run(["ledger", str(path), str(table)]) == EXIT_BAD_INPUT
