"""Siting checks in the form: marks and words, live while dragging, a click shows the hazard; local facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from models.county.layer import Layer, Role
from models.facilities.facility import Shelter, Team
from models.findings.findings import Verdict
from models.hazards.screening_spec import siting_specs
from models.project.edits import EditLayers
from models.project.local import LocalFacts
from tests.ui.canvas_project import CRS_EPSG, DEPOT_ID, SCHOOL_ID, SQUARE_ID, STATION_ID, X0, Y0
from tests.ui.conftest import MakeWindow
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session
from ui.dialogs.projectsettings import ProjectSettingsDialog
from ui.panels.selected import SelectedPanel
from ui.panels.siting import SitingSection


def hazards(*rows: dict[str, Any]) -> Layer:
    frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs=CRS_EPSG)
    return Layer("灾害", Role.HAZARDS, frame, id="hazards")


FLOOD = {
    "name": "北洼",
    "hazard_type": "洪水",
    "geometry": shapely.box(X0 + 7000, Y0, X0 + 9000, Y0 + 16_000),
}
LINE = {
    "name": "示例线",
    "hazard_type": "高压线",
    "voltage_kv": 110.0,
    "geometry": shapely.LineString([(X0 + 6030, Y0), (X0 + 6030, Y0 + 16_000)]),
}


@pytest.fixture
def panel(session: Session, qtbot: Any) -> SelectedPanel:
    project = session.project
    session.push(EditLayers(project.layers, (*project.layers, hazards(FLOOD, LINE))), "x")
    session.assess_now()
    panel = SelectedPanel(session)
    qtbot.addWidget(panel.head)
    qtbot.addWidget(panel)
    panel.resize(330, 900)
    panel.show()
    return panel


def section(panel: SelectedPanel, session: Session, facility_id: str) -> SitingSection:
    session.select([facility_id])
    panel.form.refresh()
    found = panel.form.findChild(SitingSection)
    assert found is not None
    return found


def details(found: SitingSection) -> dict[str, tuple[Verdict, str]]:
    return {
        row.check.rule: (row.check.verdict, row.accessibleName())
        for row in found.rows
        if row.check is not None and not row.isHidden()
    }


def test_each_check_has_a_mark_a_word_and_its_distance(panel: SelectedPanel, session: Session) -> None:
    found = section(panel, session, SQUARE_ID)
    shown = details(found)
    assert shown["flood"] == (
        Verdict.PASS,
        "洪涝风险区（行洪区、蓄滞洪区、山洪、内涝）, 符合, 距北洼 1,000 m",
    )
    verdict, text = shown["power"]
    assert verdict == Verdict.PASS and "30 m" in text and "10 m" in text
    verdict, text = shown["fault"]
    assert verdict == Verdict.NO_DATA and "抗震设防烈度" in text and "活动断裂图层" in text
    assert "无数据" in found.section._button.text() and "不符合" not in found.section._button.text()


def test_the_checks_follow_a_drag_and_come_back(panel: SelectedPanel, session: Session) -> None:
    found = section(panel, session, SQUARE_ID)
    square = session.scenario.facilities[SQUARE_ID]
    session.begin_drag(square)
    session.drag_to(replace(square, geometry=shapely.Point(X0 + 8000, Y0 + 8000)))
    assert details(found)["flood"][0] == Verdict.FAIL
    assert "1 项不符合" in found.section._button.text()
    session.end_drag()
    assert details(found)["flood"][0] == Verdict.PASS


def test_an_edit_and_its_undo_are_shown(panel: SelectedPanel, session: Session) -> None:
    found = section(panel, session, SQUARE_ID)
    square = session.scenario.facilities[SQUARE_ID]
    session.put([replace(square, geometry=shapely.Point(X0 + 6030, Y0 + 8000))], "x")
    panel.form.refresh()
    verdict, text = details(found)["power"]
    assert verdict == Verdict.FAIL and "示例线" in text
    session.undo_stack.undo()
    panel.form.refresh()
    assert details(found)["power"][0] == Verdict.PASS


def test_a_click_or_enter_shows_the_hazard_and_keeps_the_selection(
    panel: SelectedPanel, session: Session, qtbot: Any
) -> None:
    found = section(panel, session, SQUARE_ID)
    rows = {row.check.rule: row for row in found.rows if row.check is not None}
    with qtbot.waitSignal(session.zoom_wanted) as signal:
        QTest.mouseClick(rows["flood"], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert signal.args[0] == (X0 + 6000, Y0, X0 + 9000, Y0 + 16_000)
    with qtbot.waitSignal(session.zoom_wanted) as signal:
        QTest.keyClick(rows["power"], Qt.Key.Key_Return)
    left, bottom, right, top = signal.args[0]  # the nearest part of the line, not all of it
    assert left <= X0 + 6000 and right >= X0 + 6030 and top - bottom < 8000
    assert session.selection == {SQUARE_ID}
    asked: list[object] = []
    session.zoom_wanted.connect(asked.append)
    QTest.mouseClick(rows["geological"], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert asked == []  # nothing is known that could be shown


@pytest.mark.parametrize("facility_id", [SCHOOL_ID, DEPOT_ID, STATION_ID])
def test_every_family_with_checks_shows_its_own(
    panel: SelectedPanel, session: Session, facility_id: str
) -> None:
    found = section(panel, session, facility_id)
    family = session.scenario.facilities[facility_id].family
    wanted = {
        spec.id
        for spec in siting_specs()
        if family in spec.families and (spec.test == "slope" or not spec.is_optional)
    }
    assert set(details(found)) >= wanted


def test_teams_and_several_facilities_have_no_checks(panel: SelectedPanel, session: Session) -> None:
    session.put([Team(id="team", geometry=shapely.Point(X0, Y0))], "x")
    session.select(["team"])
    panel.form.refresh()
    assert not [one for one in panel.form.findChildren(SitingSection) if one.isVisible()]
    session.select([SQUARE_ID, SCHOOL_ID])
    panel.form.refresh()
    assert not [one for one in panel.form.findChildren(SitingSection) if one.isVisible()]


def test_the_section_speaks_english(panel: SelectedPanel, session: Session, qapp: Any) -> None:
    session.lang = "en"
    install_language(qapp, "en")
    found = section(panel, session, SQUARE_ID)
    assert details(found)["flood"][1].endswith(", In order, 1,000 m from 北洼")
    assert found.section._button.text().startswith("Siting checks")


# -- local facts -------------------------------------------------------------------------------------------
def accept(dialog: ProjectSettingsDialog) -> None:
    (box,) = dialog.findChildren(QDialogButtonBox)
    box.button(QDialogButtonBox.StandardButton.Ok).click()


def test_local_facts_are_one_undo_step_and_the_checks_follow(make_window: MakeWindow, qtbot: Any) -> None:
    window: MainWindow = make_window()
    session = window.session
    session.select([SQUARE_ID])
    dialog = ProjectSettingsDialog(session, window)
    dialog.open()
    form = dialog.local
    form.intensity.setCurrentIndex(form.intensity.findData(8))
    form.wind.setCurrentIndex(form.wind.findData(315.0))
    form.cold.setCurrentIndex(form.cold.findData(True))
    form.absent["fault"].setChecked(True)
    accept(dialog)
    assert session.project.settings.local == LocalFacts(8, 315.0, True, ("fault",))
    assert session.undo_stack.count() == 1
    qtbot.waitUntil(lambda: len(window.findChildren(SitingSection)) == 1)
    (found,) = window.findChildren(SitingSection)
    qtbot.waitUntil(lambda: any(check.rule == "fault" and check.note == "absent" for check in found.checks))
    session.undo_stack.undo()
    assert session.project.settings.local == LocalFacts()
    qtbot.waitUntil(
        lambda: any(check.rule == "fault" and check.verdict == Verdict.NO_DATA for check in found.checks)
    )


def test_local_facts_are_shown_as_they_are_and_odd_ones_are_kept(make_window: MakeWindow) -> None:
    window = make_window()
    session = window.session
    given = LocalFacts(7, 200.0, False, ("power",))
    session.push(session.project.settings_edit(local=given), "x")
    dialog = ProjectSettingsDialog(session, window)
    assert dialog.local.facts() == given
    assert dialog.local.wind.currentText() == "200°（约南西南）"
    count = session.undo_stack.count()
    accept(dialog)
    assert session.undo_stack.count() == count  # nothing was changed


def test_what_a_layer_shows_cannot_be_stated_absent(panel: SelectedPanel, session: Session) -> None:
    dialog = ProjectSettingsDialog(session)
    assert not dialog.local.absent["flood"].isEnabled()
    assert dialog.local.absent["geological"].isEnabled()
    dialog.deleteLater()


def test_a_shelter_with_an_outline_is_measured_from_it(panel: SelectedPanel, session: Session) -> None:
    outline = Shelter(
        id="o", geometry=shapely.box(X0 + 6500, Y0 + 100, X0 + 6600, Y0 + 200), status="existing"
    )
    session.put([outline], "x")
    found = section(panel, session, "o")
    assert "400 m" in details(found)["flood"][1]
