"""The page of money by year: a row a project, a column a year; shares or sums are typed in the cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QStyleOptionViewItem, QWidget

from models.facilities.facility import FieldSpec
from models.facilities.keyproject import KeyProject
from models.facilities.spread import spread_of
from models.kernel.errors import Message
from models.kernel.text import Lang, t
from models.programme.budget import rest_words
from models.programme.programme import Programme
from ui.analysis.charts import Bar, BarPlot, Chart
from ui.analysis.page import Page
from ui.core.guard import NO_EDITOR, guarded
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.editors import FieldValueError, parse_field
from ui.widgets.ledgermodel import LedgerModel
from ui.widgets.ledgerview import ChoosingDelegate, LedgerView
from ui.widgets.tablemodels import Column

Index = QModelIndex | QPersistentModelIndex
_AMOUNT = FieldSpec("amount", "number", minimum=0)
NO_YEAR = "none"
MOST_YEARS = 30
_NAME_PX, _MARGIN_PX = 230, 8


class SpreadTable(LedgerModel):
    """Money of each project by year; what is computed and not typed is muted."""

    def __init__(self, session: Session, parent: Any = None) -> None:
        super().__init__(session, parent)
        self._projects: dict[str, KeyProject] = {}

    def show_programme(self, programme: Programme) -> None:
        """Show the projects that are not dropped."""
        lang = self._session.lang
        rows = [row for row in programme.rows if not row.project.is_dropped]
        self._projects = {row.project.id: row.project for row in rows}
        money: dict[str, Mapping[int | None, float]] = {
            project.id: parts for project, parts in programme.budget.by_project
        }
        keys = list(self._projects)

        def column(key: str, title: str, values: list[float | None], spec: FieldSpec | None = None) -> Column:
            numbers = np.array([np.nan if one is None else one for one in values], dtype=np.float64)
            return Column(key, title, numbers, decimals=1, spec=spec)

        names = np.empty(len(rows), dtype=object)
        names[:] = [row.name(lang) for row in rows]
        made = [Column("project_name", t("keyproject.field.project_name", lang), names)]
        made.append(column("total", t("keyproject.money.amount", lang), [row.cost.value_10k for row in rows]))
        for year in shown_years(programme):
            values = [money.get(key, {}).get(year) for key in keys]
            made.append(column(str(year), str(year), values, _AMOUNT))
        rest = [money.get(key, {}).get(None) for key in keys]
        if any(one is not None for one in rest):
            made.append(column(NO_YEAR, t("keyproject.no_year", lang), rest))
        self.update_content(made, keys)

    # -- Qt ------------------------------------------------------------------------------------------------
    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not self.holds(index):
            return None
        key, project = self.columns[index.column()].key, self._projects[self.key_at(index.row())]
        spread = project.spread
        is_year = key not in ("project_name", "total")
        if role == Qt.ItemDataRole.DisplayRole and key == "total":
            return super().data(index, role) or t("verdict.nodata", self._session.lang)
        if role == Qt.ItemDataRole.EditRole and is_year and key != NO_YEAR:
            return cell_text(project, int(key))
        if role == Qt.ItemDataRole.DisplayRole and is_year and spread is not None and key != NO_YEAR:
            said, share = super().data(index, role), spread.parts.get(int(key))
            if share is None or not spread.is_share:
                return said
            return f"{said} ({share:.6g}%)" if said else f"{share:.6g}%"  # the cost may not be known
        if role == Qt.ItemDataRole.ForegroundRole and is_year:
            theme = current_theme()
            colour = theme.warning if key == NO_YEAR else theme.muted if spread is None else theme.text
            return QColor(colour)
        return super().data(index, role)

    @guarded(False)
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Type the money of one year, as one undo step."""
        if role != Qt.ItemDataRole.EditRole or not self.holds(index):
            return False
        column, project_id = self.columns[index.column()], self.key_at(index.row())
        project = next((one for one in self._session.project.settings.projects if one.id == project_id), None)
        if column.spec is None or project is None:
            return False
        said, year = str(value or ""), int(column.key)
        if said.strip() == cell_text(project, year):
            return False
        step = term("keyproject.step.change", column=term("keyproject.field.money_by_year"))
        return self.take(project, lambda: typed_year(project, year, said, self._session.lang), step)


def shown_years(programme: Programme) -> tuple[int, ...]:
    """Years of all projects and one more to type into; none where no project names any."""
    if programme.years is None:
        return ()
    first, last = programme.years
    return tuple(range(first, min(last + 1, first + MOST_YEARS) + 1))


def cell_text(project: KeyProject, year: int) -> str:
    """What was typed for a year; empty where nothing was."""
    spread = project.spread
    if spread is None or year not in spread.parts:
        return ""
    return f"{spread.parts[year]:.12g}{'%' if spread.is_share else ''}"


def typed_year(project: KeyProject, year: int, said: str, lang: Lang) -> KeyProject:
    """A project with the money of one year as it was typed: a share (``30%``), a sum, or nothing.

    Raises
    ------
    FieldValueError
        It is neither, is of another kind than the project's other years, or is too much.
    """
    said = said.strip().replace("％", "%")
    is_share = said.endswith("%")
    value = parse_field(_AMOUNT, said.removesuffix("%"))
    spread = project.spread
    others = None if spread is None else spread.with_year(year, None)
    if value is None:
        after = others
    elif others is None:
        after = spread_of({year: value}, is_share=is_share)
    elif others.is_share != is_share:
        raise FieldValueError(t("keyproject.fault.spread_mixed", lang))
    else:
        after = others.with_year(year, value)
    made = replace(project, money_by_year="" if after is None else after.text)
    if made.fault:
        raise FieldValueError(t(f"keyproject.fault.{made.fault}", lang))
    return made


class SpreadDelegate(ChoosingDelegate):
    """Edits a cell as it was typed, not as it is shown."""

    @guarded(NO_EDITOR)
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        return QLineEdit(parent)

    @guarded()
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(index.data(Qt.ItemDataRole.EditRole) or "")


class SpreadPage(Page):
    """Money of every project by year, typed or spread evenly; above it bars of the years together."""

    def __init__(
        self, session: Session, programme: Callable[[], Programme], parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._programme = programme
        self.plot = BarPlot()
        self.chart = Chart(self.plot)
        self.even_button = QPushButton()
        self.even_button.setAutoDefault(False)
        self.even_button.clicked.connect(self.spread_evenly)
        self.table = SpreadTable(session, self)
        self.table.edited.connect(self._edit)
        self.table.refused.connect(self._refuse)
        self.view = LedgerView()
        self.view.setModel(self.table)
        self.view.setItemDelegate(SpreadDelegate(self.view))
        self.view.selectionModel().selectionChanged.connect(lambda: self._refresh_button())
        self.view.editing_ended.connect(lambda: QTimer.singleShot(0, self, self.refresh))
        self.top.addWidget(self.even_button)
        self.top.addWidget(self.copy_button)
        self.copy_button.clicked.connect(self.copy)
        self.body.addWidget(self.chart)
        self.body.addWidget(self.note)
        self.below = self.view
        self._keys: tuple[str, ...] = ()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.even_button.setText(term("keyproject.money.even_button"))
        self.even_button.setToolTip(term("keyproject.money.even_tip"))
        self.view.setAccessibleName(term("keyproject.tab.spread"))
        super().retranslate()

    def refresh(self) -> None:
        """Show the ledger's money."""
        if self.view.is_typed_in:
            return
        programme, lang = self._programme(), self.session.lang
        budget = programme.budget
        self.table.show_programme(programme)
        self._fit_columns()
        bars = [
            Bar(str(year), term("keyproject.no_year") if year is None else str(year), money, f"{money:,.1f}")
            for year, money in budget.by_year.items()
        ]
        self.plot.show_bars(bars, None)
        self.chart.setVisible(bool(bars))
        self.chart.say(term("workbook.projects.money_title"), term("keyproject.money.amount"))
        names = {row.project.id: row.name(lang) for row in programme.rows}
        hint = term("keyproject.money.type" if self.table.keys else "keyproject.empty")
        self.note.setText(" ".join((*rest_words(budget, names, lang), hint)))
        self._refresh_button()

    def _fit_columns(self) -> None:
        """Give names room, and every year that of a sum with its share."""
        keys = tuple(column.key for column in self.table.columns)
        if keys == self._keys:
            return
        self._keys, metrics = keys, self.view.fontMetrics()
        widest = metrics.horizontalAdvance("10,440.0 (100%)") + 2 * _MARGIN_PX
        for at, key in enumerate(keys):
            wanted = _NAME_PX if key == "project_name" else widest if key.isdecimal() else 0
            self.view.setColumnWidth(at, max(wanted, self.view.horizontalHeader().sectionSizeHint(at)))

    def _refresh_button(self) -> None:
        chosen = set(self.view.selected_keys())
        typed = [one for one in self.session.project.settings.projects if one.id in chosen and one.spread]
        self.even_button.setEnabled(bool(typed))

    def spread_evenly(self) -> None:
        """Take away what was typed for the chosen projects."""
        chosen = set(self.view.selected_keys())
        after = tuple(
            replace(one, money_by_year="") if one.id in chosen else one
            for one in self.session.project.settings.projects
        )
        self.session.push(
            self.session.project.settings_edit(projects=after), term("keyproject.money.even_button")
        )

    def _edit(self, project: KeyProject, text: str) -> None:
        # The table is filled anew by the change, which must not happen inside the editor's own call.
        def push() -> None:
            now = self.session.project.settings.projects
            after = tuple(project if one.id == project.id else one for one in now)
            self.session.push(self.session.project.settings_edit(projects=after), text)

        QTimer.singleShot(0, self, push)

    def _refuse(self, why: str) -> None:
        self.session.say(Message(term("keyproject.refused"), "", why), "warning")

    def copy(self) -> None:
        """Put the table on the clipboard."""
        QGuiApplication.clipboard().setText(self.table.as_tsv(list(range(self.table.rowCount()))))
