"""Assign people to shelters by capacity: choose, run, read the loads, see the ways on the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from models.findings.numbers import figure_text
from models.findings.places import MOST_PLACES, facility_place
from models.kernel.progress import Work
from models.kernel.text import t
from ui.analysis.assignmenttable import PlaceTable
from ui.analysis.runpage import RunPage
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.map.words import length_text
from ui.widgets.loadbar import LoadDelegate
from ui.widgets.parts import PanelHead, align_heads, icon_button, label
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import DecimalSpin

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.shelters.assignment import Assignment, Method

STAYS = ("emergency", "short", "medium", "long")
METHODS: tuple[Method, ...] = ("nearest", "exact")
MOST_LINES = 5000
"""Ways drawn on the map; of more, those with most people."""
LOAD_WIDTH_PX = 84


class AssignmentPanel(RunPage):
    """Choices, summary, shelters with their load, and places with people left over.

    Signals
    -------
    closed
        The person closed the panel.
    """

    closed = Signal()
    totals = ("needing", "capacity", "placed", "unserved", "mean", "farthest", "within")

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, tasks, parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = PanelHead()
        self._close_button = icon_button("close", self.closed.emit)
        self.head.add(self._close_button)
        self.stay_box, self.method_box = QuietBox(), QuietBox()
        for stay in STAYS:
            self.stay_box.addItem("", stay)
        for method in METHODS:
            self.method_box.addItem("", method)
        self.stay_box.setCurrentIndex(STAYS.index("short"))
        self.limit_box = DecimalSpin()
        self.limit_box.setRange(0.0, 500.0)
        self.limit_box.setDecimals(1)
        self.limit_box.setSingleStep(0.5)
        self.shelters, self.places = PlaceTable(3, 32), PlaceTable(2, 26)
        self.shelters.setItemDelegateForColumn(2, LoadDelegate(self.shelters))
        self.shelters.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.shelters.setColumnWidth(2, LOAD_WIDTH_PX)
        for table in (self.shelters, self.places):
            self.add_table(table)
            table.setMinimumHeight(60)
            table.wanted.connect(session.show_place)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setContentsMargins(12, 2, 12, 0)
        self._form.setVerticalSpacing(5)
        self._labels = {box: label() for box in (self.stay_box, self.method_box, self.limit_box)}
        for box, name in self._labels.items():
            self._form.addRow(name, box)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 0, 12, 0)
        for widget in (self.bar, self.run_button, self.cancel_button):
            buttons.addWidget(widget)
        texts = QVBoxLayout()
        texts.setContentsMargins(12, 0, 12, 0)
        texts.setSpacing(3)
        for text in (self.stale, self.hint, self.about, self.summary, self.notes):
            texts.addWidget(text)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 6)
        whole.setSpacing(7)
        whole.addWidget(self.head)
        whole.addLayout(self._form)
        whole.addLayout(buttons)
        whole.addLayout(texts)
        whole.addWidget(self.tables, 1)
        whole.addStretch(0)

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        self.head.heading.setText(self.tr("Assignment to shelters"))
        self._close_button.name(self.tr("Close"))
        for box, text in (
            (self.stay_box, term("textreport.column.stay")),
            (self.method_box, self.tr("Method")),
            (self.limit_box, self.tr("Not farther than")),
        ):
            self._labels[box].setText(text)
            box.setAccessibleName(text)
        for box, kind in ((self.stay_box, "stay"), (self.method_box, "method")):
            for index in range(box.count()):
                box.setItemText(index, t(f"assignment.{kind}.{box.itemData(index)}", lang))
        self.limit_box.setSuffix(self.tr(" km"))
        self.limit_box.setSpecialValueText(self.tr("No limit"))
        self.hint.setText(
            self.tr("Sends people to shelters of their stay class until these are full. Nothing is changed.")
        )
        self.stale.setText(self.tr("Out of date: the project has changed since."))
        for key, name in self.names.items():
            name.setText(t(f"assignment.total.{key}", lang))
        self.shelters.setHorizontalHeaderLabels(
            [term("family.shelter.short_one"), self.tr("Assigned / holds"), term("workbook.assignment.load")]
        )
        self.places.setHorizontalHeaderLabels([term("role.demand"), self.tr("People without a place")])
        for table in (self.shelters, self.places):
            align_heads(table, words=(0,))
        super().retranslate()

    # -- running -------------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[Assignment]]:
        """The assignment of the chosen stay, by the chosen method."""
        session = self._session
        county, scenario, rules = session.county, session.scenario, session.rules
        stay: str = self.stay_box.currentData()
        method: Method = self.method_box.currentData()
        limit_km = self.limit_box.value()
        largest_m = 1000.0 * limit_km if limit_km > 0 else None

        def make() -> Work[Assignment]:
            from models.shelters.assign import assign

            return assign(method, county, scenario, rules, stay, largest_m=largest_m)

        return make

    def doing(self) -> str:
        """What is being done."""
        return self.tr("Assigning people to shelters")

    def first_run(self) -> str:
        """Text of the button."""
        return self.tr("Assign")

    def lines(self, result: Assignment) -> Any:
        """Ways on the map, those with most people."""
        return result.lines[-MOST_LINES:]

    def set_shown(self, is_shown: bool) -> None:
        """The panel was opened or closed; what is not looked at is not computed either."""
        if not is_shown:
            self.cancel()
        super().set_shown(is_shown)

    # -- showing -------------------------------------------------------------------------------------------
    def show_result(self, result: Assignment | None) -> None:
        """Fill texts and tables."""
        for table in (self.shelters, self.places):
            table.setRowCount(0)
        if result is None:
            return
        lang = self._session.lang
        parts = [
            self.scenario_title,
            t(f"assignment.stay.{result.stay}", lang),
            t(f"assignment.method.{result.method}", lang),
        ]
        if result.largest_m is not None:
            parts.append(self.tr("up to {distance}").format(distance=length_text(result.largest_m, lang)))
        self.about.setText(" · ".join(parts))
        for key, text in self._total_texts(result).items():
            self.values[key].setText(text)
        self.notes.setText("\n".join(self._note_texts(result)))
        self._fill_shelters(result)
        self._fill_places(result)

    def _total_texts(self, result: Assignment) -> dict[str, str]:
        lang = self._session.lang
        nothing = t("verdict.nodata", lang)

        def people(count: int, is_known: bool = True) -> str:
            return f"{count:,}" if result.has_people and is_known else nothing

        def far(distance_m: float | None) -> str:
            return "–" if distance_m is None else length_text(distance_m, lang)

        share = result.within_radius_share
        return {
            "needing": people(result.total_needing),
            "capacity": f"{result.total_capacity:,}" if result.has_room else nothing,
            "placed": people(result.total_placed, result.has_room),
            "unserved": people(result.total_unserved, result.has_room),
            "mean": far(result.mean_distance_m),
            "farthest": far(result.farthest_m),
            "within": nothing if share is None else figure_text(share, "share", lang),
        }

    def _note_texts(self, result: Assignment) -> list[str]:
        from models.shelters.assignment import basis_text

        lang = self._session.lang
        separator = t("cli.list_separator", lang)
        notes = [basis_text(result, lang)]
        unknown = [one.name for one, is_so in zip(result.shelters, result.is_unknown, strict=True) if is_so]
        points = result.unknown_population
        places = [str(name) for name in result.county.demand.names[points[:5]]]
        for key, names, count in (
            ("unknown_capacity", unknown[:5], len(unknown)),
            ("unknown_population", places, len(points)),
        ):
            if count:
                text = separator.join(names)
                notes.append(t(f"assignment.note.{key}", lang, count=f"{count:,}", names=text))
        for item in ("demand", "shelters"):
            if item in result.missing:
                notes.append(t("cli.missing", lang, names=t(f"missing.{item}", lang)))
        if len(result.flows) > MOST_LINES:
            text = self.tr("The map shows the {shown} largest of {all} ways.")
            notes.append(text.format(shown=f"{MOST_LINES:,}", all=f"{len(result.flows):,}"))
        return notes

    def _fill_shelters(self, result: Assignment) -> None:
        crowded = self.tr("{name}\nNearest to {nearest} people, more than it holds")
        idle = self.tr("{name}\nNobody is assigned here")
        unknown = self.tr("{name}\nIts area is unknown, so nobody is assigned here")
        with QSignalBlocker(self.shelters):
            for row, shelter in enumerate(result.shelters):
                name = shelter.name or self.tr("Unnamed")
                load, capacity = int(result.load_persons[row]), float(result.capacity_persons[row])
                tip, tone = name, ""
                if result.is_unknown[row]:
                    tip = unknown.format(name=name)
                elif result.is_overloaded[row]:
                    tip, tone = crowded.format(name=name, nearest=f"{result.nearest_persons[row]:,}"), "fail"
                elif result.is_idle[row]:
                    tip = idle.format(name=name)
                has_room = capacity > 0
                share = load / capacity if has_room else None
                self.shelters.add(
                    facility_place(shelter),
                    [
                        name,
                        "–" if result.is_unknown[row] else f"{load:,} / {capacity:,.0f}",
                        f"{100 * share:.0f} %" if share is not None else "–",
                    ],
                    tip,
                    share,
                    tone,
                )
        self.tabs.setTabText(0, self.tr("Shelters ({count})").format(count=len(result.shelters)))

    def _fill_places(self, result: Assignment) -> None:
        points = result.unserved_points
        listed = points[:MOST_PLACES]
        with QSignalBlocker(self.places):
            for place, persons in zip(
                result.place_of(listed), result.unserved_persons[listed].tolist(), strict=True
            ):
                self.places.add(place, [place.name or self.tr("Unnamed"), f"{persons:,}"])
        shown = f"{len(listed):,} / {len(points):,}" if len(listed) < len(points) else f"{len(points):,}"
        self.tabs.setTabText(1, self.tr("Places without room ({count})").format(count=shown))
