"""Stock ledgers as offices keep them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from shapely.geometry import Point

from layers.formats.limits import import_limits
from layers.importing.stockfile import read_stock, rows_of_text
from layers.project.codec import settings_from_json, settings_to_json
from models.facilities.facility import Depot
from models.facilities.stock import StockRow, taken_in
from models.kernel.errors import HavenError
from models.kernel.text import LANGUAGES, t
from models.project.settings import Settings
from models.supplies.need import State, stock_by_item
from tests.helpers import LETTERS

DEPOTS = (
    Depot(id="county", geometry=Point(0, 0), name="县应急物资储备库"),
    Depot(id="flood", geometry=Point(0, 0), name="县防汛物资库"),
    Depot(id="town", geometry=Point(0, 0), name="青岗镇应急物资储备点"),
)
DAY = date(2026, 8, 1)


def sheet(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def problems(line: Any) -> list[str]:
    return [key.removeprefix("supplies.problem.") for key, _ in line.problems]


def test_a_ledger_as_offices_keep_it(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "台账.xlsx",
        库存=[
            ["某县救灾物资库存台账（2026年）"],
            ["序号", "储备库", "物资名称", "规格型号", "单位", "库存数量", "有效期至", "存放位置", "备注"],
            [1, "县应急物资储备库", "12平方米单帐篷", "3.7×3.2", "顶", 1200, None, "A区", None],
            [2, None, "棉被", None, "床", "3,500", datetime(2029, 10, 31), "B区", None],
            [3, "县防汛物资库", "编织袋", None, "万条", 2.5, "长期", None, None],
            [None, None, "小计", None, None, 4702.5, None, None, None],
            [4, "青岗镇", "瓶装水", None, "箱", 300, "2026年12月", None, None],
            [5, "不存在的库", "自热火锅", None, "份", None, "保质期三年", None, None],
            ["合计", None, None, None, None, 5002.5, None, None, None],
        ],
    )
    found = read_stock(path, DEPOTS)
    assert [line.row.item for line in found.lines] == ["tent", "quilt", "sandbag", "water", ""]
    assert [line.row.depot_id for line in found.lines] == ["county", "county", "flood", "town", ""]
    assert [line.row.quantity for line in found.lines] == [1200, 3500, 2.5, 300, None]
    assert [line.row.expires for line in found.lines] == [
        None,
        "2029-10-31",
        None,
        "2026-12-31",
        "保质期三年",
    ]
    assert [problems(line) for line in found.lines] == [
        [],
        ["depot_filled"],
        [],
        ["unit_unknown"],
        ["depot_unknown", "item_unknown", "quantity_missing", "expires_unreadable"],
    ]
    assert [line.number for line in found.lines] == [3, 4, 5, 7, 8]
    assert (found.totals, found.columns["quantity"], found.columns["note"]) == (2, "库存数量", "备注")
    assert found.lines[0].row.place == "A区"
    held = stock_by_item(found.rows(), DEPOTS, DAY)
    assert held.of()["sandbag"].usable == 25_000
    assert held.lots[3].state == State.UNKNOWN_QUANTITY  # nobody knows how much is in a box
    for line in found.lines:
        for key, values in line.problems:
            assert all(t(key, lang, **values) for lang in LANGUAGES)


def test_each_sheet_may_be_a_depot(tmp_path: Path) -> None:
    rows = [["物资名称", "数量（顶）"], ["帐篷", 5]]
    path = sheet(tmp_path / "x.xlsx", 县防汛物资库=rows, 县应急物资储备库=rows, 说明=[["填表说明"], ["……"]])
    found = read_stock(path, DEPOTS)
    assert [line.row.depot_id for line in found.lines] == ["flood", "county"]
    assert {line.row.unit for line in found.lines} == {"顶"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("品名,数量,单位,仓库\n棉大衣,200,件,县应急物资储备库\n", encoding=encoding)
    (line,) = read_stock(path, DEPOTS).lines
    assert (line.row.item, line.row.quantity, line.row.depot_id) == ("coat", 200, "county")


@pytest.mark.parametrize(
    ("text", "expires"),
    [
        ("2027-05-31", "2027-05-31"),
        ("2027/5/1", "2027-05-01"),
        ("2027.5.1", "2027-05-01"),
        ("2027年5月1日", "2027-05-01"),
        ("20270501", "2027-05-01"),
        ("2028年2月", "2028-02-29"),
        ("2028-02", "2028-02-29"),
        ("2028", "2028-12-31"),
        ("9999年12月", "9999-12-31"),
        ("2028年0月", "2028年0月"),
        ("2028年13月", "2028年13月"),
        ("46538", "2027-05-31"),  # a date that a spreadsheet shows as a number
        ("2027-02-30", "2027-02-30"),  # no such day: kept as it is, and told
        ("36个月", "36个月"),
        ("长期有效", None),
        ("-", None),
        ("", None),
    ],
)
def test_dates_of_every_hand(text: str, expires: str | None) -> None:
    (line,) = rows_of_text(f"名称\t数量\t有效期\n棉被\t5\t{text}", DEPOTS).lines
    assert line.row.expires == expires
    is_bad = expires is not None and text == expires and text not in ("2027-05-31",)
    assert ("expires_unreadable" in problems(line)) == is_bad
    state = stock_by_item([line.row], DEPOTS, DAY).lots[0].state
    assert state != State.USABLE


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("1,200", 1200, "件"),
        ("1200顶", 1200, "顶"),
        ("约 30", 30, "件"),
        ("０", 0, "件"),
        ("若干", None, "件"),
        ("-5", None, "件"),
        ("", None, "件"),
        ("nan", None, "件"),
        ("inf", None, "件"),
        ("1e400", None, "件"),
    ],
)
def test_quantities_of_every_hand(text: str, quantity: float | None, unit: str) -> None:
    (line,) = rows_of_text(f"名称\t数量\t单位\n帐篷\t{text}\t件", DEPOTS).lines
    assert (line.row.quantity, line.row.unit) == (quantity, unit)
    assert (quantity is None) == bool({"quantity_missing", "quantity_unreadable"} & set(problems(line)))


def test_a_code_of_another_group_is_told() -> None:
    lines = rows_of_text("编码\t名称\t数量\n2010101\t棉被\t5\n1010101\t棉被\t5\nA-77\t棉被\t5", DEPOTS).lines
    assert ["code_differs" in problems(line) for line in lines] == [True, False, False]
    assert [line.row.code for line in lines] == ["2010101", "1010101", "A-77"]


def test_pasting_with_and_without_a_heading() -> None:
    with_heading = rows_of_text("数量\t品名\r\n5\t帐篷\r\n", DEPOTS)
    assert [(line.row.name, line.row.quantity) for line in with_heading.lines] == [("帐篷", 5)]
    without = rows_of_text("县防汛物资库\t救生衣\t50\t件\t2030-01-01\t架1", DEPOTS)
    (line,) = without.lines
    assert (line.row.depot_id, line.row.item, line.row.quantity, line.row.unit) == (
        "flood",
        "life_jacket",
        50,
        "件",
    )
    assert (line.row.expires, line.row.place) == ("2030-01-01", "架1")
    for nothing in ("", "\n\n", "\t\t\n", "合计\t\t5"):
        with pytest.raises(HavenError) as fault:
            rows_of_text(nothing, DEPOTS)
        assert fault.value.key == "stock_paste_empty"


def test_a_cell_too_long_to_be_one_is_refused() -> None:
    before = csv.field_size_limit(1000)
    try:
        with pytest.raises(HavenError) as fault:
            rows_of_text(f"名称\t数量\n{'x' * 2000}\t5", DEPOTS)
    finally:
        csv.field_size_limit(before)
    assert fault.value.key == "stock_paste_empty"


def test_names_that_fit_two_depots_fit_none() -> None:
    twins = (*DEPOTS, Depot(id="second", geometry=Point(0, 0), name="县防汛物资库"))
    (line,) = rows_of_text("储备库\t名称\t数量\n县防汛物资库\t帐篷\t5", twins).lines
    assert line.row.depot_id == ""
    (line,) = rows_of_text("储备库\t名称\t数量\n县\t帐篷\t5", DEPOTS).lines
    assert line.row.depot_id == ""
    found = rows_of_text("名称\t数量\n帐篷\t5", DEPOTS)
    assert [row.depot_id for row in found.rows("town")] == ["town"]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("x.csv", "甲,乙\n1,2\n".encode(), "stock_columns"),
        ("x.csv", "名称,数量\n,5\n".encode(), "stock_empty"),
        ("x.csv", b"", "file_empty"),
        ("x.pdf", b"%PDF-1.4", "stock_file_type"),
        ("x.gpkg", b"SQLite format 3\x00", "stock_file_type"),
        ("x.xlsx", b"PK\x03\x04 broken", "table_damaged"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "table_damaged"),
        ("x.xlsx", "名称,数量".encode(), "not_any_format"),
    ],
)
def test_bad_files_are_one_clear_error(tmp_path: Path, name: str, content: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(HavenError) as fault:
        read_stock(path, DEPOTS)
    assert fault.value.key == key
    for lang in LANGUAGES:
        message = fault.value.message(lang)
        assert message.what and message.where and message.repair


def test_a_workbook_made_to_fill_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = import_limits().table
    assert limits.sheet_bytes < 1_000_000_000
    monkeypatch.setattr(limits, "sheet_bytes", 100_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 200_000)
    with pytest.raises(HavenError) as fault:
        read_stock(path, DEPOTS)
    assert fault.value.key == "workbook_too_large"


@given(st.text(LETTERS, max_size=200))
def test_any_clipboard_gives_rows_or_one_error(text: str) -> None:
    try:
        found = rows_of_text(text, DEPOTS)
    except HavenError as error:
        assert error.key == "stock_paste_empty"
        return
    settings = Settings(stock=found.rows())
    assert settings_from_json(settings_to_json(settings)).stock == settings.stock


# -- taking rows in ----------------------------------------------------------------------------------------
def row(name: str, quantity: float | None, depot_id: str = "county", **values: Any) -> StockRow:
    return StockRow(name=name, quantity=quantity, depot_id=depot_id, **values)


def test_taking_rows_in() -> None:
    before = (row("a", 1), row("b", 2), row("c", 3))
    incoming = (row("b", 20), row("d", 4), row("a", 1))
    update = taken_in(before, incoming, "update")
    assert [(one.name, one.quantity) for one in update.after] == [("a", 1), ("b", 20), ("c", 3), ("d", 4)]
    assert [one.id for one in update.after[:3]] == [one.id for one in before]
    assert [(old.quantity, new.quantity) for old, new in update.changed] == [(2, 20)]
    assert (len(update.added), len(update.removed), update.same) == (1, 0, 2)
    whole = taken_in(before, incoming, "replace")
    assert [one.name for one in whole.after] == ["a", "b", "d"]
    assert ([one.name for one in whole.removed], whole.same) == (["c"], 1)
    more = taken_in(before, incoming, "add")
    assert (len(more.after), more.same, more.is_nothing) == (6, 3, False)
    assert taken_in(before, before, "update").is_nothing
    assert taken_in(before, (), "replace").after == ()


def test_what_a_file_does_not_give_stays_as_it_is() -> None:
    before = (row("a", 1, unit="顶", place="A1", expires="2030-01-01", note="x"), row("b", 2, place="B"))
    found = taken_in(before, (row("a", 5, expires="2030-01-01"),), "update", ("expires",))
    (old, new) = found.changed[0]
    assert (new.quantity, new.unit, new.place, new.note, new.id) == (5, "顶", "A1", "x", old.id)
    later = taken_in(before, (row("a", 5, expires="2031-01-01", unit="顶", place="A1"),), "update")
    assert [(one.quantity, one.expires, one.note) for one in later.after] == [
        (5, "2031-01-01", ""),
        (2, None, ""),
    ]
    two = (row("a", 1, expires="2030-01-01"), row("a", 2, expires="2031-01-01"))
    lots = taken_in(two, (row("a", 7, expires="2031-01-01"), row("a", 9, expires="2032-01-01")), "update")
    assert [(one.quantity, one.expires) for one in lots.after] == [(9, "2032-01-01"), (7, "2031-01-01")]
    unclear = taken_in(two, (row("a", 9, expires="2032-01-01"),), "update")
    assert (len(unclear.added), len(unclear.after)) == (1, 3)  # which of the two it was nobody can tell


def test_several_rows_of_one_lot_are_matched_in_order() -> None:
    before = (row("a", 1), row("a", 2))
    found = taken_in(before, (row("a", 1), row("a", 5), row("a", 7)), "update")
    assert [one.quantity for one in found.after] == [1, 5, 7]
    assert (len(found.added), len(found.changed), found.same) == (1, 1, 1)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=6),
    st.sampled_from(["update", "replace"]),
)
def test_taking_the_same_in_again_changes_nothing(rows: list[tuple[str, int]], mode: Any) -> None:
    incoming = [row(name, count) for name, count in rows]
    once = taken_in((row("x", 1),), incoming, mode)
    again = taken_in(once.after, [row(name, count) for name, count in rows], mode)
    assert again.is_nothing and again.after == once.after


def test_sheets_without_anything_are_passed_over_and_lines_with_a_problem_counted(tmp_path: Path) -> None:
    rows = [
        ["物资名称", "数量", "单位", "储备库"],
        ["不知何物", 3, "个", "无此库"],
        ["棉帐篷", 2, "顶", "无此库"],
    ]
    found = read_stock(
        sheet(tmp_path / "a.xlsx", 空=[], 台账=rows), [*DEPOTS, Depot(id="x", geometry=Point(0, 0))]
    )
    assert [found.count(name) for name in ("depot_unknown", "item_unknown", "unit_unknown")] == [2, 1, 0]


def test_a_table_of_nothing_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",,\n,,\n", encoding="utf-8")
    with pytest.raises(HavenError) as caught:
        read_stock(tmp_path / "a.csv", DEPOTS)
    assert caught.value.key in ("stock_columns", "stock_empty")
