"""Saving beside other work: never behind it, never two at once, never given up by closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

import layers.project.file
from layers.project.file import load_project, save_project
from models.kernel.progress import Progress, Work
from models.project.project import Project
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import wait_until_idle
from tests.ui.core.filing import answer, save_to
from ui.app.mainwindow import MainWindow
from ui.core.tasks import SHOW_AFTER_MS, Task

Answer = QMessageBox.StandardButton


class Gate:
    """Work that goes on only when it is let, and lets go by itself before a test could hang."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()

    def pass_through(self) -> None:
        self.begun.set()
        self.open.wait(30)


class SlowSaves:
    """Saves to real files that stop at a gate; counts how many are at it at the same time."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.together = self.most = self.count = 0
        self.expected: list[str | None] = []
        self._lock = threading.Lock()

    def save(self, project: Project, path: Path, *, expected: str | None = None) -> str:
        with self._lock:
            self.together += 1
            self.count += 1
            self.most = max(self.most, self.together)
            self.expected.append(expected)
        self.gate.pass_through()
        try:
            return save_project(project, path, expected=expected)
        finally:
            with self._lock:
                self.together -= 1


@pytest.fixture
def export(window: MainWindow) -> Iterator[Gate]:
    """An export that runs until the gate opens."""
    gate = Gate()

    def work() -> Work[None]:
        yield Progress(0, 2, "progress.document.assess")
        gate.pass_through()
        yield Progress(1, 2, "progress.document.assess")

    window.tasks.start(Task("Export", work, lambda _: None))
    assert gate.begun.wait(30)
    yield gate
    gate.open.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowSaves]:
    saves = SlowSaves()
    monkeypatch.setattr(layers.project.file, "save_project", saves.save)
    yield saves
    saves.gate.open.set()


@pytest.fixture
def saved(window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The window's project, saved once."""
    path = tmp_path / "a.gpkg"
    save_to(monkeypatch, path)
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert path.exists()
    return path


def until_saved(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not window.files.is_saving)


def test_a_save_does_not_wait_for_an_export(
    window: MainWindow, qtbot: Any, saved: Path, export: Gate
) -> None:
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    until_saved(window, qtbot)
    assert window.tasks.is_busy
    assert not window.session.is_dirty
    assert SQUARE_ID not in load_project(saved).active.facilities


def test_a_copy_for_the_journal_does_not_wait_for_an_export(
    window: MainWindow, qtbot: Any, saved: Path, export: Gate
) -> None:
    safety = window.files.safety
    safety.follow(window.session.project, saved)
    assert safety.journal is not None
    safety.journal.needs_snapshot = True
    safety._tick()
    qtbot.waitUntil(lambda: safety.journal is not None and not safety.journal.needs_snapshot)
    assert window.tasks.is_busy


def test_two_saves_come_one_after_the_other(
    window: MainWindow, qtbot: Any, saved: Path, slow: SlowSaves
) -> None:
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    window.session.undo_stack.undo()
    window.actions_["save"].trigger()
    slow.gate.open.set()
    until_saved(window, qtbot)
    assert (slow.count, slow.most) == (2, 1)
    assert slow.expected[0] != slow.expected[1]  # the second knows what the first one left
    assert window.messages.message is None
    assert not window.session.is_dirty
    assert SQUARE_ID in load_project(saved).active.facilities


def test_edits_and_drags_while_saving_are_safe_and_stay_unsaved(
    window: MainWindow, qtbot: Any, saved: Path, slow: SlowSaves
) -> None:
    session = window.session
    session.push(session.project.settings_edit(county_name="甲"), "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    session.begin_drag(session.scenario.facilities[SQUARE_ID])
    session.drag_to(session.scenario.facilities[SQUARE_ID])
    session.end_drag()
    session.delete([SQUARE_ID], "x")
    slow.gate.open.set()
    until_saved(window, qtbot)
    file = load_project(saved)
    assert file.settings.county_name == "甲" and SQUARE_ID in file.active.facilities
    assert session.is_dirty
    window.actions_["save"].trigger()
    until_saved(window, qtbot)
    assert not session.is_dirty
    assert SQUARE_ID not in load_project(saved).active.facilities


def test_saving_and_exporting_are_both_told(
    window: MainWindow, qtbot: Any, saved: Path, export: Gate, slow: SlowSaves
) -> None:
    status = window.status
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    qtbot.waitUntil(lambda: status.saved.text() == "正在保存", timeout=20 * SHOW_AFTER_MS)
    qtbot.waitUntil(status._task_label.isVisible, timeout=20 * SHOW_AFTER_MS)
    slow.gate.open.set()
    until_saved(window, qtbot)
    qtbot.waitUntil(lambda: "已保存" in status.saved.text())
    assert status._task_label.isVisible()  # the export goes on
    status._cancel.click()
    export.open.set()
    wait_until_idle(window, qtbot)
    assert not status._task_label.isVisible()


def test_stopping_the_export_does_not_stop_a_save(
    window: MainWindow, qtbot: Any, saved: Path, export: Gate, slow: SlowSaves
) -> None:
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    window.tasks.cancel_all()
    slow.gate.open.set()
    until_saved(window, qtbot)
    assert not window.session.is_dirty


def closed(window: MainWindow) -> Callable[[], bool]:
    return lambda: not window.isVisible()


def test_closing_waits_for_a_save_and_gives_up_an_export(
    window: MainWindow,
    qtbot: Any,
    saved: Path,
    export: Gate,
    slow: SlowSaves,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answer(window, monkeypatch, Answer.Cancel)
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    assert not window.close() and window.isVisible()
    export.open.set()
    slow.gate.open.set()
    qtbot.waitUntil(closed(window))
    assert asked == []  # all was saved: there was nothing to ask
    assert SQUARE_ID not in load_project(saved).active.facilities
    assert not window.tasks.is_busy and not window.saves.is_busy
    assert not list(window.files.safety.folder.glob("*.journal"))


def test_closing_during_a_save_asks_about_what_it_does_not_hold(
    window: MainWindow, qtbot: Any, saved: Path, slow: SlowSaves, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(window, monkeypatch, Answer.Save)
    session = window.session
    session.push(session.project.settings_edit(county_name="甲"), "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    session.delete([SQUARE_ID], "x")
    window.close()
    slow.gate.open.set()
    qtbot.waitUntil(closed(window))
    assert asked == [1]
    assert SQUARE_ID not in load_project(saved).active.facilities


def test_a_save_that_fails_keeps_the_window_that_was_to_close(
    window: MainWindow, qtbot: Any, saved: Path, slow: SlowSaves, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(window, monkeypatch, Answer.Cancel)
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    window.close()

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("layers.disk.atomic._sync", full)
    slow.gate.open.set()
    qtbot.waitUntil(lambda: asked == [1])
    assert window.isVisible() and window.session.is_dirty


def test_opening_another_project_waits_for_a_save(
    window: MainWindow,
    qtbot: Any,
    saved: Path,
    tmp_path: Path,
    slow: SlowSaves,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answer(window, monkeypatch, Answer.Cancel)
    save_project(small_project(), tmp_path / "b.gpkg")
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    window.files.open_path(tmp_path / "b.gpkg")
    slow.gate.open.set()
    qtbot.waitUntil(lambda: window.session.path == tmp_path / "b.gpkg")
    assert asked == []
    assert SQUARE_ID not in load_project(saved).active.facilities


def test_a_save_that_ends_after_another_project_was_opened_leaves_that_one_alone(
    window: MainWindow, qtbot: Any, saved: Path, slow: SlowSaves
) -> None:
    session = window.session
    session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    assert slow.gate.begun.wait(30)
    session.open(small_project(), None, is_unsaved=True)
    slow.gate.open.set()
    until_saved(window, qtbot)
    assert session.path is None and session.is_dirty
    assert SQUARE_ID not in load_project(saved).active.facilities
