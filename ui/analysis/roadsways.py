"""The figures that depend on how distances are measured, in three ways side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from models.county.travel import TravelBy
from models.findings.formulas import figure_name
from models.findings.numbers import figure_text
from models.kernel.progress import Work
from ui.analysis.resulttable import numbers, words
from ui.analysis.roadspage import RoadsPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.map.words import signed

if TYPE_CHECKING:
    from models.assessment.threeways import ThreeWays

ORDER: tuple[TravelBy, ...] = ("straight", "detour", "road")


class WaysPage(RoadsPage):
    """What circles say, and what roads say."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.lay_out([], [])
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.hint.setText(term("roads.ways.hint"))
        super().retranslate()

    def work(self) -> Callable[[], Work[tuple[ThreeWays, ...]]]:
        """All three ways for the scenario that is shown."""
        project, rules = self._session.project.snapshot(), self._session.rules

        def make() -> Work[tuple[ThreeWays, ...]]:
            from models.assessment.threeways import three_ways

            county, local = project.county_in(project.active), project.settings.local
            return three_ways(county, project.active, rules, project.lacking_in(project.active), local)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("progress.roads.ways")

    def first_run(self) -> str:
        """Text of the button."""
        return term("roads.ways.run")

    def is_of_choices(self, result: tuple[ThreeWays, ...]) -> bool:
        """There is nothing to choose."""
        return True

    def lines(self, result: tuple[ThreeWays, ...]) -> MarkedRoads:
        """Nothing on the map."""
        return MarkedRoads()

    def show_result(self, result: tuple[ThreeWays, ...] | None) -> None:
        """Fill texts and table."""
        if result is None:
            return
        from models.access.measures import measured_by

        lang, county = self._session.lang, self._session.project.county
        self.about.setText(term("roads.ways.now", way=term(f"access.way_word.{measured_by(county)}")))
        has_roads = measured_by(county.measured("road")) == "road"
        self.notes.setText(
            term("roads.ways.none") if not result else "" if has_roads else term("roads.ways.no_roads")
        )
        columns = [
            words("figure", term("roads.ways.figure"), (figure_name(row.figure_id, lang) for row in result)),
            *(
                numbers(
                    by,
                    term(f"access.way_word.{by}"),
                    (row.values[by] for row in result),
                    (figure_text(row.values[by], row.unit, lang) for row in result),
                )
                for by in ORDER
            ),
            numbers(
                "difference",
                term("roads.ways.difference"),
                (row.difference for row in result),
                ("" if row.difference is None else signed(row.difference) for row in result),
            ),
        ]
        self.show_table(columns, [row.figure_id for row in result], {})
