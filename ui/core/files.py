"""Opening, saving and importing: what the File menu does, all long work off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from models.kernel.errors import HavenError, Message
from models.kernel.progress import Progress, Work
from models.project.edits import Change, Part
from models.project.project import Project
from models.project.remarks import opening_message
from ui.core.assessing import assessing, keep_ready, rules_of
from ui.core.backups import Backups
from ui.core.crashlog import log_import_faults
from ui.core.holding import Holding, TakenOverError
from ui.core.home import KEPT_LAYERS
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.safety import Safety
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from layers.project.backups import Backup
    from layers.project.recovery import Recovered, Recovery

PROJECT_SUFFIX, CITY_SUFFIX = ".gpkg", ".toml"


class Files(QObject):
    """Keeps the session and its file together.

    Signals
    -------
    opened
        A project is open and shown.
    saved_at(str)
        The project was saved; the time of day.
    import_ready(list, object, bool)
        Files were read: their paths, the importer's result, whether it shall go into the open project.
    recent_changed
        The list of recent projects changed.
    city_wanted(Path)
        What is to be opened is the file of a city over its counties.
    """

    opened = Signal()
    saved_at = Signal(str)
    import_ready = Signal(list, object, bool)
    recent_changed = Signal()
    notified = Signal(object, str, str, object)
    city_wanted = Signal(Path)

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        saves: TaskRunner,
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._saves = saves
        self._saving = 0
        self._after_saving: list[Callable[[], object]] = []
        self._preferences = preferences
        self._window = window
        self.safety = Safety(session, tasks, saves, preferences, self)
        self.holding = Holding(self)
        self.backups = Backups(session, saves, preferences.folder, lambda: self.holding.is_read_only, self)
        self._mark: str | None = None  # content of the file when it was read or written
        self._suggestion: Path | None = None
        self._opening: Path | None = None

    # -- opening -------------------------------------------------------------------------------------------
    def open_sample(self) -> None:
        """Open the sample county, without a file: saving it asks where to."""

        def work() -> Work[tuple[Project, Path]]:
            yield Progress(0, 0, "progress.project.open")
            from layers.project.file import load_project
            from layers.sample import sample_path

            project = load_project(sample_path())
            return (yield from warmed(project)), sample_path()

        def done(result: tuple[Project, Path]) -> None:
            self._show(result[0], None, base=result[1])

        self._load(self.tr("Opening the sample county"), work, done)

    def choose_open(self) -> None:
        """Ask which project to open."""
        folder = str(self._preferences.last_folder("project"))
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open project"), folder, self.tr("Haven project, or city (*.gpkg *.toml)")
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a project file, or the file of a city."""
        if path.suffix.lower() == CITY_SUFFIX:
            self.city_wanted.emit(path)
            return

        def work() -> Work[tuple[Project, str]]:
            step = Progress(0, 0, "progress.project.open")
            yield step
            from layers.disk.answering import answering
            from layers.project.file import load_marked

            yield from answering(path, step)
            project, mark = load_marked(path, keep_in=self._preferences.folder / KEPT_LAYERS)
            return (yield from warmed(project)), mark

        def done(result: tuple[Project, str]) -> None:
            project, mark = result
            self._show(project, path, base=path, mark=mark)
            self.remember(path)

        if self._opening != path:  # the second half of a double click opens nothing
            self._load(self.tr("Opening {name}").format(name=path.name), work, done, path)

    def recover(self, recovery: Recovery) -> None:
        """Bring back the unsaved work of a run that ended badly."""

        def work() -> Work[Recovered]:
            yield Progress(0, 0, "progress.project.open")
            from layers.project.recovery import recover

            recovered = recover(recovery)
            yield from warmed(recovered.project)
            return recovered

        def done(recovered: Recovered) -> None:
            from layers.sample import sample_path

            path, mark = recovered.path, recovered.mark
            if path == sample_path():
                path = mark = None
            self._show(recovered.project, path, is_unsaved=True, base=path, mark=mark, recovered=recovery)
            if recovery.path is not None and path is None and recovery.path != sample_path():
                self._suggest_copy(recovery.path, recovered.moved_on)

        self._load(self.tr("Bringing back unsaved work"), work, done)

    def open_backup(self, backup: Backup) -> None:
        """Open an earlier version as a copy, to be saved beside the project that it is of."""
        path = self._session.path

        def work() -> Work[Project]:
            yield Progress(0, 0, "progress.project.open")
            from layers.project.file import load_project

            return (yield from warmed(load_project(backup.path)))

        def done(project: Project) -> None:
            self._show(project, None, is_unsaved=True)
            if path is not None:
                self._suggestion = path.with_stem(f"{path.stem} {backup.made_at:%Y-%m-%d %H%M}")

        self._load(self.tr("Opening an earlier version"), work, done)

    def _load(
        self,
        title: str,
        make: Callable[[], Work[Any]],
        show: Callable[[Any], None],
        path: Path | None = None,
    ) -> None:
        """Load another project and show it; what is edited in this one meanwhile is asked about, too."""
        session = self._session

        def start() -> None:
            self._opening = path
            before = (session.project, session.project.revision)

            def done(result: Any) -> None:
                if before == (session.project, session.project.revision):
                    show(result)
                else:  # from the event loop: a question keeps the task from ending
                    QTimer.singleShot(0, self, lambda: self.when_clean(lambda: show(result)))

            def ended() -> None:
                self._opening = None

            self._tasks.start(Task(title, make, done, ended=ended))

        self.when_clean(start)

    def _suggest_copy(self, path: Path, moved_on: datetime | None) -> None:
        """What was brought back does not fit its file any more: it is saved beside it."""
        self._suggestion = path.with_stem(self.tr("{name} (brought back)").format(name=path.stem))
        if moved_on is not None:
            message = Message(
                self.tr("The unsaved work was brought back as a copy."),
                self.tr("{file} was saved or changed at {time} and stays as it is.").format(
                    file=path.name, time=f"{moved_on:%Y-%m-%d %H:%M}"
                ),
                self.tr("Save the copy under another name, then compare the two."),
            )
            self.notified.emit(message, "warning", self.tr("Save as…"), self.save_as)

    def _show(
        self,
        project: Project,
        path: Path | None,
        *,
        is_unsaved: bool = False,
        base: Path | None = None,
        mark: str | None = None,
        recovered: Recovery | None = None,
    ) -> None:
        self._session.open(project, path, is_unsaved=is_unsaved)
        self.safety.follow(project, base, mark, recovered)
        self.backups.follow()
        self.holding.take(path)
        self._mark = mark
        self._suggestion = None
        self.opened.emit()
        if project.remarks:
            message = opening_message(project, path.name if path else "", self._session.lang)
            self._session.say(message, "warning")

    def show_new(self, project: Project) -> None:
        """Show a project that has no file yet."""
        self.when_clean(lambda: self._show(project, None, is_unsaved=True))

    def remember(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        self._preferences.add_recent(path)
        self._preferences.set_last_folder("project", path.parent)
        self._preferences.save()
        self.recent_changed.emit()

    # -- who may save --------------------------------------------------------------------------------------
    def take_over(self) -> None:
        """From now on this window saves the project; what was saved meanwhile is read if nothing is lost."""
        session, mark = self._session, self._mark
        self.holding.take_over()
        path = session.path
        if path is None or session.is_dirty:
            return  # a save looks by itself whether the file is still the one that was opened

        def work() -> Work[bool]:
            from layers.disk.beside import content_mark

            yield Progress(0, 0, "progress.project.open")
            return content_mark(path) != mark

        def done(has_changed: bool) -> None:
            if has_changed and session.path == path and not session.is_dirty:
                self.open_path(path)

        self._tasks.start(Task("", work, done, quiet=True))

    def close(self) -> None:
        """The window closes: nothing is unsaved, or the person gave it up."""
        self.safety.stop()
        self.backups.stop()
        self.release_lock()

    def release_lock(self) -> None:
        """Let others have the file."""
        self.holding.release()

    # -- saving --------------------------------------------------------------------------------------------
    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save to the project's file; ask where to if it has none, or somebody else has it open."""
        path = self._session.path
        if path is None or self.holding.is_read_only:
            self.save_as(then)
        else:
            self._save_to(path, then, check_outside=True)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask where to save."""
        session = self._session
        if session.path is not None:
            suggestion = session.path
            if self.holding.is_read_only:
                name = self.tr("{name} (copy)").format(name=suggestion.stem)
                suggestion = suggestion.with_stem(name)
        elif self._suggestion is not None:
            suggestion = self._suggestion
        else:
            from layers.disk.names import safe_name

            name = safe_name(session.project.settings.name or session.project.county.name or "haven")
            suggestion = self._preferences.last_folder("project") / f"{name}{PROJECT_SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save project"), str(suggestion), self.tr("Haven project (*.gpkg)")
        )
        if name:
            path = Path(name)
            if path.suffix.lower() != PROJECT_SUFFIX:
                path = path.with_name(path.name + PROJECT_SUFFIX)
            self._save_to(path, then, check_outside=False)

    def _save_to(self, path: Path, then: Callable[[], object] | None, *, check_outside: bool) -> None:
        session = self._session
        source, mark_before = session.project, self._mark
        project = source.snapshot()

        def work() -> Work[str]:
            yield Progress(0, 0, "progress.project.save")
            from layers.project.backups import keep_file
            from layers.project.file import save_project

            if check_outside:
                self.holding.check()
                keep_file(path, self.backups.folder(path), datetime.now())
            # A save that this one waited for has left another mark.
            is_still_this = session.project is source and session.path == path
            expected = self._mark if is_still_this else mark_before
            return save_project(project, path, expected=expected if check_outside else None)

        def done(mark: str) -> None:
            if session.project is source:
                keep(mark)
            self.remember(path)
            if then is not None:
                then()

        def keep(mark: str) -> None:
            self._mark = mark
            is_new_path = session.path != path
            unread, source.left_out = source.unread, ()  # a new file holds all that there is of it
            is_all = session.project.revision == project.revision
            session.set_path(path, is_all=is_all)
            self.safety.saved(path, mark, project.revision)
            if is_new_path:
                self.holding.take(path)
            self.saved_at.emit(f"{datetime.now():%H:%M}")
            if unread:  # they are gone for good now: no list of them is there
                session.project_changed.emit(Change(frozenset({Part.FACILITIES})))
                session.assess_now()

        def failed(error: Exception) -> None:
            if isinstance(error, TakenOverError):
                self.holding.lost_to(error.holder)
            if isinstance(error, HavenError):
                self.notified.emit(error.message(session.lang), "error", self.tr("Save as…"), self.save_as)
            else:
                from ui.core.crashlog import report_unexpected

                session.say(report_unexpected(error), "error")

        self._saving += 1
        self._saves.start(
            Task(term("progress.project.save"), work, done, failed=failed, ended=self._on_save_ended)
        )

    @property
    def is_saving(self) -> bool:
        """Whether a save that the person asked for runs or waits."""
        return self._saving > 0

    def after_saving(self, go_on: Callable[[], object]) -> None:
        """Go on, from the event loop, when the saves that run and wait have ended."""
        self._after_saving.append(go_on)

    def _on_save_ended(self) -> None:
        self._saving -= 1
        if not self._saving:
            waiting, self._after_saving = self._after_saving, []
            for go_on in waiting:
                QTimer.singleShot(0, self, go_on)

    def when_clean(self, go_on: Callable[[], object]) -> None:
        """Go on when there is nothing unsaved, or the person said what to do with it.

        What is being saved is waited for: it may turn out to be all.
        """
        if self.is_saving:
            self.after_saving(lambda: self.when_clean(go_on))
            return
        if not self._session.has_project or not self._session.is_dirty:
            go_on()
            return
        answer = self.ask_about_changes()
        if answer == QMessageBox.StandardButton.Save:
            self.save(lambda: self.when_clean(go_on))  # what is edited while it saves is asked about, too
        elif answer == QMessageBox.StandardButton.Discard:
            go_on()

    def ask_about_changes(self) -> QMessageBox.StandardButton:
        """Ask what to do with unsaved changes: the one question that has to stop everything."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Save changes"))
        box.setText(self.tr("The project has changes that are not saved."))
        box.setInformativeText(self.tr("Save them before going on?"))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = buttons(box.exec())
        box.deleteLater()
        return answer

    # -- importing -----------------------------------------------------------------------------------------
    def choose_files(self, *, into_project: bool) -> None:
        """Ask for files to import."""
        from layers.formats.sniff import FORMATS

        patterns = " ".join(f"*{ending}" for ending in FORMATS)
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Files of the county"),
            str(self._preferences.last_folder("import")),
            self.tr("Geodata and tables ({patterns})").format(patterns=patterns)
            + ";;"
            + self.tr("All files (*)"),
        )
        if names:
            self.import_paths([Path(name) for name in names], into_project=into_project)

    def choose_folder(self, *, into_project: bool) -> None:
        """Ask for a folder to import."""
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder of the county"), str(self._preferences.last_folder("import"))
        )
        if name:
            self.import_paths([Path(name)], into_project=into_project)

    def import_paths(
        self,
        paths: Sequence[Path],
        *,
        into_project: bool,
        choices: Any = None,
        ended: Callable[[], None] | None = None,
    ) -> None:
        """Read files or a folder and offer what was found; a project or city's file alone is opened."""
        session = self._session
        if len(paths) == 1 and paths[0].suffix.lower() == CITY_SUFFIX:
            self.open_path(paths[0])
            return
        lang = session.lang
        project = session.project.snapshot() if into_project and session.has_project else None

        def work() -> Work[Any]:
            from layers.importing.importer import import_files, import_folder
            from layers.project.file import load_project

            if len(paths) == 1 and paths[0].suffix.lower() == PROJECT_SUFFIX:
                yield Progress(0, 0, "progress.project.open")
                try:
                    return load_project(paths[0], keep_in=self._preferences.folder / KEPT_LAYERS)
                except HavenError as error:
                    if error.key not in NOT_OURS:
                        raise
            if len(paths) == 1 and paths[0].is_dir():
                result = yield from import_folder(paths[0], project=project, choices=choices, lang=lang)
            else:
                result = yield from import_files(list(paths), project=project, choices=choices, lang=lang)
            if project is None:
                yield from warmed(result.project)
            return result

        def done(result: Any) -> None:
            if isinstance(result, Project):
                self.open_path(paths[0])
                return
            log_import_faults(line.error for line in result.report)
            folder = paths[0] if paths[0].is_dir() else paths[0].parent
            self._preferences.set_last_folder("import", folder)
            self.import_ready.emit(list(paths), result, project is not None)

        revision = session.project.revision if project is not None else None
        self._tasks.start(Task(self.tr("Reading files"), work, done, revision=revision, ended=ended))


NOT_OURS = frozenset({"project_foreign", "project_not_ours", "project_empty"})
"""Errors that mean: a GeoPackage, but with layers to import, not a project of this program."""


def warmed(project: Project) -> Work[Project]:
    """Compute what the window will ask for first, so that it asks nothing for long."""
    from models.plans.plans import profile_ids, profile_of
    from ui.cartography.prepared import prepare

    yield Progress(0, 0, "progress.project.county")
    county, settings, today = project.county_in(project.active), project.settings, date.today()
    yield Progress(0, 0, "progress.project.assess")
    if county.travel_by == "road":
        from models.access.roadpace import prepare as prepare_roads  # scipy with it

        yield from prepare_roads(county, rules_of(project))
    keep_ready(project, today, (yield from assessing(project, today)))
    for profile_id in profile_ids():  # there is a list to choose from
        profile_of(settings, profile_id)
    for layer in project.layers:
        for _ in prepare(layer).made_ready():
            yield Progress(0, 0, "progress.project.assess")
    return project
