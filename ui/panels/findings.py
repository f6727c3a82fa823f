"""Findings: the figures of the scenario against the plan, live while a facility is dragged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.assessment.compare import CoursePoint, courses
from models.assessment.units import coverage_of
from models.findings.findings import Finding, Place, Verdict
from models.findings.standing import ranked, score_text
from models.kernel.text import t
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.panels.findingcopy import copy_table, copy_working
from ui.panels.findingdetails import FindingDetails
from ui.panels.findingfilter import WHOLE_COUNTY, FindingFilter
from ui.panels.findingmenu import row_menu
from ui.panels.findingrow import FindingRow, change_of
from ui.panels.findingsections import FOLDED, NothingYet, SectionHead
from ui.panels.findingtownship import TownshipFigures
from ui.panels.findingtrend import course_lines, is_worth_showing
from ui.panels.pinned import PinnedFigures
from ui.widgets.behind import behind_mark
from ui.widgets.foldout import FoldOut
from ui.widgets.parts import PanelHead, label
from ui.widgets.quiet import QuietBox

DETAILS_SHARE = 0.6
"""Details take at most this share of the list's height, and scroll in themselves: the list stays in sight."""
_COPY, _ALL = QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll


class FindingsPanel(Retranslated, QWidget):
    """All findings of the scenario, with filters and the choice of plan.

    Parameters
    ----------
    results
        Findings of the other scenarios, for the small line of each row; without it rows have none.

    Signals
    -------
    add_layers_wanted
        The person wants to add the layers that are missing.
    repair_wanted(Repair)
        The person wants to do something else about missing data.
    coverage_wanted(str)
        The person looks at a figure about reach: the map may show it.
    target_wanted(str), rule_wanted(str), indicator_wanted(str)
        The person wants to see a target, a rule value, or the typed-in values from a row on.
    """

    add_layers_wanted = Signal()
    repair_wanted = Signal(object)
    target_wanted = Signal(str)
    rule_wanted = Signal(str)
    indicator_wanted = Signal(str)
    coverage_wanted = Signal(str)

    def __init__(
        self, session: Session, results: ScenarioFindings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._results = results
        self._findings: dict[str, Finding] = {}
        self._words: dict[Verdict, str] = {}
        # Made when they are first shown: most stand in sections that are folded in, and often stay so.
        self._rows: dict[str, FindingRow] = {}
        self._details: dict[str, FindingDetails] = {}
        self._folds: dict[str, FoldOut] = {}
        self._headings: dict[str, SectionHead] = {}
        self._courses: dict[str, tuple[CoursePoint, ...]] = {}
        self._there: dict[str, tuple[Place, ...]] | None = None
        self._group_of: dict[str, str] = {}
        self._anchor = ""
        self._shown_custom: object = None

        self.head = PanelHead(parent)
        self.plan_box = QuietBox()
        self.plan_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.plan_box.activated.connect(self._choose_plan)
        self.head.add(self.plan_box)
        self.pinned = PinnedFigures(session)
        self.pinned.wanted.connect(self.show_row)

        self.filter = FindingFilter(session)
        self.filter.changed.connect(self._on_filter)
        self.filter.year_chosen.connect(self._choose_year)
        self.head.add(self.filter.years)

        self.township: TownshipFigures | None = None
        self._is_township_open = True
        self._folded = set(FOLDED)
        self._list = QWidget()
        self._list.setObjectName("panel")
        self._list.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list_box = QVBoxLayout(self._list)
        self._list_box.setContentsMargins(0, 0, 0, 0)
        self._list_box.setSpacing(0)
        self._nothing = label("muted", wrap=True)
        self._nothing.setContentsMargins(14, 10, 14, 6)
        self._list_box.addWidget(self._nothing)
        self._list_box.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._list)

        self._empty_box = NothingYet()
        self._empty_box.button.clicked.connect(self.add_layers_wanted)

        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.pinned)
        box.addWidget(self.filter)
        box.addWidget(self._scroll, 1)
        box.addWidget(self._empty_box, 1)

        session.assessed.connect(self.refresh)
        session.live.connect(self._on_live)
        session.project_replaced.connect(self._forget)
        session.behind_changed.connect(self._on_behind)
        if results is not None:
            results.updated.connect(self._refresh_courses)
        self.retranslate()

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.head.heading.setText(term("workbook.cover.plan"))
        self.plan_box.setToolTip(self.tr("Plan that the county is held against"))
        self.plan_box.setAccessibleName(self.plan_box.toolTip())
        self._nothing.setText(self.tr("No row is like that."))
        self._empty_box.retranslate()
        self._fill_plans()
        self._forget()
        self.refresh()

    def verdict_words(self) -> dict[Verdict, str]:
        """Return the short word of each verdict."""
        lang = self._session.lang
        words = {verdict: t(f"verdict.{verdict}", lang) for verdict in Verdict}
        words[Verdict.INFO] = self.tr("Info", "short word for a figure without a target")
        return words

    def _fill_plans(self) -> None:
        self.plan_box.clear()
        if not self._session.has_project:
            return  # nothing to choose for, and reading the plans takes time that the first window has not
        from models.plans.plans import profile_ids, profile_of

        settings = self._session.project.settings
        for profile_id in (*profile_ids(), *settings.custom_profiles):
            self.plan_box.addItem(profile_of(settings, profile_id).names[self._session.lang], profile_id)

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the session's findings."""
        session = self._session
        groups = ranked(session.findings if session.has_project else ())
        findings = [finding for group in groups.values() for finding in group]
        group_of = {finding.id: name for name, group in groups.items() for finding in group}
        words, lang = self.verdict_words(), session.lang
        self._words, self._findings = words, {finding.id: finding for finding in findings}
        if list(group_of.items()) != list(self._group_of.items()):
            self._rebuild(groups)
        self.head.heading.setToolTip(score_text(findings, lang))
        for name, group in groups.items():
            self._headings[name].show_count(group, lang)
        changed = {key for key, row in self._rows.items() if row.finding is not self._findings[key]}
        for key, row in self._rows.items():
            row.show_finding(self._findings[key], words[self._findings[key].verdict], lang)
        self._offer_filters()
        custom = session.project.settings.custom_profiles
        if self.plan_box.count() == 0 or custom is not self._shown_custom:
            self._shown_custom = custom
            self._fill_plans()
        self.plan_box.setCurrentIndex(self.plan_box.findData(session.project.settings.profile_id))
        is_empty = not (findings or session.is_behind) or not (
            session.project.layers or session.scenario.facilities
        )
        self.filter.setVisible(not is_empty)
        self._scroll.setVisible(not is_empty)
        self._empty_box.setVisible(is_empty)
        self._refresh_courses()
        self._on_filter()
        for finding_id in changed & self._details.keys():
            self._fold_in(finding_id)
            self._fold_out(finding_id)
        self._show_details()

    def _offer_filters(self) -> None:
        session = self._session
        self.filter.offer_families(list(dict.fromkeys(one.family for one in self._findings.values())))
        county = session.assessment.county if session.has_project and session.assessment else None
        places = county.places if county is not None and county.has_several_places else None
        self.filter.offer_townships([str(name) for name in places.names] if places is not None else [])
        years = session.profile.milestone_years if session.has_project else ()
        self.filter.offer_years(years, session.project.settings.target_year)

    def row(self, finding_id: str) -> FindingRow:
        """Row of a finding."""
        if finding_id not in self._rows:
            self._make_row(finding_id)
        return self._rows[finding_id]

    def _in_order(self) -> list[tuple[str, FindingRow]]:
        """The rows that were made, from above."""
        return [(key, self._rows[key]) for key in self._findings if key in self._rows]

    def _rebuild(self, groups: Mapping[str, Sequence[Finding]]) -> None:
        """Put the rows in another order; those that there were stay, with their details and the keyboard."""
        kept, self._rows = self._rows, {}
        open_ids, anchor = tuple(self._details), self._anchor
        focused = next((key for key, row in kept.items() if row.hasFocus()), None)
        for key in open_ids:
            self._fold_in(key, kept[key])
        for heading in self._headings.values():
            self._drop(heading)
        self._headings.clear()
        self._group_of = {finding.id: name for name, group in groups.items() for finding in group}
        for key in [key for key in kept if key not in self._group_of]:
            self._drop(kept.pop(key))
        for row in kept.values():
            self._list_box.removeWidget(row)
        for name, group in groups.items():
            self._add_heading(name)
            for finding in group:
                if finding.id in kept:
                    self._rows[finding.id] = kept[finding.id]
                    self._list_box.insertWidget(self._list_box.count() - 1, kept[finding.id])
        for key in open_ids:
            if key in self._rows:
                self._fold_out(key)
        self._anchor = anchor if anchor in self._rows else ""
        if focused in self._rows:
            self._rows[focused].setFocus()

    def _add_heading(self, group: str) -> None:
        heading = self._headings[group] = SectionHead(group, is_open=group not in self._folded)
        heading.toggled.connect(lambda is_open: self.show_section(group, is_open))
        self._list_box.insertWidget(self._list_box.count() - 1, heading)

    def show_section(self, group: str, is_open: bool) -> None:
        """Show or hide the rows of a section."""
        (self._folded.discard if is_open else self._folded.add)(group)
        heading = self._headings.get(group)
        if heading is not None:
            heading.set_open(is_open)
        self._on_filter()

    def show_row(self, finding_id: str) -> None:
        """Bring a row into sight, with its details, whatever was filtered or folded in before."""
        if finding_id not in self._findings:
            return
        row = self.row(finding_id)
        if row.isHidden():
            self.filter.clear()
            self.show_section(self._group_of[finding_id], True)
        if finding_id not in self._details:
            self._fold_out(finding_id)
        self._settle()
        at = row.mapTo(self._list, QPoint(0, 0)).y()
        self._scroll.verticalScrollBar().setValue(at)
        row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_row(self, key: str) -> None:
        """Make a row, hidden for the time being, where it belongs in its section."""
        finding = self._findings[key]
        row = FindingRow(finding, self._words[finding.verdict], self._session.lang)
        row.hide()
        row.toggled.connect(lambda: self._on_click(key))
        row.moved.connect(lambda step: self._move_focus(key, step))
        row.picked.connect(lambda is_range: self._pick(key, is_range=is_range))
        row.menu_wanted.connect(lambda at: self._show_menu(key, at))
        row.worst_wanted.connect(lambda: self.show_worst(key))
        row.show_course(self._courses.get(key, ()), self._course_lines(finding))
        if self._there is not None:
            row.show_worst(self._worst_place(finding))
        before = self._before(key)
        fold = self._folds.get(before.finding.id) if isinstance(before, FindingRow) else None
        self._list_box.insertWidget(self._list_box.indexOf(fold or before) + 1, row)
        self.setTabOrder(before, row)
        self._rows[key] = row

    def _before(self, key: str) -> QWidget:
        """What stands before a row: the nearest that was made of its section, or the heading."""
        before: QWidget = self._headings[self._group_of[key]]
        for other in self._findings:
            if other == key:
                break
            if self._group_of[other] == self._group_of[key]:
                before = self._rows.get(other, before)
        return before

    def _on_behind(self) -> None:
        """A county whose first figures are still being computed is not one without any."""
        if not self._session.findings:
            self.refresh()

    def _forget(self) -> None:
        for widget in (*self._folds.values(), *self._rows.values(), *self._headings.values()):
            self._drop(widget)
        self._rows.clear()
        self._findings.clear()
        self._details.clear()
        self._folds.clear()
        self._group_of = {}
        self._headings.clear()
        self._anchor = ""
        self._there = None

    def _drop(self, widget: QWidget) -> None:
        self._list_box.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    # -- details -------------------------------------------------------------------------------------------
    def _on_click(self, finding_id: str) -> None:
        self._select(())
        self._anchor = finding_id
        self.toggle(finding_id)

    def toggle(self, finding_id: str) -> None:
        """Fold the details of a finding out or in."""
        if finding_id in self._details:
            self._fold_in(finding_id)
        else:
            self._fold_out(finding_id)

    def details(self, finding_id: str) -> FindingDetails | None:
        """Details of a finding if they are folded out."""
        return self._details.get(finding_id)

    def _fold_out(self, finding_id: str) -> None:
        row = self.row(finding_id)
        if (coverage := coverage_of(row.finding.figure.id)) is not None:
            self.coverage_wanted.emit(coverage)
        places = self.places_of(row.finding)
        details = FindingDetails(self._session, row.finding, places, self._course_lines(row.finding))
        details.links.target_wanted.connect(self.target_wanted)
        details.links.rule_wanted.connect(self.rule_wanted)
        details.links.indicator_wanted.connect(self.indicator_wanted)
        details.repair_wanted.connect(self.repair_wanted)
        self._details[finding_id] = details
        fold = self._folds[finding_id] = FoldOut(details, self._scroll, DETAILS_SHARE)
        self._list_box.insertWidget(self._list_box.indexOf(row) + 1, fold)
        row.set_open(True)

    def _fold_in(self, finding_id: str, row: FindingRow | None = None) -> None:
        del self._details[finding_id]
        self._drop(self._folds.pop(finding_id))
        (row or self._rows[finding_id]).set_open(False)

    def _settle(self) -> None:
        """Let the list take its heights now, so that a row can be scrolled to."""
        for fold in self._folds.values():
            fold.fit()
        self._list_box.activate()
        self._list.adjustSize()

    def show_worst(self, finding_id: str) -> None:
        """Go to the worst place of a row."""
        place = self.row(finding_id).worst
        if place is not None:
            self._session.show_place(place)

    @property
    def has_details(self) -> bool:
        """Whether details of any row are folded out."""
        return bool(self._details)

    def fold_all_in(self) -> None:
        """Fold all details in."""
        for finding_id in tuple(self._details):
            self._fold_in(finding_id)

    # -- between scenarios ---------------------------------------------------------------------------------
    def _refresh_courses(self) -> None:
        """Show how each figure runs through the scenarios, as far as they are known."""
        session = self._session
        known = self._results.ordered() if self._results is not None and session.has_project else {}
        is_whole = len(known) == len(session.project.scenarios) > 1
        self._courses = courses(known) if is_whole else {}
        for finding_id, row in self._rows.items():
            row.show_course(self._courses.get(finding_id, ()), self._course_lines(row.finding))
        for finding_id, details in self._details.items():
            details.show_course(self._course_lines(self._rows[finding_id].finding))

    def _course_lines(self, finding: Finding) -> list[str]:
        points, session = self._courses.get(finding.id, ()), self._session
        if not is_worth_showing(points):
            return []
        titles = [session.project.scenario(point.scenario_id).title(session.lang) for point in points]
        return course_lines(finding, points, titles, session.lang)

    # -- filter --------------------------------------------------------------------------------------------
    def _on_filter(self) -> None:
        """Show the rows that are wanted; of a township also its own figures."""
        before = self._there
        self._show_township()
        alike = [finding for finding in self._findings.values() if self._is_wanted(finding)]
        self.filter.count(alike, self.verdict_words())
        found = {finding.id for finding in alike if self.filter.has_verdict(finding)}
        groups = {self._group_of[key] for key in found}
        folded = set() if self.filter.is_narrowed else self._folded
        shown = {key for key in found if self._group_of[key] not in folded}
        for key in self._findings:
            if key in shown:
                self.row(key)
        for key, row in self._rows.items():
            row.setVisible(key in shown)
            if self._there is not None or before is not None:
                row.show_worst(self._worst_place(row.finding))
        for name, heading in self._headings.items():
            heading.setVisible(name in groups)
        self._nothing.setVisible(not found and bool(self._findings))
        if (before or {}) != (self._there or {}):
            for key in tuple(self._details):
                self._fold_in(key)
                self._fold_out(key)
        self._show_details()
        self._select(key for key in self.selected_ids if key in shown)

    def _worst_place(self, finding: Finding) -> Place | None:
        """Of the places that the list is about the one that is worst off."""
        return next(iter(self.places_of(finding)), None)

    def places_of(self, finding: Finding) -> tuple[Place, ...]:
        """Places that fall short in a finding, of those that the list is about, the worst first."""
        return finding.figure.failing if self._there is None else self._there.get(finding.id, ())

    def _show_details(self) -> None:
        for key, fold in self._folds.items():
            fold.setVisible(not self._rows[key].isHidden())

    def _is_wanted(self, finding: Finding) -> bool:
        is_there = self._there is None or finding.id in self._there
        return is_there and self.filter.lets_through(finding)

    def _show_township(self) -> None:
        """Look up which rows have places in the chosen township, and show its own figures."""
        if self.township is not None:
            self._is_township_open = self.township.section.is_open
            self._drop(self.township)
            self.township = None
        index, session = self.filter.township, self._session
        self._there = None
        if index == WHOLE_COUNTY or session.assessment is None:
            return
        from models.plans.localfindings import failing_there, found_there

        findings = list(self._findings.values())
        found = found_there(session.assessment, findings, index)
        self._there = {
            finding.id: failing_there(session.assessment, finding, index)
            for finding in findings
            if finding.id in found
        }
        self.township = TownshipFigures(session, index, is_open=self._is_township_open)
        self._list_box.insertWidget(0, self.township)

    # -- selection and keyboard ----------------------------------------------------------------------------
    @property
    def selected_ids(self) -> tuple[str, ...]:
        """Rows that are marked for copying, from above."""
        return tuple(key for key, row in self._in_order() if row.is_selected)

    @property
    def shown_findings(self) -> tuple[Finding, ...]:
        """Findings whose rows are shown, from above."""
        return tuple(row.finding for _, row in self._in_order() if not row.isHidden())

    def _select(self, ids: Iterable[str]) -> None:
        wanted = set(ids)
        for key, row in self._rows.items():
            row.set_selected(key in wanted)

    def _pick(self, finding_id: str, *, is_range: bool) -> None:
        order = [key for key, row in self._in_order() if not row.isHidden()]
        if finding_id not in order:
            return
        if is_range and self._anchor in order:
            ends = sorted((order.index(self._anchor), order.index(finding_id)))
            self._select(order[ends[0] : ends[1] + 1])
            return
        self._anchor = finding_id
        self._select({*self.selected_ids} ^ {finding_id})

    def _move_focus(self, finding_id: str, step: int) -> None:
        # The row itself may be hidden or gone by now: a key that was pressed before comes after.
        keys = [key for key, _ in self._in_order()]
        at = keys.index(finding_id) if finding_id in self._rows else len(keys)
        rows = [row for _, row in self._in_order()]
        ahead = rows[at + 1 :] if step > 0 else rows[:at][::-1]
        row = next((row for row in ahead if row.isVisible()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(row)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window, where they are about facilities."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(key) for key in (_COPY, _ALL))
        ):
            event.accept()
            return True
        return super().event(event)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_COPY):
            self.copy_selected()
        elif event.matches(_ALL):
            self._select(finding.id for finding in self.shown_findings)
        elif event.key() == Qt.Key.Key_Escape and self.selected_ids:
            self._select(())
        else:
            super().keyPressEvent(event)

    # -- clipboard -----------------------------------------------------------------------------------------
    def copy_selected(self) -> None:
        """Copy the selected rows as a table; without a selection the row that has the keyboard."""
        chosen = [self._rows[key].finding for key in self.selected_ids]
        if not chosen:
            chosen = [row.finding for row in self._rows.values() if row.hasFocus()]
        if chosen:
            copy_table(chosen, self._session.lang, behind_mark(self._session))

    def copy_all(self) -> None:
        """Copy all rows that are shown as a table."""
        copy_table(self.shown_findings, self._session.lang, behind_mark(self._session))

    def copy_working(self, finding_id: str) -> None:
        """Copy everything about one finding as lines."""
        session = self._session
        copy_working(self._findings[finding_id], session.rules, session.lang, behind_mark(session))

    def _show_menu(self, finding_id: str, at: QPoint) -> None:
        menu = self.menu_of(finding_id)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu_of(self, finding_id: str) -> QMenu:
        """What can be done with a row, and with those selected with it."""
        if not self.row(finding_id).is_selected:
            self._select((finding_id,))
            self._anchor = finding_id
        return row_menu(self, self._session, finding_id)

    # -- live ----------------------------------------------------------------------------------------------
    def _on_live(self, step: object) -> None:
        words = self.verdict_words()
        if step is None:
            for row in self._rows.values():
                row.show_live(row.finding, None, words[row.finding.verdict])
            return
        deltas = self._session.live_step.deltas if self._session.live_step else {}
        for finding in self._session.findings_while_dragging():
            shown = self._rows.get(finding.id)
            if shown is not None:
                delta = change_of(shown.finding, finding, deltas)
                shown.show_live(finding, delta, words[finding.verdict])

    # -- plan ----------------------------------------------------------------------------------------------
    def _choose_plan(self) -> None:
        profile_id = self.plan_box.currentData()
        if profile_id and profile_id != self._session.project.settings.profile_id:
            edit = self._session.project.settings_edit(profile_id=profile_id)
            self._session.push(edit, self.tr("Choose plan"))

    def _choose_year(self, year: int) -> None:
        project = self._session.project
        if (year or None) != project.settings.target_year:
            edit = project.settings_edit(target_year=year or None)
            self._session.push(edit, self.tr("Choose the year of the targets"))
