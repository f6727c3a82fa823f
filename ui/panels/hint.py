"""Says over the map's foot what this is and what can be done next; goes away for good when closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.core.i18n import Retranslated
from ui.widgets.parts import icon_button, label


class HintBar(Retranslated, QFrame):
    """Hint with one offer.

    Signals
    -------
    closed
        The person has seen it.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("level", "info")
        self._text = label(wrap=True)
        self.button = QPushButton()
        self.button.setProperty("link", True)
        self._close = icon_button("close", self.done)
        self._words: Callable[[], tuple[str, str]] = lambda: ("", "")
        self._offer: Callable[[], object] = lambda: None
        self.button.clicked.connect(lambda: self._offer())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 8, 3)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        self.hide()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        text, offer = self._words()
        self._text.setText(text)
        self.button.setText(offer)
        self._close.name(self.tr("Close this hint"))

    def show_hint(self, words: Callable[[], tuple[str, str]], offer: Callable[[], object]) -> None:
        """Show a hint; ``words`` gives text and offer in the present language."""
        self._words, self._offer = words, offer
        self.retranslate()
        self.show()

    def done(self) -> None:
        """The person has seen it."""
        self.hide()
        self.closed.emit()
