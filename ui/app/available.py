"""Which actions there are for what is shown and selected now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from ui.core.actions import Actions
    from ui.core.session import Session
    from ui.map import MapCanvas

ALWAYS = (
    "home", "new", "open", "new_city", "blank_lists", "preferences", "quit", "manual", "commands",
    "shortcuts", "open_logs", "about",
)  # fmt: skip
"""Actions that need no project."""
ON_MAP = (
    "paste", "select_all", "find", "zoom_in", "zoom_out", "zoom_county", "present", "tour", "bookmark_add",
    "bookmarks",
)  # fmt: skip
"""Actions about the map that is in sight."""
OF_SELECTION = ("cut", "copy", "duplicate", "delete", "deselect", "zoom_selection")
"""Actions about the facilities that are selected on it."""


def enable(actions: Actions, session: Session, canvas: MapCanvas | None) -> None:
    """Let those actions be chosen that mean something now.

    Parameters
    ----------
    canvas
        The map, if it is in sight.
    """
    has_project, on_map = session.has_project, canvas is not None
    for action in actions:
        action.setEnabled(has_project)
    for action in actions.tools.values():
        action.setEnabled(on_map)
    for names, is_there in (
        (ALWAYS, True),
        (ON_MAP, on_map),
        (OF_SELECTION, on_map and bool(session.selection)),
    ):
        for name in names:
            actions[name].setEnabled(is_there)
    actions["backups"].setEnabled(has_project and session.path is not None)
    actions["merge"].setEnabled(canvas is not None and canvas.can_merge)
    actions["scenario_delete"].setEnabled(has_project and not session.scenario.is_today)


def map_menu(parent: QWidget, actions: Actions, *, has_selection: bool) -> QMenu:
    """Menu of a spot of the map; it goes when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if has_selection:
        menu.addActions([actions[name] for name in ("cut", "copy", "duplicate", "delete")])
        menu.addSeparator()
        menu.addActions([*(actions.tools[name] for name in ("reshape", "hole", "split")), actions["merge"]])
        menu.addSeparator()
        menu.addAction(actions["zoom_selection"])
    else:
        menu.addActions([actions["paste"], actions["select_all"]])
        menu.addSeparator()
        menu.addAction(actions["zoom_county"])
    return menu
