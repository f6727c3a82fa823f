"""The window before an audience: map, five large figures, scenarios by arrow keys, a ring at the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from models.findings.findings import Finding
from models.findings.numbers import figure_parts, figure_text
from ui.app.shell import Shell
from ui.cartography.letters import wrapped
from ui.core.guard import guarded
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.panels.findingrow import target_words
from ui.panels.pinned import pinned_ids
from ui.widgets.behind import behind_mark

FIGURES = 5
RING_PX = 46
ELLIPSIS = "…"
_KEYS = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -1,
}  # fmt: skip


class FigureBand(QWidget):
    """The scenario's name and the first pinned figures, to be read from the last row."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.findings: tuple[Finding, ...] = ()
        session.assessed.connect(self.refresh)
        session.project_changed.connect(lambda _: self.refresh())
        session.behind_changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Show the scenario that the map shows."""
        found = {finding.id: finding for finding in self._session.findings}
        ids = pinned_ids(self._session) if self._session.has_project else ()
        self.findings = tuple(found[key] for key in ids if key in found)[:FIGURES]
        title = self._session.scenario.title(self._session.lang)
        lang = self._session.lang
        figures = (
            f"{one.name(lang)} {figure_text(one.figure.value, one.figure.unit, lang, target=one.target)}"
            for one in self.findings
        )
        self.setAccessibleName(
            "\n".join(filter(None, [title, self._people_note(), behind_mark(self._session), *figures]))
        )
        self.update()

    def _people_note(self) -> str:
        """Whose people the figures count, where they are not the data's residents."""
        from reports.words import people_note

        session = self._session
        return people_note(session.county, session.lang) if session.has_project else ""

    def _fonts(self) -> tuple[QFont, QFont]:
        large, small = QFont(self.font()), QFont(self.font())
        large.setPointSizeF(large.pointSizeF() * 2.4)
        large.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(small.pointSizeF() * 1.15)
        return large, small

    @property
    def wanted_height(self) -> int:
        """Height of the figures with two small lines above and two below."""
        large, small = self._fonts()
        return QFontMetrics(large).height() + 4 * QFontMetrics(small).height() + 20

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, lang = current_theme(), self._session.lang
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.panel))
            large, small = self._fonts()
            count = len(self.findings) + 1
            width, line = self.width() // count, QFontMetrics(small).height()
            middle = QRect(12, 10, width - 24, self.height() - 20)
            painter.setFont(large)
            painter.setPen(QColor(theme.text))
            title = self._session.scenario.title(lang)
            self._write(painter, middle, title)
            if note := self._people_note():
                painter.setFont(small)
                painter.setPen(QColor(theme.muted))
                lines = wrapped(note, small, middle.width(), 2)
                foot = QRect(middle.left(), middle.bottom() - len(lines) * line, middle.width(), line)
                for text in lines:
                    self._write(painter, foot, text)
                    foot.translate(0, line)
            for number, finding in enumerate(self.findings, 1):
                cell = QRect(number * width + 12, 10, width - 24, self.height() - 20)
                painter.setPen(QColor(theme.line))
                painter.drawLine(cell.left() - 12, 8, cell.left() - 12, self.height() - 8)
                painter.setPen(QColor(theme.muted))
                self._write_name(
                    painter, QRect(cell.left(), cell.top(), cell.width(), 2 * line), finding, small
                )
                painter.setFont(large)
                mark = behind_mark(self._session)
                painter.setPen(QColor(theme.muted if mark else theme.verdict(finding.verdict)))
                value = QRect(cell.left(), cell.top() + 2 * line, cell.width(), QFontMetrics(large).height())
                self._write(painter, value, self.value_text(finding))
                painter.setFont(small)
                painter.setPen(QColor(theme.muted))
                below = QRect(cell.left(), value.bottom(), cell.width(), line)
                for text in self.below_texts(finding):
                    self._write(painter, below, text)
                    below.translate(0, line)

    def value_text(self, finding: Finding) -> str:
        """The number, with its unit where that is a sign: words would make the number small."""
        figure, lang = finding.figure, self._session.lang
        number, unit = figure_parts(figure.value, figure.unit, lang, target=finding.target)
        return f"{number} {unit}" if unit == "%" else number

    def below_texts(self, finding: Finding) -> list[str]:
        """The unit in words, and what is asked for."""
        figure, lang = finding.figure, self._session.lang
        unit = figure_parts(figure.value, figure.unit, lang, target=finding.target)[1]
        parts = ("" if unit == "%" else unit, behind_mark(self._session) or target_words(finding, lang))
        return [part for part in parts if part]

    def _write_name(self, painter: QPainter, rect: QRect, finding: Finding, font: QFont) -> None:
        """Two lines, in smaller letters where they do not hold the name."""
        name, fitting = finding.headline(self._session.lang), QFont(font)
        lines = wrapped(name, fitting, rect.width(), 2)
        while ELLIPSIS in "".join(lines) and fitting.pointSizeF() > 7:
            fitting.setPointSizeF(fitting.pointSizeF() * 0.92)
            lines = wrapped(name, fitting, rect.width(), 2)
        painter.setFont(fitting)
        height = QFontMetrics(fitting).height()
        for number, text in enumerate(lines):
            top = rect.bottom() - (len(lines) - number) * height
            painter.drawText(QRect(rect.left(), top, rect.width(), height), Qt.AlignmentFlag.AlignLeft, text)

    @staticmethod
    def _write(painter: QPainter, rect: QRect, text: str) -> None:
        """One line; smaller letters where it is too long, so that no figure loses its end."""
        font = QFont(painter.font())
        while QFontMetrics(font).horizontalAdvance(text) > rect.width() and font.pointSizeF() > 7:
            font.setPointSizeF(font.pointSizeF() * 0.92)
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class PointerRing(QWidget):
    """A ring that follows the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(RING_PX, RING_PX)
        self.hide()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(current_theme().accent), 4))
            painter.drawEllipse(self.rect().adjusted(4, 4, -4, -4))


class Presentation(QObject):
    """Turns the window into what an audience sees, and back."""

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self.is_on = False
        self._was_maximized = False
        centre = window.centralWidget()
        layout = centre.layout() if centre is not None else None
        assert centre is not None and layout is not None  # the window has its pages by now
        self.band = FigureBand(window.session, centre)
        layout.addWidget(self.band)
        self.ring = PointerRing(window.canvas)
        self._bars = (window.menuBar(), window.statusBar())
        window.session.project_replaced.connect(self.end)

    def toggle(self) -> None:
        """Begin or end."""
        if self.is_on:
            self.end()
        elif self._window.session.has_project and self._window.pages.currentWidget() is self._window.canvas:
            self._begin()

    def _begin(self) -> None:
        window = self._window
        self.is_on = True
        self._was_maximized = window.isMaximized()
        window.docks.show_wanted(False)
        for bar in self._bars:
            bar.hide()
        window.toolbar_shown(False)
        self.band.setFixedHeight(self.band.wanted_height)
        self.band.refresh()
        self.band.show()
        window.showFullScreen()
        window.canvas.setFocus()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def end(self) -> None:
        """Everything as it was before."""
        if not self.is_on:
            return
        window = self._window
        self.is_on = False
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        self.band.hide()
        self.ring.hide()
        for bar in self._bars:
            bar.show()
        on_map = window.pages.currentWidget() is window.canvas
        window.toolbar_shown(on_map)
        window.docks.show_wanted(on_map)
        if self._was_maximized:
            window.showMaximized()
        else:
            window.showNormal()

    def _step(self, step: int) -> None:
        """Show the next scenario, or the one before."""
        project = self._window.session.project
        ids = [scenario.id for scenario in project.scenarios]
        at = ids.index(project.active_scenario_id) + step
        if 0 <= at < len(ids):
            project.activate(ids[at])

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        window = self._window
        if event.type() == QEvent.Type.MouseMove and watched is window.canvas.viewport():
            at = window.canvas.cursor_px
            if at is not None:
                self.ring.move(round(at.x()) - RING_PX // 2, round(at.y()) - RING_PX // 2)
                self.ring.show()
                self.ring.raise_()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not _is_asking():
            key = Qt.Key(event.key())
            if key in _KEYS:
                self._step(_KEYS[key])
                return True
            if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
                self.end()
                return True
        return False


def _is_asking() -> bool:
    """Whether a dialog or a menu has the keys."""
    return QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
