"""Tables of key projects: the workbook's own sheet and other offices' tables, held against the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from layers.ledgerback.projects import (
    ProjectsPlan,
    change_text,
    compare_projects,
    holds_projects,
    plan_text,
    read_projects,
    taken_over,
)
from models.facilities.facility import Facility
from models.facilities.keyproject import KeyProject
from models.kernel.errors import HavenError
from models.kernel.text import LANGUAGES, Lang
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from reports.context import make_context
from reports.workbook.document import Document
from reports.workbook.projects import add_projects
from tests.models.made import layers, shelter

WEST = shelter(1000, 500, id="w", name="西广场", status="planned", gross_area_m2=2000.0)
EAST = shelter(3500, 1500, id="e", name="", status="planned")
HELD: dict[str, Facility] = {one.id: one for one in (WEST, EAST)}
SQUARE = KeyProject(
    project_name="西广场改造",
    facility_ids=("w", "e", "gone"),
    state="approved",
    start_year=2026,
    finish_year=2027,
    cost_10k=60.5,
    fund_city=20.0,
    office="住建局",
)
STORE = KeyProject(project_name="县库")
BEFORE = (SQUARE, STORE)


def plan_of(path: Path, text: str, lang: Lang = "zh") -> ProjectsPlan:
    path.write_text(text, encoding="utf-8")
    return compare_projects(read_projects(path), BEFORE, HELD, lang)


@pytest.fixture(scope="module", params=LANGUAGES)
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = Settings(projects=BEFORE, profile_id="yanggu")
    made = Project(settings, layers(), [Scenario("plan", "甲", HELD)], "plan")
    path = tmp_path_factory.mktemp("book") / "核查.xlsx"
    document = Document(make_context(made, made_on=date(2026, 8, 1)), request.param)
    add_projects(document)
    document.workbook.create_sheet("说明")
    document.workbook.worksheets[0].sheet_state = "hidden"  # as in the whole workbook
    document.workbook.save(path)
    return path


def test_the_workbooks_own_sheet_comes_back_as_it_was_and_with_what_was_edited(
    workbook: Path, tmp_path: Path
) -> None:
    same = compare_projects(read_projects(workbook), BEFORE, HELD, "zh")
    assert (same.changes, same.same, same.troubles) == ((), 2, ())
    book = openpyxl.load_workbook(workbook)
    (sheet,) = (one for one in book if one.title in ("重点工程", "Key projects"))
    row = next(cells for cells in sheet.iter_rows() if cells[1].value == "县库")
    row[4].value, row[6].value, row[2].value = 2027, 1350, "在建"
    book.save(tmp_path / "改.xlsx")
    found = compare_projects(read_projects(tmp_path / "改.xlsx"), BEFORE, HELD, "zh")
    (change,) = found.changes
    assert (change.kind, change.before, found.same) == ("changed", STORE, 1)
    assert change.fields == ("state", "start_year", "cost_10k")
    assert change_text(change, HELD, "zh") == (
        "进展：拟建 → 在建、开工年份：（空） → 2027、总投资（万元）：（空） → 1,350"
    )
    assert taken_over(BEFORE, found.changes) == (SQUARE, change.after)


def test_a_table_of_another_office_is_known_by_its_heads_and_units(tmp_path: Path) -> None:
    found = plan_of(
        tmp_path / "表.csv",
        "重点工程计划表,,,,,\n序号,项目名称,建设年限,投资估算（亿元）,省级补助（元）,牵头单位\n"
        "1,县库,2026-2028,0.35,5000000,应急局\n2,消防站,2027年,800万元,,消防大队\n合计,,,0.43,,\n",
    )
    assert found.troubles == () and [change.kind for change in found.changes] == ["changed", "new"]
    store, station = (change.after for change in found.changes)
    assert (store.id, store.start_year, store.finish_year, store.cost_10k) == (STORE.id, 2026, 2028, 3500.0)
    assert (store.fund_provincial, store.office) == (500.0, "应急局")
    # The cell's own unit comes before that of the head; nothing is nothing, and not zero.
    assert (station.start_year, station.finish_year, station.cost_10k) == (2027, 2027, 800.0)
    assert station.fund_provincial is None
    assert taken_over(BEFORE, found.changes, {4}) == (*BEFORE, station)


def test_english_heads_and_a_unit_stated_above_are_read(tmp_path: Path) -> None:
    found = plan_of(
        tmp_path / "table.csv",
        "单位：万元,,,,\nProject,Start,End,Cost,Responsible office,Status\n"
        "Depot,2026,2027-06-30,120,Bureau,Under construction\n",
    )
    (change,) = found.changes
    after = change.after
    assert (after.start_year, after.finish_year, after.cost_10k) == (2026, 2027, 120.0)
    assert (after.office, after.state) == ("Bureau", "building")


def test_a_row_that_cannot_be_is_left_alone_with_row_and_column(tmp_path: Path) -> None:
    found = plan_of(
        tmp_path / "表.csv",
        "工程名称,开工年份,建成年份,总投资（万元）,市级资金,进展,建设设施\n"
        "甲,二〇二六,2027,30,,拟建,\n乙,2028,2027,30,,拟建,\n丙,2026,2027,若干,5,在做,南广场\n"
        ",2026,2027,30,,拟建,\n丁,2026,2027,30,40万元,拟建,西广场\n戊,2026,,1,,,\n戊,2026,,2,,,\n",
    )
    assert [(one.at, one.column, one.said) for one in found.troubles] == [
        ("B2", "开工年份", "二〇二六"), ("C3", "建成年份", "2027"), ("D4", "总投资（万元）", "若干"),
        ("E4", "市级资金", "5"), ("F4", "进展", "在做"), ("G4", "建设设施", "南广场"), ("A5", "工程名称", ""),
        ("D6", "总投资（万元）", "30"), ("A8", "工程名称", "戊"),
    ]  # fmt: skip
    assert found.refused == 6 and [change.after.project_name for change in found.changes] == ["戊"]
    why = {one.at: one.why for one in found.troubles}
    assert why["C3"] == "建成年份早于开工年份" and why["D6"] == "各渠道资金之和超过总投资"
    assert why["E4"] == "“市级资金”没有写明单位（元、万元、亿元），未采用"
    assert why["A8"] == "与第 7 行重名"
    assert plan_text(read_projects(tmp_path / "表.csv"), found, "zh") == (
        "表.csv：新增 1 项，修改 0 项，相同 0 项，未采用 6 行"
    )


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "村.csv"
    path.write_text("名称,人口\n甲村,100\n", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        read_projects(path)
    assert caught.value.key == "projects_no_table"
    with pytest.raises(HavenError) as caught:
        read_projects(tmp_path / "没有.csv")
    assert caught.value.key == "file_missing"


def test_the_table_is_found_behind_sheets_that_hold_none(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "空"
    letter = book.create_sheet("函")
    letter["A1"] = "请查收附表。"
    table = book.create_sheet("项目表")
    table.append(["项目名称", "总投资（万元）"])
    table.append(["县库", 75])
    path = tmp_path / "项目.xlsx"
    book.save(path)
    assert holds_projects(path)
    assert not holds_projects(path, own_only=True)
    del book["项目表"]
    book.save(path)
    assert not holds_projects(path)


def test_whether_a_file_holds_projects_is_not_guessed_of_one_that_cannot_be_read(tmp_path: Path) -> None:
    other = tmp_path / "人口.csv"
    other.write_text("乡镇,人口\n石桥镇,1200\n", encoding="utf-8")
    assert not holds_projects(other)
    with pytest.raises(HavenError) as caught:
        holds_projects(tmp_path / "没有.xlsx")
    assert caught.value.key == "file_missing"
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing of a workbook")
    with pytest.raises(HavenError) as caught:
        holds_projects(broken)
    assert caught.value.key != "projects_no_table"


def test_columns_of_years_and_a_column_of_all_of_them_are_money_by_year(tmp_path: Path) -> None:
    head = "项目名称,总投资（万元）,2026年投资（万元）,2027年（万元）,2028年计划投资（元）\n"
    found = plan_of(
        tmp_path / "年.csv",
        head + "甲,100,40,60,\n乙,100,30%,70%,\n丙,100,90,,200000\n丁,100,30%,70,\n戊,100,,,\n",
    )
    assert {one.after.project_name: one.after.money_by_year for one in found.changes} == {
        "甲": "2026: 40; 2027: 60",
        "乙": "2026: 30%; 2027: 70%",
        "戊": "",
    }
    assert [(one.at, one.why) for one in found.troubles] == [
        ("C4", "分年投资之和超过总投资"),
        ("C5", "同一工程的分年投资要么全填百分比，要么全填金额"),
    ]
    found = plan_of(
        tmp_path / "列.csv",
        "项目名称,总投资（万元）,分年度投资计划\n甲,100,2026年40%、2027年60%\n乙,9,早点\n",
    )
    assert [one.after.money_by_year for one in found.changes] == ["2026年40%、2027年60%"]
    assert [(one.at, one.said) for one in found.troubles] == [("C3", "早点")]
    # Years of people, not of money: no table of projects.
    (tmp_path / "人口.csv").write_text("名称,2020年,2025年\n甲镇,1,2\n", encoding="utf-8")
    assert not holds_projects(tmp_path / "人口.csv")
