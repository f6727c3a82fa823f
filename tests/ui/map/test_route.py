"""The tool that finds the way by road between two clicks."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from models.county.layer import Role
from tests.ui.canvas_hand import Hand, hand, xy
from ui.map.ink import CHIP_GAP_PX, chip_place
from ui.map.tools.route import RouteTool

__all__ = ["hand"]


def route_tool(hand: Hand) -> RouteTool:
    hand.canvas.set_tool("route")
    tool = hand.canvas.tool
    assert isinstance(tool, RouteTool)
    return tool


def test_two_clicks_find_the_way_with_length_time_and_roads(hand: Hand) -> None:
    tool = route_tool(hand)
    hand.click(xy(18, 8.1))
    assert tool.found is None and len(tool.points) == 1
    hand.click(xy(12.1, 14))
    assert tool.found is not None
    assert 11_900 < tool.found.metres < 12_300  # by the crossing, not across country
    assert shapely.distance(tool.found.line, shapely.Point(xy(12, 8))) < 1
    assert tool.lines[0].text.startswith("12") and len(tool.lines) >= 3
    hand.click(xy(18, 8.1))  # the next way begins
    assert tool.found is None and len(tool.points) == 1


def test_far_from_roads_and_without_any_it_says_so(hand: Hand) -> None:
    tool = route_tool(hand)
    hand.click(xy(18, 8.1))
    hand.click(xy(20, 14))
    assert tool.found is None and [line.tone for line in tool.lines][:1] == ["bad"]
    project = hand.session.project
    project.apply(project.layers_edit(one for one in project.layers if one.role != Role.ROADS))
    hand.canvas.grab()
    assert tool.points == []  # another network: the old way no longer holds
    hand.click(xy(18, 8.1))
    hand.click(xy(12.1, 14))
    assert tool.found is None and len(tool.lines) == 1


@settings(max_examples=40)
@given(
    x=st.floats(0, 800),
    y=st.floats(0, 500),
    turns=st.lists(st.tuples(st.floats(0, 800), st.floats(0, 500)), min_size=1, max_size=4),
)
def test_the_label_lies_inside_the_map_and_where_it_covers_least(
    x: float, y: float, turns: list[tuple[float, float]]
) -> None:
    room, line = QRectF(0, 0, 800, 500), np.array([*turns, (x, y)])
    place = chip_place(200, 80, QPointF(x, y), room, line)
    assert room.contains(place)
    usual = chip_place(200, 80, QPointF(x, y), room, np.empty((0, 2)))

    def grown(one: QRectF) -> shapely.Polygon:
        return shapely.box(one.left(), one.top(), one.right(), one.bottom()).buffer(CHIP_GAP_PX)

    way, end = shapely.LineString(line), shapely.Point(x, y)
    is_hiding = grown(usual).contains(end)
    assert is_hiding or grown(place).intersection(way).length <= grown(usual).intersection(way).length


def test_the_label_goes_to_the_side_where_the_line_is_not() -> None:
    """The way comes from the lower right, so that the usual place below it at the right would hide it."""
    line = np.array([(700.0, 450.0), (400.0, 250.0)])
    place = chip_place(200, 80, QPointF(400, 250), QRectF(0, 0, 800, 500), line)
    assert (place.left(), place.top()) == (186, 266)  # below at the left
    assert chip_place(200, 80, QPointF(400, 250), QRectF(0, 0, 800, 500), np.empty((0, 2))).left() == 418
