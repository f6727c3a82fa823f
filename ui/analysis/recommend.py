"""Choosing among the candidates: model and number, run and stop, what was found and how good it is."""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox, QVBoxLayout, QWidget

from models.facilities.facility import Family
from models.findings.numbers import significant
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.locate.answer import Status
from models.locate.places import Source, places_of
from models.locate.problem import Model
from models.locate.siting import Ask, Siting, covered_key, site
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label

MODELS = (Model.MCLP, Model.LSCP, Model.PMEDIAN, Model.PCENTER)
_LOOK_MS = 200


class Recommend(Retranslated, QWidget):
    """Asks for sites among the candidate shelters; stopped, it keeps the best that was found.

    Signals
    -------
    found(list)
        Ids of the chosen sites.

    Attributes
    ----------
    must, ban
        Ids of the sites that are to be used, and that are not.
    siting
        What was found last.
    """

    found = Signal(list)

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self.must: frozenset[str] = frozenset()
        self.ban: frozenset[str] = frozenset()
        self.siting: Siting | None = None
        self._of: tuple[str, int] | None = None
        self._stop: Event | None = None
        self._known: list[tuple[float, float | None]] = []
        self.model_box, self.number_box, self.each_box = QComboBox(), QSpinBox(), QCheckBox()
        for model in MODELS:
            self.model_box.addItem("", model)
        self.number_box.setRange(1, 200)
        self.number_box.setValue(3)
        self.number_label = label()
        self.run_button, self.stop_button = QPushButton(), QPushButton()
        for button in (self.run_button, self.stop_button):
            button.setAutoDefault(False)
        self.said = label("muted", wrap=True)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.run_button.clicked.connect(self.run)
        self.stop_button.clicked.connect(self.stop)
        self.model_box.currentIndexChanged.connect(lambda _: self.refresh())
        row = FlowLayout()
        row.addWidget(self.model_box)
        for part in (self.number_label, self.number_box, self.each_box):
            row.addWidget(part)
        row.addWidget(self.run_button)
        row.addWidget(self.stop_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(row)
        box.addWidget(self.said)
        session.project_replaced.connect(self.forget)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        for at, model in enumerate(MODELS):
            self.model_box.setItemText(at, t(f"recommend.model.{model}", lang))
        self.model_box.setAccessibleName(t("recommend.models", lang))
        self.number_label.setText(t("recommend.number", lang))
        self.number_box.setAccessibleName(t("recommend.number", lang))
        self.each_box.setText(t("recommend.each", lang))
        self.run_button.setText(t("recommend.run", lang))
        self.stop_button.setText(t("recommend.stop", lang))
        self.refresh()

    def refresh(self) -> None:
        """Show the state of things."""
        is_running = self._stop is not None
        has_number = self.model_box.currentData() != Model.LSCP
        for part in (self.number_label, self.number_box):
            part.setEnabled(has_number and not is_running)
        self.model_box.setEnabled(not is_running)
        self.run_button.setVisible(not is_running)
        self.stop_button.setVisible(is_running)
        if not is_running:
            is_true = self.siting is not None and self._of == self._now()
            self.said.setText(said_of(self.siting, self._session.lang) if self.siting and is_true else "")
        self.said.setVisible(bool(self.said.text()))

    def forget(self) -> None:
        """Another project: nothing of the last one holds."""
        self.stop()
        self.siting, self.must, self.ban = None, frozenset(), frozenset()
        self.refresh()

    def _now(self) -> tuple[str, int]:
        return self._session.scenario.id, self._session.project.revision

    # -- running -------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Choose sites, off the window's thread."""
        session = self._session
        if self._stop is not None or not session.has_project:
            return
        county, scenario, rules = session.county, session.scenario, session.rules
        local, lang = session.project.settings.local, session.lang
        now = self._now()
        present = {one.id for one in scenario.facilities.values() if one.status == "candidate"}
        model = self.model_box.currentData()
        ask = Ask(
            Family.SHELTER,
            model,
            None if model == Model.LSCP else self.number_box.value(),
            must=tuple(sorted(self.must & present)),
            ban=tuple(sorted(self.ban & present)),
            per_township=self.each_box.isChecked(),
        )
        stop, known = Event(), self._known
        known.clear()

        def work() -> Work[Siting]:
            yield Progress(0, 0, "progress.recommend")
            places = places_of(county, scenario, rules, local, Family.SHELTER, Source.CANDIDATES, lang=lang)
            return site(
                county,
                scenario,
                rules,
                places,
                ask,
                is_stopped=lambda: stop.is_set() or task.cancelled.is_set(),
                told=lambda objective, bound: known.append((objective, bound)),
            )

        # Given up in the status bar, it has the best so far as well: that is told, not dropped.
        def done(siting: Siting) -> None:
            self.siting, self._of = siting, now
            self.found.emit([step.place.facility.id for step in siting.steps])

        task = Task(
            t("progress.recommend", lang),
            work,
            done,
            ended=self._on_ended,
            revision=session.project.revision,
            owner=self,
            is_lasting=True,
        )
        self._stop = stop
        self.destroyed.connect(stop.set)
        self.said.setText(t("recommend.searching", lang))
        self.refresh()
        self._timer.start()
        self._tasks.start(task)

    def stop(self) -> None:
        """Come to an end with the best that was found."""
        if self._stop is not None:
            self._stop.set()

    def _look(self) -> None:
        if self._stop is None or not self._known:
            return
        objective, bound = self._known[-1]
        values = {"objective": f"{objective:,.6g}", "bound": "—" if bound is None else f"{bound:,.6g}"}
        self.said.setText(t("recommend.so_far", self._session.lang, **values))

    def _on_ended(self) -> None:
        self._stop = None
        self._timer.stop()
        self.refresh()


def said_of(siting: Siting, lang: Lang) -> str:
    """What was found, in a few lines."""
    answer = siting.answer
    lines = [t(f"locate.status.{answer.status}", lang)]
    if answer.status == Status.FEASIBLE and answer.gap is not None:
        lines.append(t("recommend.gap", lang, gap=f"{significant(100.0 * answer.gap)} %"))
    separator = "；" if lang == "zh" else "; "
    if answer.plan is None:
        reasons = [t(f"locate.reason.{one.key}", lang, **one.values) for one in answer.reasons]
        return separator.join([*lines, *reasons])
    after = siting.steps[-1].covered if siting.steps else siting.before
    people = {"before": siting.before, "after": after, "total": siting.total}
    lines.append(
        t(covered_key(siting.purpose), lang, **{key: f"{round(one):,}" for key, one in people.items()})
    )
    if siting.knee is not None:
        lines.append(t("site.knee", lang, number=siting.knee))
    names = t("cli.list_separator", lang)
    steps = names.join(
        t("recommend.step", lang, name=step.place.facility.name, persons=f"{round(step.persons):,}")
        for step in siting.steps
    )
    said = [separator.join(lines), steps]
    if siting.second is not None:
        others = set(siting.second[0]) - {step.place.facility.name for step in siting.steps}
        said.append(t("recommend.second", lang, names=names.join(sorted(others))))
    return "\n".join(one for one in said if one)
