"""The pages of the analysis of the fire services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from models.facilities.facility import Family
from models.findings.findings import Verdict
from models.findings.numbers import figure_parts, figure_text, significant
from models.findings.places import MOST_PLACES
from models.kernel.arrays import Floats
from models.kernel.curves import reached_by
from models.kernel.text import filled, t
from ui.analysis.charts import Chart
from ui.analysis.curvelink import people_on, people_picked, show_people
from ui.analysis.curveplot import CurvePlot
from ui.analysis.page import TablePage
from ui.analysis.resulttable import Told, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import label

if TYPE_CHECKING:
    from models.fire.tables import FireTables, StationRow

Show = Callable[[float | None], str]
WHOLE = "whole"
_MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.NO_DATA: "–", Verdict.INFO: ""}


class FirePage(TablePage):
    """One table with a line of words above it; what it shows is computed for all pages at once."""

    families = (Family.FIRE_STATION,)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tables: FireTables | None = None
        self.summary = label("heading", wrap=True)
        self.top.insert_widget(0, self.summary)

    def refresh(self) -> None:
        """Show what was computed."""
        if self.tables is not None:
            self.show_tables(self.tables)

    def show_tables(self, tables: FireTables) -> None:
        """Show other results."""
        raise NotImplementedError

    # -- for the pages -------------------------------------------------------------------------------------
    @property
    def _nothing(self) -> str:
        return t("verdict.nodata", self.session.lang)

    def _number(self, value: float | None, figures: int = 3) -> str:
        return self._nothing if value is None else significant(value, figures)

    def _km2(self, area_m2: float | None) -> str:
        return self._number(None if area_m2 is None else area_m2 / 1e6)

    def _share(self, value: float | None) -> str:
        return self._nothing if value is None else figure_parts(value, "share", self.session.lang)[0]

    def _minutes(self, value: float | None, limit: float | None = None) -> str:
        """Minutes with a decimal; a time above the limit is never rounded onto it."""
        if value is None:
            return self._nothing
        decimals = 1
        while limit is not None and value > limit and round(value, decimals) <= limit and decimals < 6:
            decimals += 1
        return f"{value:,.{decimals}f}"

    def _column(
        self, key: str, title: str, values: Iterable[float | None], show: Callable[[float | None], str]
    ) -> Told:
        found = list(values)
        return numbers(key, title, found, (show(value) for value in found))


class StationsPage(FirePage):
    """Each station: its jurisdiction against limit, formula and reach; whom it reaches; where it stands."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.followed = self.table
        self.curve = CurvePlot()
        self.chart = Chart(self.curve)
        self.body.addWidget(self.chart)
        self.curve.wanted.connect(lambda row: show_people(session, row))
        session.feature_picked.connect(self._on_pick)

    def _on_pick(self, layer_id: str, row: int) -> None:
        """Who is chosen on the map stands out on the curve."""
        self.curve.mark(people_picked(self.session.county, layer_id, row))

    def _show_curve(self, tables: FireTables) -> None:
        """How many residents the first has reached after so many minutes."""
        persons = tables.county.demand.known_persons
        minutes, share = reached_by(tables.response.first_due_min, persons)
        self.chart.setVisible(len(minutes) > 0)
        if not len(minutes):
            return
        self.curve.show_curve(
            np.append(0.0, minutes),
            100 * np.append(0.0, share),
            names=(self.tr("minutes from the order to arrival"), self.tr("residents (%)")),
            line=tables.limit_min,
            is_stepped=True,
            places=people_on(tables.response.first_due_min, tables.county),
        )
        whole = float(tables.response.whole.first_share[0])
        in_time = None if np.isnan(whole) else whole
        self.chart.say(
            self.tr("How many the first reaches within how many minutes"),
            self.tr("{share} within {limit:g} min").format(
                share=figure_text(in_time, "share", self.session.lang),
                limit=tables.limit_min,
            ),
        )

    def show_tables(self, tables: FireTables) -> None:
        """Show other results."""
        self._show_curve(tables)
        rows = tables.stations
        results = [row.result for row in rows]
        over = sum(result.is_over_limit is True for result in results)
        failed = sum(row.siting == Verdict.FAIL for row in rows)
        self.summary.setText(
            filled(
                self.tr(
                    "{count} {count:station|stations}: "
                    "{over} over {over:its|their} area limit, {failed} on a site that fails"
                ),
                count=len(rows),
                over=over,
                failed=failed,
            )
        )
        self.note.setText(
            self.tr(
                "Formula: A = 2 (S / λ)². Jurisdictions do not cross expressways, railways and large rivers, "
                "but land on a side without a station counts for the nearest one. Nearest to: residents to "
                "whom the station is the nearest, and how many of them it reaches in time."
            )
        )
        columns = [
            words(
                "name",
                term("family.fire_station.short_one"),
                (row.station.name or self.tr("Unnamed") for row in rows),
            ),
            words("class", term("field.station_class"), (self._class(row) for row in rows)),
            numbers(
                "area",
                self.tr("Jurisdiction / limit / formula (km²)"),
                (result.jurisdiction_area_m2 for result in results),
                (self._pair(row) for row in rows),
            ),
            self._column(
                "reach", self.tr("Reaches (km²)"), (one.reach_area_m2 for one in results), self._km2
            ),
            self._column(
                "beyond",
                self.tr("Across barriers"),
                (one.beyond_barrier_m2 for one in results),
                self._km2,
            ),
            self._column(
                "people",
                self.tr("Nearest to"),
                (one.first_due_persons for one in results),
                self.people,
            ),
            self._column(
                "timely", self.tr("In time (%)"), (one.timely_share for one in results), self._share
            ),
            words("adjoins", self.tr("Adjoins larger"), (self._adjoins(row) for row in rows)),
            words("siting", term("workbook.fire.siting"), (self._site(row) for row in rows)),
        ]
        keys = [row.station.id for row in rows]
        short = [
            *((row.station.id, "area") for row in rows if row.result.is_over_limit),
            *((row.station.id, "adjoins") for row in rows if row.result.adjoins is False),
            *((row.station.id, "siting") for row in rows if row.siting == Verdict.FAIL),
        ]
        self.table.show_rows(columns, keys, {row.station.id: row.place for row in rows}, short)

    def _class(self, row: StationRow) -> str:
        name = t(f"choice.station_class.{row.station.station_class}", self.session.lang)
        return self.tr("{name}, suburb").format(name=name) if row.station.is_suburban else name

    def _pair(self, row: StationRow) -> str:
        limit = row.result.area_limit_m2
        if limit is None:
            return "–"
        areas = row.result.jurisdiction_area_m2, limit, row.result.formula_area_m2
        return " / ".join(self._km2(area_m2) for area_m2 in areas)

    def _adjoins(self, row: StationRow) -> str:
        if row.result.adjoins is None:
            return "–" if row.station.station_class != "small" else self._nothing
        return term("rule_answer.yes") if row.result.adjoins else term("rule_answer.no")

    def _site(self, row: StationRow) -> str:
        lang = self.session.lang
        wanted = (
            [check for check in row.checks if check.verdict == row.siting and not check.is_optional]
            if row.siting != Verdict.PASS
            else []
        )
        names = term("explain.separator").join(t(f"siting.{check.rule}", lang) for check in wanted)
        verdict = f"{_MARKS[row.siting]} {t(f'verdict.{row.siting}', lang)}"
        return self.tr("{verdict}: {names}").format(verdict=verdict, names=names) if names else verdict


class TownsPage(FirePage):
    """Each township: how soon the first and the second come, shares in time, brigades, water."""

    def show_tables(self, tables: FireTables) -> None:
        """Show other results."""
        rows = tables.towns
        short_count = sum(row.is_short is True for row in rows)
        unknown = sum(row.is_by_places for row in rows)
        self.summary.setText(
            filled(
                self.tr(
                    "{count} {count:township|townships}, "
                    "{short} with less than the brigade {short:it needs|they need}"
                ),
                count=len(rows),
                short=short_count,
            )
        )
        self.note.setText(
            filled(
                self.tr(
                    "Residents of {count} {count:township|townships} are unknown: "
                    "there every place counts alike."
                ),
                count=unknown,
            )
            if unknown
            else self.tr(
                "Minutes from the dispatch order to the arrival, mean and not exceeded for 90 % of the "
                "residents, of the first station and of the second (2nd). Villages and built-up land: "
                "reached in time. Needs: the brigade that the size of the town asks for."
            )
        )

        keys = [WHOLE, *(row.place.key for row in rows)]
        columns = [
            *self._names_and_people(tables),
            *self._times(tables),
            *self._brigades(tables),
            *self._land(tables),
            self._counts("micro", self.tr("Micro"), [row.micro for row in rows]),
            self._counts("water", term("workbook.fire.water"), [row.water_sources for row in rows]),
            self._counts("hydrants", term("workbook.fire.hydrants"), [row.hydrants for row in rows]),
        ]
        places = {row.place.key: row.place for row in rows}
        self.table.show_rows(columns, keys, places, self._short(tables), [WHOLE])

    # -- columns, each with the whole county first ---------------------------------------------------------
    def _names_and_people(self, tables: FireTables) -> list[Told]:
        rows = tables.towns
        names = [term("shelter_scope.county"), *(row.place.name for row in rows)]
        return [
            words("name", term("sheet.township"), names),
            self._counts("persons", term("field.population_persons"), [row.persons for row in rows]),
        ]

    def _times(self, tables: FireTables) -> list[Told]:
        rows, whole, limit = tables.towns, tables.response.whole, tables.limit_min

        def minutes(value: float | None) -> str:
            return self._minutes(value, limit)

        def column(key: str, title: str, first: Floats, values: Iterable[float | None], show: Show) -> Told:
            return self._column(key, title, [_first(first), *values], show)

        mean, p90, second = (
            self.tr("Mean (min)"),
            self.tr("90 % (min)"),
            self.tr("2nd, 90 % (min)"),
        )
        share = self.tr("In {minutes:g} min (%)").format(minutes=limit)
        return [
            column("mean", mean, whole.mean_min, (row.mean_min for row in rows), minutes),
            column("p90", p90, whole.p90_min, (row.p90_min for row in rows), minutes),
            column(
                "second", second, whole.second_p90_min, (row.second_p90_min for row in rows), self._minutes
            ),
            column("share", share, whole.first_share, (row.first_share for row in rows), self._share),
        ]

    def _brigades(self, tables: FireTables) -> list[Told]:
        rows = tables.towns
        return [
            words("needs", self.tr("Needs"), ["", *(self._force(row.needs) for row in rows)]),
            words("has", self.tr("Has"), ["", *(self._force(row.has) for row in rows)]),
        ]

    def _land(self, tables: FireTables) -> list[Told]:
        rows, whole = tables.towns, tables.response.whole
        reached, villages = int(whole.villages_reached[0]), int(whole.villages[0])
        return [
            self._column(
                "second_share",
                self.tr("2nd in time (%)"),
                [_first(whole.second_share), *(row.second_share for row in rows)],
                self._share,
            ),
            numbers(
                "villages",
                self.tr("Villages in reach"),
                [reached, *(row.villages_reached for row in rows)],
                [
                    f"{reached:,} / {villages:,}",
                    *(f"{row.villages_reached} / {row.villages}" for row in rows),
                ]
                if tables.has_villages
                else [self._nothing] * (1 + len(rows)),
            ),
            self._column(
                "builtup",
                self.tr("Built-up (%)"),
                [_first(whole.builtup_share), *(row.builtup_share for row in rows)],
                self._share,
            ),
        ]

    def _short(self, tables: FireTables) -> list[tuple[str, str]]:
        """Cells that fall short."""
        rows, limit = tables.towns, tables.limit_min
        return [
            *((row.place.key, "p90") for row in rows if self._is_late(row.p90_min, limit)),
            *((row.place.key, "has") for row in rows if row.is_short),
            *((row.place.key, "water") for row in rows if row.water_sources == 0),
            *([(WHOLE, "p90")] if self._is_late(_first(tables.response.whole.p90_min), limit) else []),
        ]

    def _counts(self, key: str, title: str, values: Sequence[float | None]) -> Told:
        known = [value for value in values if value is not None]
        return self._column(key, title, [sum(known) if known else None, *values], self.people)

    @staticmethod
    def _is_late(minutes: float | None, limit: float) -> bool:
        return minutes is not None and minutes > limit * (1 + 1e-9)

    def _force(self, name: str | None) -> str:
        if name is None:
            return self._nothing
        if name == "station":
            return term("family.fire_station.short_one")
        return t(f"choice.brigade_class.{name}", self.session.lang) if name else term("report.none")


class VillagesPage(FirePage):
    """Villages that nobody reaches in time, worst first."""

    def show_tables(self, tables: FireTables) -> None:
        """Show other results."""
        rows, total = tables.worst_villages(MOST_PLACES), tables.late_count
        self.summary.setText(
            filled(
                self.tr("{count} {count:village|villages} that no station reaches in {minutes:g} minutes"),
                count=f"{total:,}",
                minutes=tables.limit_min,
            )
            if tables.has_villages
            else self._nothing
        )
        self.note.setText(
            self.tr("The {shown} worst of {all} are listed.").format(shown=f"{len(rows):,}", all=f"{total:,}")
            if len(rows) < total
            else ""
        )
        columns = [
            words("name", self.tr("Village"), (row.place.name or self.tr("Unnamed") for row in rows)),
            words("unit", term("sheet.township"), (row.unit for row in rows)),
            self._column(
                "persons", term("field.population_persons"), (row.persons for row in rows), self.people
            ),
            self._column(
                "first",
                self.tr("First arrives (min)"),
                (row.first_min for row in rows),
                lambda value: self._minutes(value, tables.limit_min),
            ),
            words("who", self.tr("From"), (row.first.name if row.first else "" for row in rows)),
            self._column(
                "second", self.tr("Second arrives (min)"), (row.second_min for row in rows), self._minutes
            ),
            words("other", self.tr("From"), (row.second.name if row.second else "" for row in rows)),
        ]
        keys = [row.place.key for row in rows]
        self.table.show_rows(columns, keys, {row.place.key: row.place for row in rows})


def _first(values: Floats) -> float | None:
    """Figure of the whole county; ``None`` for no data."""
    return float(values[0]) if np.isfinite(values[0]) else None
