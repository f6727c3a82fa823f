"""Layers, scenarios, search, identify."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from models.county.layer import Layer, Role
from models.facilities.facility import Family, Status
from models.facilities.keyproject import KeyProject
from models.findings.findings import Verdict
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from models.project.settings import Settings
from tests.ui.canvas_project import PARK_ID, SQUARE_ID
from tests.ui.conftest import wait_until_idle, write
from tests.ui.made_county import frame
from ui.app.mainwindow import MainWindow
from ui.cartography.options import NO_THEME
from ui.core.session import Session
from ui.panels.layerentries import FAMILY_ITEM, LAYER_ITEM
from ui.panels.layers import LayersPanel
from ui.panels.scenarios import HEADLINE, ScenarioCard, headline_of
from ui.panels.search import around, find
from ui.widgets.layerstyle import LayerStylePopup, geometry_kind


@pytest.fixture
def panel(session: Session, qtbot: Any) -> LayersPanel:
    panel = LayersPanel(session)
    qtbot.addWidget(panel.head)
    qtbot.addWidget(panel)
    panel.resize(240, 400)
    panel.show()
    return panel


def item_of(panel: LayersPanel, key: str) -> Any:
    for row in range(panel.tree.topLevelItemCount()):
        if panel.tree.topLevelItem(row).data(0, Qt.ItemDataRole.UserRole) == key:
            return panel.tree.topLevelItem(row)
    raise KeyError(key)


# -- layers ----------------------------------------------------------------------------------------------
def test_families_with_counts_then_layers_in_order(panel: LayersPanel, session: Session) -> None:
    rows = [panel.tree.topLevelItem(i) for i in range(panel.tree.topLevelItemCount())]
    families = [r.data(0, Qt.ItemDataRole.UserRole) for r in rows if r.type() == FAMILY_ITEM]
    layers = [r.data(0, Qt.ItemDataRole.UserRole) for r in rows if r.type() == LAYER_ITEM]
    assert families == ["shelter", "depot", "fire_station"]  # no others in this county
    assert layers == [layer.id for layer in session.project.layers]
    assert item_of(panel, "shelter").text(1) == "2 + 1"  # two stand, the park is planned
    assert item_of(panel, "villages").text(1) == "240"


def test_a_long_name_takes_lines_and_gives_them_back_where_there_is_room(
    panel: LayersPanel, session: Session, qtbot: Any
) -> None:
    tree, line = panel.tree, panel.tree.fontMetrics().lineSpacing()

    def height_of(name: str, key: str = "villages") -> int:
        layers = [replace(one, name=name) if one.id == key else one for one in session.project.layers]
        session.push(session.project.layers_edit(layers), "")
        tree.doItemsLayout()
        return tree.visualItemRect(item_of(panel, key)).height()

    short = height_of("村庄")
    name = "学校、公园、广场、绿地与体育场馆"
    assert height_of(name) >= max(short, 2 * line)
    panel.resize(900, 400)
    qtbot.waitUntil(lambda: tree.visualItemRect(item_of(panel, "villages")).height() == short)
    panel.resize(240, 400)
    assert height_of(40 * name) <= 3 * line + 8


def signs_of(panel: LayersPanel, key: str) -> list[tuple[str, str]]:
    item = item_of(panel, key)
    return [(item.child(row).text(0), item.child(row).text(1)) for row in range(item.childCount())]


def test_rows_fold_out_to_the_signs_of_the_map(window: MainWindow) -> None:
    panel, session = window.layers_panel, window.session
    assert session.assessment is not None
    theme = signs_of(panel, "theme")
    assert item_of(panel, "theme").isExpanded() and len(theme) > 2
    # Every township is in one class, and its class is counted.
    assert sum(int(count) for _, count in theme) == len(session.assessment.units.names)
    assert signs_of(panel, "shelter") == [("现状", "2"), ("规划", "1")]
    assert item_of(panel, "shelter").text(0) == "避难场所" and "应急避难场所" in item_of(
        panel, "shelter"
    ).toolTip(0)
    panel.show_coverage("shelter.fixed")
    assert [text for text, _ in signs_of(panel, "coverage")] == ["服务范围内", "未覆盖"]
    assert signs_of(panel, "depot") == []  # its own picture is its only sign
    assert not item_of(panel, "shelter").isExpanded()
    assert {text for text, _ in signs_of(panel, "roads")} == {"国道", "省道"}
    panel.theme_box.setCurrentIndex(panel.theme_box.findData(NO_THEME))
    panel.theme_box.activated.emit(panel.theme_box.currentIndex())
    assert signs_of(panel, "theme") == []


def test_years_that_what_is_planned_shall_be_finished_in_stand_below_the_families(window: MainWindow) -> None:
    panel, session = window.layers_panel, window.session
    planned = [one for one in session.scenario.facilities.values() if one.status == Status.PLANNED]
    assert planned and item_of(panel, "years").isHidden()  # nobody said when
    project = KeyProject(facility_ids=tuple(one.id for one in planned), finish_year=2029)
    session.push(session.project.settings_edit(projects=(project,)), "years")
    session.assess_now()
    assert not item_of(panel, "years").isHidden()
    assert signs_of(panel, "years") == [("2029 年", str(len(planned)))]


def test_a_row_that_was_folded_out_stays_so_after_an_edit(panel: LayersPanel, session: Session) -> None:
    item_of(panel, "shelter").setExpanded(True)
    item_of(panel, "theme").setExpanded(False)
    park = session.scenario.facilities[PARK_ID]
    session.put([replace(park, status=Status.CANDIDATE)], "x")
    session.assess_now()
    assert item_of(panel, "shelter").isExpanded() and not item_of(panel, "theme").isExpanded()
    assert item_of(panel, "shelter").text(1) == "2"
    assert signs_of(panel, "shelter") == [("现状", "2"), ("备选", "1")]


def test_a_tick_hides_a_layer_as_one_undo_step(panel: LayersPanel, session: Session) -> None:
    item_of(panel, "roads").setCheckState(0, Qt.CheckState.Unchecked)
    assert not session.project.layer("roads").visible
    assert "道路" in session.undo_stack.undoText()
    session.undo_stack.undo()
    assert session.project.layer("roads").visible
    assert item_of(panel, "roads").checkState(0) == Qt.CheckState.Checked


def test_a_tick_hides_a_family(panel: LayersPanel, session: Session, qtbot: Any) -> None:
    with qtbot.waitSignal(panel.families_hidden) as signal:
        item_of(panel, "depot").setCheckState(0, Qt.CheckState.Unchecked)
    assert signal.args == [frozenset({Family.DEPOT})]
    assert "储备库" in session.undo_stack.undoText()
    session.undo_stack.undo()
    assert item_of(panel, "depot").checkState(0) == Qt.CheckState.Checked
    session.undo_stack.redo()
    assert panel._hidden == {Family.DEPOT}
    session.open(session.project, None)  # saved with the project
    assert item_of(panel, "depot").checkState(0) == Qt.CheckState.Unchecked


def test_layers_move_with_the_keyboard_and_by_dropping(panel: LayersPanel, session: Session) -> None:
    def order() -> list[str]:
        return [layer.id for layer in session.project.layers]

    assert order() == ["roads", "villages", "townships", "county"]
    panel.tree.setCurrentItem(item_of(panel, "villages"))
    QTest.keyClick(panel.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert order() == ["villages", "roads", "townships", "county"]
    first_layer_row = panel.tree.indexOfTopLevelItem(item_of(panel, "villages"))
    panel.tree.dropped.emit("county", first_layer_row)
    assert order() == ["county", "villages", "roads", "townships"]
    panel.tree.dropped.emit("county", first_layer_row + 4)
    assert order() == ["villages", "roads", "townships", "county"]
    panel.tree.dropped.emit("county", 0)  # among the facilities: to the top of the layers
    assert order()[0] == "county"
    session.undo_stack.undo()
    assert order() == ["villages", "roads", "townships", "county"]


def test_removing_a_layer_can_be_undone(panel: LayersPanel, session: Session) -> None:
    people = session.project.county.demand.total_persons
    panel.tree.setCurrentItem(item_of(panel, "villages"))
    QTest.keyClick(panel.tree, Qt.Key.Key_Delete)
    assert len(session.project.county.demand) == 0
    session.undo_stack.undo()
    assert session.project.county.demand.total_persons == people


def test_every_entry_of_the_context_menu_works(panel: LayersPanel, session: Session, qtbot: Any) -> None:
    menu = QMenu(panel)
    actions = {action.text(): action for action in panel.layer_actions("townships", menu)}
    with qtbot.waitSignal(session.zoom_wanted) as signal:
        actions["缩放到此"].trigger()
    assert signal.args == [tuple(session.project.layer("townships").frame.total_bounds)]
    with qtbot.waitSignal(panel.table_wanted) as signal:
        actions["打开表格"].trigger()
    assert signal.args == ["townships"]
    with qtbot.waitSignal(panel.renewal_wanted) as signal:
        actions["用新文件更新…"].trigger()
    assert signal.args == ["townships"]
    panel.tree.setCurrentItem(item_of(panel, "townships"))
    actions["上移"].trigger()
    assert [layer.id for layer in session.project.layers][1] == "townships"
    panel.tree.setCurrentItem(item_of(panel, "townships"))
    actions["下移"].trigger()
    assert [layer.id for layer in session.project.layers][2] == "townships"
    actions["移除"].trigger()
    assert "townships" not in {layer.id for layer in session.project.layers}


def test_rename(panel: LayersPanel, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.panels.layers.QInputDialog.getText", lambda *_, **__: (" 街道 ", True))
    panel._rename("townships")
    assert session.project.layer("townships").name == "街道"
    monkeypatch.setattr("ui.panels.layers.QInputDialog.getText", lambda *_, **__: ("别的", False))
    panel._rename("townships")
    assert session.project.layer("townships").name == "街道"


def test_appearance_shows_at_once_and_slides_into_one_step(
    panel: LayersPanel, session: Session, qtbot: Any
) -> None:
    popup = LayerStylePopup(session, "roads", panel)
    popup.show_at(QPoint(10, 10))
    for value in (80, 60, 40):
        popup.opacity.setValue(value)
    assert session.project.layer("roads").opacity == pytest.approx(0.4)
    assert session.undo_stack.count() == 1
    popup.width_box.setValue(3.0)
    assert session.project.layer("roads").style.line_width_pt == 3.0
    popup.labels_box.setChecked(False)
    assert session.project.layer("roads").style.show_labels is False
    popup._reset()
    assert session.project.layer("roads").opacity == 1.0
    assert session.project.layer("roads").style.line_width_pt is None
    for _ in range(session.undo_stack.count()):
        session.undo_stack.undo()
    assert session.project.layer("roads").opacity == 1.0


def test_kind_of_geometry(session: Session) -> None:
    kinds = {layer.id: geometry_kind(layer) for layer in session.project.layers}
    assert kinds == {"roads": "line", "villages": "point", "townships": "polygon", "county": "polygon"}


def test_map_options(panel: LayersPanel, qtbot: Any) -> None:
    with qtbot.waitSignal(panel.map_options_changed) as signal:
        panel.coverage_box.setCurrentIndex(panel.coverage_box.findData("fire"))
        panel.coverage_box.activated.emit(panel.coverage_box.currentIndex())
    assert signal.args == [{"coverage_key": "fire", "show_uncovered": True}]
    with qtbot.waitSignal(panel.map_options_changed) as signal:
        panel.theme_box.setCurrentIndex(panel.theme_box.findData("density"))
        panel.theme_box.activated.emit(panel.theme_box.currentIndex())
    assert signal.args == [{"theme": "density"}]


# -- scenarios -------------------------------------------------------------------------------------------
def test_cards_say_headline_and_failures_of_every_scenario(window: MainWindow, qtbot: Any) -> None:
    panel = window.scenarios_panel
    qtbot.waitUntil(lambda: panel.results.of("plan") is not None, timeout=20_000)
    for scenario_id in ("today", "plan"):
        findings = panel.results.of(scenario_id)
        assert findings is not None
        failing = sum(finding.verdict == "fail" for finding in findings)
        assert f"{failing} 项未达标" in panel.card(scenario_id).note
    # The plan counts the park too, so its card must say another figure.
    assert panel.card("plan").note != panel.card("today").note


def test_a_long_headline_goes_on_in_a_second_line(qtbot: Any) -> None:
    card = ScenarioCard()
    qtbot.addWidget(card)
    card.show()
    card.show_scenario("Today", "1.68 m² per person · 1 rejected · 14 not met", is_active=True)
    height = card.height()
    card.setFixedWidth(120)
    assert "".join(card.note_lines).replace(" · ", "") == card.note.replace(" · ", "")
    assert len(card.note_lines) == 2 and card.height() > 44
    card.setFixedWidth(600)
    assert len(card.note_lines) == 1 and card.height() == 44 <= height


def test_other_cards_follow_an_edit_of_today(window: MainWindow, qtbot: Any) -> None:
    panel = window.scenarios_panel
    qtbot.waitUntil(lambda: panel.results.of("plan") is not None, timeout=20_000)
    before = panel.card("plan").note
    window.session.delete([SQUARE_ID], "x")  # the plan holds the same square, so it loses it too
    assert SQUARE_ID not in window.session.project.scenario("plan").facilities
    qtbot.waitUntil(lambda: panel.results.of("plan") is not None, timeout=20_000)
    assert panel.card("plan").note != before


def test_headline_without_figures(session: Session) -> None:
    assert headline_of((), "zh").figure == ""
    assert HEADLINE.endswith("seat")
    judged = headline_of(session.findings, "zh")
    unknown = tuple(one for one in session.findings if one.verdict == Verdict.NO_DATA)
    assert judged.failing == sum(one.verdict == Verdict.FAIL for one in session.findings)
    assert unknown and headline_of(unknown, "zh").failing is None  # nothing judged is not nothing amiss


def test_a_county_of_which_nothing_can_be_judged_has_no_data_on_its_card(
    window: MainWindow, qtbot: Any
) -> None:
    empty = Project(window.session.project.settings, [], [Scenario(TODAY_ID, "", {})], TODAY_ID)
    window.session.open(empty, None)
    panel = window.scenarios_panel
    qtbot.waitUntil(lambda: panel.results.of(TODAY_ID) is not None, timeout=20_000)
    QApplication.processEvents()
    assert "未达标" not in panel.card(TODAY_ID).note and "无数据" in panel.card(TODAY_ID).note


def test_duplicate_rename_delete(window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session, edits = window.session, window.scenario_edits
    monkeypatch.setattr("ui.app.scenarioedits.QInputDialog.getText", lambda *_, **k: (k["text"], True))
    window.actions_["scenario_duplicate"].trigger()
    names = [s.title(session.lang) for s in session.project.scenarios]
    assert names == ["现状", "方案乙", "方案甲"]
    assert session.scenario.title(session.lang) == "方案乙"
    edits.rename(session.project.active_scenario_id, "方案丙")
    assert session.scenario.title(session.lang) == "方案丙"
    assert window.scenario_box.currentText() == "方案丙"
    window.actions_["scenario_delete"].trigger()
    assert session.scenario.is_today
    assert not window.actions_["scenario_delete"].isEnabled()
    session.undo_stack.undo()
    assert "方案丙" in [s.title(session.lang) for s in session.project.scenarios]
    edits.delete("today")
    assert "today" in {s.id for s in session.project.scenarios}
    wait_until_idle(window, qtbot)


# -- search ----------------------------------------------------------------------------------------------
def test_find_puts_what_begins_first_and_facilities_before_features(session: Session) -> None:
    hits = find(session, "文化")
    assert hits[0].facility_id == SQUARE_ID
    assert [hit.name for hit in find(session, "柳河镇")] == ["柳河镇"]
    assert find(session, "柳河镇")[0].layer_id == "townships"
    names = [hit.name for hit in find(session, "村1")]
    assert names[0] == "村1" and len(names) == 12
    assert find(session, "   ") == [] and find(session, "没有这个") == []


def test_pieces_of_one_road_are_one_hit_and_villages_of_one_name_are_two(qapp: Any) -> None:
    shapes = [shapely.LineString([(i * 1000, 0), (i * 1000 + 1000, 0)]) for i in range(40)]
    roads = Layer("道路", Role.ROADS, frame(shapes, name=["文化路"] * 40), id="roads")
    points = [shapely.Point(0, 5000), shapely.Point(9000, 5000)]
    villages = Layer("村庄", Role.VILLAGES, frame(points, name=["文化村", "文化村"]), id="villages")
    made = Session("zh")
    made.open(Project(Settings(), [roads, villages]), None)
    hits = find(made, "文化")
    assert [(hit.name, hit.layer_id) for hit in hits] == [
        ("文化村", "villages"),
        ("文化村", "villages"),
        ("文化路", "roads"),
    ]
    assert hits[2].bounds == (0, -800, 40_000, 800)  # the whole road, and a little beside it


def test_search_box_goes_there_with_the_keyboard(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.actions_["find"].trigger()
    box = window.search
    assert box.hasFocus()
    write(box, "公园")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert [f.name for f in window.session.selected] == ["滨河公园"]
    x, y = window.session.selected[0].location
    min_x, min_y, max_x, max_y = window.canvas.extent
    assert min_x < x < max_x and min_y < y < max_y
    assert window.canvas.hasFocus()


def test_search_says_when_there_is_nothing_else_shows_a_list_that_arrows_walk(
    window: MainWindow, qtbot: Any
) -> None:
    window.activateWindow()
    window.search.start()
    write(window.search, "西湖")
    qtbot.waitUntil(lambda: window.search._list.count() == 1)
    assert "西湖" in window.search._list.item(0).text() and window.search.hits == []
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.search.text() == ""
    window.search.start()
    write(window.search, "镇")
    qtbot.waitUntil(lambda: len(window.search.hits) == 6)
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    second = window.search.hits[1]
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.selected_panel.identify.has_feature
    assert second.name in window.selected_panel.head.heading.text()


@pytest.mark.parametrize(
    ("words", "is_there"),
    [
        ("117.25, 36.1", True),
        ("36.1 117.25", True),
        ("117.25°，36.1°", True),
        ("361 117.25", False),
        ("36", False),
    ],
)
def test_coordinates_are_found(session: Session, words: str, is_there: bool) -> None:
    hits = [hit for hit in find(session, words) if hit.kind == "坐标"]
    assert bool(hits) is is_there
    if is_there:
        # EPSG:4548: 0.25 degrees east of its meridian at this latitude are 22.5 km.
        min_x, min_y, max_x, max_y = hits[0].bounds
        assert (min_x + max_x) / 2 == pytest.approx(522_506, abs=30) and 3.99e6 < min_y < max_y < 4.01e6


def test_a_point_gets_surroundings() -> None:
    assert around((0, 0, 0, 0)) == (-800, -800, 800, 800)
    assert around((0, 0, 4000, 100)) == (0, -750, 4000, 850)


# -- identify --------------------------------------------------------------------------------------------
def test_a_picked_feature_shows_its_attributes_and_area(window: MainWindow) -> None:
    window.session.feature_picked.emit("townships", 1)
    panel = window.selected_panel
    assert panel._stack.currentWidget() is panel.identify
    from ui.panels.identify import feature_rows

    rows = dict(feature_rows(window.session.project.layer("townships"), 1, window.session))
    assert rows == {"名称": "柳河镇", "面积": "64 km²"}  # 8 km x 8 km
    window.session.select([SQUARE_ID])
    assert panel._stack.currentWidget() is panel.form
    window.session.select([])
    assert panel._stack.currentWidget() is panel._empty
