"""Documents and geodata are written through the real window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl

from tests.ui.conftest import wait_until_idle
from tests.ui.core.filing import save_to
from ui.app.mainwindow import MainWindow


@pytest.mark.parametrize(
    ("action", "suffix", "magic"),
    [
        ("export_workbook", ".xlsx", b"PK"),
        ("blank_lists", ".xlsx", b"PK"),
        ("export_webmap", ".html", b"<!DOCTYPE html"),
    ],
)
def test_documents_are_written_and_said_to_be(
    window: MainWindow,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    suffix: str,
    magic: bytes,
) -> None:
    path = tmp_path / f"成果{suffix}"
    save_to(monkeypatch, path)
    window.actions_[action].trigger()
    from PySide6.QtWidgets import QDialog

    for dialog in window.findChildren(QDialog):
        dialog.accept()
    wait_until_idle(window, qtbot)
    assert path.read_bytes()[:200].lstrip().startswith(magic)
    assert window.messages.message is not None and path.name in window.messages.message.what
    opened: list[QUrl] = []
    monkeypatch.setattr("ui.core.exports.QDesktopServices.openUrl", opened.append)
    window.messages._action_button.click()
    assert opened == [QUrl.fromLocalFile(str(tmp_path))]
    assert [p.name for p in tmp_path.iterdir()] == [path.name]  # nothing left beside it


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


@pytest.mark.parametrize(("place", "outline"), [(0, "brief"), (1, "special")])
def test_the_kind_of_word_file_that_was_chosen_is_the_outline_of_the_text(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, outline: str
) -> None:
    asked: list[dict[str, Any]] = []
    path = tmp_path / "文本.docx"

    def choose(*arguments: Any) -> tuple[str, str]:
        return str(path), arguments[3].split(";;")[place]

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", choose)
    monkeypatch.setattr("ui.core.exports.report_work", lambda *_, **options: asked.append(options))
    monkeypatch.setattr(window.exports, "_write", lambda title, to, work: work())
    window.exports.textreport()
    assert [one["outline"] for one in asked] == [outline]
