"""Tables of inspections and drills, our own sheet and those of other offices, held against the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from layers.ledgerback.upkeep import EntriesPlan, compare_entries, entries_text, entry_text, read_entries
from models.facilities.upkeepentry import UpkeepEntry
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.upkeep.listing import ledger_of
from reports.upkeepbook import write_upkeep
from tests.models.made import depot, layers, shelter

YARD, STORE = shelter(id="w", name="西广场"), depot(id="d", name="县库")
TWINS = [shelter(id=key, name="双胞胎") for key in ("t", "u")]
HELD = (YARD, STORE, *TWINS)
BEFORE = (
    UpkeepEntry(
        kind="inspection",
        day="2026-03-01",
        facility_id="w",
        who="应急局",
        finding="门坏",
        repaired_on="2026-03-09",
    ),
    UpkeepEntry(kind="drill", day="2026-05-12", subject="plan.flood", who="水利局"),
    UpkeepEntry(kind="inspection", day="2026-06-01", facility_id="d", finding="潮湿"),
)


def compared(path: Path, text: str, before: tuple[UpkeepEntry, ...] = ()) -> EntriesPlan:
    path.write_text(text, encoding="utf-8")
    return compare_entries(read_entries(path), before, HELD, "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbooks_own_sheet_comes_back_as_it_was_and_with_what_was_added(
    lang: Lang, tmp_path: Path
) -> None:
    held = {one.id: one for one in HELD}
    made = Project(Settings(upkeep=BEFORE), layers(), [Scenario("today", "", held)], "today")
    ledger = ledger_of(made, made.scenario("today"), date(2026, 11, 1))
    path = tmp_path / "台账.xlsx"
    run_to_end(write_upkeep(path, ledger, "甲县", lang))
    same = compare_entries(read_entries(path), BEFORE, HELD, "zh")
    assert (same.new, same.same, same.troubles) == ((), 3, ())
    whole = compare_entries(read_entries(path), (), HELD, "zh")
    assert [entry.kind for _, entry in whole.new] == ["inspection", "drill", "inspection"]
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if one.title in ("台账记录", "Ledger entries"))
    sheet.append([date(2026, 10, 2), "县库", "演练" if lang == "zh" else "Drill", "储备中心", None, None])
    book.save(path)
    found = compare_entries(read_entries(path), BEFORE, HELD, "zh")
    [(_, added)] = found.new
    assert (added.day, added.kind, added.facility_id, added.finding) == ("2026-10-02", "drill", "d", "")
    assert found.same == 3


def test_another_offices_table_is_known_by_its_heads(tmp_path: Path) -> None:
    found = compared(
        tmp_path / "检查.csv",
        "避难场所检查记录,,,,\n检查日期,场所名称,检查人,存在问题,整改时间\n"
        "2026年3月1日,西广场,张三,门坏,2026/3/9\n2026.3.2,县库,李四,无,\n2026-3-2,县库,李四,,\n",
    )
    assert [(row, entry_text(entry, "zh")) for row, entry in found.new] == [
        (3, "2026-03-01  检查评估  张三  门坏  2026-03-09"),
        (4, "2026-03-02  检查评估  李四"),
    ]
    assert found.same == 1  # the same row a second time


@pytest.mark.parametrize("said", ["完好", "情况良好", "运行正常", "未发现隐患", "/", "No problems"])
def test_what_was_found_in_order_is_no_open_problem(said: str, tmp_path: Path) -> None:
    found = compared(tmp_path / "检查.csv", f"场所名称,检查日期,检查情况\n西广场,2026-05-12,{said}\n")
    assert [entry.finding for _, entry in found.new] == [""]
    told = compared(tmp_path / "检查.csv", f"场所名称,检查日期,检查情况\n西广场,2026-05-12,{said} 缺灯\n")
    assert [entry.finding for _, entry in told.new] == [f"{said} 缺灯"]


def test_rows_that_cannot_be_are_left_alone_with_cell_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    found = compared(
        path,
        "日期,对象,事项,发现问题,整改日期\n某日,西广场,演练,,\n2026-03-01,别处,开会,,\n2026-03-01,双胞胎,检查,,\n"
        "2026-03-01,县库,检查,潮湿,2026-02-01\n2026-03-01,县库,检查,,2026-02-01\n2026-03-01,西广场,更新,,\n2026-03-01,,检查,,\n"
        "2026-03-04,防汛应急预案,应急演练,超时,未整改\n",
    )
    assert [(one.at, one.said) for one in found.troubles] == [
        ("A2", "某日"), ("B3", "别处"), ("C3", "开会"), ("B4", "双胞胎"), ("E5", "2026-02-01"),
        ("E6", "2026-02-01"),
        ("C7", "更新"), ("B8", ""),
    ]  # fmt: skip
    assert found.refused == 7
    [(row, entry)] = found.new
    assert (row, entry.kind, entry.is_open(date(2026, 4, 1))) == (9, "drill", True)
    assert entries_text(read_entries(path), found, "zh") == "表.csv：新增 1 条，已有 0 条，未采用 7 行"
    none = compared(tmp_path / "无.csv", "日期,对象,经办人\n2026-03-01,西广场,张三\n")
    assert [one.why for one in none.troubles] == ["表中没有“事项”一列"]


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "人口.csv"
    path.write_text("村,人口\n一村,100\n", encoding="utf-8")
    with pytest.raises(HavenError) as refused:
        read_entries(path)
    assert refused.value.key == "upkeep_no_table"
