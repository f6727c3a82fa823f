"""The headline figures, always in sight: each with its target, what it lacks, and its change in a drag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QSizePolicy, QWidget

from models.findings.findings import Finding, Verdict
from models.findings.gaps import gap_of
from models.findings.numbers import figure_parts, figure_text
from models.findings.standing import asked_short
from models.kernel.text import Lang, t
from ui.cartography.letters import wrapped
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.icons import VERDICT_ICONS, icon, pixmap
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.panels.findingrow import change_of, delta_colour, delta_words, share_of_target, target_words
from ui.widgets.behind import behind_mark

PINNED_KEY = "pinned_findings"
"""Where the project keeps which figures its planner pinned, in its ``ui_state``."""
COLUMNS = 2
_EDGE, _BAR_HEIGHT, _ICON = 8, 3, 14
_NAME_LINES = 2


def pinned_ids(session: Session) -> tuple[str, ...]:
    """Rows that are pinned: the planner's choice, else those of the page for whoever decides."""
    chosen = session.project.ui_state.get(PINNED_KEY)
    if isinstance(chosen, list):
        return tuple(str(one) for one in chosen)
    from reports.headlines import leader_findings

    return tuple(finding.id for finding in leader_findings(session.findings))


class PinnedTile(QWidget):
    """One figure; a click or Enter leads to its row.

    Signals
    -------
    wanted
        The person wants to see more of it.
    menu_wanted(QPoint)
        The person asks what can be done with it, at a place on the screen.
    """

    wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, finding: Finding, lang: Lang) -> None:
        super().__init__()
        self.finding = self._live = finding
        self._lang = lang
        self._delta: float | None = None
        self._mark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.mapToGlobal(at)))
        name, gap = finding.name(lang), self.gap
        figure = figure_text(finding.figure.value, finding.figure.unit, lang, full=True)
        asked = asked_short(finding, lang)
        lines = [part for part in (name, f"{figure}  ({asked})" if asked else figure, gap) if part]
        self._words = [*lines, t(f"verdict.{finding.verdict}", lang)]
        self.show_mark("")

    def show_mark(self, mark: str) -> None:
        """Say that the figure is of before the last change, or (with nothing) that it holds."""
        self._mark = mark
        words = [*filter(None, [mark]), *self._words]
        self.setToolTip("\n".join(words))
        self.setAccessibleName(", ".join(words))
        self.update()

    @property
    def gap(self) -> str:
        """What the figure lacks, or has to spare, in a planner's units; the target where a drag loses it.

        Figures of a drag come without what they are made of: square metres cannot always be told of them.
        """
        from reports.headlines import gap_words

        computed, live = gap_of(self.finding), gap_of(self._live)
        if computed is not None and live is not None and computed.unit != live.unit:
            return target_words(self._live, self._lang)
        return gap_words(self._live, self._lang)

    @property
    def shown_figure(self) -> str:
        """Figure as it stands in the tile."""
        figure = self._live.figure
        return figure_text(figure.value, figure.unit, self._lang, target=self._live.target)

    @property
    def shown_delta(self) -> str:
        """Change as it stands in the tile; empty if none."""
        return "" if self._delta is None else delta_words(self._live, self._delta, self._lang)

    def show_live(self, finding: Finding, delta: float | None) -> None:
        """Show a figure while a facility is being dragged, with its change."""
        if (finding is not self._live) or delta != self._delta:
            self._live, self._delta = finding, delta
            self.update()

    def name_lines(self, width_px: int) -> list[str]:
        """Name in at most two lines. Names differ in their ends (seat, county): the middle is left out."""
        small = self._fonts()[1]
        return wrapped(
            self.finding.headline(self._lang), small, width_px, _NAME_LINES, Qt.TextElideMode.ElideMiddle
        )

    # -- size and painting ---------------------------------------------------------------------------------
    def _fonts(self) -> tuple[QFont, QFont]:
        """Fonts of the figure and of what is small."""
        large, small = QFont(self.font()), QFont(self.font())
        large.setPointSizeF(large.pointSizeF() * 1.35)
        large.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(small.pointSizeF() * 0.9)
        return large, small

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        large, small = self._fonts()
        lines = QFontMetrics(large).height() + (_NAME_LINES + 1) * QFontMetrics(small).height()
        return QSize(120, lines + _EDGE + _BAR_HEIGHT + 3)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, finding = current_theme(), self._live
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = QColor(theme.muted if self._mark else theme.verdict(finding.verdict))
            frame = self.rect().adjusted(0, 0, -1, -1)
            painter.setPen(QColor(theme.accent if self.hasFocus() else theme.line))
            painter.setBrush(QColor(theme.accent_soft if self.shown_delta else theme.panel))
            painter.drawRoundedRect(frame, 4, 4)
            large, small = self._fonts()
            inner = self.rect().adjusted(_EDGE, _EDGE // 2 - 1, -_EDGE, 0)
            line = QFontMetrics(small).height()
            if not self._mark:  # of before: it judges nothing
                picture = pixmap(
                    VERDICT_ICONS[finding.verdict], colour.name(), _ICON, self.devicePixelRatioF()
                )
                painter.drawPixmap(inner.right() - _ICON, inner.top() + (line - _ICON) // 2 + 1, picture)
            painter.setFont(small)
            painter.setPen(QColor(theme.text))
            name_rect = QRect(inner.left(), inner.top(), inner.width() - _ICON - 4, line)
            for written in self.name_lines(name_rect.width()):
                self._write(painter, name_rect, written, Qt.AlignmentFlag.AlignLeft)
                name_rect.translate(0, line)
            top = inner.top() + _NAME_LINES * line
            height = QFontMetrics(large).height()
            used = self._paint_figure(painter, QRect(inner.left(), top, inner.width(), height), large, small)
            right = QRect(inner.left() + used + 6, top, inner.width() - used - 6, height)
            painter.setPen(QColor(delta_colour(finding, self._delta)))
            target = target_words(finding, self._lang)
            has_room = painter.fontMetrics().horizontalAdvance(target) <= right.width()
            beside = self.shown_delta or (target if has_room else "")  # its beginning alone would say nothing
            self._write(painter, right, beside, Qt.AlignmentFlag.AlignRight)
            below = QRect(inner.left(), top + height - 1, inner.width(), line)
            is_judged = finding.verdict in (Verdict.FAIL, Verdict.PASS)
            painter.setPen(colour if is_judged else QColor(theme.muted))
            self._write(painter, below, self._mark or self.gap, Qt.AlignmentFlag.AlignRight)
            share = share_of_target(finding)
            if share is not None:
                bar = QRect(frame.left() + 1, frame.bottom() - _BAR_HEIGHT, frame.width() - 1, _BAR_HEIGHT)
                painter.fillRect(bar, QColor(theme.track))
                painter.fillRect(QRect(bar.topLeft(), QSize(round(bar.width() * share), _BAR_HEIGHT)), colour)

    def _paint_figure(self, painter: QPainter, rect: QRect, large: QFont, small: QFont) -> int:
        """Paint number and unit; return their width."""
        figure, theme = self._live.figure, current_theme()
        number, unit = figure_parts(figure.value, figure.unit, self._lang, target=self._live.target)
        painter.setFont(large)
        painter.setPen(QColor(theme.muted if self._mark else theme.verdict(self._live.verdict)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
        used = QFontMetrics(large).horizontalAdvance(number)
        painter.setFont(small)
        painter.setPen(QColor(theme.muted))
        unit_rect = rect.adjusted(used + 3, 2, 0, 0)
        painter.drawText(unit_rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, unit)
        return used + 3 + QFontMetrics(small).horizontalAdvance(unit)

    @staticmethod
    def _write(painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    # -- mouse and keys ------------------------------------------------------------------------------------
    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.wanted.emit()

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)


class PinnedFigures(Retranslated, QWidget):
    """The pinned figures in two columns.

    Signals
    -------
    wanted(str)
        The person wants to see the row of a finding; its id.
    changed
        Other figures were pinned.
    """

    wanted = Signal(str)
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self.tiles: dict[str, PinnedTile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 8, 8, 6)
        self._grid.setSpacing(6)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        session.assessed.connect(self.refresh)
        session.project_replaced.connect(self.refresh)
        session.live.connect(self._on_live)
        session.behind_changed.connect(self._on_behind)
        session.view_changed.connect(self._on_view)
        self.retranslate()

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.setAccessibleName(term("leader.head.tiles"))
        self.refresh()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        for tile in self.tiles.values():
            tile.update()

    def refresh(self) -> None:
        """Show the pinned figures as they are computed."""
        findings = {finding.id: finding for finding in self._session.findings}
        ids = pinned_ids(self._session) if self._session.has_project else ()
        self._rebuild([findings[key] for key in ids if key in findings])

    def _rebuild(self, findings: Sequence[Finding]) -> None:
        for tile in self.tiles.values():
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles.clear()
        for number, finding in enumerate(findings):
            tile, key = PinnedTile(finding, self._session.lang), finding.id
            tile.wanted.connect(lambda key=key: self.wanted.emit(key))
            tile.menu_wanted.connect(lambda at, key=key: self._show_menu(key, at))
            self.tiles[key] = tile
            self._grid.addWidget(tile, number // COLUMNS, number % COLUMNS)
        self._on_behind()

    def _on_behind(self) -> None:
        mark = behind_mark(self._session)
        for tile in self.tiles.values():
            tile.show_mark(mark)

    def _on_live(self, step: object) -> None:
        if step is None:
            for tile in self.tiles.values():
                tile.show_live(tile.finding, None)
            return
        deltas = self._session.live_step.deltas if self._session.live_step else {}
        for finding in self._session.findings_while_dragging():
            shown = self.tiles.get(finding.id)
            if shown is not None:
                shown.show_live(finding, change_of(shown.finding, finding, deltas))

    # -- what is pinned ------------------------------------------------------------------------------------
    def pin(self, finding_id: str, is_pinned: bool) -> None:
        """Pin a figure, or take it away; the project remembers it."""
        ids = [key for key in pinned_ids(self._session) if key != finding_id]
        text = self.tr("Pin a headline figure") if is_pinned else self.tr("Take down a headline figure")
        self._session.show_so(PINNED_KEY, [*ids, finding_id] if is_pinned else ids, text)

    def _on_view(self, key: str) -> None:
        if key == PINNED_KEY:
            self.refresh()
            self.changed.emit()

    def pin_action(self, menu: QMenu, finding_id: str) -> None:
        """Offer in a menu to pin a figure or to take it away."""
        is_pinned = finding_id in self.tiles
        text = (
            self.tr("Take from the headline figures")
            if is_pinned
            else self.tr("Put among the headline figures")
        )
        menu.addAction(icon("down" if is_pinned else "up"), text, lambda: self.pin(finding_id, not is_pinned))

    def _show_menu(self, finding_id: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("info"), self.tr("Show its row"), lambda: self.wanted.emit(finding_id))
        self.pin_action(menu, finding_id)
        menu.popup(at)
