"""One row of the findings: verdict, name, figure against its target; folds out to how it was computed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
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

from models.findings import Finding, Verdict
from models.numbers import delta_text, figure_parts, figure_text, target_text
from models.text import Lang
from ui.icons import pixmap
from ui.themes import current_theme

_LEFT = 12
_ICON_WIDTH = 44
_RIGHT = 14
_FIGURE_WIDTH = 92
_BAR_HEIGHT = 3
_ICONS = {"pass": "pass", "fail": "fail", "nodata": "nodata", "info": "bullet"}


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


class FindingRow(QWidget):
    """Paints one finding; a click or Enter asks for its details.

    Signals
    -------
    toggled
        The person wants the details folded out or in.
    moved(int)
        The person wants the focus on the row so many rows further down.
    """

    toggled = Signal()
    moved = Signal(int)

    def __init__(self, finding: Finding, word: str, lang: Lang, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self._live = finding
        self._delta: float | None = None
        self._word = word
        self._lang: Lang = lang
        self._is_open = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._describe()

    # -- content -------------------------------------------------------------------------------------------
    def show_finding(self, finding: Finding, word: str, lang: Lang) -> None:
        """Show a newly computed finding, without a change beside it."""
        self.finding = finding
        self._word, self._lang = word, lang
        self.show_live(finding, None, word)
        self._describe()
        self.updateGeometry()

    def show_live(self, finding: Finding, delta: float | None, word: str) -> None:
        """Show a finding while a facility is being dragged, with its change against before."""
        if delta is not None and abs(delta) < 1e-12:
            delta = None
        if finding is self._live and delta == self._delta:
            return
        self._live, self._delta, self._word = finding, delta, word
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

    def _describe(self) -> None:
        finding = self.finding
        figure = finding.figure
        full = figure_text(figure.value, figure.unit, self._lang, full=True)
        target = target_text(finding.target, figure.unit, self._lang)
        lines = [finding.name(self._lang), full]
        if finding.target is not None:
            lines[1] = f"{full}  ({target})"
        self.setToolTip("\n".join((*lines, self._word)))
        self.setAccessibleName(", ".join(part for part in (*lines, self._word) if part))

    # -- geometry ------------------------------------------------------------------------------------------
    def _name_font(self) -> QFont:
        return self.font()

    def _name_rect(self, width: int) -> QRect:
        room = max(60, width - _LEFT - _ICON_WIDTH - _RIGHT - _FIGURE_WIDTH)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        metrics = QFontMetrics(self._name_font())
        needed = metrics.boundingRect(QRect(0, 0, room, 1000), int(flags), self.finding.name(self._lang))
        height = min(needed.height(), 3 * metrics.lineSpacing())
        return QRect(_LEFT + _ICON_WIDTH, 8, room, height)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(self.width() or 320))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        line = QFontMetrics(self._name_font()).lineSpacing()
        return max(self._name_rect(width).bottom() + 8 + _BAR_HEIGHT + 9, 2 * line + 17)

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        height = self.heightForWidth(self.width())
        if self.minimumHeight() != height:
            self.setFixedHeight(height)
        super().resizeEvent(event)

    # -- painting ------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        finding = self._live
        colour = QColor(theme.verdict(finding.verdict))
        rect = self.rect()
        if self.underMouse() or self._is_open:
            painter.fillRect(rect, QColor(theme.hover))
        painter.setPen(QColor(theme.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

        self._paint_verdict(painter, finding.verdict, colour)

        name_rect = self._name_rect(self.width())
        painter.setPen(QColor(theme.text))
        painter.setFont(self._name_font())
        painter.drawText(
            name_rect, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, finding.name(self._lang)
        )
        self._paint_bar(painter, name_rect, colour)
        self._paint_figure(painter, finding, colour)
        if self.hasFocus():
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 1, -3, -2), 4, 4)

    def _paint_verdict(self, painter: QPainter, verdict: Verdict, colour: QColor) -> None:
        side = 15
        picture = pixmap(_ICONS[verdict], colour.name(), side, self.devicePixelRatioF())
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

    def _paint_bar(self, painter: QPainter, name_rect: QRect, colour: QColor) -> None:
        share = share_of_target(self._live)
        if share is None:
            return
        bar = QRect(name_rect.left(), name_rect.bottom() + 7, name_rect.width() - 6, _BAR_HEIGHT)
        painter.fillRect(bar, QColor(current_theme().track))
        painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), bar.height()), colour)

    def _paint_figure(self, painter: QPainter, finding: Finding, colour: QColor) -> None:
        theme = current_theme()
        figure = finding.figure
        number, unit = figure_parts(figure.value, figure.unit, self._lang, target=finding.target)
        right = self.width() - _RIGHT
        line = QFontMetrics(self.font()).lineSpacing()
        bold = QFont(self.font())
        bold.setPointSizeF(bold.pointSizeF() * 1.12)
        bold.setWeight(QFont.Weight.DemiBold)
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.88)
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
        number_width = QFontMetrics(bold).horizontalAdvance(number)
        painter.drawText(
            QRect(right - unit_width - 130, top, 130, line + 4),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            number,
        )
        below = QRect(right - 150, top + line + 4, 150, line)
        painter.setFont(small)
        if self._delta is not None:
            better = self._is_better(self._delta)
            painter.setPen(QColor(theme.muted if better is None else theme.pass_ if better else theme.fail))
            sign = "▲" if self._delta > 0 else "▼"
            painter.drawText(
                below,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                f"{sign} {self.shown_delta}",
            )
            return
        painter.setPen(QColor(theme.muted))
        del number_width
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            self._target_words(),
        )

    def _target_words(self) -> str:
        """Target without its unit, which stands after the figure already."""
        target = self._live.target
        if target is None:
            return ""
        text = target_text(target, self._live.figure.unit, self._lang)
        if self._live.figure.value is None:
            return text
        figure_unit = figure_parts(self._live.figure.value, self._live.figure.unit, self._lang)[1]
        target_unit = figure_parts(target.value, self._live.figure.unit, self._lang)[1]
        return text.removesuffix(target_unit).rstrip() if figure_unit == target_unit else text

    def _is_better(self, delta: float) -> bool | None:
        target = self._live.target
        if target is None or target.operator == "=":
            return None
        return (delta > 0) == (target.operator in (">=", ">"))

    # -- mouse and keys ------------------------------------------------------------------------------------
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)
