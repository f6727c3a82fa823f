"""What is made only when somebody wants it: dialogs, the import page, the assignment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from ui.core.exports import open_folder
from ui.core.i18n import term
from ui.core.tasks import Task

if TYPE_CHECKING:
    from layers.importing.importer import ImportResult
    from layers.ledgerback import LedgerFile
    from layers.project.backups import Backup, Counts
    from models.assessment.repairs import Repair
    from ui.app.importpage import ImportPage
    from ui.app.shell import Shell


PanelType = TypeVar("PanelType", bound=QWidget)


def of_all_facilities(show: Callable[..., None]) -> Callable[..., None]:
    """Show an analysis only if all facilities that it is made of could be read; else say why it is not."""

    @wraps(show)
    def show_or_say(self: Openers, *arguments: Any) -> None:
        session = self._window.session
        try:
            session.project.check_facilities_read()
        except HavenError as error:
            session.say(error.message(session.lang), "error")
        else:
            show(self, *arguments)

    return show_or_say


class Openers(QObject):
    """Opens things for the main window.

    Signals
    -------
    page_wanted(QWidget)
        Another of the window's pages is to be shown.
    """

    page_wanted = Signal(QWidget)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.import_page: ImportPage | None = None

    # -- import --------------------------------------------------------------------------------------------
    def show_import(self, paths: list[Path], result: ImportResult, into_project: bool) -> None:
        """Show what an import found."""
        from ui.app.importpage import ImportPage

        window = self._window
        if self.import_page is not None and self.import_page.is_of(paths, into_project=into_project):
            self.import_page.renew(result)
            return
        self.close_import()
        window.messages.close_error()  # of files that were tried before
        page = ImportPage(window.session, window.files, paths, result, into_project=into_project)
        page.closed.connect(self.close_import)
        self.import_page = page
        window.pages.addWidget(page)
        self.page_wanted.emit(page)

    def close_import(self) -> None:
        """Go back to the map, or to the welcome page while no project is open."""
        window = self._window
        page, self.import_page = self.import_page, None
        self.page_wanted.emit(window.canvas if window.session.has_project else window.welcome)
        if page is not None:
            window.pages.removeWidget(page)
            page.deleteLater()

    def choose_ledgers(self) -> None:
        """Ask for a workbook whose ledgers were edited."""
        window = self._window
        name, _ = QFileDialog.getOpenFileName(
            window,
            self.tr("Workbook with edited ledgers"),
            str(window.preferences.last_folder("export")),
            self.tr("Excel workbook (*.xlsx)"),
        )
        if name:
            self.show_ledgers(Path(name))

    def show_ledgers(self, path: Path) -> None:
        """Read ledgers back and show in what they differ from the project."""
        window = self._window
        project = window.session.project.snapshot()

        def work() -> Work[tuple[LedgerFile, str]]:
            from layers.ledgerback import read_ledgers, scenario_of

            yield Progress(0, 0, "progress.ledgerback.read")
            ledger = read_ledgers(path)
            return ledger, scenario_of(ledger, project)

        def done(result: tuple[LedgerFile, str]) -> None:
            from ui.dialogs.ledgerback import LedgerBackDialog

            for old in window.findChildren(LedgerBackDialog):
                old.close()
            LedgerBackDialog(window.session, *result, window).show()

        window.tasks.start(Task(term("progress.ledgerback.read"), work, done))

    # -- project -------------------------------------------------------------------------------------------
    def show_project_settings(self) -> None:
        """Names, code and plan of the county."""
        from ui.dialogs.projectsettings import ProjectSettingsDialog

        ProjectSettingsDialog(self._window.session, self._window).open()

    def show_data_remarks(self) -> None:
        """What the data say against themselves."""
        from ui.dialogs.dataremarks import DataRemarksDialog
        from ui.widgets.modeless import open_beside

        window = self._window
        open_beside(window, DataRemarksDialog, lambda: DataRemarksDialog(window.session, window))

    def repair(self, repair: Repair) -> None:
        """Lead to where data that a figure lacks can be added."""
        window = self._window
        match repair.kind:
            case "layers":
                window.files.choose_files(into_project=True)
            case "place":
                window.session.tool_wanted.emit(f"place.{repair.family}")
                window.canvas.setFocus()
            case "table":
                window.tables_panel.open_table(repair.family)
            case "county":
                self.show_project_settings()
            case "typed":
                self.show_indicators()
            case "stock":
                self.show_supplies()
            case "rule":
                self.show_rules(repair.rule)

    def show_targets(self, row_id: str = "") -> None:
        """What the plan asks for."""
        from ui.dialogs.plan import PlanDialog
        from ui.widgets.modeless import open_beside

        window = self._window
        dialog = open_beside(window, PlanDialog, lambda: PlanDialog(window.session, window))
        if row_id:
            dialog.select(row_id)

    def show_rules(self, key: str = "") -> None:
        """Rule values and their sources."""
        from ui.dialogs.rules import RulesDialog
        from ui.widgets.modeless import open_beside

        window = self._window
        dialog = open_beside(window, RulesDialog, lambda: RulesDialog(window.session, window.tasks, window))
        if key:
            dialog.show_rule(key)

    def show_indicators(self, row_id: str = "") -> None:
        """Values that no layer holds."""
        from ui.dialogs.indicators import IndicatorsDialog
        from ui.widgets.modeless import open_beside

        window = self._window
        dialog = open_beside(window, IndicatorsDialog, lambda: IndicatorsDialog(window.session, window))
        if row_id:
            dialog.show_row(row_id)

    # -- analysis and results ------------------------------------------------------------------------------
    def show_comparison(self) -> None:
        """Any two scenarios against each other."""
        from ui.analysis.compare import ComparePanel

        window = self._window

        def make() -> ComparePanel:
            panel = ComparePanel(window.session, window.tasks)
            panel.marks_wanted.connect(window.canvas.set_people_marks)
            panel.swipe_wanted.connect(window.canvas.set_swipe)
            panel.beside_wanted.connect(window.side_map.show_scenario)
            panel.line_wanted.connect(window.canvas.swipe.move_to)
            window.canvas.swipe.moved.connect(panel.show_line)
            return panel

        self._show_analysis(ComparePanel, make)

    def _show_analysis(self, kind: type[PanelType], make: Callable[[], PanelType]) -> PanelType:
        """Show an analysis in the inspector and its table below; made when it is first wanted."""
        window = self._window
        found = window.analyses_panel.findChildren(kind)
        panel = found[0] if found else make()
        window.analyses_panel.show_analysis(panel)
        window.show_analyses()
        return panel

    @of_all_facilities
    def show_shelters(self) -> None:
        """Need and room, make-up, custody and candidate sites of the shelters."""
        from ui.analysis.shelters import ShelterPanel

        window = self._window

        def make() -> ShelterPanel:
            panel = ShelterPanel(window.session)
            panel.rule_wanted.connect(self.show_rules)
            panel.candidates.siting_wanted.connect(self.show_siting)
            return panel

        self._show_analysis(ShelterPanel, make)

    @of_all_facilities
    def show_fire_response(self) -> None:
        """Stations, townships and villages: who comes first and second, and how soon."""
        from ui.analysis.fire import FirePanel

        def make() -> FirePanel:
            panel = FirePanel(self._window.session)
            panel.rule_wanted.connect(self.show_rules)
            return panel

        self._show_analysis(FirePanel, make)

    @of_all_facilities
    def show_teams(self) -> None:
        """Head counts and arrival of teams, aircraft, checklists of townships and villages."""
        from ui.analysis.teams import TeamPanel

        self._show_analysis(TeamPanel, lambda: TeamPanel(self._window.session))

    @of_all_facilities
    def show_siting(self) -> None:
        """Where the next facilities should stand."""
        from ui.analysis.siting import SitingPanel

        window = self._window

        def make() -> SitingPanel:
            panel = SitingPanel(window.session, window.tasks)
            panel.marks_wanted.connect(window.canvas.set_road_marks)
            return panel

        self._show_analysis(SitingPanel, make)

    def show_roads(self) -> None:
        """What is wrong with the road network."""
        from ui.analysis.roads import RoadsPanel

        window = self._window

        def make() -> RoadsPanel:
            panel = RoadsPanel(window.session, window.tasks)
            panel.marks_wanted.connect(window.canvas.set_road_marks)
            return panel

        self._show_analysis(RoadsPanel, make)

    @of_all_facilities
    def show_evacuation(self) -> None:
        """Who leaves a hazard zone, and where to."""
        from ui.analysis.evacuation import EvacuationPanel

        window = self._window

        def make() -> EvacuationPanel:
            panel = EvacuationPanel(window.session, window.tasks, window.preferences)
            panel.flows_wanted.connect(lambda lines: window.canvas.set_flows(lines, is_bold=True))
            panel.marks_wanted.connect(window.canvas.set_road_marks)
            return panel

        self._show_analysis(EvacuationPanel, make)

    @of_all_facilities
    def show_projects(self) -> None:
        """Key projects: ledger, time and money, order of building, figures by year."""
        from ui.analysis.projects import ProjectsPanel

        window = self._window

        def make() -> ProjectsPanel:
            panel = ProjectsPanel(window.session, window.tasks, window.results)
            panel.unbuilt_wanted.connect(window.canvas.set_unbuilt)
            return panel

        self._show_analysis(ProjectsPanel, make)

    @of_all_facilities
    def show_upkeep(self) -> None:
        """The yearly ledger: what is due, the year plan, the entries."""
        from ui.analysis.upkeep import UpkeepPanel

        window = self._window

        def make() -> UpkeepPanel:
            panel = UpkeepPanel(window.session, window.tasks, window.preferences)
            panel.rule_wanted.connect(self.show_rules)
            return panel

        self._show_analysis(UpkeepPanel, make)

    def show_renewal(self, layer_id: str) -> None:
        """Ask for the newer file of a layer, on the page of years."""
        from ui.analysis.upkeep import UpkeepPanel

        self.show_upkeep()
        for panel in self._window.analyses_panel.findChildren(UpkeepPanel)[:1]:
            panel.renew(layer_id)

    @of_all_facilities
    def show_assignment(self) -> None:
        """Who finds a place in which shelter."""
        from ui.analysis.assignment import AssignmentPanel

        window = self._window

        def make() -> AssignmentPanel:
            panel = AssignmentPanel(window.session, window.tasks)
            panel.flows_wanted.connect(window.canvas.set_flows)
            return panel

        self._show_analysis(AssignmentPanel, make)

    def show_composer(self) -> None:
        """Lay out, look at, write and print map sheets."""
        from ui.composer import ComposerWindow
        from ui.widgets.modeless import open_beside

        window = self._window

        def make() -> ComposerWindow:
            return ComposerWindow(
                window.session,
                window.tasks,
                window.preferences,
                window.files,
                lambda: window.canvas.extent,
                window,
            )

        open_beside(window, ComposerWindow, make)

    @of_all_facilities
    def show_supplies(self, depot_id: str = "") -> None:
        """Stock ledger, need and shortage, dispatch plan; ``depot_id`` to begin with one depot's stock."""
        from models.facilities.facility import Family
        from ui.analysis.supplies import SuppliesPanel

        window = self._window

        def make() -> SuppliesPanel:
            panel = SuppliesPanel(window.session, window.tasks, window.preferences)
            panel.flows_wanted.connect(lambda lines: window.canvas.set_flows(lines, Family.DEPOT))
            return panel

        panel = self._show_analysis(SuppliesPanel, make)
        if depot_id:
            panel.show_depot(depot_id)

    def show_pack(self) -> None:
        """Set up the meeting pack, beside the map, then write it."""
        from ui.dialogs.pack import PackDialog
        from ui.widgets.modeless import keep_beside, open_beside

        window = self._window

        def make() -> PackDialog:
            dialog = PackDialog(window.session, window.preferences, window)
            keep_beside(dialog, window.session.undo_stack)
            dialog.chosen.connect(window.exports.pack)
            return dialog

        open_beside(window, PackDialog, make)

    def show_backups(self) -> None:
        """Earlier versions of the open project, counted off the window's thread."""
        window = self._window
        session, path = window.session, window.session.path
        if path is None:
            return
        folder = window.files.backups.folder(path)

        def work() -> Work[list[tuple[Backup, Counts | None]]]:
            from layers.project.backups import backups_in, counts_in

            found: list[tuple[Backup, Counts | None]] = []
            for backup in backups_in(folder):
                yield Progress(len(found), 0, "progress.project.open")
                try:
                    found.append((backup, counts_in(backup.path)))
                except HavenError:
                    found.append((backup, None))
            return found

        def done(found: list[tuple[Backup, Counts | None]]) -> None:
            from ui.dialogs.backups import BackupsDialog
            from ui.widgets.modeless import open_beside

            def make() -> BackupsDialog:
                dialog = BackupsDialog(session, found, str(folder), window)
                dialog.chosen.connect(window.files.open_backup)
                return dialog

            if session.path == path:
                open_beside(window, BackupsDialog, make)

        window.tasks.start(Task(self.tr("Looking for earlier versions"), work, done, owner=window))

    # -- the program itself --------------------------------------------------------------------------------
    def show_preferences(self) -> None:
        """Language and appearance."""
        from ui.dialogs.preferences import PreferencesDialog

        window = self._window
        dialog = PreferencesDialog(window.preferences, window)
        dialog.language_chosen.connect(window.menus.language_chosen)
        dialog.theme_chosen.connect(window.menus.theme_chosen)
        dialog.open()

    def show_manual(self) -> None:
        """The manual, at the page on what has the keyboard."""
        from ui.dialogs.manual import Manual, page_of
        from ui.widgets.modeless import open_beside

        window, page = self._window, page_of(QApplication.focusWidget())
        open_beside(window, Manual, lambda: Manual(window.session, window.actions_, window)).show_page(page)

    def show_commands(self) -> None:
        """All commands, to be found by their words."""
        from ui.dialogs.palette import CommandPalette

        CommandPalette(self._window.menuBar(), self._window).show()

    def show_shortcuts(self) -> None:
        """Keys and mouse."""
        from ui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._window.actions_, self._window).open()

    def show_about(self) -> None:
        """What this program is."""
        from ui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()

    def open_logs(self) -> None:
        """Show the folder of the log files."""
        from ui.core.crashlog import logs_folder

        logs_folder().mkdir(parents=True, exist_ok=True)
        open_folder(logs_folder())
