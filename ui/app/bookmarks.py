"""The menu of bookmarks: a view of the map gets a name, and is gone back to by a key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from ui.core.said import Telling
from ui.core.session import Session
from ui.map.bookmarks import BOOKMARKS_KEY, Bookmark, bookmarks_from, tidy, to_plain
from ui.map.host import MapView

KEYS = 9
"""So many of them, the first, have a key: Alt and their number."""


class Bookmarks(Telling, QObject):
    """Makes, renames, orders and deletes bookmarks, each one undo step; going to one is none.

    Parameters
    ----------
    menu
        Begins with the commands; the bookmarks follow.
    """

    def __init__(self, session: Session, canvas: MapView, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._canvas, self._menu, self._window = session, canvas, menu, window
        self._shown: list[QAction] = []
        session.view_changed.connect(self._on_view)
        session.project_replaced.connect(self.fill)
        self.fill()

    @property
    def kept(self) -> tuple[Bookmark, ...]:
        """Bookmarks of the open project."""
        return bookmarks_from(self._session.project.ui_state.get(BOOKMARKS_KEY))

    def _on_view(self, key: str) -> None:
        if key == BOOKMARKS_KEY:
            self.fill()

    def fill(self) -> None:
        """Show in the menu what the project has."""
        for action in self._shown:
            self._menu.removeAction(action)
            action.deleteLater()
        self._shown = []
        for number, one in enumerate(self.kept, start=1):
            action = self._menu.addAction(one.name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, one=one: self.go(one))
            if number <= KEYS:
                action.setShortcut(QKeySequence(f"Alt+{number}"))
            self._shown.append(action)

    def show(self, bookmark: Bookmark) -> None:
        """Go back to a view."""
        self._canvas.zoom_to(bookmark.bounds, margin=0.0)

    def go(self, bookmark: Bookmark) -> None:
        """Go back to a view and work there."""
        self.show(bookmark)
        self._canvas.setFocus()

    def add(self, name: str = "") -> None:
        """Give what the map shows a name, asked for with the place in its middle proposed."""
        bounds = self._canvas.extent
        if not name:
            name, is_ok = QInputDialog.getText(
                self._window, self.tr("Add a bookmark"), self.tr("Name of the view"), text=self.free_name()
            )
            if not is_ok:
                return
        if name := tidy(name):
            text = self.tr("Add bookmark {name}").format(name=name)
            self.keep((*self.kept, Bookmark(name, bounds)), text)

    def keep(self, bookmarks: Sequence[Bookmark], text: str) -> None:
        """Let these be the bookmarks, as one undo step of this name."""
        if tuple(bookmarks) != self.kept:
            self._session.show_so(BOOKMARKS_KEY, to_plain(bookmarks), text)

    def free_name(self) -> str:
        """Name of the township in the map's middle, or a number; none that there is already."""
        min_x, min_y, max_x, max_y = self._canvas.extent
        places = self._session.county.places
        middle = np.array([[(min_x + max_x) / 2, (min_y + max_y) / 2]])
        row = int(places.index_at(middle)[0])
        taken = {one.name for one in self.kept}
        name = tidy(str(places.names[row])) if row >= 0 else ""
        number = len(taken) + 1 if not name else 2
        made = name or self.tr("View {number}").format(number=number)
        while made in taken:
            made = f"{name} {number}" if name else self.tr("View {number}").format(number=number)
            number += 1
        return made

    def arrange(self) -> None:
        """Rename, order and delete them beside the map."""
        from ui.dialogs.bookmarks import BookmarksDialog
        from ui.widgets.modeless import open_beside

        window = self._window
        open_beside(window, BookmarksDialog, lambda: BookmarksDialog(self._session, self, window))
