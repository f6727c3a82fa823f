"""Who is reached in how many minutes, as bands on the map, and the jurisdiction of each site."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PySide6.QtWidgets import QLineEdit, QWidget

from models.access.words import pace_text
from models.facilities.facility import Family
from models.findings.places import facility_place
from models.kernel.errors import HavenError
from models.kernel.progress import Work
from models.kernel.text import t
from ui.analysis.resulttable import numbers, words
from ui.analysis.roadspage import RoadsPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.access.servicearea import ServiceAreas


class AreasPage(RoadsPage):
    """Bands and jurisdictions of one family."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.family_box, self.bands_label, self.bands_box = QuietBox(), label(), QLineEdit()
        families = sorted(
            (family for family in Family if family.spec.travel), key=lambda one: one != Family.FIRE_STATION
        )
        for family in families:
            self.family_box.addItem("", family)
        self.bands_box.setMaximumWidth(120)
        self.family_box.activated.connect(lambda _: self._suggest())
        self.bands_box.textChanged.connect(lambda _: self.refresh())
        self.lay_out([self.family_box, self.bands_label, self.bands_box], [])
        self._suggest()
        self.retranslate()

    def _suggest(self) -> None:
        family = Family(self.family_box.currentData())
        travel = family.spec.travel
        self.bands_box.setText(travel.bands if travel else "")

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for index in range(self.family_box.count()):
            self.family_box.setItemText(index, term(f"family.{self.family_box.itemData(index)}.plural"))
        self.family_box.setAccessibleName(term("cli.option.family"))
        self.bands_label.setText(term("roads.areas.bands"))
        self.bands_box.setAccessibleName(term("roads.areas.bands"))
        self.bands_box.setToolTip(term("roads.areas.bands_tip"))
        self.hint.setText(term("roads.areas.hint"))
        super().retranslate()

    # -- running -------------------------------------------------------------------------------------------
    def minutes(self) -> tuple[float, ...]:
        """Ends of the bands as typed; empty if they cannot be read."""
        try:
            found = sorted({float(part) for part in self.bands_box.text().replace("，", ",").split(",")})
        except ValueError:
            return ()
        return tuple(found) if all(0 < one < 10_000 for one in found) and len(found) <= 12 else ()

    def work(self) -> Callable[[], Work[ServiceAreas]]:
        """Bands and jurisdictions of the facilities that count."""
        session, family = self._session, Family(self.family_box.currentData())
        county, rules, minutes, text = (
            session.county, session.rules, self.minutes(), self.bands_box.text()
        )  # fmt: skip
        sites = session.counted(family)
        name = term(f"family.{family}.plural")

        def make() -> Work[ServiceAreas]:
            from models.access.servicearea import service_areas

            if not minutes:
                raise HavenError("bad_bands", text=text)
            if not sites:
                raise HavenError("no_sites", family=name)
            return service_areas(county, rules, family, sites, minutes)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("progress.roads.areas")

    def first_run(self) -> str:
        """Text of the button."""
        return term("roads.areas.run")

    def is_of_choices(self, result: ServiceAreas) -> bool:
        """Whether family and bands are still those."""
        same = tuple(band.minutes for band in result.bands) == self.minutes()
        return same and result.family == self.family_box.currentData()

    # -- showing -------------------------------------------------------------------------------------------
    def lines(self, result: ServiceAreas) -> MarkedRoads:
        """Bands filled, jurisdictions outlined."""
        domains, bands = (np.empty(len(of), dtype=object) for of in (result.domains, result.bands))
        domains[:] = [domain.region for domain in result.domains]
        bands[:] = [band.region for band in result.bands]
        return MarkedRoads(domains[~shapely.is_empty(domains)], bands=bands[~shapely.is_empty(bands)])

    def show_result(self, result: ServiceAreas | None) -> None:
        """Fill texts and table."""
        if result is None:
            return
        lang = self._session.lang
        self.about.setText(
            term(
                "roads.areas.basis",
                family=term(f"family.{result.family}.plural"),
                sites=len(result.domains),
                pace=pace_text(result.way, lang),
                ready=f"{result.ready_min:g}",
            )
        )
        unreached = term(
            "roads.areas.unreached", count=result.unreached, persons=f"{result.unreached_persons:,.0f}"
        )
        self.notes.setText(unreached if result.unreached else "")
        nothing, total = t("verdict.nodata", lang), result.county.demand.total_persons
        bands, domains = result.bands, result.domains
        persons = [*(band.persons for band in bands), *(domain.persons for domain in domains)]
        seconds = [*(None for _ in bands), *(domain.second_persons for domain in domains)]
        farthest = [*(band.minutes for band in bands), *(domain.farthest_min for domain in domains)]
        areas = [*(band.area_m2 / 1e6 for band in bands), *(domain.area_m2 / 1e6 for domain in domains)]

        def people(count: float | None) -> str:
            return nothing if count is None else f"{count:,.0f}"

        columns = [
            words(
                "row",
                term("roads.areas.row"),
                [
                    *(term("roads.areas.band", minutes=f"{band.minutes:g}") for band in bands),
                    *(domain.site.name for domain in domains),
                ],
            ),
            numbers("persons", term("roads.areas.persons"), persons, map(people, persons)),
            numbers(
                "share",
                term("roads.areas.share"),
                persons,
                (nothing if one is None or not total else f"{100 * one / total:.1f}%" for one in persons),
            ),
            numbers(
                "second",
                term("roads.areas.second"),
                seconds,
                [*("" for _ in bands), *map(people, seconds[len(bands) :])],
            ),
            numbers("area", term("roads.areas.area"), areas, (f"{one:,.1f}" for one in areas)),
            numbers(
                "farthest",
                term("roads.areas.farthest"),
                farthest,
                ("" if one is None else f"{one:,.1f}" for one in farthest),
            ),
        ]
        keys: list[object] = [*(band.minutes for band in bands), *(domain.site.id for domain in domains)]
        self.show_table(columns, keys, {domain.site.id: facility_place(domain.site) for domain in domains})
