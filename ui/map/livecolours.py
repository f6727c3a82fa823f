"""The townships' colours and figures on the map follow a facility in the hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from ui.core.session import Session
from ui.map.stage import Stage

FOLLOW_AFTER_MS = 60
"""The map looks so long after a step at its figures: a dozen times a second is as good as at once."""
REST_MS = 150
"""A map that is slow to draw waits till the mouse has rested so long."""


class LiveColours(QObject):
    """Has the map coloured by the figures of a drag, one picture after the other.

    The mouse does not wait for it: of several steps the last is looked at, and while one picture is being
    drawn the next is not begun; where that takes long it waits till the mouse rests. What ends a drag makes
    the scene anew, and with it the colours.
    """

    def __init__(self, session: Session, stage: Stage) -> None:
        super().__init__(stage)
        self._session, self._stage = session, stage
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._follow)
        session.live.connect(self._on_live)
        stage.at_rest.connect(self._on_rest)
        self._is_drawn = self._is_slow = False

    def _on_live(self, step: object) -> None:
        if step is None:
            self._soon.stop()
        elif self._is_slow:
            self._soon.start(REST_MS)
        elif not self._soon.isActive():
            self._soon.start(FOLLOW_AFTER_MS)

    def _on_rest(self) -> None:
        if self._session.live_step is None:
            return
        if self._is_drawn:
            self._is_slow, self._is_drawn = self._stage.is_slow, False
        self._soon.start(REST_MS if self._is_slow else FOLLOW_AFTER_MS)

    def _follow(self) -> None:
        session, stage = self._session, self._stage
        step, assessment, scene = session.live_step, session.assessment, stage.scene
        if step is None or assessment is None or scene is None or scene.theme is None:
            return
        if stage.is_busy:
            return  # and again when it is at rest
        theme = scene.theme.of(replace(assessment, units=step.units))
        if not theme.says_the_same(scene.theme):
            self._is_drawn = True
            stage.recolour(theme)
