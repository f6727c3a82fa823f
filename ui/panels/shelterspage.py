"""What the pages of the shelter window share."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.facility import Family, Shelter
from models.findings import Target
from models.numbers import figure_parts, figure_text
from models.text import t
from ui.i18n import Retranslated
from ui.panels.parts import label
from ui.panels.shelterstable import ResultTable
from ui.session import Session

ENOUGH = Target(">=", 1.0)


class Page(Retranslated, QWidget):
    """A page: choices on top, tables below, filled only while it is looked at.

    Signals
    -------
    rule_wanted(str)
        The person wants to see a rule value.
    """

    rule_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self.top = QHBoxLayout()
        self.top.setSpacing(8)
        self.copy_button = QPushButton()
        self.copy_button.setAutoDefault(False)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 10, 12, 10)
        self.body.setSpacing(8)
        self.body.addLayout(self.top)
        self.note = label("muted", wrap=True)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.copy_button.setText(self.tr("Copy table"))
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Compute and show; called while the page is looked at."""
        raise NotImplementedError

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
        places = [table.places[key] for key in keys if key in table.places]  # type: ignore[index]
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
