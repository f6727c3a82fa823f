"""What a table of key projects would change: ticked row by row, with the rows that are left alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layers.ledgerback.projects import (
    ProjectsPlan,
    ProjectsTable,
    change_text,
    compare_projects,
    plan_text,
    taken_over,
)
from models.kernel.text import t
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.fitting import resize_on_screen
from ui.widgets.parts import label
from ui.widgets.readtable import read_table

_KIND, _NAME, _AT, _WHAT = range(4)


class ProjectsImportDialog(Retranslated, QDialog):
    """Changes first, then rows that are left alone; nothing is changed before it is accepted."""

    def __init__(self, session: Session, table: ProjectsTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._table = session, table
        self._off: set[int] = set()
        self._is_filling = False
        self.plan = ProjectsPlan((), 0, ())
        self.about = label("heading", wrap=True)
        self.table = read_table(4, stretched=_WHAT)
        self.table.itemChanged.connect(self._on_tick)
        self.buttons = QDialogButtonBox()
        self.accept_button, self.cancel_button = QPushButton(), QPushButton()
        self.accept_button.setProperty("primary", True)
        self.buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.take_over)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(8)
        whole.addWidget(self.about)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.buttons)
        resize_on_screen(self, 900, 480)
        session.project_changed.connect(self._on_change)
        session.project_replaced.connect(self.reject)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(term("keyproject.button.import"))
        self.cancel_button.setText(self.tr("Cancel"))
        heads = (
            term("workbook.changes.kind"),
            term("keyproject.field.project_name"),
            term("keyproject.back.at"),
            term("keyproject.back.what"),
        )
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setAccessibleName(self.windowTitle())
        self.refresh()

    def _on_change(self, _: object) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Hold the table against the ledger as it is now; ticks stay."""
        session, lang = self._session, self._session.lang
        facilities = session.scenario.facilities
        self.plan = plan = compare_projects(self._table, session.project.settings.projects, facilities, lang)
        self.about.setText(plan_text(self._table, plan, lang))
        self._is_filling = True
        self.table.setRowCount(len(plan.changes) + len(plan.troubles))
        for number, change in enumerate(plan.changes):
            kind = self._put(number, _KIND, t(f"keyproject.back.kind_{change.kind}", lang))
            kind.setFlags(kind.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = change.row not in self._off
            kind.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
            self._put(number, _NAME, change.after.project_name)
            self._put(number, _AT, str(change.row))
            self._put(number, _WHAT, change_text(change, facilities, lang))
        warning = QColor(current_theme().warning)
        for number, one in enumerate(plan.troubles, start=len(plan.changes)):
            self._put(number, _KIND, t("keyproject.back.kind_refused", lang)).setForeground(warning)
            self._put(number, _NAME, t("keyproject.back.cell", lang, column=one.column, said=one.said))
            self._put(number, _AT, one.at)
            self._put(number, _WHAT, one.why).setForeground(warning)
        self._is_filling = False
        self._count()

    def _put(self, row: int, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(" ".join(text.split()))
        item.setToolTip(text)
        self.table.setItem(row, column, item)
        return item

    def _on_tick(self, item: QTableWidgetItem) -> None:
        if self._is_filling or item.column() != _KIND or item.row() >= len(self.plan.changes):
            return
        row = self.plan.changes[item.row()].row
        if item.checkState() == Qt.CheckState.Checked:
            self._off.discard(row)
        else:
            self._off.add(row)
        self._count()

    @property
    def chosen(self) -> frozenset[int]:
        """Rows of the table that are ticked."""
        return frozenset(change.row for change in self.plan.changes) - self._off

    def _count(self) -> None:
        count = len(self.chosen)
        self.accept_button.setText(self.tr("Take over {count}").format(count=f"{count:,}"))
        self.accept_button.setEnabled(count > 0)

    def take_over(self) -> None:
        """Change the ledger by what is ticked, as one step that can be undone."""
        project, chosen = self._session.project, self.chosen
        after = taken_over(project.settings.projects, self.plan.changes, chosen)
        self.accept()
        self._session.push(project.settings_edit(projects=after), term("keyproject.step.import"))
