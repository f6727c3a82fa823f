"""Maps as pictures for documents: of the right things, the same every time, their scale true."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from models.county.layer import Layer, Role
from models.facilities.facility import Family, Status
from models.kernel.text import LANGUAGES, Lang
from models.project.project import Project
from reports.context import ReportContext, make_context
from tests.ui.canvas_project import small_project
from tests.ui.colours import colours_of
from tests.ui.outputs.test_pack import DAY
from ui.cartography import furniture
from ui.cartography.viewport import Viewport
from ui.printing.pictures import (
    HAZARD_PICTURE,
    PICTURE_KEYS,
    legend_rows,
    map_pictures,
    picture_content,
    picture_scene,
    picture_style,
)


@pytest.fixture(scope="module")
def context() -> ReportContext:
    return make_context(small_project(), made_on=DAY)


def pixels(png: bytes) -> np.ndarray:
    image = QImage.fromData(png).convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), dtype=np.uint8)
    return data.reshape(image.height(), image.width(), 4)[:, :, :3].copy()  # the picture goes now


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_has_its_size_and_is_unlike_the_others(
    context: ReportContext, lang: Lang, qapp: QApplication
) -> None:
    pictures = map_pictures(context, lang, width_px=400)
    # Without hazards there is no map of hazards: it would be the overview once more.
    assert tuple(pictures) == tuple(key for key in PICTURE_KEYS if key != HAZARD_PICTURE)
    assert len(set(pictures.values())) == len(pictures)
    for png in pictures.values():
        image = pixels(png)
        assert image.shape[:2] == (round(400 * picture_style().height_by_width), 400)
        assert colours_of(image) > 50


def test_the_same_project_gives_the_same_bytes(context: ReportContext, qapp: QApplication) -> None:
    again = make_context(small_project(), made_on=DAY)
    first, second = (map_pictures(one, "zh", ("shelter",), 600)["shelter"] for one in (context, again))
    assert first == second


@pytest.mark.parametrize("key", PICTURE_KEYS)
def test_only_its_own_families_and_layers_are_shown(context: ReportContext, key: str) -> None:
    content = picture_content(key)
    scene = picture_scene(context, "zh", content)
    shown = {symbol.family.value for symbol in scene.facilities.symbols_at(0.0)}
    held = {item.family.value for item in context.main.scenario.facilities.values()}
    assert shown == held & content.shown_families
    assert not {layer.role.value for layer in scene.layers} & content.hidden_roles
    assert content.shown_families <= {str(family) for family in Family}
    titles = {row for row in legend_rows(scene.legend()) if isinstance(row, str)}
    assert titles or not shown


def test_candidates_are_not_on_the_maps_of_a_plan() -> None:
    project = small_project()
    shelter = next(iter(project.active.facilities.values()))
    from dataclasses import replace

    changed = replace(shelter, status=Status.CANDIDATE.value)
    project.apply(project.facility_edit({shelter.id: changed}))
    made = make_context(project, made_on=DAY)
    scene = picture_scene(made, "zh", picture_content("overview"))
    before = picture_scene(make_context(small_project(), made_on=DAY), "zh", picture_content("overview"))
    assert len(scene.facilities) == len(before.facilities) - 1


def test_the_project_itself_is_left_as_it_was(context: ReportContext) -> None:
    before = [(layer.id, layer.visible) for layer in context.project.layers]
    picture_scene(context, "zh", picture_content("shelter"))
    assert [(layer.id, layer.visible) for layer in context.project.layers] == before


def test_the_scale_bar_is_true(context: ReportContext, qapp: QApplication) -> None:
    """The black parts of the bar, measured in pixels, are as long as the metres beside them say."""
    style = picture_style()
    scene = picture_scene(context, "en", picture_content("depot"))
    assert scene.bounds is not None
    image = pixels(map_pictures(context, "en", ("depot",), 1600)["depot"]).astype(int)
    px_per_pt = 1600 / style.width_pt
    map_width = round(1600 - style.legend_width_pt * px_per_pt)
    margin = style.county_margin
    minx, miny, maxx, maxy = scene.bounds
    extent = (
        minx - (maxx - minx) * margin, miny - (maxy - miny) * margin,
        maxx + (maxx - minx) * margin, maxy + (maxy - miny) * margin,
    )  # fmt: skip
    viewport = Viewport(extent, map_width, image.shape[0], px_per_pt)
    bar = furniture.scale_bar(viewport, viewport.px(scene.style.furniture.scalebar_width_pt))
    dark = scene.style.furniture.line.q.getRgb()[:3][::-1]
    rows = image[-round(60 * px_per_pt) : -8, 8 : map_width // 2]  # without the frame
    runs = (np.abs(rows - np.array(dark)).sum(axis=2) < 12).sum(axis=1)
    # The widest row of dark pixels is the edge of the bar, as wide as the bar with its own line.
    assert abs(runs.max() - bar.width_px) <= 0.005 * bar.width_px + 2 * max(1.0, viewport.px(0.6))


def test_a_project_without_a_place_has_no_pictures(qapp: QApplication) -> None:
    assert map_pictures(make_context(Project(), made_on=DAY), "zh", width_px=300) == {}


def test_an_unknown_picture_is_refused(context: ReportContext) -> None:
    with pytest.raises(KeyError):
        map_pictures(context, "zh", ("nonsense",))


def test_hazard_zones_are_drawn_where_a_layer_gives_some() -> None:
    project = small_project()
    (villages,) = project.layers_of(Role.VILLAGES)
    zones = villages.frame[["geometry"]].head(2).assign(hazard_type="洪水")
    zones = zones.set_geometry(zones.buffer(800.0))
    flooded = [*project.layers, Layer("洪水", Role.HAZARDS, zones, id="flood")]
    made = Project(project.settings, flooded, project.scenarios, project.active_scenario_id)
    keys = ("overview", HAZARD_PICTURE)
    found = map_pictures(make_context(made, made_on=DAY), "zh", keys, width_px=300)
    assert tuple(found) == keys and len(set(found.values())) == len(keys)
