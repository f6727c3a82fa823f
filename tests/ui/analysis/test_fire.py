"""The fire window: it shows what the models compute, a click goes to the map, it follows every edit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from models.county.layer import Role
from models.facilities.facility import Brigade, FireStation
from models.findings.numbers import figure_text
from models.fire.tables import FireTables, fire_tables
from models.kernel.curves import reached_by
from models.project.project import Project
from models.project.settings import Override
from tests.ui.canvas_project import STATION_ID, _xy
from ui.analysis.fire import FirePanel
from ui.analysis.resulttable import ResultTable
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session


def small_station(x_km: float, y_km: float) -> FireStation:
    return FireStation(
        id="small",
        name="小型站",
        geometry=shapely.Point(_xy(x_km, y_km)),
        status="existing",
        station_class="small",
    )


@pytest.fixture
def dialog(session: Session, qtbot: Any) -> Iterator[FirePanel]:
    session.put([small_station(6, 6)], "station")
    session.assess_now()
    made = FirePanel(session)
    made.show()
    yield made
    made.close()


def expected(session: Session, **kinds: bool) -> FireTables:
    assert session.assessment is not None
    return fire_tables(session.assessment, session.rules, session.project.settings.local, **kinds)


def look_at(dialog: FirePanel, index: int) -> None:
    dialog.tabs.setCurrentIndex(index)
    QApplication.processEvents()


def cells(table: ResultTable, key: str) -> list[str]:
    column = [one.key for one in table.rows.columns].index(key)
    return [table.rows.index(row, column).data() for row in range(table.rows.rowCount())]


def click(table: ResultTable, row: int) -> None:
    at = table.visualRect(table.rows.index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_stations_are_those_of_the_model(dialog: FirePanel, session: Session) -> None:
    rows = expected(session).stations
    table = dialog.stations.table
    assert cells(table, "name") == [row.station.name for row in rows]
    assert cells(table, "people") == [f"{round(row.result.first_due_persons or 0):,}" for row in rows]
    assert len(cells(table, "area")[0].split(" / ")) == 3
    assert cells(table, "adjoins") == ["–", "是"]
    assert all(text.startswith("–") for text in cells(table, "siting"))  # no layer of crowded places
    assert "人员密集场所疏散出口" in cells(table, "siting")[0]
    assert "2 个消防站" in dialog.stations.summary.text()


def test_the_curve_agrees_with_the_figure_at_the_limit(dialog: FirePanel, session: Session) -> None:
    tables = expected(session)
    at, share = reached_by(tables.response.first_due_min, session.county.demand.known_persons)
    within = share[at <= tables.limit_min + 1e-9]
    assert float(within[-1]) == pytest.approx(float(tables.response.whole.first_share[0]))
    text = figure_text(float(within[-1]), "share", "zh")
    assert dialog.stations.chart.isVisible() and text in dialog.stations.chart.note.text()


def test_who_is_reached_last_is_chosen_on_the_map_and_stands_out_on_the_curve(
    dialog: FirePanel, session: Session, qtbot: Any
) -> None:
    plot, county = dialog.stations.curve, session.county
    last = int(np.nanargmax(expected(session).response.first_due_min))
    assert plot.places is not None and plot.places.rows[-1] == last
    with qtbot.waitSignal(session.feature_picked) as picked:
        plot.wanted.emit(last)
    assert picked.args == ["villages", int(county.demand.rows[last])] and plot.marked == {last}
    session.feature_picked.emit("townships", 2)
    assert plot.marked == set(np.flatnonzero(county.demand_place == 2).tolist())
    assert str(county.demand.names[last]) in plot.readout(QPointF(float(plot.places.along[-1]), 10))


def test_townships_are_those_of_the_model(dialog: FirePanel, session: Session) -> None:
    look_at(dialog, 1)
    rows = expected(session).towns
    table = dialog.towns.table
    assert cells(table, "name") == ["全县", *(row.place.name for row in rows)]
    assert cells(table, "mean")[1:] == [f"{row.mean_min:,.1f}" for row in rows]
    mean_min = session.assessment.figures["fire.mean_min"].value  # type: ignore[union-attr]
    assert cells(table, "mean")[0] == f"{mean_min:,.1f}"
    assert set(cells(table, "needs")[1:]) == {"无数据"}  # the county has no layer of built-up land
    assert cells(table, "has").count("消防站") == sum(row.has == "station" for row in rows)
    assert set(cells(table, "hydrants")) == {"无数据"}


def test_villages_out_of_reach_come_worst_first(dialog: FirePanel, session: Session) -> None:
    look_at(dialog, 2)
    late = expected(session).late_villages
    shown = cells(dialog.villages.table, "first")
    assert len(shown) == len(late)
    assert [float(text) for text in shown] == sorted((float(text) for text in shown), reverse=True)
    assert str(len(late)) in dialog.villages.summary.text()


def test_a_row_is_shown_on_the_map(dialog: FirePanel, session: Session, qtbot: Any) -> None:
    with qtbot.waitSignal(session.zoom_wanted):
        click(dialog.stations.table, 1)
    assert session.selection == {"small"}
    picked: list[tuple[str, int]] = []
    session.feature_picked.connect(lambda layer_id, row: picked.append((layer_id, row)))
    look_at(dialog, 1)
    click(dialog.towns.table, 2)  # the county comes first
    assert picked == [("townships", 1)]
    click(dialog.towns.table, 0)  # the whole county is no place of its own
    assert picked == [("townships", 1)]


def test_the_station_chosen_on_the_map_is_chosen_here(dialog: FirePanel, session: Session) -> None:
    dialog.tabs.setFocus()
    session.select([STATION_ID])
    assert dialog.stations.table.selected_keys() == [STATION_ID]


def test_it_follows_edits_undo_and_rules(dialog: FirePanel, session: Session) -> None:
    before = cells(dialog.stations.table, "people")
    session.put([small_station(2, 2)], "move")
    session.assess_now()
    assert cells(dialog.stations.table, "people") != before
    session.undo_stack.undo()
    session.assess_now()
    assert cells(dialog.stations.table, "people") == before
    basis = dialog._basis.text()
    changed = {"fire.speed_km_h": Override(20.0)}
    session.push(session.project.settings_edit(overrides=changed), "rule")
    session.assess_now()
    assert "20 km/h" in dialog._basis.text() != basis


def test_brigades_can_be_counted_in(dialog: FirePanel, session: Session) -> None:
    brigade = Brigade(
        id="b", geometry=shapely.Point(_xy(20, 12)), status="existing", brigade_class="full_time_1"
    )
    session.put([brigade], "brigade")
    session.assess_now()
    look_at(dialog, 1)
    before = cells(dialog.towns.table, "mean")
    dialog.brigades_box.setChecked(True)
    after = cells(dialog.towns.table, "mean")
    rows = expected(session, counts_brigades=True).towns
    assert after[1:] == [f"{row.mean_min:,.1f}" for row in rows]
    assert float(after[0]) < float(before[0])


def test_the_table_can_be_sorted_and_copied(dialog: FirePanel, session: Session) -> None:
    look_at(dialog, 1)
    table = dialog.towns.table
    column = [one.key for one in table.rows.columns].index("mean")
    table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    shown = [float(text) for text in cells(table, "mean")]
    assert shown == sorted(shown, reverse=True)
    dialog.towns.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == len(shown) + 1
    assert lines[0].startswith("乡镇（街道）\t常住人口\t平均（分）")


def test_it_changes_language_while_it_is_open(dialog: FirePanel, session: Session, qapp: Any) -> None:
    session.lang = "en"
    install_language(qapp, "en")
    for widget in (dialog, *dialog.pages):
        QApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
    assert dialog.windowTitle().startswith("Fire response")
    assert dialog.tabs.tabText(1) == "Townships"
    assert dialog.stations.table.rows.columns[0].title == "Station"
    assert dialog.stations.summary.text().startswith("2 stations")


def test_the_menu_opens_one_window_and_a_link_leads_to_the_rules(window: MainWindow) -> None:
    for _ in range(2):
        window.actions_["fire_response"].trigger()
    found = [one for one in window.findChildren(FirePanel) if one.isVisible()]
    assert len(found) == 1
    wanted: list[str] = []
    found[0].rule_wanted.connect(wanted.append)
    found[0]._rules_link.click()
    assert wanted == ["fire.speed_km_h"]
    window.session.close()
    assert not found[0].isVisible()


def test_a_county_without_stations_says_so(session: Session, qtbot: Any) -> None:
    session.delete([STATION_ID], "delete")
    session.assess_now()
    made = FirePanel(session)
    made.show()
    for index, page in enumerate((made.stations, made.towns, made.villages)):
        look_at(made, index)
        (said,) = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
        assert said.startswith("无数据，缺少：消防救援站")
        assert not page.table.isVisible() and not page.copy_button.isVisible()
    session.undo_stack.undo()
    session.assess_now()
    assert page.table.isVisible() and not any(
        "缺少" in one.text() for one in page.findChildren(QLabel) if one.isVisible()
    )
    made.close()


def test_without_a_layer_of_villages_none_is_counted(session: Session, qtbot: Any) -> None:
    project = session.project
    layers = [one for one in project.layers if one.role != Role.VILLAGES]
    session.open(Project(project.settings, layers, list(project.scenarios), project.active_scenario_id), None)
    session.assess_now()
    made = FirePanel(session)
    made.show()
    look_at(made, 1)
    assert set(cells(made.towns.table, "villages")) == {"无数据"}
    look_at(made, 2)
    assert made.villages.summary.text() == "无数据"
    made.close()
