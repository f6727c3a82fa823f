"""Unsaved work that runs which ended badly left, one row each: bring it back, or throw it away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from models.kernel.text import filled
from ui.core.i18n import Retranslated
from ui.widgets.parts import label

if TYPE_CHECKING:
    from layers.project.recovery import Recovery

TIME = "%Y-%m-%d %H:%M"


class RecoveryList(Retranslated, QFrame):
    """The offer on the welcome page; it stays until each is taken and saved, or thrown away.

    Signals
    -------
    wanted(object), refused(object)
        One of them shall be opened, or dropped.
    """

    wanted = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("level", "warning")
        self.offered: tuple[Recovery, ...] = ()
        self._rows = QGridLayout(self)
        self._rows.setColumnStretch(0, 1)
        self.hide()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.offer(self.offered)

    def offer(self, recoverable: Sequence[Recovery]) -> None:
        """Show these; an empty sequence takes the offer away."""
        self.offered = tuple(recoverable)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        head = label("heading", wrap=True)
        head.setText(self.tr("Haven was not closed properly. Work that was not saved can be brought back."))
        self._rows.addWidget(head, 0, 0, 1, 3)
        for row, recovery in enumerate(self.offered, start=1):
            text = label(wrap=True)
            text.setText(self.describe(recovery))
            take = QPushButton(self.tr("Bring it back"))
            take.clicked.connect(partial(self.wanted.emit, recovery))
            drop = QPushButton(self.tr("Throw away"))
            drop.clicked.connect(partial(self.refused.emit, recovery))
            for column, widget in enumerate((text, take, drop)):
                self._rows.addWidget(widget, row, column)
        self.setVisible(bool(self.offered))

    def describe(self, recovery: Recovery) -> str:
        """What was lost, up to when, and whether its file has other content since."""
        name = recovery.path.name if recovery.path is not None else recovery.project_name
        lost = filled(
            self.tr("{name}: made up to {time} and never saved.")
            if not recovery.edits
            else self.tr("{name}: {count} {count:change|changes} up to {time} {count:was|were} not saved."),
            name=name or self.tr("New project"),
            count=recovery.edits,
            time=f"{recovery.time:{TIME}}",
        )
        if recovery.moved_on is None:
            return lost
        since = self.tr(
            "The file was saved or changed at {time}; the unsaved work comes back as a copy beside it."
        )
        return f"{lost} {since.format(time=f'{recovery.moved_on:{TIME}}')}"
