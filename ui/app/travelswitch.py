"""The choice in the Analysis menu: distances by road, with the detour factor, or in a straight line."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from models.county.layer import Role
from models.county.travel import TravelBy
from models.kernel.errors import Message
from models.kernel.progress import Work
from models.project.edits import Change, Part
from ui.core.i18n import term
from ui.core.said import Telling
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner


class TravelSwitch(Telling, QObject):
    """Keeps the chosen way ticked as the project says; choosing another is one undo step.

    By road the network is made first, off the window's thread. When roads come in, by road is offered: it is
    never chosen in silence, for figures change with it.

    Parameters
    ----------
    offer
        Shown at the window's foot while by road is offered; it opens ``menu``.
    """

    def __init__(
        self,
        session: Session,
        tasks: TaskRunner,
        choices: dict[TravelBy, QAction],
        offer: QPushButton,
        menu: QMenu,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._choices, self._offered = session, tasks, choices, offer
        offer.setMenu(menu)
        for travel_by, action in choices.items():
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, by=travel_by: self.choose(by))
        self._had_roads = False
        session.project_changed.connect(self._on_changed)
        session.project_replaced.connect(self._on_replaced)

    def _on_changed(self, change: Change) -> None:
        self.refresh()
        # Roads that come back, as by undo, are no news.
        if Part.LAYERS in change.parts and not self._had_roads and self._has_roads():
            self._had_roads = True
            self._offer()

    def _on_replaced(self) -> None:
        self._offered.hide()
        self.refresh()
        self._had_roads = self._has_roads()
        session = self._session
        is_just_made = session.path is None and not session.undo_stack.isClean()
        if self._had_roads and is_just_made:
            self._offer()

    def _has_roads(self) -> bool:
        session = self._session
        return session.has_project and any(len(layer) for layer in session.project.layers_of(Role.ROADS))

    def _offer(self) -> None:
        """Offer to measure by the roads that there are now, until a way is chosen."""
        if self._session.project.settings.travel_by != "road":
            self._say_offer()
            self._offered.show()

    def _say_offer(self) -> None:
        chosen = self._session.project.settings.travel_by
        what = term("travel_by.offer.what").format(way=term(f"access.way_word.{chosen}"))
        self._offered.setText(term("travel_by.offer.action"))
        self._offered.setToolTip(f"{what}\n{term('travel_by.offer.repair')}")
        self._offered.setAccessibleDescription(self._offered.toolTip())

    def refresh(self) -> None:
        """Tick the way that is chosen."""
        chosen = self._session.project.settings.travel_by if self._session.has_project else None
        for travel_by, action in self._choices.items():
            action.setChecked(travel_by == chosen)
        if chosen == "road":
            self._offered.hide()
        elif chosen is not None:
            self._say_offer()

    def choose(self, travel_by: TravelBy) -> None:
        """Measure distances over land otherwise, or as before, which answers an offer too."""
        session = self._session
        self._offered.hide()
        self.refresh()  # ticked once it is so
        if travel_by == session.project.settings.travel_by:
            return
        if travel_by != "road":
            self._take(travel_by)
            return
        project, rules = session.project.snapshot(), session.rules
        local = project.settings.local

        def work() -> Work[None]:
            from models.access.roadpace import prepare
            from models.assessment.assess import assess

            yield from prepare(project.county, rules)
            assess(
                project.county.measured("road"),
                project.active,
                rules,
                project.lacking_in(project.active),
                local,
            )

        title = term("progress.roads.prepare")
        revision = session.project.revision
        self._tasks.start(
            Task(
                title,
                work,
                lambda _: self._take("road"),
                revision=revision,
                owner=self,
            )
        )

    def _take(self, travel_by: TravelBy) -> None:
        session, lang = self._session, self._session.lang
        text = self.tr("Measure distances: {way}").format(way=term(f"access.way_word.{travel_by}"))
        session.push(session.project.settings_edit(travel_by=travel_by), text)
        if travel_by == "road":
            from models.gate.roads import road_remarks

            found = next(road_remarks(session.project.county, (), session.rules), None)
            if found is not None:
                session.say(Message(found.text(lang), "", ""))
