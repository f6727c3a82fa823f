"""Key projects in workbook and text: the same sums as on the screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from models.facilities.keyproject import KeyProject
from models.kernel.progress import run_to_end
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from reports.context import ReportContext, make_context
from reports.textreport.contents.phasing import funding, phases
from reports.textreport.draft import Draft
from reports.workbook import write_workbook
from tests.models.made import layers, shelter

WEST = shelter(1000, 500, id="w", name="西广场", status="planned", gross_area_m2=2000.0)
PROJECTS = (
    KeyProject(
        project_name="西广场改造",
        facility_ids=("w",),
        start_year=2026,
        finish_year=2027,
        cost_10k=60.0,
        fund_city=20.0,
    ),
    KeyProject(project_name="县库"),
    KeyProject(project_name="旧站", cost_10k=500.0, state="dropped"),
)


def context(*projects: KeyProject) -> ReportContext:
    settings = Settings(projects=projects, profile_id="yanggu")
    made = Project(settings, layers(), [Scenario("plan", "甲", {"w": WEST})], "plan")
    return make_context(made, made_on=date(2026, 8, 1))


def said(of: ReportContext, part: object) -> list[str]:
    return [block.text for block in part(Draft(of, "zh", {}))]  # type: ignore[operator]


def test_the_text_says_cost_by_year_and_source_and_what_is_not_known() -> None:
    assert said(context(*PROJECTS), funding) == [
        "列入重点工程 2 项，投资合计 60.0 万元；分年度（万元）：2026 年 30.0、2027 年 30.0；"
        "分渠道（万元）：市级 20.0、未落实 40.0。",
        "其中 1 项投资不详，未计入：县库。",
    ]
    assert said(context(PROJECTS[1]), funding) == ["列入重点工程 1 项，投资均不详。"]
    assert said(context(), funding) == ["本节由编制单位编写，要点见文末。"]


def test_a_project_without_a_name_is_told_by_what_it_builds(tmp_path: Path) -> None:
    made = context(PROJECTS[0], KeyProject(facility_ids=("w",)), KeyProject())
    assert said(made, funding)[1] == "其中 2 项投资不详，未计入：西广场、未命名工程。"
    made = context(PROJECTS[0], KeyProject(facility_ids=("w",), finish_year=2027, cost_10k=5.0))
    run_to_end(write_workbook(made, tmp_path / "a.xlsx", "zh"))
    rows = load_workbook(tmp_path / "a.xlsx")["工程分年投资"].iter_rows(min_row=5, values_only=True)
    assert [row[0] for row in rows][:3] == ["西广场改造", "西广场", "合计"]


def test_a_facility_is_finished_when_its_project_is() -> None:
    (line,) = said(context(*PROJECTS), phases)
    assert "2027" in line and said(context(), phases) != [line]


def test_the_workbook_has_a_sheet_only_where_there_are_projects(tmp_path: Path) -> None:
    run_to_end(write_workbook(context(*PROJECTS), tmp_path / "a.xlsx", "zh"))
    sheet = load_workbook(tmp_path / "a.xlsx")["重点工程"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[1]}
    # 3,000 people for 600,000 yuan are 200 each; 2,000 m2 are 300 each; it is the first to build.
    west = rows["西广场改造"]
    assert (west[3], west[4], west[5], west[6:8], west[10]) == ("西广场", "2026", "2027", (60, 60), 20)
    assert west[14:18] == (3000, 200, 300, 1)
    assert rows["县库"][6:8] == ("无数据", "无数据") and rows["旧站"][2] == "已取消"


def test_money_by_year_is_a_sheet_of_its_own_and_what_lacks_is_said(tmp_path: Path) -> None:
    typed = KeyProject(
        project_name="甲站", finish_year=2028, cost_10k=100.0, money_by_year="2027: 30; 2028: 60"
    )
    made = context(*PROJECTS, typed)
    assert said(made, funding)[0].startswith(
        "列入重点工程 3 项，投资合计 160.0 万元；"
        "分年度（万元）：2026 年 30.0、2027 年 60.0、2028 年 60.0、年份未定 10.0；"
    )
    assert said(made, funding)[1] == "甲站的分年投资比总投资少 10.0 万元，列入“年份未定”。"
    run_to_end(write_workbook(made, tmp_path / "a.xlsx", "zh"))
    sheet = load_workbook(tmp_path / "a.xlsx")["工程分年投资"]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]}
    assert rows["西广场改造"] == ("2027", "均摊", 30, 30, None, None, 60)
    assert rows["甲站"] == ("2028", "按填写", None, 30, 60, 10, 100)
    assert rows["合计"][2:] == ("=SUM(D5:D6)", "=SUM(E5:E6)", "=SUM(F5:F6)", "=SUM(G5:G6)", "=SUM(H5:H6)")
    assert len(sheet._charts) == 1
