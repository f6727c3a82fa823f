"""Need for shelter by length of stay against room, and area per resident by each way to reckon it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from models.facilities.facility import Family
from models.findings.findings import Target
from models.findings.numbers import figure_parts, figure_text
from models.findings.places import unit_place
from models.kernel.curves import lorenz, reached_by
from models.kernel.text import t
from models.shelters.assignment import STAYS
from models.shelters.distance import nearest_fixed_m
from models.shelters.need import AreaPair, DemandRow, Scope, StayBalance, area_pairs, demand_rows
from ui.analysis.charts import Bar, BarPlot, Chart
from ui.analysis.curvelink import people_on, people_picked, show_people, townships_on
from ui.analysis.curveplot import CurvePlot
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, RowNotes, Told, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label, link_button
from ui.widgets.quiet import QuietBox


class NeedPage(Page):
    """Stay classes of the county or its seat, pairs of area and residents, and every township."""

    families = (Family.SHELTER,)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.scope_box, self.stay_box = QuietBox(), QuietBox()
        for stay in STAYS:
            self.stay_box.addItem("", stay)
        self.stay_box.setCurrentIndex(STAYS.index("short"))
        self._scope_label, self._stay_label, self._pairs_label = (
            label("heading"),
            label("heading"),
            label("heading", wrap=True),
        )
        self._share_link = link_button(
            lambda: self.rule_wanted.emit(f"shelter.displaced_share.{self.stay_box.currentData()}")
        )
        self.stays, self.pairs, self.townships = ResultTable(), ResultTable(), ResultTable()
        for table in (self.stays, self.pairs):
            table.setSortingEnabled(False)
        self.stays.wanted.connect(self._choose_stay)
        self.connect_table(self.pairs)
        self.connect_table(self.townships)
        scope_row, stay_row = FlowLayout(), FlowLayout()
        for widget in (self._scope_label, self.scope_box):
            scope_row.addWidget(widget)
        scope_row.addWidget(self._share_link)
        for widget in (self._stay_label, self.stay_box):
            stay_row.addWidget(widget)
        stay_row.addWidget(self.copy_button)
        self.body.addLayout(scope_row)
        self._basis = label("muted", wrap=True)
        for part in (self.stays, self.note, self._pairs_label, self.pairs, self._basis):
            self.body.addWidget(part)
        self.body.addLayout(stay_row)
        self.below = self.townships
        self.area_bars, self.room_bars = BarPlot(), BarPlot()
        self.spread_curve, self.distance_curve = CurvePlot(), CurvePlot()
        self.area_chart, self.room_chart = Chart(self.area_bars), Chart(self.room_bars)
        self.spread_chart, self.distance_chart = Chart(self.spread_curve), Chart(self.distance_curve)
        for chart in (self.room_chart, self.area_chart, self.spread_chart, self.distance_chart):
            self.body.addWidget(chart)
        for bars in (self.area_bars, self.room_bars):
            bars.wanted.connect(self._go_to_township)
        self.spread_curve.wanted.connect(self._go_to_township)
        self.distance_curve.wanted.connect(lambda row: show_people(session, row))
        session.feature_picked.connect(self._on_pick)
        self.copy_button.clicked.connect(self.townships.copy)
        for box in (self.scope_box, self.stay_box):
            box.activated.connect(self.refresh)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self.session.lang
        self._scope_label.setText(self.tr("Need and room (people)"))
        self._stay_label.setText(self.tr("By township"))
        self._pairs_label.setText(self.tr("Area per resident by either area (m²)"))
        self._share_link.setText(self.tr("Change the share displaced…"))
        self.scope_box.setAccessibleName(self._scope_label.text())
        self.stay_box.setAccessibleName(self._stay_label.text())
        self.stays.setAccessibleName(self._scope_label.text())
        self.pairs.setAccessibleName(self._pairs_label.text())
        self.townships.setAccessibleName(self._stay_label.text())
        self.note.setText(
            self.tr(
                "Room that longer stays leave serves shorter ones; an emergency comes first and finds all "
                "of it. Central shelters are for long stays."
            )
        )
        for index, stay in enumerate(STAYS):
            self.stay_box.setItemText(index, t(f"assignment.stay.{stay}", lang))
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        session = self.session
        county, rules = session.county, session.rules
        rows = demand_rows(county, self.shelters, rules)
        wholes = {row.scope: row for row in rows if row.scope != "townships"}
        with QSignalBlocker(self.scope_box):
            chosen = self.scope_box.currentData()
            self.scope_box.clear()
            for scope in wholes:
                self.scope_box.addItem(t(f"shelter_scope.{scope}", session.lang), scope)
            self.scope_box.setCurrentIndex(max(0, self.scope_box.findData(chosen)))
        self._show_stays(wholes[self.scope_box.currentData()])
        self._show_townships(rows)
        self._show_pairs(area_pairs(county, self.shelters, rules))
        self._show_room([row for row in rows if row.place is not None])
        self._show_charts()
        self._show_distances()

    # -- charts ----------------------------------------------------------------------------------------------
    def _show_charts(self) -> None:
        """Area per resident by township against the rule, and how evenly it is spread."""
        session, units = self.session, self.session.assessment.units if self.session.assessment else None
        has_units = units is not None and session.county.has_several_places
        self.area_chart.setVisible(has_units)
        if units is None or not has_units:
            self.spread_chart.hide()
            return
        target = Target(">=", session.rules["shelter.area_per_resident_m2"])
        each = units.shelter_area_per_resident_m2
        bars = []
        for row in np.argsort(each, kind="stable").tolist():  # no data comes last
            value = None if np.isnan(each[row]) else float(each[row])
            bars.append(
                Bar(
                    str(row),
                    str(units.names[row]),
                    value,
                    figure_parts(value, "m2_per_person", session.lang, target=target)[0],
                    is_short=value is not None and not target.is_met(value),
                )
            )
        self.area_bars.show_bars(bars, target.value)
        short = sum(bar.is_short for bar in bars)
        self.area_chart.say(
            self.tr("Effective area per resident by township (m²)"),
            self.tr("{short} of {all} below the line of {limit:g} m²").format(
                short=short, all=len(bars), limit=target.value
            ),
        )
        spread = lorenz(units.shelter_effective_area_m2, units.population_persons)
        self.spread_chart.setVisible(spread is not None)
        if spread is not None:
            self.spread_curve.show_curve(
                100 * spread.people_share,
                100 * spread.amount_share,
                names=(self.tr("residents, fewest m² first (%)"), self.tr("effective area (%)")),
                is_held_to_even=True,
                places=townships_on(spread, session.county),
            )
            left_out = (
                self.tr("Without data and left out: {count} townships.").format(count=spread.unknown)
                if spread.unknown
                else ""
            )
            self.spread_chart.say(
                self.tr("How evenly it is spread: Gini coefficient {gini}").format(gini=f"{spread.gini:.2f}"),
                " ".join(
                    filter(
                        None,
                        [
                            self.tr(
                                "0 if all townships had the same per resident, towards 1 the less evenly."
                            ),
                            left_out,
                        ],
                    )
                ),
            )

    def _show_room(self, rows: list[DemandRow]) -> None:
        """Room in each township, with a mark at what is needed; what is lacking most on top."""
        self.room_chart.setVisible(bool(rows))
        balances = [row.stays[self.stay_box.currentIndex()] for row in rows]
        bars = [
            Bar(
                row.place.key if row.place else "",
                row.name,
                one.capacity_persons,
                self.tr("{room} of {need}").format(
                    room=self.people(one.capacity_persons), need=self.people(one.need_persons)
                ),
                is_short=bool(one.gap_persons),
                wanted=one.need_persons,
            )
            for row, one in sorted(
                zip(rows, balances, strict=True), key=lambda pair: pair[1].gap_persons or 0.0, reverse=True
            )
        ]
        self.room_bars.show_bars(bars, None)
        self.room_chart.say(
            self.tr("Room against need by township (people): {stay}").format(
                stay=self.stay_box.currentText()
            ),
            self.tr(
                "{short} of {all} townships have too little room; the mark on each bar is the need."
            ).format(short=sum(bar.is_short for bar in bars), all=len(bars)),
        )

    def _show_distances(self) -> None:
        """How many residents have how far to the nearest fixed shelter."""
        session = self.session
        metres = nearest_fixed_m(session.county, self.shelters, session.rules)
        at, share = reached_by(metres, session.county.demand.known_persons)
        self.distance_chart.setVisible(len(at) > 0)
        if not len(at):
            return
        self.distance_curve.show_curve(
            np.append(0.0, at),
            100 * np.append(0.0, share),
            names=(self.tr("metres to the nearest fixed shelter"), self.tr("residents (%)")),
            is_stepped=True,
            places=people_on(metres, session.county),
        )
        half = at[share >= 0.5]
        self.distance_chart.say(
            self.tr("How many live within how many metres of a fixed shelter"),
            self.tr("Half of all residents live within {metres} m.").format(metres=f"{half[0]:,.0f}")
            if len(half)
            else self.tr("Fewer than half of all residents can reach one."),
        )

    def _go_to_township(self, key: str | int) -> None:
        county = self.session.county
        self.session.show_place(unit_place(county, county.places, int(key), float("nan"), ""))

    def _on_pick(self, layer_id: str, row: int) -> None:
        """What is chosen on the map stands out in the charts."""
        county = self.session.county
        chosen = {row} if layer_id == county.places.layer_id else set()
        for bars in (self.area_bars, self.room_bars):
            bars.mark({str(one) for one in chosen})
        self.spread_curve.mark(chosen)
        self.distance_curve.mark(people_picked(county, layer_id, row))

    def _choose_stay(self, keys: list[str]) -> None:
        if keys:
            self.stay_box.setCurrentIndex(STAYS.index(keys[0]))
            self.refresh()

    def _balance_columns(self, balances: list[StayBalance]) -> list[Told]:
        return [
            numbers(
                "need",
                self.tr("Need (people)"),
                (one.need_persons for one in balances),
                (self.people(one.need_persons) for one in balances),
            ),
            numbers(
                "room",
                self.tr("Room (people)"),
                (one.capacity_persons for one in balances),
                (
                    self.tr("≥ {people}").format(people=self.people(one.capacity_persons))
                    if one.unknown_shelters and one.capacity_persons is not None
                    else self.people(one.capacity_persons)
                    for one in balances
                ),
            ),
            numbers(
                "gap",
                term("workbook.demand.gap"),
                (one.gap_persons for one in balances),
                (self.people(one.gap_persons) for one in balances),
            ),
            numbers(
                "ratio",
                self.tr("Room / need"),
                (one.ratio for one in balances),
                (self.ratio(one.ratio) for one in balances),
            ),
            numbers(
                "shelters",
                term("figure.shelter.count.name"),
                (one.shelters for one in balances),
                (f"{one.shelters:,}" for one in balances),
            ),
        ]

    def _show_stays(self, row: DemandRow) -> None:
        lang, balances = self.session.lang, list(row.stays)
        need, room, gap = self._balance_columns(balances)[:3]
        columns = [
            words(
                "stay",
                term("textreport.column.stay"),
                (t(f"assignment.stay.{one.stay}", lang) for one in balances),
            ),
            replace(need, title=term("textreport.column.need")),
            replace(room, title=self.tr("Room")),
            replace(gap, title=term("textreport.column.gap")),
        ]
        short = [(one.stay, "gap") for one in balances if one.gap_persons]
        # All columns stand in the inspector's width; the rest is told where the mouse rests.
        tips: dict[Hashable, str] = {
            one.stay: self.tr("Displaced: {share}; room / need: {ratio}").format(
                share=figure_text(one.share, "share", lang), ratio=self.ratio(one.ratio)
            )
            for one in balances
        }
        self.stays.show_rows(columns, [one.stay for one in balances], {}, short, notes=RowNotes(tips=tips))
        self.stays.fit_height()
        self.scope_box.setToolTip(t(f"figure_input.{row.denominator}", lang))

    def _show_townships(self, rows: tuple[DemandRow, ...]) -> None:
        index = self.stay_box.currentIndex()
        balances = [row.stays[index] for row in rows]
        keys = [f"{row.scope}:{row.place.key if row.place else ''}" for row in rows]
        lang = self.session.lang
        columns = [
            words(
                "name",
                term("workbook.demand.place"),
                (row.name or t(f"shelter_scope.{row.scope}", lang) for row in rows),
            ),
            *self._balance_columns(balances),
            numbers(
                "residents",
                term("field.population_persons"),
                (row.residents_persons for row in rows),
                (self.people(row.residents_persons) for row in rows),
            ),
            words(
                "note",
                self.tr("Remark"),
                (
                    self.tr("{count} of unknown area left out").format(count=one.unknown_shelters)
                    if one.unknown_shelters
                    else self.tr("partly estimated")
                    if one.is_estimated
                    else ""
                    for one in balances
                ),
            ),
        ]
        short = [
            (key, column)
            for key, one in zip(keys, balances, strict=True)
            if one.gap_persons
            for column in ("gap", "ratio")
        ]
        places = {key: row.place for key, row in zip(keys, rows, strict=True) if row.place}
        heads = [key for key, row in zip(keys, rows, strict=True) if row.place is None]
        self.townships.show_rows(columns, keys, places, short, heads)

    def _show_pairs(self, pairs: tuple[AreaPair, ...]) -> None:
        lang = self.session.lang
        target = self.session.rules["shelter.area_per_resident_m2"]
        effective = {pair.scope: pair for pair in pairs if ".effective." in pair.numerator}
        gross = {pair.scope: pair for pair in pairs if ".gross." in pair.numerator}
        scopes = list(effective)
        heads = {self.tr("Effective"): effective, self.tr("Gross"): gross}

        def each(key: str, title: str, of: dict[Scope, AreaPair]) -> Told:
            return numbers(
                key,
                title,
                (of[scope].m2_per_person for scope in scopes),
                (told(of[scope]) for scope in scopes),
            )

        def told(pair: AreaPair) -> str:
            return figure_parts(pair.m2_per_person, "m2_per_person", lang, target=Target(">=", target))[0]

        def lowest() -> list[str]:
            """Which townships have the lowest: names are too long for the cells."""
            found = {title: of["townships"].place for title, of in heads.items() if "townships" in of}
            named = {title: place.name for title, place in found.items() if place is not None}
            return [
                self.tr("Lowest township, {area}: {township}").format(area=title, township=name)
                for title, name in named.items()
            ]

        columns = [
            words(
                "where",
                self.tr("Residents of"),
                (
                    self.tr("Lowest township") if scope == "townships" else t(f"shelter_scope.{scope}", lang)
                    for scope in scopes
                ),
            ),
            *(each(key, *head) for key, head in zip(("effective", "gross"), heads.items(), strict=True)),
        ]
        basis: dict[Hashable, str] = {
            scope: t(f"figure_input.{effective[scope].denominator}", lang) for scope in scopes
        }
        self._basis.setText(
            "\n".join(
                [
                    *lowest(),
                    self.tr("Residents: {basis}").format(
                        basis=term("explain.separator").join(dict.fromkeys(basis.values()))
                    ),
                ]
            )
        )
        short = [
            (scope, "effective")
            for scope in scopes
            if (value := effective[scope].m2_per_person) is not None
            and not Target(">=", target).is_met(value)
        ]
        places = {scope: place for scope in scopes if (place := effective[scope].place) is not None}
        self.pairs.show_rows(columns, scopes, places, short, notes=RowNotes(tips=basis))
        self.pairs.fit_height()
