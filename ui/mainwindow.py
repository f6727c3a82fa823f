"""The main window: wires session, map, panels, menus and files together, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.edits import Change, Part
from models.errors import Message
from ui.actions import Actions
from ui.canvas import MapCanvas
from ui.files import Files, open_folder
from ui.i18n import Retranslated, install_language
from ui.icons import ICONS
from ui.menus import Menus, Toolbar
from ui.panels.findings import FindingsPanel
from ui.panels.hint import HintBar
from ui.panels.history import HistoryPanel
from ui.panels.layers import LayersPanel
from ui.panels.messagebar import MessageBar
from ui.panels.scenarios import ScenariosPanel
from ui.panels.search import SearchBox
from ui.panels.selected import SelectedPanel
from ui.panels.status import StatusBar
from ui.panels.tables import TablesPanel
from ui.preferences import Preferences
from ui.scenarioedits import ScenarioEdits
from ui.session import Session
from ui.tasks import TaskRunner
from ui.themes import apply_theme, current_theme
from ui.welcome import OpeningPage, WelcomePage

if TYPE_CHECKING:
    from layers.importer import ImportResult
    from layers.recovery import Recovery
    from models.text import Lang
    from ui.importpage import ImportPage

MAX_LEFT_SHARE, MAX_RIGHT_SHARE = 0.20, 0.28
"""Shares of the window's width that the docks may take: the map keeps at least half."""
TABLE_HEIGHT_PX = 200
WINDOW_SIZE = QSize(1366, 768)
"""Size at the first start, where the screen has room for it."""
LAYOUT_VERSION = 1


class MainWindow(Retranslated, QMainWindow):
    """The program's window.

    Parameters
    ----------
    preferences
        What the person chose; read here, written when it changes and on closing.
    """

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.session = Session(preferences.lang, self)
        self.tasks = TaskRunner(self.session, self)
        self.actions_ = Actions(self)
        self.files = Files(self.session, self.tasks, preferences, self)
        self.scenario_edits = ScenarioEdits(self.session, self)
        self.setWindowIcon(QIcon(str(ICONS / "haven.svg")))
        self.setAcceptDrops(True)

        self.canvas = MapCanvas(self.session)
        self.canvas.setMinimumSize(320, 200)
        self.canvas.set_options(dark=current_theme().is_dark)
        self.messages = MessageBar()
        self.hint = HintBar()
        self.welcome = WelcomePage(preferences)
        self.import_page: ImportPage | None = None
        self.pages = QStackedWidget()
        self.pages.addWidget(self.canvas)
        self.pages.addWidget(self.welcome)
        self.opening = OpeningPage()
        self.pages.addWidget(self.opening)
        centre = QWidget()
        box = QVBoxLayout(centre)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.messages, self.hint):
            box.addWidget(widget)
        box.addWidget(self.pages, 1)
        self.setCentralWidget(centre)

        self.layers_panel = LayersPanel(self.session)
        self.scenarios_panel = ScenariosPanel(self.session, self.tasks)
        self.history_panel = HistoryPanel(self.session)
        self.findings_panel = FindingsPanel(self.session)
        self.selected_panel = SelectedPanel(self.session)
        self.tables_panel = TablesPanel(self.session)
        self.status = StatusBar(self.session, self.tasks)
        self.setStatusBar(self.status)
        self._make_docks()

        self.scenario_box = QComboBox()
        self.scenario_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.scenario_box.setMaximumWidth(200)
        self.search = SearchBox(self.session)
        self.menus = Menus(self, self.actions_, self.session)
        self.toolbar = Toolbar(self, self.actions_, self.menus, self.scenario_box, self.search)
        self.addToolBar(self.toolbar)
        self.menus.panels.addActions([dock.toggleViewAction() for dock in self._docks.values()])

        self._connect_actions()
        self._connect_session()
        self._connect_panels()
        self._restore_layout()
        self.retranslate()
        self.show_page(self.welcome)

    def start(self, path: Path | None) -> None:
        """Open a project, or the sample county when there is none to open."""
        self.show_page(self.opening)
        if path is None:
            self.files.open_sample()
        else:
            self.files.open_path(path)
        self.files.safety.look_for_work()

    # -- layout --------------------------------------------------------------------------------------------
    def _make_docks(self) -> None:
        areas = Qt.DockWidgetArea
        self._unwanted_docks: set[QDockWidget] = set()
        self._column_heights: list[int] | None = None
        self._docks: dict[str, QDockWidget] = {
            "layers": self._dock(
                "layers", self.layers_panel, areas.LeftDockWidgetArea, self.layers_panel.head
            ),
            "scenarios": self._dock(
                "scenarios", self.scenarios_panel, areas.LeftDockWidgetArea, self.scenarios_panel.head
            ),
            "history": self._dock(
                "history", self.history_panel, areas.LeftDockWidgetArea, self.history_panel.head
            ),
            "findings": self._dock(
                "findings", self.findings_panel, areas.RightDockWidgetArea, self.findings_panel.head
            ),
            "selected": self._dock(
                "selected", self.selected_panel, areas.RightDockWidgetArea, self.selected_panel.head
            ),
            "tables": self._dock("tables", self.tables_panel, areas.BottomDockWidgetArea, QWidget()),
        }
        self.setCorner(Qt.Corner.BottomLeftCorner, areas.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, areas.RightDockWidgetArea)
        self.setDockNestingEnabled(False)
        self.tables_panel.opened.connect(self._fit_tables)
        self._fit_tables(False)

    def _dock(self, name: str, panel: QWidget, area: Qt.DockWidgetArea, head: QWidget) -> QDockWidget:
        dock = QDockWidget(self)
        dock.setObjectName(f"dock.{name}")
        dock.setWidget(panel)
        dock.setTitleBarWidget(head)
        movable = QDockWidget.DockWidgetFeature.DockWidgetMovable
        closable = QDockWidget.DockWidgetFeature.DockWidgetClosable
        dock.setFeatures(closable if name == "tables" else movable | closable)
        dock.setAllowedAreas(
            area
            if area == Qt.DockWidgetArea.BottomDockWidgetArea
            else Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.addDockWidget(area, dock)
        dock.toggleViewAction().triggered.connect(lambda is_on: self._want_dock(dock, is_on))
        return dock

    def _want_dock(self, dock: QDockWidget, is_wanted: bool) -> None:
        """Remember that the person closed or opened a panel: pages without panels hide them too."""
        (self._unwanted_docks.discard if is_wanted else self._unwanted_docks.add)(dock)

    def _restore_layout(self) -> None:
        # Nothing beyond the edge of a small screen, where nobody can get at it.
        self.resize(WINDOW_SIZE.boundedTo(self.screen().availableSize()))
        geometry = self.preferences.layout("window")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        state = self.preferences.layout("docks")
        if state.isEmpty() or not self.restoreState(state, LAYOUT_VERSION):
            docks = self._docks
            self.resizeDocks([docks["layers"], docks["findings"]], [232, 330], Qt.Orientation.Horizontal)
            self.resizeDocks([docks["layers"], docks["scenarios"]], [372, 236], Qt.Orientation.Vertical)
            self._unwanted_docks = {docks["history"]}  # for those who look for it, in the View menu
            self.resizeDocks([docks["findings"], docks["selected"]], [350, 318], Qt.Orientation.Vertical)
        else:
            self._unwanted_docks = {dock for dock in self._docks.values() if dock.isHidden()}
        self.tables_panel.set_open(False)

    def _fit_tables(self, is_open: bool) -> None:
        panel = self.tables_panel
        if is_open:
            panel.setMinimumHeight(110)
            panel.setMaximumHeight(16_777_215)
            self.resizeDocks([self._docks["tables"]], [TABLE_HEIGHT_PX], Qt.Orientation.Vertical)
        else:
            height = panel.tabs.sizeHint().height() + 2
            panel.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for name, share in (
            ("layers", MAX_LEFT_SHARE),
            ("scenarios", MAX_LEFT_SHARE),
            ("history", MAX_LEFT_SHARE),
            ("findings", MAX_RIGHT_SHARE),
            ("selected", MAX_RIGHT_SHARE),
            ("assignment", MAX_RIGHT_SHARE),
        ):
            if name in self._docks:
                self._docks[name].setMaximumWidth(max(180, int(self.width() * share)))

    def show_page(self, page: QWidget) -> None:
        """Show the map, the welcome page or the import page; panels belong to the map only."""
        self.pages.setCurrentWidget(page)
        on_map = page is self.canvas
        for dock in self._docks.values():
            dock.setVisible(on_map and dock not in self._unwanted_docks)
        self.toolbar.setVisible(on_map)
        self.status.set_map_visible(on_map)
        self.hint.setVisible(on_map and self.hint.property("wanted") is True)
        self._refresh_actions()

    # -- language and looks --------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.actions_.retranslate()
        self.menus.retranslate()
        self.toolbar.retranslate()
        titles = {
            "layers": self.tr("Layers"),
            "scenarios": self.tr("Scenarios"),
            "history": self.tr("History"),
            "findings": self.tr("Findings"),
            "selected": self.tr("Selected"),
            "tables": self.tr("Tables"),
            "assignment": self.tr("Assignment"),
        }
        for name, dock in self._docks.items():
            dock.setWindowTitle(titles[name])
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
        self.setWindowTitle(
            self.tr("{file} — {scenario}{mark} — Haven").format(file=name, scenario=scenario, mark=mark)
        )

    # -- wiring --------------------------------------------------------------------------------------------
    def _connect_actions(self) -> None:
        a, canvas, files = self.actions_, self.canvas, self.files
        for name, run in {
            "home": self.go_home,
            "new": lambda: files.choose_files(into_project=False),
            "add_layers": lambda: files.choose_files(into_project=True),
            "open": files.choose_open,
            "save": lambda: files.save(),
            "save_as": lambda: files.save_as(),
            "project_settings": self._show_project_settings,
            "targets": self._show_targets,
            "rules": self._show_rules,
            "indicators": self._show_indicators,
            "preferences": self._show_preferences,
            "quit": self.close,
            "cut": canvas.cut,
            "copy": canvas.copy,
            "paste": canvas.paste,
            "duplicate": canvas.duplicate,
            "delete": canvas.delete_selected,
            "select_all": canvas.select_all,
            "deselect": lambda: self.session.select([]),
            "find": self.search.start,
            "zoom_in": lambda: canvas.zoom_by(1.5),
            "zoom_out": lambda: canvas.zoom_by(1 / 1.5),
            "zoom_county": canvas.zoom_county,
            "zoom_selection": canvas.zoom_selection,
            "export_workbook": files.export_workbook,
            "export_pdf": lambda: self._show_map_sheet(".pdf"),
            "export_png": lambda: self._show_map_sheet(".png"),
            "export_webmap": lambda: files.export_map(".html"),
            "export_data": files.export_data,
            "scenario_duplicate": self.scenario_edits.duplicate_active,
            "scenario_rename": self.scenario_edits.rename_active,
            "scenario_delete": self.scenario_edits.delete_active,
            "compare": self._show_comparison,
            "assign": self._show_assignment,
            "shortcuts": self._show_shortcuts,
            "open_logs": self._open_logs,
            "about": self._show_about,
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
        QShortcut(QKeySequence("Backspace"), canvas, canvas.delete_selected, context=_ON_WIDGET)
        self.menus.language_chosen.connect(self.set_language)
        self.menus.theme_chosen.connect(self.set_theme)
        self.menus.recent.aboutToShow.connect(self._fill_recent)

    def _connect_session(self) -> None:
        session = self.session
        session.said.connect(lambda message, level: self.messages.show_message(message, level))
        session.zoom_wanted.connect(lambda bounds: self.canvas.zoom_to(bounds))
        session.tool_wanted.connect(self.canvas.set_tool)
        session.project_replaced.connect(self._on_replaced)
        session.project_changed.connect(self._on_change)
        session.path_changed.connect(self._refresh_title)
        session.dirty_changed.connect(lambda _: self._refresh_title())
        session.selection_changed.connect(self._refresh_actions)
        self.scenario_box.activated.connect(
            lambda index: session.project.activate(self.scenario_box.itemData(index))
        )

    def _connect_panels(self) -> None:
        canvas, files, status = self.canvas, self.files, self.status
        canvas.cursor_moved.connect(status.show_position)
        canvas.scale_changed.connect(status.show_scale)
        canvas.hint_changed.connect(status.show_hint)
        canvas.files_dropped.connect(self._on_drop)
        canvas.context_menu_wanted.connect(self._show_map_menu)
        self.layers_panel.families_hidden.connect(canvas.set_hidden_families)
        self.layers_panel.map_options_changed.connect(lambda options: canvas.set_options(**options))
        self.layers_panel.table_wanted.connect(self.tables_panel.open_table)
        self.layers_panel.add_layers_wanted.connect(lambda: files.choose_files(into_project=True))
        self.findings_panel.add_layers_wanted.connect(lambda: files.choose_files(into_project=True))
        self.findings_panel.target_wanted.connect(self._show_targets)
        self.findings_panel.rule_wanted.connect(self._show_rules)
        self.findings_panel.indicator_wanted.connect(self._show_indicators)
        self.scenarios_panel.duplicate_wanted.connect(self.scenario_edits.duplicate)
        self.scenarios_panel.rename_wanted.connect(self.scenario_edits.rename)
        self.scenarios_panel.delete_wanted.connect(self.scenario_edits.delete)
        self.scenarios_panel.compare_wanted.connect(self._show_comparison)
        self.selected_panel.done.connect(canvas.setFocus)
        self.search.left.connect(canvas.setFocus)
        self.tables_panel.refused.connect(self._say_refused)
        welcome = self.welcome
        welcome.sample_wanted.connect(files.open_sample)
        welcome.open_wanted.connect(files.choose_open)
        welcome.files_wanted.connect(lambda: files.choose_files(into_project=False))
        welcome.folder_wanted.connect(lambda: files.choose_folder(into_project=False))
        welcome.recent_wanted.connect(files.open_path)
        welcome.files_dropped.connect(lambda paths: files.import_paths(paths, into_project=False))
        welcome.back_wanted.connect(lambda: self.show_page(self.canvas))
        self.hint.closed.connect(self._forget_hint)
        self.tasks.progressed.connect(self.opening.show_progress)
        self.tasks.idle.connect(self._leave_opening)
        files.opened.connect(self._on_opened)
        files.saved_at.connect(status.set_saved_at)
        files.recent_changed.connect(welcome.refresh)
        files.notified.connect(self.messages.show_message)
        files.import_ready.connect(self._show_import)
        files.safety.found.connect(self._offer_recovery)
        welcome.recovery_wanted.connect(self._recover)
        welcome.recovery_refused.connect(self._refuse_recovery)

    # -- reactions -----------------------------------------------------------------------------------------
    def _on_opened(self) -> None:
        self.status.set_saved_at("")
        self._close_import()
        self.canvas.setFocus()
        is_sample = self.session.project.settings.is_sample and self.session.path is None
        wanted = is_sample and self.preferences.flag("sample_hint", True)
        self.hint.setProperty("wanted", wanted)
        if wanted:
            self.hint.show_hint(self._sample_hint, self.go_home)
        else:
            self.hint.hide()

    def _leave_opening(self) -> None:
        """The first project could not be opened: the message bar says why, the page what else can be done."""
        if self.pages.currentWidget() is self.opening:
            self.show_page(self.welcome)

    def _forget_hint(self) -> None:
        self.hint.setProperty("wanted", False)
        self.preferences.set_flag("sample_hint", False)
        self.preferences.save()

    def _sample_hint(self) -> tuple[str, str]:
        return (
            self.tr("This is an invented county to try things out: drag a facility and watch the findings."),
            self.tr("Work on your own county…"),
        )

    def _on_replaced(self) -> None:
        self._fill_scenarios()
        self._refresh_title()
        self._refresh_actions()
        self.welcome.set_back_visible(self.session.has_project)

    def _on_change(self, change: Change) -> None:
        if change.parts & {Part.SCENARIOS, Part.ACTIVE_SCENARIO, Part.SETTINGS}:
            self._fill_scenarios()
        self._refresh_title()
        self._refresh_actions()

    def _on_tool(self, name: str) -> None:
        action = self.actions_.tools.get(name)
        if action is not None:
            action.setChecked(True)

    def _fill_scenarios(self) -> None:
        scenarios = self.session.project.scenarios if self.session.has_project else ()
        wanted = [(scenario.title(self.session.lang), scenario.id) for scenario in scenarios]
        box = self.scenario_box
        # Filled anew only if it must be: it may be the box itself that told of the change.
        if wanted != [(box.itemText(i), box.itemData(i)) for i in range(box.count())]:
            box.clear()
            for name, scenario_id in wanted:
                box.addItem(name, scenario_id)
        self.scenario_box.setCurrentIndex(self.scenario_box.findData(self.session.project.active_scenario_id))

    def _fill_recent(self) -> None:
        menu = self.menus.recent
        menu.clear()
        for path in self.preferences.recent:
            menu.addAction(f"{path.name}    {path.parent}", lambda path=path: self.files.open_path(path))
        menu.setEnabled(not menu.isEmpty())

    def _refresh_actions(self) -> None:
        has_project = self.session.has_project
        on_map = has_project and self.pages.currentWidget() is self.canvas
        has_selection = bool(self.session.selection)
        a = self.actions_
        for action in a:
            action.setEnabled(has_project)
        for action in a.tools.values():
            action.setEnabled(on_map)
        for name in ("home", "new", "open", "preferences", "quit", "shortcuts", "open_logs", "about"):
            a[name].setEnabled(True)
        for name in ("cut", "copy", "duplicate", "delete", "deselect", "zoom_selection"):
            a[name].setEnabled(on_map and has_selection)
        for name in ("paste", "select_all", "find", "zoom_in", "zoom_out", "zoom_county"):
            a[name].setEnabled(on_map)
        a["scenario_delete"].setEnabled(has_project and not self.session.scenario.is_today)

    def go_home(self) -> None:
        """Show the welcome page; the project stays open behind it."""
        self.welcome.refresh()
        self.welcome.set_back_visible(self.session.has_project)
        self.show_page(self.welcome)

    def _say_refused(self, why: str) -> None:
        message = Message(self.tr("The cell was not changed."), "", why)
        self.messages.show_message(message, "warning")

    def _on_drop(self, paths: list[Path]) -> None:
        self.files.import_paths([Path(path) for path in paths], into_project=self.session.has_project)

    def _show_map_menu(self, at, position) -> None:  # type: ignore[no-untyped-def]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        a = self.actions_
        if self.session.selection:
            menu.addActions([a["cut"], a["copy"], a["duplicate"], a["delete"]])
            menu.addSeparator()
            menu.addActions([self.actions_.tools["reshape"], a["zoom_selection"]])
        else:
            menu.addActions([a["paste"], a["select_all"]])
            menu.addSeparator()
            menu.addActions([a["zoom_county"]])
        menu.popup(at)

    # -- unsaved work of a run that ended badly --------------------------------------------------------------
    def _offer_recovery(self, found: list[Recovery]) -> None:
        self.welcome.offer_recovery(found)
        first = found[0]
        name = first.path.name if first.path is not None else first.project_name
        message = Message(
            self.tr("Haven was not closed properly last time."),
            self.tr("{name}: {count} changes up to {time} were not saved.").format(
                name=name, count=first.edits, time=f"{first.time:%Y-%m-%d %H:%M}"
            ),
            "",
        )
        self.messages.show_message(
            message, "warning", self.tr("Bring them back"), lambda: self._recover(first)
        )

    def _recover(self, recovery: Recovery) -> None:
        self.welcome.offer_recovery(())
        self.files.recover(recovery)

    def _refuse_recovery(self, recovery: Recovery) -> None:
        self.welcome.offer_recovery(())
        self.messages.close_message()
        self.files.safety.discard(recovery)

    # -- dialogs -------------------------------------------------------------------------------------------
    def _show_import(self, paths: list[Path], result: ImportResult, into_project: bool) -> None:
        from ui.importpage import ImportPage

        self._close_import()
        page = ImportPage(self.session, self.files, paths, result, into_project=into_project)
        page.closed.connect(self._close_import)
        self.import_page = page
        self.pages.addWidget(page)
        self.show_page(page)

    def _close_import(self) -> None:
        page, self.import_page = self.import_page, None
        self.show_page(self.canvas if self.session.has_project else self.welcome)
        if page is not None:
            self.pages.removeWidget(page)
            page.deleteLater()

    def _show_map_sheet(self, suffix: str) -> None:
        from ui.dialogs.mapsheet import MapSheetDialog

        on_screen = self.canvas.stage.options
        as_shown = {"theme": on_screen.theme, "coverage_key": on_screen.coverage_key}
        dialog = MapSheetDialog(self.preferences, self.canvas.extent, self)
        dialog.chosen.connect(lambda sheet: self.files.export_map(suffix, {**as_shown, **sheet}))
        dialog.open()

    def _show_project_settings(self) -> None:
        from ui.dialogs.projectsettings import ProjectSettingsDialog

        ProjectSettingsDialog(self.session, self).open()

    def _show_targets(self, row_id: str = "") -> None:
        from ui.dialogs.modeless import open_beside
        from ui.dialogs.plan import PlanDialog

        dialog = open_beside(self, PlanDialog, lambda: PlanDialog(self.session, self))
        if row_id:
            dialog.select(row_id)

    def _show_rules(self, key: str = "") -> None:
        from ui.dialogs.modeless import open_beside
        from ui.dialogs.rules import RulesDialog

        dialog = open_beside(self, RulesDialog, lambda: RulesDialog(self.session, self.tasks, self))
        if key:
            dialog.show_rule(key)

    def _show_indicators(self, row_id: str = "") -> None:
        from ui.dialogs.indicators import IndicatorsDialog
        from ui.dialogs.modeless import open_beside

        dialog = open_beside(self, IndicatorsDialog, lambda: IndicatorsDialog(self.session, self))
        if row_id:
            dialog.show_row(row_id)

    def _show_preferences(self) -> None:
        from ui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self.preferences, self)
        dialog.language_chosen.connect(self.set_language)
        dialog.theme_chosen.connect(self.set_theme)
        dialog.open()

    def _show_comparison(self) -> None:
        from ui.dialogs.compare import CompareDialog

        CompareDialog(self.session, self.scenarios_panel, self).show()

    def _show_assignment(self) -> None:
        """Open the panel in front of the findings; it is made when it is first wanted."""
        from ui.panels.assignment import AssignmentPanel

        dock = self._docks.get("assignment")
        if dock is None:
            panel = AssignmentPanel(self.session, self.tasks)
            findings = self._docks["findings"]
            dock = self._dock("assignment", panel, Qt.DockWidgetArea.RightDockWidgetArea, panel.head)
            dock.setMaximumWidth(findings.maximumWidth())
            self.tabifyDockWidget(findings, dock)
            self._docks["assignment"] = dock
            panel.flows_wanted.connect(self.canvas.set_flows)
            panel.closed.connect(dock.toggleViewAction().trigger)
            dock.toggleViewAction().toggled.connect(panel.set_shown)
            dock.toggleViewAction().toggled.connect(self._share_right_column)
            self.menus.panels.addAction(dock.toggleViewAction())
            self.retranslate()
        self._want_dock(dock, True)
        dock.show()
        dock.raise_()
        self._share_right_column(True)

    def _share_right_column(self, with_assignment: bool) -> None:
        """Tables of the assignment need most of the column's height."""
        docks = self._docks
        usual = self._column_heights or [docks["findings"].height(), docks["selected"].height()]
        self._column_heights = usual if with_assignment else None
        heights = [sum(usual) - 108, 108] if with_assignment else usual
        self.resizeDocks([docks["findings"], docks["selected"]], heights, Qt.Orientation.Vertical)
        if with_assignment:
            self.resizeDocks([docks["assignment"]], [heights[0]], Qt.Orientation.Vertical)

    def _show_shortcuts(self) -> None:
        from ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self.actions_, self).open()

    def _show_about(self) -> None:
        from ui.dialogs.about import AboutDialog

        AboutDialog(self).open()

    def _open_logs(self) -> None:
        from ui.crashlog import logs_folder

        logs_folder().mkdir(parents=True, exist_ok=True)
        open_folder(logs_folder())

    # -- files dropped beside the map ------------------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._on_drop(paths)

    # -- closing -------------------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.has_project and self.session.is_dirty:
            answer = self.files.ask_about_changes()
            if answer == QMessageBox.StandardButton.Cancel:
                event.ignore()
                return
            if answer == QMessageBox.StandardButton.Save:
                event.ignore()
                self.files.save(lambda: QTimer.singleShot(0, self, self.close))
                return
        self.preferences.set_layout("window", self.saveGeometry())
        if self.pages.currentWidget() is self.canvas:
            self.preferences.set_layout("docks", self.saveState(LAYOUT_VERSION))
        self.preferences.save()
        self.hide()  # at once: what still runs may need a moment to stop
        self.tasks.shutdown()
        self.files.close()
        event.accept()


_ON_WIDGET = Qt.ShortcutContext.WidgetShortcut
