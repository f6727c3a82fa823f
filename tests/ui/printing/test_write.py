"""The sheet on paper: true size, true scale, letters that can be found, nothing out of its place."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pypdf
import pytest
import shapely
from msgspec import structs
from PySide6.QtGui import QImage

from models.county.layer import Layer, Role
from models.kernel.errors import HavenError
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from reports.context import make_context
from tests.ui.cartography.test_labels import HOSTILE
from tests.ui.made_county import EPSG, frame, made_project
from tests.ui.printing.words import words_of
from ui.cartography.furniture import scale_bar
from ui.printing import MapSheet, default_sheet, write_sheet
from ui.printing.compose import PageMaker, PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style, strips
from ui.printing.mapframe import printed_denominator
from ui.printing.page import PX_PER_MM
from ui.printing.raster import strips_of, write_png
from ui.printing.searchable import renamed
from ui.printing.write import make_pages

pytestmark = pytest.mark.usefixtures("qapp")

DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def context():
    return make_context(made_project(roads=30, villages=60, towns=5), made_on=DAY)


@pytest.fixture(scope="module")
def square_context():
    """A county of exactly 20 by 12 km, nothing else."""
    land = shapely.box(500_000, 4_000_000, 520_000, 4_012_000)
    layer = Layer("县界", Role.COUNTY, frame([land], name=["方县"], population_persons=[1000.0]))
    return make_context(Project(Settings(crs_epsg=EPSG), [layer]), made_on=DAY)


def text_of(path: Path) -> str:
    return "".join(words_of(path))


def plan(context, sheet: MapSheet, lang: str = "zh") -> PagePlan:
    """The first page of a sheet, laid out."""
    return make_pages(Desk(context, lang, sheet))[0]


def grey(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(np.int16)  # room for differences, and no more


def longest_dark_run(row: np.ndarray) -> int:
    dark = np.concatenate(([False], row < 110, [False]))
    edges = np.flatnonzero(np.diff(dark.astype(int)))
    return int((edges[1::2] - edges[::2]).max(initial=0))


# -- PDF ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("paper", "orientation", "size_mm"),
    [
        ("A4", "portrait", (210, 297)),
        ("A4", "landscape", (297, 210)),
        ("A3", "landscape", (420, 297)),
        ("A2", "portrait", (420, 594)),
        ("A1", "landscape", (841, 594)),
    ],
)
def test_a_pdf_has_the_paper_s_size(context, tmp_path, paper, orientation, size_mm):
    path = tmp_path / "map.pdf"
    sheet = replace(default_sheet(context, "zh"), paper=paper, orientation=orientation)
    write_sheet(context, path, "zh", sheet)
    page = pypdf.PdfReader(path).pages[0]
    for points, millimetres in zip((page.mediabox.width, page.mediabox.height), size_mm, strict=True):
        assert float(points) * 25.4 / 72 == pytest.approx(millimetres, abs=0.5)


def test_a_pdf_embeds_its_fonts_and_can_be_searched(context, tmp_path):
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "zh")
    reader = pypdf.PdfReader(path)
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        assert "/ToUnicode" in font
    text = text_of(path)
    wanted = [
        "示例县应急设施布局图",
        "方案甲",
        "图例",
        "主要指标",
        "编制单位",
        "审图号",
        "2026年7月1日",
        "CGCS2000",
    ]
    wanted += [str(name) for name in context.project.layer("townships").text("name")]
    assert [word for word in wanted if word not in text] == []


def test_a_pdf_is_drawn_with_lines_not_as_one_picture(context, tmp_path):
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "zh")
    page = pypdf.PdfReader(path).pages[0]
    content = page.get_contents().get_data()
    assert content.count(b" l\n") > 2000, "the map's lines"
    images = page["/Resources"].get("/XObject", {})
    assert all(image.get_object().get("/Subtype") != "/Image" for image in images.values())


def test_the_sheet_is_english_whatever_the_window_speaks(context, tmp_path):
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "en")
    text = text_of(path)
    for word in (
        "Legend",
        "Main figures",
        "Compiled by",
        "1 July 2026",
        "Emergency shelters",
        "Schedule of facilities",
    ):
        assert word.replace(" ", "") in text
    assert "图例" not in text


@pytest.fixture(scope="module")
def whole(context, tmp_path_factory) -> np.ndarray:
    """The default sheet as a picture, in one piece."""
    path = tmp_path_factory.mktemp("whole") / "map.png"
    write_sheet(context, path, "zh", replace(default_sheet(context, "zh"), paper="A4"))
    return grey(path)


def test_the_same_project_and_day_give_the_same_sheet(context, whole, tmp_path):
    sheet = replace(default_sheet(context, "zh"), paper="A4")
    for name in ("1.pdf", "2.pdf", "2.png"):
        write_sheet(context, tmp_path / name, "zh", sheet)
    # Hashes, because a comparison of the bytes themselves would be spelt out for minutes if it failed.
    first, second = (hashlib.sha256((tmp_path / name).read_bytes()).digest() for name in ("1.pdf", "2.pdf"))
    assert first == second
    # Qt softens the edges of letters a little differently from one time to the next.
    difference = np.abs(whole - grey(tmp_path / "2.png"))
    assert (difference > 0).mean() < 0.01
    assert difference.max() < 80


def test_figures_on_the_sheet_are_those_of_the_context(context, tmp_path):
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "zh")
    text = text_of(path)
    units = context.main.assessment.units
    worst = int(np.argmin(units.shelter_area_per_resident_m2))
    assert f"{units.shelter_area_gap_m2[worst]:,.0f}" in text
    county = context.main.assessment.figures["shelter.area_per_resident.county"].value
    assert f"{county:.3g}"[:4] in text


# -- true to scale -----------------------------------------------------------------------------------------
def measure(image: np.ndarray, page: PagePlan, map_id: str = "map") -> tuple[float, float]:
    """Pixels of the scale bar, and of the county's 20 km, as they stand in a picture of the page."""
    box, frame = page.element("scalebar").rect, page.element(map_id).rect
    rows = slice(int(box.top() * PX_PER_MM), int(box.bottom() * PX_PER_MM))
    columns = slice(int(box.left() * PX_PER_MM), int(box.right() * PX_PER_MM))
    bar = max(longest_dark_run(row) for row in image[rows, columns])
    left, right = int(frame.left() * PX_PER_MM) + 30, int(frame.right() * PX_PER_MM) - 30
    middle = image[int(frame.center().y() * PX_PER_MM), left:right]
    borders = np.flatnonzero(middle < 130)
    groups = np.split(borders, np.flatnonzero(np.diff(borders) > 50) + 1)
    return bar, float(groups[-1].mean() - groups[0].mean())


def check_scale(image: np.ndarray, page: PagePlan, map_id: str = "map") -> None:
    """The bar is as long as it says, and the scale in figures is that of the map; within 0.5 %."""
    viewport = page.element(map_id).viewport
    bar_px, county_px = measure(image, page, map_id)
    line_px = 0.6 * page.scale * 300 / 72
    most_px = page.element("scalebar").rect.width() * PX_PER_MM - viewport.px(34.0)
    metres_of_county_px = 20_000 / county_px
    bar = scale_bar(viewport, most_px)
    assert (bar_px - line_px) * metres_of_county_px == pytest.approx(bar.length_m, rel=0.005)
    denominator = metres_of_county_px * PX_PER_MM * 1000
    assert denominator == pytest.approx(printed_denominator(viewport), rel=0.005)


@pytest.mark.parametrize(
    ("template", "paper", "orientation", "map_id"),
    [
        ("table", "A3", "landscape", "map"),
        ("table", "A4", "portrait", "map"),
        ("single", "A4", "landscape", "map"),
        ("compare", "A4", "landscape", "map_after"),
        ("atlas", "A4", "landscape", "map"),
        ("slide", "A4", "landscape", "map"),
    ],
)
def test_the_scale_bar_is_true_on_the_picture(square_context, tmp_path, template, paper, orientation, map_id):
    path = tmp_path / "map.png"
    sheet = MapSheet(template=template, paper=paper, orientation=orientation)
    write_sheet(square_context, path, "zh", sheet)
    first = path if path.exists() else tmp_path / "map-01.png"
    image = QImage(str(first))
    assert image.dotsPerMeterX() * 0.0254 == pytest.approx(300, rel=0.001)
    check_scale(grey(first), plan(square_context, sheet), map_id)


def test_the_scale_bar_is_true_on_the_pdf(square_context, tmp_path):
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs pdftoppm (poppler-utils) to look at a PDF")
    path = tmp_path / "map.pdf"
    sheet = default_sheet(square_context, "zh")
    write_sheet(square_context, path, "zh", sheet)
    command = ["pdftoppm", "-r", "300", "-gray", "-singlefile", str(path), str(tmp_path / "seen")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    check_scale(grey(tmp_path / "seen.pgm"), plan(square_context, sheet))


def test_the_scale_is_round_or_the_one_that_was_asked_for(context):
    sheet = default_sheet(context, "zh")
    viewport = plan(context, sheet).element("map").viewport
    assert printed_denominator(viewport) % 25_000 == pytest.approx(0, abs=0.01)
    minx, miny, maxx, maxy = Desk(context, "zh", sheet).scene().bounds
    assert viewport.shown[0] < minx
    assert viewport.shown[1] < miny
    assert viewport.shown[2] > maxx
    assert viewport.shown[3] > maxy
    asked = plan(context, replace(sheet, scale_denominator=50_000.0)).element("map").viewport
    assert printed_denominator(asked) == pytest.approx(50_000)


def test_the_outline_of_what_is_enlarged_lies_below_names_and_values(context, monkeypatch):
    panel = frozenset(f"page.{name}" for name in ("legend", "figures", "townships", "schedule", "notes"))
    sheet = replace(default_sheet(context, "zh"), orientation="portrait", hidden=panel)
    maps, put_map = [], PageMaker.put_map
    monkeypatch.setattr(
        PageMaker, "put_map", lambda maker, *args, **how: maps.append(how) or put_map(maker, *args, **how)
    )
    for hidden in (panel, panel | {"page.inset"}):
        plan(context, replace(sheet, hidden=hidden))
    with_inset, without = maps
    assert with_inset["under_labels"] is not None and not with_inset.get("over")
    assert without["under_labels"] is None


def test_the_county_seat_is_enlarged_where_there_is_room(context):
    # The made-up county is wide: upright paper leaves room below it, and lengthwise paper none.
    panel = frozenset(f"page.{name}" for name in ("legend", "figures", "townships", "schedule", "notes"))
    sheet = replace(default_sheet(context, "zh"), orientation="portrait", hidden=panel)
    page = plan(context, sheet)
    inset, frame = page.element("inset"), page.element("map")
    without = plan(context, replace(sheet, hidden=panel | {"page.inset"}))
    assert inset is not None
    assert without.element("inset") is None
    assert frame.viewport.metres_per_px == without.element("map").viewport.metres_per_px
    assert frame.rect.contains(inset.rect)
    # It stands beside the county, never on it.
    corners = [(point - frame.rect.topLeft()) * PX_PER_MM for point in (inset.rect.topLeft(),
               inset.rect.bottomRight())]  # fmt: skip
    (left, top), (right, bottom) = (frame.viewport.to_metres(corner) for corner in corners)
    county = shapely.box(*Desk(context, "zh", sheet).scene().bounds)
    assert not shapely.box(left, bottom, right, top).intersects(county)
    assert shapely.box(*frame.viewport.shown).contains(county)
    for name in ("north", "scalebar"):
        assert not page.element(name).rect.intersects(inset.rect)
    assert plan(context, replace(sheet, extent=county.bounds)).element("inset") is None
    assert plan(context, default_sheet(context, "zh")).element("inset") is None


def test_candidates_are_on_the_sheet_only_when_asked_for(context, tmp_path):
    sheet = default_sheet(context, "zh")
    for shown in (False, True):
        path = tmp_path / f"{shown}.pdf"
        write_sheet(context, path, "zh", replace(sheet, show_candidates=shown, scale_denominator=50_000.0))
        assert ("备选(" in text_of(path)) == shown


# -- never broken ------------------------------------------------------------------------------------------
def test_a_sheet_of_an_empty_project_is_a_sheet(tmp_path):
    context = make_context(Project(), made_on=DAY)
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "zh")
    assert "应急设施布局图" in text_of(path)


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_strange_and_very_long_words_stay_in_their_places(tmp_path, orientation):
    project = made_project(villages=60, roads=5, names=HOSTILE)
    plan = project.active
    project.apply(project.scenario_edit(plan.id, name=HOSTILE[0]))
    context = make_context(project, made_on=DAY)
    long = replace(
        default_sheet(context, "zh"),
        paper="A4",
        orientation=orientation,
        title="{标题}" * 60,
        subtitle=HOSTILE[0],
        compiler=HOSTILE[0],
        sources=HOSTILE[3] * 20,
        security_mark=HOSTILE[5],
        approval_number="S" * 200,
        hidden=frozenset({"page.imprint"}),
    )
    path = tmp_path / "map.png"
    write_sheet(context, path, "zh", long)
    image = grey(path)
    outer = strips("A4", orientation).outer
    margin = int(outer.left() * PX_PER_MM) - 12
    edge = np.concatenate(
        (
            image[:margin].ravel(),
            image[-margin // 3 :].ravel(),  # above it stands the line that says what the sheet was made from
            image[:, :margin].ravel(),
            image[:, -margin:].ravel(),
        )
    )
    assert (edge == 255).all(), "nothing outside the frame"
    # Between the frames, and beside the line under the title, there is no letter either.
    between = image[int((outer.top() + 0.6) * PX_PER_MM), int(outer.left() * PX_PER_MM) + 40 : -margin - 40]
    assert (between > 200).all()


def test_without_legend_and_tables_the_map_takes_the_whole_width(context, tmp_path):
    panel = frozenset(f"page.{name}" for name in ("legend", "figures", "townships", "schedule", "notes"))
    usual = default_sheet(context, "zh")
    bare = replace(usual, hidden=panel)
    assert (
        plan(context, bare).element("map").rect.width()
        > plan(context, usual).element("map").rect.width() + 80
    )
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "zh", replace(bare, paper="A4"))
    assert "图例" not in text_of(path)


def test_today_is_beside_the_plan_only_on_a_plan_s_sheet(context, tmp_path):
    project = context.project
    plan, today = tmp_path / "plan.pdf", tmp_path / "today.pdf"
    write_sheet(context, plan, "zh")
    write_sheet(make_context(project, "today", made_on=DAY), today, "zh")
    assert "方案甲" in text_of(plan)
    assert "方案甲" not in text_of(today)


def test_a_wrong_ending_or_folder_is_said_and_the_old_file_stays(context, tmp_path):
    with pytest.raises(HavenError) as wrong:
        write_sheet(context, tmp_path / "map.jpg", "zh")
    assert "map.jpg" in wrong.value.message("zh").one_line()
    with pytest.raises(HavenError):
        write_sheet(context, tmp_path / "missing" / "map.pdf", "zh")
    old = tmp_path / "map.pdf"
    old.write_bytes(b"old")
    broken = replace(default_sheet(context, "zh"), paper="A9")
    with pytest.raises(KeyError):
        write_sheet(context, old, "zh", broken)
    assert old.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["map.pdf"]


def test_defaults_come_from_the_project():
    project = made_project(roads=2, villages=10)
    context = make_context(project, made_on=DAY)
    sheet = default_sheet(context, "zh")
    assert sheet.title == "示例县应急设施布局图"
    assert "方案甲" in sheet.subtitle
    assert sheet.compiler == "示例县应急管理局"
    assert sheet.security_mark == "内部资料 不得公开"
    assert sheet.paper == sheet_style().default_paper == "A3"
    assert Scenario("today", "").is_today


def test_names_of_glyphs_are_changed_and_never_their_numbers():
    """A font of 173 glyphs has the number 00AD in its table, which is no soft hyphen."""
    table = b"<0001> <00AD> [<2F70> <0009> ]\n<00AD> <00AD> <00AD>\n"
    fixed = renamed(table, {0x2F70: 0x793A, 0x0009: 0x0020, 0x00AD: 0x002D})
    assert fixed == b"<0001> <00AD> [<793A> <0020> ]\n<00AD> <00AD> <002D>\n"


@pytest.mark.parametrize(("width", "height", "most"), [(10, 7, 30), (10, 7, 1000), (10, 7, 3), (1, 1, 1)])
def test_strips_make_up_the_whole_picture(width, height, most):
    parts = strips_of(width, height, most)
    assert [top for top, _ in parts] == list(np.cumsum([0, *(rows for _, rows in parts)])[:-1])
    assert sum(rows for _, rows in parts) == height
    assert all(rows * width <= max(most, width) for _, rows in parts)


def test_a_picture_in_strips_is_the_picture_in_one_piece(context, whole, tmp_path, monkeypatch):
    sheet = replace(default_sheet(context, "zh"), paper="A4")
    style = sheet_style()
    small = structs.replace(style, layout=structs.replace(style.layout, strip_megapixels=0.7))
    monkeypatch.setattr("ui.printing.write.sheet_style", lambda: small)
    write_sheet(context, tmp_path / "strips.png", "zh", sheet)
    strip = grey(tmp_path / "strips.png")
    assert whole.shape == strip.shape == (2480, 3508)
    difference = np.abs(whole - strip)
    assert (difference > 0).mean() < 0.01
    # Qt begins dashes anew where a strip begins: a few of them differ there, and nothing else.
    assert (difference > 40).mean() < 0.0002


def test_a_picture_can_be_given_up_while_it_is_packed(tmp_path):
    steps = list(write_png(tmp_path / "a.png", 2000, 2000, 10.0, lambda _: None, 1e9))
    assert len(steps) >= 6 and set(steps) == {(0, 1)}
    whole = grey(tmp_path / "a.png")
    assert whole.shape == (2000, 2000) and (whole == 255).all()
