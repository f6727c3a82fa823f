"""The analysis of an evacuation: who goes where, by township, by shelter, with what supplies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from models.findings.findings import Place
from models.findings.places import facility_place
from models.kernel.text import Lang
from ui.analysis.evacuationpage import EvacuationPage, told
from ui.analysis.panel import AnalysisPanel
from ui.analysis.resulttable import ResultTable, Told
from ui.core.i18n import Retranslated, term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label

if TYPE_CHECKING:
    from models.evacuation.plan import EvacuationPlan

Content = tuple[list[Told], list[Any], dict[Any, Place], list[tuple[Any, str]], list[Any]]
"""Columns, keys, places, cells that fall short, rows about the whole."""

TABS = ("list", "towns", "hosts", "supplies", "loads")


class ListPage(Retranslated, QWidget):
    """One more table of the result that the first page worked out."""

    def __init__(
        self,
        session: Session,
        run: EvacuationPage,
        key: str,
        content: Callable[[EvacuationPlan, Lang], Content],
    ) -> None:
        super().__init__()
        self._session, self._run, self._key, self._content = session, run, key, content
        self.table = ResultTable()
        self.below = self.table
        self.copy_button = QPushButton()
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.table.copy)
        self.stale, self.note = label("error", wrap=True), label("muted", wrap=True)
        top = FlowLayout()
        top.addWidget(self.copy_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addLayout(top)
        box.addWidget(self.stale)
        box.addWidget(self.note)
        self.table.wanted.connect(self._go)
        run.computed.connect(self.refresh)
        session.project_changed.connect(self._tell)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.copy_button.setText(term("roads.copy"))
        self.stale.setText(term("evacuation.stale"))
        self.table.setAccessibleName(term(f"evacuation.tab.{self._key}"))
        self.refresh()

    def refresh(self) -> None:
        """Show the result that there is."""
        plan: EvacuationPlan | None = self._run.result
        has_rows = plan is not None and not plan.missing
        if plan is not None and has_rows:
            columns, keys, places, short, heads = self._content(plan, self._session.lang)
            self.table.show_rows(columns, keys, places, short, heads)
        else:
            self.table.show_rows([], [], {})
        self.copy_button.setEnabled(has_rows)
        self._tell()

    def _tell(self, _: object = None) -> None:
        plan = self._run.result
        self.stale.setVisible(self._run.is_stale)
        self.note.setText(
            term("evacuation.run_first" if plan is None else f"evacuation.about_tab.{self._key}")
        )

    def _go(self, keys: list[Any]) -> None:
        if len(keys) == 1 and keys[0] in self.table.places:
            self._session.show_place(self.table.places[keys[0]])


class EvacuationPanel(AnalysisPanel):
    """Five pages of one result.

    Signals
    -------
    flows_wanted(ndarray | None)
        Ways that the map is to show.
    marks_wanted(MarkedRoads | None)
        The zone on the map.
    """

    flows_wanted = Signal(object)
    marks_wanted = Signal(object)

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        self.page = EvacuationPage(session, tasks, preferences)
        contents = {"towns": _towns, "hosts": _hosts, "supplies": _supplies, "loads": _loads}
        self.lists = tuple(ListPage(session, self.page, key, make) for key, make in contents.items())
        super().__init__(session, (self.page, *self.lists), parent)
        self.page.flows_wanted.connect(self.flows_wanted)
        self.page.marks_wanted.connect(self.marks_wanted)
        session.project_changed.connect(self._name)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        super().retranslate()
        for index, key in enumerate(TABS):
            self.tabs.setTabText(index, term(f"evacuation.tab.{key}"))
        self._name()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.page.refresh()

    def set_shown(self, is_shown: bool) -> None:
        """Show zone and ways on the map while the panel is there, and nothing once it went."""
        if not is_shown:
            self.page.cancel()
        self.page.set_shown(is_shown)

    def _name(self, _: object = None) -> None:
        scenario = self._session.scenario.title(self._session.lang)
        self.set_title(term("evacuation.panel_title", scenario=scenario))


def _towns(plan: EvacuationPlan, lang: Lang) -> Content:
    from models.evacuation.listing import town_columns, town_values

    rows = [plan.total, *plan.towns]
    keys = [row.place for row in rows]
    places = {key: place for key in keys if (place := plan.town_place(key)) is not None}
    short = [
        (row.place, column)
        for row in rows
        for column in ("no_road", "no_room", "unknown")
        if getattr(row, column)
    ]
    columns = told(town_columns(plan), [town_values(plan, row, lang) for row in rows], lang)
    return columns, keys, places, short, [-2]


def _hosts(plan: EvacuationPlan, lang: Lang) -> Content:
    from models.evacuation.listing import HOST_COLUMNS, host_rows

    rows = host_rows(plan, lang)
    keys = [number for number, _ in rows]
    places = {number: facility_place(plan.hosts[number].shelter) for number in keys}
    columns = told(HOST_COLUMNS, [values for _, values in rows], lang, stated=("room",))
    return columns, keys, places, [(number, "state") for number in keys if plan.hosts[number].why], []


def _supplies(plan: EvacuationPlan, lang: Lang) -> Content:
    from models.evacuation.listing import SUPPLY_COLUMNS, supply_rows

    rows = supply_rows(plan, lang)
    keys = list(range(len(rows)))
    short = [(key, "short") for key in keys if rows[key]["short"]]
    return told(SUPPLY_COLUMNS, rows, lang, stated=("sent", "short")), keys, {}, short, []


def _loads(plan: EvacuationPlan, lang: Lang) -> Content:
    from models.evacuation.listing import LOAD_COLUMNS, load_rows

    rows = load_rows(plan, lang)
    keys = list(range(len(rows)))
    loads = plan.supplies.loads if plan.supplies is not None else ()
    places = {key: facility_place(plan.hosts[load.host].shelter) for key, load in enumerate(loads)}
    return told(LOAD_COLUMNS, rows, lang), keys, places, [], []
