"""The page of the order of building: people gained per yuan, under a budget, with pinned projects first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from models.facilities.facility import FieldSpec
from models.facilities.keyproject import COST_UNIT, KeyProject
from models.findings.numbers import exact
from models.kernel.text import t
from models.programme.programme import Programme
from ui.analysis.page import TablePage
from ui.analysis.resulttable import numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.editors import FieldValueError, parse_field
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import label
from ui.widgets.tablemodels import Column

_BUDGET = FieldSpec("budget_10k", "number", unit=COST_UNIT, minimum=0)


@dataclass(frozen=True)
class _Line:
    """One line of the table; what has no number is not in the order."""

    project: KeyProject
    how: str
    number: int | None = None
    gained: float | None = None
    cost: float | None = None
    per: float | None = None
    spent: float | None = None


class OrderPage(TablePage):
    """Projects in the order of building; what a budget is not enough for stands below."""

    def __init__(
        self, session: Session, programme: Callable[[], Programme], parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._programme = programme
        self._budget_label, self._fault = label(), label("error")
        self.budget = QLineEdit()
        self.budget.setMaximumWidth(130)
        self.budget.editingFinished.connect(self._take_budget)
        self.pin_button = QPushButton()
        self.pin_button.setAutoDefault(False)
        self.pin_button.clicked.connect(self.pin)
        controls = FlowLayout()
        for widget in (self._budget_label, self.budget, self.pin_button, self._fault):
            controls.addWidget(widget)
        self.body.insertLayout(0, controls)
        self.table.setSortingEnabled(False)
        self.table.selectionModel().selectionChanged.connect(lambda: self._refresh_button())

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self._budget_label.setText(term("keyproject.order.budget"))
        self.budget.setAccessibleName(self._budget_label.text())
        self.budget.setPlaceholderText(term("keyproject.order.no_budget"))
        self.table.setAccessibleName(term("keyproject.tab.order"))
        self.note.setText(term("keyproject.order.note"))
        super().retranslate()

    def refresh(self) -> None:
        """Show the order."""
        programme, lang = self._programme(), self.session.lang
        if not self.budget.hasFocus():
            given = programme.budget_10k
            self.budget.setText("" if given is None else exact(given))
            self._fault.clear()
        nodata = t("verdict.nodata", lang)
        lines = []
        for number, step in enumerate(programme.order.steps, start=1):
            per = None if step.gained is None or not step.cost_10k else step.gained / step.cost_10k
            how = "pinned" if step.project.is_pinned else "by_gain"
            lines.append(_Line(step.project, how, number, step.gained, step.cost_10k, per, step.spent_10k))
        for how, projects in (("beyond", programme.order.beyond), ("unknown", programme.order.unknown)):
            lines += [_Line(one, how, cost=programme.row(one.id).cost.value_10k) for one in projects]
        keys = [line.project.id for line in lines]

        def column(key: str, decimals: int) -> Column:
            values = [getattr(line, key) for line in lines]
            texts = [nodata if one is None else f"{one:,.{decimals}f}" for one in values]
            if key != "cost":
                texts = ["" if line.number is None else one for line, one in zip(lines, texts, strict=True)]
            return numbers(key, term(f"keyproject.order.{key}"), values, texts)

        names = [programme.row(key).name(lang) for key in keys]
        columns = [
            column("number", 0),
            words("name", term("keyproject.field.project_name"), names),
            column("gained", 0),
            column("cost", 1),
            column("per", 1),
            column("spent", 1),
            words("how", term("keyproject.order.how"), [self._how(line) for line in lines]),
        ]
        short = [(line.project.id, "how") for line in lines if line.how == "beyond"]
        self.table.show_rows(columns, keys, {}, short)
        self._refresh_button()

    def _how(self, line: _Line) -> str:
        if line.how != "unknown":
            return term(f"keyproject.order.{line.how}")
        row = self._programme().row(line.project.id)
        lacking = [term(f"keyproject.lacking.{word}") for word in row.cost.lacking]
        return "；".join(lacking) if lacking else term("keyproject.order.no_gain")

    def _refresh_button(self) -> None:
        chosen = set(self.table.selected_keys())
        pinned = [one.is_pinned for one in self.session.project.settings.projects if one.id in chosen]
        self.pin_button.setEnabled(bool(pinned))
        key = "unpin" if pinned and all(pinned) else "pin"
        self.pin_button.setText(term(f"keyproject.order.{key}_button"))

    def pin(self) -> None:
        """Let the chosen project come first, or where its gain puts it."""
        chosen = set(self.table.selected_keys())
        projects = self.session.project.settings.projects
        is_pinned = not all(one.is_pinned for one in projects if one.id in chosen)
        after = tuple(replace(one, is_pinned=is_pinned) if one.id in chosen else one for one in projects)
        step = term("keyproject.order.pin_button" if is_pinned else "keyproject.order.unpin_button")
        self.session.push(self.session.project.settings_edit(projects=after), step)

    def _take_budget(self) -> None:
        try:
            value = parse_field(_BUDGET, self.budget.text())
        except FieldValueError as error:
            self._fault.setText(str(error))
            return
        self._fault.clear()
        if value != self.session.project.settings.budget_10k:
            edit = self.session.project.settings_edit(budget_10k=value)
            self.session.push(edit, term("keyproject.step.budget"))
