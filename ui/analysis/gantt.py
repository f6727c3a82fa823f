"""Bars over years: from when to when each project is built, and in which state it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.core.guard import guarded
from ui.core.themes import current_theme

ROW_PX = 24
HEAD_PX = 24
NAME_SHARE = 0.34
GAP_PX = 8


@dataclass(frozen=True)
class Span:
    """One row; a project without a year of finishing has no bar, and says so."""

    name: str
    first: int | None
    last: int | None
    state: str
    text: str
    key: str = ""


class GanttChart(QWidget):
    """Rows of spans below their years.

    Signals
    -------
    wanted(str)
        A row was clicked, by its key.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spans: tuple[Span, ...] = ()
        self.years: tuple[int, int] | None = None
        self.marked: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_spans(self, spans: Sequence[Span], years: tuple[int, int] | None, text: str) -> None:
        """Show other rows; ``text`` says them to who cannot see."""
        self.spans, self.years = tuple(spans), years
        self.setAccessibleName(text)
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def mark(self, keys: Collection[str]) -> None:
        """Let the rows of what is chosen stand out."""
        if self.marked != frozenset(keys):
            self.marked = frozenset(keys)
            self.update()

    @guarded()
    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = (event.position().y() - HEAD_PX) // ROW_PX
        if 0 <= row < len(self.spans):
            self.wanted.emit(self.spans[int(row)].key)

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        return QSize(480, HEAD_PX + ROW_PX * len(self.spans) + 6)

    def bar_of(self, span: Span) -> tuple[float, float] | None:
        """Left and right end of a bar; ``None`` without one."""
        if self.years is None or span.last is None:
            return None
        first, last = self.years
        left = self.width() * NAME_SHARE
        year_px = (self.width() - left - GAP_PX) / (last - first + 1)
        begin = span.last if span.first is None else span.first
        return left + (begin - first) * year_px, left + (span.last - first + 1) * year_px

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        with QPainter(self) as painter:
            metrics, left = painter.fontMetrics(), self.width() * NAME_SHARE
            middle = Qt.AlignmentFlag.AlignVCenter
            if self.years is not None:
                first, last = self.years
                year_px = (self.width() - left - GAP_PX) / (last - first + 1)
                every = max(1, -(-metrics.horizontalAdvance("2000  ") // max(1, int(year_px))))
                for year in range(first, last + 1):
                    x = left + (year - first) * year_px
                    painter.setPen(QPen(QColor(theme.line), 1.0))
                    painter.drawLine(int(x), HEAD_PX, int(x), self.height())
                    if (year - first) % every == 0:
                        painter.setPen(QColor(theme.muted))
                        painter.drawText(QRectF(x + 3, 0, year_px * every, HEAD_PX), middle, str(year))
            colours = {"finished": theme.pass_, "building": theme.accent, "approved": theme.warning}
            for row, span in enumerate(self.spans):
                top = HEAD_PX + row * ROW_PX
                if span.key in self.marked:
                    painter.fillRect(QRectF(0, top, self.width(), ROW_PX), QColor(theme.accent_soft))
                painter.setPen(QColor(theme.muted if span.state == "dropped" else theme.text))
                name = metrics.elidedText(span.name, Qt.TextElideMode.ElideRight, int(left) - GAP_PX)
                painter.drawText(QRectF(2, top, left - GAP_PX, ROW_PX), middle, name)
                ends = self.bar_of(span)
                if ends is None or span.state == "dropped":
                    painter.setPen(QColor(theme.muted))
                    painter.drawText(QRectF(left + 4, top, self.width() - left, ROW_PX), middle, span.text)
                    continue
                bar = QRectF(ends[0] + 1, top + 4, ends[1] - ends[0] - 2, ROW_PX - 8)
                painter.fillRect(bar, QColor(colours.get(span.state, theme.nodata)))
                # Words stand on the bar where it has room for them, else beside it on the ground.
                width = metrics.horizontalAdvance(span.text) + 8
                if width <= bar.width():
                    painter.setPen(QColor(theme.accent_text))
                    painter.drawText(bar.adjusted(4, 0, 0, 0), middle, span.text)
                else:
                    painter.setPen(QColor(theme.muted))
                    is_right = bar.right() + width < self.width()
                    at = bar.right() + 4 if is_right else bar.left() - width
                    painter.drawText(QRectF(at, top, width, ROW_PX), middle, span.text)
