"""Out of the composer: PDF, pictures, slides, the system's printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from layers.disk.names import safe_name
from models.kernel.errors import Message
from models.kernel.progress import Work
from ui.core.exports import open_folder
from ui.core.files import Files
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.printing.compose import PagePlan
from ui.printing.sheet import MapSheet


class Output(QObject):
    """Writes and prints the present layout; the task runner shows progress and cancels."""

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        preferences: Preferences,
        files: Files,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._preferences = preferences
        self._files = files

    @property
    def _window(self) -> QWidget:
        # No attribute: the window holds this, and the two would hold each other.
        return cast(QWidget, self.parent())

    def write(self, sheet: MapSheet, suffix: str, name: str, width_px: int | None = None) -> None:
        """Ask where to, then write ``.pdf`` or ``.png``."""
        from ui.printing.work import sheet_work

        path = self._ask(suffix, name, width_px)
        if path is None:
            return
        session = self._session
        project, lang, day = session.project.snapshot(), session.lang, session.today

        def work() -> Work[Path]:
            return sheet_work(project, path, lang, sheet, made_on=day, width_px=width_px)

        # Said by what outlives this window, in words that are ready before it may be closed.
        files, preferences, folder = self._files, self._preferences, path.parent
        message = Message(self.tr("Written: {name}").format(name=path.name), str(folder), "")
        button = self.tr("Open folder")

        def done(_: Any) -> None:
            preferences.set_last_folder("export", folder)
            files.notified.emit(message, "info", button, lambda: open_folder(folder))

        self._start(self.tr("Writing {name}").format(name=path.name), work, done)

    def _ask(self, suffix: str, name: str, width_px: int | None) -> Path | None:
        filters = {".pdf": self.tr("PDF (*.pdf)"), ".png": self.tr("Picture (*.png)")}
        size = f"-{width_px}" if width_px is not None else ""
        base = self._session.project.settings.name or self._session.project.county.name or "haven"
        suggestion = self._preferences.last_folder("export") / safe_name(f"{base}-{name}{size}{suffix}")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save sheet"), str(suggestion), filters[suffix]
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def print(self, sheet: MapSheet, pages: list[PagePlan]) -> None:
        """Ask which printer, then print; the paper is the sheet's."""
        from ui.printing.work import print_work, set_paper

        if not QPrinterInfo.availablePrinterNames():
            self._session.say(
                Message(
                    self.tr("There is no printer on this computer."),
                    self.tr("The system knows none."),
                    self.tr("Write the sheet as PDF and print it elsewhere."),
                ),
                "warning",
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_paper(printer, pages[0])
        printer.setFromTo(1, len(pages))
        printer.setPrintRange(QPrinter.PrintRange.AllPages)
        dialog = QPrintDialog(printer, self._window)
        dialog.setMinMax(1, len(pages))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        session = self._session
        project, lang, day = session.project.snapshot(), session.lang, session.today

        message = Message(self.tr("Sent to the printer."), printer.printerName(), "")

        def done(_: None) -> None:
            session.say(message)

        self._start(self.tr("Printing"), lambda: print_work(project, printer, lang, sheet, made_on=day), done)

    def _start(self, title: str, work: Callable[[], Work[Any]], done: Callable[[Any], None]) -> None:
        self._tasks.start(Task(title, work, done, is_lasting=True))
