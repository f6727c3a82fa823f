"""Opens a city's file and shows its page; from there to a county, or to workbook and map."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.kernel.progress import Progress, Work
from ui.core.tasks import Task

if TYPE_CHECKING:
    from models.city.network import City
    from ui.app.citypage import CityPage
    from ui.app.shell import Shell


class Cities(QObject):
    """The page of the city that was opened, if there is one.

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

    def open(self, path: Path) -> None:
        """Read a city's file and its projects, then show the page; the open project stays as it is."""
        window = self._window
        lang, today = window.session.lang, date.today()

        def work() -> Work[City]:
            step = Progress(0, 0, "progress.project.open")
            yield step
            from layers.city.cityfile import read_city
            from layers.city.read import city_of
            from layers.disk.answering import answering

            yield from answering(path, step)
            return (yield from city_of(read_city(path), lang, today))

        title = self.tr("Opening {name}").format(name=path.name)
        window.tasks.start(Task(title, work, partial(self._show, path), owner=window))

    def _show(self, path: Path, city: City) -> None:
        from ui.app.citypage import CityPage

        window = self._window
        self._drop()
        page = CityPage(window.session, city, path.parent)
        page.closed.connect(self.close)
        page.county_wanted.connect(window.files.open_path)
        page.documents_wanted.connect(partial(window.exports.city, city))
        self.page = page
        window.pages.addWidget(page)
        window.files.remember(path)
        self.page_wanted.emit(page)
        page.table.setFocus()

    def close(self) -> None:
        """Go back to the map, or to the welcome page while no project is open."""
        window = self._window
        if self.page is not None:
            self.page_wanted.emit(window.canvas if window.session.has_project else window.welcome)
            self._drop()

    def _drop(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            self._window.pages.removeWidget(page)
            page.deleteLater()
