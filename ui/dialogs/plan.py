"""The plan's targets: every row with figure, target, year and source; a county's own copy can be edited."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models.assessment.explain import notes_of
from models.findings.findings import Finding
from models.findings.numbers import figure_text, target_text
from models.findings.sources import source_of
from models.kernel.text import t
from models.plans.ownrows import pasted_rows
from models.plans.plans import load_profile, profile_ids, profile_of
from ui.core.i18n import Retranslated, term
from ui.core.icons import VERDICT_ICONS, icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.dialogs.planedits import PlanEdits
from ui.dialogs.planform import PlanForm
from ui.widgets.behind import BehindStrip
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import group_heading, label
from ui.widgets.quiet import QuietBox

FORM_WIDTH_PX = 272
SOURCE_WIDTH_PX = 170
_ROW = Qt.ItemDataRole.UserRole
_NAME, _FIGURE, _TARGET, _YEAR, _SOURCE, _OWN = range(6)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PlanDialog(Retranslated, QDialog):
    """Stays open beside the map; every change is an undo step and its verdict stands in the table."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self.edits = PlanEdits(session)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._wanted = ""
        self._plan_label = label()
        self.plan = QuietBox()
        self.plan.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.plan.activated.connect(
            lambda _: self.edits.choose(self.plan.currentData(), self.tr("Choose plan"))
        )
        self.name = QLineEdit()
        self.name.editingFinished.connect(self._rename)
        self.copy_button, self.remove_button, self.add_button = QPushButton(), QPushButton(), QPushButton()
        self.paste_button = QPushButton()
        for button, run in (
            (self.paste_button, self.paste_rows),
            (self.copy_button, self._copy),
            (self.remove_button, self._remove),
            (self.add_button, self._start_new),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
        top = QHBoxLayout()
        top.addWidget(self._plan_label)
        top.addWidget(self.plan)
        top.addWidget(self.name, 1)
        top.addStretch(1)
        for button in (self.add_button, self.paste_button, self.copy_button, self.remove_button):
            top.addWidget(button)
        self._document = label("muted", wrap=True)
        self.answer = label(wrap=True)
        self.answer.hide()
        self.table = QTreeWidget()
        self.table.setColumnCount(6)
        self.table.setRootIsDecorated(False)
        self.table.setIndentation(10)
        self.table.setUniformRowHeights(True)
        self.table.setItemsExpandable(False)
        self.table.setExpandsOnDoubleClick(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.header().setStretchLastSection(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ in their ends
        self.table.currentItemChanged.connect(self._on_current)
        self.form = PlanForm(session, self.edits)
        self.form.added.connect(self._on_added)
        self.form.left.connect(lambda: self.form.show_row(self._current_id()))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        scroll.setFixedWidth(FORM_WIDTH_PX)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.table, 1)
        body.addWidget(scroll)
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 12)
        box.setSpacing(8)
        box.addWidget(BehindStrip(session))
        box.addLayout(top)
        box.addWidget(self._document)
        box.addWidget(self.answer)
        box.addLayout(body, 1)
        # English names of rows are long.
        resize_on_screen(self, 1100 if session.lang == "zh" else 1230, 620)
        session.assessed.connect(self.refresh)
        session.project_replaced.connect(self.close)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Plan and targets"))
        self._plan_label.setText(self.tr("Plan checked against"))
        self.plan.setAccessibleName(self._plan_label.text())
        self.name.setAccessibleName(self.tr("Name of the copy"))
        self.name.setToolTip(self.name.accessibleName())
        self.copy_button.setText(self.tr("Copy this plan"))
        self.remove_button.setText(self.tr("Delete copy"))
        self.add_button.setText(self.tr("Add a target…"))
        self.paste_button.setText(self.tr("Paste rows"))
        self.paste_button.setToolTip(self.tr("Add the rows of a table copied in a spreadsheet"))
        self.table.setAccessibleName(self.windowTitle())
        self.table.setHeaderLabels(
            [
                term("report.head.finding"),
                term("explain.head.figure"),
                term("explain.head.target"),
                term("explain.head.year"),
                term("explain.head.source"),
                term("workbook.cover.county"),
            ]
        )
        for column in (_FIGURE, _TARGET):
            self.table.headerItem().setTextAlignment(column, _RIGHT)
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the plan in force with the figures in force."""
        session, lang = self._session, self._session.lang
        settings, profile, custom = session.project.settings, session.profile, self.edits.custom
        self.plan.clear()
        for profile_id in (*profile_ids(), *settings.custom_profiles):
            self.plan.addItem(profile_of(settings, profile_id).names[lang], profile_id)
        self.plan.setCurrentIndex(self.plan.findData(settings.profile_id))
        self.name.setVisible(custom is not None)
        self.remove_button.setVisible(custom is not None)
        self.add_button.setVisible(custom is not None)
        self.paste_button.setVisible(custom is not None)
        if custom is not None and not self.name.hasFocus():
            self.name.setText(custom.name)
        number = source_of(profile.number).text(lang) or self.tr("number not known")
        plan = load_profile(custom.base_id) if custom is not None else profile
        document = self.tr("{plan} ({number})").format(plan=plan.plan[lang], number=number)
        if custom is not None:
            document = self.tr("Copy of: {document}. Targets changed: {changed}, added: {added}").format(
                document=document, changed=len(custom.targets), added=len(custom.rows)
            )
        self._document.setText(document)
        self._fill()
        if self._wanted in self._items:
            self.select(self._wanted)
            self._wanted = ""
        self.form.refresh()

    def _fill(self) -> None:
        current, custom = self._current_id(), self.edits.custom
        own = {*custom.targets, *(row.id for row in custom.rows)} if custom is not None else set()
        position = self.table.verticalScrollBar().value()
        self.table.ensurePolished()  # heights of rows follow the style sheet
        self.table.blockSignals(True)
        self.table.clear()
        self._items = {}
        groups: dict[str, QTreeWidgetItem] = {}
        for finding in self._session.findings:
            if finding.family not in groups:
                groups[finding.family] = group_heading(
                    self.table, t(f"finding_family.{finding.family}", self._session.lang)
                )
            item = self._row(groups[finding.family], finding, finding.id in own)
            self._items[finding.id] = item
        self.table.expandAll()
        self.table.blockSignals(False)
        header = self.table.header()
        for column in range(6):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_SOURCE, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_SOURCE, SOURCE_WIDTH_PX)
        if current in self._items:
            self.table.blockSignals(True)
            self.table.setCurrentItem(self._items[current])
            self.table.blockSignals(False)
        self.table.verticalScrollBar().setValue(position)

    def _row(self, group: QTreeWidgetItem, finding: Finding, is_own: bool) -> QTreeWidgetItem:
        lang, unit, theme = self._session.lang, finding.figure.unit, current_theme()
        years, all_years = self._years(finding)
        texts = [
            finding.name(lang),
            figure_text(finding.figure.value, unit, lang, target=finding.target),
            target_text(finding.target, unit, lang),
            years,
            finding.source.text(lang),
            self.tr("County's own") if is_own else "",
        ]
        item = QTreeWidgetItem(group, texts)
        item.setData(0, _ROW, finding.id)
        item.setIcon(_NAME, icon(VERDICT_ICONS[finding.verdict], theme.verdict(finding.verdict)))
        verdict = f"{finding.name(lang)}: {t(f'verdict.{finding.verdict}', lang)}"
        item.setToolTip(_NAME, "\n".join((verdict, *notes_of(finding, lang))))
        item.setToolTip(_YEAR, all_years)
        item.setToolTip(_SOURCE, finding.source.text(lang))
        for column in (_FIGURE, _TARGET):
            item.setTextAlignment(column, _RIGHT)
        if is_own:
            item.setIcon(_OWN, icon("rename", theme.accent))
            for column in (_TARGET, _YEAR, _OWN):
                item.setForeground(column, QBrush(QColor(theme.accent)))
        return item

    def _years(self, finding: Finding) -> tuple[str, str]:
        """Year of the target in force and how many others there are; all targets by year."""
        lang, unit = self._session.lang, finding.figure.unit
        year = str(finding.year or "")
        if finding.milestones:
            year = self.tr("{year} (+{count})").format(year=year or "–", count=len(finding.milestones) - 1)
        lines = (
            self.tr("{year}: {target}").format(
                year=one.year or "–", target=target_text(one.target, unit, lang)
            )
            for one in finding.milestones
        )
        return year, "\n".join(lines)

    def _current_id(self) -> str:
        item = self.table.currentItem()
        return (item.data(0, _ROW) or "") if item is not None else ""

    def select(self, row_id: str) -> None:
        """Select a row and bring it into view."""
        item = self._items.get(row_id)
        if item is not None:
            self.table.setCurrentItem(item)
            self.table.scrollToItem(item)

    def _on_current(self) -> None:
        self.form.show_row(self._current_id())

    # -- changing ------------------------------------------------------------------------------------------
    def _copy(self) -> None:
        name = self._session.profile.names[self._session.lang]
        self.edits.copy(self.tr("{plan}, own targets").format(plan=name), self.tr("Copy plan"))

    def _remove(self) -> None:
        self.edits.remove(self.tr("Delete copy of a plan"))

    def _rename(self) -> None:
        self.edits.rename(self.name.text().strip(), self.tr("Rename plan"))

    def paste_rows(self) -> None:
        """Add the rows of a table on the clipboard, all in one step; a faulty one adds nothing."""
        found = pasted_rows(QGuiApplication.clipboard().text(), self._session.lang)
        lines = list(found.faults)
        if not lines and found.rows:
            self.edits.add_rows(found.rows, self.tr("Paste rows of a plan"))
            lines.append(term("own_rows.added", count=len(found.rows)))
        self.answer.setText("\n".join(lines) or term("own_rows.nothing"))
        self.answer.show()

    def _start_new(self) -> None:
        self.form.start_new()

    def _on_added(self, row_id: str) -> None:
        self._wanted = row_id  # it has a row in the table as soon as its figure is there
        self.form.show_row(row_id)
