"""Findings of every scenario, not only the shown one: computed off the window's thread, kept while true."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from models.findings.findings import Finding
from models.kernel.progress import Work
from models.project.edits import Change, Part
from ui.core.session import VERDICT_PARTS, Session
from ui.core.tasks import Task, TaskRunner

WAIT_MS = 400
"""Other scenarios are computed after the active one is on the screen and nothing else is wanted."""


class ScenarioFindings(QObject):
    """What is known of each scenario; shared by whoever shows more than one.

    Signals
    -------
    updated
        Findings of some scenario are known, or no longer hold.
    """

    updated = Signal()

    def __init__(self, session: Session, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._findings: dict[str, tuple[Finding, ...]] = {}
        self._rows: list[str] = []
        self._task: Task | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._assess_others)
        session.assessed.connect(self._on_assessed)
        session.project_replaced.connect(self._on_replaced)
        session.project_changed.connect(self._on_change)

    def of(self, scenario_id: str) -> tuple[Finding, ...] | None:
        """Findings of a scenario if they have been computed and still hold."""
        return self._findings.get(scenario_id)

    def ordered(self) -> dict[str, tuple[Finding, ...]]:
        """What is known, today first, then the scenario that is shown, then the others."""
        project = self._session.project
        first = [scenario.id for scenario in project.scenarios if scenario.is_today]
        ids = dict.fromkeys((*first, project.active_scenario_id, *(one.id for one in project.scenarios)))
        return {key: self._findings[key] for key in ids if key in self._findings}

    # -- listening -----------------------------------------------------------------------------------------
    def _on_replaced(self) -> None:
        self._findings.clear()
        self.updated.emit()

    def _on_change(self, change: Change) -> None:
        if change.parts & (VERDICT_PARTS - {"active_scenario", "scenarios"}):
            touched = change.scenario_ids or self._findings.keys()
            for scenario_id in tuple(touched):
                self._findings.pop(scenario_id, None)
        elif Part.SCENARIOS in change.parts:  # roads closed in one of them
            for scenario_id in change.scenario_ids:
                self._findings.pop(scenario_id, None)
        self.updated.emit()

    def _on_assessed(self) -> None:
        rows = [row.id for row in self._session.profile.rows]
        if rows != self._rows:  # the first facility of a family brings rows into all scenarios
            self._rows = rows
            self._findings.clear()
        self._findings[self._session.project.active_scenario_id] = self._session.findings
        self.updated.emit()
        self._wait.start()

    def _assess_others(self) -> None:
        session = self._session
        missing = [one for one in session.project.scenarios if one.id not in self._findings]
        if not missing or not session.has_project or self._task is not None or session.is_behind:
            return  # what is shown comes first: when it is computed, this is asked again
        project, rules, profile = session.project.snapshot(), session.rules, session.profile
        settings, today = session.project.settings, session.today

        def work() -> Work[dict[str, tuple[Finding, ...]]]:
            from models.assessment.assess import assess_in_steps
            from models.kernel.progress import Progress
            from models.plans.plans import check

            found: dict[str, tuple[Finding, ...]] = {}
            for number, scenario in enumerate(missing):
                yield Progress(number, len(missing), "assess")
                assessment = yield from assess_in_steps(
                    project.county_in(scenario), scenario, rules, project.lacking_in(scenario), settings.local
                )
                found[scenario.id] = check(assessment, rules, profile, settings, today)
            return found

        def done(found: dict[str, tuple[Finding, ...]]) -> None:
            self._findings.update(found)
            self.updated.emit()

        def ended() -> None:
            self._task = None
            if any(one.id not in self._findings for one in session.project.scenarios):
                self._wait.start()

        self._task = self._tasks.start(
            Task("", work, done, ended=ended, revision=session.project.revision, quiet=True)
        )
