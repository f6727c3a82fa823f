"""Windows of pages with tables: what all of them do, whatever their pages are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from models.facilities.facility import Family
from models.findings.places import facility_place
from tests.ui.canvas_project import SCHOOL_ID, SQUARE_ID, small_project
from tests.ui.leaks import deliver_deletions
from ui.analysis.page import PagesPanel, TablePage
from ui.analysis.resulttable import ResultTable, numbers, words
from ui.core.session import Session


class Names(TablePage):
    """The names of the shelters that count."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.filled = 0
        self.followed = self.table

    def refresh(self) -> None:
        self.filled += 1
        shown = {one.id: facility_place(one) for one in self.shelters}
        self.table.show_rows([words("name", "名称", (one.name for one in self.shelters))], list(shown), shown)


class Two(PagesPanel):
    """Two such pages; counts how often what they share is computed."""

    def __init__(self, session: Session) -> None:
        self.computed = 0
        self.first, self.second = Names(session), Names(session)
        self.basis = QLabel("basis")
        super().__init__(session, (self.first, self.second), above=self.basis)

    def titles(self) -> tuple[str, ...]:
        return "one", "two"

    def name(self, scenario: str) -> str:
        return f"Names: {scenario}"

    def compute(self) -> None:
        self.computed += 1


@pytest.fixture
def dialog(session: Session, qtbot: Any) -> Iterator[Two]:
    made = Two(session)
    made.show()
    QApplication.processEvents()
    yield made
    if shiboken6.isValid(made):
        made.close()


def rows(page: Names) -> list[str]:
    return [page.table.rows.index(row, 0).data() for row in range(page.table.rows.rowCount())]


def test_only_the_page_that_is_looked_at_is_filled(dialog: Two) -> None:
    assert rows(dialog.first) == ["文化广场", "第一中学"] and dialog.second.filled == 0
    before = dialog.first.filled
    dialog.tabs.setCurrentIndex(1)
    assert rows(dialog.second) == rows(dialog.first) and dialog.first.filled == before


def test_an_edit_computes_what_is_shared_once_and_another_page_does_not(
    dialog: Two, session: Session
) -> None:
    before = dialog.computed
    dialog.tabs.setCurrentIndex(1)
    assert dialog.computed == before
    session.delete([SQUARE_ID], "x")
    session.assess_now()
    assert dialog.computed == before + 1 and rows(dialog.second) == ["第一中学"]
    session.undo_stack.undo()
    session.assess_now()
    assert sorted(rows(dialog.second)) == ["文化广场", "第一中学"]


def test_rows_and_the_selection_on_the_map_follow_each_other(
    dialog: Two, session: Session, qtbot: Any
) -> None:
    session.select([SCHOOL_ID])
    assert dialog.first.table.selected_keys() == [SCHOOL_ID]
    with qtbot.waitSignal(session.zoom_wanted):
        dialog.first.table.wanted.emit([SQUARE_ID])
    assert session.selection == {SQUARE_ID}


def test_the_window_says_which_scenario_it_is_about_and_what_its_pages_are(
    dialog: Two, session: Session
) -> None:
    assert dialog.windowTitle() == "Names: 现状" and dialog.basis.isVisible()
    assert [dialog.tabs.tabText(index) for index in (0, 1)] == ["one", "two"]
    plan = next(one for one in session.project.scenarios if not one.is_today)
    session.project.activate(plan.id)
    session.assess_now()
    assert dialog.windowTitle() == f"Names: {plan.title('zh')}" and len(rows(dialog.first)) == 3


def test_the_table_is_copied_with_its_head(dialog: Two) -> None:
    dialog.first.copy_button.click()
    assert QGuiApplication.clipboard().text().split("\n") == ["名称", "文化广场", "第一中学"]


def test_another_project_closes_it(dialog: Two, session: Session) -> None:
    session.open(small_project(), None)
    deliver_deletions()
    assert not shiboken6.isValid(dialog)


@pytest.mark.parametrize("room_px", [160, 900])
def test_no_column_is_squeezed_below_its_content(qtbot: Any, room_px: int) -> None:
    table = ResultTable()
    qtbot.addWidget(table)
    titles = ("Residents of", "Effective area (m² each)", "Residents as of")
    table.show_rows([words(title, title, ["usual residents, end of 2024"]) for title in titles], ["a"], {})
    table.resize(room_px, 400)
    table.show()
    table.fit_height()
    header = table.horizontalHeader()
    for column in range(3):
        needed = max(table.sizeHintForColumn(column), header.sectionSizeHint(column))
        assert header.sectionSize(column) >= needed
    is_wide = header.length() > table.viewport().width()
    assert is_wide == (room_px == 160) == table.horizontalScrollBar().isVisible()
    row = table.visualRect(table.rows.index(0, 0))
    assert row.bottom() <= table.viewport().height()  # the scroll bar covers no row
    assert is_wide or header.length() == table.viewport().width()


def test_numbers_at_the_end_stay_near_their_row(qtbot: Any) -> None:
    table = ResultTable()
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    columns = [words("name", "n", ["a"]), numbers("x", "x", [1.0], ["1"]), numbers("y", "y", [2.0], ["2"])]
    table.show_rows(columns, ["a"], {})
    header, room_px = table.horizontalHeader(), table.viewport().width()
    own_px = [max(table.sizeHintForColumn(at), header.sectionSizeHint(at)) for at in range(3)]
    shared = [header.sectionSize(at) - own_px[at] for at in range(3)]
    assert header.length() == room_px and max(shared) - min(shared) <= 3, "all share what is left"
    table.setColumnWidth(0, 400)  # by hand: no other column moves with it but the last
    assert header.sectionSize(0) == 400 and header.length() == room_px
    table.resize(700, 300)
    assert header.sectionSize(0) == 400


def test_an_empty_table_says_what_will_stand_there(qtbot: Any) -> None:
    table = ResultTable()
    qtbot.addWidget(table)
    table.resize(500, 120)
    table.show()
    empty = table.grab().toImage()
    table.show_rows([words("name", "n", [])], [], {})
    assert empty != table.grab().toImage()
    colours = {empty.pixel(x, empty.height() // 2) for x in range(empty.width())}
    assert len(colours) > 3, "letters in the middle"


def test_a_page_of_what_no_list_tells_of_says_so_instead_of_zeros(
    session: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Names, "families", (Family.SHELTER,))
    made = Two(session)
    made.show()
    QApplication.processEvents()
    assert made.first.table.isVisible() and made.first.filled == 1
    shelters = [one.id for one in session.scenario.facilities.values() if one.family == Family.SHELTER]
    session.delete(shelters, "x")
    session.assess_now()
    (said,) = [one.text() for one in made.first.findChildren(QLabel) if one.isVisible()]
    assert said.startswith("无数据，缺少：避难场所")
    assert not made.first.table.isVisible() and not made.first.copy_button.isVisible()
    assert made.first.filled == 1
    session.undo_stack.undo()
    session.assess_now()
    assert made.first.table.isVisible() and made.first.copy_button.isVisible() and made.first.filled == 2
    assert not any("缺少" in one.text() for one in made.first.findChildren(QLabel) if one.isVisible())
    made.close()
