"""The analysis of the fire services: stations, townships, villages out of reach."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from models.access.measures import engine
from models.access.words import pace_text
from ui.analysis.firepages import StationsPage, TownsPage, VillagesPage
from ui.analysis.page import PagesPanel
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label, link_button


class FirePanel(PagesPanel):
    """Three pages about the fire services of the scenario that is shown; they follow every edit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._basis = label("muted", wrap=True)
        self._rules_link = link_button(lambda: self.rule_wanted.emit("fire.speed_km_h"))
        self._rules_link.setAutoDefault(False)
        self.brigades_box = QCheckBox()
        above = QWidget()
        top = FlowLayout(above)
        top.setContentsMargins(12, 0, 12, 4)
        for part in (self._basis, self._rules_link, self.brigades_box):
            top.addWidget(part)
        self.stations, self.towns = StationsPage(session), TownsPage(session)
        self.villages = VillagesPage(session)
        super().__init__(session, (self.stations, self.towns, self.villages), parent, above=above)
        self.brigades_box.toggled.connect(self.refresh)

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return term("family.fire_station.short"), term("role.townships"), self.tr("Villages out of reach")

    def name(self, scenario: str) -> str:
        """Title of the panel."""
        return self.tr("Fire response: {scenario}").format(scenario=scenario)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._rules_link.setText(self.tr("Change…"))
        self._rules_link.setToolTip(self.tr("Speed, times and limits as rule values with their sources"))
        self.brigades_box.setText(self.tr("Full-time township brigades turn out too"))
        self.brigades_box.setToolTip(
            self.tr("Counts them among those who come first and second; jurisdictions stay those of stations")
        )
        super().retranslate()

    def compute(self) -> None:
        """Compute what the pages share."""
        session = self._session
        if session.assessment is None:
            return
        from models.fire.tables import fire_tables

        tables = fire_tables(
            session.assessment,
            session.rules,
            session.project.settings.local,
            counts_brigades=self.brigades_box.isChecked(),
        )
        for page in (self.stations, self.towns, self.villages):
            page.tables = tables
        self._say_basis()

    def _say_basis(self) -> None:
        session, rules = self._session, self._session.rules
        self._basis.setText(
            self.tr(
                "Turnout {turnout:g} min + driving {driving:g} min, {pace}; "
                "second station within {second:g} min"
            ).format(
                turnout=rules["fire.turnout_min"],
                driving=rules["fire.driving_min"],
                pace=pace_text(engine(session.county, rules), session.lang),
                second=rules["fire.second_due_min"],
            )
        )
