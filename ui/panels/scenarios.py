"""Today and the plans as cards: headline figure, rows that fail, a click shows one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from models.findings.findings import Finding, Verdict
from models.findings.formulas import REJECTED
from models.findings.numbers import figure_text
from models.kernel.text import Lang, t
from models.project.scenario import Scenario
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.icons import pixmap
from ui.core.scenariofindings import ScenarioFindings
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import PanelHead, icon_button, link_button

HEADLINE = "shelter.area_per_resident.seat"
LOCK_PX = 14
HEIGHT_PX, SIDES_PX = 44, 21
"""Of a card with one line of figures, and what its edges take of its width."""
SEPARATOR = " · "
_FALLBACKS = (HEADLINE, "shelter.area_per_resident.county")


@dataclass(frozen=True)
class Headline:
    """What a card says of a scenario.

    ``failing``: ``None`` where no row could be judged. ``rejected``: shelters that count in the plan though
    screening rejects their sites.
    """

    figure: str
    failing: int | None
    rejected: int = 0


def headline_of(findings: tuple[Finding, ...], lang: Lang) -> Headline:
    """Return the first figure of shelter area per resident that is known, and how many rows fail."""
    by_figure = {finding.figure.id: finding for finding in findings}
    text = ""
    for key in _FALLBACKS:
        found = by_figure.get(key)
        if found is not None and found.figure.value is not None:
            text = figure_text(found.figure.value, found.figure.unit, lang, target=found.target)
            break
    rejected = max((by_figure[key].figure.inputs.get(REJECTED) or 0 for key in by_figure), default=0)
    judged = [finding.verdict for finding in findings if finding.verdict in (Verdict.PASS, Verdict.FAIL)]
    return Headline(text, judged.count(Verdict.FAIL) if judged else None, int(rejected))


class ScenarioCard(QWidget):
    """One scenario; a click shows it, a double click renames it."""

    chosen = Signal()
    renamed = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.note = "", ""
        self._is_active = self._is_locked = False
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.mapToGlobal(at)))

    def show_scenario(self, title: str, note: str, *, is_active: bool, is_locked: bool = False) -> None:
        """Show a name, with a lock where it may not be changed, and below it the headline."""
        self.title, self.note, self._is_active, self._is_locked = title, note, is_active, is_locked
        self._fit_height()
        self.setAccessibleName(f"{title}, {note}" if note else title)
        self.setToolTip("\n".join(part for part in (title, note) if part))
        self.update()

    def _small(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.88)
        return small

    @property
    def note_lines(self) -> list[str]:
        """The headline in one line, or in two where it is too long for one."""
        metrics, room_px = QFontMetrics(self._small()), self.width() - SIDES_PX
        lines = [""]
        for part in self.note.split(SEPARATOR):
            longer = f"{lines[-1]}{SEPARATOR}{part}" if lines[-1] else part
            if lines[-1] and len(lines) == 1 and metrics.horizontalAdvance(longer) > room_px:
                lines.append(part)
            else:
                lines[-1] = longer
        return lines

    def _fit_height(self) -> None:
        more = len(self.note_lines) - 1
        self.setFixedHeight(HEIGHT_PX + more * QFontMetrics(self._small()).height())

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = self.rect().adjusted(1, 2, -2, -2)
            edge = theme.accent if self._is_active or self.hasFocus() else theme.line
            painter.setPen(QColor(edge))
            painter.setBrush(QColor(theme.accent_soft if self._is_active else theme.panel))
            painter.drawRoundedRect(rect, 6, 6)
            inner = rect.adjusted(10, 4, -8, -4)
            bold = QFont(self.font())
            bold.setWeight(QFont.Weight.DemiBold if self._is_active else QFont.Weight.Normal)
            painter.setFont(bold)
            painter.setPen(QColor(theme.text))
            half = (HEIGHT_PX - 12) // 2
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            title = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(QRect(inner.left(), inner.top(), inner.width(), half), flags, title)
            if self._is_locked:
                picture = pixmap("lock", theme.muted, LOCK_PX, self.devicePixelRatioF())
                left = inner.left() + painter.fontMetrics().horizontalAdvance(title) + 6
                painter.drawPixmap(left, inner.top() + (half - LOCK_PX) // 2, picture)
            painter.setFont(self._small())
            painter.setPen(QColor(theme.muted))
            metrics = painter.fontMetrics()
            for number, line in enumerate(self.note_lines):
                note = metrics.elidedText(line, Qt.TextElideMode.ElideRight, inner.width())
                top = inner.top() + half + number * metrics.height()
                painter.drawText(QRect(inner.left(), top, inner.width(), half), flags, note)

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    @guarded()
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.renamed.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.renamed.emit()
        else:
            super().keyPressEvent(event)


class ScenariosPanel(Retranslated, QWidget):
    """Cards of all scenarios, and what can be done with them.

    Signals
    -------
    duplicate_wanted, rename_wanted, delete_wanted (str)
        Scenario id.
    compare_wanted
        The person wants two scenarios side by side.
    """

    duplicate_wanted = Signal(str)
    rename_wanted = Signal(str)
    delete_wanted = Signal(str)
    compare_wanted = Signal()

    def __init__(self, session: Session, results: ScenarioFindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self.results = results
        self._cards: dict[str, ScenarioCard] = {}

        self.head = PanelHead(parent)
        self._add_button = icon_button(
            "plus", lambda: self.duplicate_wanted.emit(session.project.active_scenario_id)
        )
        self.head.add(self._add_button)
        content = QWidget()
        content.setObjectName("panel")
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box = QVBoxLayout(content)
        self._box.setContentsMargins(10, 0, 10, 0)
        self._box.setSpacing(1)
        self._box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        self._compare = link_button(self.compare_wanted.emit)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 6)
        box.setSpacing(2)
        box.addWidget(scroll, 1)
        row = QVBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.addWidget(self._compare, 0, Qt.AlignmentFlag.AlignLeft)
        box.addLayout(row)

        results.updated.connect(self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.head.heading.setText(self.tr("Scenarios"))
        self._add_button.name(self.tr("New plan from the one that is shown"))
        self._compare.setText(self.tr("Compare two scenarios…"))
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        for card in self._cards.values():
            card.update()

    # -- cards ---------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the project's scenarios."""
        session = self._session
        scenarios = session.project.scenarios if session.has_project else ()
        if [scenario.id for scenario in scenarios] != list(self._cards):
            self._rebuild(scenarios)
        for scenario in scenarios:
            findings = self.results.of(scenario.id)
            self._cards[scenario.id].show_scenario(
                scenario.title(session.lang),
                self._note(findings) if findings is not None else "…",
                is_active=scenario.id == session.project.active_scenario_id,
                is_locked=scenario.is_today and session.is_today_locked,
            )

    def _note(self, findings: tuple[Finding, ...]) -> str:
        headline = headline_of(findings, self._session.lang)
        parts = [headline.figure]
        if headline.rejected:
            parts.append(term("explain.rejected_sites", count=headline.rejected))
        if headline.failing is None:
            parts.append(t("verdict.nodata", self._session.lang))
        else:
            parts.append(self.tr("{count} not met").format(count=headline.failing))
        return SEPARATOR.join(part for part in parts if part)

    def _rebuild(self, scenarios: tuple[Scenario, ...]) -> None:
        for card in self._cards.values():
            self._box.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards.clear()
        for scenario in scenarios:
            card = ScenarioCard()
            key = scenario.id
            card.chosen.connect(lambda key=key: self._session.project.activate(key))
            card.renamed.connect(lambda key=key: self.rename_wanted.emit(key))
            card.menu_wanted.connect(lambda at, key=key: self._show_menu(at, key))
            self._cards[key] = card
            self._box.insertWidget(self._box.count() - 1, card)

    def card(self, scenario_id: str) -> ScenarioCard:
        """Card of a scenario."""
        return self._cards[scenario_id]

    def _show_menu(self, at: QPoint, scenario_id: str) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("New plan from this one…"), lambda: self.duplicate_wanted.emit(scenario_id))
        menu.addAction(self.tr("Rename…"), lambda: self.rename_wanted.emit(scenario_id))
        delete = menu.addAction(self.tr("Delete"), lambda: self.delete_wanted.emit(scenario_id))
        delete.setEnabled(not self._session.project.scenario(scenario_id).is_today)
        menu.popup(at)
