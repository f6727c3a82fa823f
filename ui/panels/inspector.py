"""The one panel at the right: verdict, what is selected, analyses; the headline figures above them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.panels.analyses import AnalysesPanel
from ui.panels.findings import FindingsPanel
from ui.panels.selected import SelectedPanel
from ui.widgets.behind import BehindStrip

VERDICT, SELECTED, ANALYSIS = range(3)


class Inspector(Retranslated, QWidget):
    """Three pages with one bar of tabs; what is selected on the map comes to the front by itself."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._is_live = False
        self._came_from: int | None = None
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.head = QWidget()
        self.head.setObjectName("panelHead")
        self.head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self.head)
        row.setContentsMargins(4, 2, 4, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self._stack = QStackedWidget()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(BehindStrip(session))
        self._whole.addWidget(self._stack, 1)
        for _ in (VERDICT, SELECTED, ANALYSIS):
            self._stack.addWidget(QWidget())
            self.tabs.addTab("")

    def page(self, index: int) -> QWidget:
        """Page that a panel is made in: one that came there when it is full would be styled anew."""
        page = self._stack.widget(index)
        assert page is not None
        return page

    def fill(self, findings: FindingsPanel, selected: SelectedPanel, analyses: AnalysesPanel) -> None:
        """Put the panels on the pages that they were made in, and follow what is looked at."""
        session = self._session
        self._selected = selected
        self._pinned = findings.pinned
        self._whole.insertWidget(1, self._pinned)
        _put_below_head(self.page(VERDICT), findings.head, findings)
        _put_below_head(self.page(SELECTED), selected.head, selected)
        _put_below_head(self.page(ANALYSIS), None, analyses)
        self.tabs.currentChanged.connect(self._on_tab)
        session.selection_changed.connect(self._on_selection)
        session.feature_picked.connect(self._on_pick)
        session.placed.connect(self._on_placed)
        session.live.connect(self._on_live)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        names = (term("report.webmap.findings"), self.tr("Selected"), self.tr("Analysis"))
        for index, name in enumerate(names):
            self.tabs.setTabText(index, name)
        self.tabs.setAccessibleName(self.tr("Inspector"))

    @guarded(QSize())
    def minimumSizeHint(self) -> QSize:
        """Pages that are not looked at do not hold the window open."""
        return QSize(super().minimumSizeHint().width(), 120)

    def show_tab(self, index: int) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(index)

    def show_drawing(self, draws: bool) -> None:
        """Show how an outline is drawn while one is."""
        self._selected.show_drawing(draws)
        if draws:
            self._bring_selected()
        elif not self._session.selection:
            self._go_back()

    # -- which page ----------------------------------------------------------------------------------------
    def _on_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        if index != SELECTED:
            self._came_from = None
        self._refresh_pinned()

    def _on_selection(self) -> None:
        if self._session.selection:
            self._follow()
        else:
            self._go_back()

    def _on_pick(self, layer_id: str, row: int) -> None:
        if layer_id and row >= 0:
            self._follow()
        elif not self._session.selection:
            self._go_back()

    def _on_placed(self, facility_id: str) -> None:
        if facility_id in self._session.selection:
            self._bring_selected()
            self._selected.form.focus_name()

    def _follow(self) -> None:
        """Something was selected: show it, unless it was in a list of this panel, which stays to go on in."""
        focus = self.window().focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self._bring_selected()

    def _bring_selected(self) -> None:
        if self.tabs.currentIndex() != SELECTED:
            before = self.tabs.currentIndex()
            self.show_tab(SELECTED)
            self._came_from = before

    def _go_back(self) -> None:
        """Nothing is selected any more: back to what was looked at before, if the map had changed it."""
        if self._came_from is not None:
            self.show_tab(self._came_from)

    # -- live ----------------------------------------------------------------------------------------------
    def _on_live(self, step: object) -> None:
        if (step is not None) != self._is_live:
            self._is_live = step is not None
            self._refresh_pinned()

    def _refresh_pinned(self) -> None:
        """The headline figures stand above the verdicts, and above everything while they change."""
        self._pinned.setVisible(self.tabs.currentIndex() == VERDICT or self._is_live)


def _put_below_head(page: QWidget, head: QWidget | None, panel: QWidget) -> None:
    """Fill a page with a panel and, where it has one, its head above it."""
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(0)
    if head is not None:
        box.addWidget(head)
    box.addWidget(panel, 1)
