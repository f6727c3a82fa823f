"""What can be looked into further: each analysis with a line about it, and those that run in this panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from ui.core.i18n import Retranslated
from ui.widgets.parts import label


class Analysis(Protocol):
    """What a widget offers that stands here."""

    closed: SignalInstance

    def set_shown(self, is_shown: bool) -> None:
        """It came to stand here, or another did."""


class AnalysesPanel(Retranslated, QWidget):
    """The analyses to choose from, or the one that stands in this panel.

    Signals
    -------
    changed
        Another analysis stands here, or none.

    Parameters
    ----------
    actions
        What opens the analyses.
    """

    changed = Signal()

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = tuple(actions)
        # From the outside in: whatever gets a parent has all that is in it styled anew.
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        whole.addWidget(self._stack)
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack.addWidget(self._list)
        content = QWidget()
        content.setObjectName("panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list.setWidget(content)
        box = QVBoxLayout(content)
        box.setContentsMargins(8, 8, 10, 10)
        box.setSpacing(1)
        self._notes = []
        for action in self._actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            note = label("muted", wrap=True)
            note.setContentsMargins(34, 0, 0, 8)
            self._notes.append(note)
            box.addWidget(button)
            box.addWidget(note)
        box.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        for action, note in zip(self._actions, self._notes, strict=True):
            note.setText(action.statusTip())

    @property
    def shown(self) -> QWidget | None:
        """The analysis that stands here; ``None`` while there is the choice."""
        current = self._stack.currentWidget()
        return None if current is self._list else current

    def show_analysis(self, panel: QWidget) -> None:
        """Show an analysis here; it stays as it is while others are looked at."""
        if self._stack.indexOf(panel) < 0:
            self._stack.addWidget(panel)
            cast(Analysis, panel).closed.connect(self.show_choice)
        self._change(panel)

    def show_choice(self) -> None:
        """Show what there is to choose from."""
        self._change(self._list)

    def _change(self, page: QWidget) -> None:
        before = self.shown
        self._stack.setCurrentWidget(page)
        if before is not self.shown:
            if before is not None:
                cast(Analysis, before).set_shown(False)
            if page is not self._list:
                cast(Analysis, page).set_shown(True)
            self.changed.emit()
