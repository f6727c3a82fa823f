"""Stock among a county's files: ledgers without places, and columns of a list of depots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from layers.importing.importer import ImportResult, import_files
from layers.importing.recipe import LayerChoice
from layers.project.file import load_project, save_project
from models.county.layer import Role
from models.gate.gate import data_remarks
from models.kernel.errors import HavenError
from models.kernel.progress import run_to_end
from models.project.project import Project
from tests.cases import county

DEPOTS = [["名称", "级别", "经度", "纬度", "面积"], ["县级库", "县级", 108.63, 30.63, 800]]
LEDGER = [
    ["储备库", "品名", "规格", "数量", "单位", "有效期至"],
    ["县级库", "棉被", "1.5*2", "1500", "床", ""],
    ["县级库", "帐篷", "12㎡", "120", "顶", "2029-05"],
    ["县级库", "棉被", "加厚", "500", "床", ""],
    ["不明库", "帐篷", "12㎡", "10", "顶", "2019-05"],
    ["县级库", "神器", "", 3, "个", ""],
    ["县级库", "大米", "", "约", "吨", ""],
    ["合计", "", "", 2130, "", ""],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county with one depot."""
    made = county.make_county(tmp_path / "county")
    county.write_xlsx(made / "物资储备库.xlsx", DEPOTS)
    return made


def lots(project: Project) -> list[tuple[str, str, float | None, str, str | None]]:
    """Depot, item, quantity, unit and last day of each lot."""
    names = {key: one.name for key, one in project.scenarios[0].facilities.items()}
    return [
        (names.get(row.depot_id, ""), row.name, row.quantity, row.unit, row.expires)
        for row in project.settings.stock
    ]


def changed_ledger(**quantities: Any) -> list[list[Any]]:
    """The ledger with other quantities of some items."""
    return [[*row[:3], quantities.get(str(row[1]), row[3]), *row[4:]] for row in LEDGER]


WHOLE = [
    ("县级库", "棉被", 1500.0, "床", None),
    ("县级库", "帐篷", 120.0, "顶", "2029-05-31"),
    ("县级库", "棉被", 500.0, "床", None),
    ("", "帐篷", 10.0, "顶", "2019-05-31"),
    ("县级库", "神器", 3.0, "个", None),
    ("县级库", "大米", None, "吨", None),
]


@pytest.mark.parametrize("file", ["物资台账.xlsx", "物资台账.csv", "gbk.csv"])
def test_a_ledger_in_the_folder_is_the_countys_stock(folder: Path, file: str) -> None:
    if file.endswith(".xlsx"):
        county.write_xlsx(folder / file, LEDGER)
    else:
        county.write_csv(folder / file, LEDGER, "gbk" if file.startswith("gbk") else "utf-8")
    outcome = county.imported(folder)
    assert outcome.role(file) == "stock" and lots(outcome.result.project) == WHOLE
    told = outcome.told(file)
    for words in (
        "1 批找不到所在的储备库（“不明库”，第 5 行）",
        "神器（第 6 行）",
        "大米（第 7 行）",
        "合计",
    ):
        assert words in told


def test_what_is_doubtful_in_it_stays_a_remark_of_the_project(folder: Path) -> None:
    county.write_xlsx(folder / "物资台账.xlsx", LEDGER)
    outcome = county.imported(folder)
    texts = [remark.text("zh") for remark in data_remarks(outcome.result.project)]
    assert any("不明库" in text for text in texts) and any("大米（第 7 行）" in text for text in texts)
    assert "大米" in outcome.findings["data.file"]["text"]
    saved = outcome.folder.parent / f"{outcome.folder.name}.gpkg"
    again = load_project(saved)
    assert lots(again) == WHOLE
    (read,) = [file for file in again.settings.facility_files if file.role == "stock"]
    assert read.provenance.file == "物资台账.xlsx"


def test_without_a_column_of_depots_it_is_of_the_only_one_and_says_so(folder: Path) -> None:
    county.write_xlsx(folder / "库存.xlsx", [row[1:] for row in LEDGER])
    outcome = county.imported(folder)
    assert {depot for depot, *_ in lots(outcome.result.project)} == {"县级库"}
    assert "全部计入现有的唯一一处“县级库”" in outcome.told("库存.xlsx")


def test_without_a_column_of_depots_nobody_guesses_between_two(folder: Path) -> None:
    county.write_xlsx(folder / "物资储备库.xlsx", [*DEPOTS, ["乙库", "县级", 108.43, 30.63, 60]])
    county.write_xlsx(folder / "库存.xlsx", [row[1:] for row in LEDGER])
    outcome = county.imported(folder)
    assert {depot for depot, *_ in lots(outcome.result.project)} == {""}
    assert "6 批找不到所在的储备库" in outcome.told("库存.xlsx")


def test_a_copy_counts_once(folder: Path) -> None:
    county.write_xlsx(folder / "物资台账.xlsx", LEDGER)
    county.write_xlsx(folder / "物资台账 - 副本.xlsx", LEDGER)
    outcome = county.imported(folder)
    assert lots(outcome.result.project) == WHOLE
    assert "6 批与已有的库存相同" in outcome.told("物资台账.xlsx")


def test_of_two_years_the_newer_counts_whatever_the_order_of_the_files(folder: Path) -> None:
    county.write_xlsx(folder / "A物资台账2024.xlsx", changed_ledger(帐篷="150"))
    county.write_xlsx(folder / "B物资台账2023.xlsx", LEDGER)
    outcome = county.imported(folder)
    tents = [quantity for _, name, quantity, *_ in lots(outcome.result.project) if name == "帐篷"]
    assert tents == [150.0, 150.0] and len(lots(outcome.result.project)) == len(WHOLE)
    assert "2 批与先前的同一批不同，已按此文件更新：帐篷" in outcome.told("A物资台账2024.xlsx")


def test_columns_of_a_list_of_depots_are_its_stock(folder: Path) -> None:
    head = [
        "名称",
        "级别",
        "经度",
        "纬度",
        "帐篷（顶）",
        "棉被（床）",
        "大米（吨）",
        "瓶装水（箱）",
        "帐篷区面积",
    ]
    rows: Sequence[Sequence[Any]] = [
        ["县级库", "县级", 108.63, 30.63, "120", "1,500床", 2.5, 200, 40],
        ["石桥镇储备点", "乡镇级", 108.43, 30.63, 5, "若干", None, "", 5],
    ]
    county.write_xlsx(folder / "物资储备库.xlsx", [head, *rows])
    outcome = county.imported(folder)
    assert lots(outcome.result.project) == [
        ("县级库", "帐篷", 120.0, "顶", None),
        ("县级库", "棉被", 1500.0, "床", None),
        ("县级库", "大米", 2.5, "吨", None),
        ("县级库", "瓶装水", 200.0, "箱", None),
        ("石桥镇储备点", "帐篷", 5.0, "顶", None),
        ("石桥镇储备点", "棉被", None, "床", None),
    ]
    told = outcome.told("物资储备库.xlsx")
    assert "未使用的列：帐篷区面积" in told and "瓶装水 箱（第 2 行）" in told
    assert "1 处的库存数量无法识别，按无数据处理（第 3 行）" in told


def test_what_a_ledger_tells_of_a_depot_goes_before_the_list(folder: Path) -> None:
    rows = [["名称", "级别", "经度", "纬度", "帐篷（顶）"], ["县级库", "县级", 108.63, 30.63, 99]]
    county.write_xlsx(folder / "物资储备库.xlsx", [*rows, ["乙库", "乡镇级", 108.43, 30.63, 20]])
    county.write_xlsx(folder / "物资台账.xlsx", LEDGER)
    outcome = county.imported(folder)
    assert lots(outcome.result.project) == [*WHOLE, ("乙库", "帐篷", 20.0, "顶", None)]
    assert "1 批库存没有采用：县级库的库存已按库存台账计" in outcome.told("物资储备库.xlsx")


def added(project: Project, path: Path, choice: LayerChoice | None = None) -> ImportResult:
    """What comes of one more file for an open project."""
    return run_to_end(import_files([path], project=project, choices=[choice] if choice else None))


def test_a_ledger_alone_comes_into_an_open_project_and_is_undone(folder: Path) -> None:
    project = county.imported(folder).result.project
    county.write_xlsx(folder / "物资台账.xlsx", LEDGER)
    before = project.settings
    edit = added(project, folder / "物资台账.xlsx").edit
    assert edit is not None
    project.apply(edit)
    assert lots(project) == WHOLE
    again = added(project, folder / "物资台账.xlsx")
    assert again.edit is not None and not again.edit.items  # nothing new
    project.apply(edit.inverse())
    assert project.settings == before


def test_other_quantities_are_told_and_taken_only_if_the_planner_says_so(folder: Path) -> None:
    county.write_xlsx(folder / "物资台账.xlsx", LEDGER)
    project = county.imported(folder).result.project
    county.write_xlsx(folder / "物资台账.xlsx", changed_ledger(帐篷="150"))
    found = added(project, folder / "物资台账.xlsx")
    assert lots(found.project) == WHOLE and found.looks[0].changed == 2
    assert any(
        "2 批与工程里的同一批不同，未改动：帐篷" in text for text in found.report[0].problem_texts("zh")
    )
    taken = added(project, folder / "物资台账.xlsx", LayerChoice("物资台账.xlsx", updates=True))
    assert [lot[2] for lot in lots(taken.project) if lot[1] == "帐篷"] == [150.0, 150.0]


def test_what_the_planner_calls_a_ledger_is_read_as_one_or_refused(folder: Path) -> None:
    rows = [["库名", "名称", "数量", "单位"], ["县级库", "神器", 3, "个"]]
    county.write_xlsx(folder / "清单.xlsx", rows)
    project = county.imported(folder).result.project  # unknown things: no ledger by itself
    assert not project.settings.stock
    told = added(project, folder / "清单.xlsx", LayerChoice("清单.xlsx", role=Role.STOCK))
    assert lots(told.project) == [("县级库", "神器", 3.0, "个", None)]
    with pytest.raises(HavenError) as error:
        added(project, folder / county.SHELTER_FILE, LayerChoice(county.SHELTER_FILE, role=Role.STOCK))
    assert error.value.key == "stock_columns"


def test_a_list_of_shelters_or_residents_is_no_ledger(tmp_path: Path) -> None:
    made = county.make_county(tmp_path / "county")
    rows = [["名称", "数量", "单位"], ["人民公园", 3, "处"], ["石桥中学", 2, "处"]]
    county.write_xlsx(made / "统计.xlsx", rows)
    outcome = county.imported(made)
    assert outcome.role("统计.xlsx") is None and not outcome.result.project.settings.stock
    save_project(outcome.result.project, tmp_path / "whole.gpkg")


def test_columns_of_a_ledger_are_the_planners_to_say(folder: Path) -> None:
    rows = [["库名", "名称", "账面数", "实存", "单位"], ["县级库", "棉被", 99, 70, "床"]]
    county.write_xlsx(folder / "清单.xlsx", rows)
    project = county.imported(folder).result.project
    choice = LayerChoice("清单.xlsx", role=Role.STOCK, fields={"quantity": "实存"})
    found = added(project, folder / "清单.xlsx", choice)
    assert lots(found.project) == [("县级库", "棉被", 70.0, "床", None)]
    assert found.looks[0].fields == {"depot": "库名", "name": "名称", "quantity": "实存", "unit": "单位"}
    without = LayerChoice("清单.xlsx", role=Role.STOCK, fields={"quantity": "账面数"}, ignored=("单位",))
    (lot,) = lots(added(project, folder / "清单.xlsx", without).project)
    assert lot[2:4] == (99.0, "")
