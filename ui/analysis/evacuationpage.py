"""The evacuation of the scenario that is shown: choices, run, sums, notes, and the receiving list below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import Depot
from models.kernel.arrays import Floats
from models.kernel.errors import Message
from models.kernel.progress import Work
from models.kernel.text import t
from models.project.edits import Change
from models.project.evacuation import METHODS, EvacuationCase
from models.supplies.need import MOST_DAYS, stock_by_item
from ui.analysis.evacuationzones import ZoneList, with_zones
from ui.analysis.resulttable import ResultTable, Told, numbers, words
from ui.analysis.runpage import Held, RunPage
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import Spin

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.evacuation.listing import ListRow, Value
    from models.evacuation.plan import EvacuationPlan

STAYS = ("emergency", "short", "medium", "long")


class EvacuationPage(RunPage):
    """Choices are kept in the scenario, each change one step that can be undone.

    Signals
    -------
    marks_wanted(MarkedRoads | None)
        The zone, and the route that is looked at, on the map.
    computed
        There is another result, or none.
    """

    marks_wanted = Signal(object)
    computed = Signal()
    totals = (
        "inside",
        "moved",
        "unplaced",
        "unknown",
        "hosts",
        "reserve",
        "mean",
        "farthest",
        "buses",
        "short",
    )
    totals_a_row = 1

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, tasks, parent, is_shown=False)
        self._preferences = preferences
        self._list: list[ListRow] = []
        self._seen: Any = None
        self.zones = ZoneList(session)
        self.method_box, self.stay_box, self.days_box = QuietBox(), QuietBox(), Spin()
        self.whole_box = QCheckBox()
        for method in METHODS:
            self.method_box.addItem("", method)
        for stay in STAYS:
            self.stay_box.addItem("", stay)
        self.days_box.setRange(0, MOST_DAYS)
        self.export_button, self.copy_button = QPushButton(), QPushButton()
        for button in (self.export_button, self.copy_button):
            button.setAutoDefault(False)
        self.table = ResultTable()
        self.add_table(self.table)
        self.tabs.hide()
        self.below = Held(self.tables)
        self._labels = {box: label() for box in (self.method_box, self.stay_box, self.days_box)}
        self._lay_out()
        self.zones.chosen.connect(lambda zones, step: self._keep(with_zones(self.case, zones), step))
        self.method_box.activated.connect(lambda _: self._set(method=self.method_box.currentData()))
        self.stay_box.activated.connect(lambda _: self._set(stay=self.stay_box.currentData()))
        self.whole_box.clicked.connect(lambda is_on: self._set(keeps_whole=is_on))
        self.days_box.editingFinished.connect(lambda: self._set(days=self.days_box.value() or None))
        self.export_button.clicked.connect(self.choose_export)
        self.copy_button.clicked.connect(self.table.copy)
        self.table.wanted.connect(self._show_row)
        session.project_changed.connect(self._on_scenario)
        session.selection_changed.connect(self._follow_selection)
        session.feature_picked.connect(self._follow_feature)
        self.retranslate()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(5)
        for choice, name in self._labels.items():
            form.addRow(name, choice)
        form.addRow(self.whole_box)
        top = FlowLayout()
        for widget in (self.run_button, self.cancel_button):
            top.addWidget(widget)
        top.addWidget(self.bar)
        for widget in (self.export_button, self.copy_button):
            top.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 10)
        box.setSpacing(6)
        box.addWidget(self.zones)
        box.addLayout(form)
        box.addLayout(top)
        for part in (self.stale, self.hint, self.about, self.summary, self.notes):
            box.addWidget(part)

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.export_button.setText(term("evacuation.export"))
        self.copy_button.setText(term("roads.copy"))
        self.hint.setText(term("evacuation.hint"))
        self.stale.setText(term("evacuation.stale"))
        self.whole_box.setText(term("evacuation.keeps_whole"))
        for box, key in (
            (self.method_box, "how"),
            (self.stay_box, "stay"),
            (self.days_box, "days"),
        ):
            self._labels[box].setText(term(f"evacuation.choice.{key}"))
            box.setAccessibleName(term(f"evacuation.choice.{key}"))
        for index, method in enumerate(METHODS):
            self.method_box.setItemText(index, term(f"evacuation.method.{method}"))
        for index, stay in enumerate(STAYS):
            self.stay_box.setItemText(index, term(f"assignment.stay.{stay}"))
        self.days_box.setSpecialValueText(term("evacuation.rule_days"))
        for key, name in self.names.items():
            name.setText(term(f"evacuation.total.{key}"))
        self.table.setAccessibleName(term("workbook.sheet.evacuation"))
        super().retranslate()

    # -- choices -------------------------------------------------------------------------------------------
    @property
    def case(self) -> EvacuationCase:
        """What the scenario that is shown keeps."""
        return self.zones.case

    def _set(self, **changes: Any) -> None:
        self._keep(with_zones(replace(self.case, **changes), self.case.zones), term("evacuation.step.choice"))

    def _keep(self, case: EvacuationCase | None, step: str) -> None:
        session = self._session
        if session.has_project and case != session.scenario.evacuation:
            session.push(session.project.scenario_edit(session.scenario.id, evacuation=case), step)
        else:
            self.refresh()

    def _on_scenario(self, change: Change) -> None:
        self.refresh()

    # -- running -------------------------------------------------------------------------------------------
    def work(self) -> Callable[[], Work[EvacuationPlan]]:
        """The evacuation that the scenario keeps."""
        session = self._session
        county, rules, case = session.county, session.rules, self.case
        facilities, local = session.counted(), session.project.settings.local
        depots = [one for one in facilities if isinstance(one, Depot)]
        stock = stock_by_item(session.project.settings.stock, depots, session.today)

        def make() -> Work[EvacuationPlan]:
            from models.evacuation.evacuate import evacuate

            return evacuate(county, facilities, case, rules, local, stock)

        return make

    def doing(self) -> str:
        """What is being done."""
        return term("evacuation.doing")

    def first_run(self) -> str:
        """Text of the button."""
        return term("evacuation.run")

    def is_of_choices(self, result: EvacuationPlan) -> bool:
        """Whether the scenario still asks for this."""
        return result.case == self.case

    def has_tables(self, result: EvacuationPlan) -> bool:
        """Whether there is anything to list."""
        return not result.missing

    def lines(self, result: EvacuationPlan) -> Any:
        """Roads with the people on them."""
        return result.road_lines

    # -- showing -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the state of things."""
        case = self.case
        self.zones.refresh()
        with QSignalBlocker(self.days_box):
            self.days_box.setValue(case.days or 0)
        self.method_box.setCurrentIndex(METHODS.index(case.method))
        self.stay_box.setCurrentIndex(STAYS.index(case.stay))
        self.whole_box.setChecked(case.keeps_whole)
        self.whole_box.setVisible(case.method == "nearest")
        super().refresh()
        self.run_button.setEnabled(self._session.has_project and bool(case.zones))
        has_list = self.result is not None and self.has_tables(self.result)
        self.export_button.setEnabled(has_list and not self.is_stale)
        self.copy_button.setEnabled(has_list)

    def send_flows(self) -> None:
        """The zone stands on the map whether it is worked out or not; the roads while they are up to date."""
        super().send_flows()
        self.marks_wanted.emit(self._marked() if self._is_shown else None)

    def _marked(self) -> MarkedRoads | None:
        from models.evacuation.zone import danger_zone

        if not self._session.has_project or not self.case.zones:
            return None
        zone = danger_zone(self._session.project.county, self.case.zones).shape
        if shapely.is_empty(zone):
            return None
        bands = np.array([zone], dtype=object)
        lines = np.array([zone, *self._route()], dtype=object)
        return MarkedRoads(lines, self._unplaced_spots(), bands)

    def _unplaced_spots(self) -> Floats:
        """Where people set out from who have no place, while the list is up to date; shape (k, 2)."""
        plan: EvacuationPlan | None = None if self.is_stale else self.result
        return np.empty((0, 2)) if plan is None or plan.missing else plan.spots_left()

    def _route(self) -> list[Any]:
        """The route of the row that is looked at."""
        row = next((one for one in self._list if self._key(one) in self.table.selected_keys()), None)
        if self.result is None or self.is_stale or row is None or row.move is None:
            return []
        return [self.result.moves[row.move].line]

    @staticmethod
    def _key(row: ListRow) -> tuple[int, int]:
        return row.village, -1 if row.move is None else row.move

    def show_result(self, result: EvacuationPlan | None) -> None:
        """Fill texts and table; nothing while they are of the result that stands there."""
        state = (result, self._session.lang, self.scenario_title)
        if self._seen is not None and all(one is other for one, other in zip(state, self._seen, strict=True)):
            return
        self._seen = state
        self._list = []
        if result is not None:
            self._fill(result)
        self.computed.emit()

    def _fill(self, plan: EvacuationPlan) -> None:
        from models.evacuation.listing import about, list_columns, notes, receiving

        lang = self._session.lang
        if plan.missing:
            self.about.setText(notes(plan, lang)[0])
            return
        self.about.setText(f"{self.scenario_title} · {about(plan, lang)}")
        for key, text in self._total_texts(plan).items():
            self.values[key].setText(text)
        rings = [t("evacuation.rings", lang)] if len(self._unplaced_spots()) else []
        self.notes.setText("\n".join((*notes(plan, lang), *rings)))
        self._list = receiving(plan, lang)
        keys = [self._key(row) for row in self._list]
        columns = told(list_columns(plan), [row.values for row in self._list], lang, stated=("persons",))
        short = [(key, "remark") for key, row in zip(keys, self._list, strict=True) if row.move is None]
        places = {key: plan.villages[key[0]].at for key in keys}
        self.table.show_rows(columns, keys, places, short)

    def _total_texts(self, plan: EvacuationPlan) -> dict[str, str]:
        lang, total = self._session.lang, plan.total
        supplies = plan.supplies

        def said(key: str, **values: object) -> str:
            return t(f"evacuation.value.{key}", lang, **values)

        short = None
        if supplies is not None and not supplies.missing:
            short = sum(supplies.short(key) > 0 for key in supplies.needed)
        farthest = max(plan.moves, key=lambda move: move.metres, default=None)
        room = sum(left for _, left in plan.reserves)
        return {
            "inside": said("villages", persons=f"{plan.inside.known:,}", villages=len(plan.villages)),
            "moved": f"{plan.moved:,}",
            "unplaced": f"{plan.unplaced:,}",
            "unknown": f"{total.unknown:,}",
            "hosts": said("places", count=sum(load > 0 for load in plan.load)),
            "reserve": said("reserve", count=len(plan.reserves), room=f"{room:,}"),
            "mean": said("km", km=f"{plan.person_m / plan.moved / 1000:.1f}") if plan.moved else "–",
            "farthest": "–"
            if farthest is None
            else said("far", km=f"{farthest.metres / 1000:.1f}", minutes=f"{farthest.minutes:.0f}"),
            "buses": said("buses", buses=f"{total.buses:,}", trips=f"{total.trips:,}"),
            "short": t("verdict.nodata", lang)
            if short is None or supplies is None
            else said("short", short=short, all=len(supplies.needed)),
        }

    # -- map and back --------------------------------------------------------------------------------------
    def _show_row(self, keys: list[Any]) -> None:
        """Bring both ends of a row into view, its shelter selected, its route marked."""
        plan = self.result
        if plan is None or len(keys) != 1:
            return
        village, number = keys[0]
        if number < 0:
            self._session.show_place(plan.villages[village].at)
        else:
            move = plan.moves[number]
            self._session.select([plan.hosts[move.host].shelter.id])
            self._session.zoom_wanted.emit(move.line.bounds)
        self.send_flows()

    def _follow_selection(self) -> None:
        """Rows that lead to the shelters that are selected."""
        plan = self.result
        if plan is None or self.table.hasFocus() or not self._is_shown:
            return
        chosen = self._session.selection
        self.table.select_keys(
            [
                self._key(row)
                for row in self._list
                if row.move is not None and plan.hosts[plan.moves[row.move].host].shelter.id in chosen
            ][:1]
        )
        self.send_flows()

    def _follow_feature(self, layer_id: str, row: int) -> None:
        """The row of the village that was picked."""
        plan = self.result
        if plan is None or self.table.hasFocus() or not self._is_shown:
            return
        found = [
            self._key(one)
            for one in self._list
            if (at := plan.villages[one.village].at).layer_id == layer_id and at.key == str(row)
        ]
        if found:
            self.table.select_keys(found[:1])
            self.send_flows()

    # -- export --------------------------------------------------------------------------------------------
    def choose_export(self) -> None:
        """Ask where to write the receiving list."""
        folder, stem = self._preferences.last_folder("export"), term("workbook.sheet.evacuation")
        name, kind = QFileDialog.getSaveFileName(
            self, term("evacuation.export"), str(folder / f"{stem}.xlsx"), term("evacuation.file_kind")
        )
        if name:
            path = Path(name)
            if not path.suffix:
                path = path.with_suffix(".pdf" if ".pdf" in kind else ".xlsx")
            self._preferences.set_last_folder("export", path.parent)
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the receiving list: as a workbook, or as sheets with maps, as the file's ending says."""
        plan, session = self.result, self._session
        if plan is None:
            return
        title = f"{session.project.settings.county_name} {self.scenario_title}".strip()
        lang, today = session.lang, session.today

        snapshot, scenario_id = session.project.snapshot(), session.scenario.id

        def work() -> Work[Path]:
            from reports.context import context_work
            from reports.evacuationbook import write_evacuation
            from ui.outputs.documents import check_suffix, put_in_place

            check_suffix(path, (".xlsx", ".pdf"))
            if path.suffix.lower() == ".pdf":
                from ui.printing.evacuation import write_sheets

                context = yield from context_work(snapshot, scenario_id, None, today)
                yield from write_sheets(context, path, lang)
                return path
            return (
                yield from put_in_place(path, lambda made: write_evacuation(made, plan, title, lang, today))
            )

        written = Message(term("cli.written", path=path), "", "")
        doing = term("evacuation.writing", file=path.name)
        self._tasks.start(Task(doing, work, lambda _: session.say(written, "info"), is_lasting=True))


def told(
    columns: Sequence[str],
    rows: Sequence[dict[str, Value]],
    lang: Any,
    *,
    stated: Sequence[str] = (),
) -> list[Told]:
    """Columns of a table of an evacuation; an unknown number is told in those ``stated``."""
    from models.evacuation.listing import kind_of, shown, title

    made = []
    for column in columns:
        values = [row.get(column) for row in rows]
        texts = [shown(value, column, lang, is_stated=column in stated) for value in values]
        if kind_of(column) == "text":
            made.append(words(column, title(column, lang), texts))
        else:
            as_numbers = [None if isinstance(value, str) else value for value in values]
            made.append(numbers(column, title(column, lang), as_numbers, texts))
    return made
