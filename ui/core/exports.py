"""Writing documents: asked where to, then made as long work off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from models.kernel.errors import Message
from models.kernel.progress import Work
from ui.core.i18n import term
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.outputs.documents import geodata_work, map_work, report_work

if TYPE_CHECKING:
    from models.city.network import City
    from reports.textreport import OutlineName
    from ui.outputs.pack import PackRequest


class Exports(QObject):
    """Writes documents of the open project.

    Signals
    -------
    notified(Message, str, str, object)
        Something was written: what is to be told, of which kind, the word of a button and what it does.
    """

    notified = Signal(object, str, str, object)

    def __init__(
        self, session: Session, tasks: TaskRunner, preferences: Preferences, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._preferences = preferences
        self._window = window

    def workbook(self) -> None:
        """Ask where to, then write the Excel workbook."""
        path = self._ask_document(self.tr("Save workbook"), self.tr("Excel workbook (*.xlsx)"), ".xlsx")
        if path is not None:
            project, lang = self._session.project.snapshot(), self._session.lang
            self._write(term("progress.workbook.write"), path, lambda: report_work(project, path, lang))

    def blank_lists(self) -> None:
        """Ask where to, then write lists of facilities to be filled in."""
        name = self.tr("Facility lists")
        asked = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save blank lists"),
            str(self._preferences.last_folder("export") / f"{name}.xlsx"),
            self.tr("Excel workbook (*.xlsx)"),
        )[0]
        if asked:
            path, lang = Path(asked).with_suffix(".xlsx"), self._session.lang

            def work() -> Work[None]:
                from reports.blanklists import write_blank_lists

                yield from write_blank_lists(path, lang)

            self._write(term("progress.workbook.write"), path, work)

    def textreport(self) -> None:
        """Ask where to and in which outline, then write the plan's text."""
        brief = self.tr("Word, conclusion first (*.docx)")
        special = self.tr("Word, eight chapters of a special plan (*.docx)")
        asked = self._ask_document_as(self.tr("Save text"), f"{brief};;{special}", ".docx")
        if asked is None:
            return
        path, chosen = asked
        outline: OutlineName = "special" if chosen == special else "brief"
        project, lang = self._session.project.snapshot(), self._session.lang
        self._write(
            term("progress.textreport.write"),
            path,
            lambda: report_work(project, path, lang, outline=outline),
        )

    def pack(self, request: PackRequest) -> None:
        """Write the meeting pack; afterwards a button opens its folder."""
        from ui.outputs.beside import Opened, second_process
        from ui.outputs.pack import write_pack

        path, platform = self._session.path, QGuiApplication.platformName()
        if path is None or self._session.is_dirty:  # no file holds what is to be packed
            path = Path()
        opened = Opened(str(path), request.scenario_id, request.profile_id, request.made_on, platform)

        def work() -> Work[Path]:
            with second_process(opened) as beside:
                return (yield from write_pack(replace(request, beside=beside)))

        def done(folder: Path) -> None:
            self._preferences.set_last_folder("pack", request.folder)
            self._preferences.save()
            message = Message(
                self.tr("Meeting pack written: {name}").format(name=folder.name), str(folder.parent), ""
            )
            self.notified.emit(message, "info", self.tr("Open folder"), lambda: open_folder(folder))

        self._tasks.start(Task(self.tr("Making the meeting pack"), work, done, is_lasting=True))

    def map(self, suffix: str) -> None:
        """Ask where to, then write the map as ``.pdf``, ``.png`` or ``.html``."""
        filters = {
            ".pdf": self.tr("PDF (*.pdf)"),
            ".png": self.tr("Picture (*.png)"),
            ".html": self.tr("Web page (*.html)"),
        }
        path = self._ask_document(self.tr("Save map"), filters[suffix], suffix)
        if path is not None:
            project, lang = self._session.project.snapshot(), self._session.lang
            self._write(self.tr("Drawing the map"), path, lambda: map_work(project, path, lang))

    def data(self) -> None:
        """Ask for a folder, then write facilities and results as GeoPackage, Shapefile and GeoJSON."""
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder for the geodata"), str(self._preferences.last_folder("export"))
        )
        if not name:
            return
        project, folder, lang = self._session.project.snapshot(), Path(name), self._session.lang

        def work() -> Work[Path]:
            yield from geodata_work(project, folder, lang)
            return folder

        self._write(term("progress.document.geodata"), folder, work)

    def city(self, city: City) -> None:
        """Ask for a folder, then write a city's workbook and map."""
        name = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder for workbook and map"), str(self._preferences.last_folder("export"))
        )
        if not name:
            return
        folder, lang = Path(name), self._session.lang

        def work() -> Work[tuple[Path, ...]]:
            from ui.outputs.city import city_documents

            return (yield from city_documents(city, folder, lang, date.today()))

        self._write(term("progress.workbook.write"), folder, work)

    def _ask_document(self, title: str, name_filter: str, suffix: str) -> Path | None:
        asked = self._ask_document_as(title, name_filter, suffix)
        return asked[0] if asked is not None else None

    def _ask_document_as(self, title: str, name_filters: str, suffix: str) -> tuple[Path, str] | None:
        """Where to, and which of the kinds of file was chosen; ``None`` when it was given up."""
        from layers.disk.names import safe_name

        session = self._session
        base = session.project.settings.name or session.project.county.name or "haven"
        name = safe_name(f"{base}-{session.scenario.title(session.lang)}{suffix}")
        suggestion = self._preferences.last_folder("export") / name
        given, kind = QFileDialog.getSaveFileName(self._window, title, str(suggestion), name_filters)
        if not given:
            return None
        path = Path(given)
        return (path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)), kind

    def _write(self, title: str, path: Path, work: Callable[[], Work[Any]]) -> None:
        def done(_: Any) -> None:
            folder = path if path.is_dir() else path.parent
            self._preferences.set_last_folder("export", folder)
            message = Message(self.tr("Written: {name}").format(name=path.name), str(folder), "")
            self.notified.emit(message, "info", self.tr("Open folder"), lambda: open_folder(folder))

        self._tasks.start(Task(title, work, done, is_lasting=True))


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
