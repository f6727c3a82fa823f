"""Two windows, or two computers, on one file: who comes second is told, and nobody's work is overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project, save_project
from tests.helpers import ROOT
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.core.projectlock import Holder, ProjectLock, lock_path

_OTHER = """
import sys, time
from pathlib import Path
from ui.core.projectlock import ProjectLock
lock = ProjectLock()
print(lock.take(Path(sys.argv[1])), flush=True)
time.sleep(300)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "甲 县.gpkg"


@pytest.fixture
def other(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the project open."""
    process = subprocess.Popen([sys.executable, "-c", _OTHER, str(path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline().strip() == b"None"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def holder(path: Path) -> Holder | None:
    lock = ProjectLock()
    found = lock.take(path)
    lock.release()
    return found


def rewritten(path: Path, *lines: int) -> None:
    """Let the mark come from elsewhere: other lines for the computer (2), its number (3), its start (4)."""
    place = lock_path(path)
    content = place.read_bytes().split(b"\n")
    for line in lines:
        content[line] = b"other-computer" if line == 2 else b"0123456789abcdef0123456789abcdef"
    place.write_bytes(b"\n".join(content))


def killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def test_a_program_that_runs_is_named(path: Path, other: subprocess.Popen[bytes]) -> None:
    found = holder(path)
    assert found is not None and found.is_here and found.computer and found.since is not None


@pytest.mark.parametrize("time_s", [1e9, 4e9], ids=["years ago", "in the future"])
def test_clocks_that_jump_decide_nothing(path: Path, other: subprocess.Popen[bytes], time_s: float) -> None:
    os.utime(lock_path(path), (time_s, time_s))
    assert holder(path) is not None
    killed(other)
    os.utime(lock_path(path), (time_s, time_s))
    assert holder(path) is None


def test_the_mark_of_a_crash_is_replaced(path: Path, other: subprocess.Popen[bytes]) -> None:
    killed(other)
    assert lock_path(path).exists()
    assert holder(path) is None
    assert not lock_path(path).exists()


def test_a_computer_that_was_renamed_since_the_crash_knows_its_mark(
    path: Path, other: subprocess.Popen[bytes]
) -> None:
    killed(other)
    rewritten(path, 2)
    assert holder(path) is None


def test_another_computer_is_believed(path: Path, other: subprocess.Popen[bytes]) -> None:
    killed(other)
    rewritten(path, 2, 3, 4)
    found = holder(path)
    assert found is not None and found.computer == "other-computer" and not found.is_here


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


# -- in the window -----------------------------------------------------------------------------------------
def opened(window: MainWindow, qtbot: Any, path: Path) -> MainWindow:
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    return window


def test_another_computer_is_named_with_the_file_to_delete(
    window: MainWindow, qtbot: Any, path: Path, other: subprocess.Popen[bytes]
) -> None:
    save_project(small_project(), path)
    killed(other)
    rewritten(path, 2, 3, 4)
    opened(window, qtbot, path)
    message = window.messages.message
    assert message is not None and "其他人" in message.what and "other-computer" in message.where
    assert str(lock_path(path)) in message.details
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()  # nobody is kept from saving
    wait_until_idle(window, qtbot)
    assert SQUARE_ID not in load_project(path).active.facilities


def test_of_two_windows_that_save_the_second_is_told_and_loses_nothing(
    make_window: MakeWindow, qtbot: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_project(small_project(), path)
    first, second = opened(make_window(), qtbot, path), opened(make_window(), qtbot, path)
    first.session.delete([SQUARE_ID], "x")
    second.session.delete([next(iter(set(second.session.scenario.facilities) - {SQUARE_ID}))], "y")
    theirs = dict(second.session.scenario.facilities)
    first.actions_["save"].trigger()
    wait_until_idle(first, qtbot)
    second.actions_["save"].trigger()
    wait_until_idle(second, qtbot)
    assert dict(load_project(path).active.facilities) == dict(first.session.scenario.facilities)
    assert second.session.is_dirty and second.messages.message is not None
    beside = path.with_name("b.gpkg")
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(beside), ""))
    second.messages._action_button.click()
    wait_until_idle(second, qtbot)
    assert load_project(beside).active.facilities == theirs
    first.files.release_lock()
    assert not lock_path(path).exists()


def test_closing_takes_the_mark_away(window: MainWindow, qtbot: Any, path: Path) -> None:
    save_project(small_project(), path)
    opened(window, qtbot, path)
    assert lock_path(path).exists()
    assert window.close()
    assert not lock_path(path).exists()
