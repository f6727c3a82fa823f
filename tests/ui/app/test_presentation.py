"""The window before an audience: what is seen, the keys, and everything as before afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget

from models.findings.numbers import figure_text
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.app.mainwindow import MainWindow
from ui.app.presentation import FIGURES


def seen(window: MainWindow) -> list[bool]:
    docks = [dock.isVisible() for dock in window.findChildren(QDockWidget)]
    return [*docks, window.menuBar().isVisible(), window.statusBar().isVisible(), window.toolbar.isVisible()]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_map_and_figures_alone_and_all_back_afterwards(
    make_window: MakeWindow, qtbot: Any, lang: str
) -> None:
    window = make_window(lang=lang)
    wait_until_idle(window, qtbot)
    before = seen(window)
    size = window.size()
    window.actions_["present"].trigger()
    band = window.presentation.band
    assert not any(seen(window)) and band.isVisible() and window.canvas.isVisible()
    assert 0 < len(band.findings) <= FIGURES
    for finding in band.findings:
        assert finding.name(window.session.lang) in band.accessibleName()
        shown = " ".join([band.value_text(finding), *band.below_texts(finding)])
        figure = finding.figure
        whole = figure_text(figure.value, figure.unit, window.session.lang, target=finding.target)
        assert shown.startswith(whole), "the number is large, a unit in words stands below it"
    assert not band.geometry().intersects(window.pages.geometry())
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert seen(window) == before and not band.isVisible()
    qtbot.waitUntil(lambda: window.size() == size)


def test_arrow_keys_go_through_the_scenarios(window: MainWindow, qtbot: Any) -> None:
    window.activateWindow()
    window.actions_["present"].trigger()
    ids = [scenario.id for scenario in window.session.project.scenarios]
    right, left = Qt.Key.Key_Right, Qt.Key.Key_Left
    for key, expected in ((right, ids[1]), (right, ids[1]), (left, ids[0]), (Qt.Key.Key_Up, ids[0])):
        QTest.keyClick(window.canvas, key)
        assert window.session.project.active_scenario_id == expected
        title = window.session.scenario.title("zh")
        assert window.presentation.band.accessibleName().startswith(title)
    QTest.keyClick(window.canvas, Qt.Key.Key_F11)
    assert not window.presentation.is_on
    extent = window.canvas.extent
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)  # means the map again
    assert window.canvas.extent != extent and window.session.project.active_scenario_id == ids[0]
