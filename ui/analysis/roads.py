"""The window about roads: faults, closed roads, what is lost with one. Stays open beside the map."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from ui.analysis.page import stand_right
from ui.analysis.roadsareas import AreasPage
from ui.analysis.roadsclosed import ClosuresPage
from ui.analysis.roadsdoctor import DoctorPage
from ui.analysis.roadslost import LostPage
from ui.analysis.roadspage import RoadsPage
from ui.analysis.roadssensitivity import SensitivityPage
from ui.analysis.roadsways import WaysPage
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import tab_as_read


class RoadsDialog(Retranslated, QDialog):
    """Pages about the roads; what the one looked at found is marked on the map.

    Signals
    -------
    marks_wanted(MarkedRoads | None)
        What the map is to mark.
    """

    marks_wanted = Signal(object)
    size_px = (720, 640)

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
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
        self.tabs = QTabWidget()
        for page in self.pages:
            self.tabs.addTab(page, "")
            page.flows_wanted.connect(self.marks_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.addWidget(self.tabs)
        tab_as_read(self)
        self.resize(*self.size_px)
        self.retranslate()
        self.tabs.currentChanged.connect(lambda _: self._on_tab())
        session.project_replaced.connect(self.close)
        self.finished.connect(self._leave)
        self._on_tab()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(term("roads.title"))
        for index, key in enumerate(("doctor", "areas", "ways", "closures", "lost", "sensitivity")):
            self.tabs.setTabText(index, term(f"roads.tab.{key}"))

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        for page in self.pages:
            page.refresh()

    def stand_right_in(self, window: QWidget) -> None:
        """Stand at the right edge of a window."""
        stand_right(self, window)

    def _on_tab(self) -> None:
        shown = self.tabs.currentIndex()
        for index, page in enumerate(self.pages):
            if index != shown:
                page.set_shown(False)
        self.pages[shown].set_shown(True)

    def _leave(self) -> None:
        for page in self.pages:
            page.cancel()
            page.set_shown(False)
        self.marks_wanted.emit(None)
