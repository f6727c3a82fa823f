"""A city over its counties in the real window: a table, a map, and the way to a county."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QFileDialog

from models.kernel.text import t
from tests.layers.city.made import write_city
from tests.ui.conftest import MakeWindow, wait_until_idle


def middle_of(page: Any, key: str) -> QPointF:
    """A pixel of a county on the page's map."""
    row = [cover.county.key for cover in page.map._covers].index(key)
    point = page.map._land.areas[row].representative_point()
    return page.map._viewport().to_px(point.x, point.y)


def test_a_city_is_opened_read_and_left_for_a_county(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(empty=True)
    path = write_city(tmp_path, "没有")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_["open"].trigger()
    wait_until_idle(window, qtbot)
    page = window.cities.page
    assert page is not None
    assert window.pages.currentWidget() is page
    assert window.preferences.recent[0] == path

    # All at once: 33 + 12 of 53 beds are less than 40 + 8; who could not be read stands behind.
    names = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    assert names == ["乙县", "甲县", "没有"]
    assert page.table.item(0, 1).text().endswith(t("city.verdict.fail", "zh"))
    page.case.setCurrentIndex(1)  # alone the city's 20 beds are enough for either
    assert page.table.item(0, 0).text() == "没有"
    assert {page.table.item(row, 1).text()[2:] for row in (1, 2)} == {t("city.verdict.pass", "zh")}

    # A click on the map chooses the row (both outlines are those of one toy county: the first drawn is hit).
    first = page.map._covers[0].county.key
    qtbot.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=middle_of(page, first).toPoint())
    assert page.chosen_key == first
    page.choose("没有.gpkg")
    assert not page.open_button.isEnabled()
    assert "没有.gpkg" in page.notes.text()

    # Escape goes back to where one was; the recent files have the city.
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert window.cities.page is None and window.pages.currentWidget() is window.welcome
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    page = window.cities.page
    assert page is not None and page.table.hasFocus()

    # Both documents into a folder; then the county itself.
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    qtbot.mouseClick(page.documents_button, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    assert sorted(file.suffix for file in out.iterdir()) == [".pdf", ".xlsx"]
    page.choose("乙县.gpkg")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    wait_until_idle(window, qtbot)
    assert window.session.path == tmp_path / "乙县.gpkg"
    assert window.cities.page is None
    assert window.pages.currentWidget() is window.canvas


def test_a_file_that_is_no_city_is_told_and_nothing_changes(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    window = make_window()
    path = tmp_path / "city.toml"
    path.write_text("county = 3", encoding="utf-8")
    before = window.pages.currentWidget()
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    assert window.cities.page is None
    assert window.pages.currentWidget() is before
    assert window.messages.isVisible()
    assert path not in window.preferences.recent
