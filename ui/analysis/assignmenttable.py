"""Tables of the assignment panel: shelters with their load, places with people left over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from models.findings.findings import Place
from ui.widgets.loadbar import LOAD_ROLE, TONE_ROLE
from ui.widgets.parts import cell_of

_PLACE = Qt.ItemDataRole.UserRole + 2


class PlaceTable(QTableWidget):
    """Rows that are somewhere on the map; a click or Enter goes there.

    Signals
    -------
    wanted(Place)
        Somebody wants to see a row's place.
    """

    wanted = Signal(object)

    def __init__(self, columns: int, row_height_px: int, parent: QWidget | None = None) -> None:
        super().__init__(0, columns, parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height_px)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cellClicked.connect(lambda row, _: self._want(row))
        self.cellActivated.connect(lambda row, _: self._want(row))

    def _want(self, row: int) -> None:
        self.wanted.emit(cell_of(self, row, 0).data(_PLACE))

    def add(
        self, place: Place, texts: Sequence[str], tip: str = "", load: float | None = None, tone: str = ""
    ) -> None:
        """Add a row; ``load`` (0..1) is drawn as a bar in the last column, in red for the tone ``fail``."""
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tip or texts[0])
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        cell_of(self, row, 0).setData(_PLACE, place)
        last = cell_of(self, row, len(texts) - 1)
        last.setData(LOAD_ROLE, load)
        last.setData(TONE_ROLE, tone)
