"""One row of the findings: verdict, name, figure against its target; folds out to how it was computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.assessment.compare import CoursePoint, better_direction
from models.findings.findings import Finding, Place, Verdict
from models.findings.formulas import caution_text, cautious_name
from models.findings.numbers import delta_text, figure_parts, figure_text, target_text
from models.findings.standing import asked, asked_short, basis_text, beside_text
from models.kernel.text import Lang
from ui.core.guard import guarded
from ui.core.icons import VERDICT_ICONS, pixmap
from ui.core.themes import current_theme
from ui.panels.findingtrend import HEIGHT_PX, WIDTH_PX, is_worth_showing, paint_course

_LEFT = 12
_ICON_WIDTH = 44
_RIGHT = 14
_FIGURE_WIDTH = 92
_BAR_HEIGHT = 3
_MOST_LINES = 8
"""Of a name: those of the built-in plans have room, one without end does not fill the panel."""


def share_of_target(finding: Finding) -> float | None:
    """How far a figure fills its target, 0..1; ``None`` where there is nothing to fill.

    Without a target, percentages fill towards 100.
    """
    value = finding.figure.value
    if value is None:
        return None
    if finding.target is None:
        return min(max(value / 100.0, 0.0), 1.0) if finding.figure.unit == "percent" else None
    if finding.target.value <= 0:
        return 1.0 if finding.target.is_met(value) else 0.0
    return min(max(value / finding.target.value, 0.0), 1.0)


def change_of(before: Finding, now: Finding, deltas: Mapping[str, float | None]) -> float | None:
    """Change of a row in a drag; ``None`` where there is none, or either figure is unknown."""
    one, other = before.figure.value, now.figure.value
    own = None if one is None or other is None else other - one
    delta = deltas.get(now.figure.id, own)
    return None if delta is None or abs(delta) < 1e-12 else delta


def delta_words(finding: Finding, delta: float, lang: Lang) -> str:
    """``▲ +0.04``: a change of a row's figure."""
    return f"{'▲' if delta > 0 else '▼'} {delta_text(delta, finding.figure.unit, lang)}"


def delta_colour(finding: Finding, delta: float | None) -> str:
    """Colour of a change: for the better, for the worse, or neither."""
    theme, direction = current_theme(), better_direction(finding)
    if direction == 0 or not delta:
        return theme.muted
    return theme.pass_ if delta * direction > 0 else theme.fail


def target_words(finding: Finding, lang: Lang) -> str:
    """What is asked and in whose name, without its unit, which stands after the figure already."""
    target, unit = asked(finding), finding.figure.unit
    if target is None:
        return asked_short(finding, lang)
    text = target_text(target, unit, lang)
    if finding.figure.value is not None:
        figure_unit = figure_parts(finding.figure.value, unit, lang)[1]
        target_unit = figure_parts(target.value, unit, lang)[1]
        text = text.removesuffix(target_unit).rstrip() if figure_unit == target_unit else text
    return asked_short(finding, lang, text)


class FindingRow(QWidget):
    """Paints one finding; a click or Enter asks for its details, with Ctrl or Shift it selects rows.

    A row that fails says what it lacks, and the worst place; a click on that place goes there.

    Signals
    -------
    toggled
        The person wants the details folded out or in.
    moved(int)
        The person wants the focus on the row so many rows further down.
    picked(bool)
        The person wants the row selected too (``False``), or all rows up to it (``True``).
    menu_wanted(QPoint)
        The person asks what can be done with it, at a place on the screen.
    worst_wanted
        The person wants to see the worst place.
    """

    toggled = Signal()
    worst_wanted = Signal()
    moved = Signal(int)
    picked = Signal(bool)
    menu_wanted = Signal(QPoint)

    def __init__(self, finding: Finding, word: str, lang: Lang, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self._live = finding
        self._delta: float | None = None
        self._word = word
        self._lang: Lang = lang
        self._is_open = False
        self._is_selected = False
        self._gap = ""
        self._worst: Place | None = None
        self._is_over_worst = False
        self._course: tuple[CoursePoint, ...] = ()
        self._course_words: tuple[str, ...] = ()
        # By width and font: a layout asks for the height again and again.
        self._name_rects: dict[tuple[int, str], QRect] = {}
        self._figure_widths: dict[str, int] = {}
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.mapToGlobal(at)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted anew when the mouse comes and goes
        self.setMouseTracking(True)
        self._take_gap()
        self._describe()

    # -- content -------------------------------------------------------------------------------------------
    def show_finding(self, finding: Finding, word: str, lang: Lang) -> None:
        """Show a newly computed finding, without a change beside it."""
        is_shown = finding is self.finding is self._live and self._delta is None
        if is_shown and (word, lang) == (self._word, self._lang):
            return
        self.finding = finding
        self._word, self._lang = word, lang
        self._name_rects.clear()
        self._figure_widths.clear()
        self._take_gap()
        self.show_live(finding, None, word)
        self._describe()
        self.updateGeometry()

    def _take_gap(self) -> None:
        """What a row lacks that fails, and where it is worst."""
        self._gap, self._worst = "", None
        if self.finding.verdict == Verdict.FAIL:
            from reports.headlines import gap_words

            self._gap = gap_words(self.finding, self._lang)
            self._worst = next(iter(self.finding.figure.failing), None)

    def show_worst(self, place: Place | None) -> None:
        """Name another place as the worst: that of a township, say."""
        if self.finding.verdict == Verdict.FAIL and place != self._worst:
            self._worst = place
            self.update()

    @property
    def worst(self) -> Place | None:
        """The worst place of a row that fails."""
        return self._worst

    @property
    def gap(self) -> str:
        """What a row that fails lacks, in words."""
        return self._gap

    def show_live(self, finding: Finding, delta: float | None, word: str) -> None:
        """Show a finding while a facility is being dragged, with its change against before."""
        if finding is self._live and delta == self._delta:
            return
        self._live, self._delta, self._word = finding, delta, word
        self._figure_widths.clear()
        self.update()

    @property
    def shown_figure(self) -> str:
        """Figure as it stands in the row."""
        figure = self._live.figure
        return figure_text(figure.value, figure.unit, self._lang, target=self._live.target)

    @property
    def shown_delta(self) -> str:
        """Change as it stands in the row; empty if none."""
        if self._delta is None:
            return ""
        return delta_text(self._delta, self._live.figure.unit, self._lang)

    def set_open(self, is_open: bool) -> None:
        """Say whether the details stand below."""
        self._is_open = is_open
        self.update()

    @property
    def is_selected(self) -> bool:
        """Whether the row is among those that are copied."""
        return self._is_selected

    def set_selected(self, is_selected: bool) -> None:
        """Mark the row as one of those that are copied."""
        if is_selected != self._is_selected:
            self._is_selected = is_selected
            self._describe()
            self.update()

    @property
    def course(self) -> tuple[CoursePoint, ...]:
        """The scenarios that the row's small line runs through; empty where it has none."""
        return self._course

    def show_course(self, points: Sequence[CoursePoint], words: Sequence[str]) -> None:
        """Show how the figure runs through the scenarios, in a line and in words."""
        shown = tuple(points) if is_worth_showing(points) else ()
        if (shown, tuple(words)) != (self._course, self._course_words):
            self._course, self._course_words = shown, tuple(words)
            self._describe()
            self.update()

    def _describe(self) -> None:
        finding = self.finding
        figure = finding.figure
        full = figure_text(figure.value, figure.unit, self._lang, full=True)
        target = target_text(finding.target, figure.unit, self._lang)
        lines = [finding.name(self._lang), full]
        if finding.target is not None:
            lines[1] = f"{full}  ({target})"
        if self._gap:
            lines.append(self._gap)
        course = self._course_words if self._course else ()
        beside, caution = beside_text(finding, self._lang), caution_text(figure, self._lang)
        basis = (basis_text(finding, self._lang), *(part for part in (beside, caution) if part))
        self.setToolTip("\n".join((*lines, self._word, *basis, *course)))
        self.setAccessibleName(", ".join(part for part in (*lines, self._word) if part))
        self.setAccessibleDescription("\n".join(course))

    # -- geometry ------------------------------------------------------------------------------------------
    def _name(self) -> str:
        """Name, and how many sites count in it that screening rejects."""
        return cautious_name(self.finding.name(self._lang), self.finding.figure, self._lang)

    def _name_font(self) -> QFont:
        return self.font()

    def _figure_fonts(self) -> tuple[QFont, QFont]:
        """Fonts of the number and of its unit."""
        bold, small = QFont(self.font()), QFont(self.font())
        bold.setPointSizeF(bold.pointSizeF() * 1.12)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(small.pointSizeF() * 0.88)
        return bold, small

    def _figure_width(self) -> int:
        """Room for figure and unit; that of the computed finding, so that nothing moves in a drag."""
        key = self.font().key()
        if key not in self._figure_widths:
            self._figure_widths[key] = self._measured_figure()
        return self._figure_widths[key]

    def _measured_figure(self) -> int:
        figure = self.finding.figure
        number, unit = figure_parts(figure.value, figure.unit, self._lang, target=self.finding.target)
        bold, small = self._figure_fonts()
        needed = QFontMetrics(bold).horizontalAdvance(number) + 10
        if unit:
            needed += QFontMetrics(small).horizontalAdvance(f" {unit}")
        return max(
            _FIGURE_WIDTH,
            needed,
            QFontMetrics(small).horizontalAdvance(target_words(self._live, self._lang)) + 6,
        )

    def _name_rect(self, width: int) -> QRect:
        key = (width, self.font().key())
        if key not in self._name_rects:
            self._name_rects[key] = self._measured_name(width)
        return QRect(self._name_rects[key])

    def _measured_name(self, width: int) -> QRect:
        room = max(60, width - _LEFT - _ICON_WIDTH - _RIGHT - self._figure_width())
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        metrics = QFontMetrics(self._name_font())
        needed = metrics.boundingRect(QRect(0, 0, room, 1000), int(flags), self._name())
        height = min(needed.height(), _MOST_LINES * metrics.lineSpacing())
        return QRect(_LEFT + _ICON_WIDTH, 8, room, height)

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(self.width() or 320))

    @guarded(False)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(0)
    def heightForWidth(self, width: int) -> int:
        line = QFontMetrics(self._name_font()).lineSpacing()
        gap = line if self._gap else 0
        return max(self._name_rect(width).bottom() + gap + 8 + _BAR_HEIGHT + 9, 2 * line + 17)

    def _gap_rect(self, name_rect: QRect) -> QRect:
        """Line below the name, of a row that fails."""
        line = QFontMetrics(self._name_font()).lineSpacing()
        # Below a name of several lines nothing stands at the right any more.
        width = (
            name_rect.width() if name_rect.height() < 2 * line else self.width() - _RIGHT - name_rect.left()
        )
        return QRect(name_rect.left(), name_rect.bottom() + 1, width, line if self._gap else 0)

    def _worst_rect(self) -> QRect:
        """Where the worst place is named."""
        rect = self._gap_rect(self._name_rect(self.width()))
        if self._worst is None or not self._gap:
            return QRect()
        used = QFontMetrics(self._small_font()).horizontalAdvance(self._gap) + 10
        return rect.adjusted(min(used, rect.width()), 0, 0, 0)

    def _small_font(self) -> QFont:
        return self._figure_fonts()[1]

    @guarded()
    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        height = self.heightForWidth(self.width())
        if self.minimumHeight() != height:
            self.setFixedHeight(height)
        super().resizeEvent(event)

    # -- painting ------------------------------------------------------------------------------------------
    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme = current_theme()
            finding = self._live
            colour = QColor(theme.verdict(finding.verdict))
            rect = self.rect()
            if self._is_selected:
                painter.fillRect(rect, QColor(theme.accent_soft))
            elif self.underMouse() or self._is_open:
                painter.fillRect(rect, QColor(theme.hover))
            painter.setPen(QColor(theme.line))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

            self._paint_verdict(painter, finding.verdict, colour)

            name_rect = self._name_rect(self.width())
            painter.setPen(QColor(theme.text))
            painter.setFont(self._name_font())
            painter.drawText(name_rect, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, self._name())
            self._paint_gap(painter, name_rect)
            name_rect.setBottom(name_rect.bottom() + self._gap_rect(name_rect).height())
            self._paint_bar(painter, name_rect, colour)
            if self._course and self._delta is None:
                paint_course(painter, QRectF(self._course_rect(name_rect)), self._course)
            self._paint_figure(painter, finding, colour)
            if self.hasFocus():
                painter.setPen(QColor(theme.accent))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(2, 1, -3, -2), 4, 4)

    def _paint_gap(self, painter: QPainter, name_rect: QRect) -> None:
        if not self._gap:
            return
        theme, rect, worst = current_theme(), self._gap_rect(name_rect), self._worst_rect()
        font = self._small_font()
        painter.setFont(font)
        painter.setPen(QColor(theme.fail))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        elided = QFontMetrics(font).elidedText(self._gap, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, flags, elided)
        if self._worst is None or worst.width() < 30:
            return
        if self._is_over_worst:
            font.setUnderline(True)
            painter.setFont(font)
        painter.setPen(QColor(theme.accent))
        name = self._worst.title(self._lang)
        painter.drawText(
            worst, flags, QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, worst.width())
        )

    def _paint_verdict(self, painter: QPainter, verdict: Verdict, colour: QColor) -> None:
        side = 15
        picture = pixmap(VERDICT_ICONS[verdict], colour.name(), side, self.devicePixelRatioF())
        column = QRect(_LEFT - 4, 9, _ICON_WIDTH - 2, side)
        painter.drawPixmap(column.center().x() - side // 2, column.top(), picture)
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.84)
        painter.setFont(small)
        painter.setPen(colour)
        top = column.bottom() + 2
        painter.drawText(
            QRect(column.left(), top, column.width(), QFontMetrics(small).height() + 1),
            Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextSingleLine,
            self._word,
        )

    @staticmethod
    def _course_rect(name_rect: QRect) -> QRect:
        """Beside the end of the bar."""
        left, middle = name_rect.right() - 6 - WIDTH_PX, name_rect.bottom() + 7 + _BAR_HEIGHT // 2
        return QRect(left, middle - HEIGHT_PX // 2, WIDTH_PX, HEIGHT_PX)

    def _paint_bar(self, painter: QPainter, name_rect: QRect, colour: QColor) -> None:
        share = share_of_target(self._live)
        if share is None:
            return
        room = WIDTH_PX + 8 if self._course else 0
        bar = QRect(name_rect.left(), name_rect.bottom() + 7, name_rect.width() - 6 - room, _BAR_HEIGHT)
        painter.fillRect(bar, QColor(current_theme().track))
        painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), bar.height()), colour)

    def _paint_figure(self, painter: QPainter, finding: Finding, colour: QColor) -> None:
        theme = current_theme()
        figure = finding.figure
        number, unit = figure_parts(figure.value, figure.unit, self._lang, target=finding.target)
        right = self.width() - _RIGHT
        line = QFontMetrics(self.font()).lineSpacing()
        bold, small = self._figure_fonts()
        has_value = finding.figure.value is not None
        unit_width = QFontMetrics(small).horizontalAdvance(f" {unit}") if unit else 0
        top = 7
        if unit:
            painter.setFont(small)
            painter.setPen(QColor(theme.muted))
            painter.drawText(
                QRect(right - unit_width, top + 1, unit_width, line + 2),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                unit,
            )
        painter.setFont(bold if has_value else self.font())
        painter.setPen(QColor(theme.text if has_value else theme.muted))
        painter.drawText(
            QRect(right - unit_width - 130, top, 130, line + 4),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            number,
        )
        below = QRect(right - 150, top + line + 4, 150, line)
        painter.setFont(small)
        if self._delta is not None:
            painter.setPen(QColor(delta_colour(finding, self._delta)))
            painter.drawText(
                below,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                delta_words(finding, self._delta, self._lang),
            )
            return
        painter.setPen(QColor(theme.muted))
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            target_words(self._live, self._lang),
        )

    # -- mouse and keys ------------------------------------------------------------------------------------
    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(
            event.position().toPoint()
        ):
            return
        keys = event.modifiers()
        if keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.picked.emit(bool(keys & Qt.KeyboardModifier.ShiftModifier))
        elif self._worst_rect().contains(event.position().toPoint()):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.worst_wanted.emit()
        else:
            self.toggled.emit()

    @guarded()
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_over = self._worst_rect().contains(event.position().toPoint())
        if is_over != self._is_over_worst:
            self._is_over_worst = is_over
            self.update()
        super().mouseMoveEvent(event)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.picked.emit(False)
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._extend(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.toggled.emit()
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Right if not self._is_open:
                self.toggled.emit()
            case Qt.Key.Key_Left if self._is_open:
                self.toggled.emit()
            case _:
                super().keyPressEvent(event)

    def _extend(self, step: int) -> None:
        """Select the next row too and go there."""
        if not self._is_selected:
            self.picked.emit(False)
        self.moved.emit(step)
        after = self.window().focusWidget() if self.window() is not None else None
        if isinstance(after, FindingRow) and after is not self and not after.is_selected:
            after.picked.emit(False)

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
