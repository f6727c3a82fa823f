"""Importing files through the real window: the page, its doubts, the process that reads apart."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox

from layers.importing.recipe import read_recipe
from layers.project.file import save_project
from models.county.layer import Role
from models.gate.gate import data_remarks
from models.kernel.errors import Message
from tests.cases import county
from tests.cases.test_names_of_facilities import MIXED
from tests.cases.test_stock import DEPOTS, LEDGER
from tests.layers.importing.test_readapart import tangles
from tests.ui.canvas_project import small_project
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.core.filing import write_county
from ui.app.importpage import LEFT_OUT, ImportPage
from ui.app.mainwindow import MainWindow
from ui.printing.sheet import data_sources
from ui.widgets.parts import head_of


def test_a_folder_becomes_a_project_after_a_look_at_the_report(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    write_county(tmp_path / "县")
    window = make_window(empty=True)
    window.messages.show_message(Message("没有一个文件可以使用。", "", ""), "error")
    window.files.import_paths([tmp_path / "县"], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert isinstance(page, ImportPage) and window.pages.currentWidget() is page
    assert window.messages.message is None, "of files that were tried before"
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


def test_columns_units_and_words_are_put_right_and_kept_for_next_time(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "县"
    write_county(folder)
    rows = "名称,经度,纬度,有效面积,建设情况\n广场,115.05,36.05,60,已建成\n公园,115.06,36.05,30,酝酿\n"
    (folder / "名单.csv").write_text(rows, encoding="utf-8")
    window = make_window(empty=True)
    window.files.import_paths([folder], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert isinstance(page, ImportPage) and not page.keep_recipe.isChecked()
    row = [line.file for line in page._result.report].index("名单.csv")
    role = page.role_box(row)
    role.setCurrentIndex(role.findData("shelters"))
    role.activated.emit(role.currentIndex())
    # Read again by itself, on the same page.
    qtbot.waitUntil(lambda: page.accept_button.isEnabled() and not window.tasks.is_busy)
    assert window.openers.import_page is page and page.table.currentRow() == row
    table = page.detail.table
    heads = [head_of(table, column).text() for column in range(table.columnCount())]
    unit = table.cellWidget(1, heads.index("有效面积"))
    assert isinstance(unit, QComboBox) and table.cellWidget(1, heads.index("名称")) is None
    unit.setCurrentIndex(unit.findData("亩"))
    unit.activated.emit(unit.currentIndex())
    word = page.detail.word_boxes["酝酿"]
    assert word.itemText(0) == "识别为：读不懂"
    word.setCurrentIndex(word.findData("planned"))
    word.activated.emit(word.currentIndex())
    qtbot.waitUntil(lambda: page.accept_button.isEnabled() and not window.tasks.is_busy)
    assert page._counts[1].accessibleName() == "避难场所 2 1 现状、1 规划"
    assert page._counts[2].accessibleName() == "有效避难面积 4 公顷"
    page.accept_button.click()
    wait_until_idle(window, qtbot)
    recipe = read_recipe(folder / "haven.toml")
    kept = next(one for one in recipe.layers if one.file == "名单.csv")
    assert (kept.role, dict(kept.units), dict(kept.states)) == (
        Role.SHELTERS, {"有效面积": "亩"}, {"酝酿": "planned"}
    )  # fmt: skip
    assert {one.file for one in recipe.layers} == {"名单.csv", "乡镇.geojson", "村庄.csv"}
    window.files.import_paths([folder], into_project=False)
    wait_until_idle(window, qtbot)
    again = window.openers.import_page
    assert again is not None and again._counts[2].accessibleName() == "有效避难面积 4 公顷"


def test_a_ledger_shows_what_its_columns_are_and_mixed_stations_are_decided_as_one(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    folder = county.make_county(tmp_path / "县")
    county.write_xlsx(folder / "物资储备库.xlsx", DEPOTS)
    county.write_xlsx(folder / "物资台账.xlsx", LEDGER)
    county.write_xlsx(folder / "消防站.xlsx", MIXED)
    window = make_window(empty=True)
    window.files.import_paths([folder], into_project=False)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert isinstance(page, ImportPage)
    files = [line.file for line in page._result.report]
    page.table.selectRow(files.index("物资台账.xlsx"))
    table = page.detail.table
    boxes = [table.cellWidget(0, column) for column in range(table.columnCount())]
    shown = [box.currentText() for box in boxes if isinstance(box, QComboBox)]
    assert shown == ["储备库", "物资名称", "备注", "数量", "单位", "有效期至"]
    stations, brigades = (row for row, file in enumerate(files) if file == "消防站.xlsx")
    assert [page.role_box(row).currentData() for row in (stations, brigades)] == ["fire_stations", "brigades"]
    role = page.role_box(brigades)
    role.setCurrentIndex(role.findData("fire_stations"))
    role.activated.emit(role.currentIndex())
    qtbot.waitUntil(lambda: page.accept_button.isEnabled() and not window.tasks.is_busy)
    (line,) = [line for line in page._result.report if line.file == "消防站.xlsx"]
    assert (line.role, line.features) == (Role("fire_stations"), 3)


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
    assert "2 处设施中有 2 处工程里已有" in notes and "甲站、乙站" in notes
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
    said = data_sources(project, "zh")
    assert f"{len(data_remarks(project))} 条数据提示" in said
    assert "避难场所.csv" in said, "files of facilities count as those of layers do"


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
