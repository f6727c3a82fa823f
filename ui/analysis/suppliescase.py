"""Whom supplies are asked for: level of response, people, days, climate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from models.kernel.text import t
from models.supplies.need import LEVELS, MOST_DAYS, MOST_PERSONS, OWN_LEVEL, Case, case_persons
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import Spin

STATE_KEY = "supplies"
"""Where the project keeps what was chosen, in its ``ui_state``."""
_OTHER = ""
_CLIMATES: Mapping[str, bool | None] = {"unknown": None, "warm": False, "cold": True}


class CaseBar(Retranslated, QWidget):
    """One line of choices; climate is a fact of the county and an undo step, the rest is only looked at.

    Signals
    -------
    changed
        Another case is chosen.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.level_box, self.climate_box = QuietBox(), QuietBox()
        for level in (*LEVELS, _OTHER):
            self.level_box.addItem("", level)
        for climate in _CLIMATES:
            self.climate_box.addItem("", climate)
        self.persons_box, self.days_box = Spin(), Spin()
        self.persons_box.setRange(0, MOST_PERSONS)
        self.persons_box.setSingleStep(100)
        self.persons_box.setGroupSeparatorShown(True)
        self.days_box.setRange(1, MOST_DAYS)
        self._labels = {
            choice: label("muted")
            for choice in (self.level_box, self.persons_box, self.days_box, self.climate_box)
        }
        form = QFormLayout(self)
        form.setContentsMargins(12, 0, 12, 4)
        form.setVerticalSpacing(5)
        for choice, words in self._labels.items():
            form.addRow(words, choice)
        self.level_box.activated.connect(lambda _: self._choose_level())
        self.persons_box.valueChanged.connect(self._on_persons)
        self.days_box.valueChanged.connect(self._on_days)
        self.climate_box.activated.connect(lambda _: self._choose_climate())
        self.retranslate()
        self.restore()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        for box, text in (
            (self.level_box, self.tr("Response")),
            (self.persons_box, self.tr("People to relocate")),
            (self.days_box, self.tr("Days")),
            (self.climate_box, self.tr("Climate")),
        ):
            self._labels[box].setText(text)
            box.setAccessibleName(text)
        for index in range(self.level_box.count()):
            level = self.level_box.itemData(index)
            words = t(f"supply_level.{level}", lang) if level else self.tr("Own number")
            self.level_box.setItemText(index, words)
        names = {
            "unknown": term("report.unknown"),
            "warm": self.tr("Not cold"),
            "cold": self.tr("Cold"),
        }
        for index in range(self.climate_box.count()):
            self.climate_box.setItemText(index, names[self.climate_box.itemData(index)])
        self.climate_box.setToolTip(
            self.tr("Kept with the county. In the cold more quilts and tents are needed.")
        )
        self.persons_box.setToolTip(
            self.tr("From the residents and the rules of the response levels, or a number of your own")
        )

    # -- state ---------------------------------------------------------------------------------------------
    @property
    def case(self) -> Case:
        """The case that is chosen."""
        return Case(
            self.persons_box.value(),
            float(self.days_box.value()),
            self._session.project.settings.local.is_cold,
            self.level_box.currentData(),
        )

    def restore(self) -> None:
        """Choose what the project remembers, else a level II response."""
        kept: Any = self._session.project.ui_state.get(STATE_KEY)
        kept = kept if isinstance(kept, Mapping) else {}
        level = kept.get("level", OWN_LEVEL)
        persons, days = kept.get("persons"), kept.get("days")
        rule_days = round(self._session.rules["supply.cover_days"])
        with QSignalBlocker(self.level_box), QSignalBlocker(self.persons_box), QSignalBlocker(self.days_box):
            self.level_box.setCurrentIndex(max(0, self.level_box.findData(level)))
            self.days_box.setValue(days if isinstance(days, int) else rule_days)
            if level == _OTHER and isinstance(persons, int):
                self.persons_box.setValue(persons)
        self.refresh()

    def refresh(self) -> None:
        """Follow residents, rules and climate; a number of somebody's own stays."""
        level = self.level_box.currentData()
        if level != _OTHER:
            persons = case_persons(self._session.project.county, self._session.rules, level)
            with QSignalBlocker(self.persons_box):
                self.persons_box.setValue(persons or 0)
        climate = self._session.project.settings.local.is_cold
        wanted = next(name for name, value in _CLIMATES.items() if value is climate)
        self.climate_box.setCurrentIndex(self.climate_box.findData(wanted))
        self.setEnabled(self._session.has_project)

    def _remember(self) -> None:
        state: dict[str, Any] = {"level": self.level_box.currentData()}
        if self.level_box.currentData() == _OTHER:
            state["persons"] = self.persons_box.value()
        if self.days_box.value() != round(self._session.rules["supply.cover_days"]):
            state["days"] = self.days_box.value()
        self._session.project.ui_state[STATE_KEY] = state

    # -- choosing ------------------------------------------------------------------------------------------
    def _choose_level(self) -> None:
        self.refresh()
        self._remember()
        self.changed.emit()

    def _on_persons(self, _: int) -> None:
        self.level_box.setCurrentIndex(self.level_box.findData(_OTHER))
        self._remember()
        self.changed.emit()

    def _on_days(self, _: int) -> None:
        self._remember()
        self.changed.emit()

    def _choose_climate(self) -> None:
        project = self._session.project
        local = replace(project.settings.local, is_cold=_CLIMATES[self.climate_box.currentData()])
        if local != project.settings.local:
            self._session.push(project.settings_edit(local=local), self.tr("Set the climate"))
