"""The tables below the map, in step with the map's selection; folded in until a tab is clicked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import shapely
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import Layer
from models.facilities.facility import Family, Status
from models.kernel.text import Lang, t
from models.project.edits import Change, Part
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.panels.celledits import CellEdits, FieldDelegate
from ui.panels.layerentries import count_text
from ui.widgets.behind import BehindStrip
from ui.widgets.formulas import FORMULAS_KEY, formulas_of, with_formulas
from ui.widgets.parts import icon_button, label, line
from ui.widgets.rowsview import RowsView, runs_of
from ui.widgets.tablemodels import (
    ArrayTable,
    FacilityTable,
    layer_columns,
    township_table,
    village_table,
)

if TYPE_CHECKING:
    pass

TOWNSHIPS, VILLAGES, ANALYSIS = "townships", "villages", "analysis"
_MAX_COLUMN_PX = 240
_ROWS_THAT_FIT = 100
"""Rows that a column's first width is made for; the rest is read by its tool tip."""
_ARROW_PX = 12
"""Room that the arrow of the order takes from a head."""
Index = QModelIndex | QPersistentModelIndex


def _rows_view() -> RowsView:
    """The table itself: whole rows are selected, heads sort, the names stay in view."""
    view = RowsView()
    view.be_plain(27)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.horizontalHeader().setResizeContentsPrecision(_ROWS_THAT_FIT)
    view.be_sorted()
    view.freeze_first_column()
    return view


class TablesPanel(Retranslated, QWidget):
    """One tab per family, townships, villages, any layer that was asked for, and the analysis that is shown.

    Signals
    -------
    refused(str)
        A cell was given something that is not a value of its field, and why.
    told(str)
        What came of something that was asked of the table.
    delete_wanted
        The person wants the selected facilities deleted.
    opened(bool)
        The table was folded out or in.
    """

    refused = Signal(str)
    told = Signal(str)
    delete_wanted = Signal()
    opened = Signal(bool)

    def __init__(
        self, session: Session, tasks: TaskRunner | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._models: dict[str, ArrayTable] = {}
        self._syncing = False
        self._analysis: QWidget | None = None
        self._was_open = False
        self.is_open = False

        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(self._show_tab)
        self.tabs.tabBarClicked.connect(self._on_tab_click)
        self.tabs.tabCloseRequested.connect(self._close_tab)
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(200)
        self.filter.textChanged.connect(self._set_filter)
        self._count = label("muted")
        self._copy_button = icon_button("copy", lambda: self.view.copy())
        self._zoom_button = icon_button("zoom-selection", self._zoom_to_selected)
        self._more_button = icon_button("more")
        self._more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._fold_button = icon_button("chevron-up", lambda: self.set_open(not self.is_open))
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 0, 8, 0)
        bar.setSpacing(6)
        bar.addWidget(self._fold_button)
        bar.addWidget(self.tabs, 1)
        bar.addWidget(self._count)
        bar.addWidget(self.filter)
        for button in (self._zoom_button, self._copy_button, self._more_button):
            bar.addWidget(button)

        self.view = _rows_view()
        self.view.setItemDelegate(FieldDelegate(session, self.view))
        self.view.rows_selected.connect(self._on_selection)
        self.view.delete_wanted.connect(self._delete_rows)
        self.view.doubleClicked.connect(self._on_double_click)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.cells = CellEdits(session, self.view, self, tasks)
        self.cells.told.connect(self.told)
        self.cells.asked.connect(self._show_parts)
        self.find_bar, self.preview = self.cells.find_bar, self.cells.preview
        self.preview.closed.connect(self._show_parts)
        self._more_button.setMenu(self.cells.menu)
        self.formula_action = self.cells.menu.addAction("", self.show_formulas)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(bar)
        self._line = line()
        box.addWidget(self._line)
        self._behind = BehindStrip(session)
        self._behind_room = QWidget()  # out of sight with the table, whatever the strip does
        room = QVBoxLayout(self._behind_room)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self._behind)
        box.addWidget(self._behind_room)
        box.addWidget(self.find_bar)
        box.addWidget(self.view, 1)
        box.addWidget(self.preview, 1)
        self._room = QVBoxLayout()
        box.addLayout(self._room, 1)

        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._refresh_shown)
        self.view.editing_ended.connect(self._later.start)
        session.project_replaced.connect(self._begin_anew)
        session.project_changed.connect(self._on_change)
        session.assessed.connect(self._later.start)
        session.selection_changed.connect(self._follow_selection)
        session.view_changed.connect(self._on_view)
        self.retranslate()
        self.set_open(False)

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Show only rows that contain"))
        self.view.setAccessibleName(self.tr("Table"))
        self._copy_button.name(self.tr("Copy the selected rows for a spreadsheet"))
        self._zoom_button.name(self.tr("Show the selected rows on the map"))
        self._more_button.name(self.tr("Paste, fill down, replace, computed columns"))
        self.cells.retranslate()
        self.formula_action.setText(self.tr("Computed columns…"))
        self._name_fold_button()
        self._rebuild()

    def _name_fold_button(self) -> None:
        self._fold_button.name(
            self.tr("Fold the table in") if self.is_open else self.tr("Fold the table out")
        )
        self._fold_button.show_icon("chevron-down" if self.is_open else "chevron-up")

    # -- folding -------------------------------------------------------------------------------------------
    def set_open(self, is_open: bool) -> None:
        """Fold the table out, or in to its row of tabs."""
        self.is_open = is_open
        self._show_parts()
        self._name_fold_button()
        if is_open:
            self._refresh_shown()
            self._follow_selection()
        self.opened.emit(is_open)

    def _show_parts(self) -> None:
        """Of the parts, show those of the present tab, or none while the table is folded in."""
        is_analysis = self.current_key == ANALYSIS
        self._line.setVisible(self.is_open)
        self._behind_room.setVisible(self.is_open)
        shows_table = self.is_open and not is_analysis
        is_asking = self.preview.is_asking
        for widget in (self.filter, self._zoom_button, self._copy_button, self._count):
            widget.setVisible(shows_table)
        can_edit = shows_table and isinstance(self.model, FacilityTable)
        self._more_button.setVisible(shows_table)
        self.cells.set_usable(can_edit)
        self.preview.setVisible(can_edit and is_asking)
        self.view.setVisible(shows_table and not is_asking)
        if not can_edit:
            self.find_bar.hide()
        if self._analysis is not None:
            self._analysis.setVisible(self.is_open and is_analysis)

    # -- the table of an analysis ----------------------------------------------------------------------------
    def show_analysis(self, table: QWidget | None) -> None:
        """Give the wide table of an analysis its place, or take the tab away.

        Parameters
        ----------
        table
            Its window title is the tab's name. Whoever made it takes it back when it goes.
        """
        before, self._analysis = self._analysis, table
        if before is table:
            return
        if before is None:
            self._was_open = self.is_open
            self.tabs.setTabData(self.tabs.addTab(""), ANALYSIS)
        else:
            self._room.removeWidget(before)
            before.hide()
        if table is None:
            self.tabs.removeTab(self._position(ANALYSIS))
            self.set_open(self._was_open)
            return
        self._room.addWidget(table)
        table.windowTitleChanged.connect(self._name_tabs)
        self._name_tabs()
        self.tabs.setCurrentIndex(self._position(ANALYSIS))
        self.set_open(True)

    def _position(self, key: str) -> int:
        return next(at for at in range(self.tabs.count()) if self.tabs.tabData(at) == key)

    def _on_tab_click(self, position: int) -> None:
        if position >= 0 and not self.is_open:
            self.tabs.setCurrentIndex(position)
            self.set_open(True)

    # -- tabs ----------------------------------------------------------------------------------------------
    def _begin_anew(self) -> None:
        if self.model is not None:
            self.model.fill((), ())  # what is typed in a cell was about the project before
        self._rebuild()

    def _rebuild(self) -> None:
        current = self.current_key
        extra = [key for key in self._models if self._layer(key) is not None and key not in _fixed_keys()]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        self.view.setModel(None)
        for model in self._models.values():
            model.deleteLater()
        self._models.clear()
        for key in (*_fixed_keys(), *extra):
            self._add_tab(key)
        if self._analysis is not None:
            self.tabs.setTabData(self.tabs.addTab(""), ANALYSIS)
        keys = [self.tabs.tabData(position) for position in range(self.tabs.count())]
        self.tabs.setCurrentIndex(keys.index(current) if current in keys else 0)
        self.tabs.blockSignals(False)
        self._name_tabs()
        self._show_tab(self.tabs.currentIndex())

    def _add_tab(self, key: str) -> None:
        model: ArrayTable
        if key in set(Family):
            facility_model = FacilityTable(self._session, Family(key), self)
            facility_model.refused.connect(self.refused)
            model = facility_model
        else:
            model = ArrayTable(self)
        self._models[key] = model
        position = self.tabs.addTab("")
        self.tabs.setTabData(position, key)

    def _name_tabs(self) -> None:
        lang = self._session.lang
        counts: dict[Family, Counter[str]] = {family: Counter() for family in Family}
        for facility in self._session.scenario.facilities.values():
            counts[facility.family][facility.status] += 1
        for position in range(self.tabs.count()):
            key = self.tabs.tabData(position)
            layer = self._layer(key)
            if key in set(Family):
                is_unread = Family(key) in self._session.project.unread
                counted = counts[Family(key)]
                count = t("verdict.nodata", lang) if is_unread else count_text(counted)
                text = f"{t(f'family.{key}.short', lang)} {count}"
                self.tabs.setTabToolTip(position, _states_text(counted, lang))
                is_shown = bool(counted) or Family(key).spec.always_listed or is_unread
                self.tabs.setTabVisible(position, is_shown)
            elif key == ANALYSIS:
                text = self._analysis.windowTitle() if self._analysis is not None else ""
            elif key == TOWNSHIPS:
                text = term("role.townships")
            elif key == VILLAGES:
                text = term("role.villages")
            else:
                text = layer.title(self._session.lang) if layer is not None else key
            self.tabs.setTabText(position, text)

    def open_table(self, key: str) -> None:
        """Show the table of a family or of a layer."""
        if key not in self._models:
            self._add_tab(key)
            self._name_tabs()
        self.tabs.setCurrentIndex(self._position(key))
        self.set_open(True)

    def _close_tab(self, position: int) -> None:
        key = self.tabs.tabData(position)
        if key not in (*_fixed_keys(), ANALYSIS):
            self.tabs.removeTab(position)
            self._models.pop(key).deleteLater()

    @property
    def current_key(self) -> str:
        """Family, ``townships``, ``villages`` or layer id whose table is shown."""
        return str(self.tabs.tabData(self.tabs.currentIndex()) or "")

    @property
    def model(self) -> ArrayTable | None:
        """Model of the table that is shown."""
        return self._models.get(self.current_key)

    def _layer(self, key: str) -> Layer | None:
        return next((layer for layer in self._session.project.layers if layer.id == key), None)

    def _show_tab(self, position: int) -> None:
        model = self.model
        self.preview.give_up()
        self.find_bar.hide()
        self._show_parts()
        if position < 0 or model is None:
            return
        model.set_filter(self.filter.text())
        self.view.setModel(model)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed
            if isinstance(model, FacilityTable)
            else QAbstractItemView.EditTrigger.NoEditTriggers
        )
        self._refresh_shown()

    # -- content -------------------------------------------------------------------------------------------
    def _on_change(self, change: Change) -> None:
        if change.parts & {Part.LAYERS}:
            gone = [key for key in self._models if key not in _fixed_keys() and self._layer(key) is None]
            if gone:
                self._rebuild()
        self._later.start()

    def _refresh_shown(self) -> None:
        self._name_tabs()
        model = self.model
        if not self.is_open or model is None or not self._session.has_project:
            return
        if self.view.is_typed_in:
            return  # rows that move would close the editor and lose what is typed in it
        had_columns, had_own = len(model.columns), len(model.formulas)
        scroll = self.view.verticalScrollBar().value()
        self._syncing = True
        self._fill(model)
        self._syncing = False
        if not had_columns and model.columns:
            self._fit_columns(model)
        elif len(model.formulas) > had_own:
            self._show_last_column(model)
        self.view.verticalScrollBar().setValue(scroll)
        self._follow_selection(scroll=False)
        self._show_count()

    def _show_count(self) -> None:
        model = self.model
        if model is None:
            return
        self._count.setText(
            self.tr("{shown} of {total}").format(shown=model.rowCount(), total=model.total)
            if model.rowCount() != model.total
            else f"{model.total:,}"
        )

    def _fill(self, model: ArrayTable) -> None:
        key = self.current_key
        fill: dict[str, Callable[[], tuple[Any, Any]]] = {
            TOWNSHIPS: lambda: township_table(self._session),
            VILLAGES: lambda: village_table(self._session),
        }
        layer = self._layer(key)
        model.formulas = formulas_of(self._session.project.ui_state.get(FORMULAS_KEY), key)
        if isinstance(model, FacilityTable):
            model.refresh()
        elif key in fill:
            columns, rows = fill[key]()
            model.update_content(with_formulas(columns, model.formulas), rows)
        elif layer is not None:
            columns = layer_columns(layer, self._session.lang)
            model.update_content(with_formulas(columns, model.formulas), range(len(layer)))

    # -- columns of one's own --------------------------------------------------------------------------------
    def show_formulas(self) -> None:
        """Add, change and delete computed columns of the table that is shown."""
        from ui.panels.formuladialog import FormulaDialog

        model, key = self.model, self.current_key
        if model is None:
            return
        for old in self.findChildren(FormulaDialog):
            old.close()
        FormulaDialog(self._session, key, model.columns, self).show()

    def _on_view(self, key: str) -> None:
        if key == FORMULAS_KEY:
            self._later.start()

    def _fit_columns(self, model: ArrayTable) -> None:
        for column in range(model.columnCount()):
            self._fit_column(column)

    def _fit_column(self, column: int) -> None:
        self.view.resizeColumnToContents(column)
        width = min(self.view.columnWidth(column) + 14, _MAX_COLUMN_PX)
        head = min(self.view.horizontalHeader().sectionSizeHint(column) + _ARROW_PX, 2 * _MAX_COLUMN_PX)
        self.view.setColumnWidth(column, max(width, head))

    def _show_last_column(self, model: ArrayTable) -> None:
        """Bring a column into view that was just put behind the others."""
        self._fit_column(model.columnCount() - 1)
        self.view.doItemsLayout()  # else the bar does not reach that far yet
        bar = self.view.horizontalScrollBar()
        bar.setValue(bar.maximum())

    def _set_filter(self, words: str) -> None:
        if self.model is not None:
            self._syncing = True
            self.model.set_filter(words)
            self._syncing = False
            self._follow_selection(scroll=False)
            self._show_count()

    # -- selection -----------------------------------------------------------------------------------------
    def _on_selection(self) -> None:
        model = self.model
        if self._syncing or model is None:
            return
        keys = self._selected_keys()
        self._syncing = True
        if isinstance(model, FacilityTable):
            # Facilities of other families stay selected: the table is about its own only.
            others = {f.id for f in self._session.selected if f.family != model.family} if not keys else set()
            self._session.select({*keys, *others})
        elif len(keys) == 1:
            self._session.feature_picked.emit(self._layer_id_of_table(), int(keys[0]))
        self._syncing = False

    def _delete_rows(self) -> None:
        model = self.model
        keys = self._selected_keys()
        if isinstance(model, FacilityTable) and keys:
            self._session.select(keys)  # what else is selected on the map stays
            self.delete_wanted.emit()

    def _selected_keys(self) -> list[Any]:
        model = self.model
        assert model is not None
        return [model.key_at(row) for row in self.view.selected_rows()]

    def _layer_id_of_table(self) -> str:
        key = self.current_key
        if key == TOWNSHIPS and self._session.assessment is not None:
            return self._session.assessment.units.layer_id
        if key == VILLAGES:
            return self._session.project.county.demand.layer_id
        return key

    def _follow_selection(self, *, scroll: bool = True) -> None:
        model = self.model
        if self._syncing or not self.is_open or not isinstance(model, FacilityTable):
            return
        rows = model.rows_of(self._session.selection)
        selection = QItemSelection()
        for first, last in runs_of(rows):
            selection.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
        self._syncing = True
        self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows and scroll:
            self.view.scrollTo(model.index(rows[0], 0))
        self._syncing = False

    def _on_double_click(self, index: QModelIndex) -> None:
        model = self.model
        if isinstance(model, FacilityTable):
            if model.flags(index) & Qt.ItemFlag.ItemIsEditable:
                self.view.edit(index)
        elif model is not None:
            self._zoom_to([model.key_at(index.row())])

    # -- cells ---------------------------------------------------------------------------------------------
    def _show_menu(self, at: QPoint) -> None:
        if self._more_button.isVisible():
            self.cells.menu.popup(self.view.viewport().mapToGlobal(at))

    def _zoom_to_selected(self) -> None:
        if self.model is not None:
            self._zoom_to(self._selected_keys())

    def _zoom_to(self, keys: Sequence[Any]) -> None:
        """Show facilities, by their ids, or features, by their rows, on the map."""
        from ui.panels.search import around

        session = self._session
        present = session.scenario.facilities
        if isinstance(self.model, FacilityTable):
            shapes = [present[key].geometry for key in keys if key in present]
        else:
            layer = self._layer(self._layer_id_of_table())
            shapes = [layer.geometries[int(key)] for key in keys] if layer is not None else []
        if shapes:
            session.zoom_wanted.emit(around(tuple(shapely.total_bounds(shapes))))


def _states_text(states: Mapping[str, int], lang: Lang) -> str:
    """How many facilities there are of each state."""
    return "\n".join(
        f"{t(f'choice.status.{status}', lang)} {states[status]:,}" for status in Status if states.get(status)
    )


def _fixed_keys() -> tuple[str, ...]:
    return (*(str(family) for family in Family), TOWNSHIPS, VILLAGES)
