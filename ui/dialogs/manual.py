"""The manual: short pages on each part of the window, and how each figure was computed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextBrowser, QWidget

from models.findings.formulas import formula_text
from models.findings.numbers import figure_text
from models.kernel.text import Lang, t
from ui.core.actions import Actions
from ui.core.i18n import Retranslated
from ui.core.manualpages import FIGURES, PAGES, escaped, page_text, page_title
from ui.core.session import Session
from ui.widgets.fitting import resize_on_screen

MARGIN_PX = 12
PAGE_OF = {
    "WelcomePage": "county",
    "ImportPage": "county",
    "DataRemarksDialog": "county",
    "ProjectSettingsDialog": "county",
    "FindingsPanel": "verdict",
    "PinnedFigures": "verdict",
    "PlanDialog": "verdict",
    "RulesDialog": "verdict",
    "IndicatorsDialog": "verdict",
    "SelectedPanel": "place",
    "ScenariosPanel": "scenarios",
    "ComparePanel": "scenarios",
    "MapCanvas": "map",
    "LayersPanel": "map",
    "TablesPanel": "tables",
    "AnalysesPanel": "analysis",
    "ComposerWindow": "results",
    "PackDialog": "results",
}
"""Widgets by class, and the page that speaks of each and of all that stands inside."""


def page_of(widget: QWidget | None) -> str:
    """The page that speaks of where the keyboard is."""
    while widget is not None:
        if (page := PAGE_OF.get(type(widget).__name__)) is not None:
            return page
        widget = widget.parentWidget()
    return PAGES[0]


class Manual(Retranslated, QDialog):
    """Contents at the left, a page at the right; stays open beside the map."""

    def __init__(self, session: Session, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._session = session
        self._actions = actions
        self.contents, self.page = QListWidget(), QTextBrowser()
        self.contents.addItems(PAGES)
        self.contents.currentRowChanged.connect(self._show)
        row = QHBoxLayout(self)
        row.addWidget(self.contents)
        row.addWidget(self.page, 1)
        session.assessed.connect(self._on_assessed)
        self.retranslate()
        resize_on_screen(self, 860, 600)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setWindowTitle(self.tr("Manual"))
        self.contents.setAccessibleName(self.tr("Pages of the manual"))
        self.page.setAccessibleName(self.windowTitle())
        for row, page in enumerate(PAGES):
            item = self.contents.item(row)
            assert item is not None  # one for each page
            item.setText(page_title(page, self._session.lang))
        # As wide as its longest title, which has no second line.
        bar = self.contents.verticalScrollBar().sizeHint().width()
        frame = 2 * self.contents.frameWidth() + MARGIN_PX
        self.contents.setFixedWidth(max(190, self.contents.sizeHintForColumn(0) + bar + frame))
        self._show(max(self.contents.currentRow(), 0))

    def show_page(self, page: str) -> None:
        """Open a page."""
        self.contents.setCurrentRow(PAGES.index(page))

    def _on_assessed(self) -> None:
        if PAGES[max(self.contents.currentRow(), 0)] == FIGURES:
            self._show(self.contents.currentRow())

    def _show(self, row: int) -> None:
        page, lang = PAGES[row], self._session.lang
        text = page_text(page, lang).format(**self._actions.names)
        if page == FIGURES:
            text = "\n\n".join([text, *self._worked(lang)])
        self.page.setMarkdown(text)

    def _worked(self, lang: Lang) -> list[str]:
        """Each figure of the open project with its numbers."""
        found = []
        for finding in self._session.findings:
            figure = finding.figure
            if not (formula := formula_text(figure, lang)):
                continue
            known = figure.value is not None
            value = figure_text(figure.value, figure.unit, lang) if known else t("verdict.nodata", lang)
            found.append(f"### {escaped(finding.name(lang))}\n\n{escaped(value)}\n\n{escaped(formula)}")
        return found
