"""The page of years: each that was closed with its figures and their course; newer data are looked into."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFileDialog, QMenu, QPushButton, QWidget

from models.county.layer import Layer
from models.findings.numbers import figure_parts, figure_text, target_text
from models.findings.standing import asked
from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.project.edits import EditSettings
from models.project.yearrecord import FIRST_YEAR, LAST_YEAR
from models.upkeep.history import close_year, course, year_to_close
from models.upkeep.renewal import Renewal, of_layer, of_stock
from ui.analysis.charts import Chart, CoursePlot, Dot
from ui.analysis.page import TablePage
from ui.analysis.resulttable import numbers, words
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.core.themes import current_theme
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import Spin


class YearsKeptPage(TablePage):
    """Closes a year, shows those closed beside today, and looks into newer data before they are taken."""

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._tasks, self._preferences = tasks, preferences
        self.renew_button, self.close_button = QPushButton(), QPushButton()
        self._renewing = QMenu(self.renew_button)
        self._renewing.aboutToShow.connect(self.fill_renewing)
        self.renew_button.setMenu(self._renewing)
        self.year_box = Spin()
        self.year_box.setRange(FIRST_YEAR, LAST_YEAR)
        self.close_button.clicked.connect(self.close_chosen)
        for place, widget in enumerate((self.renew_button, self.year_box, self.close_button)):
            if isinstance(widget, QPushButton):
                widget.setAutoDefault(False)
            self.top.insert_widget(place, widget)
        self.figure_box = QuietBox()
        self.figure_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figure_box.setMinimumContentsLength(12)
        self.figure_box.activated.connect(self._draw)
        self.plot = CoursePlot()
        self.chart = Chart(self.plot)
        self.body.addWidget(self.figure_box)
        self.body.addWidget(self.chart)
        self.body.addStretch()
        self._proposed: tuple[int, ...] | None = None

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.renew_button.setText(term("renewal.button.renew"))
        self.renew_button.setToolTip(term("renewal.button.renew_tip"))
        self.close_button.setText(term("renewal.button.close"))
        self.close_button.setToolTip(term("renewal.button.close_tip"))
        self.year_box.setAccessibleName(term("renewal.year"))
        self.figure_box.setAccessibleName(self.tr("Figure of the chart"))
        super().retranslate()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what the project holds."""
        session, lang = self.session, self.session.lang
        history = session.project.settings.history
        years = tuple(record.year for record in history)
        if years != self._proposed:  # what a person typed stays until another year is closed
            self._proposed = years
            self.year_box.setValue(year_to_close(history, session.today))
        rows = [one for one in session.findings if one.figure.value is not None or asked(one) is not None]
        keys = [one.id for one in rows]
        columns = [words("name", term("explain.head.row"), (one.name(lang) for one in rows))]
        short: list[tuple[str, str]] = []
        courses = {one.id: course(history, one) for one in rows}
        for year in (*years, None):
            found = {key: point for key, points in courses.items() for point in points if point.year == year}
            column = "now" if year is None else str(year)
            title = term("scenario.today") if year is None and session.scenario.is_today else column
            if year is None and not session.scenario.is_today:
                title = session.scenario.title(lang)
            texts = [
                figure_text(point.value, point.unit, lang, target=point.target) if point else "–"
                for point in map(found.get, keys)
            ]
            values = [point.value if point else None for point in map(found.get, keys)]
            columns.append(numbers(column, title, values, texts))
            short += [(key, column) for key, point in found.items() if point.verdict == "fail"]
        self.table.show_rows(columns, keys, {}, short)
        key = "history_note" if history else "history_empty"
        self.note.setText(term(f"renewal.{key}", count=len(history)))
        self._offer_figures()
        self._draw()

    def _offer_figures(self) -> None:
        held = [one for one in self.session.findings if asked(one) is not None]
        with QSignalBlocker(self.figure_box):
            chosen = self.figure_box.currentData()
            self.figure_box.clear()
            for finding in held:
                self.figure_box.addItem(finding.name(self.session.lang), finding.id)
            self.figure_box.setCurrentIndex(max(0, self.figure_box.findData(chosen)))

    def _draw(self) -> None:
        """Draw the figure that is chosen, once there is a year to compare with."""
        session, lang = self.session, self.session.lang
        history = session.project.settings.history
        shown = next((one for one in session.findings if one.id == self.figure_box.currentData()), None)
        is_drawn = bool(history) and shown is not None
        for part in (self.figure_box, self.chart):
            part.setVisible(is_drawn)
        if not is_drawn or shown is None:
            return
        dots = [
            Dot(
                "",
                session.scenario.title(lang) if point.year is None else str(point.year),
                point.value,
                figure_parts(point.value, point.unit, lang, target=point.target)[0],
                current_theme().verdict(point.verdict),
                "years",
            )
            for point in course(history, shown)
        ]
        target = asked(shown)
        assert target is not None  # only rows with one are offered
        self.plot.show_dots(dots, target.value)
        self.chart.say(
            term("renewal.chart", figure=shown.name(lang)),
            term("explain.target", target=target_text(target, shown.figure.unit, lang)),
        )

    # -- what can be done ----------------------------------------------------------------------------------
    def close_chosen(self) -> None:
        """Keep today's state as that of the year that is named."""
        session, year, today = self.session, self.year_box.value(), self.session.today
        project = session.project.snapshot()

        def work() -> Work[EditSettings]:
            yield Progress(0, 0, "progress.by_year")
            return close_year(project, year, today)

        def done(edit: EditSettings) -> None:
            session.push(edit, term("renewal.step.close", year=year))

        title = term("renewal.step.close", year=year)
        self._tasks.start(Task(title, work, done, owner=self, revision=project.revision))

    def fill_renewing(self) -> None:
        """Offer the layers of the project, those with residents first, and the stock ledger."""
        menu, lang = self._renewing, self.session.lang
        menu.clear()
        menu.addAction(term("renewal.button.stock"), partial(self.choose, ""))
        menu.addSeparator()
        layers = self.session.project.layers
        for layer in sorted(layers, key=lambda one: "population_persons" not in one.columns):
            menu.addAction(layer.title(lang), partial(self.choose, layer.id))

    def choose(self, layer_id: str) -> None:
        """Ask for the file that brings the next state of a layer, or of the stock ledger."""
        name, _ = QFileDialog.getOpenFileName(
            self, term("renewal.button.renew"), str(self._preferences.last_folder("import"))
        )
        if name:
            self._preferences.set_last_folder("import", Path(name).parent)
            self.read(Path(name), layer_id)

    def read(self, path: Path, layer_id: str) -> None:
        """Read it off the window's thread, then show what it would change."""
        session = self.session
        project, today, lang = session.project.snapshot(), session.today, session.lang

        def work() -> Work[Renewal]:
            yield Progress(0, 0, "progress.import.read", {"file": path.name})
            if not layer_id:
                from layers.importing.stockfile import renewed_stock

                return of_stock(project, renewed_stock(path, project), path.name, today)
            from layers.importing.renew import renewed_layer

            layer: Layer = yield from renewed_layer(path, project.layer(layer_id), project, lang)
            yield Progress(0, 0, "progress.by_year")
            return of_layer(project, layer, path.name, today)

        def failed(error: Exception) -> None:
            if not isinstance(error, HavenError):
                raise error
            session.say(error.message(session.lang), "error")

        title = term("progress.import.read", file=path.name)
        self._tasks.start(
            Task(title, work, self.show_renewal, failed=failed, owner=self, revision=project.revision)
        )

    def show_renewal(self, found: Renewal) -> None:
        """Show what newer data would change; nothing is taken over yet."""
        from ui.analysis.renewaldialog import RenewalDialog

        RenewalDialog(self.session, self._tasks, self._preferences, found, self.window()).open()
