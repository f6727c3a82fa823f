"""Named views of the map: made, gone to by a key, renamed, ordered and deleted, each as one undo step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit

from layers.project.file import load_project, save_project
from tests.ui.canvas_project import X0, Y0
from ui.app.mainwindow import MainWindow
from ui.dialogs.bookmarks import BookmarksDialog
from ui.map.bookmarks import Bookmark, bookmarks_from, to_plain

HERE = (X0 + 2_000.0, Y0 + 2_000.0, X0 + 4_000.0, Y0 + 3_000.0)


def names(window: MainWindow) -> list[str]:
    return [one.name for one in window.bookmarks.kept]


def menu_texts(window: MainWindow) -> list[str]:
    return [action.text() for action in window.menus.bookmarks.actions()[3:]]


def two(window: MainWindow) -> None:
    window.canvas.extent = HERE
    window.bookmarks.add("西关")
    window.canvas.zoom_county()
    window.bookmarks.add("全貌 & 其他")


def test_a_view_gets_a_name_and_is_gone_back_to_by_its_key(window: MainWindow, monkeypatch: Any) -> None:
    window.canvas.extent = HERE
    asked: list[str] = []

    def answer(*_: object, text: str) -> tuple[str, bool]:
        asked.append(text)
        return f"  {text}\n北 ", True

    monkeypatch.setattr(QInputDialog, "getText", answer)
    seen = window.canvas.extent
    window.actions_["bookmark_add"].trigger()
    assert asked == ["城关镇"]  # the township in the middle
    assert names(window) == ["城关镇 北"] == menu_texts(window)
    window.canvas.zoom_county()
    assert window.canvas.extent != pytest.approx(seen)
    steps = window.session.undo_stack.count()
    window.activateWindow()
    QTest.keyClick(window.canvas, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.canvas.extent == pytest.approx(seen)
    assert window.session.undo_stack.count() == steps  # going there changes nothing
    assert window.bookmarks.free_name() == "城关镇"
    window.bookmarks.add("城关镇")
    assert window.bookmarks.free_name() == "城关镇 2"


def test_nothing_is_added_without_a_name(window: MainWindow, monkeypatch: Any) -> None:
    for name, is_ok in (("", True), ("x", False), (" \n", True)):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, text, name=name, is_ok=is_ok: (name, is_ok))
        window.bookmarks.add()
    assert names(window) == [] and not window.session.is_dirty


def test_each_change_is_undone_by_itself(window: MainWindow) -> None:
    two(window)
    stack = window.session.undo_stack
    assert menu_texts(window) == ["西关", "全貌 && 其他"]
    stack.undo()
    assert menu_texts(window) == ["西关"] and window.menus.redo.text() == "重做：添加书签 全貌 & 其他"
    stack.undo()
    assert menu_texts(window) == []
    stack.redo()
    stack.redo()
    assert names(window) == ["西关", "全貌 & 其他"]


def test_the_list_renames_orders_and_deletes_by_keyboard(window: MainWindow, qtbot: Any) -> None:
    two(window)
    window.actions_["bookmarks"].trigger()
    (dialog,) = window.findChildren(BookmarksDialog)
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_F2)
    editor = dialog.list.findChild(QLineEdit)
    editor.setText("老城")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(window)[0] == "老城")
    assert names(window) == ["老城", "全貌 & 其他"]
    dialog.down_button.click()
    assert names(window) == ["全貌 & 其他", "老城"] and dialog.list.currentRow() == 1
    assert dialog.up_button.isEnabled() and not dialog.down_button.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.canvas.extent[0] <= HERE[0] and window.canvas.extent[2] - window.canvas.extent[0] < 8_000
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert names(window) == ["全貌 & 其他"] == [dialog.list.item(0).text()]
    window.session.undo_stack.undo()
    assert names(window) == ["全貌 & 其他", "老城"] and dialog.list.count() == 2
    dialog.close()


def test_they_are_kept_in_the_project_file(window: MainWindow, tmp_path: Path) -> None:
    two(window)
    kept = window.bookmarks.kept
    save_project(window.session.project, tmp_path / "a.gpkg")
    window.session.open(load_project(tmp_path / "a.gpkg"), None)
    assert window.bookmarks.kept == kept and menu_texts(window) == ["西关", "全貌 && 其他"]


def test_what_is_no_bookmark_is_passed_over() -> None:
    good = ["a", [0, 0, 2, 1]]
    nan = float("nan")
    bad: list[object] = [
        None,
        3,
        "x",
        ["b"],
        [1, [0, 0, 1, 1]],
        ["c", [0, 0, 0, 1]],
        ["d", [0, 0, nan, 1]],
        ["", good[1]],
    ]
    assert bookmarks_from([*bad, good]) == (Bookmark("a", (0, 0, 2, 1)),)
    assert bookmarks_from({"a": 1}) == bookmarks_from(None) == ()
    assert to_plain(()) is None
    assert bookmarks_from(to_plain([Bookmark("a", (0, 0, 2, 1))])) == (Bookmark("a", (0, 0, 2, 1)),)
