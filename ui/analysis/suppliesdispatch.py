"""The dispatch plan: run, read the loads, see the ways on the map, write it as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from models.access.words import way_text
from models.facilities.facility import Depot, Family
from models.findings.numbers import unit_name
from models.kernel.errors import Message
from models.kernel.progress import Work
from models.kernel.text import t
from models.supplies.need import Case
from ui.analysis.runpage import Held, RunPage
from ui.analysis.suppliesledger import counted_stock
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.widgets.flow import FlowLayout
from ui.widgets.rowsview import RowsView
from ui.widgets.tablemodels import ArrayTable, Column

if TYPE_CHECKING:
    # What computes brings scipy: imported when it runs, so that the window shows first.
    from models.supplies.dispatch import DispatchPlan


class DispatchPage(RunPage):
    """Summary, loads and townships of the last plan; nothing is changed by it."""

    totals = ("worst", "first", "served", "short", "loads", "late")
    totals_a_row = 1

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, tasks, parent, is_shown=False)
        self._preferences = preferences
        self._case: Case | None = None
        self.export_button = QPushButton()
        self.export_button.clicked.connect(self.choose_export)
        self.export_button.setAutoDefault(False)
        self.loads, self.townships = ArrayTable(self), ArrayTable(self)
        self.loads_view, self.townships_view = self._view(self.loads), self._view(self.townships)
        self.loads_view.doubleClicked.connect(self._show_load)
        self.townships_view.clicked.connect(self._show_township)
        for view in (self.townships_view, self.loads_view):
            self.add_table(view)
        self.values["late"].setWordWrap(True)  # a share for each of several hours
        self._lay_out()
        self.retranslate()

    @staticmethod
    def _view(model: ArrayTable) -> QTableView:
        view = RowsView()
        view.setModel(model)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.be_plain(26)
        view.be_sorted()
        view.horizontalHeader().setStretchLastSection(True)
        return view

    def _lay_out(self) -> None:
        top = FlowLayout()
        for widget in (self.run_button, self.cancel_button):
            top.addWidget(widget)
        top.addWidget(self.bar)
        top.addWidget(self.export_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addLayout(top)
        for part in (self.stale, self.hint, self.about, self.summary):
            box.addWidget(part)
        self.below = Held(self.tables)
        box.addWidget(self.notes)

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.export_button.setText(self.tr("Export…"))
        self.hint.setText(
            self.tr(
                "Which depot sends how much of what to which township, and when it arrives: "
                "the least sum of quantity times time that the stock allows. Nothing is changed."
            )
        )
        self.stale.setText(self.tr("Out of date: the project or the choices above have changed since."))
        for key, text in {
            "worst": self.tr("Last load"),
            "first": self.tr("Last first load"),
            "served": self.tr("Townships supplied"),
            "short": self.tr("Items short"),
            "loads": self.tr("Number of loads"),
            "late": self.tr("Townships supplied in time"),
        }.items():
            self.names[key].setText(text)
        self.names["first"].setToolTip(self.tr("Hours until every township that gets anything has some"))
        self.loads_view.setAccessibleName(term("supplies.sheet.loads"))
        self.townships_view.setAccessibleName(term("role.townships"))
        super().retranslate()

    # -- running -------------------------------------------------------------------------------------------
    def set_case(self, case: Case) -> None:
        """Another case is chosen above."""
        self._case = case
        self.refresh()

    def work(self) -> Callable[[], Work[DispatchPlan]] | None:
        """The plan of the chosen case."""
        session, case = self._session, self._case
        if case is None:
            return None
        county, rules = session.county, session.rules
        depots = [one for one in session.counted(Family.DEPOT) if isinstance(one, Depot)]
        stock = counted_stock(session)

        def make() -> Work[DispatchPlan]:
            from models.supplies.dispatch import dispatch

            return dispatch(county, depots, stock, rules, case)

        return make

    def doing(self) -> str:
        """What is being done."""
        return self.tr("Planning the dispatch of supplies")

    def first_run(self) -> str:
        """Text of the button."""
        return self.tr("Make the plan")

    def is_of_choices(self, result: DispatchPlan) -> bool:
        """Whether a plan is of the case that is chosen."""
        return result.case == self._case

    def has_tables(self, result: DispatchPlan) -> bool:
        """Whether nothing was missing."""
        return not result.missing

    # -- showing -------------------------------------------------------------------------------------------
    def show_result(self, result: DispatchPlan | None) -> None:
        """Fill texts and tables."""
        self.export_button.setEnabled(result is not None and not result.missing)
        if result is not None:
            self._fill(result)

    def _fill(self, plan: DispatchPlan) -> None:
        from reports.supplytables import basis_lines

        lang = self._session.lang
        if plan.missing:
            names = t("cli.list_separator", lang).join(t(f"missing.{item}", lang) for item in plan.missing)
            self.about.setText(t("cli.missing", lang, names=names))
            return
        self.about.setText(
            self.tr("{scenario}: {persons} people, {days} days").format(
                scenario=self.scenario_title,
                persons=f"{plan.case.persons:,}",
                days=f"{plan.case.days:g}",
            )
        )
        nothing = t("verdict.nodata", lang)

        def hours(value: float | None) -> str:
            return nothing if value is None else self.tr("{hours} h").format(hours=f"{value:.1f}")

        supplied = sum(one.last_h is not None for one in plan.arrivals)
        short = int((plan.unmet.sum(axis=1) > 0).sum())
        in_time = [
            self.tr("{hours} h: {count}").format(
                hours=f"{limit:g}", count=sum(one.is_in_time[index] for one in plan.arrivals)
            )
            for index, limit in enumerate(plan.limits_h)
        ]
        for key, text in {
            "worst": hours(plan.worst_arrival_h),
            "first": hours(plan.worst_first_h),
            "served": f"{supplied} / {len(plan.arrivals)}",
            "short": f"{short} / {len(plan.items)}",
            "loads": f"{len(plan.legs):,}",
            "late": "  ".join(in_time),
        }.items():
            self.values[key].setText(text)
        self.notes.setText(" ".join(basis_lines(plan, lang)))
        self._fill_townships(plan)
        self._fill_loads(plan)

    def _fill_townships(self, plan: DispatchPlan) -> None:
        lang = self._session.lang
        arrivals = plan.arrivals
        separator = t("cli.list_separator", lang)
        late = self.tr("over {hours} h")

        def verdict(row: int) -> str:
            met = [limit for limit, good in zip(plan.limits_h, arrivals[row].is_in_time, strict=True) if good]
            if met:
                return self.tr("within {hours} h").format(hours=f"{min(met):g}")
            if arrivals[row].last_h is None:
                return self.tr("nothing arrives")
            return late.format(hours=f"{max(plan.limits_h):g}")

        lacking = [
            separator.join(
                self.tr("{item} {count}").format(item=item.name(lang), count=f"{one.unmet[item.key]:,}")
                for item in plan.items
                if item.key in one.unmet
            )
            for one in arrivals
        ]
        columns = [
            _texts(
                "township", t("supplies.column.township", lang), [plan.name(one.township) for one in arrivals]
            ),
            _numbers("persons", t("supplies.column.persons", lang), [one.persons for one in arrivals], 0),
            _numbers("first", t("supplies.column.first", lang), [one.first_h for one in arrivals], 1),
            _numbers("last", t("supplies.column.last", lang), [one.last_h for one in arrivals], 1),
            _texts("limit", self.tr("All there"), [verdict(row) for row in range(len(arrivals))]),
            _texts("unmet", t("supplies.column.unmet", lang), lacking),
        ]
        self._show(self.townships, self.townships_view, columns, [one.township for one in arrivals])
        self.tabs.setTabText(0, self.tr("Townships ({count})").format(count=len(arrivals)))

    def _fill_loads(self, plan: DispatchPlan) -> None:
        lang = self._session.lang

        def title(key: str) -> str:
            return t(f"supplies.column.{key}", lang)

        legs = plan.legs
        columns = [
            _texts("depot", title("depot"), [plan.depots[one.depot].name for one in legs]),
            _texts("township", title("township"), [plan.name(one.township) for one in legs]),
            _texts("item", title("item"), [one.item.name(lang) for one in legs]),
            _numbers("quantity", title("quantity"), [one.quantity for one in legs], 0),
            _texts("unit", title("unit"), [unit_name(one.item.unit, lang) for one in legs]),
            _numbers("departs", title("departs"), [one.departs_h for one in legs], 1),
            _numbers("arrives", title("arrives"), [one.arrives_h for one in legs], 1),
            _numbers(
                "distance", way_text(plan.way, "column", lang), [one.distance_m / 1000.0 for one in legs], 1
            ),
        ]
        self._show(self.loads, self.loads_view, columns, list(range(len(legs))))
        self.tabs.setTabText(1, self.tr("Loads ({count})").format(count=f"{len(legs):,}"))

    @staticmethod
    def _show(model: ArrayTable, view: QTableView, columns: Sequence[Column], keys: Sequence[int]) -> None:
        is_first = not model.columns
        model.fill(columns, keys)
        if is_first:
            view.resizeColumnsToContents()
            for column in range(model.columnCount()):
                view.setColumnWidth(column, min(view.columnWidth(column) + 14, 260))

    def _show_township(self, index: QModelIndex) -> None:
        if self.result is not None:
            self._session.show_place(self.result.place(self.townships.key_at(index.row())))

    def _show_load(self, index: QModelIndex) -> None:
        """Bring both ends of a load into view, its depot selected."""
        plan = self.result
        if plan is None:
            return
        leg = plan.legs[self.loads.key_at(index.row())]
        depot = plan.depots[leg.depot]
        ends = np.array([depot.location, plan.place_xy[leg.township]])
        self._session.select([depot.id])
        low, high = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
        self._session.zoom_wanted.emit((*low, *high))

    # -- export --------------------------------------------------------------------------------------------
    def choose_export(self) -> None:
        """Ask where to write the plan."""
        folder, stem = self._preferences.last_folder("export"), self.tr("dispatch plan")
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export"),
            str(folder / f"{stem}.xlsx"),
            self.tr("Excel workbook (*.xlsx)"),
        )
        if name:
            path = Path(name) if Path(name).suffix else Path(name).with_suffix(".xlsx")
            self._preferences.set_last_folder("export", path.parent)
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the plan."""
        plan, lang = self.result, self._session.lang
        if plan is None:
            return
        title = f"{self._session.project.settings.county_name} {self.scenario_title}".strip()

        def work() -> Work[Path]:
            from reports.supplytables import write_dispatch
            from ui.outputs.documents import check_suffix, put_in_place

            check_suffix(path, (".xlsx",))
            return (yield from put_in_place(path, lambda made: write_dispatch(made, plan, title, lang)))

        session, doing = self._session, self.tr("Writing {file}").format(file=path.name)
        written = Message(term("cli.written", path=path), "", "")
        self._tasks.start(Task(doing, work, lambda _: session.say(written, "info"), is_lasting=True))


def _numbers(key: str, title: str, values: Sequence[float | None], decimals: int) -> Column:
    array = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return Column(key, title, array, decimals=decimals)


def _texts(key: str, title: str, values: Sequence[str]) -> Column:
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return Column(key, title, array)
