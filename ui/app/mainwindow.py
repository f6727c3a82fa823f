"""The main window: wires session, map, panels, menus and files together, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.kernel.errors import Message
from ui.app.available import enable, map_menu
from ui.app.docks import restore_size
from ui.app.menus import Menus
from ui.app.shell import Shell
from ui.app.welcome import OpeningPage
from ui.core.actions import Actions
from ui.core.drops import FileDrops
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, install_language
from ui.core.icons import ICONS, icon
from ui.core.preferences import Preferences
from ui.core.themes import apply_theme, current_theme

if TYPE_CHECKING:
    from models.kernel.text import Lang
    from models.project.edits import Change
    from ui.app.basemaps import Basemaps
    from ui.app.behindbar import BehindBar
    from ui.app.bookmarks import Bookmarks
    from ui.app.cities import Cities
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
    from ui.core.tasks import TaskRunner
    from ui.panels.findings import FindingsPanel
    from ui.panels.hint import HintBar
    from ui.panels.history import HistoryPanel
    from ui.panels.inspector import Inspector
    from ui.panels.layers import LayersPanel
    from ui.panels.scenarios import ScenariosPanel
    from ui.panels.search import SearchBox
    from ui.panels.selected import SelectedPanel
    from ui.panels.status import StatusBar


class MainWindow(Retranslated, FileDrops, Shell):
    """The program's window.

    Parameters
    ----------
    preferences
        What the person chose; read here, written when it changes and on closing.
    is_furnished
        Make all of it at once. Else the window has its menus and says that a project is being opened, and
        the rest waits for :meth:`furnish`: what it needs takes longer to import than the window to show.

    Signals
    -------
    files_dropped(list)
        Paths of files dropped beside the map.
    """

    files_dropped = Signal(list)

    saves: TaskRunner
    scenario_edits: ScenarioEdits
    openers: Openers
    cities: Cities
    scope_switch: ScopeSwitch
    travel_switch: TravelSwitch
    people_switch: PeopleSwitch
    hint: HintBar
    tour: Tour
    undo_keys: UndoKeys
    undo_offer: UndoOffer
    recovery_offer: RecoveryOffer
    lock_bar: LockBar
    behind_bar: BehindBar
    today_lock: TodayLock
    layers_panel: LayersPanel
    scenarios_panel: ScenariosPanel
    history_panel: HistoryPanel
    findings_panel: FindingsPanel
    selected_panel: SelectedPanel
    inspector: Inspector
    status: StatusBar
    scenario_box: QComboBox
    search: SearchBox
    bookmarks: Bookmarks
    basemaps: Basemaps
    toolbar: Toolbar
    presentation: Presentation

    def __init__(self, preferences: Preferences, *, is_furnished: bool = True) -> None:
        super().__init__()
        self.preferences = preferences
        self.is_furnished = False
        self.actions_ = Actions(self)
        self.setWindowIcon(QIcon(str(ICONS / "haven.svg")))
        self.setWindowTitle(self.tr("Haven"))
        self.menus = Menus(self, self.actions_)
        self.menus.show_choices(preferences.lang, preferences.theme)
        self.pages = QStackedWidget()
        self.opening = OpeningPage()
        self.pages.addWidget(self.opening)
        self.centre = QWidget()
        self.middle = QVBoxLayout(self.centre)
        self.middle.setContentsMargins(0, 0, 0, 0)
        self.middle.setSpacing(0)
        self.maps = QHBoxLayout()
        self.maps.setSpacing(0)
        self.maps.addWidget(self.pages, 1)
        self.middle.addLayout(self.maps, 1)
        self.setCentralWidget(self.centre)
        self.statusBar()
        restore_size(self, preferences)
        if is_furnished:
            self.furnish()

    def furnish(self) -> None:
        """Make and connect everything that works on a project; nothing of it is seen while one is opened."""
        from ui.app.furniture import furnish

        furnish(self)
        self.is_furnished = True
        self._connect_actions()
        self._connect_session()
        self._connect_panels()
        self.docks.restore(self.preferences)
        self.retranslate()
        self.show_page(self.welcome)

    def start(self, path: Path | None) -> None:
        """Open a project, else the one that was open last, else the sample county.

        One that is gone, or whose drive does not answer, is told of on the page of recent projects.
        """
        self.show_page(self.opening)
        path = path or next(iter(self.preferences.recent), None)
        if path is None:
            self.files.open_sample()
        else:
            self.files.open_path(path)
        self.files.safety.look_for_work()

    # -- layout --------------------------------------------------------------------------------------------
    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_furnished:
            self.docks.limit_widths()

    def show_page(self, page: QWidget) -> None:
        """Show the map, the welcome page or the import page; panels belong to the map only."""
        on_map = page is self.canvas
        if not on_map:
            self.docks.show_wanted(False)  # before the page takes its width from them
        self.pages.setCurrentWidget(page)
        if on_map:
            self.docks.show_wanted(True)
        self.toolbar.setVisible(on_map)
        self.status.set_map_visible(on_map)
        self.lock_bar.set_map_visible(on_map)
        self.behind_bar.set_map_visible(on_map)
        self.side_map.set_on_map(on_map)
        self.hint.setVisible(on_map and self.hint.property("wanted") is True)
        self._refresh_actions()

    def show_analyses(self) -> None:
        """Bring the analyses to the front, also out of a panel that was closed."""
        self.docks.want("inspector", True)
        self.docks["inspector"].show()
        from ui.panels.inspector import ANALYSIS

        self.inspector.show_tab(ANALYSIS)

    def _show_wide_table(self) -> None:
        """What is too wide for the inspector stands below the map."""
        from ui.analysis.panel import AnalysisPanel

        analysis = self.analyses_panel.shown
        self.tables_panel.show_analysis(analysis.below if isinstance(analysis, AnalysisPanel) else None)

    def toolbar_shown(self, is_shown: bool) -> None:
        """Show or hide the tool bar."""
        self.toolbar.setVisible(is_shown)

    # -- language and looks --------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        if not self.is_furnished:
            return
        self.actions_.retranslate()
        self.menus.retranslate()
        self.basemaps.retranslate()
        self.toolbar.retranslate()
        self.docks.retranslate()
        self.analyses_panel.retranslate()
        self.people_switch.refresh()
        self.travel_switch.refresh()
        self.scenario_box.setToolTip(self.tr("Scenario that the map shows and edits change"))
        self.scenario_box.setAccessibleName(self.scenario_box.toolTip())
        self._fill_recent()
        self._fill_scenarios()
        self._refresh_title()
        self.menus.show_choices(self.preferences.lang, self.preferences.theme)

    def set_language(self, lang: Lang) -> None:
        """Switch the program's language."""
        self.preferences.lang = lang
        self.preferences.save()
        self.session.lang = lang
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        install_language(app, lang)
        self.session.retell_steps()
        self.retranslate()

    def set_theme(self, theme: str) -> None:
        """Switch to ``light``, ``dark`` or ``auto``."""
        self.preferences.theme = theme
        self.preferences.save()
        self.retheme()

    def retheme(self) -> None:
        """Put the theme of the preferences in force, everywhere."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, self.preferences.theme)
        self.canvas.set_options(dark=current_theme().is_dark)
        self.actions_.refresh_icons()
        self.menus.restyle()
        for widget in self.findChildren(QWidget):
            restyle = getattr(widget, "restyle", None)
            if callable(restyle):
                restyle()
        self.menus.show_choices(self.preferences.lang, self.preferences.theme)

    def _refresh_title(self) -> None:
        session = self.session
        if not session.has_project:
            self.setWindowTitle(self.tr("Haven"))
            return
        name = session.path.name if session.path else session.project.settings.name or self.tr("New project")
        scenario = session.scenario.title(session.lang)
        mark = " *" if session.is_dirty else ""
        if self.files.holding.is_read_only:
            mark += self.tr(" (read only)")
        self.setWindowTitle(
            self.tr("{file} — {scenario}{mark} — Haven").format(file=name, scenario=scenario, mark=mark)
        )

    # -- wiring --------------------------------------------------------------------------------------------
    def _connect_actions(self) -> None:
        a, canvas, files, openers = self.actions_, self.canvas, self.files, self.openers
        exports = self.exports
        for name, run in {
            "home": self.go_home,
            "new": lambda: files.choose_files(into_project=False),
            "add_layers": lambda: files.choose_files(into_project=True),
            "import_ledgers": openers.choose_ledgers,
            "blank_lists": exports.blank_lists,
            "open": files.choose_open,
            "new_city": lambda: self.cities.new(),
            "save": lambda: files.save(),
            "save_as": lambda: files.save_as(),
            "backups": openers.show_backups,
            "project_settings": openers.show_project_settings,
            "data_remarks": openers.show_data_remarks,
            "targets": openers.show_targets,
            "rules": openers.show_rules,
            "indicators": openers.show_indicators,
            "preferences": openers.show_preferences,
            "quit": self.close,
            "cut": canvas.cut,
            "copy": canvas.copy,
            "paste": canvas.paste,
            "duplicate": canvas.duplicate,
            "merge": canvas.merge_selected,
            "delete": canvas.delete_selected,
            "select_all": canvas.select_all,
            "deselect": lambda: self.session.select([]),
            "find": self.search.start,
            "zoom_in": lambda: canvas.zoom_by(1.5),
            "zoom_out": lambda: canvas.zoom_by(1 / 1.5),
            "zoom_county": canvas.zoom_county,
            "zoom_selection": canvas.zoom_selection,
            "bookmark_add": self.bookmarks.add,
            "bookmarks": self.bookmarks.arrange,
            "export_pack": openers.show_pack,
            "export_workbook": exports.workbook,
            "export_textreport": exports.textreport,
            "compose": openers.show_composer,
            "export_webmap": lambda: exports.map(".html"),
            "export_data": exports.data,
            "scenario_duplicate": self.scenario_edits.duplicate_active,
            "scenario_rename": self.scenario_edits.rename_active,
            "scenario_delete": self.scenario_edits.delete_active,
            "compare": openers.show_comparison,
            "present": self.presentation.toggle,
            "assign": openers.show_assignment,
            "fire_response": openers.show_fire_response,
            "supplies": openers.show_supplies,
            "shelters": openers.show_shelters,
            "teams": openers.show_teams,
            "siting": openers.show_siting,
            "roads": openers.show_roads,
            "evacuation": openers.show_evacuation,
            "projects": openers.show_projects,
            "upkeep": openers.show_upkeep,
            "manual": openers.show_manual,
            "commands": openers.show_commands,
            "tour": self._start_tour,
            "shortcuts": openers.show_shortcuts,
            "open_logs": openers.open_logs,
            "about": openers.show_about,
        }.items():
            a[name].triggered.connect(lambda _=False, run=run: run())
        for name, action in a.tools.items():
            # One letter or digit: only while the map has the keyboard, so that it can be typed elsewhere.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            canvas.addAction(action)
            action.triggered.connect(lambda _=False, name=name: canvas.set_tool(name))
        canvas.tool_changed.connect(self._on_tool)
        for keys in ("Ctrl+F",):
            QShortcut(QKeySequence(keys), self, self.search.start)
        self.menus.language_chosen.connect(self.set_language)
        self.menus.theme_chosen.connect(self.set_theme)
        self.menus.recent.aboutToShow.connect(self._fill_recent)

    def _connect_session(self) -> None:
        session = self.session
        session.said.connect(lambda message, level: self.messages.show_message(message, level))
        session.doubted.connect(self._say_doubted)
        session.zoom_wanted.connect(lambda bounds: self.canvas.zoom_to(bounds))
        session.tool_wanted.connect(self.canvas.set_tool)
        session.project_replaced.connect(self._on_replaced)
        session.project_changed.connect(self._on_change)
        session.path_changed.connect(self._refresh_title)
        session.dirty_changed.connect(lambda _: self._refresh_title())
        session.selection_changed.connect(self._refresh_actions)
        session.today_lock_changed.connect(self._show_lock)
        self.scenario_box.activated.connect(self._activate)

    def _connect_panels(self) -> None:
        canvas, files, status, openers = self.canvas, self.files, self.status, self.openers
        self.analyses_panel.changed.connect(self._show_wide_table)
        canvas.cursor_moved.connect(status.show_position)
        status.remarks_wanted.connect(openers.show_data_remarks)
        canvas.scale_changed.connect(status.show_scale)
        canvas.hint_changed.connect(status.show_hint)
        canvas.files_dropped.connect(self._on_drop)
        self.files_dropped.connect(self._on_drop)
        canvas.context_menu_wanted.connect(self._show_map_menu)
        canvas.legend_changed.connect(self.layers_panel.show_legend)
        self.layers_panel.families_hidden.connect(canvas.set_hidden_families)
        self.layers_panel.map_options_changed.connect(lambda options: canvas.set_options(**options))
        self.layers_panel.table_wanted.connect(self.tables_panel.open_table)
        self.layers_panel.renewal_wanted.connect(self.openers.show_renewal)
        self.layers_panel.add_layers_wanted.connect(lambda: files.choose_files(into_project=True))
        self.findings_panel.add_layers_wanted.connect(lambda: files.choose_files(into_project=True))
        self.findings_panel.repair_wanted.connect(openers.repair)
        self.findings_panel.target_wanted.connect(openers.show_targets)
        self.findings_panel.rule_wanted.connect(openers.show_rules)
        self.findings_panel.indicator_wanted.connect(openers.show_indicators)
        self.findings_panel.coverage_wanted.connect(self.layers_panel.show_coverage)
        self.scenarios_panel.duplicate_wanted.connect(self.scenario_edits.duplicate)
        self.scenarios_panel.rename_wanted.connect(self.scenario_edits.rename)
        self.scenarios_panel.delete_wanted.connect(self.scenario_edits.delete)
        self.scenarios_panel.compare_wanted.connect(openers.show_comparison)
        self.selected_panel.done.connect(canvas.setFocus)
        drawing = self.selected_panel.drawing
        drawing.shape_chosen.connect(canvas.set_draw_shape)
        drawing.size_typed.connect(canvas.set_draw_size)
        drawing.corner_typed.connect(canvas.add_corner)
        drawing.finish_wanted.connect(canvas.finish_drawing)
        self.selected_panel.stock_wanted.connect(openers.show_supplies)
        self.search.left.connect(canvas.setFocus)
        self.tables_panel.refused.connect(self._say_refused)
        self.tables_panel.told.connect(lambda what: self.messages.show_message(Message(what, "", ""), "info"))
        self.tables_panel.delete_wanted.connect(canvas.delete_selected)
        welcome = self.welcome
        welcome.sample_wanted.connect(files.open_sample)
        welcome.open_wanted.connect(files.choose_open)
        welcome.files_wanted.connect(lambda: files.choose_files(into_project=False))
        welcome.folder_wanted.connect(lambda: files.choose_folder(into_project=False))
        welcome.recent_wanted.connect(files.open_path)
        welcome.files_dropped.connect(lambda paths: self._take_files(paths, into_project=False))
        welcome.back_wanted.connect(lambda: self.show_page(self.canvas))
        self.hint.closed.connect(self._forget_hint)
        self.tasks.progressed.connect(self.opening.show_progress)
        self.tasks.idle.connect(self._leave_opening)
        files.opened.connect(self._on_opened)
        files.saved_at.connect(status.set_saved_at)
        files.recent_changed.connect(welcome.refresh)
        files.notified.connect(self.messages.show_message)
        files.holding.changed.connect(self._refresh_title)
        self.exports.notified.connect(self.messages.show_message)
        files.import_ready.connect(openers.show_import)
        openers.page_wanted.connect(self.show_page)
        files.city_wanted.connect(self.cities.open)
        self.cities.page_wanted.connect(self.show_page)

    # -- reactions -----------------------------------------------------------------------------------------
    def _on_opened(self) -> None:
        self.status.set_saved_at("")
        self.openers.close_import()
        self.cities.close()
        self.canvas.setFocus()
        is_sample = self.session.project.settings.is_sample and self.session.path is None
        wanted = is_sample and self.preferences.flag("sample_hint", True)
        self.hint.setProperty("wanted", wanted)
        if wanted:
            self.tour.start()
        else:
            self.hint.hide()

    def _leave_opening(self) -> None:
        """The first project could not be opened: the message bar says why, the page what else can be done."""
        if self.pages.currentWidget() is self.opening:
            self.show_page(self.welcome)
            self.welcome.look_for_recent()

    def _forget_hint(self) -> None:
        self.hint.setProperty("wanted", False)
        self.preferences.set_flag("sample_hint", False)
        self.preferences.save()

    def _start_tour(self) -> None:
        self.hint.setProperty("wanted", True)
        self.tour.start()

    def _on_replaced(self) -> None:
        self._fill_scenarios()
        self._refresh_title()
        self._refresh_actions()
        self.welcome.set_back_visible(self.session.has_project)

    def _on_change(self, change: Change) -> None:
        from models.project.edits import Part

        if change.parts & {Part.SCENARIOS, Part.ACTIVE_SCENARIO, Part.SETTINGS}:
            self._fill_scenarios()
        self._refresh_title()
        self._refresh_actions()

    def _on_tool(self, name: str) -> None:
        action = self.actions_.tools.get(name)
        if action is not None:
            action.setChecked(True)
        self.inspector.show_drawing(name.startswith("draw.") or name == "hole")

    def _show_lock(self) -> None:
        """Today says whether it is locked, wherever it is named."""
        self._fill_scenarios()
        self.scenarios_panel.refresh()

    def _activate(self, index: int) -> None:
        """Show the scenario that was chosen; who chose it by mouse goes on working on the map."""
        self.session.project.activate(self.scenario_box.itemData(index))
        if not self.scenario_box.hasFocus():
            self.canvas.setFocus()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A tool's key also takes where nothing is typed: on a row of findings, a card, a button."""
        keys = QKeySequence(event.keyCombination())
        on_map = self.is_furnished and self.pages.currentWidget() is self.canvas
        is_typed = isinstance(QApplication.focusWidget(), QAbstractItemView | QLineEdit)
        for action in self.actions_.tools.values() if on_map and not is_typed else ():
            if keys in action.shortcuts() and action.isEnabled():
                self.canvas.setFocus()
                action.trigger()
                return
        super().keyPressEvent(event)

    def _fill_scenarios(self) -> None:
        scenarios = self.session.project.scenarios if self.session.has_project else ()
        wanted = [(scenario.title(self.session.lang), scenario.id) for scenario in scenarios]
        lock = icon("lock")
        box = self.scenario_box
        # Filled anew only if it must be: it may be the box itself that told of the change.
        if wanted != [(box.itemText(i), box.itemData(i)) for i in range(box.count())]:
            box.clear()
            for name, scenario_id in wanted:
                box.addItem(name, scenario_id)
        for index, scenario in enumerate(scenarios):
            box.setItemIcon(index, lock if scenario.is_today and self.session.is_today_locked else QIcon())
        self.scenario_box.setCurrentIndex(self.scenario_box.findData(self.session.project.active_scenario_id))

    def _fill_recent(self) -> None:
        menu = self.menus.recent
        menu.clear()
        for path in self.preferences.recent:
            action = menu.addAction(f"{path.name}    {path.parent}")
            action.triggered.connect(lambda _=False, path=path: self.files.open_path(path))
        menu.setEnabled(not menu.isEmpty())

    def _refresh_actions(self) -> None:
        enable(self.actions_, self.session, self.canvas if self._is_on_map else None)

    @property
    def _is_on_map(self) -> bool:
        return self.session.has_project and self.pages.currentWidget() is self.canvas

    def go_home(self) -> None:
        """Show the welcome page; the project stays open behind it."""
        self.welcome.refresh()
        self.welcome.look_for_recent()
        self.welcome.set_back_visible(self.session.has_project)
        self.show_page(self.welcome)

    def _say_refused(self, why: str) -> None:
        message = Message(self.tr("The cell was not changed."), "", why)
        self.messages.show_message(message, "warning")

    def _say_doubted(self, why: str, take: Callable[[], None]) -> None:
        message = Message(self.tr("The value was not taken."), "", why)
        self.messages.show_message(message, "warning", self.tr("Take it anyway"), take)

    def _on_drop(self, paths: list[Path]) -> None:
        from layers.ledgerback import is_ledger_file

        if self.session.has_project and len(paths) == 1 and is_ledger_file(Path(paths[0])):
            self.openers.show_ledgers(Path(paths[0]))
            return
        self._take_files([Path(path) for path in paths], into_project=self.session.has_project)

    def _take_files(self, paths: list[Path], *, into_project: bool) -> None:
        """Several projects make a city; all else is imported, or opened if it is one project."""
        if self.cities.is_for_city(paths):
            self.cities.new(paths)
        else:
            self.files.import_paths(paths, into_project=into_project)

    def _show_map_menu(self, at: QPoint, _xy_m: tuple[float, float]) -> None:
        map_menu(self, self.actions_, has_selection=bool(self.session.selection)).popup(at)

    # -- closing -------------------------------------------------------------------------------------------
    @guarded()
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_furnished:
            event.accept()
            return
        if self.files.is_saving:  # to its end; what there is to ask is known only then
            event.ignore()
            self.files.after_saving(self.close)
            return
        if not self.cities.may_leave():
            event.ignore()
            return
        if self.session.has_project and self.session.is_dirty:
            answer = self.files.ask_about_changes()
            if answer == QMessageBox.StandardButton.Cancel:
                event.ignore()
                return
            if answer == QMessageBox.StandardButton.Save:
                event.ignore()
                self.files.save(lambda: QTimer.singleShot(0, self, self.close))
                return
        self.docks.save(self.preferences, on_map=self.pages.currentWidget() is self.canvas)
        self.preferences.save()
        self.hide()  # at once: what still runs may need a moment to stop
        self.tasks.shutdown()
        self.saves.shutdown()
        self.figures.shutdown()
        self.canvas.ground.shutdown()
        self.files.close()
        # What it says while it is taken apart would reach widgets that are gone before it.
        self.session.undo_stack.blockSignals(True)
        event.accept()
