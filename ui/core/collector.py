"""Who takes apart what nobody holds any more: the window's thread alone (docs/adr/0017-garbage.md)."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Collector(QObject):
    """Has Python's garbage collected between two events of this thread, and on no other thread.

    Python collects on whichever thread happens to allocate; a Qt object that a worker's thread takes apart
    freezes or ends the program. So Python's own collecting is off while this is on, and a timer asks instead
    whether as much has been made as Python would wait for.
    """

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY_MS)

    def look(self) -> None:
        """Collect the youngest, and each older generation that is due; the oldest is due once a minute."""
        for generation, due in enumerate(gc.get_threshold()):
            if gc.get_count()[generation] <= due:
                return
            gc.collect(generation)

    def stop(self) -> None:
        """Collect no longer; Python does not either, until it is told to."""
        self._timer.stop()
