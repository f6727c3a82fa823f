"""Files dropped on a widget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from ui.core.guard import guarded


class FileDrops:
    """A widget that takes local files which are dropped on it, and nothing else.

    Stands before Qt's class; the widget has the signal ``files_dropped``, which tells the paths.
    """

    files_dropped: Any

    @guarded()
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._accept_files(event)

    @guarded()
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._accept_files(event)

    def _accept_files(self, event: QDropEvent) -> None:
        if _dropped_paths(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    @guarded()
    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)


def _dropped_paths(event: QDropEvent) -> list[Path]:
    """Local files that a drag carries."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
