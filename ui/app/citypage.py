"""A city over its counties in the window: who is short of what, worst first, and where."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.city.read import depots_in_degrees
from models.city.network import City
from models.city.plan import CountyCover, worst_first
from reports.city.words import (
    basis_text,
    county_notes,
    head_text,
    hours_text,
    not_shared_text,
    ratio_text,
    short_text,
    verdict_text,
)
from reports.words import joined
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.citymap import CityMap
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.readtable import read_table

CASES = ("together", "alone")
_COLUMNS = ("county", "verdict", "ratio", "first_h", "short")


class CityPage(Retranslated, QWidget):
    """The counties' table and map; a county that is chosen says what must be known of its numbers.

    Signals
    -------
    county_wanted(Path)
        The project of a county is to be opened.
    documents_wanted
        Workbook and map are to be written.
    edit_wanted
        The city's file is to be changed.
    closed
        The person goes back.
    """

    county_wanted = Signal(Path)
    documents_wanted = Signal()
    edit_wanted = Signal()
    closed = Signal()

    def __init__(self, session: Session, city: City, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self.city, self._folder = session, city, folder
        self._covers: tuple[CountyCover, ...] = ()
        self._title = label("title")
        self._head = label("heading", wrap=True)
        self._basis = label("muted", wrap=True)
        self.notes = label("muted", wrap=True)
        self.case = QuietBox()
        self.case.addItems(CASES)
        self.case.currentIndexChanged.connect(lambda _: self._fill())
        self.table = read_table(len(_COLUMNS), stretched=len(_COLUMNS) - 1)
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.table.itemActivated.connect(lambda _: self._open())
        self.map = CityMap(depots_in_degrees(city))
        self.map.chosen.connect(self.choose)
        self.map.wanted.connect(lambda key: self._open(key))
        self._legend = label("muted", wrap=True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self.open_button = QPushButton()
        self.open_button.clicked.connect(lambda: self._open())
        self.documents_button = QPushButton()
        self.documents_button.clicked.connect(self.documents_wanted)
        self.edit_button = QPushButton()
        self.edit_button.clicked.connect(self.edit_wanted)
        self.back_button = QPushButton()
        self.back_button.clicked.connect(self.closed)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        for widget in (self.case, self.edit_button, self.documents_button, self.back_button):
            top.addWidget(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addStretch(1)
        column.addLayout(row)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.map, 1)
        beside.addWidget(self._legend)
        split.addWidget(right)
        split.setSizes([720, 560])
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self._head)
        box.addWidget(self._basis)
        box.addWidget(split, 1)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        self._title.setText(term("city.title", name=self.city.plan.name))
        self._head.setText(head_text(self.city, lang))
        left = not_shared_text(self.city, lang)
        self._basis.setText(" ".join(text for text in (basis_text(self.city, lang), left) if text))
        for index, case in enumerate(CASES):
            self.case.setItemText(index, term(f"city.case.{case}"))
        self.case.setAccessibleName(self.tr("Which counties are struck"))
        self.table.setAccessibleName(self.tr("Counties of the city, worst first"))
        self.map.setAccessibleName(self.tr("Map of the city's counties"))
        self.table.setHorizontalHeaderLabels([term(f"city.column.{key}") for key in _COLUMNS])
        self.open_button.setText(self.tr("Open this county"))
        self.documents_button.setText(self.tr("Write workbook and map…"))
        self.edit_button.setText(term("cityfile.edit"))
        self.back_button.setText(self.tr("Close this page"))
        self._fill()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self._fill()

    # -- the table -----------------------------------------------------------------------------------------
    def _fill(self) -> None:
        """Show one case, and keep the county that was chosen."""
        lang, before = self._session.lang, self.chosen_key
        plan = self.city.plan
        self._covers = worst_first(plan.together if self.case.currentIndex() == 0 else plan.alone)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._covers))
        for row, cover in enumerate(self._covers):
            words = (
                cover.county.name,
                verdict_text(cover.verdict, lang),
                ratio_text(cover, lang),
                hours_text(cover.first_h, lang),
                short_text(cover, lang) or cover.county.reason,
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 1:
                    item.setForeground(QColor(current_theme().verdict(cover.verdict)))
                self.table.setItem(row, column, item)
        self.table.clearSelection()
        self.table.blockSignals(False)
        self.map.show_covers(self._covers)
        self._legend.setText(self.map.legend_text(lang))
        self.choose(before or (self._covers[0].county.key if self._covers else ""))

    @property
    def chosen_key(self) -> str:
        """Key of the county whose row is chosen; empty for none."""
        row = self.table.currentRow()
        return self._covers[row].county.key if 0 <= row < len(self._covers) else ""

    def choose(self, key: str) -> None:
        """Choose a county's row."""
        keys = [cover.county.key for cover in self._covers]
        if key in keys:
            self.table.setCurrentCell(keys.index(key), 0)
            self._on_chosen()

    def _on_chosen(self) -> None:
        key = self.chosen_key
        self.map.show_chosen(key)
        county = next((one for one in self.city.plan.counties if one.key == key), None)
        self.open_button.setEnabled(county is not None and county.is_read)
        notes = county_notes(county, self._session.lang) if county is not None else ()
        short = short_text(self._covers[self.table.currentRow()], self._session.lang) if key else ""
        self.notes.setText("\n".join(text for text in (short, joined(notes, self._session.lang)) if text))

    def _open(self, key: str = "") -> None:
        """Open the project of a county: the chosen one, or the one that is named."""
        wanted = key or self.chosen_key
        county = next((one for one in self.city.plan.counties if one.key == wanted), None)
        if county is not None and county.is_read:
            self.county_wanted.emit(self._folder / county.key)
