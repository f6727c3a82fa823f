"""Documents and geodata are written through the real window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QDialog

from tests.ui.conftest import wait_until_idle
from tests.ui.core.filing import save_to
from ui.app.mainwindow import MainWindow


def test_documents_are_written_and_said_to_be(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr("ui.core.exports.QDesktopServices.openUrl", opened.append)
    for action, suffix, magic in (
        ("export_workbook", ".xlsx", b"PK"),
        ("blank_lists", ".xlsx", b"PK"),
        ("export_webmap", ".html", b"<!DOCTYPE html"),
    ):
        path = tmp_path / action / f"成果{suffix}"
        path.parent.mkdir()
        save_to(monkeypatch, path)
        window.actions_[action].trigger()
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.accept()
        wait_until_idle(window, qtbot)
        assert path.read_bytes()[:200].lstrip().startswith(magic), action
        assert window.messages.message is not None and path.name in window.messages.message.what
        window.messages._action_button.click()
        assert opened.pop() == QUrl.fromLocalFile(str(path.parent)) and not opened
        assert [p.name for p in path.parent.iterdir()] == [path.name]  # nothing left beside it


def test_geodata_is_written_into_a_folder(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ui.core.files.QFileDialog.getExistingDirectory", lambda *_, **__: str(tmp_path / "成果")
    )
    window.actions_["export_data"].trigger()
    wait_until_idle(window, qtbot)
    suffixes = {path.suffix for path in (tmp_path / "成果").iterdir()}
    assert {".gpkg", ".shp", ".geojson"} <= suffixes


def test_a_dialog_that_is_cancelled_writes_nothing(
    window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_to(monkeypatch, "")
    window.actions_["export_workbook"].trigger()
    window.actions_["save_as"].trigger()
    wait_until_idle(window, qtbot)
    assert not window.messages.isVisible() and window.session.path is None


def test_the_kind_of_word_file_that_was_chosen_is_the_outline_of_the_text(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    path = tmp_path / "文本.docx"

    def choose(*arguments: Any) -> tuple[str, str]:
        return str(path), arguments[3].split(";;")[len(asked)]

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", choose)
    monkeypatch.setattr("ui.core.exports.report_work", lambda *_, **options: asked.append(options))
    monkeypatch.setattr(window.exports, "_write", lambda title, to, work: work())
    for _ in range(2):
        window.exports.textreport()
    assert [one["outline"] for one in asked] == ["brief", "special"]
