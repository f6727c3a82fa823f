"""Where the next ones should stand: asked, stopped, pinned, made a plan; nothing stale is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QThread
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox

from models.county.layer import Role
from models.facilities.facility import Family, FireStation
from models.locate.siting import Siting, site
from tests.ui.analysis.test_shelters import candidate, cells
from tests.ui.leaks import deliver_deletions
from ui.analysis import sitingpage
from ui.analysis.siting import SitingPanel
from ui.analysis.sitingform import QUOTAS
from ui.analysis.sitingpage import SitingPage
from ui.core.session import Session
from ui.core.tasks import TaskRunner


@pytest.fixture
def page(session: Session, qtbot: Any) -> Iterator[SitingPage]:
    session.put([candidate("east", 20, 12), candidate("west", 3, 3)], "candidates")
    session.assess_now()
    made = SitingPanel(session, TaskRunner(session))
    made.show()
    yield made.page
    made.close()
    deliver_deletions()


def choose(page: SitingPage, **choices: Any) -> None:
    """Set choices of the form by their data."""
    for name, data in choices.items():
        box = getattr(page.form, f"{name}_box")
        box.setCurrentIndex(box.findData(data))
        assert box.currentData() == data


def search(page: SitingPage, qtbot: Any) -> list[str]:
    """Search, and say which sites were chosen."""
    with qtbot.waitSignal(page.found, timeout=20_000):
        page.run_button.click()
    return [] if page.siting is None else [step.place.facility.id for step in page.siting.steps]


def test_sites_are_chosen_pinned_and_left_out(page: SitingPage, session: Session, qtbot: Any) -> None:
    page.form.number_box.setValue(1)
    [first] = search(page, qtbot)
    assert "已证明最优" in page.said.text()
    assert cells(page.table, "order").count("1") == 1
    page.table.select_keys({first})
    page.ban_button.click()
    assert cells(page.table, "pin").count("不选") == 1
    [other] = search(page, qtbot)
    assert other != first
    page.table.select_keys({other})
    page.must_button.click()
    page.must_button.click()  # a second time sets it free again
    assert page.must == frozenset() and page.ban == {first}


def test_a_plan_is_made_of_them_in_one_step(page: SitingPage, session: Session, qtbot: Any) -> None:
    assert not page.plan_button.isVisible()
    page.form.number_box.setValue(1)
    [chosen] = search(page, qtbot)
    before = len(session.project.scenarios)
    assert not page.put_button.isVisible()  # nothing is planned today
    page.plan_button.click()
    assert len(session.project.scenarios) == before + 1
    assert session.scenario.facilities[chosen].status == "planned"
    session.assess_now()
    assert not page.plan_button.isEnabled()  # what was found is of another scenario
    session.undo_stack.undo()
    assert len(session.project.scenarios) == before


def test_sites_go_into_the_plan_that_is_shown(page: SitingPage, session: Session, qtbot: Any) -> None:
    session.project.activate("plan")
    session.assess_now()
    page.form.number_box.setValue(1)
    [chosen] = search(page, qtbot)
    page.put_button.click()
    assert session.scenario.id == "plan"
    assert session.scenario.facilities[chosen].status == "planned"


def test_after_an_edit_the_result_is_told_to_be_old(page: SitingPage, session: Session, qtbot: Any) -> None:
    marked: list[Any] = []
    page.marks_wanted.connect(marked.append)
    search(page, qtbot)
    assert page.stale.text() == ""
    assert marked[-1] is not None and len(marked[-1].spots) == len(page.siting.steps)  # type: ignore[union-attr]
    session.put([candidate("late", 5, 5)], "one more")
    session.assess_now()
    page.refresh()
    assert "重新推荐" in page.stale.text()
    assert not page.plan_button.isEnabled()
    assert marked[-1] is None


def test_stations_are_chosen_on_a_grid_with_numbers_by_class(
    page: SitingPage, session: Session, qtbot: Any
) -> None:
    choose(page, family=Family.FIRE_STATION, source="grid")
    assert "class" in page.form._names and page.form.spacing_box.isVisibleTo(page)
    page.form.spacing_box.setValue(4_000)
    choose(page, **{"class": QUOTAS})
    assert not page.form.number_box.isVisibleTo(page)
    assert not page.run_button.isEnabled() and page.none.text()
    page.form.quota_boxes["second"].setValue(1)
    page.form.quota_boxes["small"].setValue(1)
    chosen = search(page, qtbot)
    assert len(chosen) == 2 and page.siting is not None
    stations = [step.place.facility for step in page.siting.steps]
    assert all(isinstance(one, FireStation) for one in stations)
    assert sorted(one.station_class for one in stations) == ["second", "small"]  # type: ignore[attr-defined]
    page.plan_button.click()
    made = [session.scenario.facilities[key] for key in chosen]
    assert [one.status for one in made] == ["planned", "planned"]
    assert np.isfinite([one.location for one in made]).all()


def test_another_family_forgets_what_was_found(page: SitingPage, session: Session, qtbot: Any) -> None:
    search(page, qtbot)
    choose(page, family=Family.DEPOT)
    assert page.siting is None
    assert page.table.rows.rowCount() == 0


def test_without_candidates_it_says_what_to_do(page: SitingPage, session: Session) -> None:
    choose(page, family=Family.MEDICAL_POINT)
    assert "备选" in page.none.text()
    assert not page.run_button.isEnabled()
    choose(page, source="grid")
    assert page.none.text() == ""
    assert page.run_button.isEnabled()


def test_a_budget_is_kept(page: SitingPage, session: Session, qtbot: Any) -> None:
    page.form.number_box.setValue(2)
    page.form.budget_box.setValue(100.0)
    page.form.price_box.setValue(60.0)
    wanted = page.form.wanted(frozenset(), frozenset())
    assert (wanted.ask.budget, wanted.ask.price) == (1_000_000.0, 600_000.0)
    search(page, qtbot)  # two cost 120
    assert page.siting is not None and page.siting.answer.plan is None
    assert page.said.text()
    page.form.number_box.setValue(1)
    assert len(search(page, qtbot)) == 1


def test_stopped_it_keeps_the_best_so_far(
    page: SitingPage, session: Session, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def waits(*given: Any, is_stopped: Callable[[], bool], **named: Any) -> Siting:
        found = site(*given, is_stopped=lambda: False, **(named | {"explains": False}))
        begun.set()
        while not is_stopped():
            QThread.msleep(5)
        return found

    monkeypatch.setattr(sitingpage, "site", waits)
    page.run_button.click()
    qtbot.waitUntil(begun.is_set)
    assert page.stop_button.isVisible()
    assert not page.form.isEnabled()
    qtbot.waitUntil(lambda: "目前最好" in page.said.text())
    with qtbot.waitSignal(page.found, timeout=20_000):
        page.stop_button.click()
    assert page.siting is not None and page.siting.steps


def test_dots_of_two_aims_are_chosen_by_mouse_and_keys_and_made_a_plan(
    page: SitingPage, session: Session, qtbot: Any
) -> None:
    page.form.number_box.setValue(2)
    choose(page, against="cost")
    assert not page.run_button.isEnabled() and "造价" in page.none.text()  # and the boxes of prices are shown
    assert page.form.price_box.isVisibleTo(page)
    page.form.price_box.setValue(60.0)
    marked: list[Any] = []
    page.marks_wanted.connect(marked.append)
    search(page, qtbot)
    front, plot = page.front, page.front_plot
    assert front is not None and len(front.plans) == 3 == len(plot.dots)
    pairs = [(one.first, one.second) for one in front.plans]
    assert pairs == sorted(set(pairs)) and [one for _, one in pairs] == [0.0, 600_000.0, 1_200_000.0]
    assert page.siting is front.plans[-1].siting and plot.chosen == 2
    assert page.front_chart.isVisible() and not page.curve.isVisible()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.pixel_of(1))
    assert page.siting is front.plans[1].siting and plot.chosen == 1
    assert page.said.text().startswith("方案 2/3")
    assert len(marked[-1].spots) == 1 and cells(page.table, "order").count("1") == 1
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert page.siting is front.plans[0].siting and not page.plan_button.isEnabled()  # nothing new, no plan
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.accessibleDescription() == plot.dots[1].text
    page.plan_button.click()
    [step] = front.plans[1].siting.steps
    assert session.scenario.facilities[step.place.facility.id].status == "planned"


def test_classes_of_shelters_backup_and_sizes_are_asked_for(
    page: SitingPage, session: Session, qtbot: Any
) -> None:
    choose(page, **{"class": QUOTAS})
    page.form.quota_boxes["emergency"].setValue(1)
    page.form.quota_boxes["short"].setValue(1)
    search(page, qtbot)
    assert page.siting is not None and [one.name for one in page.siting.levels] == ["emergency", "fixed"]
    assert "紧急避难服务人口" in page.said.text() and "固定避难场所服务人口" in page.said.text()
    choose(page, family=Family.DEPOT)
    choose(page, **{"class": QUOTAS})
    page.form.quota_boxes["county"].setValue(1)
    page.form.hold_boxes["county"].setValue(5_000)
    choose(page, backup="after")
    page.form.least_box.setValue(400.0)
    ask = page.form.wanted(frozenset(), frozenset()).ask
    assert (ask.quotas, ask.holds) == ((("county", 1),), (("county", 5_000.0),))
    assert (ask.backs_up, ask.least_m2, ask.most_m2) == (True, 400.0, None)


def test_each_class_of_fire_stations_has_its_area_beside_its_number(
    page: SitingPage, session: Session, qtbot: Any
) -> None:
    choose(page, family=Family.FIRE_STATION, source="grid")
    choose(page, **{"class": QUOTAS})
    boxes = page.form.area_boxes
    # By JB 152-2017 §14; a support station has no area of its own.
    assert {key: box.value() for key, box in boxes.items()} == {
        "first": 7,
        "second": 4,
        "small": 2,
        "special": 7,
    }
    page.form.quota_boxes["second"].setValue(1)
    page.form.quota_boxes["small"].setValue(2)
    assert page.form.adjoin_box.isVisibleTo(page) and not page.form.adjoin_box.isChecked()
    page.form.adjoin_box.setChecked(True)
    assert page.form.wanted(frozenset(), frozenset()).ask.adjoins
    page.form.quota_boxes["small"].setValue(0)
    assert not page.form.adjoin_box.isVisibleTo(page)
    assert not page.form.wanted(frozenset(), frozenset()).ask.adjoins
    page.form.quota_boxes["small"].setValue(2)
    page.form.adjoin_box.setChecked(False)
    boxes["small"].setValue(0.0)
    assert boxes["small"].text() == "只看行车时限"
    page.form.spacing_box.setValue(10_000)
    search(page, qtbot)
    assert page.siting is not None
    assert [(one.name, one.area_km2) for one in page.siting.class_reach] == [("second", 4.0), ("small", None)]
    assert "二级普通消防站辖区 4 km²，行车 " in page.said.text()
    choose(page, model="pmedian")
    assert page.form.wanted(frozenset(), frozenset()).ask.areas == ()


def test_nobody_is_sited_at_a_hazard_and_who_is_cut_off_is_no_sign(
    page: SitingPage, session: Session, qtbot: Any
) -> None:
    box = page.form.source_box
    roles = {f"layer:{layer.id}": layer.role for layer in session.project.layers}
    offered = {roles[key] for at in range(box.count()) if (key := box.itemData(at)) in roles}
    assert Role.COUNTY in roles.values() and offered
    assert not offered & {Role.HAZARDS, Role.COUNTY}
    page.form.number_box.setValue(1)
    search(page, qtbot)
    assert page.siting is not None
    step = replace(page.siting.steps[0], worst=float("inf"))
    page.siting = replace(page.siting, steps=(step,))
    page.refresh()
    assert "有人不可达" in cells(page.table, "worst")


def test_a_wheel_that_scrolls_the_panel_changes_no_condition(page: SitingPage) -> None:
    form = page.form
    form.limits_button.click()
    for box in (form.backup_box, form.number_box, form.budget_box, form.family_box):
        before = box.currentText() if isinstance(box, QComboBox) else box.text()
        box.setFocus()
        middle = QPointF(box.rect().center())
        turn = QWheelEvent(
            middle,
            box.mapToGlobal(middle),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, turn)
        assert not turn.isAccepted()
        assert (box.currentText() if isinstance(box, QComboBox) else box.text()) == before


def test_more_conditions_make_the_form_no_wider_than_its_panel(page: SitingPage) -> None:
    narrow = page.form.minimumSizeHint().width()
    page.form.limits_button.click()
    assert page.form.minimumSizeHint().width() <= max(narrow, 300)


def test_a_plan_that_was_made_is_named_and_not_called_stale(
    page: SitingPage, session: Session, qtbot: Any
) -> None:
    page.form.number_box.setValue(1)
    search(page, qtbot)
    page.plan_button.click()
    assert session.scenario.title("zh") in page.said.text() and not page.stale.text()
    session.put([candidate("new", 5, 5)], "candidates")
    page.refresh()
    assert "重新推荐" in page.stale.text()
