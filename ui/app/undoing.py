"""Undo where a person looks for it: Ctrl+Z while a text has the keyboard, a button after much was deleted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from models.kernel.errors import Message
from models.kernel.text import filled
from ui.core.guard import guarded
from ui.core.session import Session
from ui.widgets.messagebar import MessageBar

Key = QKeySequence.StandardKey


class UndoKeys(QObject):
    """Lets the keys of undo and redo pass by a line of text that has nothing of its own to undo.

    Qt's line edit takes them also when it has no history, so that after placing a facility, when its name has
    the keyboard, Ctrl+Z would do nothing.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._listen_to)

    def _listen_to(self, _: QWidget | None, focused: QWidget | None) -> None:
        if isinstance(focused, (QLineEdit, QComboBox, QAbstractSpinBox)):
            focused.installEventFilter(self)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        text = watched if isinstance(watched, QLineEdit) else watched.findChild(QLineEdit)
        if text is None:
            return False
        passes = (event.matches(Key.Undo) and not text.isUndoAvailable()) or (
            event.matches(Key.Redo) and not text.isRedoAvailable()
        )
        if passes:
            event.ignore()
        return passes


class UndoOffer(QObject):
    """Says that facilities or a layer went; a button brings them back until anything else is done."""

    def __init__(self, session: Session, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._messages = messages
        self._message: Message | None = None
        session.deleted.connect(self._on_deleted)
        session.layer_removed.connect(self._on_removed)
        session.undo_stack.indexChanged.connect(self._withdraw)

    def _on_deleted(self, count: int) -> None:
        self._offer(
            filled(self.tr("{count} {count:facility was|facilities were} deleted."), count=f"{count:,}")
        )

    def _on_removed(self, name: str) -> None:
        self._offer(self.tr("Layer {name} was removed.").format(name=name))

    def _offer(self, what: str) -> None:
        self._message = Message(what, "", "")
        self._messages.show_message(self._message, "info", self.tr("Undo"), self._session.undo_stack.undo)

    def _withdraw(self) -> None:
        """The button undoes the last step: once that is another one, it goes."""
        if self._message is not None and self._messages.message is self._message:
            self._messages.close_message()
        self._message = None
