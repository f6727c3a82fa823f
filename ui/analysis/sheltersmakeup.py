"""What the shelters are made up of: form of space, kind of site, class; classes and service limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from PySide6.QtWidgets import QWidget

from models.facilities.facility import UNKNOWN_CLASS, Family
from models.findings.numbers import figure_text
from models.findings.places import facility_place, unit_place
from models.kernel.text import filled, t
from models.shelters.composition import GROUPS, ClassRow, class_rows, composition
from models.shelters.fitting import fittings
from models.shelters.service_limits import ServiceLimit, service_limits
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, Told, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox

VIEWS = (*GROUPS, "classes", "limits", "fitting")


class MakeupPage(Page):
    """One table at a time: area per township by a group, classes against the rules, service limits."""

    families = (Family.SHELTER,)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view_box = QuietBox()
        for view in VIEWS:
            self.view_box.addItem("", view)
        self._view_label = label()
        self.table = ResultTable()
        self.connect_table(self.table)
        for widget in (self._view_label, self.view_box):
            self.top.addWidget(widget)
        self.top.addWidget(self.copy_button)
        self.body.addWidget(self.note)
        self.below = self.table
        self.copy_button.clicked.connect(self.table.copy)
        self.view_box.activated.connect(self.refresh)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._view_label.setText(self.tr("Show"))
        self.view_box.setAccessibleName(self._view_label.text())
        for index, text in enumerate(
            (
                self.tr("Area by form of space"),
                self.tr("Area by kind of site"),
                self.tr("Area by class"),
                self.tr("Classes and what the rules ask"),
                self.tr("Service limits"),
                term("workbook.sheet.fitting"),
            )
        ):
            self.view_box.setItemText(index, text)
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        view = self.view_box.currentData()
        if view in GROUPS:
            self._show_group(view)
        elif view == "classes":
            self._show_classes()
        elif view == "limits":
            self._show_limits()
        else:
            self._show_fitting()
        self.note.setVisible(bool(self.note.text()))

    def _area(self, key: str, title: str, values: list[float]) -> Told:
        known = [None if np.isnan(value) else value for value in values]
        return numbers(key, title, known, (self.people(value) for value in known))

    def _show_group(self, group: str) -> None:
        session, lang = self.session, self.session.lang
        county = session.county
        found = composition(county, self.shelters, session.rules)
        count = len(county.places)
        rows = [*range(count), *([count] if found.shelters[count] else [])]
        area = found.area_m2[group]
        whole = np.where(found.unknown == found.shelters, np.nan, np.nansum(area, axis=0))
        whole = np.where(found.shelters == 0, 0.0, whole)
        totals = found.total_m2(group)
        # The whole county stands first, as in the other tables.
        keys = ["whole", *(str(row) for row in rows)]
        names = [self.tr("All shelters"), *(str(county.places.names[row]) for row in range(count))]
        if len(rows) > count:
            names.append(term("workbook.outside"))
        all_known = float(np.nansum(totals)) if np.isfinite(totals).any() else float("nan")
        columns = [
            words("name", term("workbook.demand.place"), names),
            numbers(
                "shelters",
                term("figure.shelter.count.name"),
                [float(found.shelters.sum()), *(float(found.shelters[row]) for row in rows)],
                [f"{int(found.shelters.sum()):,}", *(f"{int(found.shelters[row]):,}" for row in rows)],
            ),
            *(
                self._area(
                    value,
                    self.tr("{name} (m²)").format(name=t(f"choice.{group}.{value}", lang)),
                    [float(totals[index]), *(float(area[index, row]) for row in rows)],
                )
                for index, value in enumerate(GROUPS[group])
                if value != UNKNOWN_CLASS or found.count[group][index].any()
            ),
            self._area("whole", self.tr("Together (m²)"), [all_known, *(float(whole[row]) for row in rows)]),
        ]
        places = {str(row): unit_place(county, county.places, row, float("nan"), "") for row in range(count)}
        unknown = int(found.unknown.sum())
        self.note.setText(
            filled(
                self.tr("{count} {count:shelter|shelters} of unknown area {count:is|are} left out."),
                count=unknown,
            )
            if unknown
            else ""
        )
        self.table.show_rows(columns, keys, places, heads=["whole"])

    def _show_classes(self) -> None:
        session, lang = self.session, self.session.lang
        rows = class_rows(session.county, self.shelters, session.rules)

        def column(key: str, title: str, values: list[float | None], unit: str = "") -> Told:
            return numbers(key, title, values, (self.amount(value, unit) for value in values))

        def rule(key: str, title: str, values: list[float | None], unit: str) -> Told:
            texts = (
                term("report.none") if value is None else figure_text(value, unit, lang, full=True)
                for value in values
            )
            return numbers(key, title, values, texts)

        def in_seat(row: ClassRow) -> float | None:
            return None if row.in_seat is None else float(row.in_seat)

        columns = [
            words(
                "name",
                term("field.shelter_class"),
                (t(f"choice.shelter_class.{row.shelter_class}", lang) for row in rows),
            ),
            column("shelters", term("figure.shelter.count.name"), [float(row.shelters) for row in rows]),
            column("seat", term("workbook.classes.in_seat"), [in_seat(row) for row in rows]),
            column("area", term("field.effective_area_m2"), [row.effective_m2 for row in rows], "m2"),
            column("room", self.tr("Holds (people)"), [row.capacity_persons for row in rows]),
            rule("days", term("workbook.classes.days"), [row.opening_days for row in rows], "days"),
            words("seismic", "GB 21734", (t(f"seismic_class.{row.seismic_class}", lang) for row in rows)),
            rule("each", self.tr("Asked per person"), [row.area_per_person_m2 for row in rows], "m2"),
            rule("radius", term("workbook.classes.radius"), [row.service_radius_m for row in rows], "m"),
            rule("least", term("workbook.classes.least"), [row.effective_area_min_m2 for row in rows], "m2"),
        ]
        self.note.setText(self.tr("Rule set: {name}").format(name=session.rules.names[lang]))
        self.table.show_rows(columns, [row.shelter_class for row in rows], {})

    def _show_limits(self) -> None:
        session, lang = self.session, self.session.lang
        rows = service_limits(session.county, self.shelters, session.rules)

        def pair(value: float | None, limit: float | None, show: Callable[[float | None], str]) -> str:
            return show(value) if limit is None else f"{show(value)} / {show(limit)}"

        def km2(area_m2: float | None) -> str:
            return self.amount(None if area_m2 is None else area_m2 / 1e6, "")

        columns = [
            words("name", term("family.shelter.short_one"), (row.shelter.name for row in rows)),
            words(
                "class",
                term("field.shelter_class"),
                (t(f"choice.shelter_class.{row.shelter.shelter_class}", lang) for row in rows),
            ),
            numbers(
                "capacity",
                self.tr("Room for short stays / limit (people)"),
                (row.capacity_persons for row in rows),
                (pair(row.capacity_persons, row.capacity_max_persons, self.people) for row in rows),
            ),
            numbers(
                "area",
                self.tr("Built-up land / limit (km²)"),
                (row.service_area_m2 for row in rows),
                (pair(row.service_area_m2, row.service_area_max_m2, km2) for row in rows),
            ),
            numbers(
                "persons",
                self.tr("Residents / limit (people)"),
                (row.service_persons for row in rows),
                (pair(row.service_persons, row.service_max_persons, self.people) for row in rows),
            ),
            words("over", self.tr("Over its limit in"), (self._over(row) for row in rows)),
        ]
        self.note.setText(
            self.tr(
                "A shelter serves what lies in its radius and nearer to it than to others of its class. "
                "The limits are values of GB 51143 table 3.1.10: check them against its text before use."
            )
        )
        self.table.show_rows(
            columns,
            [row.shelter.id for row in rows],
            {row.shelter.id: facility_place(row.shelter) for row in rows},
            short=[(row.shelter.id, what) for row in rows for what in row.over],
        )

    def _show_fitting(self) -> None:
        lang = self.session.lang
        rows = fittings(self.shelters, self.session.rules)

        def classes(key: str, title: str, names: Iterable[str | None]) -> Told:
            return words(
                key, term(title), (t(f"choice.shelter_class.{one}", lang) if one else "" for one in names)
            )

        def areas(key: str, title: str, values: Sequence[float | None]) -> Told:
            return numbers(
                key,
                term(title),
                values,
                ("" if value is None else self.amount(value, "m2") for value in values),
            )

        columns = [
            words("name", term("family.shelter.short_one"), (row.shelter.name for row in rows)),
            classes("stated", "fitting.stated", [row.stated for row in rows]),
            areas("area", "column.facility.effective_area_m2.name", [row.effective_m2 for row in rows]),
            areas("lacking", "fitting.lacking", [row.lacking_m2 for row in rows]),
            classes("suggested", "fitting.suggested", [row.by_area for row in rows]),
            classes("next", "fitting.next", [row.next_class for row in rows]),
            areas("to_next", "fitting.to_next_head", [row.to_next_m2 for row in rows]),
        ]
        self.note.setText(term("workbook.about.fitting"))
        self.table.show_rows(
            columns,
            [row.shelter.id for row in rows],
            {row.shelter.id: facility_place(row.shelter) for row in rows},
        )

    def _over(self, row: ServiceLimit) -> str:
        names = {
            "capacity": self.tr("room"),
            "area": term("figure_input.builtup"),
            "persons": term("missing.population"),
        }
        return term("explain.separator").join(names[what] for what in row.over)
