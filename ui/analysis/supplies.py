"""The analysis of supplies: stock ledger, need and shortage, dispatch plan."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QWidget

from models.project.edits import Change
from ui.analysis.panel import AnalysisPanel
from ui.analysis.suppliescase import CaseBar
from ui.analysis.suppliesdispatch import DispatchPage
from ui.analysis.suppliesledger import LedgerPage
from ui.analysis.suppliesneed import NeedPage
from ui.core.guard import guarded
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import VERDICT_PARTS, Session
from ui.core.tasks import TaskRunner

LEDGER, NEED, DISPATCH = range(3)
_TAB = "supplies/tab"


class SuppliesPanel(AnalysisPanel):
    """Three pages with one case above the last two. Page and case come back the next time.

    Signals
    -------
    flows_wanted(ndarray | None)
        Ways that the map is to show.
    """

    flows_wanted = Signal(object)

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        self._preferences = preferences
        self.case_bar = CaseBar(session)
        self.ledger = LedgerPage(session, tasks, preferences)
        self.need = NeedPage(session)
        self.dispatch = DispatchPage(session, tasks, preferences)
        super().__init__(session, (self.ledger, self.need, self.dispatch), parent, above=self.case_bar)
        # Several signals come with one edit: the pages are filled once, after them.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        self.ledger.view.editing_ended.connect(self._later.start)
        self.ledger.said.connect(session.say)
        self.dispatch.flows_wanted.connect(self.flows_wanted)
        self.case_bar.changed.connect(self._on_case)
        self.tabs.currentChanged.connect(lambda _: self._on_tab())
        session.project_changed.connect(self._on_change)
        kept = preferences.text(_TAB, "0")
        self.tabs.setCurrentIndex(int(kept) if kept in ("0", "1", "2") else LEDGER)
        self.retranslate()
        self._on_tab()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        super().retranslate()
        self.set_title(self.tr("Supplies"))
        self.tabs.setTabText(LEDGER, term("supplies.sheet.ledger"))
        self.tabs.setTabText(NEED, self.tr("Need and shortage"))
        self.tabs.setTabText(DISPATCH, self.tr("Dispatch plan"))

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what the project holds."""
        self.case_bar.refresh()
        self.dispatch.set_case(self.case_bar.case)
        if self.tabs.currentIndex() == LEDGER:
            if not self.ledger.view.is_typed_in:  # rows that move would close the editor
                self.ledger.refresh()
        elif self.tabs.currentIndex() == NEED:
            self.need.show_case(self.case_bar.case)

    def show_depot(self, depot_id: str) -> None:
        """Show the stock of one depot."""
        self.tabs.setCurrentIndex(LEDGER)
        self.ledger.show_depot(depot_id)

    def _on_change(self, change: Change) -> None:
        if change.parts & VERDICT_PARTS:
            self._later.start()

    def _on_case(self) -> None:
        case = self.case_bar.case
        self.dispatch.set_case(case)
        if self.tabs.currentIndex() == NEED:
            self.need.show_case(case)

    def _on_tab(self) -> None:
        index = self.tabs.currentIndex()
        self.case_bar.setVisible(index != LEDGER)
        self._preferences.set_text(_TAB, str(index))
        self.dispatch.set_shown(index == DISPATCH)
        self.refresh()

    @guarded()
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._later.start()

    def set_shown(self, is_shown: bool) -> None:
        """Show the ways of the plan on the map only meanwhile."""
        if not is_shown:
            self.dispatch.cancel()
        self.dispatch.set_shown(is_shown and self.tabs.currentIndex() == DISPATCH)
