"""The fire window: stations, townships, villages out of reach. Stays open beside the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from models.access.measures import engine
from models.access.words import pace_text
from ui.analysis.firepages import FirePage, StationsPage, TownsPage, VillagesPage
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label, link_button, tab_as_read

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs.
    from models.fire.tables import FireTables


class FireDialog(Retranslated, QDialog):
    """Three pages about the fire services of the scenario that is shown; they follow every edit.

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
        self.tables: FireTables | None = None
        self._basis = label("muted")
        self._rules_link = link_button(lambda: self.rule_wanted.emit("fire.speed_km_h"))
        self._rules_link.setAutoDefault(False)
        self.brigades_box = QCheckBox()
        self.brigades_box.toggled.connect(self.refresh)
        self.tabs = QTabWidget()
        self.stations, self.towns = StationsPage(session), TownsPage(session)
        self.villages = VillagesPage(session)
        for page in self.pages:
            self.tabs.addTab(page, "")
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 0)
        top.addWidget(self._basis)
        top.addWidget(self._rules_link)
        top.addStretch(1)
        top.addWidget(self.brigades_box)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.addLayout(top)
        box.addWidget(self.tabs)
        tab_as_read(self)
        self.resize(1240, 560)
        self.retranslate()
        self.tabs.currentChanged.connect(self._show)
        session.assessed.connect(self.refresh)
        session.selection_changed.connect(self._follow_selection)
        session.project_replaced.connect(self.close)
        self.refresh()
        self.stations.setFocus()

    @property
    def pages(self) -> tuple[FirePage, ...]:
        """The pages in their order."""
        return self.stations, self.towns, self.villages

    def retranslate(self) -> None:
        """Put everything in the present language."""
        titles = term("family.fire_station.short"), term("role.townships"), self.tr("Villages out of reach")
        for index, (page, title) in enumerate(zip(self.pages, titles, strict=True)):
            self.tabs.setTabText(index, title)
            page.retranslate()
        self._rules_link.setText(self.tr("Change…"))
        self._rules_link.setToolTip(self.tr("Speed, times and limits as rule values with their sources"))
        self.brigades_box.setText(self.tr("Full-time township brigades turn out too"))
        self.brigades_box.setToolTip(
            self.tr("Counts them among those who come first and second; jurisdictions stay those of stations")
        )
        self._name()
        self._show()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self._show()

    def refresh(self) -> None:
        """Compute again."""
        session = self._session
        if not session.has_project or session.assessment is None:
            return
        from models.fire.tables import fire_tables

        self.tables = fire_tables(
            session.assessment,
            session.rules,
            session.project.settings.local,
            counts_brigades=self.brigades_box.isChecked(),
        )
        self._name()
        self._show()

    def _show(self) -> None:
        """Fill the page that is looked at."""
        if self.tables is not None:
            self.pages[self.tabs.currentIndex()].show_tables(self.tables)

    def _name(self) -> None:
        session = self._session
        scenario = session.scenario.title(session.lang)
        self.setWindowTitle(self.tr("Fire response: {scenario}").format(scenario=scenario))
        rules = session.rules
        self._basis.setText(
            self.tr(
                "Turnout {turnout:g} min + driving {driving:g} min, {pace}; "
                "second station within {second:g} min"
            ).format(
                turnout=rules["fire.turnout_min"],
                driving=rules["fire.driving_min"],
                pace=pace_text(engine(session.project.county, rules), session.lang),
                second=rules["fire.second_due_min"],
            )
        )

    def _follow_selection(self) -> None:
        table = self.stations.table
        if self.tabs.currentIndex() == 0 and not table.hasFocus():
            table.select_keys(self._session.selection & set(table.places))
