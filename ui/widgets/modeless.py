"""Dialogs that stay open beside the map: one of each kind, raised when it is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QDialog, QWidget

DialogType = TypeVar("DialogType", bound=QDialog)


def keep_beside(dialog: QDialog, stack: QUndoStack) -> None:
    """Let a dialog stay open without blocking its window; its own keys undo and redo, and Escape closes it.

    It is no tool window: those hand the window's keys on, and Delete in a table would reach the map.
    """
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setModal(False)
    QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), dialog, stack.undo)
    QShortcut(QKeySequence(QKeySequence.StandardKey.Redo), dialog, stack.redo)


def open_beside(parent: QWidget, kind: type[DialogType], make: Callable[[], DialogType]) -> DialogType:
    """Show the window's dialog of this kind; made if there is none yet."""
    dialog = next((found for found in parent.findChildren(kind) if found.isVisible()), None) or make()
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog
