"""What an import found, before anything is taken over: file by file, with what it was taken as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import Role
from models.facilities.facility import STATUSES
from models.findings.numbers import figure_text
from models.gate.gate import data_remarks
from models.gate.remark import DataRemark
from models.kernel.errors import HavenError, Message
from models.kernel.text import t
from models.project.project import Project
from ui.app.importdetail import ImportDetail
from ui.core.i18n import Retranslated, term
from ui.core.icons import icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import ElidedLabel, label
from ui.widgets.quiet import QuietBox

if TYPE_CHECKING:
    from layers.importing.importer import ImportResult
    from layers.importing.importitem import ImportedLayer
    from layers.importing.recipe import LayerChoice
    from ui.core.files import Files

LEFT_OUT = "left_out"
AGAIN_AFTER_MS = 700
"""So long after the last choice everything is read again."""
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
        self._choices: list[LayerChoice] = []
        self._asked: list[LayerChoice] = []  # what the files were last read by
        self._outlines: list[Any] = []
        self._is_reading = self._since = False
        self._again_later = QTimer(self)
        self._again_later.setSingleShot(True)
        self._again_later.setInterval(AGAIN_AFTER_MS)
        self._again_later.timeout.connect(self._read_when_free)

        self._title = label("title")
        self._note = label("muted", wrap=True)
        self._name_label = label()
        self.name = QLineEdit(result.project.settings.name)
        self.name.setMaximumWidth(340)
        self.table = _file_table()
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self.detail = ImportDetail(session)
        self.detail.changed.connect(self._on_decided)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self.detail)
        self.split.setSizes([400, 920])
        self._counts_head = label("heading")
        self._counts = [CountBox() for _ in range(5)]
        self.keep_recipe = QCheckBox()
        self.accept_button = QPushButton()
        self.accept_button.setProperty("primary", True)
        self.accept_button.clicked.connect(self.accept)
        self.again_button = QPushButton()
        self.again_button.clicked.connect(self.read_again)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self.closed)
        self._lay_out()
        for widget in (self._name_label, self.name):
            widget.setVisible(not into_project)
        self.keep_recipe.setVisible(self._folder is not None)
        self._take_in(result)
        self.retranslate()
        self.table.selectRow(self._first_to_look_at())

    def _lay_out(self) -> None:
        """Put the parts in their places: heading, files with their details, what will count, buttons."""
        name_row = QHBoxLayout()
        name_row.addWidget(self._name_label)
        name_row.addWidget(self.name)
        buttons = QHBoxLayout()
        buttons.addWidget(self.keep_recipe)
        buttons.addStretch(1)
        for button in (self.cancel_button, self.again_button, self.accept_button):
            buttons.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 10)
        box.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addSpacing(18)
        head.addLayout(name_row)
        head.addWidget(self._note, 1)
        counts = QHBoxLayout()
        counts.setSpacing(8)
        for one in self._counts:
            counts.addWidget(one, 1)
        box.addLayout(head)
        box.addWidget(self.split, 1)
        box.addWidget(self._counts_head)
        box.addLayout(counts)
        box.addLayout(buttons)

    @property
    def _folder(self) -> Path | None:
        """Folder that was read, in which choices are kept; ``None`` of single files."""
        return self._paths[0] if len(self._paths) == 1 and self._paths[0].is_dir() else None

    def _take_in(self, result: ImportResult) -> None:
        """Start from what was decided when the files were read."""
        self._result, self._revision = result, self._session.project.revision
        self._is_reading = False
        asked = {(one.file, one.layer): one for one in self._asked}
        self._choices = [
            asked.get((line.file, line.layer), replace(look.choice, file=line.file, layer=line.layer))
            for line, look in zip(result.report, result.looks, strict=True)
        ]
        self._asked = list(self._choices)
        self._role_boxes.clear()
        self._outlines = outlines_of(result.project)

    def is_of(self, paths: Sequence[Path], *, into_project: bool) -> bool:
        """Whether this page is about some files."""
        return self._paths == list(paths) and self._into_project == into_project

    def renew(self, result: ImportResult) -> None:
        """Show what the same files are by the choices made; choices made since are read next."""
        row = max(self.table.currentRow(), 0)
        since = {(one.file, one.layer): one for one in self._choices} if self._since else {}
        self._take_in(result)
        if since:
            self._choices = [since.get((one.file, one.layer), one) for one in self._choices]
            self._again_later.start()
        self._since = False
        self.retranslate()
        self.table.selectRow(min(row, self.table.rowCount() - 1))
        self._show_chosen()

    def _first_to_look_at(self) -> int:
        """First line that something is said of, so that it is seen without a click."""
        report = self._result.report
        return next((row for row, line in enumerate(report) if _sign_of(line)[0] != "pass"), 0)

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
        self.keep_recipe.setText(self.tr("Keep the choices in the folder (haven.toml) for next time"))
        self._counts_head.setText(
            self.tr("What the project counts then") if self._into_project else self.tr("What will count")
        )
        self._fill_counts()
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
        self._role_boxes.clear()
        report = self._result.report
        remarks = self._remarks()
        self.table.setRowCount(len(report) + len(remarks))
        for row, line in enumerate(report):
            self._fill_row(row, line)
        for row, remark in enumerate(remarks, len(report)):
            self._fill_remark(row, remark)
        self._refresh_buttons()

    def _fill_counts(self) -> None:
        from models.gate.counting import will_count

        found, lang = will_count(self._result.project), self._session.lang
        comma = term("explain.separator")
        states = comma.join(
            f"{found.shelters[status]:,} {t(f'choice.status.{status}', lang)}"
            for status in STATUSES
            if found.shelters.get(status)
        )
        unknown = self.tr("{count} without an area").format(count=found.unknown_areas)
        rows = (
            (term("field.population_persons"), figure_text(found.persons, "persons", lang), ""),
            (term("family.shelter.short"), f"{sum(found.shelters.values()):,}", states),
            (
                term("field.effective_area_m2"),
                figure_text(found.area_m2, "m2", lang),
                unknown if found.unknown_areas else "",
            ),
            (
                t("figure.shelter.area_per_resident.county.name", lang),
                figure_text(found.per_resident_m2, "m2_per_person", lang),
                "",
            ),
            (self.tr("Facilities of other kinds"), f"{found.others:,}", ""),
        )
        for box, row in zip(self._counts, rows, strict=True):
            box.show_count(*row)

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
        sign = _sign_of(line)
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
        box = QuietBox()
        box.setAccessibleName(file)
        for role in Role:
            if role not in _NOT_FROM_FILES:
                box.addItem(t(f"role.{role}", lang), str(role))
        box.addItem(self.tr("(leave out)"), LEFT_OUT)
        choice = self._choices[row]
        is_out = choice.is_left_out or (choice.role is None and line.role is None)
        box.setCurrentIndex(box.findData(LEFT_OUT if is_out else str(choice.role or line.role)))
        box.activated.connect(lambda _, row=row, box=box: self._decide_role(row, box.currentData()))
        self.table.setCellWidget(row, 1, box)
        self._role_boxes.append(box)

    def role_box(self, row: int) -> QComboBox:
        """Choice of what a row is taken as."""
        return self._role_boxes[row]

    # -- deciding ------------------------------------------------------------------------------------------
    def _show_chosen(self) -> None:
        row, report = self.table.currentRow(), self._result.report
        if not 0 <= row < self.table.rowCount():
            return
        if row < len(self._result.looks):
            self.detail.show_line(report[row], self._result.looks[row], self._choices[row], self._outlines)
        elif row >= len(report):
            lang, remark = self._session.lang, self._remarks()[row - len(report)]
            self.detail.show_text(remark.name(lang), remark.text(lang))

    def _decide_role(self, row: int, value: str) -> None:
        is_out = value == LEFT_OUT
        self.table.selectRow(row)
        self._decide(
            row, replace(self._choices[row], role=None if is_out else Role(value), is_left_out=is_out)
        )
        self._show_chosen()

    def _on_decided(self, choice: LayerChoice) -> None:
        self._decide(self.table.currentRow(), choice)

    def _decide(self, row: int, choice: LayerChoice) -> None:
        if not self.is_changed:
            self.keep_recipe.setChecked(True)  # there is something worth keeping
        # A layer that was read apart, as stations and brigades, is decided about as one.
        key = (self._choices[row].file, self._choices[row].layer)
        self._choices = [choice if (one.file, one.layer) == key else one for one in self._choices]
        self._since = self._is_reading
        self._refresh_buttons()
        self._again_later.start()

    def _read_when_free(self) -> None:
        if self.is_changed and not self._is_reading:
            self.read_again()

    @property
    def is_changed(self) -> bool:
        """Whether something was decided that the files were not read by."""
        return self._choices != self._asked

    def _refresh_buttons(self) -> None:
        self.again_button.setVisible(self.is_changed)
        self.accept_button.setEnabled(not self.is_changed)
        self.accept_button.setToolTip(
            self.tr("Read again first: choices have changed") if self.is_changed else ""
        )

    # -- what can be done ----------------------------------------------------------------------------------
    def read_again(self) -> None:
        """Read the files once more, each as chosen."""
        self._is_reading = True
        self._again_later.stop()
        self._asked = list(self._choices)
        self._files.import_paths(
            self._paths,
            into_project=self._into_project,
            choices=self._asked,
            ended=self._on_read,
        )

    def _on_read(self) -> None:
        self._is_reading = False
        self._refresh_buttons()

    def _keep_recipe(self) -> None:
        """Write what was decided beside the files, so that next year's are read alike."""
        from layers.disk.atomic import write_bytes
        from layers.importing.recipe import FILE_NAME, recipe_text

        folder = self._folder
        if folder is None or not self.keep_recipe.isChecked():
            return
        roles: dict[tuple[str, str], set[Role]] = {}
        for line in self._result.report:
            if line.role is not None:
                roles.setdefault((line.file, line.layer), set()).add(line.role)
        used = {(one.file, one.layer): one for one in self._choices if (one.file, one.layer) in roles}
        named = [
            # Points and areas side by side in one layer have each a role of their own.
            replace(choice, role=choice.role or (roles[key].pop() if len(roles[key]) == 1 else None))
            for key, choice in used.items()
        ]
        text = recipe_text(replace(self._result.recipe, layers=tuple(named)))
        try:
            write_bytes(folder / FILE_NAME, text.encode())
        except HavenError as error:
            self._session.say(error.message(self._session.lang), "warning")

    def accept(self) -> None:
        """Take everything over: as one undo step into the open project, or as a new project."""
        result = self._result
        self._keep_recipe()
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


class CountBox(QFrame):
    """One number of what will count, with what it is made of below."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._name, self._value, self._note = label("muted"), label("heading"), ElidedLabel()
        self._note.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 5, 10, 5)
        box.setSpacing(1)
        for widget in (self._name, self._value, self._note):
            box.addWidget(widget)

    def show_count(self, name: str, value: str, note: str) -> None:
        """Show a number."""
        self._name.setText(name)
        self._value.setText(value)
        self._note.setText(note)
        self.setAccessibleName(" ".join(part for part in (name, value, note) if part))


def _file_table() -> QTableWidget:
    """The list of what the files hold, a line for each."""
    table = QTableWidget(0, 6)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().setDefaultSectionSize(34)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(1, 168)
    for column in (3, 4, 5):  # said at the right, of the line that is chosen
        table.setColumnHidden(column, True)
    return table


def outlines_of(project: Project) -> list[Any]:
    """Corners of the county's outline as far as a small map needs them, degrees."""
    import shapely

    from layers.coordinates.crs import to_lonlat

    boundary = project.county.boundary
    if boundary is None:
        return []
    coarse = shapely.simplify(boundary, max(shapely.length(boundary) / 2000, 1.0))
    rings = [shapely.get_exterior_ring(part) for part in shapely.get_parts(coarse)]
    return [to_lonlat(shapely.get_coordinates(ring), project.settings.crs_epsg) for ring in rings]


def _sign_of(line: ImportedLayer) -> tuple[str, str]:
    """Sign of how well a file was understood, and its colour."""
    theme = current_theme()
    if line.error:
        return "error", theme.fail
    is_said = any(key != "import.problem.columns_unused" for key, _ in line.problems)
    return ("warning", theme.warning) if is_said else ("pass", theme.pass_)
