"""The page of the ledger: add, group from the selection, seeds of the plan, paste, pin, delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QMenu, QPushButton, QWidget

from models.facilities.facility import Status
from models.facilities.keyproject import KeyProject
from models.kernel.errors import Message
from models.kernel.progress import Progress, Work
from models.programme.ledger import pasted_projects
from models.programme.programme import Programme
from models.programme.seeds import seeds
from ui.analysis.page import Page
from ui.analysis.projectstable import ProjectDelegate, ProjectTable, shown_columns
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.widgets.ledgerview import LedgerView
from ui.widgets.parts import IconButton, icon_button

if TYPE_CHECKING:
    from layers.ledgerback.projects import ProjectsTable

_WIDTHS = {"project_name": 170, "state": 124, "facilities": 150, "start_year": 72, "finish_year": 72}
_WIDTHS |= {"office": 110, "document": 130, "remark": 110}


class ProjectsPage(Page):
    """Every project; each change is one undo step. A row's facilities are selected on the map."""

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        programme: Callable[[], Programme],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent)
        self._tasks, self._programme = tasks, programme
        self.group_button, self.assign_button, self.seeds_button = QPushButton(), QPushButton(), QPushButton()
        self.group_button.clicked.connect(self.group)
        self.assign_button.clicked.connect(self.assign)
        self._seeds = QMenu(self.seeds_button)
        self._seeds.aboutToShow.connect(self._fill_seeds)
        self.seeds_button.setMenu(self._seeds)
        self.add_button: IconButton = icon_button("plus", self.add)
        self.delete_button: IconButton = icon_button("trash", self.delete)
        self.paste_button: IconButton = icon_button("paste", self.paste)
        self.import_button: IconButton = icon_button("import", self.choose_import)
        self.up_button: IconButton = icon_button("up", lambda: self.shift(-1))
        self.down_button: IconButton = icon_button("down", lambda: self.shift(1))
        self.table = ProjectTable(session, self)
        self.table.edited.connect(self._edit)
        self.table.refused.connect(self._refuse)
        self.view = LedgerView()
        self.view.setModel(self.table)
        self.view.setItemDelegate(ProjectDelegate(self.view))
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.selectionModel().selectionChanged.connect(lambda: self._refresh_buttons())
        self.view.clicked.connect(lambda _: self._show_on_map())
        self.view.paste_wanted.connect(self.paste)
        self.view.delete_wanted.connect(self.delete)
        self.view.editing_ended.connect(lambda: QTimer.singleShot(0, self, self.refresh))
        session.selection_changed.connect(self._refresh_buttons)
        for button in (self.group_button, self.assign_button, self.seeds_button):
            button.setAutoDefault(False)
            self.top.addWidget(button)
        for icon in (
            self.add_button,
            self.delete_button,
            self.paste_button,
            self.import_button,
            self.up_button,
            self.down_button,
        ):
            self.top.addWidget(icon)
        self.top.addWidget(self.copy_button)
        self.copy_button.clicked.connect(self.copy)
        self.body.addWidget(self.note)
        self.below = self.view
        self._titles: tuple[str, ...] = ()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.group_button.setText(term("keyproject.button.group"))
        self.group_button.setToolTip(term("keyproject.button.group_tip"))
        self.assign_button.setText(term("keyproject.button.assign"))
        self.assign_button.setToolTip(term("keyproject.button.assign_tip"))
        self.seeds_button.setText(term("keyproject.button.seeds"))
        self.seeds_button.setToolTip(term("keyproject.button.seeds_tip"))
        self.add_button.name(term("keyproject.button.add"))
        self.delete_button.name(term("keyproject.button.delete"))
        self.paste_button.name(term("keyproject.button.paste"))
        self.import_button.name(term("keyproject.button.import"))
        self.up_button.name(term("keyproject.button.up"))
        self.down_button.name(term("keyproject.button.down"))
        self.view.setAccessibleName(term("keyproject.tab.ledger"))
        super().retranslate()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what the project holds."""
        if self.view.is_typed_in:  # rows that move would close the editor
            return
        programme = self._programme()
        self.table.show_programme(programme)
        self._fit_columns()
        unknown = len(programme.budget.unknown)
        if not programme.rows:
            self.note.setText(term("keyproject.empty"))
        else:
            count, total = len(programme.rows), f"{programme.budget.total:,.1f}"
            is_known = programme.budget.is_known
            parts = [
                term("keyproject.sum", count=count, total=total)
                if is_known
                else term("keyproject.sum_none", count=count)
            ]
            if unknown and is_known:
                parts.append(term("keyproject.sum_unknown", count=unknown))
            self.note.setText(" ".join((*parts, term("keyproject.gain_note"))))
        self._refresh_buttons()

    def _fit_columns(self) -> None:
        """Give each column room for its head, once for each language."""
        titles = tuple(column.title for column in self.table.columns)
        if titles == self._titles:
            return
        self._titles, header = titles, self.view.horizontalHeader()
        for column, key in enumerate(shown_columns()):
            self.view.setColumnWidth(column, max(_WIDTHS.get(key, 0), header.sectionSizeHint(column)))

    def _refresh_buttons(self) -> None:
        chosen, has_selection = self.view.selected_keys(), bool(self.session.selection)
        self.group_button.setEnabled(has_selection)
        self.assign_button.setEnabled(has_selection and len(chosen) == 1)
        self.delete_button.setEnabled(bool(chosen))
        for button in (self.up_button, self.down_button):
            button.setEnabled(len(chosen) == 1)

    def _fill_seeds(self) -> None:
        settings = self.session.project.settings
        custom = settings.custom_profiles.get(settings.profile_id)
        there = {one.project_name for one in settings.projects}
        self._seeds.clear()
        built = {key for one in settings.projects for key in one.facility_ids}
        planned = [
            KeyProject(project_name=one.name, facility_ids=(one.id,), finish_year=one.finished_year)
            for one in self.session.scenario.facilities.values()
            if one.status == Status.PLANNED and one.id not in built
        ]
        if planned:
            self._seeds.addAction(
                term("keyproject.button.planned", count=len(planned)), partial(self._add_seeds, planned)
            )
            self._seeds.addSeparator()
        found = [
            one
            for one in seeds(custom.base_id if custom else settings.profile_id)
            if one.project_name not in there
        ]
        if len(found) > 1:
            self._seeds.addAction(
                term("keyproject.button.all_seeds", count=len(found)), lambda: self._add_seeds(found)
            )
            self._seeds.addSeparator()
        for seed in found:
            self._seeds.addAction(seed.project_name, partial(self._add_seeds, [seed]))
        if not found:
            self._seeds.addAction(term("keyproject.button.no_seeds")).setEnabled(False)

    def _show_on_map(self) -> None:
        chosen = set(self.view.selected_keys())
        ids = [key for one in self._projects if one.id in chosen for key in one.facility_ids]
        if ids:
            self.session.select(ids)

    # -- edits ---------------------------------------------------------------------------------------------
    @property
    def _projects(self) -> tuple[KeyProject, ...]:
        return self.session.project.settings.projects

    def _push(self, projects: tuple[KeyProject, ...], text: str) -> None:
        self.session.push(self.session.project.settings_edit(projects=projects), text)

    def _edit(self, project: KeyProject, text: str) -> None:
        # The table is filled anew by the change, which must not happen inside the editor's own call.
        def push() -> None:
            self._push(tuple(project if one.id == project.id else one for one in self._projects), text)

        QTimer.singleShot(0, self, push)

    def _refuse(self, why: str) -> None:
        self.session.say(Message(term("keyproject.refused"), "", why), "warning")

    def _add_seeds(self, projects: list[KeyProject]) -> None:
        self._push((*self._projects, *projects), term("keyproject.step.seeds", count=len(projects)))

    def _add(self, project: KeyProject) -> None:
        self._push((*self._projects, project), term("keyproject.button.add"))
        self.session.assess_now()  # the row is there before it is typed in
        for line in self.table.rows_of(frozenset({project.id})):
            index = self.table.index(line, 0)
            self.view.scrollTo(index)
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    def add(self) -> None:
        """Add a project and let its name be typed."""
        self._add(KeyProject())

    def group(self) -> None:
        """Add a project of the facilities that are selected on the map."""
        chosen = [
            one for one in self.session.scenario.facilities.values() if one.id in self.session.selection
        ]
        if chosen:
            years = {one.finished_year for one in chosen}
            self._add(
                KeyProject(
                    project_name=chosen[0].name,
                    facility_ids=tuple(one.id for one in chosen),
                    finish_year=years.pop() if len(years) == 1 else None,
                )
            )

    def assign(self) -> None:
        """Let the chosen project build the facilities that are selected on the map."""
        chosen = set(self.view.selected_keys())
        ids = tuple(key for key in self.session.scenario.facilities if key in self.session.selection)
        after = tuple(replace(one, facility_ids=ids) if one.id in chosen else one for one in self._projects)
        self._push(after, term("keyproject.button.assign"))

    def delete(self) -> None:
        """Delete the chosen projects; their facilities stay."""
        chosen = set(self.view.selected_keys())
        if chosen:
            kept = tuple(one for one in self._projects if one.id not in chosen)
            self._push(kept, term("keyproject.step.delete", count=len(chosen)))

    def shift(self, by: int) -> None:
        """Move the chosen project in the ledger."""
        (chosen,) = self.view.selected_keys()
        rows = list(self._projects)
        at = next(place for place, one in enumerate(rows) if one.id == chosen)
        if 0 <= at + by < len(rows):
            rows.insert(at + by, rows.pop(at))
            self._push(tuple(rows), term("keyproject.step.move"))
            self.session.assess_now()
            for line in self.table.rows_of(frozenset({chosen})):
                self.view.selectRow(line)

    def paste(self) -> None:
        """Take in the table that is on the clipboard, and say what was left alone."""
        text = QGuiApplication.clipboard().text()
        found = pasted_projects(text, self._projects, self.session.scenario.facilities, self.session.lang)
        if found.after != self._projects:
            self._push(found.after, term("keyproject.step.paste"))
        said = term("keyproject.pasted", added=found.added, changed=found.changed)
        why = found.faults[0] if found.faults else ""
        level = "warning" if found.faults else "info"
        self.session.say(Message(said, "", why, "\n".join(found.faults)), level)

    def choose_import(self) -> None:
        """Ask for a table of projects: a workbook of ours, or what another office keeps."""
        path = self.session.path
        name, _ = QFileDialog.getOpenFileName(
            self,
            term("keyproject.button.import"),
            "" if path is None else str(path.parent),
            term("keyproject.back.file_kind"),
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a table off the window's thread, then show what it would change."""

        def work() -> Work[ProjectsTable]:
            yield Progress(0, 0, "progress.import.read", {"file": path.name})
            from layers.ledgerback.projects import read_projects

            return read_projects(path)

        self._tasks.start(Task(term("keyproject.back.reading"), work, self.show_import, owner=self))

    def show_import(self, found: ProjectsTable) -> None:
        """Show what a table would change; nothing is taken over yet."""
        from ui.analysis.projectsimport import ProjectsImportDialog

        ProjectsImportDialog(self.session, found, self.window()).open()

    def copy(self) -> None:
        """Put the ledger on the clipboard, as it can be pasted back."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        chosen = rows if len(rows) > 1 else list(range(self.table.rowCount()))
        QGuiApplication.clipboard().setText(self.table.as_tsv(chosen))
