"""The hub that every widget shares: project, undo stack, selection, verdicts, messages.

Widgets never talk to each other. They read the session, push edits into it, and listen to its signals.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from models.facilities.facility import Facility, Family, FieldSpec
from models.findings.findings import Finding, Place
from models.kernel.errors import Message
from models.kernel.progress import Work, run_to_end
from models.kernel.text import Lang
from models.project.edits import Change, Edit, Part
from models.project.project import Project
from models.project.scenario import Scenario
from ui.core.assessing import Assessed, assessing, plan_of, rules_of, take_ready
from ui.core.commands import EditCommand, Step, ViewCommand

if TYPE_CHECKING:
    # What computes brings scipy and pandas: imported where it is called, so that the window shows first.
    from models.assessment.live import DragSession, LiveStep
    from models.county.county import County
    from models.findings.results import Assessment
    from models.gate.remark import DataRemark
    from models.plans.planrows import Profile
    from models.rules.rules import Rules
    from ui.core.figuresbeside import Beside

VERDICT_PARTS = frozenset({Part.FACILITIES, Part.LAYERS, Part.SCENARIOS, Part.ACTIVE_SCENARIO, Part.SETTINGS})


class Session(QObject):
    """State of the running program that is about one open project.

    Signals
    -------
    project_replaced
        Another project was opened; forget everything about the old one.
    project_changed(Change)
        The project changed, through an edit, undo, redo or another scenario shown.
    assessed
        ``assessment`` and ``findings`` are new.
    behind_changed
        Whether the figures that are shown hold (see ``is_behind``), or other ones are being computed now.
    live(LiveStep | None)
        A facility is being dragged or reshaped; ``None`` when that ended.
    selection_changed
        ``selection`` is another set of facility ids.
    placed(str)
        A facility was just placed or drawn with the mouse (its id): its name is what comes next.
    deleted(int)
        So many facilities, more than one, were just deleted as one step.
    layer_removed(str)
        A layer was just taken out of the project; its name.
    today_refused(Callable[[], None])
        Facilities of today were to be changed while it is locked; what does it after all.
    doubted(str, Callable[[], None])
        A typed value can hardly be, and was not taken: why, and what takes it after all.
    today_lock_changed
        Today was locked or unlocked.
    feature_picked(str, int)
        A feature of a layer was picked (layer id, row), or ("", -1) for none.
    zoom_wanted(tuple)
        Somebody wants the map to show (minx, miny, maxx, maxy), project metres.
    tool_wanted(str)
        Somebody wants another map tool: ``select``, ``pan``, ``measure``, ``place.shelter`` and so on.
    barrier_drawn(BaseGeometry)
        A line or area that closes roads was drawn on the map.
    zone_drawn(BaseGeometry)
        An area that people have to leave was drawn on the map.
    said(Message, str)
        Something to tell the person without a dialog; the second is ``info``, ``warning`` or ``error``.
    view_changed(str)
        Something that the project shows, by its key in ``ui_state``.
    path_changed, dirty_changed
        The file, or whether it holds everything, changed.
    """

    project_replaced = Signal()
    project_changed = Signal(object)
    assessed = Signal()
    behind_changed = Signal()
    live = Signal(object)
    selection_changed = Signal()
    placed = Signal(str)
    deleted = Signal(int)
    layer_removed = Signal(str)
    today_refused = Signal(object)
    today_lock_changed = Signal()
    doubted = Signal(str, object)
    feature_picked = Signal(str, int)
    zoom_wanted = Signal(tuple)
    tool_wanted = Signal(str)
    barrier_drawn = Signal(object)
    zone_drawn = Signal(object)
    said = Signal(object, str)
    view_changed = Signal(str)
    path_changed = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, lang: Lang = "zh", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lang: Lang = lang
        self.project = Project()
        self.has_project = False
        self.locks_today = False
        """Whether today is locked in a project that is opened: in a window, not for who edits by script."""
        self.is_today_locked = False
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self.selection: frozenset[str] = frozenset()
        self.clipboard: tuple[Facility, ...] = ()
        self._assessment: Assessment | None = None
        self.findings: tuple[Finding, ...] = ()
        self.remarks: tuple[DataRemark, ...] = ()
        self.live_step: LiveStep | None = None
        self._drag: DragSession | None = None
        self._in_hand: Facility | None = None
        self.beside: Beside | None = None
        """Who computes off the window's thread what would hold it up; without one all is computed at once."""
        self._pending = QTimer(self)
        self._pending.setSingleShot(True)
        self._pending.setInterval(0)
        self._pending.timeout.connect(self.assess)

    # -- project -------------------------------------------------------------------------------------------
    def open(self, project: Project, path: Path | None, *, is_unsaved: bool = False) -> None:
        """Work on another project from now on; ``is_unsaved`` if closing it as it is would lose it."""
        self.end_drag()
        self.project.changed.disconnect(self._on_changed, missing_ok=True)
        self.project = project
        self.project.changed.connect(self._on_changed)
        self.has_project = True
        self.is_today_locked = self.locks_today
        self.path = path
        self.selection = frozenset()
        ready = take_ready(project, self.today)
        self._assessment = ready.assessment if ready is not None else None
        self.findings = ready.findings if ready is not None else ()
        self.undo_stack.clear()
        if is_unsaved:
            self.undo_stack.resetClean()
        self.project_replaced.emit()
        self.today_lock_changed.emit()
        self.path_changed.emit()
        self.selection_changed.emit()
        if ready is not None:
            self._pending.stop()
            self.take_assessed(ready)
        else:
            self.assess()

    def close(self) -> None:
        """Work on no project."""
        self.open(Project(), None)
        self.has_project = False
        self.project_replaced.emit()

    def set_path(self, path: Path, *, is_all: bool = True) -> None:
        """The project was saved to ``path``; ``is_all`` if nothing was edited while it was written."""
        self.path = path
        if is_all:
            self.undo_stack.setClean()
        else:  # no step of the stack is what the file holds, the one that was clean before least of all
            self.undo_stack.resetClean()
        self.path_changed.emit()

    @property
    def is_dirty(self) -> bool:
        """Whether there are edits that the file does not hold."""
        return not self.undo_stack.isClean()

    def push(self, edit: Edit, text: str, merge_key: str = "") -> None:
        """Carry out an edit as one undoable step; ``text`` is its name in the menu, already translated."""
        self.undo_stack.push(EditCommand(self.project, edit, text, merge_key))

    def show_so(self, key: str, value: object, text: str) -> None:
        """Change what the project shows, kept under a key of its ``ui_state``, as one undoable step."""
        self.undo_stack.push(ViewCommand(self.project, key, value, self.view_changed.emit, text))

    def retell_steps(self) -> None:
        """The language is another one: the names of all steps are said in it."""
        stack = self.undo_stack
        for index in range(stack.count()):
            step = stack.command(index)
            if isinstance(step, Step):
                step.retell()
        stack.undoTextChanged.emit(stack.undoText())
        stack.redoTextChanged.emit(stack.redoText())

    # -- facilities ----------------------------------------------------------------------------------------
    @property
    def scenario(self) -> Scenario:
        """The scenario that the map shows."""
        return self.project.active

    def lock_today(self, is_locked: bool) -> None:
        """Lock what is recorded as existing, or let it be changed."""
        self.is_today_locked = is_locked
        self.today_lock_changed.emit()

    def _is_refused(self, again: Callable[[], None]) -> bool:
        """Whether the scenario that is shown may not be changed; says so, with what is to be done then."""
        if not (self.is_today_locked and self.scenario.is_today):
            return False
        self.today_refused.emit(again)
        return True

    def put(self, facilities: Iterable[Facility], text: str, merge_key: str = "") -> None:
        """Add or change facilities of the active scenario; refused while that is today, and locked."""
        self.change({facility.id: facility for facility in facilities}, text, merge_key)

    def change(self, changes: Mapping[str, Facility | None], text: str, merge_key: str = "") -> None:
        """Add, change and delete (``None``) facilities by id as one step; refused like :meth:`put`."""
        if changes and not self._is_refused(lambda: self._put_and_select(changes, text)):
            self.push(self.project.facility_edit(changes), text, merge_key)

    def put_typed(self, facilities: Sequence[Facility], spec: FieldSpec, value: Any, text: str) -> None:
        """Give facilities a typed value; one that can hardly be is asked about first, and changes nothing."""
        from models.gate.typed import typed_doubt

        ids = [one.id for one in facilities if getattr(one, spec.name) != value]

        def put() -> None:
            present = self.scenario.facilities
            self.put([replace(present[i], **{spec.name: value}) for i in ids if i in present], text)

        families = {one.family for one in facilities}
        doubts = (typed_doubt(spec, value, family, self.county, self.lang) for family in sorted(families))
        why = next((doubt for doubt in doubts if doubt), "") if ids else ""
        if why:
            self.doubted.emit(why, put)
        else:
            put()

    def _put_and_select(self, changes: Mapping[str, Facility | None], text: str) -> None:
        self.push(self.project.facility_edit(changes), text)
        self.select(changes)

    def delete(self, ids: Iterable[str], text: str) -> None:
        """Delete facilities of the active scenario; refused while that is today, and locked."""
        present = [facility_id for facility_id in ids if facility_id in self.scenario.facilities]
        if present and self._is_refused(lambda: self.delete(present, text)):
            return
        if present:
            self.push(self.project.facility_edit(dict.fromkeys(present)), text)
        if len(present) > 1:
            self.deleted.emit(len(present))

    def select(self, ids: Iterable[str]) -> None:
        """Select facilities; ids that do not exist are ignored."""
        chosen = frozenset(ids) & frozenset(self.scenario.facilities)
        if chosen != self.selection:
            self.selection = chosen
            self.selection_changed.emit()

    @property
    def selected(self) -> tuple[Facility, ...]:
        """Selected facilities."""
        return tuple(self.scenario.facilities[i] for i in self.selection if i in self.scenario.facilities)

    @property
    def selected_outline(self) -> Facility | None:
        """The one selected facility, if it has an outline."""
        selected = self.selected
        return selected[0] if len(selected) == 1 and selected[0].drawn_area_m2 is not None else None

    def show_place(self, place: Place) -> None:
        """Select a place's facility, if it is one, and bring it into view."""
        if place.kind == "facility":
            self.select([place.key])
        elif place.layer_id:
            self.feature_picked.emit(place.layer_id, int(place.key))
        if all(map(math.isfinite, place.bounds)):  # an item of stock lies in a depot, not on the map
            self.zoom_wanted.emit(place.bounds)

    @property
    def county(self) -> County:
        """The county with the roads that the active scenario closes."""
        return self.project.county_in(self.project.active)

    def counted(self, family: Family | None = None) -> tuple[Facility, ...]:
        """Facilities of the active scenario that figures are computed from."""
        from models.rules.scope import counted

        return counted(self.project.county, self.scenario, self.rules, family)

    # -- verdicts ------------------------------------------------------------------------------------------
    @property
    def rules(self) -> Rules:
        """Rule values in force, with the county's own changes."""
        return rules_of(self.project)

    @property
    def profile(self) -> Profile:
        """The plan that the county is held against, with the targets of the year in force."""
        return plan_of(self.project, self.today)

    @property
    def today(self) -> date:
        """Day that ages of inspections and drills are counted to."""
        return date.today()

    @property
    def assessment(self) -> Assessment | None:
        """The active scenario's figures; ``None`` until the county that is there now has been assessed.

        Whoever lists places beside what reaches them may rely on both being of one county.
        """
        known = self._assessment
        return known if known is not None and known.county is self.county else None

    @property
    def is_behind(self) -> bool:
        """Whether the figures that are shown are those of an earlier state."""
        return self.beside is not None and self.beside.is_behind

    @property
    def behind(self) -> str:
        """Why they are: new ones are ``computing``, or that was ``stopped``; empty where the figures hold."""
        if self.beside is None or not self.beside.is_behind:
            return ""
        return "computing" if self.beside.is_running else "stopped"

    def assess(self) -> None:
        """Compute the active scenario's figures and findings: at once where that takes hardly any time."""
        self._pending.stop()
        if self.beside is not None and self.beside.is_long():
            self.beside.assess()
        else:
            self.assess_now()

    def assess_now(self) -> None:
        """Compute the active scenario's figures and findings and tell of them, however long it takes."""
        self._pending.stop()
        started = time.thread_time()
        assessed = run_to_end(self.assessing())
        if self.beside is not None:
            self.beside.overtaken(time.thread_time() - started, assessed.assessment)
        self.take_assessed(assessed)

    def assessing(self) -> Work[Assessed]:
        """Return the work of computing what is there now, which can be done by any thread."""
        return assessing(self.project, self.today)

    def take_assessed(self, assessed: Assessed) -> None:
        """These are the figures and findings of what is there now: tell of them."""
        self._assessment, self.findings = assessed.assessment, assessed.findings
        self.remarks = assessed.remarks
        self.assessed.emit()
        if self._in_hand is not None and self._drag is None:
            self._make_drag()

    def _on_clean_changed(self, clean: bool) -> None:
        self.dirty_changed.emit(not clean)

    def _on_changed(self, change: Change) -> None:
        known = self.selection & frozenset(self.scenario.facilities)
        self.project_changed.emit(change)
        if known != self.selection:
            self.selection = known
            self.selection_changed.emit()
        if change.parts & VERDICT_PARTS:
            self._pending.start()

    # -- dragging ------------------------------------------------------------------------------------------
    def begin_drag(self, facility: Facility) -> None:
        """A facility (also one not yet placed) starts to move or change its outline.

        Where it takes long to get ready, the live figures begin in the midst of the move.
        """
        self._in_hand, self._drag = facility, None
        if self._pending.isActive() or (self.assessment is None and not self.is_behind):
            self.assess()  # which makes the drag, at once or when it is done
        if self._drag is None:
            self._make_drag()

    def _make_drag(self) -> None:
        from models.assessment.live import DragSession

        assessment, facility = self.assessment, self._in_hand
        if assessment is None or facility is None or self.is_behind:
            return
        county, scenario, rules = self.county, self.project.active, self.rules
        today, local = self.today, self.project.settings.local

        def make() -> DragSession:
            return DragSession(county, scenario, rules, assessment, facility, today, local)

        if self.beside is not None and self.beside.is_long():
            self.beside.make_drag(make, self._take_drag)
        else:
            self._drag = make()

    def _take_drag(self, drag: DragSession) -> None:
        if self._in_hand is not None:
            self._drag = drag
            self.drag_to(self._in_hand)

    def drag_to(self, facility: Facility) -> LiveStep | None:
        """The dragged facility is now like this: compute its live figures and tell of them."""
        self._in_hand = facility
        if self._drag is None:
            return None
        self.live_step = self._drag.move(facility)
        self.live.emit(self.live_step)
        return self.live_step

    def end_drag(self) -> None:
        """The drag is over; the edit itself is pushed by the tool."""
        self._in_hand = None
        if self.beside is not None:
            self.beside.drop_drag()
        if self._drag is not None or self.live_step is not None:
            self._drag = None
            self.live_step = None
            self.live.emit(None)

    def findings_while_dragging(self) -> tuple[Finding, ...]:
        """Findings with the live step's figures in place of the last computed ones."""
        if self.live_step is None:
            return self.findings
        from models.plans.plans import live_check

        settings, assessment = self.project.settings, self.assessment
        if assessment is None:
            return self.findings
        return live_check(self.findings, self.live_step, assessment, self.profile, settings)

    # -- messages ------------------------------------------------------------------------------------------
    def say(self, message: Message, level: str = "info") -> None:
        """Tell the person something without a dialog."""
        self.said.emit(message, level)
