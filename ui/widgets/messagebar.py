"""What the program has to tell, out of the way: three lines, details fold out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.kernel.errors import Message
from ui.core.guard import guarded
from ui.core.i18n import Retranslated
from ui.core.icons import icon
from ui.core.themes import current_theme
from ui.widgets.parts import IconButton, icon_button, label

INFO_SECONDS = 12
_COLOURS = {"info": "info", "warning": "warning", "error": "fail"}


class MessageBar(Retranslated, QFrame):
    """Shows the latest message; notes go away by themselves, warnings and errors stay until closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.message: Message | None = None
        self._level = "info"
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._what = label("heading", wrap=True)
        self._where = label(wrap=True)
        self._repair = label(wrap=True)
        for one in (self._what, self._where, self._repair):
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setMaximumHeight(140)
        self._action_button = QPushButton()
        self._action: Callable[[], object] | None = None
        self._action_button.clicked.connect(lambda: self._run(self._action))
        self._other_button = QPushButton()
        self._other: Callable[[], object] | None = None
        self._other_button.clicked.connect(lambda: self._run(self._other))
        self._details_button = QPushButton()
        self._details_button.setProperty("link", True)
        self._details_button.clicked.connect(self._toggle_details)
        self._copy_button = QPushButton()
        self._copy_button.setProperty("link", True)
        self._copy_button.clicked.connect(self._copy)
        self._close: IconButton = icon_button("close", self.close_message)
        text = QVBoxLayout()
        text.setSpacing(1)
        for widget in (self._what, self._where, self._repair, self._details):
            text.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 8, 7)
        row.setSpacing(9)
        row.addWidget(self._icon)
        row.addLayout(text, 1)
        for button in (
            self._action_button,
            self._other_button,
            self._details_button,
            self._copy_button,
            self._close,
        ):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INFO_SECONDS * 1000)
        self._timer.timeout.connect(self.close_message)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Put the buttons in the present language; a message stays in the language it was said in."""
        self._details_button.setText(self.tr("Details"))
        self._copy_button.setText(self.tr("Copy"))
        self._close.name(self.tr("Close this message (Esc)"))

    def show_message(
        self,
        message: Message,
        level: str,
        action_text: str = "",
        action: Callable[[], object] | None = None,
        other_text: str = "",
        other: Callable[[], object] | None = None,
    ) -> None:
        """Show a message; ``level`` is ``info``, ``warning`` or ``error``; two things can be offered."""
        self.message, self._level = message, level
        for widget, text in (
            (self._what, message.what),
            (self._where, message.where),
            (self._repair, message.repair),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
        self._details.setPlainText(message.details)
        self._details.hide()
        self._details_button.setVisible(bool(message.details))
        self._copy_button.setVisible(level == "error")
        self._action = action
        self._action_button.setText(action_text)
        self._action_button.setVisible(action is not None)
        self._other = other
        self._other_button.setText(other_text)
        self._other_button.setVisible(other is not None)
        self._refresh_look()
        self.setAccessibleName(message.one_line())
        self.show()
        if level == "info":
            self._timer.start()
        else:
            self._timer.stop()

    def close_error(self) -> None:
        """Take an error away that something else has overtaken; what is offered stays."""
        if self._level == "error":
            self.close_message()

    def close_message(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.message = None
        self.hide()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self._refresh_look()

    def _refresh_look(self) -> None:
        colour = getattr(current_theme(), _COLOURS[self._level])
        self._icon.setPixmap(icon(self._level, colour).pixmap(QSize(18, 18), self.devicePixelRatioF()))
        self.setProperty("level", self._level)
        self.style().unpolish(self)
        self.style().polish(self)

    def _toggle_details(self) -> None:
        self._details.setVisible(not self._details.isVisible())
        self._timer.stop()

    def _copy(self) -> None:
        if self.message is not None:
            text = "\n".join(
                part
                for part in (
                    self.message.what,
                    self.message.where,
                    self.message.repair,
                    self.message.details,
                )
                if part
            )
            QGuiApplication.clipboard().setText(text)

    def _run(self, action: Callable[[], object] | None) -> None:
        self.close_message()
        if action is not None:
            action()
