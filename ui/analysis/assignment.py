"""Assign people to shelters by capacity: choose, run, read the loads, see the ways on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from models.findings.numbers import figure_text
from models.findings.places import MOST_PLACES, facility_place
from models.kernel.progress import Work
from models.kernel.text import t
from models.project.edits import Change
from ui.analysis.assignmenttable import LoadDelegate, PlaceTable
from ui.core.i18n import Retranslated, term
from ui.core.session import VERDICT_PARTS, Session
from ui.core.tasks import Task, TaskRunner
from ui.map.words import length_text
from ui.widgets.parts import PanelHead, align_heads, icon_button, label, line

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.shelters.assignment import Assignment, Method

STAYS = ("emergency", "short", "medium", "long")
METHODS: tuple[Method, ...] = ("nearest", "exact")
MOST_LINES = 5000
"""Ways drawn on the map; of more, those with most people."""
LOAD_WIDTH_PX = 84
_TOTALS = ("needing", "capacity", "placed", "unserved", "mean", "farthest", "within")


class AssignmentPanel(Retranslated, QWidget):
    """Choices, summary, shelters with their load, and places with people left over.

    Signals
    -------
    flows_wanted(ndarray | None)
        Lines that the map is to show, as :meth:`ui.map.MapCanvas.set_flows` takes them.
    closed
        The person closed the panel.
    """

    flows_wanted = Signal(object)
    closed = Signal()

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._tasks = session, tasks
        self._task: Task | None = None
        self._scenario_title = ""
        self._is_shown = True
        self.result: Assignment | None = None
        self.is_stale = False

        self.head = PanelHead()
        self._close_button = icon_button("close", self.closed.emit)
        self.head.add(self._close_button)
        self.stay_box, self.method_box = QComboBox(), QComboBox()
        for stay in STAYS:
            self.stay_box.addItem("", stay)
        for method in METHODS:
            self.method_box.addItem("", method)
        self.stay_box.setCurrentIndex(STAYS.index("short"))
        self.limit_box = QDoubleSpinBox()
        self.limit_box.setRange(0.0, 500.0)
        self.limit_box.setDecimals(1)
        self.limit_box.setSingleStep(0.5)
        self.limit_box.lineEdit().setTextMargins(5, 0, 0, 0)
        self.run_button = QPushButton()
        self.run_button.setProperty("primary", True)
        self.run_button.clicked.connect(self.run)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self.cancel)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._stale = label("error", wrap=True)
        self._about = label("heading", wrap=True)
        self._hint = label("muted", wrap=True)
        self._notes = label("muted", wrap=True)
        self._names: dict[str, QLabel] = {key: label("muted") for key in _TOTALS}
        self._values: dict[str, QLabel] = {key: label() for key in _TOTALS}
        self.shelters, self.places = PlaceTable(3, 32), PlaceTable(2, 26)
        self.shelters.setItemDelegateForColumn(2, LoadDelegate(self.shelters))
        self.shelters.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self.shelters.setColumnWidth(2, LOAD_WIDTH_PX)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.pages = QStackedWidget()
        for table in (self.shelters, self.places):
            self.tabs.addTab("")
            self.pages.addWidget(table)
            table.setMinimumHeight(60)
            table.wanted.connect(session.show_place)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self._lay_out()

        session.project_changed.connect(self._on_change)
        session.project_replaced.connect(self._on_replaced)
        tasks.progressed.connect(self._on_progress)
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
        for widget in (self._bar, self.run_button, self.cancel_button):
            buttons.addWidget(widget)
        texts = QVBoxLayout()
        texts.setContentsMargins(12, 0, 12, 0)
        texts.setSpacing(3)
        for text in (self._stale, self._hint, self._about):
            texts.addWidget(text)
        self._summary = QWidget()
        self._summary.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self._summary)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for number, key in enumerate(_TOTALS):
            row, column = divmod(number, 2)
            grid.addWidget(self._names[key], row, 2 * column)
            grid.addWidget(self._values[key], row, 2 * column + 1, 1, 3 if key == "within" else 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        texts.addWidget(self._summary)
        texts.addWidget(self._notes)
        self._tables = QWidget()
        tables = QVBoxLayout(self._tables)
        tables.setContentsMargins(0, 0, 0, 0)
        tables.setSpacing(0)
        for part in (self.tabs, line(), self.pages):
            tables.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 6)
        whole.setSpacing(7)
        whole.addLayout(self._form)
        whole.addLayout(buttons)
        whole.addLayout(texts)
        whole.addWidget(self._tables, 1)
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
        self.cancel_button.setText(self.tr("Cancel"))
        self._hint.setText(
            self.tr("Sends people to shelters of their stay class until these are full. Nothing is changed.")
        )
        self._stale.setText(self.tr("Out of date: the project has changed since."))
        for key, name in self._names.items():
            name.setText(t(f"assignment.total.{key}", lang))
        self.shelters.setHorizontalHeaderLabels(
            [term("family.shelter.short_one"), self.tr("Assigned / holds"), term("workbook.assignment.load")]
        )
        self.places.setHorizontalHeaderLabels([term("role.demand"), self.tr("People without a place")])
        for table in (self.shelters, self.places):
            align_heads(table, words=(0,))
        self._refresh()

    # -- running -------------------------------------------------------------------------------------------
    @property
    def is_running(self) -> bool:
        """Whether an assignment is being computed."""
        return self._task is not None

    def run(self) -> None:
        """Compute, off the window's thread."""
        session = self._session
        if self._task is not None or not session.has_project:
            return
        county, scenario, rules = session.project.county, session.scenario, session.rules
        stay: str = self.stay_box.currentData()
        method: Method = self.method_box.currentData()
        limit_km = self.limit_box.value()
        largest_m = 1000.0 * limit_km if limit_km > 0 else None
        title = scenario.title(session.lang)

        def make() -> Work[Assignment]:
            from models.shelters.assign import assign

            return assign(method, county, scenario, rules, stay, largest_m=largest_m)

        def done(result: Assignment) -> None:
            self.result, self.is_stale, self._scenario_title = result, False, title

        def ended() -> None:
            self._task = None
            self._refresh()

        self._task = Task(
            self.tr("Assigning people to shelters"),
            make,
            done,
            ended=ended,
            revision=session.project.revision,
        )
        self._refresh()
        self._tasks.start(self._task)

    def cancel(self) -> None:
        """Give up what is being computed; an earlier result stays."""
        if self._task is not None:
            self._task.cancelled.set()

    def _on_progress(self, done: int, total: int, _: str) -> None:
        if self._task is not None:
            self._bar.setRange(0, total)
            self._bar.setValue(done)

    def _on_change(self, change: Change) -> None:
        if change.parts & VERDICT_PARTS and self.result is not None and not self.is_stale:
            self.is_stale = True
            self._refresh()

    def _on_replaced(self) -> None:
        self.cancel()
        self.result, self.is_stale = None, False
        self._refresh()

    def set_shown(self, is_shown: bool) -> None:
        """The panel was opened or closed: the map shows the ways only beside it."""
        self._is_shown = is_shown
        if not is_shown:
            self.cancel()
        self._send_flows()

    # -- showing -------------------------------------------------------------------------------------------
    def _send_flows(self) -> None:
        result = self.result if self._is_shown and not self.is_stale else None
        self.flows_wanted.emit(None if result is None else result.lines[-MOST_LINES:])

    def _refresh(self) -> None:
        result, is_running = self.result, self._task is not None
        self.run_button.setText(self.tr("Run again") if result is not None else self.tr("Assign"))
        self.run_button.setVisible(not is_running)
        self.run_button.setEnabled(self._session.has_project)
        self.cancel_button.setVisible(is_running)
        self._bar.setVisible(is_running)
        self._hint.setVisible(result is None)
        self._stale.setVisible(result is not None and self.is_stale)
        for widget in (self._about, self._summary, self._notes, self._tables):
            widget.setVisible(result is not None)
        self._fill(result)
        self._send_flows()

    def _fill(self, result: Assignment | None) -> None:
        for table in (self.shelters, self.places):
            table.setRowCount(0)
        if result is None:
            return
        lang = self._session.lang
        parts = [
            self._scenario_title,
            t(f"assignment.stay.{result.stay}", lang),
            t(f"assignment.method.{result.method}", lang),
        ]
        if result.largest_m is not None:
            parts.append(self.tr("up to {distance}").format(distance=length_text(result.largest_m, lang)))
        self._about.setText(" · ".join(parts))
        for key, text in self._total_texts(result).items():
            self._values[key].setText(text)
        self._notes.setText("\n".join(self._note_texts(result)))
        self._fill_shelters(result)
        self._fill_places(result)

    def _total_texts(self, result: Assignment) -> dict[str, str]:
        lang = self._session.lang
        nothing = t("verdict.nodata", lang)

        def people(count: int) -> str:
            return f"{count:,}" if result.has_people else nothing

        def far(distance_m: float | None) -> str:
            return "–" if distance_m is None else length_text(distance_m, lang)

        share = result.within_radius_share
        all_unknown = bool(result.shelters) and bool(result.is_unknown.all())
        return {
            "needing": people(result.total_needing),
            "capacity": nothing if all_unknown else f"{result.total_capacity:,}",
            "placed": people(result.total_placed),
            "unserved": people(result.total_unserved),
            "mean": far(result.mean_distance_m),
            "farthest": far(result.farthest_m),
            "within": nothing if share is None else figure_text(share, "share", lang),
        }

    def _note_texts(self, result: Assignment) -> list[str]:
        lang = self._session.lang
        separator = t("cli.list_separator", lang)
        notes = [t("assignment.note.basis", lang, share=figure_text(result.displaced_share, "share", lang))]
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
