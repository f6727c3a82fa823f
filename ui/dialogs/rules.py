"""Rules and sources: every value in force, where it is from, what the county changed, and other rule sets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from models.findings.numbers import exact
from models.kernel.text import has_text, t
from models.project.edits import Change, Part
from models.rules.rules import ruleset_ids, ruleset_names
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.dialogs.rulecompare import RuleComparison
from ui.dialogs.ruleform import RuleForm
from ui.dialogs.ruletable import RuleTable
from ui.dialogs.ruleunverified import UnverifiedValues
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import label, link_button
from ui.widgets.quiet import QuietBox

FORM_WIDTH_PX = 272


class RulesDialog(Retranslated, QDialog):
    """Stays open beside the map; every change is an undo step and is held against the plan at once."""

    def __init__(self, session: Session, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self._ruleset_label = label()
        self.ruleset = QuietBox()
        self.ruleset.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.ruleset.activated.connect(lambda _: self._choose_ruleset())
        top = QHBoxLayout()
        top.addWidget(self._ruleset_label)
        top.addWidget(self.ruleset)
        top.addStretch(1)
        self.unapplied = label(wrap=True)
        self.remove_unapplied = link_button(self._remove_unapplied)
        self._unapplied_box = QFrame()
        self._unapplied_box.setObjectName("messageBar")
        self._unapplied_box.setProperty("level", "warning")
        unapplied = QHBoxLayout(self._unapplied_box)
        unapplied.setContentsMargins(9, 5, 9, 5)
        unapplied.addWidget(self.unapplied, 1)
        unapplied.addWidget(self.remove_unapplied, 0, Qt.AlignmentFlag.AlignTop)

        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.only_changed = QCheckBox()
        self.only_changed.toggled.connect(self._filter)
        self.reset_all = QPushButton()
        self.reset_all.setAutoDefault(False)
        self.reset_all.clicked.connect(self._reset_all)
        bar = QHBoxLayout()
        bar.addWidget(self.search, 1)
        bar.addWidget(self.only_changed)
        bar.addWidget(self.reset_all)
        self.table = RuleTable()
        self._nothing = label("muted", wrap=True)
        self.form = RuleForm(session)
        self.table.chosen.connect(self.form.show_key)
        self.table.edit_wanted.connect(self._edit)
        left = QVBoxLayout()
        left.setSpacing(7)
        left.addLayout(bar)
        left.addWidget(self._nothing)
        left.addWidget(self.table, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        scroll.setFixedWidth(FORM_WIDTH_PX)
        values = QWidget()
        box = QHBoxLayout(values)
        box.setContentsMargins(0, 10, 0, 0)
        box.setSpacing(14)
        box.addLayout(left, 1)
        box.addWidget(scroll)
        self.comparison = RuleComparison(session, tasks)
        self.tabs = QTabWidget()
        self.tabs.addTab(values, "")
        self.unverified = UnverifiedValues(session)
        self.tabs.addTab(self.comparison, "")
        self.tabs.addTab(self.unverified, "")
        self.tabs.currentChanged.connect(self._on_tab)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._unapplied_box)
        layout.addWidget(self.tabs, 1)
        # English names of rules are long.
        resize_on_screen(self, 1060 if session.lang == "zh" else 1230, 640)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.search.setFocus)
        session.project_changed.connect(self._on_change)
        session.project_replaced.connect(self.close)
        self.finished.connect(self.comparison.stop)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Rules and sources"))
        self._ruleset_label.setText(self.tr("Rule set"))
        self.ruleset.setAccessibleName(self._ruleset_label.text())
        self.search.setPlaceholderText(self.tr("Search names and standards"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.only_changed.setText(self.tr("Only changed"))
        self.reset_all.setText(self.tr("Reset all"))
        self.reset_all.setToolTip(self.tr("Let the standard's values hold again everywhere"))
        self.remove_unapplied.setText(self.tr("Remove"))
        self._nothing.setText(self.tr("No value fits the search."))
        self.tabs.setTabText(0, self.tr("Values in force"))
        self.table.setAccessibleName(self.tabs.tabText(0))
        self.tabs.setTabText(1, self.tr("Compare with another rule set"))
        self.tabs.setTabText(2, self.tr("Not verified yet"))
        self.unverified.retranslate()
        self.table.set_headings(
            [
                term("workbook.head.rule"),
                term("explain.head.figure"),
                term("explain.head.unit"),
                self.tr("Standard"),
                term("explain.head.source"),
                term("workbook.head.confidence"),
                term("workbook.cover.county"),
            ]
        )
        lang = self._session.lang
        self.ruleset.clear()
        for ruleset_id in ruleset_ids():
            self.ruleset.addItem(ruleset_names(ruleset_id)[lang], ruleset_id)
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def show_rule(self, key: str) -> None:
        """Select a value, wherever it is hidden."""
        self.tabs.setCurrentIndex(0)
        self.search.clear()
        self.only_changed.setChecked(False)
        self.table.select(key)

    def refresh(self) -> None:
        """Show the values that the project has in force."""
        session = self._session
        rules, lang = session.rules, session.lang
        self.ruleset.setCurrentIndex(self.ruleset.findData(session.project.settings.ruleset_id))
        self.table.show_rules(rules, lang)
        self.unverified.refresh()
        self.reset_all.setEnabled(bool(session.project.settings.overrides))
        items = [
            self.tr("{rule} {value}").format(
                rule=t(f"rule.{key}", lang) if has_text(f"rule.{key}") else key, value=exact(change.value)
            )
            for key, change in rules.unapplied.items()
        ]
        names = term("explain.separator").join(items)
        self.unapplied.setText(self.tr("Kept in the project but without effect: {names}").format(names=names))
        self._unapplied_box.setVisible(bool(items))
        self._filter()
        self.form.refresh()

    def _filter(self) -> None:
        self.table.filter(self.search.text(), self._session.rules, only_changed=self.only_changed.isChecked())
        is_empty = not self.table.shown_keys()
        self._nothing.setVisible(is_empty)
        self.table.setVisible(not is_empty)

    def _edit(self) -> None:
        self.form.value.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form.value.selectAll()

    def _on_change(self, change: Change) -> None:
        if Part.SETTINGS in change.parts:
            self.refresh()

    def _on_tab(self, index: int) -> None:
        if self.tabs.widget(index) is self.comparison:
            self.comparison.fill_choices()
            self.comparison.start()
        else:
            self.comparison.stop()

    # -- changing ------------------------------------------------------------------------------------------
    def _choose_ruleset(self) -> None:
        project, chosen = self._session.project, self.ruleset.currentData()
        if chosen != project.settings.ruleset_id:
            self._session.push(project.settings_edit(ruleset_id=chosen), self.tr("Choose rule set"))

    def _reset_all(self) -> None:
        self._session.push(
            self._session.project.settings_edit(overrides={}), self.tr("Reset all rule values")
        )

    def _remove_unapplied(self) -> None:
        project, unapplied = self._session.project, self._session.rules.unapplied
        kept = {key: item for key, item in project.settings.overrides.items() if key not in unapplied}
        self._session.push(project.settings_edit(overrides=kept), self.tr("Remove values without effect"))
