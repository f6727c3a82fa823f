"""Closing the window, and asking about what is unsaved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project, save_project
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.core.filing import Answer, answer, save_to
from ui.app.mainwindow import MainWindow


def test_closing_asks_only_when_something_is_unsaved(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(window, monkeypatch, Answer.Cancel)
    window.session.delete([SQUARE_ID], "x")
    assert not window.close() and window.isVisible()
    assert asked == [1]
    window.session.undo_stack.undo()
    assert window.close()
    assert asked == [1]


def test_closing_can_save_first(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(window, monkeypatch, Answer.Save)
    save_to(monkeypatch, tmp_path / "a.gpkg")
    window.session.delete([SQUARE_ID], "x")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert SQUARE_ID not in load_project(tmp_path / "a.gpkg").active.facilities


def test_discarding_closes_without_a_file(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(window, monkeypatch, Answer.Discard)
    window.session.delete([SQUARE_ID], "x")
    assert window.close()


def test_opening_another_project_asks_too(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(window, monkeypatch, Answer.Cancel)
    window.session.delete([SQUARE_ID], "x")
    project = window.session.project
    window.files.open_sample()
    wait_until_idle(window, qtbot)
    assert window.session.project is project


@pytest.mark.parametrize("way", ["sample", "file"])
def test_what_is_edited_while_another_project_loads_is_asked_about(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    save_to(monkeypatch, tmp_path / "edited.gpkg")
    save_project(small_project(), tmp_path / "other.gpkg")
    for button in (Answer.Cancel, Answer.Save, Answer.Discard):
        window.session.open(small_project(), None)
        asked = answer(window, monkeypatch, button)
        project = window.session.project
        if way == "file":
            window.files.open_path(tmp_path / "other.gpkg")
        else:
            window.files.open_sample()
        window.session.delete([SQUARE_ID], "x")
        qtbot.waitUntil(lambda asked=asked: bool(asked))
        wait_until_idle(window, qtbot)
        qtbot.waitUntil(lambda: not window.files.is_saving)
        # What was asked for opens once the other is saved: the tasks may be at rest in between.
        is_kept = button == Answer.Cancel
        qtbot.waitUntil(lambda it=project, kept=is_kept: (window.session.project is it) == kept)
        wait_until_idle(window, qtbot)
        assert window.session.is_dirty == is_kept
        if button == Answer.Save:
            assert SQUARE_ID not in load_project(tmp_path / "edited.gpkg").active.facilities
        assert len(asked) == 1, button


def test_layout_is_remembered(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    window.docks["scenarios"].toggleViewAction().trigger()
    window.close()
    again = make_window()
    assert again.docks["scenarios"].isHidden() and again.docks["layers"].isVisible()
