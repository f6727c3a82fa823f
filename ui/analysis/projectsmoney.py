"""The page of time and money: bars over years, money by year and by source."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.kernel.text import t
from models.programme.budget import SOURCES, rest_words
from models.programme.programme import Programme, ProgrammeRow
from ui.analysis.gantt import GanttChart, Span
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import label


class MoneyPage(Page):
    """Every project as a bar; below, what each year and each source has to pay."""

    def __init__(
        self, session: Session, programme: Callable[[], Programme], parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._programme = programme
        self.chart = GanttChart()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(6, 4, 6, 4)
        self.empty = label("muted", wrap=True)
        inside.addWidget(self.empty)
        inside.addWidget(self.chart)
        inside.addStretch(1)
        scroll.setWidget(holder)
        self.by_year, self.by_source = ResultTable(), ResultTable()
        self._year_label, self._source_label = label("heading"), label("heading")
        for head, table in ((self._year_label, self.by_year), (self._source_label, self.by_source)):
            table.setSortingEnabled(False)
            table.fit_height()
            self.body.addWidget(head)
            self.body.addWidget(table)
        self.body.addWidget(self.copy_button)
        self.body.addWidget(self.note)
        self.below = scroll
        self.copy_button.clicked.connect(self.copy)
        self.chart.wanted.connect(self._choose)
        session.selection_changed.connect(self._mark)

    def copy(self) -> None:
        """Put both tables on the clipboard, one below the other."""
        tables = [table.rows.as_tsv(range(table.rows.rowCount())) for table in (self.by_year, self.by_source)]
        QGuiApplication.clipboard().setText("\n\n".join(tables))

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._year_label.setText(term("keyproject.money.by_year"))
        self._source_label.setText(term("keyproject.money.by_source"))
        self.by_year.setAccessibleName(self._year_label.text())
        self.by_source.setAccessibleName(self._source_label.text())
        super().retranslate()

    def refresh(self) -> None:
        """Show the projects of the ledger."""
        programme, lang = self._programme(), self.session.lang
        spans = [self._span(row) for row in programme.rows]
        said = "; ".join(f"{span.name} {span.text}" for span in spans)
        self.chart.show_spans(spans, programme.years, said)
        self.empty.setText(term("keyproject.empty"))
        self.empty.setVisible(not spans)
        self._mark()
        budget = programme.budget

        def table(table: ResultTable, head: str, names: list[str], values: list[float]) -> None:
            share = [value / budget.total if budget.total else None for value in values]
            names, values = [*names, term("keyproject.money.total")], [*values, budget.total]
            share.append(1.0 if budget.total else None)
            shown = [f"{one:,.1f}" if budget.is_known else t("verdict.nodata", lang) for one in values]
            amounts = [one if budget.is_known else None for one in values]
            columns = [
                words("name", head, names),
                numbers("money", term("keyproject.money.amount"), amounts, shown),
                numbers(
                    "share",
                    term("keyproject.money.share"),
                    share,
                    ["" if one is None else f"{one:.1%}" for one in share],
                ),
            ]
            table.show_rows(columns, list(range(len(names))), {}, heads=[len(names) - 1])

        years = [term("keyproject.no_year") if year is None else str(year) for year in budget.by_year]
        table(self.by_year, term("keyproject.money.year"), years, list(budget.by_year.values()))
        sources = [t(f"keyproject.source.{source}", lang) for source in SOURCES]
        paid = [budget.by_source[source] for source in SOURCES]
        table(self.by_source, term("keyproject.money.source"), sources, paid)
        every = {row.project.id: row.name(lang) for row in programme.rows}
        parts = [*rest_words(budget, every, lang), term("keyproject.money.note")]
        if budget.unknown:
            names = "、".join(programme.row(one.id).name(lang) for one in budget.unknown)
            parts.insert(0, term("keyproject.money.unknown", count=len(budget.unknown), names=names))
        self.note.setText(" ".join(parts))

    def _span(self, row: ProgrammeRow) -> Span:
        project, lang = row.project, self.session.lang
        state = t(f"choice.project_state.{project.state}", lang)
        last = project.finish_year
        when = term("keyproject.no_year") if last is None else str(last)
        if last is not None and project.start_year is not None and project.start_year != last:
            when = f"{project.start_year}–{last}"
        return Span(row.name(lang), project.start_year, last, project.state, f"{when} {state}", project.id)

    def _choose(self, project_id: str) -> None:
        """Choose on the map what a project builds, and go there."""
        facilities = self._programme().row(project_id).facilities
        if facilities:
            self.session.select([one.id for one in facilities])
            bounds = shapely.total_bounds(np.array([one.geometry for one in facilities], dtype=object))
            self.session.zoom_wanted.emit(tuple(bounds.tolist()))

    def _mark(self) -> None:
        """Let the projects stand out that build what is chosen on the map."""
        if not self.isVisible():
            return
        chosen = self.session.selection
        rows = self._programme().rows if chosen and self.chart.spans else ()
        self.chart.mark({row.project.id for row in rows if chosen & {one.id for one in row.facilities}})
