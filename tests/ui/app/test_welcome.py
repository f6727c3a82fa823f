"""The welcome page and the first start."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from layers.project.file import save_project
from tests.ui.canvas_project import small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.app.welcome import LOOKS
from ui.core.preferences import Preferences


def test_the_sample_opens_with_one_click_and_a_hint(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(empty=True)
    QTest.mouseClick(window.welcome.sample_button, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    session = window.session
    assert session.project.settings.is_sample and session.path is None and not session.is_dirty
    assert len(session.project.county.townships) == 19
    assert window.hint.isVisible()
    window.hint._close.click()
    assert not window.hint.isVisible()


def test_the_hint_stays_closed(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(empty=True)
    window.start(None)
    wait_until_idle(window, qtbot)
    assert window.hint.isVisible()
    window.hint._close.click()
    window.go_home()
    window.welcome.back_wanted.emit()
    assert not window.hint.isVisible()
    again = make_window(empty=True)
    again.start(None)
    wait_until_idle(again, qtbot)
    assert not again.hint.isVisible()


def test_recent_projects_are_not_looked_for(
    make_window: MakeWindow, haven_home: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drive that is gone keeps whoever asks it waiting for a minute."""
    preferences = Preferences(haven_home)
    dead = Path("/mnt/dead-drive/县.gpkg")
    preferences.add_recent(Path("/tmp/b.gpkg"))
    preferences.add_recent(dead)
    preferences.save()
    asked: list[str] = []
    stat = os.stat

    def noted(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        asked.append(str(path))
        return stat(path, *arguments, **options)

    monkeypatch.setattr(os, "stat", noted)
    window = make_window(empty=True)
    assert not [path for path in asked if "dead-drive" in path]
    items = [window.welcome.recent_list.item(i).toolTip() for i in range(2)]
    assert items == [str(dead), str(Path("/tmp/b.gpkg"))]
    window.welcome.recent_list.itemActivated.emit(window.welcome.recent_list.item(0))
    wait_until_idle(window, qtbot)
    assert [path for path in asked if "dead-drive" in path]  # opening it is another matter
    assert window.messages.message is not None and "找不到" in window.messages.message.what
    assert window.pages.currentWidget() is window.welcome


def test_recent_projects_keep_their_order_and_number(haven_home: Path) -> None:
    preferences = Preferences(haven_home)
    for n in range(12):
        preferences.add_recent(Path(f"/x/{n}.gpkg"))
    preferences.add_recent(Path("/x/8.gpkg"))
    assert [path.stem for path in preferences.recent] == ["8", "11", "10", "9", "7", "6", "5", "4"]


def test_preferences_survive_and_broken_ones_are_set_aside(haven_home: Path) -> None:
    preferences = Preferences(haven_home)
    preferences.lang, preferences.theme = "en", "dark"
    preferences.save()
    assert (Preferences(haven_home).lang, Preferences(haven_home).theme) == ("en", "dark")
    (haven_home / "settings.ini").write_text("lang=fr\ntheme=@Invalid()\nrecent=5\n", encoding="utf-8")
    broken = Preferences(haven_home)
    assert broken.lang == "zh" and broken.theme == "auto" and broken.recent in ([], [Path("5")])


def test_choices_lead_where_they_say(make_window: MakeWindow, monkeypatch: Any) -> None:
    window = make_window(empty=True)
    called: list[str] = []
    answers = {"getOpenFileName": ("", ""), "getOpenFileNames": ([], ""), "getExistingDirectory": ""}
    for name, answer in answers.items():

        def ask(*_: Any, name: str = name, answer: Any = answer) -> Any:
            called.append(name)
            return answer

        monkeypatch.setattr(f"ui.core.files.QFileDialog.{name}", ask)
    for button in (window.welcome.open_button, window.welcome.files_button, window.welcome.folder_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert called == list(answers)


def test_recent_projects_that_are_gone_or_do_not_answer_are_marked(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, missing, dead = (tmp_path / f"{name}.gpkg" for name in ("there", "missing", "dead"))
    there.write_bytes(b"")
    over, real = threading.Event(), os.stat

    def stat(asked: Any, *rest: Any, **named: Any) -> os.stat_result:
        if asked == dead:
            over.wait(60)
        return real(asked, *rest, **named)

    monkeypatch.setattr("layers.disk.answering.os.stat", stat)
    window = make_window(empty=True)
    for path in (there, missing, dead):
        window.preferences.add_recent(path)
    window.go_home()
    welcome = window.welcome

    def texts() -> list[str]:
        return [welcome.recent_list.item(row).text() for row in range(3)]

    qtbot.waitUntil(lambda: "已不在" in texts()[1])
    assert "(" not in texts()[0] + texts()[2]  # dead, missing, there: it may still answer
    for _ in range(LOOKS):
        welcome._on_look()
    assert "无响应" in texts()[0] and "(" not in texts()[2]
    window.preferences.set_last_folder("project", there.parent)
    assert window.preferences.last_folder("export") == there.parent
    monkeypatch.setattr("ui.core.preferences.PATIENCE_S", 0.01)
    window.preferences.set_last_folder("export", dead)
    assert window.preferences.last_folder("export") not in (dead, there.parent)  # dialogs begin elsewhere
    over.set()


def test_a_start_without_a_file_opens_what_was_open_last(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "甲.gpkg"
    save_project(small_project(), path)
    first = make_window(empty=True)
    first.preferences.add_recent(path)
    first.start(None)
    wait_until_idle(first, qtbot)
    assert first.session.path == path
    path.unlink()
    second = make_window(empty=True)
    second.start(None)
    wait_until_idle(second, qtbot)
    assert not second.session.has_project and second.pages.currentWidget() is second.welcome
    assert second.messages.message is not None and "甲.gpkg" in second.messages.message.where
