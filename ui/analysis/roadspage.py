"""What the pages about roads share: one table of places, a line of choices above, marks on the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from models.findings.findings import Place
from ui.analysis.resulttable import ResultTable
from ui.analysis.runpage import Held, RunPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.widgets.flow import FlowLayout


class RoadsPage(RunPage):
    """A page that computes when asked and lists places; a click on a row goes there."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent, is_shown=False)
        self.table = ResultTable()
        self.table.wanted.connect(self._go)
        self.copy_button = QPushButton()
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.table.copy)
        self.add_table(self.table)
        self.tabs.hide()

    def lay_out(self, choices: list[QWidget], last: list[QWidget], chart: QWidget | None = None) -> None:
        """Put the parts in their places.

        Parameters
        ----------
        choices, last
            What stands beside the button that runs, and at the end of that line.
        chart
            What stands under the words.
        """
        top = FlowLayout()
        for widget in (*choices, self.run_button, self.cancel_button):
            top.addWidget(widget)
        top.addWidget(self.bar)
        for widget in (*last, self.copy_button):
            top.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addLayout(top)
        for part in (self.stale, self.hint, self.about, self.summary):
            box.addWidget(part)
        self.below = Held(self.tables)
        if chart is not None:
            box.addWidget(chart)
        box.addWidget(self.notes)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.copy_button.setText(term("roads.copy"))
        self.stale.setText(term("roads.stale"))
        super().retranslate()

    def refresh(self) -> None:
        """Show the state of things."""
        self.copy_button.setEnabled(self.result is not None)
        super().refresh()

    def show_table(self, columns: list[Any], keys: list[Any], places: Mapping[Any, Place]) -> None:
        """Fill the table."""
        self.table.show_rows(columns, keys, places)

    def _go(self, keys: list[Any]) -> None:
        if len(keys) == 1 and keys[0] in self.table.places:
            self._session.show_place(self.table.places[keys[0]])
