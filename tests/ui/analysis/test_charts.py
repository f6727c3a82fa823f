"""Signs of the plots look as they are meant: hollow ones are hollow, rings are thin."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from ui.analysis.charts import Bar, BarPlot, CoursePlot, Dot
from ui.analysis.curveplot import CurvePlaces, CurvePlot
from ui.analysis.frontchart import FrontDot, FrontPlot
from ui.core.themes import apply_theme, current_theme


def test_a_plan_that_is_not_proved_is_a_hollow_dot(qtbot: Any, qapp: Any) -> None:
    apply_theme(qapp, "light")
    plot = FrontPlot()
    qtbot.addWidget(plot)
    plot.resize(300, plot.height())
    plot.show()
    dots = [FrontDot(0, 0, "a", True), FrontDot(1, 1, "b", False), FrontDot(2, 2, "c", True)]
    plot.show_front(dots, 2, names=("x", "y"))
    image = plot.viewport().grab().toImage()
    proved, hollow, chosen = (image.pixelColor(plot.pixel_of(place)) for place in range(3))
    theme = current_theme()
    assert proved == QColor(theme.pass_) and hollow == QColor(theme.panel) and chosen == QColor(theme.accent)
    for place in range(3):
        corner = plot.pixel_of(place) + QPoint(-5, -5) * (1.4 if place == 2 else 1)
        assert image.pixelColor(corner).lightness() > 220, "round, and its edge no wider than it"


def test_a_place_marked_on_a_curve_leaves_the_curve_beside_it(qtbot: Any, qapp: Any) -> None:
    apply_theme(qapp, "light")
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(300, plot.height())
    plot.show()
    x = np.array([0.0, 10.0])
    places = CurvePlaces(np.array([7]), np.array([5.0]), np.array(["东村"], dtype=object))
    plot.show_curve(x, x, names=("x", "y"), places=places)
    bare = plot.viewport().grab().toImage()
    plot.mark({7})
    marked = plot.viewport().grab().toImage()
    changed = [
        (column, row)
        for column in range(bare.width())
        for row in range(bare.height())
        if bare.pixel(column, row) != marked.pixel(column, row)
    ]
    columns, rows = zip(*changed, strict=True)
    assert 6 <= max(columns) - min(columns) <= 14 and 6 <= max(rows) - min(rows) <= 14
    middle = QPoint((max(columns) + min(columns)) // 2, (max(rows) + min(rows)) // 2)
    assert marked.pixelColor(middle + QPoint(3, 0)) == QColor(current_theme().text)
    assert "东村" in plot.readout(plot.place_at(plot.rect().center()))
    plot.mark(())
    assert plot.viewport().grab().toImage() == bare


def test_no_bars_are_no_fault(qtbot: Any, qapp: Any) -> None:
    apply_theme(qapp, "light")
    plot = BarPlot()
    qtbot.addWidget(plot)
    plot.show_bars([Bar("a", "东", 3.0, "3"), Bar("b", "西", None, "无数据")], 2.0)
    tall = plot.height()
    plot.show_bars([], None)
    assert plot.height() < tall and plot.readout(QPointF(0, 0)) == ""
    plot.mark({"a"})


def _shown(plot: Any, qtbot: Any, qapp: Any) -> Any:
    apply_theme(qapp, "light")
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    assert plot.focusPolicy() == Qt.FocusPolicy.StrongFocus, "reached by Tab"
    return plot


def test_bars_are_walked_by_the_arrow_keys(qtbot: Any, qapp: Any) -> None:
    plot = _shown(BarPlot(), qtbot, qapp)
    wanted: list[str] = []
    plot.wanted.connect(wanted.append)
    bars = [Bar("a", "东", 3.0, "3"), Bar("b", "西", None, "无数据"), Bar("c", "南", 1.0, "1")]
    plot.show_bars(bars, 2.0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(plot, key)
    assert wanted == ["a", "b"]
    assert plot.accessibleDescription() == "西  无数据"
    plot.show_bars(bars, 2.0)  # what was chosen on the map may have the page filled anew
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert wanted[2:] == ["c", "c"], "the last one is the end"
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert wanted[-1] == "a"
    plot.mark({"b"})
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert wanted[-1] == "c", "on from what was chosen elsewhere"
    plot.show_bars([], None)
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert wanted[-1] == "c"


def test_places_on_a_curve_are_walked_by_the_arrow_keys(qtbot: Any, qapp: Any) -> None:
    plot = _shown(CurvePlot(), qtbot, qapp)
    wanted: list[int] = []
    plot.wanted.connect(wanted.append)
    x, names = np.array([0.0, 10.0]), np.array(["东村", "西村", "南村"], dtype=object)
    places = CurvePlaces(np.array([7, 3, 5]), np.array([2.0, 2.0, 6.0]), names)
    plot.show_curve(x, x, names=("分钟", "人口"), places=places)
    said = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End):
        qtbot.keyClick(plot, key)
        said.append(plot.accessibleDescription())
    assert wanted == [7, 3, 5]
    assert said == [
        "分钟  2, 人口  2, 东村",
        "分钟  2, 人口  2, 西村",
        "分钟  6, 人口  6, 南村",
    ]
    qtbot.keyClick(plot, Qt.Key.Key_PageUp)
    assert wanted[-1] == 3
    plot.mark({7})
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert wanted[-1] == 3
    plot.show_curve(x, x, names=("分钟", "人口"))
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert plot.accessibleDescription() == "分钟  10, 人口  10", "without places its points are told"


def test_dots_of_a_course_are_walked_and_entered(qtbot: Any, qapp: Any) -> None:
    plot = _shown(CoursePlot(), qtbot, qapp)
    wanted: list[str] = []
    plot.wanted.connect(wanted.append)
    plot.show_dots([Dot("now", "现状", 1.0, "1", "#000"), Dot("a", "甲", None, "无", "#000")], 2.0)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.accessibleDescription() == "甲  无"
    assert not wanted, "passing by shows no other scenario"
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert wanted == ["a"]
