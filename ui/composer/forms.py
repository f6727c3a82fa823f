"""Small parts that the tabs of the composer are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

ID = Qt.ItemDataRole.UserRole
"""Where an item of a list keeps what it stands for."""


def form() -> QFormLayout:
    """Form whose editors take all the room there is."""
    made = QFormLayout()
    made.setSpacing(8)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return made


def named_row(rows: QFormLayout, editor: QWidget) -> QLabel:
    """Add an editor to a form; returns its label."""
    name = label("muted")
    name.setBuddy(editor)
    rows.addRow(name, editor)
    return name


def combo(on_choice: Callable[[Any], None]) -> QComboBox:
    """Combo box that hands over what was chosen."""
    box = QuietBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.activated.connect(lambda: on_choice(box.currentData()))
    return box


def fill(box: QComboBox, choices: Sequence[tuple[str, Any]]) -> None:
    """Fill a combo box with (text, what it stands for)."""
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
        box.setItemData(box.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
