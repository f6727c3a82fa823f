"""Findings: the figures of the scenario against the plan, live while a facility is dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.findings import Finding, Verdict
from models.formulas import formula_text
from models.layer import Role
from models.numbers import figure_text
from models.text import t
from ui.i18n import Retranslated
from ui.icons import icon
from ui.panels.findinglinks import FindingLinks
from ui.panels.findingrow import FindingRow
from ui.panels.parts import PanelHead, label
from ui.panels.typedvalue import TypedValue
from ui.session import Session
from ui.themes import current_theme

MAX_PLACES = 500
VISIBLE_PLACES = 7


class FindingDetails(QWidget):
    """How a finding was computed, from what, and where it falls short."""

    def __init__(
        self, session: Session, finding: Finding, words: Mapping[str, str], add_layers: Callable[[], object]
    ) -> None:
        super().__init__()
        self._session = session
        lang = session.lang
        figure = finding.figure
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 6, 14, 10)
        box.setSpacing(5)

        text = formula_text(figure, lang)
        if text:
            formula = label(wrap=True)
            formula.setText(text)
            formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(formula)
        if figure.is_estimated:
            note = label("muted", wrap=True)
            note.setText(words["estimated"])
            box.addWidget(note)
        if finding.source.text(lang):
            source = label("muted", wrap=True)
            source.setText(words["source"].format(source=finding.source.text(lang)))
            source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(source)
        if figure.missing:
            missing = label(wrap=True)
            names = words["list_separator"].join(t(f"missing.{item}", lang) for item in figure.missing)
            missing.setText(words["missing"].format(names=names))
            box.addWidget(missing)
            if set(figure.missing) & set(Role):
                button = QPushButton(icon("import"), words["add_layers"])
                button.clicked.connect(lambda: add_layers())
                box.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.typed: TypedValue | None = None
        if any(row.id == finding.id and row.is_typed for row in session.profile.rows):
            self.typed = TypedValue(session, finding)
            box.addWidget(self.typed)
        self.links = FindingLinks(session, finding)
        box.addWidget(self.links)
        self.places: QListWidget | None = None
        if figure.failing:
            heading = label("heading")
            heading.setText(words["failing"].format(count=len(figure.failing)))
            box.addWidget(heading)
            self.places = self._place_list(finding)
            box.addWidget(self.places)

    def _place_list(self, finding: Finding) -> QListWidget:
        places = QListWidget()
        places.setUniformItemSizes(True)
        lang = self._session.lang
        for place in finding.figure.failing[:MAX_PLACES]:
            text = place.name
            if place.value is not None:
                text = f"{place.name}    {figure_text(place.value, place.unit, lang)}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, place)
            places.addItem(item)
        rows = min(places.count(), VISIBLE_PLACES)
        places.setFixedHeight(rows * max(places.sizeHintForRow(0), 20) + 4)
        places.itemClicked.connect(self._show_place)
        places.itemActivated.connect(self._show_place)
        places.setAccessibleName(finding.name(lang))
        return places

    def _show_place(self, item: QListWidgetItem) -> None:
        self._session.show_place(item.data(Qt.ItemDataRole.UserRole))


class FindingsPanel(Retranslated, QWidget):
    """All findings of the scenario, with filters and the choice of plan.

    Signals
    -------
    add_layers_wanted
        The person wants to add the layers that are missing.
    target_wanted(str), rule_wanted(str), indicator_wanted(str)
        The person wants to see a target, a rule value, or the typed-in values from a row on.
    """

    add_layers_wanted = Signal()
    target_wanted = Signal(str)
    rule_wanted = Signal(str)
    indicator_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._rows: dict[str, FindingRow] = {}
        self._details: dict[str, FindingDetails] = {}
        self._headings: dict[str, QLabel] = {}
        self._shown_custom: object = None

        self.head = PanelHead()
        self.plan_box = QComboBox()
        self.plan_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.plan_box.activated.connect(self._choose_plan)
        self.head.add(self.plan_box)

        self._verdict_buttons: dict[Verdict, QToolButton] = {}
        filters = QHBoxLayout()
        filters.setContentsMargins(8, 0, 8, 5)
        filters.setSpacing(2)
        for verdict in (Verdict.FAIL, Verdict.PASS, Verdict.NO_DATA, Verdict.INFO):
            button = QToolButton()
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(13, 13))
            button.toggled.connect(self._apply_filter)
            self._verdict_buttons[verdict] = button
            filters.addWidget(button)
        filters.addStretch(1)
        self._family_box = QComboBox()
        self._family_box.currentIndexChanged.connect(self._apply_filter)
        filters.addWidget(self._family_box)
        self._filters = QWidget()
        self._filters.setLayout(filters)

        self._list = QWidget()
        self._list.setObjectName("panel")
        self._list.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list_box = QVBoxLayout(self._list)
        self._list_box.setContentsMargins(0, 0, 0, 0)
        self._list_box.setSpacing(0)
        self._list_box.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._list)

        self._empty = label("muted", wrap=True)
        self._empty.setContentsMargins(14, 14, 14, 6)
        self._empty_button = QPushButton()
        self._empty_button.clicked.connect(self.add_layers_wanted)
        self._empty_box = QWidget()
        empty_layout = QVBoxLayout(self._empty_box)
        empty_layout.setContentsMargins(0, 0, 14, 0)
        empty_layout.addWidget(self._empty)
        empty_layout.addWidget(self._empty_button, 0, Qt.AlignmentFlag.AlignRight)
        empty_layout.addStretch(1)

        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._filters)
        box.addWidget(self._scroll, 1)
        box.addWidget(self._empty_box, 1)

        session.assessed.connect(self.refresh)
        session.live.connect(self._on_live)
        session.project_replaced.connect(self._forget)
        self.retranslate()

    # -- language ------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.head.heading.setText(self.tr("Findings"))
        self.plan_box.setToolTip(self.tr("Plan that the county is held against"))
        self.plan_box.setAccessibleName(self.plan_box.toolTip())
        self._family_box.setAccessibleName(self.tr("Show findings of"))
        self._empty.setText(
            self.tr(
                "Nothing to hold against the plan yet. Add the county, its townships and villages with their "
                "population, then the facilities."
            )
        )
        self._empty_button.setText(self.tr("Add layers…"))
        self._fill_plans()
        self._forget()
        self.refresh()

    def _words(self) -> dict[str, str]:
        return {
            "source": self.tr("Source: {source}"),
            "missing": self.tr("Missing: {names}"),
            "failing": self.tr("Falls short ({count})"),
            "add_layers": self.tr("Add layers…"),
            "estimated": self.tr("Effective areas that are not stated were estimated from the gross area."),
            "list_separator": self.tr(", ", "between the items of a list"),
        }

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
        from models.plans import profile_ids, profile_of

        settings = self._session.project.settings
        for profile_id in (*profile_ids(), *settings.custom_profiles):
            self.plan_box.addItem(profile_of(settings, profile_id).names[self._session.lang], profile_id)

    def _fill_families(self) -> None:
        chosen = self._family_box.currentData()
        self._family_box.blockSignals(True)
        self._family_box.clear()
        self._family_box.addItem(self.tr("All"), "")
        for family in self._headings:
            self._family_box.addItem(t(f"finding_family.{family}", self._session.lang), family)
        self._family_box.setCurrentIndex(max(0, self._family_box.findData(chosen)))
        self._family_box.blockSignals(False)

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the session's findings."""
        findings = _by_family(self._session.findings if self._session.has_project else ())
        words = self.verdict_words()
        lang = self._session.lang
        if [finding.id for finding in findings] != list(self._rows):
            self._forget()
            for finding in findings:
                if finding.family not in self._headings:
                    self._add_heading(finding.family)
                self._add_row(finding, words[finding.verdict])
            self._fill_families()
        for finding in findings:
            row = self._rows[finding.id]
            changed = row.finding is not finding
            row.show_finding(finding, words[finding.verdict], lang)
            if changed and finding.id in self._details:
                self._fold_in(finding.id)
                self._fold_out(finding.id)
        counts = {verdict: sum(f.verdict == verdict for f in findings) for verdict in Verdict}
        theme = current_theme()
        icons = {"pass": "pass", "fail": "fail", "nodata": "nodata", "info": "bullet"}
        for verdict, button in self._verdict_buttons.items():
            button.setText(str(counts[verdict]))
            button.setIcon(icon(icons[verdict], theme.verdict(verdict)))
            button.setToolTip(self.tr("Show only: {word}").format(word=words[verdict]))
            button.setAccessibleName(f"{words[verdict]}: {counts[verdict]}")
            button.setVisible(counts[verdict] > 0 or button.isChecked())
        custom = self._session.project.settings.custom_profiles
        if self.plan_box.count() == 0 or custom is not self._shown_custom:
            self._shown_custom = custom
            self._fill_plans()
        self.plan_box.setCurrentIndex(self.plan_box.findData(self._session.project.settings.profile_id))
        project = self._session.project
        is_empty = not findings or not (project.layers or self._session.scenario.facilities)
        self._filters.setVisible(not is_empty)
        self._scroll.setVisible(not is_empty)
        self._empty_box.setVisible(is_empty)
        self._apply_filter()

    def row(self, finding_id: str) -> FindingRow:
        """Row of a finding."""
        return self._rows[finding_id]

    def _add_heading(self, family: str) -> None:
        heading = label("muted")
        heading.setText(t(f"finding_family.{family}", self._session.lang))
        heading.setContentsMargins(14, 9, 14, 2)
        self._headings[family] = heading
        self._list_box.insertWidget(self._list_box.count() - 1, heading)

    def _add_row(self, finding: Finding, word: str) -> None:
        row = FindingRow(finding, word, self._session.lang)
        row.toggled.connect(lambda key=finding.id: self.toggle(key))
        row.moved.connect(lambda step, key=finding.id: self._move_focus(key, step))
        self._rows[finding.id] = row
        self._list_box.insertWidget(self._list_box.count() - 1, row)

    def _forget(self) -> None:
        for widget in (*self._details.values(), *self._rows.values(), *self._headings.values()):
            self._list_box.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows.clear()
        self._details.clear()
        self._headings.clear()

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
        row = self._rows[finding_id]
        details = FindingDetails(self._session, row.finding, self._words(), self.add_layers_wanted.emit)
        details.links.target_wanted.connect(self.target_wanted)
        details.links.rule_wanted.connect(self.rule_wanted)
        details.links.indicator_wanted.connect(self.indicator_wanted)
        self._details[finding_id] = details
        self._list_box.insertWidget(self._list_box.indexOf(row) + 1, details)
        row.set_open(True)

    def _fold_in(self, finding_id: str) -> None:
        details = self._details.pop(finding_id)
        self._list_box.removeWidget(details)
        details.hide()
        details.deleteLater()
        self._rows[finding_id].set_open(False)

    def _move_focus(self, finding_id: str, step: int) -> None:
        visible = [key for key, row in self._rows.items() if row.isVisible()]
        position = visible.index(finding_id) + step
        if 0 <= position < len(visible):
            row = self._rows[visible[position]]
            row.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(row)

    # -- filter --------------------------------------------------------------------------------------------
    def _apply_filter(self) -> None:
        wanted = {verdict for verdict, button in self._verdict_buttons.items() if button.isChecked()}
        family = self._family_box.currentData() or ""
        shown_families = set()
        for key, row in self._rows.items():
            finding = row.finding
            shown = (not wanted or finding.verdict in wanted) and family in ("", finding.family)
            row.setVisible(shown)
            if shown:
                shown_families.add(finding.family)
            if key in self._details:
                self._details[key].setVisible(shown)
        for name, heading in self._headings.items():
            heading.setVisible(name in shown_families)

    # -- live ----------------------------------------------------------------------------------------------
    def _on_live(self, step: object) -> None:
        words = self.verdict_words()
        if step is None:
            for row in self._rows.values():
                row.show_live(row.finding, None, words[row.finding.verdict])
            return
        deltas = self._session.live_step.deltas if self._session.live_step else {}
        for finding in self._session.findings_while_dragging():
            row = self._rows.get(finding.id)
            if row is not None:
                row.show_live(finding, deltas.get(finding.figure.id), words[finding.verdict])

    # -- plan ----------------------------------------------------------------------------------------------
    def _choose_plan(self) -> None:
        profile_id = self.plan_box.currentData()
        if profile_id and profile_id != self._session.project.settings.profile_id:
            edit = self._session.project.settings_edit(profile_id=profile_id)
            self._session.push(edit, self.tr("Choose plan"))


def _by_family(findings: Iterable[Finding]) -> list[Finding]:
    """Findings grouped by family, families and rows in the plan's order."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.family, []).append(finding)
    return [finding for group in groups.values() for finding in group]
