"""The scene: what it draws, what its legend says, what lies under a pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from models.assessment.assess import assess
from models.county.layer import Layer, Role
from models.project.project import Project
from models.project.scenario import Scenario
from models.project.settings import Settings
from models.rules.rules import load_rules
from tests.ui.colours import colours_of
from tests.ui.made_county import CENTRE, EPSG, frame, made_project
from ui.cartography import labelling
from ui.cartography import prepared as prepared_module
from ui.cartography.dots import sizes_of
from ui.cartography.facilities import MOST_MOVE, moved_apart
from ui.cartography.furniture import (
    degree_text,
    draw_scale_bar,
    graticule_ticks,
    round_denominator,
    scale_bar,
)
from ui.cartography.options import Parts, SceneOptions
from ui.cartography.pens import Canvas
from ui.cartography.prepared import prepare
from ui.cartography.scene import Scene, build_scene
from ui.cartography.style import map_style
from ui.cartography.viewport import Viewport

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def project():
    return made_project(roads=60)


@pytest.fixture(scope="module")
def assessment(project):
    return assess(project.county, project.active, load_rules("national"))


def picture(scene: Scene, viewport: Viewport, parts: Parts = Parts.ALL) -> QImage:
    image = QImage(int(viewport.width_px), int(viewport.height_px), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        scene.draw(painter, viewport, parts)
    return image


def pixels(image: QImage) -> np.ndarray:
    array = np.frombuffer(image.constBits(), dtype=np.uint8)
    return array.reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)


def count_near(image: QImage, colour: QColor, tolerance: int = 12) -> int:
    return int((np.abs(pixels(image) - colour.getRgb()[:3]).max(axis=2) <= tolerance).sum())


# -- viewport ----------------------------------------------------------------------------------------------
def test_metres_and_pixels_go_both_ways_and_the_extent_is_shown_whole():
    viewport = Viewport((1000.0, 2000.0, 3000.0, 2500.0), 400, 300)
    assert viewport.metres_per_px == 5.0
    assert viewport.shown == (1000.0, 1500.0, 3000.0, 3000.0)
    pixel = viewport.to_px(1500.0, 2900.0)
    assert (pixel.x(), pixel.y()) == (100.0, 20.0)
    assert viewport.to_metres(pixel) == (1500.0, 2900.0)
    assert viewport.transform.map(QPointF(1500.0, 2900.0)) == pixel
    assert viewport.to_px_array(np.array([[1500.0, 2900.0]])).tolist() == [[100.0, 20.0]]


def test_the_scale_is_that_of_a_picture_in_points():
    # 72 points are an inch, 25.4 mm: 10 m per pixel at one pixel per point.
    viewport = Viewport((0, 0, 1000, 1000), 100, 100, 1.0)
    assert viewport.scale_denominator == pytest.approx(10 / (0.0254 / 72))


# -- pictures ----------------------------------------------------------------------------------------------
def test_nothing_at_all_can_be_drawn():
    project = Project()
    scene = build_scene(project, project.active, None, SceneOptions())
    assert scene.bounds is None
    assert scene.legend() == ()
    image = picture(scene, Viewport((0, 0, 1000, 1000), 300, 200))
    assert count_near(image, map_style().page.paper.q, 0) == 300 * 200


@pytest.mark.parametrize("zoom", [1.0, 5.0])
@pytest.mark.parametrize("only", [QRectF(100, 70, 140, 90), QRectF(0, 0, 61, 240)])
def test_a_picture_drawn_in_two_parts_has_no_seam(project, assessment, monkeypatch, zoom, only):
    monkeypatch.setattr(prepared_module, "BLOCKED_VERTICES", 100)  # also where a layer is made ready in parts
    monkeypatch.setattr(prepared_module, "BLOCK_VERTICES", 60)
    chosen = Project(project.settings, project.layers, project.scenarios, project.active_scenario_id)
    scene = build_scene(chosen, chosen.active, assessment, SceneOptions(coverage_key="shelter.fixed"))
    minx, miny, maxx, maxy = scene.bounds
    x, y, half_x, half_y = (minx + maxx) / 2, (miny + maxy) / 2, (maxx - minx) / zoom, (maxy - miny) / zoom
    viewport = Viewport((x - half_x, y - half_y, x + half_x, y + half_y), 320, 240)

    def drawn(*parts: dict) -> QImage:
        image = QImage(320, 240, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        with QPainter(image) as painter:
            for part in parts:
                for _ in scene.steps(painter, viewport, Parts.BASE, **part):
                    pass
        return image

    first = drawn({"only": only})
    outside = pixels(first)
    outside[int(only.top()) : int(only.bottom()), int(only.left()) : int(only.right())] = 255
    assert (outside == 255).all()
    # Qt rounds a long path's edges by where it is clipped: a few pixels, by what nobody sees.
    apart = np.abs(pixels(drawn({"only": only}, {"but": only})) - pixels(drawn({}))).max(axis=2)
    assert (apart > 0).mean() < 0.0005 and apart.max() < 32


@pytest.mark.parametrize(
    "role", [Role.COUNTY, Role.TOWNSHIPS, Role.ROADS, Role.HAZARDS, Role.REFERENCE, Role.WATER]
)
def test_layers_of_mixed_and_missing_shapes_are_drawn(role):
    x, y = CENTRE
    shapes = [
        None,
        shapely.Point(),
        shapely.Polygon(),
        shapely.GeometryCollection([shapely.Point(x, y), shapely.box(x, y, x + 3000, y + 3000)]),
        shapely.LineString([(x, y), (x + 9000, y + 500)]),
        shapely.MultiPolygon([shapely.box(x - 5000, y, x - 2000, y + 900)]),
    ]
    project = Project(Settings(), [Layer("层", role, frame(shapes, name=["a", None, "b", "c", "d", "e"]))])
    scene = build_scene(project, project.active, None, SceneOptions())
    for extent in (scene.bounds, (x, y, x + 100, y + 100)):
        image = picture(scene, Viewport(extent, 300, 200))
        assert colours_of(pixels(image)) > 1 or role == Role.TOWNSHIPS
    scene.legend()


def test_townships_are_coloured_by_their_class(project, assessment):
    scene = build_scene(
        project, project.active, assessment, SceneOptions(show_labels=False, show_facilities=False)
    )
    viewport = Viewport(scene.bounds, 1000, 700)
    image = picture(scene, viewport)
    from ui.cartography.layerdraw import mixed

    palette = scene.style.palette
    for number in range(len(scene.theme.colours)):
        colour = mixed(scene.theme.colours[number], scene.style.page.land, palette.opacity)
        assert (count_near(image, colour, 1) > 2000) == (scene.theme.count(number) > 0)


def test_townships_without_data_are_hatched_not_coloured(project, assessment):
    units = replace(
        assessment.units, shelter_area_per_resident_m2=np.full(len(assessment.units.names), np.nan)
    )
    unknown = replace(assessment, units=units)
    options = SceneOptions(show_labels=False, show_facilities=False)
    image = picture(
        build_scene(project, project.active, unknown, options),
        Viewport((380e3, 3988e3, 400e3, 4008e3), 600, 600),
    )
    assert count_near(image, map_style().palette.nodata.q, 1) > 10_000
    assert count_near(image, map_style().palette.nodata_hatch.q, 40) > 1000


def test_hidden_layers_and_facilities_leave_no_trace(project, assessment):
    only = build_scene(project, project.active, None, SceneOptions(show_labels=False))
    viewport = Viewport(only.bounds, 700, 500)
    green = map_style().family["shelter"].color.q
    assert count_near(picture(only, viewport), green) > 100
    every_id = frozenset(project.active.facilities)
    hidden = build_scene(project, project.active, None, SceneOptions(hidden_facility_ids=every_id))
    assert count_near(picture(hidden, viewport), green) == 0
    off = made_project(roads=60)
    off.apply(off.layers_edit(layer.with_changes(visible=False) for layer in off.layers))
    blank = build_scene(off, off.active, None, SceneOptions(show_labels=False, show_facilities=False))
    assert blank.legend() == ()
    assert colours_of(pixels(picture(blank, viewport))) == 1, "paper only"
    assert blank.bounds == only.bounds, "the map still knows where the county is"


def test_places_are_not_uncovered_where_nobody_knows_the_shelters(project, assessment):
    covered = {key: mask for key, mask in assessment.covered.items() if not key.startswith("shelter")}
    scene = build_scene(project, project.active, replace(assessment, covered=covered), SceneOptions())
    assert scene.uncovered_key is None and not len(scene.uncovered_xy)
    assert not any(entry.key.startswith("uncovered") for entry in scene.legend())


def test_uncovered_places_are_marked_and_counted(project, assessment):
    covered = {**assessment.covered, "shelter.fixed": np.zeros(len(project.county.demand), dtype=bool)}
    none_covered = replace(assessment, covered=covered)
    red = map_style().coverage.uncovered.q
    viewport = Viewport((380e3, 3985e3, 410e3, 4010e3), 800, 600)
    options = SceneOptions(theme="none", show_labels=False, show_facilities=False)
    marked = build_scene(project, project.active, none_covered, options)
    plain = build_scene(project, project.active, none_covered, replace(options, show_uncovered=False))
    assert count_near(picture(marked, viewport), red) > 300
    assert count_near(picture(plain, viewport), red) == 0
    entry = next(entry for entry in marked.legend() if entry.key == "uncovered.shelter.fixed")
    assert entry.count == len(project.county.demand) == len(marked.uncovered_xy)
    assert np.array_equal(marked.uncovered_persons, project.county.demand.population_persons, equal_nan=True)


def test_dots_for_people_grow_with_their_area():
    """Four times the people are twice as wide; unknown people are an ordinary dot, nobody a small one."""
    assert sizes_of(np.array([1000.0, 4000.0, 250.0, np.nan, 0.0, 90_000.0])).tolist() == [
        1.0, 2.0, 0.5, 1.0, 0.5, 3.0,
    ]  # fmt: skip


def test_the_region_within_reach_is_tinted(project, assessment):
    x, y = CENTRE
    region = shapely.Point(x, y).buffer(4000)
    reached = replace(assessment, regions={**assessment.regions, "fire": region})
    options = SceneOptions(
        theme="none", show_labels=False, show_facilities=False, show_uncovered=False, coverage_key="fire"
    )
    viewport = Viewport((x - 6000, y - 6000, x + 6000, y + 6000), 600, 600)
    with_region = pixels(picture(build_scene(project, project.active, reached, options), viewport))
    without = pixels(
        picture(build_scene(project, project.active, reached, replace(options, coverage_key=None)), viewport)
    )
    changed = np.abs(with_region - without).max(axis=2) > 2
    share_of_circle = changed.mean() / (np.pi * 4000**2 / 12_000**2)
    assert 0.97 < share_of_circle < 1.03


def test_100_000_people_points_are_drawn_as_pixels(project):
    random = np.random.default_rng(5)
    x, y = CENTRE
    xy = random.uniform((x - 9000, y - 9000), (x + 9000, y + 9000), (100_000, 2))
    many = Project(
        Settings(crs_epsg=EPSG),
        [Layer("点", Role.DEMAND, frame(shapely.points(xy), population_persons=np.ones(len(xy))))],
    )
    scene = build_scene(many, many.active, None, SceneOptions(show_labels=False))
    image = picture(scene, Viewport(scene.bounds, 800, 800))
    dark = count_near(image, map_style().role["demand"].point.q, 4) / (800 * 800)
    assert 0.05 < dark < 0.6, "there, but not hiding everything"


def test_parts_add_up_to_the_whole(project, assessment):
    scene = build_scene(project, project.active, assessment, SceneOptions())
    viewport = Viewport(scene.bounds, 600, 400)
    whole = picture(scene, viewport)
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        for part in (Parts.BASE, Parts.FACILITIES, Parts.LABELS):
            scene.draw(painter, viewport, part)
    assert (pixels(whole) == pixels(image)).all()


def test_dark_and_black_and_white_differ_and_the_latter_has_no_colour(project, assessment):
    viewport = Viewport((380e3, 3985e3, 410e3, 4010e3), 600, 400)
    light, dark, grey = (
        pixels(picture(build_scene(project, project.active, assessment, options), viewport))
        for options in (SceneOptions(), SceneOptions(dark=True), SceneOptions(black_and_white=True))
    )
    assert light.mean() > dark.mean() + 60
    assert np.ptp(grey, axis=2).max() <= 8
    assert np.ptp(light, axis=2).max() > 60


# -- legend ------------------------------------------------------------------------------------------------
def test_the_legend_counts_what_the_scene_shows(project, assessment):
    scene = build_scene(project, project.active, assessment, SceneOptions(lang="zh"))
    counts = {entry.key: entry.count for entry in scene.legend()}
    facilities = project.active.facilities.values()
    for family in {facility.family for facility in facilities}:
        assert counts[f"family.{family}"] == sum(facility.family == family for facility in facilities)
    for status in {facility.status for facility in facilities}:
        assert counts[f"status.{status}"] == sum(facility.status == status for facility in facilities)
    assert sum(count for key, count in counts.items() if key.startswith("theme.")) == 12
    groups = [entry.group for entry in scene.legend()]
    assert [group for i, group in enumerate(groups) if i == 0 or groups[i - 1] != group] == list(
        dict.fromkeys(groups)
    )


def test_the_legend_of_a_picture_leaves_out_what_it_is_too_small_for(project):
    scene = build_scene(project, project.active, None, SceneOptions())
    far = Viewport(scene.bounds, 300, 200)
    counts = {entry.key: entry.count for entry in scene.legend(far)}
    assert far.scale_denominator > map_style().status["candidate"].max_denominator
    assert "status.candidate" not in counts
    assert "status.existing" in counts


@pytest.mark.parametrize("how", [{}, {"dark": True}, {"black_and_white": True}])
def test_every_sign_of_the_legend_leaves_a_mark(project, assessment, how):
    scene = build_scene(
        project, project.active, assessment, SceneOptions(coverage_key="shelter.fixed", **how)
    )
    ground = scene.style.page.panel.q
    for entry in scene.legend():
        image = QImage(40, 24, QImage.Format.Format_RGB32)
        image.fill(ground.rgb())
        with QPainter(image) as painter:
            entry.paint(painter, QRectF(5, 3, 30, 18), 1.4)
        assert (np.abs(pixels(image) - ground.getRgb()[:3]).sum(axis=2) > 6).sum() >= 3, entry.key


# -- under a pixel -----------------------------------------------------------------------------------------
def test_facilities_are_found_under_their_symbol_and_their_outline(project):
    scene = build_scene(project, project.active, None, SceneOptions())
    shelter = project.active.facilities["s0"]
    x, y = shelter.location
    near = Viewport((x - 500, y - 400, x + 500, y + 400), 1000, 800)
    assert scene.facility_ids_at(near.to_px(x, y), near)[0] == "s0"
    minx, miny, _maxx, _maxy = shelter.geometry.bounds
    corner = near.to_px(minx + 3, miny + 3)
    assert scene.facility_ids_at(corner, near) == ("s0",)
    assert scene.facility_ids_at(near.to_px(x + 400, y), near) == ()
    assert scene.facility_ids_in(near.rect_px, near) == ("s0",)


def test_candidates_are_not_found_where_they_are_not_drawn(project):
    scene = build_scene(project, project.active, None, SceneOptions())
    candidate = next(item for item in project.active.facilities.values() if item.status == "candidate")
    far = Viewport(scene.bounds, 300, 200)
    assert candidate.id not in scene.facility_ids_at(far.to_px(*candidate.location), far)
    assert candidate.id not in scene.facility_ids_in(far.rect_px, far)


def test_crowded_symbols_part_but_stay_near():
    pixels_px = np.array([[100.0, 100.0]] * 4 + [[105.0, 100.0], [400.0, 400.0]])
    sizes = np.full(6, 20.0)
    moved = moved_apart(pixels_px, sizes)
    apart = np.hypot(*(moved[:, None] - moved[None]).transpose(2, 0, 1)) + 99 * np.eye(6)
    assert apart.min() > 16
    assert np.hypot(*(moved - pixels_px).T).max() <= MOST_MOVE * 20 + 1e-6
    assert (moved[5] == pixels_px[5]).all()
    assert (moved_apart(pixels_px, sizes) == moved).all()


def test_on_paper_the_frame_cuts_no_symbol_and_none_is_lost_that_stands_inside(project):
    scene = build_scene(project, project.active, None, SceneOptions(for_print=True))
    shelter = project.active.facilities["s0"]
    x, y = shelter.location
    for off_px in (-3.0, 3.0):  # the shelter inside the frame's left edge, then beyond it
        view = Viewport((x + off_px, y - 400, x + 1000 + off_px, y + 400), 1000, 800)
        for apart in (False, True):
            rows = scene.facilities.rects_px(view, apart=apart)
            whole = (rows[:, :2] >= -1e-6).all() and (rows[:, 2:] <= (1000 + 1e-6, 800 + 1e-6)).all()
            assert whole == apart
        pixels = scene.facilities.positions_px(view, apart=True)
        shown = scene.facilities.shown(view, pixels, scene.facilities.size_px(view))
        assert ("s0" in {scene.facilities.items[row].id for row in shown}) == (off_px < 0)


# -- furniture ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("metres_per_px", [0.13, 1.0, 7.7, 26.4, 93.0, 1234.0])
def test_the_scale_bar_is_round_long_enough_and_true(metres_per_px):
    viewport = Viewport((0, 0, 800 * metres_per_px, 600 * metres_per_px), 800, 600)
    bar = scale_bar(viewport, 150.0)
    assert 150 / 2.5 <= bar.width_px <= 150
    assert bar.width_px * metres_per_px == pytest.approx(bar.length_m)
    digits = f"{bar.length_m:e}"[0]
    assert digits in "125"


def test_the_drawn_scale_bar_is_true_in_pixels():
    viewport = Viewport((0, 0, 40_000, 30_000), 800, 600)
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        draw_scale_bar(painter, viewport, QPointF(780, 580), map_style())
    dark = pixels(image).max(axis=2) < 90
    longest = max(int(row.sum()) for row in dark)
    bar = scale_bar(viewport, viewport.px(map_style().furniture.scalebar_width_pt))
    assert abs(longest - bar.width_px) <= 2


def test_round_scales_show_at_least_as_much():
    assert round_denominator(71_300) == 75_000
    assert round_denominator(75_000) == 75_000
    assert round_denominator(100_000) == 100_000
    assert round_denominator(101_000) == 125_000


def test_ticks_stand_where_the_projection_says():
    # On the central meridian of the zone (117°E) easting is 500,000 m.
    viewport = Viewport((450_000.0, 3_980_000.0, 550_000.0, 4_040_000.0), 1000, 600)
    ticks = graticule_ticks(viewport, EPSG)
    meridian = [tick for tick in ticks if tick.text == "117°00′E"]
    assert {tick.edge for tick in meridian} == {"top", "bottom"}
    assert all(tick.at_px == pytest.approx(500.0, abs=0.01) for tick in meridian)
    assert {tick.edge for tick in ticks} == {"top", "bottom", "left", "right"}
    assert degree_text(6942, "E", "W") == "115°42′E"
    assert degree_text(-90, "N", "S") == "1°30′S"


def test_a_scene_after_an_edit_uses_the_prepared_land_again(project, assessment):
    from ui.cartography.prepared import prepare

    before = [
        prepare(layer) for layer in build_scene(project, project.active, assessment, SceneOptions()).layers
    ]
    fewer = Scenario("plan", "", dict(list(project.active.facilities.items())[:5]))
    after = build_scene(project, fewer, assessment, SceneOptions())
    assert [prepare(layer) for layer in after.layers] == before
    assert len(after.facilities) == 5


def test_a_layer_in_blocks_looks_like_one_in_a_piece(assessment, monkeypatch):
    viewport = Viewport((CENTRE[0] - 9000, CENTRE[1] - 6000, CENTRE[0] + 9000, CENTRE[1] + 6000), 900, 600)
    whole = picture(
        build_scene(made_project(), Scenario("x", ""), None, SceneOptions()), viewport, Parts.BASE
    )
    monkeypatch.setattr(prepared_module, "BLOCKED_VERTICES", 500)
    monkeypatch.setattr(prepared_module, "BLOCK_VERTICES", 300)
    blocks = picture(
        build_scene(made_project(), Scenario("x", ""), None, SceneOptions()), viewport, Parts.BASE
    )
    off = np.abs(pixels(whole) - pixels(blocks)).max(axis=2)
    assert (off > 24).mean() < 0.001  # only where lines of one class cross, by the order of their edges


def test_buildings_below_a_pixel_are_specks_on_a_screen_and_outlines_on_paper(monkeypatch):
    corner = np.random.default_rng(3).uniform(-6000, 6000, (300, 2)) + CENTRE
    houses = [*shapely.box(*corner.T, *(corner + 15).T), shapely.box(*CENTRE, *(np.array(CENTRE) + 2000))]
    project = Project(layers=[Layer("", Role.REFERENCE, frame(houses))])
    x, y = CENTRE
    view = Viewport((x - 9000.0, y - 9000.0, x + 9000.0, y + 9000.0), 600, 600)  # 30 m a pixel

    def drawn(*parts: dict, **options) -> np.ndarray:
        scene = build_scene(project, Scenario("x", ""), None, SceneOptions(**options))
        image = QImage(600, 600, QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            for part in parts or ({},):
                for _ in scene.steps(painter, view, Parts.BASE, **part):
                    pass
        return pixels(image)

    on_paper = drawn(for_print=True)
    monkeypatch.setattr(prepared_module, "BLOCKED_VERTICES", 500)
    project = Project(layers=[Layer("", Role.REFERENCE, frame(houses))])
    assert (drawn(for_print=True) == on_paper).all()
    screen = drawn()
    paper = screen[0, 0]
    column, row = np.floor(view.to_px_array(corner + 7.5)).astype(int).T
    assert (screen[row, column] != paper).any(axis=1).all()  # none is lost
    others = (screen != paper).any(axis=2)
    others[row, column] = False
    others[230:302, 298:370] = False  # the one that is large, drawn as ever
    assert not others.any()
    part = QRectF(100, 70, 140, 90)
    assert (drawn({"only": part}, {"but": part}) == screen).all()


def test_a_picture_that_is_given_up_leaves_its_painter_as_it_was(project, assessment):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.setOpacity(0.5)
        scene = build_scene(project, project.active, assessment, SceneOptions())
        steps = scene.steps(
            painter, Viewport((*(np.array(CENTRE) - 9000), *(np.array(CENTRE) + 9000)), 400, 300)
        )
        assert sum(1 for _ in zip(range(5), steps, strict=False)) == 5
        steps.close()
        assert painter.opacity() == 0.5


def test_planned_facilities_have_rings_by_year_which_the_legend_names():
    plan = made_project(roads=5)
    ids = list(plan.active.facilities)[:3]
    held = {
        key: replace(plan.active.facilities[key], status="planned", finished_year=year)
        for key, year in zip(ids, (2027, 2029, None), strict=True)
    }
    scenario = Scenario("plan", "甲", {**plan.active.facilities, **held})
    scene = build_scene(plan, scenario, None, SceneOptions(lang="zh"))
    bands = {
        one.id: symbol.band
        for one, symbol in zip(scene.facilities.items, scene.facilities.symbols, strict=True)
    }
    assert [bands[key] for key in ids] == [0, 1, -1] and scene.facilities.bands == (
        (2027, 2027),
        (2029, 2029),
    )
    assert all(band == -1 for key, band in bands.items() if key not in ids)
    shown = {entry.key: (entry.group, entry.text, entry.count) for entry in scene.legend()}
    assert shown["years.0"] == ("规划设施建成年份", "2027 年", 1) and shown["years.1"][1:] == ("2029 年", 1)


def test_on_paper_no_name_stands_for_a_sliver_of_a_township(project):
    layer = next(one for one in project.layers if one.role == Role.TOWNSHIPS)
    _left, bottom, right, top = shapely.bounds(layer.geometries[0])
    low = (bottom + top) / 2 - 10_000
    for is_print in (False, True):
        for seen_m, is_named in ((100.0, not is_print), (3000.0, True)):
            view = Viewport((right - seen_m, low, right - seen_m + 20_000, low + 20_000), 1000, 1000)
            canvas = Canvas(QPainter(), view, map_style(), SceneOptions(for_print=is_print))
            anchors = labelling._anchors(canvas, prepare(layer), view.rect_px)
            assert np.isfinite(anchors[0]).all() == is_named, (is_print, seen_m)
