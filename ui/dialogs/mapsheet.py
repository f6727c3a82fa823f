"""What a map on paper shall look like; remembered for the next one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import Retranslated
from ui.preferences import Preferences
from ui.printing.layout import sheet_style

COUNTY, SHOWN = "county", "shown"


class MapSheetDialog(Retranslated, QDialog):
    """Paper, what is shown, and the words on the sheet.

    Parameters
    ----------
    shown
        (minx, miny, maxx, maxy) that the map on the screen shows.

    Signals
    -------
    chosen(dict)
        What differs from the usual sheet: fields of ``ui.printing.MapSheet``.
    """

    chosen = Signal(dict)

    def __init__(
        self,
        preferences: Preferences,
        shown: tuple[float, float, float, float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences = preferences
        self._shown = shown
        self.paper = QComboBox()
        for paper in (name for name in sheet_style().paper if name != "slide"):
            self.paper.addItem(paper, paper)
        self.orientation = QComboBox()
        for orientation in ("landscape", "portrait"):
            self.orientation.addItem("", orientation)
        self.area = QComboBox()
        for area in (COUNTY, SHOWN):
            self.area.addItem("", area)
        self.title, self.compiler, self.approval = QLineEdit(), QLineEdit(), QLineEdit()
        self.legend, self.figures, self.grey = QCheckBox(), QCheckBox(), QCheckBox()
        for box, is_on in ((self.legend, True), (self.figures, True), (self.grey, False)):
            box.setChecked(is_on)
        self._labels = [QLabel() for _ in range(6)]
        form = QFormLayout()
        form.setSpacing(9)
        editors = (self.paper, self.orientation, self.area, self.title, self.compiler, self.approval)
        for name, editor in zip(self._labels, editors, strict=True):
            form.addRow(name, editor)
        for box in (self.legend, self.figures, self.grey):
            form.addRow("", box)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(430)
        self.paper.setCurrentIndex(
            self.paper.findData(preferences.text("sheet/paper", sheet_style().default_paper))
        )
        self.orientation.setCurrentIndex(
            max(0, self.orientation.findData(preferences.text("sheet/orientation", "landscape")))
        )
        self.compiler.setText(preferences.text("sheet/compiler", ""))
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Map on paper"))
        names = (
            self.tr("Paper"),
            self.tr("Orientation"),
            self.tr("Area"),
            self.tr("Title"),
            self.tr("Compiled by"),
            self.tr("Map approval number"),
        )
        for widget, text in zip(self._labels, names, strict=True):
            widget.setText(text)
        self.orientation.setItemText(0, self.tr("Landscape"))
        self.orientation.setItemText(1, self.tr("Portrait"))
        self.area.setItemText(0, self.tr("Whole county"))
        self.area.setItemText(1, self.tr("What the screen shows"))
        self.title.setPlaceholderText(self.tr("Name of the county and the usual words"))
        self.compiler.setPlaceholderText(self.tr("Emergency management bureau of the county"))
        self.approval.setPlaceholderText(self.tr("A line to fill in by hand"))
        self.legend.setText(self.tr("With legend"))
        self.figures.setText(self.tr("With main figures and townships"))
        self.grey.setText(self.tr("For black-and-white printing"))
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Choose file…"))

    def accept(self) -> None:
        """Hand over the choices and remember what is usual here."""
        preferences = self._preferences
        preferences.set_text("sheet/paper", self.paper.currentData())
        preferences.set_text("sheet/orientation", self.orientation.currentData())
        preferences.set_text("sheet/compiler", self.compiler.text().strip())
        preferences.save()
        changes: dict[str, Any] = {
            "paper": self.paper.currentData(),
            "orientation": self.orientation.currentData(),
            "hidden": frozenset(
                f"page.{name}"
                for box, names in ((self.legend, ("legend",)), (self.figures, ("figures", "townships")))
                for name in names
                if not box.isChecked()
            ),
            "black_and_white": self.grey.isChecked(),
        }
        words = {"title": self.title, "compiler": self.compiler, "approval_number": self.approval}
        changes.update({key: editor.text().strip() for key, editor in words.items() if editor.text().strip()})
        if self.area.currentData() == SHOWN:
            changes["extent"] = self._shown
        super().accept()
        self.chosen.emit(changes)
