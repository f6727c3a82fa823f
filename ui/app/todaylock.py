"""Today is locked: who changes it is offered a plan of his own to do it in, or to unlock it on purpose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from models.kernel.errors import Message
from ui.app.scenarioedits import ScenarioEdits
from ui.core.session import Session
from ui.widgets.messagebar import MessageBar


class TodayLock(QObject):
    """Offers what can be done with an edit that was refused; it is kept until something else is done.

    Parameters
    ----------
    action
        Locks and unlocks today, on purpose.
    """

    def __init__(
        self,
        session: Session,
        action: QAction,
        scenarios: ScenarioEdits,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._scenarios, self._messages = session, scenarios, messages
        self._again: Callable[[], None] | None = None
        self._message: Message | None = None
        session.locks_today = True
        action.setCheckable(True)
        action.triggered.connect(session.lock_today)
        session.today_lock_changed.connect(lambda: action.setChecked(session.is_today_locked))
        session.today_refused.connect(self._offer)
        session.undo_stack.indexChanged.connect(self._withdraw)
        session.project_changed.connect(self._withdraw)
        session.project_replaced.connect(self._withdraw)

    def _offer(self, again: Callable[[], None]) -> None:
        self._again = again
        self._message = Message(
            self.tr("Today is locked: nothing was changed."),
            "",
            self.tr("Do it in a plan of its own, which starts as today is, or unlock today."),
        )
        text = self.tr("Copy as {name}").format(name=self._scenarios.free_name())
        unlock = self.tr("Unlock today")
        self._messages.show_message(self._message, "warning", text, self._in_plan, unlock, self._unlocked)

    def _take(self) -> Callable[[], None] | None:
        again, self._again = self._again, None
        return again

    def _in_plan(self) -> None:
        """Make a plan of today and do it there."""
        again = self._take()
        self._scenarios.duplicate(self._session.project.active_scenario_id, self._scenarios.free_name())
        if again is not None:
            again()

    def _unlocked(self) -> None:
        """Do it after all."""
        again = self._take()
        self._session.lock_today(False)
        if again is not None:
            again()

    def _withdraw(self, *_: object) -> None:
        """Something else was done: what was refused may not fit any more."""
        self._again = None
        if self._message is not None and self._messages.message is self._message:
            self._messages.close_message()
        self._message = None
