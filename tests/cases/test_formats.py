"""Files as other programs write them: OpenDocument, text, MapInfo, DXF, packed OpenStreetMap."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

import geopandas as gpd
import msgspec
import pytest
import shapely
from pyproj import Transformer

from layers.formats import oldworkbook, opendocument, read, sources
from layers.formats.limits import import_limits
from layers.formats.sniff import ending_of, is_sidecar, sniff
from models.kernel.errors import HavenError
from tests.cases import county
from tests.cases.county import SHELTER_FILE, SHELTER_HEAD, SHELTERS

STEM = "应急避难场所"
NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The county without its list of shelters."""
    return county.make_county(tmp_path / "青禾县", without=[SHELTER_FILE])


# -- OpenDocument ------------------------------------------------------------------------------------------
def cell(value: object, extra: str = "") -> str:
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}" {extra}/>'
    text = f"<text:p>{escape(str(value))}</text:p>" if value else ""
    return f'<table:table-cell office:value-type="string" {extra}>{text}</table:table-cell>'


def write_ods(path: Path, rows: str, sheet: str = "清单") -> Path:
    content = (
        f"<office:document-content {NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="{sheet}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def row(cells: str, extra: str = "") -> str:
    return f"<table:table-row {extra}>{cells}</table:table-row>"


def test_a_sheet_of_libreoffice(folder: Path) -> None:
    title = row(cell("青禾县应急避难场所统计表", 'table:number-columns-spanned="8"'))
    rows = "".join(row("".join(map(cell, one))) for one in (SHELTER_HEAD, *SHELTERS))
    total = row(cell("合计") + '<table:table-cell table:number-columns-repeated="5"/>' + cell(15600))
    empty = row("<table:table-cell/>", 'table:number-rows-repeated="1048000"')
    write_ods(folder / f"{STEM}.ods", title + rows + total + empty)
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2
    assert case.place("人民公园") == (108.63, 30.63)
    assert "合计" in case.told(f"{STEM}.ods")


def test_joined_hidden_and_repeated_cells(tmp_path: Path) -> None:
    tall = cell("石桥镇", 'table:number-rows-spanned="2"')
    covered = '<table:covered-table-cell table:number-columns-repeated="1"/>'
    same = '<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="3"/>'
    rows = row(tall + cell(1)) + row(covered + cell(2), 'table:visibility="filter"') + row(same)
    path = write_ods(tmp_path / "a.ods", rows)
    found, marks = opendocument.read_sheet(path, "清单")
    assert found == [["石桥镇", 1.0], [None, 2.0], [7.0, 7.0, 7.0]]
    assert marks.joined == ((0, 0, 1, 0),) and marks.hidden == {1}


def test_what_a_cell_of_each_kind_says(tmp_path: Path) -> None:
    kinds = (
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        '<table:table-cell office:value-type="date" office:date-value="2024-05-01T00:00:00"/>',
        '<table:table-cell office:value-type="date"/>',
        '<table:table-cell office:value-type="percentage" office:value="0.25"/>',
    )
    gap = row("<table:table-cell/>", 'table:number-rows-repeated="2"')
    note = "<table:table-row><text:p>not a cell</text:p></table:table-row>"
    path = write_ods(tmp_path / "a.ods", row("".join(kinds)) + gap + note + row(cell("末行")))
    rows, _ = opendocument.read_sheet(path, "清单")
    assert rows == [[True, "2024-05-01", None, 0.25], [], [], [], ["末行"]]
    assert opendocument.sheet_names(path) == ["清单"]
    with pytest.raises(HavenError) as caught:
        opendocument.read_sheet(path, "别的")
    assert caught.value.key == "no_features"


def test_a_sheet_of_more_bytes_than_memory_is_for_and_one_that_names_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_ods(tmp_path / "a.ods", row(cell("x" * 5000)))
    limits = import_limits()
    small = msgspec.structs.replace(limits.table, sheet_bytes=4000)
    monkeypatch.setattr(opendocument, "import_limits", lambda: msgspec.structs.replace(limits, table=small))
    with pytest.raises(HavenError) as caught:
        opendocument.sheet_names(path)
    assert caught.value.key == "workbook_too_large"
    monkeypatch.undo()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE a SYSTEM "file:///etc/hosts"><a/>')
    with pytest.raises(HavenError) as caught:
        opendocument.sheet_names(path)
    assert caught.value.key == "xml_unsafe"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("settings.xml", "<a/>")
    with pytest.raises(HavenError) as caught:
        opendocument.sheet_names(path)
    assert caught.value.key == "office_locked"


def test_an_old_workbook_beyond_the_limits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = import_limits()
    for limit, call in (
        ({"old_bytes": 100}, lambda: oldworkbook.sheet_names(OLD)),
        ({"sheet_cells": 3}, lambda: oldworkbook.read_sheet(OLD, "避难场所")),
    ):
        less = msgspec.structs.replace(limits, table=msgspec.structs.replace(limits.table, **limit))
        monkeypatch.setattr(oldworkbook, "import_limits", lambda less=less: less)
        with pytest.raises(HavenError) as caught:
            call()
        assert caught.value.key == ("workbook_too_large" if "old_bytes" in limit else "table_cells")


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (row(cell(1), 'table:number-rows-repeated="99999999"'), "table_rows"),
        (
            row(cell(1, 'table:number-columns-repeated="490"'), 'table:number-rows-repeated="290000"'),
            "table_cells",
        ),
        ("<table:table-row>", "table_damaged"),
    ],
)
def test_a_few_bytes_that_stand_for_millions_of_cells(tmp_path: Path, rows: str, key: str) -> None:
    path = write_ods(tmp_path / "a.ods", rows)
    with pytest.raises(HavenError) as caught:
        opendocument.read_sheet(path, "清单")
    assert caught.value.key == key


def shown_cell(value: float, text: str) -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value:.15g}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (1e4, "{:,.2f}万平方米"),
        (10000 / 15, "{:.1f} 亩"),
        (1e4, "{:,.4f}公顷"),
        (1, "{:,.0f}㎡"),
        (1, "{:,.0f}"),
    ],
)
def test_a_unit_that_only_the_text_of_cells_shows(folder: Path, share: float, text: str) -> None:
    rows = row("".join(map(cell, SHELTER_HEAD)))
    for one in SHELTERS:
        value = one[6] / share
        rows += row("".join([*map(cell, one[:6]), shown_cell(value, text.format(value)), cell(one[7])]))
    write_ods(folder / f"{STEM}.ods", rows)
    assert county.imported(folder).area_m2 == pytest.approx(county.AREA_M2)


def test_a_text_that_divides_what_it_shows_says_nothing_of_the_unit(folder: Path) -> None:
    rows = row("".join(map(cell, SHELTER_HEAD)))
    for one in SHELTERS:
        shown = shown_cell(one[6], f"{one[6] / 1e4:.2f}万㎡")
        rows += row("".join([*map(cell, one[:6]), shown, cell(one[7])]))
    write_ods(folder / f"{STEM}.ods", rows)
    assert county.imported(folder).area_m2 == county.AREA_M2


# -- old workbooks -----------------------------------------------------------------------------------------
OLD = Path(__file__).with_name("old_workbook.xls")
"""Saved by LibreOffice as Excel 97: two heading rows, joined cells, hidden row and sheet, an error."""


@pytest.mark.parametrize("name", [f"{STEM}.xls", f"{STEM}.et", f"{STEM}.xlsx"])
def test_an_old_workbook_is_read_whatever_it_is_called(folder: Path, name: str) -> None:
    shutil.copyfile(OLD, folder / name)
    case = county.imported(folder)
    assert {site.name: site.effective_area_m2 for site in case.shelters.values()} == {
        "石桥中学": 3600,
        "石桥广场": 1200,  # a formula's result
        "人民公园": 9000,
        "柳林广场": 3000,
    }
    assert case.shelters["石桥广场"].finished_year == 2021
    told = case.told(name)
    assert re.search("第 7 行.*隐藏|隐藏.*第 7 行", told) and "全县合计" in told and "第 6 行" in told


UNITS = Path(__file__).with_name("old_workbook_units.xls")
"""Saved by LibreOffice as Excel 97: areas of 0.9, 5.4 and 0.3 that formats show in 万平方米, 亩 and 公顷."""


@pytest.mark.parametrize("name", [f"{STEM}.xls", f"{STEM}.et"])
def test_units_that_only_the_formats_of_an_old_workbook_show(folder: Path, name: str) -> None:
    shutil.copyfile(UNITS, folder / name)
    sites = county.imported(folder).shelters.values()
    areas = {site.name: site.effective_area_m2 for site in sites}
    assert areas == pytest.approx({one[0]: one[6] for one in SHELTERS})


def test_what_an_old_workbook_says_beside_its_values() -> None:
    assert oldworkbook.sheet_names(OLD) == ["避难场所"]
    rows, marks = oldworkbook.read_sheet(OLD, "避难场所")
    assert marks.hidden == {6} and (3, 0, 4, 0) in marks.joined and (0, 0, 0, 7) in marks.joined
    assert rows[3][5:8] == [6000, 3600, "2019-06-01"] and rows[5][5] == "#DIV/0!" and rows[6][7] == 2020
    assert all(type(row[6]) is int for row in rows[3:])


def test_damaged_old_workbooks_are_told_and_take_no_time(tmp_path: Path) -> None:
    data = OLD.read_bytes()
    path = tmp_path / "a.xls"
    draw = random.Random(7)
    keys = set[str]()
    for _ in range(60):
        bad = bytearray(data)
        for _ in range(5):
            bad[draw.randrange(8, len(bad))] = draw.choice([0, 255, draw.randrange(256)])
        path.write_bytes(bad)
        try:
            for sheet in oldworkbook.sheet_names(path):
                oldworkbook.read_sheet(path, sheet)
        except HavenError as error:
            keys.add(error.key)
    assert "table_damaged" in keys <= {"table_damaged", "office_locked", "table_cells"}


def test_small_blocks_in_a_circle_are_a_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xlrd import compdoc

    class Circle:
        def __init__(self, *_: object, **__: object) -> None:
            self.dirlist = [SimpleNamespace(etype=2, first_SID=0, tot_size=900)]
            self.SSAT, self.min_size_std_stream = [1, 2, 1], 4096

    monkeypatch.setattr(compdoc, "CompDoc", Circle)
    with pytest.raises(HavenError) as caught:
        oldworkbook.sheet_names(OLD)
    assert caught.value.key == "table_damaged"


def test_content_decides_what_a_workbook_is(tmp_path: Path) -> None:
    county.write_xlsx(tmp_path / "a.xls", [SHELTER_HEAD, *SHELTERS])
    county.write_csv(tmp_path / "b.xls", [SHELTER_HEAD, *SHELTERS], "gb18030")
    assert sniff(tmp_path / "a.xls") == "xlsx" and sniff(tmp_path / "b.xls") == "table"
    (source,) = sources.sources(tmp_path / "a.xls", tmp_path)
    assert len(read.read(source).frame) == len(SHELTERS)
    for name in ("a.wps", "b.dps", "c.doc", "d.pdf"):
        (tmp_path / name).write_bytes(OLD.read_bytes())
        with pytest.raises(HavenError) as caught:
            sniff(tmp_path / name)
        assert caught.value.key == "file_is_document"
        assert Path(name).suffix in caught.value.message("zh").what


# -- text, MapInfo, DXF ------------------------------------------------------------------------------------
def test_a_text_with_tabs_is_a_table(folder: Path) -> None:
    text = "\n".join("\t".join(map(str, one)) for one in (SHELTER_HEAD, *SHELTERS))
    (folder / f"{STEM}.txt").write_text(text, encoding="gb18030")
    assert county.imported(folder).area_m2 == county.AREA_M2


@pytest.mark.parametrize("charset", ["WindowsSimpChinese", "Neutral"])
def test_mapinfo_in_chinese(folder: Path, charset: str) -> None:
    columns = "  名称 Char(40)\n  避难场所类别 Char(20)\n  有效避难面积 Float\n  状态 Char(10)\n"
    head = f'Version 300\nCharset "{charset}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 4\n'
    points = "".join(f"Point {site[3]} {site[4]}\n" for site in SHELTERS)
    cells = "".join(f'"{site[0]}","{site[1]}",{site[6]},"{site[7]}"\n' for site in SHELTERS)
    (folder / f"{STEM}.mif").write_bytes(f"{head}{columns}Data\n\n{points}".encode("gb18030"))
    (folder / f"{STEM}.mid").write_bytes(cells.encode("gb18030"))
    case = county.imported(folder)
    assert case.area_m2 == county.AREA_M2
    assert case.shelters["人民公园"].shelter_class == "long"
    assert not any(line.file.endswith(".mid") for line in case.result.report)


def test_an_outline_drawn_in_cad(folder: Path) -> None:
    (folder / "县界.geojson").unlink()
    change = Transformer.from_crs(4490, 4545, always_xy=True)
    corners = [change.transform(*corner) for corner in county.ring(county.WEST, county.SOUTH, 0.3, 0.1)]
    drawing = gpd.GeoDataFrame({"Layer": ["JX"]}, geometry=[shapely.LineString(corners)])
    with pytest.warns(UserWarning, match="crs"):
        drawing.to_file(folder / "县界.dxf", driver="DXF")
    case = county.imported(folder)
    assert case.role("县界.dxf") == "county"
    assert case.people == county.PEOPLE
    outline = case.result.project.county.boundary
    assert outline is not None and outline.area == pytest.approx(28_730_000 * 11.1, rel=0.01)


@pytest.mark.parametrize("ending", [".topojson", ".json"])
def test_an_outline_as_topojson(folder: Path, ending: str) -> None:
    (folder / "县界.geojson").unlink()
    outline = {"type": "Polygon", "arcs": [[0]], "properties": {"名称": "青禾县", "行政区划代码": "500999"}}
    arcs = [county.ring(county.WEST, county.SOUTH, 0.3, 0.1)]
    objects = {"county": {"type": "GeometryCollection", "geometries": [outline]}}
    text = json.dumps({"type": "Topology", "arcs": arcs, "objects": objects}, ensure_ascii=False)
    (folder / f"县界{ending}").write_text(text, encoding="utf-8")
    case = county.imported(folder)
    assert case.role(f"县界{ending}") == "county" and case.people == county.PEOPLE


def test_files_that_belong_to_a_mapinfo_table_are_not_named_alone(tmp_path: Path) -> None:
    for name in ("水系.tab", "水系.dat", "水系.map", "河流.dat"):
        (tmp_path / name).write_bytes(b"x")
    assert is_sidecar(tmp_path / "水系.dat") and is_sidecar(tmp_path / "水系.map")
    assert not is_sidecar(tmp_path / "河流.dat")


# -- OpenStreetMap -----------------------------------------------------------------------------------------
WAYS = (
    '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6"><node id="1" lat="30.62" lon="108.42"/>'
    '<node id="2" lat="30.66" lon="108.46"/><way id="3"><nd ref="1"/><nd ref="2"/>'
    '<tag k="highway" v="primary"/></way></osm>'
)


@pytest.mark.parametrize("name", ["道路.osm.gz", "道路.osm.xml"])
def test_openstreetmap_by_its_other_endings(folder: Path, name: str) -> None:
    (folder / "道路.geojson").unlink()
    data = WAYS.encode()
    (folder / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert county.imported(folder).role(name) == "roads"


def test_a_packed_file_that_is_no_map_is_refused(folder: Path) -> None:
    (folder / "甲.osm.gz").write_bytes(gzip.compress(b"hello"))
    (folder / "乙.osm.gz").write_bytes(gzip.compress(WAYS.encode())[:-20])
    case = county.imported(folder)
    assert case.role("甲.osm.gz") is None and "格式" in case.told("甲.osm.gz")
    assert case.role("乙.osm.gz") is None and case.told("乙.osm.gz")


def test_endings_of_two_parts() -> None:
    assert [ending_of(Path(name)) for name in ("a.OSM.GZ", "a.csv.gz", "a.b.csv")] == [
        ".osm.gz",
        ".gz",
        ".csv",
    ]
