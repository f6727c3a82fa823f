"""The fire window: stations, townships, villages out of reach. Stays open beside the map."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from models.access.measures import engine
from models.access.words import pace_text
from ui.analysis.firepages import StationsPage, TownsPage, VillagesPage
from ui.analysis.page import PagesDialog
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import ElidedLabel, link_button


class FireDialog(PagesDialog):
    """Three pages about the fire services of the scenario that is shown; they follow every edit."""

    size_px = (1240, 560)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self._basis = ElidedLabel()
        self._basis.setProperty("role", "muted")
        self._basis.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rules_link = link_button(lambda: self.rule_wanted.emit("fire.speed_km_h"))
        self._rules_link.setAutoDefault(False)
        self.brigades_box = QCheckBox()
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 0)
        top.addWidget(self._basis)
        top.addWidget(self._rules_link)
        top.addStretch(1)
        top.addWidget(self.brigades_box)
        self.stations, self.towns = StationsPage(session), TownsPage(session)
        self.villages = VillagesPage(session)
        super().__init__(session, (self.stations, self.towns, self.villages), parent, above=top)
        self.brigades_box.toggled.connect(self.refresh)
        self.stations.setFocus()

    def titles(self) -> tuple[str, ...]:
        """Titles of the pages."""
        return term("family.fire_station.short"), term("role.townships"), self.tr("Villages out of reach")

    def name(self, scenario: str) -> str:
        """Title of the window."""
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
