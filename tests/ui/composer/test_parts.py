"""Parts of the composer that need no window: snapping, sizes, layouts in the project, typed scales."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from layers.project.file import load_project, save_project
from models.project.project import Project
from ui.composer.geometry import (
    LEAST_MM,
    Lines,
    handle_at,
    kept_on_page,
    moved,
    resized,
    scaled_boxes,
)
from ui.composer.layouts import LAST_KEY, Layouts
from ui.composer.maptab import parse_scale
from ui.core.session import Session
from ui.printing.sheet import MapSheet, sheet_from_plain

A4 = (297.0, 210.0)
NOWHERE = Lines((), ())


# -- boxes ----------------------------------------------------------------------------
def test_an_edge_snaps_to_a_line_that_is_near_enough():
    rect = QRectF(10, 10, 40, 20)
    near = moved(rect, QPointF(9.0, 0), A4, Lines((21.0,), ()), 2.0)
    assert near.rect == QRectF(21, 10, 40, 20) and near.xs == (21.0,)
    exactly = moved(rect, QPointF(9.0, 0), A4, Lines((21.0,), ()), 2.0 - 1e-9)
    assert exactly.rect.left() == 19.0 and exactly.xs == ()
    middle = moved(rect, QPointF(0, 4.5), A4, Lines((), (25.0,)), 1.0)
    assert middle.rect.center().y() == 25.0, "the middle snaps too"
    right = moved(rect, QPointF(0.4, 0), A4, Lines((50.0,), ()), 1.0)
    assert right.rect.right() == 50.0


def test_the_nearest_of_several_lines_is_taken():
    found = moved(QRectF(10, 10, 40, 20), QPointF(0, 0), A4, Lines((11.5, 9.5, 8.0), ()), 3.0)
    assert found.rect.left() == 9.5


@given(
    st.floats(-500, 500), st.floats(-500, 500), st.floats(LEAST_MM, 400), st.floats(LEAST_MM, 400),
    st.floats(-600, 600), st.floats(-600, 600),
)  # fmt: skip
def test_a_box_never_leaves_the_page(left, top, width, height, across, down):
    page = QRectF(-1e-6, -1e-6, A4[0] + 2e-6, A4[1] + 2e-6)
    start = kept_on_page(QRectF(left, top, width, height), A4)
    assert page.contains(start)
    assert page.contains(moved(start, QPointF(across, down), A4, NOWHERE, 0.0).rect)
    for handle in ("nw", "n", "ne", "e", "se", "s", "sw", "w"):
        found = resized(start, handle, QPointF(across, down), A4, NOWHERE, 0.0).rect
        assert found.width() >= LEAST_MM - 1e-9 and found.height() >= LEAST_MM - 1e-9
        if start.width() > LEAST_MM + 1e-6 and start.height() > LEAST_MM + 1e-6:
            assert page.contains(found), handle


def test_only_the_edge_that_is_pulled_moves():
    rect = QRectF(20, 30, 40, 50)
    assert resized(rect, "e", QPointF(5, 9), A4, NOWHERE, 0).rect == QRectF(20, 30, 45, 50)
    assert resized(rect, "nw", QPointF(5, 9), A4, NOWHERE, 0).rect == QRectF(25, 39, 35, 41)
    assert resized(rect, "w", QPointF(100, 0), A4, NOWHERE, 0).rect == QRectF(56, 30, LEAST_MM, 50)


def test_handles_are_found_within_reach():
    rect = QRectF(20, 30, 40, 50)
    assert handle_at(rect, QPointF(20, 30), 1.0) == "nw"
    assert handle_at(rect, QPointF(61, 55), 1.0) == "e"
    assert handle_at(rect, QPointF(61.01, 55), 1.0) == ""


def test_boxes_go_along_to_a_page_of_the_same_shape_only():
    boxes = {"page.legend": (10.0, 20.0, 30.0, 40.0)}
    (larger,) = scaled_boxes(boxes, (297.0, 210.0), (420.0, 297.0)).values()
    assert larger == pytest.approx((14.14, 28.29, 42.42, 56.57), abs=0.01)
    assert scaled_boxes(boxes, (297.0, 210.0), (210.0, 297.0)) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1:50000", 50_000.0), ("1：50,000", 50_000.0), ("1:5万", 50_000.0), ("2.5 万", 25_000.0),
        ("75000", 75_000.0), ("1:100", 100.0), ("1:99", None), ("abc", None), ("", None), ("1:nan", None),
        ("1:-5", None), ("1:inf", None),
    ],
)  # fmt: skip
def test_a_typed_scale(text, value):
    assert parse_scale(text) == value


# -- layouts in the project -----------------------------------------------------------
@pytest.fixture
def session(qapp):
    made = Session("en")
    made.open(Project(), None)
    yield made
    made.deleteLater()


def test_the_first_change_makes_the_first_layout_and_undo_takes_it_back(session):
    layouts = Layouts(session)
    assert layouts.sheet == MapSheet() and session.project.settings.sheets == {}
    layouts.put(replace(layouts.sheet, title="T"), "words")
    assert list(session.project.settings.sheets) == ["Layout 1"]
    assert layouts.sheet.title == "T"
    session.undo_stack.undo()
    assert session.project.settings.sheets == {} and layouts.sheet == MapSheet()
    session.undo_stack.redo()
    assert layouts.sheet.title == "T"


def test_a_change_that_changes_nothing_is_no_step(session):
    layouts = Layouts(session)
    layouts.put(replace(layouts.sheet, title="T"), "words")
    layouts.put(layouts.sheet, "again")
    assert session.undo_stack.count() == 1


def test_nudges_are_one_step_and_other_changes_are_not(session):
    layouts = Layouts(session)
    for step in range(4):
        layouts.put(
            replace(layouts.sheet, placed={"page.legend": (step, 1.0, 5.0, 5.0)}), "nudge", "n.legend"
        )
    layouts.put(replace(layouts.sheet, placed={"page.north": (1.0, 1.0, 5.0, 5.0)}), "nudge", "n.north")
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert layouts.sheet.placed == {"page.legend": (3.0, 1.0, 5.0, 5.0)}
    session.undo_stack.undo()
    assert session.project.settings.sheets == {}


def test_layouts_are_added_renamed_and_deleted(session):
    layouts = Layouts(session)
    layouts.add("Wall", MapSheet(paper="A1"), "new")
    assert layouts.names == ["Layout 1", "Wall"] and layouts.current == "Wall"
    assert layouts.sheet.paper == "A1"
    layouts.add("Wall", layouts.sheet, "duplicate")
    assert layouts.current == "Wall 2"
    layouts.rename("Book", "rename")
    assert layouts.names == ["Layout 1", "Wall", "Book"] and layouts.current == "Book"
    session.undo_stack.undo()
    assert layouts.names == ["Layout 1", "Wall", "Wall 2"] and layouts.current == "Wall 2"
    layouts.delete("delete")
    assert layouts.names == ["Layout 1", "Wall"] and layouts.current == "Wall"
    session.undo_stack.undo()
    assert layouts.names == ["Layout 1", "Wall", "Wall 2"]
    layouts.choose("Layout 1")
    for _ in range(3):
        layouts.delete("delete")
    assert session.project.settings.sheets == {} and layouts.names == ["Layout 1"]


def test_layouts_and_the_last_one_come_back_from_the_file(session, tmp_path):
    layouts = Layouts(session)
    sheet = MapSheet(
        template="atlas", paper="A2", title="图集", placed={"unit.legend": (1.5, 2.0, 30.0, 40.0)},
        views={"unit:371521": (1.0, 2.0, 25_000.0)}, hidden=frozenset({"unit.notes"}),
    )  # fmt: skip
    layouts.add("会议用", sheet, "new")
    layouts.choose("Layout 1")
    layouts.choose("会议用")
    path = tmp_path / "p.gpkg"
    save_project(session.project, path)
    again = load_project(path)
    assert sheet_from_plain(again.settings.sheets["会议用"]) == sheet
    assert again.ui_state[LAST_KEY] == "会议用"
    other = Session("en")
    other.open(again, path)
    assert Layouts(other).current == "会议用" and Layouts(other).sheet == sheet
    other.deleteLater()


def test_two_layouts_side_by_side_do_not_touch_one_another(session):
    layouts = Layouts(session)
    layouts.add("B", MapSheet(paper="A4"), "new")
    layouts.put(replace(layouts.sheet, title="b"), "words")
    layouts.choose("Layout 1")
    layouts.put(replace(layouts.sheet, title="a"), "words")
    assert sheet_from_plain(session.project.settings.sheets["B"]) == MapSheet(paper="A4", title="b")
    assert layouts.sheet == MapSheet(title="a")
