"""One layer of an import as a table to work in: what each column is, its unit, the words of its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import FACILITY_ROLES, Role
from models.facilities.facility import STATUSES, field_specs
from models.kernel.text import t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    from layers.importing.importitem import ImportedLayer, LayerLook
    from layers.importing.recipe import LayerChoice

_FIELD, _UNIT, _WHY, _FIRST = range(4)
ENCODINGS = ("UTF-8", "GB18030", "Big5")
SYSTEMS = ("EPSG:4490", "EPSG:4326", "EPSG:4610", "EPSG:4214", "EPSG:3857")
UNITS = {"m2": ("m²", "亩", "公顷", "万m²", "km²"), "persons": ("人", "万人")}


class PlacesMap(QWidget):
    """Where a layer's features are, over the county's outline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(150)
        self._outlines: list[Any] = []
        self._lonlat: Any = None

    def show_places(self, outlines: list[Any], lonlat: Any) -> None:
        """Show other places; both in degrees, shape (n, 2)."""
        self._outlines, self._lonlat = outlines, lonlat
        self.update()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        import numpy as np

        theme = current_theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.window))
            parts = [xy for xy in (*self._outlines, self._lonlat) if xy is not None and len(xy)]
            if not parts:
                return
            every = np.vstack(parts)
            low, high = every.min(axis=0), every.max(axis=0)
            squeeze = np.array([np.cos(np.radians((low[1] + high[1]) / 2)), 1.0])
            size = np.maximum((high - low) * squeeze, 1e-6)
            scale = min((self.width() - 16) / size[0], (self.height() - 16) / size[1])
            corner = (np.array([self.width(), self.height()]) - size * scale) / 2

            def px(xy: Any) -> Any:
                at = (xy - low) * squeeze * scale + corner
                return np.column_stack([at[:, 0], self.height() - at[:, 1]])

            painter.setPen(QColor(theme.muted))
            for outline in self._outlines:
                at = px(outline)
                for (x0, y0), (x1, y1) in pairwise(at):
                    painter.drawLine(round(x0), round(y0), round(x1), round(y1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            for x, y in px(self._lonlat) if self._lonlat is not None and len(self._lonlat) else ():
                painter.drawEllipse(round(x) - 2, round(y) - 2, 4, 4)


class ImportDetail(Retranslated, QWidget):
    """Encoding, system, datum, columns, units and words of the line that is chosen at the left.

    Signals
    -------
    changed(LayerChoice)
        Something was decided.
    """

    changed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._line: ImportedLayer | None = None
        self._look: LayerLook | None = None
        self._choice: LayerChoice | None = None
        self._outlines: list[Any] = []
        self.title = label("heading", wrap=True)
        self.boxes: dict[str, QComboBox] = {
            name: QuietBox() for name in ("encoding", "crs", "datum", "status")
        }
        self._box_labels = {name: label("muted") for name in self.boxes}
        top = QGridLayout()
        top.setHorizontalSpacing(10)
        top.setVerticalSpacing(1)
        for at, (name, box) in enumerate(self.boxes.items()):
            line, column = divmod(at, 2)  # side by side they would cut off what was recognised
            top.addWidget(self._box_labels[name], 2 * line, column)
            top.addWidget(box, 2 * line + 1, column)
            top.setColumnStretch(column, 1)
            box.setMinimumContentsLength(6)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _, name=name, box=box: self._decide(**{name: box.currentData()}))
        self.table = QTableWidget(0, 0)
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.places = PlacesMap()
        self._words_head, self._remarks_head = label("heading"), label("heading")
        self._words = QWidget()
        self._words_grid = QGridLayout(self._words)
        self._words_grid.setContentsMargins(0, 0, 0, 0)
        self._words_grid.setVerticalSpacing(3)
        self.word_boxes: dict[str, QComboBox] = {}
        self.remarks = label("muted", wrap=True)
        self.remarks.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.updates = QCheckBox()
        self.updates.toggled.connect(lambda on: self._decide(updates=on))
        side = QWidget()
        side.setObjectName("panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        below = QVBoxLayout(side)
        below.setContentsMargins(0, 0, 6, 0)
        below.setSpacing(5)
        for widget in (
            self.places,
            self._words_head,
            self._words,
            self._remarks_head,
            self.updates,
            self.remarks,
        ):
            below.addWidget(widget)
        below.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(side)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(300)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(top)
        left.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addLayout(left, 1)
        row.addWidget(scroll)
        box_ = QVBoxLayout(self)
        box_.setContentsMargins(10, 0, 0, 0)
        box_.addWidget(self.title)
        box_.addLayout(row, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for name, text in (
            ("encoding", term("workbook.head.encoding")),
            ("crs", term("workbook.head.crs")),
            ("datum", term("workbook.head.datum")),
            ("status", self.tr("Status of all rows")),
        ):
            self._box_labels[name].setText(text)
            self.boxes[name].setAccessibleName(text)
        self.table.setAccessibleName(self.tr("First rows of the file"))
        self.places.setAccessibleName(self.tr("Where its places are"))
        self._words_head.setText(self.tr("Words of states"))
        self._remarks_head.setText(self.tr("To be looked at"))
        self.updates.setText(self.tr("Update what is there from the file"))
        self._fill()

    # -- content -------------------------------------------------------------------------------------------
    def show_line(
        self, line: ImportedLayer, look: LayerLook, choice: LayerChoice, outlines: list[Any]
    ) -> None:
        """Show a line of the report with what is decided about it."""
        self._line, self._look, self._choice, self._outlines = line, look, choice, outlines
        self._fill()

    def show_text(self, title: str, text: str) -> None:
        """Show what is said of several files together."""
        self._line = self._look = self._choice = None
        self._fill()
        self.title.setText(title)
        self.remarks.setText(text)
        self._remarks_head.show()

    @property
    def _role(self) -> Role | None:
        choice, line = self._choice, self._line
        return (choice.role if choice is not None else None) or (line.role if line is not None else None)

    def _decide(self, **what: Any) -> None:
        if self._choice is not None:
            self._choice = replace(self._choice, **what)
            self.changed.emit(self._choice)

    def _fill(self) -> None:
        line, look, choice = self._line, self._look, self._choice
        has = line is not None and look is not None and choice is not None
        self.table.clear()
        self.table.setRowCount(0)
        self.table.setColumnCount(0)
        for name, box in self.boxes.items():
            box.setVisible(has)
            self._box_labels[name].setVisible(has)
        while (item := self._words_grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.word_boxes.clear()
        self._words_head.hide()
        self._words.hide()
        self.places.setVisible(has)
        self.updates.setVisible(look is not None and look.changed > 0)
        self._remarks_head.setVisible(False)
        if line is None or look is None or choice is None:
            self.title.clear()
            self.remarks.clear()
            return
        lang = self._session.lang
        self.title.setText(f"{line.file} · {line.layer}" if line.layer else line.file)
        problems = line.problem_texts(lang)
        self.remarks.setText("\n".join(problems))
        self._remarks_head.setVisible(bool(problems))
        self.updates.blockSignals(True)
        self.updates.setChecked(choice.updates)
        self.updates.blockSignals(False)
        self.places.show_places(self._outlines, look.lonlat)
        self._fill_boxes(line, choice)
        self._fill_table(look, choice)
        self._fill_words(look, choice)

    def _fill_boxes(self, line: ImportedLayer, choice: LayerChoice) -> None:
        def fill(name: str, found: str, options: list[tuple[str, str]], chosen: str) -> None:
            box = self.boxes[name]
            box.clear()
            box.addItem(self.tr("as found: {what}").format(what=found) if found else self.tr("as found"), "")
            for text, value in options:
                box.addItem(text, value)
            if chosen and box.findData(chosen) < 0:
                box.addItem(chosen, chosen)
            box.setCurrentIndex(max(box.findData(chosen), 0))
            box.setToolTip(box.currentText())

        from layers.coordinates import crs as crs_of

        lang = self._session.lang
        epsg = self._session.project.settings.crs_epsg if self._session.has_project else None
        zones = (f"EPSG:{epsg}",) if epsg else ()
        systems = [(f"{code} {crs_of.parse_crs(code).name}", code) for code in (*SYSTEMS, *zones)]
        fill("encoding", line.encoding, [(one, one) for one in ENCODINGS], choice.encoding)
        fill("crs", line.crs, systems, choice.crs)
        datums = [(t(f"datum.{one}", lang), one) for one in ("wgs84", "gcj02", "bd09")]
        fill("datum", t(f"datum.{line.datum}", lang) if line.datum else "", datums, choice.datum)
        states = [(t(f"choice.status.{one}", lang), one) for one in STATUSES]
        fill("status", self.tr("as the rows say"), states, choice.status)
        is_facilities = self._role in FACILITY_ROLES
        self.boxes["status"].setVisible(is_facilities)
        self._box_labels["status"].setVisible(is_facilities)

    def _fill_table(self, look: LayerLook, choice: LayerChoice) -> None:
        columns = list(look.columns)
        table = self.table
        table.setColumnCount(len(columns))
        table.setRowCount(_FIRST + len(look.rows))
        table.setHorizontalHeaderLabels(columns)
        heads = [self.tr("read as"), self.tr("unit"), self.tr("ground")]
        table.setVerticalHeaderLabels([*heads, *map(str, look.numbers)])
        taken = {column: ours for ours, column in look.fields.items()}
        for ours, column in choice.fields.items():
            taken = {other: field for other, field in taken.items() if field != ours}
            taken[column] = ours
        for at, column in enumerate(columns):
            ours = "" if column in choice.ignored else taken.get(column, "")
            table.setCellWidget(_FIELD, at, self._field_box(column, ours))
            unit = self._unit_of(ours)
            if unit in UNITS:
                table.setCellWidget(_UNIT, at, self._unit_box(column, unit, choice))
            self._put(_WHY, at, self._why(column, ours, choice, look), muted=True)
            for row, cells in enumerate(look.rows):
                self._put(_FIRST + row, at, cells[at], muted=not ours)
        table.resizeColumnsToContents()
        for at in range(len(columns)):
            table.setColumnWidth(at, min(max(table.columnWidth(at), 118), 190))
        for row in (_FIELD, _UNIT):
            table.setRowHeight(row, 32)

    def _put(self, row: int, column: int, text: str, *, muted: bool) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        if muted:
            item.setForeground(QColor(current_theme().muted))
        self.table.setItem(row, column, item)

    def _why(self, column: str, ours: str, choice: LayerChoice, look: LayerLook) -> str:
        if column in choice.ignored:
            return self.tr("left out by you")
        if ours and choice.fields.get(ours) == column:
            return self.tr("chosen by you")
        if not ours:
            return self.tr("not needed")
        from layers.formats.heading import unclear_unit
        from layers.recognition.cells import written_unit

        if unclear := unclear_unit(column):
            return self.tr("unit “{unit}” not known").format(unit=unclear)
        unit = written_unit(column)
        return self.tr("heading, unit {unit}").format(unit=unit) if unit else self.tr("by its heading")

    def _field_name(self, ours: str) -> str:
        from layers.recognition.recognise import COORDINATES

        beginning = "import.coordinate" if ours in COORDINATES else "field"
        beginning = "supplies.column" if self._role == Role.STOCK else beginning
        return t(f"{beginning}.{ours}", self._session.lang)

    def _field_box(self, column: str, ours: str) -> QComboBox:
        from layers.recognition.recognise import COORDINATES, fields_of

        box = QuietBox()
        box.setAccessibleName(column)
        box.addItem(self.tr("(not taken)"), "")
        placed = () if self._role == Role.STOCK else COORDINATES
        for one in (*fields_of(self._role or Role.REFERENCE), *placed):
            box.addItem(self._field_name(one), one)
        if ours and box.findData(ours) < 0:
            box.addItem(self._field_name(ours), ours)
        box.setCurrentIndex(box.findData(ours))
        box.activated.connect(lambda _: self._decide_column(column, box.currentData()))
        return box

    def _decide_column(self, column: str, ours: str) -> None:
        choice = self._choice
        if choice is None:
            return
        fields = {one: of for one, of in choice.fields.items() if of != column and one != ours}
        ignored = tuple(one for one in choice.ignored if one != column)
        if ours:
            fields[ours] = column
        else:
            ignored = (*ignored, column)
        self._decide(fields=fields, ignored=ignored)

    def _unit_of(self, ours: str) -> str:
        if ours == "population_persons":
            return "persons"
        role = self._role
        specs = field_specs(FACILITY_ROLES[role]) if role in FACILITY_ROLES and role is not None else ()
        return next((spec.unit for spec in specs if spec.name == ours), "")

    def _unit_box(self, column: str, base: str, choice: LayerChoice) -> QComboBox:
        box = QuietBox()
        box.setAccessibleName(self.tr("Unit of {column}").format(column=column))
        box.addItem(self.tr("as headed"), "")
        for unit in UNITS[base]:
            box.addItem(unit, unit)
        chosen = choice.units.get(column, "")
        if box.findData(chosen) < 0:
            box.addItem(chosen, chosen)
        box.setCurrentIndex(box.findData(chosen))
        box.activated.connect(lambda _: self._decide_unit(column, box.currentData()))
        return box

    def _decide_unit(self, column: str, unit: str) -> None:
        if self._choice is not None:
            units = {one: of for one, of in self._choice.units.items() if one != column}
            self._decide(units={**units, column: unit} if unit else units)

    def _fill_words(self, look: LayerLook, choice: LayerChoice) -> None:
        words = [(word, count) for word, count in look.words if word]
        if not words or self._role not in FACILITY_ROLES:
            return
        from layers.recognition.recognise import status as status_of

        lang = self._session.lang
        for row, (word, count) in enumerate(words):
            name = QLabel(self.tr("{word} ({count})").format(word=word, count=f"{count:,}"))
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setWordWrap(True)
            box = QuietBox()
            box.setAccessibleName(word)
            guess = status_of(word)
            known = t(f"choice.status.{guess}", lang) if guess else self.tr("not understood")
            box.addItem(self.tr("as found: {what}").format(what=known), "")
            for one in STATUSES:
                box.addItem(t(f"choice.status.{one}", lang), one)
            box.setCurrentIndex(max(box.findData(choice.states.get(word, "")), 0))
            box.activated.connect(self._word_decider(word, box))
            self._words_grid.addWidget(name, row, 0)
            self._words_grid.addWidget(box, row, 1)
            self.word_boxes[word] = box
        self._words_head.show()
        self._words.show()

    def _word_decider(self, word: str, box: QComboBox) -> Callable[[int], None]:
        def decide(_: int) -> None:
            if self._choice is not None:
                states = {one: of for one, of in self._choice.states.items() if one != word}
                self._decide(states={**states, word: box.currentData()} if box.currentData() else states)

        return decide
