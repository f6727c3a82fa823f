"""Which zones are left: areas of the hazard layers to tick, and areas drawn on the map."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from models.findings.findings import Place
from models.project.evacuation import EvacuationCase, ZoneChoice
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.flow import FlowLayout
from ui.widgets.quiet import QuietBox

HAZARDS = ("flood", "geological", "tailings", "forest_fire", "")
"""What a drawn area may be of: siting checks, and none of them."""
_ROWS_PX = 132


class ZoneList(Retranslated, QWidget):
    """A list with a tick for each zone; a click goes to it on the map.

    Signals
    -------
    chosen(tuple, str)
        Other zones are to be left, and the name of the step.
    """

    chosen = Signal(tuple, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: list[ZoneChoice] = []
        self.rows = QListWidget()
        self.rows.setMaximumHeight(_ROWS_PX)
        self.draw_button, self.remove_button, self.hazard_box = QPushButton(), QPushButton(), QuietBox()
        for hazard in HAZARDS:
            self.hazard_box.addItem("", hazard)
        for button in (self.draw_button, self.remove_button):
            button.setAutoDefault(False)
        line = FlowLayout()
        for widget in (self.hazard_box, self.draw_button, self.remove_button):
            line.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.rows)
        box.addLayout(line)
        self.rows.itemChanged.connect(self._on_ticked)
        self.rows.itemClicked.connect(self._show)
        self.rows.currentRowChanged.connect(lambda _: self._enable())
        self.draw_button.clicked.connect(lambda: session.tool_wanted.emit("zone"))
        self.remove_button.clicked.connect(self._remove)
        session.zone_drawn.connect(self.add_drawn)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.rows.setAccessibleName(term("evacuation.zones"))
        self.draw_button.setText(term("evacuation.draw"))
        self.draw_button.setToolTip(term("evacuation.draw_hint"))
        self.remove_button.setText(term("evacuation.remove"))
        self.hazard_box.setAccessibleName(term("evacuation.drawn_of"))
        self.hazard_box.setToolTip(term("evacuation.drawn_of"))
        for index, hazard in enumerate(HAZARDS):
            self.hazard_box.setItemText(index, term(f"evacuation.hazard.{hazard or 'other'}"))
        self.refresh()

    @property
    def case(self) -> EvacuationCase:
        """What the scenario that is shown keeps."""
        return self._session.scenario.evacuation or EvacuationCase()

    def refresh(self) -> None:
        """Show what the layers offer and the scenario keeps."""
        from models.evacuation.zone import offers

        there = offers(self._session.project.county) if self._session.has_project else ()
        zones = self.case.zones
        names = {
            one.choice: term(
                "evacuation.offer", layer=one.layer_name, level=one.level or "–", count=one.count
            )
            for one in there
        }
        whole = {zone.layer_id for zone in zones if zone.layer_id and not zone.level}
        gone = [
            zone
            for zone in zones
            if zone.layer_id and not any(self._is_part(zone, one.choice) for one in there)
        ]
        found = [*names, *(zone for zone in zones if zone.shape is not None), *gone]
        with QSignalBlocker(self.rows):
            self._make_rows(len(found))
            self._rows = found
            for row, zone in enumerate(found):
                is_on = zone.is_on if zone.shape is not None else zone in zones or zone.layer_id in whole
                text = names.get(zone, zone.name if zone.shape is not None else term("evacuation.gone"))
                item = self.rows.item(row)
                item.setText(text)
                item.setToolTip(text)
                item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.draw_button.setEnabled(self._session.has_project)
        self._enable()

    def _make_rows(self, count: int) -> None:
        """As many rows as are wanted; those that are there stay, for one may just have been clicked."""
        while self.rows.count() > count:
            self.rows.takeItem(self.rows.count() - 1)
        while self.rows.count() < count:
            item = QListWidgetItem()
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self.rows.addItem(item)

    @staticmethod
    def _is_part(zone: ZoneChoice, offered: ZoneChoice) -> bool:
        return zone.layer_id == offered.layer_id and zone.level in ("", offered.level)

    def add_drawn(self, shape: BaseGeometry) -> None:
        """One more area, drawn on the map."""
        drawn = sum(zone.shape is not None for zone in self.case.zones)
        name = term("evacuation.drawn_name", number=drawn + 1)
        made = ZoneChoice(shape=shape, hazard=self.hazard_box.currentData(), name=name)
        self.chosen.emit((*self.case.zones, made), term("evacuation.step.zones"))

    def _on_ticked(self, _: QListWidgetItem) -> None:
        """Take what is ticked; a drawn area that is not is kept, but does not count."""
        zones = []
        for row, zone in enumerate(self._rows):
            is_on = self.rows.item(row).checkState() == Qt.CheckState.Checked
            if zone.shape is not None:
                zones.append(replace(zone, is_on=is_on))
            elif is_on:
                zones.append(zone)
        self.chosen.emit(tuple(zones), term("evacuation.step.zones"))

    def _remove(self) -> None:
        row = self.rows.currentRow()
        if 0 <= row < len(self._rows):
            gone = self._rows[row]
            zones = tuple(zone for zone in self.case.zones if zone is not gone and zone != gone)
            self.chosen.emit(zones, term("evacuation.step.zones"))

    def _enable(self) -> None:
        row = self.rows.currentRow()
        is_drawn = 0 <= row < len(self._rows) and self._rows[row].shape is not None
        self.remove_button.setEnabled(is_drawn)

    def _show(self, item: QListWidgetItem) -> None:
        from models.evacuation.zone import shape_of

        shape = shape_of(self._session.project.county, self._rows[self.rows.row(item)])
        if not shape.is_empty:
            self._session.show_place(Place("zone", "", item.text(), shape.bounds))


def with_zones(case: EvacuationCase, zones: tuple[ZoneChoice, ...]) -> EvacuationCase | None:
    """The case with other zones; ``None`` for one that says nothing any more."""
    made = replace(case, zones=zones)
    return None if made == EvacuationCase() else made
