"""What a table of inspections and drills would add to the yearly ledger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from layers.ledgerback.knowntable import KnownTable
from layers.ledgerback.upkeep import EntriesPlan, compare_entries, entries_text, entry_text
from models.kernel.text import t
from models.upkeep.enter import entered
from models.upkeep.listing import entry_values, ledger_of
from ui.analysis.ledgerimport import ImportLine, LedgerImportDialog, Refusal
from ui.core.i18n import term
from ui.core.session import Session


class UpkeepImportDialog(LedgerImportDialog):
    """Entries that are new."""

    def __init__(self, session: Session, table: KnownTable, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._table = table
        self.plan = EntriesPlan((), 0, ())
        self.retranslate()

    def title(self) -> str:
        """Title of the window."""
        return term("upkeep.button.import")

    def name_head(self) -> str:
        """Head over what entries are about."""
        return term("upkeep.column.about")

    def compared(self) -> tuple[str, Sequence[ImportLine], Sequence[Refusal]]:
        """The table held against the ledger as it is now."""
        session, lang = self._session, self._session.lang
        facilities = tuple(session.scenario.facilities.values())
        self.plan = plan = compare_entries(self._table, session.project.settings.upkeep, facilities, lang)
        ledger = ledger_of(session.project, session.scenario, session.today)
        lines = [
            ImportLine(
                row,
                t("keyproject.back.kind_new", lang),
                str(entry_values(entry, ledger, lang)["about"]),
                entry_text(entry, lang),
            )
            for row, entry in plan.new
        ]
        refusals = [Refusal(one.at, one.column, one.said, one.why) for one in plan.troubles]
        return entries_text(self._table, plan, lang), lines, refusals

    def take_over(self) -> None:
        """Add what is ticked, as one step that can be undone."""
        session, chosen = self._session, self.chosen
        made = [entry for row, entry in self.plan.new if row in chosen]
        self.accept()
        session.push(
            entered(session.project, made, session.today), term("upkeep.step.import", count=len(made))
        )
