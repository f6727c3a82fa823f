"""The page of the year plan: how much falls due in each of the twelve months, and what."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from models.upkeep.listing import PLAN_COLUMNS, plan_values
from models.upkeep.yearplan import Month
from ui.analysis.resulttable import ResultTable, numbers, words
from ui.analysis.upkeepledger import LedgerFile, LedgerNow, UpkeepPage, places_of
from ui.core.i18n import term
from ui.core.session import Session

WHOLE = "whole"
"""Key of the row of all twelve months."""
_PARTS = {"at_once": ("overdue", "no_record"), "due": ("planned", "due", "again")}


class PlanPage(UpkeepPage):
    """Months above, what is to be done below; a click on a month leaves only that."""

    def __init__(
        self, session: Session, ledger: LedgerNow, file: LedgerFile, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, ledger, file, parent)
        self.months, self.table = ResultTable(), ResultTable()
        self.connect_table(self.table)
        self.below = self.table
        for button in (self.save_button, self.copy_button):
            self.top.addWidget(button)
        self.body.addWidget(self.note)
        self.body.addWidget(self.months)
        self.body.addStretch()
        self.copy_button.clicked.connect(self.table.copy)
        self.months.selectionModel().selectionChanged.connect(lambda: self._show_tasks())

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.months.setAccessibleName(term("upkeep.months"))
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        ledger = self.ledger()
        names = {_key(month): _key(month) for month in ledger.months}
        counts = {
            key: {part: sum(task.why in whys for task in month.tasks) for part, whys in _PARTS.items()}
            for key, month in zip(names, ledger.months, strict=True)
        }
        whole = {part: sum(one[part] for one in counts.values()) for part in _PARTS}
        rows = {WHOLE: whole, **counts}
        titles = {WHOLE: term("upkeep.whole_plan"), **names}
        columns = [words("month", term("upkeep.column.month"), (titles[key] for key in rows))]
        for part in _PARTS:
            found = [row[part] for row in rows.values()]
            columns.append(numbers(part, term(f"upkeep.plan.{part}"), found, (f"{one:,}" for one in found)))
        short = [(key, "at_once") for key, row in rows.items() if row["at_once"]]
        self.months.show_rows(columns, list(rows), {}, short, [WHOLE])
        self.months.fit_height()
        self.note.setText(term("upkeep.plan_note", date=ledger.today.isoformat()))
        self._show_tasks()

    def _show_tasks(self) -> None:
        """Show the tasks of the month that is chosen, or of all."""
        ledger, lang = self.ledger(), self.session.lang
        chosen = set(self.months.selected_keys()) - {WHOLE}
        tasks = [task for month in ledger.months for task in month.tasks]
        pairs = [
            (task, values)
            for task, values in zip(tasks, plan_values(ledger, lang), strict=True)
            if not chosen or values["month"] in chosen
        ]
        keys = [(task.row.duty.id, task.row.about.id, task.day) for task, _ in pairs]
        columns = [
            words(key, term(f"upkeep.column.{key}"), (str(values[key]) for _, values in pairs))
            for key in PLAN_COLUMNS
        ]
        places = places_of({key: task.row for key, (task, _) in zip(keys, pairs, strict=True)})
        short = [
            (key, "why")
            for key, (task, _) in zip(keys, pairs, strict=True)
            if task.why in ("overdue", "no_record")
        ]
        self.table.show_rows(columns, keys, places, short)


def _key(month: Month) -> str:
    return f"{month.year}-{month.month:02}"
