"""A city's file is put together, saved, changed and undone in the real window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from layers.city.cityfile import read_city
from models.kernel.text import t
from tests.layers.city.made import write_city
from tests.layers.city.test_own import write_tables
from tests.ui.conftest import MakeWindow, wait_until_idle, write


@pytest.fixture(autouse=True)
def nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing the window asks nobody."""
    monkeypatch.setattr(QMessageBox, "exec", lambda *_: QMessageBox.StandardButton.Discard)


def test_a_city_is_made_of_projects_and_tables_and_changed_later(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(empty=True)
    write_city(tmp_path).unlink()
    depots, stock, _ = write_tables(tmp_path)
    window.actions_["new_city"].trigger()
    editor = window.cities.editor
    assert editor is not None
    assert window.pages.currentWidget() is editor
    assert not editor.save.isEnabled()

    # Projects are dropped; what is none is named and stays away.
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"no project")
    editor.files_dropped.emit([tmp_path / "甲县.gpkg", other, tmp_path / "乙县.gpkg", tmp_path / "甲县.gpkg"])
    wait_until_idle(window, qtbot)
    assert [one.path.name for one in editor.history.now.counties] == ["甲县.gpkg", "乙县.gpkg"]
    assert "other.gpkg" in window.messages.message.what

    # The city's own project is made of its tables.
    editor.tables.set_path("depots", depots)
    editor.tables.set_path("stock", stock)
    own = tmp_path / "新市级.gpkg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(own), ""))
    qtbot.mouseClick(editor.tables.make, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    assert editor.history.now.project == own
    assert t("cityfile.made_raised", "zh", count=1) in window.messages.message.what

    # A place of reception is typed; half of one is none yet, and what is no number is told.
    editor.table.item(0, 2).setText("115.8")
    assert editor.history.now.counties[0].reception is None
    editor.table.item(0, 3).setText("36.1")
    assert editor.history.now.counties[0].reception == (115.8, 36.1)
    editor.table.item(0, 3).setText("north")
    assert editor.table.item(0, 3).text() == "36.1"

    # The key takes back this page's last step, never the project's behind it.
    write(editor.name, "某市")
    qtbot.keyClick(editor.name, Qt.Key.Key_Return)
    editor.table.setFocus()
    qtbot.keyClick(editor.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.history.now.name == ""
    qtbot.mouseClick(editor.redo_button, Qt.MouseButton.LeftButton)
    assert editor.history.now.name == "某市"

    path = tmp_path / "某市.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    qtbot.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    page = window.cities.page
    assert page is not None
    assert window.pages.currentWidget() is page
    assert page.table.rowCount() == 2

    # Later: a county goes, and the limit comes.
    qtbot.mouseClick(page.edit_button, Qt.MouseButton.LeftButton)
    again = window.cities.editor
    assert again is not None
    again.table.selectRow(0)
    again.table.setFocus()
    qtbot.keyClick(again.table, Qt.Key.Key_Delete)
    again.hours.setValue(6)
    assert window.cities.is_unsaved
    qtbot.mouseClick(again.save, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    read = read_city(path)
    assert ([one.key for one in read.counties], read.hours) == (["乙县.gpkg"], 6.0)


def test_what_is_not_saved_is_asked_about_and_several_projects_make_a_city(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(empty=True)
    path = write_city(tmp_path)
    window.files_dropped.emit([tmp_path / "甲县.gpkg", tmp_path / "乙县.gpkg"])
    wait_until_idle(window, qtbot)
    editor = window.cities.editor
    assert editor is not None
    assert len(editor.history.now.counties) == 2
    window.cities.close()  # as when a project is opened: what is not saved is only out of sight
    window.actions_["new_city"].trigger()
    assert window.cities.editor is editor
    assert window.pages.currentWidget() is editor
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "exec", lambda *_: answers.pop(0))
    qtbot.mouseClick(editor.close_button, Qt.MouseButton.LeftButton)
    assert window.cities.editor is editor
    qtbot.mouseClick(editor.close_button, Qt.MouseButton.LeftButton)
    assert window.cities.editor is None

    window.files_dropped.emit([path])  # the file of a city is opened, not imported
    wait_until_idle(window, qtbot)
    assert window.cities.page is not None
