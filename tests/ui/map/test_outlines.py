"""Place, draw and reshape facilities, by mouse and with typed sizes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.canvas_hand import ALT, CTRL, M_PER_PX, SHIFT, Hand, hand, plan_hand, xy
from tests.ui.canvas_project import PARK_ID, Y0
from tests.ui.map.figures import EMPTY, assert_same_figures, fresh_figures, geometries, undo_count

__all__ = ["hand", "plan_hand"]

# -- placing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["shelter", "depot", "fire_station", "brigade", "team", "helipad"])
def test_one_click_places_selects_and_returns_to_selecting(hand: Hand, family: str) -> None:
    hand.canvas.set_tool(f"place.{family}")
    hand.click(EMPTY)
    (new,) = hand.session.selected
    assert str(new.family) == family
    assert new.location == pytest.approx(EMPTY)
    assert new.status == "existing"
    assert new.name
    assert hand.canvas.tool_name == "select"
    assert undo_count(hand) == 1
    hand.session.undo_stack.undo()
    assert new.id not in hand.session.scenario.facilities


def test_new_facilities_are_planned_in_a_plan_or_as_told(plan_hand: Hand) -> None:
    plan_hand.canvas.set_tool("place.shelter")
    plan_hand.click(EMPTY)
    assert plan_hand.session.selected[0].status == "planned"
    plan_hand.canvas.set_tool("place.shelter")
    plan_hand.click(xy(4, 12), ALT)
    assert plan_hand.session.selected[0].status == "candidate"
    plan_hand.canvas.set_options(place_status="existing")
    plan_hand.canvas.set_tool("place.shelter")
    plan_hand.click(xy(5, 13))
    assert plan_hand.session.selected[0].status == "existing"


def test_shift_click_places_several_with_different_names(hand: Hand) -> None:
    hand.canvas.set_tool("place.shelter")
    for x_km in (2, 4, 6):
        hand.click(xy(x_km, 14), SHIFT)
    assert hand.canvas.tool_name == "place.shelter"
    new = [item for item in hand.session.scenario.facilities.values() if item.location[1] == Y0 + 14_000]
    assert len(new) == 3 and len({item.name for item in new}) == 3
    assert undo_count(hand) == 3


def test_figures_are_live_while_a_new_facility_hangs_on_the_mouse(hand: Hand) -> None:
    before = fresh_figures(hand)
    hand.canvas.set_tool("place.shelter")
    hand.move(EMPTY)
    step = hand.session.live_step
    assert step is not None and step.reach is not None and step.persons_delta is not None
    assert undo_count(hand) == 0 and len(hand.session.scenario.facilities) == 5
    hand.click(EMPTY)
    assert_same_figures(dict(step.figures), fresh_figures(hand))
    hand.session.undo_stack.undo()
    assert_same_figures(before, fresh_figures(hand))


def test_leaving_the_tool_without_a_click_places_nothing(hand: Hand) -> None:
    hand.canvas.set_tool("place.depot")
    hand.move(EMPTY)
    assert hand.canvas.carry.is_holding
    hand.key(Qt.Key.Key_Escape)
    assert not hand.canvas.carry.is_holding and hand.session.live_step is None
    assert len(hand.session.scenario.facilities) == 5


def test_a_click_counts_though_new_figures_take_the_map_from_under_the_mouse(hand: Hand) -> None:
    """What lists the figures may be laid out anew over the map: Qt says at once that the mouse left it."""

    def leave() -> None:
        QApplication.sendEvent(hand.canvas, QEvent(QEvent.Type.Leave))

    (first, *_) = hand.session.scenario.facilities.values()
    hand.session.assessed.connect(leave, Qt.ConnectionType.SingleShotConnection)
    hand.canvas.set_tool("place.shelter")
    hand.session.put([replace(first, name="before")], "rename")  # figures wait from here on
    hand.press(EMPTY)
    hand.release(EMPTY)
    (new,) = hand.session.selected
    assert new.location == pytest.approx(EMPTY)
    assert hand.canvas.carry.facilities == () and hand.session.live_step is None


# -- drawing --------------------------------------------------------------------------------------------

CORNERS = (xy(3, 12), xy(5, 12), xy(5, 14), xy(3, 14))


def test_corners_and_a_double_click_make_a_shelter_whose_area_follows_its_shape(hand: Hand) -> None:
    steps: list[Any] = []
    hand.session.live.connect(steps.append)
    hand.canvas.set_tool("draw.shelter")
    for corner in CORNERS[:-1]:
        hand.click(corner, CTRL)
    hand.double_click(CORNERS[-1], CTRL)
    (new,) = hand.session.selected
    assert new.geometry.area == pytest.approx(4e6)  # 2 km x 2 km by hand
    assert new.gross_area_m2 is None
    assert (new.status, new.shelter_class, new.kind) == ("existing", "short", "square")
    assert hand.session.assessment.shelters[new.id].gross_area_m2 == pytest.approx(4e6)
    assert hand.canvas.tool_name == "select"
    assert undo_count(hand) == 1
    shown = [step for step in steps if step is not None]
    assert_same_figures(dict(shown[-1].figures), fresh_figures(hand))


@pytest.mark.parametrize("how", ["enter", "first corner", "right button"])
def test_other_ways_to_close(hand: Hand, how: str) -> None:
    hand.canvas.set_tool("draw.shelter")
    for corner in CORNERS:
        hand.click(corner, CTRL)
    if how == "enter":
        hand.key(Qt.Key.Key_Return)
    elif how == "first corner":
        hand.click((CORNERS[0][0] + 120, CORNERS[0][1]), CTRL)
    else:
        hand.click(xy(4, 13), CTRL, Qt.MouseButton.RightButton)
    (new,) = hand.session.selected
    assert new.geometry.area == pytest.approx(4e6)


def test_dragging_draws_a_rectangle(hand: Hand) -> None:
    hand.canvas.set_tool("draw.shelter")
    hand.drag(xy(3, 14), xy(5, 12.5), CTRL)
    (new,) = hand.session.selected
    assert shapely.equals(new.geometry, shapely.box(*xy(3, 12.5), *xy(5, 14)))


def test_backspace_takes_a_corner_back_and_escape_all(hand: Hand) -> None:
    hand.canvas.set_tool("draw.shelter")
    for corner in (*CORNERS[:3], xy(20, 3)):
        hand.click(corner, CTRL)
    hand.key(Qt.Key.Key_Backspace)
    hand.click(CORNERS[3], CTRL)
    hand.key(Qt.Key.Key_Return)
    assert hand.session.selected[0].geometry.area == pytest.approx(4e6)
    hand.canvas.set_tool("draw.shelter")
    for corner in CORNERS:
        hand.click(corner, CTRL)
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.tool_name == "draw.shelter"
    assert hand.session.live_step is None
    hand.key(Qt.Key.Key_Return)
    assert undo_count(hand) == 1


def test_a_crossing_outline_is_refused_with_a_message(hand: Hand) -> None:
    said: list[Any] = []
    hand.session.said.connect(lambda message, level: said.append((message, level)))
    hand.canvas.set_tool("draw.shelter")
    for corner in (CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]):
        hand.click(corner, CTRL)
    hand.key(Qt.Key.Key_Return)
    assert len(said) == 1 and said[0][1] == "warning"
    assert all((said[0][0].what, said[0][0].where, said[0][0].repair))
    assert undo_count(hand) == 0
    assert hand.canvas.tool_name == "draw.shelter"
    # The corners are still there: take two back and finish rightly.
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Backspace)
    hand.click(CORNERS[3], CTRL)
    hand.key(Qt.Key.Key_Return)
    assert hand.session.selected[0].geometry.is_valid and undo_count(hand) == 1


def test_two_corners_are_not_enough(hand: Hand) -> None:
    hand.canvas.set_tool("draw.shelter")
    hand.click(CORNERS[0])
    hand.click(CORNERS[1])
    hand.key(Qt.Key.Key_Return)
    assert undo_count(hand) == 0


# -- reshaping ------------------------------------------------------------------------------------------


def test_a_corner_is_dragged_with_live_figures(hand: Hand) -> None:
    steps: list[Any] = []
    hand.session.live.connect(steps.append)
    hand.session.select([PARK_ID])
    hand.canvas.set_tool("reshape")
    hand.drag(xy(19, 10.5), xy(20, 12), CTRL)
    now = hand.session.scenario.facilities[PARK_ID].geometry
    # Two triangles more than the rectangle of 3 km2: sides 1.5 and 1, 2 and 1.5 km.
    assert now.area == pytest.approx(3e6 + 1.5e6 * 1 / 2 + 2e6 * 1.5 / 2)
    assert undo_count(hand) == 1
    shown = [step for step in steps if step is not None]
    assert_same_figures(dict(shown[-1].figures), fresh_figures(hand))


def test_the_select_tool_drags_corners_too(hand: Hand) -> None:
    hand.session.select([PARK_ID])
    hand.drag(xy(17, 9), xy(16, 8), CTRL)
    corners = shapely.get_coordinates(hand.session.scenario.facilities[PARK_ID].geometry)
    assert any(np.allclose(corner, xy(16, 8)) for corner in corners)
    assert len(corners) == 5


def test_the_middle_of_an_edge_becomes_a_corner(hand: Hand) -> None:
    hand.session.select([PARK_ID])
    hand.canvas.set_tool("reshape")
    hand.click(xy(18, 9), CTRL)
    assert len(hand.session.scenario.facilities[PARK_ID].geometry.exterior.coords) == 6
    assert hand.session.scenario.facilities[PARK_ID].geometry.area == pytest.approx(3e6)
    hand.drag(xy(19, 9.75), xy(20, 9.75), CTRL)
    now = hand.session.scenario.facilities[PARK_ID].geometry
    assert len(now.exterior.coords) == 7
    assert now.area == pytest.approx(3e6 + 1.5e6 * 1 / 2)
    assert undo_count(hand) == 2


@pytest.mark.parametrize("how", ["alt", "delete"])
def test_a_corner_is_removed(hand: Hand, how: str) -> None:
    hand.session.select([PARK_ID])
    hand.canvas.set_tool("reshape")
    hand.click(xy(19, 10.5), ALT if how == "alt" else CTRL)
    if how == "delete":
        hand.key(Qt.Key.Key_Delete)
    now = hand.session.scenario.facilities
    assert PARK_ID in now
    assert now[PARK_ID].geometry.area == pytest.approx(1.5e6)
    # A triangle keeps its corners.
    hand.click(xy(17, 9), ALT)
    assert now[PARK_ID].geometry.area == pytest.approx(1.5e6)
    assert undo_count(hand) == 1


def test_a_corner_dragged_across_an_edge_is_shown_wrong_and_not_taken_over(hand: Hand) -> None:
    said: list[Any] = []
    hand.session.said.connect(lambda message, level: said.append(level))
    before = geometries(hand)
    hand.session.select([PARK_ID])
    hand.canvas.set_tool("reshape")
    hand.drag(xy(19, 10.5), xy(18, 8), CTRL, let_go=False)
    assert not hand.canvas.carry.is_sound
    hand.release(xy(16, 8), modifiers=CTRL)
    assert said == ["warning"]
    assert geometries(hand) == before and undo_count(hand) == 0
    assert hand.session.live_step is None


def test_escape_during_reshaping_restores(hand: Hand) -> None:
    before = geometries(hand)
    hand.session.select([PARK_ID])
    hand.canvas.set_tool("reshape")
    hand.drag(xy(19, 10.5), xy(20, 12), let_go=False)
    hand.key(Qt.Key.Key_Escape)
    hand.release(xy(20, 12))
    assert geometries(hand) == before and undo_count(hand) == 0
    assert hand.canvas.tool_name == "reshape"


def test_a_hole_can_be_reshaped(hand: Hand) -> None:
    from dataclasses import replace

    park = hand.session.scenario.facilities[PARK_ID]
    ring = [xy(17.5, 9.5), xy(18.5, 9.5), xy(18.5, 10), xy(17.5, 10)]
    holed = shapely.Polygon(park.geometry.exterior.coords, [ring])
    hand.session.put([replace(park, geometry=holed)], "")
    hand.session.select([PARK_ID])
    hand.canvas.set_tool("reshape")
    hand.drag(xy(18.5, 9.5), xy(18, 9.5), CTRL)
    now = hand.session.scenario.facilities[PARK_ID].geometry
    assert now.area == pytest.approx(3e6 - 0.5 * 0.5e6 * (1.0 + 0.5))


# -- by keyboard -------------------------------------------------------------------------------------------
def type_area(hand: Hand, digits: str) -> None:
    for digit in digits:
        QTest.keyClick(hand.canvas, digit)


def test_a_park_of_5000_m2_is_typed_and_exact(plan_hand: Hand) -> None:
    session = plan_hand.session
    plan_hand.canvas.set_tool("draw.shelter")
    plan_hand.move(xy(10, 6))
    type_area(plan_hand, "50007")
    plan_hand.key(Qt.Key.Key_Backspace)
    type_area(plan_hand, "0")
    plan_hand.key(Qt.Key.Key_Backspace)
    assert "5,000" in plan_hand.canvas.tool.hint()
    plan_hand.key(Qt.Key.Key_Return)
    (park,) = session.selected
    assert 5000 <= park.geometry.area < 5000.0001
    assert park.geometry.centroid.coords[0] == pytest.approx(xy(10, 6), abs=2 * M_PER_PX)


def test_what_was_drawn_takes_the_area_that_is_typed_and_keeps_its_form(plan_hand: Hand) -> None:
    plan_hand.canvas.set_tool("draw.shelter")
    for at in (xy(9, 5), xy(11, 5), xy(11, 6)):
        plan_hand.click(at)
    type_area(plan_hand, "120000")
    plan_hand.key(Qt.Key.Key_Return)
    (made,) = plan_hand.session.selected
    assert made.geometry.area == pytest.approx(120_000, rel=1e-8) and len(made.geometry.exterior.coords) == 4
    min_x, min_y, max_x, max_y = made.geometry.bounds
    assert (max_x - min_x) / (max_y - min_y) == pytest.approx(2.0, rel=1e-6)


def test_escape_forgets_what_was_typed(plan_hand: Hand) -> None:
    plan_hand.canvas.set_tool("draw.shelter")
    type_area(plan_hand, "5000")
    plan_hand.key(Qt.Key.Key_Escape)
    plan_hand.key(Qt.Key.Key_Return)
    assert plan_hand.session.undo_stack.count() == 0


def test_enter_places_in_the_middle_of_the_map_exactly(plan_hand: Hand) -> None:
    canvas = plan_hand.canvas
    canvas.set_tool("place.depot")
    min_x, min_y, max_x, max_y = canvas.extent
    plan_hand.key(Qt.Key.Key_Return)
    (placed,) = plan_hand.session.selected
    assert placed.location == pytest.approx(((min_x + max_x) / 2, (min_y + max_y) / 2), abs=1e-6)
