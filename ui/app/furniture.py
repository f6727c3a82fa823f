"""What the main window is full of: session, map, panels and helpers, made in one go and not yet connected.

It stands apart from the window because importing all of it takes longer than showing a window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from models.county.travel import TRAVEL_BY
from ui.app.basemaps import Basemaps
from ui.app.behindbar import BehindBar
from ui.app.bookmarks import Bookmarks
from ui.app.cities import Cities
from ui.app.docks import Docks
from ui.app.lockbar import LockBar
from ui.app.menus import Toolbar
from ui.app.openers import Openers
from ui.app.peopleswitch import PeopleSwitch
from ui.app.presentation import Presentation
from ui.app.recoveryoffer import RecoveryOffer
from ui.app.scenarioedits import ScenarioEdits
from ui.app.scopeswitch import ScopeSwitch
from ui.app.todaylock import TodayLock
from ui.app.tour import Tour
from ui.app.travelswitch import TravelSwitch
from ui.app.undoing import UndoKeys, UndoOffer
from ui.app.welcome import WelcomePage
from ui.core.actions import ANALYSES, PEOPLE_COUNTED
from ui.core.exports import Exports
from ui.core.figuresbeside import Beside
from ui.core.files import Files
from ui.core.memory import MemoryKeeper
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.core.themes import current_theme
from ui.map import MapCanvas
from ui.map.beside import SideMap
from ui.panels.analyses import AnalysesPanel
from ui.panels.findings import FindingsPanel
from ui.panels.hint import HintBar
from ui.panels.history import HistoryPanel
from ui.panels.inspector import ANALYSIS, SELECTED, VERDICT, Inspector
from ui.panels.layers import LayersPanel
from ui.panels.scenarios import ScenariosPanel
from ui.panels.search import SearchBox
from ui.panels.selected import SelectedPanel
from ui.panels.status import StatusBar
from ui.panels.tables import TablesPanel
from ui.widgets.floating import Floating
from ui.widgets.messagebar import MessageBar
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    from ui.app.mainwindow import MainWindow


def furnish(window: MainWindow) -> None:
    """Make everything that works on a project."""
    _make_helpers(window)
    _make_middle(window)
    _make_panels(window)
    _make_bars(window)
    window.presentation = Presentation(window)


def _make_helpers(window: MainWindow) -> None:
    """What has no place in the window: the session, and who works for it."""
    preferences, actions = window.preferences, window.actions_
    session = window.session = Session(preferences.lang, window)
    window.tasks = TaskRunner(session, window)
    window.saves = TaskRunner(session, window)  # of its own: a save waits for no export
    window.figures = Beside(session, window)  # of its own: figures wait for no document
    MemoryKeeper(window.tasks, window)
    window.menus.follow(session.undo_stack)
    window.files = Files(session, window.tasks, window.saves, preferences, window)
    window.exports = Exports(session, window.tasks, preferences, window)
    window.scenario_edits = ScenarioEdits(session, window)
    window.openers = Openers(window)
    window.cities = Cities(window)
    window.scope_switch = ScopeSwitch(session, actions["counts_outside"], window)
    window.setAcceptDrops(True)


def _make_middle(window: MainWindow) -> None:
    """The map with what floats over it, and the pages that take its place."""
    session, pages = window.session, window.pages
    window.canvas = MapCanvas(session, pages)
    window.canvas.setMinimumSize(320, 200)
    window.canvas.set_options(dark=current_theme().is_dark)
    window.messages = MessageBar()
    window.hint = HintBar()
    window.tour = Tour(window.hint, window.go_home, window)
    window.welcome = WelcomePage(window.preferences, pages)
    window.undo_keys = UndoKeys(window)
    window.undo_offer = UndoOffer(session, window.messages, window)
    window.recovery_offer = RecoveryOffer(window.files, window.welcome.recovery, window.messages, window)
    pages.addWidget(window.canvas)
    pages.addWidget(window.welcome)
    window.lock_bar = LockBar(window.files)
    window.middle.insertWidget(0, window.lock_bar)
    window.behind_bar = BehindBar(session, window.figures)
    window.side_map = SideMap(window.canvas)
    window.maps.insertWidget(0, window.side_map, 1)
    Floating(window.centre, pages, (window.hint, window.messages))
    Floating(window.centre, pages, (window.behind_bar,), is_at_top=True)
    window.today_lock = TodayLock(
        session, window.actions_["today_locked"], window.scenario_edits, window.messages, window
    )


def _make_panels(window: MainWindow) -> None:
    """The panels beside and below the map, each in its dock."""
    session = window.session
    window.results = ScenarioFindings(session, window.tasks, window)
    left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
    docks = window.docks = Docks(window)
    window.layers_panel = docks.add("layers", left, lambda dock: LayersPanel(session, dock))
    window.scenarios_panel = docks.add(
        "scenarios", left, lambda dock: ScenariosPanel(session, window.results, dock)
    )
    window.history_panel = docks.add("history", left, lambda dock: HistoryPanel(session, dock))
    inspector = window.inspector = docks.add("inspector", right, lambda dock: Inspector(session, dock))
    window.findings_panel = FindingsPanel(session, window.results, inspector.page(VERDICT))
    window.selected_panel = SelectedPanel(session, inspector.page(SELECTED))
    window.analyses_panel = AnalysesPanel(
        [window.actions_[name] for name in ANALYSES], inspector.page(ANALYSIS)
    )
    inspector.fill(window.findings_panel, window.selected_panel, window.analyses_panel)
    window.tables_panel = docks.add_tables(lambda dock: TablesPanel(session, window.tasks, dock))


def _make_bars(window: MainWindow) -> None:
    """Status bar and tool bar, and the menus that know the project."""
    session, actions, menus = window.session, window.actions_, window.menus
    window.status = StatusBar(session, window.tasks, window.saves)
    window.setStatusBar(window.status)
    window.scenario_box = QuietBox()
    window.scenario_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    window.scenario_box.setMaximumWidth(200)
    window.scenario_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
    window.search = SearchBox(session)
    window.bookmarks = Bookmarks(session, window.canvas, menus.bookmarks, window)
    window.basemaps = Basemaps(session, window.preferences, menus.basemap, window)
    window.travel_switch = TravelSwitch(
        session,
        window.tasks,
        {by: actions[f"travel_{by}"] for by in TRAVEL_BY},
        window.status.roads,
        menus.travel,
        window,
    )
    window.people_switch = PeopleSwitch(
        session,
        {group: actions[f"people_{group}"] for group in PEOPLE_COUNTED},
        window.status.people,
        menus.people,
        window,
    )
    window.toolbar = Toolbar(window, actions, menus, window.scenario_box, window.search)
    window.addToolBar(window.toolbar)
    menus.panels.addActions([dock.toggleViewAction() for _, dock in window.docks.items()])
