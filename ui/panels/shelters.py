"""The shelter window: need and room, make-up, custody, candidate sites. Stays open beside the map."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from ui.dialogs.modeless import keep_beside
from ui.i18n import Retranslated
from ui.panels.candidates import CandidatesPage
from ui.panels.shelterscustody import CustodyPage
from ui.panels.sheltersmakeup import MakeupPage
from ui.panels.sheltersneed import NeedPage
from ui.panels.shelterspage import Page
from ui.session import Session


class ShelterDialog(Retranslated, QDialog):
    """Four pages about the shelters of the scenario that is shown; the one looked at follows every edit.

    Signals
    -------
    rule_wanted(str)
        The person wants to see a rule value.
    """

    rule_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self.tabs = QTabWidget()
        self.need, self.makeup = NeedPage(session), MakeupPage(session)
        self.custody, self.candidates = CustodyPage(session), CandidatesPage(session)
        for page in self.pages:
            self.tabs.addTab(page, "")
            page.rule_wanted.connect(self.rule_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.addWidget(self.tabs)
        self.resize(660, 680)
        self.retranslate()
        self.tabs.currentChanged.connect(self.refresh)
        session.assessed.connect(self.refresh)
        session.selection_changed.connect(self._follow_selection)
        session.project_replaced.connect(self.close)
        self.refresh()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages in their order."""
        return self.need, self.makeup, self.custody, self.candidates

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for index, (page, title) in enumerate(
            zip(
                self.pages,
                (
                    self.tr("Need and room"),
                    self.tr("Make-up"),
                    self.tr("Custody"),
                    self.tr("Candidate sites"),
                ),
                strict=True,
            )
        ):
            self.tabs.setTabText(index, title)
            page.retranslate()
        self._name()

    def stand_right_in(self, window: QWidget) -> None:
        """Stand at the right edge of a window: the middle of the map, where places are shown, stays free."""
        frame = window.frameGeometry()
        self.move(
            max(frame.right() - self.width() - 8, 0),
            frame.top() + max(frame.height() - self.height(), 0) // 2,
        )

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    def refresh(self) -> None:
        """Compute the page that is looked at."""
        if self._session.has_project:
            self._name()
            self.pages[self.tabs.currentIndex()].refresh()

    def _name(self) -> None:
        scenario = self._session.scenario.title(self._session.lang)
        self.setWindowTitle(self.tr("Shelters: {scenario}").format(scenario=scenario))

    def _follow_selection(self) -> None:
        page = self.pages[self.tabs.currentIndex()]
        if page in (self.custody, self.candidates) and not page.table.hasFocus():  # type: ignore[attr-defined]
            page.table.select_keys(self._session.selection & set(page.table.places))  # type: ignore[attr-defined]
