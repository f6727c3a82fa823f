"""What a planner knows of the county and no layer holds: intensity, wind, cold, hazards it does not have."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGridLayout, QLabel, QVBoxLayout, QWidget

from models.hazards.screening import known_hazards
from models.hazards.screening_spec import siting_specs
from models.kernel.text import t
from models.project.local import LocalFacts
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

INTENSITIES = (6, 7, 8, 9)
_STEP_DEG = 22.5  # sixteen directions, as weather records give them
_STATED = ("inside", "distance", "voltage", "fault")  # tests whose hazards a planner may know to be absent


class LocalFactsForm(Retranslated, QWidget):
    """Fields of the local facts; :meth:`facts` says what they hold."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        local = session.project.settings.local
        self.intensity = self._choice([None, *INTENSITIES], local.seismic_intensity)
        directions = [step * _STEP_DEG for step in range(16)]
        self.wind = self._choice([None, *directions], local.wind_from_deg)
        self.cold = self._choice([None, True, False], local.is_cold)
        self._labels = [QLabel() for _ in range(3)]
        self._heading = label("muted", wrap=True)
        form = QFormLayout()
        form.setSpacing(9)
        for name, editor in zip(self._labels, (self.intensity, self.wind, self.cold), strict=True):
            form.addRow(name, editor)
            name.setBuddy(editor)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        known = known_hazards(session.project.county)
        self.absent: dict[str, QCheckBox] = {}
        stated = [spec for spec in siting_specs() if spec.test in _STATED and not spec.is_optional]
        for position, spec in enumerate(stated):
            box = QCheckBox()
            box.setChecked(spec.id in local.absent_hazards)
            # A layer shows such hazards: whatever anybody states, they are there.
            box.setEnabled(spec.id not in known)
            self.absent[spec.id] = box
            grid.addWidget(box, position // 2, position % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(9)
        layout.addLayout(form)
        layout.addWidget(self._heading)
        layout.addLayout(grid)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        names = (
            self.tr("Seismic design intensity"),
            self.tr("Prevailing wind from"),
            self.tr("Cold winters"),
        )
        for widget, text, editor in zip(
            self._labels, names, (self.intensity, self.wind, self.cold), strict=True
        ):
            widget.setText(text)
            editor.setAccessibleName(text)
        unknown = term("report.unknown")
        for box in (self.intensity, self.wind, self.cold):
            for position in range(box.count()):
                value = box.itemData(position)
                box.setItemText(position, unknown if value is None else self._words(box, value))
        self._heading.setText(
            self.tr("Verified to be nowhere in the county, so that no layer has to show them:")
        )
        for check_id, check in self.absent.items():
            check.setText(t(f"siting_short.{check_id}", lang))
            check.setToolTip(
                t(f"siting.{check_id}", lang)
                if check.isEnabled()
                else self.tr("A layer of the project shows such hazards.")
            )

    def facts(self) -> LocalFacts:
        """Local facts as the fields say."""
        return LocalFacts(
            seismic_intensity=self.intensity.currentData(),
            wind_from_deg=self.wind.currentData(),
            is_cold=self.cold.currentData(),
            absent_hazards=tuple(check_id for check_id, box in self.absent.items() if box.isChecked()),
        )

    def _choice(self, values: list[Any], value: Any) -> QComboBox:
        """A box of some values; one that is none of them, from another program, is kept as it is."""
        box = QuietBox()
        known = [*values, *([value] if value not in values else [])]
        for one in known:
            box.addItem("", one)
        box.setCurrentIndex(known.index(value))
        return box

    def _words(self, box: QComboBox, value: Any) -> str:
        if box is self.intensity:
            return self.tr("{intensity}", "seismic intensity").format(intensity=value)
        if box is self.cold:
            return term("rule_answer.yes") if value else term("rule_answer.no")
        return self._wind_words(float(value))

    def _wind_words(self, degrees: float) -> str:
        names = (
            self.tr("north"),
            self.tr("north-north-east"),
            self.tr("north-east"),
            self.tr("east-north-east"),
            self.tr("east"),
            self.tr("east-south-east"),
            self.tr("south-east"),
            self.tr("south-south-east"),
            self.tr("south"),
            self.tr("south-south-west"),
            self.tr("south-west"),
            self.tr("west-south-west"),
            self.tr("west"),
            self.tr("west-north-west"),
            self.tr("north-west"),
            self.tr("north-north-west"),
        )
        nearest = names[round(degrees / _STEP_DEG) % 16]
        if degrees % _STEP_DEG == 0:
            return nearest
        return self.tr("{degrees}° (about {direction})").format(degrees=f"{degrees:g}", direction=nearest)
