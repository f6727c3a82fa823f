"""The project's layouts by name; every change of one is an undoable edit of the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from models.project.edits import Change, Part
from ui.core.said import Telling
from ui.core.session import Session
from ui.printing.sheet import MapSheet, sheet_from_plain, sheet_to_plain

LAST_KEY = "sheet_layout"
"""Where the project keeps which layout was open last, in its ``ui_state``."""


class Layouts(Telling, QObject):
    """Layouts of the open project.

    A project without any shows the usual sheet; it gets its first layout with the first change.

    Signals
    -------
    listed
        Names were added, changed or removed, or another layout is the present one.
    changed
        The present layout is another sheet.
    """

    listed = Signal()
    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sheets: Mapping[str, Any] = session.project.settings.sheets
        kept = session.project.ui_state.get(LAST_KEY)
        names = self.names
        self.current = kept if kept in names else names[0]
        session.project_changed.connect(self._on_change)

    @property
    def names(self) -> list[str]:
        """Names of the layouts; that of the usual sheet where there are none."""
        return list(self._stored) or [self.tr("Layout 1")]

    @property
    def _stored(self) -> Mapping[str, Any]:
        return self._session.project.settings.sheets

    @property
    def sheet(self) -> MapSheet:
        """The present layout."""
        return sheet_from_plain(self._stored.get(self.current))

    def choose(self, name: str) -> None:
        """Make another layout the present one."""
        if name in self.names and name != self.current:
            self._take(name)
            self.changed.emit()

    def put(self, sheet: MapSheet, text: str, merge_key: str = "") -> None:
        """Change the present layout, as one undoable step called ``text``."""
        if sheet == self.sheet and self.current in self._stored:
            return
        self._push({**self._stored, self.current: sheet_to_plain(sheet)}, text, merge_key)

    def add(self, name: str, sheet: MapSheet, text: str) -> None:
        """Add a layout and make it the present one."""
        name = self.free_name(name)
        sheets = dict(self._stored)
        if not sheets:
            # The one that was shown so far stays.
            sheets[self.current] = sheet_to_plain(self.sheet)
        self._push({**sheets, name: sheet_to_plain(sheet)}, text)
        self._take(name)
        self.changed.emit()

    def rename(self, name: str, text: str) -> None:
        """Give the present layout another name."""
        if not name or name == self.current:
            return
        name = self.free_name(name)
        old = self.current
        stored = self._stored or {old: sheet_to_plain(self.sheet)}
        self.current = name
        self._push({name if key == old else key: value for key, value in stored.items()}, text)
        self._take(name)

    def delete(self, text: str) -> None:
        """Remove the present layout and show its neighbour."""
        if self.current not in self._stored:
            return
        names = list(self._stored)
        place = names.index(self.current)
        self._push({key: value for key, value in self._stored.items() if key != self.current}, text)
        rest = self.names
        self._take(rest[min(place, len(rest) - 1)])
        self.changed.emit()

    def free_name(self, name: str) -> str:
        """Name that no layout has yet."""
        name = " ".join(name.split())[:60] or self.tr("Layout 1")
        taken, number, made = set(self._stored), 2, name
        while made in taken:
            made, number = f"{name} {number}", number + 1
        return made

    def _push(self, sheets: Mapping[str, Any], text: str, merge_key: str = "") -> None:
        self._session.push(self._session.project.settings_edit(sheets=sheets), text, merge_key)

    def _take(self, name: str) -> None:
        self.current = name
        self._session.project.ui_state[LAST_KEY] = name
        self.listed.emit()

    def _on_change(self, change: Change) -> None:
        """An edit, or its undo: follow it, also where the present layout came or went."""
        if Part.SETTINGS not in change.parts or self._stored is self._sheets:
            return
        before, self._sheets = self._sheets, self._stored
        if list(before) != list(self._stored):
            if self.current not in self.names:
                gone = [name for name in before if name not in self._stored]
                came = [name for name in self._stored if name not in before]
                # A name that was changed, or changed back, is followed.
                follow = len(gone) == 1 and len(came) == 1 and gone[0] == self.current
                self.current = came[0] if follow else self.names[0]
            self.listed.emit()
        self.changed.emit()
