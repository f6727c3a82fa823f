"""Kinds of hazard that maps tell apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import pytest
import shapely

from models.county.layer import Layer, Role
from models.kernel.resources import load_toml
from models.project.project import Project
from models.project.settings import Settings
from reports.hazardkinds import common_key, hazard_key
from reports.webmap.ground import area_look
from ui.cartography.legend import ground_entries
from ui.cartography.options import SceneOptions
from ui.cartography.prepared import by_hazard, hazard_of
from ui.cartography.scene import build_scene
from ui.cartography.style import map_style

KINDS = {
    "洪水": "flood", "geological": "geological", "危险化学品": "major_source", "活动断裂": "fault",
    "森林火险区": "fire", "油气管道": "pipeline", "高压线": "power",
}  # fmt: skip


def zones(*kinds: str) -> Layer:
    shapes = [shapely.box(at, 0, at + 1, 1) for at in range(len(kinds))]
    frame = gpd.GeoDataFrame({"hazard_type": list(kinds)}, geometry=shapes)
    return Layer(id="zones", name="风险区", role=Role.HAZARDS, frame=frame)


def test_types_in_data_have_a_kind():
    assert {kind: hazard_key(kind) for kind in KINDS} == KINDS
    assert hazard_key("雪崩") == ""
    assert common_key(["洪水", "内涝"]) == "flood"
    assert common_key(["洪水", "滑坡"]) == ""


@pytest.mark.parametrize("ground", [{}, {"dark": True}, {"black_and_white": True}], ids=str)
def test_no_two_kinds_look_alike_even_in_grey(ground):
    style = map_style(**ground)
    looks = [style.layer(Role.HAZARDS, zones(kind).style, hazard_of(zones(kind))) for kind in KINDS]
    for one, other in combinations(looks, 2):
        assert (one.hatch_pattern, one.hatch_spacing_pt) != (other.hatch_pattern, other.hatch_spacing_pt)
        assert one.hatch != other.hatch


def test_the_web_map_tells_kinds_apart_by_colour_and_dash():
    style = load_toml("styles", "map.toml")
    looks = [area_look(Role.HAZARDS, style, key) for key in KINDS.values()]
    for one, other in combinations(looks, 2):
        assert one["fillColor"] != other["fillColor"]
        assert one.get("dashArray") != other.get("dashArray")


def test_zones_of_a_layer_of_several_kinds_are_drawn_each_in_the_look_of_its_kind():
    assert hazard_of(zones("洪水", "洪水")) == "flood"
    mixed = zones("洪水", "滑坡", "内涝", "雪崩")
    parts = by_hazard(mixed)
    assert [(hazard_of(part), len(part)) for part in parts] == [("flood", 2), ("geological", 1), ("", 1)]
    assert [part.id for part in parts] == ["zones"] * 3
    project = Project(Settings(), [mixed])
    scene = build_scene(project, project.active, None, SceneOptions())
    assert [hazard_of(layer) for layer in scene.layers] == ["flood", "geological", ""]
    words = [(entry.text, entry.count) for entry in scene.legend()]
    assert words == [("洪涝风险区", 2), ("地质灾害风险区", 1), ("其他风险区", 1)]
    assert [(one.text, one.count) for one in ground_entries([mixed], map_style(), "zh")] == words
    # What is edited of the layer is the layer's, and nothing is made ready again.
    again = by_hazard(replace(mixed, opacity=0.5))
    assert again[0].opacity == 0.5 and again[0].frame is parts[0].frame


def test_a_kind_beside_other_layers_is_named_with_its_layer():
    other = replace(zones("洪水"), id="other", name="淹没区")
    words = [entry.text for entry in ground_entries([zones("洪水", "滑坡"), other], map_style(), "zh")]
    assert words == ["风险区·洪涝风险区", "风险区·地质灾害风险区", "淹没区"]
