"""Every template on every paper: nothing overlaps, nothing is cut, legends are whole, the words are there."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from layers.project.file import load_project
from layers.sample import sample_path
from models.assessment.compare import Trend
from models.county.layer import Role
from models.county.unframed import Unframed
from models.facilities.facility import Shelter
from models.findings.findings import Verdict
from models.kernel.progress import Progress, run_to_end
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from reports.context import make_context
from reports.differences import differences
from reports.message import area_message
from tests.ui.cartography.test_labels import HOSTILE
from tests.ui.made_county import made_project
from tests.ui.printing.words import words_of
from ui.cartography.legend import LegendEntry
from ui.cartography.style import map_style
from ui.printing import MapSheet, write_atlas, write_before_after, write_pages, write_sheet
from ui.printing.blocks import Tile, TilesBlock, level_for
from ui.printing.compose import PagePlan
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.legendblocks import LegendBlock
from ui.printing.mapframe import printed_denominator
from ui.printing.page import Page
from ui.printing.sheet import TEMPLATES, horizon_text, sheet_from_plain, sheet_to_plain
from ui.printing.tables import chosen_comparisons, unit_facilities
from ui.printing.write import make_pages

pytestmark = pytest.mark.usefixtures("qapp")

DAY = date(2026, 7, 1)
PAPERS = [
    ("A4", "landscape", "zh"), ("A4", "landscape", "en"), ("A4", "portrait", "en"), ("A3", "portrait", "zh")
]  # fmt: skip
SHEETS = [
    *(
        (template, *paper)
        for template in TEMPLATES
        if template not in ("slide", "leader")
        for paper in PAPERS
    ),
    ("leader", "A4", "portrait", "zh"),
    ("leader", "A4", "portrait", "en"),
    ("slide", "A3", "landscape", "zh"),
    ("slide", "A3", "landscape", "en"),
    ("table", "A1", "landscape", "zh"),
]


@pytest.fixture(scope="module")
def context():
    return make_context(made_project(roads=30, villages=60, towns=5), made_on=DAY)


def pages_of(context, sheet: MapSheet, lang: str = "zh") -> list[PagePlan]:
    return make_pages(Desk(context, lang, sheet))


def shared_area(one: QRectF, other: QRectF) -> float:
    both = one.intersected(other)
    return max(0.0, both.width()) * max(0.0, both.height())


# -- where things stand ----------------------------------------------------------------------------
@pytest.mark.parametrize(("template", "paper", "orientation", "lang"), SHEETS)
def test_elements_stand_on_the_page_and_not_on_one_another(context, template, paper, orientation, lang):
    sheet = MapSheet(template=template, paper=paper, orientation=orientation)
    for page in pages_of(context, sheet, lang):
        whole = QRectF(0, 0, *page.size_mm)
        items = [item for item in page.elements if item.is_movable]
        for item in items:
            assert whole.contains(item.rect), (page.key, item.id, item.rect)
        maps = {item.id for item in page.maps}
        for one, other in combinations(items, 2):
            # What belongs to a map stands on it; a legend may stand on the map of a single sheet.
            on_map = {"inset", "locator", "north", "scalebar"} | (
                {"legend"} if template == "single" else set()
            )
            if (one.id in maps and other.id in on_map) or (other.id in maps and one.id in on_map):
                continue
            assert shared_area(one.rect, other.rect) < 0.5, (page.key, one.id, other.id)
        for item in page.maps:
            share = item.rect.width() * item.rect.height() / (whole.width() * whole.height())
            assert share > {"compare": 0.2, "leader": 0.13}.get(template, 0.3), (page.key, share)


@pytest.mark.parametrize(
    ("template", "paper", "orientation", "lang"),
    [row for row in SHEETS if row[0] not in ("atlas", "slide", "leader")],
)
def test_the_legend_explains_every_sign(context, monkeypatch, template, paper, orientation, lang):
    drawn: list[tuple[LegendBlock, float]] = []
    real = LegendBlock.draw

    def draw(self, page, level, left_mm, top_mm):
        drawn.append((self, level))
        real(self, page, level, left_mm, top_mm)

    monkeypatch.setattr(LegendBlock, "draw", draw)
    sheet = MapSheet(template=template, paper=paper, orientation=orientation)
    page = pages_of(context, sheet, lang)[0]
    legend = page.element("legend")
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        desk = Desk(context, lang, sheet)
        page.draw(painter, desk.style)
    assert drawn
    for block, level in drawn:
        assert level <= block.firm_level
        assert block.height_mm(level) <= legend.rect.height() + 0.1
    keys = {entry.key for block, _ in drawn for entry in block.entries}
    viewport = page.maps[0].viewport
    assert {entry.key for entry in desk.scene().legend(viewport)} <= keys


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_a_single_map_leaves_the_county_free_of_its_legend(context, orientation):
    sheet = MapSheet(template="single", orientation=orientation)
    page = pages_of(context, sheet)[0]
    frame, legend = page.element("map"), page.element("legend")
    west, south, east, north = Desk(context, "zh", sheet).scene().bounds
    px = frame.viewport
    county = QRectF(px.to_px(west, north) / (300 / 25.4), px.to_px(east, south) / (300 / 25.4))
    assert shared_area(county.translated(frame.rect.topLeft()), legend.rect) == 0.0
    assert legend.has_ground


# -- what is said ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("template", "lang", "wanted"),
    [
        ("table", "zh", ["图例", "主要指标", "需优先补充", "编制单位", "审图号", "坐标系", "2026年7月1日"]),
        ("single", "zh", ["图例", "编制单位", "审图号"]),
        ("compare", "zh", ["对比前：现状", "对比后：方案甲", "指标对比", "设施变化", "变化", "图例"]),
        ("slide", "zh", ["图例", "参考", "编制单位"]),
        ("compare", "en", ["Before:Today", "Figurescompared", "Facilitiesthatdiffer", "Change"]),
    ],
)
def test_words_are_found(context, tmp_path, template, lang, wanted):
    path = tmp_path / "map.pdf"
    write_sheet(context, path, lang, MapSheet(template=template, paper="A4"))
    text = "".join(words_of(path))
    assert [word for word in wanted if word not in text] == []


def test_fonts_are_embedded_and_the_page_is_exact_as_poppler_sees_it(context, tmp_path):
    if shutil.which("pdffonts") is None:
        pytest.skip("needs pdffonts and pdfinfo (poppler-utils)")
    for template, size in (("compare", (297, 210)), ("atlas", (297, 210)), ("slide", (338.667, 190.5))):
        path = tmp_path / f"{template}.pdf"
        write_sheet(context, path, "en", MapSheet(template=template, paper="A4"))
        done = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True, timeout=60)
        fonts = [line.split() for line in done.stdout.splitlines()[2:]]
        assert fonts
        # Columns from the right: object (2), unicode, subset, embedded.
        assert all(row[-5:-2] == ["yes", "no", "yes"] or row[-5:-2] == ["yes", "yes", "yes"] for row in fonts)
        assert done.stderr == ""
        info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True, timeout=60)
        found = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", info.stdout)
        for points, millimetres in zip(found.groups(), size, strict=True):
            assert float(points) * 25.4 / 72 == pytest.approx(millimetres, abs=0.3)
        text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, timeout=60)
        assert text.stderr == b"", "every table of names can be read"


# -- atlas ----------------------------------------------------------------------------
class Atlas(NamedTuple):
    """The words of each page, and the steps of writing them."""

    pages: list[str]
    steps: list[Progress]


@pytest.fixture(scope="module")
def atlas(context, tmp_path_factory) -> Atlas:
    path = tmp_path_factory.mktemp("atlas") / "atlas.pdf"
    steps = list(
        write_atlas(context, path, "zh", MapSheet(paper="A4", drawing_number="YJ-7", horizon="近期"))
    )
    return Atlas(words_of(path), steps)


def test_the_atlas_has_a_page_per_township_and_an_index(context, atlas):
    units, pages = context.main.assessment.units, atlas.pages
    found = [[one.facility for one in rows] for rows in unit_facilities(context.main)]
    names = [str(name) for name in units.names]
    titled = [number for number, text in enumerate(pages, start=1) if "应急设施布局图" in text]
    assert len(titled) == len(names)
    for number, name, own in zip(titled, names, found, strict=True):
        text = pages[number - 1]
        assert f"{name}应急设施布局图" in text
        assert f"第{number}页共{len(pages)}页" in text
        # A font without a bold face is drawn twice, and so are its letters in what is read back.
        assert re.search(rf"设施清单（(?:设施清单（)?(?:{len(own)}){{1,2}}处", text)
        assert all(item.name in text + pages[min(number, len(pages) - 1)] for item in own)
        # The index on the first page says this page.
        row = names.index(name)
        fixed = f"{units.fixed_covered_share[row] * 100:.0f}"
        assert re.search(rf"{name}.*?{fixed}{number}", pages[0]), name
    drawn = [step for step in atlas.steps if step.total]
    assert [step.done for step in drawn] == list(range(len(pages)))
    assert all(isinstance(step, Progress) and step.total == len(pages) for step in drawn)


def test_figures_of_a_township_are_those_of_the_assessment(context, atlas):
    units = context.main.assessment.units
    for name, persons in zip(units.names, units.population_persons, strict=True):
        (text,) = [text for text in atlas.pages if f"{name}应急设施布局图" in text]
        assert f"常住人口(人){persons:,.0f}" in text


def test_a_township_fills_its_map_at_a_round_scale(context):
    pages = [page for page in pages_of(context, MapSheet(template="atlas")) if page.kind == "unit"]
    places = context.main.assessment.county.places
    assert len({page.key for page in pages}) == len(pages) == len(places)
    for page, area in zip(pages, places.geometries, strict=True):
        viewport = page.element("map").viewport
        west, south, east, north = viewport.shown
        minx, miny, maxx, maxy = area.bounds
        assert west < minx and south < miny and east > maxx and north > maxy
        filled = max((maxx - minx) / (east - west), (maxy - miny) / (north - south))
        assert filled > 0.55
        assert printed_denominator(viewport) % 500 == pytest.approx(0, abs=0.01)


def test_a_long_list_goes_on_on_a_page_of_its_own(tmp_path):
    project = made_project(roads=2, villages=20, towns=2)
    area = project.county.places.geometries[0]
    many = {
        f"many-{number}": Shelter(
            id=f"many-{number}", geometry=area.representative_point(), name=f"第{number}号场所",
            status="existing", effective_area_m2=1000.0 + number,
        )
        for number in range(60)
    }  # fmt: skip
    project.apply(project.facility_edit(many))
    context = make_context(project, made_on=DAY)
    path = tmp_path / "atlas.pdf"
    run_to_end(write_atlas(context, path, "zh", MapSheet(paper="A4", orientation="portrait")))
    pages = words_of(path)
    where = {
        number: [i for i, text in enumerate(pages) if f"第{number}号场所" in text] for number in range(60)
    }
    assert all(len(found) >= 1 for found in where.values()), "no facility is lost"
    listed = "".join(pages)
    assert listed.count("设施清单（续）") >= 1
    after = [(number, re.search(r"续第(\d+)页", text)) for number, text in enumerate(pages, start=1)]
    told = [(number, int(found[1])) for number, found in after if found is not None]
    assert told, "where the list goes on is said"
    assert all("设施清单（续）" in pages[page - 1] and page == number + 1 for number, page in told)


def test_giving_up_half_way_leaves_no_file(context, tmp_path):
    path = tmp_path / "atlas.pdf"
    path.write_bytes(b"old")
    work = write_atlas(context, path, "zh")
    for _ in range(4):
        next(work)
    work.close()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["atlas.pdf"]


def test_a_county_without_townships_has_an_atlas_of_one_page(tmp_path):
    context = make_context(Project(Settings()), made_on=DAY)
    path = tmp_path / "atlas.pdf"
    run_to_end(write_atlas(context, path, "zh"))
    (text,) = words_of(path)
    assert "没有乡镇" in text


def test_pictures_of_several_pages_are_numbered(tmp_path):
    context = make_context(made_project(roads=2, villages=20, towns=2), made_on=DAY)
    sheet = MapSheet(template="atlas", paper="A4")
    run_to_end(write_pages(context, tmp_path / "图集.png", "zh", sheet, width_px=600))
    count = len(pages_of(context, sheet))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"图集-{number:02d}.png" for number in range(1, count + 1)
    ]


# -- comparison ----------------------------------------------------------------------------
def test_both_maps_show_the_same_ground_at_the_same_scale(context):
    for orientation in ("landscape", "portrait"):
        page = pages_of(context, MapSheet(template="compare", orientation=orientation))[0]
        before, after = page.element("map_before"), page.element("map_after")
        assert before.viewport.shown == pytest.approx(after.viewport.shown)
        assert printed_denominator(before.viewport) == printed_denominator(after.viewport)
        assert before.rect.size() == after.rect.size()


def test_differences_are_those_that_count():
    area = Shelter(id="a", geometry=made_project(roads=1, villages=5).county.boundary.centroid, name="甲")
    today = Scenario(
        "today", "", {"a": replace(area, status="existing"), "b": replace(area, id="b", status="planned")}
    )
    plan = Scenario(
        "plan", "方案",
        {
            "a": replace(area, status="existing", effective_area_m2=5.0),
            "b": replace(area, id="b", status="planned"),
            "c": replace(area, id="c", status="candidate"),
        },
    )  # fmt: skip
    found = differences(today, plan)
    assert [item.id for item in found.added] == ["b"], "planned counts in the plan and not today"
    assert [item.id for item in found.changed] == ["a"]
    assert found.removed == ()
    back = differences(plan, today)
    assert [item.id for item in back.removed] == ["b"]
    assert differences(plan, plan) == replace(found, added=(), removed=(), changed=())


@pytest.mark.parametrize(
    ("past", "now", "said"),
    [
        ([5.0, 3.0, 0.0], [0.0, 3.0, 0.0], "方案甲使 2 个避难面积不足的乡镇（街道）中的 1 个达标"),
        ([5.0, 3.0, 0.0], [4.0, 3.0, -9.0], "方案甲使避难面积缺口由 8 m² 变为 7 m²"),
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], ""),
        ([5.0, np.nan, 0.0], [0.0, 3.0, 0.0], ""),
        (None, [4.0, 3.0, 0.0], "3 个乡镇（街道）中 2 个避难面积不足"),
        (None, [0.0, -1.0, 0.0], "3 个乡镇（街道）避难面积全部达标"),
        (None, [np.nan, 1.0, 0.0], ""),
    ],
)
def test_the_message_counts_the_townships_that_lack_area(context, past, now, said):
    def lacking(result, gaps):
        units = replace(result.assessment.units, shelter_area_gap_m2=np.array(gaps))
        return replace(result, assessment=replace(result.assessment, units=units))

    before = None if past is None else lacking(context.results["today"], past)
    told = area_message(before, lacking(context.main, now), "zh")
    assert told.startswith(said) and bool(told) == bool(said)


def test_the_message_calls_districts_by_their_name(context, monkeypatch):
    monkeypatch.setattr(type(context.main.assessment.county), "is_by_units", True)
    assert "个县（区）" in area_message(None, context.main, "zh")
    assert "districts" in area_message(None, context.main, "en")


def test_a_comparison_names_what_differs_and_by_how_much(context, tmp_path):
    path = tmp_path / "compare.pdf"
    run_to_end(write_before_after(context, path, "zh"))
    text = "".join(words_of(path))
    found = differences(context.results["today"].scenario, context.main.scenario)
    assert found.added
    assert f"新增{len(found.added)}处" in text
    for item in found.added[:5]:
        assert item.name in text
    rows = chosen_comparisons(context.results["today"], context.main)
    assert rows
    # An arrow for each figure that is better or worse, and one in the note that says so.
    better, worse = (sum(row.trend is trend for row in rows) for trend in (Trend.BETTER, Trend.WORSE))
    assert better and (text.count("▲"), text.count("▼")) == (better + 1, worse + 1)


def test_a_scenario_compared_with_itself_does_not_differ(tmp_path):
    project = made_project(roads=2, villages=20)
    only = Project(project.settings, project.layers, [project.scenario("today")])
    context = make_context(only, made_on=DAY)
    path = tmp_path / "compare.pdf"
    run_to_end(write_before_after(context, path, "zh"))
    assert "两个方案的设施相同" in words_of(path)[1]


# -- slides ----------------------------------------------------------------------------
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_slides_have_the_size_of_a_screen(context, tmp_path, width, height):
    path = tmp_path / "slide.png"
    run_to_end(write_pages(context, path, "zh", MapSheet(template="slide"), width_px=width))
    image = QImage(str(path))
    assert (image.width(), image.height()) == (width, height)


@pytest.mark.parametrize(("value", "is_said"), [("1.98", True), ("0.000194", False)])
def test_a_large_figure_does_not_write_its_unit_over_its_target(monkeypatch, value, is_said):
    """The target tells in which unit it is meant where both have no room."""
    written = {}
    monkeypatch.setattr(
        Page,
        "text",
        lambda page, rect, text, font, **_: written.update({text: (rect, page.width_mm(text, font))}),
    )
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        page = Page(painter, 1.0, map_style())
        tile = Tile("Shelter area", value, "m² per person", "usual ≥ 2.5 m² per person", Verdict.FAIL)
        width = sum(
            page.width_mm(text, page.font(sheet_style().letters.text_pt)) for text in (tile.unit, tile.remark)
        )
        big = page.width_mm("✗ 1.98", page.font(sheet_style().letters.big_pt, "bold"))
        TilesBlock(page, (tile,), width + big + 5.0).draw(page, 0, 0.0, 0.0)
    assert (tile.unit in written) is is_said
    assert tile.remark in written
    if is_said:
        (rect, unit), (_, remark) = written[tile.unit], written[tile.remark]
        assert unit + remark < rect.width()


# -- what is moved and hidden ----------------------------------------------------------------------------
def test_moved_and_hidden_elements_are_where_they_were_put(context, tmp_path):
    sheet = MapSheet(
        paper="A4",
        hidden=frozenset({"page.townships", "page.approval"}),
        placed={"page.legend": (20.0, 60.0, 70.0, 90.0), "page.map": (12.0, 45.0, 150.0, 120.0)},
        views={"page": (394_000.0, 3_998_000.0, 123_000.0)},
        title="自己的标题",
    )
    page = pages_of(context, sheet)[0]
    assert page.element("legend").rect == QRectF(20, 60, 70, 90)
    assert page.element("legend").home != page.element("legend").rect
    assert page.element("legend").has_ground, "it stands on the map"
    assert page.element("townships") is None and "townships" in page.choices
    frame = page.element("map")
    assert printed_denominator(frame.viewport) == pytest.approx(123_000.0)
    minx, miny, maxx, maxy = frame.viewport.shown
    assert ((minx + maxx) / 2, (miny + maxy) / 2) == pytest.approx((394_000.0, 3_998_000.0))
    path = tmp_path / "map.pdf"
    write_sheet(context, path, "zh", sheet)
    text = words_of(path)[0]
    assert "自己的标题" in text
    assert "审图号" not in text


def test_a_layout_remembers_everything(context):
    sheet = MapSheet(
        template="compare", paper="A2", orientation="portrait", scenario_id="today", title="标题",
        note="说明", made_on=date(2025, 12, 31), theme="density", coverage_key="fire", show_labels=False,
        layer_ids=("county",), extent=(1.0, 2.0, 3.0, 4.0), scale_denominator=50_000.0,
        hidden=frozenset({"page.map"}), shown=frozenset({"page.inset"}),
        placed={"page.legend": (1.0, 2.0, 3.0, 4.0)}, views={"page": (1.0, 2.0, 3.0)}, guides_x_mm=(5.0,),
        black_and_white=True,
    )  # fmt: skip
    import json

    plain = json.loads(json.dumps(sheet_to_plain(sheet)))
    assert sheet_from_plain(plain) == sheet
    assert sheet_to_plain(MapSheet()) == {}


@pytest.mark.parametrize(
    "plain",
    [
        None, 3, [], "x", {"paper": "A9", "template": "evil", "orientation": 4, "theme": "none of ours"},
        {"placed": {"a": [1, 2, 3], "b": "x", "c": [1, 2, 0, 4], "d": [1, 2, 3, float("nan")]}},
        {"extent": [1, 2, 3], "scale_denominator": -5, "views": {"page": [1, 2, 0]}, "made_on": "never"},
        {"hidden": "page.map", "layer_ids": [1, 2], "guides_x_mm": ["a"], "unknown": 1, "title": 5},
    ],
)  # fmt: skip
def test_a_layout_of_nonsense_is_the_usual_sheet(plain):
    has_layers = isinstance(plain, dict) and "layer_ids" in plain
    assert sheet_from_plain(plain) == (MapSheet(layer_ids=()) if has_layers else MapSheet())


def test_layers_of_a_sheet_are_its_own(context):
    project = context.project
    shown = tuple(layer.id for layer in project.layers if layer.role != Role.ROADS)
    own = Desk(context, "zh", MapSheet(layer_ids=shown)).scene()
    usual = Desk(context, "zh", MapSheet()).scene()
    assert {layer.role for layer in usual.layers} - {layer.role for layer in own.layers} == {Role.ROADS}
    assert all(layer.visible for layer in project.layers), "the project is as it was"


def test_layers_of_a_sheet_are_chosen_without_a_table_of_any():
    """One would have the library of tables imported before the first page."""
    read = make_context(load_project(sample_path()), made_on=date(2026, 7, 1))
    project = Desk(read, "zh", MapSheet(layer_ids=tuple(layer.id for layer in read.project.layers))).project
    unframed = [layer.features for layer in project.layers if isinstance(layer.features, Unframed)]
    assert unframed and all(features._frame is None for features in unframed)


# -- grey ----------------------------------------------------------------------------
@pytest.mark.parametrize("template", TEMPLATES)
def test_black_and_white_is_grey_on_every_template(context, tmp_path, template):
    path = tmp_path / "map.png"
    sheet = MapSheet(template=template, paper="A4", black_and_white=True)
    run_to_end(write_pages(context, path, "zh", sheet, width_px=900))
    for found in tmp_path.iterdir():
        image = QImage(str(found)).convertToFormat(QImage.Format.Format_RGB32)
        colours = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(-1, 4)[:, :3].astype(int)
        assert np.ptp(colours, axis=1).max() <= 16


@pytest.fixture(scope="module")
def strange():
    """A county with strange and very long names everywhere."""
    project = made_project(villages=40, roads=5, towns=3, names=HOSTILE)
    plan = project.active
    project.apply(project.scenario_edit(plan.id, name=HOSTILE[0] * 3))
    project.apply(
        project.facility_edit(
            {
                item.id: replace(item, name=HOSTILE[number % len(HOSTILE)] * 4)
                for number, item in enumerate(plan.facilities.values())
            }
        )
    )
    return make_context(project, made_on=DAY)


@pytest.mark.parametrize("template", TEMPLATES)
def test_strange_and_very_long_names_stay_on_their_pages(strange, tmp_path, template):
    kinds = ("page", "overview", "unit", "list", "leader", "compared")
    sheet = MapSheet(
        template=template,
        paper="A4",
        title="标题" * 200,
        note=HOSTILE[0] * 30,
        sources=HOSTILE[-1] * 30,
        hidden=frozenset(f"{kind}.imprint" for kind in kinds),
    )
    path = tmp_path / "map.png"
    run_to_end(write_pages(strange, path, "zh", sheet, width_px=1400))
    for found in tmp_path.iterdir():
        image = QImage(str(found)).convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
        pixels = rows[:, : image.width()]
        # A slide has a narrow margin and no imprint.
        edge = 8 if template == "slide" else int(6.4 / 297 * image.width())
        for side in (pixels[:edge], pixels[-edge:], pixels[:, :edge], pixels[:, -edge:]):
            assert (side == 255).all(), "nothing outside the frame"


def test_the_title_block_has_number_horizon_and_lines_to_sign(context, atlas, tmp_path):
    path = tmp_path / "map.pdf"
    run_to_end(write_pages(context, path, "zh", MapSheet(template="single")))
    words = words_of(path)[0]
    due = int(horizon_text(context, "zh")[:4])
    for wanted in ("图号：＿", f"规划目标年：{due}年（已到期）", "审定：＿", "审核：＿", "编制：＿"):
        assert wanted in words
    assert all(f"图号：YJ-7-{number:02d}" in text for number, text in enumerate(atlas.pages, start=1))
    assert all("规划目标年：近期" in text for text in atlas.pages)


def test_the_horizon_is_the_year_chosen_for_the_project():
    project = made_project()
    project.settings = replace(project.settings, target_year=2035)
    context = make_context(project, made_on=DAY)
    assert horizon_text(context, "zh") == "2035年"
    project.settings = replace(project.settings, target_year=2020)
    assert horizon_text(make_context(project, made_on=DAY), "en") == "2020 (expired)"


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("core", ""),
        ("cangzhou", "2025年（已到期）"),
        ("yanggu", "2025年（已到期）"),
        ("xinxiang", "2025年（已到期）"),
    ],
)
def test_the_year_of_one_target_is_not_the_horizon_of_a_plan(plan, said):
    """The national targets have 2030 for depots alone; it stands among those of every plan."""
    project = made_project()
    project.settings = replace(project.settings, profile_id=plan, target_year=None)
    assert horizon_text(make_context(project, made_on=DAY), "zh") == said


def test_a_block_takes_the_richest_level_that_fits():
    class Steps:
        levels = 4
        spare_levels = 0
        firm_level = 3

        def height_mm(self, level: int) -> float:
            return 40.0 - 10.0 * level

        def draw(self, page, level, left_mm, top_mm):
            raise AssertionError

    assert [level_for(Steps(), height) for height in (50, 40, 39.9, 20, 5)] == [0, 0, 1, 2, 3]


def test_signs_with_short_words_share_a_row_where_long_ones_need_their_own(context):
    page = Desk(context, "zh", MapSheet()).page(1.0)
    words = ("路", "河", "一个很长很长很长的名字", "村", "林", "井")
    entries = tuple(LegendEntry(f"role.{word}", "底图", word, None, lambda *_: None) for word in words)
    block = LegendBlock(page, "", entries, page.width_mm(words[2], page.font(8)) * 1.6)
    rows = [[entry.text for entry in row] for _, _, row in block._rows(1) if row]
    assert rows == [["路", "河"], [words[2]], ["村", "林"], ["井"]]
    assert block.height_mm(1) < 0.8 * block.height_mm(0)
