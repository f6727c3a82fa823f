"""Lists that web systems write as HTML or as the XML of Excel 2003 and call ``.xls``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from layers.formats.webtable import read_sheet
from tests.cases import county

ROWS: list[Sequence[Any]] = [county.SHELTER_HEAD, *county.SHELTERS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county without its list of shelters."""
    return county.make_county(tmp_path / "county", without=[county.SHELTER_FILE])


def page(rows: Sequence[Sequence[Any]], before: str = "", cell: str = "<td>{}</td>") -> str:
    body = "".join(
        "<tr>" + "".join(cell.format(escape(str(value))) for value in row) + "</tr>\r\n" for row in rows
    )
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        "<style>td {mso-number-format:0}</style><title>列表</title></head>"
        f"<body><table border=1>{before}{body}</table></body></html>"
    )


def sheet(rows: Sequence[Sequence[Any]], name: str = "Sheet1") -> str:
    """A worksheet in the XML of Excel 2003."""
    kinds = {True: "Number", False: "String"}
    body = "".join(
        "<Row>"
        + "".join(
            f'<Cell><Data ss:Type="{kinds[isinstance(value, (int, float))]}">{escape(str(value))}</Data>'
            "</Cell>"
            for value in row
        )
        + "</Row>"
        for row in rows
    )
    return f'<Worksheet ss:Name="{name}"><Table>{body}</Table></Worksheet>'


def xml(*sheets: str) -> str:
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{"".join(sheets)}</Workbook>'
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".csv"])
def test_a_page_called_a_workbook_is_read(folder: Path, encoding: str, ending: str) -> None:
    (folder / f"应急避难场所{ending}").write_bytes(page(ROWS).encode(encoding))
    outcome = county.imported(folder)
    assert outcome.area_m2 == county.AREA_M2 and set(outcome.shelters) == {row[0] for row in county.SHELTERS}


def test_the_xml_of_excel_2003_is_read(folder: Path) -> None:
    (folder / "应急避难场所.xls").write_text(xml(sheet(ROWS)), encoding="utf-8")
    assert county.imported(folder).area_m2 == county.AREA_M2


def test_each_sheet_of_it_is_a_layer(folder: Path) -> None:
    book = xml(sheet(ROWS, "避难场所"), sheet([("说明",), ("本表由系统导出",)], "说明"))
    (folder / "全县.xls").write_text(book, encoding="utf-8")
    outcome = county.imported(folder)
    assert outcome.area_m2 == county.AREA_M2
    assert [line.layer for line in outcome.result.report if line.file == "全县.xls"] == ["避难场所", "说明"]


def test_titles_and_joined_heads_of_a_page(folder: Path) -> None:
    head = (
        '<tr><td colspan="8">青禾县应急避难场所一览表</td></tr>'
        '<tr><td rowspan="2">名称</td><td rowspan="2">避难场所类别</td><td rowspan="2">场地类型</td>'
        '<td colspan="2">位置</td><td colspan="2">面积（平方米）</td><td rowspan="2">状态</td></tr>'
        "<tr><td>经度</td><td>纬度</td><td>占地面积</td><td>有效避难面积</td></tr>"
    )
    (folder / "应急避难场所.xls").write_text(page(county.SHELTERS, head), encoding="utf-8")
    outcome = county.imported(folder)
    assert outcome.area_m2 == county.AREA_M2
    assert outcome.place("人民公园") == (108.63, 30.63)


def test_cells_over_several_rows_and_rows_that_are_hidden(folder: Path) -> None:
    rows = [list(row) for row in county.SHELTERS]
    body = "<tr>" + "".join(f"<td>{cell}</td>" for cell in county.SHELTER_HEAD) + "</tr>"
    for number, row in enumerate(rows):
        hidden = ' style="DISPLAY: none"' if number == 2 else ""
        cells = "".join(f"<td>{cell}<br></td>" for cell in row[:-1])
        state = '<td rowspan="3">已建</td>' if number == 0 else ""
        body += f"<tr{hidden}>{cells}{state}</tr>"
    (folder / "应急避难场所.xls").write_text(page([], body), encoding="utf-8")
    outcome = county.imported(folder)
    assert outcome.area_m2 == county.AREA_M2
    assert {one.status for one in outcome.shelters.values()} == {"existing"}
    assert "1 行在工作表中隐藏" in outcome.told("应急避难场所.xls")


def test_what_a_page_keeps_behind_what_it_shows(folder: Path) -> None:
    body = "<tr>" + "".join(f"<td>{cell}</td>" for cell in county.SHELTER_HEAD) + "</tr>"
    for row in county.SHELTERS:
        cells = [
            f'<td x:num="{cell}">1.0E+4</td>' if isinstance(cell, int) else f"<td>{cell}</td>" for cell in row
        ]
        body += f"<tr>{''.join(cells)}</tr>"
    (folder / "应急避难场所.xls").write_text(page([], body), encoding="utf-8")
    assert county.imported(folder).area_m2 == county.AREA_M2


def test_entities_of_a_stranger_are_refused(folder: Path) -> None:
    book = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml(sheet(ROWS)).split("?>\n", 2)[2].replace(
        "人民公园", "&a;"
    )
    (folder / "应急避难场所.xls").write_text('<?xml version="1.0"?>' + book, encoding="utf-8")
    outcome = county.imported(folder)
    assert outcome.role("应急避难场所.xls") is None and outcome.told("应急避难场所.xls")


def test_a_page_without_a_table_is_refused(folder: Path) -> None:
    (folder / "应急避难场所.xls").write_text(
        "<html><body>登录已超时，请重新登录</body></html>", encoding="utf-8"
    )
    outcome = county.imported(folder)
    assert outcome.role("应急避难场所.xls") is None and outcome.told("应急避难场所.xls")


@pytest.mark.parametrize("size", ['colspan="9999999"', 'rowspan="9999999"', 'colspan="-3"', 'rowspan="x"'])
def test_cells_of_impossible_size_cost_nothing(folder: Path, size: str) -> None:
    (folder / "应急避难场所.xls").write_text(
        page(ROWS, f"<tr><td {size}>青禾县应急避难场所</td></tr>"), encoding="utf-8"
    )
    outcome = county.imported(folder)
    assert outcome.told("应急避难场所.xls") or outcome.area_m2 == county.AREA_M2


@pytest.mark.parametrize(
    ("share", "text"),
    [(1e4, "{:,.2f}万平方米"), (10000 / 15, "{:.1f}亩"), (1, "{:,.0f}㎡"), (1, "{:,.0f}"), (1, "")],
)
def test_a_number_beside_its_text_has_the_unit_of_the_text(folder: Path, share: float, text: str) -> None:
    cells = "".join(f"<td>{name}</td>" for name in county.SHELTER_HEAD)
    body = f"<tr>{cells}</tr>"
    for one in county.SHELTERS:
        value = one[6] / share
        area = f'<td x:num="{value:.15g}">{text.format(value)}</td>'
        body += "<tr>" + "".join(f"<td>{cell}</td>" for cell in one[:6]) + f"{area}<td>{one[7]}</td></tr>"
    (folder / "应急避难场所.xls").write_text(page([], body), encoding="utf-8")
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)


def test_a_unit_that_only_a_style_of_excel_2003_shows(folder: Path) -> None:
    rows = [[*one[:6], one[6] / 1e4, one[7]] for one in county.SHELTERS]
    styles = (
        '<Styles><Style ss:ID="Default"/><Style ss:ID="s21">'
        '<NumberFormat ss:Format="0.00&quot;万平方米&quot;"/></Style></Styles>'
    )
    book = xml(styles, sheet([county.SHELTER_HEAD, *rows]))
    for one in rows:
        old = f'<Cell><Data ss:Type="Number">{one[6]}</Data>'
        assert old in book
        book = book.replace(old, old.replace("<Cell>", '<Cell ss:StyleID="s21">'))
    (folder / "应急避难场所.xls").write_text(book, encoding="utf-8")
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)


def test_an_empty_number_of_excel_2003_is_none_whatever_its_style_shows(tmp_path: Path) -> None:
    styles = (
        '<Styles><Style ss:ID="s21"><NumberFormat ss:Format="0.00&quot;万平方米&quot;"/></Style></Styles>'
    )
    cell = '<Cell ss:StyleID="s21"><Data ss:Type="Number">{}</Data></Cell>'
    rows = "".join(f"<Row>{cell.format(value)}</Row>" for value in ("0.9", "", " "))
    (tmp_path / "a.xls").write_text(
        xml(styles, f'<Worksheet ss:Name="一"><Table>{rows}</Table></Worksheet>'), encoding="utf-8"
    )
    found, _ = read_sheet(tmp_path / "a.xls", "一")
    assert [row[0] if row else None for row in found] == ["0.9万平方米", None, " "]
