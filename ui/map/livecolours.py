"""The townships' colours and figures on the map follow a facility in the hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from ui.core.session import Session
from ui.map.stage import Stage

FOLLOW_AFTER_MS = 60
"""The map looks so long after a step at its figures: a dozen times a second is as good as at once."""


class LiveColours(QObject):
    """Has the map coloured by the figures of a drag, one picture after the other.

    The mouse does not wait for it: of several steps the last is looked at, and while one picture is being
    drawn the next is not begun. What ends a drag makes the scene anew, and with it the colours.
    """

    def __init__(self, session: Session, stage: Stage) -> None:
        super().__init__(stage)
        self._session, self._stage = session, stage
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(FOLLOW_AFTER_MS)
        self._soon.timeout.connect(self._follow)
        session.live.connect(self._on_live)
        stage.at_rest.connect(self._soon.start)

    def _on_live(self, step: object) -> None:
        if step is None:
            self._soon.stop()
        elif not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        session, stage = self._session, self._stage
        step, assessment, scene = session.live_step, session.assessment, stage.scene
        if step is None or assessment is None or scene is None or scene.theme is None:
            return
        if stage.is_busy:
            return  # and again when it is at rest
        theme = scene.theme.of(replace(assessment, units=step.units))
        if not theme.says_the_same(scene.theme):
            stage.recolour(theme)
