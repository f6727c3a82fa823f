"""Any two scenarios against each other: figures, who gains and who loses, and both on one map."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSlider, QWidget

from models.assessment.changed import changed_reach
from models.assessment.compare import Comparison, Trend, compare
from models.findings.findings import Finding, Verdict
from models.findings.numbers import delta_text, figure_text, target_text
from models.findings.places import demand_places
from models.findings.results import Assessment
from models.findings.standing import asked
from models.kernel.arrays import Floats, Ints
from models.kernel.progress import Work
from models.kernel.text import has_text, t
from models.project.edits import Change, Part
from ui.analysis.page import PagesPanel, TablePage
from ui.analysis.resulttable import numbers, words
from ui.core.guard import guarded
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.map.peoplemarks import ChangedPlaces
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

MARKS = {Verdict.PASS: "✓ ", Verdict.FAIL: "✗ ", Verdict.NO_DATA: "", Verdict.INFO: ""}
TREND_MARKS = {Trend.BETTER: "▲ ", Trend.WORSE: "▼ ", Trend.SAME: "", Trend.UNKNOWN: ""}
BESIDE, SWIPE = "beside", "swipe"
"""Ways to see both scenarios on the map."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Two scenarios computed at one state of the project."""

    titles: tuple[str, str]
    assessments: tuple[Assessment, Assessment]
    findings: tuple[tuple[Finding, ...], tuple[Finding, ...]]


class Latest:
    """What was computed last. The pages hold this and not the panel, which holds them."""

    def __init__(self) -> None:
        self.compared: Compared | None = None


class FiguresPage(TablePage):
    """Each row of the plan in both scenarios: with its target, its verdicts and what became of it."""

    def __init__(self, session: Session, latest: Latest) -> None:
        super().__init__(session)
        self._latest = latest
        self.summary = label("heading", wrap=True)
        self.only_changed = QCheckBox()
        self.only_changed.setChecked(True)
        self.only_changed.toggled.connect(self.refresh)
        self.body.insertWidget(0, self.summary)
        self.body.insertWidget(1, self.only_changed)
        self.body.addStretch(1)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.only_changed.setText(self.tr("Only what changed"))
        self.table.setAccessibleName(self.tr("Figures of both scenarios"))
        super().retranslate()

    def refresh(self) -> None:
        """Show what was computed."""
        made, lang = self._latest.compared, self.session.lang
        self.note.setText("" if made is not None else self.tr("Computing both scenarios…"))
        if made is None:
            return
        rows = compare(*made.findings)
        better = sum(one.trend == Trend.BETTER for one in rows)
        worse = sum(one.trend == Trend.WORSE for one in rows)
        self.summary.setText(
            self.tr("{second} against {first}: {better} better, {worse} worse").format(
                first=made.titles[0], second=made.titles[1], better=better, worse=worse
            )
        )
        if self.only_changed.isChecked():
            rows = tuple(one for one in rows if one.is_changed)
        second = {finding.id: finding for finding in made.findings[1]}
        columns = [
            words("name", term("report.head.finding"), (one.name(lang) for one in rows)),
            numbers(
                "first",
                made.titles[0],
                (one.a for one in rows),
                (MARKS[one.verdict_a] + figure_text(one.a, one.unit, lang) for one in rows),
            ),
            numbers(
                "second",
                made.titles[1],
                (one.b for one in rows),
                (MARKS[one.verdict_b] + figure_text(one.b, one.unit, lang) for one in rows),
            ),
            words(
                "target",
                term("explain.head.target"),
                (target_text(asked(second[one.id]), one.unit, lang) for one in rows),
            ),
            numbers(
                "difference",
                self.tr("Difference"),
                (one.difference for one in rows),
                (_difference(one, self.session) for one in rows),
            ),
            words(
                "trend",
                term("sheet.difference"),
                (TREND_MARKS[one.trend] + t(f"trend.{one.trend}", lang) for one in rows),
            ),
        ]
        short = [
            (one.id, key)
            for one in rows
            for key, verdict in (("first", one.verdict_a), ("second", one.verdict_b))
            if verdict == Verdict.FAIL
        ]
        self.table.show_rows(columns, [one.id for one in rows], {}, short)


class PeoplePage(TablePage):
    """Who comes within reach and who leaves it, by place; on the map while this page is looked at.

    Signals
    -------
    marks_wanted(ChangedPlaces)
        What the map is to mark.
    """

    marks_wanted = Signal(object)

    def __init__(self, session: Session, latest: Latest) -> None:
        super().__init__(session)
        self._latest = latest
        self.key_box = QuietBox()
        self.key_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.key_box.setMinimumContentsLength(12)
        self.key_box.activated.connect(self.refresh)
        self.summary = label("heading", wrap=True)
        self.body.insertWidget(0, self.key_box)
        self.body.insertWidget(1, self.summary)
        self.body.addStretch(1)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.key_box.setAccessibleName(term("map.legend.coverage"))
        self.table.setAccessibleName(self.tr("Places that gain or lose"))
        super().retranslate()

    def refresh(self) -> None:
        """Show what was computed."""
        made, lang = self._latest.compared, self.session.lang
        self.note.setText("" if made is not None else self.tr("Computing both scenarios…"))
        if made is None:
            return
        with QSignalBlocker(self.key_box):
            chosen = self.key_box.currentData() or "shelter.fixed"
            self.key_box.clear()
            for key in made.assessments[1].covered:
                if key in made.assessments[0].covered and has_text(f"map.coverage.{key}"):
                    self.key_box.addItem(t(f"map.coverage.{key}", lang), key)
            self.key_box.setCurrentIndex(max(0, self.key_box.findData(chosen)))
        changed = changed_reach(*made.assessments, self.key_box.currentData() or "")
        if changed is None:
            self.summary.setText(t("verdict.nodata", lang))
            self.table.show_rows([], [], {})
            self.marks_wanted.emit(None)
            return
        self.summary.setText(
            self.tr(
                "Within reach now: {gained} places, {gained_people} people; no longer: {lost} places, "
                "{lost_people} people"
            ).format(
                gained=f"{len(changed.gained):,}",
                gained_people=self.people(changed.gained_persons),
                lost=f"{len(changed.lost):,}",
                lost_people=self.people(changed.lost_persons),
            )
        )
        county = made.assessments[1].county
        rows = np.concatenate([changed.lost, changed.gained])
        places = demand_places(county, rows)
        is_lost = np.arange(len(rows)) < len(changed.lost)
        gains, loses = self.tr("▲ comes within reach"), self.tr("▼ no longer within reach")
        columns = [
            words("name", term("field.name"), (place.name for place in places)),
            numbers(
                "people",
                term("field.population_persons"),
                (place.value for place in places),
                (self.people(place.value) for place in places),
            ),
            words(
                "change", term("sheet.difference"), (loses if lost else gains for lost in is_lost.tolist())
            ),
        ]
        keys = [str(row) for row in rows.tolist()]
        short = [(key, "change") for key, lost in zip(keys, is_lost.tolist(), strict=True) if lost]
        self.table.show_rows(columns, keys, dict(zip(keys, places, strict=True)), short)

        def spots(of: Ints) -> Floats:
            return np.column_stack([county.demand.xy[of], county.demand.population_persons[of]])

        self.marks_wanted.emit(ChangedPlaces(spots(changed.gained), spots(changed.lost)))


class ComparePanel(PagesPanel):
    """Two scenarios to choose; what both pages show is computed beside the window, and follows every edit.

    Signals
    -------
    marks_wanted(ChangedPlaces)
        Places that the map is to mark; ``None`` for none.
    swipe_wanted(str)
        Scenario to be drawn over the left part of the map; empty for none.
    beside_wanted(str)
        Scenario to be drawn on a map of its own at the left; empty for none.
    line_wanted(float)
        Where the line between both is to stand.
    """

    marks_wanted = Signal(object)
    swipe_wanted = Signal(str)
    beside_wanted = Signal(str)
    line_wanted = Signal(float)

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        self._tasks = tasks
        self._latest = latest = Latest()
        self._give_up = Event()  # of the task that runs for this panel, which itself holds the panel
        self.first, self.second = QuietBox(), QuietBox()
        self._versus = label("muted")
        self.on_map = QuietBox()
        self.line = QSlider(Qt.Orientation.Horizontal)
        self.line.setRange(0, 100)
        self.line.setValue(50)
        self.line.hide()
        above = QWidget()
        grid = QGridLayout(above)
        grid.setContentsMargins(12, 6, 12, 2)
        for column, widget in enumerate((self.first, self._versus, self.second)):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.on_map, 1, 0, 1, 3)
        grid.addWidget(self.line, 2, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        for combo in (self.first, self.second):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(5)
        self.figures = FiguresPage(session, latest)
        self.people = PeoplePage(session, latest)
        super().__init__(session, (self.figures, self.people), parent, above=above)
        for combo in (self.first, self.second):
            combo.activated.connect(self._on_choice)
        self.people.marks_wanted.connect(self.marks_wanted)
        self.tabs.currentChanged.connect(self._on_page)
        self.on_map.activated.connect(self._show_on_map)
        self.line.valueChanged.connect(lambda value: self.line_wanted.emit(value / 100))
        session.project_changed.connect(self._on_change)
        self._fill_choices()
        # Nothing is more often asked than what the plan on the screen brings against today.
        self.first.setCurrentIndex(0)
        active = self.second.findData(session.project.active_scenario_id)
        self.second.setCurrentIndex(active if active > 0 else min(1, self.second.count() - 1))
        self.refresh()

    # -- choices -------------------------------------------------------------------------------------------
    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return (self.tr("Figures"), self.tr("Who gains, who loses"))

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return self.tr("Compare scenarios")

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._versus.setText(self.tr("against"))
        self._fill_on_map()
        self.on_map.setAccessibleName(self.tr("How the map shows both scenarios"))
        self.line.setAccessibleName(self.tr("Where the line between both scenarios stands"))
        self.first.setAccessibleName(self.tr("First scenario"))
        self.second.setAccessibleName(self.tr("Second scenario"))
        self._fill_choices()
        super().retranslate()

    def _fill_choices(self) -> None:
        for combo in (self.first, self.second):
            chosen = combo.currentData()
            with QSignalBlocker(combo):
                combo.clear()
                for scenario in self._session.project.scenarios:
                    combo.addItem(scenario.title(self._session.lang), scenario.id)
                combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def _on_change(self, change: Change) -> None:
        if Part.SCENARIOS in change.parts:
            self._fill_choices()

    def _on_choice(self) -> None:
        self.refresh()
        self._show_on_map()

    # -- computing -----------------------------------------------------------------------------------------
    def compute(self) -> None:
        """Compute both scenarios beside the window; the pages are filled when that is done."""
        session = self._session
        ids = self.first.currentData(), self.second.currentData()
        project, rules, profile = session.project.snapshot(), session.rules, session.profile
        if not set(ids) <= {scenario.id for scenario in project.scenarios}:
            return  # before the choices are filled, or while another project comes
        settings, today, lang = project.settings, session.today, session.lang
        self._give_up.set()

        def work() -> Work[Compared]:
            from models.assessment.assess import assess
            from models.kernel.progress import Progress
            from models.plans.plans import check

            made = []
            for number, scenario_id in enumerate(ids):
                yield Progress(number, 2, "assess")
                scenario = project.scenario(scenario_id)
                county = project.county_in(scenario)
                made.append(assess(county, scenario, rules, project.lacking_in(scenario), settings.local))
            first, second = made
            findings = tuple(check(one, rules, profile, settings, today) for one in made)
            titles = tuple(project.scenario(scenario_id).title(lang) for scenario_id in ids)
            return Compared((titles[0], titles[1]), (first, second), (findings[0], findings[1]))

        def done(result: Compared) -> None:
            self._latest.compared = result
            self.show_page()

        task = Task("", work, done, owner=self, revision=session.project.revision, quiet=True)
        self._give_up = task.cancelled
        self._tasks.start(task)

    # -- the map -------------------------------------------------------------------------------------------
    def _on_page(self) -> None:
        if self.pages[self.tabs.currentIndex()] is not self.people:
            self.marks_wanted.emit(None)

    def _fill_on_map(self) -> None:
        texts = {
            "": self.tr("Map: the scenario that is edited"),
            BESIDE: self.tr("Map: both side by side"),
            SWIPE: self.tr("Map: one over the other up to a line"),
        }
        for key, text in texts.items():
            at = self.on_map.findData(key)
            if at < 0:
                self.on_map.addItem(text, key)
            else:
                self.on_map.setItemText(at, text)

    def show_on_map(self, how: str) -> None:
        """Show both scenarios on the map in one of the ways that there are to choose from."""
        self.on_map.setCurrentIndex(self.on_map.findData(how))
        self._show_on_map()

    def _show_on_map(self) -> None:
        """The map shows the second scenario, and the first over its left part or on a map of its own."""
        how, first = self.on_map.currentData(), self.first.currentData()
        self.line.setVisible(how == SWIPE)
        if how:
            self._session.project.activate(self.second.currentData())
        self.swipe_wanted.emit(first if how == SWIPE else "")
        self.beside_wanted.emit(first if how == BESIDE else "")

    def show_line(self, share: float) -> None:
        """The line was dragged on the map."""
        with QSignalBlocker(self.line):
            self.line.setValue(round(100 * share))

    def set_shown(self, is_shown: bool) -> None:
        """The map shows what this panel marks only while it is looked at."""
        if is_shown:
            self.show_page()
            self._show_on_map()
        else:
            self.marks_wanted.emit(None)
            self.swipe_wanted.emit("")
            self.beside_wanted.emit("")

    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what is being computed."""
        self._give_up.set()
        super().closeEvent(event)


def _difference(one: Comparison, session: Session) -> str:
    if one.difference is None or not one.is_changed:
        return ""
    return delta_text(one.difference, one.unit, session.lang)
