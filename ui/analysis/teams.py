"""The analysis of teams, aircraft and grass roots."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.analysis.page import PagesPanel
from ui.analysis.teamspages import AirPage, ChecklistPage, GroupsPage, TimesPage
from ui.core.session import Session


class TeamPanel(PagesPanel):
    """Four pages: head counts, arrival, aircraft, checklists of townships and villages."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.groups, self.times = GroupsPage(session), TimesPage(session)
        self.air, self.checklists = AirPage(session), ChecklistPage(session)
        super().__init__(session, (self.groups, self.times, self.air, self.checklists), parent)

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return (
            self.tr("Head counts"),
            self.tr("Arrival"),
            self.tr("Aircraft"),
            self.tr("Grass-roots checklists"),
        )

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return self.tr("Teams, aircraft, grass roots: {scenario}").format(scenario=scenario)
