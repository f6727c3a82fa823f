"""The main job on a real county: from its files, through the window, to a verdict, a workbook and maps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from models.assessment.explain import finding_json
from models.county.layer import Role
from models.facilities.facility import Shelter, Status
from models.findings.numbers import figure_text
from tests.helpers import shared_data
from tests.ui.canvas_hand import Hand
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.cli.commandline import run
from ui.core.session import Session

COUNTY = "core.shelter.area_per_resident.county"
CENSUS_2020 = 441_814 + 675_961 + 1_891_363 + 1_020_259
"""Residents of Gaoling, Lintong, Weiyang and Baqiao."""
SQUARE_RATIO = 0.6
"""Effective share of a square's area, the kind of land a new shelter has until somebody says otherwise."""


def figure(window: MainWindow) -> float:
    window.session.assess_now()
    value = next(f for f in window.session.findings if f.id == COUNTY).figure.value
    assert value is not None
    return value


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What ``check --json`` says of a project file."""
    capsys.readouterr()
    assert run(["check", str(path), "--json"]) == 0
    findings: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return [
        {key: value for key, value in one.items() if key != "scenarios"}
        for one in findings
        if one["family"] != "data"  # what the data gate remarks stands on a page of its own
    ]


def said(session: Session) -> list[dict[str, Any]]:
    """What the window says of the scenario shown, with the whole working."""
    return [finding_json(finding, session.rules, "zh") for finding in session.findings]


def save_as(window: MainWindow, path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", lambda *_, **__: (str(path), ""))
    window.actions_["save_as"].trigger()
    wait_until_idle(window, qtbot)
    assert path.exists()


@pytest.fixture
def county(make_window: MakeWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window with the trial county, imported as a planner does it."""
    folder = shared_data("dev_xian_ne")
    window = make_window(empty=True)
    monkeypatch.setattr("ui.core.files.QFileDialog.getExistingDirectory", lambda *_, **__: str(folder))
    QTest.mouseClick(window.welcome.folder_button, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    page = window.openers.import_page
    assert page is not None
    QTest.mouseClick(page.accept_button, Qt.MouseButton.LeftButton)
    wait_until_idle(window, qtbot)
    window.canvas.finish_redraw()
    return window


def draw_square(window: MainWindow, side_m: float) -> Shelter:
    """Draw a shelter with the mouse where no road or facility catches it; as large as it came out."""
    project = window.session.project
    home = max(shapely.get_parts(project.county.units.geometries[0]), key=shapely.area)
    shapes = [shape for layer in project.layers for shape in layer.geometries if shape is not None]
    shapes += [facility.geometry for facility in project.active.facilities.values()]
    tree = shapely.STRtree(
        [shape.boundary if shape.geom_type.endswith("Polygon") else shape for shape in shapes]
    )
    min_x, min_y, max_x, max_y = home.bounds
    spots = [
        shapely.Point(min_x + (max_x - min_x) * i / 20, min_y + (max_y - min_y) * j / 20)
        for i in range(1, 20)
        for j in range(1, 20)
    ]
    spots = [spot for spot in spots if home.contains(spot)]
    spot = max(spots, key=lambda at: float(tree.query_nearest(at, return_distance=True)[1][0]))
    x, y, half = spot.x, spot.y, side_m / 2
    window.session.zoom_wanted.emit((x - 3 * side_m, y - 2 * side_m, x + 3 * side_m, y + 2 * side_m))
    window.canvas.finish_redraw()
    hand = Hand(window.canvas)
    window.actions_.tools["draw.shelter"].trigger()
    for corner in ((x - half, y - half), (x + half, y - half), (x + half, y + half)):
        hand.click(corner)
    hand.double_click((x - half, y + half))
    (shelter,) = window.session.selected
    assert isinstance(shelter, Shelter)
    assert shelter.geometry.area == pytest.approx(side_m**2, rel=0.02)
    return shelter


def schools_are_candidates(county: MainWindow) -> None:
    """All residents and roads are there, and schools never count, being no list of shelters."""
    project = county.session.project
    assert project.county.population_persons == CENSUS_2020
    assert [len(layer) for layer in project.layers_of(Role.ROADS)] == [7483]
    facilities = list(project.active.facilities.values())
    assert len(facilities) == 389
    assert all(isinstance(item, Shelter) and item.status == Status.CANDIDATE for item in facilities)
    county.session.assess_now()
    finding = next(f for f in county.session.findings if f.id == COUNTY)
    assert finding.figure.value is None


def results_are_written_beside_the_project_and_say_the_same(
    window: MainWindow, expected: float, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def accept(_parent: Any, _title: str, suggestion: str, *_: Any, **__: Any) -> tuple[str, str]:
        offered.append(suggestion)
        return suggestion, ""

    monkeypatch.setattr("ui.core.files.QFileDialog.getSaveFileName", accept)
    window.exports.workbook()
    wait_until_idle(window, qtbot)
    for suffix in (".pdf", ".png", ".html"):
        window.exports.map(suffix)
        wait_until_idle(window, qtbot)
    workbook, pdf, png, page = (Path(name) for name in offered)
    assert {workbook.parent, pdf.parent, png.parent, page.parent} == {tmp_path}
    assert pdf.read_bytes().startswith(b"%PDF") and png.read_bytes().startswith(b"\x89PNG")
    text = page.read_text("utf-8")
    assert "<html" in text and 'src="http' not in text and 'href="http' not in text
    sheet = openpyxl.load_workbook(workbook, data_only=True)["核查结论"]
    row = next(row for row in sheet.iter_rows(values_only=True) if "全县人均有效避难面积" in row)
    assert any(isinstance(cell, float) and cell == pytest.approx(expected) for cell in row)

    folder = tmp_path / "facilities"
    folder.mkdir()
    monkeypatch.setattr("ui.core.files.QFileDialog.getExistingDirectory", lambda *_, **__: str(folder))
    window.exports.data()
    wait_until_idle(window, qtbot)
    assert {path.suffix for path in folder.iterdir()} >= {".gpkg", ".shp", ".geojson"}


def test_the_figure_per_resident_follows_the_mouse_as_computed_by_hand_into_file_and_documents(
    county: MainWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    schools_are_candidates(county)
    window, session = county, county.session
    before = said(session)
    shelter = draw_square(window, 400.0)
    expected = shelter.geometry.area * SQUARE_RATIO / CENSUS_2020
    assert figure(window) == pytest.approx(expected, rel=1e-9)
    assert window.findings_panel.row(COUNTY).shown_figure == figure_text(expected, "m2_per_person", "zh")
    after = said(session)

    # Undo takes it all back, redo brings it all back.
    control = Qt.KeyboardModifier.ControlModifier
    window.activateWindow()
    window.canvas.setFocus()
    while session.undo_stack.canUndo():
        QTest.keyClick(window.canvas, Qt.Key.Key_Z, control)
    session.assess_now()
    assert said(session) == before
    while session.undo_stack.canRedo():
        QTest.keyClick(window.canvas, Qt.Key.Key_Y, control)
    session.assess_now()
    assert said(session) == after

    # Saved and opened again: the same verdicts, the same place on the map.
    path = tmp_path / "西安东北 四区.gpkg"
    save_as(window, path, qtbot, monkeypatch)
    saved = checked(path, capsys)
    assert saved == after
    shown = window.canvas.extent
    window.actions_["home"].trigger()
    window.files.open_path(path)
    wait_until_idle(window, qtbot)
    assert window.canvas.extent == pytest.approx(shown, abs=1.0)
    assert session.project.active.facilities[shelter.id] == shelter
    again = tmp_path / "again.gpkg"
    save_as(window, again, qtbot, monkeypatch)
    assert checked(again, capsys) == saved
    results_are_written_beside_the_project_and_say_the_same(window, expected, qtbot, tmp_path, monkeypatch)


def test_a_bad_file_dropped_on_the_map_changes_nothing_and_says_what_to_do(
    make_window: MakeWindow, qtbot: Any, tmp_path: Path
) -> None:
    bad = tmp_path / "villages.geojson"
    bad.write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    window = make_window()
    before = window.session.project.snapshot()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(50, 50), copy, data, left, Qt.KeyboardModifier.NoModifier)
    window.canvas.dropEvent(drop)
    wait_until_idle(window, qtbot)
    assert window.openers.import_page is None
    message = window.messages.message
    assert window.messages.isVisible() and message is not None
    assert "villages.geojson" in message.where and message.what and message.repair
    after = window.session.project
    assert after.layers == before.layers and after.scenarios == before.scenarios
    assert not window.session.undo_stack.canUndo()
