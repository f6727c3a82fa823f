"""Measure and identify, with real mouse and key events."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt

from tests.ui.canvas_hand import CTRL, Hand, hand, xy
from tests.ui.canvas_project import SQUARE_ID
from tests.ui.map.figures import SQUARE, undo_count

__all__ = ["hand"]

# -- measuring and identifying --------------------------------------------------------------------------


def test_measuring_a_way_and_an_area(hand: Hand) -> None:
    hand.canvas.set_tool("measure")
    for at in (xy(3, 12), xy(6, 12), xy(6, 16)):
        hand.click(at, CTRL)
    tool = hand.canvas.tool
    assert tool.length_m == pytest.approx(7_000)
    assert tool.area_m2 is None
    hand.click(xy(3, 12), CTRL)
    assert tool.length_m == pytest.approx(12_000)  # 3, 4, 5
    assert tool.area_m2 == pytest.approx(6e6)
    hand.click(xy(10, 10), CTRL)
    assert len(tool.points) == 1 and tool.area_m2 is None
    assert undo_count(hand) == 0


def test_a_double_click_ends_the_line_where_it_is(hand: Hand) -> None:
    hand.canvas.set_tool("measure")
    hand.click(xy(3, 12), CTRL)
    hand.double_click(xy(6, 16), CTRL)
    hand.move(xy(20, 2))
    assert hand.canvas.tool.length_m == pytest.approx(5_000)
    hand.key(Qt.Key.Key_Backspace)
    assert len(hand.canvas.tool.points) == 1


def test_identify_finds_points_before_lines_before_areas(hand: Hand) -> None:
    found: list[tuple[str, int]] = []
    hand.session.feature_picked.connect(lambda layer_id, row: found.append((layer_id, row)))
    hand.canvas.set_tool("identify")
    villages = hand.session.project.layer("villages")
    village = shapely.get_coordinates(villages.geometries[11])[0]
    hand.click((float(village[0]), float(village[1])))
    assert found[-1] == ("villages", 11)
    hand.click(xy(12, 15.99))
    assert found[-1][0] in ("roads", "villages")
    hand.click(xy(-0.5, -0.5))
    assert found[-1] == ("", -1)


def test_identify_picks_the_township_where_nothing_else_is(hand: Hand) -> None:
    found: list[tuple[str, int]] = []
    hand.session.feature_picked.connect(lambda layer_id, row: found.append((layer_id, row)))
    villages = shapely.get_coordinates(list(hand.session.project.layer("villages").geometries))
    grid = [xy(x, y) for x in np.arange(1, 7, 0.25) for y in np.arange(1, 7, 0.25)]
    free = next(at for at in grid if np.hypot(*(villages - at).T).min() > 400)
    hand.canvas.set_tool("identify")
    hand.click(free)
    assert found[-1] == ("townships", 0)
    assert shapely.equals(hand.canvas.picked_shape, shapely.box(*xy(0, 0), *xy(8, 8)))


def test_identify_on_a_facility_selects_it(hand: Hand) -> None:
    found: list[tuple[str, int]] = []
    hand.session.feature_picked.connect(lambda layer_id, row: found.append((layer_id, row)))
    hand.canvas.set_tool("identify")
    hand.click(SQUARE)
    assert hand.session.selection == {SQUARE_ID}
    assert found[-1] == ("", -1)
