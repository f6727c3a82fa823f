"""Panels of pages with tables, about the scenario that is shown: what they and their pages share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from models.facilities.facility import Family, Shelter
from models.findings.findings import Target
from models.findings.numbers import figure_parts, figure_text
from models.kernel.text import t
from ui.analysis.panel import AnalysisPanel
from ui.analysis.resulttable import ResultTable
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label

ENOUGH = Target(">=", 1.0)


class Page(Retranslated, QWidget):
    """A page: choices and words, and a table that stands below; filled only while it is looked at.

    Signals
    -------
    rule_wanted(str)
        The person wants to see a rule value.

    Attributes
    ----------
    families
        Families without a list of which the page could only show zeros that are none.
    """

    rule_wanted = Signal(str)
    families: ClassVar[tuple[Family, ...]] = ()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.top = FlowLayout()
        self.copy_button = QPushButton()
        self.copy_button.setAutoDefault(False)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(8)
        self.body.addLayout(self.top)
        self.note = label("muted", wrap=True)
        self._nothing_known = label("muted", wrap=True)
        self._nothing_known.hide()
        self.body.addWidget(self._nothing_known)
        self._set_aside: list[QWidget] = []
        self.below: QWidget
        """The table that is wider than the panel."""
        self.followed: ResultTable | None = None
        """Table whose selected rows follow the selection on the map."""

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.copy_button.setText(self.tr("Copy table"))
        if self.isVisible():
            self.fill()

    def fill(self) -> None:
        """Show what the page is about, or which lists it would need."""
        known = {} if self.session.assessment is None else self.session.assessment.lacking
        lacking = [t(f"missing.{known[one]}", self.session.lang) for one in self.families if one in known]
        self._put_aside(is_aside=bool(lacking))
        if not lacking:
            self.refresh()
            return
        self._nothing_known.setText(
            self.tr("No data, lacking: {names}. Add a file of them, or place them on the map.").format(
                names=t("cli.list_separator", self.session.lang).join(lacking)
            )
        )

    def _put_aside(self, *, is_aside: bool) -> None:
        """Hide all parts and the table for the words about what is lacking, or show them again."""
        if is_aside == bool(self._set_aside):
            return
        if is_aside:
            parts = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            self._set_aside = [one for one in (*parts, self.below) if not one.isHidden()]
        for part in self._set_aside:
            part.setHidden(is_aside)
        if not is_aside:
            self._set_aside = []
        self._nothing_known.setHidden(not is_aside)

    def refresh(self) -> None:
        """Compute and show; called while the page is looked at."""
        raise NotImplementedError

    def scroll_to(self, part: QWidget) -> None:
        """Let a part of the page be seen, if the panel scrolls."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            self.body.activate()
            above.ensureWidgetVisible(part)

    # -- for the pages -------------------------------------------------------------------------------------
    @property
    def shelters(self) -> tuple[Shelter, ...]:
        """Shelters that count in the scenario that is shown."""
        counted = self.session.counted(Family.SHELTER)
        return tuple(one for one in counted if isinstance(one, Shelter))

    def connect_table(self, table: ResultTable) -> None:
        """Let a click on a row go to its place on the map."""
        table.wanted.connect(lambda keys: self._go(table, keys))

    def _go(self, table: ResultTable, keys: list[object]) -> None:
        places = [table.places[key] for key in keys if key in table.places]
        if len(places) == 1:
            self.session.show_place(places[0])
        elif places:
            self.session.select(place.key for place in places if place.kind == "facility")

    def people(self, count: float | None) -> str:
        """Whole people; no data in words."""
        return t("verdict.nodata", self.session.lang) if count is None else f"{round(count):,}"

    def amount(self, value: float | None, unit: str) -> str:
        """A figure with its unit; no data in words."""
        return figure_text(value, unit, self.session.lang)

    def ratio(self, value: float | None) -> str:
        """Room over need; never rounded into enough."""
        return figure_parts(value, "ratio", self.session.lang, target=ENOUGH)[0]

    def township_names(self, shelters: tuple[Shelter, ...]) -> dict[str, str]:
        """Township of each shelter by its id; empty outside all."""
        places = self.session.project.county.places
        if not shelters or not len(places):
            return {one.id: "" for one in shelters}
        index = places.index_at(np.array([one.location for one in shelters], dtype=np.float64))
        return {
            one.id: str(places.names[row]) if row >= 0 else ""
            for one, row in zip(shelters, index.tolist(), strict=True)
        }


class TablePage(Page):
    """A page with one table, and room for a choice, or for a line that sums it up."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table = ResultTable()
        self.connect_table(self.table)
        self.below = self.table
        self.top.addWidget(self.copy_button)
        self.body.addWidget(self.note)
        self.copy_button.clicked.connect(self.table.copy)
        self.setFocusProxy(self.table)


class PagesPanel(AnalysisPanel):
    """Pages about the scenario that is shown; the one looked at follows every edit.

    Signals
    -------
    rule_wanted(str)
        The person wants to see a rule value.
    """

    rule_wanted = Signal(str)

    def __init__(
        self,
        session: Session,
        pages: tuple[Page, ...],
        parent: QWidget | None = None,
        *,
        above: QWidget | None = None,
    ) -> None:
        super().__init__(session, pages, parent, above=above)
        self.pages = pages
        self._is_behind = True
        for page in pages:
            page.rule_wanted.connect(self.rule_wanted)
        self.retranslate()
        self.tabs.currentChanged.connect(self.show_page)
        self.below.seen.connect(self._catch_up)
        session.assessed.connect(self.refresh)
        session.selection_changed.connect(self._follow_selection)

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        raise NotImplementedError

    def name(self, scenario: str) -> str:
        """Title of the panel, given that of the scenario."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Put everything in the present language."""
        super().retranslate()
        for index, (page, title) in enumerate(zip(self.pages, self.titles(), strict=True)):
            self.tabs.setTabText(index, title)
            if isinstance(page.below, ResultTable):
                page.below.setAccessibleName(title)  # a page may know a better one
            page.retranslate()
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.show_page()

    def refresh(self) -> None:
        """Follow an edit: what the pages share, then the one that is looked at."""
        if not self._session.has_project:
            return
        self.set_title(self.name(self._session.scenario.title(self._session.lang)))
        self._is_behind = not self.is_looked_at
        if not self._is_behind:
            self.compute()
            self.show_page()

    def compute(self) -> None:
        """Compute what the pages share, where there is anything."""

    def show_page(self) -> None:
        """Fill the page that is looked at."""
        if self._session.has_project and not self._is_behind:
            self.pages[self.tabs.currentIndex()].fill()

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        """What was edited while nobody looked is computed now."""
        if self._is_behind:
            self.refresh()

    def _follow_selection(self) -> None:
        table = self.pages[self.tabs.currentIndex()].followed
        if table is not None and not table.hasFocus():
            table.select_keys(self._session.selection & set(table.places))
