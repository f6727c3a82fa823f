"""Pages that compute when asked, seen on one whose work waits until a test lets it go on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from tests.ui.canvas_project import SQUARE_ID, small_project
from tests.ui.leaks import deliver_deletions
from ui.analysis.runpage import RunPage
from ui.core.session import Session
from ui.core.tasks import TaskRunner

LINES = np.array([[0.0, 0.0, 1.0, 1.0, 5.0]])


class Counted(RunPage):
    """Numbers its results; a choice is part of each. The work goes on when its gate is open."""

    totals = ("number", "choice", "alone")

    def __init__(self, session: Session, tasks: TaskRunner) -> None:
        self.choice, self.number = "a", 0
        self.gate, self.error = threading.Event(), False
        super().__init__(session, tasks)
        box = QVBoxLayout(self)
        for part in (self.run_button, self.cancel_button, self.bar, self.stale, self.hint):
            box.addWidget(part)
        for part in (self.about, self.summary, self.notes, self.tables):
            box.addWidget(part)
        self.add_table(QWidget())
        self.retranslate()

    def work(self) -> Callable[[], Work[tuple[int, str]]] | None:
        if not self.choice:
            return None
        self.number += 1
        number, choice, gate, fails = self.number, self.choice, self.gate, self.error

        def make() -> Work[tuple[int, str]]:
            yield Progress(1, 4, "progress.workbook.write")
            assert gate.wait(20)
            yield Progress(2, 4, "progress.workbook.write")
            if fails:
                raise HavenError("file_missing", file="x", folder="y")
            return number, choice

        return make

    def doing(self) -> str:
        return "counting"

    def first_run(self) -> str:
        return "Count"

    def show_result(self, result: tuple[int, str] | None) -> None:
        self.values["number"].setText("" if result is None else str(result[0]))

    def lines(self, result: tuple[int, str]) -> Any:
        return LINES * result[0]

    def is_of_choices(self, result: tuple[int, str]) -> bool:
        return result[1] == self.choice


@pytest.fixture
def page(session: Session, qtbot: Any) -> Iterator[Counted]:
    tasks = TaskRunner(session)
    made = Counted(session, tasks)
    made.drawn = []
    made.flows_wanted.connect(made.drawn.append)
    made.show()
    yield made
    if shiboken6.isValid(made):
        made.gate.set()
        made.deleteLater()
    tasks.shutdown()
    deliver_deletions()


def finish(page: Counted, qtbot: Any) -> None:
    page.gate.set()
    qtbot.waitUntil(lambda: not page.is_running, timeout=20_000)


def ran(page: Counted, qtbot: Any) -> Counted:
    page.run_button.click()
    finish(page, qtbot)
    page.gate.clear()
    return page


def test_before_the_first_run_there_is_a_hint_and_nothing_else(page: Counted) -> None:
    assert page.run_button.text() == "Count" and page.hint.isVisible()
    hidden = (page.cancel_button, page.bar, page.stale, page.summary, page.tables)
    assert not any(part.isVisible() for part in hidden)
    assert page.drawn == [] or page.drawn[-1] is None


def test_while_it_runs_it_can_be_given_up_and_its_progress_is_seen(page: Counted, qtbot: Any) -> None:
    page.run_button.click()
    assert page.is_running and page.cancel_button.isVisible() and not page.run_button.isVisible()
    qtbot.waitUntil(lambda: (page.bar.value(), page.bar.maximum()) == (1, 4), timeout=20_000)
    page.run()  # it runs already
    assert page.number == 1
    finish(page, qtbot)
    assert page.result == (1, "a") and page.values["number"].text() == "1"
    assert page.run_button.isVisible() and page.run_button.text() != "Count"
    assert page.summary.isVisible() and page.tables.isVisible() and not page.hint.isVisible()
    np.testing.assert_array_equal(page.drawn[-1], LINES)


def test_what_was_given_up_leaves_the_earlier_result(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page.run_button.click()
    page.cancel_button.click()
    finish(page, qtbot)
    assert page.number == 2 and page.result == (1, "a") and not page.is_stale
    np.testing.assert_array_equal(page.drawn[-1], LINES)


def test_an_edit_makes_it_out_of_date_and_takes_its_ways_off_the_map(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page._session.delete([SQUARE_ID], "x")
    assert page.is_stale and page.stale.isVisible() and page.drawn[-1] is None
    assert page.values["number"].text() == "1" and page.tables.isVisible()  # it can still be read
    ran(page, qtbot)
    assert not page.is_stale and not page.stale.isVisible() and page.drawn[-1] is not None


def test_other_choices_make_it_out_of_date_until_they_are_back(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page.choice = "b"
    page.refresh()
    assert page.stale.isVisible() and page.drawn[-1] is None
    page.choice = "a"
    page.refresh()
    assert not page.stale.isVisible() and page.drawn[-1] is not None


def test_choices_that_are_back_do_not_undo_an_edit(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page._session.delete([SQUARE_ID], "x")
    for choice in ("b", "a"):
        page.choice = choice
        page.refresh()
    assert page.is_stale and page.stale.isVisible()


def test_a_result_that_an_edit_overtook_is_dropped(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page.run_button.click()
    page._session.delete([SQUARE_ID], "x")
    finish(page, qtbot)
    assert page.number == 2 and page.result == (1, "a") and page.is_stale


def test_what_fails_is_said_and_leaves_the_earlier_result(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page.error = True
    with qtbot.waitSignal(page._session.said) as said:
        ran(page, qtbot)
    assert said.args[1] == "error"
    assert page.result == (1, "a") and page.run_button.isVisible()


def test_without_what_it_needs_nothing_runs(page: Counted) -> None:
    page.choice = ""
    page.run_button.click()
    assert not page.is_running and page.run_button.isVisible()


def test_ways_are_on_the_map_only_beside_the_page(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page.set_shown(False)
    assert page.drawn[-1] is None
    seen = len(page.drawn)
    page.refresh()
    page.set_shown(False)
    assert len(page.drawn) == seen  # another page may be drawing now
    page.set_shown(True)
    np.testing.assert_array_equal(page.drawn[-1], LINES)


def test_another_project_leaves_nothing_behind(page: Counted, qtbot: Any) -> None:
    ran(page, qtbot)
    page.run_button.click()
    page._session.open(small_project(), None)
    finish(page, qtbot)
    assert page.result is None and page.drawn[-1] is None and not page.tables.isVisible()
    assert page.hint.isVisible() and page.run_button.text() == "Count"


def test_a_page_that_is_closed_while_it_runs_is_left_alone(page: Counted, qtbot: Any) -> None:
    tasks, gate = page._tasks, page.gate
    page.run_button.click()
    page.deleteLater()
    deliver_deletions()
    assert not shiboken6.isValid(page)
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=20_000)
