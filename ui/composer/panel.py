"""The side panel of the composer: page, map, words and elements of the present layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QLocale, QRectF, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.text import t
from ui.cartography.options import NO_THEME
from ui.cartography.style import map_style
from ui.composer.words import element_name, template_name
from ui.i18n import Retranslated
from ui.panels.layerstyle import layer_icon
from ui.panels.parts import label
from ui.printing.compose import PagePlan
from ui.printing.layout import sheet_style
from ui.printing.mapframe import view_of
from ui.printing.sheet import ORIENTATIONS, TEMPLATES, MapSheet
from ui.session import Session

WORDS = ("title", "subtitle", "compiler", "sources", "security_mark", "approval_number", "note")
FLAGS = ("show_labels", "show_uncovered", "show_candidates", "show_veil")


class SheetPanel(Retranslated, QTabWidget):
    """Everything of a layout that is not dragged on the page.

    Signals
    -------
    changed(dict, str)
        Fields of the sheet that get new values, and the name of the step.
    paper_changed(dict, str)
        Template, paper or orientation: what was moved may have to go home.
    scale_wanted(float), extent_wanted(str)
        Scale of the page's map; its extent: ``county`` or ``screen``.
    map_mode_wanted(bool)
        The map is to be moved inside its frame.
    element_toggled(str, bool)
        An element is to be shown or left out.
    element_selected(str)
        An element was chosen in the list.
    box_wanted(str, QRectF)
        An element is to stand in a box, millimetres.
    reset_wanted(str)
        An element, or all when empty, back to where the template puts it.
    """

    changed = Signal(object, str)
    paper_changed = Signal(object, str)
    scale_wanted = Signal(float)
    extent_wanted = Signal(str)
    map_mode_wanted = Signal(bool)
    element_toggled = Signal(str, bool)
    element_selected = Signal(str)
    box_wanted = Signal(str, QRectF)
    reset_wanted = Signal(str)
    clear_guides_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sheet = MapSheet()
        self._page: PagePlan | None = None
        self._usual: Mapping[str, str] = {}
        self._day = date(2000, 1, 1)
        self._labels: dict[str, QLabel] = {}
        self._is_filling = False
        self.setDocumentMode(True)
        self.setFixedWidth(316)
        self._make_page_tab()
        self._make_map_tab()
        self._make_words_tab()
        self._make_elements_tab()
        self.retranslate()

    # -- making --------------------------------------------------------------------------------------------
    def _tab(self) -> tuple[QWidget, QVBoxLayout]:
        inside = QWidget()
        inside.setObjectName("panel")
        box = QVBoxLayout(inside)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(8)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.addTab(scroll, "")
        return inside, box

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        return form

    def _row(self, form: QFormLayout, name: str, editor: QWidget) -> None:
        self._labels[name] = label("muted")
        self._labels[name].setBuddy(editor)
        form.addRow(self._labels[name], editor)

    def _combo(self, on_choice: Callable[[Any], None]) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        box.activated.connect(lambda: on_choice(box.currentData()))
        return box

    def _make_page_tab(self) -> None:
        _, box = self._tab()
        form = self._form()
        self.template = self._combo(lambda value: self._set_paper(template=value))
        self.paper = self._combo(lambda value: self._set_paper(paper=value))
        self.orientation = self._combo(lambda value: self._set_paper(orientation=value))
        self.scenario = self._combo(lambda value: self._set("scenario_id", value))
        self.other = self._combo(lambda value: self._set("other_id", value))
        for name in ("template", "paper", "orientation", "scenario", "other"):
            self._row(form, name, getattr(self, name))
        self._form_of_page = form
        box.addLayout(form)
        self.grey = QCheckBox()
        self.grey.clicked.connect(lambda on: self._set("black_and_white", on))
        box.addWidget(self.grey)
        self.clear_guides = QPushButton()
        self.clear_guides.clicked.connect(lambda: self.clear_guides_wanted.emit())
        self.reset_all = QPushButton()
        self.reset_all.clicked.connect(lambda: self.reset_wanted.emit(""))
        box.addWidget(self.reset_all)
        box.addWidget(self.clear_guides)
        self._about = label("muted", wrap=True)
        box.addWidget(self._about)
        box.addStretch(1)

    def _make_map_tab(self) -> None:
        _, box = self._tab()
        form = self._form()
        self.scale = QComboBox()
        self.scale.setEditable(True)
        self.scale.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for value in sheet_style().scales.offered:
            self.scale.addItem(f"1:{value:,.0f}", value)
        self.scale.activated.connect(self._choose_scale)
        edit = self.scale.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._type_scale)
        self._row(form, "scale", self.scale)
        box.addLayout(form)
        self._scale_error = label("error", wrap=True)
        self._scale_error.hide()
        box.addWidget(self._scale_error)
        row = QHBoxLayout()
        self.county, self.screen = QPushButton(), QPushButton()
        self.county.clicked.connect(lambda: self.extent_wanted.emit("county"))
        self.screen.clicked.connect(lambda: self.extent_wanted.emit("screen"))
        row.addWidget(self.county)
        row.addWidget(self.screen)
        box.addLayout(row)
        self.move_map = QPushButton()
        self.move_map.setCheckable(True)
        self.move_map.clicked.connect(self.map_mode_wanted)
        box.addWidget(self.move_map)
        form = self._form()
        self.theme = self._combo(lambda value: self._set("theme", value))
        self.coverage = self._combo(lambda value: self._set("coverage_key", value or None))
        self._row(form, "theme", self.theme)
        self._row(form, "coverage", self.coverage)
        box.addLayout(form)
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

    def _make_words_tab(self) -> None:
        _, box = self._tab()
        self.words: dict[str, QLineEdit] = {}
        for name in WORDS:
            editor = QLineEdit()
            editor.setMaxLength(500)
            editor.editingFinished.connect(lambda name=name: self._take_word(name))
            self.words[name] = editor
            self._labels[name] = label("muted")
            self._labels[name].setBuddy(editor)
            box.addWidget(self._labels[name])
            box.addWidget(editor)
        self.own_date = QCheckBox()
        self.own_date.clicked.connect(self._toggle_date)
        self.date = QDateEdit()
        self.date.setCalendarPopup(True)
        self.date.dateChanged.connect(self._take_date)
        row = QHBoxLayout()
        row.addWidget(self.own_date)
        row.addWidget(self.date, 1)
        box.addLayout(row)
        self._words_about = label("muted", wrap=True)
        box.addWidget(self._words_about)
        box.addStretch(1)

    def _make_elements_tab(self) -> None:
        _, box = self._tab()
        self.elements = QListWidget()
        self.elements.itemChanged.connect(self._on_element)
        self.elements.currentItemChanged.connect(self._on_current)
        box.addWidget(self.elements, 1)
        grid = QGridLayout()
        grid.setSpacing(6)
        self.box_editors: dict[str, QDoubleSpinBox] = {}
        for number, name in enumerate(("left", "top", "width", "height")):
            editor = QDoubleSpinBox()
            editor.setDecimals(1)
            editor.setRange(0.0, 2000.0)
            editor.setSuffix(" mm")
            editor.setKeyboardTracking(False)
            editor.valueChanged.connect(self._take_box)
            self.box_editors[name] = editor
            self._labels[name] = label("muted")
            grid.addWidget(self._labels[name], 2 * (number // 2), number % 2)
            grid.addWidget(editor, 2 * (number // 2) + 1, number % 2)
        box.addLayout(grid)
        self.reset_one = QPushButton()
        self.reset_one.clicked.connect(lambda: self.reset_wanted.emit(self._current_id()))
        box.addWidget(self.reset_one)
        self._keys = label("muted", wrap=True)
        box.addWidget(self._keys)

    # -- words ---------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        for number, text in enumerate(
            (self.tr("Page"), self.tr("Map"), self.tr("Words"), self.tr("Elements"))
        ):
            self.setTabText(number, text)
        texts = {
            "template": self.tr("Template"),
            "paper": self.tr("Paper"),
            "orientation": self.tr("Orientation"),
            "scenario": self.tr("Scenario"),
            "other": self.tr("Compared with"),
            "scale": self.tr("Scale"),
            "theme": self.tr("Townships"),
            "coverage": self.tr("Coverage"),
            "title": self.tr("Title"),
            "subtitle": self.tr("Subtitle"),
            "compiler": self.tr("Compiled by"),
            "sources": self.tr("Data sources"),
            "security_mark": self.tr("Security mark"),
            "approval_number": self.tr("Map approval number"),
            "note": self.tr("Own note"),
            "left": self.tr("From the left"),
            "top": self.tr("From the top"),
            "width": self.tr("Width"),
            "height": self.tr("Height"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
            buddy = self._labels[name].buddy() or self.box_editors.get(name)
            if buddy is not None:
                buddy.setAccessibleName(text)
        self.grey.setText(self.tr("For black-and-white printing"))
        self.reset_all.setText(self.tr("All elements as in the template"))
        self.clear_guides.setText(self.tr("Remove guide lines"))
        self._about.setText(self.tr("Guide lines are drawn out of the rulers, and back onto them to remove."))
        self.county.setText(self.tr("Whole county"))
        self.screen.setText(self.tr("As on screen"))
        self.move_map.setText(self.tr("Move the map in its frame"))
        self.move_map.setToolTip(
            self.tr("Drag moves the map, the wheel changes its scale; double-click the map does the same")
        )
        self.flags["show_labels"].setText(self.tr("Names on the map"))
        self.flags["show_uncovered"].setText(self.tr("Places beyond reach"))
        self.flags["show_candidates"].setText(self.tr("Candidates and rejected sites"))
        self.flags["show_veil"].setText(self.tr("Pale outside the township"))
        self.own_layers.setText(self.tr("Other layers than in the main window"))
        self.layers.setAccessibleName(self.tr("Layers on this sheet"))
        self.own_date.setText(self.tr("Fixed date"))
        self.date.setAccessibleName(self.own_date.text())
        self._words_about.setText(self.tr("An empty line is filled in from the project."))
        self.elements.setAccessibleName(self.tr("Elements of this page"))
        self.reset_one.setText(self.tr("This element as in the template"))
        self._keys.setText(
            self.tr("Arrow keys move by 1 mm, with Shift by 10 mm; with Ctrl they change the size.")
        )
        self._fill_choices()
        self.show_sheet(self._sheet, self._usual, self._day)
        self.show_page(self._page, self._current_id())

    def _fill_choices(self) -> None:
        lang = self._session.lang
        choices: dict[QComboBox, Sequence[tuple[str, Any]]] = {
            self.template: [(template_name(key), key) for key in TEMPLATES],
            self.paper: [(key, key) for key in sheet_style().paper if key != "slide"],
            self.orientation: list(
                zip((self.tr("Landscape"), self.tr("Portrait")), ORIENTATIONS, strict=True)
            ),
            self.theme: [
                *((t(f"map.theme.{key}", lang), key) for key in map_style().theme),
                (self.tr("No colouring"), NO_THEME),
            ],
            self.coverage: [
                (self.tr("None"), ""),
                *((t(f"map.coverage.{key}", lang), key) for key in self._coverage_keys()),
            ],
            self.scenario: [(self.tr("The one on screen"), ""), *self._scenarios()],
            self.other: [(self.tr("Today"), ""), *self._scenarios()],
        }
        for combo, items in choices.items():
            combo.clear()
            for text, data in items:
                combo.addItem(text, data)
                combo.setItemData(combo.count() - 1, text, Qt.ItemDataRole.ToolTipRole)

    def _scenarios(self) -> list[tuple[str, str]]:
        lang = self._session.lang
        return [(scenario.title(lang), scenario.id) for scenario in self._session.project.scenarios]

    def _coverage_keys(self) -> list[str]:
        from models.text import has_text

        found = self._session.assessment.regions if self._session.assessment is not None else {}
        return [key for key in found if has_text(f"map.coverage.{key}")]

    # -- showing -------------------------------------------------------------------------------------------
    def refresh_choices(self) -> None:
        """Scenarios or layers came or went."""
        self._fill_choices()
        self.show_sheet(self._sheet, self._usual, self._day)

    def show_sheet(self, sheet: MapSheet, usual: Mapping[str, str], day: date) -> None:
        """Show a layout; ``usual`` are the words that stand where it says nothing."""
        self._sheet, self._usual, self._day = sheet, usual, day
        self._is_filling = True
        for combo, value in (
            (self.template, sheet.template),
            (self.paper, sheet.paper),
            (self.orientation, sheet.orientation),
            (self.scenario, sheet.scenario_id),
            (self.other, sheet.other_id),
            (self.theme, sheet.theme),
            (self.coverage, sheet.coverage_key or ""),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        is_slide = sheet.template == "slide"
        self.paper.setEnabled(not is_slide)
        self.orientation.setEnabled(not is_slide)
        self._form_of_page.setRowVisible(self.other, sheet.template == "compare")
        self.flags["show_veil"].setVisible(sheet.template == "atlas")
        self.grey.setChecked(sheet.black_and_white)
        for name, check in self.flags.items():
            check.setChecked(getattr(sheet, name))
        for name, editor in self.words.items():
            if editor.text() != getattr(sheet, name):
                editor.setText(getattr(sheet, name))
            editor.setPlaceholderText(usual.get(name) or self._empty_word(name))
            editor.setCursorPosition(0)
        shown = sheet.made_on or day
        self.own_date.setChecked(sheet.made_on is not None)
        self.date.setEnabled(sheet.made_on is not None)
        self.date.setLocale(QLocale())
        self.date.setDate(QDate(shown.year, shown.month, shown.day))
        self.clear_guides.setEnabled(bool(sheet.guides_x_mm or sheet.guides_y_mm))
        self.reset_all.setEnabled(bool(sheet.placed or sheet.hidden or sheet.shown))
        self._show_layers(sheet)
        self._is_filling = False

    def _empty_word(self, name: str) -> str:
        return {
            "approval_number": self.tr("A line to fill in by hand"),
            "compiler": self.tr("A line to fill in by hand"),
            "note": self.tr("None"),
        }.get(name, "")

    def _show_layers(self, sheet: MapSheet) -> None:
        self.own_layers.setChecked(sheet.layer_ids is not None)
        self.layers.setEnabled(sheet.layer_ids is not None)
        project = self._session.project
        ids = [layer.id for layer in project.layers]
        if [self.layers.item(row).data(_ID) for row in range(self.layers.count())] != ids:
            self.layers.clear()
            for layer in project.layers:
                item = QListWidgetItem(layer_icon(layer), layer.name)
                item.setData(_ID, layer.id)
                item.setToolTip(layer.name)
                self.layers.addItem(item)
        for row, layer in enumerate(project.layers):
            on = layer.visible if sheet.layer_ids is None else layer.id in sheet.layer_ids
            self.layers.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def show_page(self, page: PagePlan | None, selected: str) -> None:
        """Show a page's elements, scale, and the place of the selected element."""
        self._page = page
        if page is None:
            return
        self._is_filling = True
        choices = list(page.choices)
        if [self.elements.item(row).data(_ID) for row in range(self.elements.count())] != choices:
            self.elements.clear()
            for element_id in choices:
                item = QListWidgetItem()
                item.setData(_ID, element_id)
                self.elements.addItem(item)
        for row, element_id in enumerate(choices):
            item = self.elements.item(row)
            item.setText(element_name(element_id))
            on = self._sheet.shows(page.kind, element_id)
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.show_selection(selected)
        self._show_scale(page)
        self._is_filling = False

    def _show_scale(self, page: PagePlan) -> None:
        maps = page.maps
        for widget in (self.scale, self.county, self.screen, self.move_map):
            widget.setEnabled(bool(maps))
        if maps and maps[0].viewport is not None and not self._is_typing_scale:
            self.scale.setEditText(f"1:{view_of(maps[0].viewport)[2]:,.0f}")

    @property
    def _is_typing_scale(self) -> bool:
        edit = self.scale.lineEdit()
        return edit is not None and edit.hasFocus() and edit.isModified()

    def show_selection(self, selected: str) -> None:
        """Show which element is selected, and where it stands."""
        filling, self._is_filling = self._is_filling, True
        found = [row for row in range(self.elements.count()) if self.elements.item(row).data(_ID) == selected]
        self.elements.setCurrentRow(found[0] if found else -1)
        item = self._page.element(selected) if self._page is not None and selected else None
        has_place = item is not None and item.is_movable
        for editor in self.box_editors.values():
            editor.setEnabled(has_place)
        is_moved = False
        if item is not None and self._page is not None:
            box = item.rect
            for name, value in zip(
                self.box_editors, (box.left(), box.top(), box.width(), box.height()), strict=True
            ):
                self.box_editors[name].setValue(value)
            is_moved = f"{self._page.kind}.{item.id}" in self._sheet.placed
        self.reset_one.setEnabled(is_moved)
        self._is_filling = filling

    def show_map_mode(self, is_on: bool) -> None:
        """Show whether dragging moves the map."""
        self.move_map.setChecked(is_on)

    # -- taking over ---------------------------------------------------------------------------------------
    def _set(self, name: str, value: Any) -> None:
        if value != getattr(self._sheet, name):
            self.changed.emit({name: value}, self.tr("Change sheet"))

    def _set_paper(self, **changes: Any) -> None:
        if any(value != getattr(self._sheet, name) for name, value in changes.items()):
            self.paper_changed.emit(changes, self.tr("Change paper or template"))

    def _take_word(self, name: str) -> None:
        text = " ".join(self.words[name].text().split())
        if text != getattr(self._sheet, name):
            self.changed.emit({name: text}, self.tr("Change words"))

    def _toggle_date(self, on: bool) -> None:
        self.changed.emit({"made_on": self._day if on else None}, self.tr("Change words"))

    def _take_date(self, value: QDate) -> None:
        if not self._is_filling and self._sheet.made_on is not None:
            day = date(value.year(), value.month(), value.day())
            self.changed.emit({"made_on": day}, self.tr("Change words"))

    def _choose_scale(self, row: int) -> None:
        self._scale_error.hide()
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
        self._scale_error.setVisible(value is None)
        if value is None:
            self._scale_error.setText(self.tr("A scale is a number from 100 up, such as 1:50,000."))
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
        shown = tuple(row.data(_ID) for row in rows if row.checkState() == Qt.CheckState.Checked)
        self.changed.emit({"layer_ids": shown}, self.tr("Layers on the sheet"))

    def _on_element(self, item: QListWidgetItem) -> None:
        if not self._is_filling:
            self.element_toggled.emit(item.data(_ID), item.checkState() == Qt.CheckState.Checked)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if not self._is_filling and item is not None:
            self.element_selected.emit(item.data(_ID))

    def _current_id(self) -> str:
        item = self.elements.currentItem()
        return item.data(_ID) if item is not None else ""

    def _take_box(self) -> None:
        name = self._current_id()
        if self._is_filling or not name:
            return
        left, top, width, height = (editor.value() for editor in self.box_editors.values())
        self.box_wanted.emit(name, QRectF(left, top, width, height))


_ID = Qt.ItemDataRole.UserRole


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
