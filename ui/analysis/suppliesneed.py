"""Need against stock, item by item, for the county or for one depot; and every depot by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import Depot, Family
from models.findings.findings import Target, Verdict
from models.findings.numbers import figure_parts, significant, unit_name
from models.findings.places import facility_place
from models.kernel.text import filled, t
from models.supplies.depot_supplies import DepotSupply, depot_supplies
from models.supplies.need import STORAGES, Case, Shortage, Stock, needs, shortages
from ui.analysis.assignmenttable import LoadDelegate
from ui.analysis.suppliesledger import counted_stock
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import align_heads, cell_of, head_of, label, link_button

_LOAD, _TONE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ITEM_COLUMNS, _DEPOT_COLUMNS = 10, 8
_ITEM_WORDS, _DEPOT_WORDS = (0, 1), (0, 1, 2, 7)
"""Columns of words, which stand left; figures stand right."""
_NAME_WIDTH_PX = 190
RATIO_COLUMN, FLOOR_COLUMN = 8, 5
_ENOUGH = Target(">=", 1.0)
_MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.NO_DATA: "–", Verdict.INFO: ""}


class NeedPage(Retranslated, QWidget):
    """Two tables: items above, depots below; a depot that is chosen below is what the items are about."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case: Case | None = None
        self._depot_id = ""
        self.scope = label("heading")
        self.whole_link = link_button(lambda: self.show_depot(""))
        self.summary = label("muted", wrap=True)
        self.items, self.depots = QTableWidget(0, _ITEM_COLUMNS), QTableWidget(0, _DEPOT_COLUMNS)
        for table in (self.items, self.depots):
            table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            table.setShowGrid(False)
            table.setWordWrap(False)
            table.verticalHeader().hide()
            table.verticalHeader().setDefaultSectionSize(30)
            table.horizontalHeader().setHighlightSections(False)
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.items.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.depots.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.depots.horizontalHeader().setStretchLastSection(True)
        self.depots.setColumnWidth(0, _NAME_WIDTH_PX)
        self.items.setItemDelegateForColumn(RATIO_COLUMN, LoadDelegate(self.items))
        self.items.horizontalHeader().setSectionResizeMode(RATIO_COLUMN, QHeaderView.ResizeMode.Fixed)
        self.items.setColumnWidth(RATIO_COLUMN, 96)
        self.depots.cellClicked.connect(lambda row, _: self._choose(row))
        self.depots.cellActivated.connect(lambda row, _: self._choose(row))
        head = QHBoxLayout()
        head.addWidget(self.scope)
        head.addWidget(self.whole_link)
        head.addStretch(1)
        self._depots_head = label("heading")
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 6, 0, 0)
        below.setSpacing(4)
        below.addWidget(self._depots_head)
        below.addWidget(self.depots, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.items)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 10, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.summary)
        box.addWidget(split, 1)
        self.whole_link.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.whole_link.setText(self.tr("Back to the whole county"))
        self._depots_head.setText(self.tr("Depots and points"))
        self.items.setAccessibleName(self.tr("Need and stock by item"))
        self.depots.setAccessibleName(self._depots_head.text())
        self.items.setHorizontalHeaderLabels(
            [
                term("supplies.catalogue.item"),
                term("supplies.column.unit"),
                term("supplies.column.need"),
                term("supplies.column.stock"),
                term("supply_storage.own"),
                term("supply_storage.contract"),
                term("supply_storage.corporate"),
                term("workbook.stock.expired"),
                self.tr("Stock / need"),
                term("supplies.column.unmet"),
            ]
        )
        self.depots.setHorizontalHeaderLabels(
            [
                term("supplies.column.depot"),
                term("supplies.column.level"),
                term("supplies.column.storage"),
                term("supplies.column.served"),
                self.tr("Relocated"),
                self.tr("Floor area / asked (m²)"),
                self.tr("Rows of stock"),
                self.tr("Lowest item"),
            ]
        )
        align_heads(self.items, words=_ITEM_WORDS)
        align_heads(self.depots, words=_DEPOT_WORDS)
        tip = self.tr(
            "By building standard 121: a county or city relief depot for the people of its whole area, "
            "others for those to whom they are nearest"
        )
        head_of(self.depots, FLOOR_COLUMN).setToolTip(tip)
        if self._case is not None:
            self.show_case(self._case)

    # -- content -------------------------------------------------------------------------------------------
    def show_case(self, case: Case) -> None:
        """Show need and stock for a case."""
        self._case = case
        session = self._session
        depots = [one for one in session.counted(Family.DEPOT) if isinstance(one, Depot)]
        stock = counted_stock(session)
        found = depot_supplies(session.county, depots, session.rules, case, stock)
        if self._depot_id not in {depot.id for depot in depots}:
            self._depot_id = ""
        self._show_depots(found)
        chosen = next((one for one in found if one.depot.id == self._depot_id), None)
        if chosen is None:
            needed = needs(case.persons, case.days, session.rules, case.is_cold)
            self._show_items(shortages(needed, stock.of()), case.persons, stock)
            self.scope.setText(self.tr("Whole county: {persons} people").format(persons=f"{case.persons:,}"))
        else:
            self._show_items(chosen.shortages, chosen.relocated_persons, stock)
            persons = chosen.relocated_persons
            self.scope.setText(
                self.tr("{depot}: {persons} people to whom it is the nearest").format(
                    depot=chosen.depot.name or self.tr("Unnamed"),
                    persons=t("verdict.nodata", session.lang) if persons is None else f"{persons:,}",
                )
            )
        self.whole_link.setVisible(chosen is not None)

    def show_depot(self, depot_id: str) -> None:
        """Show the items of one depot, or of the county for an empty id."""
        self._depot_id = depot_id
        if self._case is not None:
            self.show_case(self._case)

    def _choose(self, row: int) -> None:
        depot_id = str(cell_of(self.depots, row, 0).data(_LOAD))
        facility = self._session.scenario.facilities.get(depot_id)
        if facility is not None:
            self._session.show_place(facility_place(facility))
        self.show_depot(depot_id)

    def _show_items(self, found: Sequence[Shortage], persons: int | None, stock: Stock) -> None:
        lang = self._session.lang
        nothing = t("verdict.nodata", lang)
        self.items.setRowCount(len(found))
        for row, one in enumerate(found):
            holding = one.holding
            known = [nothing if holding.is_unknown else f"{holding.usable:,.0f}"]
            known += [
                f"{holding.by_storage[kind]:,.0f}" if holding.by_storage[kind] else "" for kind in STORAGES
            ]
            verdict = Verdict.NO_DATA
            if one.ratio is not None:
                verdict = Verdict.FAIL if one.is_short else Verdict.PASS
            ratio = figure_parts(one.ratio, "ratio", lang, target=_ENOUGH)[0]
            lacking = nothing if one.lacking is None else f"{one.lacking:,.0f}" if one.lacking else ""
            texts = [
                one.item.name(lang),
                unit_name(one.item.unit, lang),
                f"{one.need.quantity:,}" if persons is not None else nothing,
                *known,
                f"{holding.expired:,.0f}" if holding.expired else "",
                f"{_MARKS[verdict]} {ratio}",
                lacking,
            ]
            self._put(self.items, row, texts, words=_ITEM_WORDS)
            tip = self._item_tip(one)
            for column in range(_ITEM_COLUMNS):
                cell_of(self.items, row, column).setToolTip(tip)
            bar = cell_of(self.items, row, RATIO_COLUMN)
            bar.setData(_LOAD, one.ratio)
            bar.setData(_TONE, "fail" if one.is_short else "")
            if not one.item.is_essential:
                cell_of(self.items, row, 0).setForeground(QColor(current_theme().muted))
            if one.is_short:
                cell_of(self.items, row, _ITEM_COLUMNS - 1).setForeground(QColor(current_theme().fail))
        short = sum(one.is_short and one.item.is_essential for one in found)
        essential = sum(one.item.is_essential for one in found)
        parts = [
            self.tr("{short} of {all} essential items are short").format(short=short, all=essential),
            *([] if stock.lots else [self.tr("no stock is listed yet")]),
            *([self.tr("climate not stated: the larger need is taken")] if self._is_open(found) else []),
        ]
        self.summary.setText(t("cli.list_separator", lang).join(parts) if found else nothing)

    def _is_open(self, found: Sequence[Shortage]) -> bool:
        return any(one.need.is_larger for one in found)

    def _item_tip(self, one: Shortage) -> str:
        lang, rules = self._session.lang, self._session.rules
        lines = [rules.quantity(key) for key in one.item.rules if key in rules]
        texts = [
            f"{quantity.name(lang)}: {quantity.value:g} {unit_name(quantity.unit, lang)}".rstrip()
            for quantity in lines
        ]
        if one.holding.unknown_rows:
            texts.append(
                filled(
                    self.tr("{count} {count:row|rows} of unknown quantity"), count=one.holding.unknown_rows
                )
            )
        if not one.is_listed:
            texts.append(term("workbook.stock.unlisted"))
        if not one.item.is_essential:
            texts.append(self.tr("not part of the lowest ratio"))
        return "\n".join(texts)

    def _show_depots(self, found: Sequence[DepotSupply]) -> None:
        lang = self._session.lang
        nothing = t("verdict.nodata", lang)

        def whole(value: float | None) -> str:
            return nothing if value is None else f"{value:,.0f}"

        self.depots.setRowCount(len(found))
        for row, one in enumerate(found):
            depot = one.depot
            asked = whole(depot.floor_area_m2)
            if one.asked is not None:
                asked = self.tr("{floor} / {area} ({level})").format(
                    floor=whole(depot.floor_area_m2),
                    area=f"{one.asked.floor_area_m2:,.0f}",
                    level=t(f"figure_input.depot_class.{one.asked.level}", lang),
                )
            worst = nothing
            if one.rows and one.worst is not None and one.worst.ratio is not None:
                worst = self.tr("{item} {ratio}").format(
                    item=one.worst.item.name(lang), ratio=significant(one.worst.ratio, 3)
                )
            rows = f"{one.rows:,}"
            if one.expired_rows:
                rows = self.tr("{rows} ({expired} expired)").format(rows=rows, expired=one.expired_rows)
            texts = [
                depot.name or self.tr("Unnamed"),
                t(f"choice.depot_level.{depot.level}", lang),
                t(f"choice.storage.{depot.storage}", lang),
                whole(one.served_persons),
                whole(one.relocated_persons),
                asked,
                rows,
                worst,
            ]
            self._put(self.depots, row, texts, words=_DEPOT_WORDS)
            cell_of(self.depots, row, 0).setData(_LOAD, depot.id)
            if one.floor_ratio is not None and one.floor_ratio < 1.0 - 1e-9:
                cell_of(self.depots, row, FLOOR_COLUMN).setForeground(QColor(current_theme().fail))
            if depot.id == self._depot_id:
                self.depots.selectRow(row)

    @staticmethod
    def _put(table: QTableWidget, row: int, texts: Sequence[str], words: Sequence[int]) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column not in words:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(text)
            table.setItem(row, column, item)
