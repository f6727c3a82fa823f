"""Opening and saving through the real window."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from layers.project.file import load_project, save_project
from tests.hostile.test_other_programs import Other
from tests.layers.project.test_file import spoil
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import wait_until_idle
from tests.ui.core.filing import save_to
from ui.analysis.shelters import ShelterPanel
from ui.app.mainwindow import MainWindow


def test_save_as_then_save_then_open_gives_the_same(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    save_to(monkeypatch, tmp_path / "我的 县")  # without an ending
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    path = tmp_path / "我的 县.gpkg"
    assert path.exists() and session.path == path
    assert "已保存" in window.status.saved.text()
    assert window.preferences.recent == [path]
    session.delete([SQUARE_ID], "x")
    assert window.status.saved.text() == "未保存"
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert not session.is_dirty and "*" not in window.windowTitle()
    findings = [finding.as_json("zh") for finding in session.findings]
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    assert SQUARE_ID not in session.scenario.facilities
    assert [finding.as_json("zh") for finding in session.findings] == findings


def test_edits_made_while_saving_stay_unsaved(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_to(monkeypatch, tmp_path / "a.gpkg")
    window.actions_["save"].trigger()
    window.session.delete([SQUARE_ID], "x")  # the work has begun from a copy of before
    wait_until_idle(window, qtbot)
    assert window.session.path == tmp_path / "a.gpkg"
    assert window.session.is_dirty
    assert SQUARE_ID in load_project(tmp_path / "a.gpkg").active.facilities


def test_saving_twice_in_a_row_is_no_change_by_another_program(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_to(monkeypatch, tmp_path / "a.gpkg")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    for county in ("甲", "乙"):
        window.session.push(window.session.project.settings_edit(county_name=county), "x")
        window.actions_["save"].trigger()  # the second before the first is done
    wait_until_idle(window, qtbot)
    assert not window.messages.isVisible() and not window.session.is_dirty
    assert load_project(tmp_path / "a.gpkg").settings.county_name == "乙"


def test_undoing_what_was_done_while_saving_does_not_count_as_saved(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_to(monkeypatch, tmp_path / "a.gpkg")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    session = window.session
    session.push(session.project.settings_edit(county_name="甲"), "x", merge_key="k")
    window.actions_["save"].trigger()
    # It merges into the step that is being saved: the number of steps stays what it was.
    session.push(session.project.settings_edit(county_name="乙"), "x", merge_key="k")
    wait_until_idle(window, qtbot)
    assert load_project(tmp_path / "a.gpkg").settings.county_name == "甲"
    assert session.is_dirty
    session.undo_stack.undo()  # back to what the file held before, which it no longer does
    assert session.is_dirty


def test_full_disk_keeps_the_old_file_and_the_work_unsaved(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_to(monkeypatch, tmp_path / "a.gpkg")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    before = (tmp_path / "a.gpkg").read_bytes()
    window.session.delete([SQUARE_ID], "x")

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("layers.disk.atomic._sync", full)
        window.actions_["save"].trigger()
        wait_until_idle(window, qtbot)
    assert window.session.is_dirty and window.windowTitle().count("*") == 1
    assert window.messages.message is not None and "空间不足" in window.messages.message.what
    assert (tmp_path / "a.gpkg").read_bytes() == before
    window.actions_["save"].trigger()  # there is room again
    wait_until_idle(window, qtbot)
    assert not window.session.is_dirty


@pytest.mark.skipif(os.name == "nt", reason="needs pipes as files")
def test_place_that_takes_no_file_is_refused_in_words(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "管道.gpkg")
    window.session.delete([SQUARE_ID], "x")
    for name, word in (("管道.gpkg", "文件夹或设备"), ("CON", "文件名不能用"), ("县" * 90, "太长")):
        window.messages.close_message()
        save_to(monkeypatch, tmp_path / name)
        window.actions_["save"].trigger()
        wait_until_idle(window, qtbot)
        assert window.messages.message is not None and word in window.messages.message.what
        assert window.session.is_dirty and window.session.path is None, word
        assert (tmp_path / "管道.gpkg").is_fifo() and len(list(tmp_path.iterdir())) == 1, word


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that may not be written")
def test_a_failed_save_keeps_the_work_unsaved_and_offers_another_place(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o500)
    save_to(monkeypatch, tmp_path / "a.gpkg")
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    tmp_path.chmod(0o700)
    assert window.session.is_dirty and window.session.path is None
    assert window.messages.isVisible() and window.messages.message is not None


def test_saving_into_a_folder_that_is_gone_says_so_and_keeps_the_work(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.session.delete([SQUARE_ID], "x")
    save_to(monkeypatch, tmp_path / "gone" / "a.gpkg")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert window.session.is_dirty and window.session.path is None
    assert window.messages.message is not None and "文件夹不存在" in window.messages.message.what
    save_to(monkeypatch, tmp_path / "b.gpkg")
    window.messages._action_button.click()  # "Save as…"
    wait_until_idle(window, qtbot)
    assert (tmp_path / "b.gpkg").exists() and not window.session.is_dirty


def test_a_file_changed_by_somebody_else_is_not_overwritten(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    other = small_project(plan=True)
    save_project(other, path)
    os.utime(path, ns=(1, 1))
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert window.messages.message is not None and "其他程序改动" in window.messages.message.what
    assert window.session.is_dirty
    assert SQUARE_ID in load_project(path).active.facilities


def test_a_file_that_another_program_edits_meanwhile_is_not_overwritten(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    window.session.delete([SQUARE_ID], "x")
    other = Other(path)
    try:
        other("PRAGMA journal_mode = WAL", "UPDATE haven_scenarios SET note = '别处写的'")
        other("UPDATE gpkg_contents SET last_change = '2031-01-01' WHERE table_name = 'haven_scenarios'")
        window.actions_["save"].trigger()
        wait_until_idle(window, qtbot)
        assert window.messages.message is not None and "其他程序占用" in window.messages.message.what
        assert window.session.is_dirty
    finally:
        other.close()
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert window.messages.message is not None and "其他程序改动" in window.messages.message.what
    assert window.session.is_dirty
    window.session.undo_stack.setClean()
    window.files.open_path(path)  # what the other program wrote is all there
    wait_until_idle(window, qtbot)
    assert window.session.scenario.note == "别处写的" and SQUARE_ID in window.session.scenario.facilities
    window.session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert not window.session.is_dirty and load_project(path).active.note == "别处写的"


def test_edits_of_another_program_are_told_when_the_project_is_opened(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE shelters SET gross_area_m2 = -1 WHERE facility_id = ?", (SQUARE_ID,))
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    message = window.messages.message
    assert message is not None and "其他程序中改过" in message.what and "负数（-1.0）" in message.details
    assert window.session.scenario.facilities[SQUARE_ID].gross_area_m2 is None
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert load_project(path).remarks == ()


def test_a_project_with_a_damaged_layer_opens_and_is_not_saved_over(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, session = tmp_path / "a.gpkg", window.session
    save_project(small_project(), path)
    with sqlite3.connect(path) as connection:
        (table,) = connection.execute("SELECT table_name FROM haven_layers").fetchone()
    spoil(path, f'UPDATE "{table}" SET geom = NULL')
    before = path.read_bytes()
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    assert window.messages.message is not None and "没有载入" in window.messages.message.what
    session.delete([SQUARE_ID], "x")
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert window.messages.message is not None and "没有保存" in window.messages.message.what
    save_to(monkeypatch, path)  # not even when that very name is asked for
    window.files.save_as()
    wait_until_idle(window, qtbot)
    assert session.is_dirty and path.read_bytes() == before
    save_to(monkeypatch, tmp_path / "b.gpkg")
    window.messages._action_button.click()
    wait_until_idle(window, qtbot)
    assert not session.is_dirty and session.path == tmp_path / "b.gpkg" and path.read_bytes() == before
    assert not session.project.left_out and not load_project(tmp_path / "b.gpkg").remarks


def test_facilities_that_could_not_be_read_are_no_data_until_the_person_does_without_them(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, session = tmp_path / "a.gpkg", window.session
    save_project(small_project(), path)
    spoil(path, "DROP TABLE shelters")
    window.files.open_path(path)
    wait_until_idle(window, qtbot)

    def told() -> tuple[float | None, str, str | None]:
        assert session.assessment is not None
        tabs, tree = window.tables_panel.tabs, window.layers_panel.tree
        item = tree.topLevelItem(0)
        assert item is not None
        return session.assessment.figures["shelter.count"].value, tabs.tabText(0), item.text(1)

    assert told() == (None, "避难场所 无数据", "无数据")
    window.openers.show_shelters()
    assert window.messages.message is not None and "没有分析" in window.messages.message.what
    assert not window.findChildren(ShelterPanel)
    save_to(monkeypatch, tmp_path / "b.gpkg")
    window.files.save_as()
    wait_until_idle(window, qtbot)
    assert told() == (None, "避难场所 0", "0") and not session.project.unread
    session.put([small_project().active.facilities[SQUARE_ID]], "x")
    qtbot.waitUntil(lambda: told() == (1.0, "避难场所 1", "1"))


def test_a_bad_file_says_what_and_leaves_the_open_project_alone(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.gpkg"
    bad.write_bytes(b"SQLite format 3\x00 but no more")
    project = window.session.project
    window.files.open_path(bad)
    wait_until_idle(window, qtbot)
    assert window.session.project is project
    assert window.messages.message is not None and "坏.gpkg" in window.messages.message.one_line()
    window.files.open_path(tmp_path / "没有.gpkg")
    wait_until_idle(window, qtbot)
    assert window.messages.message is not None and "找不到" in window.messages.message.what
