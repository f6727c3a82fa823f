"""The page of figures by year: rows of the plan today, at the end of some years, and with all planned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from models.facilities.keyproject import FIRST_YEAR, LAST_YEAR
from models.findings.findings import Verdict
from models.findings.numbers import figure_text
from models.kernel.errors import HavenError, Message
from models.project.years import InYear, not_standing, year_remarks
from ui.analysis.page import TablePage
from ui.analysis.resulttable import RowNotes, numbers, words
from ui.analysis.trendchart import TrendChart
from ui.core.i18n import term
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox


class YearsPage(TablePage):
    """Computes when asked; what was computed stays until the next time, and says when it is out of date.

    Signals
    -------
    unbuilt_wanted(frozenset)
        Facilities that the map is to leave out: they do not stand in the year that it is looked at.
    """

    unbuilt_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        results: ScenarioFindings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent)
        from models.programme.years import Point

        self._tasks = tasks
        self._points: tuple[Point, ...] = ()
        self._scenario_id, self._revision = "", -1
        self._years_label = label()
        self.years = QLineEdit()
        self.years.setMinimumWidth(180)
        self.years.returnPressed.connect(self.run)
        self.run_button = QPushButton()
        self.run_button.setProperty("primary", True)
        self.run_button.setAutoDefault(False)
        self.run_button.clicked.connect(self.run)
        self.stale = label("error")
        self._is_shown = False
        self._map_label, self.map_box, self.map_note = label(), QuietBox(), label("muted", wrap=True)
        self.map_box.activated.connect(lambda _: self.send_unbuilt())
        controls = FlowLayout()
        for widget in (self._years_label, self.years, self.run_button, self.stale):
            controls.addWidget(widget)
        on_map = FlowLayout()
        on_map.addWidget(self._map_label)
        on_map.addWidget(self.map_box)
        self.body.insertLayout(0, controls)
        self.body.insertLayout(1, on_map)
        self.body.insertWidget(2, self.map_note)
        self.trend = TrendChart(session, results)
        self.body.addWidget(self.trend)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._years_label.setText(term("keyproject.years.label"))
        self.years.setAccessibleName(self._years_label.text())
        self.run_button.setText(term("keyproject.years.run"))
        self._map_label.setText(term("keyproject.years.map"))
        self.map_box.setAccessibleName(self._map_label.text())
        self.map_note.setText(term("keyproject.years.map_note"))
        self.table.setAccessibleName(term("keyproject.tab.years"))
        super().retranslate()

    def refresh(self) -> None:
        """Show what was computed last."""
        from models.programme.years import plan_end, usual_years

        project, lang = self.session.project, self.session.lang
        if not self.years.text():
            years = usual_years(project, plan_end(project))
            self.years.setText("、".join(str(year) for year in years))
        self._offer_years()
        is_stale = bool(self._points) and (
            self._revision != project.revision or self._scenario_id != project.active_scenario_id
        )
        self.stale.setText(term("keyproject.years.stale") if is_stale else "")
        self.trend.show_years(() if is_stale else self._points)
        if not self._points:
            self.note.setText(term("keyproject.years.hint"))
            return
        names = [
            term("scenario.today")
            if point.is_today
            else term("keyproject.years.whole")
            if point.year is None
            else str(point.year)
            for point in self._points
        ]
        by_id = [{finding.id: finding for finding in point.findings} for point in self._points]
        rows = [
            one
            for one in self._points[-1].findings
            if one.target is not None and any(found[one.id].figure.value is not None for found in by_id)
        ]
        keys = [finding.id for finding in rows]
        columns = [words("name", term("explain.head.row"), [finding.name(lang) for finding in rows])]
        short = []
        for place, (name, found) in enumerate(zip(names, by_id, strict=True)):
            figures = [found[key].figure for key in keys]
            texts = [
                figure_text(figure.value, figure.unit, lang, target=found[key].target)
                for key, figure in zip(keys, figures, strict=True)
            ]
            columns.append(numbers(f"at{place}", name, [figure.value for figure in figures], texts))
            short += [(key, f"at{place}") for key in keys if found[key].verdict == Verdict.FAIL]
        views = {f"at{place}": point.view for place, point in enumerate(self._points) if point.view}
        tips = {key: "\n".join(year_remarks(view, self._scenario_id, lang)) for key, view in views.items()}
        self.table.show_rows(columns, keys, {}, short, notes=RowNotes(head_tips=tips))
        self.note.setText(self._remarks([view for view in views.values() if view is not None]))

    # -- the map of a year ---------------------------------------------------------------------------------
    def _offer_years(self) -> None:
        """The years that are named, and the map as it is."""
        chosen = self.map_box.currentData()
        self.map_box.clear()
        self.map_box.addItem(term("keyproject.years.map_all"), None)
        for year in sorted(set(self._years_named())):
            if FIRST_YEAR <= year <= LAST_YEAR:
                self.map_box.addItem(term("keyproject.years.map_year", year=year), year)
        self.map_box.setCurrentIndex(max(self.map_box.findData(chosen), 0))
        self.send_unbuilt()

    def set_shown(self, is_shown: bool) -> None:
        """The map is of a year only while the analysis is there."""
        self._is_shown = is_shown
        self.send_unbuilt()

    def send_unbuilt(self) -> None:
        """Tell the map what does not stand in the year that was chosen."""
        from models.programme.years import plan_end

        year, session = self.map_box.currentData(), self.session
        self.map_note.setVisible(year is not None)
        ids: frozenset[str] = frozenset()
        if self._is_shown and session.has_project and year is not None:
            project = session.project
            ids = not_standing(project, project.active_scenario_id, year, plan_end(project))
        self.unbuilt_wanted.emit(ids)

    def _years_named(self) -> list[int]:
        """Years that are typed; none if anything else is."""
        try:
            return [int(word) for word in self.years.text().replace("、", " ").replace(",", " ").split()]
        except ValueError:
            return []

    def _remarks(self, views: list[InYear]) -> str:
        """What holds for several years, once; the head of each year says what is of it alone."""
        told = []
        if years := [str(view.year) for view in views if not view.has_people]:
            told.append(term("keyproject.years.people_unknown", years="、".join(years)))
        if undated := max((len(view.undated[self._scenario_id]) for view in views), default=0):
            end = views[0].undated_from
            key = "undated_never" if end is None else "undated"
            told.append(term(f"keyproject.years.{key}", **{"count": undated, "from": end}))
        return " ".join((*told, term("keyproject.years.heads")))

    def run(self) -> None:
        """Compute every year that is named; only years can be named."""
        from models.programme.years import by_year

        years = self._years_named()
        if not years:
            self.session.say(Message(term("keyproject.years.bad"), "", ""), "warning")
            return
        project = self.session.project.snapshot()
        scenario_id, as_of = project.active_scenario_id, self.session.today

        def done(points: object) -> None:
            self._points = points  # type: ignore[assignment]
            self._scenario_id, self._revision = scenario_id, project.revision
            self.refresh()

        def failed(error: Exception) -> None:
            if not isinstance(error, HavenError):
                raise error
            self.session.say(error.message(self.session.lang), "warning")

        title = term("progress.by_year")
        work = lambda: by_year(project, scenario_id, years, as_of)  # noqa: E731
        self._tasks.start(Task(title, work, done, failed=failed, owner=self, revision=project.revision))
