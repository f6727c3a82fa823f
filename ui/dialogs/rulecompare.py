"""Two sets of rule values side by side: which values differ, and what that does to the figures."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.assessment.compare import Trend, compare
from models.findings.findings import Finding, Verdict
from models.findings.numbers import delta_text, figure_text, target_text
from models.kernel.progress import Progress, Work
from models.kernel.text import t
from models.rules.rules import (
    Quantity,
    Rules,
    RulesetDifference,
    differences,
    load_rules,
    ruleset_ids,
    ruleset_names,
)
from models.rules.said import value_text
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.core.themes import current_theme
from ui.widgets.parts import head_of, label
from ui.widgets.quiet import QuietBox
from ui.widgets.readtable import read_table

PLAIN = "plain:"
"""Choices that begin so are rule sets without the county's own changes."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TREND_MARKS = {Trend.BETTER: "▲ ", Trend.WORSE: "▼ ", Trend.SAME: "", Trend.UNKNOWN: ""}


def effective_differences(a: Rules, b: Rules) -> tuple[RulesetDifference, ...]:
    """Differences that matter: a value that the county set itself holds in both sets alike."""
    return tuple(
        pair
        for pair in differences(a, b)
        if not (pair.a and pair.b and pair.a.override and pair.a.override == pair.b.override)
    )


def changed_findings(
    first: tuple[Finding, ...], second: tuple[Finding, ...]
) -> list[tuple[Finding, Finding]]:
    """Pairs of the same row whose figure, target or verdict differs, in the order of the first."""
    others = {finding.id: finding for finding in second}
    pairs = ((finding, others[finding.id]) for finding in first if finding.id in others)
    return [pair for pair in pairs if _differ(*pair)]


def _differ(one: Finding, other: Finding) -> bool:
    if one.verdict != other.verdict or (one.target is None) != (other.target is None):
        return True
    if one.target and other.target and not _close(one.target.value, other.target.value):
        return True
    return not _close(one.figure.value, other.figure.value)


def _close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


class RuleComparison(Retranslated, QWidget):
    """The rule values in force against another set; follows every edit while it is on the screen."""

    def __init__(self, session: Session, tasks: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self._task: Task | None = None
        self._other_findings: tuple[Finding, ...] | None = None
        self._with = label()
        self.other = QuietBox()
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.other.activated.connect(lambda _: self.start())
        self.values_summary, self.figures_summary = label("heading"), label("heading")
        self._note = label("muted", wrap=True)
        self.values, self.figures = (
            read_table(5, stretched=0, widest_px=420),
            read_table(5, stretched=0, widest_px=420),
        )
        top = QHBoxLayout()
        top.addWidget(self._with)
        top.addWidget(self.other)
        top.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        for summary, table in ((self.values_summary, self.values), (self.figures_summary, self.figures)):
            part = QWidget()
            box = QVBoxLayout(part)
            box.setContentsMargins(0, 4, 0, 4)
            box.setSpacing(5)
            box.addWidget(summary)
            box.addWidget(table, 1)
            split.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 0)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self._note)
        box.addWidget(split, 1)
        session.assessed.connect(self._on_assessed)
        self.retranslate()

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._with.setText(self.tr("Compare the values in force with"))
        self.other.setAccessibleName(self._with.text())
        self._note.setText(
            self.tr("Own values of the county hold in either set, except where the choice says without them.")
        )
        self.fill_choices()
        self._show_values()
        self._show_figures()

    def fill_choices(self) -> None:
        """Offer the other rule sets, and every set without the county's changes if there are any."""
        settings, lang = self._session.project.settings, self._session.lang
        chosen = self.other.currentData()
        self.other.clear()
        for ruleset_id in ruleset_ids():
            if ruleset_id != settings.ruleset_id:
                self.other.addItem(ruleset_names(ruleset_id)[lang], ruleset_id)
        if self._session.rules.changed:
            for ruleset_id in ruleset_ids():
                name = ruleset_names(ruleset_id)[lang]
                text = self.tr("{ruleset}, without own values").format(ruleset=name)
                self.other.addItem(text, PLAIN + ruleset_id)
        self.other.setCurrentIndex(max(0, self.other.findData(chosen)))

    def other_rules(self) -> Rules:
        """Rule values that those in force are compared with."""
        chosen = self.other.currentData()
        if chosen.startswith(PLAIN):
            return load_rules(chosen.removeprefix(PLAIN))
        return load_rules(chosen, self._session.project.settings.overrides)

    # -- computing -----------------------------------------------------------------------------------------
    def _on_assessed(self) -> None:
        if self.isVisible():
            self.fill_choices()
            self.start()

    def start(self) -> None:
        """Compare, the figures off the window's thread; what was being compared is given up."""
        self.stop()
        self._other_findings = None
        self._show_values()
        self._show_figures()
        session = self._session
        if not session.has_project:
            return
        project, scenario, profile = session.project, session.scenario, session.profile
        county, settings, today, rules = session.county, project.settings, session.today, self.other_rules()
        lacking = project.lacking_in(scenario)

        def work() -> Work[tuple[Finding, ...]]:
            from models.assessment.assess import assess
            from models.plans.plans import check

            yield Progress(0, 1, "project.assess")
            return check(
                assess(county, scenario, rules, lacking, settings.local), rules, profile, settings, today
            )

        task = Task(self.tr("Comparing rule sets"), work, lambda _: None, revision=project.revision)

        def done(findings: tuple[Finding, ...]) -> None:
            if task is self._task:
                self._other_findings = findings
                self._show_figures()

        task.done = done
        self._task = task
        self._tasks.start(task)

    def stop(self, *_: object) -> None:
        """Give up what is being computed."""
        if self._task is not None:
            self._task.cancelled.set()
            self._task = None

    # -- tables --------------------------------------------------------------------------------------------
    def _show_values(self) -> None:
        rules, other, lang = self._session.rules, self.other_rules(), self._session.lang
        found = effective_differences(rules, other)
        self.values_summary.setText(self.tr("Values that differ: {count}").format(count=len(found)))
        in_force, names = self.tr("In force"), self.other.currentText()
        sources = self.tr("Source in force"), self.tr("Source of the other set")
        _head(self.values, [term("workbook.head.rule"), in_force, names, *sources], right=(1, 2))
        self.values.setRowCount(len(found))
        for row, pair in enumerate(found):
            known = pair.a or pair.b
            assert known is not None
            _put(self.values, row, 0, known.name(lang))
            for column, quantity in ((1, pair.a), (2, pair.b)):
                text = value_text(quantity.value, quantity.unit, lang) if quantity else "–"
                _put(self.values, row, column, text, right=True)
                _put(self.values, row, column + 2, self._source(quantity))

    def _source(self, quantity: Quantity | None) -> str:
        if quantity is None:
            return self.tr("not in this rule set")
        if quantity.override:
            return self.tr("own value of the county")
        return quantity.source_text(self._session.lang)

    def _show_figures(self) -> None:
        found = self._other_findings
        headings = [
            term("report.head.finding"),
            self.tr("In force"),
            self.other.currentText(),
            self.tr("Difference"),
            term("explain.head.verdict"),
        ]
        _head(self.figures, headings, right=(1, 2, 3))
        if found is None:
            self.figures.setRowCount(0)
            self.figures_summary.setText(self.tr("Computing…"))
            return
        pairs = changed_findings(self._session.findings, found)
        verdicts = sum(one.verdict != other.verdict for one, other in pairs)
        self.figures_summary.setText(
            self.tr("Findings that change: {count}, verdicts: {verdicts}").format(
                count=len(pairs), verdicts=verdicts
            )
            if pairs
            else self.tr("No finding changes.")
        )
        self.figures.setRowCount(len(pairs))
        for row, (one, other) in enumerate(pairs):
            self._fill_figure(row, one, other)

    def _fill_figure(self, row: int, one: Finding, other: Finding) -> None:
        lang, theme = self._session.lang, current_theme()
        comparison = compare([one], [other])[0]
        difference = ""
        if comparison.difference is not None and comparison.trend != Trend.SAME:
            difference = _TREND_MARKS[comparison.trend] + delta_text(
                comparison.difference, comparison.unit, lang
            )
        verdict = self._word(other.verdict)
        if one.verdict != other.verdict:
            verdict = self.tr("{before} → {after}").format(before=self._word(one.verdict), after=verdict)
        colour = {Trend.BETTER: theme.pass_, Trend.WORSE: theme.fail}.get(comparison.trend, theme.text)
        _put(self.figures, row, 0, one.name(lang))
        _put(self.figures, row, 1, self._figure(one), right=True)
        _put(self.figures, row, 2, self._figure(other), right=True)
        _put(self.figures, row, 3, difference, right=True, colour=colour)
        _put(self.figures, row, 4, verdict, colour=theme.verdict(other.verdict))

    def _figure(self, finding: Finding) -> str:
        lang, unit = self._session.lang, finding.figure.unit
        figure = figure_text(finding.figure.value, unit, lang)
        return f"{figure}  {target_text(finding.target, unit, lang)}".rstrip()

    def _word(self, verdict: Verdict) -> str:
        return t(f"verdict.{verdict}", self._session.lang)


def _head(table: QTableWidget, texts: list[str], right: tuple[int, ...]) -> None:
    table.setHorizontalHeaderLabels(texts)
    for column in right:
        head_of(table, column).setTextAlignment(_RIGHT)


def _put(
    table: QTableWidget, row: int, column: int, text: str, *, right: bool = False, colour: str = ""
) -> None:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    if right:
        item.setTextAlignment(_RIGHT)
    if colour:
        item.setForeground(QColor(colour))
    table.setItem(row, column, item)
