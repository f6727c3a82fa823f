"""Ledgers that came back: every difference with a tick box, what cannot be read, one step to take over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.ledgerback import (
    LedgerChange,
    LedgerDifference,
    LedgerFile,
    counts_text,
    difference,
    edit_of,
    field_word,
    old_and_new,
    trouble_text,
)
from models.kernel.errors import Message
from models.kernel.text import t
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label, link_button
from ui.widgets.readtable import read_table

_KIND, _FACILITY, _FIELD, _OLD, _NEW, _AT = range(6)


class LedgerBackDialog(Retranslated, QDialog):
    """Stays open beside the map and follows every edit, until something is taken over.

    Parameters
    ----------
    ledger
        The workbook as it was read.
    scenario_id
        Scenario of the project that its ledgers are of.
    """

    def __init__(
        self, session: Session, ledger: LedgerFile, scenario_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session, self._ledger, self._scenario_id = session, ledger, scenario_id
        self._ticks: dict[str, bool] = {}
        self._is_filling = False
        self.difference: LedgerDifference = difference(ledger, session.project, scenario_id)
        self.origin, self.warning = label("muted", wrap=True), label("error", wrap=True)
        self.counts = label("heading", wrap=True)
        self.table, self.troubles = read_table(6, widest_px=260), read_table(2, widest_px=260)
        self.table.horizontalHeader().setSectionResizeMode(_NEW, QHeaderView.ResizeMode.Stretch)
        self.troubles.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.itemChanged.connect(self._on_tick)
        self._trouble_title = label("heading")
        self._usual = link_button(lambda: self._tick(lambda change: change.is_usual))
        self._all = link_button(lambda: self._tick(lambda change: True))
        self._none = link_button(lambda: self._tick(lambda change: False))
        self.apply_button, self._close_button = QPushButton(), QPushButton()
        self.apply_button.setDefault(True)
        self.apply_button.clicked.connect(self.apply)
        self._close_button.setAutoDefault(False)
        self._close_button.clicked.connect(self.close)
        self._lay_out()
        session.project_changed.connect(self._on_change)  # a method: let go with the dialog
        session.project_replaced.connect(self.close)
        resize_on_screen(self, 940, 560)
        self.retranslate()

    def _lay_out(self) -> None:
        ticks = QHBoxLayout()
        for button in (self._usual, self._all, self._none):
            button.setAutoDefault(False)
            ticks.addWidget(button)
        ticks.addStretch(1)
        below = QWidget()
        inner = QVBoxLayout(below)
        inner.setContentsMargins(0, 6, 0, 0)
        inner.setSpacing(5)
        inner.addWidget(self._trouble_title)
        inner.addWidget(self.troubles, 1)
        self._below = below
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(below)
        split.setSizes([340, 130])
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.apply_button)
        buttons.addWidget(self._close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.setSpacing(7)
        for widget in (self.origin, self.warning, self.counts):
            box.addWidget(widget)
        box.addLayout(ticks)
        box.addWidget(split, 1)
        box.addLayout(buttons)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang, marker = self._session.lang, self._ledger.marker
        self.setWindowTitle(self.tr("Edited ledgers"))
        self.origin.setText(t("ledgerback.said.file", lang, file=self._ledger.name, **_said(marker)))
        self.warning.setText(t("ledgerback.said.other_project", lang, project=marker.get("project", "")))
        self._usual.setText(self.tr("Tick the usual"))
        self._usual.setToolTip(self.tr("Everything but removals and what the project changed too"))
        self._all.setText(self.tr("Tick all"))
        self._none.setText(self.tr("Tick none"))
        self._close_button.setText(self.tr("Close"))
        self._trouble_title.setText(self.tr("Not taken over"))
        heads = [
            term("workbook.changes.kind"),
            term("textreport.column.family"),
            self.tr("Field"),
            self.tr("In the project"),
        ]
        self.table.setHorizontalHeaderLabels([*heads, self.tr("In the ledger"), self.tr("Cell")])
        self.table.setAccessibleName(self.windowTitle())
        self.troubles.setHorizontalHeaderLabels([self.tr("Cell"), self.tr("Why")])
        self.troubles.setAccessibleName(self._trouble_title.text())
        self.refresh()

    def restyle(self) -> None:
        """Draw the words in the colours of the theme in force."""
        self.refresh()

    def _on_change(self, _change: object) -> None:
        self.refresh()

    # -- what is shown -------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Hold the ledgers against the project as it is now; ticks stay."""
        session = self._session
        if self._scenario_id not in {scenario.id for scenario in session.project.scenarios}:
            self.close()
            return
        self.difference = found = difference(self._ledger, session.project, self._scenario_id)
        lang = session.lang
        self.warning.setVisible(found.is_other_project)
        is_empty = not found.changes and not found.troubles
        self.counts.setText(t("ledgerback.said.nothing", lang) if is_empty else counts_text(found, lang))
        self._is_filling = True
        self.table.setRowCount(len(found.changes))
        for row, change in enumerate(found.changes):
            self._fill(row, change)
        self._is_filling = False
        self.troubles.setRowCount(len(found.troubles))
        for row, trouble in enumerate(found.troubles):
            _put(self.troubles, row, 0, trouble.at)
            _put(self.troubles, row, 1, trouble_text(trouble, lang))
        self._below.setVisible(bool(found.troubles))
        self._show_count()

    def _fill(self, row: int, change: LedgerChange) -> None:
        lang, theme = self._session.lang, current_theme()
        kind = "conflict" if change.is_conflict else change.kind
        colour = {"conflict": theme.warning, "removed": theme.fail, "added": theme.pass_}.get(
            kind, theme.text
        )
        old, new = old_and_new(change, self._session.project.settings.crs_epsg, lang)
        item = _put(self.table, row, _KIND, t(f"ledgerback.kind.{kind}", lang), colour)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        is_on = self._ticks.get(change.key, change.is_usual)
        item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        if change.is_conflict:
            item.setToolTip(t("ledgerback.why.conflict", lang))
        family = t(f"family.{change.family}.short", lang)
        _put(self.table, row, _FACILITY, change.name).setToolTip(f"{family}  {change.name}")
        _put(self.table, row, _FIELD, field_word(change, lang))
        _put(self.table, row, _OLD, old)
        removed = t("ledgerback.why.removed", lang) if change.kind == "removed" else ""
        _put(self.table, row, _NEW, removed or new, colour if removed else "")
        _put(self.table, row, _AT, change.at)

    def _on_tick(self, item: QTableWidgetItem) -> None:
        if self._is_filling or item.column() != _KIND:
            return
        change = self.difference.changes[item.row()]
        self._ticks[change.key] = item.checkState() == Qt.CheckState.Checked
        self._show_count()

    def _tick(self, wanted) -> None:  # type: ignore[no-untyped-def]
        self._ticks = {change.key: wanted(change) for change in self.difference.changes}
        self.refresh()

    @property
    def chosen(self) -> frozenset[str]:
        """Changes that are ticked."""
        changes = self.difference.changes
        return frozenset(item.key for item in changes if self._ticks.get(item.key, item.is_usual))

    def _show_count(self) -> None:
        count = len(self.chosen)
        self.apply_button.setText(self.tr("Take over {count}").format(count=f"{count:,}"))
        self.apply_button.setEnabled(count > 0)

    # -- taking over ---------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Take over what is ticked, as one step that can be undone."""
        session, chosen = self._session, self.chosen
        edit = edit_of(self.difference, session.project, chosen)
        if not edit.items:
            return
        self.close()
        session.push(edit, self.tr("Take over edited ledgers"))
        session.project.activate(self._scenario_id)
        what = t("ledgerback.said.applied", session.lang, count=f"{len(chosen):,}")
        session.said.emit(Message(what, self._ledger.name, ""), "info")


def _said(marker) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {key: marker.get(key, "") for key in ("made_on", "version", "scenario", "revision")}


def _put(table: QTableWidget, row: int, column: int, text: str, colour: str = "") -> QTableWidgetItem:
    item = QTableWidgetItem(" ".join(text.split()))
    item.setToolTip(text)
    if colour:
        item.setForeground(QColor(colour))
    table.setItem(row, column, item)
    return item
