"""What the parts of the main window may use of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QStackedWidget

if TYPE_CHECKING:
    from ui.app.docks import Docks
    from ui.app.menus import Menus
    from ui.app.welcome import WelcomePage
    from ui.core.actions import Actions
    from ui.core.exports import Exports
    from ui.core.figuresbeside import Beside
    from ui.core.files import Files
    from ui.core.preferences import Preferences
    from ui.core.scenariofindings import ScenarioFindings
    from ui.core.session import Session
    from ui.core.tasks import TaskRunner
    from ui.map import MapCanvas
    from ui.map.beside import SideMap
    from ui.panels.analyses import AnalysesPanel
    from ui.panels.tables import TablesPanel
    from ui.widgets.messagebar import MessageBar


class Shell(QMainWindow):
    """The window as those see it who open things in front of it or beside it; the main window fills it."""

    preferences: Preferences
    session: Session
    tasks: TaskRunner
    saves: TaskRunner
    figures: Beside
    actions_: Actions
    files: Files
    exports: Exports
    results: ScenarioFindings
    docks: Docks
    menus: Menus
    pages: QStackedWidget
    messages: MessageBar
    canvas: MapCanvas
    side_map: SideMap
    welcome: WelcomePage
    tables_panel: TablesPanel
    analyses_panel: AnalysesPanel

    def show_analyses(self) -> None:
        """Bring the analyses to the front."""
        raise NotImplementedError

    def toolbar_shown(self, is_shown: bool) -> None:
        """Show or hide the tool bar."""
        raise NotImplementedError
