"""Names that try to become formulas, scripts, fields or markup, in every field, through every output."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import unicodedata
import zipfile
import zlib
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from lxml import etree
from PySide6.QtWidgets import QApplication
from shapely.geometry import LineString, Point, box

from models.county.layer import Layer, Provenance, Role
from models.facilities.facility import FACILITY_TYPES, Facility, Family, field_specs
from models.facilities.stock import StockRow
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import CustomProfile, Indicator, Override, OwnRow, OwnTarget, Settings
from reports.context import ReportContext, make_context
from reports.identity import output_name
from reports.safe import clean_text, looks_like_formula, safe_csv, safe_html
from reports.textreport import write_textreport
from reports.webmap import write_webmap
from reports.workbook import write_workbook
from tests.reports.conftest import CRS, HOSTILE, X, Y

PAYLOADS = (
    *HOSTILE,
    "<svg onload=alert(7)>",
    "\\u003cscript\\u003ealert(8)\\u003c/script\\u003e",
    '{ HYPERLINK "file:///etc/passwd" }',
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",
    ")/OpenAction<</S/JavaScript/JS(app.alert(9))>>(",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    '<a href="http://example.invalid/">x</a>',
)
DAY = date(2026, 1, 2)
SIDE = 2000.0
ALL = " ".join(PAYLOADS)
"""Everything at once, for names of which there is only one; it begins as a formula."""


def spot(number: int) -> tuple[float, float]:
    return X + SIDE * (number % 6), Y + SIDE * (number // 6)


def facility(number: int, payload: str) -> Facility:
    """A facility whose every text says the same."""
    family = list(Family)[number % len(Family)]
    kind = FACILITY_TYPES[family]
    x, y = spot(number)
    texts = {spec.name: payload for spec in field_specs(family) if spec.kind == "text"}
    status = ("existing", "planned", "candidate", "existing")[number % 4]
    made = kind(id=f"f{number}", geometry=Point(x + SIDE / 2, y + SIDE / 2), **{**texts, "status": status})
    areas = {item.name: 3000.0 for item in fields(kind) if item.name.endswith("_area_m2")}
    return replace(made, **areas)


def layer(role: Role, name: str, rows: list[dict[str, object]]) -> Layer:
    source = Provenance(file=name, file_layer=name, encoding=name, crs=name, datum=name, sha256="0" * 64)
    return Layer(name, role, gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS), provenance=source)


def hostile_project() -> Project:
    """A county where each township, village, road, hazard, layer and facility bears one of the payloads."""
    townships, villages, roads, hazards, marks = [], [], [], [], []
    for number, payload in enumerate(PAYLOADS):
        x, y = spot(number)
        square = box(x, y, x + SIDE, y + SIDE)
        people = {"name": payload, "code": payload, "population_persons": 1000.0 + number}
        townships.append({**people, "geometry": square})
        villages.append({**people, "geometry": Point(x + 900, y + 900)})
        roads.append(
            {"name": payload, "road_class": payload, "geometry": LineString([(x, y), (x + SIDE, y)])}
        )
        shape = box(x, y, x + 300, y + 300)
        hazards.append({"name": payload, "hazard_type": payload, "hazard_level": payload, "geometry": shape})
        marks.append({"name": payload, payload: payload, "geometry": Point(x, y)})
    whole = box(X, Y, X + 6 * SIDE, Y + SIDE * (1 + (len(PAYLOADS) - 1) // 6))
    layers = [
        layer(Role.REFERENCE, PAYLOADS[10], marks),
        layer(Role.COUNTY, ALL, [{"name": ALL, "code": "371599", "geometry": whole}]),
        layer(Role.TOWNSHIPS, PAYLOADS[0], townships),
        layer(Role.VILLAGES, PAYLOADS[1], villages),
        layer(Role.ROADS, PAYLOADS[12], roads),
        layer(Role.HAZARDS, PAYLOADS[11], hazards),
    ]
    facilities = {item.id: item for item in map(facility, range(len(PAYLOADS)), PAYLOADS)}
    own = OwnRow("own.row", ALL, "shelter", "shelter.count", "places", (OwnTarget(">=", 1.0, 2030),))
    settings = Settings(
        name=ALL,
        county_name=ALL,
        county_code="371599",
        crs_epsg=4548,
        profile_id="own.plan",
        overrides={"shelter.area_per_resident_m2": Override(2.0, who=ALL, when=ALL, why=ALL)},
        indicators={"yanggu.outcomes.deaths": Indicator(0.1, 2025, ALL)},
        custom_profiles={"own.plan": CustomProfile("own.plan", ALL, "yanggu", {}, (own,))},
        stock=tuple(
            StockRow(
                id=f"r{number}", depot_id=f"f{number}", quantity=5.0,
                code=payload, name=payload, unit=payload, place=payload, note=payload,
            )
            for number, payload in enumerate(PAYLOADS)
        ),
    )  # fmt: skip
    plan = Scenario("plan", ALL, facilities, note=ALL)
    return Project(settings, layers, [Scenario(TODAY_ID, ALL, facilities), plan], active_scenario_id="plan")


@cache
def hostile_context() -> ReportContext:
    return make_context(hostile_project(), made_on=DAY)


def on_one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


# -- workbook -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module", params=LANGUAGES)
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    run_to_end(write_workbook(hostile_context(), path, request.param))
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_workbook_no_cell_is_a_formula_of_theirs(workbook: dict[str, bytes]) -> None:
    formulas = cells = 0
    for name, data in workbook.items():
        if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            continue
        for cell in etree.fromstring(data).iter(f"{MAIN}c"):
            cells += 1
            formula = cell.find(f"{MAIN}f")
            if formula is not None:
                formulas += 1
                text = formula.text or ""
                for piece in ("HYPERLINK", "1+1", "A1)", "cmd", "DDE", "alert", "passwd", "example"):
                    assert piece not in text, text
                assert not re.search(r"=\s*[+\-@=]", text)
            else:
                assert cell.get("t") in ("inlineStr", "s", "n", None)
    assert cells > 500
    assert formulas > 10


def test_workbook_holds_no_code_link_or_name_from_outside(workbook: dict[str, bytes]) -> None:
    for name, data in workbook.items():
        assert not re.search(
            r"vba|externalLink|embeddings|oleObject|ctrlProp|connections", name, re.IGNORECASE
        )
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in data, name
    names = etree.fromstring(workbook["xl/workbook.xml"])
    for sheet in names.iter(f"{MAIN}sheet"):
        assert not re.search(r"[<>=@+${}]", sheet.get("name") or "")
    for defined in names.iter(f"{MAIN}definedName"):
        assert "HYPERLINK" not in (defined.text or "")
        assert "alert" not in (defined.get("name") or "")


def test_workbook_shows_every_name_as_it_is(workbook: dict[str, bytes]) -> None:
    texts: set[str] = set()
    for name, data in workbook.items():
        if name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml":
            texts |= {
                "".join(node.itertext()) for node in etree.fromstring(data).iter(f"{MAIN}is", f"{MAIN}si")
            }
    shown = {" ".join(text.split()) for text in texts}
    for payload in PAYLOADS:
        assert on_one_line(payload) in shown, payload


# -- text ---------------------------------------------------------------------------------------------------
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_report_holds_no_field_or_link_of_theirs(tmp_path: Path, lang: Lang) -> None:
    path = tmp_path / "text.docx"
    run_to_end(write_textreport(hostile_context(), path, lang))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, data in parts.items():
        assert not re.search(r"vba|embeddings|oleObject|activeX|customXml", name)
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in data
        if name.endswith((".xml", ".rels")):
            assert b"<!ENTITY" not in data
            etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    root = etree.fromstring(parts["word/document.xml"])
    codes = {" ".join((code.text or "").split()) for code in root.iter(f"{W}instrText")}
    assert codes <= {'TOC \\o "1-2" \\h \\z \\u', "SEQ Table \\* ARABIC", "SEQ Figure \\* ARABIC", "PAGE"}
    assert not list(root.iter(f"{W}fldSimple", f"{W}object", f"{W}altChunk"))
    assert all(link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink"))
    text = "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in root.iter(f"{W}p"))
    for payload in PAYLOADS:
        assert on_one_line(payload) in text, payload


# -- web map ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_web_map_runs_nothing_of_theirs(tmp_path: Path, lang: Lang) -> None:
    path = tmp_path / "map.html"
    run_to_end(write_webmap(hostile_context(), path, lang))
    page = path.read_text(encoding="utf-8")
    assert len(re.findall(r"<script\b", page)) == len(re.findall(r"</script>", page))
    head, _, _ = page.partition("<body>")
    assert "Content-Security-Policy" in head
    outside = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<[a-z][^<>]*\son\w+\s*=", outside)
    assert not re.search(r"(href|src)\s*=\s*[\"']?(?!data:)[a-z]+:", outside)
    for piece in (
        "<svg onload",
        "<img src=x",
        "<script>alert",
        "${alert",
        "{{7*7}}",
        "`${",
        "<!ENTITY",
        "</script><script>alert",
    ):
        assert piece not in page, piece
    plain = page.replace("\\u0026", "&")
    for payload in PAYLOADS:
        assert safe_html(payload) in plain or safe_html(payload.strip()) in plain, payload


# -- prints -------------------------------------------------------------------------------------------------
FORBIDDEN = (
    b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA", b"/GoToR",
    b"/SubmitForm", b"/ImportData", b"/RichMedia", b"/Filespec",
)  # fmt: skip


def structure(data: bytes) -> bytes:
    """A PDF without its streams and strings: only names and numbers, which readers act upon."""
    data = re.sub(rb"stream\r?\n.*?endstream", b"", data, flags=re.DOTALL)
    kept, depth, index = bytearray(), 0, 0
    while index < len(data):
        letter = data[index : index + 1]
        if letter == b"\\" and depth:
            index += 2
            continue
        depth += (letter == b"(") - (letter == b")" and depth > 0)
        if depth == 0 and letter != b")":
            kept += letter
        index += 1
    return re.sub(rb"<[0-9A-Fa-f\s]*>", b"", bytes(kept))


def streams(data: bytes) -> bytes:
    """Everything inside a PDF's streams, unpacked where it was packed."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"".join(found)


@pytest.fixture(scope="module", params=["sheet", "atlas"])
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, qapp: Any) -> Path:
    from ui.printing import write_sheet
    from ui.printing.write import write_atlas

    path = tmp_path_factory.mktemp("secret-folder") / "map.pdf"
    if request.param == "sheet":
        write_sheet(hostile_context(), path, "zh")
    else:
        run_to_end(write_atlas(hostile_context(), path, "zh"))
    return path


def test_pdf_has_no_actions_attachments_or_paths(pdf: Path) -> None:
    data = pdf.read_bytes()
    names = structure(data)
    assert b"/Type" in names and b"/Pages" in names
    for name in FORBIDDEN:
        assert not re.search(re.escape(name) + rb"\b", names), name
    inside = streams(data)
    for folder in (pdf.parent, Path.home(), Path.cwd()):
        for encoding in ("utf-8", "utf-16-be"):
            assert str(folder).encode(encoding) not in data
            assert str(folder).encode(encoding) not in inside


def test_pdf_readers_find_neither_scripts_nor_addresses_but_the_names(pdf: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler's tools are not on this machine")

    def said(*command: str) -> str:
        return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")

    assert not said("pdfinfo", "-js", str(pdf)).strip()
    assert [line for line in said("pdfinfo", "-url", str(pdf)).splitlines()[1:] if line.strip()] == []
    assert said("pdfdetach", "-list", str(pdf)).startswith("0 ")
    text = unicodedata.normalize("NFKC", "".join(said("pdftotext", "-raw", str(pdf), "-").split()))
    for payload in ("{{7*7}}", "<svgonload=alert(7)>", "@SUM(A1)"):
        assert payload in text, payload


# -- geodata and lists --------------------------------------------------------------------------------------
def test_geodata_hold_the_names_as_they_are_and_nothing_else(tmp_path: Path) -> None:
    from layers.project.export import export_facilities

    project = hostile_project()
    written = export_facilities(project, project.active, tmp_path / "out", lang="zh")
    assert all(path.parent == tmp_path / "out" for path in (tmp_path / "out").iterdir())
    (package,) = (path for path in written if path.suffix == ".gpkg")
    with closing(sqlite3.connect(package)) as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM gpkg_geometry_columns")]
        names = {row[0] for table in tables for row in connection.execute(f'SELECT name FROM "{table}"')}
        kinds = {row[0] for row in connection.execute("SELECT type FROM sqlite_master")}
    assert {name for name in names} >= {payload for payload in PAYLOADS if payload == clean_text(payload)}
    assert kinds <= {"table", "index", "trigger", "view"}
    for path in (tmp_path / "out").iterdir():
        assert str(tmp_path).encode() not in path.read_bytes(), path.name


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_cells_are_never_formulas(payload: str) -> None:
    cell = safe_csv(payload)
    assert not looks_like_formula(cell)
    assert not cell.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == clean_text(payload)


def test_the_clipboard_gets_no_formula(qapp: QApplication) -> None:
    from ui.panels.findingcopy import table_text

    for line in table_text(hostile_context().main.findings, "zh").splitlines():
        for cell in line.split("\t"):
            number = re.fullmatch(r"-?[\d.e+-]+", cell)
            assert number or not looks_like_formula(cell), cell


@pytest.mark.parametrize("lang", LANGUAGES)
def test_file_names_stay_in_their_folder(tmp_path: Path, lang: Lang) -> None:
    name = output_name(hostile_context(), "workbook", lang, ".xlsx")
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    (tmp_path / name).write_bytes(b"")
