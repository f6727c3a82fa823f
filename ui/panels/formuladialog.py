"""Columns of one's own in the table that is shown: a name and a formula, with what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.findings.numbers import exact
from models.kernel.errors import HavenError
from models.kernel.expression import plain_signs
from models.kernel.text import t
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.widgets.formulas import (
    FORMULAS_KEY,
    OWN,
    Formula,
    by_heads,
    by_keys,
    formulas_of,
    tidy,
    with_table,
    worked_out,
)
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox
from ui.widgets.tablemodels import Column

_KEY = Qt.ItemDataRole.UserRole
SAMPLE_ROWS = 3


class FormulaDialog(Retranslated, QDialog):
    """Stays open beside the table; saving and deleting are one undo step each.

    Parameters
    ----------
    table
        Key of the table.
    columns
        Its columns.
    """

    def __init__(self, session: Session, table: str, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session, self._table = session, table
        self._columns = [one for one in columns if not one.key.startswith(OWN)]
        self.which = QuietBox()
        self.name, self.text = QLineEdit(), QLineEdit()
        self.heads = QListWidget()
        self.answer = label("muted", wrap=True)
        self.save_button, self.delete_button = QPushButton(), QPushButton()
        self._labels = [QLabel() for _ in range(4)]
        form = QFormLayout()
        editors = (self.which, self.name, self.text, self.heads)
        for words, editor in zip(self._labels, editors, strict=True):
            form.addRow(words, editor)
            words.setBuddy(editor)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button, run in ((self.delete_button, self.delete), (self.save_button, self.save)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
            buttons.addWidget(button)
        self.text.returnPressed.connect(self.save_button.click)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 12)
        box.setSpacing(10)
        box.addLayout(form, 1)
        box.addWidget(self.answer)
        box.addLayout(buttons)
        self.resize(560, 420)
        self.which.activated.connect(self._show_chosen)
        self.name.textChanged.connect(self._look)
        self.text.textChanged.connect(self._look)
        self.heads.itemActivated.connect(self._insert)
        session.view_changed.connect(self._on_view)
        session.project_replaced.connect(self.close)
        for column in self._columns:
            if column.is_number:
                item = QListWidgetItem(column.title)
                item.setData(_KEY, column.key)
                self.heads.addItem(item)
        self.retranslate()
        self._fill(len(self._kept))

    @property
    def _kept(self) -> tuple[Formula, ...]:
        return formulas_of(self._session.project.ui_state.get(FORMULAS_KEY), self._table)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Computed columns"))
        for words, text in zip(
            self._labels,
            (self.tr("Column"), term("field.name"), self.tr("Formula"), self.tr("Columns to take")),
            strict=True,
        ):
            words.setText(text)
        self.text.setPlaceholderText(self.tr("[one column] / [another] * 100"))
        self.heads.setToolTip(self.tr("Enter or a double click puts a column into the formula"))
        self.save_button.setText(self.tr("Save the column"))
        self.delete_button.setText(self.tr("Delete the column"))

    def _on_view(self, key: str) -> None:
        if key == FORMULAS_KEY:
            self._fill(min(self.which.currentIndex(), len(self._kept)))

    def _fill(self, chosen: int) -> None:
        self.which.clear()
        for one in self._kept:
            self.which.addItem(one.name)
        self.which.addItem(self.tr("New column"))
        self.which.setCurrentIndex(chosen)
        self._show_chosen()

    def _show_chosen(self) -> None:
        at, kept = self.which.currentIndex(), self._kept
        one = kept[at] if 0 <= at < len(kept) else Formula("", "")
        self.name.setText(one.name)
        self.text.setText(by_heads(one.text, self._columns))
        self.delete_button.setEnabled(at < len(kept))
        self._look()

    def _insert(self, item: QListWidgetItem) -> None:
        self.text.insert(f"[{plain_signs(item.text())}]")
        self.text.setFocus()

    def _look(self) -> None:
        """Say what the formula comes to, or what is wrong with it."""
        lang = self._session.lang
        self.save_button.setEnabled(False)
        if not self.text.text().strip():
            self.answer.setText(self.tr("Numbers, + - * /, parentheses and columns in brackets."))
            return
        try:
            values = worked_out(by_keys(self.text.text(), self._columns), self._columns)
        except HavenError as error:
            said = error.message(lang)
            self.answer.setText(f"{said.what} {said.where}\n{said.repair}")
            return
        nothing = t("verdict.nodata", lang)
        shown = [nothing if np.isnan(one) else exact(float(one)) for one in values[:SAMPLE_ROWS]]
        self.answer.setText(self.tr("First rows: {values}").format(values="; ".join(shown) or nothing))
        self.save_button.setEnabled(bool(tidy(self.name.text())))

    # -- changes -------------------------------------------------------------------------------------------
    def save(self) -> None:
        """Take the column over."""
        one = Formula(tidy(self.name.text()), by_keys(self.text.text(), self._columns).text)
        kept, at = list(self._kept), self.which.currentIndex()
        kept[at : at + 1] = [one]
        self._keep(kept, self.tr("Computed column {name}").format(name=one.name))

    def delete(self) -> None:
        """Take the chosen column away; Undo brings it back."""
        kept, at = list(self._kept), self.which.currentIndex()
        if at < len(kept):
            gone = kept.pop(at)
            self._keep(kept, self.tr("Delete computed column {name}").format(name=gone.name))

    def _keep(self, formulas: Sequence[Formula], text: str) -> None:
        state = self._session.project.ui_state.get(FORMULAS_KEY)
        self._session.show_so(FORMULAS_KEY, with_table(state, self._table, formulas), text)
