"""Archives and workbooks made to harm: nothing is written outside, nothing fills the memory or the disk."""

from __future__ import annotations

import io
import stat
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from layers.formats import archive
from layers.formats.limits import import_limits
from layers.formats.read import read
from layers.formats.sources import sources
from models.kernel.errors import HavenError
from tests.layers import made

DATA = b'{"type": "FeatureCollection", "features": []}'


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    folder = tmp_path / "inside"
    folder.mkdir()
    return folder


def packed(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries:
            pack.writestr(name, data)
    return path


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.geojson",
        "a/../../evil.geojson",
        "/tmp/evil.geojson",
        "C:\\evil.geojson",
        "..\\evil.geojson",
        "C:evil.geojson",
    ],
)
def test_entries_that_point_outside(tmp_path: Path, inside: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", ("good.geojson", DATA), (name, DATA))
    before = everything(tmp_path)
    with pytest.raises(HavenError) as caught:
        archive.unpack(path, inside)
    assert caught.value.key == "archive_unsafe"
    assert everything(tmp_path) == before


def test_link_entry(tmp_path: Path, inside: Path) -> None:
    entry = zipfile.ZipInfo("a.geojson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(HavenError) as caught:
        archive.unpack(packed(tmp_path / "a.zip", (entry, b"/etc/passwd")), inside)
    assert caught.value.key == "archive_unsafe"


def test_names_that_repeat_or_are_reserved(tmp_path: Path, inside: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a/x.geojson", b"1"), ("b/X.geojson", b"2"), ("CON.geojson", b"3"))
    found = archive.unpack(path, inside)
    assert sorted(item.read_bytes() for item in found) == [b"1", b"2", b"3"]
    assert {item.name for item in found} == {"x.geojson", "X_2.geojson", "_CON.geojson"}


def test_parts_of_a_shapefile_stay_together(tmp_path: Path, inside: Path) -> None:
    made.write(tmp_path, "乡镇.shp", made.townships(), encoding="UTF-8")
    parts = [(f"{place}/乡镇{p.suffix}", p.read_bytes()) for place in "ab" for p in tmp_path.glob("乡镇.*")]
    assert [item.name for item in archive.unpack(packed(tmp_path / "a.zip", *parts), inside)] == [
        "乡镇.shp",
        "乡镇_2.shp",
    ]


def test_only_geodata_is_unpacked_and_archives_inside_stay_packed(tmp_path: Path, inside: Path) -> None:
    inner = io.BytesIO()
    packed(inner, ("deep.geojson", DATA))  # type: ignore[arg-type]
    path = packed(
        tmp_path / "a.zip", ("run.exe", b"MZ"), ("inner.zip", inner.getvalue()), ("a.geojson", DATA)
    )
    assert [item.name for item in archive.unpack(path, inside)] == ["a.geojson"]
    assert everything(inside) == {"a.geojson"}


def limited(monkeypatch: pytest.MonkeyPatch, **values: dict[str, int]) -> None:
    for part, changes in values.items():
        for name, value in changes.items():
            monkeypatch.setattr(getattr(import_limits(), part), name, value)


def test_bomb_stops_while_it_unpacks(tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, archive={"bytes": 3_000_000})
    path = packed(tmp_path / "a.zip", ("a.geojson", bytes(1_000_000)), ("b.geojson", bytes(50_000_000)))
    assert path.stat().st_size < 100_000
    with pytest.raises(HavenError) as caught:
        archive.unpack(path, inside)
    assert caught.value.key == "archive_too_large"
    assert sum(item.stat().st_size for item in inside.iterdir()) <= 3_000_000


def test_header_that_lies_about_the_size(
    tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, archive={"bytes": 3_000_000})
    path = packed(tmp_path / "a.zip", ("a.geojson", bytes(50_000_000)))
    data = path.read_bytes().replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(HavenError) as caught:
        archive.unpack(path, inside)
    assert caught.value.key in ("archive_damaged", "archive_too_large")


def test_too_many_entries(tmp_path: Path, inside: Path) -> None:
    path = packed(tmp_path / "a.zip", *((f"{n}.geojson", b"") for n in range(2001)))
    with pytest.raises(HavenError) as caught:
        archive.unpack(path, inside)
    assert caught.value.key == "archive_too_large" and not everything(inside)


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_cut_off_archive(tmp_path: Path, inside: Path, keep: float) -> None:
    path = packed(tmp_path / "a.zip", ("a.geojson", DATA * 100))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(HavenError) as caught:
        archive.unpack(path, inside)
    assert caught.value.key == "archive_damaged"


def test_archive_with_a_password(tmp_path: Path, inside: Path) -> None:
    path = packed(tmp_path / "a.zip", ("a.geojson", DATA))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(HavenError) as caught:
        archive.unpack(path, inside)
    assert caught.value.key == "archive_unsafe"


# -- workbooks ---------------------------------------------------------------------------------------------
def sheet_of(path: Path, xml: str) -> Path:
    """Workbook whose only sheet is the given XML."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    return packed(path, *((n, xml.encode() if n == "xl/worksheets/sheet1.xml" else d) for n, d in parts))


HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def refusal(path: Path, scratch: Path) -> str:
    started = time.process_time()
    with pytest.raises(HavenError) as caught:
        for source in sources(path, scratch):
            read(source)
    assert time.process_time() - started < 10
    return caught.value.key


def test_workbook_with_endless_cells(tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, table={"sheet_cells": 20_000})
    row = "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
    path = sheet_of(tmp_path / "a.xlsx", f"{HEAD}<sheetData>{row * 1000}</sheetData></worksheet>")
    assert path.stat().st_size < 200_000
    assert refusal(path, inside) == "table_cells"


def test_workbook_that_is_huge_unpacked(
    tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, table={"sheet_bytes": 1_000_000})
    path = sheet_of(tmp_path / "a.xlsx", f"{HEAD}<sheetData>{' ' * 5_000_000}</sheetData></worksheet>")
    assert refusal(path, inside) == "workbook_too_large"


def test_workbook_with_one_giant_cell(tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, table={"cell_characters": 100_000})
    row = f'<row><c t="inlineStr"><is><t>{"a" * 1_000_000}</t></is></c></row>'
    path = sheet_of(tmp_path / "a.xlsx", f"{HEAD}<sheetData>{row}</sheetData></worksheet>")
    assert path.stat().st_size < 20_000
    assert refusal(path, inside) == "table_cell_too_long"


def test_workbook_with_endless_rows(tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, table={"rows": 2000})
    path = sheet_of(tmp_path / "a.xlsx", f"{HEAD}<sheetData>{'<row/>' * 400_000}</sheetData></worksheet>")
    assert path.stat().st_size < 20_000
    assert refusal(path, inside) == "table_rows"


def test_workbook_with_endless_formats(tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, table={"styles_bytes": 500_000})
    plain = sheet_of(tmp_path / "a.xlsx", f"{HEAD}<sheetData></sheetData></worksheet>")
    with zipfile.ZipFile(plain) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    formats = b'<xf numFmtId="0" fontId="0"/>' * 100_000 + b"</cellXfs>"
    path = packed(
        tmp_path / "b.xlsx",
        *((n, d.replace(b"</cellXfs>", formats) if n == "xl/styles.xml" else d) for n, d in parts),
    )
    assert path.stat().st_size < 30_000
    assert refusal(path, inside) == "workbook_formats"


def test_text_table_with_one_giant_cell(
    tmp_path: Path, inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, table={"cell_characters": 100_000})
    path = tmp_path / "a.csv"
    path.write_text(f"名称,备注\n甲,{'x' * 200_000}\n", encoding="utf-8")
    assert refusal(path, inside) == "table_cell_too_long"


def test_cell_at_the_far_end(tmp_path: Path, inside: Path) -> None:
    cells = '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    path = sheet_of(tmp_path / "a.xlsx", f"{HEAD}<sheetData>{cells}</sheetData></worksheet>")
    assert refusal(path, inside) == "table_columns"


def test_workbook_with_entities(tmp_path: Path, inside: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]>'
    rows = "<sheetData><row><c t='str'><v>&b;</v></c></row></sheetData>"
    xml = f"<?xml version='1.0'?>{bomb}{HEAD}{rows}</worksheet>"
    assert refusal(sheet_of(tmp_path / "a.xlsx", xml), inside) == "table_damaged"


def test_old_workbook_with_nothing_in_it(tmp_path: Path, inside: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert refusal(path, inside) == "table_damaged"


def test_workbook_that_is_only_a_zip(tmp_path: Path, inside: Path) -> None:
    assert refusal(packed(tmp_path / "a.xlsx", ("a.txt", b"x")), inside) == "table_damaged"
