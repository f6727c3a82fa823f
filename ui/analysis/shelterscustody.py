"""Custody of shelters: what is overdue and by how many days, who is not named, how full they are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit, QWidget

from models.facilities.facility import Family
from models.findings.places import facility_place
from models.kernel.text import t
from models.shelters.custody import CustodyRow, Due, custody_rows
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, Told, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

FILTERS: dict[str, Callable[[CustodyRow], bool]] = {
    "all": lambda row: True,
    "open": lambda row: not row.is_complete,
    "inspection": lambda row: row.inspection.state != "current",
    "drill": lambda row: row.drill.state != "current",
    "custodians": lambda row: bool(row.lacking),
    "seismic": lambda row: row.seismic != "adequate",
    "signs": lambda row: row.is_signed is not True,
    "occupied": lambda row: bool(row.occupancy.persons),
    "full": lambda row: row.occupancy.state in ("full", "over"),
}


class CustodyPage(Page):
    """Every shelter that counts with its records, the most overdue first."""

    families = (Family.SHELTER,)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.filter_box, self.words = QuietBox(), QLineEdit()
        for name in FILTERS:
            self.filter_box.addItem("", name)
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(220)
        self._filter_label = label()
        self.table = ResultTable()
        self.connect_table(self.table)
        self.followed = self.table
        for widget in (self._filter_label, self.filter_box, self.words):
            self.top.addWidget(widget)
        self.top.addWidget(self.copy_button)
        self.below = self.table
        self.body.addWidget(self.note)
        self.copy_button.clicked.connect(self.table.copy)
        self.filter_box.activated.connect(self.refresh)
        self.words.textChanged.connect(self.table.rows.set_filter)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._filter_label.setText(self.tr("Show"))
        self.filter_box.setAccessibleName(self._filter_label.text())
        self.words.setPlaceholderText(self.tr("Filter"))
        self.words.setAccessibleName(self.tr("Filter"))
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        session = self.session
        rules = session.rules
        every = custody_rows(self.shelters, rules, session.today)
        self._name_filters(every)
        rows = [row for row in every if FILTERS[self.filter_box.currentData()](row)]
        township = self.township_names(self.shelters)
        lang = session.lang
        columns = [
            words("name", term("family.shelter.short_one"), (row.shelter.name for row in rows)),
            words("township", term("sheet.township"), (township[row.shelter.id] for row in rows)),
            *self._due("inspection", term("field.last_inspection"), [row.inspection for row in rows]),
            *self._due("drill", term("field.last_drill"), [row.drill for row in rows]),
            words("lacking", self.tr("Not named"), (self._lacking(row) for row in rows)),
            words(
                "seismic",
                term("workbook.custody.seismic"),
                (t(f"custody.seismic.{row.seismic}", lang) for row in rows),
            ),
            words(
                "signs",
                term("workbook.custody.signs"),
                (t(f"custody.signs.{_signs(row)}", lang) for row in rows),
            ),
            numbers(
                "people",
                self.tr("People in it"),
                (row.occupancy.persons for row in rows),
                (self._occupied(row) for row in rows),
            ),
            words(
                "occupancy",
                term("workbook.custody.occupancy"),
                (t(f"occupancy.{row.occupancy.state}", lang) for row in rows),
            ),
            words("state", term("field.state"), (row.shelter.state for row in rows)),
        ]
        short = [(row.shelter.id, key) for row in rows for key in _short(row)]
        places = {row.shelter.id: facility_place(row.shelter) for row in rows}
        self.table.show_rows(columns, [row.shelter.id for row in rows], places, short)
        self.table.select_keys(session.selection & set(places))
        self.note.setText(
            self.tr(
                "Counted to {day}. Inspections are due every {inspection} days, drills every {drill} days."
            ).format(
                day=session.today.isoformat(),
                inspection=f"{rules['shelter.inspection_age_days']:g}",
                drill=f"{rules['shelter.drill_age_days']:g}",
            )
        )

    def _name_filters(self, rows: tuple[CustodyRow, ...]) -> None:
        names = {
            "all": self.tr("All shelters"),
            "open": self.tr("Anything to see to"),
            "inspection": self.tr("Inspection not in time"),
            "drill": self.tr("Drill not in time"),
            "custodians": self.tr("Builder, manager or maintainer not named"),
            "seismic": self.tr("Seismic: not on record or not adequate"),
            "signs": self.tr("No signs on record"),
            "occupied": self.tr("People in them now"),
            "full": self.tr("Full or overloaded"),
        }
        with QSignalBlocker(self.filter_box):
            for index, (name, is_one) in enumerate(FILTERS.items()):
                count = sum(is_one(row) for row in rows)
                self.filter_box.setItemText(
                    index, self.tr("{filter} ({count})").format(filter=names[name], count=count)
                )

    def _due(self, key: str, title: str, dues: list[Due]) -> tuple[Told, Told]:
        lang = self.session.lang

        def days(due: Due) -> str:
            if due.state == "overdue":
                return f"{due.overdue_days:,}"
            return t(f"custody.due.{due.state}", lang)

        return (
            words(key, title, (due.day.isoformat() if due.day else "" for due in dues)),
            numbers(
                f"{key}_days",
                term("upkeep.column.overdue_days"),
                (due.overdue_days for due in dues),
                (days(due) for due in dues),
            ),
        )

    def _lacking(self, row: CustodyRow) -> str:
        lang = self.session.lang
        names = (t(f"custody.{name}", lang) for name in row.lacking)
        return term("explain.separator").join(names)

    def _occupied(self, row: CustodyRow) -> str:
        here = row.occupancy
        if here.persons is None:
            return t("verdict.nodata", self.session.lang)
        if here.capacity_persons is None:
            return f"{here.persons:,}"
        return self.tr("{people} of {room}").format(
            people=f"{here.persons:,}", room=f"{here.capacity_persons:,}"
        )


def _signs(row: CustodyRow) -> str:
    return "unknown" if row.is_signed is None else "signed" if row.is_signed else "unsigned"


def _short(row: CustodyRow) -> list[str]:
    """Cells of a row that fall short."""
    dues = {name: getattr(row, name).state for name in ("inspection", "drill")}
    found = [f"{name}_days" for name, state in dues.items() if state not in ("current", "unbuilt")]
    if row.lacking:
        found.append("lacking")
    if row.seismic != "adequate":
        found.append("seismic")
    if row.is_signed is not True:
        found.append("signs")
    if row.occupancy.state == "over":
        found += ["people", "occupancy"]
    return found
