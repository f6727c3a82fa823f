"""The shelter window shows what the models compute; a click goes to the map; edits can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.facilities.facility import Shelter
from models.findings.numbers import significant
from models.kernel.curves import lorenz, reached_by
from models.locate.candidates import rank_candidates
from models.shelters.custody import custody_rows
from models.shelters.distance import nearest_fixed_m
from models.shelters.need import demand_rows
from tests.ui.canvas_project import PARK_ID, SCHOOL_ID, SQUARE_ID, _xy, small_project
from tests.ui.conftest import MakeWindow
from tests.ui.leaks import deliver_deletions
from ui.analysis.candidates import CandidatesPage
from ui.analysis.curveplot import CurvePlot
from ui.analysis.resulttable import ResultTable
from ui.analysis.shelters import ShelterPanel
from ui.analysis.shelterscustody import FILTERS
from ui.analysis.sheltersmakeup import VIEWS
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session


def candidate(facility_id: str, x_km: float, y_km: float, **values: Any) -> Shelter:
    given = {"name": facility_id, "status": "candidate", "effective_area_m2": 4000.0, "kind": "park"}
    return Shelter(id=facility_id, geometry=shapely.Point(_xy(x_km, y_km)), **(given | values))


@pytest.fixture
def dialog(session: Session, qtbot: Any) -> Iterator[ShelterPanel]:
    session.put([candidate("east", 20, 12), candidate("west", 3, 3)], "candidates")
    session.assess_now()
    made = ShelterPanel(session)
    made.show()
    yield made
    made.close()
    deliver_deletions()


def look_at(dialog: ShelterPanel, index: int) -> None:
    dialog.tabs.setCurrentIndex(index)
    QApplication.processEvents()


def cells(table: ResultTable, key: str) -> list[str]:
    column = [one.key for one in table.rows.columns].index(key)
    return [table.rows.index(row, column).data() for row in range(table.rows.rowCount())]


def click(table: ResultTable, row: int, *modifiers: Qt.KeyboardModifier) -> None:
    at = table.visualRect(table.rows.index(row, 1)).center()
    chosen = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, chosen, at)


def test_need_and_room_are_those_of_the_model(dialog: ShelterPanel, session: Session) -> None:
    page = dialog.need
    expected = demand_rows(session.project.county, page.shelters, session.rules)
    county = expected[0]
    assert cells(page.stays, "need") == [f"{round(one.need_persons or 0):,}" for one in county.stays]
    page.stay_box.setCurrentIndex(1)
    page.refresh()
    assert cells(page.townships, "residents") == [
        f"{round(row.residents_persons or 0):,}" for row in expected
    ]
    assert cells(page.townships, "gap") == [f"{round(row.stays[1].gap_persons or 0):,}" for row in expected]
    assert cells(page.townships, "name")[:2] == ["全县", "城关镇"]
    # A row of the small table chooses the stay of the large one.
    click(page.stays, 3)
    assert page.stay_box.currentIndex() == 3
    assert cells(page.townships, "need") == [f"{round(row.stays[3].need_persons or 0):,}" for row in expected]


def test_it_follows_edits_and_undo(dialog: ShelterPanel, session: Session) -> None:
    before = cells(dialog.need.stays, "room")
    square = session.scenario.facilities[SQUARE_ID]
    session.put([replace(square, effective_area_m2=90_000.0)], "edit")  # type: ignore[type-var]
    session.assess_now()
    assert cells(dialog.need.stays, "room") != before
    session.undo_stack.undo()
    session.assess_now()
    assert cells(dialog.need.stays, "room") == before


def test_a_township_is_shown_on_the_map(dialog: ShelterPanel, session: Session, qtbot: Any) -> None:
    picked: list[tuple[str, int]] = []
    session.feature_picked.connect(lambda layer_id, row: picked.append((layer_id, row)))
    with qtbot.waitSignal(session.zoom_wanted):
        click(dialog.need.townships, 2)  # the county comes first
    assert picked == [("townships", 1)]


def test_the_chart_of_townships_is_linked_with_the_map(
    dialog: ShelterPanel, session: Session, qtbot: Any
) -> None:
    page, units = dialog.need, session.assessment.units  # type: ignore[union-attr]
    plot = page.area_bars
    values = {int(bar.key): bar.value for bar in plot.bars}
    assert values == dict(enumerate(units.shelter_area_per_resident_m2.tolist()))
    lengths = [bar.value for bar in plot.bars]
    assert lengths == sorted(lengths, key=lambda one: one or 0.0)  # the worst on top
    assert [bar.is_short for bar in plot.bars] == [
        (one or 0.0) < session.rules["shelter.area_per_resident_m2"] for one in lengths
    ]
    found = lorenz(units.shelter_effective_area_m2, units.population_persons)
    assert found is not None and f"{found.gini:.2f}" in page.spread_chart.heading.text()
    # From the chart to the map, and back.
    plot.resize(300, plot.height())
    at = plot.mapFromScene(plot.box.mapViewToScene(QPointF(0.1, 1)))
    with qtbot.waitSignal(session.feature_picked) as picked, qtbot.waitSignal(session.zoom_wanted):
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert picked.args == ["townships", int(plot.bars[1].key)] and plot.marked == {plot.bars[1].key}
    session.feature_picked.emit("townships", int(plot.bars[0].key))
    assert plot.marked == {plot.bars[0].key}
    session.feature_picked.emit("roads", 0)
    assert plot.marked == frozenset()
    QGuiApplication.clipboard().clear()
    page.area_chart.copy_button.click()
    assert QGuiApplication.clipboard().pixmap().height() > plot.height()


def press(plot: CurvePlot, x: float) -> None:
    plot.resize(300, plot.height())
    at = plot.mapFromScene(plot.box.mapViewToScene(QPointF(x, 1)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_curves_are_linked_with_the_map(dialog: ShelterPanel, session: Session, qtbot: Any) -> None:
    page, units, county = dialog.need, session.assessment.units, session.county  # type: ignore[union-attr]
    found = lorenz(units.shelter_effective_area_m2, units.population_persons)
    assert found is not None
    last = int(found.order[-1])
    with qtbot.waitSignal(session.feature_picked) as picked:  # the last part is of who has most
        press(page.spread_curve, 100 * float(found.people_share[-2:].mean()))
    assert picked.args == ["townships", last] and page.spread_curve.marked == {last}
    assert str(units.names[last]) in page.spread_curve.readout(QPointF(99.9, 1))
    assert page.distance_curve.marked == set(np.flatnonzero(county.demand_place == last).tolist())

    metres = nearest_fixed_m(county, page.shelters, session.rules)
    known = np.flatnonzero(np.isfinite(metres) & (county.demand.known_persons > 0))
    far = int(known[np.argmax(metres[known])])
    with qtbot.waitSignal(session.feature_picked) as picked, qtbot.waitSignal(session.zoom_wanted):
        press(page.distance_curve, 0.999 * float(metres[far]))
    assert picked.args == ["villages", int(county.demand.rows[far])]
    assert page.distance_curve.marked == {far} and page.spread_curve.marked == frozenset()
    session.feature_picked.emit("", -1)
    assert page.distance_curve.marked == frozenset()


def test_room_against_need_is_drawn_as_the_table_says(dialog: ShelterPanel, session: Session) -> None:
    page = dialog.need
    page.stay_box.setCurrentIndex(1)
    page.refresh()
    rows = [row for row in demand_rows(session.county, page.shelters, session.rules) if row.place]
    expected = {row.place.key: row.stays[1] for row in rows if row.place}
    bars = page.room_bars.bars
    assert {bar.key: (bar.value, bar.wanted, bar.is_short) for bar in bars} == {
        key: (one.capacity_persons, one.need_persons, bool(one.gap_persons)) for key, one in expected.items()
    }
    gaps = [expected[bar.key].gap_persons or 0.0 for bar in bars]
    assert gaps == sorted(gaps, reverse=True)  # the worst on top
    assert page.room_bars.readout(QPointF(0, 1)) == f"{bars[1].name}  {bars[1].text}"
    assert page.room_bars.readout(QPointF(0, 99)) == ""
    session.feature_picked.emit("townships", int(bars[0].key))
    assert page.room_bars.marked == {bars[0].key}


def test_the_curve_of_distances_reads_out_what_the_model_says(dialog: ShelterPanel, session: Session) -> None:
    page = dialog.need
    metres = nearest_fixed_m(session.county, page.shelters, session.rules)
    at, share = reached_by(metres, session.county.demand.known_persons)
    middle = len(at) // 2
    words = page.distance_curve.readout(QPointF((at[middle] + at[middle + 1]) / 2, 10))
    assert words.splitlines()[1].endswith(significant(100 * float(share[middle])))
    half = at[share >= 0.5][0]
    assert f"{half:,.0f}" in page.distance_chart.note.text()


def test_every_view_of_the_make_up_has_rows(dialog: ShelterPanel, session: Session) -> None:
    look_at(dialog, 1)
    page = dialog.makeup
    counts = {}
    for index, view in enumerate(VIEWS):
        page.view_box.setCurrentIndex(index)
        page.refresh()
        counts[view] = page.table.rows.rowCount()
    # All together and six townships; five classes; the two existing fixed shelters.
    assert counts == {
        "space": 7,
        "shelter_kind": 7,
        "shelter_class": 7,
        "classes": 5,
        "limits": 2,
        "fitting": len(page.shelters),
    }


def test_custody_lists_the_overdue_with_days(dialog: ShelterPanel, session: Session) -> None:
    school = session.scenario.facilities[SCHOOL_ID]
    assert isinstance(school, Shelter)
    session.put(
        [replace(school, last_inspection="2020-01-01", builder="B", occupancy_persons=10_000)], "edit"
    )
    session.assess_now()
    look_at(dialog, 2)
    table = dialog.custody.table
    expected = custody_rows(dialog.custody.shelters, session.rules, session.today)
    assert cells(table, "name") == [row.shelter.name for row in expected] == ["第一中学", "文化广场"]
    assert cells(table, "inspection_days") == [f"{expected[0].inspection.overdue_days:,}", "无记录"]
    assert cells(table, "lacking")[0] == "管理单位、维护单位"
    assert cells(table, "occupancy") == ["超员", "未登记"]
    dialog.custody.filter_box.setCurrentIndex(list(FILTERS).index("full"))
    dialog.custody.refresh()
    assert cells(table, "name") == ["第一中学"]
    dialog.custody.filter_box.setCurrentIndex(0)
    dialog.custody.refresh()
    dialog.custody.words.setText("文化")
    assert cells(table, "name") == ["文化广场"]


def test_a_shelter_that_is_not_built_yet_is_not_overdue(dialog: ShelterPanel, session: Session) -> None:
    session.project.activate("plan")  # where what is planned counts
    planned = replace(session.scenario.facilities[SQUARE_ID], status="planned")
    session.put([planned], "edit")
    session.assess_now()
    look_at(dialog, 2)
    table = dialog.custody.table
    row = cells(table, "name").index(planned.name)
    at = [one.key for one in table.rows.columns].index("inspection_days")
    cell = table.rows.index(row, at)
    assert cell.data() == "尚未建成" and cell.data(Qt.ItemDataRole.ForegroundRole) is None


def test_the_ranking_is_that_of_the_model(dialog: ShelterPanel, session: Session) -> None:
    look_at(dialog, 3)
    page = dialog.candidates
    expected = rank_candidates(
        session.project.county, session.scenario, session.rules, session.project.settings.local
    )
    assert cells(page.table, "name") == [one.facility.name for one in expected]
    assert cells(page.table, "total") == [f"{100 * one.total:.1f}" for one in expected]
    assert page.weights.text().count("·") == 5
    assert not page.plan_button.isEnabled()
    click(page.table, 0)
    assert session.selection == {expected[0].facility.id}
    assert page.reason.text() == expected[0].reason("zh")


def test_sorting_keeps_rows_without_data_last_and_the_choice_goes(dialog: ShelterPanel) -> None:
    look_at(dialog, 3)
    page = dialog.candidates
    before = cells(page.table, "name")
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert cells(page.table, "name") == before[::-1]


def test_candidates_become_planned_in_a_plan(dialog: ShelterPanel, session: Session) -> None:
    session.project.activate("plan")
    session.put([candidate("far", 22, 2)], "one")
    session.assess_now()
    look_at(dialog, 3)
    page = dialog.candidates
    assert cells(page.table, "name") == [one.facility.name for one in page.ranked] and len(page.ranked) == 3
    scenarios = len(session.project.scenarios)
    click(page.table, 0)
    click(page.table, 1, Qt.KeyboardModifier.ControlModifier)
    chosen = [one.facility.id for one in page.chosen]
    assert len(chosen) == 2
    page.plan_button.click()
    session.assess_now()
    assert {session.scenario.facilities[one].status for one in chosen} == {"planned"}
    assert len(session.project.scenarios) == scenarios
    assert len(page.ranked) == 1
    session.undo_stack.undo()
    assert {session.scenario.facilities[one].status for one in chosen} == {"candidate"}


def test_today_makes_a_new_plan_in_one_step(dialog: ShelterPanel, session: Session) -> None:
    look_at(dialog, 3)
    page: CandidatesPage = dialog.candidates
    assert page.plan_button.text() == "在新方案中转为规划"
    click(page.table, 0)
    chosen = page.chosen[0].facility.id
    before = session.project.scenarios
    page.plan_button.click()
    session.assess_now()
    assert len(session.project.scenarios) == len(before) + 1
    assert not session.scenario.is_today and session.scenario.title("zh") == "备选场地方案"
    assert session.scenario.facilities[chosen].status == "planned"
    assert session.project.scenario("today").facilities[chosen].status == "candidate"
    assert chosen in session.assessment.shelters  # type: ignore[union-attr]
    session.undo_stack.undo()
    assert [one.id for one in session.project.scenarios] == [one.id for one in before]
    session.undo_stack.redo()
    assert session.project.scenarios[1].facilities[chosen].status == "planned"


def test_without_candidates_it_says_what_to_do(session: Session, qtbot: Any) -> None:
    made = ShelterPanel(session)
    made.show()
    look_at(made, 3)
    assert "备选" in made.candidates.note.text()
    assert not made.candidates.plan_button.isEnabled()
    made.close()
    deliver_deletions()


def test_the_selection_on_the_map_is_followed(dialog: ShelterPanel, session: Session) -> None:
    look_at(dialog, 2)
    dialog.custody.words.setFocus()
    session.select([SCHOOL_ID])
    assert dialog.custody.table.selected_keys() == [SCHOOL_ID]


def test_both_languages_on_every_page(dialog: ShelterPanel, session: Session, qapp: QApplication) -> None:
    for index in range(4):
        look_at(dialog, index)
    session.lang = "en"
    install_language(qapp, "en")
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog.tabs.tabText(3) == "Candidate sites"
    assert dialog.candidates.plan_button.text() == "Make planned in a new plan"
    assert dialog.candidates.copy_button.text() == "Copy table"
    assert [one.title for one in dialog.candidates.table.rows.columns][:2] == ["Rank", "Site"]
    look_at(dialog, 0)
    assert cells(dialog.need.stays, "stay")[0] == "Emergency"


def test_the_menu_opens_it_once_beside_the_map(window: MainWindow) -> None:
    for _ in range(2):
        window.actions_["shelters"].trigger()
        QApplication.processEvents()
    (found,) = [one for one in window.findChildren(ShelterPanel) if one.isVisible()]
    assert not found.isModal()
    found.need.rule_wanted.emit("shelter.displaced_share.short")
    from ui.dialogs.rules import RulesDialog

    (rules,) = [one for one in window.findChildren(RulesDialog) if one.isVisible()]
    rules.close()
    found.close()


def test_another_project_closes_it(make_window: MakeWindow) -> None:
    window = make_window()
    window.actions_["shelters"].trigger()
    QApplication.processEvents()
    window.session.open(small_project(), None)
    QApplication.processEvents()
    assert not [one for one in window.findChildren(ShelterPanel) if one.isVisible()]


def test_planned_shelters_with_an_outline_count_in_the_plan(dialog: ShelterPanel, session: Session) -> None:
    today = {one.id for one in dialog.need.shelters}
    session.project.activate("plan")
    assert {one.id for one in dialog.need.shelters} == today | {PARK_ID}
