"""What a person does while long work runs: closing, switching the language, going on with another project."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QMessageBox

from layers.project import file as projectfile
from layers.project.file import load_project, save_project
from models.kernel.progress import Progress, Work
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.core.tasks import Task


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "甲 县.gpkg"
    save_project(small_project(), made)
    return made


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds every save until it is opened."""
    opened, real = threading.Event(), projectfile.save_project

    def slow(*arguments: Any, **named: Any) -> Any:
        assert opened.wait(60)
        return real(*arguments, **named)

    monkeypatch.setattr("layers.project.file.save_project", slow)
    yield opened
    opened.set()


def test_a_save_that_ends_under_another_project_gives_it_no_file(
    window: MainWindow, qtbot: Any, path: Path, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next save would put the second project in the place of the first."""
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    session = window.session
    session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    monkeypatch.setattr(window.files, "ask_about_changes", lambda: QMessageBox.StandardButton.Discard)
    other = small_project()
    window.files.show_new(other)
    gate.set()
    qtbot.waitUntil(lambda: session.project is other)
    wait_until_idle(window, qtbot)
    assert SQUARE_ID not in load_project(path).active.facilities
    assert session.path is None and session.is_dirty


@pytest.mark.parametrize("action", ["export_workbook", "save"])
def test_the_language_is_switched_while_files_are_written(
    window: MainWindow, qtbot: Any, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    target = tmp_path / "报告.xlsx"
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(target), ""))
    window.session.delete([SQUARE_ID], "x")
    window.actions_[action].trigger()
    for lang in ("en", "zh", "en"):
        window.set_language(lang)  # type: ignore[arg-type]
    wait_until_idle(window, qtbot)
    assert target.exists() if action == "export_workbook" else not window.session.is_dirty
    assert window.actions_["save"].text() == "Save"


@pytest.mark.parametrize("is_deaf", [False, True], ids=["at a step", "inside a step"])
def test_closing_during_work_ends_it_and_leaves_nothing(
    window: MainWindow, qtbot: Any, tmp_path: Path, is_deaf: bool
) -> None:
    """Work that is closed cleans up after itself, on its own thread, before the window is gone."""
    target, running, told = tmp_path / "half.txt", threading.Event(), list[str]()

    def work() -> Work[str]:
        try:
            for step in range(100_000):
                target.write_text(str(step), encoding="ascii")
                running.set()
                if is_deaf:
                    threading.Event().wait(0.5)
                yield Progress(step, 100_000, "progress.project.open")
            return "end"
        finally:
            target.unlink()

    window.openers.show_composer()
    window.openers.show_supplies()
    window.tasks.start(Task("t", work, told.append, failed=lambda _: told.append("failed")))
    window.tasks.start(Task("later", work, told.append))
    qtbot.waitUntil(running.is_set)
    window.session.undo_stack.setClean()
    assert window.close()
    assert not window.tasks.is_busy and not target.exists() and not told


def test_a_project_moved_away_while_open_is_written_anew(window: MainWindow, qtbot: Any, path: Path) -> None:
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    moved = path.with_name("moved.gpkg")
    path.rename(moved)
    before = moved.read_bytes()
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert SQUARE_ID not in load_project(path).active.facilities
    assert moved.read_bytes() == before and not window.session.is_dirty


def test_the_folder_of_an_open_project_goes_and_the_work_stays(
    window: MainWindow, qtbot: Any, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "移动 硬盘%20#1"
    folder.mkdir()
    inside = folder / path.name
    path.rename(inside)
    window.files.open_path(inside)
    wait_until_idle(window, qtbot)
    window.session.delete([SQUARE_ID], "x")
    folder.rename(tmp_path / "unplugged")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert window.session.is_dirty and window.messages.message is not None
    assert str(folder) in window.messages.message.one_line()
    elsewhere = tmp_path / "b.gpkg"
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(elsewhere), ""))
    window.messages._action_button.click()
    wait_until_idle(window, qtbot)
    assert SQUARE_ID not in load_project(elsewhere).active.facilities and not window.session.is_dirty


def test_places_with_strange_names_are_opened_saved_and_locked(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    for name in ("张三 的电脑", "100%25#1", "a'b;c&d é 𠮷", "x" * 100, "..甲"):
        folder = tmp_path / name / ("深" * 60)
        folder.mkdir(parents=True)
        inside = folder / f"{name}.gpkg"
        save_project(small_project(), inside)
        window.files.open_path(inside)
        wait_until_idle(window, qtbot)
        window.session.delete([SQUARE_ID], "x")
        window.actions_["save"].trigger()
        wait_until_idle(window, qtbot)
        assert SQUARE_ID not in load_project(inside).active.facilities, name
        assert not window.session.is_dirty and window.preferences.recent[0] == inside
