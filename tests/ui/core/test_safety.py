"""The journal of the open project where no copy can be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.project.project import Project
from tests.ui.conftest import wait_until_idle
from ui.app.mainwindow import MainWindow


def test_tries_on_a_full_disk_come_ever_later(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    safety = window.files.safety
    safety.follow(window.session.project, None)
    journal = safety.journal
    assert journal is not None
    wait_until_idle(window, qtbot)
    safety._timer.stop()  # the test is the clock
    tries: list[int] = []
    clock = [0]

    def full(project: Project) -> Path:
        tries.append(clock[0])
        raise OSError(28, "full")

    monkeypatch.setattr(journal, "write_copy", full)
    journal.needs_snapshot = True
    for clock[0] in range(40):
        safety._tick()
        wait_until_idle(window, qtbot)
    assert tries == [0, 2, 5, 10, 19, 36]
    monkeypatch.undo()
    for _ in range(64):
        safety._tick()
        wait_until_idle(window, qtbot)
    assert not journal.needs_snapshot  # there is room again: the copy is made
