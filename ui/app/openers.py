"""What is made only when somebody wants it: dialogs, the import page, the assignment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from ui.core.files import open_folder
from ui.core.i18n import term
from ui.core.tasks import Task

if TYPE_CHECKING:
    from layers.importing.importer import ImportResult
    from layers.ledgerback import LedgerFile
    from models.assessment.repairs import Repair
    from ui.app.importpage import ImportPage
    from ui.app.shell import Shell


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
        self.close_import()
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
        """Any two scenarios side by side."""
        from ui.dialogs.compare import CompareDialog
        from ui.widgets.modeless import open_beside

        window = self._window
        open_beside(window, CompareDialog, lambda: CompareDialog(window.session, window.results, window))

    @of_all_facilities
    def show_shelters(self) -> None:
        """Need and room, make-up, custody and candidate sites of the shelters."""
        from ui.analysis.shelters import ShelterDialog
        from ui.widgets.modeless import open_beside

        window = self._window

        def make() -> ShelterDialog:
            dialog = ShelterDialog(window.session, window.tasks, window)
            dialog.rule_wanted.connect(self.show_rules)
            dialog.stand_right_in(window)
            return dialog

        open_beside(window, ShelterDialog, make)

    @of_all_facilities
    def show_fire_response(self) -> None:
        """Stations, townships and villages: who comes first and second, and how soon."""
        from ui.analysis.fire import FireDialog
        from ui.widgets.modeless import open_beside

        window = self._window

        def make() -> FireDialog:
            dialog = FireDialog(window.session, window)
            dialog.rule_wanted.connect(self.show_rules)
            return dialog

        open_beside(window, FireDialog, make)

    @of_all_facilities
    def show_teams(self) -> None:
        """Head counts and arrival of teams, aircraft, checklists of townships and villages."""
        from ui.analysis.teams import TeamDialog
        from ui.widgets.modeless import open_beside

        window = self._window

        def make() -> TeamDialog:
            dialog = TeamDialog(window.session, window)
            dialog.stand_right_in(window)
            return dialog

        open_beside(window, TeamDialog, make)

    def show_roads(self) -> None:
        """What is wrong with the road network."""
        from ui.analysis.roads import RoadsDialog
        from ui.widgets.modeless import open_beside

        window = self._window

        def make() -> RoadsDialog:
            dialog = RoadsDialog(window.session, window.tasks, window)
            dialog.marks_wanted.connect(window.canvas.set_road_marks)
            dialog.stand_right_in(window)
            return dialog

        open_beside(window, RoadsDialog, make)

    @of_all_facilities
    def show_assignment(self) -> None:
        """Show the assignment among the analyses; it is made when it is first wanted."""
        from ui.analysis.assignment import AssignmentPanel

        window, analyses = self._window, self._window.analyses_panel
        panel = analyses.findChild(AssignmentPanel)
        if panel is None:
            panel = AssignmentPanel(window.session, window.tasks)
            panel.flows_wanted.connect(window.canvas.set_flows)
            panel.closed.connect(self._close_assignment)
        analyses.show_analysis(panel)
        panel.set_shown(True)
        window.show_analyses()

    def _close_assignment(self) -> None:
        from ui.analysis.assignment import AssignmentPanel

        analyses = self._window.analyses_panel
        analyses.show_choice()
        for panel in analyses.findChildren(AssignmentPanel):
            panel.set_shown(False)

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
        from ui.analysis.supplies import SuppliesDialog
        from ui.widgets.modeless import open_beside

        window = self._window

        def make() -> SuppliesDialog:
            made = SuppliesDialog(window.session, window.tasks, window.preferences, window)
            made.flows_wanted.connect(lambda lines: window.canvas.set_flows(lines, Family.DEPOT))
            made.dispatch.send_flows()
            return made

        dialog = open_beside(window, SuppliesDialog, make)
        if depot_id:
            dialog.show_depot(depot_id)

    def show_pack(self) -> None:
        """Set up the meeting pack, beside the map, then write it."""
        from ui.dialogs.pack import PackDialog
        from ui.widgets.modeless import keep_beside, open_beside

        window = self._window

        def make() -> PackDialog:
            dialog = PackDialog(window.session, window.preferences, window)
            keep_beside(dialog, window.session.undo_stack)
            dialog.chosen.connect(window.files.export_pack)
            return dialog

        open_beside(window, PackDialog, make)

    # -- the program itself --------------------------------------------------------------------------------
    def show_preferences(self) -> None:
        """Language and appearance."""
        from ui.dialogs.preferences import PreferencesDialog

        window = self._window
        dialog = PreferencesDialog(window.preferences, window)
        dialog.language_chosen.connect(window.menus.language_chosen)
        dialog.theme_chosen.connect(window.menus.theme_chosen)
        dialog.open()

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
