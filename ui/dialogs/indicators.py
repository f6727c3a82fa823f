"""Typed-in indicators: what the plan asks and no layer holds, each with its year and source."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.facilities.facility import FieldSpec
from models.findings.findings import Finding
from models.findings.numbers import figure_text, target_text, unit_name
from models.findings.sources import Source, english_clause
from models.findings.standing import beside_text
from models.kernel.text import Lang, t
from models.plans.filling import by_chapter, chapter_of, pasted, table_text
from models.plans.planrows import Row
from models.project.settings import Indicator
from ui.core.i18n import Retranslated, term
from ui.core.icons import VERDICT_ICONS, icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.behind import BehindStrip
from ui.widgets.editors import FieldValueError, TextEditor, parse_field
from ui.widgets.fitting import resize_on_screen
from ui.widgets.modeless import keep_beside
from ui.widgets.parts import IconButton, icon_button, label

_VALUE = FieldSpec("value", "number", minimum=0)
_CHANGE = FieldSpec("value", "number")
_YEAR = FieldSpec("year", "integer", minimum=1949)
_SOURCE = FieldSpec("source", "text")
MOST_NAMED = 6
_TITLE, _VALUE_COLUMN, _UNIT, _YEAR_COLUMN, _SOURCE_COLUMN, _VERDICT, _CLEAR = range(7)


class YearEditor(TextEditor):
    """A year is a number without separators."""

    def show_value(self, value: Any, *, mixed: bool, lang: Lang) -> None:
        """Show a stored year."""
        super().show_value(value, mixed=mixed, lang=lang)
        self._stored_text = self._stored_text.replace(",", "")
        self.setText(self._stored_text)


def _clause(clause: str, lang: Lang) -> str:
    return clause if lang == "zh" or not clause else english_clause(clause)


def _document(source: Source, clause: str, lang: Lang) -> str:
    """A source without the chapter of the row."""
    return source.text(lang).removesuffix(_clause(clause, lang)).rstrip()


class IndicatorRow:
    """The widgets of one row; the dialog lays them out in its grid."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.name = label("heading", wrap=True)
        self.asked = label("muted", wrap=True)
        self.source_line = label("muted", wrap=True)
        self.value = TextEditor(_CHANGE if row.target is not None and row.target.asks_for_a_fall else _VALUE)
        self.year, self.source = YearEditor(_YEAR), TextEditor(_SOURCE)
        self.unit = label("muted")
        self.mark = QLabel()
        self.verdict = label(wrap=True)
        self.clear: IconButton = icon_button("trash")
        self.complaint = label("error", wrap=True)
        self.complaint.hide()
        self.value.setFixedWidth(92)
        self.year.setFixedWidth(64)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.shown: Indicator | None = None
        self._complaints: dict[TextEditor, str] = {}
        for editor in self.editors:
            editor.complained.connect(lambda text, editor=editor: self._complain(editor, text))

    @property
    def editors(self) -> tuple[TextEditor, TextEditor, TextEditor]:
        """Value, year and source."""
        return self.value, self.year, self.source

    def show_stored(self, stored: Indicator | None, lang: Lang) -> None:
        """Show what the project holds, if it is not what is shown already."""
        if stored == self.shown:
            return
        self.shown = stored
        values = (stored.value, stored.year, stored.source) if stored else (None, None, "")
        for editor, value in zip(self.editors, values, strict=True):
            editor.show_value(value, mixed=False, lang=lang)

    def _complain(self, editor: TextEditor, text: str) -> None:
        self._complaints[editor] = text
        found = [said for said in self._complaints.values() if said]
        self.complaint.setText(found[0] if found else "")
        self.complaint.setVisible(bool(found))


class IndicatorsDialog(Retranslated, QDialog):
    """Stays open beside the map; each value taken over is an undo step, its verdict stands beside it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keep_beside(self, session.undo_stack)
        self._session = session
        self._project = session.project
        self.rows: dict[str, IndicatorRow] = {}
        self._plan = label("muted", wrap=True)
        self._about = label("muted", wrap=True)
        self._count = label("heading")
        self.copy_button, self.paste_button = QPushButton(), QPushButton()
        for button, run in ((self.copy_button, self.copy_table), (self.paste_button, self.paste_table)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, run=run: run())
        self.answer = label(wrap=True)
        self.answer.hide()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 14, 12)
        box.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self._count, 1)
        top.addWidget(self.copy_button)
        top.addWidget(self.paste_button)
        box.addWidget(BehindStrip(session))
        box.addLayout(top)
        box.addWidget(self._plan)
        box.addWidget(self._about)
        box.addWidget(self.answer)
        box.addWidget(self._scroll, 1)
        resize_on_screen(self, 960, 520)
        session.assessed.connect(self.refresh)
        session.project_replaced.connect(self.close)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Typed-in indicators"))
        self.copy_button.setText(self.tr("Copy table"))
        self.copy_button.setToolTip(self.tr("Copy all rows for a spreadsheet, to fill in there"))
        self.paste_button.setText(self.tr("Paste table"))
        self.paste_button.setToolTip(self.tr("Take values over from a table copied in a spreadsheet"))
        for row in self.rows.values():
            if any(editor.is_changed for editor in row.editors):
                self._take_over(row)
        self._build()
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self.refresh()

    # -- layout --------------------------------------------------------------------------------------------
    def _build(self) -> None:
        """Lay the rows of the plan out anew."""
        chapters = by_chapter(self._session.profile.typed_rows)
        self.rows = {row.id: IndicatorRow(row) for rows in chapters.values() for row in rows}
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 8, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        headings = (
            (_TITLE, self.tr("Indicator")),
            (_VALUE_COLUMN, term("explain.head.figure")),
            (_YEAR_COLUMN, term("explain.head.year")),
            (_SOURCE_COLUMN, term("field.source")),
            (_VERDICT, term("explain.head.verdict")),
        )
        for column, text in headings:
            heading = label("muted")
            heading.setText(text)
            grid.addWidget(heading, 0, column)
        line = 1
        for chapter, rows in chapters.items():
            if len(chapters) > 1:
                heading = label("heading")
                said = _clause(chapter, self._session.lang)
                heading.setText(said or self.tr("Of no chapter"))
                grid.addWidget(heading, line, _TITLE, 1, _CLEAR + 1)
                line += 1
            for one in rows:
                self._lay_out(grid, line, self.rows[one.id])
                line += 3
        grid.setRowStretch(line, 1)
        grid.setColumnStretch(_TITLE, 5)
        grid.setColumnStretch(_SOURCE_COLUMN, 4)
        grid.setColumnStretch(_VERDICT, 2)
        content = QWidget()
        content.setLayout(grid)
        self._scroll.setWidget(content)  # the old content goes with its rows

    def _lay_out(self, grid: QGridLayout, line: int, row: IndicatorRow) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        row.name.setText(row.row.name(self._session.lang))
        row.source.setPlaceholderText(self.tr("Yearbook, report, letter"))
        words = (term("explain.head.figure"), term("explain.head.year"), term("field.source"))
        for editor, word in zip(row.editors, words, strict=True):
            editor.setAccessibleName(f"{row.name.text()}: {word}")
            editor.edited.connect(lambda _, row=row: self._take_over(row))
        row.clear.name(self.tr("Clear"))
        row.clear.clicked.connect(lambda: self.clear(row.row.id))
        title = QVBoxLayout()
        title.setSpacing(1)
        title.addWidget(row.name)
        title.addWidget(row.asked)
        title.addWidget(row.source_line)
        verdict = QHBoxLayout()
        verdict.setSpacing(5)
        verdict.addWidget(row.mark)
        verdict.addWidget(row.verdict, 1)
        grid.setRowMinimumHeight(line, 50)
        grid.addLayout(title, line, _TITLE)
        for column, widget in (
            (_VALUE_COLUMN, row.value),
            (_UNIT, row.unit),
            (_YEAR_COLUMN, row.year),
            (_SOURCE_COLUMN, row.source),
            (_CLEAR, row.clear),
        ):
            grid.addWidget(widget, line, column, middle)
        grid.addLayout(verdict, line, _VERDICT)
        grid.addWidget(row.complaint, line + 1, _VALUE_COLUMN, 1, 5)

    # -- content -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what the project holds and the verdicts in force."""
        session = self._session
        if session.project is not self._project:
            return
        if {row.id for row in session.profile.typed_rows} != set(self.rows):
            self._build()
        indicators, lang = session.project.settings.indicators, session.lang
        findings = {finding.id: finding for finding in session.findings}
        for row_id, row in self.rows.items():
            row.show_stored(indicators.get(row_id), lang)
            row.clear.setEnabled(row_id in indicators)
            if row_id in findings:
                self._show_finding(row, findings[row_id])
        filled = sum(row_id in indicators for row_id in self.rows)
        self._count.setText(
            self.tr("{plan}: {filled} of {total} filled in").format(
                plan=session.profile.names[lang], filled=filled, total=len(self.rows)
            )
        )
        self._plan.setText(term("explain.source", source=self._plan_source()))
        self._plan.setVisible(bool(self.rows))
        self._about.setText(
            self.tr("No layer holds these values. Without a value a row stays without data.")
            if self.rows
            else self.tr("This plan asks for no value that has to be typed in.")
        )

    def _plan_source(self) -> str:
        """Document that most rows name: the plan itself, with its number."""
        lang = self._session.lang
        documents = [_document(row.source, row.clause, lang) for row in self._session.profile.typed_rows]
        return max(dict.fromkeys(documents), key=documents.count) if documents else ""

    def _show_finding(self, row: IndicatorRow, finding: Finding) -> None:
        lang, unit = self._session.lang, finding.figure.unit
        row.unit.setText(unit_name(unit, lang))
        is_baseline = row.row.kind != "typed"
        target = target_text(finding.target, unit, lang)
        if is_baseline:
            asked = self.tr("Baseline to be improved on")
        elif finding.target is None and (finding.reference or finding.baseline):
            asked = beside_text(finding, lang)
        elif row.row.year and target:
            asked = self.tr("Target {target} by {year}").format(target=target, year=row.row.year)
        else:
            asked = self.tr("Target {target}").format(target=target) if target else ""
        row.asked.setText(asked)
        row.asked.setVisible(bool(asked))
        # The plan stands above, its section in the heading: a row repeats neither.
        clause = _clause(row.row.clause, lang)
        is_plans = _document(finding.source, row.row.clause, lang) == self._plan_source()
        row.source_line.setText(clause if is_plans else finding.source.text(lang))
        row.source_line.setVisible(row.source_line.text() not in ("", _clause(chapter_of(row.row), lang)))
        word = t(f"verdict.{finding.verdict}", lang)
        if is_baseline:
            figure = figure_text(finding.figure.value, unit, lang)
            word = self.tr("{verdict} (now {figure})").format(verdict=word, figure=figure)
        row.verdict.setText(word)
        colour = current_theme().verdict(finding.verdict)
        row.mark.setPixmap(icon(VERDICT_ICONS[finding.verdict], colour).pixmap(QSize(15, 15)))

    def show_row(self, row_id: str) -> None:
        """Bring a row into view, ready to type."""
        row = self.rows.get(row_id)
        if row is not None:
            self._scroll.ensureWidgetVisible(row.name)
            row.value.setFocus(Qt.FocusReason.OtherFocusReason)
            row.value.selectAll()

    # -- changing ------------------------------------------------------------------------------------------
    def _take_over(self, row: IndicatorRow) -> None:
        """Keep what a row says; without a value there is nothing to keep yet."""
        try:
            value, year, source = (parse_field(editor.spec, editor.text()) for editor in row.editors)
        except FieldValueError:
            return  # the field says itself what is wrong
        if value is None:
            self.clear(row.row.id)
            return
        indicator = Indicator(float(value), year, source)
        indicators = dict(self._session.project.settings.indicators)
        if indicators.get(row.row.id) == indicator:
            return
        indicators[row.row.id] = indicator
        # What is being typed in the next field of the row must not be wiped by showing it again.
        row.shown = indicator
        row.value.show_value(indicator.value, mixed=False, lang=self._session.lang)
        self._push(indicators, self.tr("Type in a value"))

    def copy_table(self) -> None:
        """Put all rows on the clipboard as a table that a spreadsheet takes."""
        session = self._session
        rows = [row.row for row in self.rows.values()]
        text = table_text(rows, session.project.settings.indicators, session.rules, session.lang)
        QGuiApplication.clipboard().setText(text)

    def paste_table(self) -> None:
        """Take over the values of a table on the clipboard, all in one step; a faulty one changes nothing."""
        lang, rows = self._session.lang, [row.row for row in self.rows.values()]
        found = pasted(QGuiApplication.clipboard().text(), rows, lang)
        lines = list(found.faults)
        if not lines and found.indicators:
            lines.append(term("filling.pasted", count=len(found.indicators)))
            known = self._session.project.settings.indicators
            self._push({**known, **found.indicators}, self.tr("Paste typed-in values"))
        elif not lines:
            lines.append(term("filling.nothing"))
        if found.strangers and (found.indicators or found.faults):
            names = term("explain.separator").join(found.strangers[:MOST_NAMED])
            lines.append(term("filling.strangers", count=len(found.strangers), names=names))
        self.answer.setText("\n".join(lines))
        self.answer.show()

    def clear(self, row_id: str) -> None:
        """Forget a value: no data again."""
        indicators = dict(self._session.project.settings.indicators)
        if indicators.pop(row_id, None) is not None:
            self._push(indicators, self.tr("Clear a typed-in value"))

    def _push(self, indicators: dict[str, Indicator], text: str) -> None:
        if self._session.project is not self._project:
            return  # another project was opened while a field still had the keyboard
        self._session.push(self._session.project.settings_edit(indicators=indicators), text)
