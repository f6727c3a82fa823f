"""KML from Google Earth, 奥维 and ArcGIS: extended data, tables in descriptions, folders in folders."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from layers.formats import kml
from layers.formats.kmltext import attributes_of, plain_text
from models.county.layer import Role
from tests.cases import county

FILE = "应急避难场所.kml"
Row = tuple[Any, ...]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county without its list of shelters."""
    return county.make_county(tmp_path / "青禾县", without=[county.SHELTER_FILE])


def document(
    inside: str, encoding: str = "UTF-8", root: str = 'xmlns="http://www.opengis.net/kml/2.2"'
) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<kml {root}><Document><name>数据</name>'
        f"{inside}</Document></kml>"
    )


def in_folder(name: str, *inside: str) -> str:
    return f"<Folder><name>{name}</name>{''.join(inside)}</Folder>"


def mark(row: Row, attributes: str) -> str:
    name, _, _, lon, lat, *_ = row
    point = f"<Point><coordinates>{lon},{lat},12.5</coordinates></Point>"
    return f"<Placemark><name>{name}</name>{attributes}{point}</Placemark>"


def values(row: Row) -> list[tuple[str, Any]]:
    return [("避难场所类别", row[1]), ("占地面积", row[5]), ("有效避难面积", row[6]), ("状态", row[7])]


def as_data(row: Row) -> str:
    parts = (f'<Data name="{name}"><value>{value}</value></Data>' for name, value in values(row))
    return f"<ExtendedData>{''.join(parts)}</ExtendedData>"


def as_shown_data(row: Row) -> str:
    parts = (
        f'<Data name="f{place}"><displayName>{name}</displayName><value>{value}</value></Data>'
        for place, (name, value) in enumerate(values(row))
    )
    return f"<ExtendedData>{''.join(parts)}</ExtendedData>"


def as_schema(row: Row) -> str:
    parts = (f'<SimpleData name="{name}">{value}</SimpleData>' for name, value in values(row))
    return f'<ExtendedData><SchemaData schemaUrl="#s">{"".join(parts)}</SchemaData></ExtendedData>'


def as_table(row: Row) -> str:
    lines = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in values(row))
    return f"<description><![CDATA[<html><body><table>{lines}</table></body></html>]]></description>"


def as_arcgis(row: Row) -> str:
    lines = "".join(f"<tr bgcolor='#D4E4F3'>\n<td>{n}</td>\n\n<td>{v}</td>\n</tr>" for n, v in values(row))
    table = (
        "<html><head><style>td {color: red}</style></head><body><table><tr><td>"
        f"{row[0]}</td></tr><tr><td><table>{lines}<tr><td>备注</td><td>&lt;Null&gt;</td></tr></table></td></tr></table>"
    )
    escaped = table.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<description>{escaped}</description>"


def as_lines(row: Row) -> str:
    return "<description>" + "\n".join(f"{n}：{v}" for n, v in values(row)) + "</description>"


def as_breaks(row: Row) -> str:
    lines = "<br/>".join(f"<b>{name}</b>: {value}" for name, value in values(row))
    return f"<description><![CDATA[{lines}]]></description>"


def as_list(row: Row) -> str:
    lines = "".join(f'<li><b><span class="atr-name">{n}</span>:</b> {v}</li>' for n, v in values(row))
    return f"<description><![CDATA[<ul>{lines}</ul>]]></description>"


def as_four_cells(row: Row) -> str:
    pairs = values(row)
    lines = "".join(
        f"<tr><th>{a}</th><td>{b}</td><th>{c}</th><td>{d}</td></tr>"
        for (a, b), (c, d) in zip(pairs[0::2], pairs[1::2], strict=True)
    )
    return f"<description><![CDATA[<table>{lines}</table>]]></description>"


def as_heading_above(row: Row) -> str:
    names, cells = zip(*values(row), strict=True)
    table = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line) + "</tr>" for line in (names, cells))
    return f"<description><![CDATA[<table>{table}</table>]]></description>"


FORMS: list[Callable[[Row], str]] = [
    as_data, as_shown_data, as_schema, as_table, as_arcgis, as_lines, as_breaks, as_list, as_four_cells,
    as_heading_above,
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_attributes_are_read_wherever_they_stand(folder: Path, form: Callable[[Row], str]) -> None:
    marks = [mark(row, form(row)) for row in county.SHELTERS]
    (folder / FILE).write_text(document(in_folder("应急避难场所", *marks)), "utf-8")
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2
    assert case.shelters["人民公园"].shelter_class == "long"
    assert case.shelters["人民公园"].gross_area_m2 == 20000
    assert case.place("人民公园") == (108.63, 30.63)
    assert ("description" in case.told(FILE)) == ("description" in marks[0])


def test_plain_talk_is_no_attribute() -> None:
    assert attributes_of("位于城关街道，步行可达") == {}
    assert plain_text("见<b>附件</b>&nbsp;1<br>第二行") == "见附件 1\n第二行"
    assert attributes_of("https://example.org/a") == {}


TREES: dict[str, Callable[[list[str]], str]] = {
    "by township": lambda m: in_folder(
        "应急避难场所", in_folder("石桥镇", m[1]), in_folder("柳林乡", m[2]), in_folder("城关街道", m[0])
    ),
    "by kind of stay": lambda m: in_folder(
        "避难场所", in_folder("长期避难场所", m[0]), in_folder("其他避难场所", *m[1:])
    ),
    "below others": lambda m: in_folder(
        "青禾县", in_folder("应急数据", in_folder("避难场所", m[0], in_folder("乡下", *m[1:])))
    ),
    "only places": lambda m: (
        in_folder("城关街道", m[0]) + in_folder("石桥镇", m[1]) + in_folder("柳林乡", m[2])
    ),
    "no folder": lambda m: "".join(m),
    "a document within": lambda m: f"<Document><name>避难场所</name>{''.join(m)}</Document>",
}


@pytest.mark.parametrize("tree", TREES)
def test_folders_that_only_sort_are_one_layer(folder: Path, tree: str) -> None:
    marks = [mark(row, as_data(row)) for row in county.SHELTERS]
    (folder / FILE).write_text(document(TREES[tree](marks)), "utf-8")
    assert len(kml.layer_names(folder / FILE)) == 1
    assert county.imported(folder).area_m2 == county.AREA_M2


def test_folders_of_two_kinds_are_two_layers(folder: Path) -> None:
    shelters = in_folder("避难场所", *(mark(row, as_data(row)) for row in county.SHELTERS))
    stations = in_folder("消防站", mark(("城关消防站", "", "", 108.64, 30.64), ""))
    (folder / "应急.kml").write_text(document(in_folder("青禾县", shelters, stations)), "utf-8")
    result = county.imported(folder).result
    roles = {line.layer: line.role for line in result.report if line.file == "应急.kml"}
    assert roles == {"避难场所": Role.SHELTERS, "消防站": Role.FIRE_STATIONS}


@pytest.mark.parametrize(
    ("said", "codec"),
    [
        ("GB2312", "gb18030"),
        ("gbk", "gb18030"),
        ("UTF-8", "gb18030"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
    ],
)
def test_kml_in_other_encodings(folder: Path, said: str, codec: str) -> None:
    marks = in_folder("应急避难场所", *(mark(row, as_data(row)) for row in county.SHELTERS))
    (folder / FILE).write_bytes(document(marks, said).encode(codec))
    assert county.imported(folder).area_m2 == county.AREA_M2


def test_kmz_in_gbk_with_names_of_spaces_that_nobody_declared(folder: Path) -> None:
    row = county.SHELTERS[0]
    marks = mark(row, as_data(row) + "<gx:balloonVisibility>1</gx:balloonVisibility>")
    data = b"\r\n" + document(in_folder("避难场所", marks), "GBK", "").encode("gb18030")
    with zipfile.ZipFile(folder / "应急避难场所.kmz", "w") as archive:
        archive.writestr("doc.kml", data)
    assert county.imported(folder).area_m2 == row[6]


def test_shapes(tmp_path: Path) -> None:
    ring = "108.4,30.6 108.5,30.6, 9 108.5 ,30.7 108.4,30.7"
    bodies = [
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>",
        f"<LinearRing><coordinates>{ring} 108.4,30.6</coordinates></LinearRing>",
        "<MultiGeometry><Point><coordinates>1,2</coordinates></Point><MultiGeometry><Point><coordinates>3,4"
        "</coordinates></Point></MultiGeometry></MultiGeometry>",
        "<Track><coord>1 2 3</coord><coord>3 4 5</coord></Track>",
        "<Point><coordinates></coordinates></Point>",
    ]
    path = tmp_path / "a.kml"
    path.write_text(document("".join(f"<Placemark>{body}</Placemark>" for body in bodies)), "utf-8")
    (name,) = kml.layer_names(path)
    shapes = kml.read(path, name).shapes
    assert shapes[0].equals(shapely.box(108.4, 30.6, 108.5, 30.7))
    assert [shape.geom_type for shape in shapes[1:4]] == ["LineString", "MultiPoint", "LineString"]
    assert shapes[4] is None
