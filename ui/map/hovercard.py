"""What the map says of the village or township that the mouse rests over."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from models.assessment.columns import place_columns, township_column
from models.county.layer import Role
from models.findings.findings import Target
from models.findings.numbers import figure_text
from models.findings.results import Assessment
from models.kernel.text import Lang, t
from ui.cartography.themes import target_lookup
from ui.core.session import Session
from ui.map.ink import ChipLine

DWELL_MS = 350
"""So long the mouse rests before a card comes: on its way somewhere it is not in the way."""
TOWNSHIP_FIGURES = ("population", "area_per_resident", "fixed_share", "fire_share")


class PlaceCard(QObject):
    """The card of one place: comes when the mouse rests, goes with the place, a key, a button or the view.

    Parameters
    ----------
    refresh
        Has the marks above the map drawn again.

    Attributes
    ----------
    lines
        What the card says; empty while there is none.
    """

    def __init__(self, session: Session, refresh: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._refresh = refresh
        self._place: tuple[str, int] | None = None
        self.lines: list[ChipLine] = []
        self.dwell = QTimer(self)
        self.dwell.setSingleShot(True)
        self.dwell.setInterval(DWELL_MS)
        self.dwell.timeout.connect(self._show)

    def follow(self, xy_m: tuple[float, float], tolerance_m: float) -> None:
        """The mouse is here, with no facility under it and no button down."""
        place = self._place_at(xy_m, tolerance_m)
        if place == self._place and self.lines:
            self._refresh()  # it goes along
            return
        self.clear()
        self._place = place
        if place is not None:
            self.dwell.start()

    def clear(self) -> None:
        """Show no card, and let none come."""
        self.dwell.stop()
        self._place = None
        if self.lines:
            self.lines = []
            self._refresh()

    def _show(self) -> None:
        assessment = self._session.assessment
        if self._place is None or assessment is None:
            return
        kind, row = self._place
        self.lines = self._village(assessment, row) if kind == "village" else self._township(assessment, row)
        self._refresh()

    def _place_at(self, xy_m: tuple[float, float], tolerance_m: float) -> tuple[str, int] | None:
        """The village whose dot is here, else the township; only of layers that are shown."""
        assessment = self._session.assessment
        if assessment is None:
            return None
        county = assessment.county
        shown = {layer.role for layer in self._session.project.layers if layer.visible}
        demand = county.demand
        if len(demand) and demand.role in shown:
            away = np.abs(demand.xy - np.asarray(xy_m)).max(axis=1)
            nearest = int(np.argmin(away))
            if away[nearest] <= tolerance_m:
                return "village", nearest
        if shown & {Role.TOWNSHIPS, Role.COUNTY}:
            row = int(county.places.index_at(np.asarray([xy_m], dtype=np.float64))[0])
            if row >= 0:
                return "township", row
        return None

    def _village(self, assessment: Assessment, row: int) -> list[ChipLine]:
        lang, county = self._session.lang, assessment.county
        name, place = _named(str(county.demand.names[row])), int(county.demand_place[row])
        title = f"{name} · {county.places.names[place]}" if place >= 0 else name
        lines = [ChipLine(title, "title")]
        for column in place_columns():
            values = column.values(assessment)
            if values is None:
                continue
            if column.is_covered:
                text, is_short = column.word(bool(values[row]), lang), not values[row]
            else:
                text, is_short = figure_text(float(values[row]), column.said_unit, lang, full=True), False
            lines.append(_line(column.title(lang), text, lang, is_short=is_short))
        return lines

    def _township(self, assessment: Assessment, row: int) -> list[ChipLine]:
        units, lang = assessment.units, self._session.lang
        if row >= len(units.names):
            return []
        wanted = target_lookup(self._session.project)
        lines = [ChipLine(_named(str(units.names[row])), "title")]
        for key in TOWNSHIP_FIGURES:
            column = township_column(key)
            value, asked = float(column.values(assessment)[row]), wanted(column)
            target = None if asked is None else Target(">=", asked)
            text = figure_text(value, column.said_unit, lang, full=not column.is_judged, target=target)
            is_short = target is not None and np.isfinite(value) and not target.is_met(value)
            lines.append(_line(column.title(lang), text, lang, is_short=is_short))
        return lines


def _line(name: str, text: str, lang: Lang, *, is_short: bool) -> ChipLine:
    """A figure by its name; what falls short has a sign before it, not a colour alone."""
    sign = "✗ " if is_short else ""
    return ChipLine(f"{sign}{name}{t('leader.head_separator', lang)}{text}", "bad" if is_short else "plain")


def _named(name: str) -> str:
    return name or QCoreApplication.translate("Canvas", "Unnamed")
