"""What can be done with scenarios: duplicate, rename, delete; each is one undo step."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from models.facilities.facility import new_id
from models.kernel.text import Lang
from models.project.edits import EditTogether
from models.project.scenario import TODAY_ID
from ui.core.i18n import said_by, term
from ui.core.said import Telling
from ui.core.session import Session

_LETTERS: dict[Lang, str] = {"zh": "甲乙丙丁戊己庚辛壬癸", "en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


class ScenarioEdits(Telling, QObject):
    """Asks for names where one is needed, and pushes the edits."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def duplicate_active(self) -> None:
        """Make a new plan from the scenario that is shown."""
        self.duplicate(self._session.project.active_scenario_id)

    def rename_active(self) -> None:
        """Rename the scenario that is shown."""
        self.rename(self._session.project.active_scenario_id)

    def delete_active(self) -> None:
        """Delete the scenario that is shown."""
        self.delete(self._session.project.active_scenario_id)

    def free_name(self) -> str:
        """Return a name that no scenario has yet."""
        taken = {scenario.title(self._session.lang) for scenario in self._session.project.scenarios}
        for letter in _LETTERS[self._session.lang]:
            name = self.tr("Plan {letter}").format(letter=letter)
            if name not in taken:
                return name
        return self.tr("Plan {letter}").format(letter=len(taken))

    def duplicate(self, scenario_id: str, name: str = "") -> None:
        """Make a new plan from a scenario and show it."""
        session = self._session
        if not name:
            name, is_ok = QInputDialog.getText(
                self._window, self.tr("New plan"), self.tr("Name of the plan"), text=self.free_name()
            )
            if not is_ok or not name.strip():
                return
        key = new_id()
        session.push(
            session.project.duplicate_edit(scenario_id, name.strip(), key),
            self.tr("New plan {name}").format(name=name.strip()),
        )
        session.project.activate(key)

    def rename(self, scenario_id: str, name: str = "") -> None:
        """Rename a scenario."""
        session = self._session
        old = session.project.scenario(scenario_id)
        before = old.title(session.lang)
        if not name:
            name, is_ok = QInputDialog.getText(
                self._window, self.tr("Rename scenario"), term("field.name"), text=before
            )
            if not is_ok or not name.strip():
                return
        if name.strip() != before:
            session.push(
                session.project.scenario_edit(scenario_id, name=name.strip()),
                self.tr("Rename scenario {name}").format(name=said_by(old.title)),
            )

    def delete(self, scenario_id: str) -> None:
        """Delete a plan; today cannot be deleted, Undo brings a plan back."""
        session = self._session
        if scenario_id == TODAY_ID:
            return
        name = said_by(session.project.scenario(scenario_id).title)
        edit = session.project.remove_scenario_edit(scenario_id)
        session.push(EditTogether((edit,)), self.tr("Delete scenario {name}").format(name=name))
