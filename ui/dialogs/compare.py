"""Any two scenarios side by side: figures, difference, better or worse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.assessment.compare import Comparison, Trend, compare
from models.findings.findings import Finding
from models.findings.numbers import delta_text, figure_text
from models.kernel.text import t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import align_heads, cell_of, head_of, label


class CompareDialog(Retranslated, QDialog):
    """Stays open beside the map and follows every edit."""

    def __init__(self, session: Session, results: ScenarioFindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self._results = results
        self.first, self.second = QComboBox(), QComboBox()
        self.summary = label("heading")
        self._versus = label("muted")
        self._copy_button = QPushButton()
        self._copy_button.clicked.connect(self._copy)
        self._copy_button.setAutoDefault(False)
        self.table = QTableWidget(0, 5)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(self.first, 1)
        top.addWidget(self._versus)
        top.addWidget(self.second, 1)
        top.addStretch(1)
        top.addWidget(self._copy_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.setSpacing(9)
        box.addLayout(top)
        box.addWidget(self.summary)
        box.addWidget(self.table, 1)
        resize_on_screen(self, 980, 560)
        for combo in (self.first, self.second):
            combo.activated.connect(self.refresh)
        session.assessed.connect(self.refresh)
        session.project_changed.connect(self._on_change)
        session.project_replaced.connect(self.close)
        self.retranslate()
        # Nothing is more often asked than what the plan on the screen brings against today.
        self.first.setCurrentIndex(0)
        active = self.second.findData(session.project.active_scenario_id)
        self.second.setCurrentIndex(active if active > 0 else min(1, self.second.count() - 1))
        self.refresh()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Compare scenarios"))
        self._versus.setText(self.tr("against"))
        self._copy_button.setText(self.tr("Copy table"))
        self.first.setAccessibleName(self.tr("First scenario"))
        self.second.setAccessibleName(self.tr("Second scenario"))
        self._fill_choices()
        self.refresh()

    def _fill_choices(self) -> None:
        for combo in (self.first, self.second):
            chosen = combo.currentData()
            combo.clear()
            for scenario in self._session.project.scenarios:
                combo.addItem(scenario.title(self._session.lang), scenario.id)
            combo.setCurrentIndex(max(0, combo.findData(chosen)))

    def _on_change(self, change) -> None:  # type: ignore[no-untyped-def]
        self._fill_choices()

    def _findings(self, scenario_id: str) -> tuple[Finding, ...]:
        known = self._results.of(scenario_id)
        if known is not None:
            return known
        from models.assessment.assess import assess
        from models.plans.plans import check

        session = self._session
        project = session.project
        scenario = project.scenario(scenario_id)
        county, local = project.county_in(scenario), project.settings.local
        result = assess(county, scenario, session.rules, project.lacking, local)
        return check(result, session.rules, session.profile, project.settings, session.today)

    def refresh(self) -> None:
        """Compare the two chosen scenarios."""
        ids = self.first.currentData(), self.second.currentData()
        if not set(ids) <= {scenario.id for scenario in self._session.project.scenarios}:
            return  # another project has come, and this window is about to close
        comparisons = compare(self._findings(ids[0]), self._findings(ids[1]))
        self.table.setHorizontalHeaderLabels(
            [
                term("report.head.finding"),
                self.first.currentText(),
                self.second.currentText(),
                self.tr("Difference"),
                term("sheet.difference"),
            ]
        )
        align_heads(self.table, words=(0, 4))
        self.table.setRowCount(len(comparisons))
        for row, comparison in enumerate(comparisons):
            self._fill_row(row, comparison)
        better = sum(c.trend == Trend.BETTER for c in comparisons)
        worse = sum(c.trend == Trend.WORSE for c in comparisons)
        self.summary.setText(
            self.tr("{second} against {first}: {better} better, {worse} worse").format(
                first=self.first.currentText(),
                second=self.second.currentText(),
                better=better,
                worse=worse,
            )
        )

    def _fill_row(self, row: int, comparison: Comparison) -> None:
        lang, theme = self._session.lang, current_theme()
        difference = ""
        if comparison.difference is not None and comparison.trend != Trend.SAME:
            difference = delta_text(comparison.difference, comparison.unit, lang)
        texts = (
            comparison.name(lang),
            figure_text(comparison.a, comparison.unit, lang),
            figure_text(comparison.b, comparison.unit, lang),
            difference,
            _TREND_MARKS[comparison.trend] + t(f"trend.{comparison.trend}", lang),
        )
        colours = (
            theme.text,
            theme.verdict(comparison.verdict_a),
            theme.verdict(comparison.verdict_b),
            theme.text,
            {Trend.BETTER: theme.pass_, Trend.WORSE: theme.fail}.get(comparison.trend, theme.muted),
        )
        for column, (text, colour) in enumerate(zip(texts, colours, strict=True)):
            item = QTableWidgetItem(text)
            item.setForeground(QColor(colour))
            item.setToolTip(text)
            if column in (1, 2, 3):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        header = [head_of(self.table, column).text() for column in range(5)]
        lines = ["\t".join(header)]
        for row in range(self.table.rowCount()):
            lines.append("\t".join(cell_of(self.table, row, column).text() for column in range(5)))
        QGuiApplication.clipboard().setText("\n".join(lines))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)


_TREND_MARKS = {Trend.BETTER: "▲ ", Trend.WORSE: "▼ ", Trend.SAME: "", Trend.UNKNOWN: ""}
