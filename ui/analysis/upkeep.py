"""The yearly ledger as an analysis: what is due, the year plan, the entries."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.analysis.page import PagesPanel
from ui.analysis.upkeepdue import DuePage
from ui.analysis.upkeepentries import EntriesPage
from ui.analysis.upkeepledger import LedgerFile, LedgerNow
from ui.analysis.upkeepplan import PlanPage
from ui.analysis.upkeepyears import YearsKeptPage
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner

TABS = ("due", "plan", "entries", "years")


class UpkeepPanel(PagesPanel):
    """Inspections, drills, maintenance and renewals of data; each page is made from one computation."""

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        self._made = made = LedgerNow(session)
        file = LedgerFile(session, tasks, preferences, made)
        self.due = DuePage(session, made, file)
        self.plan = PlanPage(session, made, file)
        self.entries = EntriesPage(session, made, file)
        self.years = YearsKeptPage(session, tasks, preferences)
        super().__init__(session, (self.due, self.plan, self.entries, self.years), parent)
        self.due.entries_wanted.connect(self.show_entries)

    def compute(self) -> None:
        """Forget what was computed of an earlier state."""
        self._made.forget()

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return tuple(term(f"upkeep.tab.{key}") for key in TABS)

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return term("upkeep.panel_title", scenario=scenario)

    def renew(self, layer_id: str) -> None:
        """Ask for a newer file of a layer, on the page that shows what it changes."""
        self.tabs.setCurrentIndex(TABS.index("years"))
        self.years.choose(layer_id)

    def show_entries(self, ids: frozenset[str]) -> None:
        """Show some entries, to be filled in."""
        self.tabs.setCurrentIndex(TABS.index("entries"))
        self.entries.show_entries(ids)
