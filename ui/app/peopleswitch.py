"""The choice whose people figures count: the residents, or who is there by day or by night."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from models.county.county import County
from models.county.layer import Layer
from models.county.population import times_given
from models.findings.whose import counted_note, people_word
from models.kernel.errors import Message
from models.kernel.text import Lang
from ui.core.i18n import said_by, term
from ui.core.said import Telling, anew
from ui.core.session import Session


class PeopleSwitch(Telling, QObject):
    """Keeps the choice ticked as the project says; another is one undo step that computes every figure anew.

    Parameters
    ----------
    choices
        An action for all residents (``""``) and for each time of day.
    button
        Says at the window's foot whose people count, where there is a choice, and opens ``menu``.
    """

    def __init__(
        self,
        session: Session,
        choices: dict[str, QAction],
        button: QPushButton,
        menu: QMenu,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._choices, self._button = session, choices, button
        self._layers: tuple[Layer, ...] = ()
        self._given: frozenset[str] = frozenset()
        self._counted = self._word = ""
        button.setMenu(menu)
        for group, action in choices.items():
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, group=group: self.choose(group))
        session.project_changed.connect(lambda _: self.refresh())
        session.project_replaced.connect(self.refresh)
        session.assessed.connect(self.refresh)

    def refresh(self) -> None:
        """Tick what is chosen, and say it; what no layer tells of cannot be chosen."""
        session, assessment = self._session, self._session.assessment
        people = session.project.settings.people if session.has_project else None
        if assessment is not None:  # not before the first map
            self._counted, self._word = self._note(assessment.county), self._people(assessment.county)
            if self._layers is not session.project.layers:
                self._layers = session.project.layers
                self._given = times_given(self._layers)
        for group, action in self._choices.items():
            is_chosen = people is not None and people.group == group
            action.setChecked(is_chosen)
            action.setEnabled(people is not None and (not group or is_chosen or group in self._given))
        has_choice = people is not None and (bool(self._given) or not people.is_as_listed)
        self._button.setVisible(has_choice and bool(self._counted))
        self._button.setText(str(anew(self._word)))
        self._button.setAccessibleDescription(str(anew(self._counted)))

    def _note(self, county: County) -> str:
        kind, year = county.people_kind, county.people.year
        return said_by(lambda lang: counted_note(kind, year, lang))

    def _people(self, county: County) -> str:
        kind, year = county.people_kind, county.people.year

        def word(lang: Lang) -> str:
            said = people_word(kind, year, lang)
            return said[:1].upper() + said[1:]

        return said_by(word)

    def choose(self, group: str) -> None:
        """Count these people."""
        session = self._session
        self.refresh()  # ticked once it is so
        people = session.project.settings.people
        if group == people.group:
            return
        text = term("people_choice.step")
        session.push(session.project.settings_edit(people=replace(people, group=group)), text)
        unknown, total = session.county.unknown_people
        repair = term("people_choice.unknown").format(count=unknown, total=total) if unknown else ""
        session.say(Message(self._note(session.county), "", repair))
