"""Data remarks: what the project's data say against themselves, and what the planner decides about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.county.levels import LEVELS
from models.county.population import PEOPLE_GROUPS, PEOPLE_SOURCES
from models.gate.gate import data_remarks
from models.kernel.text import filled, t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.dialogs.hazardlevels import HazardLevelsDialog, level_names
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import DecimalSpin, Spin

_NO_YEAR = 1999
"""Below the first year that can be chosen: residents as in the data."""


class DataRemarksDialog(Retranslated, QDialog):
    """Stays open beside the map and follows every edit; each decision is one undo step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self.head = label("heading", wrap=True)
        self.table = QTableWidget(0, 3)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setWordWrap(True)
        self.table.verticalHeader().setVisible(False)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.source = QuietBox()
        for source in PEOPLE_SOURCES:
            self.source.addItem("", source)
        self.outside = QCheckBox()
        self.group = QuietBox()
        for group in PEOPLE_GROUPS:
            self.group.addItem("", group)
        self.year = Spin()
        self.year.setRange(_NO_YEAR, 2100)
        self.total = DecimalSpin()
        self.total.setRange(0, 1e8)
        self.total.setDecimals(0)
        self.total.setGroupSeparatorShown(True)
        self.growth = DecimalSpin()
        self.growth.setRange(-20, 20)
        self.growth.setDecimals(2)
        self.growth.setSuffix(" %")
        self.since = Spin()
        self.since.setRange(_NO_YEAR + 1, 2100)
        self.since.setValue(date.today().year)
        in_year = QHBoxLayout()
        for field in (self.year, self.total, self.growth, self.since):
            field.setKeyboardTracking(False)
            in_year.addWidget(field, 1)
        self.level = QuietBox()
        for level in LEVELS:
            self.level.addItem("", level)
        self.levels = QPushButton()
        self.levels.setAutoDefault(False)
        from_level = QHBoxLayout()
        from_level.addWidget(self.level, 1)
        from_level.addWidget(self.levels)
        self._labels = [QLabel() for _ in range(5)]
        form = QFormLayout()
        form.addRow(self._labels[0], self.source)
        form.addRow(self._labels[1], self.outside)
        form.addRow(self._labels[2], self.group)
        form.addRow(self._labels[3], in_year)
        form.addRow(self._labels[4], from_level)
        for name, buddy in zip(self._labels[2:], (self.group, self.year, self.level), strict=True):
            name.setBuddy(buddy)
        self._labels[0].setBuddy(self.source)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 14)
        box.setSpacing(12)
        for widget in (self.head, self.table):
            box.addWidget(widget)
        box.addLayout(form)
        box.addWidget(buttons)
        resize_on_screen(self, 820, 480)
        self.source.activated.connect(self._choose_people)
        self.outside.clicked.connect(self._choose_people)
        self.group.activated.connect(self._choose_people)
        for field in (self.year, self.total, self.growth, self.since):
            field.valueChanged.connect(self._choose_people)
        self.level.activated.connect(self._choose_level)
        self.levels.clicked.connect(self._show_levels)
        session.project_changed.connect(self.refresh)
        session.project_replaced.connect(self.close)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(term("finding_family.data"))
        self.table.setHorizontalHeaderLabels(
            [term("field.kind"), term("workbook.head.file"), self.tr("What, and how to repair it")]
        )
        names = (
            self.tr("County's residents from"),
            "",
            term("data.people.chosen.name"),
            term("people_choice.year"),
            self.tr("Hazard zones apply from"),
        )
        for widget, text in zip(self._labels, names, strict=True):
            widget.setText(text)
        self.outside.setText(self.tr("Count people outside the boundary"))
        for position in range(self.source.count()):
            source = self.source.itemData(position)
            text = term(f"people_source.{source}") if source else self.tr("The most complete source")
            self.source.setItemText(position, text)
        for position in range(self.group.count()):
            group = self.group.itemData(position)
            self.group.setItemText(
                position, term(f"people_word.{group}" if group else "people_choice.everybody")
            )
        self.year.setSpecialValueText(term("people_choice.today"))
        self.total.setSpecialValueText(term("people_choice.no_total"))
        before, _, after = t("people_choice.since", self._session.lang, year="|").partition("|")
        self.since.setPrefix(before)
        self.since.setSuffix(after)
        for field, key in ((self.year, "year"), (self.total, "total"), (self.growth, "growth")):
            field.setToolTip(term(f"people_choice.{key}"))
            field.setAccessibleName(field.toolTip())
        self.since.setAccessibleName(t("people_choice.since", self._session.lang, year="").strip())
        self.table.setAccessibleName(self.windowTitle())
        for position, text in enumerate(level_names()[1:]):
            self.level.setItemText(position, text)
        self.levels.setText(self.tr("By rule and wording..."))
        self.refresh()

    def refresh(self) -> None:
        """Show what the data say now."""
        if not self._session.has_project:
            return
        project, lang = self._session.project, self._session.lang
        found = data_remarks(project)
        self.head.setText(
            filled(self.tr("{count} {count:remark|remarks} on the data"), count=len(found))
            if found
            else self.tr("Nothing in the data speaks against itself.")
        )
        self.table.setRowCount(len(found))
        for row, remark in enumerate(found):
            for column, text in enumerate((remark.name(lang), remark.file, remark.text(lang))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        people = project.settings.people
        self.source.setCurrentIndex(self.source.findData(people.source))
        self.outside.setChecked(people.counts_outside)
        self.group.setCurrentIndex(self.group.findData(people.group))
        shown = (
            (self.year, people.year or _NO_YEAR),
            (self.total, people.persons or 0.0),
            (self.growth, 100.0 * people.growth),
            (self.since, people.since or self.since.value()),
        )
        for field, value in shown:
            field.blockSignals(True)
            field.setValue(value)  # type: ignore[arg-type]
            field.blockSignals(False)
        self.total.setEnabled(people.year > 0)
        for field in (self.growth, self.since):
            field.setEnabled(people.year > 0 and people.persons is None)
        self.level.setCurrentIndex(self.level.findData(project.settings.hazard_levels.from_level))

    @guarded()
    def _choose_people(self, *_: object) -> None:
        settings = self._session.project.settings
        year = self.year.value() if self.year.value() > _NO_YEAR else 0
        people = replace(
            settings.people,
            source=self.source.currentData(),
            counts_outside=self.outside.isChecked(),
            group=self.group.currentData(),
            year=year,
            persons=(self.total.value() or None) if year else None,
            growth=self.growth.value() / 100 if year else 0.0,
            since=min(self.since.value(), year) if year else 0,
        )
        if people != settings.people:
            self._session.push(self._session.project.settings_edit(people=people), term("people_choice.step"))

    @guarded()
    def _choose_level(self, *_: object) -> None:
        settings = self._session.project.settings
        levels = replace(settings.hazard_levels, from_level=self.level.currentData())
        if levels != settings.hazard_levels:
            text = self.tr("Choose from which level zones apply")
            self._session.push(self._session.project.settings_edit(hazard_levels=levels), text)

    def _show_levels(self) -> None:
        HazardLevelsDialog(self._session, self).show()
