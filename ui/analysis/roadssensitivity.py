"""How figures move when speeds, roads, people or capacity are other than assumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from models.facilities.facility import Family
from models.kernel.progress import Work
from models.kernel.text import t
from ui.analysis.resulttable import numbers, words
from ui.analysis.roadspage import RoadsPage
from ui.analysis.tornado import Bar, TornadoChart
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.assessment.sensitivity import Sensitivity

AREA_FIGURE = "shelter.area_per_resident.county"


class SensitivityPage(RoadsPage):
    """One table and one chart a figure."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.figure_box, self.chart = QuietBox(), TornadoChart()
        self.figure_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.figure_box.activated.connect(lambda _: self.refresh())
        self.lay_out([], [self.figure_box], self.chart)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.hint.setText(term("roads.sensitivity.hint"))
        self.figure_box.setAccessibleName(term("roads.sensitivity.figure"))
        super().retranslate()

    # -- running -------------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[tuple[Sensitivity, ...]]] | None:
        """Every figure against every factor."""
        session = self._session
        assessment = session.assessment
        if assessment is None:
            return None
        county, rules = session.county, session.rules
        area = assessment.figures[AREA_FIGURE].value if AREA_FIGURE in assessment.figures else None
        counted = {family: session.counted(family) for family in Family if family.spec.travel}

        def make() -> Work[tuple[Sensitivity, ...]]:
            from models.assessment.sensitivity import sensitivity

            return sensitivity(county, counted, rules, area)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("roads.sensitivity.doing")

    def first_run(self) -> str:
        """Text of the button."""
        return term("roads.sensitivity.run")

    # -- showing -------------------------------------------------------------------------------------------
    def lines(self, result: tuple[Sensitivity, ...]) -> None:
        """Nothing of it is on the map."""

    def has_tables(self, result: tuple[Sensitivity, ...]) -> bool:
        """Whether there is any figure."""
        return bool(result)

    def show_result(self, result: tuple[Sensitivity, ...] | None) -> None:
        """Fill table and chart."""
        for part in (self.figure_box, self.chart):
            part.setVisible(bool(result))
        if not result:
            self.about.setText(term("roads.lost.none"))
            return
        lang = self._session.lang
        chosen = max(self.figure_box.currentIndex(), 0)
        with QSignalBlocker(self.figure_box):
            self.figure_box.clear()
            for one in result:
                self.figure_box.addItem(self._name(one))
            self.figure_box.setCurrentIndex(min(chosen, len(result) - 1))
        found = result[self.figure_box.currentIndex()]

        def said(value: float | None) -> str:
            if value is None:
                return ""
            return f"{value:.1f}%" if found.family else f"{value:.2f}"

        self.about.setText(
            term(
                "roads.sensitivity.about",
                scenario=self.scenario_title,
                figure=self._name(found),
                value=said(found.base),
            )
        )
        names = [t(f"roads.sensitivity.factor.{one.factor.id}", lang) for one in found.moved]
        values = [one.value for one in found.moved]
        change = [None if value is None else value - found.base for value in values]
        columns = [
            words("factor", term("roads.sensitivity.changed"), names),
            numbers("value", term("roads.sensitivity.value"), values, (said(value) for value in values)),
            numbers(
                "change",
                term("roads.sensitivity.change"),
                change,
                (
                    "" if one is None else f"{one:+.{1 if found.family else 2}f}".replace("-", "−")
                    for one in change
                ),
            ),
        ]
        self.show_table(columns, list(range(len(names))), {})
        self.notes.setText(term("roads.sensitivity.note"))
        bars = [
            Bar(name, value, said(value))
            for name, value in zip(names, values, strict=True)
            if value is not None and abs(value - found.base) > 1e-9
        ]
        self.chart.show_bars(found.base, bars, self.about.text())

    def _name(self, one: Sensitivity) -> str:
        if one.family is None:
            return term("roads.sensitivity.area")
        return term(
            "roads.sensitivity.share",
            family=t(f"family.{one.family}.plural", self._session.lang),
            minutes=f"{one.limit_min:.4g}",
        )
