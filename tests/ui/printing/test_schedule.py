"""The schedule beside a map: every symbol has a number that is explained, every uncovered village too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest
import shapely
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from models.county.layer import Provenance, Role
from models.facilities.facility import Brigade, Depot, FireStation, Shelter, field_spec
from models.facilities.keyproject import KeyProject
from models.findings.findings import Target
from models.kernel.text import t
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from reports.context import make_context
from reports.differences import differences
from reports.headlines import headline_findings
from reports.leader import leader_page
from reports.schedule import class_text, finish_years, schedule, state_text
from reports.unitfacts import unit_facts
from tests.ui.made_county import made_project
from ui.cartography.pens import Canvas
from ui.printing import atlas
from ui.printing.atlas import unserved_places
from ui.printing.blocks import TableBlock, TextBlock
from ui.printing.compose import PageMaker
from ui.printing.desk import Desk
from ui.printing.layout import sheet_style
from ui.printing.onepage import _inset_in, _numbers
from ui.printing.sheet import MapSheet
from ui.printing.tables import _schedule_head, data_blocks, figures_block, townships_block
from ui.printing.unitblocks import candidates_block
from ui.printing.write import make_pages

pytestmark = pytest.mark.usefixtures("qapp")

DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def context():
    return make_context(made_project(roads=30, villages=120), made_on=DAY)


def placed(scene, viewport):
    """Labels of a scene as they stand on paper."""
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        return scene.placed_labels(Canvas(painter, viewport, scene.style, scene.options), viewport.rect_px)


def number_of(item) -> str:
    """Number that a placed label begins with."""
    return item.texts[0].split(" ")[0]


def test_the_schedule_numbers_what_counts_once_and_what_is_built_first(context):
    rows = schedule(context.main)
    assert {row.facility.id for row in rows} == {one.id for one in context.main.scenario.counted()}
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    states = [row.facility.status for row in rows]
    assert states == sorted(states, key=lambda status: status != "planned")


@pytest.mark.parametrize("template", ["single", "compare"])
def test_a_map_alone_and_a_comparison_list_what_their_numbers_stand_for(context, template):
    desk = Desk(context, "zh", MapSheet(template=template))
    pages = make_pages(desk)
    assert len(pages) == 2
    scene = desk.scene(numbers=desk.numbers)
    if template == "compare":
        found = differences(context.results["today"].scenario, context.main.scenario)
        listed = tuple((key, number) for key, number in desk.numbers if key in found.ids_after)
        assert listed
        scene = desk.scene(numbers=listed)
    assert scene in desk._scenes.values(), "the map carries these numbers and no others"
    hidden = MapSheet(template=template, hidden=frozenset({"page.schedule", "compared.schedule"}))
    assert "schedule" not in {
        item.id for page in make_pages(Desk(context, "zh", hidden)) for item in page.elements
    }


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_every_facility_has_its_number_on_the_map_or_in_the_enlarged_seat(context, paper):
    desk = Desk(context, "zh", MapSheet(paper=paper))
    page = make_pages(desk)[0]
    frame = page.element("map")
    numbers = _numbers(desk)
    scene = desk.scene(numbers=numbers)
    tagged = [number_of(item) for item in placed(scene, frame.viewport) if item.label.tag is not None]
    assert sorted(tagged, key=int) == [str(number) for _, number in numbers]


def test_a_crowd_of_symbols_is_numbered_with_leading_lines_and_apart():
    project = made_project(roads=5, villages=40, towns=4)
    spot = project.county.places.geometries[0].representative_point()
    crowd = {
        f"c{number}": Shelter(
            id=f"c{number}", name=f"第{number}处", status="existing",
            geometry=shapely.Point(spot.x + 40 * (number % 6), spot.y + 40 * (number // 6)),
        )
        for number in range(36)
    }  # fmt: skip
    project.apply(project.facility_edit(crowd))
    desk = Desk(make_context(project, made_on=DAY), "zh", MapSheet())
    frame = make_pages(desk)[0].element("map")
    found = placed(desk.scene(numbers=desk.numbers), frame.viewport)
    tags = [item for item in found if item.label.tag is not None]
    assert len(tags) == len(desk.numbers)
    assert any(item.leader_px is not None for item in tags)
    for index, one in enumerate(tags):
        assert not any(one.rect.intersects(other.rect) for other in tags[:index])


@pytest.mark.parametrize("denominator_factor", [1.0, 6.0])
def test_no_township_goes_without_its_label_on_paper(context, denominator_factor):
    desk = Desk(context, "zh", MapSheet(template="single", scale_denominator=200_000 * denominator_factor))
    frame = make_pages(desk)[0].element("map")
    written = {item.texts[0] for item in placed(desk.scene(), frame.viewport)}
    assert set(context.main.assessment.units.names) <= written


def test_a_township_s_page_numbers_its_uncovered_villages(context):
    desk = Desk(context, "zh", MapSheet(template="atlas"))
    assessment = context.main.assessment
    demand, covered = assessment.county.demand, assessment.covered["shelter.fixed"]
    pages = [page for page in make_pages(desk) if page.kind == "unit"]
    counted = 0
    for row, page in enumerate(pages):
        out = unserved_places(context.main, row)
        counted += len(out)
        assert [number for _, number in out] == list(range(1, len(out) + 1))
        assert not covered[[at for at, _ in out]].any()
        assert page.element("unserved") is not None
        scene = desk.scene(numbers=desk.numbers, numbered_places=out)
        items = placed(scene, page.element("map").viewport)
        numbers = [number_of(one) for one in items if one.label.lines[0].kind == "place_number"]
        assert sorted(numbers, key=int) == [str(number) for _, number in out]
    home = assessment.county.places.index_at(demand.xy[~covered])
    assert counted == int((home >= 0).sum())


def test_the_panel_of_a_township_s_page_is_as_wide_as_what_it_says(context):
    """With no more than the townships themselves one column holds everything; with lists there are two."""
    project = context.project
    bare = Project(
        project.settings,
        project.layers_of(Role.TOWNSHIPS),
        (replace(project.scenario(TODAY_ID), facilities={}),),
    )
    for made, columns in ((make_context(bare, made_on=DAY), 1), (context, 2)):
        pages = make_pages(Desk(made, "zh", MapSheet(template="atlas")))
        for page in (page for page in pages if page.kind == "unit"):
            names = [name for name in ("unit_facts", "unit_figures", "legend") if page.element(name)]
            lefts = {round(page.element(name).rect.left()) for name in names}
            assert len(lefts) == columns, page.name


def test_candidates_are_shown_without_numbers():
    project = made_project(roads=5, villages=40)
    candidate = next(one for one in project.active.facilities.values() if one.status == "candidate")
    desk = Desk(make_context(project, made_on=DAY), "zh", MapSheet(show_candidates=True))
    assert candidate.id not in dict(desk.numbers)
    assert candidate.id in {one.id for one in desk.scene().facilities.items}


def test_what_is_planned_says_the_year_that_it_or_its_project_is_finished_in():
    planned = {"status": "planned", "geometry": shapely.Point(0, 0)}
    own, by_project, dropped, open_ = (
        Depot(id=name, finished_year=year, **planned)
        for name, year in (("own", 2027), ("by", None), ("dropped", None), ("open", None))
    )
    built = Depot(id="built", status="existing", finished_year=2001, geometry=shapely.Point(0, 0))
    projects = [
        KeyProject(facility_ids=("by",), finish_year=2029),
        KeyProject(facility_ids=("dropped",), finish_year=2028, state="dropped"),
    ]
    years = finish_years(projects, [own, by_project, dropped, open_, built])
    assert years == {"own": 2027, "by": 2029}
    assert state_text(by_project, "zh", years["by"]) == "规划 2029"
    assert state_text(open_, "zh", years.get("open")) == "规划"


@pytest.mark.parametrize("template", ["table", "atlas"])
def test_a_short_list_stands_beside_the_map_and_takes_no_page_of_its_own(template):
    project = made_project(roads=5, villages=40)
    few = dict([(one.id, one) for one in project.active.counted()][:5])
    context = make_context(
        Project(project.settings, project.layers, [Scenario(TODAY_ID, "现状", few)]), made_on=DAY
    )
    pages = make_pages(Desk(context, "zh", MapSheet(template=template)))
    assert pages[0].element("schedule") is not None
    assert not [page for page in pages if page.key.startswith("schedule")]


def test_what_is_doubtful_in_the_data_stands_on_the_sheet_with_the_files():
    project = made_project(roads=5, villages=40)
    lost = ("import.problem.rows_without_coordinates", {"count": 3, "rows": "2, 5, 9"})
    read = Provenance(file="乡镇.shp", problems=(lost,))
    layers = [replace(layer, provenance=read) for layer in project.layers]
    context = make_context(Project(project.settings, layers, project.scenarios), made_on=DAY)
    desk = Desk(context, "zh", MapSheet(template="atlas"))
    page = make_pages(desk)[0]
    assert page.element("origins") is not None and page.element("remarks") is not None
    said = {name: make(100.0).texts for name, make in data_blocks(desk.page(1.0), context, "zh")}
    assert any("乡镇.shp：3 行没有坐标" in text for text in said["remarks"])
    assert len(said["origins"]) == 1 and "乡镇.shp" in said["origins"][0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_classes_beside_a_map_are_shorter_and_still_tell_one_from_another(lang):
    for kind in (Shelter, Depot, FireStation, Brigade):
        name = kind.family.spec.class_field
        choices = field_spec(kind.family, name).values
        items = [kind(id="a", geometry=shapely.Point(0, 0), **{name: value}) for value in choices]
        short = [class_text(item, lang, is_short=True) for item in items]
        assert len(set(short)) == len(short)
        whole = [class_text(item, lang) for item in items]
        assert max(map(len, short)) <= max(map(len, whole))
        assert lang == "en" or max(map(len, short)) <= 5


def test_a_list_too_long_for_one_column_goes_on_in_the_other():
    """Fifty shelters do not fit in one, and need no page of their own as long as the legend is short."""
    project = made_project(roads=0, villages=0)
    layers = [layer for layer in project.layers if layer.role in (Role.COUNTY, Role.TOWNSHIPS)]
    middle = layers[0].geometries[0].centroid
    sites = [
        Shelter(id=f"s{number}", name=f"第{number}场所", status="existing",
                geometry=shapely.Point(middle.x + 40 * number, middle.y), effective_area_m2=900.0)
        for number in range(50)
    ]  # fmt: skip
    project = Project(project.settings, layers, [Scenario(TODAY_ID, "", {one.id: one for one in sites})])
    desk = Desk(make_context(project, made_on=DAY), "zh", MapSheet(template="atlas"))
    pages = make_pages(desk)
    overview = pages[0]
    assert {"schedule", "continued_schedule"} <= {item.id for item in overview.elements}
    assert all(page.kind != "list" for page in pages)
    first, rest = overview.element("schedule"), overview.element("continued_schedule")
    assert not first.rect.intersects(rest.rect)


def test_candidates_of_no_known_area_are_not_listed_by_area(context, monkeypatch):
    monkeypatch.setattr(atlas, "unit_candidates", lambda *_: [("甲", float("nan")), ("乙", float("nan"))])
    pages = make_pages(Desk(context, "zh", MapSheet(template="atlas")))
    assert all(page.element("unit_candidates") is None for page in pages if page.kind == "unit")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_leader_s_map_is_no_higher_than_its_county_asks(context, lang):
    desk = Desk(context, lang, MapSheet(template="leader", paper="A4", orientation="portrait"))
    frame = make_pages(desk)[0].element("map").rect
    west, south, east, north = desk.scene().bounds
    assert frame.height() < 1.35 * frame.width() * (north - south) / (east - west) + 20.0


def test_the_seat_enlarged_below_a_table_takes_what_is_left_of_its_column(context, monkeypatch):
    """At the head of a column it takes a share, so that a list has room below it."""
    desk = Desk(context, "zh", MapSheet(template="atlas"))
    maker = PageMaker(desk, "overview", "overview", "", title_mm=20.0)
    viewport = make_pages(desk)[0].element("map").viewport
    style = msgspec.structs.replace(
        sheet_style().inset, least_enlargement=0.01, least_mm=10.0, most_column_share=0.1
    )
    whole = msgspec.structs.replace(sheet_style(), inset=style)
    monkeypatch.setattr("ui.printing.onepage.sheet_style", lambda: whole)
    column = QRectF(0.0, 0.0, 100.0, 90.0)
    _, _, head = _inset_in(maker, viewport, column)
    _, _, foot = _inset_in(maker, viewport, column, most_share=1.0)
    assert head is None or head.height() <= 9.0 + 1e-6
    assert foot is not None and foot.height() > 9.0


def test_what_a_township_s_page_says_is_made_once_however_often_it_is_laid_out(context, monkeypatch):
    rows: list[int] = []

    def counted(context, shown, row, own, lang):
        rows.append(row)
        return unit_facts(context, shown, row, own, lang)

    monkeypatch.setattr("ui.printing.atlas.unit_facts", counted)
    made = make_pages(Desk(context, "zh", MapSheet(template="atlas")))
    units = range(len(context.main.assessment.units.names))
    assert sum(page.kind == "unit" for page in made) == len(units)
    assert sorted(rows) == list(units)


@pytest.mark.parametrize(
    ("lang", "unit", "district"), [("zh", "乡镇", "县（区）"), ("en", "Town", "District")]
)
def test_the_schedule_calls_districts_by_their_name(context, monkeypatch, lang, unit, district):
    assert _schedule_head("unit", context.main, lang) == unit
    monkeypatch.setattr(type(context.main.assessment.county), "is_by_units", True)
    assert _schedule_head("unit", context.main, lang) == district


@pytest.mark.parametrize(("lang", "said"), [("zh", "不得有"), ("en", "none allowed")])
def test_a_headline_target_of_none_is_said_in_words(context, lang, said):
    head = headline_findings(context.main.findings)[0]
    none = replace(head, figure=replace(head.figure, unit="places", value=3.0), target=Target("<=", 0.0))
    shown = replace(context.main, findings=(none,))
    page = Desk(context, lang, MapSheet()).page(1.0)
    block = figures_block(page, context, shown, lang, 80.0)
    assert [row[-1].text for row in block.rows] == [said]


def test_remarks_of_the_leader_s_page_go_over_its_whole_width_where_a_column_is_too_low(context, monkeypatch):
    page = leader_page(context, "en")
    many = replace(page, notes=tuple(f"{number} {'remark ' * 14}" for number in range(14)))
    monkeypatch.setattr("ui.printing.leader.leader_page", lambda *_: many)
    (made,) = make_pages(Desk(context, "en", MapSheet(template="leader")))
    boxes = {one.id: one.rect for one in made.elements}
    notes, frame = boxes["notes"], boxes["map"]
    assert notes.top() >= frame.bottom() and notes.width() > 1.5 * frame.width()


def test_files_that_have_no_room_are_counted_and_not_just_left_out(context):
    page = Desk(context, "en", MapSheet()).page(1.0)
    block = TextBlock(page, ("a", "b", "c"), 80.0, "x", rest=lambda count: f"{count} more")
    assert block._lines(0) == ["a", "b", "c"] and block._lines(2) == ["a", "2 more"] and not block._lines(3)
    assert block.height_mm(0) >= block.height_mm(1) >= block.height_mm(2)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_of_townships_says_of_how_many_it_shows_the_first(context, lang):
    measure = Desk(context, lang, MapSheet()).page(1.0)
    block = townships_block(measure, context.main, lang, 400.0)
    count = int((context.main.assessment.units.shelter_area_gap_m2 > 0).sum())
    assert count > 2
    part, name = block.heading_of(2), t("sheet.townships", lang)
    assert {"zh": f"列 2 个，共 {count} 个", "en": f"(2 of {count}"}[lang] in part
    told = [replace(block, width_mm=float(width)).heading_of(2) for width in range(5, 400)]
    assert list(dict.fromkeys(told)) == [
        name,
        *(
            t(f"sheet.townships_{key}", lang, name=name, shown=2, count=count)
            for key in ("short", "order", "part")
        ),
    ]
    rest = {
        "zh": ("人均面积少的在前", "其余见成果表"),
        "en": ("least m² each first", "the rest in the workbook"),
    }[lang]
    assert all(words in part for words in rest)
    assert f"{count}" in block.heading_of(count) and rest[1] not in block.heading_of(count)


def test_candidates_that_have_no_room_are_counted_and_not_just_left_out(context, monkeypatch):
    sites = [(f"场{number}", 1000.0 - number) for number in range(9)]
    desk = Desk(context, "zh", MapSheet(template="atlas"))
    block = candidates_block(desk.page(1.0), sites, "zh", 400.0)
    assert block.heading_of(3) == t("sheet.unit_candidates_part", "zh", shown=6, count=9)
    assert block.heading_of(5) == t("sheet.unit_candidates", "zh", count=9)
    monkeypatch.setattr(atlas, "unit_candidates", lambda *_: sites)
    monkeypatch.setattr(TableBlock, "rows_within", lambda *_: 0)
    pages = [page for page in make_pages(desk) if page.kind == "unit"]
    assert pages and all(page.element("unit_candidates") is not None for page in pages)
