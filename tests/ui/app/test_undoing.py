"""Keys that are meant for text never reach facilities, and what was deleted or placed is undone at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from tests.ui.canvas_hand import Hand, xy
from tests.ui.canvas_project import DEPOT_ID, PARK_ID, SCHOOL_ID, SQUARE_ID
from ui.app.mainwindow import MainWindow
from ui.widgets.editors import ChoiceEditor, TextEditor

CTRL = Qt.KeyboardModifier.ControlModifier
SHELTERS = {SQUARE_ID, SCHOOL_ID, PARK_ID}


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key wherever the keyboard is."""
    QTest.keyClick(focus(), key, modifiers)
    QCoreApplication.processEvents()


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def place_shelter(window: MainWindow) -> None:
    """Place a shelter with the mouse, free of everything else."""
    window.canvas.set_tool("place.shelter")
    Hand(window.canvas).click(xy(5, 3))
    QCoreApplication.processEvents()


def undo_button(window: MainWindow) -> QPushButton | None:
    found = [b for b in window.messages.findChildren(QPushButton) if b.isVisible() and b.text() == "撤销"]
    return found[0] if found else None


@pytest.fixture
def window(window: MainWindow, qtbot: Any) -> MainWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def table(window: MainWindow) -> MainWindow:
    """The window with the keyboard in the name of the first shelter in the table."""
    window.tables_panel.open_table("shelter")
    QCoreApplication.processEvents()
    view = window.tables_panel.view
    at = view.visualRect(view.model().index(0, 0)).center()
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(view.viewport(), left, Qt.KeyboardModifier.NoModifier, at)
    QCoreApplication.processEvents()
    return window


def test_backspace_in_a_table_deletes_no_facility(table: MainWindow) -> None:
    session = table.session
    press(Qt.Key.Key_A, CTRL)
    assert session.selection == SHELTERS
    press(Qt.Key.Key_Backspace)
    assert session.scenario.facilities.keys() >= SHELTERS
    assert session.undo_stack.count() == 0


def test_delete_in_a_table_offers_undo(table: MainWindow) -> None:
    session = table.session
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    assert not SHELTERS & session.scenario.facilities.keys()
    assert table.messages.message is not None
    assert table.messages.message.what == "已删除 3 处设施。"
    button = undo_button(table)
    assert button is not None
    button.click()
    assert session.scenario.facilities.keys() >= SHELTERS
    assert table.messages.message is None


def test_delete_in_a_table_spares_what_is_no_row_of_it(table: MainWindow) -> None:
    session = table.session
    session.select([SQUARE_ID, DEPOT_ID])
    press(Qt.Key.Key_Delete)
    assert SQUARE_ID not in session.scenario.facilities and DEPOT_ID in session.scenario.facilities
    assert undo_button(table) is None  # one alone is not worth a message
    table.tables_panel.open_table("villages")
    session.select([DEPOT_ID])
    table.tables_panel.view.setFocus()
    press(Qt.Key.Key_Delete)
    assert DEPOT_ID in session.scenario.facilities


def test_keys_in_an_open_cell_are_about_its_text(table: MainWindow) -> None:
    session, view = table.session, table.tables_panel.view
    press(Qt.Key.Key_F2)
    assert isinstance(focus(), QLineEdit)
    press(Qt.Key.Key_A, CTRL)
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        press(key)
    assert len(session.scenario.facilities) == 5 and session.undo_stack.count() == 0
    press(Qt.Key.Key_Escape)
    model = table.tables_panel.model
    assert model is not None
    column = [c.key for c in model.columns].index("shelter_class")
    view.edit(model.index(0, column))
    QCoreApplication.processEvents()
    editor = view.findChild(ChoiceEditor)
    assert editor is not None
    editor.hidePopup()
    editor.setFocus()
    press(Qt.Key.Key_Delete)
    assert len(session.scenario.facilities) == 5


def test_every_way_of_deleting_several_offers_undo(window: MainWindow) -> None:
    session = window.session
    ways: dict[str, Callable[[], None]] = {
        "map Delete": lambda: press(Qt.Key.Key_Delete),
        "map Backspace": lambda: press(Qt.Key.Key_Backspace),
        "menu": window.actions_["delete"].trigger,
        "cut": window.actions_["cut"].trigger,
    }
    for way, delete in ways.items():
        session.select([])
        window.canvas.setFocus()
        press(Qt.Key.Key_A, CTRL)
        assert len(session.selection) == 5, way
        delete()
        assert not session.scenario.facilities and undo_button(window) is not None, way
        press(Qt.Key.Key_Z, CTRL)
        assert len(session.scenario.facilities) == 5, way
        assert undo_button(window) is None, way  # it would now undo something else


def test_the_offer_goes_with_the_next_step(window: MainWindow) -> None:
    session = window.session
    session.delete([SQUARE_ID, SCHOOL_ID], "x")
    assert undo_button(window) is not None
    session.delete([PARK_ID], "x")
    assert undo_button(window) is None


def test_ctrl_z_right_after_placing_takes_it_away(window: MainWindow) -> None:
    session = window.session
    place_shelter(window)
    assert isinstance(focus(), TextEditor)  # the name is what comes next
    assert len(session.scenario.facilities) == 6
    press(Qt.Key.Key_Z, CTRL)
    assert len(session.scenario.facilities) == 5
    press(Qt.Key.Key_Y, CTRL)
    assert len(session.scenario.facilities) == 6


def test_own_text_is_undone_before_the_project(window: MainWindow) -> None:
    session = window.session
    place_shelter(window)
    name = focus()
    assert isinstance(name, TextEditor)
    before = name.text()
    QTest.keyClicks(name, "abc")
    press(Qt.Key.Key_Z, CTRL)
    assert name.text() == before and len(session.scenario.facilities) == 6
    press(Qt.Key.Key_Z, CTRL)
    assert len(session.scenario.facilities) == 5


def test_ctrl_z_in_an_empty_filter_undoes_the_project(window: MainWindow) -> None:
    session = window.session
    session.delete([SQUARE_ID], "x")
    window.tables_panel.open_table("shelter")
    window.tables_panel.filter.setFocus()
    press(Qt.Key.Key_Z, CTRL)
    assert SQUARE_ID in session.scenario.facilities


def test_a_layer_that_was_removed_is_brought_back_by_its_message(window: MainWindow) -> None:
    layers = window.session.project.layers
    window.layers_panel.remove_layer("roads")
    assert window.messages.message is not None and "已移除图层" in window.messages.message.what
    window.messages._action_button.click()
    assert window.session.project.layers == layers and window.messages.message is None
