"""The tool that finds the way by road between two clicks."""

from __future__ import annotations

import shapely

from models.county.layer import Role
from tests.ui.canvas_hand import Hand, hand, xy
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
