"""The analysis of roads: faults, closed roads, what is lost with one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.analysis.panel import AnalysisPanel
from ui.analysis.roadsareas import AreasPage
from ui.analysis.roadsclosed import ClosuresPage
from ui.analysis.roadsdoctor import DoctorPage
from ui.analysis.roadslost import LostPage
from ui.analysis.roadspage import RoadsPage
from ui.analysis.roadssensitivity import SensitivityPage
from ui.analysis.roadsways import WaysPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner


class RoadsPanel(AnalysisPanel):
    """Pages about the roads; what the one looked at found is marked on the map.

    Signals
    -------
    marks_wanted(MarkedRoads | None)
        What the map is to mark.
    """

    marks_wanted = Signal(object)

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        self.doctor = DoctorPage(session, tasks)
        self.areas, self.ways = AreasPage(session, tasks), WaysPage(session, tasks)
        self.closures, self.lost = ClosuresPage(session, tasks), LostPage(session, tasks)
        self.sensitivity = SensitivityPage(session, tasks)
        self.pages: tuple[RoadsPage, ...] = (
            self.doctor,
            self.areas,
            self.ways,
            self.closures,
            self.lost,
            self.sensitivity,
        )
        super().__init__(session, self.pages, parent)
        for page in self.pages:
            page.flows_wanted.connect(self.marks_wanted)
        self.retranslate()
        self.tabs.currentChanged.connect(lambda _: self.set_shown(True))

    def retranslate(self) -> None:
        """Put everything in the present language."""
        super().retranslate()
        self.set_title(term("roads.title"))
        for index, key in enumerate(("doctor", "areas", "ways", "closures", "lost", "sensitivity")):
            self.tabs.setTabText(index, term(f"roads.tab.{key}"))
            self.pages[index].table.setAccessibleName(term(f"roads.tab.{key}"))

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        for page in self.pages:
            page.refresh()

    def set_shown(self, is_shown: bool) -> None:
        """Mark on the map what the page looked at found; nothing once the panel went."""
        shown = self.tabs.currentWidget() if is_shown else None
        for page in self.pages:
            if page is not shown:
                page.set_shown(False)
        if isinstance(shown, RoadsPage):
            shown.set_shown(True)
        else:
            for page in self.pages:
                page.cancel()
            self.marks_wanted.emit(None)
