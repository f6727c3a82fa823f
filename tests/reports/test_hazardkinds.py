"""Kinds of hazard that maps tell apart."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import pytest
import shapely

from models.county.layer import Layer, Role
from models.kernel.resources import load_toml
from reports.hazardkinds import common_key, hazard_key
from reports.webmap.ground import area_look
from ui.cartography.legend import ground_entries
from ui.cartography.prepared import hazard_of
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


def test_a_layer_of_several_kinds_keeps_the_common_look():
    assert hazard_of(zones("洪水", "洪水")) == "flood"
    assert hazard_of(zones("洪水", "滑坡")) == ""
    assert ground_entries([zones("洪水")], map_style(), "zh")
