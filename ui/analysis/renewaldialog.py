"""What newer data would change of a project: places, townships, goods and figures, before they are taken."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.findings.numbers import exact
from models.kernel.errors import Message
from models.kernel.progress import Work
from models.kernel.text import t
from models.project.edits import Edit, EditLayers, EditTogether
from models.project.yearrecord import FIRST_YEAR, LAST_YEAR
from models.upkeep.history import close_year, year_to_close
from models.upkeep.renewal import Renewal
from models.upkeep.renewallist import NUMBERS, RenewalTable, summary, tables
from ui.core.i18n import Retranslated, term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.core.themes import current_theme
from ui.widgets.fitting import resize_on_screen
from ui.widgets.parts import label
from ui.widgets.readtable import read_table

MOST_ROWS = 2000
"""Rows that are listed; what is changed, new or gone comes first, the workbook has all."""
_STRETCHED = {"places": 6, "townships": 0, "goods": 1, "figures": 0}


class RenewalDialog(Retranslated, QDialog):
    """A tab for each table; taking it over is one step, with the year before it closed if wanted."""

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        preferences: Preferences,
        renewal: Renewal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._tasks, self._preferences = session, tasks, preferences
        self.renewal, self._revision = renewal, session.project.revision
        self.about = label("heading", wrap=True)
        self.tabs = QTabWidget()
        self.tables: dict[str, QTableWidget] = {}
        for table in tables(renewal, session.lang):
            made = read_table(len(table.columns), stretched=_STRETCHED[table.key])
            self.tables[table.key] = made
            self.tabs.addTab(made, "")
        self.close_year_box, self.year_box = QCheckBox(), QSpinBox()
        self.close_year_box.setChecked(True)
        self.year_box.setRange(FIRST_YEAR, LAST_YEAR)
        self.year_box.setValue(year_to_close(session.project.settings.history, session.today))
        self.close_year_box.toggled.connect(self.year_box.setEnabled)
        keep = QHBoxLayout()
        keep.addWidget(self.close_year_box)
        keep.addWidget(self.year_box)
        keep.addStretch(1)
        self.stale = label("error", wrap=True)
        self.buttons = QDialogButtonBox()
        self.save_button, self.accept_button, self.cancel_button = QPushButton(), QPushButton(), QPushButton()
        self.accept_button.setProperty("primary", True)
        roles = QDialogButtonBox.ButtonRole
        self.buttons.addButton(self.save_button, roles.ActionRole)
        self.buttons.addButton(self.accept_button, roles.AcceptRole)
        self.buttons.addButton(self.cancel_button, roles.RejectRole)
        self.save_button.clicked.connect(self.choose_file)
        self.buttons.accepted.connect(self.take_over)
        self.buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(8)
        whole.addWidget(self.about)
        whole.addWidget(self.tabs, 1)
        whole.addLayout(keep)
        whole.addWidget(self.stale)
        whole.addWidget(self.buttons)
        resize_on_screen(self, 920, 560)
        session.project_replaced.connect(self.reject)
        session.project_changed.connect(self._on_change)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        self.setWindowTitle(term("renewal.title", file=self.renewal.file))
        self.about.setText(summary(self.renewal, lang))
        self.close_year_box.setText(term("renewal.keep_year"))
        self.year_box.setAccessibleName(term("renewal.year"))
        self.save_button.setText(term("renewal.button.save"))
        self.accept_button.setText(term("renewal.button.take"))
        self.cancel_button.setText(self.tr("Cancel"))
        for index, table in enumerate(tables(self.renewal, lang)):
            self.tabs.setTabText(index, term(f"renewal.table.{table.key}"))
            self._fill(self.tables[table.key], table)
        self._on_change()

    def _fill(self, widget: QTableWidget, table: RenewalTable) -> None:
        lang, theme = self._session.lang, current_theme()
        widget.setAccessibleName(term(f"renewal.table.{table.key}"))
        widget.setHorizontalHeaderLabels([t(f"renewal.column.{key}", lang) for key in table.columns])
        rows = table.rows[:MOST_ROWS]
        widget.setRowCount(len(rows))
        same = t("renewal.kind.same", lang)
        for number, row in enumerate(rows):
            for column, key in enumerate(table.columns):
                value = row[key]
                text = exact(value) if isinstance(value, (int, float)) else value or ""
                if key == "difference" and isinstance(value, (int, float)) and value > 0:
                    text = f"+{text}"
                if value is None and key in ("before", "after"):
                    text = t("verdict.nodata", lang)
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if key in NUMBERS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if row.get("change") == same:
                    item.setForeground(QColor(theme.muted))
                widget.setItem(number, column, item)

    def _on_change(self, _: object = None) -> None:
        """What was computed is of the project as it was; say so once that is another."""
        is_stale = self._session.project.revision != self._revision
        self.stale.setText(term("renewal.stale") if is_stale else "")
        self.stale.setVisible(is_stale)
        self.accept_button.setEnabled(not is_stale)

    # -- what can be done ----------------------------------------------------------------------------------
    def take_over(self) -> None:
        """Take the newer data over, as one step; the state before stays as that of its year."""
        session, project, renewal = self._session, self._session.project, self.renewal
        edit: Edit = renewal.edit
        if self.close_year_box.isChecked():
            before = (one.before for one in renewal.figures)
            closed = close_year(project, self.year_box.value(), session.today, before)
            if isinstance(renewal.edit, EditLayers):
                edit = EditTogether((renewal.edit, closed))
            else:  # both are settings: one edit has to bring both
                stock = renewal.edit.after.stock
                edit = project.settings_edit(history=closed.after.history, stock=stock)
        self.accept()
        session.push(edit, term("renewal.step.take", file=renewal.file))

    def choose_file(self) -> None:
        """Ask where to write the report."""
        folder, stem = self._preferences.last_folder("export"), term("renewal.file_stem")
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.save_button.text(),
            str(folder / f"{stem}.xlsx"),
            self.tr("Excel workbook (*.xlsx)"),
        )
        if name:
            path = Path(name).with_suffix(".xlsx")
            self._preferences.set_last_folder("export", path.parent)
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the report, off the window's thread."""
        session, renewal = self._session, self.renewal
        lang, today, county = session.lang, session.today, session.project.settings.county_name

        def work() -> Work[Path]:
            from reports.renewalbook import write_renewal
            from ui.outputs.documents import put_in_place

            made = put_in_place(path, lambda part: write_renewal(part, renewal, county, lang, today))
            return (yield from made)

        written = Message(term("cli.written", path=path), "", "")
        doing = self.tr("Writing {file}").format(file=path.name)
        self._tasks.start(Task(doing, work, lambda _: session.say(written, "info"), is_lasting=True))
