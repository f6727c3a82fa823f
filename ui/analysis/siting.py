"""The analysis of new sites: where the next facilities of a family should stand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.kernel.text import t
from ui.analysis.page import PagesPanel
from ui.analysis.sitingpage import SitingPage
from ui.core.session import Session
from ui.core.tasks import TaskRunner


class SitingPanel(PagesPanel):
    """One page for all families.

    Signals
    -------
    marks_wanted(MarkedRoads | None)
        Spots that the map is to show.
    """

    marks_wanted = Signal(object)

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        self.page = SitingPage(session, tasks)
        super().__init__(session, (self.page,), parent)
        self.page.marks_wanted.connect(self.marks_wanted)

    def titles(self) -> tuple[str, ...]:
        """Title of the page."""
        return (t("sitepage.title", self._session.lang),)

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return t("sitepage.panel", self._session.lang, scenario=scenario)

    def set_shown(self, is_shown: bool) -> None:
        """The map shows the sites only while this is looked at."""
        super().set_shown(is_shown)
        if is_shown:
            self.page.mark()
        else:
            self.marks_wanted.emit(None)
