"""The ledger of key projects as a table that is edited in place: one undo step for each cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from models.facilities.facility import FieldSpec
from models.facilities.keyproject import KeyProject, project_fields
from models.findings.numbers import exact
from models.kernel.text import Lang, t
from models.programme.ledger import COLUMNS, FACILITIES, column_title
from models.programme.programme import Programme, ProgrammeRow
from ui.core.guard import NO_EDITOR, guarded
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.editors import FieldValueError, parse_field
from ui.widgets.ledgermodel import LedgerModel
from ui.widgets.ledgerview import ChoosingDelegate
from ui.widgets.tablemodels import Column

Index = QModelIndex | QPersistentModelIndex
COMPUTED = ("counted", "gained", "per_person", "per_m2")
"""Columns that are computed: they stand before the money by source."""
_SPECS: dict[str, FieldSpec] = {spec.name: spec for spec in project_fields()}
_PLAIN_YEARS = frozenset({"start_year", "finish_year"})


def shown_columns() -> tuple[str, ...]:
    """Columns in the order that they are shown in."""
    cut = COLUMNS.index("cost_10k") + 1
    return (*COLUMNS[:cut], *COMPUTED, *COLUMNS[cut:])


def facility_names(row: ProgrammeRow, lang: Lang) -> str:
    """What a project builds, in words."""
    names = [one.name or t("keyproject.unnamed_facility", lang) for one in row.facilities]
    if row.absent:
        names.append(t("keyproject.absent", lang, count=row.absent))
    return "、".join(names)


class ProjectTable(LedgerModel):
    """Rows of the ledger with what is computed of each."""

    def __init__(self, session: Session, parent: Any = None) -> None:
        super().__init__(session, parent)
        self._rows: dict[str, ProgrammeRow] = {}

    def show_programme(self, programme: Programme) -> None:
        """Show the ledger."""
        lang, rows = self._session.lang, programme.rows
        self._rows = {row.project.id: row for row in rows}
        made = []
        for key in shown_columns():
            spec = _SPECS.get(key)
            title = t(f"keyproject.column.{key}", lang) if key in COMPUTED else column_title(key, lang)
            if key in COMPUTED or (spec is not None and spec.kind in ("number", "integer")):
                numbers = [_number(row, key) for row in rows]
                values: Any = np.array([np.nan if one is None else one for one in numbers], dtype=np.float64)
                decimals = 0 if key in ("gained", "per_person", "per_m2") else None
                made.append(Column(key, title, values, decimals=decimals, spec=spec))
                continue
            texts = np.empty(len(rows), dtype=object)
            texts[:] = [_words(row, key, lang) for row in rows]
            made.append(Column(key, title, texts, spec=spec))
        self.update_content(made, [row.project.id for row in rows])

    def project_at(self, row: int) -> KeyProject:
        """Project that is shown in a line."""
        return self._rows[self.key_at(row)].project

    # -- Qt ------------------------------------------------------------------------------------------------
    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.holds(index):
            return None
        key, row = self.columns[index.column()].key, self._rows[self.key_at(index.row())]
        lang, lacking = self._session.lang, row.cost.lacking
        if role == Qt.ItemDataRole.DisplayRole:
            if key in _PLAIN_YEARS:
                value = getattr(row.project, key)
                return "" if value is None else str(value)
            if key == "counted" and row.cost.value_10k is None:
                return t("verdict.nodata", lang)
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.project.is_dropped:
                return QColor(current_theme().muted)
            return QColor(current_theme().warning) if key == "counted" and lacking else None
        if role == Qt.ItemDataRole.ToolTipRole and key == "counted":
            if row.cost.is_by_quota:
                return t("keyproject.by_quota", lang)
            return "\n".join(t(f"keyproject.lacking.{word}", lang) for word in lacking) or None
        return super().data(index, role)

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Edit one cell, as one undo step."""
        if role != Qt.ItemDataRole.EditRole or not self.holds(index):
            return False
        spec, project_id = self.columns[index.column()].spec, self.key_at(index.row())
        # The table may still show the row as it was before the cell beside was edited.
        project = next((one for one in self._session.project.settings.projects if one.id == project_id), None)
        if spec is None or project is None:
            return False
        title = term(f"keyproject.field.{spec.name}")
        step = term("keyproject.step.change", column=title)
        return self.take(project, lambda: changed(project, spec, value, self._session.lang), step)


def changed(project: KeyProject, spec: FieldSpec, value: Any, lang: Lang) -> KeyProject:
    """A project with one field as it was typed.

    Raises
    ------
    FieldValueError
        The value cannot be, or goes against the project's other fields.
    """
    taken = value if spec.kind == "choice" else parse_field(spec, str(value or ""))
    after = replace(project, **{spec.name: taken})
    if after.fault:
        raise FieldValueError(t(f"keyproject.fault.{after.fault}", lang))
    return after


def _number(row: ProgrammeRow, key: str) -> float | None:
    if key == "counted":
        return row.cost.value_10k
    value: float | None = getattr(row, key) if key in COMPUTED else getattr(row.project, key)
    return value


def _words(row: ProgrammeRow, key: str, lang: Lang) -> str:
    if key == FACILITIES:
        return facility_names(row, lang)
    if key == "state":
        return t(f"choice.project_state.{row.project.state}", lang)
    return str(getattr(row.project, key))


class ProjectDelegate(ChoosingDelegate):
    """Edits a cell: the state from a list, everything else as text."""

    @guarded(NO_EDITOR)
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, ProjectTable)
        spec = model.columns[index.column()].spec
        if spec is None or spec.kind != "choice":
            return super().createEditor(parent, option, index)
        editor = QComboBox(parent)
        for value in spec.values:
            editor.addItem(t(f"choice.{spec.choices}.{value}", model._session.lang), value)
        return self.opened(editor)

    @guarded()
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ProjectTable)
        spec = model.columns[index.column()].spec
        if spec is None:
            return
        value = getattr(model.project_at(index.row()), spec.name)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit):
            is_number = isinstance(value, float)
            editor.setText(
                "" if value is None else exact(value).replace(",", "") if is_number else str(value)
            )
