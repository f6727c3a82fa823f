"""One figure of the plan over all scenarios, and over the years that were computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from models.findings.numbers import figure_parts, target_text
from models.findings.standing import asked
from models.programme.trend import TrendPoint, trend
from ui.analysis.charts import Chart, CoursePlot, Dot
from ui.core.i18n import Retranslated, term
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    from models.programme.years import Point


class TrendChart(Retranslated, QWidget):
    """A choice of figures above the chart; a click on a scenario's dot shows that scenario."""

    def __init__(self, session: Session, results: ScenarioFindings) -> None:
        super().__init__()
        self._session, self._results = session, results
        self._years: Sequence[Point] = ()
        self.figure_box = QuietBox()
        self.figure_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figure_box.setMinimumContentsLength(12)
        self.figure_box.activated.connect(self.refresh)
        self.plot = CoursePlot()
        self.plot.wanted.connect(self._show_scenario)
        self.chart = Chart(self.plot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.figure_box)
        box.addWidget(self.chart)
        results.updated.connect(self._on_updated)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.figure_box.setAccessibleName(self.tr("Figure of the chart"))
        self.refresh()

    def show_years(self, years: Sequence[Point]) -> None:
        """Other years were computed, or none hold any longer."""
        self._years = years
        self.refresh()

    def _on_updated(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show the chosen figure."""
        session, lang = self._session, self._session.lang
        rows = [one for one in session.findings if asked(one) is not None and one.figure.value is not None]
        with QSignalBlocker(self.figure_box):
            chosen = self.figure_box.currentData()
            self.figure_box.clear()
            for finding in rows:
                self.figure_box.addItem(finding.name(lang), finding.id)
            self.figure_box.setCurrentIndex(max(0, self.figure_box.findData(chosen)))
        self.setVisible(bool(rows))
        if not rows:
            return
        known = self._results.ordered()
        in_order = {one.id: known[one.id] for one in session.project.scenarios if one.id in known}
        points = trend(self.figure_box.currentData(), in_order, self._years)
        shown = rows[self.figure_box.currentIndex()]
        target = asked(shown)
        assert target is not None  # only rows with one are offered
        self.plot.show_dots([self._dot(point) for point in points], target.value)
        self.chart.say(
            self.tr("{figure} over scenarios and years").format(figure=shown.name(lang)),
            term("explain.target", target=target_text(target, shown.figure.unit, lang)),
        )

    def _dot(self, point: TrendPoint) -> Dot:
        finding, lang = point.finding, self._session.lang
        name = (
            str(point.year)
            if point.year is not None
            else self._session.project.scenario(point.scenario_id).title(lang)
        )
        value = finding.figure.value
        return Dot(
            point.scenario_id,
            name,
            value,
            figure_parts(value, finding.figure.unit, lang, target=asked(finding))[0],
            current_theme().verdict(finding.verdict),
            "years" if point.year is not None else "",
        )

    def _show_scenario(self, scenario_id: str) -> None:
        if scenario_id:
            self._session.project.activate(scenario_id)
