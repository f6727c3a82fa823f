"""Select, move, place, draw, reshape, measure and identify, with real mouse and key events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.assessment.assess import assess
from models.assessment.ledger import dated_figures
from models.assessment.screening_figures import siting_figures
from models.county.county import County
from tests.ui.canvas_hand import ALT, CTRL, M_PER_PX, SHIFT, Hand, hand, plan_hand, xy
from tests.ui.canvas_project import DEPOT_ID, PARK_ID, SCHOOL_ID, SQUARE_ID, STATION_ID, X0, Y0

__all__ = ["hand", "plan_hand"]

SQUARE, SCHOOL, DEPOT, STATION = xy(6, 8), xy(14, 4), xy(9, 12), xy(11, 8)
EMPTY = xy(3, 14)


def geometries(hand: Hand) -> dict[str, bytes]:
    return {key: shapely.to_wkb(item.geometry) for key, item in hand.session.scenario.facilities.items()}


def undo_count(hand: Hand) -> int:
    return hand.session.undo_stack.count()


def fresh_figures(hand: Hand) -> dict[str, float | None]:
    """Figures computed from nothing: a new county, so that nothing kept can hide a mistake."""
    project = hand.session.project
    county = County.from_layers(project.layers, name=project.settings.county_name)
    lacking = hand.session.assessment.lacking
    made = assess(county, project.active, hand.session.rules, lacking)
    dated = dated_figures(made.facilities, hand.session.rules, hand.session.today)
    sites = siting_figures(county, made.facilities, hand.session.rules, project.settings.local)
    return {key: figure.value for key, figure in {**made.figures, **dated, **sites}.items()}


def assert_same_figures(now: dict[str, Any], then: dict[str, Any]) -> None:
    assert now.keys() == then.keys()
    for key, value in now.items():
        if value is None or then[key] is None:
            assert value is None and then[key] is None, key
        else:
            assert value == pytest.approx(then[key], rel=1e-9, abs=1e-9), key


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


def test_what_was_just_deleted_cannot_be_picked_although_still_drawn(hand: Hand) -> None:
    hand.session.delete([SQUARE_ID], "x")  # its picture is renewed when the event loop comes round
    hand.double_click(SQUARE)
    hand.click(SQUARE)
    assert hand.session.selection == frozenset()
    assert hand.canvas.tool_name == "select"


def test_second_click_on_one_spot_goes_to_the_facility_below(hand: Hand) -> None:
    depot = hand.session.scenario.facilities[DEPOT_ID]
    from dataclasses import replace

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
