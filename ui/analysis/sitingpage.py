"""Where the next ones should stand: what is asked, the search, what each site adds, and a plan of them."""

from __future__ import annotations

from collections.abc import Container, Hashable, Sequence
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from models.facilities.facility import Family, field_specs, new_id
from models.facilities.facility import Status as SiteStatus
from models.findings.numbers import figure_text
from models.findings.places import facility_place
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.locate.places import SitePlace, places_of
from models.locate.sitefront import SiteFront, site_front
from models.locate.siting import Siting, site
from models.locate.steps import Step
from models.locate.words import (
    first_name,
    first_value,
    left_out_text,
    none_text,
    plan_text,
    plotted,
    said_of,
    second_name,
    so_far_text,
    unlisted_text,
)
from ui.analysis.charts import Chart
from ui.analysis.curveplot import CurvePlot
from ui.analysis.frontchart import FrontDot, FrontPlot
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, RowNotes, Told, numbers, words
from ui.analysis.sitingform import SitingForm
from ui.core.i18n import term
from ui.core.session import Session
from ui.core.tasks import Task, TaskRunner
from ui.map.roadmarks import MarkedRoads
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label

_LOOK_MS = 200


class SitingPage(Page):
    """Asks for sites; stopped, it keeps the best that was found.

    Signals
    -------
    marks_wanted(MarkedRoads | None)
        Spots that the map is to show.
    found
        A search came to its end.

    Attributes
    ----------
    must, ban
        Ids of the places that are to be used, and that are not.
    siting
        What was found last; of a front the plan that is shown.
    front
        Plans that weigh two aims, where that was asked for.
    """

    marks_wanted = Signal(object)
    found = Signal()

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._tasks = tasks
        self.must: frozenset[str] = frozenset()
        self.ban: frozenset[str] = frozenset()
        self.siting: Siting | None = None
        self.front: SiteFront | None = None
        self._of: tuple[str, int] | None = None
        self._made: tuple[str, int] | None = None
        self._made_name = ""
        self._stop: Event | None = None
        self._known: list[str] = []
        self.form = SitingForm(session)
        self.run_button, self.stop_button = QPushButton(), QPushButton()
        self.run_button.setProperty("primary", True)
        self.must_button, self.ban_button = QPushButton(), QPushButton()
        self.plan_button, self.put_button = QPushButton(), QPushButton()
        every = (self.run_button, self.stop_button, self.must_button, self.ban_button)
        for button in (*every, self.plan_button, self.put_button):
            button.setAutoDefault(False)
        self.said = label(wrap=True)
        self.stale, self.none = label("error", wrap=True), label("muted", wrap=True)
        self._plot = CurvePlot()
        self.curve = Chart(self._plot)
        self.front_plot = FrontPlot()
        self.front_chart = Chart(self.front_plot)
        self.front_plot.wanted.connect(self.show_plan)
        self.table = ResultTable(many=True)
        self.table.wanted.connect(self._show_places)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        self.table.rows.modelReset.connect(self._on_selection)
        self.below, self.followed = self.table, None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.run_button.clicked.connect(self.run)
        self.stop_button.clicked.connect(self.stop)
        self.must_button.clicked.connect(lambda: self._pin(is_must=True))
        self.ban_button.clicked.connect(lambda: self._pin(is_must=False))
        self.plan_button.clicked.connect(self.make_plan)
        self.put_button.clicked.connect(self.put_into_plan)
        self.copy_button.clicked.connect(self.table.copy)
        self.form.changed.connect(self._on_asked)
        self._asked_family = self.form.family
        running, using = FlowLayout(), FlowLayout()
        for button in (self.run_button, self.stop_button):
            running.addWidget(button)
        for button in (
            self.plan_button,
            self.put_button,
            self.must_button,
            self.ban_button,
            self.copy_button,
        ):
            using.addWidget(button)
        self.body.addWidget(self.form)
        self.body.addLayout(running)
        for part in (self.none, self.stale, self.said):
            self.body.addWidget(part)
        self.body.addLayout(using)
        self.body.addWidget(self.note)
        self.body.addWidget(self.front_chart)
        self.body.addWidget(self.curve)
        self.body.addStretch(1)
        session.project_replaced.connect(self.forget)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self.session.lang
        self.form.retranslate()
        for button, key in (
            (self.run_button, "recommend.run"),
            (self.stop_button, "recommend.stop"),
            (self.must_button, "recommend.must"),
            (self.ban_button, "recommend.ban"),
            (self.plan_button, "sitepage.make_plan"),
            (self.put_button, "sitepage.put"),
        ):
            button.setText(t(key, lang))
        self.curve.retranslate()
        self.front_chart.retranslate()
        super().retranslate()

    # -- showing -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the state of things."""
        lang, siting, is_running = self.session.lang, self.siting, self._stop is not None
        self.form.refresh()
        self.form.setEnabled(not is_running)
        self.run_button.setVisible(not is_running)
        self._show_what_there_is()
        self.stop_button.setVisible(is_running)
        is_stale = (siting or self.front) is not None and self._of != self._now()
        is_used = is_stale and self._made == self._now()  # what changed is the plan that was made of it
        self.stale.setText(t("sitepage.stale", lang) if is_stale and not is_used and not is_running else "")
        if not is_running:
            used = f"{t('sitepage.made', lang, name=self._made_name)}\n" if is_used else ""
            self.said.setText(used + self._said(lang))
        self._show_front()
        self._show_curve()
        self._show_rows()
        for part in (self.stale, self.said):
            part.setVisible(bool(part.text()))
        notes = []
        if siting is not None:
            notes = [unlisted_text(siting.ask.family, self._lacking, lang), left_out_text(siting, lang)]
        self.note.setText("\n".join(filter(None, notes)))
        self.note.setVisible(bool(self.note.text()))
        has_plan = siting is not None and bool(siting.steps) and not is_stale and not is_running
        self.plan_button.setVisible(siting is not None)
        self.plan_button.setEnabled(has_plan)
        self.put_button.setVisible(siting is not None and not self.session.scenario.is_today)
        self.put_button.setEnabled(has_plan)
        for button in (self.must_button, self.ban_button, self.copy_button):
            button.setVisible(siting is not None)
        self._on_selection()
        self.mark()

    @property
    def _lacking(self) -> Container[Family]:
        return () if self.session.assessment is None else self.session.assessment.lacking

    def _said(self, lang: Lang) -> str:
        if self.siting is None:
            return t("sitepage.hint", lang) if self.front is None else none_text(self.front, lang)
        said = said_of(self.siting, lang, self._lacking)
        if self.front is None:
            return said
        at = next((at for at, one in enumerate(self.front.plans) if one.siting is self.siting), 0)
        return f"{plan_text(self.front, at, lang)}\n{said}"

    def _show_what_there_is(self) -> None:
        """Without candidates or numbers there is nothing to choose: say what to do instead."""
        lang, text = self.session.lang, ""
        if self.form.candidates == 0:
            family = t(f"family.{self.form.family}.plural", lang)
            text = t("sitepage.no_candidates", lang, family=family)
        elif self.form.lacks_number:
            text = t("sitepage.no_number", lang)
        elif self.form.lacks_price:
            text = t("sitepage.no_price", lang)
        self.run_button.setEnabled(not text)
        self.none.setText(text)
        self.none.setVisible(bool(text))

    def _show_front(self) -> None:
        front, lang = self.front, self.session.lang
        plans = front.plans if front is not None else ()
        self.front_chart.setVisible(len(plans) > 1)
        if front is None or len(plans) < 2:
            return
        names = (second_name(front, lang), first_name(front, lang))
        second = t(f"sitepage.against.{front.against}", lang)
        heading = t("sitepage.front.heading", lang, first=names[1], second=second)
        note = t("sitepage.front.note", lang)
        if not front.is_proved:
            note = f"{note} {t('sitepage.front.unproved', lang)}"
        self.front_chart.say(heading, note)
        dots = [
            FrontDot(
                plotted(front, one), first_value(front, one), plan_text(front, place, lang), one.is_proved
            )
            for place, one in enumerate(plans)
        ]
        chosen = next((at for at, one in enumerate(plans) if one.siting is self.siting), -1)
        self.front_plot.show_front(dots, chosen, names=names)

    def show_plan(self, place: int) -> None:
        """Show one plan of the front: in the table, on the map, and for what is made of it."""
        if self.front is not None and 0 <= place < len(self.front.plans):
            self.siting = self.front.plans[place].siting
            self.refresh()

    def _show_curve(self) -> None:
        siting, lang = self.siting, self.session.lang
        rows = siting.curve if siting is not None else ()
        self.curve.setVisible(len(rows) > 1)
        if siting is None or len(rows) < 2:
            return
        self.curve.say(t("sitepage.curve.heading", lang), _knee_text(siting, lang))
        model = "mclp" if siting.ask.model == "lscp" else str(siting.ask.model)
        # Nobody more is served by none; of the other aims none has no figure.
        first = [(0, siting.before)] if model == "mclp" else []
        x, y = np.array([*first, *((row[0], row[1]) for row in rows)], dtype=np.float64).T
        names = (t("recommend.number", lang), t(f"sitepage.curve.{model}", lang))
        self._plot.show_curve(x, y, names=names, line=siting.knee)

    def _show_rows(self) -> None:
        siting, lang = self.siting, self.session.lang
        if siting is None:
            self.table.show_rows([], [], {})
            return
        steps = {step.place.facility.id: (at, step) for at, step in enumerate(siting.steps, start=1)}
        chosen = [step.place for step in siting.steps]
        others = [place for place in siting.places if place.facility.id not in steps]
        others.sort(key=lambda place: (place.is_rejected, place.facility.name))
        rows = [*chosen, *others]
        keys = [place.facility.id for place in rows]
        places = {place.facility.id: facility_place(place.facility) for place in rows}
        quiet = frozenset(place.facility.id for place in others)
        tips: dict[Hashable, str] = {
            place.facility.id: place.why(lang) for place in rows if place.is_rejected or place.unknown
        }
        columns = self._columns(siting, rows, steps)
        self.table.show_rows(columns, keys, places, notes=RowNotes(tips=tips, quiet=quiet))

    def _columns(
        self, siting: Siting, rows: Sequence[SitePlace], steps: dict[str, tuple[int, Step]]
    ) -> list[Told]:
        lang, unit = self.session.lang, siting.way.unit
        found = [steps.get(place.facility.id) for place in rows]
        at = [None if one is None else one[0] for one in found]
        of = [None if one is None else one[1] for one in found]
        ids = [place.facility.id for place in rows]
        pins = ["must" if key in self.must else "ban" if key in self.ban else "" for key in ids]

        def amounts(key: str, values: Sequence[float | None], unit: str) -> Told:
            cut_off = t("sitepage.cut_off", lang)  # somebody has no way to any of them
            texts = [
                "" if value is None else cut_off if np.isinf(value) else figure_text(value, unit, lang)
                for value in values
            ]
            return numbers(key, t(f"sitepage.column.{key}", lang), values, texts)

        separator = t("cli.list_separator", lang)
        pinned = [
            words(
                "pin",
                t("recommend.column", lang),
                [t(f"recommend.{one}", lang) if one else "" for one in pins],
            )
        ]
        field = siting.ask.family.spec.class_field
        return [
            numbers(
                "order", t("sitepage.column.order", lang), at, ["" if one is None else str(one) for one in at]
            ),
            words("name", t("field.name", lang), (place.facility.name for place in rows)),
            *(pinned if any(pins) else []),
            *([_classes(siting, rows, lang)] if field else []),
            amounts("persons", [None if one is None else one.persons for one in of], "persons"),
            amounts("covered", [None if one is None else one.covered for one in of], "persons"),
            amounts("mean", [None if one is None else one.mean for one in of], unit),
            amounts("worst", [None if one is None else one.worst for one in of], unit),
            words(
                "townships",
                t("sitepage.column.townships", lang),
                ("" if one is None else separator.join(one.townships) for one in of),
            ),
            words("state", t("sitepage.column.state", lang), (_state(place, steps, lang) for place in rows)),
        ]

    def mark(self) -> None:
        """Let the map show the sites that were found, where they are no facilities yet."""
        siting = self.siting
        is_shown = siting is not None and siting.steps and self._of == self._now() and self.isVisible()
        if siting is None or not is_shown:
            self.marks_wanted.emit(None)
            return
        spots = np.array([step.place.facility.location for step in siting.steps], dtype=np.float64)
        self.marks_wanted.emit(MarkedRoads(spots=spots))

    def _on_selection(self) -> None:
        chosen = bool(self.table.selected_keys())
        is_free = self._stop is None
        for button in (self.must_button, self.ban_button):
            button.setEnabled(chosen and is_free)

    def _show_places(self, keys: list[Any]) -> None:
        places = [self.table.places[key] for key in keys if key in self.table.places]
        if len(places) == 1:
            self.session.show_place(places[0])

    # -- asking --------------------------------------------------------------------------------------------
    def _on_asked(self) -> None:
        """Of another family nothing holds that was found or set."""
        if self.form.family != self._asked_family:
            self._asked_family = self.form.family
            self.forget()
        self._show_what_there_is()

    def forget(self) -> None:
        """Another project or family: nothing of the last one holds."""
        self.stop()
        self.siting, self.front, self.must, self.ban = None, None, frozenset(), frozenset()
        if self.session.has_project:
            self.refresh()

    def _pin(self, *, is_must: bool) -> None:
        """Set the chosen places for the next search, or free them if they are set so."""
        ids = frozenset(str(key) for key in self.table.selected_keys())
        own, other = (self.must, self.ban) if is_must else (self.ban, self.must)
        own = own - ids if ids <= own else own | ids
        other = other - ids
        self.must, self.ban = (own, other) if is_must else (other, own)
        self._show_rows()
        self.table.select_keys(set(ids))

    def _now(self) -> tuple[str, int]:
        return self.session.scenario.id, self.session.project.revision

    def run(self) -> None:
        """Choose sites, off the window's thread."""
        session = self.session
        if self._stop is not None or not session.has_project:
            return
        known = {place.facility.id for place in self.siting.places} if self.siting is not None else set()
        wanted = self.form.wanted(self.must & known, self.ban & known)
        county, scenario, rules = session.county, session.scenario, session.rules
        local, lang = session.project.settings.local, session.lang
        layers = [layer for layer in session.project.layers if layer.id == wanted.layer_id]
        now = self._now()
        stop, told = Event(), self._known
        told.clear()

        def work() -> Work[SiteFront | Siting]:
            yield Progress(0, 0, "progress.recommend")
            places = places_of(
                county,
                scenario,
                rules,
                local,
                wanted.ask.family,
                wanted.source,
                site_class=wanted.site_class,
                layers=layers,
                spacing_m=wanted.spacing_m,
                lang=lang,
            )

            def is_stopped() -> bool:
                return stop.is_set() or task.cancelled.is_set()

            what = (county, scenario, rules, places, wanted.ask)
            if wanted.ask.against is not None:
                return site_front(
                    *what,
                    is_stopped=is_stopped,
                    told=lambda done, whole: told.append(
                        t("sitepage.front.done", lang, done=done, whole=whole)
                    ),
                )
            return site(
                *what,
                is_stopped=is_stopped,
                told=lambda objective, bound: told.append(so_far_text(objective, bound, lang)),
            )

        # Given up in the status bar, it has the best so far as well: that is told, not dropped.
        def done(found: SiteFront | Siting) -> None:
            if isinstance(found, SiteFront):
                self.front = found
                self.siting = found.plans[-1].siting if found.plans else None
            else:
                self.front, self.siting = None, found
            self._of = now

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
        self.said.setText(self._known[-1])

    def _on_ended(self) -> None:
        self._stop = None
        self._timer.stop()
        if self.session.has_project:
            self.refresh()
            if self.front is not None and self.front.plans:
                QTimer.singleShot(0, self, lambda: self.scroll_to(self.front_chart))
        self.found.emit()

    # -- making a plan -------------------------------------------------------------------------------------
    def make_plan(self) -> None:
        """Add a plan in which the sites are planned, as one undo step, and show it."""
        siting, session = self.siting, self.session
        if siting is None or self._of != self._now():
            return
        project, plan_id, lang = session.project, new_id(), session.lang
        facilities = [step.place.facility for step in siting.steps]
        family = t(f"family.{siting.ask.family}.plural", lang)
        name = self._free_name(t("sitepage.plan_name", lang, family=family))
        edit = project.planned_edit(session.scenario.id, name, facilities, plan_id)
        session.push(edit, term("sitepage.make_plan"))
        project.activate(plan_id)
        self._made, self._made_name = self._now(), name
        self.refresh()

    def put_into_plan(self) -> None:
        """Make the sites planned in the plan that is shown, as one undo step."""
        siting, session = self.siting, self.session
        if siting is None or self._of != self._now() or session.scenario.is_today:
            return
        planned = [replace(step.place.facility, status=SiteStatus.PLANNED.value) for step in siting.steps]
        session.put(planned, term("sitepage.put"))
        self._made, self._made_name = self._now(), session.scenario.title(session.lang)
        self.refresh()

    def _free_name(self, name: str) -> str:
        taken = {scenario.title(self.session.lang) for scenario in self.session.project.scenarios}
        number, free = 2, name
        while free in taken:
            free = f"{name} {number}"
            number += 1
        return free


def _state(place: SitePlace, steps: dict[str, tuple[int, Step]], lang: Lang) -> str:
    if place.is_rejected:
        return t("sitepage.state.rejected", lang, checks=place.why(lang))
    key = "chosen" if place.facility.id in steps else "other"
    text = t(f"sitepage.state.{key}", lang)
    return t("sitepage.state.unknown", lang, state=text, checks=place.why(lang)) if place.unknown else text


def _classes(siting: Siting, rows: Sequence[SitePlace], lang: Lang) -> Told:
    field = siting.ask.family.spec.class_field
    spec = next(one for one in field_specs(siting.ask.family) if one.name == field)
    texts = (t(f"choice.{spec.choices}.{getattr(place.facility, field)}", lang) for place in rows)
    return words("class", t(f"field.{field}", lang), texts)


def _knee_text(siting: Siting, lang: Lang) -> str:
    return "" if siting.knee is None else t("site.knee", lang, number=siting.knee)
