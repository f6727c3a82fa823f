"""Cells pasted into a table: where they go, what is refused, what is asked about."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
import shapely

from layers.ledgerback import CellPlan, PasteColumn, edited, pasted, replaced
from models.facilities.facility import Family, FieldSpec, Shelter, field_specs

SPECS = {spec.name: spec for spec in field_specs(Family.SHELTER)}
COLUMNS = [
    PasteColumn("名称", SPECS["name"]),
    PasteColumn("乡镇（街道）", None),
    PasteColumn("状态", SPECS["status"]),
    PasteColumn("总面积（m²）", SPECS["gross_area_m2"]),
    PasteColumn("有效面积（m²）", SPECS["effective_area_m2"]),
]


def shelters(count: int = 3) -> list[Shelter]:
    return [
        Shelter(id=f"s{n}", name=f"场所{n}", geometry=shapely.Point(n, 0), status="existing")
        for n in range(count)
    ]


def no_doubt(_spec: FieldSpec, _value: Any) -> str:
    return ""


def paste(text: str, at: tuple[int, int] = (0, 0), facilities: list[Shelter] | None = None) -> CellPlan:
    return pasted(text, Family.SHELTER, COLUMNS, facilities or shelters(), at, "zh", no_doubt)


def changes(plan: CellPlan) -> dict[str, Any]:
    return {f"{one.facility.id}.{one.spec.name}": one.new for one in plan.changes}


def test_cells_go_where_the_keyboard_is() -> None:
    plan = paste("5,000\t3000\n６０００\t\n", at=(1, 3))
    assert changes(plan) == {
        "s1.gross_area_m2": 5000.0, "s1.effective_area_m2": 3000.0, "s2.gross_area_m2": 6000.0
    }  # fmt: skip
    assert plan.same == 1 and plan.troubles == ()  # the blank cell is blank in the table, too


def test_heads_and_names_say_which_cells_are_meant() -> None:
    plan = paste("名称\t有效面积\t电话\n场所2\t1500\t1\n场所9\t1\t1\n")
    assert changes(plan) == {"s2.effective_area_m2": 1500.0}
    assert [(one.row, one.column, one.text) for one in plan.troubles] == [(1, 3, "电话"), (3, 1, "场所9")]
    plan = paste("名称\t有效面积（亩）\t占地面积(万㎡)\n场所1\t1.5\t2公顷\n")
    assert changes(plan) == {"s1.effective_area_m2": pytest.approx(1000.0), "s1.gross_area_m2": 20_000.0}
    plan = paste("名称\t有效面积（官亩）\n场所1\t1.5\n")
    assert plan.changes == () and "单位" in plan.troubles[0].why
    twins = [*shelters(2), Shelter(id="t", name="场所0", geometry=shapely.Point(0, 9), status="existing")]
    plan = paste("名称\t有效面积\n场所0\t1\n", facilities=twins)
    assert plan.changes == () and "同名" in plan.troubles[0].why


@pytest.mark.parametrize(
    ("text", "why"),
    [("很大", "应为数值"), ("-5", "不能是负数"), ("9e15", "大得不可能"), ("=A1", "应为数值")],
)
def test_junk_is_refused_with_row_and_column(text: str, why: str) -> None:
    plan = paste(f"1\t2\n3\t{text}\n", at=(0, 3))
    assert len(plan.changes) == 3
    (trouble,) = plan.troubles
    assert (trouble.row, trouble.column, trouble.text) == (2, 2, text)
    assert why in trouble.why and "有效" in trouble.why


def test_what_is_outside_or_computed_is_told() -> None:
    plan = paste("1\n2\n3", at=(1, 4))
    assert changes(plan) == {"s1.effective_area_m2": 1.0, "s2.effective_area_m2": 2.0}
    assert [one.row for one in plan.troubles] == [3]
    assert [one.why for one in paste("甲镇", at=(0, 1)).troubles] == ["这一列由软件核算，不能改"]
    assert [one.column for one in paste("1\t2", at=(0, 4)).troubles] == [2]


def test_words_of_choices_and_quoted_cells() -> None:
    plan = paste('"场所\n新"\t\t规划', at=(0, 0))
    assert changes(plan) == {"s0.name": "场所\n新", "s0.status": "planned"}
    assert "不在可选项中" in paste("拆了一半吧", at=(0, 2)).troubles[0].why


def test_taking_over_leaves_everything_else_and_what_is_gone() -> None:
    before = {one.id: one for one in shelters()}
    plan = paste("7\n8", at=(0, 3))
    after = edited(plan.changes, {"s0": before["s0"]})
    (only,) = after
    assert isinstance(only, Shelter) and only.gross_area_m2 == 7.0
    assert all(
        getattr(only, field.name) == getattr(before["s0"], field.name)
        for field in fields(only)
        if field.name != "gross_area_m2"
    )


def test_replacing_text_in_cells_of_any_kind() -> None:
    facilities = shelters(2)
    columns = [
        (SPECS["name"], [one.name for one in facilities]),
        (SPECS["status"], ["现状", "现状"]),
        (SPECS["gross_area_m2"], ["1,100", ""]),
    ]
    plan = replaced("场所", "广场", columns, facilities, "zh", no_doubt)
    assert changes(plan) == {"s0.name": "广场0", "s1.name": "广场1"}
    plan = replaced("1", "2", columns[2:], facilities, "zh", no_doubt)
    assert changes(plan) == {"s0.gross_area_m2": 2200.0}
    assert replaced("状", "x", columns[1:2], facilities, "zh", no_doubt).troubles


def test_doubt_is_asked_for_and_kept_with_the_change() -> None:
    plan = pasted(
        "99999999999", Family.SHELTER, COLUMNS, shelters(), (0, 3), "zh", lambda spec, value: f"{value:.0f}?"
    )
    assert [one.doubt for one in plan.changes] == ["99999999999?"]
