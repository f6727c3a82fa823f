"""Opening, saving, closing, importing and exporting through the real window."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from layers.project import recovery
from layers.project.file import load_project, save_project
from models.gate.gate import data_remarks
from tests.hostile.test_other_programs import Other
from tests.layers.importing.test_readapart import tangles
from tests.layers.project.test_file import spoil
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.analysis.shelters import ShelterDialog
from ui.app.importpage import LEFT_OUT, ImportPage
from ui.app.mainwindow import MainWindow
from ui.printing.sheet import data_sources

Answer = QMessageBox.StandardButton


def save_to(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(path), ""))


def answer(window: MainWindow, monkeypatch: pytest.MonkeyPatch, button: Answer) -> list[int]:
    asked: list[int] = []

    def ask() -> Answer:
        asked.append(1)
        return button

    monkeypatch.setattr(window.files, "ask_about_changes", ask)
    return asked


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
@pytest.mark.parametrize(
    ("name", "word"), [("管道.gpkg", "文件夹或设备"), ("CON", "文件名不能用"), ("县" * 90, "太长")]
)
def test_place_that_takes_no_file_is_refused_in_words(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, word: str
) -> None:
    os.mkfifo(tmp_path / "管道.gpkg")
    window.session.delete([SQUARE_ID], "x")
    save_to(monkeypatch, tmp_path / name)
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert window.messages.message is not None and word in window.messages.message.what
    assert window.session.is_dirty and window.session.path is None
    assert (tmp_path / "管道.gpkg").is_fifo() and len(list(tmp_path.iterdir())) == 1


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

    assert told() == (None, "避难场所 (无数据)", "无数据")
    window.openers.show_shelters()
    assert window.messages.message is not None and "没有分析" in window.messages.message.what
    assert not window.findChildren(ShelterDialog)
    save_to(monkeypatch, tmp_path / "b.gpkg")
    window.files.save_as()
    wait_until_idle(window, qtbot)
    assert told() == (None, "避难场所 (0)", "0") and not session.project.unread
    session.put([small_project().active.facilities[SQUARE_ID]], "x")
    qtbot.waitUntil(lambda: told() == (1.0, "避难场所 (1)", "1"))


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


def test_two_windows_on_one_file(make_window: MakeWindow, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    first, second = make_window(), make_window()
    first.files.open_path(path)
    wait_until_idle(first, qtbot)
    second.files.open_path(path)
    wait_until_idle(second, qtbot)
    assert not first.messages.isVisible()
    assert second.messages.message is not None and "另一个窗口" in second.messages.message.what
    first.files.release_lock()


# -- closing ---------------------------------------------------------------------------------------------
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


@pytest.mark.parametrize("button", [Answer.Cancel, Answer.Save, Answer.Discard])
@pytest.mark.parametrize("way", ["sample", "file"])
def test_what_is_edited_while_another_project_loads_is_asked_about(
    window: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, button: Answer
) -> None:
    asked = answer(window, monkeypatch, button)
    save_to(monkeypatch, tmp_path / "edited.gpkg")
    project = window.session.project
    if way == "file":
        save_project(small_project(), tmp_path / "other.gpkg")
        window.files.open_path(tmp_path / "other.gpkg")
    else:
        window.files.open_sample()
    window.session.delete([SQUARE_ID], "x")
    qtbot.waitUntil(lambda: bool(asked))
    wait_until_idle(window, qtbot)
    qtbot.waitUntil(lambda: not window.files.is_saving)
    # What was asked for opens once the other is saved: the tasks may be at rest in between.
    qtbot.waitUntil(lambda: (window.session.project is project) == (button == Answer.Cancel))
    wait_until_idle(window, qtbot)
    assert window.session.is_dirty == (button == Answer.Cancel)
    if button == Answer.Save:
        assert SQUARE_ID not in load_project(tmp_path / "edited.gpkg").active.facilities
    assert len(asked) == 1


def test_layout_is_remembered(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window()
    window.docks["scenarios"].toggleViewAction().trigger()
    window.close()
    again = make_window()
    assert again.docks["scenarios"].isHidden() and again.docks["layers"].isVisible()


# -- importing -------------------------------------------------------------------------------------------
def write_county(folder: Path) -> None:
    """Two townships, three villages with people, a file that is no geodata."""
    folder.mkdir(exist_ok=True)
    towns = gpd.GeoDataFrame(
        {"名称": ["东镇", "西镇"]},
        geometry=[shapely.box(115.0, 36.0, 115.1, 36.1), shapely.box(115.1, 36.0, 115.2, 36.1)],
        crs=4490,
    )
    towns.to_file(folder / "乡镇.geojson", driver="GeoJSON", engine="pyogrio")
    rows = ["名称,经度,纬度,人口", "赵村,115.05,36.05,1200", "钱村,115.15,36.05,800", "孙村,115.08,36.02,500"]
    (folder / "村庄.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    (folder / "坏的.geojson").write_text("{ not json", encoding="utf-8")


def test_a_folder_becomes_a_project_after_a_look_at_the_report(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    write_county(tmp_path / "县")
    window = make_window(empty=True)
    window.files.import_paths([tmp_path / "县"], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert isinstance(page, ImportPage) and window.pages.currentWidget() is page
    files = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    assert sorted(files) == ["乡镇.geojson", "坏的.geojson", "村庄.csv"]
    roles = {file: page.role_box(row).currentData() for row, file in enumerate(files)}
    assert roles == {"乡镇.geojson": "townships", "村庄.csv": "villages", "坏的.geojson": LEFT_OUT}
    bad = files.index("坏的.geojson")
    assert page.table.item(bad, 5).text() != ""
    page.name.setText("我的县")
    page.accept_button.click()
    wait_until_idle(window, qtbot)
    session = window.session
    assert window.pages.currentWidget() is window.canvas and window.openers.import_page is None
    assert session.project.settings.name == "我的县"
    assert session.project.county.demand.total_persons == 2500
    assert session.is_dirty  # no file yet: closing must ask


def test_roles_can_be_changed_and_layers_left_out(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    write_county(tmp_path / "县")
    window = make_window(empty=True)
    window.files.import_paths([tmp_path / "县"], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None and page.accept_button.isEnabled() and not page.again_button.isVisible()
    files = [page.table.item(row, 0).text() for row in range(page.table.rowCount())]
    villages, towns = page.role_box(files.index("村庄.csv")), page.role_box(files.index("乡镇.geojson"))
    villages.setCurrentIndex(villages.findData("shelters"))
    villages.activated.emit(villages.currentIndex())
    towns.setCurrentIndex(towns.findData(LEFT_OUT))
    towns.activated.emit(towns.currentIndex())
    assert not page.accept_button.isEnabled() and page.again_button.isVisible()
    page.again_button.click()
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None and page.accept_button.isEnabled()
    page.accept_button.click()
    wait_until_idle(window, qtbot)
    project = window.session.project
    assert project.layers == ()
    assert sorted(f.name for f in project.active.facilities.values()) == ["孙村", "赵村", "钱村"]


def test_layers_added_to_an_open_project_are_one_undo_step(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    window = make_window()
    session = window.session
    before = [layer.id for layer in session.project.layers]
    flood = gpd.GeoDataFrame(
        {"名称": ["滞洪区"]}, geometry=[shapely.box(500_000, 4_000_000, 504_000, 4_004_000)], crs=4548
    )
    flood.to_file(tmp_path / "洪水淹没区.gpkg", engine="pyogrio")
    window.files.import_paths([tmp_path / "洪水淹没区.gpkg"], into_project=True)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None and not page.name.isVisible()
    page.accept_button.click()
    assert len(session.project.layers) == len(before) + 1
    assert session.undo_stack.undoText() == "添加图层"
    session.undo_stack.undo()
    assert [layer.id for layer in session.project.layers] == before
    wait_until_idle(window, qtbot)


def test_a_file_added_twice_is_said_and_adds_nothing(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    session = window.session
    path = tmp_path / "消防站.csv"
    path.write_text("名称,X,Y,状态\n甲站,505000,4003000,现有\n乙站,506000,4003000,现有\n", encoding="utf-8")
    counts = []
    for _ in range(2):
        window.files.import_paths([path], into_project=True)
        wait_until_idle(window, qtbot)
        page = window.openers.import_page
        assert page is not None
        notes = page.table.item(0, 5).text()
        page.accept_button.click()
        wait_until_idle(window, qtbot)
        counts.append((len(session.scenario.facilities), session.undo_stack.count()))
    assert counts == [(7, 1), (7, 1)]
    assert "2 处设施中有 2 处项目里已有" in notes and "甲站、乙站" in notes
    assert window.messages.message is not None and "没有添加" in window.messages.message.what
    session.undo_stack.undo()
    assert len(session.scenario.facilities) == 5


def test_doubts_about_the_data_stand_below_the_files(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    write_county(tmp_path / "县")
    rows = ["名称,经度,纬度,有效避难面积,状态,避难场所类别\n广场,115.05,36.05,9000000,已建,紧急"]
    (tmp_path / "县" / "避难场所.csv").write_text("\n".join(rows), encoding="utf-8")
    window = make_window(empty=True)
    window.files.import_paths([tmp_path / "县"], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None and page.table.rowCount() > 4
    told = {
        page.table.item(row, 0).text(): page.table.item(row, 5).text()
        for row in range(4, page.table.rowCount())
    }
    assert "大得不合理" in told["人均面积异常偏大"]
    page.accept_button.click()
    wait_until_idle(window, qtbot)
    project = window.session.project
    assert f"{len(data_remarks(project))} 条数据提示" in data_sources(project, "zh")


def test_nothing_usable_is_one_message_and_no_page(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "空.csv").write_text("a,b\n", encoding="utf-8")
    window.files.import_paths([tmp_path / "空.csv"], into_project=True)
    wait_until_idle(window, qtbot)
    assert window.openers.import_page is None and window.messages.isVisible()
    assert window.session.undo_stack.count() == 0


def test_a_project_file_among_dropped_files_is_opened(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    window = make_window(empty=True)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.welcome.dropEvent(event)
    wait_until_idle(window, qtbot)
    assert window.session.path == path


# -- documents -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("action", "suffix", "magic"),
    [
        ("export_workbook", ".xlsx", b"PK"),
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
    monkeypatch.setattr("ui.core.files.QDesktopServices.openUrl", opened.append)
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


# -- unsaved work after a crash --------------------------------------------------------------------------
def offer_button(window: MainWindow, text: str, row: int = 0) -> QPushButton:
    """Button of one row of the welcome page's offer."""
    QApplication.processEvents()
    found = [
        button
        for button in window.welcome.recovery.findChildren(QPushButton)
        if button.text() == text and not button.isHidden()
    ]
    return found[row]


class Runs:
    """Runs of the program one after the other on one project file; some are killed."""

    def __init__(
        self, make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch, path: Path
    ) -> None:
        self._make, self._qtbot, self.path = make_window, qtbot, path
        self._patch = monkeypatch
        self._gone: set[Path] = set()
        monkeypatch.setattr(recovery, "_is_in_use", lambda pid, written_at: False)
        real = recovery.pending_recoveries

        def pending(folder: Path) -> list[recovery.Recovery]:
            return [one for one in real(folder) if one.journal in self._gone]

        monkeypatch.setattr(recovery, "pending_recoveries", pending)

    def start(self, *, is_opening: bool = True) -> MainWindow:
        window = self._make(empty=True)
        if is_opening:
            window.files.open_path(self.path)
        window.files.safety.look_for_work()
        wait_until_idle(window, self._qtbot)
        return window

    def kill(self, window: MainWindow) -> None:
        """Nothing is closed, nothing written any more, and its process is gone."""
        safety = window.files.safety
        wait_until_idle(window, self._qtbot)
        assert safety.journal is not None
        safety.journal.flush(force=True)
        safety._timer.stop()
        self._gone.add(safety.journal.path)
        safety.journal._close_file()
        window.session.project.changed.disconnect(safety.journal._on_changed)
        safety.journal = None
        window.files.release_lock()

    def save(self, window: MainWindow) -> None:
        window.actions_["save"].trigger()
        wait_until_idle(window, self._qtbot)
        assert not window.session.is_dirty

    def quit(self, window: MainWindow) -> None:
        window.session.undo_stack.setClean()
        assert window.close()


@pytest.fixture
def runs(make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    return Runs(make_window, qtbot, monkeypatch, path)


def rename(window: MainWindow, county: str) -> None:
    session = window.session
    session.push(session.project.settings_edit(county_name=county), "x")


@pytest.mark.parametrize("saves", [1, 3])
def test_work_left_by_a_crash_never_takes_the_place_of_newer_work(
    runs: Runs, qtbot: Any, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    first = runs.start()
    first.session.delete([SQUARE_ID], "x")
    runs.kill(first)

    second = runs.start()  # the offer is ignored, and work goes on
    assert second.messages.isVisible() and len(second.welcome.recovery.offered) == 1
    for number in range(saves):  # with more than one not even the backup is what the lost work began with
        rename(second, f"新{number}")
        runs.save(second)
    runs.quit(second)
    newer = runs.path.read_bytes()

    third = runs.start()
    (offered,) = third.welcome.recovery.offered
    assert offered.moved_on is not None
    text = third.welcome.recovery.describe(offered)
    assert f"{offered.time:%Y-%m-%d %H:%M}" in text and f"{offered.moved_on:%Y-%m-%d %H:%M}" in text
    assert "副本" in text
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    session = third.session
    assert SQUARE_ID not in session.scenario.facilities and session.path is None and session.is_dirty
    assert third.messages.message is not None and "副本" in third.messages.message.what
    assert not third.welcome.recovery.offered  # it is open already
    suggested: list[str] = []

    def ask(*arguments: Any) -> tuple[str, str]:
        suggested.append(arguments[2])
        return arguments[2], ""

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", ask)
    runs.save(third)
    copy = runs.path.with_name("a（恢复）.gpkg")
    assert suggested == [str(copy)]
    assert runs.path.read_bytes() == newer
    assert load_project(runs.path).settings.county_name == f"新{saves - 1}"
    assert SQUARE_ID not in load_project(copy).active.facilities
    assert load_project(copy).settings.county_name == small_project().settings.county_name
    runs.quit(third)
    assert list(third.files.safety.folder.iterdir()) == []
    assert not runs.start().welcome.recovery.offered


@pytest.mark.parametrize(("place", "outline"), [(0, "brief"), (1, "special")])
def test_the_kind_of_word_file_that_was_chosen_is_the_outline_of_the_text(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, outline: str
) -> None:
    window = runs.start()
    asked: list[dict[str, Any]] = []
    path = tmp_path / "文本.docx"

    def choose(*arguments: Any) -> tuple[str, str]:
        return str(path), arguments[3].split(";;")[place]

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", choose)
    monkeypatch.setattr("ui.core.files.report_work", lambda *_, **options: asked.append(options))
    monkeypatch.setattr(window.files, "_write", lambda title, to, work: work())
    window.files.export_textreport()
    assert [one["outline"] for one in asked] == [outline]


def test_offer_stays_until_what_was_brought_back_is_saved(runs: Runs, qtbot: Any) -> None:
    first = runs.start()
    first.session.delete([SQUARE_ID], "x")
    runs.kill(first)
    second = runs.start(is_opening=False)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    assert second.session.path == runs.path and not second.welcome.recovery.offered
    runs.quit(second)  # without saving

    third = runs.start(is_opening=False)
    (offered,) = third.welcome.recovery.offered
    assert offered.moved_on is None
    third.files.recover(offered)
    wait_until_idle(third, qtbot)
    third.session.undo_stack.setClean()
    third.files.open_path(runs.path)  # given up for another project: it is offered again at once
    wait_until_idle(third, qtbot)
    assert [one.journal for one in third.welcome.recovery.offered] == [offered.journal]
    third.files.recover(offered)
    wait_until_idle(third, qtbot)
    runs.save(third)
    assert SQUARE_ID not in load_project(runs.path).active.facilities
    assert not third.welcome.recovery.offered and list(third.files.safety.folder.iterdir()) == []


def test_crash_of_the_run_that_brought_work_back_loses_neither(runs: Runs, qtbot: Any) -> None:
    first = runs.start()
    first.session.delete([SQUARE_ID], "x")
    runs.kill(first)
    second = runs.start(is_opening=False)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    rename(second, "接着改")
    wait_until_idle(second, qtbot)
    runs.kill(second)

    third = runs.start(is_opening=False)
    (offered,) = third.welcome.recovery.offered  # one offer that holds both, not two
    assert offered.path == runs.path and offered.moved_on is None
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    session = third.session
    assert SQUARE_ID not in session.scenario.facilities
    assert session.project.settings.county_name == "接着改" and session.path == runs.path
    runs.save(third)
    assert list(third.files.safety.folder.iterdir()) == []


def test_several_crashes_are_offered_one_by_one(runs: Runs, qtbot: Any) -> None:
    for county in ("甲", "乙"):
        window = runs.start()
        rename(window, county)
        runs.kill(window)
    third = runs.start()
    assert len(third.welcome.recovery.offered) == 2
    assert third.messages.message is not None and "另列有 1 项" in third.messages.message.where
    newest = third.welcome.recovery.offered[0]
    offer_button(third, "丢弃", row=0).click()
    wait_until_idle(third, qtbot)
    (left,) = third.welcome.recovery.offered
    assert left.journal != newest.journal
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    assert third.session.project.settings.county_name == "甲"


def test_recovery_that_fails_stays_on_offer(runs: Runs, qtbot: Any) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    second = runs.start(is_opening=False)
    (offered,) = second.welcome.recovery.offered
    for copy in second.files.safety.folder.glob("*-base.gpkg"):
        copy.unlink()
    save_project(small_project(), runs.path)
    save_project(small_project(), runs.path)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    assert second.messages.message is not None and "接不上" in second.messages.message.what
    assert second.welcome.recovery.offered == (offered,) and offered.journal.exists()


def test_file_saved_by_somebody_else_after_work_was_brought_back_is_not_overwritten(
    runs: Runs, qtbot: Any
) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    second = runs.start(is_opening=False)
    offer_button(second, "找回").click()
    wait_until_idle(second, qtbot)
    other = small_project()
    other.apply(other.settings_edit(county_name="别人的"))
    save_project(other, runs.path)
    second.actions_["save"].trigger()
    wait_until_idle(second, qtbot)
    assert second.messages.message is not None and "其他程序改动" in second.messages.message.what
    assert second.session.is_dirty and load_project(runs.path).settings.county_name == "别人的"


def test_work_whose_file_is_gone_comes_back_without_one(
    runs: Runs, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    runs.quit(runs.start())  # it was seen once, so what it starts from is kept
    runs.path.unlink()
    third = runs.start(is_opening=False)
    offer_button(third, "找回").click()
    wait_until_idle(third, qtbot)
    assert third.session.path is None and third.session.project.settings.county_name == "甲"


def test_the_offer_speaks_both_languages(runs: Runs) -> None:
    first = runs.start()
    rename(first, "甲")
    runs.kill(first)
    second = runs.start(is_opening=False)
    second.set_language("en")
    assert offer_button(second, "Throw away").isEnabled()
    (offered,) = second.welcome.recovery.offered
    assert "1 change up to" in second.welcome.recovery.describe(offered)


def test_work_of_a_run_that_was_killed_comes_back(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    first = make_window()
    first.files.open_path(path)
    wait_until_idle(first, qtbot)
    first.session.delete([SQUARE_ID], "x")
    journal = first.files.safety.journal
    assert journal is not None
    journal.flush(force=True)
    # The run is killed: nothing is closed, and its process is gone.
    first.files.safety._timer.stop()
    left = journal.path.read_bytes()
    monkeypatch.setattr("layers.project.recovery.is_running", lambda pid: False)
    first.files.release_lock()

    second = make_window(empty=True)
    second.files.safety.look_for_work()
    wait_until_idle(second, qtbot)
    assert second.welcome.recovery.isVisible() and second.messages.isVisible()
    second.messages._action_button.click()
    wait_until_idle(second, qtbot)
    assert SQUARE_ID not in second.session.scenario.facilities
    assert second.session.is_dirty and second.session.path == path
    assert SQUARE_ID in load_project(path).active.facilities  # the file itself is untouched
    assert left


def test_unsaved_work_can_be_refused(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    first = make_window()
    first.files.open_path(path)
    wait_until_idle(first, qtbot)
    first.session.delete([SQUARE_ID], "x")
    first.files.safety._timer.stop()
    monkeypatch.setattr("layers.project.recovery.is_running", lambda pid: False)
    second = make_window(empty=True)
    second.files.safety.look_for_work()
    wait_until_idle(second, qtbot)
    offer_button(second, "丢弃").click()
    wait_until_idle(second, qtbot)
    assert not second.welcome.recovery.isVisible()
    assert not list(second.files.safety.folder.glob("*.journal"))


def test_a_saved_project_leaves_nothing_to_recover(window: MainWindow, qtbot: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    save_project(small_project(), path)
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    window.session.delete([SQUARE_ID], "x")
    assert list(window.files.safety.folder.glob("*.journal"))
    window.actions_["save"].trigger()
    wait_until_idle(window, qtbot)
    assert not list(window.files.safety.folder.glob("*.journal"))


# -- reading apart -----------------------------------------------------------------------------------------
@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Processes that read files, as they are started; every file is read by one."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*arguments: Any, **options: Any) -> Any:
        started.append(real(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr("layers.importing.importer.is_brief", lambda path: path.suffix != ".geojson")
    return started


@pytest.mark.parametrize("end", ["cancel", "kill"])
def test_an_import_that_ends_early_changes_nothing_and_leaves_nobody_behind(
    window: MainWindow,
    qtbot: Any,
    tmp_path: Path,
    readers: list[subprocess.Popen[bytes]],
    end: str,
) -> None:
    session = window.session
    project, revision, layers = session.project, session.project.revision, session.project.layers
    path = tangles(tmp_path)
    steps: list[str] = []
    window.tasks.progressed.connect(lambda done, total, text: steps.append(text))
    window.files.import_paths([path], into_project=True)
    qtbot.waitUntil(lambda: bool(readers) and len(steps) > 2)
    assert readers[0].poll() is None
    if end == "cancel":
        window.tasks.cancel()
    else:
        readers[0].kill()
    wait_until_idle(window, qtbot)
    assert readers[0].poll() is not None
    assert (session.project, project.revision, project.layers) == (project, revision, layers)
    assert not session.is_dirty and window.openers.import_page is None
    said = window.messages.message
    assert (said is None) == (end == "cancel")
    if said is not None:
        assert path.name in said.one_line() + said.details
