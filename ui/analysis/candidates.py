"""Candidate sites, ranked; a button makes the chosen ones planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from models.facilities.facility import Facility, Family, Status, new_id
from models.findings.findings import Verdict
from models.findings.places import facility_place
from models.kernel.text import filled, t
from models.locate.candidates import CRITERIA, CandidateRank, Criterion, rank_candidates, weight_rule
from models.shelters.values import areas
from ui.analysis.page import Page
from ui.analysis.resulttable import ResultTable, Told, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label, link_button


class CandidatesPage(Page):
    """The ranking with every criterion beside it, and why the chosen site stands where it does.

    Signals
    -------
    siting_wanted
        The person wants sites to be chosen among them.
    """

    siting_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.ranked: tuple[CandidateRank, ...] = ()
        self.weights = label("muted", wrap=True)
        self._weights_link = link_button(lambda: self.rule_wanted.emit(weight_rule("people")))
        self.table = ResultTable(many=True)
        self.connect_table(self.table)
        self.followed = self.table
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        # Whenever rows are sorted or filled anew, Qt forgets the selection without saying so.
        self.table.rows.modelReset.connect(self._on_selection)
        self.reason = label(wrap=True)
        self.reason.setMinimumHeight(38)
        self.plan_button = QPushButton()
        self.plan_button.setProperty("primary", True)
        self.plan_button.setAutoDefault(False)
        self.plan_button.clicked.connect(self.make_planned)
        self.top.addWidget(self.weights)
        self.top.addWidget(self._weights_link)
        self._siting_link = link_button(self.siting_wanted.emit)
        self.top.addWidget(self._siting_link)
        self.top.addWidget(self.copy_button)
        bottom = FlowLayout()
        bottom.addWidget(self.plan_button)
        self.below = self.table
        self.body.addWidget(self.reason)
        self.body.addLayout(bottom)
        self.body.addWidget(self.note)
        self.copy_button.clicked.connect(self.table.copy)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._weights_link.setText(self.tr("Change weights…"))
        self._siting_link.setText(t("sitepage.action", self.session.lang))
        super().retranslate()

    # -- showing -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Compute and show."""
        session, lang = self.session, self.session.lang
        rules, project = session.rules, session.project
        is_listed = session.assessment is None or Family.SHELTER not in session.assessment.lacking
        self.ranked = rank_candidates(
            session.county, session.scenario, rules, project.settings.local, is_listed=is_listed
        )
        weights = (
            self.tr("{criterion} {weight}").format(
                criterion=t(f"candidate.criterion.{name}", lang), weight=f"{rules[weight_rule(name)]:g}"
            )
            for name in CRITERIA
        )
        self.weights.setText(self.tr("Weights: {list}").format(list=" · ".join(weights)))
        places = {one.facility.id: facility_place(one.facility) for one in self.ranked}
        short = [
            (one.facility.id, key)
            for one in self.ranked
            if one.is_excluded or one.is_unverified
            for key in ("hazard", "verdict")
        ]
        self.table.show_rows(self._columns(), list(places), places, short)
        if not self.table.hasFocus():
            self.table.select_keys(session.selection & set(places))
        is_today = session.scenario.is_today
        self.plan_button.setText(
            self.tr("Make planned in a new plan") if is_today else self.tr("Make planned")
        )
        self.note.setText(
            self.tr(
                "No shelter has the status Candidate: give one that status, or import a layer of candidates."
            )
            if not self.ranked
            else self.tr("Today counts existing facilities only, so a new plan is made for the chosen sites.")
            if is_today
            else ""
        )
        self.note.setVisible(bool(self.note.text()))
        self._on_selection()

    def _columns(self) -> list[Told]:
        lang, ranked = self.session.lang, self.ranked

        def of(name: str) -> list[Criterion]:
            return [one.criterion(name) for one in ranked]

        def criterion(name: str, texts: Sequence[str], unit: str = "") -> Told:
            title = t(f"candidate.criterion.{name}", lang)
            title = t("column.in_unit", lang, name=title, unit=unit) if unit else title
            is_left = name in ("layout", "kind")
            return numbers(name, title, (one.raw for one in of(name)), texts, is_left=is_left)

        nothing = t("verdict.nodata", lang)
        rules = self.session.rules
        area = [areas(one.facility, rules).effective_m2 for one in ranked]
        return [
            numbers(
                "rank",
                term("workbook.sites.rank"),
                (one.rank for one in ranked),
                (f"{one.rank}" for one in ranked),
            ),
            words("name", self.tr("Site"), (one.facility.name for one in ranked)),
            numbers(
                "total",
                term("workbook.sites.score"),
                (one.total for one in ranked),
                (f"{100 * one.total:.1f}" for one in ranked),
            ),
            words(
                "verdict",
                term("explain.head.verdict"),
                (t(f"candidate.state.{_state(one)}", lang) for one in ranked),
            ),
            criterion("people", [self.people(one.raw) for one in of("people")], t("unit.persons", lang)),
            words("township", term("sheet.township"), (one.township for one in ranked)),
            criterion("gap", [self.amount(one.raw, "") for one in of("gap")], t("unit.m2", lang)),
            criterion(
                "layout",
                [t(f"candidate.inside.{one.inside}", lang) if one.inside else nothing for one in ranked],
            ),
            criterion("road", [self.amount(one.raw, "") for one in of("road")], t("unit.m", lang)),
            criterion("hazard", [self._passed(one) for one in ranked]),
            criterion("kind", [t(f"choice.shelter_kind.{one.facility.kind}", lang) for one in ranked]),
            words(
                "class",
                term("field.shelter_class"),
                (t(f"choice.shelter_class.{one.facility.shelter_class}", lang) for one in ranked),
            ),
            numbers("area", self.tr("Effective area (m²)"), area, (self.people(value) for value in area)),
        ]

    def _passed(self, one: CandidateRank) -> str:
        asked = [
            check for check in one.checks if not (check.is_optional and check.verdict == Verdict.NO_DATA)
        ]
        passed = sum(check.verdict in (Verdict.PASS, Verdict.INFO) for check in asked)
        return self.tr("{passed} of {all}").format(passed=passed, all=len(asked))

    def _on_selection(self) -> None:
        chosen = self.chosen
        lang = self.session.lang
        if len(chosen) == 1:
            self.reason.setText(chosen[0].reason(lang))
        elif chosen:
            self.reason.setText(filled(self.tr("{count} {count:site|sites} chosen"), count=len(chosen)))
        else:
            self.reason.setText(
                self.tr("Choose a site to read why it stands where it does; Ctrl adds more.")
                if self.ranked
                else ""
            )
        self.plan_button.setEnabled(bool(chosen))

    # -- making planned ------------------------------------------------------------------------------------
    @property
    def chosen(self) -> list[CandidateRank]:
        """Selected sites, from top to bottom."""
        by_id = {one.facility.id: one for one in self.ranked}
        return [by_id[key] for key in self.table.selected_keys() if key in by_id]

    def make_planned(self) -> None:
        """Make the chosen sites planned, as one undo step: in the plan that is shown, or in a new one."""
        session = self.session
        planned: list[Facility] = [
            replace(one.facility, status=Status.PLANNED.value)
            for one in self.chosen
            if session.scenario.facilities.get(one.facility.id) == one.facility
        ]
        if not planned:
            return
        text = self.tr("Make candidates planned")
        if not session.scenario.is_today:
            session.put(planned, text)
            return
        project, plan_id = session.project, new_id()
        session.push(project.planned_edit(session.scenario.id, self._free_name(), planned, plan_id), text)
        project.activate(plan_id)

    def _free_name(self) -> str:
        taken = {scenario.title(self.session.lang) for scenario in self.session.project.scenarios}
        name = self.tr("Plan of candidates")
        number = 2
        while name in taken:
            name = self.tr("Plan of candidates {number}").format(number=number)
            number += 1
        return name


def _state(one: CandidateRank) -> str:
    return "excluded" if one.is_excluded else "unknown" if one.is_unverified else "good"
