"""Names made to harm stay text wherever they stand; the package is one that no spreadsheet has to repair."""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from openpyxl.utils import range_boundaries

from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from reports.context import ReportContext, make_context
from reports.workbook import write_workbook
from reports.workbook.archive import with_words
from reports.workbook.pictures import png_size
from tests.helpers import ROOT
from tests.reports.conftest import HOSTILE, MADE_ON, small_project
from tests.reports.full_county import full_project
from tests.reports.test_workbook import is_ours, written

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONG = "字" * 40_000
PAYLOADS = (
    *HOSTILE,
    LONG,
    "🚒" * 40_000,
    "_x0041_",
    "a\x00b\x1fc",
    "'!A1",
    "[1]Sheet!A1",
    "\\\\server\\x",
    'DDE("cmd")',
)


def png(width: int, height: int, shade: int = 200) -> bytes:
    """A grey picture, made by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes([shade]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PICTURES = {"fire": png(600, 300), "worst": png(300, 400), "own": png(20, 20)}


@cache
def context() -> ReportContext:
    return make_context(full_project(PAYLOADS), made_on=MADE_ON)


@cache
def parts(lang: Lang) -> dict[str, bytes]:
    """Parts of the workbook of the hostile county, made once for each language."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        run_to_end(write_workbook(context(), path, lang, PICTURES))
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            assert len(names) == len(set(names))
            return {name: archive.read(name) for name in names}


@cache
def sheets(lang: Lang) -> dict[str, Element]:
    """Worksheets by title, to be read only."""
    workbook = fromstring(parts(lang)["xl/workbook.xml"])
    titles = [sheet.get("name", "") for sheet in workbook.iter(f"{MAIN}sheet")]
    return {
        title: fromstring(parts(lang)[f"xl/worksheets/sheet{number}.xml"])
        for number, title in enumerate(titles, start=1)
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_payload_becomes_a_formula_in_any_cell(lang: Lang) -> None:
    seen = set()
    for title, sheet in sheets(lang).items():
        for cell in sheet.iter(f"{MAIN}c"):
            formula = cell.find(f"{MAIN}f")
            if formula is not None:
                assert is_ours(f"={formula.text}"), (title, cell.get("r"), formula.text)
                continue
            text = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
            if cell.get("t") == "inlineStr":
                seen.add(text)
                shown = text.replace("_x005F_", "_")
                assert len(shown.encode("utf-16-le")) <= 2 * 32_767
            else:
                assert cell.get("t") in (None, "n")
    for payload in ("=1+1", '=HYPERLINK("http://example.invalid","x")', "{{7*7}}", "＝1+1", "@SUM(A1)"):
        assert payload in seen
    assert "_x005F_x0041_" in seen
    assert "🚒" * 16_383 in seen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_leads_out_of_the_file(lang: Lang) -> None:
    for name, data in parts(lang).items():
        assert "external" not in name.lower()
        assert "vba" not in name.lower()
        assert b"/tmp/" not in data
        assert str(ROOT).encode() not in data
        if name.endswith(".rels"):
            for relation in fromstring(data):
                assert relation.get("TargetMode") != "External", name
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            links = fromstring(data).iter(f"{MAIN}hyperlink")
            assert all(link.get("location") and not link.get(_RELATION) for link in links)


_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sheet_has_something_to_show(lang: Lang) -> None:
    """Or else this county would test nothing."""
    empty = t("workbook.empty", lang)
    for title, sheet in sheets(lang).items():
        texts = {
            "".join(part.text or "" for part in cell.iter(f"{MAIN}t")) for cell in sheet.iter(f"{MAIN}c")
        }
        assert empty not in texts, title


# -- what makes a spreadsheet offer a repair -----------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_is_known_and_every_reference_leads_somewhere(lang: Lang) -> None:
    held = parts(lang)
    types = fromstring(held["[Content_Types].xml"])
    endings = {item.get("Extension") for item in types if item.tag.endswith("Default")}
    named = {str(item.get("PartName")).lstrip("/") for item in types if item.tag.endswith("Override")}
    assert named <= set(held)
    for name in held:
        assert name in named or name.rsplit(".", 1)[-1] in endings, name
    for name, data in held.items():
        if name.endswith(".rels"):
            base = Path(name).parent.parent
            for relation in fromstring(data):
                target = str(relation.get("Target"))
                found = target.lstrip("/") if target.startswith("/") else str(base / target)
                assert found in held, (name, target)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_sheets_and_ranges(lang: Lang) -> None:
    workbook = fromstring(parts(lang)["xl/workbook.xml"])
    titles = [str(sheet.get("name")) for sheet in workbook.iter(f"{MAIN}sheet")]
    assert len({title.lower() for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title) <= 31
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'") and not title.endswith("'")
    names = [
        (str(item.get("name")), item.get("localSheetId"), str(item.text))
        for item in workbook.iter(f"{MAIN}definedName")
    ]
    assert len({(name.lower(), sheet) for name, sheet, _ in names}) == len(names)
    for name, _, text in names:
        assert re.fullmatch(r"(_xlnm\.)?[A-Za-z_][A-Za-z0-9_.]*", name)
        assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+", name.upper())
        for sheet in re.findall(r"'((?:[^']|'')+)'!", text):
            assert sheet.replace("''", "'") in titles
    assert {"AreaPerResidentTarget", "Choices_status", "TownshipResidents"} <= {name for name, _, _ in names}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rules_merges_and_sizes_are_within_what_spreadsheets_allow(lang: Lang) -> None:
    workbook = fromstring(parts(lang)["xl/workbook.xml"])
    names = {str(item.get("name")) for item in workbook.iter(f"{MAIN}definedName")}
    checked = 0
    for title, sheet in sheets(lang).items():
        for rule in sheet.iter(f"{MAIN}dataValidation"):
            formula = str(rule.findtext(f"{MAIN}formula1"))
            assert len(formula) <= 255
            assert len(rule.get("error", "")) <= 225
            assert len(rule.get("errorTitle", "")) <= 32
            assert rule.get("sqref")
            if rule.get("type") == "list":
                assert formula in names
            checked += 1
        priorities = [int(str(rule.get("priority"))) for rule in sheet.iter(f"{MAIN}cfRule")]
        assert len(priorities) == len(set(priorities))
        for rule in sheet.iter(f"{MAIN}cfRule"):
            assert all(len(str(formula.text)) <= 255 for formula in rule.iter(f"{MAIN}formula"))
        boxes = [range_boundaries(str(merge.get("ref"))) for merge in sheet.iter(f"{MAIN}mergeCell")]
        for (a, b, c, d), (e, f, g, h) in combinations(boxes, 2):
            assert c < e or g < a or d < f or h < b, title
        for row in sheet.iter(f"{MAIN}row"):
            assert float(row.get("ht", 0)) <= 409
        for column in sheet.iter(f"{MAIN}col"):
            assert 0 < float(str(column.get("width"))) <= 255
        for part in (*sheet.iter(f"{MAIN}oddHeader"), *sheet.iter(f"{MAIN}oddFooter")):
            assert len(str(part.text)) <= 255
        rows = [int(str(row.get("r"))) for row in sheet.iter(f"{MAIN}row")]
        assert rows == sorted(set(rows))
    assert checked > 60


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_offer_every_choice_in_the_language(context: ReportContext, lang: Lang) -> None:
    opened = written(context, lang)
    name = opened.defined_names["Choices_shelter_class"].attr_text
    title, cells = name.rsplit("!", 1)
    sheet = opened[title.strip("'")]
    assert sheet.sheet_state == "veryHidden"
    words = [cell.value for row in sheet[cells.replace("$", "")] for cell in row]
    classes = ("emergency", "short", "medium", "long", "central", "unknown")
    assert words == [t(f"choice.shelter_class.{one}", lang) for one in classes]


def test_numbers_and_dates_are_checked(context: ReportContext) -> None:
    sheet = written(context)[t("workbook.sheet.ledger.shelter", "zh")]
    columns = {str(cell.value): cell.column_letter for cell in sheet[3]}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        letters = re.match(r"[A-Z]+", str(rule.sqref))
        assert letters is not None
        found[letters[0]] = rule
    area = found[columns["gross_area_m2"]]
    assert (area.type, area.operator, area.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert found[columns["occupancy_persons"]].type == "whole"
    assert found[columns["last_drill"]].type == "date"
    assert found[columns["has_tents"]].formula1 == "Choices_flag"
    assert not found[columns["status"]].allow_blank


# -- pictures ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_small_map_stands_once_on_the_first_page(lang: Lang) -> None:
    media = [data for name, data in parts(lang).items() if name.startswith("xl/media/")]
    assert media == [PICTURES["worst"]]
    for name, data in parts(lang).items():
        if name.startswith("xl/drawings/drawing"):
            said = re.findall(rb'<(?:xdr:)?cNvPr [^>]*descr="([^"]*)"', data)
            assert said and all(said)
            assert len(said) == len(re.findall(rb"cNvPr ", data))


def test_a_workbook_without_pictures_holds_none(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    run_to_end(write_workbook(make_context(small_project(), made_on=MADE_ON), path, "zh"))
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "media" in name]


def test_pictures_do_not_change_from_writing_to_writing(tmp_path: Path) -> None:
    small = make_context(small_project(), made_on=MADE_ON)
    for name in ("a.xlsx", "b.xlsx"):
        run_to_end(write_workbook(small, tmp_path / name, "zh", PICTURES))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_size_of_a_picture() -> None:
    assert png_size(png(7, 3)) == (7, 3)
    for bad in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + bytes(30), png(5, 5)[:20]):
        with pytest.raises(ValueError):
            png_size(bad)


def test_a_drawing_and_its_words_belong_together() -> None:
    drawn = b'<xdr:cNvPr id="1" name="Image 1" descr="Picture"/><xdr:cNvPr id="2" name="Chart 2"/>'
    made = with_words(drawn, ["a <b>", "c"]).decode()
    assert html.unescape(re.findall(r'descr="([^"]*)"', made)[0]) == "a <b>"
    for words in (["a"], ["a", "b", "c"]):
        with pytest.raises(RuntimeError):
            with_words(drawn, words)
