"""Two windows, or two computers, on one file: who comes second is told, and nobody's work is overwritten."""

from __future__ import annotations

import getpass
import os
import threading
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile

from layers.project.file import load_project, save_project
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.core.holding import holding
from ui.app.mainwindow import MainWindow
from ui.core import projectlock
from ui.core.projectlock import Holder, ProjectLock, lock_path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "甲 县.gpkg"


@pytest.fixture
def other(path: Path) -> Iterator[BaseProcess]:
    """Another process that has the project open."""
    process = holding(path)
    yield process
    killed(process)


def holder(path: Path) -> Holder | None:
    lock = ProjectLock()
    found = lock.take(path)
    lock.release()
    return found


def rewritten(path: Path, *lines: int) -> None:
    """Let the mark come from elsewhere: computer (2), its number (3), start (4), user (5), process (7)."""
    place = lock_path(path)
    content = place.read_bytes().split(b"\n")
    for line in lines:
        other = {2: b"other-computer", 5: "王工".encode(), 7: b"17"}
        content[line] = other.get(line, b"0123456789abcdef0123456789abcdef")
    place.write_bytes(b"\n".join(content))


def killed(process: BaseProcess) -> None:
    process.kill()
    process.join()


def test_a_program_that_runs_is_named(path: Path, other: BaseProcess) -> None:
    found = holder(path)
    assert found is not None and found.is_here and found.computer and found.since is not None
    assert found.user == getpass.getuser() and found.pid == other.pid


@pytest.mark.parametrize("time_s", [1e9, 4e9], ids=["years ago", "in the future"])
def test_clocks_that_jump_decide_nothing(path: Path, other: BaseProcess, time_s: float) -> None:
    os.utime(lock_path(path), (time_s, time_s))
    assert holder(path) is not None
    killed(other)
    os.utime(lock_path(path), (time_s, time_s))
    assert holder(path) is None


def test_the_mark_of_a_crash_is_replaced(path: Path, other: BaseProcess) -> None:
    killed(other)
    assert lock_path(path).exists()
    assert holder(path) is None
    assert not lock_path(path).exists()


def test_a_computer_that_was_renamed_since_the_crash_knows_its_mark(path: Path, other: BaseProcess) -> None:
    killed(other)
    rewritten(path, 2)
    assert holder(path) is None


def test_another_computer_is_believed(path: Path, other: BaseProcess) -> None:
    killed(other)
    rewritten(path, 2, 3, 4, 5)
    found = holder(path)
    assert found is not None and found.computer == "other-computer" and not found.is_here
    assert found.user == "王工"


def test_a_process_that_got_the_number_of_a_dead_one_holds_nothing(path: Path, other: BaseProcess) -> None:
    rewritten(path, 7)
    assert holder(path) is None


def test_the_mark_of_an_earlier_version_is_understood(path: Path) -> None:
    earlier = QLockFile(str(lock_path(path)))
    assert earlier.tryLock(0)
    found = holder(path)
    assert found is not None and found.is_here and found.pid == os.getpid() and found.since is None
    earlier.unlock()
    ours = ProjectLock()
    assert ours.take(path) is None
    earlier.setStaleLockTime(0)
    assert not earlier.tryLock(0)  # and it understands ours
    ours.release()
    assert not lock_path(path).exists()


def test_what_is_taken_over_is_told_to_whom_it_was_taken_from(path: Path) -> None:
    first, second = ProjectLock(), ProjectLock()
    assert first.take(path) is None and first.taken_over_by() is None
    assert second.take(path) is not None
    assert second.take(path, by_force=True) is None
    found = first.taken_over_by()
    assert found is not None and found.pid == os.getpid()
    first.release()  # what is not its own any more stays
    assert lock_path(path).exists() and second.taken_over_by() is None
    second.release()


@pytest.mark.parametrize("content", [b"", b"\xff" * 100_000, b"\n\n\n", b"-5\nx\ny\n"])
def test_a_mark_that_says_nothing_is_replaced(path: Path, content: bytes) -> None:
    lock_path(path).write_bytes(content)
    assert holder(path) is None


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nowhere", "link elsewhere"])
def test_what_is_no_file_is_left_alone_at_once(path: Path, kind: str) -> None:
    place, elsewhere = lock_path(path), path.with_name("notes.txt")
    elsewhere.write_text("kept", encoding="ascii")
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes with names here")
        os.mkfifo(place)
    else:
        place.symlink_to(elsewhere if kind == "link elsewhere" else path.with_name("nowhere"))
    found: list[Holder | None] = []
    thread = threading.Thread(target=lambda: found.append(holder(path)), daemon=True)
    thread.start()
    thread.join(60)
    assert found == [None]
    assert elsewhere.read_text(encoding="ascii") == "kept"


def test_a_folder_that_is_gone_needs_no_mark(tmp_path: Path) -> None:
    assert holder(tmp_path / "gone" / "a.gpkg") is None


def test_a_drive_that_is_gone_by_now_does_not_keep_the_window_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = ProjectLock()
    assert lock.take(path) is None
    back = threading.Event()
    monkeypatch.setattr(projectlock, "_read", lambda _: back.wait(60) and b"")
    monkeypatch.setattr(projectlock, "PARTING_S", 0.01)
    lock.release()
    assert not back.is_set() and lock_path(path).exists()
    back.set()


# -- in the window -----------------------------------------------------------------------------------------
def opened(window: MainWindow, qtbot: Any, path: Path) -> MainWindow:
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    return window


def chosen(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    """Whoever is asked where to save names this file, or gives it up."""
    name = "" if path is None else str(path)
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (name, ""))


def test_what_another_computer_has_open_is_read_only_until_it_is_taken_over(
    window: MainWindow,
    qtbot: Any,
    path: Path,
    other: BaseProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save_project(small_project(), path)
    killed(other)
    rewritten(path, 2, 3, 4, 5)
    opened(window, qtbot, path)
    bar = window.lock_bar
    assert bar.isVisible() and "王工（other-computer）" in bar.text.text() and "只能查看" in bar.text.text()
    assert str(lock_path(path)) in bar.text.toolTip() and "只读" in window.windowTitle()
    window.session.delete([SQUARE_ID], "x")
    chosen(monkeypatch, None)  # the question where to is given up
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert SQUARE_ID in load_project(path).active.facilities and window.session.is_dirty
    bar.take_button.click()
    assert not bar.isVisible() and "只读" not in window.windowTitle()
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert SQUARE_ID not in load_project(path).active.facilities
    window.set_language("en")


def test_of_two_windows_the_second_saves_a_copy(
    make_window: MakeWindow, qtbot: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_project(small_project(), path)
    first, second = opened(make_window(), qtbot, path), opened(make_window(lang="en"), qtbot, path)
    assert not first.lock_bar.isVisible() and "Another window" in second.lock_bar.text.text()
    second.session.delete([SQUARE_ID], "y")
    beside = path.with_name("b.gpkg")
    chosen(monkeypatch, beside)
    second.actions_["save"].trigger()
    wait_until_idle(second, qtbot)
    assert SQUARE_ID not in load_project(beside).active.facilities
    assert SQUARE_ID in load_project(path).active.facilities
    assert not second.lock_bar.isVisible() and lock_path(beside).exists()  # the copy is its own
    first.files.release_lock()
    assert not lock_path(path).exists()


def test_who_is_taken_over_from_is_told_at_the_next_save_and_loses_nothing(
    make_window: MakeWindow, qtbot: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_project(small_project(), path)
    first, second = opened(make_window(), qtbot, path), opened(make_window(), qtbot, path)
    second.lock_bar.take_button.click()
    wait_until_idle(second, qtbot)
    second.session.delete([SQUARE_ID], "y")
    second.actions_["save"].trigger()
    wait_until_idle(second, qtbot)
    first.session.delete([next(iter(set(first.session.scenario.facilities) - {SQUARE_ID}))], "x")
    theirs = dict(first.session.scenario.facilities)
    first.actions_["save"].trigger()
    wait_until_idle(first, qtbot)
    assert first.messages.message is not None and "接管" in first.messages.message.what
    assert first.lock_bar.isVisible() and first.session.is_dirty
    assert dict(load_project(path).active.facilities) == dict(second.session.scenario.facilities)
    chosen(monkeypatch, path.with_name("c.gpkg"))
    first.messages._action_button.click()
    wait_until_idle(first, qtbot)
    assert load_project(path.with_name("c.gpkg")).active.facilities == theirs


def test_what_was_saved_before_it_is_taken_over_is_read(
    make_window: MakeWindow, qtbot: Any, path: Path
) -> None:
    save_project(small_project(), path)
    first, second = opened(make_window(), qtbot, path), opened(make_window(), qtbot, path)
    first.session.delete([SQUARE_ID], "x")
    first.actions_["save"].trigger()
    wait_until_idle(first, qtbot)
    second.lock_bar.take_button.click()
    wait_until_idle(second, qtbot)
    assert SQUARE_ID not in second.session.scenario.facilities and not second.lock_bar.isVisible()


def test_closing_takes_the_mark_away(window: MainWindow, qtbot: Any, path: Path) -> None:
    save_project(small_project(), path)
    opened(window, qtbot, path)
    assert lock_path(path).exists()
    assert window.close()
    assert not lock_path(path).exists()
