"""Opens, makes and changes a city's file; from its page to a county, or to workbook and map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from models.kernel.errors import HavenError, Message
from models.kernel.progress import Progress, Work
from ui.app.citydraft import Draft, draft_of, file_of
from ui.core.files import CITY_SUFFIX, PROJECT_SUFFIX
from ui.core.i18n import term
from ui.core.tasks import Task

if TYPE_CHECKING:
    from layers.city.cityfile import CityFile
    from layers.city.own import OwnProject
    from models.city.network import City
    from ui.app.cityedit import CityEditor
    from ui.app.citypage import CityPage
    from ui.app.shell import Shell


class Cities(QObject):
    """The page of the city that was opened, if there is one, and the page that makes a city's file.

    Signals
    -------
    page_wanted(QWidget)
        Another of the window's pages is to be shown.
    """

    page_wanted = Signal(QWidget)

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.page: CityPage | None = None
        self.editor: CityEditor | None = None

    # -- opening -------------------------------------------------------------------------------------------
    def open(self, path: Path) -> None:
        """Read a city's file and its projects, then show the page; the open project stays as it is."""
        window = self._window
        lang, today = window.session.lang, date.today()

        def work() -> Work[tuple[CityFile, City]]:
            step = Progress(0, 0, "progress.project.open")
            yield step
            from layers.city.cityfile import read_city
            from layers.city.read import city_of
            from layers.disk.answering import answering

            yield from answering(path, step)
            file = read_city(path)
            return file, (yield from city_of(file, lang, today))

        title = self.tr("Opening {name}").format(name=path.name)
        window.tasks.start(Task(title, work, lambda done: self._show(*done), owner=window))

    def _show(self, file: CityFile, city: City) -> None:
        from ui.app.citypage import CityPage

        window, path = self._window, file.path
        self._drop()
        page = CityPage(window.session, city, path.parent)
        page.closed.connect(self.close)
        page.county_wanted.connect(window.files.open_path)
        page.documents_wanted.connect(partial(window.exports.city, city))
        page.edit_wanted.connect(lambda: self.when_kept(lambda: self._edit(draft_of(file), path)))
        self.page = page
        window.pages.addWidget(page)
        window.files.remember(path)
        self.page_wanted.emit(page)
        page.table.setFocus()

    def close(self) -> None:
        """Go back to the map, or to the welcome page while no project is open."""
        window = self._window
        if self.page is not None or self.editor is not None:
            self.page_wanted.emit(window.canvas if window.session.has_project else window.welcome)
            self._drop()

    def _drop(self) -> None:
        """Take the pages away, but not one with changes that are not saved: the command shows it again."""
        kept = self.editor if self.is_unsaved else None
        for page in (self.page, self.editor):
            if page is not None and page is not kept:
                self._window.pages.removeWidget(page)
                page.deleteLater()
        self.page, self.editor = None, kept

    # -- making --------------------------------------------------------------------------------------------
    def new(self, projects: Sequence[Path] = ()) -> None:
        """Show the page that makes a city's file; one that is being made is gone on with."""
        if self.editor is None:
            self._edit(Draft(), None)
        else:
            self.page_wanted.emit(self.editor)
        if projects:
            self._take(list(projects))

    @staticmethod
    def is_for_city(paths: Sequence[Path]) -> bool:
        """Whether files that are dropped together are projects: several make a city, not one county."""
        from layers.project.backups import counts_in

        if len(paths) < 2 or any(path.suffix.lower() != PROJECT_SUFFIX for path in paths):
            return False
        try:
            counts_in(paths[0])
        except HavenError:
            return False
        return True

    def _edit(self, draft: Draft, path: Path | None) -> None:
        from ui.app.cityedit import CityEditor

        window = self._window
        self._drop()
        editor = CityEditor(draft, path)
        editor.files_dropped.connect(self._take)
        editor.counties_wanted.connect(self._choose_counties)
        editor.own_wanted.connect(self._choose_own)
        editor.open_wanted.connect(lambda path: self.when_kept(partial(window.files.open_path, path)))
        editor.tables.file_wanted.connect(self._choose_table)
        editor.tables.make_wanted.connect(self._make_own)
        editor.save_wanted.connect(self.save)
        editor.save_as_wanted.connect(self._save_as)
        editor.closed.connect(lambda: self.when_kept(self.close))
        editor.told.connect(self._tell)
        self.editor = editor
        window.pages.addWidget(editor)
        self.page_wanted.emit(editor)
        editor.name.setFocus()

    def _tell(self, text: str) -> None:
        self._window.messages.show_message(Message(text, "", ""), "info")

    def _folder(self) -> str:
        editor = self.editor
        if editor is not None and editor.path is not None:
            return str(editor.path.parent)
        return str(self._window.preferences.last_folder("project"))

    def _choose_counties(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self._window, term("cityfile.add"), self._folder(), self.tr("Haven project (*.gpkg)")
        )
        if names:
            self._take([Path(name) for name in names])

    def _choose_own(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, term("cityfile.choose_own"), self._folder(), self.tr("Haven project (*.gpkg)")
        )
        if name and self.editor is not None:
            self.editor.set_own(Path(name))

    def _choose_table(self, part: str) -> None:
        from layers.formats.sniff import FORMATS

        kinds = term("cityfile.kinds_table", patterns=" ".join(f"*{ending}" for ending in FORMATS))
        folder = str(self._window.preferences.last_folder("import"))
        name, _ = QFileDialog.getOpenFileName(self._window, term(f"cityfile.{part}"), folder, kinds)
        if name and self.editor is not None:
            self._window.preferences.set_last_folder("import", Path(name).parent)
            self.editor.tables.set_path(part, Path(name))

    def _take(self, paths: list[Path]) -> None:
        """Look which files are projects, off the window's thread, and take these in."""
        editor = self.editor
        if editor is None:
            return

        def work() -> Work[tuple[list[Path], list[Path]]]:
            from layers.disk.answering import answering
            from layers.project.backups import counts_in

            projects: list[Path] = []
            for number, path in enumerate(paths):
                step = Progress(number, len(paths), "progress.project.open")
                yield step
                yield from answering(path, step)
                if path.suffix.lower() == PROJECT_SUFFIX:
                    try:
                        counts_in(path)
                    except HavenError:
                        continue
                    projects.append(path)
            return projects, [path for path in paths if path not in projects]

        self._window.tasks.start(
            Task(term("cityfile.add"), work, lambda found: editor.add_projects(*found), owner=editor)
        )

    def _make_own(self) -> None:
        """Make the city's own project of its tables, where the person says."""
        editor, window = self.editor, self._window
        if editor is None:
            return
        depots = editor.tables.path("depots")
        if depots is None:
            return
        name = editor.history.now.name or term("cityfile.new_name")
        suggestion = Path(self._folder()) / f"{name}{PROJECT_SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            window, term("cityfile.make_own"), str(suggestion), self.tr("Haven project (*.gpkg)")
        )
        if not chosen:
            return
        path = _with_suffix(Path(chosen), PROJECT_SUFFIX)
        stock, roads, lang = editor.tables.path("stock"), editor.tables.path("roads"), window.session.lang

        def work() -> Work[OwnProject]:
            from layers.city.own import own_project
            from layers.project.file import save_project

            made = yield from own_project(name, depots, stock, roads, lang)
            yield Progress(0, 0, "progress.project.save")
            save_project(made.project, path)
            return made

        def done(made: OwnProject) -> None:
            editor.set_own(path)
            texts = [term("cityfile.made", depots=made.depots, rows=made.rows)]
            if made.raised:
                texts.append(term("cityfile.made_raised", count=made.raised))
            if made.rows_left:
                texts.append(term("cityfile.made_left", count=made.rows_left))
            self._tell(" ".join(texts))

        window.tasks.start(Task(term("cityfile.making"), work, done, owner=editor))

    # -- saving --------------------------------------------------------------------------------------------
    def save(self) -> None:
        """Write the file, asking where to if it is new, and show what comes of it."""
        editor = self.editor
        if editor is None or not editor.history.now.is_whole:
            return
        if editor.path is None:
            self._save_as()
        else:
            self._save_to(editor.path)

    def _save_as(self) -> None:
        editor = self.editor
        if editor is None:
            return
        name = editor.history.now.name or term("cityfile.new_name")
        suggestion = editor.path or Path(self._folder()) / f"{name}{CITY_SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save as…"), str(suggestion), term("cityfile.kind_city")
        )
        if chosen:
            self._save_to(_with_suffix(Path(chosen), CITY_SUFFIX))

    def _save_to(self, path: Path) -> None:
        editor = self.editor
        assert editor is not None
        draft = editor.history.now
        file = file_of(draft, path)

        def work() -> Work[None]:
            step = Progress(0, 0, "progress.project.save")
            yield step
            from layers.city.cityfile import write_city

            write_city(file)

        def done(_: None) -> None:
            editor.path = path
            editor.history.saved(draft)
            self.open(path)

        self._window.saves.start(Task(term("cityfile.saving"), work, done, owner=editor, is_lasting=True))

    @property
    def is_unsaved(self) -> bool:
        """Whether a city's file is being made that is not written."""
        return self.editor is not None and self.editor.history.is_unsaved

    def when_kept(self, go_on: Callable[[], object]) -> None:
        """Go on unless there is something unsaved that the person does not want to lose."""
        if self.may_leave():
            go_on()

    def may_leave(self) -> bool:
        """Whether nothing is lost by leaving the page, or the person says that it may be."""
        editor = self.editor
        if editor is None or not self.is_unsaved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(term("cityfile.unsaved"))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        answer = buttons(box.exec())
        box.deleteLater()
        if answer == buttons.Discard:
            editor.history.saved(editor.history.now)  # nothing is to be kept of it any more
        return answer == buttons.Discard


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
