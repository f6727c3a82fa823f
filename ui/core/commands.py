"""Undo commands for edits and for what is shown; they hold values, never references to live objects."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from models.project.edits import Edit, EditFacilities, EditLayers, EditSettings
from models.project.project import Project
from ui.core.guard import guarded
from ui.core.said import Said


class Step(QUndoCommand):
    """A step with a name that follows the language."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._said = text

    def retell(self) -> None:
        """Say the name in the language that is shown; one that was not said stays as it is."""
        if isinstance(self._said, Said):
            self.setText(self._said.again())


class ViewCommand(Step):
    """Something of what a project shows, kept in its ``ui_state``: no figure depends on it.

    Parameters
    ----------
    value
        Plain value; ``None`` for the usual.
    tell
        Called with the key once it is in force.
    """

    def __init__(
        self, project: Project, key: str, value: object, tell: Callable[[str], None], text: str
    ) -> None:
        super().__init__(text)
        self._state, self._key, self._tell = project.ui_state, key, tell
        self._before, self._after = project.ui_state.get(key), value

    @guarded()
    def redo(self) -> None:
        """Show it so."""
        self._show(self._after)

    @guarded()
    def undo(self) -> None:
        """Show it as before."""
        self._show(self._before)

    def _show(self, value: object) -> None:
        if value is None:
            self._state.pop(self._key, None)
        else:
            self._state[self._key] = value
        self._tell(self._key)


class EditCommand(Step):
    """An edit on the undo stack.

    Parameters
    ----------
    merge_key
        Edits of facilities, of layers, or of settings, pushed one after the other with the same non-empty key
        become one step, for instance all arrow-key nudges of one selection or all positions of a slider.
    """

    def __init__(self, project: Project, edit: Edit, text: str, merge_key: str = "") -> None:
        super().__init__(text)
        self._project = project
        self._edit = edit
        self._merge_key = merge_key

    @guarded()
    def redo(self) -> None:
        """Carry the edit out."""
        self._apply(self._edit)

    @guarded()
    def undo(self) -> None:
        """Take the edit back."""
        self._apply(self._edit.inverse())

    def _apply(self, edit: Edit) -> None:
        self.setObsolete(True)  # should it fail: the stack drops a step that was not taken
        self._project.apply(edit)
        self.setObsolete(False)

    @guarded(-1)
    def id(self) -> int:
        """Commands with a merge key are asked to merge; -1 never is."""
        return 1 if self._merge_key else -1

    @guarded(False)
    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in a following command of the same key."""
        if not isinstance(other, EditCommand) or other._merge_key != self._merge_key:
            return False
        if isinstance(self._edit, EditFacilities) and isinstance(other._edit, EditFacilities):
            self._edit = self._edit.followed_by(other._edit)
            return True
        if isinstance(self._edit, EditLayers) and isinstance(other._edit, EditLayers):
            self._edit = EditLayers(self._edit.before, other._edit.after)
            return True
        if isinstance(self._edit, EditSettings) and isinstance(other._edit, EditSettings):
            self._edit = EditSettings(self._edit.before, other._edit.after)
            return True
        return False
