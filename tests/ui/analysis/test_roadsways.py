"""The pages about who is reached by road, and about the three ways side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely

from models.facilities.facility import Family
from tests.ui.canvas_project import STATION_ID
from ui.analysis.roads import RoadsPanel
from ui.app.mainwindow import MainWindow
from ui.map.roadmarks import MarkedRoads

SECONDS_20 = 20_000


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[RoadsPanel]:
    project = window.session.project
    project.apply(project.settings_edit(travel_by="road"))
    made = RoadsPanel(window.session, window.tasks, window)
    made.show()
    yield made
    made.close()


def run(page: Any, qtbot: Any) -> None:
    page.run()
    qtbot.waitUntil(lambda: page.result is not None and not page.is_running, timeout=SECONDS_20)


def column(page: Any, number: int) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def test_bands_grow_and_every_site_has_its_land(dialog: RoadsPanel, qtbot: Any) -> None:
    marked: list[MarkedRoads | None] = []
    dialog.marks_wanted.connect(marked.append)
    dialog.tabs.setCurrentIndex(1)
    page = dialog.areas
    assert page.family_box.currentData() == Family.FIRE_STATION
    page.bands_box.setText("2，8, 5")
    run(page, qtbot)
    bands = page.result.bands
    assert [band.minutes for band in bands] == [2, 5, 8]
    assert 0 < bands[0].area_m2 < bands[1].area_m2 < bands[2].area_m2
    assert bands[0].persons <= bands[1].persons <= bands[2].persons
    (domain,) = page.result.domains  # the only station has all the land
    assert domain.site.id == STATION_ID
    assert domain.area_m2 == pytest.approx(shapely.area(page.result.county.boundary), rel=1e-6)
    assert len(column(page, 0)) == 4 and marked[-1] is not None and len(marked[-1].bands) == 3
    page.family_box.setCurrentIndex(page.family_box.findData(Family.SHELTER))
    assert not page.is_of_choices(page.result)


def test_bands_that_cannot_be_read_are_told(dialog: RoadsPanel, window: MainWindow, qtbot: Any) -> None:
    dialog.tabs.setCurrentIndex(1)
    said: list[str] = []
    window.session.said.connect(lambda message, _: said.append(message.what))
    dialog.areas.bands_box.setText("2, x")
    dialog.areas.run()
    qtbot.waitUntil(lambda: bool(said), timeout=SECONDS_20)
    assert dialog.areas.result is None


def test_the_three_ways_stand_side_by_side_and_change_nothing(
    dialog: RoadsPanel, window: MainWindow, qtbot: Any
) -> None:
    session = window.session
    before = session.project.settings
    dialog.tabs.setCurrentIndex(2)
    run(dialog.ways, qtbot)
    rows = {row.figure_id: row for row in dialog.ways.result}
    fire = rows["fire.people_share"].values
    assert fire["straight"] > fire["detour"] and fire["road"] is not None
    assert rows["fire.people_share"].difference == fire["road"] - fire["straight"]
    families = {figure_id.partition(".")[0] for figure_id in rows}
    assert families <= {"shelter", "fire", "micro", "depot", "relief", "team", "medical"}
    assert column(dialog.ways, 0) and session.project.settings is before
