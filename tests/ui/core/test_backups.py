"""Earlier versions in the window: kept while somebody works, shown with what differs, opened as a copy."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from layers.project.backups import EACH_MIN, backups_in, write_backup
from layers.project.file import load_project, save_project
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.core.projectlock import Holder
from ui.dialogs.backups import BackupsDialog


@pytest.fixture
def path(window: MainWindow, qtbot: Any, tmp_path: Path) -> Path:
    """A project that the window shows."""
    path = tmp_path / "甲 县.gpkg"
    save_project(small_project(), path)
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    return path


def minutes(window: MainWindow, qtbot: Any, count: int) -> None:
    """Let minutes go by."""
    for _ in range(count):
        window.files.backups.tick()
    wait_until_idle(window, qtbot)


def shown(window: MainWindow, qtbot: Any) -> BackupsDialog:
    window.actions_["backups"].trigger()
    wait_until_idle(window, qtbot)
    (dialog,) = window.findChildren(BackupsDialog)
    return dialog


def test_a_copy_is_kept_every_ten_minutes_in_which_something_was_changed(
    window: MainWindow, qtbot: Any, path: Path
) -> None:
    folder = window.files.backups.folder(path)
    minutes(window, qtbot, 2 * EACH_MIN)
    assert backups_in(folder) == ()  # nothing was changed
    window.session.delete([SQUARE_ID], "x")
    minutes(window, qtbot, EACH_MIN)
    (kept,) = backups_in(folder)
    assert SQUARE_ID not in load_project(kept.path).active.facilities
    assert window.session.is_dirty and SQUARE_ID in load_project(path).active.facilities
    minutes(window, qtbot, EACH_MIN)
    assert backups_in(folder) == (kept,)


def test_what_is_tried_out_in_a_project_that_is_read_only_is_no_version_of_it(
    window: MainWindow, qtbot: Any, path: Path
) -> None:
    folder = window.files.backups.folder(path)
    window.files.holding.lost_to(Holder("other-computer", is_here=False, since=None))
    window.session.delete([SQUARE_ID], "x")
    minutes(window, qtbot, EACH_MIN)
    assert backups_in(folder) == ()
    window.lock_bar.take_button.click()
    minutes(window, qtbot, 1)
    assert len(backups_in(folder)) == 1


def test_what_a_save_replaces_is_kept_and_opens_as_a_copy(
    window: MainWindow, qtbot: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    dialog = shown(window, qtbot)
    kept = len(small_project().active.facilities)
    texts = [dialog.table.item(0, column).text() for column in range(3)]
    assert texts[0].startswith(f"{datetime.now():%Y-%m}") and texts[1].endswith(" MB")
    assert "避难场所" in texts[2] and "（现 " in texts[2] and "方案" not in texts[2]
    window.set_language("en")
    assert "emergency shelters" in dialog.table.item(0, 2).text().casefold()
    assert dialog.windowTitle() == "Earlier versions"
    window.session.undo_stack.undo()
    assert dialog.table.item(0, 2).text() == "nothing that is counted"  # it follows what is edited
    window.session.undo_stack.redo()
    dialog.open_button.click()
    wait_until_idle(window, qtbot)
    session = window.session
    assert session.path is None and session.is_dirty and len(session.scenario.facilities) == kept
    suggested: list[str] = []

    def ask(*arguments: Any) -> tuple[str, str]:
        suggested.append(arguments[2])
        return "", ""

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", ask)
    window.actions_["save"].trigger()
    assert Path(suggested[0]).parent == path.parent and Path(suggested[0]).name.startswith("甲 县 20")
    assert not window.actions_["backups"].isEnabled()
    assert SQUARE_ID not in load_project(path).active.facilities  # the project itself is as it was saved


def test_a_copy_that_cannot_be_read_is_listed_and_not_opened(
    window: MainWindow, qtbot: Any, path: Path
) -> None:
    folder = window.files.backups.folder(path)
    write_backup(small_project(), folder, datetime(2026, 1, 2, 3, 4)).write_bytes(b"torn")
    dialog = shown(window, qtbot)
    assert dialog.table.item(0, 2).text() == "无法读取" and not dialog.open_button.isEnabled()
    dialog.close()


def test_without_a_copy_it_is_said_when_one_is_kept(window: MainWindow, qtbot: Any, path: Path) -> None:
    dialog = shown(window, qtbot)
    assert (
        dialog.table.rowCount() == 0 and "尚无" in dialog.note.text() and not dialog.open_button.isEnabled()
    )
    dialog.close()
