"""Unsaved work after a crash is offered until it is saved or refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from layers.project import recovery
from layers.project.file import load_project, save_project
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.app.mainwindow import MainWindow


def offer_button(window: MainWindow, text: str, row: int = 0) -> QPushButton:
    """Button of one row of the welcome page's offer."""
    QApplication.processEvents()
    found = [
        button
        for button in window.welcome.recovery.findChildren(QPushButton)
        if button.text() == text and not button.isHidden()
    ]
    return found[row]


class Runs:
    """Runs of the program one after the other on one project file; some are killed."""

    def __init__(
        self, make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch, path: Path
    ) -> None:
        self._make, self._qtbot, self.path = make_window, qtbot, path
        self._patch = monkeypatch
        self._gone: set[Path] = set()
        monkeypatch.setattr(recovery, "_is_in_use", lambda pid, written_at: False)
        real = recovery.pending_recoveries

        def pending(folder: Path) -> list[recovery.Recovery]:
            return [one for one in real(folder) if one.journal in self._gone]

        monkeypatch.setattr(recovery, "pending_recoveries", pending)

    def start(self, *, is_opening: bool = True) -> MainWindow:
        window = self._make(empty=True)
        if is_opening:
            window.files.open_path(self.path)
        window.files.safety.look_for_work()
        wait_until_idle(window, self._qtbot)
        return window

    def kill(self, window: MainWindow) -> None:
        """Nothing is closed, nothing written any more, and its process is gone."""
        safety = window.files.safety
        wait_until_idle(window, self._qtbot)
        assert safety.journal is not None
        safety.journal.flush(force=True)
        safety._timer.stop()
        self._gone.add(safety.journal.path)
        safety.journal._close_file()
        window.session.project.changed.disconnect(safety.journal._on_changed)
        safety.journal = None
        window.files.release_lock()
        window.hide()

    def save(self, window: MainWindow) -> None:
        window.actions_["save"].trigger()
        wait_until_idle(window, self._qtbot)
        assert not window.session.is_dirty

    def quit(self, window: MainWindow) -> None:
        window.session.undo_stack.setClean()
        assert window.close()


@pytest.fixture
def runs(make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    return Runs(make_window, qtbot, monkeypatch, path)


def rename(window: MainWindow, county: str) -> None:
    session = window.session
    session.push(session.project.settings_edit(county_name=county), "x")


@pytest.mark.parametrize("saves", [1, 3])
def test_work_left_by_a_crash_never_takes_the_place_of_newer_work(
    runs: Runs, qtbot: Any, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    first = runs.start()
    first.session.delete([SQUARE_ID], "x")
    runs.kill(first)

    second = runs.start()  # the offer is ignored, and work goes on
    assert second.messages.isVisible() and len(second.welcome.recovery.offered) == 1
    for number in range(saves):  # with more than one not even the backup is what the lost work began with
        rename(second, f"新{number}")
        runs.save(second)
    runs.quit(second)
    newer = runs.path.read_bytes()

    third = runs.start()
    (offered,) = third.welcome.recovery.offered
    assert offered.moved_on is not None
    text = third.welcome.recovery.describe(offered)
    assert f"{offered.time:%Y-%m-%d %H:%M}" in text and f"{offered.moved_on:%Y-%m-%d %H:%M}" in text
    assert "副本" in text
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    session = third.session
    assert SQUARE_ID not in session.scenario.facilities and session.path is None and session.is_dirty
    assert third.messages.message is not None and "副本" in third.messages.message.what
    assert not third.welcome.recovery.offered  # it is open already
    suggested: list[str] = []

    def ask(*arguments: Any) -> tuple[str, str]:
        suggested.append(arguments[2])
        return arguments[2], ""

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", ask)
    runs.save(third)
    copy = runs.path.with_name("a（恢复）.gpkg")
    assert suggested == [str(copy)]
    assert runs.path.read_bytes() == newer
    assert load_project(runs.path).settings.county_name == f"新{saves - 1}"
    assert SQUARE_ID not in load_project(copy).active.facilities
    assert load_project(copy).settings.county_name == small_project().settings.county_name
    runs.quit(third)
    assert list(third.files.safety.folder.iterdir()) == []
    assert not runs.start().welcome.recovery.offered


def test_offer_stays_until_what_was_brought_back_is_saved(runs: Runs, qtbot: Any) -> None:
    first = runs.start()
    first.session.delete([SQUARE_ID], "x")
    runs.kill(first)
    second = runs.start(is_opening=False)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    assert second.session.path == runs.path and not second.welcome.recovery.offered
    runs.quit(second)  # without saving

    third = runs.start(is_opening=False)
    (offered,) = third.welcome.recovery.offered
    assert offered.moved_on is None
    third.files.recover(offered)
    wait_until_idle(third, qtbot)
    third.session.undo_stack.setClean()
    third.files.open_path(runs.path)  # given up for another project: it is offered again at once
    wait_until_idle(third, qtbot)
    assert [one.journal for one in third.welcome.recovery.offered] == [offered.journal]
    third.files.recover(offered)
    wait_until_idle(third, qtbot)
    runs.save(third)
    assert SQUARE_ID not in load_project(runs.path).active.facilities
    assert not third.welcome.recovery.offered and list(third.files.safety.folder.iterdir()) == []


def test_crash_of_the_run_that_brought_work_back_loses_neither(runs: Runs, qtbot: Any) -> None:
    first = runs.start()
    first.session.delete([SQUARE_ID], "x")
    runs.kill(first)
    second = runs.start(is_opening=False)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    rename(second, "接着改")
    wait_until_idle(second, qtbot)
    runs.kill(second)

    third = runs.start(is_opening=False)
    (offered,) = third.welcome.recovery.offered  # one offer that holds both, not two
    assert offered.path == runs.path and offered.moved_on is None
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    session = third.session
    assert SQUARE_ID not in session.scenario.facilities
    assert session.project.settings.county_name == "接着改" and session.path == runs.path
    runs.save(third)
    assert list(third.files.safety.folder.iterdir()) == []


def test_several_crashes_are_offered_one_by_one(runs: Runs, qtbot: Any) -> None:
    for county in ("甲", "乙"):
        window = runs.start()
        rename(window, county)
        runs.kill(window)
    third = runs.start()
    assert len(third.welcome.recovery.offered) == 2
    assert third.messages.message is not None and "另列有 1 项" in third.messages.message.where
    newest = third.welcome.recovery.offered[0]
    offer_button(third, "丢弃", row=0).click()
    wait_until_idle(third, qtbot)
    (left,) = third.welcome.recovery.offered
    assert left.journal != newest.journal
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    assert third.session.project.settings.county_name == "甲"


def test_recovery_that_fails_stays_on_offer(runs: Runs, qtbot: Any) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    second = runs.start(is_opening=False)
    (offered,) = second.welcome.recovery.offered
    for copy in second.files.safety.folder.glob("*-base.gpkg"):
        copy.unlink()
    save_project(small_project(), runs.path)
    save_project(small_project(), runs.path)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    assert second.messages.message is not None and "接不上" in second.messages.message.what
    assert second.welcome.recovery.offered == (offered,) and offered.journal.exists()


def test_file_saved_by_somebody_else_after_work_was_brought_back_is_not_overwritten(
    runs: Runs, qtbot: Any
) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    second = runs.start(is_opening=False)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    other = small_project()
    other.apply(other.settings_edit(county_name="别人的"))
    save_project(other, runs.path)
    second.actions_["save"].trigger()
    wait_until_idle(second, qtbot)
    assert second.messages.message is not None and "其他程序改动" in second.messages.message.what
    assert second.session.is_dirty and load_project(runs.path).settings.county_name == "别人的"


def test_work_whose_file_is_gone_comes_back_without_one(
    runs: Runs, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    runs.quit(runs.start())  # it was seen once, so what it starts from is kept
    runs.path.unlink()
    third = runs.start(is_opening=False)
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    assert third.session.path is None and third.session.project.settings.county_name == "甲"


def test_the_offer_speaks_both_languages(runs: Runs) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    second = runs.start(is_opening=False)
    second.set_language("en")
    assert offer_button(second, "Throw away").isEnabled()
    (offered,) = second.welcome.recovery.offered
    assert "1 change up to" in second.welcome.recovery.describe(offered)
    never = second.welcome.recovery.describe(replace(offered, edits=0))
    assert "never saved" in never and "0 change" not in never


def test_work_of_a_run_that_was_killed_comes_back(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    first = make_window()
    first.files.open_path(path)
    wait_until_idle(first, qtbot)
    first.session.delete([SQUARE_ID], "x")
    journal = first.files.safety.journal
    assert journal is not None
    journal.flush(force=True)
    # The run is killed: nothing is closed, and its process is gone.
    first.files.safety._timer.stop()
    left = journal.path.read_bytes()
    monkeypatch.setattr("layers.project.recovery.is_running", lambda pid: False)
    first.files.release_lock()

    second = make_window(empty=True)
    second.files.safety.look_for_work()
    wait_until_idle(second, qtbot)
    assert second.welcome.recovery.isVisible() and second.messages.isVisible()
    second.messages._action_button.click()
    wait_until_idle(second, qtbot)
    assert SQUARE_ID not in second.session.scenario.facilities
    assert second.session.is_dirty and second.session.path == path
    assert SQUARE_ID in load_project(path).active.facilities  # the file itself is untouched
    assert left


def test_unsaved_work_can_be_refused(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    first = make_window()
    first.files.open_path(path)
    wait_until_idle(first, qtbot)
    first.session.delete([SQUARE_ID], "x")
    first.files.safety._timer.stop()
    monkeypatch.setattr("layers.project.recovery.is_running", lambda pid: False)
    second = make_window(empty=True)
    second.files.safety.look_for_work()
    wait_until_idle(second, qtbot)
    offer_button(second, "丢弃").click()
    wait_until_idle(second, qtbot)
    assert not second.welcome.recovery.isVisible()
    assert not list(second.files.safety.folder.glob("*.journal"))


def test_a_saved_project_leaves_nothing_to_recover(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    window.session.delete([SQUARE_ID], "x")
    assert list(window.files.safety.folder.glob("*.journal"))
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert not list(window.files.safety.folder.glob("*.journal"))
