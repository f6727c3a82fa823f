"""The townships' colours and figures on the map follow a facility in the hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from ui.core.session import Session
from ui.map.stage import Stage


class LiveColours(QObject):
    """Has the map coloured by the figures of a drag, one picture after the other.

    The mouse does not wait for it: a step is looked at when nothing else is to do, of several the last, and
    while one picture is being drawn the next is not begun. What ends a drag makes the scene anew, and with it
    the colours.
    """

    def __init__(self, session: Session, stage: Stage) -> None:
        super().__init__(stage)
        self._session, self._stage = session, stage
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._follow)
        session.live.connect(self._on_live)
        stage.at_rest.connect(self._idle.start)

    def _on_live(self, step: object) -> None:
        if step is None:
            self._idle.stop()
        elif not self._idle.isActive():
            self._idle.start()

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
