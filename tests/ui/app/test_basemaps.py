"""The basemap in the window: chosen, undone, kept with the project, told where it cannot be."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layers.project.file import load_project, save_project
from models.project.basemap import BASEMAP_KEY, Basemap, basemap_from
from tests.layers.basemap.made import mbtiles, pmtiles, png
from tests.ui.app.test_states import pixels
from tests.ui.canvas_project import small_project
from ui.app.mainwindow import MainWindow
from ui.cartography.options import NO_THEME


@pytest.fixture
def green(tmp_path: Path) -> Path:
    """The whole world in green."""
    return mbtiles(tmp_path / "green.mbtiles", {(0, 0, 0): png((0, 255, 0), 256)}, attribution="© 测绘局")


def share_of_green(window: MainWindow) -> float:
    window.canvas.finish_redraw()
    picture = pixels(window.canvas).astype(int)
    return float(np.mean((picture[..., 1] > 200) & (picture[..., 0] < 80) & (picture[..., 2] < 80)))


def test_it_is_the_ground_of_the_map_and_can_be_undone(window: MainWindow, green: Path) -> None:
    window.canvas.set_options(theme=NO_THEME)
    before = share_of_green(window)
    window.basemaps.choose(green)
    assert share_of_green(window) > 0.5 > before
    assert window.canvas.ground.thanks == "© 测绘局"
    said = window.messages.message
    assert said is not None and "WGS-84" in said.what and "GCJ-02" in said.repair  # never in silence
    window.basemaps.strengths[0.4].trigger()
    assert share_of_green(window) == before
    window.session.undo_stack.undo()
    window.basemaps.shown_action.trigger()
    assert share_of_green(window) == before and not window.canvas.stage.options.on_ground
    window.session.undo_stack.undo()
    assert share_of_green(window) > 0.5
    window.basemaps.remove_action.trigger()
    assert share_of_green(window) == before and not window.basemaps.remove_action.isEnabled()
    while window.session.undo_stack.canUndo():
        window.session.undo_stack.undo()
    assert BASEMAP_KEY not in window.session.project.ui_state and share_of_green(window) == before


def test_it_is_drawn_on_a_thread_and_follows_the_map(window: MainWindow, green: Path, qtbot: Any) -> None:
    ground = window.canvas.ground
    window.basemaps.choose(green)
    qtbot.waitUntil(lambda: ground._picture is not None and not ground.is_busy)
    first = ground._picture
    window.canvas.zoom_by(4)
    assert ground.is_busy
    qtbot.waitUntil(lambda: ground._picture is not first and not ground.is_busy)
    assert ground._picture.viewport.metres_per_px < first.viewport.metres_per_px


def test_the_name_of_a_file_may_say_its_datum(window: MainWindow, green: Path, tmp_path: Path) -> None:
    path = tmp_path / "高德_gcj02.mbtiles"
    shutil.copy(green, path)
    window.basemaps.choose(path)
    assert window.basemaps.present == Basemap(str(path), "gcj02")
    assert window.basemaps.datums["gcj02"].isChecked()
    window.basemaps.datums["wgs84"].trigger()
    assert window.basemaps.present == Basemap(str(path), "wgs84")


def test_a_project_and_its_basemap_can_be_moved(window: MainWindow, green: Path, tmp_path: Path) -> None:
    (tmp_path / "old" / "maps").mkdir(parents=True)
    path = Path(shutil.move(green, tmp_path / "old" / "maps"))
    window.basemaps.choose(path)
    save_project(window.session.project, tmp_path / "old" / "a.gpkg")
    assert window.basemaps.present.file == str(path)
    shutil.move(tmp_path / "old", tmp_path / "new")
    opened = load_project(tmp_path / "new" / "a.gpkg")
    kept = basemap_from(opened.ui_state[BASEMAP_KEY])
    assert kept.file == str(tmp_path / "new" / "maps" / "green.mbtiles")
    window.session.open(opened, None)
    assert window.canvas.ground.is_shown and share_of_green(window) > 0.2


def test_a_file_that_is_gone_is_told_once(window: MainWindow, green: Path, qtbot: Any) -> None:
    said: list[str] = []
    window.session.said.connect(lambda message, _: said.append(message.what))
    window.basemaps.choose(green)
    qtbot.waitUntil(lambda: not window.canvas.ground.is_busy)
    project = window.session.project
    window.session.open(small_project(), None)
    assert not window.canvas.ground.is_shown
    green.unlink()
    said.clear()
    window.session.open(project, None)
    qtbot.waitUntil(lambda: said != [])
    window.canvas.zoom_by(2)
    qtbot.waitUntil(lambda: not window.canvas.ground.is_busy)
    assert said == ["底图文件找不到，地图上没有底图。"]
    assert not window.canvas.ground.is_shown and not window.canvas.stage.options.on_ground
    assert share_of_green(window) == 0


def test_what_cannot_be_one_is_said_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    said: list[str] = []
    window.session.said.connect(lambda message, level: said.append(f"{level}: {message.what}"))
    window.basemaps.choose(pmtiles(tmp_path / "v.pmtiles", {(0, 0, 0): b"\x1f\x8b" + bytes(30)}, kind=1))
    assert said == ["error: 这是矢量瓦片，暂不支持作底图。"]
    assert window.basemaps.present is None and not window.session.is_dirty


def test_what_a_project_file_may_hold() -> None:
    assert basemap_from({"file": "a", "datum": "x", "strength": 7, "is_shown": 0}) == Basemap("a")
    for bad in (None, 3, [], {}, {"file": 3}, {"file": ""}):
        assert basemap_from(bad) is None
    one = Basemap("b.tif", "bd09", 0.4, is_shown=False)
    assert basemap_from(one.to_plain()) == one
