"""Doubts about the data go into every document that prints numbers made of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from models.kernel.progress import run_to_end
from reports.context import make_context
from reports.textreport.contents.appendices import data_limits
from reports.textreport.draft import Draft
from reports.workbook.book import write_workbook
from tests.cases import county
from tests.cases.county import VILLAGE_FILE, VILLAGE_HEAD, VILLAGES
from ui.cli import jobs


def test_doubts_about_the_data_are_printed(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "c")
    far = ("邻县甲村", "500998100201", "邻镇", 108.95, 30.65, 7000)
    county.write_csv(folder / VILLAGE_FILE, [VILLAGE_HEAD, *VILLAGES, far])
    report = jobs.import_folder(folder, tmp_path / "x.gpkg", "zh")
    assert [remark["id"] for remark in report["data"]] == ["data.people.outside"]
    assert "邻县甲村" in jobs.import_text(report, "zh")
    context = make_context(county.imported(folder).result.project, made_on=date(2024, 5, 1))
    text = "".join(str(block) for block in data_limits(Draft(context, "zh", {})))
    assert "数据核对发现 1 条问题" in text
    assert "邻县甲村" in text
    run_to_end(write_workbook(context, tmp_path / "x.xlsx", "zh"))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("邻县甲村" in cell and "县界以外" in cell for cell in cells)
    assert "应急避难场所.csv" in cells


def test_json_that_is_no_geojson_is_told_as_such(tmp_path: Path) -> None:
    folder = county.make_county(tmp_path / "青禾县")
    (folder / "物资清单.json").write_text('[{"名称": "帐篷", "数量": 20}]', "utf-8")
    told = county.imported(folder).told("物资清单.json")
    assert "不是 GeoJSON" in told and "扩展名" not in told
