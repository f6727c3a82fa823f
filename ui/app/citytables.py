"""Three files that a city's own project is made of: depots, their stock, roads."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.core.i18n import term
from ui.widgets.parts import label

PARTS = ("depots", "stock", "roads")


class OwnTables(QWidget):
    """Fields for the files; the first is needed.

    Signals
    -------
    file_wanted(str)
        Which file is to be chosen.
    make_wanted
        The project is to be made.
    """

    file_wanted = Signal(str)
    make_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = label("heading")
        self.fields = {part: QLineEdit() for part in PARTS}
        self.buttons = {part: QPushButton() for part in PARTS}
        self.make = QPushButton()
        self._labels = {part: label() for part in PARTS}
        form = QFormLayout()
        for part in PARTS:
            row = QHBoxLayout()
            row.addWidget(self.fields[part], 1)
            row.addWidget(self.buttons[part])
            if part == PARTS[-1]:
                row.addWidget(self.make)
            form.addRow(self._labels[part], row)
            self.fields[part].textChanged.connect(lambda _: self._refresh())
            self.buttons[part].clicked.connect(partial(self.file_wanted.emit, part))
        self.make.clicked.connect(self.make_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._head)
        box.addLayout(form)
        self._refresh()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._head.setText(term("cityfile.tables"))
        for part in PARTS:
            words = term(f"cityfile.{part}")
            self._labels[part].setText(words)
            self.fields[part].setAccessibleName(words)
            self.buttons[part].setText(term("cityfile.choose_file"))
            self.buttons[part].setAccessibleName(f"{words} {term('cityfile.choose_file')}")
        self.make.setText(term("cityfile.make_own"))

    def path(self, part: str) -> Path | None:
        """The file of a part; ``None`` while there is none."""
        text = self.fields[part].text().strip()
        return Path(text) if text else None

    def set_path(self, part: str, path: Path) -> None:
        """Let a file be one of them."""
        self.fields[part].setText(str(path))

    def _refresh(self) -> None:
        self.make.setEnabled(self.path(PARTS[0]) is not None)
