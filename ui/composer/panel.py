"""The side panel of the composer: page, map, words and elements of the present layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QLocale, QRectF, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.composer.elementstab import ElementsTab
from ui.composer.forms import combo, fill, form, named_row
from ui.composer.maptab import MapTab
from ui.composer.words import template_name
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.printing.compose import PagePlan
from ui.printing.layout import sheet_style
from ui.printing.sheet import ORIENTATIONS, TEMPLATES, MapSheet
from ui.widgets.parts import label

WORDS = (
    "title",
    "subtitle",
    "compiler",
    "sources",
    "security_mark",
    "approval_number",
    "drawing_number",
    "horizon",
    "note",
)
CHOICES = ("template", "paper", "orientation", "scenario", "other")
WIDTH_PX = 316


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
    clear_guides_wanted
        No guide lines any more.
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
        self._usual: Mapping[str, str] = {}
        self._day = date(2000, 1, 1)
        self._labels: dict[str, QLabel] = {}
        self._is_filling = False
        self.setDocumentMode(True)
        self.setFixedWidth(WIDTH_PX)
        self._make_page_tab()
        self.map = MapTab(session)
        self._add(self.map)
        self._make_words_tab()
        self.parts = ElementsTab()
        self._add(self.parts)
        for signal in ("changed", "scale_wanted", "extent_wanted", "map_mode_wanted"):
            getattr(self.map, signal).connect(getattr(self, signal))
        for signal in ("element_toggled", "element_selected", "box_wanted", "reset_wanted"):
            getattr(self.parts, signal).connect(getattr(self, signal))
        self.retranslate()

    # -- making --------------------------------------------------------------------------------------------
    def _add(self, inside: QWidget) -> None:
        inside.setObjectName("panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.addTab(scroll, "")

    def _tab(self) -> QVBoxLayout:
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(8)
        self._add(inside)
        return box

    def _make_page_tab(self) -> None:
        box = self._tab()
        self._form = form()
        self.template = combo(lambda value: self._set_paper(template=value))
        self.paper = combo(lambda value: self._set_paper(paper=value))
        self.orientation = combo(lambda value: self._set_paper(orientation=value))
        self.scenario = combo(lambda value: self._set("scenario_id", value))
        self.other = combo(lambda value: self._set("other_id", value))
        for name in CHOICES:
            self._labels[name] = named_row(self._form, getattr(self, name))
        box.addLayout(self._form)
        self.grey = QCheckBox()
        self.grey.clicked.connect(lambda on: self._set("black_and_white", on))
        self.reset_all, self.clear_guides = QPushButton(), QPushButton()
        self.reset_all.clicked.connect(lambda: self.reset_wanted.emit(""))
        self.clear_guides.clicked.connect(lambda: self.clear_guides_wanted.emit())
        self._about = label("muted", wrap=True)
        for widget in (self.grey, self.reset_all, self.clear_guides, self._about):
            box.addWidget(widget)
        box.addStretch(1)

    def _make_words_tab(self) -> None:
        box = self._tab()
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

    # -- words ---------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        for number, text in enumerate(
            (self.tr("Setup"), self.tr("Map"), self.tr("Words"), self.tr("Elements"))
        ):
            self.setTabText(number, text)
        texts = {
            "template": self.tr("Template"),
            "paper": self.tr("Paper"),
            "orientation": self.tr("Orientation"),
            "scenario": term("report.webmap.scenario"),
            "other": self.tr("Compared with"),
            "title": self.tr("Title"),
            "subtitle": self.tr("Subtitle"),
            "compiler": term("textreport.ask.compiler"),
            "sources": self.tr("Data sources"),
            "security_mark": self.tr("Security mark"),
            "approval_number": self.tr("Map approval number"),
            "drawing_number": self.tr("Drawing number"),
            "horizon": self.tr("Planning horizon"),
            "note": self.tr("Own note"),
        }
        for name, text in texts.items():
            self._labels[name].setText(text)
            buddy = self._labels[name].buddy()
            if buddy is not None:
                buddy.setAccessibleName(text)
        self.grey.setText(self.tr("For black-and-white printing"))
        self.reset_all.setText(self.tr("All elements as in the template"))
        self.clear_guides.setText(self.tr("Remove guide lines"))
        self._about.setText(self.tr("Guide lines are drawn out of the rulers, and back onto them to remove."))
        self.own_date.setText(self.tr("Fixed date"))
        self.date.setAccessibleName(self.own_date.text())
        self._words_about.setText(self.tr("An empty line is filled in from the project."))
        self._fill_choices()
        self.show_sheet(self._sheet, self._usual, self._day)

    def _fill_choices(self) -> None:
        lang = self._session.lang
        scenarios = [(scenario.title(lang), scenario.id) for scenario in self._session.project.scenarios]
        fill(self.template, [(template_name(key), key) for key in TEMPLATES])
        fill(self.paper, [(key, key) for key in sheet_style().paper if key != "slide"])
        names = (self.tr("Landscape"), self.tr("Portrait"))
        fill(self.orientation, list(zip(names, ORIENTATIONS, strict=True)))
        fill(self.scenario, [(self.tr("The one on screen"), ""), *scenarios])
        fill(self.other, [(term("scenario.today"), ""), *scenarios])

    # -- showing -------------------------------------------------------------------------------------------
    def refresh_choices(self) -> None:
        """Scenarios or layers came or went."""
        self._fill_choices()
        self.map.fill_choices()
        self.show_sheet(self._sheet, self._usual, self._day)

    def show_sheet(self, sheet: MapSheet, usual: Mapping[str, str], day: date) -> None:
        """Show a layout; ``usual`` are the words that stand where it says nothing."""
        self._sheet, self._usual, self._day = sheet, usual, day
        self._is_filling = True
        for box, value in (
            (self.template, sheet.template),
            (self.paper, sheet.paper),
            (self.orientation, sheet.orientation),
            (self.scenario, sheet.scenario_id),
            (self.other, sheet.other_id),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        has_own_paper = sheet.template in ("slide", "leader")
        self.paper.setEnabled(not has_own_paper)
        self.orientation.setEnabled(not has_own_paper)
        self._form.setRowVisible(self.other, sheet.template == "compare")
        self.grey.setChecked(sheet.black_and_white)
        for name, editor in self.words.items():
            if editor.text() != getattr(sheet, name):
                editor.setText(getattr(sheet, name))
            editor.setPlaceholderText(usual.get(name) or self._empty_word(name))
        shown = sheet.made_on or day
        self.own_date.setChecked(sheet.made_on is not None)
        self.date.setEnabled(sheet.made_on is not None)
        self.date.setLocale(QLocale())
        self.date.setDate(QDate(shown.year, shown.month, shown.day))
        self.clear_guides.setEnabled(bool(sheet.guides_x_mm or sheet.guides_y_mm))
        self.reset_all.setEnabled(bool(sheet.placed or sheet.hidden or sheet.shown))
        self.map.show_sheet(sheet)
        self._is_filling = False

    def _empty_word(self, name: str) -> str:
        return {
            "approval_number": self.tr("A line to fill in by hand"),
            "compiler": self.tr("A line to fill in by hand"),
            "drawing_number": self.tr("A line to fill in by hand"),
            "horizon": self.tr("A line to fill in by hand"),
            "note": self.tr("None"),
        }.get(name, "")

    def show_page(self, page: PagePlan | None, selected: str) -> None:
        """Show a page's elements, scale, and the place of the selected element."""
        self.map.show_page(page)
        self.parts.show_page(page, self._sheet, selected)

    def show_selection(self, selected: str) -> None:
        """Show which element is selected."""
        self.parts.show_selection(selected)

    def show_map_mode(self, is_on: bool) -> None:
        """Show whether dragging moves the map."""
        self.map.move_map.setChecked(is_on)

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
