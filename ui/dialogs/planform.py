"""One row of the plan: its target and year, editable in a county's own copy; also the form for a new row."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import FieldSpec
from models.findings.findings import OPERATORS, Figure, Finding, Target
from models.findings.formulas import figure_name
from models.findings.numbers import OPERATOR_SIGNS, exact, figure_parts, figure_text, target_text
from models.kernel.text import t
from models.plans.planrows import Profile, Row
from models.plans.plans import load_profile, verdict_on
from models.project.settings import CustomProfile, OwnTarget
from ui.core.i18n import Retranslated, term
from ui.core.icons import VERDICT_ICONS, icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.dialogs.planedits import PlanEdits
from ui.dialogs.ruleform import shown_number, stored_number
from ui.dialogs.ruletable import family_of
from ui.widgets.editors import FieldValueError, parse_field
from ui.widgets.parts import label, line
from ui.widgets.quiet import QuietBox

FIGURE_LIST_WIDTH_PX = 420
YEARS_BETWEEN = 5
"""Plans are made for five years: the next milestone is proposed so many years after the last."""
_VALUE = FieldSpec("value", "number")
_YEAR = FieldSpec("year", "integer", minimum=1949)


class PlanForm(Retranslated, QWidget):
    """Target and year of one row.

    Signals
    -------
    added(str)
        A row was added; its id.
    left
        The person does not want to add a row after all.
    """

    added = Signal(str)
    left = Signal()

    def __init__(self, session: Session, edits: PlanEdits) -> None:
        super().__init__()
        self._session = session
        self._edits = edits
        self.row_id = ""
        self.is_new = False
        self._is_new_year = False
        self._shown: object = None
        self._heading = label("heading", wrap=True)
        self._now, self._source, self._original = (
            label(wrap=True),
            label("muted", wrap=True),
            label(wrap=True),
        )
        self._hint = label("muted", wrap=True)
        self.figure = QuietBox()
        self.figure.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figure.setMaxVisibleItems(20)
        self.figure.view().setMinimumWidth(FIGURE_LIST_WIDTH_PX)
        self.figure.activated.connect(lambda _: self._show_figure())
        self.name, self.value, self.year = QLineEdit(), QLineEdit(), QLineEdit()
        self.operator = QuietBox()
        for operator in OPERATORS:
            self.operator.addItem(OPERATOR_SIGNS[operator], operator)
        self._unit = label("muted")
        target = QHBoxLayout()
        target.addWidget(self.operator)
        target.addWidget(self.value, 1)
        target.addWidget(self._unit)
        self._form = QFormLayout()
        self._form.setSpacing(7)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._labels = [QLabel() for _ in range(4)]
        editors: tuple[QWidget | QHBoxLayout, ...] = (self.figure, self.name, target, self.year)
        for name, editor in zip(self._labels, editors, strict=True):
            self._form.addRow(name, editor)
        self.years = QListWidget()
        self.years.setUniformItemSizes(True)
        self.years.currentRowChanged.connect(self._on_year)
        self.add_year_button, self.remove_year_button = QPushButton(), QPushButton()
        of_years = QHBoxLayout()
        of_years.addWidget(self.add_year_button)
        of_years.addWidget(self.remove_year_button)
        of_years.addStretch(1)
        self.complaint = label("error", wrap=True)
        self.complaint.hide()
        self.apply_button, self.reset_button = QPushButton(), QPushButton()
        self.apply_button.setProperty("primary", True)
        for button, run in (
            (self.apply_button, self.apply),
            (self.reset_button, self.reset),
            (self.add_year_button, self.start_year),
            (self.remove_year_button, self.remove_year),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
        for editor in (self.name, self.value, self.year):
            editor.returnPressed.connect(self.apply)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.reset_button)
        buttons.addWidget(self.apply_button)
        self._editing = QWidget()
        editing = QVBoxLayout(self._editing)
        editing.setContentsMargins(0, 0, 0, 0)
        editing.setSpacing(7)
        editing.addWidget(line())
        editing.addWidget(self.years)
        editing.addLayout(of_years)
        editing.addLayout(self._form)
        editing.addWidget(self.complaint)
        editing.addLayout(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(7)
        for widget in (self._heading, self._now, self._original, self._source, self._hint, self._editing):
            box.addWidget(widget)
        box.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        words = (
            term("report.head.finding"),
            term("field.name"),
            term("explain.head.target"),
            term("explain.head.year"),
        )
        for name, editor, text in zip(
            self._labels, (self.figure, self.name, self.value, self.year), words, strict=True
        ):
            name.setText(text)
            editor.setAccessibleName(text)
        self.operator.setAccessibleName(self.tr("Direction of the target"))
        self.years.setAccessibleName(self.tr("Targets by year"))
        self.add_year_button.setText(self.tr("Add a year"))
        self.remove_year_button.setText(self.tr("Remove this year"))
        self._shown = None
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def show_row(self, row_id: str) -> None:
        """Show a row of the plan."""
        self.row_id, self.is_new, self._is_new_year, self._shown = row_id, False, False, None
        self.years.setCurrentRow(-1)
        self.complaint.hide()
        self.refresh()

    def start_new(self) -> None:
        """Ask for a new row."""
        self.is_new, self._is_new_year, self._shown = True, False, None
        self.complaint.hide()
        for editor in (self.name, self.value, self.year):
            editor.clear()
        self.operator.setCurrentIndex(0)
        self.refresh()
        self._show_figure()
        self.figure.setFocus()

    def refresh(self) -> None:
        """Show the row as the project has it now, without touching what is being typed."""
        finding = self._finding()
        is_own = self._edits.custom is not None
        for widget in (self._now, self._original, self._source):
            widget.setVisible(finding is not None and not self.is_new)
        self._editing.setVisible(is_own and (self.is_new or finding is not None))
        self._form.setRowVisible(self.figure, self.is_new)
        self._form.setRowVisible(self.name, self.is_new)
        self._hint.setVisible(not is_own or (finding is None and not self.is_new))
        self._hint.setText(
            self.tr("Choose a row to see its target, or to change it.")
            if is_own
            else self.tr("This plan came with the program. Copy it to change targets and years.")
        )
        self._heading.setVisible(self.is_new or finding is not None)
        self.apply_button.setText(self.tr("Add") if self.is_new or self._is_new_year else self.tr("Apply"))
        targets = self.targets(finding) if is_own and finding is not None and not self.is_new else ()
        self.years.setVisible(len(targets) > 1)
        self.add_year_button.setVisible(bool(targets))
        self.remove_year_button.setVisible(len(targets) > 1)
        self.add_year_button.setEnabled(not self._is_new_year)
        self.remove_year_button.setEnabled(not self._is_new_year)
        if self.is_new:
            self._heading.setText(self.tr("A target of your own"))
            self.reset_button.setText(self.tr("Cancel"))
            self.reset_button.setEnabled(True)
            if self._shown != "new":
                self._shown = "new"
                self._fill_figures()
        elif finding is not None:
            self._show_finding(finding)

    def _finding(self) -> Finding | None:
        return next((found for found in self._session.findings if found.id == self.row_id), None)

    def _show_finding(self, finding: Finding) -> None:
        lang, unit = self._session.lang, finding.figure.unit
        self._heading.setText(finding.name(lang))
        now = figure_text(finding.figure.value, unit, lang, target=finding.target)
        self._now.setText(self.tr("Now: {figure}").format(figure=now))
        self._source.setText(finding.source.text(lang))
        self._unit.setText(figure_parts(0.0, unit, lang, full=True)[1])
        custom = self._edits.custom
        is_added = custom is not None and any(row.id == finding.id for row in custom.rows)
        is_changed = custom is not None and finding.id in custom.targets
        self._original.setVisible(is_changed)
        if custom is not None and is_changed:
            self._original.setText(
                self.tr("Target of the plan: {target}").format(target=self._plan_target(custom, finding))
            )
        self.reset_button.setText(self.tr("Remove row") if is_added else self.tr("Back to the plan"))
        self.reset_button.setEnabled(is_added or is_changed or self._is_new_year)
        if self._is_new_year:
            self.reset_button.setText(self.tr("Cancel"))
        targets = self.targets(finding)
        shown = (finding.id, targets, finding.figure.value, lang)
        if shown != self._shown:
            self._shown = shown
            self._fill_years(finding, targets)

    def targets(self, finding: Finding) -> tuple[OwnTarget, ...]:
        """All targets of a row by year: the county's own, else the plan's as it stands."""
        row = _row(self._session.profile, finding.id)
        found = []
        for one in row.targets if row is not None else ():
            asked = one.resolve(self._session.rules)
            found.append(OwnTarget(asked.operator, asked.value, one.year))
        return tuple(found)

    def _fill_years(self, finding: Finding, targets: tuple[OwnTarget, ...]) -> None:
        lang, unit, theme = self._session.lang, finding.figure.unit, current_theme()
        wanted = self.years.currentRow()
        in_force = [one.year for one in targets].index(finding.year) if targets else -1
        self.years.blockSignals(True)
        self.years.clear()
        for position, one in enumerate(targets):
            asked = Target(one.operator, one.value)
            text = target_text(asked, unit, lang)
            if one.year:
                text = term("explain.by_year", target=text, year=one.year)
            if position == in_force:
                text = self.tr("{target}, in force").format(target=text)
            verdict = verdict_on(finding.figure.value, asked)
            item = QListWidgetItem(icon(VERDICT_ICONS[verdict], theme.verdict(verdict)), text)
            item.setToolTip(t(f"verdict.{verdict}", lang))
            self.years.addItem(item)
        height = max(self.years.sizeHintForRow(0), 20)
        self.years.setFixedHeight(height * max(1, min(len(targets), 5)) + 4)
        self.years.setCurrentRow(wanted if 0 <= wanted < len(targets) else in_force)
        self.years.blockSignals(False)
        self._on_year()

    def _on_year(self) -> None:
        """Put the target that is chosen in the list into the fields."""
        finding = self._finding()
        if finding is None or self.is_new:
            return
        targets, position = self.targets(finding), self.years.currentRow()
        chosen = targets[position] if 0 <= position < len(targets) else None
        unit = finding.figure.unit
        self.value.setText(exact(shown_number(chosen.value, unit)) if chosen else "")
        self.operator.setCurrentIndex(self.operator.findData(chosen.operator if chosen else ">="))
        self.year.setText(str(chosen.year) if chosen and chosen.year else "")
        if self._is_new_year:
            self._is_new_year = False
            self.refresh()

    def start_year(self) -> None:
        """Ask for one more year of the row."""
        finding = self._finding()
        if finding is None:
            return
        self._is_new_year = True
        years = [one.year for one in self.targets(finding) if one.year]
        self.year.setText(str(max(years) + YEARS_BETWEEN) if years else "")
        self.refresh()
        self.value.setFocus()
        self.value.selectAll()

    def remove_year(self) -> None:
        """Take the chosen target away; the last one stays."""
        finding = self._finding()
        position = self.years.currentRow()
        targets = self.targets(finding) if finding is not None else ()
        if finding is None or len(targets) < 2 or not 0 <= position < len(targets):
            return
        kept = (*targets[:position], *targets[position + 1 :])
        self._edits.set_targets(finding.id, kept, self.tr("Remove a year's target"))

    def _plan_target(self, custom: CustomProfile, finding: Finding) -> str:
        lang = self._session.lang
        row = _row(load_profile(custom.base_id), finding.id)
        target = None
        if row is not None and row.target is not None:
            target = row.target.resolve(self._session.rules)
        text = target_text(target, finding.figure.unit, lang) or term("report.none")
        if row is not None and row.year:
            text = term("explain.by_year", target=text, year=row.year)
        return text

    def computable(self) -> Mapping[str, Figure]:
        """Figures that a row can be made of."""
        from models.plans.plans import figures_of

        session = self._session
        if session.assessment is None:
            return {}
        return figures_of(session.assessment, session.rules, session.project.settings, session.today)

    def _fill_figures(self) -> None:
        lang, chosen = self._session.lang, self.figure.currentData()
        self.figure.clear()
        names = sorted((figure_name(figure_id, lang), figure_id) for figure_id in self.computable())
        for name, figure_id in names:
            self.figure.addItem(name, figure_id)
        self.figure.setCurrentIndex(max(0, self.figure.findData(chosen)))

    def _show_figure(self) -> None:
        figure = self.computable().get(self.figure.currentData())
        if figure is not None:
            self._unit.setText(figure_parts(0.0, figure.unit, self._session.lang, full=True)[1])
            self.name.setPlaceholderText(self.figure.currentText())

    # -- changing ------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """Take the target over, or say why it cannot be."""
        finding = self._finding()
        figure = self.computable().get(self.figure.currentData()) if self.is_new else None
        unit = figure.unit if figure is not None else finding.figure.unit if finding is not None else ""
        try:
            value, year = parse_field(_VALUE, self.value.text()), parse_field(_YEAR, self.year.text())
            if value is None:
                raise FieldValueError(self.tr("Write the number that is to be reached."))
        except FieldValueError as error:
            self.complaint.setText(str(error))
            self.complaint.show()
            return
        self.complaint.hide()
        target = OwnTarget(self.operator.currentData(), stored_number(float(value), unit), year)
        if figure is not None:
            name = self.name.text().strip() or figure_name(figure.id, self._session.lang)
            added = self._edits.add_row(
                name, family_of(figure.id), figure.id, figure.unit, target, self.tr("Add a target")
            )
            self.added.emit(added)
        elif finding is not None and not self.is_new:
            self._take_over(finding, target)

    def _take_over(self, finding: Finding, target: OwnTarget) -> None:
        targets, position = list(self.targets(finding)), self.years.currentRow()
        if self._is_new_year or not 0 <= position < len(targets):
            targets.append(target)
        else:
            targets[position] = target
        if len({one.year for one in targets}) < len(targets):
            self.complaint.setText(self.tr("There is a target for this year already."))
            self.complaint.show()
            return
        text = self.tr("Add a year's target") if self._is_new_year else self.tr("Change a target")
        self._is_new_year = False
        ordered = tuple(sorted(targets, key=lambda one: (one.year is None, one.year or 0)))
        self._edits.set_targets(finding.id, ordered, text)
        self.years.setCurrentRow(ordered.index(target))

    def reset(self) -> None:
        """Let the plan's target hold again, remove an added row, or leave adding one."""
        if self.is_new:
            self.left.emit()
        elif self._is_new_year:
            self.show_row(self.row_id)
        else:
            self._edits.reset(self.row_id, self.tr("Back to the plan's target"))


def _row(profile: Profile, row_id: str) -> Row | None:
    return next((row for row in profile.rows if row.id == row_id), None)
