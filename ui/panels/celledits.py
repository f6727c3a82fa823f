"""Cells of facilities: edited one by one, pasted, filled down, found and replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QStyleOptionViewItem, QWidget

from models.facilities.facility import FieldSpec
from ui.core.guard import NO_EDITOR, guarded
from ui.core.i18n import term
from ui.core.said import Telling
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.panels.cellpreview import CellPreview
from ui.panels.findbar import FindBar
from ui.widgets.editors import ChoiceEditor, field_text
from ui.widgets.ledgerview import ChoosingDelegate
from ui.widgets.rowsview import FILL_KEYS, REPLACE_KEYS, RowsView
from ui.widgets.tablemodels import FacilityTable

if TYPE_CHECKING:
    from layers.ledgerback import CellPlan

Index = QModelIndex | QPersistentModelIndex


class FieldDelegate(ChoosingDelegate):
    """Edits a facility's field in its cell: choices from a list, everything else as text."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session

    @guarded(NO_EDITOR)
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, FacilityTable)
        spec = model.columns[index.column()].spec
        if spec is not None and spec.kind in ("choice", "flag"):
            return self.opened(ChoiceEditor(spec, parent))
        return super().createEditor(parent, option, index)

    @guarded()
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model = index.model()
        if isinstance(editor, ChoiceEditor) and isinstance(model, FacilityTable):
            editor.show_value(model.value_at(index), mixed=False, lang=self._session.lang)
        elif isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or "").replace(",", ""))


class CellEdits(Telling, QObject):
    """What can be done with many cells of a table of facilities; other tables have none of it.

    Signals
    -------
    told(str)
        What came of something that was asked.
    asked
        What would change is shown, and waits for an answer.
    """

    told = Signal(str)
    asked = Signal()

    def __init__(
        self, session: Session, view: RowsView, parent: QWidget, tasks: TaskRunner | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._view = session, view
        self.menu = QMenu(parent)
        self._paste_action = self.menu.addAction("", self.paste)
        self._fill_action = self.menu.addAction("", self.fill_down)
        self._replace_action = self.menu.addAction("", self.show_find)
        self.find_bar, self.preview = FindBar(), CellPreview(session, tasks)
        self.find_bar.wanted.connect(self._preview_replacing)
        view.paste_wanted.connect(self.paste)
        view.fill_wanted.connect(self.fill_down)
        view.replace_wanted.connect(self.show_find)

    def retranslate(self) -> None:
        """Put the menu in the present language."""
        for action, text, keys in (
            (self._paste_action, self.tr("Paste cells from a spreadsheet…"), "Ctrl+V"),
            (self._fill_action, self.tr("Fill the selected cells of the column down"), FILL_KEYS.toString()),
            (self._replace_action, self.tr("Find and replace…"), REPLACE_KEYS.toString()),
        ):
            action.setText(f"{text}\t{keys}")

    def set_usable(self, is_usable: bool) -> None:
        """Offer what only tables of facilities have."""
        for action in (self._paste_action, self._fill_action, self._replace_action):
            action.setVisible(is_usable)

    def paste(self) -> None:
        """Show what the clipboard's cells would change."""
        from layers.ledgerback import PasteColumn, pasted

        model = self._view.model()
        text = QGuiApplication.clipboard().text()
        if not isinstance(model, FacilityTable) or not text.strip():
            return
        self._view.finish_editing()
        at = self._view.currentIndex()
        place = (max(at.row(), 0), max(at.column(), 0))
        columns = [PasteColumn(column.title, column.spec) for column in model.columns]
        self._ask(
            lambda: pasted(
                text, model.family, columns, model.facilities(), place, self._session.lang, self._doubt(model)
            ),
            self.tr("Paste cells"),
            text.count("\n") + text.count("\t"),
        )

    def show_find(self) -> None:
        """Open the row for finding and replacing."""
        model = self._view.model()
        if isinstance(model, FacilityTable):
            self.find_bar.open_for([(one.title, one.spec) for one in model.columns if one.spec is not None])

    def _preview_replacing(self) -> None:
        model = self._view.model()
        if not isinstance(model, FacilityTable):
            return
        find, by, field = (
            self.find_bar.find_text.text(),
            self.find_bar.by_text.text(),
            self.find_bar.column.currentData(),
        )

        from layers.ledgerback import replaced

        def plan() -> CellPlan:
            facilities, lang = model.facilities(), self._session.lang
            columns = [
                (spec, [field_text(spec, getattr(one, spec.name), lang) for one in facilities])
                for spec in (column.spec for column in model.columns)
                if spec is not None and field in ("", spec.name)
            ]
            return replaced(find, by, columns, facilities, lang, self._doubt(model))

        self._ask(plan, self.tr("Replace {text}").format(text=find), model.rowCount())

    def _ask(self, plan: Callable[[], CellPlan], step: str, cells: int) -> None:
        self.preview.ask(plan, step, cells)
        self.asked.emit()

    def _doubt(self, model: FacilityTable) -> Callable[[FieldSpec, Any], str]:
        from models.gate.typed import doubts_of

        return doubts_of(model.family, self._session.county, self._session.lang)

    def fill_down(self) -> None:
        """Give the selected rows the value that the topmost has in the column of the keyboard."""
        model, at = self._view.model(), self._view.currentIndex()
        if not isinstance(model, FacilityTable):
            return
        spec = model.columns[at.column()].spec if model.holds(at) else None
        rows = self._view.selected_rows()
        if spec is None or len(rows) < 2:
            self.told.emit(
                self.tr(
                    "Select several rows, with the keyboard in a column that can be changed, then fill down."
                )
            )
            return
        facilities = model.facilities()
        first, *others = (facilities[row] for row in rows)
        value = getattr(first, spec.name)
        changed = [replace(one, **{spec.name: value}) for one in others if getattr(one, spec.name) != value]
        field = term(f"field.{spec.name}")
        self._session.put(changed, self.tr("Fill {field} down").format(field=field))
