"""The composer's list of elements: shown or not, and where the selected one stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.composer.forms import ID
from ui.composer.words import element_name
from ui.core.i18n import Retranslated
from ui.printing.compose import PagePlan
from ui.printing.sheet import MapSheet
from ui.widgets.parts import label
from ui.widgets.spins import DecimalSpin

SIDES = ("left", "top", "width", "height")


class ElementsTab(Retranslated, QWidget):
    """Signals as in :class:`ui.composer.panel.SheetPanel`."""

    element_toggled = Signal(str, bool)
    element_selected = Signal(str)
    box_wanted = Signal(str, QRectF)
    reset_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = MapSheet()
        self._page: PagePlan | None = None
        self._is_filling = False
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(8)
        self.elements = QListWidget()
        self.elements.itemChanged.connect(self._on_element)
        self.elements.currentItemChanged.connect(self._on_current)
        box.addWidget(self.elements, 1)
        grid = QGridLayout()
        grid.setSpacing(6)
        self.box_editors: dict[str, QDoubleSpinBox] = {}
        self._labels = {name: label("muted") for name in SIDES}
        for number, name in enumerate(SIDES):
            editor = DecimalSpin()
            editor.setDecimals(1)
            editor.setRange(0.0, 2000.0)
            editor.setSuffix(" mm")
            editor.setKeyboardTracking(False)
            editor.valueChanged.connect(self._take_box)
            self.box_editors[name] = editor
            grid.addWidget(self._labels[name], 2 * (number // 2), number % 2)
            grid.addWidget(editor, 2 * (number // 2) + 1, number % 2)
        box.addLayout(grid)
        self.reset_one = QPushButton()
        self.reset_one.clicked.connect(lambda: self.reset_wanted.emit(self.current_id))
        box.addWidget(self.reset_one)
        self._keys = label("muted", wrap=True)
        box.addWidget(self._keys)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        texts = (self.tr("From the left"), self.tr("From the top"), self.tr("Width"), self.tr("Height"))
        for name, text in zip(SIDES, texts, strict=True):
            self._labels[name].setText(text)
            self.box_editors[name].setAccessibleName(text)
        self.elements.setAccessibleName(self.tr("Elements of this page"))
        self.reset_one.setText(self.tr("This element as in the template"))
        self._keys.setText(
            self.tr("Arrow keys move by 1 mm, with Shift by 10 mm; with Ctrl they change the size.")
        )
        self.show_page(self._page, self._sheet, self.current_id)

    # -- showing -------------------------------------------------------------------------------------------
    def show_page(self, page: PagePlan | None, sheet: MapSheet, selected: str) -> None:
        """Show a page's elements, and the place of the selected one."""
        self._page, self._sheet = page, sheet
        if page is None:
            return
        self._is_filling = True
        choices = list(page.choices)
        if [self.elements.item(row).data(ID) for row in range(self.elements.count())] != choices:
            self.elements.clear()
            for element_id in choices:
                item = QListWidgetItem()
                item.setData(ID, element_id)
                self.elements.addItem(item)
        for row, element_id in enumerate(choices):
            item = self.elements.item(row)
            item.setText(element_name(element_id))
            on = sheet.shows(page.kind, element_id)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.show_selection(selected)
        self._is_filling = False

    def show_selection(self, selected: str) -> None:
        """Show which element is selected, and where it stands."""
        filling, self._is_filling = self._is_filling, True
        found = [row for row in range(self.elements.count()) if self.elements.item(row).data(ID) == selected]
        self.elements.setCurrentRow(found[0] if found else -1)
        item = self._page.element(selected) if self._page is not None and selected else None
        for editor in self.box_editors.values():
            editor.setEnabled(item is not None and item.is_movable)
        is_moved = False
        if item is not None and self._page is not None:
            values = (item.rect.left(), item.rect.top(), item.rect.width(), item.rect.height())
            for name, value in zip(SIDES, values, strict=True):
                self.box_editors[name].setValue(value)
            is_moved = f"{self._page.kind}.{item.id}" in self._sheet.placed
        self.reset_one.setEnabled(is_moved)
        self._is_filling = filling

    # -- taking over ---------------------------------------------------------------------------------------
    @property
    def current_id(self) -> str:
        """The element that is chosen in the list; empty for none."""
        item = self.elements.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def _on_element(self, item: QListWidgetItem) -> None:
        if not self._is_filling:
            self.element_toggled.emit(item.data(ID), item.checkState() == Qt.CheckState.Checked)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if not self._is_filling and item is not None:
            self.element_selected.emit(item.data(ID))

    def _take_box(self) -> None:
        if not self._is_filling and self.current_id:
            values = (editor.value() for editor in self.box_editors.values())
            self.box_wanted.emit(self.current_id, QRectF(*values))
