"""From which level of hazard each rule applies, and what the words for levels in the county's layers mean."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.county.levels import LEVELS
from models.hazards.screening_spec import siting_specs
from models.hazards.zones import MAJOR_GROUP, every_zone, groups, level_of
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

_WITH_LEVELS = ("inside", "fault")  # tests of zones; plants and lines have grades and voltages of their own


class HazardLevelsDialog(Retranslated, QDialog):
    """Stays open beside the map; each choice is one undo step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self._heads = (label("heading", wrap=True), label("heading", wrap=True))
        self.rules = {spec.id: QuietBox() for spec in siting_specs() if spec.test in _WITH_LEVELS}
        self._names = {rule: QLabel() for rule in self.rules}
        self.words: dict[str, QuietBox] = {}
        self._word_form = QFormLayout()
        rule_form = QFormLayout()
        for rule, box in self.rules.items():
            for level in (None, *LEVELS):
                box.addItem("", level)
            box.activated.connect(self._choose)
            rule_form.addRow(self._names[rule], box)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(10)
        for head, form in zip(self._heads, (rule_form, self._word_form), strict=True):
            column.addWidget(head)
            column.addLayout(form)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.addWidget(area)
        layout.addWidget(buttons)
        resize_on_screen(self, 560, 520)
        session.project_changed.connect(self.refresh)
        session.project_replaced.connect(self.close)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Levels of hazard"))
        self._heads[0].setText(self.tr("Zones apply to each rule from"))
        self._heads[1].setText(self.tr("What the levels in the layers mean"))
        names = level_names()
        for rule, box in self.rules.items():
            self._names[rule].setText(term(f"siting_short.{rule}"))
            box.setAccessibleName(term(f"siting_short.{rule}"))
            for position, level in enumerate(LEVELS, 1):
                box.setItemText(position, names[level])
        self.refresh()

    def refresh(self) -> None:
        """Show what holds now."""
        if not self._session.has_project:
            return
        county = self._session.project.county
        levels, names = county.hazard_levels, level_names()
        usual = self.tr("as all rules: {level}").format(level=names[levels.from_level])
        for rule, box in self.rules.items():
            box.setItemText(0, usual)
            box.setCurrentIndex(box.findData(levels.by_rule.get(rule)))
        zones = every_zone(county)
        graded = zones.is_area & ~zones.named(groups()[MAJOR_GROUP])
        said = [text for text in dict.fromkeys(zones.levels[graded].tolist()) if text]
        self._heads[1].setVisible(bool(said))
        if list(self.words) != said:
            while self._word_form.rowCount():
                self._word_form.removeRow(0)
            self.words = {text: QuietBox() for text in said}
            for text, box in self.words.items():
                box.activated.connect(self._choose)
                box.setAccessibleName(text)
                self._word_form.addRow(text, box)
        for text, box in self.words.items():
            box.clear()
            box.addItem(self._read_as(text), None)
            for level in (0, *LEVELS):
                box.addItem(names[level], level)
            box.setCurrentIndex(box.findData(levels.words.get(text)))

    def _read_as(self, text: str) -> str:
        level = level_of(text)
        if level is None:
            return self.tr("not understood: always applies")
        return self.tr("read as {level}").format(level=level_names()[level])

    @guarded()
    def _choose(self, *_: object) -> None:
        project = self._session.project
        levels = replace(
            project.settings.hazard_levels,
            by_rule={
                rule: box.currentData() for rule, box in self.rules.items() if box.currentData() is not None
            },
            words={
                text: box.currentData() for text, box in self.words.items() if box.currentData() is not None
            },
        )
        if levels != project.settings.hazard_levels:
            text = self.tr("Choose from which level zones apply")
            self._session.push(project.settings_edit(hazard_levels=levels), text)


def level_names() -> tuple[str, ...]:
    """Words for the levels of the scale, none first."""
    return tuple(term(f"hazard_level.{level}") for level in (0, *LEVELS))
