"""Signs of the plots look as they are meant: hollow ones are hollow, rings are thin."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor

from ui.analysis.charts import Bar, BarPlot, CurvePlaces, CurvePlot
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
