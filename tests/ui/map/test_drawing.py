"""Outlines drawn in every form, of typed sizes, at coordinates; cut, merged and given holes."""

from __future__ import annotations

from dataclasses import replace
from math import pi
from typing import Any

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.facilities.facility import Facility
from tests.ui.canvas_hand import CTRL, M_PER_PX, Hand, hand, plan_hand, xy
from tests.ui.canvas_project import PARK_ID, SQUARE_ID
from tests.ui.map.figures import undo_count
from ui.core.session import Session
from ui.panels.drawing import DrawPanel

__all__ = ["hand", "plan_hand"]


def made(hand: Hand) -> Facility:
    (one,) = hand.session.selected
    return one


def begin(hand: Hand, shape: str) -> None:
    hand.canvas.set_tool("draw.shelter")
    hand.canvas.set_draw_shape(shape)


@pytest.mark.parametrize("by_drag", [True, False])
def test_a_circle_is_drawn_from_its_middle(plan_hand: Hand, by_drag: bool) -> None:
    begin(plan_hand, "circle")
    middle, edge = xy(3, 4), xy(4, 4)
    if by_drag:
        plan_hand.drag(middle, edge, CTRL)
    else:
        plan_hand.click(middle, CTRL)
        plan_hand.click(edge, CTRL)
    assert made(plan_hand).drawn_area_m2 == pytest.approx(pi * 1000**2, rel=1e-6)
    assert made(plan_hand).location == pytest.approx(middle, abs=1e-3)
    assert undo_count(plan_hand) == 1
    plan_hand.session.undo_stack.undo()
    assert len(plan_hand.session.scenario.facilities) == 5


def test_two_clicks_make_a_rectangle(plan_hand: Hand) -> None:
    begin(plan_hand, "rectangle")
    plan_hand.click(xy(3, 4), CTRL)
    plan_hand.click(xy(4, 6), CTRL)
    assert made(plan_hand).geometry.equals(shapely.box(*xy(3, 4), *xy(4, 6)))


def test_a_free_hand_closes_where_it_lets_go(plan_hand: Hand) -> None:
    begin(plan_hand, "freehand")
    plan_hand.move(xy(3, 4))
    plan_hand.press(xy(3, 4))
    for x_km, y_km in [(3.5, 4), (4, 4), (4, 4.5), (4, 5), (3.5, 5)]:
        plan_hand.move(xy(x_km, y_km), Qt.MouseButton.LeftButton)
    plan_hand.release(xy(3.5, 5))
    outline = made(plan_hand).geometry
    assert outline.is_valid and outline.area > 0.5e6
    assert len(outline.exterior.coords) < 8


def test_an_outline_is_traced_along_a_road(plan_hand: Hand) -> None:
    """The road bends at (6, 8.6) between the two places that are clicked."""
    begin(plan_hand, "trace")
    plan_hand.click(xy(3, 8.3))
    plan_hand.click(xy(9, 8.3))
    plan_hand.click(xy(6, 4), CTRL)
    plan_hand.key(Qt.Key.Key_Return)
    corners = [tuple(corner) for corner in made(plan_hand).geometry.exterior.coords]
    assert any(corner == pytest.approx(xy(6, 8.6), abs=1e-6) for corner in corners)


@pytest.mark.parametrize(
    ("shape", "typed", "area"),
    [
        ("rectangle", "120x80", 9600.0),
        ("circle", "r40", pi * 1600),
        ("circle", "5000", 5000.0),
        ("polygon", "5000", 5000.0),
    ],
)
def test_a_typed_size_is_exact(plan_hand: Hand, shape: str, typed: str, area: float) -> None:
    begin(plan_hand, shape)
    QTest.keyClicks(plan_hand.canvas, typed)
    plan_hand.click(xy(3, 4))
    assert made(plan_hand).drawn_area_m2 == pytest.approx(area, rel=1e-8)
    assert made(plan_hand).drawn_area_m2 >= area  # type: ignore[operator]  # 1,500 places are never 1,499
    assert plan_hand.canvas.tool_name == "select"


@pytest.mark.parametrize("family", ["depot", "fire_station"])
def test_a_drawn_site_states_its_area_and_keeps_to_its_outline(plan_hand: Hand, family: str) -> None:
    plan_hand.canvas.set_tool(f"draw.{family}")
    plan_hand.canvas.set_draw_shape("circle")
    QTest.keyClicks(plan_hand.canvas, "5000")
    plan_hand.click(xy(3, 4))
    (drawn,) = plan_hand.session.selected
    assert drawn.family == family and drawn.geometry.geom_type == "Polygon"
    assert drawn.site_area_m2 == 5000.0  # type: ignore[attr-defined]
    plan_hand.canvas.set_tool("reshape")
    x, y = drawn.geometry.exterior.coords[0]
    plan_hand.drag((x, y), (x + 400, y), CTRL)
    (drawn,) = plan_hand.session.selected
    assert drawn.geometry.area > 5100
    assert drawn.site_area_m2 == round(drawn.geometry.area)  # type: ignore[attr-defined]


def test_ctrl_holds_snapping_off_and_the_mark_shows_it(plan_hand: Hand) -> None:
    begin(plan_hand, "polygon")
    beside = (xy(12, 4)[0] + 5 * M_PER_PX, xy(12, 4)[1])  # a road runs along x = 12 km
    plan_hand.move(beside)
    mark = plan_hand.canvas.snap_mark
    assert mark is not None and mark.xy_m[0] == xy(12, 4)[0]
    plan_hand.move(beside, modifiers=CTRL)
    assert plan_hand.canvas.snap_mark is None


def test_a_line_cuts_the_selected_outline(plan_hand: Hand) -> None:
    session = plan_hand.session
    session.select([PARK_ID])
    before = made(plan_hand)
    plan_hand.canvas.set_tool("split")
    plan_hand.click(xy(17.5, 8), CTRL)
    plan_hand.click(xy(17.5, 11), CTRL)
    plan_hand.key(Qt.Key.Key_Return)
    parts = session.selected
    assert sorted(round(part.drawn_area_m2 or 0) for part in parts) == [750_000, 2_250_000]
    assert {part.name for part in parts} == {"滨河公园", "滨河公园 2"} and undo_count(plan_hand) == 1
    assert plan_hand.canvas.tool_name == "select"
    session.undo_stack.undo()
    assert session.scenario.facilities[PARK_ID] == before and len(session.scenario.facilities) == 5


def test_a_line_that_does_not_cut_is_said(plan_hand: Hand, qtbot: Any) -> None:
    plan_hand.session.select([PARK_ID])
    plan_hand.canvas.set_tool("split")
    plan_hand.click(xy(17.5, 8), CTRL)
    with qtbot.waitSignal(plan_hand.session.said) as said:
        plan_hand.double_click(xy(17.5, 10), CTRL)
    assert "does not cut" in said.args[0].what and undo_count(plan_hand) == 0


def test_a_hole_is_drawn_into_the_selected_outline(plan_hand: Hand) -> None:
    session = plan_hand.session
    session.select([PARK_ID])
    plan_hand.canvas.set_tool("hole")
    plan_hand.drag(xy(17.5, 9.5), xy(18, 10), CTRL)
    park = session.scenario.facilities[PARK_ID]
    assert park.drawn_area_m2 == pytest.approx(3_000_000 - 250_000)
    assert shapely.get_num_interior_rings(park.geometry) == 1 and undo_count(plan_hand) == 1
    session.undo_stack.undo()
    assert session.scenario.facilities[PARK_ID].drawn_area_m2 == 3_000_000


def test_a_hole_needs_an_outline(plan_hand: Hand) -> None:
    plan_hand.session.select([SQUARE_ID])
    plan_hand.canvas.set_tool("hole")
    plan_hand.drag(xy(17.5, 9.5), xy(18, 10), CTRL)
    QTest.keyClicks(plan_hand.canvas, "500")
    plan_hand.key(Qt.Key.Key_Return)
    assert undo_count(plan_hand) == 0


def test_selected_outlines_are_merged_as_one_step(plan_hand: Hand, qtbot: Any) -> None:
    session = plan_hand.session
    park = session.scenario.facilities[PARK_ID]
    near = replace(park, id="near", name="绿地", geometry=shapely.box(*xy(19, 9), *xy(19.5, 10.5)))
    session.put([replace(near, gross_area_m2=10.0), park], "x")  # type: ignore[call-arg]
    session.select([PARK_ID, "near"])
    assert plan_hand.canvas.can_merge
    with qtbot.waitSignal(session.said) as said:
        plan_hand.canvas.merge_selected()
    whole = made(plan_hand)
    assert (
        whole.id == PARK_ID and whole.drawn_area_m2 == 3_750_000 and "near" not in session.scenario.facilities
    )
    assert "Gross area" in said.args[0].repair  # one of them states none: not known of the whole
    session.undo_stack.undo()
    assert {PARK_ID, "near"} <= set(session.scenario.facilities)
    session.select([PARK_ID, SQUARE_ID])
    assert not plan_hand.canvas.can_merge


# -- the form in the inspector --------------------------------------------------------------------------


@pytest.fixture
def panel(session: Session, qtbot: Any) -> DrawPanel:
    panel = DrawPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_fields_belong_to_the_form_that_is_chosen(panel: DrawPanel, qtbot: Any) -> None:
    assert panel.fields["area"].isVisible() and not panel.fields["radius"].isVisible()
    with qtbot.waitSignal(panel.shape_chosen) as chosen:
        panel._buttons["circle"].click()
    assert chosen.args == ["circle"]
    assert panel.fields["radius"].isVisible() and not panel.fields["width"].isVisible()


def test_one_kind_of_size_at_a_time(panel: DrawPanel) -> None:
    sizes: list[str] = []
    panel.size_typed.connect(sizes.append)
    panel.choose("rectangle")
    QTest.keyClicks(panel.fields["width"], "120")
    QTest.keyClicks(panel.fields["height"], "80")
    assert sizes[-1] == "120x80"
    QTest.keyClicks(panel.fields["area"], "5,000")
    assert sizes[-1] == "5000" and panel.fields["width"].text() == ""


@pytest.mark.parametrize("typed", ["505000, 4003000", "4003000 39505000", "4003000，505000"])
def test_a_corner_at_coordinates_in_metres(panel: DrawPanel, session: Session, typed: str) -> None:
    places: list[tuple[float, float]] = []
    panel.corner_typed.connect(places.append)
    panel.fields["at"].setText(typed)
    QTest.keyClick(panel.fields["at"], Qt.Key.Key_Return)
    assert places == [(505_000.0, 4_003_000.0)] and panel.fields["at"].text() == ""


def test_a_corner_in_degrees_and_what_is_no_place(panel: DrawPanel) -> None:
    places: list[tuple[float, float]] = []
    panel.corner_typed.connect(places.append)
    for typed in ("117.0, 36.2", "36.2 117.0"):
        panel.fields["at"].setText(typed)
        QTest.keyClick(panel.fields["at"], Qt.Key.Key_Return)
    assert places[0] == pytest.approx(places[1]) and places[0][0] == pytest.approx(500_000, abs=1)
    panel.fields["at"].setText("北边")
    QTest.keyClick(panel.fields["at"], Qt.Key.Key_Return)
    assert len(places) == 2 and panel.fields["at"].property("invalid")


def test_coordinates_with_a_size_make_the_whole_outline(plan_hand: Hand) -> None:
    begin(plan_hand, "rectangle")
    plan_hand.canvas.set_draw_size("120x80")
    plan_hand.canvas.add_corner(xy(3, 4))
    assert made(plan_hand).drawn_area_m2 == pytest.approx(9600.0)
    assert made(plan_hand).location == pytest.approx(xy(3, 4), abs=1e-3)
    begin(plan_hand, "polygon")
    for corner in (xy(3, 5), xy(4, 5), xy(4, 6)):
        plan_hand.canvas.add_corner(corner)
    plan_hand.canvas.finish_drawing()
    assert made(plan_hand).drawn_area_m2 == pytest.approx(500_000.0)
