"""Drawing what closes roads."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.ui.canvas_hand import Hand, hand, xy

__all__ = ["hand"]


@pytest.fixture
def drawn(hand: Hand) -> list[Any]:
    found: list[Any] = []
    hand.session.barrier_drawn.connect(found.append)
    hand.session.tool_wanted.emit("barrier")
    return found


def test_a_line_is_drawn_and_ended_and_the_hand_has_its_tool_back(hand: Hand, drawn: list[Any]) -> None:
    hand.click(xy(10, 8))
    hand.click(xy(12, 9))
    assert not drawn
    hand.key(Qt.Key.Key_Return)
    (line,) = drawn
    assert line.geom_type == "LineString" and line.length == pytest.approx(5**0.5 * 1000, rel=0.02)
    assert hand.canvas.tool_name == "select" and hand.session.undo_stack.count() == 0


def test_the_first_point_makes_it_an_area(hand: Hand, drawn: list[Any]) -> None:
    for corner in (xy(10, 8), xy(12, 8), xy(12, 10), xy(10, 8)):
        hand.click(corner)
    (area,) = drawn
    assert area.geom_type == "Polygon" and area.area == pytest.approx(2e6, rel=0.05)


def test_what_crosses_itself_or_is_one_point_closes_nothing(hand: Hand, drawn: list[Any]) -> None:
    said: list[Any] = []
    hand.session.said.connect(lambda message, level: said.append(level))
    for corner in (xy(10, 8), xy(12, 10), xy(12, 8), xy(10, 10), xy(10, 8)):
        hand.click(corner)
    assert not drawn and len(said) == 1
    hand.click(xy(10, 8))
    hand.key(Qt.Key.Key_Return)
    assert not drawn and hand.canvas.tool_name == "barrier"


def test_a_zone_is_closed_by_enter_and_closes_no_road(hand: Hand) -> None:
    zones: list[Any] = []
    barriers: list[Any] = []
    hand.session.zone_drawn.connect(zones.append)
    hand.session.barrier_drawn.connect(barriers.append)
    hand.session.tool_wanted.emit("zone")
    hand.click(xy(10, 8))
    hand.click(xy(12, 8))
    hand.key(Qt.Key.Key_Return)
    assert not zones, "two points are no area"
    hand.click(xy(12, 10))
    hand.key(Qt.Key.Key_Return)
    (area,) = zones
    assert area.geom_type == "Polygon" and area.area == pytest.approx(2e6, rel=0.05) and not barriers
    assert hand.canvas.tool_name == "select"
