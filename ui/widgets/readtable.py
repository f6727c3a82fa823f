"""A small table that is read, not edited: what an import or a change of rules would do, row by row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget


def read_table(columns: int, *, stretched: int | None = None, widest_px: int = 900) -> QTableWidget:
    """Table without rows yet, whose columns are as wide as their content.

    Parameters
    ----------
    stretched
        Column that takes the room which the others leave.
    widest_px
        Most that a column takes.
    """
    table = QTableWidget(0, columns)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(26)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setMaximumSectionSize(widest_px)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    if stretched is not None:
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    return table
