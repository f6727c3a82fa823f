"""Offers the unsaved work of runs that ended badly, in the message bar and on the welcome page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from models.kernel.errors import Message
from ui.app.recoverylist import RecoveryList
from ui.core.files import Files
from ui.widgets.messagebar import MessageBar

if TYPE_CHECKING:
    from layers.project.recovery import Recovery


class RecoveryOffer(QObject):
    """Listens for what was found, asks, and carries out the answer."""

    def __init__(self, files: Files, offer: RecoveryList, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files
        self._list = offer
        self._messages = messages
        self._message: Message | None = None
        self._found: list[Recovery] = []
        files.safety.found.connect(self._on_found)
        files.opened.connect(self._show)
        offer.wanted.connect(self._recover)
        offer.refused.connect(self._refuse)

    def _on_found(self, found: list[Recovery]) -> None:
        self._found = found
        self._show()
        if self._message is None and self._list.offered:
            self._say(self._list.offered)

    def _show(self) -> None:
        """Offer what is not open already."""
        taken = self._files.safety.recovered
        self._list.offer([one for one in self._found if taken is None or one.journal != taken.journal])

    def _say(self, offered: tuple[Recovery, ...]) -> None:
        """Tell of it once, above the map."""
        first = offered[0]
        where = self._list.describe(first)
        if len(offered) > 1:
            where += " " + self.tr("The start page lists {count} more.").format(count=len(offered) - 1)
        self._message = Message(
            self.tr("Haven was not closed properly last time."),
            where,
            self.tr("It stays on the start page until it is saved or thrown away."),
        )
        self._messages.show_message(
            self._message, "warning", self.tr("Bring them back"), lambda: self._recover(first)
        )

    def _recover(self, recovery: Recovery) -> None:
        self._close_message()
        self._files.recover(recovery)

    def _refuse(self, recovery: Recovery) -> None:
        self._close_message()
        self._files.safety.discard(recovery)

    def _close_message(self) -> None:
        if self._message is not None and self._messages.message is self._message:
            self._messages.close_message()
