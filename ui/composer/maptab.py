"""The composer's settings of the map: scale, extent, colouring, what is shown, layers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.kernel.text import has_text, t
from models.project.basemap import BASEMAP_KEY, basemap_from
from ui.cartography.options import NO_THEME
from ui.cartography.style import map_style
from ui.composer.forms import ID, combo, fill, form, named_row
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.printing.compose import PagePlan
from ui.printing.layout import sheet_style
from ui.printing.mapframe import view_of
from ui.printing.sheet import MapSheet
from ui.widgets.layerstyle import layer_icon
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

FLAGS = ("show_labels", "show_uncovered", "show_candidates", "show_veil", "show_basemap")


class MapTab(Retranslated, QWidget):
    """Signals as in :class:`ui.composer.panel.SheetPanel`."""

    changed = Signal(object, str)
    scale_wanted = Signal(float)
    extent_wanted = Signal(str)
    map_mode_wanted = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sheet = MapSheet()
        self._page: PagePlan | None = None
        self._is_filling = False
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(8)
        self.scale = QuietBox()
        self.scale.setEditable(True)
        self.scale.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for value in sheet_style().scales.offered:
            self.scale.addItem(f"1:{value:,.0f}", value)
        self.scale.activated.connect(self._choose_scale)
        edit = self.scale.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._type_scale)
        rows = form()
        self._scale_label = named_row(rows, self.scale)
        box.addLayout(rows)
        self.scale_error = label("error", wrap=True)
        self.scale_error.hide()
        box.addWidget(self.scale_error)
        self.county, self.as_screen, self.move_map = QPushButton(), QPushButton(), QPushButton()
        self.county.clicked.connect(lambda: self.extent_wanted.emit("county"))
        self.as_screen.clicked.connect(lambda: self.extent_wanted.emit("screen"))
        self.move_map.setCheckable(True)
        self.move_map.clicked.connect(self.map_mode_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self.county)
        buttons.addWidget(self.as_screen)
        box.addLayout(buttons)
        box.addWidget(self.move_map)
        rows = form()
        self.theme = combo(lambda value: self._set("theme", value))
        self.coverage = combo(lambda value: self._set("coverage_key", value or None))
        self._theme_label = named_row(rows, self.theme)
        self._coverage_label = named_row(rows, self.coverage)
        box.addLayout(rows)
        self.flags = {name: QCheckBox() for name in FLAGS}
        for name, check in self.flags.items():
            check.clicked.connect(lambda on, name=name: self._set(name, on))
            box.addWidget(check)
        self.own_layers = QCheckBox()
        self.own_layers.clicked.connect(self._toggle_own_layers)
        box.addWidget(self.own_layers)
        self.layers = QListWidget()
        self.layers.itemChanged.connect(self._on_layer)
        self.layers.setMinimumHeight(150)
        box.addWidget(self.layers, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for name, editor, text in (
            (self._scale_label, self.scale, self.tr("Scale")),
            (self._theme_label, self.theme, self.tr("Township colours")),
            (self._coverage_label, self.coverage, term("map.legend.coverage")),
        ):
            name.setText(text)
            editor.setAccessibleName(text)
        self.as_screen.setText(self.tr("As on screen"))
        self.move_map.setText(self.tr("Move the map in its frame"))
        self.move_map.setToolTip(
            self.tr("Drag moves the map, the wheel changes its scale; double-click the map does the same")
        )
        self.flags["show_labels"].setText(self.tr("Names on the map"))
        self.flags["show_uncovered"].setText(self.tr("Places beyond reach"))
        self.flags["show_candidates"].setText(self.tr("Candidates and rejected sites"))
        self.flags["show_veil"].setText(self.tr("Pale outside the township"))
        self.flags["show_basemap"].setText(term("sheet.basemap_shown"))
        self.own_layers.setText(self.tr("Other layers than in the main window"))
        self.layers.setAccessibleName(self.tr("Layers on this sheet"))
        self.fill_choices()
        self.show_sheet(self._sheet)
        self.show_page(self._page)

    def fill_choices(self) -> None:
        """Fill what is chosen from."""
        lang = self._session.lang
        fill(
            self.theme,
            [
                *((t(f"map.theme.{key}", lang), key) for key in map_style().theme),
                (self.tr("No colouring"), NO_THEME),
            ],
        )
        assessment = self._session.assessment
        found = assessment.offered_coverages if assessment is not None else ()
        keys = [key for key in found if has_text(f"map.coverage.{key}")]
        fill(self.coverage, [(self.tr("None"), ""), *((t(f"map.coverage.{key}", lang), key) for key in keys)])

    # -- showing -------------------------------------------------------------------------------------------
    def show_sheet(self, sheet: MapSheet) -> None:
        """Show a layout."""
        self._sheet = sheet
        self._is_filling = True
        self.theme.setCurrentIndex(max(0, self.theme.findData(sheet.theme)))
        self.coverage.setCurrentIndex(max(0, self.coverage.findData(sheet.coverage_key or "")))
        self.flags["show_veil"].setVisible(sheet.template == "atlas")
        basemap = basemap_from(self._session.project.ui_state.get(BASEMAP_KEY))
        self.flags["show_basemap"].setVisible(basemap is not None and basemap.is_shown)
        self.flags["show_basemap"].setEnabled(not sheet.black_and_white)
        for name, check in self.flags.items():
            check.setChecked(getattr(sheet, name))
        self._show_layers(sheet)
        self._is_filling = False

    def _show_layers(self, sheet: MapSheet) -> None:
        self.own_layers.setChecked(sheet.layer_ids is not None)
        self.layers.setEnabled(sheet.layer_ids is not None)
        layers = self._session.project.layers
        shown = [
            (self.layers.item(row).data(ID), self.layers.item(row).text())
            for row in range(self.layers.count())
        ]
        titles = [layer.title(self._session.lang) for layer in layers]
        if shown != [(layer.id, title) for layer, title in zip(layers, titles, strict=True)]:
            self.layers.clear()
            for layer, title in zip(layers, titles, strict=True):
                item = QListWidgetItem(layer_icon(layer), title)
                item.setData(ID, layer.id)
                item.setToolTip(title)
                self.layers.addItem(item)
        for row, layer in enumerate(layers):
            on = layer.visible if sheet.layer_ids is None else layer.id in sheet.layer_ids
            self.layers.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def show_page(self, page: PagePlan | None) -> None:
        """Show the scale of a page's map."""
        self._page = page
        is_unit = page is not None and page.kind == "unit"
        self.county.setText(self.tr("Whole township") if is_unit else term("shelter_scope.county"))
        if page is None:
            return
        maps = page.maps
        for widget in (self.scale, self.county, self.as_screen, self.move_map):
            widget.setEnabled(bool(maps))
        edit = self.scale.lineEdit()
        is_typing = edit is not None and edit.hasFocus() and edit.isModified()
        if maps and maps[0].viewport is not None and not is_typing:
            self.scale.setEditText(f"1:{view_of(maps[0].viewport)[2]:,.0f}")

    # -- taking over ---------------------------------------------------------------------------------------
    def _set(self, name: str, value: Any) -> None:
        if value != getattr(self._sheet, name):
            self.changed.emit({name: value}, self.tr("Change sheet"))

    def _choose_scale(self, row: int) -> None:
        self.scale_error.hide()
        value = self.scale.itemData(row)
        if value:
            self._mark_typed()
            self.scale_wanted.emit(float(value))

    def _type_scale(self) -> None:
        edit = self.scale.lineEdit()
        if self._is_filling or edit is None or not edit.isModified():
            return
        self._mark_typed()
        value = parse_scale(self.scale.currentText())
        self.scale_error.setVisible(value is None)
        if value is None:
            self.scale_error.setText(self.tr("A scale is a number from 100 up, such as 1:50,000."))
        else:
            self.scale_wanted.emit(value)

    def _mark_typed(self) -> None:
        edit = self.scale.lineEdit()
        if edit is not None:
            edit.setModified(False)

    def _toggle_own_layers(self, on: bool) -> None:
        shown = tuple(layer.id for layer in self._session.project.layers if layer.visible)
        self.changed.emit({"layer_ids": shown if on else None}, self.tr("Layers on the sheet"))

    def _on_layer(self, _: QListWidgetItem) -> None:
        if self._is_filling or self._sheet.layer_ids is None:
            return
        rows = [self.layers.item(row) for row in range(self.layers.count())]
        shown = tuple(row.data(ID) for row in rows if row.checkState() == Qt.CheckState.Checked)
        self.changed.emit({"layer_ids": shown}, self.tr("Layers on the sheet"))


def parse_scale(text: str) -> float | None:
    """The n of a typed scale (``1:50000``, ``1：5万``, ``50,000``); ``None`` if it is none."""
    plain = text.replace("：", ":").replace(",", "").replace("，", "").replace(" ", "")
    number = plain.rpartition(":")[2]
    factor = 1.0
    if number.endswith("万"):
        number, factor = number[:-1], 10_000.0
    try:
        value = float(number) * factor
    except ValueError:
        return None
    return value if 100 <= value <= 50_000_000 else None
