"""The analysis of key projects: ledger, time and money, order of building, costs, figures by year."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.programme.programme import Programme, programme_of
from ui.analysis.page import PagesPanel
from ui.analysis.projectsledger import ProjectsPage
from ui.analysis.projectsmoney import MoneyPage
from ui.analysis.projectsorder import OrderPage
from ui.analysis.projectsquotas import QuotasPage
from ui.analysis.projectsspread import SpreadPage
from ui.analysis.projectsyears import YearsPage
from ui.core.i18n import term
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.tasks import TaskRunner

TABS = ("ledger", "money", "spread", "order", "quotas", "years")


class ProgrammeNow:
    """What all pages show, computed once for each state of the project.

    The pages hold this and not the panel, which holds them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: Programme | None = None

    def __call__(self) -> Programme:
        """The programme as it is now."""
        if self._made is None:
            session = self._session
            self._made = programme_of(
                session.county, session.scenario, session.rules, session.project.settings
            )
        return self._made

    def forget(self) -> None:
        """The project is another: compute anew."""
        self._made = None


class ProjectsPanel(PagesPanel):
    """Key projects of the scenario that is shown; each page is made from one computation.

    Signals
    -------
    unbuilt_wanted(frozenset)
        Facilities that the map is to leave out.
    """

    unbuilt_wanted = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        results: ScenarioFindings,
        parent: QWidget | None = None,
    ) -> None:
        self._made = made = ProgrammeNow(session)
        self.ledger = ProjectsPage(session, tasks, made)
        self.money = MoneyPage(session, made)
        self.spread = SpreadPage(session, made)
        self.order = OrderPage(session, made)
        self.quotas = QuotasPage(session, made)
        self.years = YearsPage(session, tasks, results)
        pages = (self.ledger, self.money, self.spread, self.order, self.quotas, self.years)
        super().__init__(session, pages, parent)
        self.years.unbuilt_wanted.connect(self.unbuilt_wanted)

    def set_shown(self, is_shown: bool) -> None:
        """Let the map be of the year chosen only while the panel is there."""
        self.years.set_shown(is_shown)

    def compute(self) -> None:
        """Forget what was computed of an earlier state."""
        self._made.forget()
        self.years.send_unbuilt()  # the map follows whichever page is looked at

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return tuple(term(f"keyproject.tab.{key}") for key in TABS)

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return term("keyproject.title", scenario=scenario)
