"""The analysis of shelters: need and room, make-up, custody, candidate sites."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.analysis.candidates import CandidatesPage
from ui.analysis.page import PagesPanel
from ui.analysis.shelterscustody import CustodyPage
from ui.analysis.sheltersmakeup import MakeupPage
from ui.analysis.sheltersneed import NeedPage
from ui.core.i18n import term
from ui.core.session import Session


class ShelterPanel(PagesPanel):
    """Four pages about the shelters."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.need, self.makeup = NeedPage(session), MakeupPage(session)
        self.custody, self.candidates = CustodyPage(session), CandidatesPage(session)
        super().__init__(session, (self.need, self.makeup, self.custody, self.candidates), parent)

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return (
            self.tr("Need and room"),
            self.tr("Make-up"),
            self.tr("Upkeep"),
            term("role.candidates"),
        )

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return self.tr("Shelters: {scenario}").format(scenario=scenario)
