"""Need against stock, item by item, for the county or for one depot; and every depot by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from models.facilities.facility import Depot, Family
from models.findings.findings import Verdict
from models.findings.numbers import significant, unit_name
from models.findings.places import facility_place
from models.kernel.text import filled, t
from models.supplies.depot_supplies import DepotSupply, depot_supplies
from models.supplies.need import STORAGES, Case, Shortage, Stock, needs, shortages
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, RowNotes, numbers, words
from ui.analysis.suppliesledger import counted_stock
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.loadbar import LoadDelegate
from ui.widgets.parts import label, link_button

RATIO_COLUMN = 8
_RATIO_WIDTH_PX = 96
_MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.NO_DATA: "–", Verdict.INFO: ""}


class NeedPage(Page):
    """Two tables: items above, depots below; a depot that is chosen below is what the items are about."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._case: Case | None = None
        self._depot_id = ""
        self.scope = label("heading", wrap=True)
        self.whole_link = link_button(lambda: self.show_depot(""))
        self.whole_link.hide()
        self.items, self.depots = ResultTable(), ResultTable()
        for table in (self.items, self.depots):
            table.setSortingEnabled(False)  # its sign would take the room of one more column
        self.items.setItemDelegateForColumn(RATIO_COLUMN, LoadDelegate(self.items))
        self.connect_table(self.depots)
        self.depots.wanted.connect(lambda keys: self.show_depot(str(keys[0])))
        self.copy_button.clicked.connect(self.items.copy)
        for widget in (self.scope, self.whole_link):
            self.top.addWidget(widget)
        self.top.addWidget(self.copy_button)
        self._depots_head = label("heading")
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(6, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self._depots_head)
        below.addWidget(self.depots, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.items)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self.body.addWidget(self.note)
        self.below = split
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.whole_link.setText(self.tr("Back to the whole county"))
        self._depots_head.setText(self.tr("Depots and points"))
        self.items.setAccessibleName(self.tr("Need and stock by item"))
        self.depots.setAccessibleName(self._depots_head.text())
        super().retranslate()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show need and stock for the case, once there is one."""
        if self._case is not None:
            self.show_case(self._case)

    def show_case(self, case: Case) -> None:
        """Show need and stock for a case."""
        self._case = case
        session = self.session
        depots = [one for one in session.counted(Family.DEPOT) if isinstance(one, Depot)]
        stock = counted_stock(session)
        found = depot_supplies(session.county, depots, session.rules, case, stock)
        if self._depot_id not in {depot.id for depot in depots}:
            self._depot_id = ""
        self._show_depots(found)
        chosen = next((one for one in found if one.depot.id == self._depot_id), None)
        if chosen is None:
            needed = needs(case.persons, case.days, session.rules, case.is_cold)
            self._show_items(shortages(needed, stock), case.persons, stock)
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
        self.refresh()

    def _show_items(self, found: Sequence[Shortage], persons: int | None, stock: Stock) -> None:
        lang = self.session.lang
        nothing = t("verdict.nodata", lang)

        def filled_in(value: float) -> str:
            return f"{value:,.0f}" if value else ""

        def lacking(one: Shortage) -> str:
            return nothing if one.lacking is None else filled_in(one.lacking)

        def needed(one: Shortage) -> str:
            return nothing if persons is None else f"{one.need.quantity:,}"

        def usable(one: Shortage) -> str:
            return nothing if one.holding.is_unknown else f"{one.holding.usable:,.0f}"

        def ratio(one: Shortage) -> str:
            verdict = Verdict.NO_DATA
            if one.ratio is not None:
                verdict = Verdict.FAIL if one.is_short else Verdict.PASS
            return f"{_MARKS[verdict]} {self.ratio(one.ratio)}"

        columns = [
            words("item", term("supplies.catalogue.item"), (one.item.name(lang) for one in found)),
            words("unit", term("supplies.column.unit"), (unit_name(one.item.unit, lang) for one in found)),
            numbers(
                "need",
                term("supplies.column.need"),
                (None if persons is None else one.need.quantity for one in found),
                map(needed, found),
            ),
            numbers(
                "stock",
                term("supplies.column.stock"),
                (None if one.holding.is_unknown else one.holding.usable for one in found),
                map(usable, found),
            ),
            *(
                numbers(
                    kind,
                    term(f"supply_storage.{kind}"),
                    (one.holding.by_storage[kind] for one in found),
                    (filled_in(one.holding.by_storage[kind]) for one in found),
                )
                for kind in STORAGES
            ),
            numbers(
                "expired",
                term("workbook.stock.expired"),
                (one.holding.expired for one in found),
                (filled_in(one.holding.expired) for one in found),
            ),
            numbers(
                "ratio", self.tr("Stock / need"), (one.ratio for one in found), (ratio(one) for one in found)
            ),
            numbers(
                "lacking",
                term("supplies.column.unmet"),
                (one.lacking for one in found),
                map(lacking, found),
            ),
        ]
        notes = RowNotes(
            {one.item.key: self._item_tip(one) for one in found},
            frozenset(one.item.key for one in found if not one.item.is_essential),
            {(one.item.key, "ratio"): one.ratio for one in found if one.ratio is not None},
        )
        short = [(one.item.key, key) for one in found if one.is_short for key in ("ratio", "lacking")]
        self.items.show_rows(columns, [one.item.key for one in found], {}, short, notes=notes)
        self.items.setColumnWidth(RATIO_COLUMN, max(self.items.columnWidth(RATIO_COLUMN), _RATIO_WIDTH_PX))
        essential = [one for one in found if one.item.is_essential]
        told = self.tr("{short} of {all} essential items are short").format(
            short=sum(one.is_short for one in essential), all=len(essential)
        )
        parts = [
            told if stock.is_known else nothing,
            *([] if stock.lots else [self.tr("no stock is listed yet")]),
            *([] if stock.depots else [t("cli.missing", lang, names=t("missing.depots", lang))]),
            *([self.tr("climate not stated: the larger need is taken")] if self._is_open(found) else []),
        ]
        self.note.setText(t("cli.list_separator", lang).join(parts) if found else nothing)

    def _is_open(self, found: Sequence[Shortage]) -> bool:
        return any(one.need.is_larger for one in found)

    def _item_tip(self, one: Shortage) -> str:
        lang, rules = self.session.lang, self.session.rules
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
        if one.holding.is_told and not one.is_listed:
            texts.append(term("workbook.stock.unlisted"))
        if not one.item.is_essential:
            texts.append(self.tr("not part of the lowest ratio"))
        return "\n".join(texts)

    def _show_depots(self, found: Sequence[DepotSupply]) -> None:
        lang = self.session.lang
        nothing = t("verdict.nodata", lang)

        def whole(value: float | None) -> str:
            return nothing if value is None else f"{value:,.0f}"

        def floor(one: DepotSupply) -> str:
            area = whole(one.depot.floor_area_m2)
            if one.asked is None:
                return area
            return self.tr("{floor} / {area} ({level})").format(
                floor=area,
                area=f"{one.asked.floor_area_m2:,.0f}",
                level=t(f"figure_input.depot_class.{one.asked.level}", lang),
            )

        def worst(one: DepotSupply) -> str:
            if not one.rows or one.worst is None or one.worst.ratio is None:
                return nothing
            return self.tr("{item} {ratio}").format(
                item=one.worst.item.name(lang), ratio=significant(one.worst.ratio, 3)
            )

        def rows(one: DepotSupply) -> str:
            if not one.expired_rows:
                return f"{one.rows:,}"
            return self.tr("{rows} ({expired} expired)").format(
                rows=f"{one.rows:,}", expired=one.expired_rows
            )

        depots = [one.depot for one in found]
        columns = [
            words("depot", term("supplies.column.depot"), (one.name or self.tr("Unnamed") for one in depots)),
            words(
                "level",
                term("supplies.column.level"),
                (t(f"choice.depot_level.{one.level}", lang) for one in depots),
            ),
            words(
                "storage",
                term("supplies.column.storage"),
                (t(f"choice.storage.{one.storage}", lang) for one in depots),
            ),
            numbers(
                "served",
                term("supplies.column.served"),
                (one.served_persons for one in found),
                (whole(one.served_persons) for one in found),
            ),
            numbers(
                "relocated",
                self.tr("Relocated"),
                (one.relocated_persons for one in found),
                (whole(one.relocated_persons) for one in found),
            ),
            numbers(
                "floor",
                self.tr("Floor area / asked (m²)"),
                (one.depot.floor_area_m2 for one in found),
                map(floor, found),
            ),
            numbers("rows", self.tr("Rows of stock"), (one.rows for one in found), map(rows, found)),
            words("worst", self.tr("Lowest item"), map(worst, found)),
        ]
        floors = {one.depot.id: one.floor_ratio for one in found if one.floor_ratio is not None}
        short = [(depot_id, "floor") for depot_id, share in floors.items() if share < 1.0 - 1e-9]
        tip = self.tr(
            "By building standard 121: a county or city relief depot for the people of its whole area, "
            "others for those to whom they are nearest"
        )
        self.depots.show_rows(
            columns,
            [one.id for one in depots],
            {one.id: facility_place(one) for one in depots},
            short,
            notes=RowNotes(head_tips={"floor": tip}),
        )
        self.depots.select_keys([self._depot_id])
