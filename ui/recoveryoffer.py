"""Offers the unsaved work of a run that ended badly, in the message bar and on the welcome page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from models.errors import Message
from ui.files import Files
from ui.panels.messagebar import MessageBar
from ui.welcome import WelcomePage

if TYPE_CHECKING:
    from layers.recovery import Recovery


class RecoveryOffer(QObject):
    """Listens for what was found, asks, and carries out the answer."""

    def __init__(self, files: Files, welcome: WelcomePage, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._welcome = welcome
        self._messages = messages
        files.safety.found.connect(self._offer)
        welcome.recovery_wanted.connect(self._recover)
        welcome.recovery_refused.connect(self._refuse)

    def _offer(self, found: list[Recovery]) -> None:
        self._welcome.offer_recovery(found)
        first = found[0]
        name = first.path.name if first.path is not None else first.project_name
        message = Message(
            self.tr("Haven was not closed properly last time."),
            self.tr("{name}: {count} changes up to {time} were not saved.").format(
                name=name, count=first.edits, time=f"{first.time:%Y-%m-%d %H:%M}"
            ),
            "",
        )
        self._messages.show_message(
            message, "warning", self.tr("Bring them back"), lambda: self._recover(first)
        )

    def _recover(self, recovery: Recovery) -> None:
        self._welcome.offer_recovery(())
        self._files.recover(recovery)

    def _refuse(self, recovery: Recovery) -> None:
        self._welcome.offer_recovery(())
        self._messages.close_message()
        self._files.safety.discard(recovery)
