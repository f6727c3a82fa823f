"""What an import found, before anything is taken over: file by file, with what it was taken as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import Role
from models.gate.gate import data_remarks
from models.gate.remark import DataRemark
from models.kernel.errors import Message
from models.kernel.text import t
from ui.core.i18n import Retranslated, term
from ui.core.icons import icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import label

if TYPE_CHECKING:
    from layers.importing.importer import ImportResult
    from layers.importing.importitem import ImportedLayer
    from ui.core.files import Files

LEFT_OUT = "left_out"
_NOT_FROM_FILES = (Role.BASEMAP,)


class ImportPage(Retranslated, QWidget):
    """The report of an import; roles can be changed, then everything is read again or taken over.

    Signals
    -------
    closed
        The person took everything over, or does not want it.
    """

    closed = Signal()

    def __init__(
        self,
        session: Session,
        files: Files,
        paths: Sequence[Path],
        result: ImportResult,
        *,
        into_project: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._files = files
        self._paths = list(paths)
        self._result = result
        self._into_project = into_project
        self._revision = session.project.revision
        self._role_boxes: list[QComboBox] = []

        self._title = label("title")
        self._note = label("muted", wrap=True)
        self._name_label = label()
        self.name = QLineEdit(result.project.settings.name)
        self.name.setMaximumWidth(340)
        self.table = QTableWidget(0, 6)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        # How high a row is depends on how its notes break, which is only known once the page has its width.
        self._rows_later = QTimer(self)
        self._rows_later.setSingleShot(True)
        self._rows_later.setInterval(0)
        self._rows_later.timeout.connect(self.table.resizeRowsToContents)
        header.sectionResized.connect(lambda *_: self._rows_later.start())
        self.accept_button = QPushButton()
        self.accept_button.setProperty("primary", True)
        self.accept_button.clicked.connect(self.accept)
        self.again_button = QPushButton()
        self.again_button.clicked.connect(self.read_again)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self.closed)
        name_row = QHBoxLayout()
        name_row.addWidget(self._name_label)
        name_row.addWidget(self.name, 1)
        name_row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.cancel_button, self.again_button, self.accept_button):
            buttons.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        box.addWidget(self._title)
        box.addWidget(self._note)
        box.addLayout(name_row)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        for widget in (self._name_label, self.name):
            widget.setVisible(not into_project)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        report = self._result.report
        used = sum(line.role is not None for line in report)
        self._title.setText(
            self.tr("Add to the open project") if self._into_project else self.tr("New project from files")
        )
        self._note.setText(
            self.tr(
                "{used} of {total} layers can be used. Check what each was taken as; nothing is changed "
                "until you take it over."
            ).format(used=used, total=len(report))
        )
        self._name_label.setText(self.tr("Project name"))
        self.accept_button.setText(
            self.tr("Add to the project") if self._into_project else self.tr("Create the project")
        )
        self.again_button.setText(self.tr("Read again with these choices"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.table.setHorizontalHeaderLabels(
            [
                term("workbook.head.file"),
                self.tr("Taken as"),
                term("workbook.head.features"),
                term("workbook.head.encoding"),
                term("workbook.head.crs"),
                term("workbook.assignment.remark"),
            ]
        )
        self._fill()

    # -- content -------------------------------------------------------------------------------------------
    def _fill(self) -> None:
        chosen = [box.currentData() for box in self._role_boxes]
        self._role_boxes.clear()
        report = self._result.report
        remarks = self._remarks()
        self.table.setRowCount(len(report) + len(remarks))
        for row, line in enumerate(report):
            self._fill_row(row, line)
        for row, remark in enumerate(remarks, len(report)):
            self._fill_remark(row, remark)
        for box, value in zip(self._role_boxes, chosen, strict=False):
            box.setCurrentIndex(box.findData(value))
        self.table.resizeRowsToContents()
        self._refresh_buttons()

    def _remarks(self) -> list[DataRemark]:
        """What the read files say against each other and the open project, beside what each line says."""
        before = data_remarks(self._session.project) if self._into_project else ()
        lang = self._session.lang
        known = {remark.text(lang) for remark in before}
        found = (remark for remark in data_remarks(self._result.project) if remark.found is None)
        return [remark for remark in found if remark.text(lang) not in known]

    def _fill_remark(self, row: int, remark: DataRemark) -> None:
        theme, lang = current_theme(), self._session.lang
        for column, text in ((0, remark.name(lang)), (5, remark.text(lang))):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == 0:
                item.setIcon(icon("warning", theme.warning))
            else:
                item.setForeground(QColor(theme.muted))
            self.table.setItem(row, column, item)

    def _fill_row(self, row: int, line: ImportedLayer) -> None:
        theme = current_theme()
        lang = self._session.lang
        file = f"{line.file} · {line.layer}" if line.layer else line.file
        problems = line.problem_texts(lang)
        texts = {
            0: file,
            2: f"{line.features:,}" if line.role is not None else "",
            3: line.encoding,
            4: line.crs,
            5: "\n".join(problems),
        }
        sign = (
            ("error", theme.fail)
            if line.error
            else ("warning", theme.warning)
            if any(key != "import.problem.columns_unused" for key, _ in line.problems)
            else ("pass", theme.pass_)
        )
        for column, text in texts.items():
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == 0:
                item.setIcon(icon(*sign))
            if column == 2:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == 5:
                item.setForeground(QColor(theme.fail if line.error is not None else theme.muted))
            self.table.setItem(row, column, item)
        self.table.setIconSize(QSize(15, 15))
        box = QComboBox()
        box.setAccessibleName(file)
        for role in Role:
            if role not in _NOT_FROM_FILES:
                box.addItem(t(f"role.{role}", lang), str(role))
        box.addItem(self.tr("(leave out)"), LEFT_OUT)
        box.setCurrentIndex(box.findData(str(line.role) if line.role is not None else LEFT_OUT))
        box.activated.connect(self._refresh_buttons)
        self.table.setCellWidget(row, 1, box)
        self._role_boxes.append(box)

    def role_box(self, row: int) -> QComboBox:
        """Choice of what a row is taken as."""
        return self._role_boxes[row]

    @property
    def is_changed(self) -> bool:
        """Whether a choice differs from what was read."""
        return any(
            box.currentData() != (str(line.role) if line.role is not None else LEFT_OUT)
            for box, line in zip(self._role_boxes, self._result.report, strict=True)
        )

    def _refresh_buttons(self) -> None:
        self.again_button.setVisible(self.is_changed)
        self.accept_button.setEnabled(not self.is_changed)
        self.accept_button.setToolTip(
            self.tr("Read again first: choices have changed") if self.is_changed else ""
        )

    # -- what can be done ----------------------------------------------------------------------------------
    def read_again(self) -> None:
        """Read the files once more, each as chosen."""
        from layers.importing.recipe import LayerChoice

        choices = []
        for box, line in zip(self._role_boxes, self._result.report, strict=True):
            value = box.currentData()
            is_out = value == LEFT_OUT
            choices.append(
                LayerChoice(line.file, line.layer, role=None if is_out else Role(value), is_left_out=is_out)
            )
        self._files.import_paths(self._paths, into_project=self._into_project, choices=choices)

    def accept(self) -> None:
        """Take everything over: as one undo step into the open project, or as a new project."""
        result = self._result
        if self._into_project and result.edit is not None:
            if self._session.project.revision != self._revision:
                self.read_again()  # the edit was made for what the project was before
                return
            if result.edit.items:
                self._session.push(result.edit, self.tr("Add layers"))
            else:
                what = self.tr("Nothing was added: the project holds all of it already.")
                self._session.say(Message(what, "", ""))
            self.closed.emit()
            return
        project = result.project
        name = self.name.text().strip()
        if name and name != project.settings.name:
            project.apply(project.settings_edit(name=name))
        self._files.show_new(project)
