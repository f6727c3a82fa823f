"""The form of the selected facilities: values, checks, undo steps, several at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from models.facilities.facility import FACILITY_TYPES, Family, field_specs
from tests.ui.canvas_project import DEPOT_ID, PARK_ID, SCHOOL_ID, SQUARE_ID, X0, Y0
from tests.ui.conftest import write
from ui.core.session import Session
from ui.panels.form import common_specs
from ui.panels.selected import SelectedPanel
from ui.widgets.editors import ChoiceEditor, FieldValueError, TextEditor, field_text, parse_field


@pytest.fixture
def panel(session: Session, qtbot: Any) -> SelectedPanel:
    panel = SelectedPanel(session)
    qtbot.addWidget(panel.head)
    qtbot.addWidget(panel)
    panel.resize(330, 400)
    panel.show()
    return panel


def choose(panel: SelectedPanel, session: Session, *ids: str) -> None:
    session.select(ids)
    panel.form.refresh()


def type_into(editor: Any, text: str) -> None:
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    editor.selectAll()
    write(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize("family", list(Family))
def test_every_field_of_every_family_has_an_editor(
    panel: SelectedPanel, session: Session, family: Family
) -> None:
    facility = FACILITY_TYPES[family](id="new", geometry=shapely.Point(394_000, 3_998_000))
    session.put([facility], "x")
    choose(panel, session, "new")
    for spec in field_specs(family):
        editor = panel.form.editor(spec.name)
        assert editor.accessibleName()
        if isinstance(editor, ChoiceEditor) and spec.kind == "choice":
            assert [editor.itemData(i) for i in range(editor.count())] == list(spec.values)
            assert editor.currentData() == getattr(facility, spec.name)


def test_typing_a_value_is_one_undo_step(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, SQUARE_ID)
    type_into(panel.form.editor("name"), "人民广场")
    assert session.scenario.facilities[SQUARE_ID].name == "人民广场"
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "修改名称"
    session.undo_stack.undo()
    panel.form.refresh()
    assert panel.form.editor("name").text() == "文化广场"  # type: ignore[union-attr]


def test_whom_a_facility_reaches_follows_a_drag_and_comes_back(
    panel: SelectedPanel, session: Session
) -> None:
    session.assess_now()
    choose(panel, session, SQUARE_ID)
    square, before = session.scenario.facilities[SQUARE_ID], panel.form._summary.text()
    session.begin_drag(square)
    session.drag_to(replace(square, geometry=shapely.Point(X0 + 60_000, Y0 + 60_000)))
    assert "位于" in before and "位于" not in panel.form._summary.text()  # beyond all townships
    session.end_drag()
    assert panel.form._summary.text() == before


def test_what_a_drag_does_not_tell_is_not_shown_as_it_was(panel: SelectedPanel, session: Session) -> None:
    session.assess_now()
    choose(panel, session, DEPOT_ID)
    depot = session.scenario.facilities[DEPOT_ID]
    assert panel.form._summary.text()
    session.begin_drag(depot)
    session.drag_to(replace(depot, geometry=shapely.Point(X0 + 60_000, Y0 + 60_000)))
    assert panel.form._summary.text() == ""
    session.end_drag()
    assert panel.form._summary.text()


@pytest.mark.parametrize("then", [PARK_ID, DEPOT_ID])
def test_what_was_typed_goes_to_what_the_form_showed_though_something_else_is_selected_by_then(
    panel: SelectedPanel, session: Session, then: str
) -> None:
    choose(panel, session, SQUARE_ID)
    before = session.scenario.facilities[then]
    editor = panel.form.editor("stated_capacity_persons")
    assert isinstance(editor, TextEditor)
    editor.setFocus()
    write(editor, "1234")
    session.select([then])
    editor.editingFinished.emit()  # the cursor left before the form came round
    write(panel.form.editor("name"), "新名")
    panel.form.refresh()
    square = session.scenario.facilities[SQUARE_ID]
    assert (square.stated_capacity_persons, square.name) == (1234, "新名文化广场")  # type: ignore[attr-defined]
    assert session.scenario.facilities[then] == before
    assert panel.form.editor("name").text() == before.name  # type: ignore[union-attr]


def test_what_is_wrong_is_said_while_typing_and_not_taken_over(
    panel: SelectedPanel, session: Session
) -> None:
    choose(panel, session, SQUARE_ID)
    editor = panel.form.editor("effective_area_m2")
    assert isinstance(editor, TextEditor)
    complaints: list[str] = []
    editor.complained.connect(complaints.append)
    editor.setFocus()
    editor.selectAll()
    write(editor, "12x")
    assert complaints[-1] == "请填数字" and editor.property("invalid")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert session.undo_stack.count() == 0
    editor.selectAll()
    write(editor, "-3")
    assert complaints[-1] == "不能小于 0"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "" and not editor.property("invalid")
    type_into(editor, "3,580")
    assert session.scenario.facilities[SQUARE_ID].effective_area_m2 == 3580.0  # type: ignore[attr-defined]


def test_an_estimated_area_is_told_but_not_stored(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, SQUARE_ID)
    assert session.assessment is not None
    result = session.assessment.shelters[SQUARE_ID]
    assert result.is_estimated and result.effective_area_m2 is not None
    editor = panel.form.editor("effective_area_m2")
    assert isinstance(editor, TextEditor)
    assert editor.text() == "" and "估算" in editor.placeholderText()
    assert session.scenario.facilities[SQUARE_ID].effective_area_m2 is None  # type: ignore[attr-defined]


def test_too_large_an_effective_area_is_pointed_out(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, SQUARE_ID)
    type_into(panel.form.editor("effective_area_m2"), "6000")  # of 5,120 m2 in all
    panel.form.refresh()
    assert "大于总面积" in panel.form._warning.text()
    type_into(panel.form.editor("effective_area_m2"), "5120")
    panel.form.refresh()
    assert panel.form._warning.text() == ""


def test_several_at_once_show_what_differs_and_change_together(
    panel: SelectedPanel, session: Session
) -> None:
    choose(panel, session, SQUARE_ID, SCHOOL_ID)
    name, status = panel.form.editor("name"), panel.form.editor("status")
    assert isinstance(name, TextEditor) and isinstance(status, ChoiceEditor)
    assert name.text() == "" and name.placeholderText() == "（各不相同）"
    assert status.currentData() == "existing"
    manager = panel.form.editor("manager")
    panel.form._sections["custody"].set_open(True)
    type_into(manager, "县应急管理局")
    assert {session.scenario.facilities[i].manager for i in (SQUARE_ID, SCHOOL_ID)} == {"县应急管理局"}
    assert session.undo_stack.count() == 1
    name.setFocus()
    QTest.keyClick(name, Qt.Key.Key_Return)  # nothing typed: nothing changed
    assert session.undo_stack.count() == 1


def test_different_families_share_only_common_fields(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, SQUARE_ID, DEPOT_ID)
    names = {spec.name for spec in common_specs(frozenset({Family.SHELTER, Family.DEPOT}))}
    assert set(panel.form._editors) == names
    assert "manager" in names and "shelter_class" not in names and "kind" not in names
    assert "2 处设施" in panel.head.heading.text()


def test_choices_and_flags(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, PARK_ID)
    status = panel.form.editor("status")
    assert isinstance(status, ChoiceEditor)
    status.activated.emit(status.findData("candidate"))
    assert session.scenario.facilities[PARK_ID].status == "candidate"
    flag = panel.form.editor("is_signed")
    assert isinstance(flag, ChoiceEditor) and flag.currentData() is None and flag.currentText() == "未知"
    flag.activated.emit(1)
    assert session.scenario.facilities[PARK_ID].is_signed is True  # type: ignore[attr-defined]


def test_a_candidate_is_said_not_to_count(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, PARK_ID)  # planned: does not count today
    assert "不计入" in panel.form._summary.text()
    session.project.activate("plan")
    session.assess_now()
    choose(panel, session, PARK_ID)
    assert "可容纳" in panel.form._summary.text()


def test_a_new_facility_offers_its_name(panel: SelectedPanel, session: Session, qtbot: Any) -> None:
    from models.facilities.facility import Shelter

    panel.activateWindow()
    new = Shelter(id="new", name="避难场所 1", geometry=shapely.Point(394_000, 3_998_000))
    session.put([new], "x")
    session.select(["new"])
    session.placed.emit("new")
    qtbot.waitUntil(lambda: "name" in panel.form._editors and panel.form.editor("name").hasFocus())
    write(panel.form.editor("name"), "新公园")  # all of the old name is selected
    QTest.keyClick(panel.form.editor("name"), Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.done):  # the area it lacks comes next; Enter leaves it empty
        QTest.keyClick(panel.form.editor("effective_area_m2"), Qt.Key.Key_Return)
    assert session.scenario.facilities["new"].name == "新公园"


def test_what_is_being_typed_survives_an_update(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, SQUARE_ID)
    panel.activateWindow()
    editor = panel.form.editor("name")
    assert isinstance(editor, TextEditor)
    editor.setFocus()
    editor.selectAll()
    write(editor, "半")
    panel.form.refresh()
    assert editor.text() == "半"
    QTest.keyClick(editor, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1,234.5", 1234.5),
        ("number", "", None),
        ("integer", "12", 12),
        ("integer", "１２", 12),
        ("date", "2025/6/30".replace("/6/", "/06/"), "2025-06-30"),
        ("date", "2025.06.30", "2025-06-30"),
        ("text", "  镇 ", "镇"),
    ],
)
def test_parsing(kind: str, text: str, value: Any) -> None:
    from models.facilities.facility import FieldSpec

    assert parse_field(FieldSpec("x", kind, minimum=0), text) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "abc"),
        ("number", "nan"),
        ("number", "inf"),
        ("integer", "1.5"),
        ("number", "-1"),
        ("date", "2025-02-30"),
    ],
)
def test_refusing(kind: str, text: str) -> None:
    from models.facilities.facility import FieldSpec

    with pytest.raises(FieldValueError):
        parse_field(FieldSpec("x", kind, minimum=0), text)  # type: ignore[arg-type]


def test_unknown_is_shown_as_nothing_and_zero_as_zero() -> None:
    from models.facilities.facility import FieldSpec

    assert field_text(FieldSpec("x", "number"), None, "zh") == ""
    assert field_text(FieldSpec("x", "number"), 0.0, "zh") == "0"


def test_placing_without_an_area_asks_for_it_at_once(panel: SelectedPanel, session: Session) -> None:
    panel.activateWindow()
    new = FACILITY_TYPES[Family.SHELTER](id="new", geometry=shapely.Point(394_000, 3_998_000), name="新")
    session.put([new], "x")
    session.select(["new"])
    session.placed.emit("new")
    form = panel.form
    assert "未填有效避难面积" in form._warning.text()
    name, area = form.editor("name"), form.editor("effective_area_m2")
    type_into(name, "东湖广场")
    assert panel.window().focusWidget() is area
    type_into(area, "5000")
    form.refresh()
    made = session.scenario.facilities["new"]
    assert (made.name, getattr(made, "effective_area_m2", None)) == ("东湖广场", 5000.0)
    assert "未填" not in form._warning.text()


def test_an_outline_has_an_area_and_is_not_asked_for_one(panel: SelectedPanel, session: Session) -> None:
    choose(panel, session, SQUARE_ID)
    assert panel.form._lacking_area(session.scenario.facilities[SQUARE_ID]) == ""
