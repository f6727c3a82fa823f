"""The window of teams, aircraft and grass roots shows what the models compute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from models.county.layer import Role
from models.facilities.facility import Helipad, Team
from models.teams.air import air_rows
from models.teams.teams import team_groups, team_times
from tests.ui.canvas_project import _xy
from tests.ui.conftest import MakeWindow
from tests.ui.leaks import deliver_deletions
from ui.analysis.page import PagesPanel
from ui.analysis.resulttable import ResultTable
from ui.analysis.teams import TeamPanel
from ui.app.mainwindow import MainWindow
from ui.core.i18n import install_language
from ui.core.session import Session

TEAM = Team(
    id="team",
    name="救援队",
    geometry=shapely.Point(_xy(6, 8)),
    status="existing",
    level="township",
    staff_persons=15,
)
BASE = Helipad(id="base", name="基地", geometry=shapely.Point(_xy(2, 2)), status="existing", kind="air_base")


@pytest.fixture
def dialog(session: Session) -> Iterator[TeamPanel]:
    project = session.project
    townships = next(layer for layer in project.layers if layer.role == Role.TOWNSHIPS)
    frame = townships.frame.assign(
        **{name: [1, 0, None, 1, 1, 1] for name in ("has_office", "has_team")}, has_depot=1, has_platform=1
    )
    project.apply(
        project.layers_edit(
            layer.with_changes(frame=frame) if layer is townships else layer for layer in project.layers
        )
    )
    session.put([TEAM, BASE], "team")
    session.assess_now()
    made = TeamPanel(session)
    made.show()
    yield made
    made.close()
    deliver_deletions()


def look_at(dialog: TeamPanel, index: int) -> None:
    dialog.tabs.setCurrentIndex(index)
    QApplication.processEvents()


def cells(table: ResultTable, key: str) -> list[str]:
    column = [one.key for one in table.rows.columns].index(key)
    return [table.rows.index(row, column).data() for row in range(table.rows.rowCount())]


def test_head_counts_are_those_of_the_model(dialog: TeamPanel, session: Session) -> None:
    page = dialog.groups
    expected = team_groups(session.project.county, (TEAM,), session.rules)
    assert cells(page.table, "people") == [f"{row.persons:,}" for row in expected]
    assert "救援队" in cells(page.table, "names")
    page.only_short.setChecked(True)
    assert len(cells(page.table, "people")) == sum(row.is_short is not False for row in expected)


def lacking_said(page: QWidget) -> str:
    """What the page says of a list that it would need; empty where it needs none."""
    shown = [one.text() for one in page.findChildren(QLabel) if one.isVisible() and "缺少" in one.text()]
    return " ".join(shown)


def test_arrival_times_follow_edits(dialog: TeamPanel, session: Session) -> None:
    look_at(dialog, 1)
    expected = team_times(session.project.county, (TEAM,), session.rules)
    assert cells(dialog.times.table, "place") == [row.place.name for row in expected]
    assert set(cells(dialog.times.table, "team")) == {"救援队"}
    session.delete(["team"], "delete")
    session.assess_now()
    assert not dialog.times.table.isVisible() and lacking_said(dialog.times).startswith("无数据，缺少：")
    session.undo_stack.undo()
    session.assess_now()
    assert dialog.times.table.isVisible() and lacking_said(dialog.times) == ""
    assert set(cells(dialog.times.table, "team")) == {"救援队"}


def test_bases_and_what_they_reach(dialog: TeamPanel, session: Session) -> None:
    look_at(dialog, 2)
    (row,) = air_rows(session.project.county, (BASE,), session.rules)
    assert cells(dialog.air.table, "name") == ["基地"]
    assert cells(dialog.air.table, "county") == [f"{row.county_share:.0f} %"] == ["100 %"]
    assert "航空救援" in dialog.air.figures.text()
    session.delete(["base"], "delete")
    session.assess_now()
    assert not dialog.air.table.isVisible() and not dialog.air.figures.isVisible()
    assert "停机坪" in lacking_said(dialog.air)


def test_every_item_of_a_checklist_is_listed(dialog: TeamPanel, qtbot: Any, session: Session) -> None:
    look_at(dialog, 3)
    page = dialog.checklists
    page.list_box.setCurrentIndex(page.list_box.findData("township.kit_share"))
    page.refresh()
    # Plain gaps, then what nobody filled in, then the complete ones.
    assert cells(page.table, "place")[:2] == ["柳河镇", "白杨镇"]
    assert cells(page.table, "has_office")[:3] == ["缺", "无数据", "有"]
    assert cells(page.table, "met") == ["缺", "无数据", "有", "有", "有", "有"]
    page.only_open.setChecked(True)
    assert cells(page.table, "place") == ["柳河镇", "白杨镇"]
    picked: list[tuple[str, int]] = []
    session.feature_picked.connect(lambda layer_id, row: picked.append((layer_id, row)))
    at = page.table.visualRect(page.table.rows.index(0, 0)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert picked == [("townships", 1)]
    # A list that no column tells of says which column to add.
    page.list_box.setCurrentIndex(page.list_box.findData("township.six_haves_share"))
    page.refresh()
    assert cells(page.table, "place") == [] and "六有" in page.note.text()


def test_both_languages(dialog: TeamPanel, session: Session, qapp: QApplication) -> None:
    for index in range(4):
        look_at(dialog, index)
    session.lang = "en"
    install_language(qapp, "en")
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert dialog.tabs.tabText(0) == "Head counts"
    assert dialog.checklists.only_open.text() == "Only those that lack something"


def test_the_menu_opens_it_once_beside_the_map(window: MainWindow) -> None:
    for _ in range(2):
        window.actions_["teams"].trigger()
        QApplication.processEvents()
    (found,) = [one for one in window.findChildren(TeamPanel) if one.isVisible()]
    assert not found.isModal()
    found.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_stands_inside_the_window(make_window: MakeWindow, qtbot: Any, lang: str) -> None:
    window = make_window(lang=lang)
    window.resize(1280, 720)
    for name in ("teams", "shelters"):
        window.actions_[name].trigger()
        QApplication.processEvents()
        (found,) = [one for one in window.findChildren(PagesPanel) if one.isVisible()]

        def stands(name: str = name, found: PagesPanel = found) -> None:
            assert window.frameGeometry().contains(found.frameGeometry()), name
            middle = window.canvas.mapToGlobal(window.canvas.rect().center())
            # Where places that are chosen are shown.
            assert not found.frameGeometry().contains(middle), name

        qtbot.waitUntil(stands)
    found.close()
