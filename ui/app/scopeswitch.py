"""The switch in the Analysis menu: are facilities outside the county's boundary counted or left out."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from models.kernel.errors import Message
from models.project.settings import Override
from ui.core.said import Telling
from ui.core.session import Session


class ScopeSwitch(Telling, QObject):
    """Keeps the action ticked as the project says; switching is one undo step and a rule value of its own."""

    def __init__(self, session: Session, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._action = action
        action.setCheckable(True)
        action.triggered.connect(self.set)
        session.project_changed.connect(lambda _: self.refresh())
        session.project_replaced.connect(self.refresh)

    def refresh(self) -> None:
        """Tick the action if facilities outside are counted."""
        if not self._session.has_project:
            return  # reading the rules takes time that the first window has not
        from models.rules.scope import counts_outside

        self._action.setChecked(counts_outside(self._session.rules))

    def set(self, is_counted: bool) -> None:
        """Count facilities outside the boundary, or leave them out."""
        from models.rules.rules import load_rules
        from models.rules.scope import RULE, Scope, counts_outside

        session, settings = self._session, self._session.project.settings
        if is_counted == counts_outside(session.rules):
            return
        overrides = dict(settings.overrides)
        overrides.pop(RULE, None)
        if is_counted != counts_outside(load_rules(settings.ruleset_id)):
            who = max(settings.overrides.values(), key=lambda one: one.when).who if settings.overrides else ""
            why = self.tr("Chosen in the Analysis menu")
            overrides[RULE] = Override(float(is_counted), who, date.today().isoformat(), why)
        text = self.tr("Count facilities outside") if is_counted else self.tr("Leave facilities outside out")
        session.push(session.project.settings_edit(overrides=overrides), text)
        scope = Scope(session.county, session.scenario, session.rules)
        outside = int((~scope.is_inside).sum())
        what = (
            self.tr("Facilities outside the boundary are counted: {count}.")
            if is_counted
            else self.tr("Facilities outside the boundary are left out: {count}.")
        )
        repair = self.tr("Who decided this and why can be written under Rules and sources.")
        session.say(Message(what.format(count=outside), "", repair if RULE in overrides else ""))
