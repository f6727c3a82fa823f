"""The page that makes a city's file, or changes it: its own project, its counties', the limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.app.citydraft import Draft, History, Spot
from ui.app.citytables import OwnTables
from ui.core.drops import FileDrops
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.widgets.parts import ElidedLabel, label
from ui.widgets.readtable import read_table

_COLUMNS = ("project", "folder", "lon", "lat")
_LON, _LAT = 2, 3
_MOST_HOURS = 240.0


class CityEditor(Retranslated, FileDrops, QWidget):
    """Every change is a step of its own that can be undone; nothing is written before the person saves.

    Signals
    -------
    files_dropped(list)
        Paths of files dropped here.
    own_wanted, counties_wanted, save_wanted, save_as_wanted, closed
        A button was pressed.
    open_wanted(Path)
        The city's own project is to be opened.
    told(str)
        Something was not taken, and why.
    """

    files_dropped = Signal(list)
    own_wanted = Signal()
    counties_wanted = Signal()
    save_wanted = Signal()
    save_as_wanted = Signal()
    closed = Signal()
    open_wanted = Signal(object)
    told = Signal(str)

    def __init__(self, draft: Draft, path: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.path, self.history = path, History(draft)
        self._title, self._hint = label("title"), label("muted", wrap=True)
        self._counties = label("heading")
        self._heads = [label() for _ in range(3)]
        self.name = QLineEdit()
        self.name.editingFinished.connect(self._on_name)
        self.hours = QDoubleSpinBox()
        self.hours.setRange(0.0, _MOST_HOURS)
        self.hours.setDecimals(1)
        self.hours.setKeyboardTracking(False)
        self.hours.valueChanged.connect(self._on_hours)
        self.own = ElidedLabel()
        self.tables = OwnTables()
        self.table = read_table(len(_COLUMNS), stretched=1)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.table.itemChanged.connect(self._on_cell)
        self.table.itemSelectionChanged.connect(self._refresh_buttons)
        self.choose_own, self.open_own = QPushButton(), QPushButton()
        self.add, self.remove = QPushButton(), QPushButton()
        self.undo_button, self.redo_button = QPushButton(), QPushButton()
        self.save, self.save_as, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self.choose_own.clicked.connect(self.own_wanted)
        self.open_own.clicked.connect(lambda: self.open_wanted.emit(self.history.now.project))
        self.add.clicked.connect(self.counties_wanted)
        self.remove.clicked.connect(self.remove_chosen)
        self.undo_button.clicked.connect(lambda: self.step(-1))
        self.redo_button.clicked.connect(lambda: self.step(1))
        self.save.clicked.connect(self.save_wanted)
        self.save_as.clicked.connect(self.save_as_wanted)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        for button in (self.undo_button, self.redo_button, self.save, self.save_as, self.close_button):
            top.addWidget(button)
        own = QHBoxLayout()
        own.addWidget(self.own, 1)
        own.addWidget(self.choose_own)
        own.addWidget(self.open_own)
        form = QFormLayout()
        form.addRow(self._heads[0], self.name)
        form.addRow(self._heads[1], self.hours)
        form.addRow(self._heads[2], own)
        below = QHBoxLayout()
        below.addWidget(self.add)
        below.addWidget(self.remove)
        below.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(8)
        box.addLayout(top)
        box.addWidget(self._hint)
        box.addLayout(form)
        box.addWidget(self.tables)
        box.addWidget(self._counties)
        box.addWidget(self.table, 1)
        box.addLayout(below)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._title.setText(term("cityfile.title"))
        self._hint.setText(term("cityfile.hint"))
        self._counties.setText(term("cityfile.counties"))
        for row, (field, key) in enumerate(((self.name, "name"), (self.hours, "hours"), (self.own, "own"))):
            self._heads[row].setText(term(f"cityfile.{key}"))
            field.setAccessibleName(term(f"cityfile.{key}"))
        self.hours.setSpecialValueText(term("cityfile.hours_rule"))
        self.hours.setToolTip(term("cityfile.hours_tip"))
        self.table.setAccessibleName(term("cityfile.counties"))
        heads = {key: term(f"cityfile.column.{key}") for key in _COLUMNS if key != "folder"}
        heads["folder"] = self.tr("Folder")
        self.table.setHorizontalHeaderLabels([heads[key] for key in _COLUMNS])
        self.choose_own.setText(term("cityfile.choose_own"))
        self.open_own.setText(term("cityfile.open_own"))
        self.add.setText(term("cityfile.add"))
        self.remove.setText(self.tr("Remove"))
        self.undo_button.setText(self.tr("Undo"))
        self.redo_button.setText(self.tr("Redo"))
        self.save.setText(term("cityfile.save"))
        self.save_as.setText(self.tr("Save as…"))
        self.close_button.setText(self.tr("Close this page"))
        self.tables.retranslate()
        self._fill()

    # -- changes -------------------------------------------------------------------------------------------
    def change(self, draft: Draft) -> None:
        """Go on with another state, as a step that can be undone."""
        if self.history.take(draft):
            self._fill()

    def step(self, by: int) -> None:
        """Undo (-1) or do again (1)."""
        self.history.step(by)
        self._fill()

    def set_own(self, path: Path) -> None:
        """Let a project be the city's own; it is no county's then."""
        now = self.history.now
        counties = tuple(one for one in now.counties if one.path != path)
        self.change(replace(now, project=path, counties=counties))

    def add_projects(self, projects: list[Path], others: list[Path]) -> None:
        """Take projects in as counties; what stays away is named: no projects, and those that are listed."""
        before = self.history.now
        self.change(before.with_counties(projects))
        taken = {one.path for one in self.history.now.counties} - {one.path for one in before.counties}
        left = [path.name for path in (*projects, *others) if path not in taken]
        if left:
            self.told.emit(term("cityfile.left_alone", names=", ".join(left)))

    def remove_chosen(self) -> None:
        """Take the counties of the chosen rows out."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        self.change(self.history.now.without(rows))

    def _on_name(self) -> None:
        self.change(replace(self.history.now, name=self.name.text().strip()))

    def _on_hours(self, value: float) -> None:
        self.change(replace(self.history.now, hours=value or None))

    def _on_cell(self, item: QTableWidgetItem) -> None:
        """A place of reception was typed: both numbers make one, none takes it back."""
        row = item.row()
        texts = [self._cell(row, column) for column in (_LON, _LAT)]
        if not any(texts):
            self.change(self.history.now.with_reception(row, None))
            return
        limits = (180.0, 90.0)
        for text, limit in zip(texts, limits, strict=True):
            if text and (_number(text) is None or abs(_number(text) or 0.0) > limit):
                self.told.emit(term("cityfile.not_number", text=text))
                self._fill()
                return
        spot = _spot(texts)
        if spot is not None:
            self.change(self.history.now.with_reception(row, spot))

    def _cell(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    # -- shown ---------------------------------------------------------------------------------------------
    def _fill(self) -> None:
        now = self.history.now
        for widget in (self.name, self.hours, self.table):
            widget.blockSignals(True)
        self.name.setText(now.name)
        self.hours.setValue(now.hours or 0.0)
        self.own.setText(str(now.project) if now.project is not None else term("cityfile.own_none"))
        row_before = self.table.currentRow()
        self.table.setRowCount(len(now.counties))
        for row, county in enumerate(now.counties):
            spot = county.reception
            words = (
                county.path.name,
                str(county.path.parent),
                f"{spot[0]:g}" if spot else "",
                f"{spot[1]:g}" if spot else "",
            )
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column < _LON:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(row, column, item)
        if 0 <= row_before < len(now.counties):
            self.table.selectRow(row_before)
        for widget in (self.name, self.hours, self.table):
            widget.blockSignals(False)
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        now = self.history.now
        self.undo_button.setEnabled(self.history.can_undo)
        self.redo_button.setEnabled(self.history.can_redo)
        self.save.setEnabled(now.is_whole)
        self.save_as.setEnabled(now.is_whole)
        self.open_own.setEnabled(now.project is not None)
        self.remove.setEnabled(bool(self.table.selectedIndexes()))

    # -- keys ----------------------------------------------------------------------------------------------
    @guarded(False)
    def event(self, event: QEvent) -> bool:
        # The window's own keys mean the open project, which stands behind this page.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (_step_of(event) or self._is_remove(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def _is_remove(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Delete and self.table.hasFocus()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if by := _step_of(event):
            self.step(by)
        elif self._is_remove(event):
            self.remove_chosen()
        else:
            super().keyPressEvent(event)


def _step_of(event: QKeyEvent) -> int:
    """Whether a key means back (-1) or forth (1)."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return -1
    if event.matches(QKeySequence.StandardKey.Redo):
        return 1
    return 0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _spot(texts: list[str]) -> Spot | None:
    lon, lat = (_number(text) for text in texts)
    return (lon, lat) if lon is not None and lat is not None else None
