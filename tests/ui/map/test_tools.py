"""Select, move, nudge, snap and copy, with real mouse and key events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt

from tests.ui.canvas_hand import CTRL, SHIFT, Hand, hand, plan_hand, xy
from tests.ui.canvas_project import DEPOT_ID, PARK_ID, SCHOOL_ID, SQUARE_ID, STATION_ID, X0, Y0
from tests.ui.map.figures import (
    DEPOT,
    EMPTY,
    SCHOOL,
    SQUARE,
    STATION,
    assert_same_figures,
    fresh_figures,
    geometries,
    undo_count,
)

__all__ = ["hand", "plan_hand"]

# -- selecting ------------------------------------------------------------------------------------------


def test_click_selects_ctrl_click_adds_and_takes_away(hand: Hand) -> None:
    hand.click(SQUARE)
    assert hand.session.selection == {SQUARE_ID}
    hand.click(SCHOOL, CTRL)
    assert hand.session.selection == {SQUARE_ID, SCHOOL_ID}
    hand.click(SQUARE, CTRL)
    assert hand.session.selection == {SCHOOL_ID}
    hand.click(EMPTY)
    assert hand.session.selection == frozenset()
    assert undo_count(hand) == 0


def test_click_inside_an_outline_selects_it(hand: Hand) -> None:
    hand.click(xy(17.3, 9.3))
    assert hand.session.selection == {PARK_ID}


def test_click_on_one_of_several_selected_leaves_that_one(hand: Hand) -> None:
    hand.session.select([SQUARE_ID, SCHOOL_ID])
    hand.click(SQUARE)
    assert hand.session.selection == {SQUARE_ID}


def test_rubber_band_selects_what_is_inside(hand: Hand) -> None:
    hand.drag(xy(4, 15), xy(12.5, 6))
    assert hand.session.selection == {SQUARE_ID, DEPOT_ID, STATION_ID}
    hand.drag(xy(13, 2), xy(15, 5), CTRL)
    assert hand.session.selection == {SQUARE_ID, DEPOT_ID, STATION_ID, SCHOOL_ID}
    assert undo_count(hand) == 0


def test_hidden_families_cannot_be_picked(hand: Hand) -> None:
    hand.canvas.set_hidden_families(["shelter"])
    hand.click(SQUARE)
    assert hand.session.selection == frozenset()
    hand.drag(xy(0, 16), xy(24, 0))
    assert hand.session.selection == {DEPOT_ID, STATION_ID}
    hand.canvas.select_all()
    assert hand.session.selection == {DEPOT_ID, STATION_ID}


def test_what_does_not_stand_in_the_year_cannot_be_picked(hand: Hand) -> None:
    hand.canvas.set_unbuilt(frozenset({SQUARE_ID}))
    hand.click(SQUARE)
    assert hand.session.selection == frozenset()
    hand.canvas.select_all()
    assert hand.session.selection == set(hand.session.scenario.facilities) - {SQUARE_ID}
    hand.canvas.set_unbuilt(frozenset())
    hand.click(SQUARE)
    assert hand.session.selection == {SQUARE_ID}


def test_what_was_just_deleted_cannot_be_picked_although_still_drawn(hand: Hand) -> None:
    hand.session.delete([SQUARE_ID], "x")  # its picture is renewed when the event loop comes round
    hand.double_click(SQUARE)
    hand.click(SQUARE)
    assert hand.session.selection == frozenset()
    assert hand.canvas.tool_name == "select"


def test_second_click_on_one_spot_goes_to_the_facility_below(hand: Hand) -> None:
    depot = hand.session.scenario.facilities[DEPOT_ID]

    hand.session.put([replace(depot, geometry=shapely.Point(SQUARE))], "")
    hand.session.assess_now()
    hand.click(SQUARE)
    first = hand.session.selection
    hand.click(SQUARE)
    second = hand.session.selection
    assert {*first, *second} == {SQUARE_ID, DEPOT_ID}


# -- moving ---------------------------------------------------------------------------------------------


def test_drag_moves_by_exactly_the_way_of_the_mouse_as_one_step(hand: Hand) -> None:
    before = geometries(hand)
    hand.drag(SQUARE, (SQUARE[0] - 2000, SQUARE[1] + 1200), CTRL)  # Ctrl: no snapping
    # Ctrl on press toggles the selection only when nothing is dragged.
    moved = hand.session.scenario.facilities[SQUARE_ID].location
    assert moved == pytest.approx((SQUARE[0] - 2000, SQUARE[1] + 1200))
    assert undo_count(hand) == 1
    assert "文化广场" in hand.session.undo_stack.undoText()
    after = geometries(hand)
    assert {key for key in before if before[key] != after[key]} == {SQUARE_ID}
    hand.session.undo_stack.undo()
    assert geometries(hand) == before
    hand.session.undo_stack.redo()
    assert geometries(hand) == after


def test_dragging_an_unselected_facility_selects_it(hand: Hand) -> None:
    hand.session.select([SCHOOL_ID])
    hand.drag(SQUARE, EMPTY)
    assert hand.session.selection == {SQUARE_ID}


def test_click_without_movement_pushes_nothing(hand: Hand) -> None:
    before = geometries(hand)
    for at in (SQUARE, xy(18, 10), DEPOT):
        hand.press(at)
        hand.move((at[0] + 60, at[1]), Qt.MouseButton.LeftButton)  # 1.5 pixels: a trembling hand
        hand.release((at[0] + 60, at[1]))
    assert undo_count(hand) == 0
    assert geometries(hand) == before


def test_drag_back_to_the_start_pushes_nothing(hand: Hand) -> None:
    hand.press(SQUARE)
    hand.move((SQUARE[0] + 3000, SQUARE[1]), Qt.MouseButton.LeftButton, CTRL)
    hand.move(SQUARE, Qt.MouseButton.LeftButton, CTRL)
    hand.release(SQUARE, modifiers=CTRL)
    assert undo_count(hand) == 0
    assert not hand.canvas.carry.is_holding
    assert hand.session.live_step is None


def test_escape_during_a_drag_restores_everything(hand: Hand) -> None:
    before, figures = geometries(hand), hand.session.assessment
    steps: list[object] = []
    hand.session.live.connect(steps.append)
    hand.drag(SQUARE, EMPTY, let_go=False)
    assert hand.canvas.carry.is_holding and hand.session.live_step is not None
    hand.key(Qt.Key.Key_Escape)
    assert not hand.canvas.carry.is_holding
    assert hand.session.live_step is None and steps[-1] is None
    hand.move(xy(20, 2), Qt.MouseButton.LeftButton)
    hand.release(xy(20, 2))
    assert geometries(hand) == before
    assert undo_count(hand) == 0
    assert hand.session.assessment is figures
    assert hand.session.selection == {SQUARE_ID}


def test_undo_during_a_drag_gives_the_drag_up(hand: Hand) -> None:
    hand.drag(SQUARE, EMPTY)
    hand.drag(SCHOOL, xy(20, 3), let_go=False)
    hand.session.undo_stack.undo()
    assert not hand.canvas.carry.is_holding and hand.session.live_step is None
    hand.release(xy(20, 3))
    assert hand.session.scenario.facilities[SCHOOL_ID].location == pytest.approx(SCHOOL)
    assert hand.session.scenario.facilities[SQUARE_ID].location == pytest.approx(SQUARE)


@pytest.mark.parametrize("start", [SQUARE, SCHOOL, DEPOT, STATION, xy(18, 9.4)])
def test_live_figures_equal_a_fresh_assessment_after_release(hand: Hand, start: tuple[float, float]) -> None:
    steps: list[Any] = []
    hand.session.live.connect(steps.append)
    hand.drag(start, (start[0] + 1730, start[1] - 2210), CTRL, steps=7)
    shown = [step for step in steps if step is not None]
    assert shown and steps[-1] is None
    assert undo_count(hand) == 1
    figures = fresh_figures(hand)
    assert_same_figures(dict(shown[-1].figures), figures)
    told = {key: figure.value for key, figure in hand.session.assessment.figures.items()}
    assert_same_figures(told, {key: figures[key] for key in told})
    assert figures.keys() > told.keys()


def test_several_move_together_as_one_step(hand: Hand) -> None:
    before = geometries(hand)
    hand.session.select([SQUARE_ID, PARK_ID, DEPOT_ID])
    hand.drag(SQUARE, (SQUARE[0] + 800, SQUARE[1] - 600))
    now = hand.session.scenario.facilities
    for key in (SQUARE_ID, PARK_ID, DEPOT_ID):
        then = shapely.from_wkb(before[key])
        offset = shapely.get_coordinates(now[key].geometry) - shapely.get_coordinates(then)
        assert offset == pytest.approx(np.broadcast_to((800.0, -600.0), offset.shape))
    assert hand.session.selection == {SQUARE_ID, PARK_ID, DEPOT_ID}
    assert undo_count(hand) == 1
    hand.session.undo_stack.undo()
    assert geometries(hand) == before


def test_a_plan_keeps_its_own_place_when_it_moved_something(plan_hand: Hand) -> None:
    plan_hand.drag(SQUARE, EMPTY)
    project = plan_hand.session.project
    assert project.scenario("plan").facilities[SQUARE_ID].location == pytest.approx(EMPTY)
    assert project.scenario("today").facilities[SQUARE_ID].location == pytest.approx(SQUARE)


# -- keys -----------------------------------------------------------------------------------------------


def test_nudges_in_a_row_are_one_step(hand: Hand) -> None:
    before = geometries(hand)
    hand.session.select([SQUARE_ID])
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Up, SHIFT)
    # 40 m to a pixel: the round step is 50 m, ten times that with Shift.
    x_m, y_m = hand.session.scenario.facilities[SQUARE_ID].location
    assert (x_m - SQUARE[0], y_m - SQUARE[1]) == pytest.approx((150.0, 500.0))
    assert undo_count(hand) == 1
    hand.session.undo_stack.undo()
    assert geometries(hand) == before


def test_nudging_something_else_is_another_step(hand: Hand) -> None:
    hand.session.select([SQUARE_ID])
    hand.key(Qt.Key.Key_Left)
    hand.session.select([DEPOT_ID])
    hand.key(Qt.Key.Key_Left)
    assert undo_count(hand) == 2


def test_delete_key_deletes_and_undo_brings_back(hand: Hand) -> None:
    before = geometries(hand)
    hand.session.select([SQUARE_ID, DEPOT_ID])
    hand.key(Qt.Key.Key_Delete)
    assert hand.session.scenario.facilities.keys() == {SCHOOL_ID, PARK_ID, STATION_ID}
    assert hand.session.selection == frozenset()
    hand.session.undo_stack.undo()
    assert geometries(hand) == before


def test_escape_leaves_the_tool_then_the_selection(hand: Hand) -> None:
    hand.session.select([SQUARE_ID])
    hand.canvas.set_tool("measure")
    hand.key(Qt.Key.Key_Escape)
    assert hand.canvas.tool_name == "select"
    assert hand.session.selection == {SQUARE_ID}
    hand.key(Qt.Key.Key_Escape)
    assert hand.session.selection == frozenset()


# -- snapping -------------------------------------------------------------------------------------------


def test_a_dragged_point_snaps_to_a_corner_of_a_road(hand: Hand) -> None:
    near = (xy(12, 8)[0] + 240, xy(12, 8)[1] - 200)  # 6 and 5 pixels beside the crossing
    hand.drag(SCHOOL, near, let_go=False)
    assert hand.canvas.snap_mark is not None and hand.canvas.snap_mark.is_corner
    hand.release(near)
    assert hand.session.scenario.facilities[SCHOOL_ID].location == xy(12, 8)
    assert hand.canvas.snap_mark is None


def test_a_point_snaps_onto_an_edge_where_no_corner_is_near(hand: Hand) -> None:
    hand.canvas.set_tool("place.depot")
    hand.click((xy(12, 12)[0] + 160, xy(12, 12.5)[1]))
    (new,) = hand.session.selected
    assert new.location[0] == pytest.approx(X0 + 12_000, abs=1e-6)
    assert new.location[1] == pytest.approx(Y0 + 12_500, abs=1e-6)


def test_ctrl_and_the_option_switch_snapping_off(hand: Hand) -> None:
    near = (xy(12, 8)[0] + 240, xy(12, 8)[1] - 200)
    hand.canvas.set_tool("place.depot")
    hand.click(near, CTRL)
    assert hand.session.selected[0].location == pytest.approx(near)
    hand.canvas.set_options(is_snapping=False)
    hand.canvas.set_tool("place.depot")
    hand.click((near[0] + 400, near[1] - 400))
    assert hand.session.selected[0].location == pytest.approx((near[0] + 400, near[1] - 400))


def test_just_outside_the_snap_distance_nothing_snaps(hand: Hand) -> None:
    hand.canvas.set_tool("place.depot")
    inside, outside = 10.0 * 40 - 1, 10.0 * 40 + 1
    hand.move((xy(12, 13)[0] + inside, xy(12, 13)[1]))
    assert hand.canvas.snap_mark is not None
    hand.move((xy(12, 13)[0] + outside, xy(12, 13)[1]))
    assert hand.canvas.snap_mark is None


# -- copies ---------------------------------------------------------------------------------------------


def test_paste_puts_named_copies_at_the_cursor(hand: Hand) -> None:
    hand.session.select([SQUARE_ID, STATION_ID])
    hand.canvas.copy()
    hand.move(xy(20, 3))
    hand.canvas.paste()
    copies = hand.session.selected
    assert len(copies) == 2
    assert not {item.id for item in copies} & {SQUARE_ID, STATION_ID}
    centre = np.mean([item.location for item in copies], axis=0)
    assert centre == pytest.approx(np.array(xy(20, 3)), abs=40)
    (first, second) = sorted(copies, key=lambda item: item.location[0])
    assert second.location[0] - first.location[0] == pytest.approx(5_000)
    names = [item.name for item in hand.session.scenario.facilities.values()]
    assert len(names) == len(set(names))
    assert undo_count(hand) == 1
    hand.canvas.paste()
    names = [item.name for item in hand.session.scenario.facilities.values()]
    assert len(names) == len(set(names)) == 9


def test_cut_and_paste_keep_the_name_and_undo_in_two_steps(hand: Hand) -> None:
    before = geometries(hand)
    hand.session.select([SQUARE_ID])
    hand.canvas.cut()
    assert SQUARE_ID not in hand.session.scenario.facilities
    hand.move(EMPTY)
    hand.canvas.paste()
    assert [item.name for item in hand.session.selected] == ["文化广场"]
    hand.session.undo_stack.undo()
    hand.session.undo_stack.undo()
    assert geometries(hand) == before


def test_duplicate_lands_aside_with_a_new_id(hand: Hand) -> None:
    hand.session.select([PARK_ID])
    hand.canvas.duplicate()
    (copy,) = hand.session.selected
    assert copy.id != PARK_ID
    assert copy.geometry.area == pytest.approx(3e6)
    assert not shapely.equals(copy.geometry, hand.session.scenario.facilities[PARK_ID].geometry)
    hand.session.select([PARK_ID])
    hand.canvas.duplicate()
    places = {item.location for item in hand.session.scenario.facilities.values()}
    assert len(places) == 7


def test_pasting_into_a_plan_leaves_today_alone(plan_hand: Hand) -> None:
    plan_hand.session.select([SQUARE_ID])
    plan_hand.canvas.copy()
    plan_hand.canvas.paste()
    assert len(plan_hand.session.project.scenario("plan").facilities) == 6
    assert len(plan_hand.session.project.scenario("today").facilities) == 5
