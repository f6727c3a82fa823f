"""Facilities in the hand: lifted off the picture, drawn above it where they are now, with live figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.facilities.facility import Facility
from ui.core.session import Session
from ui.map.stage import Stage


class Carry:
    """What moving, placing, drawing and reshaping have in common.

    Parameters
    ----------
    refresh
        Has the facilities in the hand drawn again.

    Between :meth:`lift` and :meth:`drop` or :meth:`put_back` nothing in the project changes. With one
    facility in the hand the session computes its live figures; with several it does not, as they act on
    one another.

    Attributes
    ----------
    facilities
        As they are now; empty when the hand is.
    is_sound
        Whether they may be put down like this.
    """

    def __init__(self, session: Session, stage: Stage, refresh: Callable[[], None]) -> None:
        self._session = session
        self._stage = stage
        self._refresh = refresh
        self.facilities: tuple[Facility, ...] = ()
        self.is_sound = True
        self.is_dropping = False
        self._has_figures = False

    @property
    def is_holding(self) -> bool:
        """Whether something is in the hand."""
        return bool(self.facilities)

    @property
    def lead(self) -> Facility | None:
        """The facility in the hand, if it is one alone."""
        return self.facilities[0] if len(self.facilities) == 1 else None

    def lift(self, facilities: Sequence[Facility]) -> None:
        """Take facilities into the hand, placed ones or new ones."""
        self.facilities = tuple(facilities)
        self.is_sound = True
        self._has_figures = len(self.facilities) == 1
        if self._has_figures:
            self._session.begin_drag(self.facilities[0])
        self._stage.leave_out(self.facilities)

    def update(self, facilities: Sequence[Facility], *, is_sound: bool = True) -> None:
        """They are like this now. Figures stay those of the last sound state while it is not sound."""
        self.facilities = tuple(facilities)
        self.is_sound = is_sound
        if self._has_figures and is_sound:
            self._session.drag_to(self.facilities[0])
        self._refresh()

    def drop(self, text: str) -> None:
        """Put them into the project as one undoable step; ``text`` names it."""
        held = self.facilities
        self.facilities = ()
        self.is_dropping = True
        try:
            self._stage.keep_drawing(held)
            self._session.put(held, text)
            # Figures of the new state first, so that nobody is told the old ones in between.
            self._session.assess()
        finally:
            self.is_dropping = False
            self._session.end_drag()
            self._stage.renew()

    def put_back(self) -> None:
        """Leave everything as it was."""
        if not self.facilities:
            return
        stored = self._session.scenario.facilities
        self._stage.keep_drawing([stored[item.id] for item in self.facilities if item.id in stored])
        self.facilities = ()
        self._session.end_drag()
        self._stage.renew(base_is_same=True)
