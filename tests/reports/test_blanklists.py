"""Blank lists: what is filled in comes back by an import, whole."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from layers.importing.importer import import_files
from layers.importing.recipe import LayerChoice
from models.county.layer import FACILITY_ROLES
from models.facilities.facility import Family, Shelter, field_specs
from models.kernel.progress import run_to_end
from models.kernel.text import t
from reports.blanklists import heading, write_blank_lists


def test_every_family_has_a_sheet_with_all_its_fields(tmp_path: Path) -> None:
    run_to_end(write_blank_lists(tmp_path / "a.xlsx", "zh"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [t(f"family.{family}.short", "zh") for family in Family]
    for family, sheet in zip(Family, book.worksheets, strict=True):
        heads = [cell.value for cell in sheet[1]]
        assert heads[:3] == ["名称", "经度", "纬度"]
        assert set(heads[3:]) == {heading(spec, "zh") for spec in field_specs(family)[1:]}


def test_a_filled_list_is_read_back_with_every_column_known(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    run_to_end(write_blank_lists(path, "zh"))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[list(Family).index(Family.SHELTER)]
    given = {
        "名称": "中心公园", "经度": 115.81, "纬度": 36.11, "状态": "规划", "类别": "长期固定避难场所",
        "总面积（m²）": 9000, "有效避难面积（m²）": 5000, "登记容纳人数（人）": 2500,
    }  # fmt: skip
    for cell in sheet[1]:
        if cell.value in given:
            sheet.cell(2, cell.column, given[cell.value])
    book.save(path)
    role = next(role for role, family in FACILITY_ROLES.items() if family == Family.SHELTER)
    result = run_to_end(import_files([path], choices=[LayerChoice(path.name, sheet.title, role=role)]))
    (made,) = [
        one
        for scenario in result.project.scenarios
        for one in scenario.facilities.values()
        if isinstance(one, Shelter)
    ]
    assert (made.name, made.status, made.shelter_class) == ("中心公园", "planned", "long")
    assert (made.gross_area_m2, made.effective_area_m2) == (9000, 5000)
    assert made.stated_capacity_persons == 2500
